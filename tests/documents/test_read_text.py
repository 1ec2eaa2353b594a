"""Plain text: character for character, or a coded refusal."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from helpers_documents import write_docx
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.documents import check_text, read, read_bytes, text_warnings
from vnadmin_nlp.documents.legacy import _tables, is_syllable
from vnadmin_nlp.documents.legacy import decode as decode_legacy
from vnadmin_nlp.errors import VnadminError

TEXT = (
    "ỦY BAN NHÂN DÂN\r\nTỈNH QUẢNG NGÃI\n\nGiao Sở Khoa học và Công nghệ chủ trì, phối hợp với các sở, ngành\n"
    "rà soát, tổng hợp, báo cáo trước ngày 30/6/2025; những việc chưa làm được thì nêu rõ lý do.\n"
)
# The same sentence as fonts of the nineties stored it.
TCVN3 = "Uû ban nh©n d©n tØnh giao Së Khoa häc vµ C«ng nghÖ chñ tr×, phèi hîp víi c¸c së, ngµnh rµ so¸t, b¸o c¸o tr­íc ngµy 30/6."
VNI = "UÛy ban nhaân daân tænh giao Sôû Khoa hoïc vaø Coâng ngheä chuû trì, phoái hôïp vôùi caùc sôû, ngaønh raø soaùt, baùo caùo."


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff"), ("utf-16-le", b""),
        ("utf-16-be", b""), ("utf-32-le", b"\xff\xfe\x00\x00"),
    ],
)  # fmt: skip
def test_unicode_files_are_unchanged(tmp_path: Path, encoding: str, mark: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(mark + TEXT.encode(encoding))
    source = read(file)
    assert (source.text, source.name, source.format, source.warnings) == (TEXT, "a.txt", "txt", ())


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=60))
def test_any_text_comes_back_or_is_refused(text: str) -> None:
    try:
        source = read_bytes(text.encode("utf-8"))
    except VnadminError as error:
        assert error.code in {"E101", "E104", "E110", "E111"}
        return
    if source.format == "txt":
        assert source.text == text.removeprefix("\ufeff")


def test_markdown_is_plain_text() -> None:
    text = "# THÔNG BÁO\n\n**Giao** Sở A <br> báo cáo <b>gấp</b>\n| a | b |\n"
    source = read_bytes(text.encode(), "a.md")
    assert (source.text, source.format) == (text, "txt")


def test_extension_does_not_matter() -> None:
    assert read_bytes(TEXT.encode(), "a.docx").format == "txt"


def test_line_blocks() -> None:
    source = read_bytes("một\r\n\r\nhai\rba\fbốn".encode())
    assert [(source.text[b.start : b.end], b.paragraph, b.page) for b in source.blocks] == [
        ("một", 0, 1), ("hai", 2, 1), ("ba", 3, 1), ("bốn", 3, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "name"),
    [(TCVN3.encode("latin-1"), "TCVN3"), (VNI.encode("cp1252"), "VNI")],
)
def test_legacy_files_are_converted_with_a_warning(data: bytes, name: str) -> None:
    source = read_bytes(data)
    assert "Khoa học và Công nghệ chủ trì, phối hợp với các sở, ngành rà soát, báo cáo" in source.text
    assert source.warnings[0].startswith("W106") and name in source.warnings[0]


def test_tcvn3_capitals_of_a_capital_font() -> None:
    data = "Uû BAN NH¢N D¢N TØNH / céng hoµ x· héi chñ nghÜa viÖt nam / TH¤NG B¸O KÕT LUËN CUéC HäP".encode("latin-1")
    assert read_bytes(data).text.startswith(
        "Uỷ BAN NHÂN DÂN TỉNH / cộng hoà xã hội chủ nghĩa việt nam / THÔNG BáO KếT LUậN CUộC HọP"
    )


def test_viscii_and_windows_1258() -> None:
    viscii = {char: code for code, char in _tables()["viscii"].items()}
    data = b"".join(viscii.get(c, c.encode("latin-1", "replace")) for c in TEXT)
    assert read_bytes(data).text == TEXT
    # Windows-1258 has no letters with some tone marks: they stand as combining marks, and stay so.
    loose = "".join(_windows_1258(c) for c in TEXT)
    source = read_bytes(loose.encode("cp1258"))
    assert source.text == loose and unicodedata.normalize("NFC", source.text) == TEXT
    assert "Windows-1258" in source.warnings[0]


def _windows_1258(char: str) -> str:
    for form in (char, unicodedata.normalize("NFD", char)):
        try:
            form.encode("cp1258")
            return form
        except UnicodeEncodeError:
            continue
    whole = unicodedata.normalize("NFD", char)
    for tone in "\u0300\u0301\u0303\u0309\u0323":
        if tone in whole:
            return unicodedata.normalize("NFC", whole.replace(tone, "")) + tone
    raise AssertionError(char)


@pytest.mark.parametrize("text", [TCVN3, VNI, TEXT.encode().decode("cp1252", "ignore").replace("\x81", "")])
def test_misread_text_is_refused(text: str) -> None:
    with pytest.raises(VnadminError) as caught:
        read_bytes(text.encode("utf-8"), "cu.txt")
    assert caught.value.code == "E110"


def test_a_few_misread_lines_give_a_warning() -> None:
    text = TEXT * 4 + TCVN3 + "\n" + TEXT * 4
    source = read_bytes(text.encode())
    assert source.text == text
    assert [w[:4] for w in source.warnings] == ["W108"]


@pytest.mark.parametrize(
    "text",
    [
        "Société générale française: élèves à la forêt, être né à Orléans, naïveté, façade, où, très déçu, même été",
        "Thông báo: các đơn vị báo cáo kịp thời.",
        "Các xã và các sở báo cáo là chính. Cá nhân nào có ý kiến thì góp ý. Bà Hà và cô Hoà có mặt. Nhà ở xã hội là gì.",
        "© 2025 — 25 °C ± 1 µm «nội dung»",
        "plain ASCII text without any accents at all",
    ],
)
def test_honest_text_is_not_called_legacy(text: str) -> None:
    assert check_text(text) == text


def test_french_bytes_are_refused_not_misread() -> None:
    with pytest.raises(VnadminError) as caught:
        read_bytes("Société générale: élèves à la forêt, été, naïveté, façade, très déçu, même".encode("latin-1"))
    assert caught.value.code == "E111"


def test_the_check_of_strings() -> None:
    assert check_text(TEXT) is TEXT
    for text, code in (("Giao \ud83d Sở", "E114"), ("a" * 11, "E109")):
        with pytest.raises(VnadminError) as caught:
            check_text(text, max_chars=10)
        assert caught.value.code == code


def test_warnings_of_a_text() -> None:
    assert [w[:4] for w in text_warnings(" \n")] == ["W101"]
    assert [w[:4] for w in text_warnings("hello world")] == ["W102"]
    assert [w[:4] for w in text_warnings("Sở Y tế\0")] == ["W103"]
    assert text_warnings(TEXT) == ()


def test_fifty_megabytes_of_text_are_refused_at_once() -> None:
    data = TEXT.encode() * 220_000
    assert len(data) > 50_000_000
    began = time.perf_counter()
    with pytest.raises(VnadminError) as caught:
        read_bytes(data)
    assert caught.value.code == "E109"
    assert time.perf_counter() - began < 3


SYLLABLES = """
người nghiêng khuỷu quyết giữa giếng gìn ủy hoà hòa thuở đến Ở ươm khoẻ yêu xã gì quý nghĩa quản phường huyện chuyển thuế
"""


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_syllables(word: str) -> None:
    assert is_syllable(word.lower())


@pytest.mark.parametrize("word", ["nhân\u0300", "uû", "nhaân", "société", "élève", "bcd", "êa", "ưở"])
def test_letter_salad(word: str) -> None:
    assert not is_syllable(word)


def test_tables_agree_on_the_letters() -> None:
    assert decode_legacy("®Êt níc ViÖt Nam".encode("latin-1"), "tcvn3") == "đất nớc Việt Nam"
    assert decode_legacy("ÑAÁT NÖÔÙC".encode("cp1252"), "vni") == "ĐẤT NƯỚC"


def test_reading_text_imports_no_reader_library() -> None:
    code = (
        "import sys, vnadmin_nlp.documents as d; d.read_bytes('Sở Y tế'.encode());"
        "print([m for m in ('lxml', 'pypdfium2', 'selectolax', 'spacy', 'torch', 'underthesea') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_a_text_written_as_word_file_comes_back(tmp_path: Path) -> None:
    text = "ỦY BAN NHÂN DÂN\nTỈNH X\n\n  1. Giao Sở A & B <gấp>:\n\ta) rà soát\n·  báo cáo"
    assert read(write_docx(tmp_path / "a.docx", text)).text == text
