"""The forms in which due expressions name days and periods: what stands where, and which days it is in a given year."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.timex import of_days
from vnadmin_nlp.values.words import NUMBER, count, due_words

Make = Callable[[int], cal.Period | None]


@dataclass(frozen=True, slots=True)
class Named:
    """A day or period at `start:end`; `make` gives its days in a year, `year` is the one that it writes."""

    start: int
    end: int
    make: Make
    year: int | None
    anchored: bool = False  # the year is that of the directive, not written


_Y = r"((?:19|20)\d\d)(?!\d)"
_SEP = r" ?[/.-] ?"
_OF_YEAR = rf"(?:{_SEP}{_Y}|,?(?: của)? năm {_Y})?"
_MM = r"(?:0?[1-9]|1[0-2])(?!\d)"
_JOINT = r"(?:, ?(?:và )?| và | hoặc | ?[-+] ?| đến | tới )"
_NO_DAY = r"(?! ?[/.-] ?\d{1,2}(?!\d))"  # "tháng 3 và 15/4": the 15 is a day, not a month
_PART = r"(?:(?P<part>ngày đầu|ngày cuối|đầu|giữa|cuối|hết|nửa đầu|nửa cuối) )?"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "nhất": 1, "hai": 2, "ba": 3, "tư": 4}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_TENS = {"thượng": (1, 10), "trung": (11, 20), "hạ": (21, 31)}

_TEN_DAYS = re.compile(rf"(thượng|trung|hạ) tuần(?: của)? tháng (\d{{1,2}})(?!\d){_OF_YEAR}")
_SOME_DAYS = re.compile(rf"({NUMBER}) ngày (đầu|cuối)(?: cùng)?(?: của)? tháng (\d{{1,2}})(?!\d){_OF_YEAR}")
_WEEK = re.compile(
    rf"(?:thứ (?P<weekday>hai|ba|tư|năm|sáu|bảy|[2-7]),? (?:của )?|(?P<n>{NUMBER}) )?tuần (?:thứ )?(?P<nth>\d|iv|i{{1,3}}|nhất|đầu|hai|ba|tư|cuối)"
    rf"(?: tiên| cùng)?,?(?: của| trong)? tháng (?P<month>\d{{1,2}})(?!\d)"
    rf"(?:{_SEP}(?P<y>(?:19|20)\d\d)(?!\d)|,?(?: của)? năm (?P<year>(?:19|20)\d\d)(?!\d))?"
)
_MONTHS = re.compile(
    rf"(?:(?<!ngày )(?<!\w)(?P<n>\d{{1,2}}) |(?<!\d ))(?P<all>tháng {_MM}(?:{_JOINT}{_MM}){{1,11}}){_NO_DAY}{_OF_YEAR}"
)
_ISO = re.compile(r"(?<![\d/.-])((?:19|20)\d\d)[-/](\d\d)[-/](\d\d)(?![\d/.-])")
_DAY_LIST = re.compile(
    r"(?<![\d/.:hg-])(?<!quý )(?<!tháng )(?P<days>\d{1,2}(?:(?:, ?(?:và )?| và | hoặc | ?- ?|,? (?:đến|tới) (?:hết )?)(?:ngày )?\d{1,2}){1,9})"
    rf"(?: ?/ ?| tháng )(\d{{1,2}})(?!\d){_OF_YEAR}"
)
_DATE = re.compile(
    rf"(?<![\d/.-])(?<!tuần )(?<!tuần thứ )(?<!tháng )(?<!trực )(\d{{1,2}})(?:"
    rf"(?P<sep>{_SEP})(\d{{1,2}})(?!\d)(?:{_SEP}{_Y}|(?P=sep)(\d\d)(?! ?/|\d|[.-]\d| tháng)|,?(?: của)? năm {_Y}|"
    r"(?! ?(?:ngày(?! \d)|giờ|tuần|lần|buổi|tháng(?! \d)|%)))"
    rf"|,? tháng (\d{{1,2}})(?!\d){_OF_YEAR})"
)
_MONTH_SPAN = re.compile(
    rf"(?<![\d/.-])(?<!ngày )(?<!trước )(?<!đến )(?<!hết )(?<!nhất )(?<!là )(?P<one>{_MM}) ?- ?(?P<other>{_MM})/{_Y}(?![/-])"
)
_MONTH = re.compile(rf"{_PART}tháng (\d{{1,2}})(?!\d){_OF_YEAR}")
_MONTH_YEAR = re.compile(rf"(?<![\d/.-])(?<!tháng )(\d{{1,2}})[/-]{_Y}(?![/-])")
_Q = r"(?:(?:thứ )?(?:nhất|hai|ba|tư)|một(?! lần)|iv|i{1,3}|[1-4])(?!\w)"
_QUARTER = re.compile(rf"{_PART}qu[ýí] ({_Q}(?:{_JOINT}{_Q}){{0,3}}){_NO_DAY}{_OF_YEAR}")
_HALF = re.compile(rf"({NUMBER}) (tháng|quý) (đầu|cuối)(?: tiên| cùng)?(?: của)? năm(?: {_Y})?")
_PART_OF_YEAR = re.compile(
    rf"(?<!\d )(?<!các )(?<!những )(?<!vài )(?P<unit>tháng|qu[ýí]) (?P<nth>đầu|cuối)(?: tiên| cùng)?(?: của| trong)? năm(?: {_Y}|(?! ?\d))(?! học)"
)
_MONTH_OF_QUARTER = re.compile(
    rf"(?<!các )(?<!những )tháng (?P<nth>đầu|giữa|cuối|(?:thứ )?(?:nhất|hai|ba|[1-3]))(?: tiên| cùng)?(?: của| trong)? qu[ýí] (?P<q>{_Q}){_OF_YEAR}"
)
_YEARS = rf"{_Y}(?:{_JOINT}(?:năm )?(?:19|20)\d\d(?!\d)){{0,9}}"
_YEAR = re.compile(
    rf"(?:{_PART}(?:các năm|năm|giai đoạn(?: từ)?(?: năm)?|nhiệm kỳ) (?P<school>học )?|\((?=\d{{4}} ?- ?\d{{4}}\))|^(?=[\d, và-]{{4,40}}$)"
    r"|(?<=đến )(?=\d{4}$)|(?<=tới )(?=\d{4}$)|(?<=trước )(?=\d{4}$)|(?<=trong )(?=\d{4}$)"
    r"|(?<!\w)(?P<bare>đầu|giữa|cuối|hết|nửa đầu|nửa cuối) (?=\d{4}$)|: (?=\d{4} ?- ?\d{4}(?![\d/.-])))"
    rf"(?P<years>{_YEARS})"
)
_SPLIT_DATES = re.compile(r"(?:(?<=/\d)|(?<=/\d\d)|(?<=/\d{4}))-(?=\d{1,2}/)")

NAMED_DAY = _DATE


def named_in(plain: str) -> Iterator[Named]:
    """Every form in turn, the longest first; what one has read is blanked for the next. `plain`: lower case, clean."""
    plain = _SPLIT_DATES.sub("–", plain)
    for word, pattern, read in _READERS:
        if word not in plain:
            continue
        for match in list(pattern.finditer(plain)):
            found = list(read(match))
            if found or pattern is _DATE:
                plain = plain[: match.start()] + "¦" * (match.end() - match.start()) + plain[match.end() :]
            yield from (Named(match.start(), match.end(), make, year) for make, year in found)


def part_of(period: cal.Period | None, part: str | None) -> cal.Period | None:
    """Early, middle or end of a month or year (Civil Code 2015 art. 146); of a quarter the law says nothing.

    Early in a year is its first day wherever it stands, in a list too ("cuối năm 2025 và đầu năm 2026" ends on
    1 January 2026): one rule of law for one phrase, rather than a guess how far "early" reaches.
    """
    if period is None or part in (None, "hết"):
        return period
    if part in ("ngày đầu", "ngày cuối"):  # said to be that day, of a quarter too
        return cal.one_day(period.first if part == "ngày đầu" else period.last)
    grain, named = period.grain, of_days(period.first, period.last)  # TIMEX3: "cuối năm 2025" is 2025 with mod="END"
    if part == "cuối" and grain == "week":
        return cal.Period(period.last - timedelta(1), period.last)  # Saturday and Sunday
    if part == "cuối":
        return cal.Period(period.last, period.last, grain, named)
    if grain == "week" and part == "đầu":
        return cal.one_day(period.first)
    if grain not in ("month", "year"):
        return period
    if part == "đầu":
        return cal.Period(period.first, period.first, grain, named)
    middle = date(period.first.year, 6, 30) if grain == "year" else period.first + timedelta(14)
    if part == "nửa đầu":
        return cal.half(period.first.year, 1) if grain == "year" else cal.Period(period.first, middle)
    if part == "nửa cuối":
        return cal.half(period.first.year, 2) if grain == "year" else cal.Period(middle + timedelta(1), period.last)
    return cal.Period(middle, middle, grain, named) if part == "giữa" else period


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
    first, last = _TENS[m[1]]
    if _month_ok(int(m[2])):
        yield _tail(int(m[2]), first) if last > 30 else _days(int(m[2]), first, last), _first(m[3], m[4])


def _read_some_days(m: re.Match[str]) -> Read:
    number = count(m[1])
    if number and number < 29 and _month_ok(int(m[3])):
        make = _days(int(m[3]), 1, number) if m[2] == "đầu" else _tail(int(m[3]), None, number)
        yield make, _first(m[4], m[5])


def _read_week(m: re.Match[str]) -> Read:
    """'tuần 3 tháng 12'; a number before it counts the weeks ("hai tuần đầu tháng 9"), else nobody can tell."""
    number, several, month = _ROMAN.get(m["nth"]) or count(m["nth"]) or -1, count(m["n"]), int(m["month"])
    if not _month_ok(month) or (several and m["nth"] != "đầu"):
        return
    last = several or number
    weekday = _WEEKDAYS.index(due_words().weekdays[m["weekday"]]) if m["weekday"] else None

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
    nth = m["nth"].removeprefix("thứ ")
    number = {"đầu": 1, "giữa": 2, "cuối": 3}.get(nth) or _ROMAN.get(nth) or int(nth)
    quarter = m["q"].removeprefix("thứ ")
    yield _month(3 * (_ROMAN.get(quarter) or int(quarter)) - 3 + number), _first(m[3], m[4])


def _read_quarters(m: re.Match[str]) -> Read:
    names = [n.removeprefix("thứ ") for n in re.findall(_Q, m[2])]
    yield from _list([_quarter(_ROMAN.get(n) or int(n), m["part"]) for n in names], _first(m[3], m[4]))


def _read_month_year(m: re.Match[str]) -> Read:
    if _month_ok(int(m[1])):
        yield _month(int(m[1])), int(m[2])


def _read_month(m: re.Match[str]) -> Read:
    if _month_ok(int(m[2])):
        yield _month(int(m[2]), m["part"]), _first(m[3], m[4])


_SPAN_OF_YEARS = re.compile(r"-|đến|tới")


def _read_years(m: re.Match[str]) -> Read:
    if m["school"]:  # the months of a school year differ by decision of each year
        return
    years = [int(y) for y in re.findall(r"\d{4}", m["years"])]
    if len(years) == 1:
        yield (lambda year: part_of(cal.whole_year(year), m["part"] or m["bare"])), years[0]
        return
    grain: cal.Grain = "period" if _SPAN_OF_YEARS.search(m["years"]) else "year"
    whole = cal.Period(cal.whole_year(years[0]).first, cal.whole_year(years[-1]).last, grain)
    yield (lambda year: whole), years[-1]


# A word that the form cannot do without (spares the pattern), the form, its reader.
_READERS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], Read]], ...] = (
    ("tuần", _TEN_DAYS, _read_ten_days),
    ("ngày", _SOME_DAYS, _read_some_days),
    ("tuần", _WEEK, _read_week),
    ("tháng", _MONTHS, _read_months),
    ("", _ISO, _read_iso),
    ("-", _MONTH_SPAN, _read_month_span),
    ("", _DAY_LIST, _read_day_list),
    ("", _DATE, _read_date),
    ("năm", _HALF, _read_half),
    ("qu", _MONTH_OF_QUARTER, _read_month_of_quarter),
    ("năm", _PART_OF_YEAR, _read_part_of_year),
    ("qu", _QUARTER, _read_quarters),
    ("", _MONTH_YEAR, _read_month_year),
    ("tháng", _MONTH, _read_month),
    ("", _YEAR, _read_years),
)
