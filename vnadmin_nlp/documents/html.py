"""Web pages and pieces of them, by selectolax with an own walk: stock text functions glue or split words at inline tags."""

from __future__ import annotations

import re
from typing import Any, Final

from vnadmin_nlp.documents import limits
from vnadmin_nlp.documents.numbering import formatted
from vnadmin_nlp.documents.source import Cell, Node, Para, Source, Table, render
from vnadmin_nlp.errors import VnadminError


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DROPPED: Final = _names(
    "script style noscript template head title meta link iframe object embed svg math canvas audio video "
    "select button input textarea nav datalist dialog map area colgroup col -comment"
)
_BLOCKS: Final = _names(
    "p div section article main header footer aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre figure "
    "figcaption address center form fieldset hr details summary caption body html table hgroup legend"
)
_SPACES = re.compile("[ \t\r\n\f]+")
_TAG = re.compile(r"<(/?)([a-z][^\s>/]{0,30})[^<>]{0,2000}?(/?)>", re.IGNORECASE)
# Elements that have no end tag or may leave it out.
_UNCLOSED: Final = _names(
    "p li td th tr dt dd option tbody thead tfoot br hr img input meta link col wbr area base embed source"
)
_HIDDEN = re.compile(
    r"(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|mso-hide\s{0,3}:\s{0,3}all)", re.IGNORECASE
)
_NO_MARK = re.compile(r"list-style(?:-type)?\s{0,3}:\s{0,3}none", re.IGNORECASE)
_OL_TYPES: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_DEPTH: Final = 150


class _Walker:
    def __init__(self, label: str, room: int) -> None:
        self.label = label
        self.room = room  # characters that may still come
        self.out: list[Node] = []
        self.parts: list[str] = []
        self.paragraphs = 0
        self.prefix = ""
        self.filled = 0  # cells that row spans added
        self.pre = False  # the line being collected holds preformatted text

    def flush(self) -> None:
        """Ends the line that is being collected."""
        lines = [line.rstrip(" ") if self.pre else line.strip(" ") for line in "".join(self.parts).split("\n")]
        self.parts, self.pre = [], False
        text = "\n".join(lines).strip("\n")
        if text or self.prefix.strip():
            self.room -= len(text)
            if self.room < 0:
                raise VnadminError("E109", name=self.label, detail="too many characters")
            self.out.append(Para(self.prefix + text, "paragraph", self.paragraphs))
            self.paragraphs += 1
        self.prefix = ""

    def text(self, raw: str, pre: bool) -> None:
        if pre:
            self.parts.append(raw.replace("\r\n", "\n"))
            self.pre = True
            return
        text = _SPACES.sub(" ", raw)
        if text.startswith(" ") and (not self.parts or self.parts[-1].endswith((" ", "\n"))):
            text = text[1:]
        if text:
            self.parts.append(text)

    def children(self, node: Any, depth: int, pre: bool = False) -> None:
        child = node.child
        while child is not None:
            self.node(child, depth + 1, pre)
            child = child.next

    def node(self, node: Any, depth: int, pre: bool) -> None:
        tag = node.tag
        if tag == "-text":
            self.text(node.text(deep=False), pre)
        elif tag == "br":
            self.parts.append("\n")
        elif tag in _DROPPED or _is_hidden(node):
            return
        elif depth > _DEPTH:
            self.text(node.text(deep=True, separator=" "), pre)
        elif tag == "table":
            self.flush()
            self.out.append(self.table(node, depth))
        elif tag in ("ol", "ul"):
            self.flush()
            self.items(node, depth)
            self.flush()
        elif tag in _BLOCKS:
            prefix = self.prefix if not "".join(self.parts).strip() else ""
            if not prefix:
                self.flush()
            self.children(node, depth, pre or tag == "pre")
            self.flush()
        elif tag == "wbr":
            return
        else:
            self.children(node, depth, pre)

    def items(self, node: Any, depth: int) -> None:
        """A list; the number or the dash that the browser shows becomes text."""
        attributes = node.attributes
        style = _OL_TYPES.get(attributes.get("type") or "", "decimal")
        bare = _NO_MARK.search(attributes.get("style") or "") is not None
        number = _int(attributes.get("start"), 1)
        child = node.child
        while child is not None:
            if child.tag == "li":
                number = _int(child.attributes.get("value"), number)
                self.flush()
                mark = f"{formatted(number, style)}. " if node.tag == "ol" else "- "
                self.prefix = "" if bare or _NO_MARK.search(child.attributes.get("style") or "") else mark
                number += 1
                self.children(child, depth + 1)
                self.flush()
            else:
                self.node(child, depth + 1, False)
            child = child.next

    def table(self, node: Any, depth: int) -> Table:
        """A table with its spans resolved to grid columns."""
        table = Table()
        spans: dict[int, tuple[int, int]] = {}  # column -> (rows still covered, colspan)
        for tr in _rows(node):
            row: list[Cell] = []
            begun: dict[int, tuple[int, int]] = {}
            col = 0
            child = tr.child
            while child is not None:
                if child.tag in ("td", "th") and not _is_hidden(child):
                    col = self.covered(row, spans, col)
                    colspan = min(max(_int(child.attributes.get("colspan"), 1), 1), 1_000)
                    rowspan = min(max(_int(child.attributes.get("rowspan"), 1), 1), 10_000)
                    row.append(Cell(self._inner(child, depth), col, colspan))
                    if rowspan > 1:
                        begun[col] = (rowspan - 1, colspan)
                    col += colspan
                child = child.next
            self.covered(row, spans, col)
            spans = {c: (n - 1, w) for c, (n, w) in spans.items() if n > 1} | begun
            table.rows.append(row)
        return table

    def covered(self, row: list[Cell], spans: dict[int, tuple[int, int]], col: int) -> int:
        """Adds the lower parts of merged cells that lie at the column; returns the next free column."""
        while col in spans:
            self.filled += 1
            if self.filled > limits.MAX_FILLED:
                raise VnadminError("E112", name=self.label, detail="row spans that multiply cells")
            row.append(Cell([], col, spans[col][1], continued=True))
            col += spans[col][1]
        return col

    def _inner(self, cell: Any, depth: int) -> list[Node]:
        inner = _Walker(self.label, self.room)
        inner.paragraphs, inner.filled = self.paragraphs, self.filled
        inner.children(cell, depth + 3)
        inner.flush()
        self.paragraphs, self.filled, self.room = inner.paragraphs, inner.filled, inner.room
        return inner.out


def _rows(table: Any) -> list[Any]:
    """The rows of a table, not those of tables inside it; the caption as a row of its own is left to the caller."""
    out: list[Any] = []
    child = table.child
    while child is not None:
        if child.tag == "tr":
            out.append(child)
        elif child.tag in ("tbody", "thead", "tfoot"):
            out += _rows(child)
        child = child.next
    return out


def _is_hidden(node: Any) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _int(text: str | None, default: int) -> int:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default


def _depth(text: str) -> int:
    """An upper bound of how deep elements nest; unclosed ones count."""
    depth = deepest = 0
    for m in _TAG.finditer(text):
        if m[2].lower() not in _UNCLOSED and not m[3]:
            depth = max(depth - 1, 0) if m[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def read_html(text: str, label: str, name: str | None, *, max_chars: int = limits.MAX_CHARS) -> Source:
    """Reads a web page: one block element, one line; lists with their numbers; tables as in Word files.

    Raises:
        VnadminError: E109 (larger than 10 million characters), E112 (nested too deeply).
    """
    from selectolax.lexbor import LexborHTMLParser

    if len(text) > limits.MAX_HTML:
        raise VnadminError("E109", name=label, detail=f"{len(text):,} characters, limit {limits.MAX_HTML:,}")
    if _depth(text) > limits.MAX_HTML_DEPTH:
        raise VnadminError("E112", name=label, detail="elements nested more than 1,000 deep")
    tree = LexborHTMLParser(text)
    walker = _Walker(label, max_chars)
    if tree.body is not None:
        walker.children(tree.body, 0)
    walker.flush()
    out, blocks = render(walker.out)
    return Source(out, name, "html", blocks)
