"""Where one ORG-UNIT ends and the next begins: a new head starts a new span (guidelines, ORG-UNIT).

Heads come from lexicon/unit_heads.tsv and unit_abbreviations.tsv. Counted on 213 annotated texts where the annotator set a comma between
two units: the table parts 673 of 857 pairs and cuts 5 single units in two; a list of 28 heads parted 451 and cut none.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import ABBREVIATION_COLUMNS, HEAD_COLUMNS, read_tsv

# places share a head with what stands before them ("UBND tỉnh, Thành phố"), and a subject's name is no head ("Văn hóa, Khoa học")
_SHARED: Final = frozenset({"place", "level", "sector", "enterprise", "school", "health", "part"})
_P: Final = patterns("unit_patterns.yaml")


def _pattern(head: str) -> str:
    """The head in both tone-mark styles, its blanks of any kind."""
    pattern = re.sub(r"\\? ", r"\\s+", re.escape(head))
    for new, old in (("ủy", "uỷ"), ("Ủy", "Uỷ"), ("òa", "oà")):
        pattern = pattern.replace(new, f"(?:{new}|{old})")
    return pattern


@cache
def new_head() -> re.Pattern[str]:
    """A comma before a unit's head. "HĐND, UBND tỉnh" shares the place and stays one, "Thường trực HĐND, UBND xã" are two."""
    rows = [(r["head"], r["kind"]) for r in read_tsv("unit_heads.tsv", HEAD_COLUMNS)]
    written = {head for head, kind in rows if kind != "place" and head != "Khoa"}
    rows = [(r["abbreviation"], r["kind"]) for r in read_tsv("unit_abbreviations.tsv", ABBREVIATION_COLUMNS)]
    written |= {name for name, kind in rows if kind not in _SHARED or _P["head_abbreviation"].fullmatch(name)}
    heads = "|".join(_pattern(h) for h in sorted(written, key=lambda h: (-len(h), h)))
    return re.compile(rf",(?:(?<!HĐND,)|(?<=Thường trực HĐND,)|(?! UBND))\s+(?=(?:{heads})(?!\w))")


def units_apart(covered: str) -> list[tuple[int, int]]:
    """The stretches of an ORG-UNIT's text that are units of their own; empty for bare "Đảng", "Nhà nước", "Trung ương".

    A collective's list ("Các Sở: A, B") stays one, but for units in it that have a head and a place of their own (", Công an tỉnh").
    """
    if _P["no_unit"].fullmatch(covered):
        return []
    colon = covered.find(":")
    if colon < 0 and covered[:3].lower() == "các":
        return [(0, len(covered))]
    if colon >= 0:
        cuts = [m.start() for m in new_head().finditer(covered, colon) if _P["placed"].match(covered, m.end())]
    else:
        parts = re.compile(r", ") if _P["abbreviations_listed"].fullmatch(covered) else new_head()
        cuts = [m.start() for m in parts.finditer(covered)]
    return list(zip([0, *cuts], [*cuts, len(covered)], strict=True))
