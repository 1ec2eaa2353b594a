"""What the encoder sees of a token: a folded form and a shape class.

Folding takes away what carries no meaning here: case, decomposition, the place of the tone mark, look-alike Đ. What
folding takes away of the case comes back as the shape class, so that the vocabulary stays one entry per syllable.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Old tone placement (hoà, khoẻ, thuý) to new (hòa, khỏe, thúy), at the end of a syllable only; "quý" keeps its mark.
_TONES: Final = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_OLD_TONE: Final = re.compile(r"(?:(?<!q)u[ỳýỷỹỵ]|o[àáảãạèéẻẽẹ])$")

SHAPES: Final = 12
"""Number of shape classes: six kinds of token, each glued to the token before it or not."""


@lru_cache(maxsize=65536)
def fold(token: str) -> str:
    """The form that the vocabulary is made of: NFC, lower case, new tone placement, đ for ð."""
    form = unicodedata.normalize("NFC", token).lower().replace("ð", "đ")
    return _OLD_TONE.sub(lambda m: _TONES[m.group()], form)


@lru_cache(maxsize=65536)
def _kind(token: str) -> int:
    first = token[0]
    if first.isdigit():
        return 4
    if not first.isalpha():
        return 5
    letters = unicodedata.normalize("NFC", token)
    if letters.islower():
        return 0
    if letters.isupper():
        return 2 if len(letters) > 1 else 1
    return 1 if letters[0].isupper() and letters[1:].islower() else 3


def shape(token: str, glued: bool) -> int:
    """Shape class, 0 <= class < `SHAPES`: lower, Title, UPPER, miXed, digits, sign; plus 6 where no white space precedes."""
    return _kind(token) + (6 if glued else 0)
