"""Bad files: a coded error within seconds, never a traceback of another kind."""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers_documents import NAMESPACES, docx_bytes, para, pdf_bytes
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp.documents import Source, read, read_bytes
from vnadmin_nlp.errors import VnadminError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
DOCX = docx_bytes(
    para("Giao Sở A báo cáo", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    + "<w:tbl><w:tr><w:tc>"
    + para("x")
    + "</w:tc></w:tr></w:tbl>",
    {
        "numbering": '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
        "styles": '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="A"/></w:style>',
    },
)
PDF = pdf_bytes([["Giao Sở A báo cáo", "trước ngày 30/6"]])


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name, data)
    return out.getvalue()


def with_document(xml: str) -> bytes:
    return archive({"word/document.xml": xml.encode()})


def error(data: bytes, name: str = "a.docx") -> VnadminError:
    began = time.perf_counter()
    with pytest.raises(VnadminError) as caught:
        read_bytes(data, name)
    assert time.perf_counter() - began < 3
    assert name in str(caught.value)
    return caught.value


BOMB = f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>{'a' * 55_000_000}</w:t></w:r></w:p></w:body></w:document>"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "E101", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "E104", "PNG"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "E104", "ocrmypdf"),
        (b"{\\rtf1\\ansi Giao}", "E104", "soffice"),
        (OLE + "WordDocument".encode("utf-16-le"), "E105", "soffice"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "E107", "password"),
        (OLE + "Workbook".encode("utf-16-le"), "E104", "Excel"),
        (OLE, "E104", "OLE"),
        (archive({"xl/workbook.xml": b"<x/>"}), "E104", "Excel"),
        (archive({"ppt/presentation.xml": b"<x/>"}), "E104", "PowerPoint"),
        (archive({"content.xml": b"<x/>", "mimetype": b"odt"}), "E104", "OpenDocument"),
        (archive({"a.txt": b"x"}), "E104", "ZIP"),
        (archive({}), "E104", "ZIP"),
        (b"PK\x03\x04" + b"\0" * 100, "E108", "damaged"),
        (DOCX[: len(DOCX) // 2], "E108", "damaged"),
        (with_document("<w:document"), "E108", "document.xml"),
        (with_document("<x/>"), "E104", "ZIP"),
        (with_document(f"<w:document {NAMESPACES}/>"), "E108", "body"),
        (with_document(BOMB), "E112", "bomb"),
        (with_document(LAUGHS), "E112", "DTD"),
        (with_document(OUTSIDE), "E112", "DTD"),
        (archive({"a": b"\0" * 60_000_000}), "E112", "bomb"),
        (random.Random(5).randbytes(30_000), "E104", "binary"),
        (b"\x00\x01\x02\x03" * 20, "E104", "binary"),
        (b"%PDF-1.7\nnothing", "E108", "end"),
        (b"%PDF-1.7\nnothing\nstartxref\n0\n%%EOF", "E108", "damaged"),
        (b'<?xml version="1.0"?><w:wordDocument xmlns:w="x">', "E104", "soffice"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;", "E104", "MHTML"),
        (docx_bytes(para(inner='<w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r>')), "E113", "OCR"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_coded(data: bytes, code: str, word: str) -> None:
    found = error(data)
    assert found.code == code and word in str(found)


def test_long_repetitive_table_is_no_bomb() -> None:
    row = "<w:tr>" + ("<w:tc>" + para("ô trống") + "</w:tc>") * 6 + "</w:tr>"
    assert read_bytes(docx_bytes(f"<w:tbl>{row * 2_000}</w:tbl>")).text.count("\n") == 1_999


def test_pdf_bombs() -> None:
    page = zlib.compress(b" " * 30_000_000)
    entries = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(page)
    assert error(PDF.replace(b"1 0 obj\n", b"1 0 obj\n" + entries + page + b"\nendstream\nendobj\n", 1)).code == "E112"
    twice = PDF.replace(
        b"1 0 obj\n", b"1 0 obj\n<< /Filter [/FlateDecode /FlateDecode] >>\nstream\n\nendstream\nendobj\n", 1
    )
    assert error(twice).code == "E112"


def test_encrypted_part_of_a_zip() -> None:
    data = bytearray(DOCX)
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(magic, at + 4)
    assert error(bytes(data)).code == "E107"


def test_deep_tables_are_read_or_refused() -> None:
    for depth in (20, 5_000):
        inner = para("đáy")
        xml = "<w:tbl><w:tr><w:tc>" * depth + inner + "</w:tc></w:tr></w:tbl>" * depth
        try:
            assert read_bytes(docx_bytes(xml)).text == "đáy"
            assert depth == 20
        except VnadminError as caught:
            assert caught.code in {"E108", "E112"} and depth == 5_000


def test_empty_document_is_a_result_with_a_warning() -> None:
    source = read_bytes(docx_bytes(para()))
    assert source.text == "" and source.warnings[0].startswith("W101")


def test_paths(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    cases = {tmp_path: "E102", tmp_path / "none.txt": "E103", tmp_path / "empty.txt": "E101", tmp_path / "pipe": "E103"}
    for path, code in cases.items():
        with pytest.raises(VnadminError) as caught:
            read(path)
        assert caught.value.code == code and str(path) in str(caught.value)
    with pytest.raises(VnadminError) as caught:
        read("a\0b")
    assert caught.value.code == "E103"


def test_limits_are_the_callers(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("Sở Y tế báo cáo", "utf-8")
    calls: list[Callable[[], Source]] = [
        lambda: read(file, max_bytes=5),
        lambda: read(file, max_chars=5),
        lambda: read_bytes(PDF, max_chars=5),
    ]
    for call in calls:
        with pytest.raises(VnadminError) as caught:
            call()
        assert caught.value.code == "E109"


def test_file_name_that_is_not_unicode(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")
    try:
        Path(path).write_text("Sở Y tế", "utf-8")
    except OSError:
        pytest.skip("the file system takes Unicode names only")
    assert (read(path).name or "").encode("utf-8")


def survives(data: bytes) -> None:
    try:
        source = read_bytes(data, "x")
    except VnadminError:
        return
    assert isinstance(source, Source)
    for block in source.blocks:
        assert 0 <= block.start <= block.end <= len(source.text)
    source.text.encode("utf-8")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", OLE[:8], b"<html>", b"\xff\xfe"]))
def test_random_bytes(data: bytes, head: bytes) -> None:
    survives(head + data)


@settings(max_examples=250, deadline=None)
@given(
    st.sampled_from([DOCX, PDF]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=6),
    st.booleans(),
)
def test_mutated_files(data: bytes, edits: list[tuple[int, int]], cut: bool) -> None:
    changed = bytearray(data)
    for at, value in edits:
        changed[at % len(changed)] = value
    if cut:
        del changed[edits[0][0] % len(changed) :]
    survives(bytes(changed))


with zipfile.ZipFile(io.BytesIO(DOCX)) as _zip:
    _PARTS = {name: _zip.read(name) for name in _zip.namelist()}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(_PARTS)), st.integers(0, 10**6), st.binary(max_size=3), st.integers(0, 40))
def test_mutated_parts(part: str, at: int, new: bytes, gone: int) -> None:
    data = _PARTS[part]
    at %= len(data)
    survives(archive({**_PARTS, part: data[:at] + new + data[at + gone :]}))


TAGS = "p r t tbl tr tc tcPr vMerge gridSpan numPr numId ilvl pPr ins del fldChar sdt sym br txbxContent"
_TAGS = st.sampled_from(TAGS.split())
_VALUES = st.sampled_from(["", "1", "-1", "0", "999999999", "restart", "begin", "x", "F0B7", "end"])


@st.composite
def word_xml(draw: st.DrawFn, depth: int = 0) -> str:
    out = ""
    for _ in range(draw(st.integers(0, 4))):
        tag, value = draw(_TAGS), draw(_VALUES)
        inner = draw(word_xml(depth + 1)) if depth < 4 else "chữ"
        out += f'<w:{tag} w:val="{value}" w:fldCharType="{value}" w:char="{value}">{inner}</w:{tag}>'
    return out


@settings(max_examples=100, deadline=None)
@given(word_xml())
def test_nonsense_word_xml_is_read(xml: str) -> None:
    source = read_bytes(docx_bytes(xml))
    for block in source.blocks:
        assert 0 <= block.start <= block.end <= len(source.text)


SOUP = "<p>|</p>|<table>|<tr>|<td rowspan=3>|<td colspan=2>|</table>|<ol>|<li>|</ol>|<b>|chữ |<br>|<pre>|</div>|<div>"
_SOUP = st.sampled_from(SOUP.split("|"))


@settings(max_examples=150, deadline=None)
@given(st.lists(_SOUP, max_size=40))
def test_tag_soup_is_read(soup: list[str]) -> None:
    source = read_bytes(("<html><body>" + "".join(soup)).encode())
    assert source.text.count("chữ") == soup.count("chữ ")
    for block in source.blocks:
        assert 0 <= block.start <= block.end <= len(source.text)
