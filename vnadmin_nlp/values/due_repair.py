"""Due expressions as they were meant: blanks that are missing, digits and words that OCR misread, marks that were lost.

Nothing here depends on dates. What is not certain stays as it stands; the readers then refuse it.
"""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.documents.views import bare, clean_view
from vnadmin_nlp.lexicon.patterns import patterns, rules
from vnadmin_nlp.values.words import due_words

_P = patterns("due_slips.yaml")
_REPAIRS = tuple((rule.pattern, rule.gives) for rule in rules("due_repairs.yaml"))
_DIGITS = str.maketrans("ilo", "110")


def plain_of(text: str) -> str:
    """`text` in lower case, with one kind of blank, repaired."""
    plain = " ".join(clean_view(text).text.lower().split())
    plain = _respelt(plain)
    if _P["to_repair"].search(plain):
        plain = _P["spoilt_date"].sub(lambda m: m[0].translate(_DIGITS), plain)
        for pattern, better in _REPAIRS:
            plain = pattern.sub(better, plain)
    return plain


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """The words of the table by their letters without marks, and the spellings that are right."""
    right: dict[str, tuple[str, ...]] = {}
    for word in due_words().spellings:
        right[bare(word)] = (*right.get(bare(word), ()), word)
    names = "|".join(sorted(right, key=lambda w: -len(w)))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)"), right


def _respelt(plain: str) -> str:
    """ "chậm nhât", "kề từ ngảy", "hàng thang", "truoc ngay 30/6": a known word by its letters, each with its own mark."""
    letters = bare(plain)
    pattern, right = _spellings()
    for found in pattern.finditer(letters):
        there = slice(*found.span())
        if plain[there] not in right[found[0]]:
            plain = plain[: found.start()] + right[found[0]][0] + plain[found.end() :]
    for found in _P["word_before_number"].finditer(letters):
        word = found.lastgroup or ""
        if plain[slice(*found.span())] not in due_words().frequencies:
            plain = plain[: found.start()] + word + plain[found.end() :]
    return plain
