"""What the tagger reads of a text: tokens, paragraph breaks, and one class per token and feature."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from vnadmin_nlp.lexicon.tables import pattern_list, read_yaml
from vnadmin_nlp.outline import parse
from vnadmin_nlp.outline.model import Kind, Node, Outline, Part, Role
from vnadmin_nlp.records import Label
from vnadmin_nlp.spans.grammars import Candidate, propose
from vnadmin_nlp.tagger.scheme import TokenSpan, indexed, to_tags, token_span
from vnadmin_nlp.tokens.forms import SHAPES
from vnadmin_nlp.tokens.split import Token, split
from vnadmin_nlp.tokens.words import KINDS as WORD_KINDS
from vnadmin_nlp.tokens.words import word_classes

PARTS: Final[tuple[Part, ...]] = ("letterhead", "title", "addressees", "body", "recipients", "signature", "annex")
KINDS: Final[tuple[Kind, ...]] = ("heading", "leadin", "item", "dueline", "fieldline", "cell", "text")
SECTIONS: Final = ("assessment", "aims", "work")
ROLES: Final[tuple[Role, ...]] = ("due", "lead", "with", "product", "task", "number")
FEATURES: Final[dict[str, int]] = {
    "shape": SHAPES,  # the only one that pretraining knows; comes first
    "word": 3,
    "doc-ref": 5,
    "deadline": 5,
    "part": len(PARTS) + 1,
    "kind": len(KINDS) + 1,
    "column": len(ROLES) + 1,
    "section": len(SECTIONS) + 1,
    "place": 4,
    "relative": 9,
    "kind of word": len(WORD_KINDS) + 1,
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
    ranges = [(bisect_left(starts, n.start), bisect_left(starts, n.end)) for n in outline.nodes]
    breaks = [False] * count
    for first, end in ranges:
        if first < end:
            breaks[first] = True
    candidates = propose(text)
    words = word_classes(text, tokens, [r for r in ranges if r[0] < r[1]])
    columns = [
        [w.position for w in words],
        _proposals(tokens, candidates, "DOC-REF"),
        _proposals(tokens, candidates, "DEADLINE"),
        *_node_features(outline, ranges, count),
        _places(text, tokens, ranges),
        [1 + 8 * i // max(count, 1) for i in range(count)],
        [w.kind for w in words],
    ]
    return Reading(text, tokens, breaks, list(zip(*columns, strict=True)), outline, candidates)


def _proposals(tokens: Sequence[Token], candidates: Sequence[Candidate], label: Label) -> list[int]:
    found = []
    for candidate in candidates:
        place = token_span(tokens, candidate.start, candidate.end) if candidate.label == label else None
        if place:
            found.append(TokenSpan(label, *place[0]))
    return to_tags(found, (label,), len(tokens))


def _node_features(outline: Outline, ranges: Sequence[tuple[int, int]], count: int) -> list[list[int]]:
    """Part, kind, column role and section of the node that each token lies in."""
    part, kind, column, section = ([0] * count for _ in range(4))
    for node, (first, end) in zip(outline.nodes, ranges, strict=True):
        role = node.cell.role if node.cell else None
        known = _section(outline, node)
        for i in range(first, end):
            part[i] = 1 + PARTS.index(node.part)
            kind[i] = 1 + KINDS.index(node.kind)
            column[i] = 1 + ROLES.index(role) if role else 0
            section[i] = known
    return [part, kind, column, section]


def _section(outline: Outline, node: Node) -> int:
    """Class of the nearest heading at or above `node` whose words tell what its section is about."""
    for heading in (node, *outline.ancestors(node)):
        if heading is node and node.kind not in ("heading", "leadin"):
            continue
        words = unicodedata.normalize("NFC", outline.text[heading.start : heading.end][:160]).lower()
        alone = _HEADING_MARKS.sub("", words)
        for number, cues in enumerate(section_cues(), 1):
            if any(alone == cue[1:].strip() if cue[0] == "=" else cue in words for cue in cues):
                return number
    return 0


_HEADING_MARKS: Final = re.compile(r"^[\W\d_]*(?:[ivx]{1,5}[.)]|[a-zđ][.)])?[\W_]*|[\W_]+$")


@lru_cache(maxsize=1)
def section_cues() -> tuple[tuple[str, ...], ...]:
    """Cue words per class of `SECTIONS`, from lexicon/sections.yaml."""
    table = read_yaml("sections.yaml", frozenset(SECTIONS))
    return tuple(pattern_list(table, name, "sections.yaml") for name in SECTIONS)


def _places(text: str, tokens: Sequence[Token], ranges: Sequence[tuple[int, int]]) -> list[int]:
    """1: first token of its paragraph; 2: begins a sentence or clause inside it; 3: last token; 0: elsewhere."""
    out = [0] * len(tokens)
    for first, end in ranges:
        if first == end:
            continue
        for i in range(first + 1, end):
            before = text[tokens[i - 1].start : tokens[i - 1].end]
            if before in ".;:" and tokens[i].start > tokens[i - 1].end:
                out[i] = 2
        out[end - 1] = 3
        out[first] = 1
    return out
