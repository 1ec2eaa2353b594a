"""Calibration of a trained folder: what it writes, and that thresholds leave spans out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from helpers_model import write_data

from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.evaluation.reliability import Told
from vnadmin_nlp.pipeline import Extractor, load_extractor
from vnadmin_nlp.tagger.folder import open_tagger
from vnadmin_nlp.training.calibrate import _left_out, calibrate

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def calibrated(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("calibrate")
    shutil.copytree(tiny_model, root / "model")
    data = write_data(root / "data")
    calibrate(root / "model", load_data(data))
    return root / "model", data


def test_the_folder_says_what_was_measured(calibrated: tuple[Path, Path]) -> None:
    about = json.loads((calibrated[0] / "vnadmin.json").read_text(encoding="utf-8"))["calibration"]
    assert about["directives"] == 8
    assert set(about["figures"]["all"]) == {"spans", "ece raw", "ece"}
    assert open_tagger(calibrated[0], 1).calibration.curves == {
        k: open_tagger(calibrated[0], 1).calibration.curves[k] for k in about["curves"]
    }
    assert all(0 <= c["least"] <= 0.5 for c in about["curves"].values())


def test_thresholds_leave_out_what_is_not_sure(calibrated: tuple[Path, Path]) -> None:
    model, data = calibrated
    text = load_data(data)[0].text
    everything = Extractor(model, 1, dict.fromkeys(("ORG-UNIT", "DEADLINE", "DOC-REF", "TASK"), 0.0)).extract_text(text)
    scores = [s.score for s in everything.spans if s.label == "TASK" and s.score is not None]
    assert len(scores) == 3
    some = load_extractor(model, 1, {"TASK": sorted(scores)[1]}).extract_text(text)
    assert len([s for s in some.spans if s.label == "TASK"]) == len(some.assignments) == 2
    assert [s for s in some.spans if s.label != "TASK"] == [s for s in some.spans if s.label != "TASK"]


@pytest.mark.parametrize("thresholds", [{"TASK": 1.5}, {"TASKS": 0.5}])
def test_impossible_thresholds(calibrated: tuple[Path, Path], thresholds: dict[str, float]) -> None:
    with pytest.raises(VnadminError, match="E201"):
        load_extractor(calibrated[0], 1, thresholds)


def test_too_little_to_calibrate_on(calibrated: tuple[Path, Path]) -> None:
    before = (calibrated[0] / "vnadmin.json").read_bytes()
    with pytest.raises(VnadminError, match="E201"):
        calibrate(calibrated[0], load_data(calibrated[1])[:1])
    assert (calibrated[0] / "vnadmin.json").read_bytes() == before


def test_figures_are_of_directives_left_out_of_the_fit() -> None:
    """Raw scores are too high everywhere but in one directive, which must not know of itself."""
    usual = [[Told("TASK", 0.9, i % 3 == 0) for i in range(12)] for _ in range(9)]
    odd = [Told("TASK", 0.95, True), Told("DOC-REF", 0.7, True)]
    made = _left_out([*usual, odd])
    assert len(made) == 9 * 12 + 2
    right = [t for t in made if t.label == "TASK" and t.right]
    assert max(t.score for t in right) < 0.5
    assert [t.score for t in made if t.label == "DOC-REF"] == [0.7]  # too few for a curve
    assert _left_out([odd]) == odd
