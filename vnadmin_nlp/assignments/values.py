"""The one place where this stage asks `vnadmin_nlp.values` for values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from vnadmin_nlp.outline.model import DatedBy, Outline
from vnadmin_nlp.records import Assignment, Directive, Due, Span
from vnadmin_nlp.values.docref import document_key
from vnadmin_nlp.values.due import DueContext, DueValue, due_value
from vnadmin_nlp.values.workdays import next_working_day


def own_day(outline: Outline) -> date | None:
    """The directive's own day; where only its month is known, the first of that month (enough to place "15/10")."""
    if outline.document_date is not None or outline.document_year is None or outline.document_month is None:
        return outline.document_date
    return date(outline.document_year, outline.document_month, 1)


DATED_BY: Final[Mapping[DatedBy, str]] = MappingProxyType(
    {"own": "", "signature": "the month of its electronic signature", "cited": "the latest month that it cites"}
)
"""What stands in `Due.inferred` in place of the directive's own date."""


def due_of(text: str, sentence: str, outline: Outline) -> DueValue:
    """The value of a DEADLINE, by its text, its sentence, the directive's own date, and the days that it gives events."""
    context = DueContext(
        document_date=own_day(outline), document_year=outline.document_year, sentence=sentence,
        day_known=outline.document_date is not None, text=outline.text, dated_by=DATED_BY[outline.dated_by],
    )  # fmt: skip
    return due_value(text, context)


def deciding(valued: Sequence[tuple[Span, DueValue]]) -> tuple[Span, DueValue]:
    """Of the DEADLINEs of one TASK the one that gives its due: the last day, else the first that has a value.

    A rule that says more of the first one's rhythm stands for it: "theo từng quý … trước ngày 10 của tháng đầu quý".
    """
    days = [v for v in valued if v[1].value and _DAY.fullmatch(v[1].value)]
    if days:
        return max(days, key=lambda v: v[1].value or "")
    first = next((v for v in valued if v[1].value), valued[0])
    return next((v for v in valued if v[1].value and v[1].value.startswith(f"{first[1].value};BY")), first)


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def due_record(span: Span, found: DueValue) -> Due:
    """The record of a due value at the place of its DEADLINE."""
    return Due(
        text=span.text, start=span.start, end=span.end, span=span.id,
        value=found.value, kind=found.kind, relation=found.relation, first=_iso(found.first), last=_iso(found.last),
        included=found.included, time=found.time, inferred=found.inferred, timex=found.timex,
        provisional=found.provisional, next_working_day=_iso(found.next_working_day),
    )  # fmt: skip


def with_roll_over(directive: Directive) -> Directive:
    """The same record with the `next_working_day` of every due that has a last day (Civil Code 2015 art. 148).

    No value changes; where the last day is a day off, the assignment's `why` says so. A day of a year whose calendar is
    not published makes the due `provisional`.
    """
    return directive.model_copy(update={"assignments": tuple(_rolled(a) for a in directive.assignments)})


def _rolled(assignment: Assignment) -> Assignment:
    due, reporting = _rolled_due(assignment.due), assignment.reporting
    if reporting is not None:
        reporting = reporting.model_copy(update={"due": _rolled_due(reporting.due)})
    why = assignment.why
    for name, rolled in (("due", due), ("reporting due", reporting.due if reporting else None)):
        if rolled and rolled.next_working_day != rolled.last:
            why = (*why, f"{name}: {rolled.last} is a day off, the next working day is {rolled.next_working_day}")
    return assignment.model_copy(update={"due": due, "reporting": reporting, "why": why})


def _rolled_due(due: Due | None) -> Due | None:
    there = next_working_day(date.fromisoformat(due.last)) if due and due.last else None
    if due is None or there is None:
        return due
    day = there.day.isoformat()
    provisional = due.provisional or (there.provisional and day != due.last)
    return due.model_copy(update={"next_working_day": day, "provisional": provisional})


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def key_of(text: str) -> str | None:
    """The document key of a DOC-REF; None where it has none."""
    found = document_key(text)
    return found.key if found else None
