"""Raw span scores to probabilities that the span is exactly right, fitted on the dev split of the training.

One logistic curve per label over the log-odds of the raw score (Platt 1999): two numbers, so that a few hundred dev spans are enough, and
monotone, so that the order of spans stays. What only a grammar found has the share of such spans that was right.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict

LEAST: Final = 1e-4
"""Raw scores are kept this far from 0 and 1."""


def log_odds(score: float) -> float:
    """Log-odds of a raw score in 0..1."""
    inside = min(max(score, LEAST), 1 - LEAST)
    return math.log(inside / (1 - inside))


class Curve(BaseModel):
    """The curve of one label.

    `rules`: the probability of spans that only a grammar found, null where dev had none of them. `least`: the probability below which a
    span that no grammar supports is better left out, chosen by F1 on dev.
    """

    model_config = ConfigDict(frozen=True)

    slope: float = 1.0
    offset: float = 0.0
    rules: float | None = None
    least: float = 0.0

    def __call__(self, score: float | None) -> float | None:
        """The calibrated score; `score` is null for spans of a grammar alone."""
        if score is None:
            return self.rules
        return 1 / (1 + math.exp(-(self.slope * log_odds(score) + self.offset)))


class Calibration(BaseModel):
    """The curves by label. A label without a curve keeps its raw scores."""

    model_config = ConfigDict(frozen=True)

    curves: Mapping[str, Curve] = {}

    def __call__(self, label: str, score: float | None) -> float | None:
        """The calibrated score of a span."""
        curve = self.curves.get(label)
        return score if curve is None else curve(score)

    def least(self, label: str) -> float:
        """The probability below which a span of the tagger alone is left out."""
        return self.curves[label].least if label in self.curves else 0.0
