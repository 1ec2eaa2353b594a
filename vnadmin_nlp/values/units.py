"""ORG-UNIT -> canonical unit: abbreviations written out, one spelling, kind, level, place, parent, members, successor.

A name is normalised as it is written: a unit that was renamed or merged keeps the name of its day, and `successor` says
what became of it. A place that the name only points at ("UBND huyện") is read from the letterhead, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values.unit_links import parent_of, successor_of
from vnadmin_nlp.values.unit_members import bodies, members
from vnadmin_nlp.values.unit_places import fold, issuer_places, own_places, places
from vnadmin_nlp.values.unit_reform import name_then
from vnadmin_nlp.values.unit_subjects import subjects
from vnadmin_nlp.values.unit_titles import QUANTIFIER, split_title
from vnadmin_nlp.values.unit_traits import Reading, is_class, is_group, kind_of, level_of, listed, place_of
from vnadmin_nlp.values.unit_words import head_of, lower_capitals, mend_head, plain, spell, write_out


@dataclass(frozen=True, slots=True)
class UnitContext:
    """What the text around says.

    `issuer` is the letterhead ("UBND huyện Thọ Xuân, tỉnh Thanh Hóa"); `defined` maps abbreviations and short names that
    the text itself explains to their names; `day` is the directive's own day.
    """

    issuer: str | None = None
    defined: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None


@dataclass(frozen=True, slots=True)
class UnitValue:
    """A unit. `members` lists the units of "Các Sở: A, B" (each with the shared head), else it is empty.

    `level`: central, province, district, commune or null; `group` is true for collectives (các …, những …).
    `place` is the place that the name holds, a bare type word ("UBND huyện") read from the letterhead; `implied` is the
    place of the letterhead that a name without any place belongs to ("Sở Y tế" in a directive of a province).
    `parent` is the unit that this one belongs to, where the name or the law on organisation says so.
    `successor` is the name of the unit that took over, see `values.unit_reform`. `role` is a title before the name.
    `expanded` lists the abbreviations that were written out.
    """

    name: str
    kind: str | None = None
    level: str | None = None
    group: bool = False
    members: tuple[str, ...] = ()
    expanded: tuple[str, ...] = ()
    place: str | None = None
    implied: str | None = None
    parent: str | None = None
    successor: str | None = None
    role: str | None = None


_P = patterns("unit_patterns.yaml")
_MOST = 400  # characters; longer is no name


def unit_name(text: str, context: UnitContext | None = None) -> UnitValue:
    """The canonical unit of the ORG-UNIT `text`. Never raises on any string; an unknown name stays as it is written."""
    context = context or UnitContext()
    written = plain(text)
    if len(written) > _MOST:
        return UnitValue(written)
    role, written = split_title(_P["short_name"].sub("", written) or written)
    if written.isupper() and " " in written and fold(written) != written.lower().replace("đ", "d"):
        written = lower_capitals(written)
    issuer = dict(issuer_places(context.issuer, context.day)) if context.issuer else {}
    defined = dict(context.defined)
    if any(place.lower().startswith("thành phố") for place in issuer.values()):
        defined.setdefault("TU", "Thành ủy")  # "BTV TU" of a city
    name, expanded = write_out(subjects(written), defined)
    if written in expanded:
        name = name_then(name, context.day)
    quantifier = QUANTIFIER.match(name)
    name = _small_types(spell(name if quantifier else name[:1].upper() + name[1:]))
    quantifier = QUANTIFIER.match(name)
    core = mend_head(name[quantifier.end() :] if quantifier else name)
    head = head_of(core)
    if head is not None and (not quantifier or core[:1].isupper()):
        core = head.text + core[len(head.text) :]
    name = (quantifier[0] if quantifier else "") + core
    name = name[:1].upper() + name[1:]
    reading = Reading(
        name, core, head, quantifier is not None, tuple(own_places(core)), issuer, context.issuer, context.day
    )
    return _describe(reading, tuple(dict.fromkeys(expanded)), role)


def _describe(r: Reading, expanded: tuple[str, ...], role: str | None) -> UnitValue:
    parts = tuple(name_then(part, r.day) for part in members(r.core, r.name, r.quantified))
    group = bool(parts) or is_group(r)
    kind = "collective" if bodies(r.core) else kind_of(r, group)
    level = level_of(r, kind, group)
    place, base = place_of(r, kind, one=not (parts or is_class(r) or listed(r)))
    implied = None
    if place is None and not group and level is not None and not r.found:
        implied = r.issuer.get(level)
    return UnitValue(
        name=r.name,
        kind=kind,
        level=level,
        group=group,
        members=parts,
        expanded=expanded,
        place=place,
        implied=implied,
        parent=None if group else parent_of(r, kind, level, place or implied),
        successor=None if group else successor_of(r, base, place, level),
        role=role,
    )


def _small_types(name: str) -> str:
    """Types of places in the letter case that the rule gives them ("UBND Thành phố", "Công an thành phố Hồ Chí Minh")."""
    for place in reversed(places(name)):
        if place.start and not place.organ:
            name = name[: place.start] + (place.full or place.type) + name[place.end :]
    return name


__all__ = ["UnitContext", "UnitValue", "unit_name"]
