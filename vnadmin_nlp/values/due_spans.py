"""Durations: kept as such, or counted from a day that the expression, the sentence or the whole directive names."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.due_days import RANGE, SEASON, feast, latest, named_in
from vnadmin_nlp.values.due_types import DueContext, DueValue
from vnadmin_nlp.values.events import event_in, event_in_sentence, in_force
from vnadmin_nlp.values.lunar import lunar_mentions
from vnadmin_nlp.values.timex import of_duration
from vnadmin_nlp.values.words import count, due_words
from vnadmin_nlp.values.workdays import count_working_days

_P = patterns("due_spans.yaml")
_DAY_HOURS: Final = 24


def _own_issue(since: str, sentence: str) -> bool:
    """Does the event behind "kể từ" mean the issue of the directive? "kể từ khi được ký" does beside "nghị quyết này".

    "kể từ ngày ký" alone does where its sentence names no other paper that might be signed; without a sentence nobody
    can tell.
    """
    if _P["own_issue"].search(since):
        return True
    around = " ".join(sentence.lower().split())
    if _P["this_paper"].search(around):
        return bool(_P["bare_issue"].search(since) or _P["bare_signing"].search(since))
    return bool(around and _P["bare_signing"].search(since) and not _P["other_paper"].search(around))


def _iso(number: int, unit: str) -> str:
    if unit == "MIN":
        return f"PT{number // 60}H" if number % 60 == 0 else f"PT{number}M"
    return f"PT{number}H" if unit == "H" else f"P{number}{unit}"


def _length(plain: str) -> re.Match[str] | None:
    """The first duration; hours only where something makes them a length and not an hour of the day."""
    for found in _P["length"].finditer(plain):
        clock = found["hours"] and (count(found["high"] or found["low"]) or 0) <= _DAY_HOURS
        before = plain[: found.start()]
        if not clock or _P["hours_in_a_length"].search(before) or _P["hours_with_a_start"].match(plain, found.end()):
            return found
    return None


def _duration_of(value: str) -> DueValue:
    return DueValue(value, "duration", timex=of_duration(value))


def since_day(plain: str, text: str, context: DueContext) -> DueValue | None:
    """A duration that begins on a day which is named: in the expression, else by its event in the directive."""
    span = _length(plain)
    since = _P["start"].search(plain, span.end()) if span else None
    if not span or not since or not _P["gap"].fullmatch(plain, span.end(), since.start()):
        return None
    stated = _P["stated_day"].search(plain, span.end())
    told = named_in(plain[stated.end() :], context) if stated else []
    if stated and told:
        return latest(plain[stated.end() :], told)
    report = since["back"] and _P["period_of_report"].search(plain[: span.end()])
    if report and named_in(plain[since.start() :], context):
        return None  # "báo cáo 6 tháng trước ngày 15/6": the report on six months
    if RANGE.search(plain, span.end()) and len(named_in(plain[span.end() :], context)) > 1:
        return None  # "trong 15 ngày (từ ngày 01/12 đến ngày 15/12/2025)": the range says it all
    unit = due_words().durations[span["unit"]]
    number = count(span["high"] or span["low"])
    if not number:
        return None
    start = _start(plain[since.start() :], context)
    if start is None:
        return _duration_of(_iso(number, unit))
    sign = -1 if since["back"] else 1
    if _P["midnight"].search(plain, since.start()):  # the day itself is one of those counted
        start.period = cal.one_day(start.period.last - timedelta(1))
    return _counted(start, sign * number, unit) or _duration_of(_iso(number, unit))


def _start(since: str, context: DueContext) -> _Start | None:
    named = [m for m in named_in(since, context) if m.period.first == m.period.last]
    if named:
        found = max(named, key=lambda m: m.period.last)
        return _Start(found.period, (found.inferred,) if found.inferred else ())
    if context.document_date and context.day_known and _own_issue(since, context.sentence):
        own = context.document_date
        return _Start(cal.one_day(own), (f"event: its issue on {own.isoformat()}, the directive's date",))
    force = context.document_date and context.day_known and _P["coming_into_force"].search(since)
    days = in_force(context.text) if force else None
    if days is not None and context.document_date:
        there = context.document_date + timedelta(days)
        return _Start(cal.one_day(there), (f"event: in force from {there.isoformat()}, {days} days after its issue",))
    day = feast(since, context) if lunar_mentions(since) else None
    if day and day.last:
        return _Start(cal.one_day(day.last), day.inferred)
    event = event_in_sentence(since, context.sentence) or event_in(since, context.text)
    if event is None:
        return None
    note = f"event: {event.day.isoformat()} from the day that the directive gives for “{event.name}”"
    return _Start(cal.one_day(event.day), (note,))


class _Start:
    """The day that a duration is counted from, and what was inferred to find it."""

    def __init__(self, period: cal.Period, inferred: tuple[str, ...]) -> None:
        self.period = period
        self.inferred = inferred


def _counted(start: _Start, number: int, unit: str) -> DueValue | None:
    provisional = False
    if unit == "B":
        counted = count_working_days(start.period.last, number)
        end = counted.day if counted else None
        provisional = counted.provisional if counted else False
    else:
        end = cal.add(start.period.last, number, unit)
    if end is None:
        return None
    why = "counted from the day named" if number > 0 else "counted back from the day named"
    behind = cal.add(start.period.last, 1, "D")  # Civil Code 2015 art. 147: the first day is not counted
    first = behind if number > 0 else end
    return DueValue(
        end.isoformat(), "duration", first=first, last=end, why=(why,), inferred=start.inferred, provisional=provisional
    )


def duration(plain: str, text: str, context: DueContext) -> DueValue | None:
    """A duration from an event that is not dated: "trong thời hạn 10 ngày kể từ ngày nhận được văn bản"."""
    both = _P["hours_and_minutes"].search(plain)
    if both and _P["hours_in_a_length"].search(plain[: both.start()]):
        return _duration_of(f"PT{int(both[1])}H{int(both[2])}M")
    span = _length(plain)
    number = count(span["high"] or span["low"]) if span else None
    if not span or not number:
        return DueValue("P0D", "duration", "by", timex="P0D") if _P["at_once"].match(plain) else None
    if ";" in plain[span.end() :] and named_in(plain[plain.index(";", span.end()) :], context):
        return None  # "sau 01 năm thực hiện; tổng kết vào năm 2026": the last
    if "(" in plain[span.end() :] and named_in(plain[plain.index("(", span.end()) :], context):
        return None  # "trong hai năm (2026-2027)"
    return _duration_of(_iso(number, due_words().durations[span["unit"]]))


def ahead(plain: str, text: str, context: DueContext) -> DueValue | None:
    """ "trước ngày 30/4/2025 ít nhất 05 ngày": counted back from the day named."""
    match = None if plain[-1:].isdigit() else _P["ahead"].search(plain)  # it ends in a unit
    number = count(match["n"]) if match and match.end() == len(plain.rstrip(" .;,)")) else None
    if not match or not number:
        return None
    before = plain[: match.start("n")]
    start = None if SEASON.search(before) else _start(before, context)  # "trước kỳ họp giữa năm 2026 30 ngày"
    return _counted(start, -number, due_words().durations[match["unit"]]) if start else None
