"""The Vietnamese lunar calendar (UTC+7) and the feasts that have a day in it, from `lunar_years.tsv` and `feasts.tsv`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from vnadmin_nlp.lexicon.patterns import Rule, rules
from vnadmin_nlp.lexicon.tables import alternatives, read_tsv
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.words import count

YEAR_COLUMNS = ("year", "first", "leap", "months", "source")
FEAST_COLUMNS = ("name", "calendar", "month", "day", "source")
NAME_COLUMNS = ("kind", "name", "number", "source")


@dataclass(frozen=True, slots=True)
class LunarYear:
    """One lunar year: its first day, the number of the month that a leap month follows (0: none), the months' lengths."""

    first: date
    leap: int
    months: tuple[int, ...]


@cache
def lunar_years() -> dict[int, LunarYear]:
    """The checked table. Raises ValueError where a year does not end where the next begins."""
    out: dict[int, LunarYear] = {}
    for row in read_tsv("lunar_years.tsv", YEAR_COLUMNS):
        found = LunarYear(
            date.fromisoformat(row["first"]), int(row["leap"]), tuple(int(n) for n in row["months"].split())
        )
        before = out.get(int(row["year"]) - 1)
        if before and before.first + timedelta(sum(before.months)) != found.first:
            raise ValueError(f"lunar_years.tsv: {row['year']} does not begin where the year before it ends")
        if len(found.months) != 12 + (found.leap > 0) or not set(found.months) <= {29, 30}:
            raise ValueError(f"lunar_years.tsv: the months of {row['year']}")
        out[int(row["year"])] = found
    return out


def month(year: int, number: int, leap: bool = False) -> cal.Period | None:
    """The solar days of a lunar month; None outside the table, or where the year has no such leap month."""
    known = lunar_years().get(year)
    if known is None or not 1 <= number <= 12 or (leap and known.leap != number):
        return None
    index = number - 1 + (leap or 0 < known.leap < number)
    first = known.first + timedelta(sum(known.months[:index]))
    return cal.Period(first, first + timedelta(known.months[index] - 1), "month")


def day(year: int, number_of_month: int, number: int, leap: bool = False) -> cal.Period | None:
    """The solar day of a lunar day, -1 for the last of its month; None where the calendar has no such day."""
    whole = month(year, number_of_month, leap)
    if whole is None:
        return None
    found = whole.last if number == -1 else whole.first + timedelta(number - 1)
    return cal.one_day(found) if whole.first <= found <= whole.last else None


@dataclass(frozen=True, slots=True)
class Feast:
    """A named day. `lunar` says in which calendar its month and day are."""

    name: str
    lunar: bool
    month: int
    day: int


@cache
def feasts() -> tuple[Feast, ...]:
    """The table of feasts, the longest name first."""
    rows = read_tsv("feasts.tsv", FEAST_COLUMNS)
    wrong = [r["name"] for r in rows if r["calendar"] not in ("lunar", "solar")]
    if wrong:
        raise ValueError(f"feasts.tsv: calendar of {wrong}")
    found = [Feast(r["name"], r["calendar"] == "lunar", int(r["month"]), int(r["day"])) for r in rows]
    return tuple(sorted(found, key=lambda f: -len(f.name)))


@cache
def _numbers(kind: str) -> dict[str, int]:
    """The names of one kind (stem, branch, month, day) of `lunar_names.tsv` with their numbers."""
    return {row["name"]: int(row["number"]) for row in read_tsv("lunar_names.tsv", NAME_COLUMNS) if row["kind"] == kind}


def fragments() -> dict[str, str]:
    """The parts of `lunar_days.yaml` that are names of other tables."""
    names = [f.name for f in feasts()]
    return {
        "STEM": f"(?:{alternatives(tuple(_numbers('stem')))})",
        "BRANCH": f"(?:{alternatives(tuple(_numbers('branch')))})",
        "FEAST": alternatives(tuple(names)),
        "FEAST_END": alternatives(tuple(name.split(" ")[-1] for name in names)),
    }


@cache
def _rules() -> tuple[Rule, ...]:
    return rules("lunar_days.yaml", **fragments())


@cache
def _p(name: str) -> re.Pattern[str]:
    return next(rule.pattern for rule in _rules() if rule.name == name)


@dataclass(frozen=True, slots=True)
class LunarMention:
    """A lunar day, month or feast at `start:end`; `make` gives its solar days in a year, `year` the one it writes.

    `late`: a day of the twelfth month, which lies mostly in the solar year behind its own. `feast`: called by a name.
    """

    start: int
    end: int
    make: Callable[[int], cal.Period | None]
    year: int | None
    name: str
    late: bool = False
    feast: bool = False


def lunar_mentions(plain: str) -> list[LunarMention]:
    """The lunar days and the feasts that `plain` (lower case, clean) names, in the order of the text."""
    out: list[LunarMention] = []
    if not _p("some_feast").search(plain):
        return out
    for rule in _rules():
        if rule.gives != "written":
            continue
        out += [m for found in rule.pattern.finditer(plain) if (m := _written(found))]
        plain = _blank(plain, out)
    out += [_of_tet(found) for found in _p("of_tet").finditer(plain)]
    plain = _blank(plain, out)
    for found in _p("feast").finditer(plain):
        feast = next(f for f in feasts() if f.name == found[0])
        out.append(LunarMention(found.start(), found.end(), _maker(feast), None, feast.name, feast=True))
    plain = _blank(plain, out)
    for found in _p("new_year").finditer(plain):
        out.append(LunarMention(found.start(), found.end(), lambda y: day(y, 1, 1), None, "1/1", feast=True))
    return sorted(out, key=lambda m: m.start)


def _maker(feast: Feast) -> Callable[[int], cal.Period | None]:
    if feast.lunar:
        return lambda year: day(year, feast.month, feast.day)
    return lambda year: cal.day(year, feast.month, feast.day)


def _blank(plain: str, found: list[LunarMention]) -> str:
    for m in found:
        plain = plain[: m.start] + "¦" * (m.end - m.start) + plain[m.end :]
    return plain


def _number(word: str) -> int:
    last = word.split(" ")[-1]
    return _numbers("day").get(last) or count(last) or 0


def _written(found: re.Match[str]) -> LunarMention | None:
    parts = found.groupdict()
    of = _numbers("month").get(parts["month"]) or count(parts["month"])
    year = re.search(r"\d{4}", parts["year"] or parts.get("later") or "")
    number, leap = _number(parts["day"] or ""), bool(parts.get("leap"))
    if of is None or not 1 <= of <= 12 or (parts["day"] and not number):
        return None

    def make(y: int) -> cal.Period | None:
        return day(y, of, number, leap) if number else month(y, of, leap)

    name = f"{number or 'tháng'}/{of} âm lịch"
    return LunarMention(found.start(), found.end(), make, int(year[0]) if year else None, name, of == 12)


def _of_tet(found: re.Match[str]) -> LunarMention:
    if found[1]:
        number = count(found[1]) or 0
        return LunarMention(found.start(), found.end(), lambda y: day(y, 1, number), None, f"{number}/1 âm lịch")
    number = int(found[2])
    return LunarMention(
        found.start(), found.end(), lambda y: day(y - 1, 12, number), None, f"{number}/12 âm lịch"
    )  # counted by the new year that it leads to, so that one year serves for both


def named_year(plain: str, near: date | None) -> int | None:
    """The lunar year that a name of the sixty ("Bính Ngọ") means: the one nearest to `near`; None without either."""
    found = _p("sixty_names").search(plain)
    if found is None or near is None:
        return None
    stem, branch = _numbers("stem")[found[1]], _numbers("branch")[found[2]]
    years = [y for y in range(near.year - 30, near.year + 30) if (y - 4) % 10 == stem and (y - 4) % 12 == branch]
    return years[0] if years else None
