"""underthesea behind one adapter: word groups over the syllable tokens.

underthesea drops white space, composes decomposed letters and re-spells `ð`; here it gets a paragraph in the form that it would
make itself, and its words are walked back onto the tokens by their visible characters. A word that does not begin and end on token
edges is cut into its tokens. Document numbers, dates and abbreviations with a full stop are one group whatever underthesea says.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
import threading
import types
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from vnadmin_nlp.tokens.split import Token

# 25/KH-UBND, 60/2021/NĐ-CP, 57-NQ/TW, 472/SKHCN-BCVT&CĐS; 24/01/2025, 6/2023; TM. KT. TL. PCT. TP.
_KEPT: Final = re.compile(
    r"\d{1,5}(?:\.\d{1,3})?(?:/\d{4})?(?:[/-][A-ZĐ][A-Za-zĐđ]{0,9}\d{0,2}){1,2}(?:[-&][A-ZĐ][A-Za-zĐđ]{0,9}){0,3}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{4}"
    r"|\b(?:TM|KT|TL|TUQ|Q|PCT|CT|TP|TX|TT|PGS|GS|TS|ThS|BS)\."
)

START, INSIDE = 1, 2
"""Classes of `word_positions`: a token begins a word, or continues one."""


_LOADING: Final = threading.Lock()


@lru_cache(maxsize=1)
def _segmenter() -> Any:
    """underthesea's `word_tokenize`, without the rest of the package.

    `import underthesea` also imports torch and transformers wherever they are installed (seconds, hundreds of megabytes) for services
    that are not used here. So its segmentation subpackage is imported under a bare package of that name, which is taken away again:
    who imports underthesea afterwards gets the whole one.
    """
    with _LOADING:
        if "underthesea" in sys.modules:
            return importlib.import_module("underthesea.pipeline.word_tokenize").word_tokenize
        spec = importlib.util.find_spec("underthesea")
        if spec is None or spec.submodule_search_locations is None:
            raise ModuleNotFoundError("underthesea", name="underthesea")
        root = list(spec.submodule_search_locations)
        for name in ("underthesea", "underthesea.pipeline", "underthesea.models"):
            bare = types.ModuleType(name)
            bare.__path__ = [str(Path(part, *name.split(".")[1:])) for part in root]
            sys.modules[name] = bare
        try:
            importlib.import_module("underthesea.pipeline.text_normalize")  # first: the two import each other
            found = importlib.import_module("underthesea.pipeline.word_tokenize").word_tokenize
            found("khởi động", use_token_normalize=False)  # loads the model, whose modules are imported late
        finally:
            for name in [n for n in sys.modules if n == "underthesea" or n.startswith("underthesea.")]:
                del sys.modules[name]
        return found


def _visible(form: str) -> str:
    return "".join(unicodedata.normalize("NFC", form).replace("ð", "đ").replace("Ð", "Đ").split())


def word_positions(text: str, tokens: Sequence[Token], paragraphs: Sequence[tuple[int, int]]) -> list[int]:
    """Per token `START` or `INSIDE`. `paragraphs` are token ranges (first, end) that are segmented one by one."""
    out = [START] * len(tokens)
    for first, end in paragraphs:
        _segment(text, tokens, first, end, out)
    for match in _KEPT.finditer(text):
        inside = list(_within(tokens, match.start(), match.end()))
        for nth, i in enumerate(inside):
            out[i] = INSIDE if nth else START
        if inside and inside[-1] + 1 < len(tokens):
            out[inside[-1] + 1] = START
    return out


def _within(tokens: Sequence[Token], start: int, end: int) -> range:
    first = bisect_left(tokens, (start, start))
    last = first
    while last < len(tokens) and tokens[last].end <= end:
        last += 1
    return range(first, last)


def _segment(text: str, tokens: Sequence[Token], first: int, end: int, out: list[int]) -> None:
    forms = [_visible(text[t.start : t.end]) for t in tokens[first:end]]
    edges = {0}
    total = 0
    for form in forms:
        total += len(form)
        edges.add(total)
    words: list[str] = _segmenter()(" ".join(forms), use_token_normalize=False)
    begins: set[int] = set()
    at = 0
    for word in words:
        size = len(_visible(word))
        if at in edges and at + size in edges:
            begins.add(at)
        else:  # the word cuts a token: its tokens stand alone
            begins.update(edge for edge in edges if at <= edge < at + size)
        at += size
    if at != total:  # underthesea lost or added characters: no groups for this paragraph
        return
    at = 0
    for i, form in enumerate(forms, first):
        out[i] = START if at in begins or i == first else INSIDE
        at += len(form)
