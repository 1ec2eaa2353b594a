"""Numbers and units in words, from `lexicon/due_words.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.lexicon.patterns import rules
from vnadmin_nlp.lexicon.tables import read_yaml, word_list

_NAME = "due_words.yaml"
_KEYS = frozenset(
    {
        "source",
        "numbers",
        "weekdays",
        "frequencies",
        "durations",
        "ongoing",
        "published_calendars",
        "spellings",
    }
)


@dataclass(frozen=True, slots=True)
class DueWords:
    """The tables of `due_words.yaml`."""

    numbers: dict[str, int]
    weekdays: dict[str, str]
    frequencies: dict[str, str]
    durations: dict[str, str]
    ongoing: tuple[str, ...]
    published_calendars: tuple[int, int]
    spellings: tuple[str, ...]


@cache
def due_words() -> DueWords:
    """The checked tables. Raises ValueError where the file does not fit its schema."""
    data = read_yaml(_NAME, _KEYS)
    numbers = data["numbers"]
    if not isinstance(numbers, dict) or not all(isinstance(v, int) for v in numbers.values()):
        raise ValueError(f"{_NAME}: numbers must map words to integers")
    tables: dict[str, dict[str, str]] = {}
    for key in ("weekdays", "frequencies", "durations"):
        table = data[key]
        if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
            raise ValueError(f"{_NAME}: {key} must map words to strings")
        tables[key] = {str(word): value for word, value in table.items()}
    years = data["published_calendars"]
    if not isinstance(years, list) or [type(y) for y in years] != [int, int]:
        raise ValueError(f"{_NAME}: published_calendars must be two years")
    return DueWords(
        numbers, tables["weekdays"], tables["frequencies"], tables["durations"], word_list(data, "ongoing", _NAME),
        (years[0], years[1]),
        word_list(data, "spellings", _NAME),
    )  # fmt: skip


def count(word: str | None) -> int | None:
    """The number that a word or digits name, else None."""
    if not word:
        return None
    if word.isdigit():
        return int(word)
    numbers = due_words().numbers
    if " " not in word:
        return numbers.get(word)
    tens, _, ones = word.replace(" mươi", "").partition(" ")  # "hai mươi lăm", "mười hai"
    if word == "một trăm":
        return 100
    base = 10 if tens == "mười" else 10 * numbers.get(tens, 0)
    return base + numbers.get(ones, 0) if base else None


@cache
def ordinal(word: str) -> int:
    """The number of a week, month or quarter in digits or words, -1 for the last."""
    told = next((rule.gives for rule in rules("due_ordinals.yaml") if rule.holds(word)), None)
    return int(told) if told else count(word) or -1
