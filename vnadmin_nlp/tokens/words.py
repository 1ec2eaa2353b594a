"""underthesea behind one adapter: word groups and word classes over the syllable tokens.

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
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from vnadmin_nlp.tokens.split import Token

# 25/KH-UBND, 60/2021/NĐ-CP, 57-NQ/TW, 472/SKHCN-BCVT&CĐS; 24/01/2025, 6/2023; TM. KT. TL. PCT. TP.
_KEPT: Final = re.compile(
    r"\d{1,5}(?:\.\d{1,3})?(?:/\d{4})?(?:[/-][A-ZĐ][A-Za-zĐđ]{0,9}\d{0,2}){1,2}(?:[-&][A-ZĐ][A-Za-zĐđ]{0,9}){0,3}"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}/\d{4}"
    r"|\b(?:TM|KT|TL|TUQ|Q|PCT|CT|TP|TX|TT|PGS|GS|TS|ThS|BS)\."
)

START, INSIDE = 1, 2
"""A token begins a word, or continues one."""

KINDS: Final = ("N", "Np", "Ny", "V", "A", "E", "C", "R", "M", "L", "P", "T", "CH")
"""Word classes of the VLSP 2013 tag set that are told apart, numbered from 1: noun, name, abbreviation, verb, adjective, preposition,
conjunction, adverb, numeral, determiner, pronoun, particle, sign; finer tags (Nc, Nu, Cc …) count as their first letter; 0: none of these."""


class WordClass(NamedTuple):
    """What is known of a token's word: `START` or `INSIDE`, and the number of its kind."""

    position: int
    kind: int


_LOADING: Final = threading.Lock()
Segmenter = Callable[..., list[str]]
WordTagger = Callable[[list[list[str]]], list[str]]


@lru_cache(maxsize=1)
def _segmenter() -> tuple[Segmenter, WordTagger]:
    """underthesea's `word_tokenize` and its word-class CRF, without the rest of the package.

    `import underthesea` also imports torch and transformers wherever they are installed (seconds, hundreds of megabytes) for services
    that are not used here. So the two subpackages are imported under a bare package of that name, which is taken away again:
    who imports underthesea afterwards gets the whole one. `pos_tag` itself is passed by: its newer model, which is more exact on
    this genre and three times as fast, works for one call only there (9.5).
    """
    with _LOADING:
        if "underthesea" in sys.modules:
            return _tools()
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
            return _tools()
        finally:
            for name in [n for n in sys.modules if n == "underthesea" or n.startswith("underthesea.")]:
                del sys.modules[name]


def _tools() -> tuple[Segmenter, WordTagger]:
    segment: Segmenter = importlib.import_module("underthesea.pipeline.word_tokenize").word_tokenize
    segment("khởi động", use_token_normalize=False)  # loads the model, whose modules are imported late
    module = importlib.import_module("underthesea.models.fast_crf_sequence_tagger")
    tagger = module.FastCRFSequenceTagger()
    root = Path(str(module.__file__)).parents[1]
    tagger.load(str(root / "pipeline" / "pos_tag" / "models" / "pos_crf_vlsp2013_20230303"))
    predict: WordTagger = tagger.predict
    return segment, predict


def _visible(form: str) -> str:
    return "".join(unicodedata.normalize("NFC", form).replace("ð", "đ").replace("Ð", "Đ").split())


def word_positions(text: str, tokens: Sequence[Token], paragraphs: Sequence[tuple[int, int]]) -> list[int]:
    """Per token `START` or `INSIDE`; see `word_classes`."""
    return [c.position for c in word_classes(text, tokens, paragraphs)]


def word_classes(text: str, tokens: Sequence[Token], paragraphs: Sequence[tuple[int, int]]) -> list[WordClass]:
    """The word of each token. `paragraphs` are token ranges (first, end) that are segmented one by one."""
    out = [WordClass(START, 0)] * len(tokens)
    for first, end in paragraphs:
        _segment(text, tokens, first, end, out)
    for match in _KEPT.finditer(text):
        inside = list(_within(tokens, match.start(), match.end()))
        for nth, i in enumerate(inside):
            out[i] = out[i]._replace(position=INSIDE if nth else START)
        if inside and inside[-1] + 1 < len(tokens):
            out[inside[-1] + 1] = out[inside[-1] + 1]._replace(position=START)
    return out


def _within(tokens: Sequence[Token], start: int, end: int) -> range:
    first = bisect_left(tokens, (start, start))
    last = first
    while last < len(tokens) and tokens[last].end <= end:
        last += 1
    return range(first, last)


def _segment(text: str, tokens: Sequence[Token], first: int, end: int, out: list[WordClass]) -> None:
    forms = [_visible(text[t.start : t.end]) for t in tokens[first:end]]
    edges = {0}
    total = 0
    for form in forms:
        total += len(form)
        edges.add(total)
    segment, tag = _segmenter()
    words = segment(" ".join(forms), use_token_normalize=False)
    kinds = [_kind(t) for t in tag([[w] for w in words])] if words else []
    begins: dict[int, int] = {}  # where a word begins, and its kind
    at = 0
    for word, kind in zip(words, kinds, strict=True):
        size = len(_visible(word))
        if at in edges and at + size in edges:
            begins[at] = kind
        else:  # the word cuts a token: its tokens stand alone
            begins.update((edge, kind) for edge in edges if at <= edge < at + size)
        at += size
    if at != total:  # underthesea lost or added characters: no groups for this paragraph
        return
    at = kind = 0
    for i, form in enumerate(forms, first):
        starts = at in begins or i == first
        kind = begins.get(at, kind)
        out[i] = WordClass(START if starts else INSIDE, kind)
        at += len(form)


@lru_cache(maxsize=64)
def _kind(tag: str) -> int:
    """Number of a tag such as `B-Np`."""
    name = tag[2:]
    known = name if name in KINDS else name[:1]
    return KINDS.index(known) + 1 if known in KINDS else 0
