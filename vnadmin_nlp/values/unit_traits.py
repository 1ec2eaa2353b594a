"""Kind, level and place of a unit, read from its written-out name and the letterhead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values.unit_places import TYPE_WORD, VILLAGES, Place, last_province
from vnadmin_nlp.values.unit_words import Head, head_of, lower_capitals, plain, spell, write_out


@dataclass(frozen=True, slots=True)
class Reading:
    """A written-out name with what is known of it. `core` is the name without its quantifier; `found` are its places."""

    name: str
    core: str
    head: Head | None
    quantified: bool
    found: tuple[Place, ...]
    issuer: dict[str, str]  # level -> place of the letterhead
    letterhead: str | None
    day: date | None

    @property
    def head_text(self) -> str:
        """The head as the tables write it; empty where there is none."""
        return self.head.text if self.head else ""

    @property
    def rest(self) -> str:
        """The name behind its head."""
        return self.core[len(self.head.text) :] if self.head else self.core


_P = patterns("unit_patterns.yaml")
_NAMED = frozenset(("steering", "committee", "level"))  # what follows the head is a matter, however many words
_COMMON = frozenset(("sector", "unit", "level", "place", "collective"))  # whatever their letter case, no part of a name
_ELSEWHERE = frozenset(("school", "health"))  # named after a province, they may stand anywhere in it
_FIXED = frozenset(("department", "ministry", "government"))
_INSIDE = frozenset(("police", "council", "bank", "military"))


def is_class(r: Reading) -> bool:
    """Whether the first place means any of its type ("các xã", "UBND cấp huyện"), not one."""
    if not r.found or r.found[0].name or r.found[0].organ:
        return False
    before = r.core[: r.found[0].start]
    if not before:
        return r.quantified
    if before.endswith(" cấp ") and not r.quantified and not heads_listed(r):
        # one of the letterhead's own level is meant where the letterhead has one, but a law's bodies are all of them
        return bool(_P["named_level"].match(before)) or r.found[0].level not in r.issuer
    return bool(_P["place_class"].search(before))


def listed(r: Reading) -> tuple[Place, ...]:
    """The places that stand in one list, from the first on ("xã, phường"); empty where there is only one."""
    out = list(r.found[:1])
    for place in r.found[1:]:
        if not _P["place_next_in_list"].fullmatch(r.core[out[-1].end : place.start]):
            break
        out.append(place)
    return tuple(out) if len(out) > 1 else ()


def heads_listed(r: Reading) -> bool:
    """Whether it lists several kinds of units ("sở, ban, ngành", "cấp ủy, chính quyền địa phương")."""
    return len(_kinds_listed(r.core)) > 1


@lru_cache(maxsize=512)
def _kinds_listed(core: str) -> tuple[str, ...]:
    """The kinds of the heads in a list, the first included; only one where it is no list.

    An item counts where its head is written small or stands alone: "Phòng Văn hóa, Khoa học và Thông tin" is one name.
    """
    head = head_of(core)
    if head is None or head.kind in _NAMED or ":" in core:
        return ()
    kinds = [head.kind]
    first, *items = _P["list_item"].split(core)
    if _P["owners_listed"].search(first):
        return (head.kind,)  # "Đảng ủy các bộ, ngành": a list of its owners
    bare = first == head.text  # "Vụ, Cục"
    for item in items:
        other = head_of(item)
        small = item[:1].islower() or (other is not None and other.kind in _COMMON)
        if other is None or _P["place_head"].fullmatch(other.text) or not (small or (bare and other.text == item)):
            break
        kinds.append(other.kind)
    return tuple(kinds)


def is_group(r: Reading) -> bool:
    """Whether the name means several units, however many it names."""
    return (
        r.quantified
        or heads_listed(r)
        or bool(listed(r))
        or is_class(r)
        or bool(_P["every"].search(r.core))
        or (r.head is not None and r.head.kind not in _NAMED and any(map(head_of, _P["also"].split(r.core)[1:])))
    )


def kind_of(r: Reading, group: bool) -> str | None:
    """The kind of unit by its head; by an inner head where the first one is a part of it ("Phòng … Công an tỉnh")."""
    if r.head is None:
        return _inner_kind(r.core)
    if _P["of_assembly"].search(r.core) and r.head.kind in ("committee", "board"):
        return "assembly"
    if _P["party_organs"].match(r.core) and not {"committee", "council", "sector", "unit"} & set(_kinds_listed(r.core)):
        return "party"  # "các huyện, thành, thị ủy": the word that all share stands behind the last
    if len(set(_kinds_listed(r.core))) > 1 or (group and r.head.kind in ("unit", "sector", "place", "force")):
        return "collective"
    if r.head.text in ("Thường trực", "Cấp"):
        inner = head_of(r.rest.strip())
        return inner.kind if inner is not None else r.head.kind
    if (r.head.kind in ("division", "board", "part") or r.head.text == "Ban Dân tộc") and not group:
        return _inner_kind(r.rest) or (
            "party" if r.head.text == "Ban" and _P["of_party"].search(r.rest) else r.head.kind
        )
    return r.head.kind


def _inner_kind(text: str) -> str | None:
    """The kind of the unit that a part of it names ("PC07 Công an tỉnh")."""
    for match in _P["inner_name"].finditer(text):
        inner = head_of(text[match.end() :])
        if inner is not None and inner.kind in _INSIDE:
            return inner.kind
    return None


def level_of(r: Reading, kind: str | None, group: bool) -> str | None:
    """The level of administration; None where the name does not tell it or there are several."""
    if (
        _P["regional"].search(r.core)
        or r.core.endswith(" các cấp")
        or (group and kind == "party" and _P["below_party"].search(r.core))
    ):
        return None  # courts, treasuries and tax offices of a region; "các đảng ủy trực thuộc Tỉnh ủy" are of any level
    if kind == "collective" and r.found and _P["acts_places"].search(r.core[: r.found[0].start]):
        return None  # "các sở, ngành, huyện, thị xã": the places are members of the list, the others of another level
    own = r.head.level if r.head is not None else None
    owner = None if r.found else _P["owned"].search(r.core)
    if owner is not None and (own in (None, "issuer") or kind == "collective"):
        return "province" if owner[1] == "Sở" else "central"
    if kind == "collective" and _P["any_level"].search(r.core) and not r.found and not _P["central"].search(r.core):
        return None
    branch = " chi nhánh " in r.core.lower()
    if own and own != "issuer" and (kind in _FIXED or not r.found) and not branch:
        return own
    if r.found:
        return _rank(r)
    if _P["central"].search(r.core):
        # the Front's committees of every level have the country in their names
        return None if r.head_text.endswith("Ủy ban Mặt trận Tổ quốc") and r.issuer else "central"
    if own is None and kind == "agency" and r.core == r.head_text and _issuer_level(r) == "central":
        return "central"  # a ministry's "Kho bạc Nhà nước"; that of another text may be the centre's or its own
    if kind not in _ELSEWHERE and last_province(r.core, r.day):
        return "province"
    if own == "issuer":
        level = _issuer_level(r)
        return (
            level
            if level not in ("central", "province") or not (group or (level == "central" and kind == "division"))
            else None
        )
    if r.core.endswith("Đảng ủy") and not group and _issuer_level(r) == "commune":
        return "commune"  # a commune has one; a Sở, a school and a ministry have theirs
    mine = _issuer_name(r) if kind != "school" else None
    return next((level for level, place in r.issuer.items() if place == mine), own)


def _rank(r: Reading) -> str | None:
    """The level of the first place; a bare "thành phố" is that of the letterhead, in a list that of its neighbours."""
    together = {p.level for p in listed(r) if p.type != "thành phố"}
    if len(together) > 1:
        return None
    first = r.found[0]
    if first.type != "thành phố" or first.name is not None:
        return first.level
    if any(p.type in ("huyện", "quận", "thị xã") for p in r.found):
        return "district"
    own = next((level for level, place in r.issuer.items() if place.lower().startswith("thành phố")), None)
    return own or ("district" if r.issuer.get("province", "").startswith("tỉnh") and len(r.found) == 1 else "province")


def _issuer_level(r: Reading) -> str | None:
    if r.issuer:
        return next(iter(r.issuer))
    if r.letterhead is None:
        return None
    text = plain(r.letterhead)
    head = head_of(spell(write_out(lower_capitals(text) if text.isupper() else text, {})[0]))
    return "central" if head is not None and head.level == "central" else None


def _issuer_name(r: Reading) -> str | None:
    """The letterhead's place whose bare name ends the unit's name ("Kho bạc Nhà nước Thọ Xuân")."""
    for place in r.issuer.values():
        name = bare_name(place)
        if name and r.core.endswith(f" {name}") and not r.core.endswith(f"- {name}"):
            return place
    return None


def bare_name(place: str) -> str:
    """`Quảng Ngãi` of `tỉnh Quảng Ngãi`."""
    return TYPE_WORD.sub("", place, count=1).strip()


def place_of(r: Reading, kind: str | None, one: bool) -> tuple[str | None, str]:
    """The place that the name holds or points at, and the name without it; none where it means several (`one` false)."""
    if r.found:
        return _typed_place(r, one)
    bare = last_province(r.core, r.day) if one else None
    if bare and kind != "school" and r.head is not None and bare[0] > len(r.head.text):
        return bare[1].full, r.core[: bare[0]].rstrip(" -")
    mine = _issuer_name(r)
    if mine and kind != "school":
        return mine, r.core[: -len(bare_name(mine))].rstrip()
    return None, r.core


def _typed_place(r: Reading, one: bool) -> tuple[str | None, str]:
    first = r.found[0]
    base = (r.core[: first.start].rstrip() + r.core[first.end :]).strip()
    if first.organ:
        base = r.core[: first.named_at] + (r.core[first.end :] if first.name else r.core[first.named_at :])
    # a thôn is below the commune: no unit of administration
    if not one or first.type in VILLAGES or _P["under_centre"].search(r.core):
        return None, base
    if first.full:
        return first.full, base
    place = r.issuer.get(_rank(r) or "")
    if place is not None and first.type == "thành phố" and not place.lower().startswith(first.type):
        place = None
    return place, base
