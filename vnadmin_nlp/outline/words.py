"""The word lists of the outline, loaded from `lexicon/outline.yaml` and checked."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from typing import NamedTuple, get_args

import yaml

from vnadmin_nlp.outline.model import Role

_KEYS = {"types", "type_codes", "fields", "columns", "abbreviations", "recipients", "annex", "closing"}
GAP = r"[\s*_]{1,12}"


class Words(NamedTuple):
    """Compiled tables."""

    types: tuple[str, ...]
    codes: dict[str, str]
    label: re.Pattern[str]  # a field label with its colon; the group's name is the role, a counter behind it
    columns: tuple[tuple[Role, tuple[str, ...]], ...]
    abbreviations: frozenset[str]
    recipients: re.Pattern[str]
    annex: re.Pattern[str]
    closing: re.Pattern[str]


def spaced(pattern: str) -> str:
    """A pattern in which a blank also stands for hard wraps and emphasis signs."""
    return pattern.replace(" ", GAP)


@lru_cache(maxsize=1)
def words() -> Words:
    """The tables. Raises ValueError if the file does not have the expected shape."""
    raw = yaml.safe_load(resources.files("vnadmin_nlp.lexicon").joinpath("outline.yaml").read_text(encoding="utf-8"))
    if not isinstance(raw, dict) or set(raw) != _KEYS:
        raise ValueError(f"outline.yaml: expected the keys {sorted(_KEYS)}")
    roles = set(get_args(Role))
    if not set(raw["fields"]) <= roles or not set(raw["columns"]) <= roles:
        raise ValueError("outline.yaml: unknown role")
    groups = []
    for role, patterns in raw["fields"].items():
        # longest first, so that a short label never hides a longer one
        alternatives = "|".join(f"(?:{spaced(p)})" for p in sorted(patterns, key=len, reverse=True))
        groups.append(f"(?P<{role}_>{alternatives})")
    label = re.compile(
        r"(?:^|(?<=[;.,()|\n–—+\t·•●○▪■◦►-]))[\s*_+–—-]{0,8}(?:" + "|".join(groups) + r")[\s*_]{0,6}:[\s*_]{0,8}",
        re.IGNORECASE,
    )

    def start(key: str) -> re.Pattern[str]:
        return re.compile(r"[\s*_#|>-]{0,8}(?:" + "|".join(spaced(p) for p in raw[key]) + ")", re.IGNORECASE)

    return Words(
        tuple(raw["types"]),
        dict(raw["type_codes"]),
        label,
        tuple((role, tuple(heads)) for role, heads in raw["columns"].items()),
        frozenset(str(a) for a in raw["abbreviations"]),
        start("recipients"),
        start("annex"),
        start("closing"),
    )
