"""How long a training is, worked out before it starts; and that 50 notices fit into a quarter of an hour."""

from __future__ import annotations

import pytest

from vnadmin_nlp.training import TrainConfig
from vnadmin_nlp.training.plan import MOST_EPOCHS, RETRAINING_STEPS, duration, epochs_for, steps_per_epoch

STEP = 1.45 / 1.85
"""Seconds a step of the shipped model takes on two cores: 8 windows of 384 pieces took 1.45 s of one core's time on a busy machine
(8 steps), and two threads are 1.85 times as fast as one where nothing else runs (docs/training.md)."""
WINDOWS_PER_NOTICE = 431 / 50
"""Of 50 random training texts of the project, each with one rendering."""
DEV = 48
"""Texts of the project's dev split: 0.5 s a batch of 8 windows, read once an epoch, and calibrated on at the end."""


def _config(**values: object) -> TrainConfig:
    return TrainConfig(data=(), out="m", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("notices", [5, 50, 60, 333, 400])
def test_retraining_takes_a_quarter_of_an_hour_at_most(notices: int) -> None:
    """50 new notices alone, with the 283 of the project's training split, and what lies between."""
    config = _config()
    windows = round(notices * WINDOWS_PER_NOTICE)
    epochs = epochs_for(config, windows, trained=True)
    steps = epochs * steps_per_epoch(config, windows)
    evaluation = DEV * WINDOWS_PER_NOTICE / 2 * STEP / 3 / config.batch_size
    seconds = steps * STEP + epochs * evaluation + 20 + 0.25 * DEV
    assert epochs >= 1
    assert steps <= RETRAINING_STEPS
    assert seconds < 15 * 60


def test_epochs() -> None:
    assert epochs_for(_config(), 80, trained=True) == MOST_EPOCHS
    assert epochs_for(_config(), 431, trained=True) == 10
    assert epochs_for(_config(), 2872, trained=True) == 2
    assert epochs_for(_config(), 100_000, trained=True) == 1
    assert epochs_for(_config(), 100_000, trained=False) == MOST_EPOCHS
    assert epochs_for(_config(epochs=2.5), 431, trained=True) == 2.5
    assert steps_per_epoch(_config(batch_size=8), 17) == 3


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.2, "1 s"), (89, "89 s"), (90, "2 min"), (5000, "83 min"), (12_000, "3 h 20 min")]
)
def test_durations(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected
