"""Reliability: what the figures say of scores that are right, too sure, too modest."""

from __future__ import annotations

import random

import pytest

from vnadmin_nlp.evaluation.reliability import Told, by_label, reliability


def _spans(believed: float, true: float, count: int = 2000) -> list[Told]:
    chance = random.Random(1)
    return [Told("TASK", believed, chance.random() < true) for _ in range(count)]


@pytest.mark.parametrize(("believed", "true", "ece"), [(0.8, 0.8, 0.0), (0.95, 0.7, 0.25), (0.5, 0.9, 0.4)])
def test_the_error_is_the_distance_from_the_truth(believed: float, true: float, ece: float) -> None:
    found = reliability(_spans(believed, true))
    assert found is not None
    assert found.ece == pytest.approx(ece, abs=0.03)
    assert found.brier == pytest.approx(true * (1 - true) + (believed - true) ** 2, abs=0.02)


def test_bins_hold_equally_many_spans_in_order() -> None:
    spans = [Told("TASK", i / 100, i % 2 == 0) for i in range(100)]
    found = reliability(spans)
    assert found is not None
    assert [b.spans for b in found.bins] == [10] * 10
    assert [b.score for b in found.bins] == sorted(b.score for b in found.bins)


def test_few_spans_and_none() -> None:
    assert reliability([]) is None
    found = reliability(_spans(0.5, 1.0, 3))
    assert found is not None and found.spans == 3
    assert set(by_label(_spans(0.5, 0.5, 3))) == {"TASK", "all"}
