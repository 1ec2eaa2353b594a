"""Word files: an own walk over the XML, since every ready reader loses something that changes a record.

Kept: automatic list numbers (as text before the paragraph), tables with merged cells, text boxes (after the paragraph
they hang on), footnotes and endnotes (at the end, with their mark in the sentence), content controls, hyperlinks,
results of fields, inserted text, capitals by format. Dropped: deleted text, hidden text, field codes, comments, pictures,
page headers and footers; a header that holds a letterhead is kept, before the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from vnadmin_nlp.documents.limits import MAX_CHARS
from vnadmin_nlp.documents.numbering import Numbering, formatted, integer, q, symbol, value
from vnadmin_nlp.documents.package import Package, R
from vnadmin_nlp.documents.source import Cell, Node, Para, Source, Table, render
from vnadmin_nlp.documents.styles import Styles, switch
from vnadmin_nlp.errors import VnadminError, warning

_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_LETTERHEAD = re.compile(r"CỘNG H[ÒO][ÀA]|Độc lập|Số\s{0,5}:")
_DELETED: Final = {q("del"), q("moveFrom")}
_CHANGES: Final = {q("ins"): "insertions", q("moveTo"): "moves", q("del"): "deletions"}
_DROPPED: Final = {
    q(n) for n in ("pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "instrText", "delText", "delInstrText", "sdtPr",
                   "sdtEndPr", "rt", "commentReference", "annotationRef", "footnoteRef", "endnoteRef", "separator",
                   "continuationSeparator", "fldData")
}  # fmt: skip
_SIGNS: Final = {
    q("tab"): "\t", q("ptab"): "\t", q("br"): "\n", q("cr"): "\n", q("noBreakHyphen"): "-", q("softHyphen"): "",
    q("lastRenderedPageBreak"): "",
}  # fmt: skip
_BLANKS = re.compile(r"[\t\r\n]")


@dataclass(slots=True)
class _Fields:
    """Open complex fields: only the result of a field is shown. Fields may span paragraphs."""

    stack: list[str] = field(default_factory=list)

    def mark(self, kind: str | None) -> None:
        if kind == "begin":
            self.stack.append("code")
        elif kind == "separate" and self.stack:
            self.stack[-1] = "result"
        elif kind == "end" and self.stack:
            self.stack.pop()

    @property
    def hidden(self) -> bool:
        return "code" in self.stack


@dataclass(slots=True)
class _Paragraph:
    """A paragraph while it is read."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)
    style: str | None = None


@dataclass(slots=True)
class _Notes:
    """Footnotes or endnotes: the bodies by id, and the ids in the order of their marks."""

    kind: str
    style: str
    bodies: dict[str, etree._Element] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def mark(self, key: str) -> str:
        if key not in self.bodies:
            return ""
        if key not in self.numbers:
            self.order.append(key)
            self.numbers[key] = len(self.order)
        return f"[{formatted(self.numbers[key], self.style)}]"


class _Walker:
    def __init__(self, package: Package, max_chars: int) -> None:
        self.package = package
        self.room = max_chars
        rels = package.rels_of_main()
        part = {k: next(iter(package.targets(rels, k)), "") for k in ("numbering", "styles", "footnotes", "endnotes")}
        self.styles = Styles(package.xml(part["styles"]))
        self.numbering = Numbering(package.xml(part["numbering"]), self.styles.numbering_styles)
        self.footnotes = self._notes("footnote", "decimal", package.xml(part["footnotes"]))
        self.endnotes = self._notes("endnote", "lowerRoman", package.xml(part["endnotes"]))
        self.fields = _Fields()
        self.changes: dict[str, int] = {}
        self.paragraphs = 0
        self.pictures = False
        self.unread: set[str] = set()

    @staticmethod
    def _notes(kind: str, style: str, root: etree._Element | None) -> _Notes:
        notes = _Notes(kind, style)
        for e in root.iter(q(kind)) if root is not None else ():
            if e.get(q("type")) in (None, "normal"):
                notes.bodies[e.get(q("id"), "")] = e
        return notes

    # -- blocks ---------------------------------------------------------------------------------------------------

    def blocks(self, parent: etree._Element, kind: str = "paragraph") -> list[Node]:
        """The paragraphs and tables below an element, through content controls and the like."""
        out: list[Node] = []
        held = ""  # of paragraphs whose mark is deleted: they go on in the next one
        for e in parent:
            if e.tag == q("p"):
                now, boxes = self.paragraph(e, kind)
                now.text = held + now.text
                if _mark_is_deleted(e):
                    held = now.text
                    out += boxes
                else:
                    held = ""
                    out += [now, *boxes]
            elif e.tag == q("tbl"):
                out.append(self.table(e))
            elif e.tag == q("altChunk"):
                self.unread.add("an embedded document (altChunk)")
            elif e.tag in _DELETED:
                continue
            elif e.tag == f"{_MC}AlternateContent":
                if (chosen := _choice(e)) is not None:
                    out += self.blocks(chosen, kind)
            elif e.tag not in _DROPPED and isinstance(e.tag, str):
                out += self.blocks(e, kind)
        if held.strip():
            out.append(Para(held, kind))
        return out

    def paragraph(self, p: etree._Element, kind: str) -> tuple[Para, list[Node]]:
        """A paragraph and the text boxes that hang on it."""
        index, self.paragraphs = self.paragraphs, self.paragraphs + 1
        props = p.find(q("pPr"))
        now = _Paragraph(style=value(props, "pStyle") or self.styles.default)
        self._runs(p, now, None)
        text = "".join(now.parts)
        self.room -= len(text)
        if self.room < 0:
            raise VnadminError("E109", name=self.package.label, detail="too many characters")
        # A paragraph whose mark is deleted becomes a part of the next one, which then gives the number.
        number = "" if _mark_is_deleted(p) else self._number(props)
        return Para(text, kind, index if kind == "paragraph" else None, number), now.boxes

    def _number(self, props: etree._Element | None) -> str:
        style = value(props, "pStyle")
        num = value(props, "numPr/numId")
        level = integer(value(props, "numPr/ilvl"))
        if num is None:
            num, inherited, owner = self.styles.numbering(style)
            if level is None and num is not None:
                level = inherited if inherited is not None else self.numbering.level_of_style(num, owner or "")
        if num is None or num == "0" or switch(None if props is None else props.find(q("rPr")), "vanish"):
            return ""
        return self.numbering.next(num, level or 0)

    def table(self, tbl: etree._Element) -> Table:
        table = Table()
        for tr in _through(tbl, q("tr")):
            props = tr.find(q("trPr"))
            if props is not None and props.find(q("del")) is not None:
                self._count(q("del"))
                continue
            row: list[Cell] = []
            col = integer(value(props, "gridBefore")) or 0
            for tc in _through(tr, q("tc")):
                cell = self._cell(tc, min(col, 10_000))
                col += cell.colspan
                row.append(cell)
            table.rows.append(row)
        return table

    def _cell(self, tc: etree._Element, col: int) -> Cell:
        props = tc.find(q("tcPr"))
        span = min(max(integer(value(props, "gridSpan")) or 1, 1), 1_000)
        merge = None if props is None else props.find(q("vMerge"))
        continued = merge is not None and merge.get(q("val"), "continue") != "restart"
        # A continued cell holds an empty paragraph that Word does not show; its list number is not counted either.
        return Cell([] if continued else self.blocks(tc), col, span, continued)

    # -- inside a paragraph ---------------------------------------------------------------------------------------

    def _runs(self, parent: etree._Element, now: _Paragraph, run: etree._Element | None) -> None:
        for e in parent:
            tag = e.tag
            if tag == q("r"):
                if not self._hidden(e, now):
                    self._runs(e, now, e)
            elif tag == q("t") or tag == _MATH_TEXT:
                if not self.fields.hidden:
                    now.parts.append(self._cased(_text(e), run, now))
            elif tag in _SIGNS:
                # A page break before the text of a paragraph is no line of its own.
                if not self.fields.hidden and (
                    tag != q("br") or now.parts or e.get(q("type")) not in ("page", "column")
                ):
                    now.parts.append(_SIGNS[tag])
            elif tag == q("fldChar"):
                self.fields.mark(e.get(q("fldCharType")))
            elif tag == q("sym"):
                now.parts.append(_sym(e))
            elif tag in (q("footnoteReference"), q("endnoteReference")):
                notes = self.footnotes if tag == q("footnoteReference") else self.endnotes
                now.parts.append(notes.mark(e.get(q("id"), "")))
            elif tag == q("txbxContent"):
                now.boxes += [n for n in self._apart(e) if isinstance(n, Table) or n.text.strip()]
            elif tag == f"{_MC}AlternateContent":
                if (chosen := _choice(e)) is not None:
                    self._runs(chosen, now, run)
            elif tag in _DELETED:
                self._count(tag)
            elif tag == q("sdt") and _is_placeholder(e):
                continue
            elif tag not in _DROPPED and isinstance(tag, str):
                if tag in _CHANGES:
                    self._count(tag)
                self.pictures |= tag.endswith(("}blip", "}imagedata"))
                self._runs(e, now, run)

    def _apart(self, content: etree._Element) -> list[Node]:
        """The blocks of a text box, whose fields have nothing to do with those around it."""
        outer, self.fields = self.fields, _Fields()
        blocks = self.blocks(content, "textbox")
        self.fields = outer
        return blocks

    def _switch(self, run: etree._Element | None, now: _Paragraph, name: str) -> bool:
        props = None if run is None else run.find(q("rPr"))
        for found in (switch(props, name), self.styles.switch(value(props, "rStyle"), name)):
            if found is not None:
                return found
        return bool(self.styles.switch(now.style, name))

    def _hidden(self, run: etree._Element, now: _Paragraph) -> bool:
        # Field marks inside hidden runs still count.
        if not self._switch(run, now, "vanish"):
            return False
        for mark in run.findall(q("fldChar")):
            self.fields.mark(mark.get(q("fldCharType")))
        return True

    def _cased(self, text: str, run: etree._Element | None, now: _Paragraph) -> str:
        return text.upper() if text and self._switch(run, now, "caps") else text

    def _count(self, tag: str) -> None:
        if tag in _CHANGES:
            self.changes[_CHANGES[tag]] = self.changes.get(_CHANGES[tag], 0) + 1

    # -- the whole ------------------------------------------------------------------------------------------------

    def notes(self) -> Iterator[Node]:
        """The footnotes and endnotes that are referred to; notes inside notes come after."""
        for notes in (self.footnotes, self.endnotes):
            for number, key in enumerate(notes.order, 1):  # grows where a note refers to a further one
                blocks = self.blocks(notes.bodies[key], notes.kind)
                first = next((b for b in blocks if isinstance(b, Para)), None)
                if first is not None:
                    first.text = f"[{formatted(number, notes.style)}] {first.text.lstrip()}"
                yield from (b for b in blocks if isinstance(b, Table) or b.text.strip())

    def margins(self, root: etree._Element) -> tuple[list[Node], list[str]]:
        """Page headers that hold a letterhead, and the beginnings of all other headers and footers."""
        rels = self.package.rels_of_main()
        parts = dict(self.package.related(rels, "header") + self.package.related(rels, "footer"))
        kept: list[Node] = []
        others: list[str] = []
        done: set[str] = set()
        for ref in root.iter(q("headerReference"), q("footerReference")):
            part = parts.get(ref.get(f"{{{R}}}id", ""), "")
            found = None if part in done else self.package.xml(part)
            done.add(part)
            if found is None:
                continue
            blocks = [b for b in self._margin(found) if isinstance(b, Table) or b.text.strip()]
            text = render(blocks)[0]
            if ref.tag == q("headerReference") and _LETTERHEAD.search(text):
                kept += blocks
            elif any(c.isalpha() for c in text):
                others.append(" ".join(text.split())[:60])
        return kept, others

    def _margin(self, root: etree._Element) -> list[Node]:
        blocks = self.blocks(root, "header")
        self.fields = _Fields()
        return blocks


def _mark_is_deleted(p: etree._Element) -> bool:
    mark = p.find(f"{q('pPr')}/{q('rPr')}")
    return mark is not None and any(mark.find(tag) is not None for tag in _DELETED)


def _is_placeholder(sdt: etree._Element) -> bool:
    """Whether a content control shows its prompt (`Click or tap here …`) and nothing that somebody wrote."""
    shown = sdt.find(f"{q('sdtPr')}/{q('showingPlcHdr')}")
    return shown is not None and shown.get(q("val"), "1") not in ("0", "false", "off")


def _choice(alternate: etree._Element) -> etree._Element | None:
    """The first branch of an AlternateContent with anything in it: the others say the same for older programs."""
    return next((e for e in alternate if len(e)), None)


def _through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children with the tag, also those inside content controls, custom XML and insertions."""
    for e in parent:
        if e.tag == tag:
            yield e
        elif e.tag not in _DROPPED and e.tag not in _DELETED and e.tag not in (q("tr"), q("tc"), q("p"), q("tbl")):
            yield from _through(e, tag)


def _text(e: etree._Element) -> str:
    """The text of `w:t`; without xml:space Word trims it, and it never shows raw tabs or line ends."""
    text = _BLANKS.sub(" ", e.text or "")
    keep = e.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve" or e.tag == _MATH_TEXT
    return text if keep else text.strip(" ")


def _sym(e: etree._Element) -> str:
    try:
        code = int(e.get(q("char"), ""), 16)
    except ValueError:
        return ""
    if not 0x20 <= code <= 0xFFFF or 0xD800 <= code <= 0xDFFF:
        return ""
    # Word writes F0xx or xx for the same place of a symbol font.
    return symbol(chr(code | 0xF000 if code < 0x100 else code))


def read_docx(data: bytes, label: str, name: str | None, *, max_chars: int = MAX_CHARS) -> Source:
    """Reads a Word file (.docx, .docm, .dotx).

    Raises:
        VnadminError: E104, E107, E108, E109, E112 (see `Package`), E113 (pictures only).
    """
    package = Package(data, label)
    root = package.xml(package.main)
    body = None if root is None else root.find(q("body"))
    if root is None or body is None:
        raise VnadminError("E108", name=label, detail="no document body")
    walker = _Walker(package, max_chars)
    letterhead, others = walker.margins(root)
    walker.paragraphs = 0
    nodes = [*letterhead, *walker.blocks(body)]
    notes = list(walker.notes())
    text, blocks = render([*nodes, Para(""), *notes] if notes else nodes)
    if walker.pictures and not text.strip():
        raise VnadminError("E113", name=label)
    warnings: list[str] = []
    if walker.changes:
        warnings.append(warning("W104", detail=", ".join(f"{n} {what}" for what, n in sorted(walker.changes.items()))))
    if others:
        warnings.append(warning("W107", detail="; ".join(others[:3])))
    if walker.unread:
        warnings.append(warning("W109", detail=", ".join(sorted(walker.unread))))
    return Source(text, name, "docx", blocks, tuple(warnings))
