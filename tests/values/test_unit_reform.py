"""The tables of provinces and renamings, and the successors that follow from them."""

from __future__ import annotations

from datetime import date

import pytest

from vnadmin_nlp.values.unit_places import provinces
from vnadmin_nlp.values.unit_reform import moved, renamed, renamings
from vnadmin_nlp.values.units import UnitContext, unit_name

BEFORE, AFTER = date(2024, 5, 1), date(2025, 9, 1)


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2008, 7, 31), 64),
        (date(2008, 8, 1), 63),
        (date(2025, 6, 30), 63),
        (date(2025, 7, 1), 34),
        (date(2026, 1, 1), 34),
    ],
)
def test_the_number_of_provinces(day: date, count: int) -> None:
    there = [p for p in provinces() if p.on(day)]
    assert len(there) == count
    assert len({p.name for p in there}) == count


def test_six_cities_and_28_provinces_since_july_2025() -> None:
    there = [p for p in provinces() if p.on(AFTER)]
    cities = {p.name for p in there if p.type == "thành phố"}
    assert cities == {"Hà Nội", "Huế", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}
    assert sum(p.type == "tỉnh" for p in there) == 28


def test_every_province_that_ended_has_a_successor_that_is_there_the_next_day() -> None:
    for p in provinces():
        assert (p.last is None) == (p.successor is None)
        if p.last is not None:
            after = [q for q in provinces() if q.name == p.successor and q.first is not None and q.first > p.last]
            assert after
            assert all(q.first is not None and (q.first - p.last).days == 1 for q in after)


JOINED = {
    "Tuyên Quang": {"Hà Giang"},
    "Lào Cai": {"Yên Bái"},
    "Thái Nguyên": {"Bắc Kạn"},
    "Phú Thọ": {"Vĩnh Phúc", "Hòa Bình"},
    "Bắc Ninh": {"Bắc Giang"},
    "Hưng Yên": {"Thái Bình"},
    "Hải Phòng": {"Hải Dương"},
    "Ninh Bình": {"Hà Nam", "Nam Định"},
    "Quảng Trị": {"Quảng Bình"},
    "Đà Nẵng": {"Quảng Nam"},
    "Quảng Ngãi": {"Kon Tum"},
    "Gia Lai": {"Bình Định"},
    "Khánh Hòa": {"Ninh Thuận"},
    "Lâm Đồng": {"Đắk Nông", "Bình Thuận"},
    "Đắk Lắk": {"Phú Yên"},
    "Hồ Chí Minh": {"Bà Rịa - Vũng Tàu", "Bình Dương"},
    "Đồng Nai": {"Bình Phước"},
    "Tây Ninh": {"Long An"},
    "Cần Thơ": {"Sóc Trăng", "Hậu Giang"},
    "Vĩnh Long": {"Bến Tre", "Trà Vinh"},
    "Đồng Tháp": {"Tiền Giang"},
    "Cà Mau": {"Bạc Liêu"},
    "An Giang": {"Kiên Giang"},
}


def test_the_23_mergers_of_resolution_202() -> None:
    """Article 1 of Nghị quyết 202/2025/QH15, written out a second time."""
    ended = [p for p in provinces() if p.last == date(2025, 6, 30)]
    assert {(p.name, p.successor) for p in ended} == {
        (old, new) for new, others in JOINED.items() for old in {new, *others}
    }


def test_the_days_of_a_province_follow_one_another() -> None:
    for p in provinces():
        assert p.first is None or p.last is None or p.first <= p.last
        later = [q for q in provinces() if q.name == p.name and q is not p]
        assert all(p.last is not None or q.last is not None for q in later)
        assert p.successor != p.name or any(q.first is not None and p.last is not None for q in later)


def test_each_province_leads_to_one_of_today() -> None:
    for p in provinces():
        seen, now = {p}, p
        while now.successor is not None:
            now = next(
                q for q in provinces() if q.name == now.successor and q.first and now.last and q.first > now.last
            )
            assert now not in seen
            seen.add(now)
        assert now.last is None


def test_a_unit_is_renamed_once() -> None:
    keys = [(r.name, r.level) for r in renamings()]
    assert len(keys) == len(set(keys))
    assert {r.kind for r in renamings()} == {"merged", "renamed", "new name"}
    assert all(date(2020, 1, 1) < r.last < date(2026, 1, 1) for r in renamings())


def test_a_body_keeps_its_name_only_where_another_joined_it() -> None:
    for r in renamings():
        if r.name == r.successor:
            joined = [q for q in renamings() if q.successor == r.name and q.name != r.name and q.level == r.level]
            assert r.kind == "merged"
            assert any(q.last == r.last for q in joined)


def test_an_abbreviation_is_read_by_its_day() -> None:
    old, new = "Tập đoàn Dầu khí Việt Nam", "Tập đoàn Công nghiệp - Năng lượng Quốc gia Việt Nam"
    before = unit_name("PVN", UnitContext(day=BEFORE))
    assert (before.name, before.successor) == (old, new)
    assert unit_name("PVN", UnitContext(day=AFTER)).name == new
    assert unit_name("PVN").name == new


def test_what_a_renaming_leads_to_was_not_renamed_away_itself() -> None:
    gone = {(r.name, r.level) for r in renamings() if r.name != r.successor}
    assert not gone & {(r.successor, r.level) for r in renamings()}


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("Kon Tum", ("tỉnh", "Quảng Ngãi")),
        ("Hà Tây", ("thành phố", "Hà Nội")),
        ("Thừa Thiên Huế", ("thành phố", "Huế")),
        ("Quảng Ngãi", None),
        ("Thanh Hóa", None),
        ("Không Đâu", None),
    ],
)
def test_moved(name: str, to: tuple[str, str] | None) -> None:
    assert moved(name, BEFORE) == to


def test_a_body_of_the_same_name_is_another_one_before_the_merger_only() -> None:
    assert renamed("Sở Nội vụ", "province", date(2025, 2, 28)) == "Sở Nội vụ"
    assert renamed("Sở Nội vụ", "province", date(2025, 3, 1)) is None
    assert renamed("Sở Nội vụ", "province", None) is None
    assert renamed("Sở Thông tin và Truyền thông", "province", AFTER) == "Sở Khoa học và Công nghệ"


@pytest.mark.parametrize(
    ("text", "name", "successor"),
    [
        (
            "Sở TTTT tỉnh Kon Tum",
            "Sở Thông tin và Truyền thông tỉnh Kon Tum",
            "Sở Khoa học và Công nghệ tỉnh Quảng Ngãi",
        ),
        ("Tỉnh ủy Quảng Nam", "Tỉnh ủy Quảng Nam", "Thành ủy Đà Nẵng"),
        ("Công an tỉnh Bình Dương", "Công an tỉnh Bình Dương", "Công an Thành phố Hồ Chí Minh"),
        ("Báo Hải Dương", "Báo Hải Dương", "Báo Hải Phòng"),
        ("Tỉnh đoàn Hà Giang", "Tỉnh đoàn Hà Giang", "Tỉnh đoàn Tuyên Quang"),
        ("Công ty Cổ phần Xi măng Yên Bái", "Công ty Cổ phần Xi măng Yên Bái", None),
        ("Trường Đại học Hải Dương", "Trường Đại học Hải Dương", None),
        ("UBND huyện Bình Sơn", "Ủy ban nhân dân huyện Bình Sơn", None),
        ("Các Sở: Kế hoạch và Đầu tư, Nội vụ", "Các Sở: Kế hoạch và Đầu tư, Nội vụ", None),
    ],
)
def test_successors(text: str, name: str, successor: str | None) -> None:
    value = unit_name(text, UnitContext(day=BEFORE))
    assert (value.name, value.successor) == (name, successor)
