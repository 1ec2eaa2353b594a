"""The assignee that stands behind a TASK: "Mua thuốc (Phòng Y tế chủ trì, phối hợp với Công an xã)", "Mua thuốc: Phòng Y tế"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vnadmin_nlp.assignments.context import Context
from vnadmin_nlp.assignments.roles import Unit, classify
from vnadmin_nlp.lexicon.patterns import patterns

_P = patterns("roles.yaml")
_OPENS = re.compile(r"[ ]{0,3}(?P<sign>[(:–-])[ ]{0,3}")
_INSIDE = re.compile(r"\((?P<in>[^()]{4,200})\)$")


@dataclass(frozen=True, slots=True)
class Closing:
    """Who does the TASK and with whom, as the words behind it say."""

    lead: list[Unit]
    partners: list[Unit]


def closing_of(ctx: Context, i: int) -> Closing | None:
    """The units behind task `i` in its line, or in the bracket that ends it, where nothing but roles stands beside them."""
    t = ctx.tasks[i]
    if m := _INSIDE.search(ctx.flat, max(t.start, t.end - 202), t.end):
        found = _roles(ctx, *m.span("in"))
        return found if found and _P["behind_acts"].search(m["in"]) else None
    opened = _OPENS.match(ctx.flat, t.end)
    if opened is None:
        return None
    if opened["sign"] == "(":
        end = ctx.flat.find(")", opened.end(), opened.end() + 300)
    else:
        end = ctx.text.find("\n", opened.end())
        end = len(ctx.text) if end < 0 else end
    if end < 0 or any(k.start < end for k in ctx.tasks[i + 1 : i + 2]):
        return None
    return _roles(ctx, opened.end(), end)


def _roles(ctx: Context, start: int, end: int) -> Closing | None:
    """The roles of the units in `start:end`; None where it says anything else."""
    units = ctx.units_in(start, end)
    at, between = start, []
    for u in units:
        between.append(ctx.flat[at : u.start])
        at = u.end
    between.append(ctx.flat[at:end])
    if not units or not all(_P["behind_words"].fullmatch(_P["titles"].sub("", b)) for b in between):
        return None
    out = Closing([], [])
    for r in classify(ctx.flat, start, end, units):
        if r.role == "with" or (not out.lead and _P["behind_joins"].match(ctx.flat, r.end, end)):
            out.partners.extend(r.units)
        elif r.role == "lead":
            out.lead.extend(r.units)
    return out
