"""doccano: how its offsets count is found out where the file tells, and asked for where it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from helpers_golds import notice, same

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan
from vnadmin_nlp.errors import VnadminError


def _read(folder: Path, *rows: Any, **options: Any) -> tuple[list[GoldDirective], list[str]]:
    (folder / "f.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return formats.read(folder / "f.jsonl", "doccano", **options)


def _rows(folder: Path, *golds: GoldDirective, **options: Any) -> list[dict[str, Any]]:
    formats.write(golds, folder / "rows.jsonl", "doccano", **options)
    return [json.loads(line) for line in (folder / "rows.jsonl").read_text(encoding="ascii").splitlines()]


def _as_exported(row: dict[str, Any]) -> dict[str, Any]:
    """The row of a text that was not imported from us: no metadata, numbers of the data base."""
    return {"id": 12, "text": row["text"], "entities": row["entities"], "relations": row["relations"], "Comments": []}


def test_the_row(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, notice())
    assert row["name"] == "n1"
    assert row["entities"][0] == {"id": 1, "label": "ORG-UNIT", "start_offset": 14, "end_offset": 25}
    assert row["entities"][3] == {"id": 4, "label": "DOC-REF", "start_offset": 77, "end_offset": 87}  # behind 𝐀
    assert row["relations"][0] == {"id": 1, "from_id": 3, "to_id": 1, "type": "lead"}
    assert row["dues"] == [[53, 114, "2024-06-30"], [127, 167, "FREQ=MONTHLY;BYMONTHDAY=20"]]


def test_without_relations(tmp_path: Path) -> None:
    messages = formats.write([notice()], tmp_path / "f.jsonl", "doccano", relations=False)
    assert messages == ["n1: 6 relations (lead, with, ref, due) are not written"]
    row = json.loads((tmp_path / "f.jsonl").read_text(encoding="ascii"))
    assert row["label"][0] == [14, 25, "ORG-UNIT"]
    golds, said = formats.read(tmp_path / "f.jsonl", "doccano")
    assert set(golds[0].spans) == set(notice().spans)
    assert [a.due for a in golds[0].assignments] == ["2024-06-30", "FREQ=MONTHLY;BYMONTHDAY=20"]
    assert "n1: the file has no relations: no lead, with or refs of its own" in said


@pytest.mark.parametrize("offsets", ["utf-16", "code-points", "graphemes"])
def test_the_counting_is_found_by_the_edges_of_words(offsets: str, tmp_path: Path) -> None:
    text = "{O|Sở Xây dựng} 👩‍👧 {T|rà soát quỹ nhà} cho {O|Sở Y tế} 𝐀 {T|báo cáo {D|trước ngày 20 hằng tháng}}."
    gold = notice(markup=text)
    (row,) = _rows(tmp_path, gold, offsets=offsets)
    golds, messages = _read(tmp_path, _as_exported(row))
    assert golds[0].id == "doccano-12"
    assert set(golds[0].spans) == set(gold.spans)
    # the first counting that is tried needs no word about it where the file says nothing else
    assert any(f"the offsets count {offsets}" in m for m in messages)


def test_an_ambiguous_file_is_refused_until_told(tmp_path: Path) -> None:
    row = {"id": 1, "text": "𝐀 1.1.1", "label": [[4, 5, "TASK"]]}
    with pytest.raises(VnadminError, match=r"E401.*edges of words as utf-16 or code-points.*--offsets"):
        _read(tmp_path, row)
    places = [_read(tmp_path, row, offsets=o)[0][0].spans[0].start for o in ("utf-16", "code-points")]
    assert places == [3, 4]


def test_one_telling_line_decides_for_the_file(tmp_path: Path) -> None:
    ambiguous = {"id": 1, "text": "𝐀 1.1.1", "label": [[4, 5, "TASK"]]}
    telling = {"id": 2, "text": "𝐀 abc de", "label": [[3, 6, "TASK"]]}
    golds, messages = _read(tmp_path, ambiguous, telling)
    assert [g.spans[0].start for g in golds] == [3, 2]
    assert "all: the offsets count utf-16, since so all spans lie on the edges of words" in messages


def test_a_counting_against_what_the_file_says_is_refused(tmp_path: Path) -> None:
    """A project that counts grapheme clusters, filled with our file that counts UTF-16 units."""
    row = {"id": 1, "text": "𝐀 abc de", "offsets": "utf-16", "label": [[2, 5, "TASK"]]}
    with pytest.raises(VnadminError, match="as code-points or graphemes counts, and the file says utf-16"):
        _read(tmp_path, row)


def test_due_of_a_changed_task(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, notice())
    row["entities"][2]["end_offset"] -= 5
    golds, messages = _read(tmp_path, row)
    assert "n1: the due '2024-06-30' is lost: its TASK 53..114 was changed or deleted in doccano" in messages
    assert golds[0].assignments[0].due == "2024-06-30"  # read again from the DEADLINE, which the relation due names
    row["relations"] = [r for r in row["relations"] if r["type"] != "due"]
    assert _read(tmp_path, row)[0][0].assignments[0].due is None


def test_edges_inside_a_cluster_are_said(tmp_path: Path) -> None:
    gold = GoldDirective(id="a", text="Sơ\u0309 Y tế", spans=(GoldSpan(label="ORG-UNIT", start=0, end=2),))
    messages = formats.write([gold], tmp_path / "f.jsonl", "doccano", offsets="graphemes")
    assert messages == ["a: ORG-UNIT 0..2 cuts a character as graphemes counts; it is not written"]


def test_a_file_without_any_relation_is_said(tmp_path: Path) -> None:
    """What doccano makes of our file where it was imported as JSONL into a project with relations."""
    rows = _rows(tmp_path, notice("a"), notice("b"))
    said = "JSONL(Relation)"
    assert not any(said in m for m in _read(tmp_path, rows[0], {**rows[1], "relations": []})[1])
    assert any(said in m for m in _read(tmp_path, *({**r, "relations": []} for r in rows))[1])


def test_comments_are_said(tmp_path: Path) -> None:
    _, messages = _read(tmp_path, {"id": 1, "text": "a", "label": [], "Comments": ["?"]})
    assert messages == ["doccano-1: 1 comments are not kept"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"text": "a b"}, "neither `entities` nor `label`"),
        ({"label": []}, "has no `text`"),
        ({"text": "a b", "label": [[0, 9, "TASK"]]}, "is no piece of the text"),
        ({"text": "a b", "label": [[0, 1, "PER"]]}, "unknown label 'PER'"),
        ({"text": "a b", "label": [[0, 1]]}, "is no span of doccano"),
        ({"text": "a b", "label": [["0", 1, "TASK"]]}, "has the edges"),
        ({"text": "a b", "entities": [], "relations": [{"type": "lead"}]}, "without type, from_id or to_id"),
        ({"text": "a b", "label": [], "dues": [[[0], 1, "2024-06-30"]]}, "among its due values"),
        ({"text": "a b", "label": [], "dues": [[0, 1]]}, "among its due values"),
    ],
)
def test_no_export(row: dict[str, Any], reason: str, tmp_path: Path) -> None:
    with pytest.raises(VnadminError, match=reason):
        _read(tmp_path, row)


def test_line_breaks_of_any_kind_stay(tmp_path: Path) -> None:
    gold = notice(markup="{O|Sở A}\r\n\u2028\x85 {T|báo cáo}\r")
    formats.write([gold], tmp_path / "f.jsonl", "doccano")
    assert same(formats.read(tmp_path / "f.jsonl", "doccano")[0], [gold])
