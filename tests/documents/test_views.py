"""Views: the text reads clean, and every position leads back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.documents.views import View, clean_view, nfc_view

_WORDS = ["hoà", "hòa", "uỷ ban", "quý", "qúy", "ngày", "số", "25/KH-UBND", "Ðiều", "Đ", "–", "**", "*", "_", "a_b"]
_BLANKS = [" ", "  ", "\n", "\n\n", "\f", "\t", "\r\n", "\n\n2\n\n", "\u00a0", "\u00ad", "\u200b", "", "."]
TEXTS = st.lists(st.sampled_from(_WORDS + _BLANKS), max_size=30).map("".join) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("Hoà bình, uỷ ban, thuý", "Hòa bình, ủy ban, thúy"),
        ("HOÀ UỶ", "HÒA ỦY"),
        ("tòan dân, hòan thành, ngòai", "toàn dân, hoàn thành, ngoài"),
        ("qúy I, quý II, QÚY", "quý I, quý II, QUÝ"),
        ("huỳnh, khuỷu, xoè, khoẻ", "huỳnh, khuỷu, xòe, khỏe"),
        ("trong quý\nIII năm 2025", "trong quý III năm 2025"),
        ("ngày 15\n\n2\n\ntháng 3", "ngày 15 tháng 3"),
        ("khẩn trương\n\n--- PAGE BREAK ---\n\n2\n\ntriển khai", "khẩn trương triển khai"),
        ("Quy định số\n3\n\n205-QĐ/TW", "Quy định số 205-QĐ/TW"),
        ("Kế hoạch 186/KH-\nUBND", "Kế hoạch 186/KH- UBND"),
        ("**trước *ngày 13* tháng 1**", "trước ngày 13 tháng 1"),
        ("ho_ten, _nghiêng_ và ____ hết", "ho_ten, nghiêng và hết"),
        ("a\u00adb\u200bc", "abc"),
        ("Ðề án – 06", "Đề án - 06"),
        ("Hoàn thành.\n\nNgày mai họp", "Hoàn thành.\nNgày mai họp"),
        ("Sở Y tế,\n- Sở Nội vụ", "Sở Y tế,\n- Sở Nội vụ"),
        ("a  b\u00a0c", "a b c"),
        ("Sở Tư pháp\nQuý II/2026", "Sở Tư pháp\nQuý II/2026"),
        ("1\tRà soát\tHằng quý\n2\tTập huấn", "1\tRà soát\tHằng quý\n2\tTập huấn"),
        (
            "đẩy mạnh cải cách thủ tục hành chính trên địa bàn\nQuận",
            "đẩy mạnh cải cách thủ tục hành chính trên địa bàn Quận",
        ),
    ],
)
def test_clean_view_reads(text: str, view: str) -> None:
    assert clean_view(text).text == view


def test_origin_of_a_wrapped_date_spans_the_break() -> None:
    text = "xong **trước ngày\n05** tháng 12"
    view = clean_view(text)
    start = view.text.index("trước")
    end = view.text.index(" tháng")
    a, b = view.origin(start, end)
    assert text[a:b] == "trước ngày\n05"


def test_origin_in_decomposed_text() -> None:
    text = unicodedata.normalize("NFD", "giao Uỷ ban nhân dân xã")
    view = clean_view(text)
    start = view.text.index("Ủy")
    a, b = view.origin(start, start + len("Ủy ban"))
    assert unicodedata.normalize("NFC", text[a:b]) == "Uỷ ban"


@given(TEXTS)
def test_nfc_view_is_nfc(text: str) -> None:
    assert nfc_view(text).text == unicodedata.normalize("NFC", text)


@given(TEXTS)
def test_composed_and_decomposed_read_alike(text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert clean_view(composed).text == clean_view(decomposed).text


def _check_map(text: str, view: View) -> None:
    last = (0, 0)
    for i in range(len(view)):
        a, b = view.origin(i, i + 1)
        assert 0 <= a < b <= len(text)
        assert a >= last[0] and b >= last[1]
        last = (a, b)
        assert view.position(a) <= i
    for i in range(len(view)):
        for j in (i + 1, min(i + 5, len(view)), len(view)):
            assert view.origin(i, j) == (view.origin(i, i + 1)[0], view.origin(j - 1, j)[1])


@given(TEXTS)
def test_maps_are_monotone_and_slices_lead_back(text: str) -> None:
    _check_map(text, nfc_view(text))
    _check_map(text, clean_view(text))


@given(TEXTS)
def test_letters_lead_back_to_themselves(text: str) -> None:
    view = nfc_view(text)
    for i, char in enumerate(view.text):
        a, b = view.origin(i, i + 1)
        assert char in unicodedata.normalize("NFC", text[a:b])


@given(TEXTS, st.integers(0, 60))
def test_position_and_origin_agree(text: str, offset: int) -> None:
    view = clean_view(text)
    if offset < len(text):
        position = view.position(offset)
        if position < len(view):
            a, b = view.origin(position, position + 1)
            assert a >= offset or a <= offset < b
        assert position == len(view) or position == 0 or view.origin(position - 1, position)[0] <= offset


def test_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        clean_view("abc").origin(2, 9)


@pytest.mark.parametrize("text", ["*" * 50_000, "_" * 50_000, " \n" * 25_000, "a\u0301" * 20_000, "\n1\n" * 15_000])
def test_long_runs_do_not_hang(text: str) -> None:
    assert len(clean_view(text)) <= len(text)
