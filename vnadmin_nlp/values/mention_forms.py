"""The forms in which due expressions name days and periods: what stands where, and which days it is in a given year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from vnadmin_nlp.lexicon.patterns import patterns, rules
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.timex import of_days
from vnadmin_nlp.values.words import count, due_words, ordinal

Make = Callable[[int], cal.Period | None]


@dataclass(frozen=True, slots=True)
class Named:
    """A day or period at `start:end`; `make` gives its days in a year, `year` is the one that it writes."""

    start: int
    end: int
    make: Make
    year: int | None
    anchored: bool = False  # the year is that of the directive, not written


_FORMS = rules("due_forms.yaml")
_P = patterns("due_mentions.yaml")
_PARTS = {rule.name: rule for rule in rules("due_parts.yaml")}

NAMED_DAY: re.Pattern[str] = patterns("due_forms.yaml")["date"]


def named_in(plain: str) -> Iterator[Named]:
    """Every form in the order of its table; what one has read is blanked for the next. `plain`: lower case, clean."""
    if "-" in plain:
        plain = _P["split_dates"].sub("–", plain)
    for needed, pattern, read in _asked():
        if needed not in plain:
            continue
        for match in list(pattern.finditer(plain)):
            found = list(read(match))
            if found or pattern is NAMED_DAY:
                plain = plain[: match.start()] + "¦" * (match.end() - match.start()) + plain[match.end() :]
            yield from (Named(match.start(), match.end(), make, year) for make, year in found)


@cache
def _asked() -> tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], Read]], ...]:
    """The forms in their order: the word without which none is there, the pattern, its reader."""
    return tuple((form.gives, form.pattern, _READERS[form.name]) for form in _FORMS)


@cache
def _part(word: str | None) -> str:
    """The name that `due_parts.yaml` gives the part of a period, empty where no part is named."""
    return next((name for name, rule in _PARTS.items() if rule.holds(word)), "") if word else ""


def part_of(period: cal.Period | None, word: str | None) -> cal.Period | None:
    """Early, middle or end of a month or year (Civil Code 2015 art. 146); of a quarter the law says nothing.

    Early in a year is its first day wherever it stands, in a list too ("cuối năm 2025 và đầu năm 2026" ends on
    1 January 2026): one rule of law for one phrase, rather than a guess how far "early" reaches.
    """
    part = _part(word)
    if period is None or part in ("", "all"):
        return period
    if part in ("first_day", "last_day"):  # said to be that day, of a quarter too
        return cal.one_day(period.first if part == "first_day" else period.last)
    grain, named = period.grain, of_days(period.first, period.last)  # TIMEX3: "cuối năm 2025" is 2025 with mod="END"
    if part == "end" and grain == "week":
        return cal.Period(period.last - timedelta(1), period.last)  # Saturday and Sunday
    if part == "end":
        return cal.Period(period.last, period.last, grain, named)
    if grain == "week" and part == "beginning":
        return cal.one_day(period.first)
    if grain not in ("month", "year"):
        return period
    if part == "beginning":
        return cal.Period(period.first, period.first, grain, named)
    middle = date(period.first.year, 6, 30) if grain == "year" else period.first + timedelta(14)
    if part == "first_half":
        return cal.half(period.first.year, 1) if grain == "year" else cal.Period(period.first, middle)
    if part == "second_half":
        return cal.half(period.first.year, 2) if grain == "year" else cal.Period(middle + timedelta(1), period.last)
    return cal.Period(middle, middle, grain, named) if part == "middle" else period


Read = Iterator[tuple[Make, int | None]]


def _first(*groups: str | None) -> int | None:
    return next((int(group) for group in groups if group), None)


def _month_ok(number: int) -> bool:
    return 1 <= number <= 12


def _days(month: int, first: int, last: int) -> Make:
    """The days `first` to `last` of a month; behind its end (31 in June) they end with the month, unless it is one day."""

    def make(year: int) -> cal.Period | None:
        if first == last:
            return cal.day(year, month, last)
        begin, end = cal.day(year, month, first), cal.day(year, month, last)
        return cal.Period(begin.first, end.last) if begin and end and first < last else end

    return make


def _tail(month: int, first: int | None, count_: int = 0) -> Make:
    """From the day `first` of a month to its end, or its last `count_` days."""

    def make(year: int) -> cal.Period:
        last = cal.month(year, month).last
        return cal.Period(last.replace(day=first) if first else last - timedelta(count_ - 1), last)

    return make


def _month(number: int, part: str | None = None) -> Make:
    return lambda year: part_of(cal.month(year, number), part)


def _quarter(number: int, part: str | None = None) -> Make:
    return lambda year: part_of(cal.quarter(year, number), part)


def _list(makes: list[Make], year: int | None) -> Read:
    """The year stands behind the last of them; `mentions` carries it to the others."""
    for i, make in enumerate(makes, 1):
        yield make, year if i == len(makes) else None


def _read_ten_days(m: re.Match[str]) -> Read:
    first, last = (int(n) for n in _PARTS[_part(m[1])].gives.split("-"))
    if _month_ok(int(m[2])):
        yield _tail(int(m[2]), first) if last > 30 else _days(int(m[2]), first, last), _first(m[3], m[4])


def _read_some_days(m: re.Match[str]) -> Read:
    number = count(m[1])
    if number and number < 29 and _month_ok(int(m[3])):
        make = _days(int(m[3]), 1, number) if m[2] == "đầu" else _tail(int(m[3]), None, number)
        yield make, _first(m[4], m[5])


def _read_week(m: re.Match[str]) -> Read:
    """'tuần 3 tháng 12'; a number before it counts the weeks ("hai tuần đầu tháng 9"), else nobody can tell."""
    number, several, month = ordinal(m["nth"]), count(m["n"]), int(m["month"])
    if not _month_ok(month) or (several and m["nth"] != "đầu"):
        return
    last = several or number
    weekday = cal.BYDAY.index(due_words().weekdays[m["weekday"]]) if m["weekday"] else None

    def make(year: int) -> cal.Period | None:
        begin, end = cal.week_of_month(year, month, number), cal.week_of_month(year, month, last)
        if weekday is not None:
            return cal.weekday_in(begin, weekday) if begin else None
        return cal.Period(begin.first, end.last) if begin and end else None

    yield make, _first(m["y"], m["year"])


def _read_months(m: re.Match[str]) -> Read:
    """'tháng 9 - 10/2024'. A number before it must count the months ("trong 2 tháng 3 và 4"), else it is a day."""
    numbers = [int(n) for n in re.findall(r"\d+", m["all"])]
    if m["n"] and int(m["n"]) != len(numbers):
        return
    yield from _list([_month(n) for n in numbers], _first(m[3], m[4]))


def _read_month_span(m: re.Match[str]) -> Read:
    """'05-06/2024' in a due field; behind "ngày" or "trước" it is a day written with two signs."""
    one, other = int(m["one"]), int(m["other"])
    if one < other:
        yield (lambda year: cal.Period(cal.month(year, one).first, cal.month(year, other).last)), int(m[3])


def _read_iso(m: re.Match[str]) -> Read:
    yield _days(int(m[2]), int(m[3]), int(m[3])), int(m[1])


def _read_day_list(m: re.Match[str]) -> Read:
    """'05 - 09/12', 'các ngày 25, 26 và 27/9/2025'; days that do not rise are no list, only the last has the month."""
    days = [int(n) for n in re.findall(r"\d+", m["days"])]
    if _month_ok(int(m[2])) and all(1 <= d <= 31 for d in days):
        rising = all(a < b for a, b in pairwise(days))
        yield _days(int(m[2]), days[0] if rising else days[-1], days[-1]), _first(m[3], m[4])


def _read_date(m: re.Match[str]) -> Read:
    month, number = int(m[3] or m[7]), int(m[1])
    year = _first(m[4], m[6], m[8], m[9]) or (2000 + int(m[5]) if m[5] else None)
    if _month_ok(month):
        yield _days(month, number, number), year


def _read_half(m: re.Match[str]) -> Read:
    number = (count(m[1]) or 0) * (3 if m[2] == "quý" else 1)
    if 0 < number < 12:
        first, last = (1, number) if m[3] == "đầu" else (13 - number, 12)
        grain: cal.Grain = "half" if number == 6 else "period"
        yield (lambda year: cal.Period(cal.month(year, first).first, cal.month(year, last).last, grain)), _first(m[4])


def _read_part_of_year(m: re.Match[str]) -> Read:
    first = m["nth"] == "đầu"
    yield (_month(1 if first else 12) if m["unit"] == "tháng" else _quarter(1 if first else 4)), _first(m[3])


def _read_month_of_quarter(m: re.Match[str]) -> Read:
    nth = ordinal(m["nth"])
    yield _month(3 * ordinal(m["q"]) - 3 + (nth if nth > 0 else 3)), _first(m[3], m[4])


def _read_quarters(m: re.Match[str]) -> Read:
    numbers = [ordinal(name) for name in _P["quarter_number"].findall(m[2])]
    yield from _list([_quarter(number, m["part"]) for number in numbers], _first(m[3], m[4]))


def _read_month_year(m: re.Match[str]) -> Read:
    if _month_ok(int(m[1])):
        yield _month(int(m[1])), int(m[2])


def _read_month(m: re.Match[str]) -> Read:
    if _month_ok(int(m[2])):
        yield _month(int(m[2]), m["part"]), _first(m[3], m[4])


def _read_years(m: re.Match[str]) -> Read:
    if m["school"]:  # the months of a school year differ by decision of each year
        return
    years = [int(y) for y in re.findall(r"\d{4}", m["years"])]
    if len(years) == 1:
        yield (lambda year: part_of(cal.whole_year(year), m["part"] or m["bare"])), years[0]
        return
    grain: cal.Grain = "period" if _P["span_of_years"].search(m["years"]) else "year"
    whole = cal.Period(cal.whole_year(years[0]).first, cal.whole_year(years[-1]).last, grain)
    yield (lambda year: whole), years[-1]


_READERS: dict[str, Callable[[re.Match[str]], Read]] = {
    "ten_days": _read_ten_days,
    "some_days": _read_some_days,
    "week": _read_week,
    "months": _read_months,
    "iso": _read_iso,
    "month_span": _read_month_span,
    "day_list": _read_day_list,
    "date": _read_date,
    "half": _read_half,
    "month_of_quarter": _read_month_of_quarter,
    "part_of_year": _read_part_of_year,
    "quarter": _read_quarters,
    "month_year": _read_month_year,
    "month": _read_month,
    "year": _read_years,
}
"""The reader of each form of `due_forms.yaml`."""
