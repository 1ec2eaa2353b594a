"""`vnadmin train`, `vnadmin pretrain`, `vnadmin compare`, `vnadmin models`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from vnadmin_nlp.cli.common import app, errors_told, progress
from vnadmin_nlp.errors import VnadminError

if TYPE_CHECKING:
    from vnadmin_nlp.pretraining import PretrainConfig
    from vnadmin_nlp.training import TrainConfig

Config = TypeVar("Config", "TrainConfig", "PretrainConfig")


@app.command()
def train(
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data",
            metavar="DIR",
            help="Folder with annotations/ and corpora/, or with NAME.txt + NAME.json. Repeatable.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Model folder to write; must not exist.")
    ] = None,
    base: Annotated[str | None, typer.Option(help="'shipped', a model folder, or a Hugging Face encoder.")] = None,
    settings: Annotated[
        Path | None,
        typer.Option("--config", metavar="FILE", help="Settings in YAML (TrainConfig); options overrule it."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the same training that was stopped.")] = False,
    epochs: Annotated[float | None, typer.Option(help="Passes over the training texts.")] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same figures.")] = None,
    max_steps: Annotated[int | None, typer.Option(help="Stop after so many steps.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the model; default: that of its folder.")] = None,
    threads: Annotated[int | None, typer.Option(help="CPU threads; default: all cores up to two.")] = None,
) -> None:
    """Fine-tune a model on annotated directives and write its folder. Says before it starts how long it will take."""
    with errors_told():
        from vnadmin_nlp.training import train as run
        from vnadmin_nlp.training.config import TrainConfig

        chosen: dict[str, Any] = {"base": base, "epochs": epochs, "seed": seed, "max_steps": max_steps, "name": name}
        chosen |= {"data": [str(d) for d in data or []], "out": None if out is None else str(out), "threads": threads}
        folder = run(_settings(TrainConfig, settings, chosen), resume=resume, tell=_tell)
        typer.echo(f"{folder}: written")


def _tell(line: str) -> None:
    typer.echo(line, err=True)


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
        config = _settings(PretrainConfig, settings, chosen)
        with progress(to_screen=False) as track:
            folder = run(config, track)
        typer.echo(f"{folder}: written")


def _settings(kind: type[Config], file: Path | None, chosen: Mapping[str, Any]) -> Config:
    """The settings of a YAML file, overruled by the options that were given. Raises E201."""
    try:
        return kind.model_validate(
            _yaml_settings(file) | {k: v for k, v in chosen.items() if v is not None and v != []}
        )
    except ValueError as error:
        raise VnadminError("E201", detail=_first_reason(error)) from None


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
def compare(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Model folder, name of an adopted model, or 'shipped'.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Likewise.")],
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Annotated directives that neither learnt from.")],
    split: Annotated[
        str | None,
        typer.Option(help="train, dev, test or all; default: test where the folder has splits, else all."),
    ] = None,
    old_data: Annotated[
        Path | None,
        typer.Option("--old-data", metavar="DIR", help="What the new model must not forget: its test split."),
    ] = None,
    most: Annotated[int | None, typer.Option(help="List so many gains and losses; default: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare two models before one is adopted: differences with intervals, gains and losses, a verdict."""
    with errors_told():
        from vnadmin_nlp.evaluation.compare import compare as run
        from vnadmin_nlp.evaluation.compare import test_or_all

        chosen = test_or_all(data) if split is None else None if split == "all" else split
        with progress(to_screen=False) as track:
            found = run(old, new, data, split=chosen, old_data=old_data, track=track)
        typer.echo(found.to_json() if as_json else found.to_text(most), nl=as_json)


models = typer.Typer(
    help="The models of this installation: list them, adopt one, send one to a hub.", invoke_without_command=True
)
app.add_typer(models, name="models")


@models.callback()
def _list(context: typer.Context) -> None:
    """List the models of this installation, one a line. * marks the one that is read with where no other is named."""
    if context.invoked_subcommand is None:
        with errors_told():
            from vnadmin_nlp.tagger.folder import SHIPPED, model_path, read_json
            from vnadmin_nlp.tagger.installed import folders

            default = model_path()
            for folder in folders():
                about = read_json(folder, "vnadmin.json")
                size = sum(f.stat().st_size for f in folder.iterdir()) / 1e6
                name = "shipped" if folder == SHIPPED else folder.name
                mark = "*" if folder == default else " "
                typer.echo(f"{mark} {name}: {about.get('name')} {about.get('version')}  {size:.1f} MB  {folder}")
            if default not in folders():
                typer.echo(f"* {default}  (VNADMIN_MODEL)")


@models.command()
def adopt(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Model folder, as `vnadmin train` wrote it.")],
    name: Annotated[str | None, typer.Option(help="Name to find it by; default: the model's own.")] = None,
) -> None:
    """Check a model folder and copy it to where its name alone finds it. Nothing reads with it until it is told to."""
    with errors_told():
        from vnadmin_nlp.tagger.installed import adopt as run

        target = run(folder, name)
        typer.echo(f"{target}: adopted")
        typer.echo(f"read with it: vnadmin extract FILE --model {target.name}; always: set VNADMIN_MODEL={target.name}")


@models.command()
def push(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Model folder.")],
    name: Annotated[str, typer.Argument(metavar="OWNER/NAME", help="Repository on the hub; made where there is none.")],
    public: Annotated[bool, typer.Option("--public", help="A new repository is seen by everyone.")] = False,
) -> None:
    """Send a model folder to a Hugging Face hub. Read its card (README.md) before."""
    with errors_told():
        from vnadmin_nlp.tagger.hub import push_to_hub

        typer.echo(f"{push_to_hub(folder, name, private=not public)}: sent")
