"""The report of the check: line and advice of each finding, copies between folders, labels that no text has, directives in memory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import vnadmin_nlp.annotation.folder_check
import vnadmin_nlp.pipeline
from vnadmin_nlp.annotation.findings import finding
from vnadmin_nlp.annotation.folder_check import check_folder, check_golds
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, digest, save
from vnadmin_nlp.annotation.split_check import Beside
from vnadmin_nlp.cli import app


def _words(seed: int, count: int = 60) -> str:
    return " ".join(f"từ{seed * 1000 + i}" for i in range(count))


def _gold(name: str, text: str, *spans: tuple[Any, int, int]) -> GoldDirective:
    marks = tuple(GoldSpan(label=label, start=start, end=end) for label, start, end in spans)
    return GoldDirective(id=name, text=text, spans=marks, sha256=digest(text))


def _rules(*golds: GoldDirective, **more: Any) -> list[tuple[str, str]]:
    return [(f.file, f.rule) for f in check_golds(golds, **more).findings]


def test_each_finding_says_where_and_what_to_do(tmp_path: Path) -> None:
    save(_gold("a", "Một\nhai ba.\n", ("ORG-UNIT", 4, 8)), tmp_path / "a.json")
    report = check_folder(tmp_path)
    (found,) = json.loads(report.to_json())["findings"]
    assert (found["line"], found["offset"], found["text"], found["rule"]) == (2, 4, "hai ", "edge-blank")
    assert found["advice"] == "Move the edge."
    text = report.to_text()
    assert "a.json: error edge-blank in line 2 of the text, character 4: ORG-UNIT begins or ends" in text
    assert "  edge-blank: Move the edge." in text
    assert text.endswith("1 errors, 0 warnings\n")


def test_a_long_span_overlaps_more_than_its_neighbour() -> None:
    text = "Sở Y tế và Sở Tài chính rà soát"
    long, inner, last = ("ORG-UNIT", 0, 23), ("ORG-UNIT", 0, 7), ("ORG-UNIT", 11, 23)
    assert _rules(_gold("a", text, long, inner, last)) == [("a", "entity-overlap"), ("a", "entity-overlap")]


def test_copies_in_one_folder_and_beside_it() -> None:
    one, two = _gold("one", _words(1)), _gold("two", _words(1) + "\n")
    other = _gold("three", _words(3))
    assert _rules(one, two, other) == [("two", "duplicate-text")]
    assert _rules(_gold("x", "ngắn"), _gold("y", "Ngắn.")) == [("y", "duplicate-text")]
    old = [_gold("old-1", _words(1)), _gold("old-3", _words(3))]
    assert _rules(one, beside=[Beside("old", old, {"train": ["old-3"], "test": ["old-1"]})]) == [
        ("one", "near-duplicate")
    ]
    assert _rules(one, beside=[Beside("old", old)]) == [("one", "duplicate-text")]
    assert _rules(_gold("new", _words(9)), beside=[Beside("old", [*old, *old])]) == []  # not our copies


def test_a_label_that_no_text_has() -> None:
    def golds(*labels: str) -> list[GoldDirective]:
        spans = [(label, 5 * i, 5 * i + 4) for i, label in enumerate(labels) if label != "TASK"]
        return [_gold(str(n), " ".join(["abcd"] * 8) + f" {_words(n)}", *spans) for n in range(5)]

    report = check_golds(golds("ORG-UNIT", "DOC-REF"), name="mine")
    found = {f.message: f for f in report.findings}
    assert set(found) == {"none of the 5 texts has a DEADLINE", "none of the 5 texts has a TASK"}
    assert {(f.file, f.rule, f.severity) for f in report.findings} == {("mine", "label-unseen", "warning")}
    assert _rules(*golds("ORG-UNIT")[:4]) == []  # four texts prove nothing
    every = golds("ORG-UNIT", "DEADLINE", "DOC-REF")
    extra = _gold("test", "abcd efgh " + _words(77), ("ORG-UNIT", 0, 4))
    rest = [g.model_copy(update={"spans": g.spans[1:]}) for g in every]
    splits = {"train": [g.id for g in rest], "test": ["test"]}
    messages = [f.message for f in check_golds([*rest, extra], splits).findings]
    assert "no text of the split train has a ORG-UNIT, others have" in messages


def test_in_memory_is_as_on_disk(tmp_path: Path) -> None:
    golds = [_gold("a", "Sở Y tế báo cáo", ("ORG-UNIT", 0, 8)), _gold("b", _words(2), ("TASK", 0, 9999))]
    for gold in golds:
        save(gold, tmp_path / f"{gold.id}.json")
    (tmp_path / "a.txt").write_text("Sở Y tế không báo cáo", encoding="utf-8")
    changed = golds[0].model_copy(update={"text": "Sở Y tế không báo cáo"})
    memory = check_golds([changed, golds[1]])
    disk = check_folder(tmp_path)
    assert [f.rule for f in memory.findings] == ["sha256", "edge-blank", "span-range"]
    assert [(f.rule, f.offset) for f in memory.findings] == [(f.rule, f.offset) for f in disk.findings]
    assert (memory.errors, memory.texts, memory.count("hint")) == (3, 2, 0)
    twice = [golds[0].model_copy(update={"text": _words(n), "spans": (), "sha256": None}) for n in (1, 2)]
    assert _rules(*twice) == [("a", "id-twice")]


def test_hints_of_a_model_are_no_errors_and_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    told = finding("a", "model-miss", "x")
    assert told.severity == "hint"
    monkeypatch.setattr(vnadmin_nlp.annotation.folder_check, "by_model", lambda gold, extractor: [told])
    passed: list[str] = []

    def track(golds: Any) -> Any:
        passed.extend(g.id for g in golds)
        return golds

    broken = _gold("b", "x", ("TASK", 0, 99))
    report = check_golds([_gold("a", _words(1)), broken], extractor=object(), track=track)  # type: ignore[arg-type]
    assert passed == ["a"]  # a model cannot look at what lies outside the text
    assert [f.rule for f in report.findings] == ["span-range", "model-miss"]
    assert report.to_text().endswith("1 errors, 0 warnings, 1 hints\n")


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    save(_gold("a", _words(1)), new / "a.json")
    save(_gold("b", _words(1)), old / "b.json")
    (old / "splits.json").write_text('{"test": ["b"]}', encoding="utf-8")

    def run(*args: object) -> Any:
        return CliRunner().invoke(app, ["check", *map(str, args)])

    assert run(new).exit_code == 0
    ran = run(new, "--against", old)
    assert ran.exit_code == 1
    assert "near-duplicate: 100% of the word 8-grams in common with" in ran.stdout
    assert "Keep both texts in one split" in ran.stdout
    assert run(new, "--against", tmp_path / "none").exit_code == 1
    asked: list[str] = []

    def load(model: str) -> object:
        asked.append(model)
        return object()

    monkeypatch.setattr(vnadmin_nlp.pipeline, "load_extractor", load)
    monkeypatch.setattr(vnadmin_nlp.annotation.folder_check, "by_model", lambda gold, extractor: [])
    assert run(new, "--model", "shipped").exit_code == 0
    assert asked == ["shipped"]
