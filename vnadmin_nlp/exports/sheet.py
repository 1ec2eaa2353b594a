"""CSV for spreadsheets: one row per assignment."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from vnadmin_nlp.exports.plain import one_line
from vnadmin_nlp.records import Assignment, Directive

COLUMNS: Final = (
    "source",
    "document",
    "document_date",
    "issuer",
    "assignment",
    "outline",
    "heading",
    "lead",
    "coordinating",
    "task",
    "due",
    "due_text",
    "refs",
    "score",
    "start",
    "end",
)
BOM: Final = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the computer and Vietnamese letters are lost."""
# a cell that begins so is run as a formula by spreadsheets (OWASP, "CSV injection"); full-width forms count too
_FORMULA: Final = tuple("=+-@＝＋－＠")


def _cell(text: str | None) -> str:
    text = one_line(text or "")
    return "'" + text if text.startswith(_FORMULA) else text


def _row(directive: Directive, a: Assignment) -> list[str | int]:
    about = directive.document
    named = " ".join(x for x in (about.type, "/".join(n for n in (about.number, about.symbol) if n)) if x)
    texts = (
        directive.source,
        named,
        about.date,
        about.issuer,
        a.id,
        " ".join(a.outline),
        a.heading,
        "; ".join(one_line(u.text) for u in a.lead),
        "; ".join(one_line(u.text) for u in a.coordinating),
        a.task.text,
        a.due.value if a.due else None,
        a.due.text if a.due else None,
        "; ".join(one_line(r.text) for r in a.refs),
    )
    score = "" if a.score is None else f"{a.score:.3f}"
    return [*map(_cell, texts), score, a.task.start, a.task.end]


def csv_stream(directives: Iterable[Directive]) -> Iterator[str]:
    """The byte order mark and the header, then the rows of each directive; lines end in CR LF."""
    started = False
    for directive in directives:
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        if not started:
            buffer.write(BOM)
            writer.writerow(COLUMNS)
            started = True
        writer.writerows(_row(directive, a) for a in directive.assignments)
        yield buffer.getvalue()


def to_csv(directives: Directive | Iterable[Directive]) -> str:
    """One row per assignment, UTF-8 BOM in front; white space in cells collapsed, formulas defused."""
    return "".join(csv_stream([directives] if isinstance(directives, Directive) else directives))
