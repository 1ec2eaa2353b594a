"""The spaCy side of the tokens: a lossless tokenizer for spaCy's own Vietnamese language class.

spaCy's default tokenizer for "vi" needs pyvi and joins syllables over any white space; this one takes its place by
configuration, so that pipelines load with `spacy.load` wherever this package is installed.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from vnadmin_nlp.tokens.split import split

TOKENIZER: Final = "vnadmin.SyllableTokenizer.v1"


class SyllableTokenizer:
    """`"".join(token.text_with_ws for token in tokenizer(text)) == text`, for every string.

    White space beyond the one blank that spaCy keeps with a token is a token of its own, as everywhere in spaCy.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in split(text):
            _gap(text[at:start], words, spaces)
            words.append(text[start:end])
            spaces.append(False)
            at = end
        _gap(text[at:], words, spaces)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to save: the rules are code."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> SyllableTokenizer:
        """Nothing to load."""
        return self

    def to_disk(self, _path: str | Path, **_: Any) -> None:
        """Nothing to save."""

    def from_disk(self, _path: str | Path, **_: Any) -> SyllableTokenizer:
        """Nothing to load."""
        return self


def _gap(blank: str, words: list[str], spaces: list[bool]) -> None:
    if not blank:
        return
    if blank[0] == " " and words:
        spaces[-1] = True
        blank = blank[1:]
    if blank:
        words.append(blank)
        spaces.append(False)


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator, unused-ignore]
def make_tokenizer() -> Callable[[Language], SyllableTokenizer]:
    """The factory that a pipeline's configuration names."""

    def make(nlp: Language) -> SyllableTokenizer:
        return SyllableTokenizer(nlp.vocab)

    return make


def blank() -> Language:
    """An empty spaCy "vi" pipeline with the syllable tokenizer."""
    import spacy

    return spacy.blank("vi", config={"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}})
