"""Fine-tuning on annotated directives. Needs the extra `[train]`; `TrainConfig` alone does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.training.config import TrainConfig

__all__ = ["TrainConfig", "train"]


def train(config: TrainConfig, *, resume: bool = False, tell: Callable[[str], None] | None = None) -> Path:
    """Train by `config`; gives the model folder.

    `resume`: go on with a run of the same settings that was stopped. `tell` receives lines on what is going on; default: the log.
    Raises E303 where the training packages are missing, else as `finetune.train`.
    """
    try:
        from vnadmin_nlp.training.finetune import train as run
    except ModuleNotFoundError as error:
        raise VnadminError("E303", detail=f"{error.name} is missing") from None
    return run(config, resume=resume) if tell is None else run(config, resume=resume, tell=tell)
