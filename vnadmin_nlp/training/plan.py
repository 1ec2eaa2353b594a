"""How long a training will take and how much memory: told before it starts, by a few timed steps."""

from __future__ import annotations

import math
import statistics
import sys
import time
from typing import Any, Final, NamedTuple

import torch

from vnadmin_nlp.training.config import TrainConfig

RETRAINING_STEPS: Final = 800
"""Steps on from a trained model, where `epochs` is left open: 50 notices then take some 10 minutes on two cores (docs/training.md)."""
MOST_EPOCHS: Final = 10
_TIMED: Final = 4
_FIXED: Final = 20.0
"""Seconds for opening, ONNX export and writing."""
_PER_DEV_TEXT: Final = 0.25
"""Seconds that calibration takes a text: it runs the whole pipeline."""
_ADAM: Final = 4e-9
"""Seconds per weight that AdamW takes on a CPU."""


def epochs_for(config: TrainConfig, windows: int, *, trained: bool) -> float:
    """Passes over `windows` training windows: those of `config`, else `MOST_EPOCHS`, on from a `trained` model within `RETRAINING_STEPS`."""
    if config.epochs is not None:
        return config.epochs
    if not trained:
        return MOST_EPOCHS
    return max(1, min(MOST_EPOCHS, RETRAINING_STEPS // steps_per_epoch(config, windows)))


def steps_per_epoch(config: TrainConfig, windows: int) -> int:
    """Batches that hold all windows once."""
    return max(1, math.ceil(windows / config.batch_size))


class Plan(NamedTuple):
    """What a training will be. `seconds` and `memory` (bytes) are null where nothing was timed."""

    steps: int
    epochs: int
    step_seconds: float | None
    seconds: float | None
    memory: int | None
    device: str

    def __str__(self) -> str:
        text = f"at most {self.steps} steps in {self.epochs} epochs on {self.device}"
        if self.seconds is None or self.memory is None:
            return text
        return f"{text}: about {duration(self.seconds)} and {self.memory / 1e9:.1f} GB of memory ({_TIMED - 1} steps were timed)"


def plan_of(trainer: Any, config: TrainConfig, dev_windows: int, dev_texts: int, done: int = 0) -> Plan:
    """The plan of a trainer that is about to start, or to go on after `done` steps. Weights and random numbers stay as they are.

    seconds = steps * (forward and backward + 4 ns a weight for AdamW) + evaluations * dev windows * a third of a window's step
    + 20 + 0.25 a dev text; memory = the process's peak in the timed steps + 8 bytes a weight for AdamW.
    """
    windows = len(trainer.train_dataset)
    per_epoch = steps_per_epoch(config, windows)
    steps = config.max_steps if config.max_steps > 0 else math.ceil(per_epoch * trainer.args.num_train_epochs)
    epochs = math.ceil(steps / per_epoch)
    gpu = trainer.args.device.type == "cuda"
    device = torch.cuda.get_device_name() if gpu else f"the CPU, {torch.get_num_threads()} threads"
    if steps - done < 2 * _TIMED:
        return Plan(steps, epochs, None, None, None, device)
    step = _timed_step(trainer, config)
    weights = sum(p.numel() for p in trainer.model.parameters())
    each = step + (0.0 if gpu else _ADAM * weights)
    evaluations = epochs * dev_windows * step / (3 * config.batch_size)
    seconds = (steps - done) * each + evaluations * (steps - done) / steps + _FIXED + _PER_DEV_TEXT * dev_texts
    return Plan(steps, epochs, each, seconds, _peak(gpu) + 8 * weights, device)


def _timed_step(trainer: Any, config: TrainConfig) -> float:
    """Median seconds of a forward and backward pass over windows from all over the data."""
    rows = trainer.train_dataset
    model = trainer.model
    device = trainer.args.device
    model.to(device)
    seconds = []
    with torch.random.fork_rng():
        for number in range(_TIMED):
            chosen = [
                (number + k * _TIMED) * len(rows) // (config.batch_size * _TIMED) for k in range(config.batch_size)
            ]
            batch = {k: v.to(device) for k, v in trainer.data_collator([rows[i] for i in chosen]).items()}
            begun = time.perf_counter()
            trainer.compute_loss(model.train(), batch).backward()
            if device.type == "cuda":
                torch.cuda.synchronize()
            seconds.append(time.perf_counter() - begun)
            model.zero_grad(set_to_none=True)
    return statistics.median(seconds[1:])  # the first one is spent on warming up


def _peak(gpu: bool) -> int:
    """Bytes that the process held at most: on the GPU, or in memory (0 where the platform does not say)."""
    if gpu:
        return torch.cuda.max_memory_allocated()
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def duration(seconds: float) -> str:
    """Seconds for people: `40 s`, `12 min`, `3 h 20 min`."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
