"""`vnadmin evaluate`, `vnadmin errors`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vnadmin_nlp.cli.common import Model, app, errors_told, progress


@app.command()
def evaluate(
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder of annotated directives.")],
    split: Annotated[
        str | None,
        typer.Option(help="train, dev, test or all; default: test where the folder has splits, else all."),
    ] = None,
    model: Model = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare a model with annotated directives and print the figures."""
    with errors_told():
        from vnadmin_nlp.annotation.gold import SPLITS_FILE, annotations_folder
        from vnadmin_nlp.evaluation.report import evaluate as run
        from vnadmin_nlp.pipeline import load_extractor

        if split is None:
            split = "test" if (annotations_folder(data) / SPLITS_FILE).is_file() else "all"
        extractor = load_extractor(None if model is None else str(model))
        with progress(to_screen=False) as track:
            report = run(data, split=None if split == "all" else split, extractor=extractor, track=track)
        typer.echo(report.to_json() if as_json else report.to_text(), nl=as_json)


@app.command()
def errors(
    data: Annotated[Path, typer.Option("--data", metavar="DIR", help="Folder of annotated directives.")],
    split: Annotated[str, typer.Option(help="train, dev, test or all.")] = "dev",
    model: Model = None,
    most: Annotated[int | None, typer.Option(help="Show so many errors of each group; default: all.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what a model gets wrong, grouped by label and cause, with the text beside it."""
    with errors_told():
        from vnadmin_nlp.annotation.gold import load_data
        from vnadmin_nlp.evaluation.errors import error_report
        from vnadmin_nlp.evaluation.report import predict
        from vnadmin_nlp.pipeline import load_extractor

        golds = load_data(data, None if split == "all" else split)
        extractor = load_extractor(None if model is None else str(model))
        with progress(to_screen=False) as track:
            report = error_report(predict(track(golds), extractor))
        typer.echo(report.model_dump_json(indent=1) if as_json else report.to_text(most), nl=as_json)
