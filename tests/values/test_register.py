"""A user's register of units: the right id, or none; never one of two."""

from __future__ import annotations

import pickle
import re
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from rapidfuzz.fuzz import token_sort_ratio

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.values.register import _LEAST, UnitRegister, _key
from vnadmin_nlp.values.units import UnitContext

HEAD = "id,name,aliases,parent,valid_from,valid_to\n"
ROWS = (
    "T01,UBND tỉnh Quảng Ngãi,,,,\n"
    "S01,Sở Nội vụ,SNV,T01,2025-03-01,\n"
    "S02,Sở Nội vụ,,T01,,2025-02-28\n"
    "S03,Sở Thông tin và Truyền thông,STTTT|Sở TT-TT,T01,,2025-02-28\n"
    "S04,Sở Khoa học và Công nghệ,,T01,,\n"
    "S05,Sở Y tế,,T01,,\n"
    "X01,UBND xã Bình Minh,,T01,2025-07-01,\n"
    "X02,UBND xã Bình Sơn,,T01,2025-07-01,\n"
    "P01,Phòng Kinh tế,,X01,2025-07-01,\n"
    "P02,Phòng Kinh tế,,X02,2025-07-01,\n"
    "K01,Kho bạc Nhà nước khu vực XIII,,,,\n"
    "K02,Kho bạc Nhà nước khu vực XIV,,,,\n"
    "B01,Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi,BQL KKT,T01,,\n"
)
BEFORE, AFTER = date(2024, 5, 1), date(2025, 9, 1)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> UnitRegister:
    file = tmp_path_factory.mktemp("register") / "units.csv"
    file.write_text(HEAD + ROWS, encoding="utf-8-sig")
    return UnitRegister.read(file)


@pytest.mark.parametrize(
    ("name", "day", "issuer", "wanted"),
    [
        ("Sở Nội vụ", AFTER, None, "S01"),
        ("SNV", AFTER, "UBND tỉnh Quảng Ngãi", "S01"),
        ("Sở Nội vụ", BEFORE, None, "S02"),
        ("Sở Nội vụ", None, None, None),  # two bodies of one name, and no day
        ("Sở TTTT", BEFORE, None, "S03"),
        ("Sở Thông tin - Truyền thông", BEFORE, None, "S03"),
        ("Sở TTTT", AFTER, None, None),
        ("SỞ Y TẾ", AFTER, None, "S05"),
        ("Sở Y tế tỉnh Quảng Ngãi", AFTER, None, "S05"),
        ("Sở Y tế tỉnh Gia Lai", AFTER, None, None),
        ("Sở Y tế", AFTER, "UBND tỉnh Gia Lai", None),
        ("Sở Tư pháp", AFTER, None, None),
        ("UBND tỉnh", AFTER, "UBND tỉnh Quảng Ngãi", "T01"),
        ("UBND tỉnh", AFTER, "UBND xã Bình Minh, tỉnh Quảng Ngãi", "T01"),
        ("UBND xã", AFTER, "UBND xã Bình Minh, tỉnh Quảng Ngãi", "X01"),
        ("UBND xã", AFTER, "UBND tỉnh Quảng Ngãi", None),
        ("UBND xã Bình Chương", AFTER, None, None),
        ("Phòng Kinh tế", AFTER, None, None),
        ("Phòng Kinh tế", AFTER, "UBND xã Bình Sơn", "P02"),
        ("Phòng Kinh tế xã Bình Minh", AFTER, None, "P01"),
        ("Kho bạc Nhà nước khu vực XIV", AFTER, None, "K02"),
        ("Kho bạc nhà nước khu vực XV", AFTER, None, None),
        ("Kho bạc Nhà nươc khu vực XIII", AFTER, None, "K01"),
        ("BQL KKT", AFTER, None, "B01"),
        ("các Sở: Nội vụ, Y tế", AFTER, None, None),
        ("UBND các xã", AFTER, None, None),
        ("", AFTER, None, None),
    ],
)
def test_match(register: UnitRegister, name: str, day: date | None, issuer: str | None, wanted: str | None) -> None:
    found = register.match(name, day, UnitContext(issuer, day=day))
    assert (found and found.id) == wanted
    assert found is None or found.score == 1.0


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Ban Quản lý KKT Dung Quất và các KCN Quảng Ngải", "B01"),
        ("Ban Quản lý Khu kinh tế Dung Quất và Khu công nghiệp Quảng Ngãi", "B01"),
        ("Kho bạc Nhà nước khu vục XIII", "K01"),
        ("Sở Khao học và Công nghệ", "S04"),
        ("Sở Nội", None),
        ("Ủy ban nhân dân xã Bình", None),
    ],
)
def test_like_names(register: UnitRegister, name: str, wanted: str | None) -> None:
    found = register.match(name, AFTER, UnitContext("UBND tỉnh Quảng Ngãi", day=AFTER))
    assert (found and found.id) == wanted
    assert found is None or 0.9 <= found.score < 1.0


def test_no_known_subject_is_near_enough_to_another() -> None:
    def words(name: str) -> list[str]:  # names that differ in joints or order alone are one
        return sorted(w for w in re.findall(r"\w+", name.casefold()) if w != "và")

    names = {row["name"] for row in read_tsv("sectors.tsv", ("name", "source"))}
    for head in ("Sở", "Phòng", "Bộ"):
        for one, other in combinations(sorted(names), 2):
            near = token_sort_ratio(_key(f"{head} {one}", None), _key(f"{head} {other}", None))
            assert near < _LEAST or words(one) == words(other), (one, other)


def test_two_alike_are_no_match(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(
        "id;name\n1;Trung tâm Dịch vụ việc làm số một\n2;Trung tâm Dịch vụ việc làm số hai\n", encoding="utf-8"
    )
    register = UnitRegister.read(file)
    assert register.match("Trung tâm Dịch vụ việc làm số") is None
    found = register.match("Trung tâm Dịch vụ việc làm số một")
    assert found is not None and found.id == "1"


def test_one_name_in_two_rows_is_no_match(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("id,name,aliases\n1,Sở Y tế,\n2,Sở Y tế tỉnh Gia Lai,\n3,Sở Nội vụ,Sở Y tế\n", encoding="utf-8")
    register = UnitRegister.read(file)
    assert register.match("Sở Y tế") is None
    found = register.match("Sở Y tế tỉnh Gia Lai")
    assert found is not None and found.id == "2"


def test_a_register_can_be_pickled(register: UnitRegister) -> None:
    again = pickle.loads(pickle.dumps(register))
    assert again == register
    assert again.match("Sở Y tế", AFTER) == register.match("Sở Y tế", AFTER)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("", "line 1"),
        ("name,aliases\nSở Y tế,\n", "line 1"),
        ("id,name,name\n1,a,b\n", "line 1"),
        ("id,name\n", "no unit"),
        ("id,name\n1\n", "line 2: 1 cells, not 2"),
        ("id,name\n,Sở Y tế\n", "line 2: no id"),
        ("id,name\n1,\n", "line 2: no name"),
        ("id,name\n1,Sở Y tế\n1,Sở Nội vụ\n", "line 3: the id 1 stands in line 2"),
        ("id,name,valid_from\n1,Sở Y tế,01/7/2025\n", "line 2: valid_from is '01/7/2025'"),
        ("id,name,valid_from,valid_to\n1,Sở Y tế,2025-07-01,2025-06-30\n", "before valid_from"),
        ('id,name\n1,"Sở Y tế\n', "line"),
        ("id,name,successor\n1,Sở Y tế,2\n", "line 2: the successor 2 is no id"),
    ],
)
def test_a_broken_register_is_refused(tmp_path: Path, text: str, detail: str) -> None:
    file = tmp_path / "r.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(VnadminError, match="E501") as caught:
        UnitRegister.read(file)
    assert detail in str(caught.value)


def test_the_register_tells_successors_that_no_table_knows(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(
        "id,name,valid_from,valid_to,successor\n"
        "1,UBND xã Hành Đức,,2025-06-30,3\n2,UBND xã Hành Phước,,2025-06-30,3\n3,UBND xã Phước Giang,2025-07-01,,\n",
        encoding="utf-8",
    )
    found = UnitRegister.read(file).match("UBND xã Hành Đức", BEFORE)
    assert found is not None
    assert (found.id, found.successor) == ("1", "Ủy ban nhân dân xã Phước Giang")
    assert UnitRegister.read(file).match("UBND xã Hành Đức", AFTER) is None


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes(b"id,name\n1,S\xff\n")
    for path in (file, tmp_path / "none.csv", tmp_path):
        with pytest.raises(VnadminError, match="E501"):
            UnitRegister.read(path)
