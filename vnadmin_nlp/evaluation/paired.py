"""Differences between two models on the same documents, with paired bootstrap intervals, and what may be concluded from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.evaluation.score import FIGURES, Counts, figures, total
from vnadmin_nlp.records import LABELS

RESAMPLES: Final = 4000
WATCHED: Final = ("micro", "record", *LABELS)
"""The figures that a verdict rests on: exact spans together, whole records, exact spans of each label."""
LEVEL: Final = 0.05
"""How often the verdict on two equally good models may be wrong. Shared out among `WATCHED` (Bonferroni)."""
FEWEST: Final = 8
"""Documents below which nothing is concluded: with fewer, even a gain in every one of them is no rarer than `LEVEL` / 6 by chance
(sign test: 2 * 0.5 ** 8 < 0.0083 < 2 * 0.5 ** 7)."""
FORGETTING: Final = 0.01
"""How much of the exact F1 of all spans a new model may lose on the old data."""

Verdict = Literal["better", "worse", "mixed", "cannot be told apart"]


class Delta(BaseModel):
    """F1 of the old and the new model (for a field of the assignments the share that agrees), null where there is nothing to divide by.

    `interval`: 95 % of new - old over resampled documents. `sure`: whether the stricter interval of the verdict lies wholly above
    ("gain") or below ("loss") zero.
    """

    model_config = ConfigDict(frozen=True)

    old: float | None
    new: float | None
    difference: float | None
    interval: tuple[float, float] | None
    sure: Literal["gain", "loss"] | None = None


def paired(old: Sequence[Counts], new: Sequence[Counts], *, seed: int = 0) -> dict[str, Delta]:
    """Differences by figure. Both models' counts of a document are drawn together, so that what makes a document hard cancels out.

    No interval for fewer than two documents; nothing is `sure` for fewer than `FEWEST`. Raises ValueError for unequal lengths.
    """
    if len(old) != len(new):
        raise ValueError(f"{len(old)} and {len(new)} documents: a paired comparison needs the same ones")
    before, after = figures(total(old)), figures(total(new))
    drawn = _differences(old, new, seed) if len(old) > 1 else None
    out: dict[str, Delta] = {}
    for k, name in enumerate(FIGURES):
        a, b = before[name].f1, after[name].f1
        if a is None or b is None:
            out[name] = Delta(old=a, new=b, difference=None, interval=None)
            continue
        interval, sure = _bounds(drawn[:, k], len(old)) if drawn is not None else (None, None)
        out[name] = Delta(old=a, new=b, difference=round(b - a, 4), interval=interval, sure=sure)
    return out


def _differences(old: Sequence[Counts], new: Sequence[Counts], seed: int) -> Any:
    """New - old of each figure's F1 in each resample: [resamples, figures], not a number where there is nothing to divide by."""
    import numpy as np

    weights = np.random.default_rng(seed).multinomial(len(old), [1 / len(old)] * len(old), size=RESAMPLES)
    sides = []
    for counts in (old, new):
        table = np.array([[one[name] for name in FIGURES] for one in counts], dtype=np.float64)
        hits, gold, predicted = np.moveaxis(np.tensordot(weights.astype(np.float64), table, axes=1), 2, 0)
        with np.errstate(invalid="ignore"):
            sides.append(2 * hits / (gold + predicted))
    return sides[1] - sides[0]


def _bounds(drawn: Any, documents: int) -> tuple[tuple[float, float], Literal["gain", "loss"] | None]:
    """The 95 % interval of a figure's differences, and whether the stricter one leaves out zero."""
    import numpy as np

    tail = 100 * LEVEL / len(WATCHED) / 2
    low, least, most, high = np.percentile(drawn[np.isfinite(drawn)], [tail, 2.5, 97.5, 100 - tail]).tolist()
    interval = round(least, 4), round(most, 4)
    if documents < FEWEST:
        return interval, None
    return interval, "gain" if low > 0 else "loss" if high < 0 else None


class Concluded(NamedTuple):
    """A verdict and what it rests on, a line each."""

    verdict: Verdict
    reasons: tuple[str, ...]


def conclude(
    documents: int,
    found: Mapping[str, Delta],
    old_data: Mapping[str, Delta] | None = None,
    old_documents: int = FEWEST,
) -> Concluded:
    """The verdict on the new model.

    better: a figure of `WATCHED` surely gains and none surely loses; worse: one loses and none gains; mixed: both; else they cannot be told
    apart. On `old_data`, losing more than `FORGETTING` of the exact F1 of all spans is a loss, too, sure or not,
    from `FEWEST` of `old_documents` on.
    """
    gains = [f"{name} {_signed(found[name])}" for name in WATCHED if found[name].sure == "gain"]
    losses = [f"{name} {_signed(found[name])}" for name in WATCHED if found[name].sure == "loss"]
    forgotten = old_data["micro"].difference if old_data else None
    if old_data and old_documents >= FEWEST and forgotten is not None and forgotten < -FORGETTING:
        losses.append(
            f"on the old data micro {_signed(old_data['micro'])}, more than the {FORGETTING} that may be lost"
        )
    verdict: Verdict = "cannot be told apart"
    if gains or losses:
        verdict = "mixed" if gains and losses else "better" if gains else "worse"
    reasons = []
    if documents < FEWEST:
        reasons.append(f"{documents} documents are too few to conclude from; {FEWEST} are the fewest")
    if old_data and old_documents < FEWEST:
        reasons.append(f"{old_documents} documents of the old data are too few to say what is forgotten")
    if documents >= FEWEST and not gains and not losses:
        reasons.append(f"none of {', '.join(WATCHED)} differs more than documents drawn at random would make it")
    reasons += [f"gain: {text}" for text in gains] + [f"loss: {text}" for text in losses]
    return Concluded(verdict, tuple(reasons))


def _signed(delta: Delta) -> str:
    low_high = f" ({delta.interval[0]:+.3f} to {delta.interval[1]:+.3f})" if delta.interval else ""
    return f"{delta.difference or 0:+.3f}{low_high}"
