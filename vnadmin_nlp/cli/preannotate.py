"""`vnadmin preannotate`, `vnadmin suggest`: what comes before the annotation of new notices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vnadmin_nlp.cli.common import Model, app, complain, errors_told, progress
from vnadmin_nlp.errors import VnadminError

Notices = Annotated[list[Path], typer.Argument(metavar="FILES…", help=".txt, .md, .html, .docx or .pdf")]


def _tell(error: VnadminError, failed: list[VnadminError]) -> None:
    failed.append(error)
    complain(error)


@app.command()
def preannotate(
    files: Notices,
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="File or folder to write; must not exist.")],
    to: Annotated[
        str, typer.Option("--to", metavar="FORMAT", help="pairs (a data folder), label-studio, doccano, brat, uima, …")
    ] = "pairs",
    model: Model = None,
) -> None:
    """Annotate new notices by a model, with scores, for a person to correct."""
    failed: list[VnadminError] = []
    with errors_told():
        from vnadmin_nlp.annotation.formats import load_format
        from vnadmin_nlp.annotation.preannotate import preannotate as run
        from vnadmin_nlp.annotation.preannotate import write
        from vnadmin_nlp.pipeline import load_extractor

        load_format(to)  # a wrong name is told before the work is done
        if out.exists():
            raise VnadminError("E203", name=out, detail="it exists already and is never overwritten")
        extractor = load_extractor(None if model is None else str(model))
        with progress(to_screen=False) as track:
            made = run(track(files), extractor, lambda e: _tell(e, failed))
        if made:
            for message in write(made, out, to):
                typer.echo(message, err=True)
            typer.echo(f"{out}: {len(made)} notices, {sum(len(m.gold.spans) for m in made)} spans to check")
    raise typer.Exit(1 if failed else 0)


@app.command()
def suggest(
    files: Notices,
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data", metavar="DIR", help="Annotated directives: what is like them is less worth. Repeatable."
        ),
    ] = None,
    count: Annotated[int, typer.Option(help="How many to suggest.")] = 10,
    novelty: Annotated[float, typer.Option(help="Weight of novelty against uncertainty, 0 to 1.")] = 0.5,
    by_notice: Annotated[
        bool, typer.Option("--by-notice", help="Count the work in notices, not in characters: long ones gain.")
    ] = False,
    model: Model = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Rank new notices by what a model would learn from their annotation, best first, each with the reason."""
    failed: list[VnadminError] = []
    with errors_told():
        from vnadmin_nlp.annotation.gold import load_data
        from vnadmin_nlp.annotation.suggest import suggest as run
        from vnadmin_nlp.pipeline import load_extractor

        known = [gold.text for folder in data or [] for gold in load_data(folder)]
        extractor = load_extractor(None if model is None else str(model))
        with progress(to_screen=False) as track:
            ranked = run(
                track(files),
                extractor,
                known=known,
                count=count,
                novelty=novelty,
                by_notice=by_notice,
                failed=lambda e: _tell(e, failed),
            )
        if as_json:
            import json

            typer.echo(json.dumps([s.model_dump() for s in ranked], ensure_ascii=False, indent=1))
        else:
            for s in ranked:
                typer.echo(f"{s.rank:>3}. {s.file}: {s.why}")
    raise typer.Exit(1 if failed else 0)
