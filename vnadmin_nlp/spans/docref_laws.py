"""Document references without a number of their own: laws, codes and ordinances by name, standards, resolutions of congresses."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import alternatives
from vnadmin_nlp.spans.docref_patterns import DRAFT, Found, law_names

_POINTERS = patterns("docref_grammar.yaml")["pointers"]


def fragments() -> dict[str, str]:
    """The part of `docref_laws.yaml` that is the names of another table."""
    return {"LAW": alternatives(law_names())}


@cache
def _p(name: str) -> re.Pattern[str]:
    return patterns("docref_laws.yaml", **fragments())[name]


def laws(text: str) -> list[Found]:
    """Laws, codes, ordinances and the Constitution by name, with pointers before and number, date or year behind."""
    found = []
    for match in _p("head").finditer(text):
        hit = _law(text, match)
        if hit is not None:
            found += [hit, *_further(text, match, hit)]
    return found


def _further(text: str, match: re.Match[str], first: Found) -> list[Found]:
    """The further laws of a list with one head: "các Luật Đất đai, Nhà ở và Kinh doanh bất động sản"."""
    if ":" not in match[0] and not _p("plural").search(text, max(0, match.start() - 6), match.start()):
        return []
    found, end = [], first.end
    while (joint := _p("list_joint").match(text, end)) and (name := _p("by_name").match(text, joint.end())):
        tail = _p("tail").match(text, name.end())
        end = tail.end() if tail else name.end()
        found.append(Found(joint.end(), end, "law-list"))
    return found


def _law(text: str, match: re.Match[str]) -> Found | None:
    start, end = match.start(), match.end()
    if DRAFT.search(text, max(0, start - 16), start):
        return None
    if match[0].startswith("l") and _p("part_of_word").search(text, max(0, start - 6), start):
        return None
    if match[0].startswith("Hiến"):
        dated_law = _p("constitution").match(text, end)
        return Found(start, dated_law.end(), "law") if dated_law else None
    if _p("no_law").match(text, end):
        return None
    named_so = _p("named_so").search(text, max(0, start - 14), start)
    amends = _p("amends").match(text, end)
    rule = "law"
    name = _p("by_name").match(text, amends.end() if amends else end)
    free = (
        None
        if named_so or text[end : end + 12].isupper()
        else _p("free_name").match(text, amends.end() if amends else end)
    )
    stop = name.end() if name else None
    if free and (stop is None or (free.end() > stop and text[stop + 1 : stop + 2].isupper())):
        stop, rule = free.end(), "law-free" if name is None else "law"
    if stop is None:
        return None
    while amends and (other := _p("other").match(text, stop)) and (name := _p("by_name").match(text, other.end())):
        stop = name.end()
    number = _p("number").match(text, stop)
    stop = number.end() if number else stop
    tail = _p("tail").match(text, stop)
    stop = tail.end() if tail else stop
    left = _POINTERS.search(text[max(0, start - 90) : start])
    return Found(start - (len(left[0]) if left else 0), stop, rule)


def others(text: str) -> list[Found]:
    """Standards (QCVN, TCVN) and what is known by a fixed short name."""
    found = []
    for m in _p("standard").finditer(text):
        left = _p("standard_left").search(text, max(0, m.start() - 30), m.start())
        found.append(Found(left.start() if left else m.start(), m.end(), "standard"))
    for m in chain(_p("by_short_name").finditer(text), _p("code").finditer(text)):
        left = _POINTERS.search(text[max(0, m.start() - 90) : m.start()])
        found.append(Found(m.start() - (len(left[0]) if left else 0), m.end(), "named"))
    return found
