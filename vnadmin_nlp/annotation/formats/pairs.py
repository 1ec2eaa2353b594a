"""A folder of pairs NAME.txt + NAME.json: what `vnadmin check` and `vnadmin train --data` take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from unicodedata import combining, normalize

from vnadmin_nlp.annotation.formats.common import note
from vnadmin_nlp.annotation.gold import SPLITS_FILE, GoldDirective, load_data, save

NAME: Final = "pairs"
TITLE: Final = "a data folder of this program: NAME.txt + NAME.json; also read: annotations/ + corpora/"
SUFFIX: Final = ""
LOSSES: Final = "what the manifest knows of a text (genre, issuer, date …)"
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")


def _file_name(name: str, taken: set[str]) -> str:
    """A name that every file system takes and that stands once, whatever the case of letters."""
    ascii_ = "".join(c for c in normalize("NFD", name.replace("đ", "d").replace("Đ", "D")) if not combining(c))
    stem = _UNSAFE.sub("-", ascii_).strip("-.")[:80] or "text"
    out, number = stem, 2
    while out.casefold() in taken or f"{out}.json" == SPLITS_FILE:
        out, number = f"{stem}-{number}", number + 1
    taken.add(out.casefold())
    return out


def write(golds: Sequence[GoldDirective], path: Path) -> list[str]:
    """Write the folder. An id that is no safe file name gets one made from it."""
    path.mkdir()
    messages: list[str] = []
    taken: set[str] = set()
    manifested = 0
    for gold in golds:
        name = _file_name(gold.id, taken)
        if name != gold.id:
            messages.append(note(gold.id, f"written as {name}"))
        save(gold.model_copy(update={"id": name}), path / f"{name}.json")
        manifested += bool(gold.meta.model_dump(exclude_defaults=True).keys() - {"id", "path", "characters"})
    if manifested:
        messages.append(
            note("all", f"the manifest's fields (genre, issuer, date …) of {manifested} texts are not kept")
        )
    return messages


def read(
    path: Path, texts: Mapping[str, str] | None = None, *, split: str | None = None
) -> tuple[list[GoldDirective], list[str]]:
    """Read a data folder, all of it or one split. Raises E401."""
    return load_data(path, split), []
