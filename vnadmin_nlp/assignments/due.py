"""The due of every TASK: its own, else of the due line or sentence behind it, else of a heading above it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from vnadmin_nlp.assignments.context import Context, Item
from vnadmin_nlp.assignments.fields import Fields
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.outline.model import Node

_P = patterns("due_lines.yaml")


@dataclass(slots=True)
class When:
    """The DEADLINE (or DOC-REF) spans that say when, and the rule that found them."""

    items: list[Item]
    rule: str
    by_reference: bool = False


def find_dues(ctx: Context, fields: Fields) -> list[When | None]:
    """One `When` (or None) for each task."""
    n = len(ctx.tasks)
    out: list[When | None] = [_own(ctx, i) or _cell(ctx, fields, i) for i in range(n)]
    taken = {id(d) for w in out if w for d in w.items}
    _behind(ctx, out, taken)
    for i in range(n):
        if out[i] is None:
            out[i] = _field(ctx, fields, i)
    _loose(ctx, fields, out, taken)
    for i in range(n):
        if out[i] is None:
            out[i] = _heading(ctx, i)
    return out


def _in(items: list[Item], start: int, end: int) -> list[Item]:
    k = bisect_left(items, start, key=lambda d: d.start)
    out = []
    while k < len(items) and items[k].start < end:
        if items[k].end <= end:
            out.append(items[k])
        k += 1
    return out


def _own(ctx: Context, i: int) -> When | None:
    t = ctx.tasks[i]
    k = max(0, bisect_left(ctx.dues, t.start, key=lambda d: d.start) - 1)
    inside = []
    while k < len(ctx.dues) and ctx.dues[k].start < t.end:
        if ctx.dues[k].end > t.start:
            inside.append(ctx.dues[k])
        k += 1
    if inside:
        return When(inside, "sentence")
    start, _ = ctx.outline.sentence(t.start)
    if i and ctx.tasks[i - 1].end > start:
        # "[task], hoàn thành trước 5/3; Sở B [task]": what stands before the semicolon closes the task before
        start = min(ctx.tasks[i - 1].end, t.start)
        start = max(start, ctx.text.rfind(";", start, t.start))
        if ctx.text[start : start + 1] != ";":
            return None
    before = _in(ctx.dues, start, t.start)
    return When(before, "before-task") if before else None


def _cell(ctx: Context, fields: Fields, i: int) -> When | None:
    if ctx.node(ctx.node_of[i]).cell is None:
        return None
    return _values(ctx, fields, i)


def _field(ctx: Context, fields: Fields, i: int) -> When | None:
    return _values(ctx, fields, i)


def _values(ctx: Context, fields: Fields, i: int) -> When | None:
    for v in fields.get(i, "due"):
        dues = _in(ctx.dues, v.start, v.end)
        if dues:
            return When(dues, v.rule)
        refs = _in(ctx.refs, v.start, v.end)
        if refs:
            return When(refs, "reference", by_reference=True)
    return None


def _behind(ctx: Context, out: list[When | None], taken: set[int]) -> None:
    """A DEADLINE behind a TASK in its paragraph closes the tasks before it that have none of their own."""
    closed: dict[int, tuple[int, list[When]]] = {}  # node -> end of the last DEADLINE there, what it closed
    for d in ctx.dues:
        node = ctx.outline.at(d.start)
        if id(d) in taken or node is None:
            continue
        low, before = closed.get(node.index, (-1, []))
        here = [i for i in ctx.by_node.get(node.index, []) if low < ctx.tasks[i].start < d.start]
        if here:
            found = [When([d], "due-sentence") for i in here if out[i] is None]
            for i, w in zip([i for i in here if out[i] is None], found, strict=True):
                out[i] = w
        elif before:  # "… trước ngày 5/3, chậm nhất ngày 10/3": one sentence with several times
            found = before
            for w in found:
                w.items.append(d)
        else:
            continue
        taken.add(id(d))
        closed[node.index] = (d.end, found)
    _finishing(ctx, out)


def _finishing(ctx: Context, out: list[When | None]) -> None:
    """ "Hoàn thành và báo cáo UBND huyện trước ngày 8/2": a short last TASK that gives the time of those before it."""
    for tasks in ctx.by_node.values():
        for k, i in enumerate(tasks):
            t, when = ctx.tasks[i], out[i]
            if (
                when is None
                or when.rule != "sentence"
                or t.end - t.start > 140
                or not _P["done"].match(ctx.flat, t.start)
            ):
                continue
            for j in reversed(tasks[:k]):
                if out[j] is not None:
                    break
                out[j] = When(when.items, "due-sentence")


def _loose(ctx: Context, fields: Fields, out: list[When | None], taken: set[int]) -> None:
    """A short paragraph that only gives a time closes the tasks before it in its item."""
    last: dict[int, int] = {}
    used = fields.used
    for d in ctx.dues:
        node = ctx.outline.at(d.start)
        if id(d) in taken or node is None or node.cell or node.parent is None or node.part != "body":
            continue
        if node.kind in ("heading", "leadin") or node.index in ctx.by_node or node.end - node.start > 200:
            continue
        title = node.marker[:1].isalnum() and ctx.flat[node.start : node.end].rstrip()[-1:] not in (".", ";")
        if title or any(s <= d.start and d.end <= e for s, e in used):
            continue
        item = _closed_item(ctx, node, node.parent)
        low = last.get(item, -1)
        last[item] = d.end
        for i in ctx.under.get(item, []):
            if low < ctx.tasks[i].start < d.start and out[i] is None:
                out[i] = When([d], "due-line")


def _closed_item(ctx: Context, node: Node, parent: int) -> int:
    """The item whose tasks a time line closes: "Các nhiệm vụ trên hoàn thành …" behind an item with one task closes its list."""
    above = ctx.node(parent).parent
    if (
        above is None
        or node.marker
        or len(ctx.under.get(parent, [])) > 1
        or not _P["several"].match(ctx.flat, node.content)
    ):
        return parent
    return above


def _heading(ctx: Context, i: int) -> When | None:
    node: Node = ctx.node(ctx.node_of[i])
    for above in ctx.outline.ancestors(node):
        if above.kind not in ("heading", "leadin", "item"):
            continue
        first = min((ctx.tasks[k].start for k in ctx.by_node.get(above.index, [])), default=above.end)
        dues = [d for d in _in(ctx.dues, above.start, above.end) if d.start < first and not _purpose(ctx, d)]
        if dues:
            return When(dues, "heading")
    return None


def _purpose(ctx: Context, d: Item) -> bool:
    """Whether the DEADLINE stands in the purpose that opens a request: "Để hoàn thành trước 30/11, …, yêu cầu các bộ:"."""
    start, end = ctx.outline.sentence(d.start)
    return _P["aim"].match(ctx.flat, start) is not None and _P["order"].search(ctx.flat, d.end, end) is not None
