"""PDF files with a text layer, by pypdfium2. Lines keep their breaks; the outline joins them in a view.

Pages are separated by one empty line; nothing else is added. Each page is a block of kind `page`.
"""

from __future__ import annotations

import re
import threading
import time
import unicodedata
import zlib
from typing import Any, Final

from vnadmin_nlp.documents import limits
from vnadmin_nlp.documents.source import Block, Source
from vnadmin_nlp.errors import VnadminError, warning

# pdfium keeps global state and must not be called from two threads at once.
_LOCK: Final = threading.Lock()
_PASSWORD_ERROR: Final = 4
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,300}?/L\s{1,5}(\d{1,12})|/L\s{1,5}(\d{1,12})[^>]{0,300}?/Linearized\b")
_FEW_LETTERS: Final = 200  # a scan may carry the line of a digital signature or a stamp as text
_BREAKS = re.compile(r"[ \t]{0,200}(?:\r\n?|\n)")


def read_pdf(data: bytes, label: str, name: str | None, *, max_chars: int = limits.MAX_CHARS) -> Source:
    """Reads the text layer of a PDF.

    Raises:
        VnadminError: E106 (scan), E107 (encrypted), E108 (damaged or cut off), E109 (too large or too slow),
            E112 (streams that unpack to far more than pages need).
    """
    import pypdfium2 as pdfium

    _check_whole(data, label)
    _check_streams(data, label)
    with _LOCK:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            raise _open_error(data, label, error) from error
        try:
            pages, scanned = _pages(document, label, max_chars)
        except pdfium.PdfiumError as error:
            raise VnadminError("E108", name=label, detail=str(error)) from error
        finally:
            document.close()
    if len(scanned) == len(pages):
        raise VnadminError("E106", name=label)
    text, blocks = _joined(pages)
    warnings = (warning("W105", detail=_numbers(scanned)),) if scanned else ()
    return Source(text, name, "pdf", blocks, warnings)


def _check_whole(data: bytes, label: str) -> None:
    """pdfium repairs what it can and silently loses the rest; a directive that lost its last pages is worse than none."""
    tail = data[-65_536:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise VnadminError("E108", name=label, detail="the end of the PDF is missing")
    m = _LINEARIZED.search(data[:2_048])
    if m and int(m[1] or m[2]) > len(data):
        raise VnadminError("E108", name=label, detail=f"{len(data):,} of {int(m[1] or m[2]):,} bytes")


def _check_streams(data: bytes, label: str) -> None:
    """Refuses streams that would unpack to far more than a page needs, before pdfium gives them the memory."""
    at = 0
    while (at := data.find(b"stream", at)) >= 0:
        begin = at + 6
        end = data.find(b"endstream", begin)
        if end < 0:
            return
        at = end + 9
        entries = data[max(0, begin - 600) : begin].rpartition(b" obj")[2]
        if b"/Image" in entries or b"/Length1" in entries or b"FlateDecode" not in entries:
            continue
        if entries.count(b"FlateDecode") > 1:
            raise VnadminError("E112", name=label, detail="a stream packed twice")
        # Deflate packs at most about 1,030 to 1.
        if (end - begin) * 1_040 > limits.MAX_STREAM and _unpacked(data[begin:end]) > limits.MAX_STREAM:
            raise VnadminError("E112", name=label, detail=f"a stream of more than {limits.MAX_STREAM:,} bytes")


def _unpacked(stream: bytes) -> int:
    """The unpacked size of a stream, counted no further than the limit."""
    unpacker = zlib.decompressobj()
    size, rest = 0, stream.lstrip(b"\r\n")
    try:
        while rest and size <= limits.MAX_STREAM:
            size += len(unpacker.decompress(rest, 1_000_000))
            rest = unpacker.unconsumed_tail
    except zlib.error:
        pass  # encrypted or damaged: pdfium will say so
    return size


def _open_error(data: bytes, label: str, error: Any) -> VnadminError:
    # pdfium keeps the code of the last error, which may be that of another file
    asks = getattr(error, "err_code", None) == _PASSWORD_ERROR or "password" in str(error).lower()
    if asks and b"/Encrypt" in data:
        return VnadminError("E107", name=label)
    return VnadminError("E108", name=label, detail=str(error))


def _pages(document: Any, label: str, max_chars: int) -> tuple[list[str], list[int]]:
    """The text of each page, and the numbers of the pages that are pictures without (enough) text."""
    count = len(document)
    if count > limits.MAX_PAGES:
        raise VnadminError("E109", name=label, detail=f"{count:,} pages, limit {limits.MAX_PAGES:,}")
    if count == 0:
        raise VnadminError("E108", name=label, detail="no pages")
    texts: list[str] = []
    scanned: list[int] = []
    size = 0
    began = time.monotonic()
    for i in range(count):
        if time.monotonic() - began > limits.MAX_SECONDS:
            raise VnadminError("E109", name=label, detail=f"page {i} after {limits.MAX_SECONDS:.0f} seconds")
        page = document[i]
        try:
            text = _page_text(page)
            if (sum(c.isalnum() for c in text) < _FEW_LETTERS and _is_picture(page)) or _is_garbage(text):
                scanned.append(i + 1)
        finally:
            page.close()
        size += len(text)
        if size > max_chars:
            raise VnadminError("E109", name=label, detail=f"more than {max_chars:,} characters")
        texts.append(text)
    if not any(t.strip() for t in texts):
        return texts, list(range(1, count + 1))
    return ["" if _is_garbage(t) else t for t in texts], scanned


def _page_text(page: Any) -> str:
    textpage = page.get_textpage()
    try:
        raw: str = textpage.get_text_range()
    finally:
        textpage.close()
    # pdfium writes U+FFFE (or U+0002) for a hyphen at a line's end and drops the break; in Vietnamese it is a real one.
    raw = raw.replace("\ufffe\r\n", "-\n").replace("\ufffe", "-\n").replace("\x02\r\n", "-\n").replace("\x02", "-\n")
    return _BREAKS.sub("\n", raw).replace("\0", "").strip("\n").rstrip()


def _is_garbage(text: str) -> bool:
    """Whether the font tells no characters: most of the text is control codes, private letters or U+FFFD."""
    signs = [c for c in text[:5_000] if not c.isspace()]
    return sum(unicodedata.category(c) in ("Cc", "Co", "Cn") or c == "\ufffd" for c in signs) > 0.5 * max(len(signs), 1)


def _is_picture(page: Any) -> bool:
    """Whether pictures cover at least half of the page."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    area = 0.0
    for n, item in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        left, bottom, right, top = item.get_bounds()
        area += max(0.0, min(right, width) - max(left, 0.0)) * max(0.0, min(top, height) - max(bottom, 0.0))
        if n > 500:
            break
    return bool(area >= 0.5 * width * height)


def _joined(pages: list[str]) -> tuple[str, tuple[Block, ...]]:
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for number, text in enumerate(pages, 1):
        if not text:
            continue
        if parts:
            parts.append("\n\n")
            at += 2
        blocks.append(Block(at, at + len(text), "page", page=number))
        parts.append(text)
        at += len(text)
    return "".join(parts), tuple(blocks)


def _numbers(pages: list[int]) -> str:
    shown = ", ".join(str(n) for n in pages[:20])
    return shown + (f" and {len(pages) - 20} more" if len(pages) > 20 else "")
