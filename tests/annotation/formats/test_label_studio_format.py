"""Label Studio: exports as the tool and its users leave them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers_golds import notice, same
from lxml import etree

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.formats import label_studio
from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.errors import VnadminError

Task = dict[str, Any]


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., tuple[list[GoldDirective], list[str]]]:
    """Reads a file with these tasks."""

    def one(*tasks: Any, **options: Any) -> tuple[list[GoldDirective], list[str]]:
        (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
        return formats.read(tmp_path / "export.json", "label-studio", **options)

    return one


Read = Callable[..., tuple[list[GoldDirective], list[str]]]


def _task(gold: GoldDirective | None = None, **options: Any) -> Task:
    return json.loads(json.dumps(label_studio.task(gold or notice(), **options)[0]))  # type: ignore[no-any-return]


def _utf16(task: Task) -> Task:
    """The task as old versions wrote it."""
    text = task["data"]["text"]
    for region in task["annotations"][0]["result"]:
        for edge in ("start", "end"):
            if "value" in region:
                region["value"][edge] = len(text[: region["value"][edge]].encode("utf-16-le")) // 2
    return task


def _result(task: Task) -> list[dict[str, Any]]:
    return task["annotations"][0]["result"]  # type: ignore[no-any-return]


def test_the_task() -> None:
    task = _task()
    assert task["data"]["name"] == "n1"
    first, *_ = _result(task)
    assert (first["from_name"], first["to_name"], first["type"]) == ("label", "text", "labels")
    assert first["value"] == {"start": 14, "end": 25, "text": "Sở Xây dựng", "labels": ["ORG-UNIT"]}
    due = next(r for r in _result(task) if r["type"] == "textarea")
    assert (due["id"], due["value"]["text"]) == ("s3", ["2024-06-30"])
    drawn = [(r["labels"], r["from_id"], r["to_id"]) for r in _result(task) if r["type"] == "relation"]
    assert drawn == [
        (["lead"], "s3", "s1"), (["with"], "s3", "s2"), (["ref"], "s3", "s4"), (["due"], "s3", "s5"),
        (["lead"], "s7", "s6"), (["due"], "s7", "s8"),
    ]  # fmt: skip


def test_the_imported_annotation_is_no_ground_truth() -> None:
    """Label Studio would make it so, and then the correction of an annotator would lose against it."""
    assert _task()["annotations"][0]["ground_truth"] is False


def test_scores_of_predictions() -> None:
    task = _task(predictions=True, model_version="m 1", scores={("ORG-UNIT", 14, 25): 0.5, ("ORG-UNIT", 40, 52): 1.0})
    (prediction,) = task["predictions"]
    assert (prediction["model_version"], prediction["score"]) == ("m 1", 0.75)
    assert [r["score"] for r in prediction["result"] if "score" in r] == [0.5, 1.0]
    assert "annotations" not in task


def test_the_configuration_names_what_the_tasks_use() -> None:
    tree = etree.fromstring(label_studio.config().encode())
    names = {e.get("name"): e for e in tree.iter() if e.get("name")}
    assert {r["from_name"] for r in _result(_task()) if "from_name" in r} | {"text"} == set(names)
    assert {str(e.get("value")) for e in tree.iter("Label")} == {"ORG-UNIT", "DEADLINE", "DOC-REF", "TASK"}
    assert {str(e.get("value")) for e in tree.iter("Relation")} == {"lead", "with", "due", "ref"}
    assert names["text"].get("value") == "$text"


def test_old_exports_count_utf16(read: Read) -> None:
    golds, messages = read(_utf16(_task()))
    assert same(golds, [notice()])
    assert messages == ["n1: the offsets count utf-16; moved to code points"]


def test_line_breaks_of_windows_counted_as_one(read: Read) -> None:
    gold = notice(markup="{O|Sở A}\r\n\r\n{O|Sở A} {T|báo\r\ncáo} 1")
    task = _task(gold)
    for region in _result(task):
        for edge in ("start", "end"):
            region["value"][edge] -= gold.text.count("\r\n", 0, region["value"][edge])
        region["value"]["text"] = region["value"]["text"].replace("\r\n", "\\n")
    golds, messages = read(task)
    assert same(golds, [gold])
    assert messages == ["n1: the offsets count code-points-lf; moved to code points"]


def test_a_changed_text_is_refused(read: Read) -> None:
    task = _task()
    task["data"]["text"] = task["data"]["text"].replace("THÔNG BÁO", "CHỈ THỊ", 1)
    with pytest.raises(VnadminError, match=r"E401.*n1, region s1.*says 'Sở Xây dựng'.*8 of 8 regions"):
        read(task)


def test_regions_without_text(read: Read) -> None:
    task = _task()
    for region in _result(task):
        region.get("value", {}).pop("text", None) if region["type"] == "labels" else None
    with pytest.raises(VnadminError, match=r"carry no text.*--offsets"):
        read(task)
    assert same(read(task, offsets="code-points")[0], [notice()])
    with pytest.raises(VnadminError, match="E201"):
        read(task, offsets="bytes")


def test_the_choice_among_annotations(read: Read) -> None:
    old, new, truth = _task(), _task(notice(markup="{O|Sở A}")), _task(notice(markup="Sở {D|ngay}"))
    task = {**old, "annotations": []}
    for i, (one, who) in enumerate([(old, 1), (new, {"id": 2, "email": "b@example.org"}), (truth, 3)]):
        regions = [r for r in _result(one) if r["type"] == "labels"][: 1 + i]
        for r in regions:
            r["value"] = {**r["value"], "text": old["data"]["text"][r["value"]["start"] : r["value"]["end"]]}
        task["annotations"].append(
            {"id": i, "result": regions, "completed_by": who, "updated_at": f"2024-01-0{3 - i}T00:00:00Z"}
        )
    golds, messages = read(task)
    assert messages == ["n1: of 3 annotations the one of annotator 1 is taken: the one changed last"]
    task["annotations"][2]["ground_truth"] = True
    golds, messages = read(task)
    assert golds[0].spans[0].label == "DEADLINE"
    assert messages == ["n1: of 3 annotations the one of annotator 3 is taken: ground truth"]
    for name in ("2", "b@example.org"):
        golds, messages = read(task, annotator=name)
        assert (golds[0].spans[0].label, golds[0].spans[0].start, messages) == ("ORG-UNIT", 0, [])
    task["annotations"][2]["was_cancelled"] = True
    task["drafts"] = [{}]
    golds, messages = read(task)
    assert "n1: skipped: 1 cancelled annotations" in messages
    assert "n1: 1 drafts that were never submitted are not read" in messages


def test_tasks_without_annotation_are_skipped_and_said(read: Read) -> None:
    golds, messages = read({**_task(predictions=True), "annotations": []})
    assert golds == []
    assert messages == ["n1: skipped: the task has no annotation; it has predictions, which are read on demand only"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda r: r[0]["value"].update(labels=["PERSON"]), "unknown label 'PERSON'"),
        (lambda r: r[0]["value"].update(labels=["TASK", "DEADLINE"]), "exactly one label"),
        (lambda r: r[0]["value"].update(start="x"), "not HTML"),
        (lambda r: r[-1].update(labels=["boss"]), "unknown relation 'boss'"),
        (lambda r: r[-1].update(to_id="s99"), "'s99', which is no span"),
        (lambda r: r[-1].update(to_id="s1"), "the relation due joins TASK at 126 and ORG-UNIT at 14"),
        (lambda r: r[4].update(id="s1"), "'2024-06-30' belongs to no TASK"),
        (lambda r: r[4]["value"].update(text=["a", "b"]), "several due values"),
        (lambda r: r[4]["value"].update(text=7), "holds '7' where a list belongs"),
        (lambda r: r[-1].update(labels=True), "holds 'True' where a list belongs"),
    ],
)
def test_what_cannot_be_placed_is_an_error(read: Read, change: Callable[[Any], None], reason: str) -> None:
    task = _task()
    result = sorted(_result(task), key=lambda r: r["type"] == "relation")
    assert result[4]["type"] != "relation"
    result.insert(4, result.pop(next(i for i, r in enumerate(result) if r["type"] == "textarea")))
    task["annotations"][0]["result"] = result
    change(result)
    with pytest.raises(VnadminError, match=reason) as caught:
        read(task)
    assert caught.value.code == "E401"


def test_what_an_annotator_does_by_hand(read: Read) -> None:
    """Relations the wrong way round, drawn twice, no ref relations, no value typed beside the relation due, notes."""
    task = _task()
    result = [r for r in _result(task) if r["type"] != "textarea" and r.get("labels") != ["ref"]]
    lead = next(r for r in result if r.get("labels") == ["lead"])
    lead["from_id"], lead["to_id"] = lead["to_id"], lead["from_id"]
    task["annotations"][0]["result"] = [
        *result,
        dict(lead),
        {**result[0], "id": "again", "meta": {"text": ["?"]}},
        {"type": "choices", "value": {"choices": ["hard"]}},
    ]
    golds, messages = read(task)
    assert same(golds, [notice()])
    assert [m.removeprefix("n1: ") for m in messages] == [
        "skipped: 1 results of the type choices, which are not those of our configuration",
        "notes on 1 regions are not kept",
        "ORG-UNIT 'Sở Xây dựng' at 14 is marked twice; kept once",
        *["the relation lead to the TASK at 53 was drawn the wrong way round; turned"] * 2,
        "the due of the TASK at 53 had no value; read from 'trước ngày 30/6/2024': 2024-06-30",
        "the due of the TASK at 126 had no value; read from 'trước ngày 20 hằng tháng': FREQ=MONTHLY;BYMONTHDAY=20",
        "no ref relations; 1 DOC-REFs inside TASKs were taken as their refs",
    ]


def test_json_min(read: Read) -> None:
    task = _task()
    regions = [r["value"] for r in _result(task) if r["type"] == "labels"]
    row = {"id": 7, **task["data"], "label": regions, "due": ["2024-06-30", "x"], "annotator": 1, "annotation_id": 3}
    golds, messages = read({**row, "updated_at": "2024-01-02"}, {**row, "label": [], "updated_at": "2024-01-01"})
    assert (golds[0].id, set(golds[0].spans)) == ("n1", set(notice().spans))
    assert "n1: of 2 annotations the one of annotator 1 is taken: the one changed last" in messages
    assert any("no place for the due values 2024-06-30, x. Export the project as JSON" in m for m in messages)


@pytest.mark.parametrize(
    "content",
    ["", "[1]", '[{"a": 1}]', "token\tO", '[{"data": {"image": "x"}}]', '[{"data": {"text": "x"}, "annotations": 7}]'],
)
def test_no_export(content: str, tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text(content, encoding="utf-8")
    with pytest.raises(VnadminError, match=r"E401.*(Export the project as JSON|Call the text)"):
        formats.read(tmp_path / "f.json", "label-studio")
