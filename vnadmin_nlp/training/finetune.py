"""Fine-tuning with `transformers.Trainer` and `datasets`: seeded, the best by dev score kept, a model folder written whole."""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset, List, Value
from datasets.utils.logging import disable_progress_bar
from transformers import EarlyStoppingCallback, PrinterCallback, TrainingArguments, set_seed
from transformers.utils import logging as transformers_logging

from vnadmin_nlp.annotation.edits import augment
from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.annotation.styles import restyled
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.tagger.pieces import PieceEncoder
from vnadmin_nlp.tagger.threads import thread_count
from vnadmin_nlp.training.average import Average
from vnadmin_nlp.training.base import Base, load_base
from vnadmin_nlp.training.config import TrainConfig
from vnadmin_nlp.training.data import tag_weights, window_rows
from vnadmin_nlp.training.exchange import Pool, exchange, span_pool
from vnadmin_nlp.training.gather import gather
from vnadmin_nlp.training.plan import duration, epochs_for, plan_of
from vnadmin_nlp.training.save import save_model_folder
from vnadmin_nlp.training.trainer import Collator, DevSet, DirectiveTrainer, measure, torch_tagger
from vnadmin_nlp.training.watch import Tell, Watch
from vnadmin_nlp.training.workplace import refuse_existing, workplace

_logger = logging.getLogger("vnadmin_nlp.training")


def train(config: TrainConfig, *, resume: bool = False, tell: Tell = _logger.info) -> Path:
    """Train by `config` and write the model folder `config.out`; gives its path.

    `resume`: go on from the last checkpoint of a run with the same settings that was stopped. `tell` receives lines for people: what is
    learnt from, how long it will take, one line an epoch.
    Raises VnadminError: E302 where the folder exists, E402 where the check finds errors, E401 for a folder without annotations,
    E301 or E304 for an unusable base, E201 where there is nothing to learn from or settings do not fit.
    """
    refuse_existing(Path(config.out))
    material = gather(config)
    for note in material.notes:
        tell(note)
    return train_on(config, material.learn, material.dev, resume=resume, tell=tell)


def train_on(
    config: TrainConfig,
    learn: Sequence[GoldDirective],
    dev: Sequence[GoldDirective],
    *,
    resume: bool = False,
    tell: Tell = _logger.info,
) -> Path:
    """Train on `learn` and choose the best epoch by `dev` (none: the last one); `data` and the splits of `config` are not read.

    Raises as `train`.
    """
    out = Path(config.out)
    refuse_existing(out)
    if resume and config.average_every:
        raise VnadminError("E201", detail="a training that averages weights cannot be resumed; start it anew")
    disable_progress_bar()
    torch.set_num_threads(thread_count(config.threads))
    with _quiet_transformers(), workplace(config, learn, dev, resume=resume, tell=tell) as (work, checkpoint):
        set_seed(config.seed)
        base = load_base(config, work / "model")
        trainer = _trainer(config, base, learn, dev, work, tell)
        average = Average(config.average_every) if config.average_every else None
        if average:
            trainer.add_callback(average)
        done = int(checkpoint.rpartition("-")[2]) if checkpoint else 0
        tell(_overview(trainer, learn, dev))
        tell(str(plan_of(trainer, config, _dev_windows(base, dev), len(dev), done)))
        result = trainer.train(resume_from_checkpoint=checkpoint)
        if average:
            average.put_into(base.model)
        figures = measure(torch_tagger(base.model, base.encoder), trainer.dev) if dev else {}
        seconds = result.metrics.get("train_runtime", 0.0)
        figures |= {"epoch": trainer.state.epoch or 0.0, "train_seconds": round(seconds, 1)}
        save_model_folder(base.model, work / "model", config, figures, learn=learn, dev=dev)
        _calibrate(work / "model", [d for d in dev if not d.unmarked])
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(work / "model", out)
        tell(_summary(trainer, figures, seconds))
    return out


@contextlib.contextmanager
def _quiet_transformers() -> Any:
    """No bars and no reports of loaded weights: what a user should know is told in our own lines."""
    level = transformers_logging.get_verbosity()
    bars = transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(level)
        if bars:
            transformers_logging.enable_progress_bar()


def _overview(trainer: DirectiveTrainer, learn: Sequence[GoldDirective], dev: Sequence[GoldDirective]) -> str:
    window = trainer.model.config.window
    renderings = trainer.config.renderings
    text = f"{len(learn)} directives to learn from"
    text += f", each in {renderings} noisy renderings, too" if renderings else ""
    return f"{text}: {len(trainer.train_dataset)} windows of up to {window} pieces; {len(dev)} directives to choose by"


def _summary(trainer: DirectiveTrainer, figures: dict[str, float], seconds: float) -> str:
    text = f"trained in {duration(seconds)}"
    if not trainer.dev.directives:
        return text
    told = f"entities {figures['entities']:.3f}, TASK {figures['task']:.3f} on the dev split"
    if trainer.config.average_every:
        return f"{text}; average kept: {told}"
    state = trainer.state
    best = round((state.best_global_step or state.global_step) / max(1, state.global_step) * (state.epoch or 1))
    return f"{text}; epoch {max(1, best)} kept: {told}"


def _dev_windows(base: Base, dev: Sequence[GoldDirective]) -> int:
    """How many windows the dev directives make, from the first ten."""
    some = dev[:10]
    window, overlap = base.model.config.window, base.model.config.overlap
    counted = sum(1 for _ in window_rows(some, base.encoder, window, overlap))
    return round(counted / len(some) * len(dev)) if some else 0


def _calibrate(folder: Path, dev: Sequence[GoldDirective]) -> None:
    """Calibrate on the dev split; a split too small for it leaves raw scores."""
    from vnadmin_nlp.training.calibrate import calibrate

    with contextlib.suppress(VnadminError):
        calibrate(folder, dev)


def _noisy(config: TrainConfig, learn: Sequence[GoldDirective]) -> list[GoldDirective]:
    """Renderings of each directive, with some of its entities exchanged for others of the training data."""
    pool = span_pool(learn)
    numbers = range(config.renderings)
    return [varied(d, pool, f"{config.seed} {i}", config.without_styles) for i in numbers for d in learn]


def varied(directive: GoldDirective, pool: Pool, seed: str, without: Collection[str] = ()) -> GoldDirective:
    """One rendering for training: entities and places exchanged, then another style, then what a converter leaves."""
    exchanged = exchange(directive, pool, seed, without=without)
    return augment(restyled(exchanged, seed, without=without), seed)


def _trainer(
    config: TrainConfig,
    base: Base,
    learn: Sequence[GoldDirective],
    dev: Sequence[GoldDirective],
    work: Path,
    tell: Tell,
) -> DirectiveTrainer:
    model, encoder = base.model, base.encoder
    rows = _rows([*learn, *_noisy(config, learn)], encoder, model.config.window, model.config.overlap, work / "cache")
    epochs = epochs_for(config, len(rows), trained=base.trained)
    choose = bool(dev) and not config.average_every  # the best epoch
    arguments = TrainingArguments(
        output_dir=str(work / "checkpoints"),
        num_train_epochs=epochs,
        max_steps=config.max_steps,
        per_device_train_batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        weight_decay=config.weight_decay,
        warmup_steps=config.warmup,
        lr_scheduler_type="constant_with_warmup" if config.average_every else "linear",
        max_grad_norm=1.0,
        seed=config.seed,
        data_seed=config.seed,
        eval_strategy="epoch" if choose else "no",
        save_strategy="no" if config.average_every else "epoch",
        save_total_limit=1,
        load_best_model_at_end=choose,
        metric_for_best_model="score",
        greater_is_better=True,
        restore_callback_states_from_checkpoint=True,
        remove_unused_columns=False,
        use_cpu=not torch.cuda.is_available(),
        dataloader_num_workers=0,
        report_to=[],
        logging_strategy="epoch",
        disable_tqdm=True,
    )
    hidden = model.config.encoder.get("mask_token_id") or encoder.unknown_id
    trainer = DirectiveTrainer(
        model=model,
        args=arguments,
        train_dataset=rows,
        data_collator=Collator(config, hidden),
        callbacks=[Watch(tell, dev=choose), *([EarlyStoppingCallback(config.patience)] if choose else [])],
        dev=DevSet.of(dev),
        encoder=encoder,
        config=config,
        tag_weights=tag_weights(rows, config.class_weights) if config.class_weights else None,
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def _rows(directives: Sequence[GoldDirective], encoder: PieceEncoder, window: int, overlap: int, cache: Path) -> Any:
    """The training windows as a `datasets.Dataset`, kept on disk."""
    from datasets import Features

    shutil.rmtree(cache, ignore_errors=True)
    columns = Features(
        {
            "id": Value("string"),
            "input_ids": List(Value("int32")),
            "features": List(List(Value("int32"))),
            "labels": List(List(Value("int32"))),
            "unmarked": List(List(Value("int32"))),
        }
    )
    return Dataset.from_generator(
        lambda: window_rows(directives, encoder, window, overlap), features=columns, cache_dir=str(cache)
    )
