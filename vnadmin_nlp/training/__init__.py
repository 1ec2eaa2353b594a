"""Fine-tuning on annotated directives. Needs the extra `[train]`; `TrainConfig` alone does not."""

from __future__ import annotations

from pathlib import Path

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.training.config import TrainConfig

__all__ = ["TrainConfig", "train"]


def train(config: TrainConfig) -> Path:
    """Train by `config`; gives the model folder. Raises E303 where the training packages are missing."""
    try:
        from vnadmin_nlp.training.finetune import train as run
    except ModuleNotFoundError as error:
        raise VnadminError("E303", detail=f"{error.name} is missing") from None
    return run(config)
