"""Markers of Party documents, lists below a bullet that ends in a colon, indented field lines, columns named by the unit."""

from __future__ import annotations

import pytest

from vnadmin_nlp.outline import parse
from vnadmin_nlp.outline.markers import find_marker
from vnadmin_nlp.outline.model import Node, Outline


def node(o: Outline, start: str) -> Node:
    return next(n for n in o.nodes if o.text[n.start : n.end].lstrip(" *").startswith(start))


@pytest.mark.parametrize(
    ("line", "style", "label"),
    [
        ("1- Huyện ủy Tam Phước", "number", "1"),
        ("**2- Ban Dân vận**", "number", "2"),
        ("2.1- Ban Nội chính", "dotted1", "2.1"),
        ("5-10 ngày sau khi nhận", "", ""),
        ("15-3-2009 là hạn cuối", "", ""),
    ],
)
def test_a_number_and_a_dash(line: str, style: str, label: str) -> None:
    m = find_marker(line, 0, len(line))
    assert (m.style, m.label) == (style, label)


def test_items_below_a_bullet_that_ends_in_a_colon() -> None:
    o = parse("2. Về y tế\n· Trạm Y tế:\n + Mua thuốc.\n + Khám bệnh.\n· Trường học dọn vệ sinh.\n")
    above = node(o, "· Trạm Y tế").index
    assert node(o, "+ Mua thuốc").parent == node(o, "+ Khám bệnh").parent == above
    assert node(o, "· Trường học").parent == node(o, "2. Về").index


def test_a_bullet_without_a_colon_opens_nothing() -> None:
    o = parse("2. Về y tế\n· Trạm Y tế mua thuốc.\n + Khám bệnh.\n")
    assert node(o, "+ Khám").parent == node(o, "2. Về").index


def test_indented_field_lines() -> None:
    o = parse("- Phát thùng rác cho hộ dân.\n  Đơn vị thực hiện: Hội Phụ nữ\n  Thời gian: 25/4/2019\n")
    assert [f.role for f in node(o, "Đơn vị").fields] == ["lead"]
    assert node(o, "Thời gian").kind == "dueline"


def test_a_column_named_by_the_unit_that_does_it() -> None:
    o = parse("TT\tNội dung\tBộ phận\tHạn\n1\tMua máy\tTổ xe\t01/8/2022\n")
    assert [n.cell.role for n in o.nodes if n.cell and not n.cell.head] == ["number", "task", "lead", "due"]


def test_a_dotted_number_does_not_stand_below_another_number() -> None:
    o = parse("Các việc sau:\n7. Rà soát hồ sơ\n7.1. Lập danh sách.\n8.1. Cử cán bộ.\n8.2. Báo cáo.\n")
    assert node(o, "7.1").parent == node(o, "7. ").index
    assert node(o, "8.1").parent == node(o, "8.2").parent == 0


def test_a_list_behind_the_signature_is_an_annex() -> None:
    o = parse(
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nNguyễn Văn An\n\nDANH SÁCH VIỆC PHẢI XONG\n\n"
        "1. Chọn nhà thầu\nChủ trì: Ban Quản lý dự án\nHạn: 15/02/2026\n"
    )
    assert node(o, "Chủ trì").part == "annex"
    assert [f.role for f in node(o, "Chủ trì").fields] == ["lead"]
