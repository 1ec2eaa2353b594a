"""What the tagger reads of a text: tokens, paragraph breaks, and one class per token and feature."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vnadmin_nlp.outline import Outline, parse
from vnadmin_nlp.spans.grammars import Candidate, propose
from vnadmin_nlp.tagger.scheme import TokenSpan, indexed, to_tags, token_span
from vnadmin_nlp.tokens.forms import SHAPES
from vnadmin_nlp.tokens.split import Token, split
from vnadmin_nlp.tokens.words import word_positions

PARTS: Final = ("letterhead", "number", "title", "addressees", "body", "recipients", "signature", "annex")
KINDS: Final = ("heading", "item", "leadin", "dueline", "fieldline", "text", "cell")
FEATURES: Final[dict[str, int]] = {
    "shape": SHAPES,  # the only one that pretraining knows; comes first
    "word": 3,
    "doc-ref": 5,
    "deadline": 5,
    "part": len(PARTS) + 1,
    "kind": len(KINDS) + 1,
    "place": 4,
    "relative": 9,
}
"""Name and number of classes of every feature, in the order of the model's input; class 0 is 'nothing known'."""


@dataclass(frozen=True)
class Reading:
    """A text ready for the encoder. `breaks[i]`: a paragraph begins at token i; `features[i]`: classes of token i, without the shape."""

    text: str
    tokens: Sequence[Token]
    breaks: list[bool]
    features: list[tuple[int, ...]]
    outline: Outline
    candidates: list[Candidate]


def read_features(text: str, outline: Outline | None = None) -> Reading:
    """Tokens and features of `text`."""
    outline = outline or parse(text)
    tokens = indexed(split(text))
    starts = [t.start for t in tokens]
    count = len(tokens)
    ranges = [(bisect_left(starts, p.start), bisect_left(starts, p.end)) for p in outline.paragraphs]
    ranges = [r for r in ranges if r[0] < r[1]]
    breaks = [False] * count
    for first, _ in ranges:
        breaks[first] = True
    candidates = propose(text)
    columns = [
        word_positions(text, tokens, ranges),
        _proposals(tokens, candidates, "DOC-REF"),
        _proposals(tokens, candidates, "DEADLINE"),
        _parts(tokens, outline),
        _kinds(tokens, outline),
        _places(text, tokens, ranges),
        [1 + 8 * i // max(count, 1) for i in range(count)],
    ]
    return Reading(text, tokens, breaks, list(zip(*columns, strict=True)), outline, candidates)


def _proposals(tokens: Sequence[Token], candidates: Sequence[Candidate], label: str) -> list[int]:
    found = []
    for candidate in candidates:
        place = token_span(tokens, candidate.start, candidate.end) if candidate.label == label else None
        if place:
            found.append(TokenSpan(label, *place[0]))
    return to_tags(found, (label,), len(tokens))


def _parts(tokens: Sequence[Token], outline: Outline) -> list[int]:
    out = [0] * len(tokens)
    starts = [t.start for t in tokens]
    for part in outline.parts:
        if part.kind in PARTS:
            first, end = bisect_left(starts, part.start), bisect_left(starts, part.end)
            out[first:end] = [1 + PARTS.index(part.kind)] * (end - first)
    return out


def _kinds(tokens: Sequence[Token], outline: Outline) -> list[int]:
    out = [0] * len(tokens)
    starts = [t.start for t in tokens]
    for node in outline.nodes:
        first, end = bisect_left(starts, node.start), bisect_left(starts, node.end)
        kind = 1 + KINDS.index(node.kind) if node.kind in KINDS else 0
        out[first:end] = [kind] * (end - first)
    return out


def _places(text: str, tokens: Sequence[Token], ranges: Sequence[tuple[int, int]]) -> list[int]:
    """1: first token of its paragraph; 2: begins a sentence or clause inside it; 3: last token; 0: elsewhere."""
    out = [0] * len(tokens)
    for first, end in ranges:
        for i in range(first + 1, end):
            before = text[tokens[i - 1].start : tokens[i - 1].end]
            if before in ".;:" and tokens[i].start > tokens[i - 1].end:
                out[i] = 2
        out[end - 1] = 3
        out[first] = 1
    return out
