"""Physical lines and what they look like: indentation, right edge, list marker, page furniture.

Positions are code points of the original text; widths count visible characters, so NFC and NFD text look alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace

from vnadmin_nlp.lexicon.patterns import patterns, rules

_COMBINING = re.compile("[\u0300-\u036f]")
_P = patterns("outline_layout.yaml")
_MARKERS = rules("line_markers.yaml")
_RULE = re.compile(r"[|\s*_=~.-]{1,400}")

_END = re.compile(r"[.;:!?…][\s*_)\]\"”’']{0,8}(?:\[\d{1,3}\])?[\s*_]{0,6}$")
_STOPPED = re.compile(r"[.!?…][\s*_)\]\"”’']{0,8}(?:\[\d{1,3}\])?[\s*_]{0,6}$")
_FIRST = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank physical line, stripped. `start`, `end` speak of the original, `text` is it in NFC."""

    start: int
    end: int
    text: str
    indent: int
    right: int
    first_word: int
    blanks: int  # blank lines before it
    marker: str  # "", "strong", "number", "letter", "bullet"
    rest: str  # what stands behind the marker
    furniture: bool
    rule: bool  # only signs, no letter or digit

    @property
    def lower(self) -> bool:
        """Whether its first letter or digit is a lower-case letter."""
        m = _FIRST.search(self.text[:24])
        return m is not None and m[0].islower() and self.text[: m.start()].strip(" *_(\"“‘'") == ""

    @property
    def ended(self) -> bool:
        """Whether it ends with a sign that can close a sentence or an item (`.`, `;`, `:` …)."""
        return bool(_END.search(self.text[-24:]))

    @property
    def stopped(self) -> bool:
        """Whether it ends with a full stop, question or exclamation mark."""
        return bool(_STOPPED.search(self.text[-24:]))

    @property
    def upper(self) -> bool:
        """Whether its letters are all capitals (a heading, a letterhead line)."""
        letters = [c for c in self.text if c.isalpha()]
        return len(letters) > 2 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def width(s: str) -> int:
    """Visible characters of `s`: combining marks do not count."""
    return len(s) if s.isascii() else len(_COMBINING.sub("", s))


def marker_of(s: str) -> tuple[str, int]:
    """Kind and end of the list marker at the start of `s`; ("", 0) without one."""
    for rule in _MARKERS:
        m = rule.pattern.match(s[:60])
        if m:
            return rule.gives, m.end()
    return "", 0


def _is_furniture(s: str) -> bool:
    """Whether the line is a bare page number or a converter's page mark."""
    return (len(s) <= 14 and bool(_P["page_number"].fullmatch(s))) or (
        len(s) <= 40 and bool(_P["page_mark"].fullmatch(s))
    )


def physical_lines(text: str) -> list[Line]:
    """All non-blank lines of `text` in order."""
    out: list[Line] = []
    pos = blanks = 0
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            lead = len(raw) - len(raw.lstrip())
            start = pos + lead
            body = stripped if stripped.isascii() else unicodedata.normalize("NFC", stripped)
            kind, cut = marker_of(body)
            words = body.split(None, 1)
            out.append(
                Line(
                    start, start + len(stripped), body, len(raw[:lead].replace("\f", "").expandtabs(8)),
                    0, width(words[0]), blanks + raw.count("\f"), kind, body[cut:].lstrip(" *_"),
                    _is_furniture(body), (len(body) > 1 or body == "|") and bool(_RULE.fullmatch(body[:400])),
                )
            )  # fmt: skip
            blanks = 0
        else:
            blanks += 1
        pos += len(raw) + 1
    return _running_heads([_with_right(x) for x in out])


def _with_right(x: Line) -> Line:
    return replace(x, right=x.indent + width(x.text))


def _running_heads(lines: list[Line]) -> list[Line]:
    """Mark lines that recur beside page numbers as furniture."""
    count = Counter(x.text for x in lines if 3 < len(x.text) <= 90 and not x.marker)
    heads = {t for t, n in count.items() if n >= 3}
    out: list[Line] = []
    for i, x in enumerate(lines):
        beside = any(0 <= j < len(lines) and lines[j].furniture for j in (i - 1, i + 1))
        if x.text in heads and beside and x.blanks:
            x = replace(x, furniture=True)
        out.append(x)
    return out
