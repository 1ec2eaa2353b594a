"""What the exports for people tell of an assignment: its parts as short lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vnadmin_nlp.exports.plain import one_line
from vnadmin_nlp.records import Assignment, DocRef, Due, UnitRef

SEPARATOR = " · "


def named(unit: UnitRef) -> str:
    """A unit as it is written, with the person's title before it."""
    return one_line(f"{unit.title} {unit.text}" if unit.title else unit.text)


def no_lead(a: Assignment) -> str:
    """Why nobody leads, empty where somebody does: the reason that the assignment gives."""
    if a.lead:
        return ""
    return next((one_line(w.removeprefix("lead: ")) for w in a.why if w.startswith("lead: ")), "none: not told")


def moved(due: Due | None) -> str | None:
    """The next working day, where it was asked for and the last day is none."""
    return due.next_working_day if due and due.next_working_day != due.last else None


def reporting(a: Assignment) -> str:
    """To whom the report goes and by when; the time only where it is not that of the task."""
    own = a.reporting.due if a.reporting else None
    by = f"by {own.value or own.text}" if own and (a.due is None or own.span != a.due.span) else ""
    return one_line(", ".join(t for t in (", ".join(map(named, a.report_to)), by) if t))


def details(a: Assignment) -> Iterator[tuple[str, str]]:
    """Everything else that the record says, as label and line; what it does not say is left out."""
    for label, units in (("lead", a.lead), ("with", a.coordinating)):
        yield from ((label, _unit(u)) for u in units)
    if a.due:
        yield "due", _due(a.due)
    if a.reporting:
        yield "reporting", one_line(a.reporting.text)
        if a.reporting.due:
            yield "reporting due", _due(a.reporting.due)
    for label, parties in (
        ("assigned by", a.assigned_by),
        ("checked by", a.checked_by),
        ("report to", a.report_to),
        ("advises", a.advises),
    ):
        yield from ((label, _told([named(p), f"“{p.cue.text}”" if p.cue else None, p.why])) for p in parties)
    yield from (("under", _ref(r)) for r in a.refs)
    yield from (("why", one_line(w)) for w in a.why)


def _told(parts: Iterable[str | None]) -> str:
    return SEPARATOR.join(one_line(p) for p in parts if p)


def _labelled(**parts: str | None) -> list[str]:
    return [f"{label.replace('_', ' ')}: {part}" for label, part in parts.items() if part]


def _unit(u: UnitRef) -> str:
    score = None if u.score is None else f"{u.score:.2f}"
    more = _labelled(
        name=u.name if u.name != u.text else None, level=u.level, place=u.place or u.implied_place, parent=u.parent,
        members=", ".join(u.members), successor=u.successor, id=u.id, score=score,
    )  # fmt: skip
    return _told([named(u), u.kind, *more])


def _due(d: Due) -> str:
    days = f"{d.first} to {d.last}" if d.first and d.first != d.last else d.last
    counted = None if d.included is None else "last day included" if d.included else "last day not included"
    more = _labelled(time=d.time, timex=d.timex, next_working_day=d.next_working_day)
    return _told([d.value or "?", d.kind, d.relation, days, counted, *more, *d.inferred, "provisional" if d.provisional else None])  # fmt: skip


def _ref(r: DocRef) -> str:
    key = r.resolved or r.key
    more = _labelled(issuer=r.issuer, date=r.date, pointer=r.pointer)
    return _told([r.text, key if key != r.text else None, r.type, *more, "not unique" if r.unique is False else None, *r.why])  # fmt: skip
