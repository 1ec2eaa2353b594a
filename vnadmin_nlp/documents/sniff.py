"""What a file is, by its content."""

from __future__ import annotations

import re
from typing import Final, Literal

from vnadmin_nlp.errors import VnadminError

Kind = Literal["zip", "pdf", "text"]

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE: Final = "a {} picture; make it a PDF and read it by OCR: img2pdf, then ocrmypdf -l vie"
_CONVERT: Final = "{}; convert it first: soffice --headless --convert-to docx"
_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n\x1a\n", _PICTURE.format("PNG")),
    (b"\xff\xd8\xff", _PICTURE.format("JPEG")),
    (b"GIF87a", _PICTURE.format("GIF")),
    (b"GIF89a", _PICTURE.format("GIF")),
    (b"II*\x00", _PICTURE.format("TIFF")),
    (b"MM\x00*", _PICTURE.format("TIFF")),
    (b"{\\rtf", _CONVERT.format("RTF")),
    (b"\xdb\xa5", _CONVERT.format("an early Word format")),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz archive; unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"%!PS", "PostScript; make it a PDF first: ps2pdf"),
    (b"AT&TFORM", _PICTURE.format("DjVu")),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"SQLite format 3\x00", "a database"),
)
_HTML_HEAD = re.compile(r"<!doctype\s+html|<(?:html|head|body)(?=[\s>/])", re.IGNORECASE)
_HTML_FRAGMENT = re.compile(
    r"<(?:div|p|table|span|h[1-6]|ul|ol|section|article|center|font|meta|style|title)(?=[\s>])", re.IGNORECASE
)
_SKIPPED = re.compile(r"(?:\s{1,200}|<!--(?:[^-]|-(?!->)){0,2000}-->|<\?xml[^>]{0,200}>){0,20}", re.IGNORECASE)


def kind(data: bytes, label: str) -> Kind:
    """What to read the bytes with. Raises VnadminError for known formats that are not read (E104, E105, E107)."""
    if data.startswith(_OLE):
        raise _ole(data, label)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, detail in _MAGIC:
        if (
            data.startswith(magic)
            and (magic != b"MZ" or b"\0" in data[:200])
            and (magic != b"BZh" or b"1AY" in data[:8])
        ):
            raise VnadminError("E104", name=label, detail=detail)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise VnadminError("E104", name=label, detail=_PICTURE.format("WebP"))
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0":
        raise VnadminError("E104", name=label, detail=_PICTURE.format("BMP"))
    if data[4:8] == b"ftyp":
        raise VnadminError("E104", name=label, detail="a picture (HEIC) or a film")
    return "text"


def _ole(data: bytes, label: str) -> VnadminError:
    """The error for an OLE container: encrypted Office file, old Word, Excel or PowerPoint."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return VnadminError("E107", name=label)
    if holds("WordDocument"):
        return VnadminError("E105", name=label)
    if holds("Workbook") or holds("Book\0"):
        return VnadminError("E104", name=label, detail="an old Excel workbook; save the sheet as .docx or .pdf")
    if holds("PowerPoint Document"):
        return VnadminError("E104", name=label, detail="an old PowerPoint file; save it as .pdf")
    return VnadminError("E104", name=label, detail="an OLE container without a Word document")


def is_html(text: str) -> bool:
    """Whether text is a web page or a piece of one, and not plain text or Markdown that mentions tags."""
    m = _SKIPPED.match(text)
    at = m.end() if m else 0
    if _HTML_HEAD.match(text, at):
        return True
    if not _HTML_FRAGMENT.match(text, at):
        return False
    head = text[:200_000]
    return (head.count("</") >= 3 or head.count("<") >= 100) and text.rstrip().endswith(">")


def refuse_xml(text: str, label: str) -> None:
    """Raises VnadminError E104 for Word's XML formats and web archives, which look like text."""
    head = text[:3000].lstrip()
    if head.startswith("<?xml") and re.search(r"<pkg:package|<w:wordDocument|<office:document", head):
        raise VnadminError("E104", name=label, detail=_CONVERT.format("Word or OpenDocument XML"))
    if head.startswith("MIME-Version:") and "multipart/related" in head:
        raise VnadminError("E104", name=label, detail=_CONVERT.format("a web archive (MHTML)"))
