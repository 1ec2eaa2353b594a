"""The places that unit names hold ("tỉnh Quảng Ngãi", a bare "huyện"), and the level of administration they stand for.

Provinces come from lexicon/provinces.tsv (with their days of validity). Communes and districts are read as they are
written: there are thousands, their names change, and none is needed to read one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from vnadmin_nlp.documents.views import clean_view, unmarked
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import read_tsv

PROVINCE_COLUMNS = ("name", "type", "valid_from", "valid_to", "successor", "source")
SPELLING_COLUMNS = ("written", "place", "source")
PLACE_TYPE_COLUMNS = ("type", "level", "organ", "source")
_TYPES = {row["type"]: row for row in read_tsv("place_types.tsv", PLACE_TYPE_COLUMNS)}
_OF_ORGANS = {row["organ"]: name for name, row in _TYPES.items() if row["organ"]}  # "Thành ủy", "Thị ủy"
VILLAGES = frozenset(name for name, row in _TYPES.items() if row["level"] == "village")
_P = patterns("unit_patterns.yaml")
TYPE_WORD = _P["type_word"]
_RANK = {"province": 0, "district": 1, "commune": 2}


@dataclass(frozen=True, slots=True)
class Province:
    """A province or centrally run city from `first` to `last`, both included (None: before or after the table's reach)."""

    name: str
    type: str
    first: date | None
    last: date | None
    successor: str | None

    @property
    def full(self) -> str:
        """`tỉnh Quảng Ngãi`; `Thành phố Hồ Chí Minh` has its capital by Nghị định 30/2020/NĐ-CP, Appendix II."""
        return full_place(self.type, self.name)

    def on(self, day: date) -> bool:
        """Whether it is there on `day`."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Place:
    """A place at `start:end` of a name: its type in small letters, and its name where it has one."""

    start: int
    end: int
    type: str
    name: str | None
    named_at: int = 0  # where the type (with "ủy", "đoàn" of an organ named by it) ends
    organ: bool = False  # whether the type is part of an organ's own name ("Tỉnh ủy", "Huyện đoàn")

    @property
    def full(self) -> str | None:
        return full_place(self.type, self.name) if self.name else None

    @property
    def level(self) -> str:
        """`thành phố X` is a city of a district's rank unless the table of provinces knows it."""
        if self.type == "thành phố" and self.name and self.name not in central_cities():
            return "district"
        return "commune" if self.type in VILLAGES else _TYPES[self.type]["level"]


def full_place(kind: str, name: str) -> str:
    """Type and name: a capital where the name is a number or Hồ Chí Minh (Nghị định 30/2020/NĐ-CP, Appendix II)."""
    if name.isdigit() or (kind == "thành phố" and name == "Hồ Chí Minh"):
        kind = kind[0].upper() + kind[1:]
    return f"{kind} {name}"


@cache
def provinces() -> tuple[Province, ...]:
    """The table of provinces."""
    return tuple(
        Province(
            clean_view(r["name"]).text, r["type"], day_of(r["valid_from"]), day_of(r["valid_to"]), r["successor"] or None
        )
        for r in read_tsv("provinces.tsv", PROVINCE_COLUMNS)
    )  # fmt: skip


def day_of(text: str) -> date | None:
    """An ISO day; None for an empty cell. Raises ValueError for anything else."""
    return date.fromisoformat(text) if text else None


def province_of(name: str, day: date | None = None) -> Province | None:
    """The province called `name` on `day`; without a day, or where none of that name was there then, the latest one."""
    named = [p for p in provinces() if p.name == name]
    then = [p for p in named if day is not None and p.on(day)]
    return then[0] if then else (max(named, key=lambda p: p.last or date.max) if named else None)


@cache
def central_cities() -> frozenset[str]:
    """The names of cities directly under the centre."""
    return frozenset(p.name for p in provinces() if p.type == "thành phố")


@cache
def _spellings() -> dict[str, str]:
    table = {clean_view(r["written"]).text: r["place"] for r in read_tsv("place_spellings.tsv", SPELLING_COLUMNS)}
    return {w.casefold(): p for w, p in table.items()} | {p.name.casefold(): p.name for p in provinces()}


@cache
def _known() -> re.Pattern[str]:
    names = sorted(_spellings(), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?!\w)", re.I)


def own_places(text: str) -> list[Place]:
    """The places of a unit's name without those that only say where the first ones lie ("xã Bình Minh, huyện Bình Sơn")."""
    out: list[Place] = []
    for place in places(text):
        one = bool(out) and (out[-1].name is not None or text.startswith(":", out[-1].end))
        higher = one and place.name is not None and _RANK[place.level] < _RANK[out[-1].level]
        if higher and not text[: place.start].endswith(" và "):
            break
        out.append(place)
    return out


def places(text: str) -> list[Place]:
    """The places of a unit's name, in the order of the text: every type word, with the name behind it."""
    return list(_places(text))


def _places(text: str) -> Iterator[Place]:
    for match in TYPE_WORD.finditer(text):
        kind = _OF_ORGANS.get(match[0].lower(), match[0].lower())
        organ = _P["organ"].match(text, match.end())
        stop = organ.end() if organ else match.end()
        known = _known().match(text, stop + 1) if text[stop : stop + 1] == " " else None
        if known and kind in ("tỉnh", "thành phố") and not text[known.start()].islower():
            yield Place(match.start(), known.end(), kind, _spellings()[known[0].casefold()], stop, organ is not None)
            continue
        if organ and TYPE_WORD.match(text, stop + 1):
            continue  # "Quận ủy Quận 1"
        found = _P["place_name"].match(text, stop)
        if found is None:
            yield Place(match.start(), stop, kind, None, stop, organ is not None)
            continue
        end = found.end()
        cut = _P["next_unit"].search(text, found.start(), end + 20)
        if cut and cut.start() < end:
            end = cut.start()
        name = text[stop:end].strip()
        yield Place(
            match.start(),
            end,
            kind,
            name.lstrip("0") or name if name.isdigit() else name or None,
            stop,
            organ is not None,
        )


def last_province(text: str, day: date | None = None) -> tuple[int, Province] | None:
    """A province whose bare name ends `text` ("Sở Y tế Hà Nội"), and where the name begins."""
    for match in _known().finditer(text):
        if match[0] == "Hồ Chí Minh" and _P["named_after"].search(text[: match.start()]):
            return None
        if match.end() == len(text) and match.start() and text[match.start() - 1] == " " and match[0][0].isupper():
            found = province_of(_spellings()[match[0].casefold()], day)
            return (match.start(), found) if found else None
    return None


def province_list(text: str) -> tuple[int, tuple[str, ...]]:
    """Where the bare names of several provinces that end `text` begin, and the names ("Sở Y tế Hà Nội, Huế"); else the end, and none."""
    names: list[str] = []
    start = end = len(text)
    for match in reversed(list(_known().finditer(text))):
        if text[match.end() : end] not in (("",) if not names else (", ", " và ", ", và ", "; ")):
            break
        start = end = match.start()
        names.append(_spellings()[match[0].casefold()])
    return (start, tuple(reversed(names))) if len(names) > 1 else (len(text), ())


def _without_marks(text: str, day: date | None) -> dict[str, str]:
    """The province of a letterhead that was read without its tone marks ("ỦY BAN NHÂN DÂN TINH QUANG NGAI")."""
    flat = fold(text)
    for p in provinces():
        if re.search(rf"(?<!\w){fold(p.type)} {re.escape(fold(p.name))}(?!\w)", flat):
            now = province_of(p.name, day)
            return {"province": (now or p).full}
    return {}


def fold(text: str) -> str:
    """Small letters without any marks, đ as d."""
    return unmarked(text.lower())


@lru_cache(maxsize=256)
def issuer_places(issuer: str, day: date | None = None) -> tuple[tuple[str, str], ...]:
    """The places of a letterhead as (level, place), the narrowest first: what a bare "huyện", "tỉnh", "xã" means."""
    text = " ".join(clean_view(issuer).text.split())
    if sum(c.isupper() for c in text) > 0.7 * sum(c.isalpha() for c in text):
        text = " ".join(w.capitalize() for w in text.split(" "))
    text = _P["tp"].sub("thành phố ", text)
    text = _P["tphcm"].sub("thành phố Hồ Chí Minh", text)
    found: dict[str, str] = {}
    for place in places(text):
        if place.full and place.type not in VILLAGES:
            found.setdefault(place.level, place.full)
    if "province" not in found:
        for piece in re.split(r"[,;/] ?", text):
            bare = last_province(f" {piece}", day)
            if bare and not TYPE_WORD.search(piece[: bare[0]]):
                found["province"] = bare[1].full
    if not found:
        found.update(_without_marks(text, day))
    return tuple(sorted(found.items(), key=lambda item: -_RANK[item[0]]))
