"""Where an unfinished training lies: beside its model folder, so that a killed one can go on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.training.config import TrainConfig
from vnadmin_nlp.training.watch import Tell

SETTINGS: Final = "settings.json"
_FREE: Final = frozenset({"threads", "out", "name", "version", "note", "license", "quantize"})
"""Settings that may differ between the run that was killed and the one that goes on: they leave the weights alone."""


def unfinished(out: Path) -> Path:
    """The folder of checkpoints that belongs to the model folder `out`."""
    return out.with_name(f"{out.name}.unfinished")


def refuse_existing(out: Path) -> None:
    """Raises E302 where a model would be overwritten, E201 where none can be written."""
    if out.exists():
        raise VnadminError("E302", name=out)
    nearest = next(p for p in out.absolute().parents if p.exists())
    if not nearest.is_dir():
        raise VnadminError("E201", detail=f"{out} cannot be written: {nearest} is a file")


@contextlib.contextmanager
def workplace(
    config: TrainConfig, learn: Sequence[GoldDirective], dev: Sequence[GoldDirective], *, resume: bool, tell: Tell
) -> Iterator[tuple[Path, str | None]]:
    """The folder to work in, and the checkpoint to go on from. It is gone after success, and after a failure before the first checkpoint.

    Raises E201 where an unfinished training lies there and `resume` is not set, or where that one had other settings or data.
    """
    work = unfinished(Path(config.out))
    settings = _settings(config, learn, dev)
    checkpoint = None
    if work.exists():
        if not resume:
            detail = f"{work} holds an unfinished training. Go on with it by --resume, or remove that folder"
            raise VnadminError("E201", detail=detail)
        _demand_same(work, settings)
        checkpoint = last_checkpoint(work / "checkpoints")
    elif resume:
        tell(f"{work}: no unfinished training there, so this one starts from the beginning")
    try:
        work.mkdir(parents=True, exist_ok=True)
        (work / SETTINGS).write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise VnadminError("E203", name=work, detail=error.strerror or error) from None
    try:
        yield work, checkpoint
    except BaseException:
        if last_checkpoint(work / "checkpoints") is None:
            shutil.rmtree(work, ignore_errors=True)
        else:
            tell(f"unfinished: the checkpoints stay in {work}; the same command with --resume goes on")
        raise
    shutil.rmtree(work, ignore_errors=True)


def _settings(config: TrainConfig, learn: Sequence[GoldDirective], dev: Sequence[GoldDirective]) -> dict[str, object]:
    settings: dict[str, object] = json.loads(config.model_dump_json(exclude=set(_FREE)))
    for name, golds in (("texts and annotations", learn), ("dev texts and annotations", dev)):
        whole = hashlib.sha256()
        for gold in golds:
            whole.update(gold.model_dump_json(include={"id", "text", "spans"}).encode("utf-8", "surrogatepass"))
        settings[name] = whole.hexdigest()
    return settings


def _demand_same(work: Path, settings: dict[str, object]) -> None:
    try:
        before = json.loads((work / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    other = [key for key, value in settings.items() if before.get(key) != value]
    if other:
        detail = (
            f"the unfinished training in {work} differs in: {', '.join(other)}. Give what it had, or remove that folder"
        )
        raise VnadminError("E201", detail=detail)


def last_checkpoint(folder: Path) -> str | None:
    """The newest whole checkpoint: one whose state, which is written last, can be read."""
    found = sorted(folder.glob("checkpoint-*"), key=lambda p: int(p.name.rpartition("-")[2]), reverse=True)
    for checkpoint in found:
        try:
            json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        return str(checkpoint)
    return None
