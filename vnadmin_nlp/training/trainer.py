"""The `transformers.Trainer` of the tagger: batches, loss, optimizer, and an evaluation by spans over whole directives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from transformers import Trainer

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.tagger.features import FEATURES, Reading, read_features
from vnadmin_nlp.tagger.pieces import PieceEncoder
from vnadmin_nlp.tagger.scheme import LAYERS, TAGS
from vnadmin_nlp.tagger.tagger import Ints, SpanTagger
from vnadmin_nlp.training.config import TrainConfig
from vnadmin_nlp.training.data import IGNORE

UPPER_SHAPES = (2, 8)


@dataclass
class Collator:
    """Pads windows; hides pieces, features and case at random (torch's seeded generator)."""

    config: TrainConfig
    hidden_id: int

    def __call__(self, rows: Sequence[dict[str, Any]]) -> dict[str, torch.Tensor]:
        most = max(len(r["input_ids"]) for r in rows)
        ids = torch.zeros((len(rows), most), dtype=torch.long)
        mask = torch.zeros((len(rows), most), dtype=torch.long)
        features = torch.zeros((len(rows), most, len(FEATURES)), dtype=torch.long)
        labels = torch.full((len(rows), len(LAYERS), most), IGNORE, dtype=torch.long)
        for i, row in enumerate(rows):
            size = len(row["input_ids"])
            ids[i, :size] = torch.tensor(row["input_ids"])
            mask[i, :size] = 1
            features[i, :size] = torch.tensor(row["features"])
            labels[i, :, :size] = torch.tensor(row["labels"])
        hide = torch.rand(ids.shape) < self.config.piece_dropout
        ids = torch.where(hide & (mask == 1), torch.tensor(self.hidden_id), ids)
        keep = torch.rand((len(rows), 1, len(FEATURES))) >= self.config.feature_dropout
        keep[..., 0] = True  # the shape stays
        for name in self.config.without_features:
            keep[..., list(FEATURES).index(name)] = False
        features = features * keep
        shouting = torch.rand(len(rows)) < 0.03  # whole windows in capitals
        letters = features[..., 0] % 6 < 4
        upper = torch.where(features[..., 0] >= 6, UPPER_SHAPES[1], UPPER_SHAPES[0])
        features[..., 0] = torch.where(shouting[:, None] & letters & (mask == 1), upper, features[..., 0])
        allowed = torch.zeros((len(rows), len(LAYERS), max(map(len, TAGS))), dtype=torch.bool)
        allowed[..., 0] = True
        for i, row in enumerate(rows):
            for layer, tags in enumerate(row["unmarked"]):
                allowed[i, layer, tags] = True
        return {"input_ids": ids, "attention_mask": mask, "features": features, "labels": labels, "allowed": allowed}


def cross_entropy(
    logits: torch.Tensor, tags: torch.Tensor, allowed: torch.Tensor, weight: torch.Tensor | None = None
) -> torch.Tensor:
    """Mean cross entropy over the pieces that are not `IGNORE`, where what is not marked need not be absent.

    `logits` (windows, pieces, tags), `tags` (windows, pieces), `allowed` (windows, tags or more): the tags that a piece without a mark may truly
    have, O always among them. For such a piece their probabilities are added: what is learnt is only that it is no *other* label
    (partial annotation: Tsuboi et al. 2008). With O alone allowed this is the usual cross entropy, weighted by `weight` (tags).
    """
    chances = functional.log_softmax(logits, -1)
    known = tags.clamp(min=0)
    told = chances.gather(-1, known[..., None])[..., 0]
    unmarked = chances.masked_fill(~allowed[:, None, : logits.shape[-1]], -torch.inf).logsumexp(-1)
    counts = (tags != IGNORE).to(chances) if weight is None else weight[known] * (tags != IGNORE)
    return -(torch.where(known == 0, unmarked, told) * counts).sum() / counts.sum()


@dataclass
class DevSet:
    """Directives to measure on, read once."""

    directives: Sequence[GoldDirective]
    readings: Sequence[Reading]

    @classmethod
    def of(cls, directives: Sequence[GoldDirective]) -> DevSet:
        """Read the features of each directive."""
        return cls(directives, [read_features(d.text) for d in directives])


class DirectiveTrainer(Trainer):  # type: ignore[misc, unused-ignore]
    """`Trainer` with our loss, two learning rates, and an evaluation by spans over whole directives."""

    optimizer: torch.optim.Optimizer | None
    control: Any

    def __init__(
        self,
        *args: Any,
        dev: DevSet,
        encoder: PieceEncoder,
        config: TrainConfig,
        tag_weights: Sequence[Sequence[float]] | None = None,
        **kwargs: Any,
    ) -> None:
        self.dev, self.encoder, self.config = dev, encoder, config
        self.tag_weights = [None if tag_weights is None else torch.tensor(w) for w in tag_weights or LAYERS]
        super().__init__(*args, eval_dataset=kwargs.get("train_dataset"), **kwargs)

    def compute_loss(self, model: Any, inputs: dict[str, torch.Tensor], return_outputs: bool = False, **_: Any) -> Any:
        """`cross_entropy` of each layer, weighted by tag where rare labels shall count more; the sum of the layers."""
        labels = inputs["labels"]
        logits = model(inputs["input_ids"], inputs["features"], inputs["attention_mask"])
        loss = torch.stack(
            [
                cross_entropy(x, labels[:, i], inputs["allowed"][:, i], None if weight is None else weight.to(x))
                for i, (x, weight) in enumerate(zip(logits, self.tag_weights, strict=True))
            ]
        ).sum()
        return (loss, logits) if return_outputs else loss

    def create_optimizer(self, *args: Any, **kwargs: Any) -> torch.optim.Optimizer:
        """AdamW; heads and features, which start from nothing, learn faster than the encoder."""
        if self.optimizer is None:
            new = [p for n, p in self.model.named_parameters() if not n.startswith("encoder.")]
            old = [p for n, p in self.model.named_parameters() if n.startswith("encoder.")]
            self.optimizer = torch.optim.AdamW(
                [{"params": old, "lr": self.args.learning_rate}, {"params": new, "lr": self.config.head_learning_rate}],
                weight_decay=self.args.weight_decay,
            )
        return self.optimizer

    def evaluate(self, *_: Any, **__: Any) -> dict[str, float]:
        """Exact F1 of entities and TASK, and their mean as `eval_score`, by constrained decoding over whole directives."""
        figures = measure(torch_tagger(self.model, self.encoder), self.dev)
        out = {f"eval_{k}": v for k, v in figures.items()}
        self.log(out)
        self.control = self.callback_handler.on_evaluate(self.args, self.state, self.control, out)
        return out


def torch_tagger(model: Any, encoder: PieceEncoder) -> SpanTagger:
    """A `SpanTagger` that runs the network in torch."""

    def network(ids: Ints, features: Ints, mask: Ints) -> list[np.ndarray[Any, Any]]:
        was = model.training
        model.eval()
        with torch.no_grad():
            device = next(model.parameters()).device
            logits = model(*(torch.from_numpy(x).to(device) for x in (ids, features, mask)))
        model.train(was)
        return [x.float().cpu().numpy() for x in logits]

    return SpanTagger(network, encoder, model.config.window, model.config.overlap, batch=8)


def measure(tagger: SpanTagger, dev: DevSet) -> dict[str, float]:
    """Exact micro-F1 of the entity layer and of TASK, without rules; `score` is their mean."""
    counts = np.zeros((2, 3))
    for directive, reading in zip(dev.directives, dev.readings, strict=True):
        gold = {(s.label, s.start, s.end) for s in directive.spans}
        found = {
            (s.label, s.start, s.end)
            for s in tagger.tag(directive.text, reading)
            if s.label not in directive.unmarked  # nobody knows whether it is right
        }
        for i in range(2):
            g, f = ({x for x in side if (x[0] == "TASK") == bool(i)} for side in (gold, found))
            counts[i] += len(g & f), len(g), len(f)
    entities, task = (float(2 * hit / max(g + f, 1)) for hit, g, f in counts)
    return {"entities": entities, "task": task, "score": (entities + task) / 2}
