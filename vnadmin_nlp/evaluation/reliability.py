"""How far scores can be believed: expected calibration error, Brier score, and the bins of a reliability plot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.records import LABELS, Directive

BINS: Final = 10


class Told(NamedTuple):
    """A span with its score, and whether label, start and end agree with the annotation."""

    label: str
    score: float
    right: bool


class Bin(BaseModel):
    """Spans whose scores lie together: their mean score, the share that is right, how many they are."""

    model_config = ConfigDict(frozen=True)

    score: float
    right: float
    spans: int


class Reliability(BaseModel):
    """`ece`: expected calibration error over `BINS` bins of equally many spans (Nguyen and O'Connor 2015); `brier`: mean squared error."""

    model_config = ConfigDict(frozen=True)

    spans: int
    ece: float
    brier: float
    bins: tuple[Bin, ...]


def told_spans(pairs: Iterable[tuple[GoldDirective, Directive]]) -> list[Told]:
    """All scored spans of the predictions."""
    out = []
    for gold, told in pairs:
        right = {(s.label, s.start, s.end) for s in gold.spans}
        out += [Told(s.label, s.score, (s.label, s.start, s.end) in right) for s in told.spans if s.score is not None]
    return out


def reliability(told: Sequence[Told], bins: int = BINS) -> Reliability | None:
    """The reliability of some spans; null where there are none."""
    if not told:
        return None
    ordered = sorted(told, key=lambda t: t.score)
    scores, right = (np.array([float(t[k]) for t in ordered]) for k in (1, 2))
    groups = [g for g in np.array_split(np.arange(len(ordered)), min(bins, len(ordered))) if len(g)]
    made = tuple(
        Bin(score=round(float(scores[g].mean()), 4), right=round(float(right[g].mean()), 4), spans=len(g))
        for g in groups
    )
    ece = sum(abs(float(scores[g].mean() - right[g].mean())) * len(g) for g in groups) / len(ordered)
    brier = float(((scores - right) ** 2).mean())
    return Reliability(spans=len(ordered), ece=round(ece, 4), brier=round(brier, 4), bins=made)


def by_label(told: Sequence[Told]) -> dict[str, Reliability]:
    """The reliability of each label that has spans, and of all spans together."""
    out = {}
    for name in (*LABELS, "all"):
        found = reliability([t for t in told if name in ("all", t.label)])
        if found:
            out[name] = found
    return out
