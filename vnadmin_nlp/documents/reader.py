"""Files and bytes in, `Source` out; every failure is a `VnadminError`."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

from vnadmin_nlp.documents import limits, plain, sniff
from vnadmin_nlp.documents.source import Source
from vnadmin_nlp.errors import VnadminError


def read(
    path: str | os.PathLike[str], *, max_bytes: int = limits.MAX_BYTES, max_chars: int = limits.MAX_CHARS
) -> Source:
    """Reads a directive from a .txt, .md, .html, .docx or .pdf file, recognised by its content.

    Args:
        path: the file; its extension does not matter.
        max_bytes: the largest file that is read, in bytes.
        max_chars: the longest text that is accepted, in code points.

    Raises:
        VnadminError: E101 to E114; nothing else.
    """
    label = _printable(os.fspath(path))
    try:
        file = Path(path)
        info = file.stat()
        if stat.S_ISDIR(info.st_mode):
            raise VnadminError("E102", name=label)
        if not stat.S_ISREG(info.st_mode):  # a pipe or a device may never end
            raise VnadminError("E103", name=label, detail="not a regular file")
        if info.st_size > max_bytes:
            raise VnadminError("E109", name=label, detail=f"{info.st_size:,} bytes, limit {max_bytes:,}")
        with file.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise VnadminError("E103", name=label, detail=getattr(error, "strerror", None) or str(error)) from error
    return _read(data, label, _printable(file.name), max_bytes, max_chars)


def read_bytes(
    data: bytes, name: str | None = None, *, max_bytes: int = limits.MAX_BYTES, max_chars: int = limits.MAX_CHARS
) -> Source:
    """Reads the content of a file, as `read` does. `name` is what `Source.name` and messages call it."""
    name = None if name is None else _printable(name)
    return _read(data, name or "input", name, max_bytes, max_chars)


def _printable(name: str | bytes) -> str:
    """A file name that can be written as UTF-8: names may hold bytes that are not."""
    return os.fsencode(name).decode("utf-8", "replace")


def _read(data: bytes, label: str, name: str | None, max_bytes: int, max_chars: int) -> Source:
    if not data:
        raise VnadminError("E101", name=label)
    if len(data) > max_bytes:
        raise VnadminError("E109", name=label, detail=f"more than {max_bytes:,} bytes")
    try:
        source = _dispatch(data, label, name, max_chars)
        plain.check_text(source.text, name=label, max_chars=max_chars)
    except VnadminError:
        raise
    except MemoryError as error:
        raise VnadminError("E109", name=label, detail="not enough memory") from error
    except RecursionError as error:
        raise VnadminError("E112", name=label, detail="nested too deeply") from error
    except Exception as error:  # the promise to callers: a broken file is never a traceback
        raise VnadminError("E108", name=label, detail=f"{type(error).__name__}: {error}"[:200]) from error
    return replace(source, warnings=source.warnings + plain.text_warnings(source.text))


def _dispatch(data: bytes, label: str, name: str | None, max_chars: int) -> Source:
    kind = sniff.kind(data, label)
    if kind == "zip":
        from vnadmin_nlp.documents.docx import read_docx

        return read_docx(data, label, name, max_chars=max_chars)
    if kind == "pdf":
        from vnadmin_nlp.documents.pdf import read_pdf

        return read_pdf(data, label, name, max_chars=max_chars)
    if len(data) > 4 * max(max_chars, limits.MAX_HTML):
        raise VnadminError("E109", name=label, detail=f"{len(data):,} bytes of text")
    text, warnings = plain.decode(data, label)
    sniff.refuse_xml(text, label)
    if sniff.is_html(text):
        from vnadmin_nlp.documents.html import read_html

        return replace(read_html(text, label, name, max_chars=max_chars), warnings=warnings)
    if len(text) > max_chars:
        raise VnadminError("E109", name=label, detail=f"{len(text):,} characters, limit {max_chars:,}")
    return Source(text, name, "txt", tuple(plain.line_blocks(text)), warnings)
