"""Fine-tuning with `transformers.Trainer` and `datasets`: seeded, the best by dev score kept, a model folder written whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from datasets import Dataset, List, Value
from datasets.utils.logging import disable_progress_bar
from torch.nn import functional
from transformers import EarlyStoppingCallback, Trainer, TrainingArguments, set_seed

from vnadmin_nlp.annotation.edits import augment
from vnadmin_nlp.annotation.gold import GoldDirective, load_data
from vnadmin_nlp.annotation.styles import restyled
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.tagger.features import FEATURES, Reading, read_features
from vnadmin_nlp.tagger.pieces import PieceEncoder
from vnadmin_nlp.tagger.scheme import LAYERS
from vnadmin_nlp.tagger.tagger import Ints, SpanTagger
from vnadmin_nlp.training.base import load_base
from vnadmin_nlp.training.config import TrainConfig
from vnadmin_nlp.training.data import IGNORE, window_rows
from vnadmin_nlp.training.exchange import Pool, exchange, span_pool
from vnadmin_nlp.training.model import DirectiveTagger
from vnadmin_nlp.training.save import save_model_folder

UPPER_SHAPES = (2, 8)


def train(config: TrainConfig) -> Path:
    """Train by `config` and write the model folder `config.out`; gives its path.

    Raises VnadminError: E302 where the folder exists, E401 for broken annotations, E301 for an unusable base, E201 where a split is empty.
    """
    return train_on(config, *_splits(config))


def train_on(config: TrainConfig, learn: Sequence[GoldDirective], dev: Sequence[GoldDirective]) -> Path:
    """Train on `learn` and choose the best epoch by `dev` (none: the last one); `data` and the splits of `config` are not read.

    Raises as `train`.
    """
    out = Path(config.out)
    if out.exists():
        raise VnadminError("E302", name=out)
    nearest = next(p for p in out.absolute().parents if p.exists())
    if not nearest.is_dir():
        raise VnadminError("E201", detail=f"{out} cannot be written: {nearest} is a file")
    torch.set_num_threads(config.threads or min(2, os.cpu_count() or 1))
    set_seed(config.seed)
    learned = len(learn)
    learn = [*learn, *_noisy(config, learn)]
    with tempfile.TemporaryDirectory(
        prefix="vnadmin-train-", dir=out.parent if out.parent.is_dir() else None
    ) as scratch:
        work = Path(scratch)
        model, encoder = load_base(config, work / "model")
        trainer = _trainer(config, model, encoder, learn, dev, work)
        result = trainer.train()
        figures = trainer.evaluate() if dev else {}
        figures["train_seconds"] = round(result.metrics.get("train_runtime", 0.0), 1)
        save_model_folder(model, work / "model", config, figures, learned=learned)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(str(work / "model"), out)
    _calibrate(out, dev)
    return out


def _calibrate(folder: Path, dev: Sequence[GoldDirective]) -> None:
    """Calibrate on the dev split; a split too small for it leaves raw scores."""
    from vnadmin_nlp.training.calibrate import calibrate

    with contextlib.suppress(VnadminError):
        calibrate(folder, dev)


def _splits(config: TrainConfig) -> tuple[list[GoldDirective], list[GoldDirective]]:
    learn: list[GoldDirective] = []
    dev: list[GoldDirective] = []
    for folder in config.data:
        for split in config.train_splits:
            learn += load_data(folder, split)
        dev += load_data(folder, config.dev_split)
    for folder in config.extra_train:
        learn += load_data(folder)
    if not learn:
        raise VnadminError("E201", detail="no directive to train on: check --data and the splits")
    return learn, dev


def _noisy(config: TrainConfig, learn: Sequence[GoldDirective]) -> list[GoldDirective]:
    """Renderings of each directive, with some of its entities exchanged for others of the training data."""
    pool = span_pool(learn)
    return [varied(d, pool, f"{config.seed} {i}") for i in range(config.renderings) for d in learn]


def varied(directive: GoldDirective, pool: Pool, seed: str) -> GoldDirective:
    """One rendering for training: entities exchanged, then another style, then what a converter leaves."""
    return augment(restyled(exchange(directive, pool, seed), seed), seed)


def _trainer(
    config: TrainConfig,
    model: DirectiveTagger,
    encoder: PieceEncoder,
    learn: Sequence[GoldDirective],
    dev: Sequence[GoldDirective],
    work: Path,
) -> DirectiveTrainer:
    window, overlap = model.config.window, model.config.overlap
    disable_progress_bar()
    rows = Dataset.from_generator(
        lambda: window_rows(learn, encoder, window, overlap),
        features=_columns(),
        cache_dir=str(work / "cache"),
    )
    arguments = TrainingArguments(
        output_dir=str(work / "checkpoints"),
        num_train_epochs=config.epochs,
        max_steps=config.max_steps,
        per_device_train_batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        weight_decay=config.weight_decay,
        warmup_steps=config.warmup,
        lr_scheduler_type="linear",
        max_grad_norm=1.0,
        seed=config.seed,
        data_seed=config.seed,
        eval_strategy="epoch" if dev else "no",
        save_strategy="epoch" if dev else "no",
        save_total_limit=1,
        load_best_model_at_end=bool(dev),
        metric_for_best_model="score",
        greater_is_better=True,
        remove_unused_columns=False,
        use_cpu=not torch.cuda.is_available(),
        dataloader_num_workers=0,
        report_to=[],
        logging_steps=25,
        disable_tqdm=not os.isatty(2),
    )
    hidden = model.config.encoder.get("mask_token_id") or encoder.unknown_id
    return DirectiveTrainer(
        model=model,
        args=arguments,
        train_dataset=rows,
        data_collator=Collator(config, hidden),
        callbacks=[EarlyStoppingCallback(config.patience)] if dev else [],
        dev=DevSet.of(dev),
        encoder=encoder,
        head_learning_rate=config.head_learning_rate,
    )


def _columns() -> Any:
    from datasets import Features

    return Features(
        {
            "id": Value("string"),
            "input_ids": List(Value("int32")),
            "features": List(List(Value("int32"))),
            "labels": List(List(Value("int32"))),
        }
    )


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
        return {"input_ids": ids, "attention_mask": mask, "features": features, "labels": labels}


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
        self, *args: Any, dev: DevSet, encoder: PieceEncoder, head_learning_rate: float, **kwargs: Any
    ) -> None:
        self.dev, self.encoder, self.head_learning_rate = dev, encoder, head_learning_rate
        super().__init__(*args, eval_dataset=kwargs.get("train_dataset"), **kwargs)

    def compute_loss(self, model: Any, inputs: dict[str, torch.Tensor], return_outputs: bool = False, **_: Any) -> Any:
        """Mean cross entropy of both layers."""
        labels = inputs["labels"]
        logits = model(inputs["input_ids"], inputs["features"], inputs["attention_mask"])
        loss = torch.stack(
            [
                functional.cross_entropy(x.flatten(0, 1), labels[:, i].flatten(), ignore_index=IGNORE)
                for i, x in enumerate(logits)
            ]
        ).sum()
        return (loss, logits) if return_outputs else loss

    def create_optimizer(self, *args: Any, **kwargs: Any) -> torch.optim.Optimizer:
        """AdamW; heads and features, which start from nothing, learn faster than the encoder."""
        if self.optimizer is None:
            new = [p for n, p in self.model.named_parameters() if not n.startswith("encoder.")]
            old = [p for n, p in self.model.named_parameters() if n.startswith("encoder.")]
            self.optimizer = torch.optim.AdamW(
                [{"params": old, "lr": self.args.learning_rate}, {"params": new, "lr": self.head_learning_rate}],
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

    return SpanTagger(network, encoder, model.config.window, model.config.overlap)


def measure(tagger: SpanTagger, dev: DevSet) -> dict[str, float]:
    """Exact micro-F1 of the entity layer and of TASK, without rules; `score` is their mean."""
    counts = np.zeros((2, 3))
    for directive, reading in zip(dev.directives, dev.readings, strict=True):
        gold = {(s.label, s.start, s.end) for s in directive.spans}
        found = {(s.label, s.start, s.end) for s in tagger.tag(directive.text, reading)}
        for i in range(2):
            g, f = ({x for x in side if (x[0] == "TASK") == bool(i)} for side in (gold, found))
            counts[i] += len(g & f), len(g), len(f)
    entities, task = (float(2 * hit / max(g + f, 1)) for hit, g, f in counts)
    return {"entities": entities, "task": task, "score": (entities + task) / 2}
