"""Stochastic weight averaging (Izmailov et al., 2018): the mean of points along a training at a constant rate."""

from __future__ import annotations

from typing import Any, Final

import torch
from transformers import TrainerCallback

from vnadmin_nlp.errors import VnadminError

FIRST: Final = 0.25
"""Share of the steps before the first point."""


class Average(TrainerCallback):  # type: ignore[misc, unused-ignore]
    """Keeps the running mean of the weights, a point every `every` steps."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.points = 0
        self.mean: dict[str, torch.Tensor] = {}

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Raises E201 where the training is too short for a point."""
        if self.every > state.max_steps:
            raise VnadminError("E201", detail=f"average_every is {self.every}, and there are {state.max_steps} steps")

    def on_step_end(self, args: Any, state: Any, control: Any, model: Any = None, **_: Any) -> None:
        """Take a point where one is due."""
        if state.global_step % self.every or state.global_step < FIRST * state.max_steps:
            return
        self.points += 1
        for name, weight in model.state_dict().items():
            if weight.is_floating_point():
                mean = self.mean.setdefault(name, torch.zeros_like(weight, dtype=torch.float32))
                mean += (weight.detach().float() - mean) / self.points

    def put_into(self, model: Any) -> None:
        """Give `model` the mean."""
        model.load_state_dict(self.mean, strict=False)
