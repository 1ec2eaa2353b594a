"""What the commands share: the application, options, and how errors and progress are told."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from vnadmin_nlp.errors import VnadminError

app = typer.Typer(
    name="vnadmin",
    help="Vietnamese administrative directives in, assignments out: who leads, with whom, does what, by when.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


Model = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="DIR",
        help="Model folder, name of an adopted model, or OWNER/NAME; default: the shipped one.",
    ),
]
Data = Annotated[
    list[Path],
    typer.Option("--data", metavar="DIR", help="Folder with annotations/ and corpora/, or with NAME.txt + NAME.json."),
]


def complain(error: VnadminError) -> None:
    """One line on stderr, whatever the message holds."""
    line = " ".join(str(error).split())
    typer.echo(line.encode("utf-8", "backslashreplace").decode("utf-8"), err=True)


def defect(name: object, error: Exception) -> VnadminError:
    return VnadminError("E901", name=name, detail=f"{type(error).__name__}: {error}"[:300])


@contextlib.contextmanager
def errors_told() -> Iterator[None]:
    """Turn an error into its line and the exit code: 2 for wrong calls (E2xx), else 1."""
    try:
        yield
    except VnadminError as error:
        complain(error)
        raise typer.Exit(2 if error.code.startswith("E2") else 1) from None


@contextlib.contextmanager
def progress(to_screen: bool) -> Iterator[Callable[[Sequence[Any]], Iterable[Any]]]:
    """Gives what passes items on and shows a bar on stderr meanwhile: for several items, on a terminal.

    `to_screen`: results are printed on the terminal as they come; a bar would run through them.
    """
    if to_screen or not sys.stderr.isatty():
        yield lambda items: items
        return
    from rich.console import Console
    from rich.progress import Progress

    # left to itself, rich would send standard output to stderr too, while the bar is shown
    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        yield lambda items: bar.track(items, description="files") if len(items) > 1 else items
