"""From units in a role to the records that leave the package."""

from __future__ import annotations

from collections.abc import Sequence

from vnadmin_nlp.assignments.context import Context
from vnadmin_nlp.assignments.duties import Found, title_of
from vnadmin_nlp.assignments.roles import Unit
from vnadmin_nlp.records import Cue, Party, UnitRef


def unit_ref(ctx: Context, u: Unit) -> UnitRef:
    """The record of a unit, with its canonical name and the title before it."""
    return ctx.reader.ref(ctx.units[u.index].span, _title(ctx, u))


def _title(ctx: Context, u: Unit) -> str | None:
    at = title_of(ctx, u)
    return " ".join(ctx.text[at[0] : at[1]].replace("*", " ").split()) if at else None


def parties(ctx: Context, found: Sequence[Found]) -> tuple[Party, ...]:
    """Each unit once, with the first cue that gives it the role."""
    out: dict[int, Party] = {}
    for f in found:
        a, b = ctx.back(*f.cue) if f.cue[0] < f.cue[1] else f.cue
        cue = Cue(text=ctx.original[a:b], start=a, end=b) if a < b else None
        for u in f.units:
            out.setdefault(u.index, Party(**unit_ref(ctx, u).model_dump(), cue=cue, why=f.rule))
    return tuple(out.values())


def issuer(ctx: Context, at: tuple[int, int] | None) -> tuple[Party, ...]:
    """The issuer by the stretch of the letterhead that names it; the letterhead holds no ORG-UNIT."""
    if at is None:
        return ()
    a, b = ctx.back(*at)
    return (Party(text=ctx.original[a:b], start=a, end=b, name=ctx.outline.document.issuer, why="letterhead"),)
