"""What the encoder has to tell: masked windows of the stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch.utils.data import Dataset

from vnadmin_nlp.pretraining.config import PretrainConfig
from vnadmin_nlp.pretraining.pieces import FIRST_PIECE, MASK, SHAPE_BITS, STARTS, Stream

IGNORE = -100
_SPANS = (0.45, 0.30, 0.25)
"""How often a masked span has one, two, three pieces."""
_SHOUTING = 0.06
_TO_MASK, _TO_RANDOM = 0.85, 0.08
"""Of the pieces to tell: replaced by [MASK]; by a random piece; the rest stays."""


class Windows(Dataset[dict[str, torch.Tensor]]):
    """`steps * batch_size` windows of `context` pieces at places that the seed and the number of the window choose.

    So a resumed run reads on where the killed one stopped, without reading what came before.
    """

    def __init__(self, stream: Stream, config: PretrainConfig) -> None:
        self.stream, self.context, self.seed = stream, config.context, config.seed
        self.count = config.steps * config.batch_size

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, number: int) -> dict[str, torch.Tensor]:
        """`ids`, `marks`: [context]; `number`."""
        most = len(self.stream.ids) - self.context
        start = int(np.random.default_rng((self.seed, number)).integers(0, most + 1))
        part = slice(start, start + self.context)
        return {
            "ids": torch.from_numpy(self.stream.ids[part].astype(np.int64)),
            "marks": torch.from_numpy(self.stream.marks[part].astype(np.int64)),
            "number": torch.tensor(number),
        }


@dataclass
class Masker:
    """Makes a batch: `input_ids`, `shapes`, `labels` (the masked pieces, else IGNORE), all [batch, context].

    What is masked hangs on the seed and the number of the first window alone, so that a resumed run masks alike.
    """

    config: PretrainConfig

    def __call__(self, rows: list[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
        config = self.config
        chance = torch.Generator().manual_seed((config.seed << 32) + int(rows[0]["number"]))
        ids = torch.stack([r["ids"] for r in rows])
        marks = torch.stack([r["marks"] for r in rows])
        shapes = _shouted(marks & SHAPE_BITS, chance)
        chosen = self._units(marks, chance) & (ids >= FIRST_PIECE)
        fate = torch.rand(ids.shape, generator=chance)
        masked = torch.where(chosen & (fate < _TO_MASK), MASK, ids)
        swapped = chosen & (fate >= _TO_MASK) & (fate < _TO_MASK + _TO_RANDOM)
        other = torch.randint(FIRST_PIECE, config.vocabulary, ids.shape, generator=chance)
        masked = torch.where(swapped, other, masked)
        hidden = chosen & (torch.rand(ids.shape, generator=chance) < config.case_hidden)
        shapes = torch.where(hidden, shapes // 6 * 6, shapes)
        return {"input_ids": masked, "shapes": shapes, "labels": torch.where(chosen, ids, IGNORE)}

    def _units(self, marks: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
        """Which pieces are to be told: whole units, about `masked` of all pieces."""
        share = self.config.masked
        if self.config.unit == "piece":
            return torch.rand(marks.shape, generator=chance) < share
        if self.config.unit == "span":
            starts = torch.rand(marks.shape, generator=chance) < share / sum(p * n for n, p in enumerate(_SPANS, 1))
            edges = torch.tensor(_SPANS[:2]).cumsum(0)
            length = 1 + torch.bucketize(torch.rand(marks.shape, generator=chance), edges)
            out = starts.clone()
            for more in (1, 2):
                out[:, more:] |= (starts & (length > more))[:, :-more]
            return out
        number = ((marks & STARTS) > 0).long().cumsum(1)  # the word that each piece belongs to
        return torch.rand((len(marks), int(number.max()) + 1), generator=chance).gather(1, number) < share


def _shouted(shapes: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """Some windows wholly in capitals, as titles are."""
    loud = (torch.rand((len(shapes), 1), generator=chance) < _SHOUTING) & (shapes % 6 < 4)
    return torch.where(loud, shapes // 6 * 6 + 2, shapes)
