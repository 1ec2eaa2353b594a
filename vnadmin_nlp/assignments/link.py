"""`link`: one assignment for each TASK, with the evidence for every field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vnadmin_nlp.assignments.context import Context, build
from vnadmin_nlp.assignments.due import When, find_dues
from vnadmin_nlp.assignments.duties import Duties, find_duties
from vnadmin_nlp.assignments.fields import Fields, find_fields
from vnadmin_nlp.assignments.lead import Leads, Who
from vnadmin_nlp.assignments.parties import issuer, parties, unit_ref
from vnadmin_nlp.assignments.refs import doc_ref, find_refs, ref_reasons
from vnadmin_nlp.assignments.roles import Unit
from vnadmin_nlp.assignments.rows import own_time
from vnadmin_nlp.assignments.units import UnitReader, unit_reader
from vnadmin_nlp.assignments.values import DATED_BY, deciding, due_of, due_record, key_of
from vnadmin_nlp.errors import warning
from vnadmin_nlp.outline.model import Outline
from vnadmin_nlp.records import Assignment, Due, Reporting, Span, Task
from vnadmin_nlp.values.docref import DocKey

# How often each rule was right on the 59 real training notices (gold spans); the score of a field starts from it.
_LEAD_SCORES = {
    "sentence": 0.97, "task-start": 0.8, "field": 0.97, "earlier-sentence": 0.94, "earlier-paragraph": 0.9,
    "heading": 0.96, "addressees": 0.93, "person": 0.85, "": 0.9,
}  # fmt: skip
_DUE_SCORES = {
    "sentence": 0.98, "before-task": 0.98, "cell": 0.97, "field": 0.97, "reference": 0.9, "due-line": 0.96,
    "due-sentence": 0.97, "heading": 0.9, "": 0.99,
}  # fmt: skip


def link(
    text: str, spans: Sequence[Span], outline: Outline, reader: UnitReader | None = None
) -> tuple[list[Assignment], list[str]]:
    """The assignments of `text`, in the order of its TASK spans, and warnings (each begins with its code).

    `spans` may come from a model or an annotator; offsets are code points of `text`. What cannot be told is left empty
    or null and named in a warning, never guessed. `reader` reads the names of units; without one, by this text alone.
    """
    ctx = build(text, spans, outline)
    ctx.reader = reader or unit_reader(text, outline)
    fields = find_fields(ctx)
    who = Leads(ctx, fields).all()
    when = [_nearer(ctx, fields, i, w) for i, w in enumerate(find_dues(ctx, fields))]
    known = find_refs(ctx)
    duties = find_duties(ctx, who)
    out = [_assignment(ctx, i, who[i], when[i], known, duties[i]) for i in range(len(ctx.tasks))]
    return out, _warnings(out, DATED_BY[outline.dated_by])


def _nearer(ctx: Context, fields: Fields, i: int, when: When | None) -> When | None:
    """The time of the TASK's own row or field line, where `when` is none or comes from farther away."""
    if when is not None and when.rule not in ("due-line", "due-sentence", "heading", "field"):
        return when
    return own_time(ctx, fields, i) or when


def _warnings(found: Sequence[Assignment], dated_by: str) -> list[str]:
    out = []
    nobody = [a.id for a in found if not a.lead]
    if nobody:
        out.append(warning("W501", detail=", ".join(nobody)))
    undated = [a.id for a in found if a.due is not None and a.due.value is None]
    if undated:
        out.append(warning("W502", detail=", ".join(undated)))
    lent = [a.id for a in found if dated_by and a.due is not None and any(dated_by in note for note in a.due.inferred)]
    if lent:
        out.append(warning("W503", detail=", ".join(lent), source=dated_by))
    return out


def _assignment(
    ctx: Context, i: int, who: Who, when: When | None, known: dict[str, DocKey], duties: Duties
) -> Assignment:
    t = ctx.tasks[i]
    node = ctx.node(ctx.node_of[i])
    refs = [r for r in ctx.refs if r.start >= t.start and r.end <= t.end]
    due, due_why = _due(ctx, when)
    lead, partners = _unique(ctx, who.lead), _unique(ctx, who.partners)
    lead_score = _LEAD_SCORES.get(who.rule, 0.8) * _least(ctx, lead)
    scores = {  # a field that nothing was found for has a score only where its absence was decided
        **({"lead": lead_score} if lead else {}),
        "coordinating": 0.95 * _least(ctx, partners),
        "due": _DUE_SCORES.get(when.rule if when else "", 0.8)
        * min([d.span.score or 1.0 for d in when.items] if when else [1.0]),
        "refs": min([r.span.score or 1.0 for r in refs] or [1.0]),
    }
    task = t.span.score if t.span.score is not None else 1.0
    overall = task
    for v in scores.values():
        overall *= v
    heading = next((a for a in ctx.outline.ancestors(node) if a.kind in ("heading", "leadin")), None)
    return Assignment(
        id=f"A{i + 1}",
        task=Task(text=t.span.text, start=t.span.start, end=t.span.end, span=t.span.id),
        lead=tuple(unit_ref(ctx, u) for u in lead),
        coordinating=tuple(unit_ref(ctx, u) for u in partners),
        due=due,
        refs=tuple(doc_ref(r, known[r.span.id]) for r in refs),
        assigned_by=parties(ctx, duties.assigned_by) or issuer(ctx, duties.issuer),
        checked_by=parties(ctx, duties.checked_by),
        report_to=parties(ctx, duties.report_to),
        advises=parties(ctx, duties.advises),
        reporting=_reporting(ctx, duties, due),
        outline=node.path,
        heading=_plain(ctx.text[heading.content : heading.end]) if heading else None,
        score=round(overall, 4),
        scores={k: round(v, 4) for k, v in scores.items()},
        why=(*_reasons(ctx, who, lead, partners), *due_why, *ref_reasons(refs)),
    )


def _plain(s: str) -> str:
    return " ".join(re.sub(r"[*_#]+", " ", s).split()).rstrip(" :.")


def _least(ctx: Context, units: Sequence[Unit]) -> float:
    return min([ctx.units[u.index].span.score or 1.0 for u in units] or [1.0])


def _unique(ctx: Context, units: Sequence[Unit]) -> list[Unit]:
    seen: set[int] = set()
    out = []
    for u in units:
        if u.index not in seen:
            seen.add(u.index)
            out.append(u)
    return out


def _reporting(ctx: Context, duties: Duties, due: Due | None) -> Reporting | None:
    """The duty to report: its own due, or that of a TASK that is nothing but the report."""
    r = duties.report
    if r is None:
        return None
    a, b = ctx.back(r.start, r.end)
    own = _due(ctx, When(list(r.dues), "sentence"))[0] if r.dues else due if r.whole else None
    return Reporting(text=ctx.original[a:b], start=a, end=b, to=parties(ctx, r.to), due=own)


def _due(ctx: Context, when: When | None) -> tuple[Due | None, list[str]]:
    if when is None:
        return None, []
    if when.by_reference:
        r = when.items[0].span
        key = r.value or key_of(r.text)
        due = Due(
            text=r.text, start=r.start, end=r.end, span=r.id, value=f"doc:{key}" if key else None, kind="reference"
        )
        return due, [f"due: {when.rule} “{r.text}” [{r.start}:{r.end}]"]
    valued = []
    for d in when.items:
        start, end = ctx.outline.sentence(d.start)
        valued.append((d.span, due_of(d.span.text, ctx.text[start:end], ctx.outline)))
    span, found = deciding(valued)
    due = due_record(span, found)
    return due, [f"due: {when.rule} “{span.text}” [{span.start}:{span.end}]", *(f"due: {w}" for w in found.why)]


def _reasons(ctx: Context, who: Who, lead: Sequence[Unit], partners: Sequence[Unit]) -> list[str]:
    """Evidence of lead and coordinating: rule, cue, place; where nobody could be told, that."""
    out = []
    told = set()
    for rule, cue, start, end in who.why:
        a, b = ctx.back(start, end) if start < end else (start, end)
        name = "coordinating" if rule.startswith("with") else "lead"
        told.add(name)
        out.append(f"{name}: {rule.removeprefix(name + ':')} “{' '.join(cue.split())[:80]}” [{a}:{b}]")
    for name, units in (("lead", lead), ("coordinating", partners)):
        if units and name not in told:
            out += [f"{name}: {who.rule or 'sentence'} {ctx.units[u.index].span.id}" for u in units]
    if not lead and "lead" not in told:
        out.append("lead: none: no unit in the sentence, above it, or addressed")
    return out
