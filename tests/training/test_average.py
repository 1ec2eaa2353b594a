"""The mean of points along a training."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.training import TrainConfig
from vnadmin_nlp.training.average import Average
from vnadmin_nlp.training.finetune import train

pytestmark = pytest.mark.filterwarnings("ignore")


def test_the_mean_of_the_points_behind_the_first_quarter() -> None:
    model, average = torch.nn.Linear(1, 1), Average(2)
    for step in range(1, 13):
        torch.nn.init.constant_(model.weight, step)
        average.on_step_end(None, SimpleNamespace(global_step=step, max_steps=12), None, model=model)
    assert average.points == 5  # 4, 6, 8, 10, 12
    average.put_into(model)
    assert model.weight.item() == pytest.approx(8.0)


def test_too_short_a_training_is_refused() -> None:
    with pytest.raises(VnadminError, match=r"E201.*average_every is 9, and there are 4 steps"):
        Average(9).on_train_begin(None, SimpleNamespace(max_steps=4), None)


def test_from_a_trained_model(tiny_model: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    config = TrainConfig(
        data=(str(tiny_model.parent / "data"),),
        out=str(tmp_path / "out"),
        base=str(tiny_model),
        accept_errors=("near-duplicate",),
        max_steps=4,
        average_every=2,
        renderings=0,
    )
    with pytest.raises(VnadminError, match=r"E201.*resumed"):
        train(config, resume=True)
    out = train(config, tell=lines.append)
    assert (out / "model.onnx").is_file()
    assert "average kept" in lines[-1]
