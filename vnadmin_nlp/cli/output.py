"""Where results go: a file that appears whole or not at all, or the standard output."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import typer

from vnadmin_nlp.errors import VnadminError


def _is_special(output: Path) -> bool:
    """Whether a device, a pipe or the standard output itself goes by this name."""
    try:
        found = output.stat()
    except (OSError, ValueError):  # no such file; mkstemp says whether there can be one
        return False
    try:
        same = os.path.samestat(found, os.fstat(sys.stdout.fileno()))
    except (OSError, ValueError, AttributeError):  # a standard output without a file descriptor
        same = False
    return same or not stat.S_ISREG(found.st_mode)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them is not there, or no file can have its name
        return False


def _refuse(output: Path, inputs: list[Path]) -> None:
    """Raises E202 or E203 for what must not be written over; OSError for a name that no file can have."""
    if output.is_dir():
        raise VnadminError("E202", name=output)
    if _is_special(output):  # the renamed file would take the place of a device, for every program on the machine
        raise VnadminError("E203", name=output, detail="not a regular file; without -o the result goes to stdout")
    if any(_same(output, file) for file in inputs):
        raise VnadminError("E203", name=output, detail="it is one of the files to read")


@contextlib.contextmanager
def target_file(output: Path | None, inputs: list[Path]) -> Iterator[IO[str] | None]:
    """A temporary file beside `output`, renamed to it at the end unless it stayed empty; None for stdout.

    Raises E202 or E203 before anything is computed.
    """
    if output is None:
        yield None
        return
    try:
        _refuse(output, inputs)
        output = output.resolve() if output.is_symlink() else output  # the link stays, what it names is replaced
        handle, name = tempfile.mkstemp(prefix=f".{output.name[:40]}.", dir=output.parent)
    except (OSError, ValueError) as error:
        detail = getattr(error, "strerror", None) or str(error)
        raise VnadminError("E203", name=output, detail=detail) from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as stream:
            yield stream
        if temporary.stat().st_size:
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)  # mkstemp makes files that only their owner reads
            temporary.replace(output)
    except OSError as error:
        raise VnadminError("E203", name=output, detail=error.strerror or error) from None
    finally:
        temporary.unlink(missing_ok=True)


def show(piece: str) -> None:
    """A piece of the result on stdout, at once. Raises E203, for example where the disk behind it is full."""
    try:
        # bytes of UTF-8 whatever the locale; a lone surrogate must not stop the batch
        typer.echo(piece.encode("utf-8", "replace").decode("utf-8"), nl=False)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # what is still in the buffer would fail once more at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise VnadminError("E203", name="stdout", detail=error.strerror or error) from None
