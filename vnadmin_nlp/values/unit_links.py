"""What a unit belongs to, and what became of it."""

from __future__ import annotations

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values.unit_places import full_place, places
from vnadmin_nlp.values.unit_reform import moved, renamed
from vnadmin_nlp.values.unit_traits import Reading, bare_name

_P = patterns("unit_patterns.yaml")
# firms, banks, schools and hospitals keep their names when a province is merged
_KEEP_THEIR_NAMES = frozenset(("enterprise", "bank", "school", "health", "other", "unit", "force"))


def parent_of(r: Reading, kind: str | None, level: str | None, place: str | None) -> str | None:
    """The owner that the name itself writes ("Văn phòng [UBND tỉnh]"), else that of the law on organisation.

    By law a Sở belongs to the province's Ủy ban nhân dân, a Phòng to that of its district or commune (Nghị định
    150/2025/NĐ-CP), a ministry to the Government; `place` is the unit's place or that of the letterhead.
    """
    if r.head is None:
        return None
    if kind == "ministry":
        return "Chính phủ"
    match = _P["owner"].search(r.core, len(r.head.text))
    if match is not None and _named_after(r, kind) and not match[0].strip():
        match = None
    if match is not None and r.core[match.end() :] and " và " not in r.core[: match.start()]:
        return r.core[match.end() :].split(" về ", 1)[0]
    if (kind == "department" and level == "province") or (kind == "division" and level in ("district", "commune")):
        where = place or (r.found[0].type if r.found else None)
        return f"Ủy ban nhân dân {where}" if where else None
    return None


def _named_after(r: Reading, kind: str | None) -> bool:
    """ "cơ quan ngang Bộ", "Đảng ủy Bộ Y tế": named after another unit, not below it."""
    return kind == "unit" or (r.head is not None and r.head.text in ("Đảng ủy", "Đảng bộ"))


def successor_of(r: Reading, base: str, place: str | None, level: str | None) -> str | None:
    """The name of the unit that took over: another name, or another province, or both. `base` is the name without its place."""
    whole = renamed(r.name, level, r.day)
    if whole is not None:
        return whole
    new = renamed(base, level, r.day)
    province = next((p for p in r.found if p.name and p.type in ("tỉnh", "thành phố") and p.level == "province"), None)
    to = None
    if r.head is None or r.head.kind in _KEEP_THEIR_NAMES:
        return new and r.name.replace(base, new, 1)
    if province is not None and province.name:
        to = moved(province.name, r.day)
    elif place is not None and level == "province":
        to = moved(bare_name(place), r.day)
    if new is None and to is None:
        return None
    out = r.name if to is None else _in_province(r.name, place, to)
    return out.replace(base, new, 1) if new is not None else out


def _in_province(name: str, place: str | None, to: tuple[str, str]) -> str:
    """`name` with the province that the old one became part of, in the place of the old one's name or of a bare type."""
    kind, new = to
    first = next((p for p in places(name) if p.type in ("tỉnh", "thành phố")), None)
    if first is None:
        old = bare_name(place or "")
        bare = full_place(kind, new) if new == "Hồ Chí Minh" else new
        return name[: -len(old)] + bare if old and name.endswith(old) else name
    if not first.organ:
        return name[: first.start] + full_place(kind, new) + name[first.end :]
    word = "thành" if kind == "thành phố" else "tỉnh"
    word = word.capitalize() if name[first.start].isupper() else word
    organ = name[first.start : first.named_at].split(" ", 1)[1]
    return f"{name[: first.start]}{word} {organ} {new}{name[first.end if first.name else first.named_at :]}"
