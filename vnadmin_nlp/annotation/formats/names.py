"""Ids as names of files and back, for formats that are folders, and ids made from the names of files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from vnadmin_nlp.annotation.gold import SPLITS_FILE
from vnadmin_nlp.documents.views import unmarked

LONGEST: Final = 80
"""Characters of an id that is made (docs/data-format.md)."""

# what some file system or web server refuses, the sign of the escape itself, and a dot that would hide or cut the name
_UNSAFE: Final = re.compile(r'[\x00-\x20<>:"/\\|?*%\x7f-\x9f\u2028\u2029]|^\.|\.$')


def file_name(name: str) -> str:
    """`name` as the name of a file: unsafe characters as `%XX` of their UTF-8."""
    return _UNSAFE.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8")), name) or "%00"


def id_of(stem: str) -> str:
    """The id that `file_name` made `stem` of; any other stem is the id itself."""
    name = "" if stem == "%00" else unquote(stem)
    return name if file_name(name) == stem else stem


def free_name(name: str, taken: set[str], longest: int | None = None) -> str:
    """`name`, with a number behind it where it is taken, whatever the case of letters; added to `taken`.

    A data folder keeps its splits in splits.json, so that name is never free. `longest`: at most so many characters.
    """
    out, number = name[:longest], 1
    while out.casefold() in taken or f"{out}.json" == SPLITS_FILE:
        number += 1
        tail = f"-{number}"
        out = name[: longest and longest - len(tail)] + tail
    taken.add(out.casefold())
    return out


def file_id(name: str, taken: set[str]) -> str:
    """An id made from the name of a file, by the rule of docs/data-format.md; as a file's name again it is itself.

    Small letters, digits, `.`, `_`, `-`, at most `LONGEST`; `taken` as in `free_name`.
    """
    stem = re.sub(r"[^a-z0-9._-]+", "-", unmarked(Path(name).stem.casefold())).strip("._-")[:LONGEST].rstrip("._-")
    return free_name(stem or "text", taken, LONGEST)
