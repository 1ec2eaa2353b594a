"""The command `vnadmin`: every command is one call into the library.

Exit codes: 0 all fine; 1 a file failed, or the check found errors; 2 wrong usage. What went wrong stands on stderr, one
line each, beginning with its code; results go to stdout or to the file of `-o`, which appears whole or not at all.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated

import typer

from vnadmin_nlp.cli import annotate, evaluate, exchange, extract, preannotate, train
from vnadmin_nlp.cli.common import app, complain, defect

__all__ = ["annotate", "app", "evaluate", "exchange", "extract", "main", "preannotate", "train"]


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", is_eager=True, help="Print the version.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"vnadmin {installed('vnadmin-nlp')}")
        raise typer.Exit


def _utf8() -> None:
    """UTF-8 on all streams, under any locale or Windows code page; CSV brings its own line ends."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _stop(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def main() -> None:
    """Entry point of the command."""
    _utf8()
    signal.signal(signal.SIGTERM, _stop)  # so that what is half written is taken away
    try:
        app()
    except BrokenPipeError:
        # the reader of the pipe went away: nothing to say, and nothing may be flushed to it at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        complain(defect("vnadmin", error))
        sys.exit(1)
