"""A new head starts a new unit."""

from __future__ import annotations

import pytest

from vnadmin_nlp.spans.unit_edges import units_apart


@pytest.mark.parametrize(
    ("covered", "parts"),
    [
        ("Sở Y tế, Sở Nội vụ", ["Sở Y tế", ", Sở Nội vụ"]),
        ("Ban Bí thư, Quốc hội, Chính phủ", ["Ban Bí thư", ", Quốc hội", ", Chính phủ"]),
        ("HĐND, UBND các tỉnh", ["HĐND, UBND các tỉnh"]),  # one place for both
        ("Thường trực HĐND, UBND xã", ["Thường trực HĐND", ", UBND xã"]),
        ("Các Sở: Công Thương, Nội vụ, Công an tỉnh", ["Các Sở: Công Thương, Nội vụ", ", Công an tỉnh"]),
        ("Các Bộ: Y tế, Công an, Quốc phòng", ["Các Bộ: Y tế, Công an, Quốc phòng"]),
        ("Ủy ban Bầu cử xã, Thường trực HĐND xã", ["Ủy ban Bầu cử xã", ", Thường trực HĐND xã"]),
        ("Tỉnh uỷ, Uỷ ban nhân dân tỉnh", ["Tỉnh uỷ", ", Uỷ ban nhân dân tỉnh"]),
        ("Công an tỉnh,\n   Bộ Chỉ huy Quân sự tỉnh", ["Công an tỉnh", ",\n   Bộ Chỉ huy Quân sự tỉnh"]),
        ("UBND tỉnh, Thành phố", ["UBND tỉnh, Thành phố"]),
        ("Phòng Văn hóa, Khoa học và Thông tin", ["Phòng Văn hóa, Khoa học và Thông tin"]),
        ("Các Sở: Y tế, Nội vụ", ["Các Sở: Y tế, Nội vụ"]),
        ("các Sở, Ban, ngành", ["các Sở, Ban, ngành"]),
        ("NCTH, KTN, TTHC", ["NCTH", ", KTN", ", TTHC"]),
        ("Bộ Văn hóa, Thể thao và Du lịch", ["Bộ Văn hóa, Thể thao và Du lịch"]),
        ("Sở Bộ", ["Sở Bộ"]),
    ],
)
def test_parts(covered: str, parts: list[str]) -> None:
    assert [covered[a:b] for a, b in units_apart(covered)] == parts


@pytest.mark.parametrize("covered", ["Đảng", "Nhà nước", "Đảng, Nhà nước", "Đảng và Nhà nước"])
def test_bare_powers_are_no_units(covered: str) -> None:
    assert units_apart(covered) == []
