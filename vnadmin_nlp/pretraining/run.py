"""`vnadmin pretrain`: text in, encoder out, with checkpoints that a killed run goes on from."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from safetensors.torch import load_file, save_file
from transformers import Trainer, TrainerCallback, TrainingArguments, set_seed

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pretraining.config import PretrainConfig
from vnadmin_nlp.pretraining.masking import Masker, Windows
from vnadmin_nlp.pretraining.network import Pretrained, new_tagger
from vnadmin_nlp.pretraining.pieces import SPECIAL, Stream, prepare
from vnadmin_nlp.tagger.threads import thread_count
from vnadmin_nlp.training.model import DirectiveTagger, DirectiveTaggerConfig
from vnadmin_nlp.training.workplace import last_checkpoint

WORK: Final = "work"
HEAD: Final = "masked-language-head.safetensors"
"""What tells masked pieces: needed to go on pretraining, not for fine-tuning."""
_TEMPORARY: Final = "settings.tmp"
_MACHINE: Final = frozenset({"out", "threads", "precision", "checkpoint_steps"})
"""Settings that may differ between the run that was killed and the one that goes on."""


def pretrain(config: PretrainConfig, track: Callable[[Sequence[Any]], Iterable[Any]] = iter) -> Path:
    """Run, or go on with, the pretraining of `config`; gives the folder of the encoder, which `vnadmin train --base` takes.

    The folder holds `config.json`, `model.safetensors`, `tokenizer.json`, `pretraining.json` (settings, text, versions),
    `loss.tsv` (step, loss, share told right, learning rate) and the head that tells masked pieces.
    """
    out = Path(config.out)
    new = not out.exists()
    work = _workplace(config, out)
    try:
        if config.base is not None:
            config = _of_base(config, Path(config.base), work)
        elif config.tokenizer is not None:
            config = _with_tokenizer(config, Path(config.tokenizer), work)
        stream = prepare(config, work, track)
    except VnadminError:
        if new:  # nothing was begun that could be gone on with
            shutil.rmtree(out)
        raise
    set_seed(config.seed)
    torch.set_num_threads(thread_count(config.threads, most=8))
    tagger = new_tagger(config) if config.base is None else DirectiveTagger.from_pretrained(config.base).float()
    network = Pretrained(tagger, config)
    if config.base is not None and (head := Path(config.base) / HEAD).is_file():
        network.teller.load_state_dict(load_file(head))
    if config.steps:
        trainer = _trainer(config, network, stream, work)
        trainer.train(resume_from_checkpoint=last_checkpoint(work / "checkpoints"))
        _write_log(trainer.state.log_history, out / "loss.tsv")
    _finish(config, network, work, out)
    return out


def _workplace(config: PretrainConfig, out: Path) -> Path:
    """The work folder of a new run or of the unfinished one that is gone on with. Raises E302 for a finished one."""
    work = out / WORK
    if (out / "config.json").is_file():  # written last: the run is finished, if killed while it tidied up
        shutil.rmtree(work, ignore_errors=True)
        raise VnadminError("E302", name=out)
    settings = json.loads(config.model_dump_json(exclude=set(_MACHINE)))
    kept = work / "settings.json"
    begun = [p for p in out.rglob("*") if p != work and p.name != _TEMPORARY] if out.is_dir() else [out]
    if out.exists() and begun:
        try:
            same = json.loads(kept.read_text(encoding="utf-8")) == settings
        except (OSError, ValueError):
            same = False
        if not same:
            raise VnadminError("E302", name=out)
        return work
    try:
        work.mkdir(parents=True, exist_ok=True)  # killed before its settings were written
        temporary = work / _TEMPORARY
        temporary.write_text(json.dumps(settings, ensure_ascii=False, indent=1), encoding="utf-8")
        temporary.replace(kept)
    except OSError as error:
        raise VnadminError("E203", name=out, detail=error.strerror or error) from None
    return work


def _of_base(config: PretrainConfig, base: Path, work: Path) -> PretrainConfig:
    """The configuration with the sizes of the base, whose tokenizer is taken, too."""
    try:
        found = DirectiveTaggerConfig.from_pretrained(base)
        shutil.copyfile(base / "tokenizer.json", work / "tokenizer.json")
    except (OSError, ValueError) as error:
        raise VnadminError("E301", name=base, detail=str(error).splitlines()[0]) from None
    encoder = found.encoder
    return config.model_copy(
        update={
            "vocabulary": encoder["vocab_size"],
            "width": encoder["hidden_size"],
            "heads": encoder["num_attention_heads"],
            "layers": encoder["num_hidden_layers"],
            "intermediate": encoder["intermediate_size"],
            "positions": "learned" if encoder["model_type"] == "bert" else "rotary",
        }
    )


def _with_tokenizer(config: PretrainConfig, file: Path, work: Path) -> PretrainConfig:
    """The configuration with the vocabulary of a given tokenizer. Raises E201 where its special pieces are not ours."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # tokenizers raises bare Exception
        raise VnadminError("E201", detail=f"{file}: no tokenizer.json ({error})") from None
    if [tokenizer.id_to_token(i) for i in range(len(SPECIAL))] != list(SPECIAL):
        raise VnadminError("E201", detail=f"{file}: its first pieces must be {', '.join(SPECIAL)}")
    shutil.copyfile(file, work / "tokenizer.json")
    return config.model_copy(update={"vocabulary": tokenizer.get_vocab_size()})


def _precision(config: PretrainConfig) -> dict[str, bool]:
    chosen = config.precision
    if chosen == "auto":
        gpu = torch.cuda.is_available()
        chosen = ("bf16" if torch.cuda.is_bf16_supported() else "fp16") if gpu else "fp32"
    return {"bf16": chosen == "bf16", "fp16": chosen == "fp16"}


def _trainer(config: PretrainConfig, network: Pretrained, stream: Stream, work: Path) -> Trainer:
    arguments = TrainingArguments(
        output_dir=str(work / "checkpoints"),
        max_steps=config.steps,
        per_device_train_batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        weight_decay=config.weight_decay,
        adam_beta2=0.98,
        warmup_steps=config.warmup,
        lr_scheduler_type="linear",
        max_grad_norm=1.0,
        seed=config.seed,
        train_sampling_strategy="sequential",  # the windows are in random order already
        save_strategy="steps",
        save_steps=config.checkpoint_steps,
        save_total_limit=2,  # one whole one stays while the next is written
        logging_steps=min(50, max(1, config.steps // 10)),
        remove_unused_columns=False,
        label_names=["labels"],
        use_cpu=not torch.cuda.is_available(),
        dataloader_num_workers=4 if torch.cuda.is_available() else 0,
        report_to=[],
        disable_tqdm=not os.isatty(2),
        **_precision(config),
    )
    return PretrainTrainer(
        model=network,
        args=arguments,
        train_dataset=Windows(stream, config),
        data_collator=Masker(config),
        callbacks=[_LogFile(work / "loss.tsv")],
    )


class PretrainTrainer(Trainer):  # type: ignore[misc, unused-ignore]
    """`Trainer` whose log also says how much was told right."""

    _right: float = 0.0
    _counted: int = 0

    def compute_loss(self, model: Any, inputs: dict[str, torch.Tensor], return_outputs: bool = False, **_: Any) -> Any:
        """The loss of the objective."""
        told = model(**inputs)
        self._right += float(told["right"])
        self._counted += 1
        return (told["loss"], told) if return_outputs else told["loss"]

    def log(self, logs: dict[str, float], *args: Any, **kwargs: Any) -> None:
        """Add the share told right since the last line."""
        if "loss" in logs and self._counted:
            logs["right"] = self._right / self._counted
            self._right, self._counted = 0.0, 0
        super().log(logs, *args, **kwargs)


_COLUMNS: Final = ("step", "loss", "right", "learning_rate")


def _write_log(history: Sequence[dict[str, Any]], file: Path) -> None:
    rows = [[f"{entry[c]:.6g}" for c in _COLUMNS] for entry in history if "loss" in entry]
    file.write_text("\n".join("\t".join(r) for r in [list(_COLUMNS), *rows]) + "\n", encoding="utf-8")


class _LogFile(TrainerCallback):  # type: ignore[misc, unused-ignore]
    """Keeps `loss.tsv` in the work folder up to date, so that a long run can be watched."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def on_log(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        _write_log(state.log_history, self.file)


def _finish(config: PretrainConfig, network: Pretrained, work: Path, out: Path) -> None:
    """Move a whole encoder to `out`, its `config.json` last, and take the work folder away."""
    from vnadmin_nlp.training.save import versions

    done = work / "done"
    network.float().cpu()
    network.tagger.save_pretrained(done)
    save_file(network.teller.state_dict(), done / HEAD)
    shutil.copyfile(work / "tokenizer.json", done / "tokenizer.json")
    about = {
        "settings": json.loads(config.model_dump_json(exclude={"out", "threads"}))
        | {"text": [Path(p).name for p in config.text], "repeat": [Path(p).name for p in config.repeat]},
        "text": json.loads((work / "prepared.json").read_text(encoding="utf-8")),
        "versions": versions(),
    }
    about["settings"]["base"] = config.base and Path(config.base).name
    (done / "pretraining.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for file in sorted(done.iterdir(), key=lambda p: p.name == "config.json"):
        file.replace(out / file.name)
    shutil.rmtree(work)
