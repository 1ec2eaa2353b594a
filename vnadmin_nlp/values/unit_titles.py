"""Titles of people before a unit ("Giám đốc [Sở Y tế]"): outside the unit by the guidelines, kept as its role."""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.values.unit_words import head_of, is_short

TITLE_COLUMNS = ("title", "source")
_P = patterns("unit_patterns.yaml")
QUANTIFIER = _P["quantifier"]


@cache
def _titles() -> re.Pattern[str]:
    rows = sorted((r["title"] for r in read_tsv("unit_titles.tsv", TITLE_COLUMNS)), key=lambda t: (-len(t), t))
    return re.compile(rf"(?<!\w)(?:(?:các )?đồng chí )?({'|'.join(map(re.escape, rows))})(?!\w)", re.I)


def split_title(text: str) -> tuple[str | None, str]:
    """A title that opens `text`, and the unit behind it. "Thường trực Tỉnh ủy" has none; "Bộ trưởng, Thủ trưởng …" is one."""
    title, unit = _first_title(text)
    if title is None:
        another = _P["two_titles"].match(text)
        first = _titles().fullmatch(another[1]) if another else None
        more, unit = _first_title(text[another.end() :]) if another and first else (None, text)
        title = f"{first[1]}{another[2]}{more}" if first and another and more else None
    return title, unit if title else text


def _first_title(text: str) -> tuple[str | None, str]:
    match = _titles().match(text)
    if match is None or not text[match.end() :].strip(" ,"):
        return None, text
    head = head_of(text)
    if head is not None and len(head.text) > match.end() and head.text != "Thủ tướng Chính phủ":
        return None, text
    rest = text[match.end() :].lstrip(" ,")
    known = head_of(rest) or QUANTIFIER.match(rest) or is_short(rest.split(" ", 1)[0])
    return (match[1], rest) if known else (None, text)
