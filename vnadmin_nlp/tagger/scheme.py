"""The tag scheme: BIOUL in two layers, entities and TASK, and what may follow what."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from vnadmin_nlp.records import Label
from vnadmin_nlp.tokens.split import Token

LAYERS: Final[tuple[tuple[Label, ...], ...]] = (("ORG-UNIT", "DEADLINE", "DOC-REF"), ("TASK",))
"""Labels of each layer. Within a layer spans never overlap; between layers they may."""


def tags_of(labels: Sequence[str]) -> tuple[str, ...]:
    """All tags of a layer: `O`, then B, I, L, U of each label."""
    return ("O", *(f"{part}-{label}" for label in labels for part in "BILU"))


TAGS: Final = tuple(tags_of(labels) for labels in LAYERS)


class TokenSpan(NamedTuple):
    """A span over tokens, `first` to `last` inclusive."""

    label: Label
    first: int
    last: int


def may_follow(tags: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Matrix [from, to]: B and I open a span that only I or L of the same label continues."""
    size = len(tags)
    out = np.zeros((size, size), dtype=np.bool_)
    for i, a in enumerate(tags):
        for j, b in enumerate(tags):
            inside = a[0] in "BI"
            out[i, j] = (b[0] in "IL" and a[1:] == b[1:]) if inside else b[0] in "OBU"
    return out


def to_tags(spans: Iterable[TokenSpan], labels: Sequence[str], length: int) -> list[int]:
    """Tag ids of one layer; spans of other labels are passed over."""
    names = tags_of(labels)
    out = [0] * length
    for label, first, last in spans:
        if label not in labels:
            continue
        base = 1 + 4 * list(labels).index(label)
        if first == last:
            out[first] = base + 3
            continue
        out[first] = base
        out[last] = base + 2
        for i in range(first + 1, last):
            out[i] = base + 1
    assert len(names) > max(out, default=0)
    return out


def from_tags(tags: Sequence[int], labels: Sequence[Label]) -> list[TokenSpan]:
    """Spans of a tag sequence that keeps `may_follow`."""
    out = []
    first = 0
    for i, tag in enumerate(tags):
        if tag == 0:
            continue
        label, part = labels[(tag - 1) // 4], "BILU"[(tag - 1) % 4]
        if part in "BU":
            first = i
        if part in "LU":
            out.append(TokenSpan(label, first, i))
    return out


def token_span(tokens: Sequence[Token], start: int, end: int) -> tuple[tuple[int, int], bool] | None:
    """Tokens that the characters [start, end) touch, and whether they cover exactly those; None where they touch none."""
    edges = tokens if isinstance(tokens, _Indexed) else _Indexed(tokens)
    first, last = bisect_right(edges.ends, start), bisect_left(edges.starts, end) - 1
    if first > last:
        return None
    return (first, last), tokens[first].start == start and tokens[last].end == end


class _Indexed(list[Token]):
    """Tokens with their edges kept for bisection."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        super().__init__(tokens)
        self.starts = [t.start for t in self]
        self.ends = [t.end for t in self]


def indexed(tokens: Iterable[Token]) -> Sequence[Token]:
    """`tokens`, prepared for many calls of `token_span`."""
    return _Indexed(tokens)
