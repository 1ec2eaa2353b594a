"""Days and periods that a due expression names, each in its year.

A mention without a year takes the year written nearest to it in the expression ("từ 25/12 đến 20/02/2019" begins in
2018, "quý III và quý IV/2022" is all 2022); only where none is written does the directive's own date decide, by the
year "nearest in the future" (annotation guidelines 1.3, 'due').
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.words import NUMBER, count


@dataclass(frozen=True, slots=True)
class Mention:
    """A named day or period at `start:end` of the expression (code points), with the days it covers."""

    start: int
    end: int
    period: cal.Period


Make = Callable[[int], cal.Period | None]


@dataclass(frozen=True, slots=True)
class _Named:
    start: int
    end: int
    make: Make
    year: int | None


_Y = r"((?:19|20)\d\d)(?!\d)"
_SEP = r" ?[/.-] ?"
_OF_YEAR = rf"(?:{_SEP}{_Y}|,? năm {_Y})?"
_MM = r"(?:0?[1-9]|1[0-2])(?!\d)"
_JOINT = r"(?:, ?(?:và )?| và | ?- ?| đến | tới )"
_NO_DAY = r"(?! ?[/.-] ?\d{1,2}(?!\d))"  # "tháng 3 và 15/4": the 15 is a day, not a month
_PART = r"(?:(?P<part>đầu|giữa|cuối|hết|nửa đầu|nửa cuối) )?"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

_FIRST_DAYS = re.compile(rf"(\d{{1,2}}) ngày đầu tháng (\d{{1,2}})(?!\d){_OF_YEAR}")
_WEEK = re.compile(rf"tuần (?:thứ )?(\d|nhất|đầu|hai|ba|tư|cuối)(?: của)? tháng (\d{{1,2}})(?!\d){_OF_YEAR}")
_MONTHS = re.compile(
    rf"(?:(?<!ngày )(?<!\w)(?P<n>\d{{1,2}}) |(?<!\d ))(?P<all>tháng {_MM}(?:{_JOINT}{_MM}){{1,11}}){_NO_DAY}{_OF_YEAR}"
)
_ISO = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)-(\d\d)-(\d\d)(?![\d/.-])")
_DAY_RANGE = re.compile(rf"(?<![\d/.-])(\d{{1,2}}) ?- ?(\d{{1,2}})(?:/| tháng )(\d{{1,2}})(?!\d){_OF_YEAR}")
_DATE = re.compile(
    rf"(?<![\d/.-])(?<!tuần )(?<!tuần thứ )(?<!tháng )(\d{{1,2}})(?:"
    rf"{_SEP}(\d{{1,2}})(?!\d)(?:{_SEP}{_Y}|/(\d\d)(?![\d/]|[.-]\d)|,? năm {_Y})?|,? tháng (\d{{1,2}})(?!\d){_OF_YEAR})"
)
_MONTH = re.compile(rf"{_PART}tháng (\d{{1,2}})(?!\d){_OF_YEAR}")
_MONTH_YEAR = re.compile(rf"(?<![\d/.-])(?<!tháng )(\d{{1,2}})[/-]{_Y}(?![/-])")
_Q = r"(?:iv|i{1,3}|[1-4])(?!\w)"
_QUARTER = re.compile(rf"{_PART}qu[ýí] ({_Q}(?:{_JOINT}{_Q}){{0,3}}){_NO_DAY}{_OF_YEAR}")
_HALF = re.compile(rf"({NUMBER}) tháng (đầu|cuối) năm(?: {_Y})?")
_YEAR = re.compile(
    rf"(?:{_PART}(?:các năm|năm|giai đoạn(?: từ)?(?: năm)?) (?P<school>học )?|\((?=\d{{4}} ?- ?\d{{4}}\)))"
    rf"(?P<years>{_Y}(?:{_JOINT}(?:năm )?(?:19|20)\d\d(?!\d)){{0,9}})"
)
_SPLIT_DATES = re.compile(r"(?:(?<=/\d)|(?<=/\d\d)|(?<=/\d{4}))-(?=\d{1,2}/)")

NAMED_DAY = _DATE


def written_year(text: str) -> int | None:
    """The last year that `text` writes."""
    found = re.findall(_Y, text)
    return int(found[-1]) if found else None


def mentions(plain: str, own: date | None = None, own_year: int | None = None) -> list[Mention]:
    """The days and periods named in `plain` (lower case, clean), in the order of the text.

    `own` is the directive's date, `own_year` serves where only its year is known. What has no year by any of them,
    and days that no calendar has, are left out.
    """
    named = sorted(_named(plain), key=lambda n: n.start)
    if own is not None and all(n.year is None for n in named):
        named = _anchored(named, plain, own)
    out = []
    for i, item in enumerate(named):
        period = _in_year(named, i, own, own_year)
        if period is not None:
            out.append(Mention(item.start, item.end, period))
    return out


def _in_year(named: list[_Named], i: int, own: date | None, own_year: int | None) -> cal.Period | None:
    item = named[i]
    if item.year is not None:
        return item.make(item.year)
    later = next((n for n in named[i + 1 :] if n.year is not None), None)
    if later is not None and later.year is not None:
        limit = later.make(later.year)
        found = item.make(later.year)
        return found if found is None or limit is None or found.first <= limit.last else item.make(later.year - 1)
    earlier = next((n for n in reversed(named[:i]) if n.year is not None), None)
    if earlier is not None and earlier.year is not None:
        start = earlier.make(earlier.year)
        return nearest(item.make, start.first) if start else item.make(earlier.year)
    if own is not None:
        return nearest(item.make, own)
    return item.make(own_year) if own_year is not None else None


_TO = re.compile(r" ?[-–] ?|,? (?:cho )?(?:đến|tới) (?:hết )?(?:ngày )?")


def _anchored(named: list[_Named], plain: str, own: date) -> list[_Named]:
    """Of a range without a year its end is what lies nearest in the future; its start may have begun before `own`."""
    out = list(named)
    for i, (item, after) in enumerate(pairwise(named)):
        if item.start == after.start or _TO.fullmatch(plain, item.end, after.start):
            end = nearest(named[i + 1].make, own)
            out[i + 1] = replace(after, year=end.last.year if end else None)
    return out


def nearest(make: Make, own: date) -> cal.Period | None:
    """The first period by `make` that does not end before `own` (29 February: up to eight years on)."""
    for year in range(own.year, min(own.year + 9, date.max.year)):
        period = make(year)
        if period is not None and period.last >= own:
            return period
    return None


def part_of(period: cal.Period | None, part: str | None) -> cal.Period | None:
    """Early, middle or end of a month or year (Civil Code 2015 art. 146); of a quarter the law says nothing.

    Early in a year is its first day wherever it stands, in a list too ("cuối năm 2025 và đầu năm 2026" ends on
    1 January 2026): one rule of law for one phrase, rather than a guess how far "early" reaches.
    """
    if period is None or part in (None, "hết"):
        return period
    days = (period.last - period.first).days + 1
    if part == "cuối" or 80 < days < 100:
        return period if part != "cuối" else cal.Period(period.last, period.last)
    if part == "đầu":
        return cal.Period(period.first, period.first)
    if part == "nửa đầu":
        return cal.Period(period.first, period.first + timedelta(14))
    if part == "giữa":
        there = date(period.first.year, 6, 30) if days > 100 else period.first + timedelta(14)
        return cal.Period(there, there)
    return period


def _first(*groups: str | None) -> int | None:
    return next((int(group) for group in groups if group), None)


def _named(plain: str) -> Iterator[_Named]:
    """Every form in turn, the longest first; what one has read is blanked for the next."""
    plain = _SPLIT_DATES.sub("–", plain)
    for pattern, read in _READERS:
        for match in list(pattern.finditer(plain)):
            found = list(read(match))
            if found or pattern in (_DATE, _DAY_RANGE):
                plain = plain[: match.start()] + "¦" * (match.end() - match.start()) + plain[match.end() :]
            yield from (_Named(match.start(), match.end(), make, year) for make, year in found)


Read = Iterator[tuple[Make, int | None]]


def _days(month: int, first: int, last: int) -> Make:
    def make(year: int) -> cal.Period | None:
        begin, end = cal.day(year, month, first), cal.day(year, month, last)
        return cal.Period(begin.first if begin and first <= last else end.last, end.last) if end else None

    return make


def _month(number: int, part: str | None = None) -> Make:
    return lambda year: part_of(cal.month(year, number), part)


def _quarter(number: int, part: str | None) -> Make:
    return lambda year: part_of(cal.quarter(year, number), part)


def _list(makes: list[Make], year: int | None) -> Read:
    """The year stands behind the last of them; `_in_year` carries it to the others."""
    for i, make in enumerate(makes, 1):
        yield make, year if i == len(makes) else None


def _read_first_days(m: re.Match[str]) -> Read:
    if 1 <= int(m[2]) <= 12:
        yield _days(int(m[2]), int(m[1]), int(m[1])), _first(m[3], m[4])


def _read_week(m: re.Match[str]) -> Read:
    if 1 <= int(m[2]) <= 12:
        yield (lambda year: cal.week_of_month(year, int(m[2]), count(m[1]) or 5)), _first(m[3], m[4])


def _read_months(m: re.Match[str]) -> Read:
    """'tháng 9 - 10/2024'. A number before it must count the months ("trong 2 tháng 3 và 4"), else it is a day."""
    numbers = [int(n) for n in re.findall(r"\d+", m["all"])]
    if m["n"] and int(m["n"]) != len(numbers):
        return
    yield from _list([_month(n) for n in numbers], _first(m[3], m[4]))


def _read_iso(m: re.Match[str]) -> Read:
    yield _days(int(m[2]), int(m[3]), int(m[3])), int(m[1])


def _read_range(m: re.Match[str]) -> Read:
    if 1 <= int(m[3]) <= 12:
        yield _days(int(m[3]), int(m[1]), int(m[2])), _first(m[4], m[5])


def _read_date(m: re.Match[str]) -> Read:
    month, number = int(m[2] or m[6]), int(m[1])
    year = _first(m[3], m[5], m[7], m[8]) or (2000 + int(m[4]) if m[4] else None)
    if 1 <= month <= 12:
        yield _days(month, number, number), year


def _read_half(m: re.Match[str]) -> Read:
    number = count(m[1])
    if number and number < 12:
        first, last = (1, number) if m[2] == "đầu" else (13 - number, 12)
        yield (lambda year: cal.Period(cal.month(year, first).first, cal.month(year, last).last)), _first(m[3])


def _read_quarters(m: re.Match[str]) -> Read:
    names = re.findall(_Q, m[2])
    yield from _list([_quarter(_ROMAN.get(n) or int(n), m["part"]) for n in names], _first(m[3], m[4]))


def _read_month_year(m: re.Match[str]) -> Read:
    if 1 <= int(m[1]) <= 12:
        yield _month(int(m[1])), int(m[2])


def _read_month(m: re.Match[str]) -> Read:
    if 1 <= int(m[2]) <= 12:
        yield _month(int(m[2]), m["part"]), _first(m[3], m[4])


def _read_years(m: re.Match[str]) -> Read:
    if m["school"]:  # the months of a school year differ by decision of each year
        return
    years = [int(y) for y in re.findall(r"\d{4}", m["years"])]
    whole = cal.Period(cal.whole_year(years[0]).first, cal.whole_year(years[-1]).last)
    yield (lambda year: part_of(whole, m["part"]) if len(years) == 1 else whole), years[-1]


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Read]], ...] = (
    (_FIRST_DAYS, _read_first_days),
    (_WEEK, _read_week),
    (_MONTHS, _read_months),
    (_ISO, _read_iso),
    (_DAY_RANGE, _read_range),
    (_DATE, _read_date),
    (_HALF, _read_half),
    (_QUARTER, _read_quarters),
    (_MONTH_YEAR, _read_month_year),
    (_MONTH, _read_month),
    (_YEAR, _read_years),
)
