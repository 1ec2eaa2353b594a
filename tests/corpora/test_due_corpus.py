"""Every line of due.tsv: each column of the marked due, or a listed reason.

`due.tsv` was written for the project in the style of real notices. `⟦…⟧` marks the expression, `\\n` is a line break, a note that begins
with NFD asks for the decomposed spelling. `exceptions.tsv` lists what is not met, and why.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from vnadmin_nlp.values.due import DueContext, DueValue, due_value

FOLDER = Path(__file__).parent
CHECKED = ("value", "kind", "relation", "first", "last", "included", "time", "inferred")
COLUMNS = ("id", "date", "context", *CHECKED, "note")
_ORDER = ("year", "month", "weekday", "event")


def _rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert tuple(lines[0].split("\t")) == columns
    rows = [line.split("\t") for line in lines[1:] if line.strip() and not line.startswith("#")]
    assert all(len(row) == len(columns) for row in rows)
    return [dict(zip(columns, row, strict=True)) for row in rows]


ROWS = _rows("due.tsv", COLUMNS)


@cache
def _exceptions() -> frozenset[tuple[str, str]]:
    rows = _rows("exceptions.tsv", ("id", "column", "reason"))
    return frozenset((r["id"], r["column"]) for r in rows if r["id"].startswith("due-") and r["reason"])


def _value(row: dict[str, str]) -> DueValue:
    context = row["context"].replace("\\n", "\n")
    if "NFD" in row["note"]:
        context = unicodedata.normalize("NFD", context)
    start, end = context.index("⟦"), context.index("⟧")
    text = context.replace("⟦", "").replace("⟧", "")
    own = None if row["date"] == "-" else date.fromisoformat(row["date"])
    return due_value(context[start + 1 : end], DueContext(own, own.year if own else None, sentence=text, text=text))


def _told(found: DueValue) -> dict[str, str]:
    what = {part for note in found.inferred for part in note.split(":")[0].split("+")}
    told = {
        "value": found.value,
        "kind": found.kind,
        "relation": found.relation,
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "included": None if found.included is None else "yes" if found.included else "no",
        "time": found.time,
        "inferred": "+".join(sorted(what, key=_ORDER.index)),
    }
    return {column: value or "-" for column, value in told.items()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_line(row: dict[str, str]) -> None:
    told = _told(_value(row))
    wrong = {c: f"{told[c]}, wanted {row[c]}" for c in CHECKED if told[c] != row[c]}
    listed = {column for id_, column in _exceptions() if id_ == row["id"]}
    assert {c: w for c, w in wrong.items() if c not in listed} == {}
    assert listed <= set(wrong), "no longer an exception"


def test_the_corpus_is_large_and_its_lines_differ() -> None:
    assert len(ROWS) >= 400
    assert len({row["context"] for row in ROWS}) == len(ROWS)
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert {id_ for id_, _ in _exceptions()} <= {row["id"] for row in ROWS}
    assert {column for _, column in _exceptions()} <= set(CHECKED)


def test_a_null_has_a_reason_and_a_value_a_kind() -> None:
    for row in ROWS:
        found = _value(row)
        assert found.value is not None or found.why, row["id"]
        assert (found.value is None) or found.kind not in ("unknown",), row["id"]
