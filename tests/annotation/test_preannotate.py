"""Pre-annotation: texts as read, ids that never meet, annotations that the check finds sound, scores beside them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import vnadmin_nlp.pipeline
from vnadmin_nlp.annotation.folder_check import check_folder
from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.annotation.preannotate import preannotate, preannotation, to_gold, write
from vnadmin_nlp.cli import app
from vnadmin_nlp.documents import Source, read
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import Assignment, Directive, DocRef, Due, ModelInfo, Span, Task, UnitRef

TEXT = "Giao Sở Y tế cùng Sở Tài chính rà soát theo Luật Dược trước ngày 30/6/2024.\r\nKính gửi: Sở Y tế"


def _place(piece: str, after: int = 0) -> dict[str, Any]:
    start = TEXT.index(piece, after)
    return {"text": piece, "start": start, "end": start + len(piece)}


def _directive(text: str = TEXT, name: str = "a.txt") -> Directive:
    """Read as the extractor would: the second lead comes from a place that is no span."""
    marks = [
        ("ORG-UNIT", "Sở Y tế"),
        ("ORG-UNIT", "Sở Tài chính"),
        ("TASK", "rà soát theo Luật Dược trước ngày 30/6/2024"),
    ]
    marks += [("DOC-REF", "Luật Dược"), ("DEADLINE", "trước ngày 30/6/2024")]
    spans = [
        Span.model_validate({"id": f"s{i}", "label": label, "score": 0.9 - i / 10 if i else None, **_place(piece)})
        for i, (label, piece) in enumerate(marks)
    ]
    task = Assignment(
        id="a1",
        task=Task(**_place(marks[2][1])),
        lead=(UnitRef(span="s0", **_place("Sở Y tế")), UnitRef(**_place("Sở Y tế", 20))),
        coordinating=(UnitRef(span="s1", **_place("Sở Tài chính")),),
        due=Due(value="2024-06-30", **_place("trước ngày 30/6/2024")),
        refs=(DocRef(**_place("Luật Dược")),),
    )
    return Directive(
        source=name, text=text, spans=tuple(spans), assignments=(task,), model=ModelInfo(name="m", version="1")
    )


class Stub:
    """Finds the same in every text; refuses one that is marked, breaks on another."""

    def extract(self, source: Path | Source) -> Directive:
        found = source if isinstance(source, Source) else read(source)
        if "hỏng" in found.text:
            raise ZeroDivisionError("thử")
        return _directive(found.text, found.name or "")


def test_the_annotation_of_a_directive() -> None:
    gold = to_gold(_directive(), "a")
    (a,) = gold.assignments
    assert [(u.text, u.start) for u in a.lead] == [("Sở Y tế", 5)]  # the other one is no marked unit
    assert [u.text for u in a.with_] == ["Sở Tài chính"]
    assert (a.due, [gold.covered(*r) for r in a.refs]) == ("2024-06-30", ["Luật Dược"])
    assert {(s.label, gold.covered(s.start, s.end)) for s in gold.spans} >= {("DEADLINE", "trước ngày 30/6/2024")}
    made = preannotation(_directive(), "a")
    assert ("ORG-UNIT", 5, 12) not in made.scores  # a grammar's span without a score
    assert made.scores["DOC-REF", *[_place("Luật Dược")[k] for k in ("start", "end")]] == pytest.approx(0.6)


@pytest.fixture
def notices(tmp_path: Path) -> list[Path]:
    out = [tmp_path / n for n in ("Thông báo 1.txt", "thong bao 1.txt", "hỏng.txt", "không có.txt")]
    for file in out[:2]:
        file.write_bytes(TEXT.encode())
    out[2].write_text("hỏng", encoding="utf-8")
    return out


def test_pairs(notices: list[Path], tmp_path: Path) -> None:
    failed: list[VnadminError] = []
    made = preannotate(notices, Stub(), failed.append)
    assert [e.code for e in failed] == ["E901", "E103"]
    messages = write(made, tmp_path / "out", "pairs")
    assert (tmp_path / "out/thong-bao-1.txt").read_bytes() == TEXT.encode()
    golds = {g.id: g for g in load_data(tmp_path / "out")}
    assert [m.gold.id for m in made] == ["thong-bao-1", "thong-bao-1-2"]
    assert all(golds[m.gold.id].assignments == m.gold.assignments for m in made)
    assert check_folder(tmp_path / "out").errors == 0
    rows = [json.loads(line) for line in (tmp_path / "out.scores.jsonl").read_text("utf-8").splitlines()]
    assert [(r["id"], r["source"], r["model"]["name"]) for r in rows] == [
        ("thong-bao-1", "Thông báo 1.txt", "m"),
        ("thong-bao-1-2", "thong bao 1.txt", "m"),
    ]
    assert [s["label"] for s in rows[0]["spans"]] == ["ORG-UNIT", "TASK", "DOC-REF", "DEADLINE"]
    assert any("out.scores.jsonl" in m for m in messages)
    with pytest.raises(VnadminError, match="E203"):
        write(made, tmp_path / "out", "pairs")


def test_label_studio_takes_the_scores(notices: list[Path], tmp_path: Path) -> None:
    write(preannotate(notices[:1], Stub(), lambda e: None), tmp_path / "out.json", "label-studio")
    (task,) = json.loads((tmp_path / "out.json").read_text("utf-8"))
    (prediction,) = task["predictions"]
    assert prediction["model_version"] == "m 1"
    assert {r["value"]["labels"][0]: r.get("score") for r in prediction["result"] if r["type"] == "labels"} == {
        "ORG-UNIT": 0.8,
        "TASK": 0.7,
        "DOC-REF": 0.6,
        "DEADLINE": 0.5,
    }
    assert "annotations" not in task
    assert not (tmp_path / "out.json.scores.jsonl").exists()


def test_the_command(notices: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vnadmin_nlp.pipeline, "load_extractor", lambda *a, **k: Stub())

    def run(*args: object) -> Any:
        return CliRunner().invoke(app, ["preannotate", *map(str, args)])

    ran = run(*notices, "--out", tmp_path / "out")
    assert ran.exit_code == 1  # two files failed, and the others are there
    assert [line.split(":")[0] for line in ran.stderr.splitlines()][:2] == ["E901", "E103"]
    assert "2 notices, 10 spans" in ran.stdout
    assert run(*notices[:1], "--out", tmp_path / "out").exit_code == 2
    assert run(*notices[:1], "--out", tmp_path / "new", "--to", "word").exit_code == 2
    assert not (tmp_path / "new").exists()
    assert run(*notices[2:], "--out", tmp_path / "none").exit_code == 1
    assert not (tmp_path / "none").exists()
    assert run(notices[0], "--out", tmp_path / "fine").exit_code == 0
