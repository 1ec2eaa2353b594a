"""Commands on annotated directives: `vnadmin check`, `vnadmin split`, `vnadmin agreement`, `vnadmin adjudicate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vnadmin_nlp.cli.common import app, errors_told, progress


@app.command()
def check(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of annotated directives.")],
    against: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Folder that must not hold the same texts: old data, a test set. Repeatable."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Also show where this model is sure of something else; 'shipped' is ours."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check annotations against the guidelines: what a program can see, and what to do about it."""
    with errors_told():
        from vnadmin_nlp.annotation.folder_check import check_folder
        from vnadmin_nlp.pipeline import load_extractor

        extractor = None if model is None else load_extractor(model)
        with progress(to_screen=False) as track:
            report = check_folder(data, against=against or (), extractor=extractor, track=track)
        typer.echo(report.to_json() if as_json else report.to_text(), nl=as_json)
    if report.errors:
        raise typer.Exit(1)


@app.command()
def split(data: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of annotated directives.")]) -> None:
    """Part annotations into train, dev and test, no issuer in two of them: writes splits.json, never over one that is there."""
    with errors_told():
        from vnadmin_nlp.annotation.parting import part

        typer.echo(f"{data}: " + ", ".join(f"{name} {len(ids)}" for name, ids in part(data).items()))


A = Annotated[Path, typer.Argument(metavar="A", help="Folder of annotated directives.")]
B = Annotated[Path, typer.Argument(metavar="B", help="Another annotation of the same texts.")]


@app.command()
def agreement(a: A, b: B, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Say how far two annotations of the same texts agree, and list every difference."""
    with errors_told():
        from vnadmin_nlp.annotation.agreement import agreement as run

        report = run(a, b)
        typer.echo(report.to_json() if as_json else report.to_text(), nl=as_json)


@app.command()
def adjudicate(
    a: A,
    b: B,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="New folder for the third version.")],
    decisions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The filled table of differences: A, B, or own: … in the column choice."),
    ] = None,
) -> None:
    """Make a third annotation of two: first a table of the differences, then, with its decisions, the annotation."""
    with errors_told():
        from vnadmin_nlp.annotation.adjudication import adjudicate as run

        done = run(a, b, out, decisions)
        for message in done.messages:
            typer.echo(message, err=True)
        if done.review is None:
            typer.echo(f"{done.texts} texts, {done.differences} differences decided: {out}")
        else:
            typer.echo(
                f"{done.differences} differences in {done.texts} texts: {done.review}\n"
                "Fill the column choice (A, B, or own: …), then run this again with --decisions and that file"
            )
