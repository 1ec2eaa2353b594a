"""What to annotate next: doubt from scores, novelty from words, a diverse choice, one line of reasons."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

import vnadmin_nlp.annotation.suggest
import vnadmin_nlp.pipeline
from vnadmin_nlp.annotation.suggest import choose, doubt, suggest
from vnadmin_nlp.cli import app
from vnadmin_nlp.documents import read
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pipeline import Extractor
from vnadmin_nlp.records import Directive, Label, Span

FOREST = "Kiểm lâm tuần tra rừng phòng hộ, trồng cây, chống cháy rừng mùa khô trên núi cao"
SCHOOL = "Nhà trường xếp lớp, tuyển sinh đầu cấp, dạy học hai buổi, thi tốt nghiệp trung học"
CLINIC = "Trạm y tế tiêm chủng, khám bệnh, cấp thuốc, phòng dịch sốt xuất huyết cho trẻ em"


def _span(score: float | None, label: Label = "TASK", why: tuple[str, ...] = ("model",)) -> Span:
    return Span(id="s", label=label, start=0, end=4, text="giao", score=score, why=why)


def test_doubt_is_the_expected_number_of_wrong_and_missing_spans() -> None:
    found = doubt([_span(0.9), _span(0.5), _span(0.3), _span(None)], lambda label: 0.4)
    assert found.wrong == pytest.approx(0.1 + 0.5 + 0.3)  # the third is left out: missing with its score
    assert found.doubtful == 1
    assert found.least is not None and found.least.score == 0.5
    supported = doubt([_span(0.3, "DEADLINE", ("model", "grammar:before"))], lambda label: 0.4)
    assert supported.wrong == pytest.approx(0.7)
    assert supported.doubtful == 0
    assert doubt([], lambda label: 0.0) == (0.0, 0, None)


def test_uncertainty_alone_and_novelty_alone() -> None:
    texts = [FOREST, SCHOOL, CLINIC]
    assert [c.at for c in choose(texts, [1.0, 3.0, 2.0], count=3, novelty=0.0)] == [1, 2, 0]
    first = choose(texts, [1.0, 3.0, 2.0], [SCHOOL + " năm nay", FOREST], count=1, novelty=1.0)[0]
    assert (first.at, first.by_novelty, first.by_doubt) == (2, 1, 2)
    assert first.novelty > 0.9


def test_a_copy_of_a_known_or_chosen_text_comes_last() -> None:
    texts = [FOREST, FOREST.upper() + " 2024", SCHOOL, CLINIC]
    made = choose(texts, [2.0, 2.0, 1.0, 1.0], count=4, novelty=0.8)
    assert [c.at for c in made][:3] in ([0, 2, 3], [0, 3, 2], [1, 2, 3], [1, 3, 2])
    assert made[-1].novelty == pytest.approx(0.0, abs=1e-9)
    known = choose(texts, [9.0, 9.0, 0.0, 0.0], [FOREST], count=2, novelty=0.9)
    assert {c.at for c in known} == {2, 3}


def test_odd_texts() -> None:
    assert choose([], []) == []
    assert [c.at for c in choose(["", "12 34"], [0.0, 1.0], count=5)] == [1, 0]


SCORES = {"rung.txt": 0.9, "truong.txt": 0.2, "tram.txt": 0.6}


class Stub(Extractor):
    """One TASK with a score by file; what a text without Vietnamese is warned of comes from the reader."""

    def extract(self, source: Any) -> Directive:
        assert self.thresholds == {"ORG-UNIT": 0.0, "DEADLINE": 0.0, "DOC-REF": 0.0, "TASK": 0.0}
        found = read(source)
        spans = (_span(SCORES.get(found.name or "", 0.5)),)
        return Directive(source=found.name, text=found.text, spans=spans, warnings=found.warnings)


@pytest.fixture
def notices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    opened = SimpleNamespace(calibration=SimpleNamespace(least=lambda label: 0.0))
    monkeypatch.setattr("vnadmin_nlp.tagger.folder.open_tagger", lambda *a: opened)
    out = []
    for name, text in (("rung", FOREST), ("truong", SCHOOL), ("tram", CLINIC), ("english", "Nothing to see here")):
        out.append(tmp_path / f"{name}.txt")
        out[-1].write_text(text, encoding="utf-8")
    return out


def test_suggestions(notices: list[Path], tmp_path: Path) -> None:
    failed: list[VnadminError] = []
    made = suggest(
        [*notices, tmp_path / "none.txt"], Stub(tmp_path), known=[SCHOOL], count=9, novelty=0.1, failed=failed.append
    )
    assert [e.code for e in failed] == ["E103"]
    assert [Path(s.file).name for s in made] == ["truong.txt", "tram.txt", "rung.txt"]  # the English one is left out
    assert [s.rank for s in made] == [1, 2, 3]
    assert made[0].novelty == 0.0 and made[0].wrong == 0.8
    assert made[0].uncertainty == round(1000 * 0.8 / len(SCHOOL), 3)
    assert "place 1 of 3" in made[0].why and "TASK [giao] 0.20" in made[0].why and "\n" not in made[0].why
    by_novelty = suggest(notices, Stub(tmp_path), known=[SCHOOL], count=2, novelty=1.0, failed=failed.append)
    assert "truong.txt" not in {Path(s.file).name for s in by_novelty}
    for count, novelty in ((0, 0.5), (1, 1.5)):
        with pytest.raises(VnadminError, match="E201"):
            suggest(notices, Stub(tmp_path), count=count, novelty=novelty, failed=failed.append)


def test_by_notice_a_long_one_gains(notices: list[Path], tmp_path: Path) -> None:
    long = tmp_path / "rung.txt"  # less sure than the others by its spans, but surer by its length
    long.write_text(f"{FOREST}. " * 20, encoding="utf-8")

    class Long(Stub):
        def extract(self, source: Any) -> Directive:
            told = super().extract(source)
            return told.model_copy(update={"spans": (_span(0.1),)}) if told.source == long.name else told

    def first(by_notice: bool) -> str:
        made = suggest(notices, Long(tmp_path), count=1, novelty=0.0, by_notice=by_notice, failed=lambda e: None)
        return Path(made[0].file).name

    assert (first(False), first(True)) == ("truong.txt", "rung.txt")


def test_the_command(notices: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vnadmin_nlp.pipeline, "load_extractor", lambda *a, **k: Stub(tmp_path))

    def run(*args: object) -> Any:
        return CliRunner().invoke(app, ["suggest", *map(str, args)])

    text = run(*notices, "--count", 2, "--novelty", 0)
    assert text.exit_code == 0
    assert [line.split(":")[0].strip() for line in text.stdout.splitlines()] == [
        f"{i}. {tmp_path / name}" for i, name in ((1, "truong.txt"), (2, "tram.txt"))
    ]
    rows = json.loads(run(*notices, "--json").stdout)
    assert [r["rank"] for r in rows] == [1, 2, 3]
    bad = run(notices[0], tmp_path / "none.txt")
    assert (bad.exit_code, bad.stderr.split(":")[0]) == (1, "E103")
    assert bad.stdout.startswith("  1. ")
