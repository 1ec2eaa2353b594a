"""Edits that carry offsets along, and the renderings."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.annotation.edits import (
    RENDERINGS,
    apply_edits,
    augment,
    hard_wrap,
    page_breaks,
    render,
    tone_style,
    two_columns,
)
from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldSpan, GoldUnit
from vnadmin_nlp.annotation.markup import parse_markup


def _span(start: int, end: int) -> GoldSpan:
    return GoldSpan(label="ORG-UNIT", start=start, end=end)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ((2, 2, "++"), "BCD"),  # an insertion at either edge stays outside
        ((5, 5, "++"), "BCD"),
        ((3, 3, "++"), "B++CD"),
        ((0, 2, ""), "BCD"),
        ((2, 3, "x"), "xCD"),
        ((4, 5, "xyz"), "BCxyz"),
        ((3, 4, ""), "BD"),
        ((5, 6, "zz"), "BCD"),
        ((1, 3, "--"), "--CD"),  # a replacement across an edge belongs to the span
        ((4, 6, "--"), "BC--"),
    ],
)
def test_one_edit(edit: tuple[int, int, str], expected: str) -> None:
    text = "a_BCDef"
    result = apply_edits(text, [_span(2, 5)], [], [edit])
    assert result.text == text[: edit[0]] + edit[2] + text[edit[1] :]
    (span,) = result.spans
    assert result.text[span.start : span.end] == expected


def test_assignments_move() -> None:
    unit = GoldUnit(text="Sở Y tế", start=0, end=7)
    task = GoldAssignment(task=(8, 15), lead=(unit,), with_=(GoldUnit(text="ai"),), refs=((8, 10),))
    moved = apply_edits("Sở Y tế báo cáo", [], [task], [(0, 0, ">> "), (2, 3, "\n ")]).assignments[0]
    assert moved.lead == (GoldUnit(text="Sở\n Y tế", start=3, end=11),)
    assert moved.with_ == (GoldUnit(text="ai"),)
    assert (moved.task, moved.refs) == ((12, 19), ((12, 14),))


@pytest.mark.parametrize("edits", [[(0, 3, ""), (2, 4, "")], [(2, 1, "")], [(3, 9, "")], [(-1, 2, "")]])
def test_bad_edits(edits: list[tuple[int, int, str]]) -> None:
    with pytest.raises(ValueError, match="edit"):
        apply_edits("abcd", [], [], edits)


@given(st.data())
def test_edits_outside_leave_the_covered_text(data: st.DataObject) -> None:
    text = data.draw(st.text(min_size=4, max_size=40))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    places = [p for p in range(len(text) + 1) if p <= start or p >= end]
    edits = []
    for place in sorted(set(data.draw(st.lists(st.sampled_from(places), max_size=5)))):
        stop = place + 1 if data.draw(st.booleans()) and place + 1 <= len(text) and place + 1 in places else place
        if place == start:
            stop = place
        edits.append((place, stop, data.draw(st.text(max_size=4))))
    result = apply_edits(text, [_span(start, end)], [], edits)
    (span,) = result.spans
    assert result.text[span.start : span.end] == text[start:end]


SENTENCE = (
    "1. Giao {O|Sở Tài chính} chủ trì, phối hợp với {O|Ủy ban nhân dân các xã, phường} "
    '{T lead="Sở Tài chính" with="Ủy ban nhân dân các xã, phường" due="2025-06-30"|hoàn thiện hồ sơ về tiền thuê đất '
    "của các hộ nuôi trồng thủy sản, bảo đảm hài hòa lợi ích, theo {R|Nghị định số 291/2025/NĐ-CP ngày 06/11/2025}, "
    "xong {D|trước ngày 30 tháng 6 năm 2025}}; số liệu lấy theo quý.\n"
)
HEAD = (
    "UBND TỈNH X\nSỞ Y\n---\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Số: 12/SY-VP\nTỉnh X, ngày 3 tháng 4 năm 2025\n\nKính gửi\n"
)


def _bare(text: str) -> str:
    """What all renderings but OCR preserve: letters without marks and digits, page numbers aside."""
    text = re.sub(r"\n[-\s]*\d+[-\s]*\n", " ", text)
    letters = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters if c.isalnum())


@given(st.sets(st.sampled_from([n for n in RENDERINGS if n != "ocr"])), st.integers(0, 10_000))
def test_renderings_preserve_what_spans_cover(names: set[str], seed: int) -> None:
    _, text, spans, assignments = parse_markup(HEAD + SENTENCE * 6)
    result = render(text, spans, assignments, names, random.Random(seed))
    assert len(result.spans) == len(spans)
    for old, new in zip(spans, result.spans, strict=True):
        covered = result.text[new.start : new.end]
        assert _bare(covered) == _bare(text[old.start : old.end])
        assert covered == covered.strip()
    for a in result.assignments:
        assert (_found := [s for s in result.spans if (s.start, s.end) == a.task])
        assert [u.text for u in a.lead + a.with_] == [result.text[u.start : u.end] for u in a.lead + a.with_]


def test_ocr_keeps_digits_and_blanks() -> None:
    _, text, spans, assignments = parse_markup(SENTENCE * 8)
    result = render(text, spans, assignments, ["ocr"], random.Random(3))
    assert result.text != text
    assert re.findall(r"[\d\s]", result.text) == re.findall(r"[\d\s]", text)


def test_same_seed_same_rendering() -> None:
    parts = parse_markup(HEAD + SENTENCE * 6)[1:]
    one, two = (render(*parts, RENDERINGS, random.Random("x")) for _ in range(2))
    assert one == two


def test_hard_wrap_width() -> None:
    text = "từ " * 60 + "\n| ô bảng " + "dài " * 40 + "\n"
    rows = apply_edits(text, [], [], hard_wrap(text, random.Random(1), width=50, indent="  ")).text.split("\n")
    prose = [r for r in rows if not r.startswith("|")]
    assert max(map(len, prose)) <= 50
    assert sum(r.startswith("|") for r in rows) == 1
    assert all(r.startswith("  ") for r in prose[1:-1])


def test_no_wrap_before_what_looks_like_an_item() -> None:
    text = "làm thay - làm giúp - làm cùng 1. rồi a) nữa " * 20
    rows = apply_edits(text, [], [], hard_wrap(text, random.Random(1), width=50, indent="")).text.split("\n")
    assert len(rows) > 10
    assert not [r for r in rows if r.startswith(("- ", "1. ", "a) "))]


def test_page_breaks_count_up() -> None:
    text = "một hai ba bốn năm\n" * 100
    broken = apply_edits(text, [], [], page_breaks(text, random.Random(1), rows=30)).text
    assert re.findall(r"(?m)^\W*(\d+)\W*$", broken) == ["2", "3", "4"]


def test_tone_style() -> None:
    text = "hòa Uỷ ban ỦY khoẻ thủy quý hoàn toàn Hoà loại"
    turned = apply_edits(text, [], [], tone_style(text, random.Random(1))).text
    assert turned == "hoà Ủy ban UỶ khỏe thuỷ quý hoàn toàn Hòa loại"


def test_two_columns() -> None:
    result = apply_edits(HEAD, [], [], two_columns(HEAD, random.Random(1))).text
    first, second, third, blank, last, _ = result.split("\n")
    assert re.fullmatch(r"UBND TỈNH X {4,14}CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", first)
    assert second.split() == ["SỞ", "Y", "Độc", "lập", "-", "Tự", "do", "-", "Hạnh", "phúc"]
    assert third.startswith("Số: 12/SY-VP")
    assert third.endswith("năm 2025")
    assert (blank, last) == ("", "Kính gửi")
    assert two_columns("Không có tiêu ngữ", random.Random(1)) == []


def test_two_columns_never_swallows_a_span() -> None:
    spans = [_span(0, 11)]
    assert render(HEAD, spans, [], ["two-columns"], random.Random(1)).text == HEAD


def test_unknown_rendering() -> None:
    with pytest.raises(KeyError, match="sepia"):
        render("a", [], [], ["sepia"], random.Random(1))


def test_augment() -> None:
    _, text, spans, assignments = parse_markup(HEAD + SENTENCE * 6)
    gold = GoldDirective(id="g", text=text, spans=tuple(spans), assignments=tuple(assignments), sha256="x")
    made = [augment(gold, seed) for seed in range(12)]
    assert made[3] == augment(gold, 3)
    assert len({g.text for g in made}) > 6
    assert all(len(g.spans) == len(spans) and g.sha256 is None for g in made)
