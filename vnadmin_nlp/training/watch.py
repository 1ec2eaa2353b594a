"""One readable line an epoch."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from transformers import TrainerCallback

from vnadmin_nlp.training.plan import duration

Tell = Callable[[str], None]


class Watch(TrainerCallback):  # type: ignore[misc, unused-ignore]
    """Tells after each epoch: the loss, the figures on the dev split, whether they are the best so far, and the time that is left."""

    def __init__(self, tell: Tell, *, dev: bool) -> None:
        self.tell, self.dev = tell, dev
        self.loss = float("nan")
        self.begun = 0.0
        self.first_step = 0

    def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """Remember when, and at which step, this run began."""
        self.begun, self.first_step = time.monotonic(), state.global_step

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, float] | None = None, **_: Any) -> None:
        """The mean loss of the epoch, which comes before its evaluation."""
        if logs and "loss" in logs:
            self.loss = float(logs["loss"])
            if not self.dev:
                self.tell(self._line(state))

    def on_evaluate(
        self, args: Any, state: Any, control: Any, metrics: dict[str, float] | None = None, **_: Any
    ) -> None:
        """The epoch's line."""
        if metrics:
            score = metrics["eval_score"]
            best = state.best_metric is None or score > state.best_metric
            figures = f"dev F1: entities {metrics['eval_entities']:.3f}, TASK {metrics['eval_task']:.3f}"
            self.tell(self._line(state, figures + (" (best so far)" if best else "")))

    def _line(self, state: Any, figures: str = "") -> str:
        done = max(1, state.global_step - self.first_step)
        left = (time.monotonic() - self.begun) / done * (state.max_steps - state.global_step)
        number = round(state.epoch or 0)
        parts = [f"epoch {max(1, number)} of {state.num_train_epochs}", f"loss {self.loss:.3f}", figures]
        parts.append(f"at most {duration(left)} left" if state.global_step < state.max_steps else "")
        return "; ".join(p for p in parts if p)
