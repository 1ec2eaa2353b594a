"""`parse`: from text (and a reader's blocks) to the outline."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from vnadmin_nlp.documents.source import Block
from vnadmin_nlp.documents.views import View, nfc_view
from vnadmin_nlp.outline.model import FieldLabel, Outline
from vnadmin_nlp.outline.paragraphs import Paragraph, paragraphs
from vnadmin_nlp.outline.parts import parts, read_head
from vnadmin_nlp.outline.tables import CellRange, cells, cells_in
from vnadmin_nlp.outline.tree import build
from vnadmin_nlp.records import Addressee


def parse(text: str, blocks: Sequence[Block] = ()) -> Outline:
    """The outline of `text`. `blocks`: the reader's source map, for table cells; plain text needs none.

    Offsets are code points of `text`, whatever its Unicode form.
    """
    if unicodedata.is_normalized("NFC", text):
        return _parse(text, blocks)
    view = nfc_view(text)
    return _to_original(_parse(view.text, cells_in(blocks, view)), view, text)


def _parse(text: str, blocks: Iterable[Block]) -> Outline:
    blocks = tuple(blocks)
    found = cells(text, blocks)
    paras = _cut_at_cells(paragraphs(text), found, text)
    kinds = parts(text, paras)
    head = read_head(text, paras, kinds)
    cell_at = {s: c for c in found for s in _inside(paras, c)}
    nodes = build(text, list(zip(paras, kinds, strict=True)), cell_at)
    return Outline(text, nodes, head.info, head.day, head.year, head.month, head.dated_by, blocks)


def _inside(paras: Sequence[Paragraph], c: CellRange) -> list[int]:
    from bisect import bisect_left

    i = bisect_left(paras, (c.start, -1))
    out = []
    while i < len(paras) and paras[i].start < c.end:
        out.append(paras[i].start)
        i += 1
    return out


def _cut_at_cells(paras: list[Paragraph], found: Sequence[CellRange], text: str) -> list[Paragraph]:
    """Paragraphs never reach across a cell's edges; bars between cells are dropped."""
    if not found:
        return paras
    edges = sorted({x for c in found for x in (c.start, c.end)})
    out: list[Paragraph] = []
    k = 0
    for p in paras:
        while k < len(edges) and edges[k] <= p.start:
            k += 1
        j, at = k, p.start
        while j < len(edges) and edges[j] < p.end:
            out.append(Paragraph(at, edges[j]))
            at = edges[j]
            j += 1
        out.append(Paragraph(at, p.end))
    trimmed = []
    for p in out:
        s, e = p
        while s < e and (text[s].isspace() or (text[s] == "|" and len(out) != len(paras))):
            s += 1
        while e > s and (text[e - 1].isspace() or (text[e - 1] == "|" and len(out) != len(paras))):
            e -= 1
        if s < e:
            trimmed.append(Paragraph(s, e))
    return trimmed


def _to_original(o: Outline, view: View, text: str) -> Outline:
    def back(s: int, e: int) -> tuple[int, int]:
        return view.origin(s, e)

    def point(i: int) -> int:
        return view.origin(i, i)[0] if i < len(view.text) else len(text)

    for n in o.nodes:
        n.sentences = tuple(back(*s) for s in n.sentences)
        n.fields = tuple(FieldLabel(f.role, *back(f.start, f.end), *back(f.value_start, f.value_end)) for f in n.fields)
        n.content = point(n.content)
        n.start, n.end = back(n.start, n.end)
    o.text = text
    fields = []
    for a in o.document.addressees:
        s, e = back(a.start, a.end)
        fields.append(Addressee(text=text[s:e], start=s, end=e))
    o.document = o.document.model_copy(update={"addressees": tuple(fields)})
    return o
