"""The document that a short mention stands for: "Kế hoạch số 02" -> the one introduced above, "Đề án 06" -> Quyết định 06/QĐ-TTg.

A mention is resolved where the text before it introduces exactly one document with its type and number (or its name, or its
date), where the text itself gives the short name ("gọi tắt là Đề án 06"), or where the reviewed table `known_documents.tsv` has
it. Two candidates are told and none is chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.spans.docref_patterns import KNOWN_COLUMNS
from vnadmin_nlp.values.docref import DocKey, document_key, law_name

_P = patterns("docref_text.yaml")
_CALLED_REACH = 400


class Place(NamedTuple):
    """A reference in the clean view of its text."""

    start: int
    end: int
    value: DocKey


@cache
def _known() -> dict[str, tuple[str, str]]:
    rows = read_tsv("known_documents.tsv", KNOWN_COLUMNS)
    return {document_key(row["name"]).key: (row["key"], row["date"]) for row in rows}


class _Earlier(NamedTuple):
    """A document named before, and the name of the law where it is one."""

    value: DocKey
    law: str | None


def resolve(text: str, places: Sequence[Place], day: date | None) -> list[Place]:
    """`places` (in the order of the clean view `text`) with `resolved` and the reason in `notes` where they are short mentions."""
    out: list[Place] = []
    before: list[_Earlier] = []
    called: dict[str, DocKey] = {}
    for place in places:
        value = place.value
        if value.kind == "short" and _P["called"].search(text, max(0, place.start - 24), place.start):
            near = [p.value for p in out[-8:] if p.value.kind == "number" and place.start - p.end <= _CALLED_REACH]
            if near:
                called[_name(value)] = near[-1]
        if value.kind in ("short", "date", "law"):
            named = text[place.start : place.end]
            value = _resolved(value, named, before, called.get(_name(value)), day)
        out.append(place._replace(value=value))
        if value.kind in ("number", "law"):
            before.append(_Earlier(value, law_name(text[place.start : place.end]) if value.kind == "law" else None))
    return out


def _resolved(value: DocKey, text: str, before: Sequence[_Earlier], called: DocKey | None, day: date | None) -> DocKey:
    if called is not None:
        return replace(value, resolved=called.key, notes=(*value.notes, "resolved: so called in the text"))
    fits = {"short": _same_number, "date": _same_day}.get(value.kind)
    if fits is not None:
        found = [e.value for e in before if e.value.kind == "number" and fits(value, e.value)]
    elif value.symbol is None:
        name = law_name(text)
        found = [e.value for e in before if e.law == name and e.value.key != value.key and _same_law(value, e.value)]
    else:
        return value
    candidates = _distinct(found)
    if len(candidates) == 1:
        return replace(value, resolved=candidates[0].key, notes=(*value.notes, "resolved: introduced above"))
    if candidates:
        named = ", ".join(c.key + (f" ({c.date})" if c.date else "") for c in candidates)
        return replace(value, notes=(*value.notes, f"ambiguous: {named}"))
    return _by_table(value, day)


def _by_table(value: DocKey, day: date | None) -> DocKey:
    known = _known().get(_name(value))
    if value.kind != "short" or known is None or (day is not None and day.isoformat() < known[1]):
        return value
    return replace(value, resolved=known[0], notes=(*value.notes, "resolved: known_documents.tsv"))


def _name(value: DocKey) -> str:
    """The short name as the table's keys have it, whatever the mention adds ("đề án 06/CP")."""
    return f"{(value.type or '').lower()} {value.number}" if value.kind == "short" and value.number else value.key


def _same_number(mention: DocKey, full: DocKey) -> bool:
    if mention.number is None or full.number is None or mention.number.lstrip("0") != full.number.lstrip("0"):
        return False
    if mention.year is not None and full.year is not None and mention.year != full.year:
        return False
    return _same_type(mention, full)


def _same_type(mention: DocKey, full: DocKey) -> bool:
    if full.type is None:  # the Party's QĐ is both Quyết định and Quy định
        return mention.type in ("Quyết định", "Quy định") and (full.symbol or "").startswith("QĐ")
    return mention.type is None or mention.type == full.type


def _same_day(mention: DocKey, full: DocKey) -> bool:
    return mention.date is not None and mention.date == full.date and _same_type(mention, full)


def _same_law(mention: DocKey, full: DocKey) -> bool:
    return full.year is not None and mention.year in (None, full.year)


def _distinct(found: Sequence[DocKey]) -> list[DocKey]:
    """One of each document: equal keys are one document unless their dates differ."""
    out: dict[str, list[DocKey]] = {}
    for value in found:
        same = out.setdefault(value.key, [])
        if not same or (value.date and all(s.date and s.date != value.date for s in same)):
            same.append(value)
        elif value.date and not same[0].date:
            same[0] = value
    return [value for values in out.values() for value in values]
