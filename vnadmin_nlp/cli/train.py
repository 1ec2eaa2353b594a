"""`vnadmin train`, `vnadmin pretrain`, `vnadmin models`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from vnadmin_nlp.cli.common import Data, app, errors_told, progress
from vnadmin_nlp.errors import VnadminError


@app.command()
def train(
    data: Data,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Model folder to write; must not exist.")],
    base: Annotated[str | None, typer.Option(help="'shipped', a model folder, or a Hugging Face encoder.")] = None,
    epochs: Annotated[float | None, typer.Option(help="Passes over the training texts.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same figures.")] = None,
    max_steps: Annotated[int | None, typer.Option(help="Stop after so many steps.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the model.")] = None,
) -> None:
    """Fine-tune a model on annotated directives and write its folder."""
    with errors_told():
        from vnadmin_nlp.training.config import TrainConfig

        chosen = {"base": base, "epochs": epochs, "seed": seed, "max_steps": max_steps, "name": name}
        settings = {key: value for key, value in chosen.items() if value is not None}
        try:
            config = TrainConfig(data=tuple(str(d) for d in data), out=str(out), **settings)  # type: ignore[arg-type]
        except ValueError as error:
            raise VnadminError("E201", detail=_first_reason(error)) from None
        from vnadmin_nlp.training import train as run

        run(config)
        typer.echo(f"{out}: written")


@app.command()
def pretrain(
    text: Annotated[
        list[Path] | None,
        typer.Option("--text", metavar="FILE", help="Plain text, one paragraph a line; .xz and .gz, too. Repeatable."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder to write, or to go on with.")] = None,
    settings: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Settings in YAML (PretrainConfig); options overrule it."),
    ] = None,
    base: Annotated[str | None, typer.Option(metavar="DIR", help="Go on from the encoder of this folder.")] = None,
    steps: Annotated[int | None, typer.Option(help="Training steps; 0 writes an encoder with random weights.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed and machine, same encoder.")] = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads.")] = None,
) -> None:
    """Train a tokenizer and a small encoder on plain text. Killed, it goes on from its last checkpoint when called again."""
    with errors_told():
        from vnadmin_nlp.pretraining import PretrainConfig
        from vnadmin_nlp.pretraining import pretrain as run

        chosen: dict[str, Any] = {"base": base, "steps": steps, "seed": seed, "threads": threads}
        chosen |= {"text": [str(t) for t in text or []], "out": None if out is None else str(out)}
        try:
            config = PretrainConfig.model_validate(
                _yaml_settings(settings) | {k: v for k, v in chosen.items() if v is not None and v != []}
            )
        except ValueError as error:
            raise VnadminError("E201", detail=_first_reason(error)) from None
        with progress(to_screen=False) as track:
            folder = run(config, track)
        typer.echo(f"{folder}: written")


def _yaml_settings(file: Path | None) -> dict[str, Any]:
    """The settings of a YAML file. Raises E201 where it cannot be read or holds something else."""
    if file is None:
        return {}
    import yaml

    try:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise VnadminError("E201", detail=f"{file}: {error}") from None
    if not isinstance(found, dict):
        raise VnadminError("E201", detail=f"{file}: not a table of settings")
    return found


def _first_reason(error: ValueError) -> str:
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"--{'.'.join(str(p) for p in first['loc']).replace('_', '-')}: {first['msg']}"
    return str(error)


@app.command()
def models() -> None:
    """List the models of this installation."""
    from vnadmin_nlp.tagger.folder import SHIPPED, read_json

    for folder in sorted(p for p in SHIPPED.parent.iterdir() if (p / "vnadmin.json").is_file()):
        with errors_told():
            about = read_json(folder, "vnadmin.json")
            size = sum(f.stat().st_size for f in folder.iterdir()) / 1e6
            default = "  (default)" if folder == SHIPPED else ""
            typer.echo(f"{about.get('name')} {about.get('version')}  {size:.1f} MB  {folder}{default}")
