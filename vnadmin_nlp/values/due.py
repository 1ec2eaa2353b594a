"""DEADLINE -> due value, as the annotation guidelines 1.3 ('due') spell it.

`due_value` reads the expression, the directive's own date, and the day that the directive gives an event: never the
clock. What it cannot tell is null with a reason.
"""

from __future__ import annotations

import re
from dataclasses import replace

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.spans import docref_grammar
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.docref import document_key
from vnadmin_nlp.values.due_days import LAST_DAY_BEFORE, RANGE, days, named_in, periods
from vnadmin_nlp.values.due_relation import hour, is_included, relation
from vnadmin_nlp.values.due_relative import bare, relative, with_day_of_quarter, with_months, with_year
from vnadmin_nlp.values.due_repair import plain_of
from vnadmin_nlp.values.due_spans import ahead, duration, since_day
from vnadmin_nlp.values.due_types import DueContext, DueValue, Kind, Reader, of_period, unknown
from vnadmin_nlp.values.events import event_in
from vnadmin_nlp.values.recurrence import recurrence
from vnadmin_nlp.values.timex import of_days, of_duration, of_rule
from vnadmin_nlp.values.words import due_words
from vnadmin_nlp.values.workdays import next_working_day

__all__ = ["DueContext", "DueValue", "Kind", "due_value"]

_P = patterns("due_values.yaml")
_LONGEST = 800  # code points; no due expression is that long, and what follows one does not change its value


def due_value(text: str, context: DueContext | None = None) -> DueValue:
    """The value of the DEADLINE expression `text`. Never raises on any string."""
    context = context or DueContext()
    text = text[:_LONGEST]
    plain = plain_of(text)
    found = _first_of(_WHOLE, plain, text, context)
    if found is None:
        dated, note = with_year(with_months(plain), context)
        dated = with_day_of_quarter(dated)
        found = _first_of(_DATED, dated, text, context)
        if found is not None and note and found.last is not None:
            found = replace(found, inferred=(*found.inferred, note))
    if found is None:
        found = _undated(plain)
    return _complete(found, plain, context)


def _first_of(readers: tuple[Reader, ...], plain: str, text: str, context: DueContext) -> DueValue | None:
    for read in readers:
        found = read(plain, text, context)
        if found is not None:
            return found
    return None


def _complete(found: DueValue, plain: str, context: DueContext) -> DueValue:
    """What stands around the value: relation, hour, whether the last day counts, TIMEX3, the next working day."""
    if found.first and found.last and found.first > found.last:  # "từ nay đến …" of a day that is past
        found = replace(found, first=None)
    near = found.near or plain
    dated = found.last is not None
    time = hour(near) if (dated and found.kind != "duration") or found.kind == "recurrence" else None
    told = found.relation or relation(near, found.kind, found.first == found.last)
    counts: bool | None = None
    if dated or (found.kind == "duration" and found.value != "P0D" and told):
        always = found.kind == "duration" or LAST_DAY_BEFORE in found.why
        counts = always or is_included(near, time)
    elif found.kind == "recurrence" and told in _ENDS:
        counts = is_included(near, time)
    timex = found.timex
    if timex is None and found.last is not None:
        first = found.last if found.kind == "duration" else found.first or found.last
        timex = of_days(first, found.last, time)
    inferred = found.inferred
    if context.dated_by:
        inferred = tuple(note.replace("the directive's date", context.dated_by) for note in inferred)
    rolled = next_working_day(found.last) if context.roll_over and found.last else None
    return DueValue(
        value=found.value, kind=found.kind, relation=told, first=None if told in _ENDS else found.first, last=found.last,
        time=time, why=found.why, included=counts, inferred=inferred, timex=timex,
        provisional=found.provisional or bool(rolled and rolled.provisional and rolled.day != found.last),
        next_working_day=rolled.day if rolled else None,
    )  # fmt: skip


_ENDS = ("before", "on_or_before", "by")  # relations that set no first day


# --- readers, in order; each gives a value or None -----------------------------------------------------------------


def _normal(plain: str, text: str, context: DueContext) -> DueValue | None:
    """A value that is normal already stays as it is (days and "ongoing" the other readers know)."""
    match = _P["normal"].fullmatch(text.strip())
    if not match:
        return None
    if match["rule"]:
        return DueValue(match[0], "recurrence", timex=of_rule(match[0]))
    return (
        DueValue(match[0], "duration", timex=of_duration(match[0]))
        if match["span"]
        else DueValue(match[0], "reference")
    )


def _reference(plain: str, text: str, context: DueContext) -> DueValue | None:
    if not _P["paper"].search(plain):
        return None
    view = clean_view(text).text
    refs = docref_grammar.numbered(view)
    if not refs:
        return None
    rest = "".join(
        view[a:b] for a, b in zip([0, *(r.end for r in refs)], [*(r.start for r in refs), len(view)], strict=True)
    )
    if _P["time_beside"].search(rest):
        return None
    name = view[refs[-1].start : refs[-1].end]
    key = document_key(name)
    shown = " ".join(name.split()) if key.kind == "short" else key.key  # the key of a short name is folded
    return DueValue(f"doc:{shown}", "reference", why=("due by reference to a document",))


def _recurrence(plain: str, text: str, context: DueContext) -> DueValue | None:
    rule = recurrence(plain)
    return DueValue(rule, "recurrence", timex=of_rule(rule)) if rule else None


def _ongoing(plain: str, text: str, context: DueContext) -> DueValue | None:
    if _P["round_the_clock"].fullmatch(plain):
        return DueValue("ongoing", "ongoing", why=(f"open end: {plain}",))
    open_end = next((word for word in due_words().ongoing if word in plain), None)
    dated = (
        open_end
        and _P["continual"].fullmatch(open_end)
        and re.search(r"\d", plain)
        and not _P["from_then_on"].fullmatch(plain)
    )
    if open_end is None or dated:
        return None
    begins = named_in(plain, context)
    return DueValue(
        "ongoing", "ongoing", "from" if begins else None, first=min((m.period.first for m in begins), default=None),
        why=(f"open end: {open_end}",), inferred=tuple(m.inferred for m in begins if m.inferred),
    )  # fmt: skip


def _undated(plain: str) -> DueValue:
    """Null: an event that the text does not date, else nothing that is read."""
    if _P["event"].search(plain) and not re.search(r"\d", plain):
        return replace(unknown("the event is not dated in the text"), kind="event")
    return unknown("no time expression that this program reads")


def _blank(plain: str, text: str, context: DueContext) -> DueValue | None:
    return unknown("a form that is not filled in") if _P["blank_form"].search(plain) else None


def _open_range(plain: str, text: str, context: DueContext) -> DueValue | None:
    """ "từ ngày 15/3/2026 đến …" where the end names no day: a period after the start ("đến hết năm"), or null."""
    match = RANGE.search(plain) if "từ " in plain else None
    start = named_in(match["start"], context) if match else []
    if not match or not start or named_in(match["end"], context) or _P["day_in_signs"].search(match["end"]):
        return None
    found = due_value(match["end"], replace(context, document_date=start[-1].period.last, day_known=True))
    if found.last is None:
        return unknown(f"the end of the range is not dated: {match['end']}")
    notes = tuple(m.inferred for m in start if m.inferred)
    return of_period(cal.Period(start[0].period.first, found.last), inferred=(*notes, *found.inferred))


def _from_now(plain: str, text: str, context: DueContext) -> DueValue | None:
    """ "từ nay đến hết quý IV": begins on the directive's own day."""
    match = _P["from_now"].search(plain) if "nay" in plain else None
    found = _first_of(_DATED[1:], plain[match.end() :], text, context) if match else None
    if found is None or found.last is None:
        return found
    own = context.document_date if context.day_known else None
    note = (f"event: “từ nay” {own.isoformat()} from the directive's date",) if own else ()
    kind: Kind = "event" if found.kind == "event" else "period"
    return replace(found, kind=kind, relation="from", first=own, inferred=(*found.inferred, *note))


def _event(plain: str, text: str, context: DueContext) -> DueValue | None:
    """ "trước ngày bầu cử", where the directive dates the election in another place."""
    found = event_in(plain, context.text)
    if found is None:
        return None
    note = f"event: {found.day.isoformat()} from the day that the directive gives for “{found.name}”"
    return of_period(cal.one_day(found.day), ("the day of an event",), (note,))


_WHOLE: tuple[Reader, ...] = (_normal, _blank, _reference, _recurrence, _ongoing)
_DATED: tuple[Reader, ...] = (
    _from_now, _open_range, ahead, since_day, days, relative, duration, periods, bare, _event,
)  # fmt: skip
