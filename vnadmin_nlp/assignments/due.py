"""The due of every TASK: its own, else of the due line or sentence behind it, else of a heading above it."""

from __future__ import annotations

from dataclasses import dataclass

from vnadmin_nlp.assignments.context import Context, Item
from vnadmin_nlp.assignments.lead import field_values
from vnadmin_nlp.outline.model import Node


@dataclass(slots=True)
class When:
    """The DEADLINE (or DOC-REF) spans that say when, and the rule that found them."""

    items: list[Item]
    rule: str
    by_reference: bool = False


def find_dues(ctx: Context) -> list[When | None]:
    """One `When` (or None) for each task."""
    own: list[When | None] = [_own(ctx, i) for i in range(len(ctx.tasks))]
    for i in range(len(ctx.tasks)):
        if own[i] is None:
            own[i] = _field(ctx, i)
    _lines(ctx, own)
    for i in range(len(ctx.tasks)):
        if own[i] is None:
            own[i] = _heading(ctx, i)
    return own


def _in(items: list[Item], start: int, end: int) -> list[Item]:
    return [d for d in items if d.start >= start and d.end <= end]


def _own(ctx: Context, i: int) -> When | None:
    t = ctx.tasks[i]
    inside = [d for d in ctx.dues if d.start < t.end and d.end > t.start]
    start, _ = ctx.outline.sentence(t.start)
    if i and ctx.tasks[i - 1].end > start:
        start = min(ctx.tasks[i - 1].end, t.start)
    before = _in(ctx.dues, start, t.start)
    if before and i and ctx.tasks[i - 1].end == start and start > ctx.outline.sentence(t.start)[0]:
        # "[task], hoàn thành trước 5/3; Sở B [task]": what stands before the semicolon closes the task before
        cut = ctx.text.rfind(";", start, t.start)
        before = [d for d in before if d.start > cut] if cut >= 0 else []
    if inside or before:
        return When(inside or before, "sentence" if inside else "before-task")
    return None


def _field(ctx: Context, i: int) -> When | None:
    for start, end in field_values(ctx, i, "due"):
        dues = _in(ctx.dues, start, end)
        if dues:
            return When(dues, "cell" if ctx.node(ctx.node_of[i]).cell else "field")
        refs = _in(ctx.refs, start, end)
        if refs:
            return When(refs, "reference", by_reference=True)
    return None


def _lines(ctx: Context, own: list[When | None]) -> None:
    """Due sentences and due lines close the tasks before them that have no due of their own."""
    inside = {id(d) for w in own if w and w.rule in ("sentence", "before-task", "cell") for d in w.items}
    last_line: dict[int | None, int] = {}
    for d in ctx.dues:
        if id(d) in inside:
            continue
        node = ctx.outline.at(d.start)
        if node is None or node.cell is not None or (node.kind in ("heading", "leadin") and not _behind(ctx, node, d)):
            continue
        scope = _scope(ctx, node, d, last_line)
        for i in scope:
            if own[i] is None or (own[i].rule == "field" and d in own[i].items):  # type: ignore[union-attr]
                own[i] = When([d], "due-line" if node.kind in ("dueline", "fieldline") else "due-sentence")


def _behind(ctx: Context, node: Node, d: Item) -> list[int]:
    return [i for i in ctx.by_node.get(node.index, []) if ctx.tasks[i].end <= d.start]


def _scope(ctx: Context, node: Node, d: Item, last_line: dict[int | None, int]) -> list[int]:
    here = _behind(ctx, node, d)
    if here:
        low = last_line.get(node.index, -1)
        last_line[node.index] = d.end
        return [i for i in here if ctx.tasks[i].start > low]
    if node.kind not in ("dueline", "fieldline") and not node.fields and len(ctx.text[node.start : node.end]) > 200:
        return []
    parent = node.parent
    low = last_line.get(parent, -1)
    last_line[parent] = d.end
    under = _descendants(ctx, parent) if parent is not None else {n.index for n in ctx.outline.nodes}
    tasks = [i for i, n in enumerate(ctx.node_of) if n in under and low < ctx.tasks[i].start < d.start]
    return tasks


def _descendants(ctx: Context, root: int) -> set[int]:
    out, todo = set(), [root]
    while todo:
        k = todo.pop()
        out.add(k)
        todo += ctx.node(k).children
    return out


def _heading(ctx: Context, i: int) -> When | None:
    node = ctx.node(ctx.node_of[i])
    for above in ctx.outline.ancestors(node):
        if above.kind not in ("heading", "leadin", "item"):
            continue
        first_task = min((ctx.tasks[k].start for k in ctx.by_node.get(above.index, [])), default=above.end)
        dues = _in(ctx.dues, above.start, above.end)
        if dues and (above.kind != "item" or dues[0].start < first_task):
            return When(dues, "heading")
    return None
