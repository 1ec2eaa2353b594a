"""Every line of units.tsv: what the marked unit is, in its context; or a listed reason.

`units.tsv` was written for the project in the style of real notices, without sight of the code; the lines whose note says "held out"
were read by a finished engine first. `⟦…⟧` marks the unit, `\\n` is a line break, `-` means
that there is none; `members` are parted by "; ". `exceptions.tsv` lists what is not met, and why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from vnadmin_nlp.values.definitions import definitions
from vnadmin_nlp.values.units import UnitContext, UnitValue, unit_name

FOLDER = Path(__file__).parent
COLUMNS = (
    *("id", "date", "issuer", "context", "name", "kind", "level", "place", "group", "members", "successor", "note"),
)
CHECKED = COLUMNS[4:11]


def _rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert tuple(lines[0].split("\t")) == columns
    rows = [line.split("\t") for line in lines[1:] if line.strip() and not line.startswith("#")]
    assert all(len(row) == len(columns) for row in rows), [row for row in rows if len(row) != len(columns)][:1]
    return [dict(zip(columns, row, strict=True)) for row in rows]


ROWS = _rows("units.tsv", COLUMNS)
EXCEPTIONS = {
    (row["id"], row["column"])
    for row in _rows("exceptions.tsv", ("id", "column", "reason"))
    if row["id"].startswith("unit-") and row["reason"]
}


def read(row: dict[str, str]) -> UnitValue:
    """The value of a line's marked unit, given what the line says of the text around it."""
    text = row["context"].replace("\\n", "\n").replace("\\t", "\t")
    start, end = text.index("⟦"), text.index("⟧") - 1
    text = text.replace("⟦", "").replace("⟧", "")
    issuer = None if row["issuer"] == "-" else row["issuer"]
    day = None if row["date"] == "-" else date.fromisoformat(row["date"])
    return unit_name(text[start:end], UnitContext(issuer, definitions(text), day))


def told(value: UnitValue) -> dict[str, str]:
    """The columns that a value fills."""
    return {
        "name": value.name,
        "kind": value.kind or "-",
        "level": value.level or "-",
        "place": value.place or "-",
        "group": "yes" if value.group else "-",
        "members": "; ".join(value.members) or "-",
        "successor": value.successor or "-",
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_line(row: dict[str, str]) -> None:
    found = told(read(row))
    wrong = {c: (found[c], row[c]) for c in CHECKED if found[c] != row[c] and (row["id"], c) not in EXCEPTIONS}
    assert not wrong
    met = [c for c in CHECKED if (row["id"], c) in EXCEPTIONS and found[c] == row[c]]
    assert not met, "the exception is no longer needed"


def test_names_are_their_own_names() -> None:
    for row in ROWS:
        context = UnitContext(None if row["issuer"] == "-" else row["issuer"])
        name = read(row).name
        assert unit_name(name, context).name == name


_OLD_TONES = {"òa": "oà", "óa": "oá", "ỏa": "oả", "ủy": "uỷ", "úy": "uý", "ụy": "uỵ"}


def _old_tones(text: str) -> str:
    for new, old in _OLD_TONES.items():
        text = re.sub(rf"{new}(?!\w)", old, text)
    return text


@pytest.mark.parametrize(
    "damaged",
    [
        lambda text: unicodedata.normalize("NFD", text),
        _old_tones,
        lambda text: text.replace(" ", "\n", 1),
        lambda text: "  \n ".join(text.rsplit(" ", 1)),
        lambda text: f"**{text}**",
    ],
    ids=["NFD", "old tones", "wrapped early", "wrapped late", "Markdown"],
)
def test_what_a_converter_does_changes_nothing(damaged: Callable[[str], str]) -> None:
    changed = [r["id"] for r in ROWS if told(read(r | {"context": _in_mark(r["context"], damaged)})) != told(read(r))]
    assert not changed


def _in_mark(context: str, change: Callable[[str], str]) -> str:
    before, rest = context.split("⟦")
    unit, after = rest.split("⟧")
    return f"{before}⟦{change(unit)}⟧{after}"


def test_ids_are_unique() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
