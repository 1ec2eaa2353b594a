"""Gold files and the inline markup."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, load, load_data, save
from vnadmin_nlp.annotation.markup import parse_markup, to_markup
from vnadmin_nlp.errors import VnadminError

RAW = """---
id: x-1
genre: cong-van
---
Kính gửi: {O|Sở Y tế}, {O|Sở Y tế}.
1. {O|Sở Tài chính} chủ trì, phối hợp với {O|Sở Nội vụ} {T lead="Sở Tài chính" with="Sở Nội vụ" due="2024-06-30"|\
rà soát {R|Nghị định 5/2020/NĐ-CP} \
{D|trước ngày 30/6/2024}}.
2. {T lead="^"|Tổng hợp số liệu}. {O|Sở Y tế} {T lead="Sở  y tế"|báo cáo}.
"""


def test_parse() -> None:
    meta, text, spans, assignments = parse_markup(RAW)
    assert meta == {"id": "x-1", "genre": "cong-van"}
    assert text.startswith("Kính gửi: Sở Y tế, Sở Y tế.\n1. Sở Tài chính chủ trì")
    assert "{" not in text
    assert [text[s.start : s.end] for s in spans if s.label == "DOC-REF"] == ["Nghị định 5/2020/NĐ-CP"]
    first, second, third = assignments
    assert text[first.task[0] : first.task[1]] == "rà soát Nghị định 5/2020/NĐ-CP trước ngày 30/6/2024"
    assert [u.text for u in first.lead] == ["Sở Tài chính"]
    assert [u.text for u in first.with_] == ["Sở Nội vụ"]
    assert first.due == "2024-06-30"
    assert [text[s:e] for s, e in first.refs] == ["Nghị định 5/2020/NĐ-CP"]
    assert (second.lead, second.with_, second.due, second.refs) == (first.lead, first.with_, None, ())
    # the unit nearest before the task, not the first of the text
    assert third.lead[0].start == text.rindex("Sở Y tế")
    assert third.lead[0].text == "Sở Y tế"


def test_unit_named_only_later() -> None:
    _, text, _, (one,) = parse_markup('{T lead="Sở Y tế"|Báo cáo}. Đơn vị chủ trì: {O|Sở Y tế}')
    assert one.lead[0].start == text.index("Sở")


def test_own_with_is_added_to_inherited_ones() -> None:
    raw = '{O|A} {O|B} {O|C} {T lead="A" with="B"|làm}. {T lead="^" with="C"|làm}'
    assert [u.text for u in parse_markup(raw)[3][1].with_] == ["B", "C"]


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("a\n{O|Sở", "line 2: a mark that is not closed"),
        ("a } b", "a brace that is no mark"),
        ("{X|a}", "a brace that is no mark"),
        ('{O lead="a"|a}', "attributes belong"),
        ("{O|a {D|b}}", "cannot stand inside"),
        ("{T|a {T|b}}", "cannot stand inside"),
        ("{O|}", "an empty mark"),
        ('{T lead="Sở"|a}', "is the text of no {O|…} mark"),
        ('{T lead="^"|a}', "must stand alone and behind another TASK"),
        ('{T due="P1D" due="P2D"|a}', "more than one due"),
        ("---\nid: 1\nabc\n---\n", "not a `key: value` line"),
        ("---\nid: 1\n", "header is not closed"),
    ],
)
def test_bad_markup(raw: str, part: str) -> None:
    with pytest.raises(VnadminError, match="E401") as caught:
        parse_markup(raw, "f.txt")
    assert part in str(caught.value)
    assert "f.txt" in str(caught.value)


_WORD: st.SearchStrategy[str] = st.text("aăâbc ị\u0323ộ.\n-*", min_size=1, max_size=8)
_FLIP: st.SearchStrategy[bool] = st.booleans()


@st.composite
def marked(draw: st.DrawFn) -> str:
    """Random markup: units, then tasks that may hold entities."""
    out = [draw(_WORD)]
    units: list[str] = []
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from("ODRTT"))
        if kind == "T":
            inner = "".join(
                draw(_WORD) + (f"{{{draw(st.sampled_from('DR'))}|{draw(_WORD)}}}" if draw(_FLIP) else "")
                for _ in range(draw(st.integers(1, 3)))
            )
            name = draw(st.sampled_from(units)) if units else ""
            led = draw(_FLIP) and bool(name)
            lead = f' lead="{name}"' if led else ""
            out.append(f"{{T{lead}|{inner}}}")
        else:
            name = draw(_WORD)
            if kind == "O" and name.strip():
                units.append(name)
            out.append(f"{{{kind}|{name}}}")
        out.append(draw(st.one_of(_WORD, st.just(""))))
    return "".join(out)


@given(marked())
def test_round_trip(raw: str) -> None:
    if raw.startswith("---"):
        raw = "x" + raw
    meta, text, spans, assignments = parse_markup(raw)
    again = parse_markup(to_markup(meta, text, spans, assignments))
    assert again[1] == text
    assert set(again[2]) == set(spans)
    assert again[3] == assignments


def test_markup_cannot_say_crossing_spans() -> None:
    crossing = [GoldSpan(label="TASK", start=0, end=4), GoldSpan(label="ORG-UNIT", start=2, end=6)]
    with pytest.raises(VnadminError, match="cross"):
        to_markup({}, "abcdefgh", crossing, [])
    with pytest.raises(VnadminError, match="braces"):
        to_markup({}, "a{b", [], [])


def _gold() -> GoldDirective:
    _, text, spans, assignments = parse_markup(RAW)
    return GoldDirective(id="x-1", text=text, spans=tuple(spans), assignments=tuple(assignments))


def test_save_and_load(tmp_path: Path) -> None:
    gold = _gold()
    save(gold, tmp_path / "annotations/x-1.json", text_path="corpora/cong-van/x-1.txt")
    found = load(tmp_path / "annotations/x-1.json")
    assert found.text == gold.text
    assert set(found.spans) == set(gold.spans)
    assert found.assignments == gold.assignments
    written = json.loads((tmp_path / "annotations/x-1.json").read_text("utf-8"))
    assert written["assignments"][0]["with"][0]["text"] == "Sở Nội vụ"
    assert [g.id for g in load_data(tmp_path)] == ["x-1"]
    assert [g.id for g in load_data(tmp_path / "annotations")] == ["x-1"]


def test_pairs_with_plain_strings_and_line_ends(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Sở Y tế\r\nlàm".encode())
    content = {
        "spans": [{"label": "ORG-UNIT", "start": 0, "end": 7}, {"label": "TASK", "start": 9, "end": 12}],
        "assignments": [{"task": [9, 12], "lead": ["sở y tế", "Sở Lạ"], "with": [], "due": None, "refs": []}],
    }
    (tmp_path / "a.json").write_text(json.dumps(content), encoding="utf-8")
    (gold,) = load_data(tmp_path)
    assert gold.covered(9, 12) == "làm"
    assert [(u.start, u.end) for u in gold.assignments[0].lead] == [(0, 7), (None, None)]
    with pytest.raises(VnadminError, match=r"E401.*no split"):
        load_data(tmp_path, "test")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ('{"spans": [{"label": "ORG", "start": 0, "end": 1}], "assignments": []}', r"spans\.0\.label"),
        ('{"spans": [{"label": "TASK", "start": "0", "end": 1}], "assignments": []}', r"spans\.0\.start"),
        ('{"spans": [], "assignments": [], "more": 1}', "more"),
        ('{"spans": [], "assignments": [], "text": "../a.txt"}', "inside the data folder"),
        ('{"spans": [], "assignments": [], "text": "b.txt"}', None),
        ("{", "JSON"),
        ("\ud800", None),
    ],
)
def test_bad_gold(tmp_path: Path, content: str, part: str | None) -> None:
    (tmp_path / "a.txt").write_text("abc", encoding="utf-8")
    (tmp_path / "a.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    if part is None and content.startswith("{"):
        assert load(tmp_path / "a.json").text == "abc"  # the text beside it counts where the named one is gone
        return
    with pytest.raises(VnadminError, match=part) as caught:
        load(tmp_path / "a.json")
    assert caught.value.code == "E401"
    assert "a.json" in str(caught.value)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(VnadminError, match="E401"):
        load_data(tmp_path / "nothing")
    with pytest.raises(VnadminError, match="holds no gold"):
        load_data(tmp_path)
