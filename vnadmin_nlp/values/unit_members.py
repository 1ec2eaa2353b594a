"""The members of a collective that is written as one: "Các Sở: A, B", "UBND xã, phường, đặc khu Lý Sơn"."""

from __future__ import annotations

import re

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values.unit_places import full_place, own_places, places, province_list, province_of
from vnadmin_nlp.values.unit_subjects import sector_at
from vnadmin_nlp.values.unit_words import head_of, spell, write_out

_P = patterns("unit_patterns.yaml")
_OWN_HEADS = frozenset(
    ("ministry", "bank", "agency", "government", "office", "police", "military", "board", "mass", "court")
)


def members(core: str, name: str, grouped: bool) -> tuple[str, ...]:
    """The units in `core` (a written-out name without its quantifier); empty where it is one, or none is certain.

    `name` is the whole name, `grouped` whether a quantifier stood before the core.
    """
    return (
        _by_subject(core, name)
        or _by_colon(core)
        or _by_place(core, grouped)
        or _by_province(core)
        or bodies(core)
        or _own_heads(core)
    )


def _by_colon(core: str) -> tuple[str, ...]:
    """ "Bệnh viện: Hữu nghị Việt Đức, Bạch Mai", "Văn phòng: Trung ương Đảng, Quốc hội": what stands before the colon is shared."""
    before, colon, rest = core.partition(":")
    before = _P["plural"].sub("", before.strip())
    head = head_of(before)
    if not colon or head is None or head.kind == "level" or "," in before or places(before) or len(before) > 60:
        return ()
    parts = _split(rest.strip(), before, True)
    if len(parts) < 2 or all(_P["school_level"].fullmatch(part) for part in parts):
        return ()
    return tuple(spell(_with_head(part, before[:1].upper() + before[1:], head.text)) for part in parts)


def _by_subject(core: str, name: str) -> tuple[str, ...]:
    match = _P["list_head"].match(core)
    if match is None or (match["before"] and not _P["head_before"].match(match["before"])):
        return ()
    head = match["head"].capitalize()
    if not match["colon"] and not _P["shares_head"].fullmatch(head):
        return ()
    prefix = match["before"] + head
    parts = _split(core[match.end() :], head, bool(match["colon"]))
    if len(parts) < 2:
        return ()
    return tuple(_with_head(part, prefix[:1].upper() + prefix[1:], head) for part in parts)


_ENUMERATOR = re.compile(r"\((?:[ivx]{1,5}|\d{1,2}|[a-z])\) ?")


def _split(rest: str, head: str, colon: bool) -> list[str]:
    """The names of a list. Where it is not a colon's, each must be a known subject: else "A, B và C" may be one name."""
    rest = _ENUMERATOR.sub("", rest)
    parts: list[str] = []
    position = 0
    while position < len(rest):
        own = re.compile(rf"{re.escape(head)} ", re.I).match(rest, position)
        start = own.end() if own else position
        part, stop = _item(rest, start, head, colon)
        if not part:
            return parts if len(parts) > 1 else []
        parts.append(part[:1].upper() + part[1:])
        joint = _P["joint"].match(rest, stop)
        if joint is None:
            break
        position = joint.end()
    return parts


def _item(rest: str, start: int, head: str, colon: bool) -> tuple[str, int]:
    """One name of a list and where it ends; empty where none is certain."""
    found = sector_at(rest, start)
    if found is not None and (found[1] == len(rest) or _P["joint"].match(rest, found[1])):
        return found
    if not colon:  # "Sở Y tế tỉnh Hà Nam": a name that goes on
        return (found[0], len(rest)) if found is not None and rest[found[1] :].strip()[:1].islower() else ("", start)
    # "Văn phòng: Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh" is one office
    last = (
        -1 if head.startswith("Văn phòng") else rest.rfind(" và ")
    )  # only the last one parts two names: "Hàng hải và Đường thủy Việt Nam, Kinh tế"
    stops = [m.start() for m in re.finditer(r"[,;]", rest[start:])]
    stop = start + stops[0] if stops else last if last > start else len(rest)
    return rest[start:stop].strip(" ,;."), stop


def _with_head(part: str, prefix: str, head: str) -> str:
    """`part` with the shared head, unless it names a unit with a head of its own ("Thanh tra Chính phủ")."""
    whole, short = write_out(part, {})
    if short and (named := head_of(whole)) and named.text.lower() == head.lower():
        return whole  # "các tập đoàn: EVN, TKV"
    own, subject = head_of(part), sector_at(part, 0)
    mere = subject is not None and subject[1] == len(part)  # "Các Bộ: Công an, …"; not "Các Sở: Y tế; Công an tỉnh"
    if own is not None and own.kind in _OWN_HEADS and not mere and own.text != head:
        return part
    return f"{prefix} {part}"


def _by_place(core: str, grouped: bool) -> tuple[str, ...]:
    found = own_places(core)
    if not found or "thuộc" in core[: found[0].start]:
        return ()
    prefix = core[: found[0].start]
    quantified = _P["group_before"].search(prefix)
    bare = prefix[: quantified.start()].rstrip() if quantified else prefix.rstrip()
    if not bare and not grouped:
        return ()
    items: list[tuple[str, str | None]] = []  # type and name
    end = next((p.start for p in places(core) if p.start > found[-1].start), len(core))
    for i, place in enumerate(found):
        stop = found[i + 1].start if i + 1 < len(found) else end
        rest = core[place.end : stop]
        names = _names(core[place.named_at : stop], place.type)
        if i + 1 < len(found) and not _P["place_gap"].search(rest):
            return ()
        items += [(_own_type(place.type, name, n), name) for n, name in enumerate(names)] or [(place.type, None)]
    named = [n for _, n in items if n]
    if len(items) < 2 or not named:
        return ()
    items = _typed(items)
    if ":" in prefix + core[found[0].end : found[-1].end + 1] and sum(name is None for _, name in items) > 0:
        return ()  # "UBND các xã, phường: A, B": which is which?
    every = bool(quantified) or grouped
    organ = core[found[0].start : found[0].named_at].capitalize() if found[0].organ else None  # "các huyện ủy: A, B"
    if organ is not None:
        return tuple(f"{bare} {organ} {name}".strip() for _, name in items if name)
    return tuple(_one(bare, kind, name, every) for kind, name in items)


def _own_type(kind: str, name: str, number: int) -> str:
    """ "tỉnh Hưng Yên, Hải Dương, Hà Nội": a province behind the first one has its own type."""
    known = province_of(name) if number and kind in ("tỉnh", "thành phố") else None
    return known.type if known else kind


def _one(bare: str, kind: str, name: str | None, every: bool) -> str:
    text = full_place(kind, name) if name else (f"các {kind}" if every else kind)
    out = f"{bare} {text}".strip()
    return out[:1].upper() + out[1:]


def _typed(items: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """ "các tỉnh, thành phố: Gia Lai, Đà Nẵng": the types before the colon are none of the members, and the table knows which is which."""
    bare = [kind for kind, name in items if name is None]
    if bare and set(bare) <= {"tỉnh", "thành phố"} and items[0][1] is None:
        out: list[tuple[str, str | None]] = []
        for kind, name in items:
            if name:
                known = province_of(name)
                out.append((known.type if known else kind, name))
        if len(out) > 1:
            return out
    return items


_PLURAL = frozenset(
    ("agency", "department", "police", "military", "media", "court", "procuracy", "party", "mass", "bank")
)


def _by_province(core: str) -> tuple[str, ...]:
    """ "Cục Thuế Bình Định, Lâm Đồng và Hà Nội": the bare names of provinces behind one head."""
    head = head_of(core)
    if head is None or head.kind not in _PLURAL:
        return ()
    start, names = province_list(core)
    if start <= len(head.text) or "," in core[:start]:
        return ()
    return tuple(f"{core[:start]}{name}" for name in names)


def _names(body: str, kind: str) -> list[str]:
    """The names behind a type word: "xã Bình An, Bình Châu và Bình Minh", "các tỉnh vùng núi: Hà Giang, Cao Bằng"."""
    found = _P["name_list"].match(body)
    if found is None:
        return []
    names: list[str] = []
    for part in _P["parts"].split(found["names"]):
        part = part.strip(" :,;")
        if not part:
            continue
        whole = places(f"{kind} {part}")
        if not whole or not whole[0].name or whole[0].end != len(kind) + 1 + len(part):
            return names if names and not part[0].isupper() else ([] if part[0].isupper() else names)
        names.append(whole[0].name)
    return names


def bodies(core: str) -> tuple[str, ...]:
    """ "HĐND, UBND tỉnh": bodies that share the place."""
    match = _P["bodies"].fullmatch(core)
    if match is None:
        return ()
    return tuple(f"{head} {match['place']}" for head in _P["bodies_joint"].split(match["all"]))


def _own_heads(core: str) -> tuple[str, ...]:
    """ "UBND huyện Đức Trọng và UBND huyện Lâm Hà": units each with its own head and place."""
    parts = _P["unit_parts"].split(core)
    if len(parts) < 2 or not all(head_of(p) is not None and len(places(p)) == 1 and p[:1].isupper() for p in parts):
        return ()
    if any(places(p)[0].organ and not places(p)[0].start for p in parts[1:]):
        return ()  # "Văn phòng Tỉnh ủy, Thành ủy": the offices of both
    return tuple(parts)
