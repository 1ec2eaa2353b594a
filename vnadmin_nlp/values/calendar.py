"""Days, periods and the choice of a year: the arithmetic behind due values. Never looks at the clock."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Literal

Grain = Literal["day", "week", "month", "quarter", "half", "year", "period"]

BYDAY: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Days of the week as RFC 5545 writes them, in the order of `date.weekday()`."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included; one day where they are equal.

    `grain`: what it is called by: day, week, month, quarter, half, year, or period for any other stretch ("cuối năm 2025"
    is a day called by its year). `named`: the TIMEX3 value where the text names something wider than the days (2025).
    """

    first: date
    last: date
    grain: Grain = field(default="period", compare=False)
    named: str = field(default="", compare=False)


def day(year: int, month: int, number: int) -> Period | None:
    """One day; None where the calendar has no such day."""
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return one_day(found)


def one_day(there: date) -> Period:
    """A day as a period."""
    return Period(there, there, "day")


def month(year: int, number: int) -> Period:
    """A month, 1 to 12."""
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]), "month")


def quarter(year: int, number: int) -> Period:
    """A quarter, 1 to 4."""
    return Period(date(year, 3 * number - 2, 1), month(year, 3 * number).last, "quarter")


def half(year: int, number: int) -> Period:
    """A half year, 1 or 2."""
    return Period(date(year, 6 * number - 5, 1), month(year, 6 * number).last, "half")


def whole_year(year: int) -> Period:
    """A calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31), "year")


def week_of_month(year: int, number: int, week: int) -> Period | None:
    """The `week`-th calendar week (Monday to Sunday) of a month, inside the month; -1 is the one that holds its last day.

    A week belongs to the month that holds its Thursday, as ISO 8601 counts the weeks of a year.
    """
    first = date(year, number, 1)
    whole = month(year, number)
    start = first + timedelta((3 - first.weekday()) % 7 - 3) + timedelta(7 * (week - 1))
    if week == -1:
        start = whole.last - timedelta(whole.last.weekday())
    if start > whole.last:
        return None
    return Period(max(start, whole.first), min(start + timedelta(6), whole.last))


def weekday_in(week: Period, weekday: int) -> Period | None:
    """The day of `week` that is a `weekday` (0 for Monday); None where the week, cut off by its month, has none."""
    found = week.first + timedelta((weekday - week.first.weekday()) % 7)
    return one_day(found) if found <= week.last else None


def week_from(day_: date, weeks: int) -> Period:
    """The calendar week of `day_` (Monday to Sunday), or the one `weeks` later."""
    start = day_ - timedelta(day_.weekday()) + timedelta(7 * weeks)
    return Period(start, start + timedelta(6), "week")


def add(start: date, count: int, unit: str) -> date | None:
    """`start` plus a duration; the first day is not counted (Civil Code 2015 art. 147).

    `unit`: D, W, M, Y; None for any other (working days are `workdays.count_working_days`), and past the calendar.
    """
    if unit in ("D", "W"):
        try:
            return start + timedelta(count * (7 if unit == "W" else 1))
        except OverflowError:
            return None
    if unit not in ("M", "Y"):
        return None
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "Y" else 1)
    year, number = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, number + 1, min(start.day, calendar.monthrange(year, number + 1)[1]))
