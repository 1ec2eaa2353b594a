"""A user's own register of units: the id of a unit that a name stands for, or nothing where two would do as well.

The file is CSV (UTF-8, comma or semicolon) with a head row: `id` and `name` are needed, `aliases` (parted by `|` or `;`),
`parent` (an id or a name), `valid_from` and `valid_to` (days as 2025-07-01, or empty; both days included) and `successor`
(the id of the unit that took over) may be there, other columns are passed over. With `successor` the file is also the
table of communes and other bodies whose merger the package's own tables do not hold.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values.unit_places import fold, issuer_places
from vnadmin_nlp.values.unit_traits import bare_name
from vnadmin_nlp.values.units import UnitContext, UnitValue, unit_name

_P = patterns("unit_patterns.yaml")
_NEEDED = ("id", "name")
_KNOWN = (*_NEEDED, "aliases", "parent", "valid_from", "valid_to", "successor")
_LEAST = 90.0
"""Least `rapidfuzz.fuzz.token_sort_ratio` of two names of one kind, level and place: a slip or two in a name of usual length. Of the
subjects in lexicon/sectors.tsv the nearest two different ones ("Phòng Kinh tế và Hạ tầng", "Phòng Kinh tế, Hạ tầng và Đô thị") reach 87.3."""
_APART = 3.0
"""A second unit this near to the best one makes the choice a guess."""
_PROPER = frozenset(("school", "health", "enterprise"))
"""Kinds with proper names, where one letter makes another unit ("Bình An", "Bình Anh"): only tone marks may differ."""
_MOST = 50_000_000
_MARKS = re.compile(r"(?<!\w)(?:\d+|[ivxlc]+)(?!\w)")


@dataclass(frozen=True, slots=True)
class RegisterUnit:
    """One row: the unit `id` with its names, there from `first` to `last` (None: without end on that side)."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    first: date | None = None
    last: date | None = None
    successor: str | None = None

    def on(self, day: date | None) -> bool:
        """Whether it is there on `day`; any unit is where no day is asked for."""
        if day is None:
            return True
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class RegisterMatch:
    """The unit found. `score` is 1.0 for the same name (abbreviations and spellings aside), lower for a like one.

    `successor` is the name of the unit that the register says took over.
    """

    id: str
    name: str
    score: float
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """One name of a row, read as a unit."""

    unit: RegisterUnit
    key: str
    head: str
    kind: str | None
    level: str | None
    place: str | None
    marks: tuple[str, ...]


@dataclass(frozen=True)
class UnitRegister:
    """A register, ready to look names up in. Can be pickled."""

    units: tuple[RegisterUnit, ...]
    source: str | None = field(default=None, compare=False)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> UnitRegister:
        """The register in the CSV file `path`. Raises E501 for a file that is none, naming the line."""
        name = os.fspath(path)
        try:
            with Path(path).open("rb") as stream:
                data = stream.read(_MOST + 1)
        except (OSError, ValueError) as error:
            raise _broken(name, getattr(error, "strerror", None) or str(error)) from None
        if len(data) > _MOST:
            raise _broken(name, f"more than {_MOST // 1_000_000} MB")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _broken(name, "not text in UTF-8") from None
        return cls(tuple(_rows(text, name)), name)

    def match(self, name: str, day: date | None = None, context: UnitContext | None = None) -> RegisterMatch | None:
        """The unit that `name` stands for on `day`, or None: not in the register, or two of its units fit alike.

        `context` tells what the text around says (see `unit_name`); its places choose between units of one name.
        """
        return self.match_value(unit_name(name, context), day, context)

    def match_value(
        self, value: UnitValue, day: date | None = None, context: UnitContext | None = None
    ) -> RegisterMatch | None:
        """As `match`, for a name already read."""
        if value.group:
            return None
        home = (
            {p.casefold() for _, p in issuer_places(context.issuer, context.day)}
            if context and context.issuer
            else set()
        )
        key = _key(value.name, value.place)
        same = [k for k in self._by_key.get(key, ()) if k.unit.on(day) and _may_be(k, value, home)]
        if any(k.place is not None for k in same) and (value.place or value.implied):
            same = [k for k in same if k.place is not None]
        found = {k.unit.id: k.unit for k in same}
        if found:
            return self._match(next(iter(found.values())), 1.0) if len(found) == 1 else None
        here = self._by_head.get((_head(value), value.kind), ())
        like = _alike(value, key, [k for k in here if k.unit.on(day) and _may_be(k, value, home)])
        return self._match(*like) if like else None

    def _match(self, unit: RegisterUnit, score: float) -> RegisterMatch:
        successor = self._by_id.get(unit.successor or "")
        return RegisterMatch(unit.id, unit.name, round(score, 4), unit_name(successor.name).name if successor else None)

    @cached_property
    def _by_id(self) -> dict[str, RegisterUnit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def _by_key(self) -> dict[str, list[_Known]]:
        out: dict[str, list[_Known]] = {}
        for known in self._names:
            out.setdefault(known.key, []).append(known)
        return out

    @cached_property
    def _by_head(self) -> dict[tuple[str, str | None], list[_Known]]:
        out: dict[tuple[str, str | None], list[_Known]] = {}
        for known in self._names:
            out.setdefault((known.head, known.kind), []).append(known)
        return out

    @cached_property
    def _names(self) -> tuple[_Known, ...]:
        out = []
        for unit in self.units:
            parent = self._by_id.get(unit.parent or "")
            above = unit_name(parent.name if parent else unit.parent).place if unit.parent else None
            own = unit_name(unit.name).place
            for name in dict.fromkeys((unit.name, *unit.aliases)):
                value = unit_name(name)
                key = _key(value.name, value.place)
                place = value.place or own or above
                marks = tuple(_MARKS.findall(key))
                out.append(_Known(unit, key, _head(value), value.kind, value.level, place, marks))
        return tuple(out)

    def __getstate__(self) -> dict[str, object]:
        return {"units": self.units, "source": self.source}

    def __setstate__(self, state: dict[str, object]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)


def _may_be(k: _Known, value: UnitValue, home: set[str]) -> bool:
    """Whether level and place allow it. A row without a place is taken for the letterhead's own, and for no other's."""
    if k.level is not None and value.level is not None and k.level != value.level:
        return False
    place = value.place or value.implied
    if k.place is None or place is None:
        return place is None or value.place is None or place.casefold() in home
    return k.place.casefold() == place.casefold()


def _alike(value: UnitValue, key: str, here: list[_Known]) -> tuple[RegisterUnit, float] | None:
    from rapidfuzz.fuzz import token_sort_ratio

    marks = tuple(_MARKS.findall(key))
    best: dict[str, float] = {}
    units: dict[str, RegisterUnit] = {}
    for k in here:
        if k.marks != marks or (value.kind in _PROPER and fold(k.key) != fold(key)):
            continue
        score = token_sort_ratio(key, k.key, score_cutoff=_LEAST - _APART)
        if score > best.get(k.unit.id, 0.0):
            best[k.unit.id], units[k.unit.id] = score, k.unit
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _LEAST or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _APART):
        return None
    return units[ranked[0][0]], ranked[0][1] / 100


def _key(name: str, place: str | None) -> str:
    """The name without its place, folded: the place is compared on its own."""
    out = name.casefold()
    if place is not None:
        for form in (place.casefold(), bare_name(place).casefold()):
            if out.endswith(f" {form}"):
                out = out[: -len(form)].rstrip(" -")
                break
    out = _P["bare_type_ends"].sub("", out)
    return " ".join(re.sub(r"[^\w]+", " ", out).split())


def _head(value: UnitValue) -> str:
    return value.name.split(" ", 1)[0].casefold()


def _broken(name: str, detail: str) -> VnadminError:
    return VnadminError("E501", name=name, detail=detail)


def _rows(text: str, name: str) -> Iterable[RegisterUnit]:
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else "\t" if "\t" in first else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        head = [cell.strip().casefold() for cell in next(reader, [])]
        if any(head.count(column) != 1 for column in _NEEDED) or any(head.count(c) > 1 for c in _KNOWN):
            raise _broken(name, f"line 1 must name the columns id and name once, and may name {', '.join(_KNOWN[2:])}")
        seen: dict[str, int] = {}
        ahead: list[tuple[int, str]] = []
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(head):
                raise _broken(name, f"line {reader.line_num}: {len(row)} cells, not {len(head)}")
            unit = _unit(dict(zip(head, (cell.strip() for cell in row), strict=True)), name, reader.line_num)
            if unit.id in seen:
                raise _broken(name, f"line {reader.line_num}: the id {unit.id} stands in line {seen[unit.id]} already")
            seen[unit.id] = reader.line_num
            if unit.successor:
                ahead.append((reader.line_num, unit.successor))
            yield unit
        if not seen:
            raise _broken(name, "no unit in it")
        for line, successor in ahead:
            if successor not in seen:
                raise _broken(name, f"line {line}: the successor {successor} is no id of the register")
    except csv.Error as error:
        raise _broken(name, f"line {reader.line_num}: {error}") from None


def _unit(row: Mapping[str, str], name: str, line: int) -> RegisterUnit:
    for column in _NEEDED:
        if not row[column]:
            raise _broken(name, f"line {line}: no {column}")
    first, last = (_day(row.get(column, ""), column, name, line) for column in ("valid_from", "valid_to"))
    if first is not None and last is not None and last < first:
        raise _broken(name, f"line {line}: valid_to lies before valid_from")
    aliases = tuple(a.strip() for a in re.split(r"[|;]", row.get("aliases", "")) if a.strip())
    successor = row.get("successor") or None
    return RegisterUnit(row["id"], row["name"], aliases, row.get("parent") or None, first, last, successor)


def _day(text: str, column: str, name: str, line: int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _broken(name, f"line {line}: {column} is {text!r}, not a day as 2025-07-01") from None
