"""Windows with overlap: a text of any length is read whole, every token where it has the most context."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import NamedTuple


class Window(NamedTuple):
    """Tokens `first` to `end` (exclusive); the tokens `keep_first` to `keep_end` are read from this window."""

    first: int
    end: int
    keep_first: int
    keep_end: int


def windows(starts: Sequence[int], total: int, size: int, overlap: int) -> list[Window]:
    """Windows of at most `size` pieces that share about `overlap` pieces.

    `starts[i]` is the first piece of token i, `total` the number of pieces. A token never has more than a few pieces, so each window
    holds at least one. Raises ValueError where `overlap` is not smaller than `size`.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"overlap {overlap} must be at least 0 and below the window of {size}")
    count = len(starts)
    if count == 0:
        return []
    ends = [*starts[1:], total]
    spans: list[tuple[int, int]] = []
    first = 0
    while True:
        end = first + 1
        while end < count and ends[end] - starts[first] <= size:
            end += 1
        spans.append((first, end))
        if end >= count:
            break
        following = end
        while following > first + 1 and starts[end] - starts[following - 1] <= overlap:
            following -= 1
        first = following
    cuts = [0, *((a[1] + b[0]) // 2 for a, b in itertools.pairwise(spans)), count]
    return [Window(f, e, cuts[i], cuts[i + 1]) for i, (f, e) in enumerate(spans)]
