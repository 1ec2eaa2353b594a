"""The one place where this stage asks `vnadmin_nlp.values` for values."""

from __future__ import annotations

from datetime import date

from vnadmin_nlp.outline.model import Outline
from vnadmin_nlp.records import Due, Span
from vnadmin_nlp.values.docref import document_key
from vnadmin_nlp.values.due import DueContext, DueValue, due_value


def own_day(outline: Outline) -> date | None:
    """The directive's own day; where only its month is known, the first of that month (enough to place "15/10")."""
    if outline.document_date is not None or outline.document_year is None or outline.document_month is None:
        return outline.document_date
    return date(outline.document_year, outline.document_month, 1)


def due_of(text: str, sentence: str, outline: Outline, roll_over: bool = False) -> DueValue:
    """The value of a DEADLINE, by its text, its sentence, the directive's own date, and the days that it gives events."""
    context = DueContext(
        document_date=own_day(outline), document_year=outline.document_year, sentence=sentence,
        day_known=outline.document_date is not None, text=outline.text, roll_over=roll_over,
    )  # fmt: skip
    return due_value(text, context)


def due_record(span: Span, found: DueValue) -> Due:
    """The record of a due value at the place of its DEADLINE."""
    return Due(
        text=span.text, start=span.start, end=span.end, span=span.id,
        value=found.value, kind=found.kind, relation=found.relation, first=_iso(found.first), last=_iso(found.last),
        included=found.included, time=found.time, inferred=found.inferred, timex=found.timex,
        provisional=found.provisional, next_working_day=_iso(found.next_working_day),
    )  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def key_of(text: str) -> str | None:
    """The document key of a DOC-REF; None where it has none."""
    found = document_key(text)
    return found.key if found else None
