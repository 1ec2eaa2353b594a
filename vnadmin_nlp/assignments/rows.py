"""Rows of tables that lost their columns: cells on lines of their own, or columns whose heads tell nothing.

What a line is shows in its spans: nothing but units is a cell of units, nothing but a DEADLINE the cell of the time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vnadmin_nlp.assignments.context import Context, Item
from vnadmin_nlp.assignments.due import When
from vnadmin_nlp.assignments.fields import Fields
from vnadmin_nlp.assignments.roles import Unit
from vnadmin_nlp.outline.model import Node

_BESIDE = re.compile(r"[\s,;.&*_()|-]*|\s*và\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[\s*_|]{0,4}(?:\d{1,3}(?:\.\d{1,2})?|[ivxIVX]{1,5})?[.)]?[\s*_|]{0,4}")
_LOOK = 8  # lines below a TASK that may belong to its row
_CLOSED = (".", ";", ",", ":")


@dataclass(frozen=True, slots=True)
class Row:
    """The row of a TASK: who does it, with whom, by when."""

    lead: list[Unit]
    partners: list[Unit]
    dues: list[Item]


def row_of(ctx: Context, i: int) -> Row | None:
    """The row of task `i`, where the task is a cell of its own and its row tells units; None elsewhere."""
    node = ctx.node(ctx.node_of[i])
    return _cells(ctx, i) if node.cell else _lines(ctx, i)


def _cells(ctx: Context, i: int) -> Row | None:
    """Cells of the row that hold nothing but units, in a table whose heads name no column of units."""
    node = ctx.node(ctx.node_of[i])
    found = []
    for n in _row_cells(ctx, node):
        if n.cell is None or n.cell.role is not None:  # the heads tell: an empty cell of units stays empty
            return None
        if n is not node and (units := _only_units(ctx, n.start, n.end)):
            found.append(units)
    return Row(found[0], [u for more in found[1:] for u in more], []) if found else None


def _row_cells(ctx: Context, node: Node) -> list[Node]:
    """The cells of `node`'s row, in order."""
    out = [node]
    for step in (-1, 1):
        k = node.index + step
        while 0 <= k < len(ctx.outline.nodes) and _same_row(node, ctx.node(k)):
            out.append(ctx.node(k))
            k += step
    return sorted(out, key=lambda n: n.start)


def _same_row(a: Node, b: Node) -> bool:
    return a.cell is not None and b.cell is not None and (a.cell.table, a.cell.row) == (b.cell.table, b.cell.row)


def _lines(ctx: Context, i: int) -> Row | None:
    """Lines of units below the TASK, closed by a line with the time; else one line of units above it."""
    t = ctx.tasks[i]
    first = ctx.text.rfind("\n", 0, t.start) + 1
    last = ctx.text.find("\n", t.end)
    if last < 0 or not _NUMBER.fullmatch(ctx.text[first : t.start]) or ctx.text[t.end : last].strip(" *_|"):
        return None
    if ctx.text[t.start : t.end].rstrip().endswith(_CLOSED):
        return None
    below: list[list[Unit]] = []
    dues: list[Item] = []
    at = last + 1
    for _ in range(_LOOK):
        end = ctx.text.find("\n", at)
        end = len(ctx.text) if end < 0 else end
        line = ctx.text[at:end]
        if units := _only_units(ctx, at, end):
            below.append(units)
        elif (dues := _only_dues(ctx, at, end)) or not _NUMBER.fullmatch(line):
            break
        if end == len(ctx.text):
            break
        at = end + 1
    if not dues:
        return None
    if below:
        return Row(below[0], [u for more in below[1:] for u in more], dues)
    above = _only_units(ctx, *_line_before(ctx, first))
    return Row(above, [], dues) if above else None


def _line_before(ctx: Context, first: int) -> tuple[int, int]:
    """The nearest line above `first` that is not empty."""
    end = first - 1
    while end > 0:
        start = ctx.text.rfind("\n", 0, end) + 1
        if ctx.text[start:end].strip():
            return start, end
        end = start - 1
    return 0, 0


def _only_units(ctx: Context, start: int, end: int) -> list[Unit]:
    """The units of `start:end` where it holds nothing else; none otherwise."""
    units = ctx.units_in(start, end)
    at = start
    for u in units:
        if not _BESIDE.fullmatch(ctx.text, at, u.start):
            return []
        at = u.end
    return units if units and _BESIDE.fullmatch(ctx.text, at, end) else []


def _only_dues(ctx: Context, start: int, end: int) -> list[Item]:
    """The DEADLINEs of `start:end` where it holds nothing else; none otherwise."""
    dues = [d for d in ctx.dues if start <= d.start and d.end <= end]
    rest = ctx.text[start:end]
    for d in reversed(dues):
        rest = rest[: d.start - start] + rest[d.end - start :]
    return [] if rest.strip(" *_|.;,()\n\t") else dues


def own_time(ctx: Context, fields: Fields, i: int) -> When | None:
    """The time in the row of task `i`, or in the field line right behind it, where others follow for the next tasks."""
    node = ctx.node(ctx.node_of[i])
    if node.cell:
        cells = _row_cells(ctx, node)
        if any(n.cell and n.cell.role == "due" for n in cells):
            return None
        dues = [d for n in cells if n is not node for d in _only_dues(ctx, n.start, n.end)]
        return When(dues, "cell") if dues else None
    stop = ctx.tasks[i + 1].start if i + 1 < len(ctx.tasks) else len(ctx.text)
    for v in fields.get(i, "due"):
        if ctx.tasks[i].end <= v.start < stop and (
            dues := [d for d in ctx.dues if v.start <= d.start and d.end <= v.end]
        ):
            return When(dues, v.rule)
    row = _lines(ctx, i)
    return When(row.dues, "cell") if row and row.dues else None
