"""Calibrated scores: monotone, bounded, raw where nothing is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.tagger.calibration import Calibration, Curve, log_odds

SCORES = st.floats(0, 1)


@given(SCORES, SCORES, st.floats(0.05, 5), st.floats(-3, 3))
def test_a_surer_span_stays_the_surer_one(one: float, two: float, slope: float, offset: float) -> None:
    curve = Curve(slope=slope, offset=offset)
    low, high = (curve(s) for s in sorted((one, two)))
    assert low is not None and high is not None
    assert 0 <= low <= high <= 1


@given(st.floats(0.001, 0.999))
def test_the_neutral_curve_changes_nothing(score: float) -> None:
    assert Curve()(score) == pytest.approx(score)
    assert log_odds(1 - score) == pytest.approx(-log_odds(score))


def test_labels_without_a_curve_keep_raw_scores() -> None:
    calibration = Calibration(curves={"TASK": Curve(slope=0.5, offset=-0.3, rules=0.6)})
    assert calibration("ORG-UNIT", 0.8) == 0.8
    assert calibration("ORG-UNIT", None) is None
    assert calibration("TASK", None) == 0.6
    assert calibration("TASK", 0.9) == pytest.approx(0.6896, abs=1e-3)
