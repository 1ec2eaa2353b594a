"""List markers: what style they are of, and which style stands inside which."""

from __future__ import annotations

import re
from typing import NamedTuple

from vnadmin_nlp.lexicon.patterns import rules

_RULES = tuple((rule.name, int(rule.gives), rule.pattern) for rule in rules("list_markers.yaml"))
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
    for style, rank, pattern in _RULES:
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
