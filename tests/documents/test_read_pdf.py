"""PDF text layers, from PDFs that the helper writes byte by byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_documents import pdf_bytes, wrapped, write_pdf

from vnadmin_nlp.documents import Block, read, read_bytes
from vnadmin_nlp.errors import VnadminError

LINES = [
    "ỦY BAN NHÂN DÂN TỈNH",
    "Giao Sở Khoa học và Công nghệ chủ trì, phối hợp với",
    "Sở Tài chính báo cáo trước ngày 30/6/2025.",
]


def code(data: bytes) -> str:
    with pytest.raises(VnadminError) as caught:
        read_bytes(data, "a.pdf")
    return caught.value.code


def test_lines_and_pages() -> None:
    source = read_bytes(pdf_bytes([LINES, ["Trang hai", "ưỡẵệ"]]), "a.pdf")
    assert source.text == "\n".join(LINES) + "\n\nTrang hai\nưỡẵệ"
    first = len("\n".join(LINES))
    assert source.blocks == (Block(0, first, "page", page=1), Block(first + 2, len(source.text), "page", page=2))
    assert (source.format, source.name, source.warnings) == ("pdf", "a.pdf", ())


def test_hyphen_at_a_line_end_stays() -> None:
    source = read_bytes(pdf_bytes([["theo Kế hoạch số 25/KH-", "UBND ngày 3/6/2025 của", "Ủy ban"]]))
    assert source.text == "theo Kế hoạch số 25/KH-\nUBND ngày 3/6/2025 của\nỦy ban"


def test_written_text_comes_back(tmp_path: Path) -> None:
    text = "\n".join(
        f"{n}. Giao Sở Y tế chủ trì, phối hợp với Ủy ban nhân dân các xã rà soát, tổng hợp, báo cáo kết quả."
        for n in range(99)
    )
    source = read(write_pdf(tmp_path / "a.pdf", text))
    assert source.text.split() == text.split()
    assert [b.page for b in source.blocks] == list(range(1, len(wrapped(text)) // 45 + 2))


def test_scan_is_refused_and_a_scanned_page_is_named() -> None:
    assert code(pdf_bytes([[""], [""]])) == "E106"
    assert code(pdf_bytes([["Ký bởi: Ủy ban nhân dân tỉnh"]], image_pages=[0])) == "E106"
    source = read_bytes(pdf_bytes([LINES, [""]], image_pages=[1]))
    assert source.warnings[0].startswith("W105") and "page 2" in source.warnings[0]


def test_picture_behind_a_full_text_layer_is_no_scan() -> None:
    source = read_bytes(pdf_bytes([LINES * 4], image_pages=[0]))
    assert source.warnings == () and source.text.startswith("ỦY BAN")


def test_font_without_characters_counts_as_a_scan() -> None:
    assert code(pdf_bytes([["\ue001\ue002\ue003" * 20]])) == "E106"


def test_encrypted() -> None:
    crypt = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O <" + b"11" * 32 + b"> /U <" + b"22" * 32 + b"> /P -4 >> "
        b"/ID [<00112233445566778899AABBCCDDEEFF> <00112233445566778899AABBCCDDEEFF>] "
    )
    assert code(pdf_bytes([LINES], trailer=crypt)) == "E107"
    # a file that cannot be opened for another reason: pdfium still holds the code of the one before
    assert code(pdf_bytes([])) == "E108"


def test_cut_off_at_any_place() -> None:
    data = pdf_bytes([LINES, LINES])
    for share in (0.1, 0.3, 0.5, 0.7, 0.9, 0.98):
        assert code(data[: int(len(data) * share)]) == "E108"


def test_linearized_file_that_lost_its_end() -> None:
    data = pdf_bytes([LINES]).replace(
        b"%\xe2\xe3\xcf\xd3\n", b"%\xe2\xe3\xcf\xd3\n1 0 obj << /Linearized 1 /L 999999 >> endobj\n"
    )
    assert code(data) == "E108"
