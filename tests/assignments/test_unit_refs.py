"""Units of assignments: read with what their own text says, and found in a user's register."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from helpers_assignments import read

from vnadmin_nlp.assignments import link
from vnadmin_nlp.assignments.units import letterhead, unit_reader
from vnadmin_nlp.outline import parse
from vnadmin_nlp.records import Assignment, DocumentInfo
from vnadmin_nlp.values.register import UnitRegister

NOTICE = """UBND HUYỆN SƠN HÀ
TỈNH QUẢNG NGÃI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 15/TB-UBND
Sơn Hà, ngày 12 tháng 3 năm 2024

THÔNG BÁO
Kết luận phiên họp

Ban Chỉ đạo Chuyển đổi số huyện (sau đây gọi tắt là BCĐ) đã nghe báo cáo và kết luận:

1. Giám đốc {O|Sở TTTT} phối hợp với {O|Phòng Nội vụ} {T|rà soát hạ tầng trước ngày 30/4/2024}.
2. {O|UBND huyện}, {O|BCĐ} {T|theo dõi, đôn đốc việc thực hiện}.
3. {O|Các phòng: Nội vụ, Tư pháp} {T|cử cán bộ tham gia}.
"""
REGISTER = """id,name,aliases,parent,valid_from,valid_to
Q1,UBND tỉnh Quảng Ngãi,,,,
S3,Sở Thông tin và Truyền thông,,Q1,,2025-02-28
H1,UBND huyện Sơn Hà,,Q1,,2025-06-30
H2,UBND huyện Ba Tơ,,Q1,,2025-06-30
P1,Phòng Nội vụ,,H1,,2025-06-30
P2,Phòng Nội vụ,,H2,,2025-06-30
"""


def _link(register: UnitRegister | None = None) -> list[Assignment]:
    text, spans = read(NOTICE)
    outline = parse(text)
    return link(text, spans, outline, unit_reader(text, outline, register))[0]


@pytest.fixture
def register(tmp_path: Path) -> UnitRegister:
    (tmp_path / "units.csv").write_text(REGISTER, encoding="utf-8")
    return UnitRegister.read(tmp_path / "units.csv")


def test_units_tell_what_they_are() -> None:
    first, second, third = _link()
    (sở,), (phòng,) = first.lead, first.coordinating
    assert (sở.name, sở.title, sở.kind, sở.level) == (
        "Sở Thông tin và Truyền thông",
        "Giám đốc",
        "department",
        "province",
    )
    assert (sở.implied_place, sở.successor) == ("tỉnh Quảng Ngãi", "Sở Khoa học và Công nghệ")
    assert (phòng.implied_place, phòng.parent) == ("huyện Sơn Hà", "Ủy ban nhân dân huyện Sơn Hà")
    ubnd, bcđ = second.lead
    assert (ubnd.name, ubnd.place) == ("Ủy ban nhân dân huyện", "huyện Sơn Hà")
    assert (bcđ.name, bcđ.place) == ("Ban Chỉ đạo Chuyển đổi số huyện", "huyện Sơn Hà")
    (group,) = third.lead
    assert group.group
    assert group.members == ("Phòng Nội vụ", "Phòng Tư pháp")
    assert all(u.id is None and u.score is None for a in (first, second, third) for u in (*a.lead, *a.coordinating))


def test_the_register_tells_which(register: UnitRegister) -> None:
    first, second, third = _link(register)
    assert [(u.id, u.score) for u in (*first.lead, *first.coordinating)] == [("S3", 1.0), ("P1", 1.0)]
    assert [u.id for u in second.lead] == ["H1", None]
    assert [u.id for u in third.lead] == [None]  # a group is no unit; its members are looked up by who needs them


def test_a_reader_with_its_register_can_be_pickled(register: UnitRegister) -> None:
    text, _ = read(NOTICE)
    reader = pickle.loads(pickle.dumps(unit_reader(text, parse(text), register)))
    assert reader.value("Sở TTTT").name == "Sở Thông tin và Truyền thông"
    assert reader.register == register


@pytest.mark.parametrize(
    ("issuer", "place", "wanted"),
    [
        ("SỞ Y TẾ", "Quảng Ngãi", "SỞ Y TẾ, Quảng Ngãi"),
        ("BỘ Y TẾ", "Hà Nội", "BỘ Y TẾ"),
        ("UBND HUYỆN", "Bình Sơn", "UBND HUYỆN Bình Sơn"),
        ("UBND TỈNH QUẢNG NGÃI", "Quảng Ngãi", "UBND TỈNH QUẢNG NGÃI"),
        ("SỞ Y TẾ", None, "SỞ Y TẾ"),
        (None, "Hà Nội", None),
    ],
)
def test_a_department_is_of_the_province_of_its_date_line(
    issuer: str | None, place: str | None, wanted: str | None
) -> None:
    assert letterhead(DocumentInfo(issuer=issuer, place=place)) == wanted
