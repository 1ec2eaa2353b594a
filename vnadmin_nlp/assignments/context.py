"""What linking works on: the text in NFC, the outline and the spans in its offsets, and look-ups between them."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from vnadmin_nlp.assignments.roles import Unit
from vnadmin_nlp.assignments.units import UnitReader
from vnadmin_nlp.documents.views import View, nfc_view
from vnadmin_nlp.outline.model import Node, Outline
from vnadmin_nlp.outline.parse import parse
from vnadmin_nlp.outline.tables import cells_in
from vnadmin_nlp.records import Span


@dataclass(slots=True)
class Item:
    """A span in view offsets."""

    start: int
    end: int
    span: Span


@dataclass(slots=True)
class Context:
    """Text, outline and spans, all in the offsets of one NFC text."""

    original: str
    view: View | None
    text: str
    flat: str
    outline: Outline
    tasks: list[Item]
    units: list[Item]
    dues: list[Item]
    refs: list[Item]
    by_node: dict[int, list[int]] = field(default_factory=dict)  # node -> indices of its tasks
    under: dict[int, list[int]] = field(default_factory=dict)  # node -> tasks of its subtree
    node_of: list[int] = field(default_factory=list)  # task -> node
    reader: UnitReader = field(default_factory=UnitReader)

    def units_in(self, start: int, end: int) -> list[Unit]:
        """The ORG-UNITs that lie in `start:end`."""
        i = bisect_left(self.units, start, key=lambda u: u.start)
        out = []
        while i < len(self.units) and self.units[i].start < end:
            if self.units[i].end <= end:
                out.append(Unit(self.units[i].start, self.units[i].end, i))
            i += 1
        return out

    def name(self, u: Unit) -> str:
        """The words of a unit, by which it is the same one elsewhere in the text."""
        return " ".join(self.flat[u.start : u.end].casefold().split())

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the original text."""
        return (start, end) if self.view is None else self.view.origin(start, end)

    def node(self, i: int) -> Node:
        return self.outline.nodes[i]


def flat(text: str) -> str:
    """`text` with line breaks, tabs and emphasis signs as blanks: same length, so offsets stay."""
    return re.sub(r"[\s*_]", " ", text)


def build(text: str, spans: Sequence[Span], outline: Outline) -> Context:
    """Bring everything to the NFC text."""
    if unicodedata.is_normalized("NFC", text):
        view, body, tree = None, text, outline
    else:
        view = nfc_view(text)
        body = view.text
        tree = parse(body, cells_in(outline.blocks, view))
    groups: dict[str, list[Item]] = defaultdict(list)
    for s in spans:
        a, b = (s.start, s.end) if view is None else (view.position(s.start), view.position(s.end))
        groups[s.label].append(Item(a, max(b, a + 1), s))
    for g in groups.values():
        g.sort(key=lambda x: (x.start, x.end))
    ctx = Context(
        text, view, body, flat(body), tree, groups["TASK"], groups["ORG-UNIT"], groups["DEADLINE"], groups["DOC-REF"]
    )
    for i, t in enumerate(ctx.tasks):
        n = tree.at(t.start)
        index = n.index if n else -1
        ctx.node_of.append(index)
        ctx.by_node.setdefault(index, []).append(i)
        if n is not None:
            for above in (n, *tree.ancestors(n)):
                ctx.under.setdefault(above.index, []).append(i)
    return ctx
