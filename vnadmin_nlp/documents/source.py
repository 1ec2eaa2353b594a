"""What a reader returns: the text and the map from its characters back to the file.

All readers but the plain-text one build their text from a small tree of paragraphs and tables (`Para`, `Table`),
which `render` turns into text and blocks in one place, so that a table looks the same whatever file it came from.

How a tree is written as text:

* one paragraph, one line; a line break inside a paragraph is a line break in the text; empty paragraphs are empty lines;
* one table row, one line: the cells are separated by a tab, empty cells keep their tab, a cell that spans columns is
  written once. A cell of several paragraphs keeps its line breaks (the row then takes several lines: `blocks` tell
  where each cell lies);
* a layout table (letterhead, signature: at most two columns that hold text, and its first row has a cell of several
  lines or is its only row) separates the cells of a row by a line break where one of them has several lines;
* a vertically merged cell is written again in every further row that it spans (a merged unit leads the work of each of
  its rows), unless it is longer than 500 code points; empty rows are left out;
* footnotes and endnotes stand at the end, each as a line `[1] text`; their mark in the sentence is `[1]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

MAX_REPEATED: Final = 500
"""Code points of a merged cell that is written again in its further rows."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of `Source.text` and where it stood in the file.

    `start`, `end` are code points, end exclusive. `kind` is one of `paragraph`, `cell`, `footnote`, `endnote`,
    `header`, `textbox`, `page`. `page` counts from 1; `paragraph` (order in the body; for plain text the line),
    `table`, `row` and `col` (the grid column) count from 0. `colspan` is how many grid columns a cell covers.
    """

    start: int
    end: int
    kind: str
    page: int | None = None
    paragraph: int | None = None
    table: int | None = None
    row: int | None = None
    col: int | None = None
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A read file. For plain text, `text` is the decoded file, character for character, without a byte order mark.

    `name` is the file name without its folder; `format` is `txt`, `html`, `docx` or `pdf`.
    """

    text: str
    name: str | None
    format: str
    blocks: tuple[Block, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class Para:
    """A paragraph of the tree. `index` is its order in the body; `number` its automatic list number, with a blank."""

    text: str
    kind: str = "paragraph"
    index: int | None = None
    number: str = ""


@dataclass(slots=True)
class Cell:
    """A table cell. `continued`: the lower part of a vertically merged cell."""

    content: list[Node]
    col: int
    colspan: int = 1
    continued: bool = False


@dataclass(slots=True)
class Table:
    """A table of the tree."""

    rows: list[list[Cell]] = field(default_factory=list)


Node = Para | Table


@dataclass(slots=True)
class _Piece:
    """Rendered text with blocks relative to its start."""

    text: str
    blocks: list[Block]


def _moved(blocks: Iterable[Block], by: int) -> Iterator[Block]:
    for b in blocks:
        yield Block(b.start + by, b.end + by, b.kind, b.page, b.paragraph, b.table, b.row, b.col, b.colspan)


def _join(pieces: Sequence[_Piece], separator: str) -> _Piece:
    """Pieces in order with the separator between them."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for i, piece in enumerate(pieces):
        blocks.extend(_moved(piece.blocks, at))
        parts.append(piece.text)
        at += len(piece.text)
        if i + 1 < len(pieces):
            parts.append(separator)
            at += len(separator)
    return _Piece("".join(parts), blocks)


class _Renderer:
    def __init__(self) -> None:
        self.tables = 0
        self.room = 1_000_000  # code points that merged cells may add

    def nodes(self, nodes: Sequence[Node], *, in_cell: bool = False) -> _Piece:
        pieces: list[_Piece] = []
        for node in nodes:
            if isinstance(node, Table):
                piece = self.table(node)
                if not piece.text:
                    continue
            else:
                piece = self.para(node, in_cell)
            pieces.append(piece)
        if in_cell:
            shown = [i for i, piece in enumerate(pieces) if piece.text.strip()]
            pieces = pieces[shown[0] : shown[-1] + 1] if shown else []
        return _join(pieces, "\n")

    @staticmethod
    def para(node: Para, in_cell: bool) -> _Piece:
        text = (node.number + node.text).rstrip(" \t\n")
        wanted = text.strip() and not (in_cell and node.kind == "paragraph")
        return _Piece(text, [Block(0, len(text), node.kind, paragraph=node.index)] if wanted else [])

    def table(self, table: Table) -> _Piece:
        number, self.tables = self.tables, self.tables + 1
        rows = [[(c, self.nodes(c.content, in_cell=True)) for c in row] for row in table.rows]
        layout = _is_layout(rows)
        out: list[_Piece] = []
        above: dict[int, str] = {}  # grid column -> the text of the last cell that began there
        for r, row in enumerate(rows):
            if not any(piece.text for _, piece in row):
                continue
            lines = any("\n" in piece.text for _, piece in row)
            pieces: list[_Piece] = []
            for cell, piece in row:
                text = piece.text
                if cell.continued and not layout:
                    text = self.repeated(above.get(cell.col, ""))
                else:
                    above[cell.col] = text
                if not text and layout and lines:
                    continue
                block = Block(0, len(text), "cell", None, None, number, r, cell.col, cell.colspan)
                pieces.append(_Piece(text, [block, *piece.blocks]))
            out.append(_join(pieces, "\n" if layout and lines else "\t"))
        return _join(out, "\n")

    def repeated(self, text: str) -> str:
        """The text of a merged cell for a lower row, within limits."""
        if len(text) > MAX_REPEATED or len(text) > self.room:
            return ""
        self.room -= len(text)
        return text


def _is_layout(rows: Sequence[Sequence[tuple[Cell, _Piece]]]) -> bool:
    columns = {cell.col for row in rows for cell, piece in row if piece.text}
    if len(columns) > 2 or not rows:
        return False
    return len(rows) == 1 or any("\n" in piece.text for _, piece in rows[0])


def render(nodes: Sequence[Node]) -> tuple[str, tuple[Block, ...]]:
    """The text of a tree and its blocks, sorted by place, the wider first."""
    piece = _Renderer().nodes(nodes)
    blocks = sorted(piece.blocks, key=lambda b: (b.start, -b.end, b.row or 0, b.col or 0))
    return piece.text, tuple(blocks)
