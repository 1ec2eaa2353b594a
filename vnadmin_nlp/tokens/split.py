"""The lossless token layer: syllables, numbers, single signs.

Labels sit on these tokens. A token is a run of letters with their combining marks, a run of digits, or one other
non-blank character; white space lies between tokens. So every edge that the guidelines allow is a token edge, in
NFC and NFD text alike, and document numbers, dates and abbreviations never swallow the punctuation behind them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# A letter is what is no sign, digit or superscript (footnote marks stand glued to words); \u0300-\u036f belong to the letter before them.
_LETTER = r"[^\W\d_\u00b2\u00b3\u00b9\u2070-\u209c]"
_TOKEN = re.compile(rf"{_LETTER}(?:{_LETTER}|[\u0300-\u036f])*|\d+|[^\s]")


class Token(NamedTuple):
    """One token; `start`, `end` in code points, end exclusive."""

    start: int
    end: int


def split(text: str) -> list[Token]:
    """Split `text` into tokens; everything outside the tokens is white space."""
    return [Token(m.start(), m.end()) for m in _TOKEN.finditer(text)]
