"""The lossless token layer: syllables, numbers, single signs.

Labels sit on these tokens. A token is a run of letters with their combining marks, a run of digits, or one other
non-blank character; white space lies between tokens. So every edge that the guidelines allow is a token edge, in
NFC and NFD text alike, and document numbers, dates and abbreviations never swallow the punctuation behind them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

# [^\W\d_] is a letter; \u0300-\u036f and a few Vietnamese-relevant marks belong to the letter before them.
_TOKEN = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*|\d+|[^\s]")


class Token(NamedTuple):
    """One token; `start`, `end` in code points, end exclusive."""

    start: int
    end: int


def split(text: str) -> list[Token]:
    """Split `text` into tokens; everything outside the tokens is white space."""
    return [Token(m.start(), m.end()) for m in _TOKEN.finditer(text)]
