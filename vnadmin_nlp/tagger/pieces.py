"""Tokens to sub-word pieces, for tokenizers with or without offsets.

Each token is encoded by itself and its pieces are counted, so the alignment needs nothing of the tokenizer: neither
offsets (PhoBERT's has none) nor word ids. A paragraph break is a piece of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vnadmin_nlp.tokens.forms import shape
from vnadmin_nlp.tokens.split import Token


@dataclass(frozen=True)
class Pieces:
    """A text as the encoder reads it. `ids`, `shapes`: one entry a piece; `first[i]`: the piece that stands for token i."""

    ids: list[int]
    shapes: list[int]
    first: list[int]


@dataclass
class PieceEncoder:
    """Encodes tokens by a function `encode(form) -> piece ids`; results are kept, since syllables repeat.

    `fold` maps a token to the form that the vocabulary is made of; `break_id` stands for a paragraph break.
    """

    encode: Callable[[str], Sequence[int]]
    fold: Callable[[str], str]
    break_id: int
    unknown_id: int
    most_pieces: int = 6
    _kept: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def pieces_of(self, token: str) -> tuple[int, ...]:
        """The pieces of one token: at least one, at most `most_pieces` (hostile runs of letters end there)."""
        kept = self._kept.get(token)
        if kept is None:
            kept = tuple(self.encode(self.fold(token[:64])))[: self.most_pieces] or (self.unknown_id,)
            if len(self._kept) < 100_000:
                self._kept[token] = kept
        return kept

    def __call__(self, text: str, tokens: Sequence[Token], breaks: Sequence[bool]) -> Pieces:
        """Pieces of `tokens`; `breaks[i]` says that a paragraph begins at token i."""
        ids: list[int] = []
        shapes: list[int] = []
        first: list[int] = []
        end = -1
        for token, starts in zip(tokens, breaks, strict=True):
            if starts and ids:
                ids.append(self.break_id)
                shapes.append(5)
            word = text[token.start : token.end]
            first.append(len(ids))
            kind = shape(word, token.start == end)
            for piece in self.pieces_of(word):
                ids.append(piece)
                shapes.append(kind)
            end = token.end
        return Pieces(ids, shapes, first)
