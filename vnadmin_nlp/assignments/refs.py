"""The documents that a task names, with all that the text tells of them."""

from __future__ import annotations

from collections.abc import Sequence

from vnadmin_nlp.assignments.context import Context, Item
from vnadmin_nlp.assignments.values import own_day
from vnadmin_nlp.records import DocRef
from vnadmin_nlp.values.docref import DocKey
from vnadmin_nlp.values.references import read_references


def find_refs(ctx: Context) -> dict[str, DocKey]:
    """The values of all DOC-REFs of the text by span id: those outside of tasks introduce what short mentions stand for."""
    values = read_references(
        ctx.text,
        [(r.start, r.end) for r in ctx.refs],
        [(u.start, u.end) for u in ctx.units],
        own_day(ctx.outline),
    )
    return {r.span.id: value for r, value in zip(ctx.refs, values, strict=True)}


def doc_ref(item: Item, value: DocKey) -> DocRef:
    """The record of one reference; the span's own key stands where it has one."""
    s = item.span
    return DocRef(
        text=s.text,
        start=s.start,
        end=s.end,
        span=s.id,
        key=s.value or value.key,
        type=value.type,
        number=value.number,
        symbol=value.symbol,
        year=value.year,
        issuer=value.issuer,
        date=value.date,
        pointer=value.pointer,
        unique=value.unique,
        resolved=value.resolved,
        why=(*(f"repaired: {r}" for r in value.repairs), *value.notes),
    )


def ref_reasons(refs: Sequence[Item]) -> list[str]:
    """Why these are the references of a task."""
    return [f"refs: inside the task {r.span.id} [{r.span.start}:{r.span.end}]" for r in refs]
