"""The loss: the usual cross entropy, but where nobody looked for a label its absence is not learnt."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from vnadmin_nlp.tagger.scheme import LAYERS, TAGS
from vnadmin_nlp.training.data import IGNORE, open_tags
from vnadmin_nlp.training.trainer import cross_entropy

COUNT = len(TAGS[0])


def _drawn(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits and tags of 3 windows of 7 pieces, two of them padding."""
    draw = np.random.default_rng(seed)
    logits = torch.tensor(draw.normal(size=(3, 7, COUNT)), dtype=torch.float64, requires_grad=True)
    tags = torch.tensor(draw.integers(0, COUNT, (3, 7)))
    tags[:, :3] = 0
    tags[1:, 5:] = IGNORE
    return logits, tags


def _allowed(*tags: int) -> torch.Tensor:
    allowed = torch.zeros((3, COUNT), dtype=torch.bool)
    allowed[:, [0, *tags]] = True
    return allowed


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("weighted", [False, True])
def test_where_all_is_marked_it_is_the_usual_loss(seed: int, weighted: bool) -> None:
    logits, tags = _drawn(seed)
    weight = torch.linspace(0.5, 3, COUNT, dtype=torch.float64) if weighted else None
    usual = torch.nn.functional.cross_entropy(logits.flatten(0, 1), tags.flatten(), weight, ignore_index=IGNORE)
    ours = cross_entropy(logits, tags, _allowed(), weight)
    assert torch.isclose(usual, ours)
    theirs, own = (torch.autograd.grad(x, logits)[0] for x in (usual, ours))
    assert torch.allclose(theirs, own)


def test_a_label_that_nobody_looked_for_is_neither_wanted_nor_unwanted() -> None:
    deadline = list(open_tags(LAYERS[0], ["DEADLINE"]))
    assert [TAGS[0][i] for i in deadline] == ["B-DEADLINE", "I-DEADLINE", "L-DEADLINE", "U-DEADLINE"]
    logits = torch.zeros((1, 1, COUNT), dtype=torch.float64)
    nothing = torch.zeros((1, 1), dtype=torch.long)
    sure_of = {0: 30.0, deadline[0]: 30.0, 1: 30.0}  # O, B-DEADLINE, B-ORG-UNIT
    losses = []
    for tag, size in sure_of.items():
        some = logits.clone()
        some[..., tag] = size
        losses.append(cross_entropy(some, nothing, _allowed(*deadline)[:1]).item())
    assert losses[0] == pytest.approx(0, abs=1e-9)
    assert losses[1] == pytest.approx(0, abs=1e-9)
    assert losses[2] > 20
    some = logits.clone()
    some[..., deadline[0]] = 30.0
    assert cross_entropy(some, nothing, _allowed()[:1]).item() > 20


def test_what_is_marked_is_learnt_as_ever() -> None:
    logits, tags = _drawn(7)
    marked = tags.clone()
    marked[marked == 0] = IGNORE
    deadline = list(open_tags(LAYERS[0], ["DEADLINE"]))
    assert torch.isclose(cross_entropy(logits, marked, _allowed()), cross_entropy(logits, marked, _allowed(*deadline)))
