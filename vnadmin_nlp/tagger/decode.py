"""From tag scores to spans: the best tag sequence that the scheme allows, and how sure it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vnadmin_nlp.tagger.scheme import LAYERS, TAGS, TokenSpan, from_tags, may_follow

Scores = npt.NDArray[np.float32]


def log_softmax(scores: Scores) -> Scores:
    """Log probabilities over the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    out: Scores = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return out


def best_path(scores: Scores, allowed: npt.NDArray[np.bool_], opens: npt.NDArray[np.bool_]) -> list[int]:
    """Viterbi. `scores`: [tokens, tags]; `allowed`: [from, to]; `opens`: tags that a text may not end on."""
    length = len(scores)
    if length == 0:
        return []
    forbidden = np.where(allowed, 0.0, -1e9)
    first_ok = forbidden[0]  # what may follow O may begin a text
    best: npt.NDArray[Any] = scores[0] + first_ok
    back = np.zeros(scores.shape, dtype=np.int16)
    for i in range(1, length):
        through = best[:, None] + forbidden
        back[i] = through.argmax(axis=0)
        best = through[back[i], np.arange(through.shape[1])] + scores[i]
    best = np.where(opens, best - 1e9, best)
    path = [int(best.argmax())]
    for i in range(length - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def decode(log_probs: list[Scores]) -> list[tuple[TokenSpan, float]]:
    """Spans of both layers with a score in 0..1: the geometric mean of the probabilities of its first and last tag and of its tags on average."""
    out = []
    for labels, tags, scores in zip(LAYERS, TAGS, log_probs, strict=True):
        allowed = may_follow(tags)
        opens = np.array([tag[0] in "BI" for tag in tags])
        path = best_path(scores, allowed, opens)
        for span in from_tags(path, labels):
            chosen = [float(scores[i, path[i]]) for i in range(span.first, span.last + 1)]
            parts = [chosen[0], chosen[-1], sum(chosen) / len(chosen)]
            out.append((span, float(np.exp(sum(parts) / len(parts)))))
    return out
