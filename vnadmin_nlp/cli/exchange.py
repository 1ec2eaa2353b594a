"""`vnadmin convert` and `vnadmin formats`: annotations out to the tools of others, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vnadmin_nlp.cli.common import app, errors_told
from vnadmin_nlp.errors import VnadminError

_OWN = "pairs"


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="Data folder, or an export of a tool.")],
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="File or folder to write; must not exist.")],
    from_: Annotated[str, typer.Option("--from", metavar="FORMAT", help="Format of SOURCE.")] = _OWN,
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help="Format of TARGET; see `vnadmin formats`.")] = _OWN,
    split: Annotated[str | None, typer.Option(help="Of a data folder: train, dev or test alone.")] = None,
    texts: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the original texts, to verify against.")
    ] = None,
    predictions: Annotated[
        bool | None, typer.Option("--predictions", help="label-studio: pre-annotations instead of annotations.")
    ] = None,
    annotator: Annotated[
        str | None, typer.Option(help="label-studio: read the annotations of this person (number or e-mail).")
    ] = None,
    offsets: Annotated[
        str | None, typer.Option(help="How the file counts: code-points, utf-16 or graphemes; default: found out.")
    ] = None,
    relations: Annotated[
        bool | None, typer.Option("--relations/--no-relations", help="doccano: a project with relations or without.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="conll: entities or task alone.")] = None,
    flavour: Annotated[str | None, typer.Option(help="uima: json or xmi.")] = None,
    form: Annotated[str | None, typer.Option(help="datasets: parquet, jsonl or arrow (save_to_disk).")] = None,
) -> None:
    """Convert annotations from or to the format of another tool.

    What a format cannot hold, and what was read otherwise than it stood, is told on stderr, one line each.
    """
    with errors_told():
        if from_ == to == _OWN:
            raise VnadminError("E201", detail="name a format with --from or --to; `vnadmin formats` lists them")
        from vnadmin_nlp.annotation import formats

        options = {
            "split": split,
            "predictions": predictions,
            "annotator": annotator,
            "offsets": offsets,
            "relations": relations,
            "layer": layer,
            "flavour": flavour,
            "form": form,
        }
        done = formats.convert(source, target, from_=from_, to=to, texts=texts, **options)
        for message in done.messages:
            typer.echo(message, err=True)
        told = f"; {len(done.messages)} messages above" if done.messages else ""
        typer.echo(f"{target}: {done.texts} texts, {done.spans} spans, {done.assignments} assignments{told}")


@app.command(name="formats")
def formats_(
    name: Annotated[
        str | None, typer.Argument(metavar="[FORMAT]", help="Print the configuration for its tool.")
    ] = None,
) -> None:
    """List the formats of annotation tools, or print the configuration that a tool needs for our labels."""
    with errors_told():
        from vnadmin_nlp.annotation.formats import FORMATS, load_format

        if name is not None:
            config = getattr(load_format(name), "config", None)
            if config is None:
                raise VnadminError("E201", detail=f"the format {name} needs no configuration")
            typer.echo(config(), nl=False)
            return
        for known in FORMATS:
            module = load_format(known)
            lost = f" Not held: {module.LOSSES}." if module.LOSSES else ""
            typer.echo(f"{known:13} {module.TITLE}.{lost}")
