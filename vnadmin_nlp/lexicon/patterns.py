"""Tables of regular expressions: each with the reason for it, and with phrases that it finds and others that it passes over.

A table is a YAML file of this folder::

    source: where the forms come from
    blank: "[ ]{1,12}"               # what a blank stands for in this file and in the fragments that it uses (where not told, for itself)
    fragments:                       # named parts, written {NAME} in patterns and in later fragments; a list: any of it
      EVERY: [hằng, hàng, mỗi]
    patterns:
      weekday:
        why: a day of each week
        any: ["thứ (?:hai|ba) {EVERY} tuần"]      # alternatives; `before` and `after`: what stands around each of them
        at: start                    # where it is asked: anywhere (where not told), start, whole
        case: any                    # where capital letters do not matter
        gives: weekly                # what the rule yields: a name, a value, a replacement
        finds: [thứ hai hằng tuần]
        passes: [thứ hai tuần tới]

The fragments of `fragments.yaml` are known to every table. `tests/lexicon/test_patterns.py` runs the examples of every table.
Patterns are bounded: none repeats an open-ended part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from vnadmin_nlp.lexicon.tables import pattern_list, read_yaml

PLACES: Final = ("anywhere", "start", "whole")
SHARED: Final = "fragments.yaml"
_REQUIRED: Final = frozenset({"why", "any", "finds", "passes"})
_OPTIONAL: Final = frozenset({"at", "before", "after", "case", "gives", "source"})
_FRAGMENT: Final = re.compile(r"\{([A-Z][A-Z_]*)\}")
_BLANK: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\]){1,400}\]| ")  # passes over escapes and classes


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a table of patterns."""

    name: str
    pattern: re.Pattern[str]
    gives: str
    at: str
    finds: tuple[str, ...]
    passes: tuple[str, ...]

    def holds(self, text: str) -> bool:
        """Whether the pattern finds something in `text`, at the place where it is asked."""
        asked = {"anywhere": self.pattern.search, "start": self.pattern.match, "whole": self.pattern.fullmatch}
        return asked[self.at](text) is not None


@cache
def rules(file: str, **fragments: str) -> tuple[Rule, ...]:
    """The rows of the table `file`, in its order; `fragments` adds named parts that are built from other tables.

    Raises ValueError where the file does not have the shape told above, a fragment is unknown, or a pattern is no regular
    expression.
    """
    raw = read_yaml(file, frozenset({"source", "fragments", "patterns"}), frozenset({"blank"}))
    blank = f"(?:{raw['blank']})" if "blank" in raw else " "
    parts = _parts(file, raw["fragments"], _parts(SHARED, _shared(), {**fragments, " ": blank}))
    return tuple(_rule(name, row, parts, f"{file}: {name}") for name, row in raw["patterns"].items())


def patterns(file: str, **fragments: str) -> dict[str, re.Pattern[str]]:
    """The patterns of the table `file` by name. Raises ValueError as `rules` does."""
    return {rule.name: rule.pattern for rule in rules(file, **fragments)}


def taken(match: re.Match[str]) -> tuple[str, ...]:
    """The groups that took part in `match`, in their order: those of the alternative that was found."""
    return tuple(group for group in match.groups() if group is not None)


@cache
def _shared() -> dict[str, Any]:
    shared: dict[str, Any] = read_yaml(SHARED, frozenset({"source", "fragments"}))["fragments"]
    return shared


def _parts(file: str, own: dict[str, Any], given: dict[str, str]) -> dict[str, str]:
    """The fragments `given` with those that a file tells of its `own`, each filled in."""
    parts = dict(given)
    for name, value in own.items():
        text = f"(?:{'|'.join(pattern_list(own, name, file))})" if isinstance(value, list) else value
        if not isinstance(text, str) or not _FRAGMENT.fullmatch(f"{{{name}}}") or name in parts:
            raise ValueError(
                f"{file}: the fragment {name} must be text or a list of strings, under a new name in capital letters"
            )
        parts[name] = _filled(text, parts, f"{file}: {name}")
    return parts


def _rule(name: str, row: dict[str, Any], parts: dict[str, str], where: str) -> Rule:
    if not isinstance(row, dict) or not set(row) >= _REQUIRED or not set(row) <= _REQUIRED | _OPTIONAL:
        raise ValueError(f"{where}: the keys must be {sorted(_REQUIRED)}, and may be {sorted(_OPTIONAL)}")
    at = row.get("at", PLACES[0])
    if at not in PLACES or row.get("case", "any") != "any":
        raise ValueError(f"{where}: `at` must be one of {PLACES}, `case` can only be any")
    text = "|".join(pattern_list(row, "any", where))
    if "before" in row or "after" in row:
        text = f"{row.get('before', '')}(?:{text}){row.get('after', '')}"
    try:
        pattern = re.compile(_filled(text, parts, where), re.IGNORECASE if "case" in row else 0)
    except re.error as error:
        raise ValueError(f"{where}: {error}") from error
    finds, passes = (pattern_list(row, key, where) for key in ("finds", "passes"))
    return Rule(name, pattern, str(row.get("gives", "")), at, finds, passes)


def _filled(text: str, parts: dict[str, str], where: str) -> str:
    unknown = [name for name in _FRAGMENT.findall(text) if name not in parts]
    if unknown:
        raise ValueError(f"{where}: no fragment {', '.join(unknown)}")
    spaced = _BLANK.sub(lambda m: parts[" "] if m[0] == " " else m[0], text) if parts.get(" ", " ") != " " else text
    return _FRAGMENT.sub(lambda m: parts[m[1]], spaced)
