"""Titles of people before a unit ("Giám đốc [Sở Y tế]"): outside the unit by the guidelines, kept as its role."""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.values.unit_words import head_of, is_short

TITLE_COLUMNS = ("title", "source")
QUANTIFIER = re.compile(
    r"^(?:tất cả )?(các|những|một số|nhiều|mọi|toàn thể|mỗi|từng|hầu hết các|toàn bộ(?: \d{1,3})?|một vài|vài|\d{1,4}(?:[./]\d{1,4})?(?:%)?(?: các)?|"
    r"(?:cả )?(?:hai|ba|bốn)(?= (?:tỉnh|thành phố|huyện|xã|phường|sở|bộ|ban|cơ quan|đơn vị|ngành)(?!\w)))(?!\w) ",
    re.I,
)


@cache
def _titles() -> re.Pattern[str]:
    rows = sorted((r["title"] for r in read_tsv("unit_titles.tsv", TITLE_COLUMNS)), key=lambda t: (-len(t), t))
    return re.compile(rf"(?<!\w)(?:(?:các )?đồng chí )?({'|'.join(map(re.escape, rows))})(?!\w)", re.I)


def split_title(text: str) -> tuple[str | None, str]:
    """A title that opens `text`, and the unit behind it. "Thường trực Tỉnh ủy" has none; "Bộ trưởng, Thủ trưởng …" is one."""
    title, unit = _first_title(text)
    if title is None:
        another = re.match(r"([^,]{3,30}?)(, | và )", text)
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
