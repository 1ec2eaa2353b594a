"""Document keys: one key for every way of writing one document."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.values.docref import document_key


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
