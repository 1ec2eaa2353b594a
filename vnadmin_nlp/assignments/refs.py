"""The documents that a task names, with all that the text tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from vnadmin_nlp.assignments.context import Context, Item
from vnadmin_nlp.assignments.values import own_day
from vnadmin_nlp.outline.model import Outline
from vnadmin_nlp.records import DocRef
from vnadmin_nlp.values.docref import DocKey
from vnadmin_nlp.values.references import read_references

_Places = tuple[tuple[int, int], ...]


def find_refs(ctx: Context) -> dict[str, DocKey]:
    """The values of all DOC-REFs of the text by span id: those outside of tasks introduce what short mentions stand for."""
    marks = [("DOC-REF", r.start, r.end) for r in ctx.refs] + [("ORG-UNIT", u.start, u.end) for u in ctx.units]
    values = values_of(ctx.text, marks, ctx.outline)
    return {r.span.id: values[r.start, r.end] for r in ctx.refs}


def values_of(text: str, marks: Iterable[tuple[str, int, int]], outline: Outline) -> dict[tuple[int, int], DocKey]:
    """The values of the DOC-REFs among `marks` (label, start, end in code points of `text`), by their place."""
    places: dict[str, set[tuple[int, int]]] = {"DOC-REF": set(), "ORG-UNIT": set()}
    for label, start, end in marks:
        if label in places:
            places[label].add((start, end))
    references = tuple(sorted(places["DOC-REF"]))
    values = _values(text, references, tuple(sorted(places["ORG-UNIT"])), own_day(outline)) if references else ()
    return dict(zip(references, values, strict=True))


# The values of spans and the records of tasks ask for the same references of the same text, one right after the other.
@lru_cache(maxsize=8)
def _values(text: str, references: _Places, units: _Places, day: date | None) -> tuple[DocKey, ...]:
    return tuple(read_references(text, references, units, day))


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
