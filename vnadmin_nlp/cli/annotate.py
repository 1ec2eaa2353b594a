"""Commands on annotated directives: `vnadmin check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vnadmin_nlp.cli.common import app, errors_told


@app.command()
def check(
    data: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of annotated directives.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check annotations against the guidelines: what a program can see."""
    with errors_told():
        from vnadmin_nlp.annotation.folder_check import check_folder

        report = check_folder(data)
        typer.echo(report.to_json() if as_json else report.to_text(), nl=as_json)
    if report.errors:
        raise typer.Exit(1)
