"""Days, periods and the choice of a year: the arithmetic behind due values. Never looks at the clock."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from vnadmin_nlp.lexicon.tables import read_tsv


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both ends included; one day where they are equal."""

    first: date
    last: date


def day(year: int, month: int, number: int) -> Period | None:
    """One day; None where the calendar has no such day."""
    try:
        found = date(year, month, number)
    except ValueError:
        return None
    return Period(found, found)


def month(year: int, number: int) -> Period:
    """A month, 1 to 12."""
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def quarter(year: int, number: int) -> Period:
    """A quarter, 1 to 4."""
    return Period(date(year, 3 * number - 2, 1), month(year, 3 * number).last)


def half(year: int, number: int) -> Period:
    """A half year, 1 or 2."""
    return Period(date(year, 6 * number - 5, 1), month(year, 6 * number).last)


def whole_year(year: int) -> Period:
    """A calendar year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def week_of_month(year: int, number: int, week: int) -> Period | None:
    """The `week`-th calendar week (to Sunday) of a month; the first one is that of the month's first day."""
    first = date(year, number, 1)
    start = first - timedelta(first.weekday()) + timedelta(7 * (week - 1))
    whole = month(year, number)
    if start > whole.last:
        return None
    return Period(max(start, whole.first), min(start + timedelta(6), whole.last))


def week_from(day_: date, weeks: int) -> Period:
    """The calendar week of `day_` (Monday to Sunday), or the one `weeks` later."""
    start = day_ - timedelta(day_.weekday()) + timedelta(7 * weeks)
    return Period(start, start + timedelta(6))


@cache
def lunar_days(lunar: str) -> tuple[date, ...]:
    """The solar days of the lunar day `lunar` ("1/1", "10/3") in the years that the table holds; else empty."""
    rows = read_tsv("lunar_days.tsv", ("lunar", "date", "source"))
    return tuple(date.fromisoformat(row["date"]) for row in rows if row["lunar"] == lunar)


def add_working_days(start: date, count: int) -> date:
    """The `count`-th working day behind `start`: weekends and the public holidays of Vietnam, swapped days included."""
    import holidays

    return holidays.country_holidays("VN").get_nth_working_day(start, count)  # type: ignore[no-any-return]


def add(start: date, count: int, unit: str) -> date | None:
    """`start` plus a duration; the first day is not counted (Civil Code 2015 art. 147). None for hours and minutes.

    `unit`: D, W, M, Y, or B for working days.
    """
    if unit == "B":
        return add_working_days(start, count)
    if unit in ("D", "W"):
        return start + timedelta(count * (7 if unit == "W" else 1))
    if unit not in ("M", "Y"):
        return None
    months = start.year * 12 + start.month - 1 + count * (12 if unit == "Y" else 1)
    year, number = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, number + 1, min(start.day, calendar.monthrange(year, number + 1)[1]))
