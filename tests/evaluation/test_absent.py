"""The label is really gone from what the base learns, and all models are scored on the same texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers_model import write_base, write_data

from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.evaluation.absent import main, parted, scores, without


def test_a_label_is_taken_out_and_nothing_else(tmp_path: Path) -> None:
    for gold in load_data(write_data(tmp_path / "data")):
        bare = without(gold, "DEADLINE")
        assert bare.text == gold.text
        assert set(bare.spans) == {s for s in gold.spans if s.label != "DEADLINE"}
        assert len(bare.spans) < len(gold.spans)
        assert [a.task for a in bare.assignments] == [a.task for a in gold.assignments]
        assert {a.due for a in bare.assignments} == {None}
        assert [a.lead for a in bare.assignments] == [a.lead for a in gold.assignments]
        assert without(gold, "TASK").assignments == ()


def test_new_and_old_texts_are_all_the_texts(tmp_path: Path) -> None:
    golds = load_data(write_data(tmp_path / "data"), "train")
    new, old = parted(golds, 2, 13)
    assert len(new) == 2
    assert sorted(g.id for g in [*new, *old]) == sorted(g.id for g in golds)
    assert parted(golds[::-1], 2, 13) == (new, old)


@pytest.mark.filterwarnings("ignore")
def test_all_models_are_kept_and_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, out, work = write_data(tmp_path / "data"), tmp_path / "rows.jsonl", tmp_path / "work"
    write_base(tmp_path / "base")
    options = ["--data", str(data), "--base", str(tmp_path / "base"), "--steps", "2", "--new", "1"]
    main([*options, "--work", str(work), "--out", str(out), "--test", f"{data}:test"])
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(r["model"], r["test"], r["texts"]) for r in rows] == [
        (model, "data:test", 1) for model in ("base", "new", "old and new")
    ]
    assert len(list((work / "new").glob("*.txt"))) == 1
    base = work / "models" / "base"
    before = (base / "model.onnx").stat().st_mtime_ns
    main([*options, "--work", str(work), "--out", str(out), "--test", f"{data}:test"])
    assert (base / "model.onnx").stat().st_mtime_ns == before
    again = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert again == rows
    found = scores(base, load_data(data, "test"), "DEADLINE")
    assert json.loads(json.dumps(found)) == rows[0]["figures"]
    assert rows[0]["figures"]["others"]["f1"] is not None
