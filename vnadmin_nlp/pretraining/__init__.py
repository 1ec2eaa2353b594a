"""Pretraining of small encoders on plain Vietnamese text. Needs the extra `[train]`; `PretrainConfig` alone does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pretraining.config import PretrainConfig

__all__ = ["PretrainConfig", "pretrain"]


def pretrain(config: PretrainConfig, track: Callable[[Sequence[Any]], Iterable[Any]] = iter) -> Path:
    """Pretrain by `config`; gives the folder of the encoder. Raises E303 where the training packages are missing."""
    try:
        from vnadmin_nlp.pretraining.run import pretrain as run
    except ModuleNotFoundError as error:
        raise VnadminError("E303", detail=f"{error.name} is missing") from None
    return run(config, track)
