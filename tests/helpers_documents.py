"""Small Word and PDF files built from scratch, for the tests of all stages."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W_NS}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOTS = {"numbering": "numbering", "styles": "styles", "footnotes": "footnotes", "endnotes": "endnotes"}


def docx_bytes(body: str, parts: Mapping[str, str] | None = None, *, extra: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file with the given inner XML of `w:body`.

    `parts` maps part names (`numbering`, `styles`, `footnotes`, `endnotes`, `header1`, `footer1` …) to the inner XML of
    their root; each is related to the document under the id `rId_<name>`. `extra` adds files as they are.
    """
    parts = parts or {}
    rels = []
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        z.writestr("_rels/.rels", _relationships([("rId1", "officeDocument", "word/document.xml")]))
        z.writestr("word/document.xml", f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
        for name, inner in parts.items():
            kind = _ROOTS.get(name) or name.rstrip("0123456789")
            root = {"header": "hdr", "footer": "ftr"}.get(kind, kind)
            z.writestr(f"word/{name}.xml", f"<w:{root} {NAMESPACES}>{inner}</w:{root}>")
            rels.append((f"rId_{name}", kind, f"{name}.xml"))
        z.writestr("word/_rels/document.xml.rels", _relationships(rels))
        for path, data in (extra or {}).items():
            z.writestr(path, data)
    return buffer.getvalue()


def _relationships(items: Sequence[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in items)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def run(text: str, properties: str = "") -> str:
    """A run; a tab and a line break become their elements."""
    out = escape(text).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    out = out.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{out}</w:t></w:r>'


def para(text: str = "", properties: str = "", inner: str = "") -> str:
    """A paragraph of one run, with raw XML behind it."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text) if text else ''}{inner}</w:p>"


def write_docx(path: Path, text: str) -> Path:
    """Writes a directive's text as a Word file: every line a paragraph. Form feeds become line ends."""
    lines = text.replace("\r\n", "\n").replace("\f", "\n").split("\n")
    path.write_bytes(docx_bytes("".join(para(line) for line in lines)))
    return path


# -- PDF ------------------------------------------------------------------------------------------------------------


def _pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % o for o in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, xref)
    return bytes(out)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s>>\nstream\n" % (len(data), entries) + data + b"\nendstream"


def _to_unicode(codes: Mapping[str, int]) -> bytes:
    rows = [f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in codes.items()]
    body = "".join(
        f"{len(rows[i : i + 100])} beginbfchar\n" + "\n".join(rows[i : i + 100]) + "\nendbfchar\n"
        for i in range(0, len(rows), 100)
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /T def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{body}endcmap\nend\nend"
    ).encode("ascii")


def pdf_bytes(pages: Sequence[Sequence[str]], *, image_pages: Sequence[int] = (), trailer: bytes = b"") -> bytes:
    """A PDF with one text line per given line. Pages whose index is in `image_pages` get a picture over the whole page.

    The font is not embedded: a Type0 font whose codes a ToUnicode table maps to characters, which is all that text
    extraction looks at. All letters are 600 units wide (a page of 90 columns and 45 lines fits A4).
    """
    chars = sorted({c for page in pages for line in page for c in line})
    codes = {c: n for n, c in enumerate(chars, 1)}
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"", b"", b"", b"", b""]
    objects[2] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /T /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
    )
    objects[3] = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /T /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 600 /FontDescriptor 6 0 R /CIDToGIDMap /Identity >>"
    )
    objects[4] = _stream(_to_unicode(codes))
    objects[5] = (
        b"<< /Type /FontDescriptor /FontName /T /Flags 4 /FontBBox [0 -200 600 900] /ItalicAngle 0 /Ascent 900 "
        b"/Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    image = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
    objects[6] = _stream(b"\x80", image)
    kids = []
    for number, lines in enumerate(pages):
        content = ["BT", "/F1 9 Tf", "16 TL", "40 800 Td"]
        for line in lines:
            content += [f"<{''.join(f'{codes[c]:04X}' for c in line)}> Tj", "T*"]
        content.append("ET")
        if number in image_pages:
            content.append("q 595 0 0 842 0 0 cm /I1 Do Q")
        objects.append(_stream("\n".join(content).encode("ascii")))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << /I1 7 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [" + b" ".join(kids) + b"] /Count %d >>" % len(kids)
    return _pdf(objects, trailer)


def wrapped(text: str, columns: int = 90) -> list[str]:
    """Lines of at most `columns` characters, broken at blanks only; tabs become four blanks."""
    out: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\f", "\n").expandtabs(4).split("\n"):
        out += textwrap.wrap(line, columns, break_long_words=False, break_on_hyphens=False) or [""]
    return out


def write_pdf(path: Path, text: str, *, columns: int = 90, lines: int = 45) -> Path:
    """Writes a directive's text as a PDF with a text layer: wrapped lines, pages of `lines` lines."""
    rows = wrapped(text, columns)
    path.write_bytes(pdf_bytes([rows[i : i + lines] for i in range(0, len(rows), lines)] or [[""]]))
    return path
