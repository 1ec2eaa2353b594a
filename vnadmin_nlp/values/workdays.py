"""Working days: weekends, the public holidays of the `holidays` package, and the decided swaps that it misses.

The calendar of a year is published late in the year before; what is counted over a year without one is provisional.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.values.words import due_words

COLUMNS = ("date", "status", "swapped_with", "decided", "source")
_MOST = 2000  # working days; a term longer than that is not counted in them


@cache
def _swaps() -> dict[date, bool]:
    """Day -> worked on; raises ValueError where a swap names only one of its two days."""
    rows = {date.fromisoformat(row["date"]): row for row in read_tsv("working_days.tsv", COLUMNS)}
    for day, row in rows.items():
        other = rows.get(date.fromisoformat(row["swapped_with"])) if row["swapped_with"] else None
        if row["status"] not in ("off", "work") or (row["swapped_with"] and other is None):
            raise ValueError(f"working_days.tsv: {day}")
        if other is not None and (other["status"] == row["status"] or other["swapped_with"] != day.isoformat()):
            raise ValueError(f"working_days.tsv: {day} and {other['date']} are no pair")
    return {day: row["status"] == "work" for day, row in rows.items()}


@dataclass(frozen=True, slots=True)
class _Year:
    off: frozenset[date]  # holidays, weekdays and weekend days
    worked: frozenset[date]  # weekend days that are worked


@cache
def _year(year: int) -> _Year:
    import holidays

    known = holidays.country_holidays("VN", years=year)
    worked = {d for d in getattr(known, "weekend_workdays", ()) if d.year == year}
    return _Year(frozenset(d for d in known if d.year == year), frozenset(worked))


def is_working_day(day: date) -> bool:
    """Whether offices work on `day`."""
    if day in _swaps():
        return _swaps()[day]
    year = _year(day.year)
    return day in year.worked or (day.weekday() < 5 and day not in year.off)


def is_published(year: int) -> bool:
    """Whether the calendar of `year` with its swaps is decided, as far as this version knows."""
    first, last = due_words().published_calendars
    return first <= year <= last


@dataclass(frozen=True, slots=True)
class Counted:
    """A day counted in working days; `provisional` where a year on the way has no published calendar."""

    day: date
    provisional: bool


def count_working_days(start: date, count: int) -> Counted | None:
    """The `count`-th working day behind `start` (before it where `count` is negative); `start` itself is not counted.

    None for more than 2000 working days, and outside 1951 to 2089.
    """
    if not 0 < abs(count) <= _MOST or not 1950 < start.year < 2090:
        return None
    step = timedelta(1 if count > 0 else -1)
    day, left = start, abs(count)
    while left:
        day += step
        left -= is_working_day(day)
    years = range(min(start, day).year, max(start, day).year + 1)
    return Counted(day, not all(is_published(y) for y in years))


def next_working_day(day: date) -> Counted | None:
    """`day` where offices work on it, else the first working day behind it (Civil Code 2015 art. 148)."""
    return Counted(day, not is_published(day.year)) if is_working_day(day) else count_working_days(day, 1)
