"""A folder of pairs NAME.txt + NAME.json: what `vnadmin check` and `vnadmin train --data` take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from vnadmin_nlp.annotation.formats.common import note
from vnadmin_nlp.annotation.formats.names import file_name, free_name
from vnadmin_nlp.annotation.gold import GoldDirective, load_data, save

NAME: Final = "pairs"
TITLE: Final = "a data folder of this program: NAME.txt + NAME.json; also read: annotations/ + corpora/"
SUFFIX: Final = ""
LOSSES: Final = "what the manifest knows of a text (genre, issuer, date …)"
_BYTE_ORDER_MARK: Final = "\ufeff"


def write(golds: Sequence[GoldDirective], path: Path) -> list[str]:
    """Write the folder."""
    path.mkdir()
    taken: set[str] = set()
    manifested = 0
    for gold in golds:
        file = path / f"{free_name(file_name(gold.id), taken)}.json"  # the id itself stands in the JSON
        save(gold, file)
        if gold.text.startswith(_BYTE_ORDER_MARK):  # one is taken off when the file is read
            file.with_suffix(".txt").write_bytes((_BYTE_ORDER_MARK + gold.text).encode("utf-8"))
        manifested += bool(gold.meta.model_dump(exclude_defaults=True).keys() - {"id", "path", "characters"})
    if manifested:
        return [note("all", f"the manifest's fields (genre, issuer, date …) of {manifested} texts are not kept")]
    return []


def read(
    path: Path, texts: Mapping[str, str] | None = None, *, split: str | None = None
) -> tuple[list[GoldDirective], list[str]]:
    """Read a data folder, all of it or one split. Raises E401."""
    return load_data(path, split), []
