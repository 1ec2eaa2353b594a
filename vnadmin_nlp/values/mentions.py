"""Days and periods that a due expression names, each in its year.

A mention without a year takes the year written nearest to it in the expression ("từ 25/12 đến 20/02/2019" begins in
2018, "quý III và quý IV/2022" is all 2022); only where none is written does the directive's own date decide, by the
year "nearest in the future" (annotation guidelines 1.3, 'due').
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.mention_forms import NAMED_DAY, Make, Named, named_in

__all__ = ["NAMED_DAY", "Mention", "mentions", "nearest", "written_year", "year_from"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A named day or period at `start:end` of the expression (code points), with the days it covers.

    `inferred`: where its year was taken from, empty where the expression writes it at the place.
    """

    start: int
    end: int
    period: cal.Period
    inferred: str = ""


_P = patterns("due_mentions.yaml")


def written_year(text: str) -> int | None:
    """The last year that `text` writes."""
    found = _P["written_year"].findall(text)
    return int(found[-1]) if found else None


@lru_cache(maxsize=64)  # the readers of one expression ask for the same mentions
def mentions(plain: str, own: date | None = None, own_year: int | None = None) -> tuple[Mention, ...]:
    """The days and periods named in `plain` (lower case, clean), in the order of the text.

    `own` is the directive's date, `own_year` serves where only its year is known. What has no year by any of them,
    and days that no calendar has, are left out.
    """
    named = sorted(named_in(plain), key=lambda n: n.start)
    if own is not None and all(n.year is None for n in named):
        named = _anchored(named, plain, own)
    out = []
    for i, item in enumerate(named):
        period = _in_year(named, i, own, own_year)
        if period is not None:
            out.append(Mention(item.start, item.end, period, _inferred(named, i, period, own, own_year)))
    return tuple(out)


def _inferred(named: list[Named], i: int, period: cal.Period, own: date | None, own_year: int | None) -> str:
    """Where the year of `named[i]` comes from."""
    if named[i].year is not None and not named[i].anchored:
        return ""
    if any(n.year is not None and not n.anchored for n in named):
        return ""  # the expression writes it in another place
    return year_from(period.last.year, own, own_year)


def year_from(year: int, own: date | None, own_year: int | None = None) -> str:
    """The note on a year that the directive's own date decided."""
    return f"year: {year} from the directive's date {own.isoformat() if own else own_year}"


def _in_year(named: list[Named], i: int, own: date | None, own_year: int | None) -> cal.Period | None:
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


def _anchored(named: list[Named], plain: str, own: date) -> list[Named]:
    """Of a range without a year its end is what lies nearest in the future; its start may have begun before `own`."""
    out = list(named)
    for i, (item, after) in enumerate(pairwise(named)):
        if item.start == after.start or _P["range_joint"].fullmatch(plain, item.end, after.start):
            end = nearest(named[i + 1].make, own)
            out[i + 1] = replace(after, year=end.last.year if end else None, anchored=True)
    return out


def nearest(make: Make, own: date, back: int = 0) -> cal.Period | None:
    """The first period by `make` that does not end before `own` (29 February: up to eight years on).

    `back`: years before that of `own` to begin with; a lunar year ends in the solar year behind it.
    """
    for year in range(max(own.year - back, 1), min(own.year + 9, date.max.year)):
        period = make(year)
        if period is not None and period.last >= own:
            return period
    return None
