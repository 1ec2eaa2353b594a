"""CSV for spreadsheets and task trackers: one row per assignment. docs/exports.md says what each column holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from vnadmin_nlp.exports.plain import one_line
from vnadmin_nlp.exports.told import named, no_lead
from vnadmin_nlp.records import Assignment, Directive, Due, Party, UnitRef

BOM: Final = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the computer and Vietnamese letters are lost."""
# a cell that begins so is run as a formula by spreadsheets (OWASP, "CSV injection"); full-width forms count too
_FORMULA: Final = tuple("=+-@＝＋－＠")
_Value = str | int | None


def _list(parts: Iterable[str | None]) -> str:
    """Parts with "; " between. The k-th part belongs to the k-th unit or document, so it may be empty; all empty is an empty cell."""
    told = [one_line(p or "").replace(";", ",") for p in parts]
    return "; ".join(told) if any(told) else ""


def _names(units: Sequence[UnitRef]) -> str:
    return _list(u.name or u.text for u in units)


def _parties(parties: Sequence[Party]) -> str:
    return _list(map(named, parties))


def _flag(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def _document(directive: Directive) -> str:
    about = directive.document
    return " ".join(x for x in (about.type, "/".join(n for n in (about.number, about.symbol) if n)) if x)


def _report_due(a: Assignment) -> Due | None:
    return a.reporting.due if a.reporting else None


# New columns are appended; the name and the place of one that exists never change.
_COLUMNS: Final[dict[str, Callable[[Directive, Assignment], _Value]]] = {
    "source": lambda d, a: d.source,
    "document": lambda d, a: _document(d),
    "document_date": lambda d, a: d.document.date,
    "issuer": lambda d, a: d.document.issuer,
    "assignment": lambda d, a: a.id,
    "outline": lambda d, a: " ".join(a.outline),
    "heading": lambda d, a: a.heading,
    "lead": lambda d, a: _list(u.text for u in a.lead),
    "coordinating": lambda d, a: _list(u.text for u in a.coordinating),
    "task": lambda d, a: a.task.text,
    "due": lambda d, a: a.due.value if a.due else None,
    "due_text": lambda d, a: a.due.text if a.due else None,
    "refs": lambda d, a: _list(r.text for r in a.refs),
    "score": lambda d, a: None if a.score is None else f"{a.score:.3f}",
    "start": lambda d, a: a.task.start,
    "end": lambda d, a: a.task.end,
    "lead_name": lambda d, a: _names(a.lead),
    "lead_title": lambda d, a: _list(u.title for u in a.lead),
    "lead_id": lambda d, a: _list(u.id for u in a.lead),
    "lead_successor": lambda d, a: _list(u.successor for u in a.lead),
    "lead_reason": lambda d, a: no_lead(a),
    "coordinating_name": lambda d, a: _names(a.coordinating),
    "coordinating_id": lambda d, a: _list(u.id for u in a.coordinating),
    "due_kind": lambda d, a: a.due.kind if a.due else None,
    "due_relation": lambda d, a: a.due.relation if a.due else None,
    "due_first": lambda d, a: a.due.first if a.due else None,
    "due_last": lambda d, a: a.due.last if a.due else None,
    "due_included": lambda d, a: _flag(a.due.included) if a.due else None,
    "due_time": lambda d, a: a.due.time if a.due else None,
    "due_inferred": lambda d, a: _list(a.due.inferred) if a.due else None,
    "due_provisional": lambda d, a: _flag(a.due.provisional) if a.due else None,
    "next_working_day": lambda d, a: a.due.next_working_day if a.due else None,
    "ref_keys": lambda d, a: _list(r.resolved or r.key for r in a.refs),
    "ref_issuers": lambda d, a: _list(r.issuer for r in a.refs),
    "ref_dates": lambda d, a: _list(r.date for r in a.refs),
    "ref_pointers": lambda d, a: _list(r.pointer for r in a.refs),
    "assigned_by": lambda d, a: _parties(a.assigned_by),
    "checked_by": lambda d, a: _parties(a.checked_by),
    "report_to": lambda d, a: _parties(a.report_to),
    "report_due": lambda d, a: due.value if (due := _report_due(a)) else None,
    "report_due_text": lambda d, a: due.text if (due := _report_due(a)) else None,
    "advises": lambda d, a: _parties(a.advises),
}
COLUMNS: Final = tuple(_COLUMNS)


def _cell(value: _Value) -> str | int:
    if isinstance(value, int):
        return value
    text = one_line(value or "")
    return "'" + text if text.startswith(_FORMULA) else text


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
        writer.writerows([_cell(told(directive, a)) for told in _COLUMNS.values()] for a in directive.assignments)
        yield buffer.getvalue()


def to_csv(directives: Directive | Iterable[Directive]) -> str:
    """One row per assignment, UTF-8 BOM in front; white space in cells collapsed, formulas defused."""
    return "".join(csv_stream([directives] if isinstance(directives, Directive) else directives))
