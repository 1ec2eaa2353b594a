"""What the formats share: messages, errors, and how spans, relations and due values become assignments, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldMeta, GoldSpan, GoldUnit, digest
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import LABELS, Label

ROLES: Final[Mapping[str, Label]] = {"lead": "ORG-UNIT", "with": "ORG-UNIT", "due": "DEADLINE", "ref": "DOC-REF"}
"""Relations go from a TASK to a span of the label that stands here. `due` shows where a due was read; its value is an
attribute of the TASK."""


class Relation(NamedTuple):
    """`kind` (a key of `ROLES`) from one span to another, named by the keys that the file gives to its spans."""

    kind: str
    source: str
    target: str


@dataclass
class Drawn:
    """An annotated text as tools see it: spans by key, relations between keys, due values by the key of their TASK.

    The order of relations is the order of the units in a role.
    """

    spans: dict[str, GoldSpan] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    dues: dict[str, str] = field(default_factory=dict)


def note(name: str, what: str) -> str:
    """A message on one directive."""
    return f"{name}: {what}"


def fail(path: object, place: str, problem: str, remedy: str) -> VnadminError:
    """E401 for a file: where in it, what is wrong, what to do."""
    return VnadminError("E401", name=path, detail=f"{place}: {problem}. {remedy}")


def label_of(name: str, path: object, place: str) -> Label:
    """The label that a tool's label means; case, and `_` for `-`, do not matter. Raises E401 for an unknown one."""
    plain = name.strip().upper().replace("_", "-")
    if plain not in LABELS:
        remedy = f"The labels are {', '.join(LABELS)}: rename it in the tool, or delete what it marks"
        raise fail(path, place, f"unknown label {name!r}", remedy)
    return plain


def shown(text: str) -> str:
    """A text as messages quote it: on one line, at most 60 characters."""
    line = " ".join(text.split())
    return repr(line if len(line) <= 60 else f"{line[:40]}…{line[-19:]}")


def canonical(gold: GoldDirective) -> GoldDirective:
    """`gold` as it comes back at best: spans and assignments in order, unit texts as the text writes them, no file name."""

    def units(found: Iterable[GoldUnit]) -> tuple[GoldUnit, ...]:
        return tuple(
            u if u.start is None or u.end is None else u.model_copy(update={"text": gold.covered(u.start, u.end)})
            for u in found
        )

    return gold.model_copy(
        update={
            "spans": tuple(sorted(gold.spans, key=lambda s: (s.start, -s.end, s.label))),
            "assignments": tuple(
                a.model_copy(update={"lead": units(a.lead), "with_": units(a.with_), "refs": tuple(sorted(a.refs))})
                for a in sorted(gold.assignments, key=lambda a: a.task)
            ),
            "sha256": None,
            "file": None,
        }
    )


def refuse_unsound(golds: Sequence[GoldDirective], path: object = None, texts: Mapping[str, str] | None = None) -> None:
    """Raises E401 for an id that stands twice, a span outside its text, or a text other than in `texts`.

    `path` names the file in messages (default: the directive's own).
    """
    seen: set[str] = set()
    for gold in golds:
        name = path or gold.file or gold.id
        if gold.id in seen:
            raise fail(name, f"id {gold.id!r}", "stands twice", "Give each text an id of its own")
        seen.add(gold.id)
        for s in gold.spans:
            if not 0 <= s.start < s.end <= len(gold.text):
                problem = f"{s.label} {s.start}..{s.end} is no piece of the text, which has {len(gold.text)} characters"
                raise fail(name, gold.id, problem, "The offsets belong to another text; export it again with its own")
        if texts is not None and gold.id in texts and texts[gold.id] != gold.text:
            at = next((i for i, (a, b) in enumerate(zip(texts[gold.id], gold.text, strict=False)) if a != b), None)
            at = min(len(texts[gold.id]), len(gold.text)) if at is None else at
            problem = f"the text is not the original one: they differ from character {at} on"
            raise fail(name, gold.id, problem, "Annotate the original text again, or give the text that was annotated")


def drawn(gold: GoldDirective, due_places: bool = True) -> tuple[Drawn, list[str]]:
    """A directive as tools see it, with keys `s1`, `s2`, … in the order of the text, and what that cannot hold.

    `due_places`: also draws `due` from a TASK to the DEADLINE from which the rules read the same due value.
    """
    out = Drawn()
    lost: list[str] = []
    keys: dict[tuple[str, int, int], str] = {}
    for s in sorted(gold.spans, key=lambda s: (s.start, -s.end, s.label)):
        if (s.label, s.start, s.end) in keys:
            lost.append(note(gold.id, f"{s.label} {s.start}..{s.end} stands twice; it is written once"))
            continue
        keys[s.label, s.start, s.end] = f"s{len(keys) + 1}"
        out.spans[keys[s.label, s.start, s.end]] = s
    places = _due_places(gold) if due_places else {}
    given: set[str] = set()
    for a in sorted(gold.assignments, key=lambda a: a.task):
        task = keys.get(("TASK", *a.task))
        if task is None or task in given:
            why = "has no TASK span" if task is None else "is a second one of its TASK"
            lost.append(note(gold.id, f"the assignment at {a.task[0]}..{a.task[1]} {why}; it is not written"))
            continue
        given.add(task)
        targets: list[tuple[str, int | None, int | None, str]] = [("lead", u.start, u.end, u.text) for u in a.lead]
        targets += [("with", u.start, u.end, u.text) for u in a.with_]
        targets += [("ref", *r, gold.covered(*r)) for r in sorted(a.refs)]
        targets += [("due", *p, "") for p in places.get(a.task, ()) if a.due]
        for kind, start, end, text in targets:
            target = keys.get((ROLES[kind], start, end)) if start is not None and end is not None else None
            where = f"{kind} {shown(text)} of the TASK at {a.task[0]}"
            if target is None:
                lost.append(note(gold.id, f"{where} is no marked {ROLES[kind]}; it is not written"))
            elif Relation(kind, task, target) in out.relations:
                lost.append(note(gold.id, f"{where} stands twice; it is written once"))
            else:
                out.relations.append(Relation(kind, task, target))
                covered = gold.covered(start or 0, end or 0)
                if text not in ("", covered):
                    lost.append(note(gold.id, f"{where} comes back as the text writes it, {shown(covered)}"))
        if a.due:
            out.dues[task] = a.due
    return out, lost


def _due_places(gold: GoldDirective) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """By TASK: the DEADLINE from which the rules read the same value as the annotator, where there is one."""
    from vnadmin_nlp.assignments import link
    from vnadmin_nlp.outline import parse
    from vnadmin_nlp.records import Span

    if not any(a.due for a in gold.assignments):
        return {}
    dues = {a.task: a.due for a in gold.assignments}
    ordered = sorted(set(gold.spans), key=lambda s: (s.start, -s.end))
    spans = [
        Span(id=f"s{i}", label=s.label, start=s.start, end=s.end, text=gold.covered(s.start, s.end))
        for i, s in enumerate(ordered, 1)
    ]
    deadlines = {(s.start, s.end) for s in gold.spans if s.label == "DEADLINE"}
    found: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for a in link(gold.text, spans, parse(gold.text))[0]:
        task = a.task.start, a.task.end
        if a.due and a.due.value == dues.get(task) and (a.due.start, a.due.end) in deadlines:
            found[task] = [(a.due.start, a.due.end)]
    return found


def assemble(
    name: str, text: str, drawing: Drawn, path: object, meta: GoldMeta | None = None
) -> tuple[GoldDirective, list[str]]:
    """The directive that a tool's file draws, and what was reinterpreted.

    Every TASK gets one assignment. A relation drawn the wrong way round is turned; spans and relations drawn twice count
    once; where the text has no `ref` relation at all, the DOC-REFs inside a TASK are its refs; a due without a value is read
    from the text of the DEADLINE that the `due` relation goes to. Raises E401 for relations that join what they cannot join.
    """
    messages: list[str] = []
    first: dict[tuple[str, int, int], str] = {}
    same: dict[str, str] = {}
    for key, s in drawing.spans.items():
        same[key] = first.setdefault((s.label, s.start, s.end), key)
        if same[key] != key:
            messages.append(
                note(name, f"{s.label} {shown(text[s.start : s.end])} at {s.start} is marked twice; kept once")
            )
    roles: dict[str, dict[str, list[str]]] = {
        key: {kind: [] for kind in ROLES} for key, s in drawing.spans.items() if s.label == "TASK" and same[key] == key
    }
    for relation in drawing.relations:
        kind, source, target, turned = _joined(relation, drawing.spans, name, path)
        if turned:
            messages.append(
                note(
                    name,
                    f"the relation {kind} to the TASK at {drawing.spans[source].start} was drawn the wrong way round; turned",
                )
            )
        mine = roles[same[source]][kind]
        if same[target] not in mine:
            mine.append(same[target])
    for key in drawing.dues:
        if key not in drawing.spans or drawing.spans[key].label != "TASK":
            raise fail(
                path, name, f"the due value {drawing.dues[key]!r} belongs to no TASK", "Move it to its TASK in the tool"
            )
    dues = {same[key]: due for key, due in drawing.dues.items()}
    kept = {key: drawing.spans[key] for key in first.values()}
    inside = not any(r.kind == "ref" for r in drawing.relations)
    added = 0
    assignments: list[GoldAssignment] = []
    for key, found in roles.items():
        task = kept[key]
        refs = [kept[k] for k in found["ref"]]
        if inside:
            refs = [s for s in kept.values() if s.label == "DOC-REF" and task.start <= s.start and s.end <= task.end]
            added += len(refs)
        due = dues.get(key)
        if due is None and found["due"]:
            due, how = _read_due(text, [kept[k] for k in found["due"]])
            messages.append(note(name, f"the due of the TASK at {task.start} {how}"))
        assignments.append(
            GoldAssignment(
                task=(task.start, task.end),
                lead=tuple(_unit(text, kept[k]) for k in found["lead"]),
                with_=tuple(_unit(text, kept[k]) for k in found["with"]),
                due=due,
                refs=tuple(sorted((s.start, s.end) for s in refs)),
            )
        )
    if added:
        messages.append(note(name, f"no ref relations; {added} DOC-REFs inside TASKs were taken as their refs"))
    gold = GoldDirective(
        id=name,
        text=text,
        spans=tuple(sorted(kept.values(), key=lambda s: (s.start, -s.end, s.label))),
        assignments=tuple(sorted(assignments, key=lambda a: a.task)),
        meta=meta or GoldMeta(id=name, path=f"{name}.txt", characters=len(text)),
        sha256=digest(text),
        file=str(path),
    )
    return gold, messages


def _unit(text: str, span: GoldSpan) -> GoldUnit:
    return GoldUnit(text=text[span.start : span.end], start=span.start, end=span.end)


def _joined(relation: Relation, spans: Mapping[str, GoldSpan], name: str, path: object) -> tuple[str, str, str, bool]:
    """Kind, TASK and target of a relation, and whether it was drawn the wrong way round."""
    kind = relation.kind.strip().casefold()
    kind = {"refs": "ref", "coordinating": "with"}.get(kind, kind)
    if kind not in ROLES:
        raise fail(path, name, f"unknown relation {relation.kind!r}", f"The relations are {', '.join(ROLES)}")
    for key in (relation.source, relation.target):
        if key not in spans:
            raise fail(
                path, name, f"the relation {kind} goes to {key!r}, which is no span", "Delete the relation in the tool"
            )
    ends = spans[relation.source], spans[relation.target]
    if (ends[0].label, ends[1].label) == ("TASK", ROLES[kind]):
        return kind, relation.source, relation.target, False
    if (ends[1].label, ends[0].label) == ("TASK", ROLES[kind]):
        return kind, relation.target, relation.source, True
    problem = f"the relation {kind} joins {ends[0].label} at {ends[0].start} and {ends[1].label} at {ends[1].start}"
    raise fail(path, name, problem, f"It goes from a TASK to {ROLES[kind]}: mend or delete it in the tool")


def _read_due(text: str, deadlines: Sequence[GoldSpan]) -> tuple[str | None, str]:
    """The due value of the last DEADLINE that has one, and how it was found."""
    from vnadmin_nlp.assignments.values import due_of
    from vnadmin_nlp.outline import parse

    outline = parse(text)
    for s in reversed(deadlines):
        covered = text[s.start : s.end]
        value = due_of(covered, covered, outline).value
        if value is not None:
            return value, f"had no value; read from {shown(covered)}: {value}"
    return None, f"had no value, and none can be read from {shown(text[deadlines[-1].start : deadlines[-1].end])}"
