"""doccano: JSONL of a sequence labelling project, with relations (`use relation labelling`) or without.

doccano's file has no text of its spans, so nothing in it tells how its offsets count. Where that matters, the counting is taken in
which every span begins and ends on the edge of a token; where that leaves a choice, the file is refused until `offsets`
says it. The due values travel in doccano's metadata of each text, bound to the edges of their TASK.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from vnadmin_nlp.annotation.formats.common import Drawn, Relation, assemble, drawn, fail, label_of, note
from vnadmin_nlp.annotation.formats.offsets import differing, to_code_points, to_units
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, read_utf8
from vnadmin_nlp.records import Label
from vnadmin_nlp.tokens.split import split

NAME: Final = "doccano"
TITLE: Final = "doccano: JSONL with relations, or (--no-relations) spans alone"
SUFFIX: Final = ".jsonl"
LOSSES: Final = "the due value of a TASK whose edges are changed in doccano"
_READINGS: Final = ("utf-16", "code-points", "graphemes", "utf-16-lf")
_REMEDY: Final = "Export the dataset from doccano as JSONL"
Numbers = tuple[int, int]


def write(
    golds: Sequence[GoldDirective],
    path: Path,
    *,
    relations: bool = True,
    offsets: str = "utf-16",
    due_places: bool = True,
) -> list[str]:
    """Write one line a text. `offsets`: `graphemes` for projects with the option "count grapheme clusters as one character"."""
    messages: list[str] = []
    lines: list[str] = []
    for gold in golds:
        drawing, lost = drawn(gold, due_places)
        messages += lost
        if not gold.text:
            messages.append(note(gold.id, "doccano refuses texts without any character"))
        row, lost = _row(gold, drawing, relations, offsets)
        messages += lost
        # ASCII alone, since doccano guesses the encoding of a file
        lines.append(json.dumps(row) + "\n")
    path.write_text("".join(lines), encoding="ascii", newline="")
    return messages


def _row(gold: GoldDirective, drawing: Drawn, relations: bool, offsets: str) -> tuple[dict[str, Any], list[str]]:
    units = to_units(gold.text, offsets)
    lost: list[str] = []
    edges: dict[str, Numbers] = {}
    for key, s in drawing.spans.items():
        if s.start in units and s.end in units:
            edges[key] = units[s.start], units[s.end]
        else:
            lost.append(
                note(gold.id, f"{s.label} {s.start}..{s.end} cuts a character as {offsets} counts; it is not written")
            )
    numbers = {key: i for i, key in enumerate(edges, 1)}
    row: dict[str, Any] = {
        "text": gold.text,
        "name": gold.id,
        "offsets": offsets,
        "dues": [[*edges[key], due] for key, due in drawing.dues.items() if key in edges],
    }
    if not relations:
        row["label"] = [[*edges[key], drawing.spans[key].label] for key in edges]
        if drawing.relations:
            lost.append(note(gold.id, f"{len(drawing.relations)} relations (lead, with, ref, due) are not written"))
        return row, lost
    row["entities"] = [
        {"id": numbers[key], "label": drawing.spans[key].label, "start_offset": start, "end_offset": end}
        for key, (start, end) in edges.items()
    ]
    kept = [r for r in drawing.relations if r.source in edges and r.target in edges]
    row["relations"] = [
        {"id": i, "from_id": numbers[r.source], "to_id": numbers[r.target], "type": r.kind}
        for i, r in enumerate(kept, 1)
    ]
    return row, lost


@dataclass
class _Line:
    """One line of the file, its offsets as the file counts them."""

    name: str
    text: str
    spans: dict[str, tuple[Label, int, int]] = field(default_factory=dict)
    relations: list[Relation] | None = None
    dues: list[tuple[int, int, str]] = field(default_factory=list)
    said: str | None = None
    comments: int = 0


def read(
    path: Path, texts: Mapping[str, str] | None = None, *, offsets: str | None = None
) -> tuple[list[GoldDirective], list[str]]:
    """Read an export (or what `write` wrote). `offsets`: how the project counts, where the file does not tell."""
    lines = list(_lines(path))
    reading, messages = (offsets, []) if offsets else _reading(lines, path)
    golds: list[GoldDirective] = []
    for line in lines:
        drawing = Drawn(relations=line.relations or [])
        for key, (label, start, end) in line.spans.items():
            place = to_code_points(line.text, reading, start, end)
            if place is None:
                problem = f"{label} {start}..{end} is no piece of the text as {reading} counts"
                raise fail(
                    path, line.name, problem, "Is it the text that was annotated? Else say how it counts (--offsets)"
                )
            drawing.spans[key] = GoldSpan(label=label, start=place[0], end=place[1])
        messages += _with_dues(line, drawing)
        gold, said = assemble(line.name, line.text, drawing, path)
        messages += said
        if line.relations is None and any(s.label == "TASK" for s in gold.spans):
            messages.append(note(line.name, "the file has no relations: no lead, with or refs of its own"))
        if line.comments:
            messages.append(note(line.name, f"{line.comments} comments are not kept"))
        golds.append(gold)
    drawn_ones = [line.relations for line in lines if line.relations is not None]
    if drawn_ones and not any(drawn_ones) and any(g.assignments for g in golds):
        what = "no text has any relation; had they been drawn before, the file must be imported as JSONL(Relation)"
        messages.append(note("all", f"{what}, not as JSONL"))
    return golds, messages


def _with_dues(line: _Line, drawing: Drawn) -> list[str]:
    """Gives the due values of the metadata to their TASKs; what to say of those whose TASK is gone."""
    tasks = {(start, end): key for key, (label, start, end) in line.spans.items() if label == "TASK"}
    messages: list[str] = []
    for start, end, due in line.dues:
        if (start, end) in tasks:
            drawing.dues[tasks[start, end]] = due
        else:
            messages.append(
                note(line.name, f"the due {due!r} is lost: its TASK {start}..{end} was changed or deleted in doccano")
            )
    return messages


def _lines(path: Path) -> Iterable[_Line]:
    for number, line in enumerate(read_utf8(path, remedy=_REMEDY).split("\n"), 1):
        if line.strip():
            place = f"line {number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                raise fail(path, place, f"no JSON ({error})", _REMEDY) from error
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise fail(path, place, "has no `text`", _REMEDY)
            yield _line(row, path, place)


def _line(row: Mapping[str, Any], path: Path, place: str) -> _Line:
    name = str(row.get("name") or f"doccano-{row.get('id') or place.removeprefix('line ')}")
    out = _Line(name, row["text"], said=row.get("offsets"), comments=len(row.get("Comments") or []))
    spans = row.get("entities")
    if spans is None:
        spans = row.get("label", row.get("labels"))
    if not isinstance(spans, list):
        raise fail(path, place, "has neither `entities` nor `label`", _REMEDY)
    for i, span in enumerate(spans):
        where = f"{name}, span {i + 1}"
        try:
            if isinstance(span, dict):
                key, label, start, end = str(span["id"]), span["label"], span["start_offset"], span["end_offset"]
            else:
                key, (start, end, label) = f"n{i}", span
        except (KeyError, TypeError, ValueError) as error:
            raise fail(path, where, f"is no span of doccano: {span!r}", _REMEDY) from error
        if not isinstance(start, int) or not isinstance(end, int):
            raise fail(path, where, f"has the edges {start!r} and {end!r}", _REMEDY)
        out.spans[key] = label_of(str(label), path, where), start, end
    if isinstance(row.get("relations"), list):
        try:
            out.relations = [Relation(str(r["type"]), str(r["from_id"]), str(r["to_id"])) for r in row["relations"]]
        except (KeyError, TypeError) as error:
            raise fail(path, name, "has a relation without type, from_id or to_id", _REMEDY) from error
    dues = row.get("dues")
    for due in dues if isinstance(dues, list) else []:
        if not (isinstance(due, list) and [type(v) for v in due] == [int, int, str]):
            raise fail(path, name, f"has {due!r} among its due values (START, END, VALUE)", _REMEDY)
        out.dues.append((due[0], due[1], due[2]))
    return out


def _placed(line: _Line, reading: str) -> tuple[Numbers | None, ...]:
    return tuple(to_code_points(line.text, reading, start, end) for _, start, end in line.spans.values())


def _reading(lines: Sequence[_Line], path: Path) -> tuple[str, list[str]]:
    """How the file counts, decided by the texts in which countings differ. Raises E401 where that leaves a choice."""
    outcomes: dict[str, list[tuple[Numbers | None, ...]]] = {reading: [] for reading in _READINGS}
    edges: list[tuple[set[int], set[int]]] = []
    for line in lines:
        # a file counts one way throughout, so only those lines matter on which the countings disagree
        if len(differing(line.text, _READINGS)) > 1 and len({_placed(line, r) for r in _READINGS}) > 1:
            tokens = split(line.text)
            edges.append(({t.start for t in tokens}, {t.end for t in tokens}))
            for reading in _READINGS:
                outcomes[reading].append(_placed(line, reading))
    said = {line.said for line in lines}
    own = next(iter(said)) if len(said) == 1 else None
    if not edges:
        return (own or _READINGS[0]) if own in _READINGS else _READINGS[0], []
    sound = [r for r, placed in outcomes.items() if all(p is not None for line in placed for p in line)]
    fitting = [r for r in sound if _on_edges(outcomes[r], edges)]
    chosen = fitting or sound
    if own in chosen:
        return str(own), []
    if own not in sound and len({tuple(outcomes[r]) for r in chosen}) == 1:
        return chosen[0], [note("all", f"the offsets count {chosen[0]}, since so all spans lie on the edges of words")]
    named = f", and the file says {own}" if own else ""
    problem = f"spans lie on the edges of words as {' or '.join(fitting) or 'nothing'} counts{named}"
    remedy = "Say how the doccano project counts (--offsets): utf-16, or graphemes where that option is on"
    raise fail(path, "the offsets", problem, remedy)


def _on_edges(placed: Iterable[Iterable[Numbers | None]], edges: Iterable[tuple[set[int], set[int]]]) -> bool:
    return all(
        p is not None and p[0] in starts and p[1] in ends
        for line, (starts, ends) in zip(placed, edges, strict=True)
        for p in line
    )
