"""`vnadmin extract`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vnadmin_nlp.cli.common import Model, app, complain, defect, errors_told, progress
from vnadmin_nlp.cli.output import show, target_file
from vnadmin_nlp.errors import VnadminError

if TYPE_CHECKING:
    from vnadmin_nlp.evaluation.report import Extractor
    from vnadmin_nlp.records import Directive


class Format(StrEnum):
    """Output formats of `extract`."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


class _Batch:
    """Extracts file after file; what fails is reported and counted, and the others go on."""

    def __init__(self, files: list[Path], extractor: Extractor, to_screen: bool) -> None:
        self.files = files
        self.extractor = extractor
        self.to_screen = to_screen
        self.failed = 0

    def __iter__(self) -> Iterator[Directive]:
        with progress(self.to_screen) as track:
            for file in track(self.files):
                try:
                    yield self.extractor.extract(file)
                except VnadminError as error:
                    self.failed += 1
                    complain(error)
                except (BrokenPipeError, GeneratorExit):
                    raise
                except Exception as error:
                    self.failed += 1
                    complain(defect(file, error))


def _format_of(output: Path | None) -> Format:
    """What the ending of the output file says: .json, .jsonl, .csv, .html."""
    ending = output.suffix.lower().lstrip(".") if output else ""
    return Format(ending) if ending in {f.value for f in Format} else Format.table


def _width() -> int:
    import shutil

    return max(60, shutil.get_terminal_size((100, 24)).columns) if sys.stdout.isatty() else 100


@app.command()
def extract(
    files: Annotated[list[Path], typer.Argument(metavar="FILES…", help=".txt, .md, .html, .docx or .pdf")],
    format: Annotated[
        Format | None,
        typer.Option("--format", "-f", help="Output format; default: what the ending of PATH says, else table."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="PATH", help="File to write.")] = None,
    model: Model = None,
    threshold: Annotated[
        list[str] | None,
        typer.Option(metavar="LABEL=SCORE", help="Leave out spans of a label that are less sure. Repeatable."),
    ] = None,
    register: Annotated[Path | None, typer.Option(metavar="FILE", help="CSV of your units; adds their ids.")] = None,
    roll_over: Annotated[
        bool,
        typer.Option("--roll-over", help="Beside a due on a day off, the next working day; the due itself stays."),
    ] = False,
) -> None:
    """Read directives and print their assignments.

    json: one object, for several files a list; jsonl: one object per line; csv: one row per assignment.
    """
    from vnadmin_nlp.exports import stream

    with errors_told(), target_file(output, files) as target:
        from vnadmin_nlp.pipeline import load_extractor

        to_screen = target is None and sys.stdout.isatty()
        extractor = load_extractor(
            model, thresholds=_thresholds(threshold or []), register=register, roll_over=roll_over
        )
        batch = _Batch(files, extractor, to_screen)
        color = to_screen and "NO_COLOR" not in os.environ
        width = _width() if target is None else 100
        chosen = format or _format_of(output)
        for piece in stream(iter(batch), chosen.value, many=len(files) > 1, width=width, color=color):
            if target is None:
                show(piece)
            else:
                target.write(piece)
    raise typer.Exit(1 if batch.failed else 0)


def _thresholds(given: list[str]) -> dict[str, float]:
    """`TASK=0.6` as a table. Raises E201."""
    out = {}
    for pair in given:
        label, _, score = pair.partition("=")
        try:
            out[label.strip()] = float(score)
        except ValueError:
            raise VnadminError("E201", detail=f"--threshold {pair}: not LABEL=SCORE, for example TASK=0.6") from None
    return out
