"""Tag scheme, windows, decoding."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.tagger.decode import best_path, decode, log_softmax
from vnadmin_nlp.tagger.scheme import LAYERS, TAGS, TokenSpan, from_tags, indexed, may_follow, to_tags, token_span
from vnadmin_nlp.tagger.windows import windows
from vnadmin_nlp.tokens.split import split

ENTITIES = LAYERS[0]


@st.composite
def spans(draw: st.DrawFn) -> tuple[list[TokenSpan], int]:
    length = draw(st.integers(1, 40))
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=12)))
    pieces = list(itertools.pairwise(cuts))
    kept = [p for p in pieces if draw(st.booleans())]
    return [TokenSpan(draw(st.sampled_from(ENTITIES)), a, b - 1) for a, b in kept], length


@given(spans())
def test_tags_and_spans_are_the_same_thing(case: tuple[list[TokenSpan], int]) -> None:
    found, length = case
    assert from_tags(to_tags(found, ENTITIES, length), ENTITIES) == found


@given(spans())
def test_tags_of_spans_are_allowed(case: tuple[list[TokenSpan], int]) -> None:
    found, length = case
    tags = to_tags(found, ENTITIES, length)
    allowed = may_follow(TAGS[0])
    assert all(allowed[a, b] for a, b in itertools.pairwise(tags))


@given(st.integers(0, 25), st.integers(0, 2**32 - 1))
def test_best_path_is_allowed_and_best(length: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = log_softmax(rng.normal(size=(length, len(TAGS[1]))).astype(np.float32))
    allowed = may_follow(TAGS[1])
    opens = np.array([t[0] in "BI" for t in TAGS[1]])
    path = best_path(scores, allowed, opens)
    assert len(path) == length
    if not path:
        return
    assert allowed[0, path[0]]
    assert not opens[path[-1]]
    assert all(allowed[a, b] for a, b in itertools.pairwise(path))
    if length <= 5:  # against trying everything
        best = max(
            (
                sum(scores[i, t] for i, t in enumerate(p))
                for p in itertools.product(range(len(TAGS[1])), repeat=length)
                if allowed[0, p[0]] and not opens[p[-1]] and all(allowed[a, b] for a, b in itertools.pairwise(p))
            ),
        )
        assert sum(scores[i, t] for i, t in enumerate(path)) == pytest.approx(best, abs=1e-4)


def test_decode_scores_lie_between_0_and_1() -> None:
    rng = np.random.default_rng(0)
    logs = [log_softmax(rng.normal(scale=3, size=(60, len(t))).astype(np.float32)) for t in TAGS]
    found = decode(logs)
    assert found
    assert all(0 < score <= 1 for _, score in found)


@given(st.lists(st.integers(1, 5), max_size=200), st.integers(8, 40), st.data())
def test_windows_read_every_token_once(sizes: list[int], size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, size - 1))
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    got = windows(starts, sum(sizes), size, overlap)
    kept = [i for w in got for i in range(w.keep_first, w.keep_end)]
    assert kept == list(range(len(sizes)))
    for w in got:
        assert w.first <= w.keep_first < w.keep_end <= w.end
        assert sum(sizes[w.first : w.end]) <= size


def test_windows_refuse_an_overlap_as_large_as_the_window() -> None:
    with pytest.raises(ValueError, match="overlap"):
        windows([0], 1, 8, 8)


def test_token_span_says_whether_the_edges_fit() -> None:
    text = "Giao Sở Nội vụ."
    tokens = indexed(split(text))
    assert token_span(tokens, 5, 14) == ((1, 3), True)
    assert token_span(tokens, 6, 14) == ((1, 3), False)
    assert token_span(tokens, 4, 5) is None
