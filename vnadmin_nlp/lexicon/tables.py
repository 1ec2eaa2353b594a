"""Reads the tables of this folder and checks them: TSV with a header line, YAML with known keys.

A table that does not fit its schema is a defect of the package, so it raises ValueError with file and line.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, Final

HEAD_COLUMNS: Final = ("head", "kind", "level", "source")
"""unit_heads.tsv and unit_kinds.tsv."""
ABBREVIATION_COLUMNS: Final = ("abbreviation", "name", "kind", "source")
"""unit_abbreviations.tsv."""


@cache
def read_text(name: str) -> str:
    """The text of the table file `name`, NFC."""
    return unicodedata.normalize("NFC", files(__package__).joinpath(name).read_text(encoding="utf-8"))


def read_tsv(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of a TSV table. Raises ValueError where the header or the number of cells is not as `columns` says."""
    lines = read_text(name).splitlines()
    if not lines or tuple(lines[0].split("\t")) != columns:
        raise ValueError(f"{name}: the header must be {columns}")
    rows = []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise ValueError(f"{name}:{number}: {len(cells)} cells, not {len(columns)}")
        rows.append(dict(zip(columns, (cell.strip() for cell in cells), strict=True)))
    return rows


def read_yaml(name: str, keys: frozenset[str], optional: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A YAML mapping with all `keys`, and none but these and `optional` ones. Raises ValueError otherwise."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # five times as fast, where it was built
    data = yaml.load(read_text(name), Loader=loader)
    if not isinstance(data, dict) or set(data) - optional != keys:
        found = set(data) if isinstance(data, dict) else type(data)
        raise ValueError(f"{name}: the keys must be {sorted(keys)}, not {found}")
    return data


def pattern_list(data: dict[str, Any], key: str, name: str) -> tuple[str, ...]:
    """`data[key]` as a tuple of strings, blanks at the edges kept. Raises ValueError where it is anything else, or holds one twice."""
    value = data[key]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{name}: {key} must be a list of strings")
    if len(set(value)) != len(value):
        raise ValueError(f"{name}: {key} holds a string twice")
    return tuple(value)


def word_list(data: dict[str, Any], key: str, name: str) -> tuple[str, ...]:
    """`data[key]` as a tuple of words. Raises ValueError as `pattern_list` does, and where a word has blanks at its edges."""
    words = pattern_list(data, key, name)
    if any(word.strip() != word for word in words):
        raise ValueError(f"{name}: {key} has blanks at the edge of a word")
    return words


def alternatives(words: tuple[str, ...]) -> str:
    """A regular expression for any of `words`, the longest first, blanks between words of any kind."""
    import re

    return "|".join(re.escape(word).replace(r"\ ", " ") for word in sorted(set(words), key=lambda w: (-len(w), w)))
