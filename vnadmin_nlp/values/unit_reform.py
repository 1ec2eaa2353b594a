"""Units that were renamed, merged or joined to another province, with the successor that a name of their day leads to.

Names are never rewritten: a directive of 2023 keeps its Sở Thông tin và Truyền thông. A unit of the same name after a
merger is another body; its successor is then the same name, for a directive of before only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.values.unit_places import day_of, province_of

RENAMING_COLUMNS = ("name", "level", "successor", "valid_to", "kind", "note", "source")


@dataclass(frozen=True, slots=True)
class Renaming:
    """`name` (of `level`) was there to `last`, and `successor` took over the main part of its tasks.

    `kind`: merged with others, renamed with another rank or place, or a "new name" of the very same body.
    """

    name: str
    level: str | None
    successor: str
    last: date
    kind: str


@cache
def renamings() -> tuple[Renaming, ...]:
    """The table of renamed and merged units. Raises ValueError where a row is broken."""
    out = []
    for r in read_tsv("unit_renamings.tsv", RENAMING_COLUMNS):
        last = day_of(r["valid_to"])
        if last is None:
            raise ValueError(f"unit_renamings.tsv: {r['name']} has no last day")
        name, successor = clean_view(r["name"]).text, clean_view(r["successor"]).text
        out.append(Renaming(name, r["level"] or None, successor, last, r["kind"]))
    return tuple(out)


@cache
def _by_name() -> dict[str, tuple[Renaming, ...]]:
    out: dict[str, tuple[Renaming, ...]] = {}
    for item in renamings():
        key = item.name.casefold()
        out[key] = (*out.get(key, ()), item)
    return out


def renamed(name: str, level: str | None, day: date | None) -> str | None:
    """What the unit `name` (without its place) became; None where nothing is known to have changed.

    Where the successor has the same name, `day` must tell that the older body is meant.
    """
    for item in _by_name().get(name.casefold(), ()):
        if item.level is not None and level is not None and item.level != level:
            continue
        if item.successor.casefold() == name.casefold() and (day is None or day > item.last):
            return None
        return item.successor
    return None


def name_then(name: str, day: date | None) -> str:
    """The name that the body called `name` had on `day`: what "PVN" stands for differs by year."""
    then = (r.name for r in renamings() if r.successor == name and r.kind == "new name" and day and day <= r.last)
    return next(then, name)


def moved(name: str, day: date | None) -> tuple[str, str] | None:
    """Type and name of the province that the province `name` became part of; None where it is still there as it was.

    A province that kept its name in a merger is another one after it, which a name cannot show: None as well.
    """
    now = province_of(name, day)
    seen = {name}
    while now is not None and now.successor is not None and now.successor not in seen:
        seen.add(now.successor)
        now = province_of(now.successor)
    return (now.type, now.name) if now is not None and now.name != name else None
