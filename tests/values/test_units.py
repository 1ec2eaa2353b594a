"""Unit names in one spelling."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.values.units import UnitContext, unit_name


@pytest.mark.parametrize(
    ("text", "name", "kind", "level"),
    [
        ("UBND xã Phước Giang", "Ủy ban nhân dân xã Phước Giang", "committee", "commune"),
        ("uỷ ban nhân dân  tỉnh", "Ủy ban nhân dân tỉnh", "committee", "province"),
        ("ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI", "Ủy ban nhân dân tỉnh Quảng Ngãi", "committee", "province"),
        ("STTTT", "Sở Thông tin và Truyền thông", "department", "province"),
        ("Sở KH&CN", "Sở Khoa học và Công nghệ", "department", "province"),
        ("Sở KH & CN", "Sở Khoa học và Công nghệ", "department", "province"),
        ("sở LĐ-TB&XH", "Sở Lao động - Thương binh và Xã hội", "department", "province"),
        ("Công an\nhuyện", "Công an huyện", "police", "district"),
        ("UBMTTQVN tỉnh", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "mass", "province"),
        ("VPUB", "Văn phòng Ủy ban nhân dân", "office", None),
        ("BCĐ", "Ban Chỉ đạo", "steering", None),
        ("Bộ Chỉ huy Quân sự tỉnh", "Bộ Chỉ huy quân sự tỉnh", "military", "province"),
        ("Bộ phận Một cửa", "Bộ phận Một cửa", "part", None),
        ("các sở, ban, ngành", "Các sở, ban, ngành", "collective", "province"),
        ("Phòng Tài chính - Kế hoạch", "Phòng Tài chính - Kế hoạch", "division", None),
    ],
)
def test_names(text: str, name: str, kind: str, level: str | None) -> None:
    for written in (text, unicodedata.normalize("NFD", text)):
        unit = unit_name(written)
        assert (unit.name, unit.kind, unit.level) == (name, kind, level)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        (
            "Các Sở: Giáo dục và Đào tạo, Y tế, Nông nghiệp và Môi trường",
            ("Sở Giáo dục và Đào tạo", "Sở Y tế", "Sở Nông nghiệp và Môi trường"),
        ),
        ("Các Bộ: Tài chính, Nội vụ và Y tế", ("Bộ Tài chính", "Bộ Nội vụ", "Bộ Y tế")),
        ("các Sở: Văn hóa, Thể thao và Du lịch, Tư pháp", ("Sở Văn hóa, Thể thao và Du lịch", "Sở Tư pháp")),
        ("Sở Văn hóa, Thể thao và Du lịch", ()),
        ("các sở, ban, ngành", ()),
        ("UBND xã, phường", ()),
        ("Phòng Kinh tế và Hạ tầng", ()),
    ],
)
def test_members(text: str, members: tuple[str, ...]) -> None:
    assert unit_name(text).members == members


def test_what_the_text_defines_wins() -> None:
    assert (
        unit_name("BCĐ", UnitContext(defined={"BCĐ": "Ban Chỉ đạo chuyển đổi số"})).name == "Ban Chỉ đạo chuyển đổi số"
    )


def test_historic_names_stay() -> None:
    assert unit_name("Sở TN&MT").name == "Sở Tài nguyên và Môi trường"


@given(st.text(max_size=60))
def test_never_raises(text: str) -> None:
    unit_name(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "UBND xã Phước Giang",
            "Sở KH & CN",
            "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
            "các sở, ban, ngành",
            "Các Sở: Tài chính, Nội vụ",
            "VPUB",
        ),
        *("STTTT", "Công an\nhuyện", "BCĐ CĐS", "phòng VH-XH xã"),
    ],
)
def test_a_name_is_its_own_name(text: str) -> None:
    name = unit_name(text).name
    assert unit_name(name).name == name
