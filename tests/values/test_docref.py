"""Document keys: one key for every way of writing one document."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.values.docref import canonical_pointer, document_key, law_name


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("khoản 2 Điều 5 Nghị định số 60/2021/NĐ-CP ngày 21/6/2021", "60/2021/NĐ-CP"),
        ("Công văn số 943/CAT-ANM ngày 02/08/2025", "943/CAT-ANM"),
        ("Nghị quyết số 57-NQ/TW", "57-NQ/TW"),
        ("Nghị quyết số 57- NQ/TW", "57-NQ/TW"),
        ("quyết định số 391/qđ-ttg ngày 5 tháng 3 năm 2025", "391/QĐ-TTg"),
        ("QUYẾT ĐỊNH SỐ 391/QĐ-TTG NGÀY 05/3/2025", "391/QĐ-TTg"),
        ("Quyết định số 391/QD-TTg", "391/QĐ-TTg"),
        ("Nghị định 60/2021/ND-CP", "60/2021/NĐ-CP"),
        ("Công điện số 123/CD- -TTg", "123/CĐ-TTg"),
        ("218/SKHCN-BCVT&CĐS", "218/SKHCN-BCVT&CĐS"),
        ("số 2210/UBND-\nKGVX ngày 06/5/2024", "2210/UBND-KGVX"),
        ("1308-CV/VPTW", "1308-CV/VPTW"),
        ("5053-CV/VPTW/nb", "5053-CV/VPTW/nb"),
        ("Nghị quyết số 66.25/2026/NQ-CP", "66.25/2026/NQ-CP"),
        ("367 - QĐ/TWĐTN-VP", "367-QĐ/TWĐTN-VP"),
        ("Luật số 72/2025/QH15", "72/2025/QH15"),
        ("Luật Đầu tư công số 39/2019/QH14", "39/2019/QH14"),
        ("Luật Đầu tư công", "luật đầu tư công"),
        ("khoản 3 Điều 4 Luật Đầu tư công năm 2024", "luật đầu tư công 2024"),
        ("Bộ Luật Hình sự", "bộ luật hình sự"),
        ("Đề án 06", "đề án 06"),
        ("Kế hoạch số 02", "kế hoạch 02"),
        ("NQ 57", "nghị quyết 57"),
        ("Bộ chỉ số 315", "bộ chỉ số 315"),
        ("QCVN 06:2022/BXD", "QCVN 06:2022/BXD"),
        ("TCVN 5507: 2002", "TCVN 5507:2002"),
        ("Luât Cư trú", "luật cư trú"),
        ("Nghị quyết Trung ương 4 khóa XII", "nghị quyết trung ương 4 khóa xii"),
        ("Công văn ngày 05/3/2024", "công văn 2024-03-05"),
    ],
)
def test_keys(text: str, key: str) -> None:
    assert document_key(text).key == key
    assert document_key(unicodedata.normalize("NFD", text)).key == key


def test_parts() -> None:
    key = document_key("điểm a khoản 2 Điều 5 Nghị định số 60/2021/NĐ-CP ngày 21 tháng 6 năm 2021")
    assert (key.kind, key.type, key.number, key.symbol, key.year) == ("number", "Nghị định", "60", "NĐ-CP", 2021)
    assert (key.date, key.pointer, key.repairs) == ("2021-06-21", "điểm a khoản 2 Điều 5", ())


def test_type_from_the_symbol() -> None:
    assert document_key("số 26/QĐ-UBND").type == "Quyết định"
    assert document_key("12/SNV").type is None


def test_repairs_are_told() -> None:
    assert document_key("140/QD-UBND").repairs == ("QD -> QĐ",)
    assert document_key("số 12§3/QĐ-UBND").repairs


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ("Quyết định số 140/QD-UBND", "140/QĐ-UBND", "QD -> QĐ"),
        ("Nghị định số 45/2020/ND-CP", "45/2020/NĐ-CP", "ND -> NĐ"),
        ("Quyết định số 1O5/QĐ-UBND", "105/QĐ-UBND", "1O5 -> 105"),
        ("Quyết định số 2I/QĐ-UBND", "21/QĐ-UBND", "2I -> 21"),
        ("Nghị định số 13/2O23/NĐ-CP", "13/2023/NĐ-CP", "2O23 -> 2023"),
        ("Kế hoạch số 25 / KH - UBND", "25/KH-UBND", "blanks or doubled signs removed"),
        ("Kế hoạch số 25 /KH-UBND", "25/KH-UBND", "blanks or doubled signs removed"),
        ("Kế hoạch số 25/KHUBND", "25/KH-UBND", "KHUBND -> KH-UBND"),
        ("Nghị định số 163/2016/NĐ/CP", "163/2016/NĐ-CP", "NĐ/CP -> NĐ-CP"),
        ("Nghị định số 163/2016/NÐ-CP", "163/2016/NĐ-CP", "Ð -> Đ"),
        ("Quyết định số 15/QĐ-UBNĐ", "15/QĐ-UBND", "UBNĐ -> UBND"),
        ("Chỉ thị số 20/CT-TTG", "20/CT-TTg", "TTG -> TTg"),
        ("Chỉ thị số 45 CT/TW", "45-CT/TW", "hyphen lost before the symbol"),
        ("Kế hoạch 25/KH-UBND", "25/KH-UBND", "số is missing"),
        ("Kế hoạch so 25/KH-UBND", "25/KH-UBND", "so -> số"),
        ("Kế hoạch số25/KH-UBND", "25/KH-UBND", "blank lost at số"),
        ("Nghị đinh số 59/2022/NĐ-CP", "59/2022/NĐ-CP", "Nghị đinh -> Nghị định"),
        ("Kếhoạch số 61/KH-UBND", "61/KH-UBND", "Kếhoạch -> Kế hoạch"),
        ("Kế hoạch số 61/KH-UBND ngày 1O/5/2024", "61/KH-UBND", "1O/5/2024 -> 10/5/2024"),
        ("Kế hoạch số 61/KH-UBND ngày08/7/2024", "61/KH-UBND", "blank lost at ngày"),
        ("Kế hoạch số 61/KH-UBND ngày 08/ 7/2024", "61/KH-UBND", "blanks in the date"),
        ("Đề 06", "đề án 06", "Đề -> Đề án"),
        ("quyết định số 5/qđ-ubnd", "5/QĐ-UBND", "lower case"),
    ],
)
def test_typing_errors(text: str, key: str, told: str) -> None:
    value = document_key(text)
    assert value.key == key
    assert told in value.repairs


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Kế hoạch số 25/KH-UBND",
            "KH số 25/KH-UBND",
            "13/QĐ-UBND",
            "Công văn: 12/SNV",
            "Kế hoạch số: 25/KH-UBND",
            "Đề án 06",
        ),
        *("Kế hoạch số 25/KH-\nUBND", "KẾ HOẠCH SỐ 25/KH-UBND", "TỜ TRÌNH SỐ 5/TTR-SNV", "Kế hoạch số **25/KH-UBND**"),
        *("Kế hoạch số 25/KH–UBND", "Luật Lưu trữ số 33/2024/QH15", "Nghị quyết số 66.25/2026/NQ-CP", "đề án 06/CP"),
    ],
)
def test_nothing_to_repair(text: str) -> None:
    assert document_key(text).repairs == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Chương trình hành động số 10-CTr/TU", "Chương trình"),
        ("Kết luận thanh tra số 184/KL-TTr", "Kết luận"),
        ("Thông báo kết luận số 214/TB-VP", "Thông báo"),
        ("Kế hoạch liên tịch số 03/KHLT-SGDĐT-CAT", "Kế hoạch liên tịch"),
        ("Văn bản số 3169/SCT-CN", "Công văn"),
        ("Văn bản ngày 17/4/2023", None),
        ("Quy định số 41-QĐ/TW", "Quy định"),
        ("41-QĐ/TW", None),
        ("41-NQ/TW", "Nghị quyết"),
        ("41/QĐ-UBND", "Quyết định"),
        ("41/SNV-TTr", None),
        ("TCVN 11930:2017", "Tiêu chuẩn"),
        ("QCVN 01:2019/BCT", "Quy chuẩn"),
    ],
)
def test_types(text: str, kind: str | None) -> None:
    assert document_key(text).type == kind


@pytest.mark.parametrize(
    ("text", "day", "year"),
    [
        ("Kế hoạch số 5/KH-UBND ngày 08.6.2010", "2010-06-08", 2010),
        ("Kế hoạch số 5/KH-UBND, ngày 31-12-2024", "2024-12-31", 2024),
        ("Kế hoạch số 5/KH-UBND tháng 6/2023", "2023-06", 2023),
        ("Kế hoạch số 5/KH-UBND ngày …/9/2025", "2025-09", 2025),
        ("Kế hoạch số 5/KH-UBND năm 2021", None, 2021),
        ("Kế hoạch số 5/KH-UBND ngày 28/12", None, None),
        ("Nghị định số 5/2020/NĐ-CP ngày 05 tháng 3 năm 2021", "2021-03-05", 2020),
        ("Luật Đầu tư công ngày 13/6/2019", "2019-06-13", 2019),
        ("Luật Dân số năm 2025", None, 2025),
        ("luật dân số 2025", None, 2025),
    ],
)
def test_dates(text: str, day: str | None, year: int | None) -> None:
    value = document_key(text)
    assert (value.date, value.year) == (day, year)


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("điểm b, khoản 2, Điều 18 Luật An ninh mạng", "điểm b khoản 2 Điều 18"),
        ("Điều 12 của Luật Tiếp công dân", "Điều 12"),
        ("Điều 19, 20 Nghị định số 85/2016/NĐ-CP", "Điều 19, 20"),
        ("Điều 147 và Điều 148 Bộ luật Dân sự", "Điều 147 và Điều 148"),
        ("Phụ lục II kèm theo Quyết định số 12/QĐ-UBND", "Phụ lục II"),
        ("Nghị định số 30/2020/NĐ-CP ngày 05/3/2020, Phụ lục III", "Phụ lục III"),
        ("Nghị định số 30/2020/NĐ-CP", None),
    ],
)
def test_pointers(text: str, pointer: str | None) -> None:
    value = document_key(text)
    assert value.pointer == pointer
    assert pointer is None or canonical_pointer(pointer) == pointer


def test_law_names() -> None:
    for text in ("Luật Đầu tư công", "Điều 5 Luật Đầu tư công số 58/2024/QH15", "LUẬT ĐẦU TƯ CÔNG năm 2024"):
        assert law_name(text) == "luật đầu tư công"


ORGANS = ("UBND", "HĐND", "SNV", "BTC", "VPCP", "SGDĐT")
CODES = ("QĐ", "KH", "TB", "CT", "NQ", "TTr", "BC", "CTr")


@given(
    st.integers(1, 99_999),
    st.sampled_from(CODES),
    st.sampled_from(ORGANS),
    st.sampled_from(["{n}/{c}-{o}", "{n}/{c} - {o}", "{n} / {c}-{o}", "{n}/{c}-\n{o}", "{n}/{c}–{o}", "{n}/{c}--{o}"]),
    st.sampled_from(["", "số ", "Văn bản số ", "Quyết định số ", "khoản 2 Điều 5 Quyết định số "]),
    st.sampled_from(["", " ngày 5/3/2024", ", ngày 05 tháng 3 năm 2024"]),
    st.booleans(),
)
def test_every_notation_of_a_number_has_one_key(
    n: int, c: str, o: str, form: str, head: str, day: str, nfd: bool
) -> None:
    text = head + form.format(n=n, c=c, o=o) + day
    value = document_key(unicodedata.normalize("NFD", text) if nfd else text)
    assert value.key == f"{n}/{c}-{o}"
    assert value.date == ("2024-03-05" if day else None)


@given(
    st.sampled_from(["Kế hoạch số ", "Luật ", "Công văn ", "", "Đề án "]),
    st.text("0123456789/-QĐKHUBNDTWO. ngày", max_size=30),
)
def test_normalising_twice_changes_nothing(head: str, rest: str) -> None:
    key = document_key(head + rest).key
    assert document_key(key).key == document_key(document_key(key).key).key


def test_impossible_date_is_no_date() -> None:
    assert document_key("Chỉ thị số 09/CT-UBND ngày 42/02/2019").date is None


@given(st.text(max_size=60))
def test_never_raises(text: str) -> None:
    document_key(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Nghị định số 60/2021/NĐ-CP",
            "Công văn số 943/CAT-ANM ngày 02/08/2025",
            "NQ số 57- NQ/TW",
            "Đề án 06",
            "Luật Đầu tư công năm 2024",
        ),
        *(
            "QCVN 06:2022/BXD",
            "Kế hoạch số 02",
            "Công văn ngày 05/3/2024",
            "1308-CV/VPTW",
            "Luật số 72/2025/QH15",
            "140/QD-UBND",
        ),
    ],
)
def test_a_key_is_its_own_key(text: str) -> None:
    key = document_key(text).key
    assert document_key(key).key == key
