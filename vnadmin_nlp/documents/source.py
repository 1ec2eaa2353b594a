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
* a vertically merged cell is written once, in its first row. Every further row that it spans gets a `cell` block of its
  own row and column which points to the same characters, so that `(table, row, col)` always finds the value;
* footnotes and endnotes stand at the end, each as a line `[1] text`; their mark in the sentence is `[1]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field


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
        origins: dict[int, tuple[int, Block]] = {}  # grid column -> (index in `out`, block inside that row)
        repeats: list[tuple[int, Block, int, Cell]] = []
        for r, row in enumerate(rows):
            lines = any("\n" in piece.text for _, piece in row)
            shown = [(c, p) for c, p in row if not (layout and lines and not p.text)]
            pieces, at = [], 0
            for cell, piece in shown:
                if cell.continued and cell.col in origins:
                    repeats.append((*origins[cell.col], r, cell))
                else:
                    block = Block(at, at + len(piece.text), "cell", None, None, number, r, cell.col, cell.colspan)
                    origins[cell.col] = (len(out), block)
                    piece = _Piece(piece.text, [Block(0, len(piece.text), *_where(block)), *piece.blocks])
                pieces.append(piece)
                at += len(piece.text) + 1
            row_piece = _join(pieces, "\n" if layout and lines else "\t")
            if not row_piece.text.strip():
                row_piece = _Piece("", [])
            out.append(row_piece)
        return _stack(out, repeats)


def _where(block: Block) -> tuple[str, None, None, int | None, int | None, int | None, int]:
    return (block.kind, None, None, block.table, block.row, block.col, block.colspan)


def _stack(rows: list[_Piece], repeats: list[tuple[int, Block, int, Cell]]) -> _Piece:
    """Rows under one another without the empty ones; `repeats` are the lower parts of merged cells."""
    starts: dict[int, int] = {}
    kept: list[_Piece] = []
    at = 0
    for i, piece in enumerate(rows):
        starts[i] = at
        if piece.text:
            kept.append(piece)
            at += len(piece.text) + 1
    out = _join(kept, "\n")
    for i, origin, row, cell in repeats:
        if rows[i].text:
            at = starts[i]
            out.blocks.append(
                Block(at + origin.start, at + origin.end, "cell", None, None, origin.table, row, cell.col, cell.colspan)
            )
    return out


def _is_layout(rows: Sequence[Sequence[tuple[Cell, _Piece]]]) -> bool:
    columns = {cell.col for row in rows for cell, piece in row if piece.text}
    if len(columns) > 2 or not rows:
        return False
    return len(rows) == 1 or any("\n" in piece.text for _, piece in rows[0])


def render(nodes: Sequence[Node]) -> tuple[str, tuple[Block, ...]]:
    """The text of a tree and its blocks, sorted by place (lower parts of merged cells stand with their first row)."""
    piece = _Renderer().nodes(nodes)
    blocks = sorted(piece.blocks, key=lambda b: (b.start, -b.end, b.row or 0, b.col or 0))
    return piece.text, tuple(blocks)
