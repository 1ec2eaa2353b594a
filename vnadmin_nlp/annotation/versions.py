"""Two annotations of the same text side by side: what they agree on, and every difference, each a question of its own.

Spans of one layer are brought together by what they share, so that two edges of one mention are one difference and not
two; who leads, with whom, by when and under which document are compared for the TASKs so joined. A role that differs only
because its span does is no difference of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.formats.common import fail, refuse_unsound
from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldSpan, GoldUnit, digest, fold, load_data
from vnadmin_nlp.records import Label

Kind = Literal["entity", "task", "lead", "with", "due", "refs"]
ROLE_KINDS: Final[tuple[Kind, ...]] = ("lead", "with", "refs")
_AROUND: Final = 60


class Piece(BaseModel):
    """A marked piece of the text, offsets in code points; a unit that a file only names has none."""

    model_config = ConfigDict(frozen=True)

    label: Label
    start: int | None
    end: int | None
    text: str


class Said(BaseModel):
    """What one side says: spans (of an entity, a TASK, a role), or a due value."""

    model_config = ConfigDict(frozen=True)

    spans: tuple[Piece, ...] = ()
    due: str | None = None

    def cell(self, kind: Kind) -> str:
        """On one line: `ORG-UNIT 12-21 «Sở Y tế»`, a role without its label; `due 2024-06-30`; `-` for nothing."""
        if self.due is not None:
            return f"due {' '.join(self.due.split())}"
        return " | ".join(_piece(p, kind) for p in self.spans) or "-"


def _piece(piece: Piece, kind: Kind) -> str:
    label = f"{piece.label} " if kind in ("entity", "task") else ""
    place = "" if piece.start is None else f"{piece.start}-{piece.end} "
    return f"{label}{place}«{' '.join(piece.text.split())}»"


class Difference(BaseModel):
    """One question on which two annotations of a text differ.

    `item` names it within the text. `offset` (code points) and `line` (from 1) say where, `context` is the text around.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    item: str
    kind: Kind
    file: str
    other_file: str
    offset: int
    line: int
    context: str
    a: Said
    b: Said


class Slot(NamedTuple):
    """A place of one layer: the span that A has there and the span that B has; equal where they agree."""

    a: GoldSpan | None
    b: GoldSpan | None

    @property
    def is_task(self) -> bool:
        """Whether it belongs to the TASK layer."""
        return any(s.label == "TASK" for s in self if s)

    @property
    def start(self) -> int:
        """Where the first of the two begins."""
        return min(s.start for s in self if s)

    @property
    def end(self) -> int:
        """Where the last of the two ends."""
        return max(s.end for s in self if s)


Key = int | str
"""What a role names: the number of a slot, or the folded text of a unit that has no span."""


class Record(NamedTuple):
    """The assignment of a TASK: by role what it names (in order), and the due value."""

    roles: Mapping[Kind, Mapping[Key, Piece]]
    due: str | None


EMPTY: Final = Record({kind: {} for kind in ROLE_KINDS}, None)


@dataclass(frozen=True)
class Comparison:
    """Two annotations of a text: their slots, the records of TASK slots by the slot's number (null: none), the differences.

    `items` gives the number of the slot that a difference is about.
    """

    a: GoldDirective
    b: GoldDirective
    slots: tuple[Slot, ...]
    records: Mapping[int, tuple[Record | None, Record | None]]
    differences: tuple[Difference, ...]
    items: Mapping[str, int]


def paired(a: str | Path, b: str | Path) -> tuple[list[tuple[GoldDirective, GoldDirective]], list[str], list[str]]:
    """The texts that two data folders both annotate, and the ids that only A or only B has.

    Raises E401 where texts of the same id differ, and for spans and assignments that no comparison could place.
    """
    golds = load_data(a), load_data(b)
    for side in golds:
        refuse_unsound(side)
        for gold in side:
            _refuse_loose(gold)
    by_id = {g.id: g for g in golds[1]}
    pairs = [(g, by_id[g.id]) for g in golds[0] if g.id in by_id]
    for one, other in pairs:
        if one.text != other.text:
            problem = f"the text of {one.id!r} is not the one in {other.file} (SHA-256 {digest(one.text)[:12]}…"
            problem += f" and {digest(other.text)[:12]}…)"
            raise fail(one.file, "text", problem, "Two annotations can be compared on the same text alone")
    known = {g.id for g in golds[0]}
    return pairs, [g.id for g in golds[0] if g.id not in by_id], [i for i in by_id if i not in known]


def _refuse_loose(gold: GoldDirective) -> None:
    """Raises E401 for a text other than the file's checksum says, and for assignments that are not one to a TASK span."""
    if gold.sha256 is not None and gold.sha256 != digest(gold.text):
        raise fail(gold.file, "sha256", "the text was changed after annotation", "Put the annotated text back")
    tasks = Counter(a.task for a in gold.assignments)
    spans = {(s.start, s.end) for s in gold.spans if s.label == "TASK"}
    for task, number in tasks.items():
        if number > 1 or task not in spans:
            problem = "stands twice" if number > 1 else "has no TASK span"
            remedy = "See all of them: vnadmin check"
            raise fail(gold.file, f"assignment {task[0]}..{task[1]}", problem, remedy)


def compare(a: GoldDirective, b: GoldDirective) -> Comparison:
    """Compare two annotations of one text (see `paired`)."""
    slots = tuple(sorted([*_slots(a, b, tasks=False), *_slots(a, b, tasks=True)], key=lambda s: (s.start, -s.end)))
    numbers = (
        {slot.a: n for n, slot in enumerate(slots) if slot.a},
        {slot.b: n for n, slot in enumerate(slots) if slot.b},
    )
    records = {
        n: (_record(a, slot.a, numbers[0]), _record(b, slot.b, numbers[1]))
        for n, slot in enumerate(slots)
        if slot.is_task
    }
    found: list[tuple[int, Kind, Said, Said]] = []
    for n, slot in enumerate(slots):
        task = n in records
        if slot.a != slot.b:
            found.append((n, "task" if task else "entity", _said(a, slot.a), _said(b, slot.b)))
        if task and slot.a and slot.b:
            x, y = (record or EMPTY for record in records[n])
            found += [(n, *field) for field in _fields(x, y, slots)]
    names = _names([(kind, slots[n]) for n, kind, _, _ in found])
    differences = tuple(
        _difference(a, b, name, kind, slots[n], (x, y)) for name, (n, kind, x, y) in zip(names, found, strict=True)
    )
    return Comparison(a, b, slots, records, differences, dict(zip(names, (n for n, *_ in found), strict=True)))


def _slots(a: GoldDirective, b: GoldDirective, tasks: bool) -> list[Slot]:
    """The slots of one layer: equal spans, then the pairs that share most of their characters, then the rest."""
    sides = [{s for s in gold.spans if (s.label == "TASK") == tasks} for gold in (a, b)]
    equal = sides[0] & sides[1]
    left, right = (sorted(side - equal, key=lambda s: (s.start, -s.end, s.label)) for side in sides)
    pairs = [(_share(x, y), x.label == y.label, x, y) for x in left for y in right]
    out = [Slot(s, s) for s in sorted(equal, key=lambda s: s.label)]
    for share, _, x, y in sorted(pairs, key=lambda row: row[:2], reverse=True):
        if share > 0 and x in left and y in right:
            left.remove(x)
            right.remove(y)
            out.append(Slot(x, y))
    return out + [Slot(s, None) for s in left] + [Slot(None, s) for s in right]


def _share(a: GoldSpan, b: GoldSpan) -> float:
    """Characters in common / characters from the first to the last of either."""
    return max(min(a.end, b.end) - max(a.start, b.start), 0) / (max(a.end, b.end) - min(a.start, b.start))


def _record(gold: GoldDirective, span: GoldSpan | None, numbers: Mapping[GoldSpan, int]) -> Record | None:
    found = next((x for x in gold.assignments if span and x.task == (span.start, span.end)), None)
    if found is None:
        return None
    roles: dict[Kind, dict[Key, Piece]] = {
        "lead": _units(gold, found.lead, numbers),
        "with": _units(gold, found.with_, numbers),
        "refs": _refs(gold, found, numbers),
    }
    return Record(roles, found.due or None)


def _units(gold: GoldDirective, units: Iterable[GoldUnit], numbers: Mapping[GoldSpan, int]) -> dict[Key, Piece]:
    out: dict[Key, Piece] = {}
    for unit in units:
        piece = Piece(label="ORG-UNIT", start=unit.start, end=unit.end, text=unit.text)
        if unit.start is None or unit.end is None:
            out[fold(unit.text)] = piece
        else:
            span = GoldSpan(label="ORG-UNIT", start=unit.start, end=unit.end)
            out[numbers.get(span, fold(unit.text))] = piece
    return out


def _refs(gold: GoldDirective, found: GoldAssignment, numbers: Mapping[GoldSpan, int]) -> dict[Key, Piece]:
    pieces = [Piece(label="DOC-REF", start=s, end=e, text=gold.covered(s, e)) for s, e in found.refs]
    return {
        numbers.get(GoldSpan(label="DOC-REF", start=s, end=e), fold(p.text)): p
        for (s, e), p in zip(found.refs, pieces, strict=True)
    }


def _fields(a: Record, b: Record, slots: Sequence[Slot]) -> list[tuple[Kind, Said, Said]]:
    """The fields of two records that differ.

    Units of the same text are the same, as everywhere in the figures. What one side alone has marked could play no role
    on the other: whether it does is decided with its span.
    """
    out: list[tuple[Kind, Said, Said]] = []
    for kind in ROLE_KINDS:
        x, y = a.roles[kind], b.roles[kind]
        both = [{k for k in keys if not (isinstance(k, int) and None in slots[k])} for keys in (x, y)]
        same_text = kind != "refs" and {fold(p.text) for p in x.values()} == {fold(p.text) for p in y.values()}
        if both[0] != both[1] and not same_text:
            out.append((kind, Said(spans=tuple(x.values())), Said(spans=tuple(y.values()))))
    if a.due != b.due:
        out.append(("due", Said(due=a.due), Said(due=b.due)))
    return out


def _said(gold: GoldDirective, span: GoldSpan | None) -> Said:
    if span is None:
        return Said()
    covered = gold.covered(span.start, span.end)
    return Said(spans=(Piece(label=span.label, start=span.start, end=span.end, text=covered),))


def _names(found: Sequence[tuple[Kind, Slot]]) -> list[str]:
    """`lead 340-420`: the kind and the extent of the slot; numbered where two have the same."""
    seen: Counter[str] = Counter()
    out = []
    for kind, slot in found:
        name = f"{kind} {slot.start}-{slot.end}"
        seen[name] += 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def _difference(
    a: GoldDirective, b: GoldDirective, name: str, kind: Kind, slot: Slot, said: tuple[Said, Said]
) -> Difference:
    around = a.text[max(0, slot.start - _AROUND) : slot.end + _AROUND]
    return Difference(
        id=a.id,
        item=name,
        kind=kind,
        file=a.file or a.id,
        other_file=b.file or b.id,
        offset=slot.start,
        line=a.text.count("\n", 0, slot.start) + 1,
        context=" ".join(around.split()),
        a=said[0],
        b=said[1],
    )
