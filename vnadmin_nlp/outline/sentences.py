"""Sentences inside a paragraph: cut at full stops that are none of an abbreviation, a number, a date or a list marker."""

from __future__ import annotations

import re

from vnadmin_nlp.outline.words import words

# A stop, closing signs and footnote marks, then a blank; or a stop lost its blank ("liên quan.Đồng thời").
_STOP = re.compile(
    r"(?P<word>[\w/]{0,24})(?P<stop>[.!?…]{1,4})(?P<close>[\"”’)\]*_]{0,6}(?:\[\d{1,3}\])?[*_]{0,4})(?=\s|$|[A-ZÀ-ỸĐ])"
)
_NEXT = re.compile(r"[\s*_\"“(‘'–+-]{0,12}(\S)")


def sentences(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The sentences of `text[start:end]` as offsets of `text`; blanks between them belong to none."""
    out: list[tuple[int, int]] = []
    begin = start
    for m in _STOP.finditer(text, start, end):
        if m.end() >= end or not _cuts(text, m, end):
            continue
        out.append((begin, m.end()))
        begin = m.end()
        while begin < end and text[begin].isspace():
            begin += 1
    if begin < end:
        out.append((begin, end))
    return tuple(out)


def _cuts(text: str, m: re.Match[str], end: int) -> bool:
    word, stop = m["word"], m["stop"]
    after = _NEXT.match(text, m.end(), end)
    if after is None:
        return True
    c = after[1]
    glued = after.end(1) - 1 == m.end()  # no blank behind the stop
    if c.islower() or c in ",;:.)/":
        return False
    if stop in (".", "..") and (word in words().abbreviations or (len(word) == 1 and word.isalpha())):
        return False
    if glued:
        return c.isupper() and len(word) > 1 and word[-1].islower() and word.isalpha()
    if stop == "…" or stop == "...":
        return c.isupper()
    # "1. Rà soát", "ngày 5. 3": a bare short number before the stop, nothing else in the sentence
    return not (word.isdigit() and len(word) <= 2 and c.isdigit())
