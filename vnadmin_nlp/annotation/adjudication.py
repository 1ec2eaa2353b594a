"""The third version of two annotations: what both agree on, and a person's decision on each difference.

The differences go to a table (TSV) with a column `choice`, which a person fills with `A`, `B` or words of their own:
`own: ORG-UNIT 120-145`, `own: ORG-UNIT Sở Y tế` (the nearest place where that stands), `own: Sở Y tế | Sở Nội vụ` for a role,
`own: 2024-06-30` for a due, `own: -` for nothing. Several spans are parted by `|`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple, cast
from unicodedata import normalize

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.check import check_one
from vnadmin_nlp.annotation.formats.common import fail, note, shown
from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldSpan, GoldUnit, fold, resolve
from vnadmin_nlp.annotation.versions import (
    EMPTY,
    ROLE_KINDS,
    Comparison,
    Difference,
    Key,
    Kind,
    Piece,
    Slot,
    compare,
    paired,
)
from vnadmin_nlp.documents.views import nfc_view
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import ENTITY_LABELS, LABELS, Label

COLUMNS: Final = ("id", "item", "line", "context", "A", "B", "choice")
_OWN: Final = re.compile(r"own\s{0,3}:\s{0,3}(.{1,20000})", re.IGNORECASE | re.DOTALL)
_PLACE: Final = re.compile(r"(\d{1,9})\s?[-–]\s?(\d{1,9})(?:\s?«(.{0,20000})»)?", re.DOTALL)

Spans = tuple[GoldSpan, ...]


class Adjudicated(NamedTuple):
    """What came out: the third version, or the review table that it waits for (null where there is a third version)."""

    texts: int
    differences: int
    review: Path | None
    messages: list[str]


def adjudicate(a: str | Path, b: str | Path, out: str | Path, decisions: str | Path | None = None) -> Adjudicated:
    """Write the third version of two data folders to the new folder `out`, as pairs of NAME.txt and NAME.json.

    Where they differ and no `decisions` are given, the table `OUT.review.tsv` is written instead; filled, it is `decisions`. Texts that
    only one folder has are named and left out. Raises E401 with the list where items are undecided, cannot be understood, or
    are those of other annotations; E203 where `out` or the table exist already.
    """
    out = Path(out)
    if out.exists() or out.is_symlink():
        raise VnadminError("E203", name=out, detail="it exists already and is never overwritten")
    pairs, only_a, only_b = paired(a, b)
    messages = [note(i, f"only in {side}: left out") for side, ids in (("A", only_a), ("B", only_b)) for i in ids]
    compared = [compare(x, y) for x, y in pairs]
    differences = [d for c in compared for d in c.differences]
    if differences and decisions is None:
        review = out.with_name(f"{out.name}.review.tsv")
        _write_new(review, review_table(differences))
        return Adjudicated(len(pairs), len(differences), review, messages)
    choices = read_choices(decisions, differences) if decisions is not None else {}
    golds: list[GoldDirective] = []
    problems: list[str] = []
    for comparison in compared:
        third = _Third(comparison, choices)
        golds.append(third.gold())
        problems += third.problems
        messages += third.messages
    if problems:
        head = f"{len(problems)} of {len(differences)} items are not decided"
        raise VnadminError("E401", name=decisions, detail=f"{head}: {'; '.join(problems)}")
    messages += [
        note(g.id, f"{f.message} at {f.offset}: {shown(f.text)}")
        for g in golds
        for f in check_one(g)
        if f.severity == "error"
    ]
    messages += formats.write(golds, out, "pairs")
    return Adjudicated(len(pairs), len(differences), None, messages)


def _write_new(path: Path, content: str) -> None:
    try:
        with path.open("xb") as stream:
            stream.write(content.encode("utf-8-sig"))  # with the mark by which Excel knows UTF-8
    except FileExistsError:
        raise VnadminError("E203", name=path, detail="it exists already and is never overwritten") from None
    except OSError as error:
        raise VnadminError("E203", name=path, detail=error.strerror or error) from None


def review_table(differences: Iterable[Difference]) -> str:
    """The table that a person fills, tabs between the cells; none of them begins like a formula."""
    stream = io.StringIO()
    rows = csv.writer(stream, dialect="excel-tab", lineterminator="\n")
    rows.writerow(COLUMNS)
    for d in differences:
        rows.writerow((d.id, d.item, d.line, f"…{d.context}…", d.a.cell(d.kind), d.b.cell(d.kind), ""))
    return stream.getvalue()


def read_choices(path: str | Path, differences: Sequence[Difference]) -> dict[tuple[str, str], str]:
    """The choice by id and item, as it was filled. Raises E401 for a table that is none, or is that of other annotations."""
    path = Path(path)
    try:
        raw = path.read_bytes()
        content = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except OSError as error:
        raise VnadminError("E401", name=path, detail=f"cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise fail(path, "file", "not UTF-8", "Save it as Unicode text") from error
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), dialect="excel-tab"))
    except csv.Error as error:
        raise fail(path, "file", f"no table ({error})", "Fill the table that was written") from error
    if not rows or tuple(rows[0][: len(COLUMNS)]) != COLUMNS:
        raise fail(path, "line 1", f"the header must be {', '.join(COLUMNS)}", "Fill the table that was written")
    known = {(d.id, d.item): d for d in differences}
    out: dict[tuple[str, str], str] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        cells = dict(zip(COLUMNS, [*row, *[""] * len(COLUMNS)], strict=False))
        key = cells["id"], cells["item"]
        d = known.get(key)
        if d is None or _plain(cells["A"], cells["B"]) != _plain(d.a.cell(d.kind), d.b.cell(d.kind)):
            remedy = "The annotations were changed since; write the table anew"
            raise fail(path, f"row {number}", f"{key[0]} {key[1]!r} is no difference of these annotations", remedy)
        if key in out:
            raise fail(path, f"row {number}", f"{key[0]} {key[1]!r} stands twice", "Keep one of the two")
        out[key] = cells["choice"].strip()
    return out


def _plain(*cells: str) -> list[str]:
    """Cells but for what an editor changes: white space and the form of Unicode."""
    return [" ".join(normalize("NFC", cell).split()) for cell in cells]


class _Third:
    """The third version of one text. `problems` are the items on which there is no decision that can be followed."""

    def __init__(self, comparison: Comparison, choices: Mapping[tuple[str, str], str]) -> None:
        self.of = comparison
        self.text = comparison.a.text
        self.problems: list[str] = []
        self.messages: list[str] = []
        self._choices = {
            (d.kind, comparison.items[d.item]): (d, choices.get((d.id, d.item), "")) for d in comparison.differences
        }
        self._final: dict[int, Spans] = {n: self._span(n, slot) for n, slot in enumerate(comparison.slots)}
        self._marked = sorted({s for spans in self._final.values() for s in spans}, key=lambda s: (s.start, -s.end))

    def gold(self) -> GoldDirective:
        """The annotation; to be used only where there are no problems."""
        assignments = [x for n, sides in self.of.records.items() if any(sides) for x in self._assignments(n)]
        by_task = {x.task: x for x in reversed(assignments)}
        if len(by_task) < len(assignments):
            self.messages.append(note(self.of.a.id, "two TASKs became one; the assignment of the first was kept"))
        return GoldDirective(
            id=self.of.a.id,
            text=self.text,
            spans=tuple(self._marked),
            assignments=tuple(by_task[task] for task in sorted(by_task)),
            meta=self.of.a.meta,
        )

    def _side(self, kind: Kind, number: int) -> tuple[str, str]:
        """`a`, `b` or `own` with what was written behind it; empty where undecided, which is a problem."""
        d, choice = self._choices[kind, number]
        own = _OWN.fullmatch(choice)
        if own:
            return "own", own[1].strip()
        if choice.casefold() in ("a", "b"):
            return choice.casefold(), ""
        self._problem(d, "undecided" if not choice else f"{shown(choice)} is neither A, B nor own: …")
        return "", ""

    def _problem(self, d: Difference, what: object) -> None:
        self.problems.append(f"{d.id} {d.item} ({what})")

    def _span(self, number: int, slot: Slot) -> Spans:
        if slot.a and slot.a == slot.b:
            return (slot.a,)
        kind: Kind = "task" if number in self.of.records else "entity"
        side, own = self._side(kind, number)
        if side == "own":
            try:
                return own_spans(self.text, own, ("TASK",) if kind == "task" else ENTITY_LABELS, slot.start)
            except ValueError as error:
                self._problem(self._choices[kind, number][0], error)
        chosen = {"a": slot.a, "b": slot.b}.get(side)
        return (chosen,) if chosen else ()

    def _assignments(self, number: int) -> list[GoldAssignment]:
        """The assignments of a TASK slot: one for each TASK that became of it."""
        if not self._final[number]:
            return []
        roles = {kind: self._role(kind, number) for kind in ROLE_KINDS}
        due = self._due(number)
        return [
            GoldAssignment(
                task=(task.start, task.end),
                lead=roles["lead"],
                with_=roles["with"],
                due=due,
                refs=tuple(
                    sorted({(u.start, u.end) for u in roles["refs"] if u.start is not None and u.end is not None})
                ),
            )
            for task in self._final[number]
        ]

    def _due(self, number: int) -> str | None:
        dues = [record.due if record else None for record in self.of.records[number]]
        if ("due", number) in self._choices:
            side, own = self._side("due", number)
            if side == "own":
                return own.removeprefix("due ").strip() if own != "-" else None
            return dues[1] if side == "b" else dues[0]
        return dues[0] if self.of.slots[number].a else dues[1]

    def _role(self, kind: Kind, number: int) -> tuple[GoldUnit, ...]:
        """What plays a role, as units (for refs their places count)."""
        records = self.of.records[number]
        told, own = self._side(kind, number) if (kind, number) in self._choices else ("", "")
        if told == "own":
            try:
                return self._own_role(own, kind, self.of.slots[number].start)
            except ValueError as error:
                self._problem(self._choices[kind, number][0], error)
                return ()
        sides = [(record or EMPTY).roles[kind] for record in records]
        if told:
            sides = [sides[told == "b"], {}]
        units = {u: None for key, piece in sides[0].items() for u in self._placed(key, piece, number, kind, bool(told))}
        texts = {fold(u.text) for u in units} if kind != "refs" else set()
        # nobody was asked: what is left of B is either the same unit elsewhere, or marked by B alone and decided with its span
        for key, piece in sides[1].items():
            if key not in sides[0] and fold(piece.text) not in texts:
                units |= dict.fromkeys(self._placed(key, piece, number, kind, asked=False))
        return tuple(units)

    def _placed(self, key: Key, piece: Piece, number: int, kind: Kind, asked: bool) -> list[GoldUnit]:
        """What became of a span that plays a role. A role that was asked for needs one."""
        slot = self.of.slots[key] if isinstance(key, int) else None
        alone = slot is not None and None in slot  # marked on one side alone: its roles were decided with it
        found = [s for s in self._final.get(cast(int, key), ()) if s.label == piece.label] if slot else []
        if not found and kind != "refs" and (asked or not alone):
            same = resolve(piece.text, self.of.slots[number].start, self._index(piece.label))
            found = [GoldSpan(label=piece.label, start=same[0], end=same[1])] if same else []
        if found:
            return [GoldUnit(text=self.text[s.start : s.end], start=s.start, end=s.end) for s in found]
        if isinstance(key, str) and kind != "refs":
            return [GoldUnit(text=piece.text, start=piece.start, end=piece.end)]
        what = f"{shown(piece.text)} is no marked {piece.label} of the third version"
        if asked:
            self._problem(self._choices[kind, number][0], what)
        elif not alone:
            place = self.of.slots[number].start
            self.messages.append(note(self.of.a.id, f"{kind} of the TASK at {place}: {what}; left out"))
        return []

    def _own_role(self, own: str, kind: Kind, at: int) -> tuple[GoldUnit, ...]:
        label: Label = "DOC-REF" if kind == "refs" else "ORG-UNIT"
        out: list[GoldUnit] = []
        for part in _parts(own):
            place = _PLACE.fullmatch(part)
            marked = {(s.start, s.end) for s in self._marked if s.label == label}
            found = (int(place[1]), int(place[2])) if place else resolve(part, at, self._index(label))
            if found is None or found not in marked:
                raise ValueError(f"{shown(part)} is no marked {label} of the third version")
            out.append(GoldUnit(text=self.text[found[0] : found[1]], start=found[0], end=found[1]))
        return tuple(out)

    def _index(self, label: Label) -> list[tuple[int, int, str]]:
        return [(s.start, s.end, fold(self.text[s.start : s.end])) for s in self._marked if s.label == label]


def _parts(own: str) -> list[str]:
    return [] if own == "-" else [part.strip() for part in own.split("|") if part.strip()]


def own_spans(text: str, own: str, labels: Sequence[Label], near: int) -> Spans:
    """The spans that a person wrote: `LABEL START-END`, or `LABEL words of the text`; the label may lack where there is one.

    Raises ValueError where that is no span of the text. `near`: of several places with these words the nearest counts.
    """
    out: list[GoldSpan] = []
    for part in _parts(own):
        word, _, rest = part.partition(" ")
        label = word.upper().replace("_", "-")
        if label not in LABELS and len(labels) == 1:
            label, rest = labels[0], part
        if label not in labels:
            raise ValueError(f"{shown(part)} must begin with {' or '.join(labels)}")
        start, end = _found(text, rest.strip(), near)
        out.append(GoldSpan(label=cast(Label, label), start=start, end=end))
    return tuple(out)


def _found(text: str, wanted: str, near: int) -> tuple[int, int]:
    place = _PLACE.fullmatch(wanted)
    if place:
        start, end = int(place[1]), int(place[2])
        if not start < end <= len(text):
            raise ValueError(f"{start}-{end} is no piece of the text")
        if place[3] is not None and _plain(place[3]) != _plain(text[start:end]):
            raise ValueError(f"{start}-{end} is {shown(text[start:end])}")
        return start, end
    view = nfc_view(text)
    words = r"\s+".join(re.escape(word) for word in normalize("NFC", wanted).split())
    found = [view.origin(*m.span()) for m in re.finditer(words, view.text)] if words else []
    if not found:
        raise ValueError(f"{shown(wanted)} stands nowhere in the text")
    return min(found, key=lambda p: abs(p[0] - near))
