"""The word lists of the outline (`lexicon/outline.yaml`) and the labels of its fields, checked and compiled."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple, get_args

from vnadmin_nlp.lexicon.patterns import rules
from vnadmin_nlp.lexicon.tables import read_yaml
from vnadmin_nlp.outline.model import Role

_KEYS = frozenset({"types", "type_codes", "columns", "abbreviations"})


class Words(NamedTuple):
    """Compiled tables."""

    types: tuple[str, ...]
    codes: dict[str, str]
    label: re.Pattern[str]  # a field label with its colon; the group's name is the role, a counter behind it
    columns: tuple[tuple[Role, tuple[str, ...]], ...]
    abbreviations: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The tables. Raises ValueError where a file does not have the expected shape."""
    raw = read_yaml("outline.yaml", _KEYS)
    fields = rules("field_labels.yaml")
    if not {*raw["columns"], *(rule.name for rule in fields)} <= set(get_args(Role)):
        raise ValueError("outline.yaml, field_labels.yaml: unknown role")
    groups = [f"(?P<{rule.name}_>{rule.pattern.pattern})" for rule in fields]
    label = re.compile(
        r"(?:^|(?<=[;.,()|\n–—+\t·•●○▪■◦►-]))[\s*_+–—-]{0,8}(?:" + "|".join(groups) + r")[\s*_]{0,6}:[\s*_]{0,8}",
        re.IGNORECASE,
    )
    return Words(
        tuple(raw["types"]),
        dict(raw["type_codes"]),
        label,
        tuple((role, tuple(heads)) for role, heads in raw["columns"].items()),
        frozenset(str(a) for a in raw["abbreviations"]),
    )
