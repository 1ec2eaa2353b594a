"""The outline of a directive: its parts, its tree of items, its sentences and tables. All offsets are code points."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from vnadmin_nlp.documents.source import Block
from vnadmin_nlp.records import DocumentInfo

Kind = Literal["heading", "leadin", "item", "dueline", "fieldline", "cell", "text"]
Part = Literal["letterhead", "title", "addressees", "body", "recipients", "signature", "annex"]
Role = Literal["due", "lead", "with", "product", "task", "number"]


@dataclass(frozen=True, slots=True)
class FieldLabel:
    """A label such as `Thời gian hoàn thành:` and the stretch of text that gives its value."""

    role: Role
    start: int
    end: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a paragraph stands in a table; `role` is what its column is for, where the head row tells."""

    table: int
    row: int
    col: int
    role: Role | None
    head: bool = False


@dataclass(slots=True)
class Node:
    """One paragraph in the tree. `marker` as written (`1.`, `đ)`, `-`, ``), `path` the labels from the root."""

    index: int
    start: int
    end: int
    marker: str
    content: int
    kind: Kind
    part: Part
    parent: int | None
    path: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]
    fields: tuple[FieldLabel, ...] = ()
    cell: Cell | None = None
    children: list[int] = field(default_factory=list)


DatedBy = Literal["own", "signature", "cited"]


@dataclass(slots=True)
class Outline:
    """What `parse` returns. `nodes` are in the order of the text; `document_*` also tell an incomplete own date.

    `dated_by`: where year and month stand: in the directive's own date, or, where that cannot be read, in the stamp of its
    electronic signature or in the latest document that it cites.
    """

    text: str
    nodes: list[Node]
    document: DocumentInfo = field(default_factory=DocumentInfo)
    document_date: date | None = None
    document_year: int | None = None
    document_month: int | None = None
    dated_by: DatedBy = "own"
    blocks: tuple[Block, ...] = ()

    def at(self, offset: int) -> Node | None:
        """The last node that starts at or before `offset`."""
        k = bisect_right(self.nodes, offset, key=lambda n: n.start)
        return self.nodes[k - 1] if k else None

    def ancestors(self, node: Node) -> Iterator[Node]:
        """Parent, grandparent … of `node`."""
        seen = node
        while seen.parent is not None:
            seen = self.nodes[seen.parent]
            yield seen

    def sentence(self, offset: int) -> tuple[int, int]:
        """The sentence that holds `offset` (or the nearest one before it in its paragraph)."""
        node = self.at(offset)
        if node is None:
            return (0, len(self.text))
        k = bisect_right(node.sentences, offset, key=lambda s: s[0])
        return node.sentences[k - 1] if k else (node.start, node.end)
