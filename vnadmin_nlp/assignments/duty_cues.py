"""The cue tables of `lexicon/duties.yaml`, checked and compiled."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from vnadmin_nlp.lexicon.tables import pattern_list, read_yaml

# Patterns that end where a unit (or the title before it) begins; the others but `titles` are looked for anywhere
BEFORE = frozenset({"receives", "receives_not", "through", "advises", "helps", "checked_by", "reports_not_after"})
_WORD = r",?[ ]{1,4}[^\s;:.,]{1,24}(?:[.,]\d{1,6})?"


class DutyCues(NamedTuple):
    """Compiled cues: `titles` and those of `BEFORE` match at the end of what stands before a unit."""

    titles: re.Pattern[str]
    receives: re.Pattern[str]
    receives_not: re.Pattern[str]
    through: re.Pattern[str]
    advises: re.Pattern[str]
    helps: re.Pattern[str]
    helped: re.Pattern[str]
    checked_by: re.Pattern[str]
    reports_not_after: re.Pattern[str]
    onward: re.Pattern[str]
    checks: re.Pattern[str]
    checks_document: re.Pattern[str]
    checks_type: re.Pattern[str]  # group `type`
    checks_item: re.Pattern[str]
    orders: re.Pattern[str]
    issues: re.Pattern[str]
    reports: re.Pattern[str]
    reports_not_before: re.Pattern[str]
    other_action: re.Pattern[str]


_KEYS = frozenset({*DutyCues._fields, "examples"})


def raw() -> dict[str, object]:
    """The file as read. Raises ValueError when it does not have the expected keys."""
    found = read_yaml("duties.yaml", _KEYS)
    for key in _KEYS - {"examples"}:
        pattern_list(found, key, "duties.yaml")
    if not set(found["examples"]) <= _KEYS:
        raise ValueError("duties.yaml: examples of an unknown key")
    return found


@lru_cache(maxsize=1)
def duty_cues() -> DutyCues:
    """The compiled tables. Raises ValueError when the file does not have the expected shape."""
    table = raw()

    def spaced(p: str) -> str:
        return re.sub(r"(?<!\[) (?![^\[\]]*\])", r"[ ]{1,12}", p)

    def either(key: str) -> str:
        patterns = table[key]
        assert isinstance(patterns, list)
        return "(?:" + "|".join(spaced(p) for p in patterns) + ")"

    title = either("titles")
    filler = r"(?:(?:các|toàn thể|đồng chí|các đồng chí|đ/c)[ ]{1,12}){0,2}"
    titles = rf"{filler}(?:{title}[ ]{{0,12}}(?:[,/][ ]{{0,4}}|và[ ]{{1,4}}(?:các[ ]{{1,4}})?)?){{0,3}}"

    def fill(key: str) -> str:
        p = either(key).replace("TITLE", titles.replace("{0,3}", "{1,3}"))
        step = _WORD.replace(r"[^\s;", r"(?!theo[ ])[^\s;", 1)
        p = p.replace("STEPS?", rf"(?:{step}){{0,14}}?")
        return p.replace("WORDS?", rf"(?:{_WORD}){{0,14}}?").replace("WORDS", rf"(?:{_WORD}){{1,14}}?")

    def one(key: str) -> re.Pattern[str]:
        if key == "titles":
            return re.compile(
                rf"(?<!\w)(?P<title>{title}(?:[ ]{{0,4}}(?:[,/]|và)[ ]{{1,4}}(?:các[ ]{{1,4}})?{title}){{0,2}})[ ]{{1,12}}$",
                re.I,
            )
        if key in ("reports_not_after",):
            return re.compile(rf"(?<!\w){fill(key)}[ ,]{{1,12}}$", re.I)
        if key == "receives_not":
            return re.compile(rf"(?<!\w){fill(key)}[ :]{{1,12}}{titles}$", re.I)
        if key in BEFORE:
            return re.compile(rf"(?<!\w){fill(key)}[ :]{{1,12}}{titles}\Z", re.I)
        return re.compile(rf"(?<!\w){fill(key)}(?!\w)", re.I)

    return DutyCues(**{key: one(key) for key in DutyCues._fields})
