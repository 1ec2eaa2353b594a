"""The stretch of a sentence before its TASK, where the assignee stands."""

from __future__ import annotations

import re
from bisect import bisect_left

from vnadmin_nlp.assignments.context import Context
from vnadmin_nlp.assignments.roles import Roles, classify
from vnadmin_nlp.lexicon.patterns import patterns

_P = patterns("roles.yaml")


def zone(ctx: Context, i: int) -> tuple[int, int]:
    """The stretch of the sentence before task `i`."""
    t = ctx.tasks[i]
    start = _sentence_start(ctx, t.start)
    if i and ctx.tasks[i - 1].end > start:
        start = min(ctx.tasks[i - 1].end, t.start)
    return start, t.start


def _sentence_start(ctx: Context, at: int) -> int:
    """Start of the sentence at `at`; a unit that a wrongly cut paragraph divides belongs to it whole."""
    start = ctx.outline.sentence(at)[0]
    node = ctx.outline.at(at)
    if node is not None and not node.marker and not node.cell and node.index and start == node.content:
        before = ctx.node(node.index - 1)
        # "Các bộ, cơ quan;" and, cut off from it, "Ủy ban nhân dân các tỉnh …"
        open_list = ctx.text[before.end - 1] in ";," and before.index not in ctx.by_node
        if open_list and before.part == "body" and not before.cell and before.end - before.start < 200:
            return before.content
    k = bisect_left(ctx.units, start, key=lambda u: u.start) - 1
    if k >= 0 and ctx.units[k].end > start:
        return ctx.outline.sentence(ctx.units[k].start)[0]
    return start


def past_phrase(ctx: Context, start: int, at: int, stop: int) -> int:
    """The end of a role phrase that the start of the TASK cuts ("phối hợp với | các xã …"), else `at`."""
    for u in ctx.units_in(start, stop):
        if u.start < at < u.end:
            return u.end
    for m in _P["cooperate"].finditer(ctx.flat, max(start, at - 40), min(stop, at + 40)):
        if m.start() < at and not ctx.flat[m.end() : at].strip():
            found = classify(ctx.flat, m.start(), stop, ctx.units_in(m.end(), stop))
            if found and not ctx.flat[m.end() : found[0].start].strip():
                return found[0].end
    return at


def names_person(ctx: Context, start: int, end: int) -> bool:
    """Whether the stretch before a TASK names a person or a role without a unit, who is told to act."""
    units = ctx.units_in(start, end)
    text = ctx.flat[start : units[0].start if units else end]
    clauses = [c.strip() for c in re.split(r"[,;:.]", text.strip(" ,;:.–-")) if c.strip()]
    if not clauses or _P["head_of_unit"].search(clauses[-1]):
        return False
    if units:  # "Công chức văn hóa phối hợp với [Hội …]": only partners are units
        return _P["person"].match(clauses[-1]) is not None and _P["with_whom"].search(clauses[-1]) is not None
    return any(_P["person"].match(c) for c in (clauses[0], clauses[-1]))


def early_start(ctx: Context, i: int, own: Roles) -> Roles:
    """A TASK that begins with its own assignee (the tagger began too early)."""
    t = ctx.tasks[i]
    units = ctx.units_in(t.start, t.end)
    if not units:
        return own
    before = ctx.flat[t.start : units[0].start]
    if before.strip() and not (len(before) < 60 and _P["order_before"].fullmatch(before)):
        return own
    first = classify(ctx.flat, t.start, t.end, units)[0]
    behind = ctx.flat[first.end : first.end + 40]
    if first.role != "lead" or not (first.strong or _P["must_after"].match(behind)):
        return own
    return Roles(
        list(first.units),
        own.partners,
        [*own.why, ("task-start", ctx.text[first.start : first.end], first.start, first.end)],
    )
