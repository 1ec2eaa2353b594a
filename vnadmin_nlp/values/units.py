"""ORG-UNIT -> canonical unit name: abbreviations written out, tone marks and blanks in one spelling, kind and level.

A name is normalised as it is written: a unit that was renamed or merged keeps its historic name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.tables import read_tsv


@dataclass(frozen=True, slots=True)
class UnitContext:
    """What the text around says: `defined` maps abbreviations that the text itself explains to their names."""

    issuer: str | None = None
    defined: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitValue:
    """A unit name. `members` lists the units of "Các Sở: A, B" (each with the shared head), else it is empty.

    `level`: central, province, district, commune or null; `group` is true for collectives (các …, những …);
    `expanded` lists the abbreviations that were written out.
    """

    name: str
    kind: str | None = None
    level: str | None = None
    group: bool = False
    members: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()


_ABBREVIATION_COLUMNS = ("abbreviation", "name", "kind", "source")
_HEAD_COLUMNS = ("head", "kind", "level", "source")
_QUANTIFIER = re.compile(r"^(?:tất cả )?(các|những|một số|mọi|toàn thể|mỗi|từng)(?!\w) ", re.I)
_ABBREVIATION = re.compile(r"(?<![^\W_])[A-ZĐƯ][A-ZĐƯa-z]{0,4}[A-ZĐƯ](?:[A-ZĐƯ]|[&,-](?=[A-ZĐ])){0,10}(?![^\W_])")
_LEVELS = (
    ("commune", re.compile(r"(?<!\w)(?:cấp xã|xã(?! hội)|phường|thị trấn|đặc khu|thôn|tổ dân phố)(?!\w)", re.I)),
    ("district", re.compile(r"(?<!\w)(?:cấp huyện|huyện|quận|thị xã)(?!\w)", re.I)),
    ("province", re.compile(r"(?<!\w)(?:cấp tỉnh|tỉnh|thành phố)(?!\w)", re.I)),
    ("central", re.compile(r"(?<!\w)(?:trung ương|quốc gia|chính phủ|việt nam)(?!\w)", re.I)),
)
_PLACE_WORDS = (
    "tỉnh",
    "thành phố",
    "huyện",
    "quận",
    "thị xã",
    "xã",
    "phường",
    "thị trấn",
    "đặc khu",
    "và",
    "các",
    "cấp",
    "thuộc",
    "của",
)


@cache
def _abbreviations() -> dict[str, str]:
    return {row["abbreviation"]: row["name"] for row in read_tsv("unit_abbreviations.tsv", _ABBREVIATION_COLUMNS)}


@cache
def _heads() -> tuple[tuple[str, str, str | None], ...]:
    rows = [
        (clean_view(r["head"]).text, r["kind"], r["level"] or None) for r in read_tsv("unit_heads.tsv", _HEAD_COLUMNS)
    ]
    return tuple(sorted(rows, key=lambda row: -len(row[0])))


@cache
def _sector() -> re.Pattern[str]:
    names = sorted(
        (clean_view(row["name"]).text for row in read_tsv("sectors.tsv", ("name", "source"))), key=len, reverse=True
    )
    return re.compile(rf"(?:{'|'.join(map(re.escape, names))})(?!\w)", re.I)


def unit_name(text: str, context: UnitContext | None = None) -> UnitValue:
    """The canonical name of the ORG-UNIT `text`. Never raises on any string; an unknown name stays as it is written."""
    context = context or UnitContext()
    plain = re.sub(r" ([,:;)])", r"\1", " ".join(clean_view(text).text.split())).strip(" ,;:.")
    plain = re.sub(r" ?& ?", "&", plain)
    if plain.isupper() and len(plain) > 12:
        plain = _lower_capitals(plain)
    plain, expanded = _expand(plain, context.defined)
    quantifier = _QUANTIFIER.match(plain)
    core = plain[quantifier.end() :] if quantifier else plain
    head, kind, level = _head_of(core)
    if head is not None:
        core = head + core[len(head) :]
    name = (quantifier[0].lower() + core[:1].lower() + core[1:]) if quantifier else core[:1].upper() + core[1:]
    members = _members(core, head)
    level = _level(core, level)
    if quantifier and not members and re.match(r"(?: [^\W\d_]{1,8}){0,2},", core[len(head or "") :]):
        kind, level = "collective", None  # "các sở, ban, ngành": units of several kinds
    return UnitValue(name, kind, level, bool(quantifier), members, expanded)


def _lower_capitals(text: str) -> str:
    """Capital headings in the letter case of names: heads by the table, other words with a capital."""
    head, _, _ = _head_of(text)
    words = text[len(head or "") :].split(" ")
    rest = " ".join(w.lower() if w.lower() in _PLACE_WORDS else w.capitalize() for w in words)
    return (head or "") + rest


def _expand(text: str, defined: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    done: list[str] = []

    def replace(match: re.Match[str]) -> str:
        name = defined.get(match[0]) or _abbreviations().get(match[0])
        if name is None:
            return match[0]
        done.append(match[0])
        return name

    text = _joined_abbreviations().sub(replace, text)
    return _ABBREVIATION.sub(replace, text), tuple(done)


@cache
def _joined_abbreviations() -> re.Pattern[str]:
    """Abbreviations with a blank inside ("UB MTTQ"), which one run of capitals does not cover."""
    spaced = sorted((a for a in _abbreviations() if " " in a), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, spaced))})(?![^\W_])")


def _head_of(text: str) -> tuple[str | None, str | None, str | None]:
    lower = text.lower()
    for head, kind, level in _heads():
        if lower.startswith(head.lower()) and not lower[len(head) : len(head) + 1].isalpha():
            return head, kind, level
    return None, None, None


def _level(text: str, of_head: str | None) -> str | None:
    if of_head:
        return of_head
    found = {name: [m.start() for m in pattern.finditer(text)] for name, pattern in _LEVELS}
    found = {name: places for name, places in found.items() if places}
    if not found:
        return None
    local = [name for name in found if name != "central"]  # "Mặt trận Tổ quốc Việt Nam tỉnh" is of the province
    return min(local, key=lambda name: found[name][0]) if local else "central"


def _members(text: str, head: str | None) -> tuple[str, ...]:
    """The units that share one head: `Sở: A, B và C`, `Sở A, B, C`; empty where there is only one or none is certain."""
    if head not in ("Sở", "Bộ", "Phòng"):
        return ()
    rest = text[len(head) :].lstrip(" :")
    colon = text[len(head) :].lstrip().startswith(":")
    parts: list[str] = []
    position = 0
    while position < len(rest):
        match = _sector().match(rest, position)
        stop = match.end() if match else next((m.start() for m in re.finditer(r",|;| và ", rest[position:])), None)
        if match is None:
            if not colon and not parts:
                return ()
            stop = len(rest) if stop is None else position + stop
        assert stop is not None
        part = re.sub(rf"^{head} ", "", rest[position:stop].strip(" ,;."), flags=re.I)
        if part:
            parts.append(part[:1].upper() + part[1:])
        joint = re.compile(r"(?:[,;] ?(?:và )?| và )").match(rest, stop)
        if joint is None:
            break
        position = joint.end()
    return tuple(f"{head} {part}" for part in parts) if len(parts) > 1 else ()
