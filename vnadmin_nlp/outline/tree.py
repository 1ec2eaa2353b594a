"""The tree of items: which paragraph stands under which heading, lead-in or item."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.outline.markers import BULLETS, Marker, find_marker
from vnadmin_nlp.outline.model import FieldLabel, Kind, Node
from vnadmin_nlp.outline.paragraphs import Paragraph
from vnadmin_nlp.outline.sentences import sentences
from vnadmin_nlp.outline.tables import CellRange
from vnadmin_nlp.outline.words import words

_COLON = re.compile(r":[\s*_\"”.)]{0,8}$")
_CLOSED = re.compile(r"[.;!?…,][\s*_)\"”/]{0,8}$")
_BOLD = re.compile(r"\*\*[^*]{2,240}\*\*[\s:.]{0,4}|__[^_]{2,240}__[\s:.]{0,4}")
_P = patterns("outline_phrases.yaml")


def field_labels(text: str, start: int, end: int) -> tuple[FieldLabel, ...]:
    """The labels of field lines in `text[start:end]`, each with the stretch of its value."""
    while start > 0 and text[start - 1] == " ":  # an indented line: its label follows a line break
        start -= 1
    found = [
        (m.lastgroup.rstrip("_") if m.lastgroup else "", m.start(), m.end())
        for m in words().label.finditer(text, start, end)
    ]
    out = []
    for i, (role, s, e) in enumerate(found):
        stop = found[i + 1][1] if i + 1 < len(found) else end
        if i + 1 == len(found):
            cut = text.find(";", e, end)
            stop = end if cut < 0 or i == 0 else max(cut, e)
        out.append(FieldLabel(role, s, e, e, stop))  # type: ignore[arg-type]
    return tuple(out)


def _kind(text: str, p: Paragraph, m: Marker, labels: Sequence[FieldLabel]) -> Kind:
    body = text[m.content : p.end]
    if labels and labels[0].start <= m.content + 2:
        return "dueline" if labels[0].role == "due" else "fieldline"
    if _P["due_line"].match(body) and len(body) < 120 and not _COLON.search(body[-12:]):
        return "dueline"
    if _COLON.search(body[-12:]):
        return "leadin"
    letters = [c for c in body if c.isalpha()]
    upper = len(letters) > 3 and sum(c.isupper() for c in letters) > 0.85 * len(letters)
    bold = bool(_BOLD.fullmatch(text[p.start : p.end].strip())) and len(body) < 240
    if m.style.startswith("md") or upper or bold or m.style == "part":
        return "heading"
    if m.style and m.style not in BULLETS and len(body) < 200 and not _CLOSED.search(body[-10:]):
        return "heading"  # confirmed or taken back when its children are known
    return "item" if m.style else "text"


class _Frame:
    """An open level: a node and the style of its marker; `loose` levels (lead-ins without marker) close by themselves."""

    def __init__(self, index: int, style: str, rank: int, loose: bool) -> None:
        self.index, self.style, self.rank, self.loose = index, style, rank, loose
        self.marked = False  # has children with markers


def build(text: str, parts: Sequence[tuple[Paragraph, str]], cell_at: dict[int, CellRange]) -> list[Node]:
    """Nodes of all paragraphs, linked into a tree. `parts` gives the document part of each paragraph."""
    nodes: list[Node] = []
    stack: list[_Frame] = []
    part_before = ""
    for p, part in parts:
        if part != part_before:
            if part != "body" or part_before in ("annex", "recipients", "signature"):
                stack = []
            part_before = part
        in_cell = cell_at.get(p.start)
        m = find_marker(text, p.start, p.end)
        labels = field_labels(text, p.start, p.end)
        kind: Kind = "cell" if in_cell else _kind(text, p, m, labels)
        parent = _place(nodes, stack, m, kind, text, p.start) if not in_cell else (stack[-1].index if stack else None)
        index = len(nodes)
        path = (*nodes[parent].path, m.label) if parent is not None and m.label else ((m.label,) if m.label else ())
        if parent is not None and not m.label:
            path = nodes[parent].path
        node = Node(
            index, p.start, p.end, m.written, m.content, kind, part, parent, path,  # type: ignore[arg-type]
            sentences(text, m.content, p.end), labels, in_cell.cell if in_cell else None,
        )  # fmt: skip
        nodes.append(node)
        if parent is not None:
            nodes[parent].children.append(index)
        if part != "body" and part != "annex":
            continue
        if not in_cell and (m.style or kind in ("heading", "leadin")):
            rank = (
                m.rank if m.style else (9 if kind == "heading" and _upper(text, p) else 36 if kind == "leadin" else 33)
            )
            stack.append(_Frame(index, m.style or kind, rank, not m.style))
    _settle(nodes)
    return nodes


def _upper(text: str, p: Paragraph) -> bool:
    letters = [c for c in text[p.start : p.end] if c.isalpha()]
    return len(letters) > 3 and sum(c.isupper() for c in letters) > 0.85 * len(letters)


def _place(nodes: list[Node], stack: list[_Frame], m: Marker, kind: Kind, text: str, start: int) -> int | None:
    """Close the levels that the new paragraph ends; the index of its parent."""
    if m.style:
        if not (nodes and m.style in BULLETS and _opens_list(text, nodes[-1], stack, m)):
            _close_for_marker(stack, m)
            _close_other_number(nodes, stack, m)
    elif kind in ("dueline", "fieldline"):
        # A due or field line without a marker closes the item above it, not its last bullet.
        while stack and stack[-1].style in BULLETS:
            stack.pop()
    elif kind == "heading":
        while stack and (stack[-1].rank >= (9 if stack[-1].style == "heading" else 20) or stack[-1].style == "heading"):
            stack.pop()
    elif _P["ending"].match(text, start):
        while stack and not (stack[-1].loose and stack[-1].style == "leadin" and len(stack) == 1):
            stack.pop()
    else:
        _close_for_text(nodes, stack, kind, text)
    if stack:
        stack[-1].marked = stack[-1].marked or bool(m.style)
        return stack[-1].index
    return None


def _opens_list(text: str, last: Node, stack: list[_Frame], m: Marker) -> bool:
    """Whether the bullet directly above ends in a colon and the new one is of a kind not yet open: it stands below it."""
    if not stack or stack[-1].index != last.index or stack[-1].style not in BULLETS:
        return False
    colon = _COLON.search(text[last.content : last.end][-12:]) is not None
    return colon and all(f.style != m.style for f in stack)


def _close_for_marker(stack: list[_Frame], m: Marker) -> None:
    known = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].style == m.style), None)
    if known is not None and not (stack and stack[-1].loose and not stack[-1].marked and m.label in ("1", "a", "i")):
        del stack[known:]
        return
    first_below_loose = bool(stack) and stack[-1].loose and not stack[-1].marked
    if first_below_loose and not (m.rank <= 10 and known is None and len(stack) > 1):
        return
    while stack and stack[-1].rank >= m.rank:
        stack.pop()


def _close_other_number(nodes: list[Node], stack: list[_Frame], m: Marker) -> None:
    """ "8.1." does not stand below "7.": the line "8." was lost (by a scan, or in a table)."""
    if not m.style.startswith("dotted"):
        return
    for i in range(len(stack) - 1, -1, -1):
        if stack[i].style == "number":
            label = nodes[stack[i].index].path[-1]
            if label.isdigit() and label != m.label.split(".")[0]:
                del stack[i:]
            return


def _close_for_text(nodes: list[Node], stack: list[_Frame], kind: Kind, text: str) -> None:
    while stack:
        top = stack[-1]
        if top.loose and top.style == "leadin":
            if top.marked or kind == "leadin":
                stack.pop()
                continue
            return
        if top.style in BULLETS:
            last = nodes[-1]
            # "- Giao các sở:" and its unmarked lines
            if last.kind == "leadin" and last.index == top.index:
                return
            stack.pop()
            continue
        return


def _settle(nodes: list[Node]) -> None:
    """A numbered line taken for a heading that opens nothing is an item."""
    for n in nodes:
        if n.kind == "heading" and n.marker and not n.children and n.part == "body":
            n.kind = "item"
        if n.kind == "leadin" and not n.children and n.marker:
            n.kind = "item"


__all__ = ["build", "field_labels", "find_marker"]
