"""Every line of docrefs.tsv: the value of the marked reference, and that the grammar proposes it; or a listed reason.

`docrefs.tsv` was written for the project in the style of real notices. `⟦…⟧` marks the reference, `\\n` is a line break; `key` is `-`
where the marked words are no reference. `exceptions.tsv` lists what is not met, and why.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from vnadmin_nlp.spans.grammars import propose
from vnadmin_nlp.values.docref import DocKey, canonical_pointer, document_key
from vnadmin_nlp.values.issuers import canonical_issuer
from vnadmin_nlp.values.references import read_references

FOLDER = Path(__file__).parent
COLUMNS = (
    *("id", "date", "context", "key", "type", "number", "year", "symbol", "issuer", "doc_date", "pointer"),
    *("repaired", "resolves", "note"),
)
CHECKED = (*COLUMNS[3:13], "span")


def _rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    assert tuple(lines[0].split("\t")) == columns
    rows = [line.split("\t") for line in lines[1:] if line.strip() and not line.startswith("#")]
    assert all(len(row) == len(columns) for row in rows)
    return [dict(zip(columns, row, strict=True)) for row in rows]


class Marked(NamedTuple):
    """A context without its marks, and where they stood."""

    text: str
    start: int
    end: int


def marked(context: str) -> Marked:
    """The text of a line and its marked stretch."""
    text = context.replace("\\n", "\n").replace("\\t", "\t")
    start, end = text.index("⟦"), text.index("⟧") - 1
    return Marked(text.replace("⟦", "").replace("⟧", ""), start, end)


ROWS = _rows("docrefs.tsv", COLUMNS)
EXCEPTIONS = {
    (row["id"], row["column"])
    for row in _rows("exceptions.tsv", ("id", "column", "reason"))
    if row["id"].startswith("doc-") and row["reason"]
}


def _value(text: str, start: int, end: int, day: str) -> DocKey:
    others = [(c.start, c.end) for c in propose(text) if c.label == "DOC-REF" and (c.end <= start or end <= c.start)]
    when = None if day == "-" else date.fromisoformat(day)
    return read_references(text, [(start, end), *others], day=when)[0]


def _told(value: DocKey) -> dict[str, str]:
    found = {
        "key": value.key,
        "type": value.type,
        "number": value.number,
        "year": str(value.year) if value.year else None,
        "symbol": value.symbol,
        "issuer": value.issuer,
        "doc_date": value.date,
        "pointer": value.pointer.casefold() if value.pointer else None,
        "repaired": "yes" if value.repairs else None,
        "resolves": value.resolved or ("ambiguous" if any(n.startswith("ambiguous") for n in value.notes) else None),
    }
    return {column: told or "-" for column, told in found.items()}


def _wanted(row: dict[str, str]) -> dict[str, str]:
    """The columns in one spelling: the corpus writes names of laws and issuers as the text does."""
    wanted = {column: row[column] for column in CHECKED if column in row}
    wanted["key"] = document_key(row["key"]).key
    wanted["issuer"] = canonical_issuer(row["issuer"]) if row["issuer"] != "-" else "-"
    wanted["pointer"] = (canonical_pointer(row["pointer"]) or "-").casefold() if row["pointer"] != "-" else "-"
    if row["resolves"] not in ("-", "ambiguous"):
        wanted["resolves"] = document_key(row["resolves"]).key
    return wanted


def mismatches(row: dict[str, str]) -> dict[str, str]:
    """Columns of a line that are not met, with what was found."""
    text, start, end = marked(row["context"])
    proposed = {(c.start, c.end) for c in propose(text) if c.label == "DOC-REF"}
    if row["key"] == "-":
        crossed = [text[a:b] for a, b in proposed if a < end and start < b]
        return {"span": f"proposed {crossed}"} if crossed else {}
    told, wanted = _told(_value(text, start, end, row["date"])), _wanted(row)
    for side in (told, wanted):  # several bodies: the record parts them by a semicolon, the text as it likes
        side["issuer"] = side["issuer"].replace("; ", ", ").replace(" và Bộ", ", Bộ")
    out = {c: f"{told[c]!r}, wanted {wanted[c]!r}" for c in wanted if told[c] != wanted[c]}
    if (start, end) not in proposed:
        out["span"] = f"{text[start:end]!r} not in {[text[a:b] for a, b in sorted(proposed)]}"
    return out


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
def test_line(row: dict[str, str]) -> None:
    wrong = mismatches(row)
    listed = {column for id_, column in EXCEPTIONS if id_ == row["id"]}
    assert {c: w for c, w in wrong.items() if c not in listed} == {}
    assert listed <= set(wrong), "no longer an exception"


@pytest.mark.parametrize("row", [row for row in ROWS if row["key"] != "-"], ids=lambda row: str(row["id"]))
def test_a_key_is_its_own_key(row: dict[str, str]) -> None:
    text, start, end = marked(row["context"])
    key = document_key(text[start:end]).key
    assert document_key(key).key == key


def test_the_corpus_is_large_and_its_lines_differ() -> None:
    assert len([row for row in ROWS if row["key"] != "-"]) >= 400
    assert len({row["context"] for row in ROWS}) == len(ROWS)
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert {id_ for id_, _ in EXCEPTIONS} <= {row["id"] for row in ROWS}
    assert {column for _, column in EXCEPTIONS} <= set(CHECKED)
