"""List markers: what style they are of, and which style stands inside which."""

from __future__ import annotations

import re
from typing import NamedTuple

_EMPH = r"[*_>\s]{0,8}"
_PATTERNS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    ("part", 0, re.compile(_EMPH + r"(?P<m>(?:phần|chương)\s{1,3}(?P<l>\d{1,2}|[ivxlc]{1,6}|thứ \w{1,5}))\b[.:]?", re.I)),
    ("article", 6, re.compile(_EMPH + r"(?P<m>điều\s{1,3}(?P<l>\d{1,3}))\s{0,2}[.:]", re.I)),
    ("roman", 10, re.compile(_EMPH + r"(?P<m>(?P<l>[IVX]{1,6}|[IVX]{0,4}[1l]{1,3}[IVX]{0,4}(?=\.\s{1,3}[A-ZĐ]{2}))\s{0,2}[.)/-])(?!\d)")),
    ("dotted", 22, re.compile(_EMPH + r"(?P<m>(?P<l>\d{1,2}(?:\.\d{1,2}){1,4})(?:[.)]|-(?=\s))?)(?=[\s*_]|[^\W\d_])")),
    ("number", 20, re.compile(_EMPH + r"(?P<m>(?P<l>\d{1,2})(?:[.)]|,(?=\s)|[/-](?=\s)|\.\)))(?!\d)")),
    ("paren", 34, re.compile(_EMPH + r"(?P<m>\((?P<l>\d{1,2}|[ivx]{1,4})\))")),
    ("capital", 8, re.compile(_EMPH + r"(?P<m>(?P<l>[A-HĐ])\s{0,2}[.)/])(?=[\s*_]{1,4}\S)")),
    ("letter", 30, re.compile(_EMPH + r"(?P<m>\(?(?P<l>[a-zđ]\d?)\s?[.)/])(?!\w\.)")),
    ("dash", 40, re.compile(_EMPH + r"(?P<m>(?P<l>[-–—−]))(?!\d{1,3}\b(?!\.))[\s*_]{0,6}(?=\S)")),
    ("plus", 45, re.compile(_EMPH + r"(?P<m>(?P<l>\+))")),
    ("star", 42, re.compile(r"\s{0,8}(?P<m>(?P<l>\*))\s{1,4}(?=\S)")),
    ("dot", 47, re.compile(_EMPH + r"(?P<m>(?P<l>[·•●○▪■◦►➢✓⁃]))")),
)  # fmt: skip
_MARKDOWN = re.compile(r"\s{0,3}(#{1,6})\s{1,4}")


class Marker(NamedTuple):
    """`style` and `rank` (smaller stands outside), the label for the path, the marker as written, where the words begin."""

    style: str
    rank: int
    label: str
    written: str
    content: int


NONE = Marker("", 100, "", "", 0)
BULLETS = frozenset({"dash", "plus", "star", "dot"})


def find_marker(text: str, start: int, end: int) -> Marker:
    """The list marker at `start`, or `NONE` with `content` behind emphasis signs."""
    at = start
    sharp = _MARKDOWN.match(text, start, end)
    if sharp:
        at = sharp.end()
    head = text[at : min(end, at + 80)]
    for style, rank, pattern in _PATTERNS:
        m = pattern.match(head)
        if m:
            content = _skip(text, at + m.end("m"), end)
            label = m["l"]
            if style == "dotted":
                rank += label.count(".")
                style = f"dotted{label.count('.')}"
            return Marker(style, rank, label, m["m"].strip(), content)
    if sharp:
        return Marker(f"md{len(sharp[1])}", len(sharp[1]), "", sharp[1], _skip(text, at, end))
    return Marker("", 100, "", "", _skip(text, at, end))


def _skip(text: str, at: int, end: int) -> int:
    while at < end and (text[at].isspace() or text[at] in "*_.:"):
        at += 1
    return at
