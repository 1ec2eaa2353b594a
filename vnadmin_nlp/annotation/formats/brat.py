"""brat standoff: a folder of NAME.txt + NAME.ann, with the annotation.conf and visual.conf that brat asks for.

Format: https://brat.nlplab.org/standoff.html, read as brat's own server/src/annotation.py reads it. A T line repeats the
text it marks, and a line of the file is an annotation, so a span that crosses a line break is written in pieces, one a
line; they are joined again on reading. The due value of a TASK is its note (`due=2024-06-30`), which people can edit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from vnadmin_nlp.annotation.formats.common import ROLES, Drawn, Relation, assemble, drawn, fail, label_of, note, shown
from vnadmin_nlp.annotation.formats.names import file_name, id_of
from vnadmin_nlp.annotation.formats.offsets import to_code_points, to_units
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, read_utf8
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import LABELS

NAME: Final = "brat"
TITLE: Final = "brat: a folder of NAME.txt + NAME.ann (standoff) with annotation.conf"
SUFFIX: Final = ""
LOSSES: Final = "what the manifest knows of a text (genre, issuer …); line breaks at the edges of a span"

# what Python, in which brat is written, takes for the end of a line
_BREAKS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_PIECE: Final = re.compile(rf"[^{_BREAKS}]+")
_ID: Final = re.compile(r"[TREAMN#]\d+|\*")
_PLACES: Final = re.compile(r"\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*")
_DUE: Final = re.compile(r"due\s{0,3}[=:]\s{0,3}(.{0,1000})", re.DOTALL)
_COLOURS: Final = {"ORG-UNIT": "#9fc2ff", "DEADLINE": "#ffccaa", "DOC-REF": "#cf9fff", "TASK": "#d7f5c8"}

# brat counts code points; some of its versions read a line end of two characters as one, other tools count UTF-16
_READINGS: Final = ("code-points", "code-points-lf", "utf-16")

Place = tuple[int, int]


def brat_type(label: str) -> str:
    """The label as a type of brat, whose configuration takes letters, digits and `_`."""
    return label.replace("-", "_")


def config() -> str:
    """annotation.conf: entities, the relations with what they join, and leave to overlap."""
    relations = [f"{kind}\tArg1:TASK, Arg2:{brat_type(label)}" for kind, label in ROLES.items()]
    overlap = "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    sections = ["[entities]", *map(brat_type, LABELS), "", "[relations]", *relations, overlap]
    return "\n".join([*sections, "", "[events]", "", "[attributes]", ""])


def visual() -> str:
    """visual.conf: the labels as the guidelines write them, a colour each."""
    names = [f"{brat_type(label)} | {label}" for label in LABELS]
    colours = [f"{brat_type(label)}\tbgColor:{colour}" for label, colour in _COLOURS.items()]
    defaults = ["SPAN_DEFAULT\tfgColor:black, bgColor:lightgrey, borderColor:darken", "ARC_DEFAULT\tcolor:black"]
    return "\n".join(["[labels]", *names, "", "[drawing]", *defaults, *colours, ""])


def pieces(text: str, start: int, end: int) -> list[Place]:
    """The pieces of a span that lie on one line each; blank ones only where they are its first or last."""
    found = [m.span() for m in _PIECE.finditer(text, start, end)]
    return [(s, e) for i, (s, e) in enumerate(found) if i in (0, len(found) - 1) or not text[s:e].isspace()]


def _note(due: str) -> str:
    """The note that holds a due value; one that a line cannot hold as it is stands as a JSON string."""
    plain = due == due.strip() and due.isprintable() and not due.startswith('"')
    return f"due={due if plain else json.dumps(due)}"


def _document(gold: GoldDirective, offsets: str) -> tuple[str, list[str]]:
    """The .ann of a directive, and what it cannot hold."""
    drawing, lost = drawn(gold, due_places=False)
    units = to_units(gold.text, offsets)
    lines: list[str] = []
    ids: dict[str, str] = {}
    for key, s in drawing.spans.items():
        places = pieces(gold.text, s.start, s.end)
        where = f"{s.label} {s.start}..{s.end}"
        if not places:
            lost.append(note(gold.id, f"{where} holds nothing but line breaks; it is not written"))
            continue
        if (places[0][0], places[-1][1]) != (s.start, s.end):
            lost.append(note(gold.id, f"{where} comes back without the line breaks at its edges"))
        ids[key] = f"T{len(ids) + 1}"
        at = ";".join(f"{units[a]} {units[b]}" for a, b in places)
        lines.append(f"{ids[key]}\t{brat_type(s.label)} {at}\t" + " ".join(gold.text[a:b] for a, b in places))
    relations = [r for r in drawing.relations if r.source in ids and r.target in ids]
    if len(relations) < len(drawing.relations):
        missing = len(drawing.relations) - len(relations)
        lost.append(note(gold.id, f"{missing} relations of spans that are not written are not written either"))
    lines += [f"R{n}\t{r.kind} Arg1:{ids[r.source]} Arg2:{ids[r.target]}" for n, r in enumerate(relations, 1)]
    dues = [(ids[key], due) for key, due in drawing.dues.items() if key in ids]
    lines += [f"#{n}\tAnnotatorNotes {task}\t{_note(due)}" for n, (task, due) in enumerate(dues, 1)]
    if "\r\n" in gold.text and offsets == _READINGS[0]:
        remedy = f"for those write it with --offsets {_READINGS[1]}"
        lost.append(note(gold.id, f"some versions of brat count its line ends of two characters as one: {remedy}"))
    return "".join(f"{line}\n" for line in lines), lost


def write(golds: Sequence[GoldDirective], path: Path, *, offsets: str = _READINGS[0]) -> list[str]:
    """Write the folder. Ids within a file follow the order of the text, so that equal gold gives equal files.

    `offsets`: `code-points-lf` for a brat that reads a line end of two characters as one, as Python does unless told otherwise.
    """
    if offsets not in _READINGS:
        raise VnadminError(
            "E201", detail=f"there is no brat that counts {offsets!r}; name one of {', '.join(_READINGS)}"
        )
    path.mkdir(parents=True)
    messages: list[str] = []
    for gold in golds:
        content, lost = _document(gold, offsets)
        messages += lost
        (path / f"{file_name(gold.id)}.txt").write_bytes(gold.text.encode("utf-8"))
        (path / f"{file_name(gold.id)}.ann").write_bytes(content.encode("utf-8"))
    for name, content in (("annotation.conf", config()), ("visual.conf", visual())):
        (path / name).write_bytes(content.encode("utf-8"))
    return messages


class _Marked(NamedTuple):
    """A T line: number of the line, type, pieces, and the text that the line repeats (null where it has none)."""

    line: int
    type: str
    places: tuple[Place, ...]
    text: str | None


class _Lines(NamedTuple):
    """The lines of an .ann file by what they say; `other` is what we have no place for."""

    marked: dict[str, _Marked]
    relations: list[Relation]
    notes: list[tuple[str, str, str]]
    other: list[str]


def _parse(content: str, path: Path) -> _Lines:
    """Raises E401 for T and R lines that are not as the format has them, and for an id that stands twice."""
    out = _Lines({}, [], [], [])
    for number, raw in enumerate(content.split("\n"), 1):
        line = raw.removesuffix("\r")
        if not line.strip():
            continue
        key, _, rest = line.partition("\t")
        if not _ID.fullmatch(key):
            out.other.append(f"line {number}, {shown(line)}, is no annotation of brat; not read")
        elif key[0] == "T":
            if key in out.marked:
                raise fail(
                    path, f"line {number}", f"the id {key} stands twice", "Give each annotation an id of its own"
                )
            out.marked[key] = _marked(rest, number, path)
        elif key[0] == "R":
            words = rest.split()
            if len(words) != 3 or not all(":" in word for word in words[1:]):
                raise fail(path, f"line {number}", "no relation (TYPE Arg1:ID Arg2:ID)", "Mend or delete the line")
            out.relations.append(Relation(words[0], words[1].partition(":")[2], words[2].partition(":")[2]))
        elif key[0] == "#" and len(words := rest.split(None, 2)) >= 2 and words[0] == "AnnotatorNotes":
            said = rest.partition("\t")[2]
            out.notes.append((key, words[1], said))
        else:
            out.other.append(f"{key} ({shown(rest)}) is not read: {_kind(key)} have no place in our records")
    return out


def _kind(key: str) -> str:
    kinds = {"E": "events", "A": "attributes", "M": "attributes", "N": "normalisations", "*": "equivalences"}
    return kinds.get(key[0], "such lines")


def _marked(rest: str, number: int, path: Path) -> _Marked:
    head, tab, text = rest.partition("\t")
    kind, _, places = head.strip().partition(" ")
    if not _PLACES.fullmatch(places.strip()):
        problem = f"{shown(head)} is no type with places (TYPE START END)"
        raise fail(path, f"line {number}", problem, "Mend or delete the line")
    pairs = [tuple(map(int, pair.split(" "))) for pair in places.strip().split(";")]
    return _Marked(number, kind, tuple(sorted((p[0], p[1]) for p in pairs)), text if tab and text.strip() else None)


def _covering(mark: _Marked, text: str, reading: str) -> list[Place] | None:
    """The pieces in code points; None where one of them is no piece of the text in this reading."""
    found = [to_code_points(text, reading, *place) for place in mark.places]
    sound = [place for place in found if place]
    return sound if len(sound) == len(found) else None


def _fits(mark: _Marked, text: str, reading: str, exact: bool) -> bool:
    """Whether the marked text is what the line repeats; not `exact`: but for white space, which editors change."""
    places = _covering(mark, text, reading)
    if places is None or mark.text is None:
        return places is not None
    covered = " ".join(text[a:b] for a, b in places)
    return covered == mark.text or (not exact and covered.split() == mark.text.split())


def _reading(marked: Mapping[str, _Marked], text: str, path: Path) -> str:
    """The first of `_READINGS` in which every T line repeats what it marks. Raises E401 where there is none."""
    for exact in (True, False):
        for reading in _READINGS:
            if all(_fits(mark, text, reading, exact) for mark in marked.values()):
                return reading
    bad = next(mark for mark in marked.values() if not _fits(mark, text, _READINGS[0], exact=False))
    problem = f"the text has not {shown(bad.text or '')} at {bad.places[0][0]}..{bad.places[-1][1]}"
    raise fail(
        path, f"line {bad.line}", problem, "The .txt was changed after annotation; put the annotated one beside it"
    )


def _spans(lines: _Lines, text: str, path: Path, messages: list[str]) -> dict[str, GoldSpan]:
    reading = _reading(lines.marked, text, path)
    if reading != _READINGS[0]:
        messages.append(f"offsets were read as {reading}, in which every marked text agrees")
    spans: dict[str, GoldSpan] = {}
    for key, mark in lines.marked.items():
        places = _covering(mark, text, reading) or []
        start, end = places[0][0], places[-1][1]
        gaps = [text[a:b] for (_, a), (b, _) in pairwise(places)]
        if any(not gap.isspace() for gap in gaps):
            messages.append(f"{key} is in pieces; read as one span {shown(text[start:end])}")
        spans[key] = GoldSpan(label=label_of(mark.type, path, f"line {mark.line}"), start=start, end=end)
    return spans


def _dues(lines: _Lines, spans: Mapping[str, GoldSpan], messages: list[str]) -> dict[str, str]:
    """The due values by TASK; notes that are none are said."""
    dues: dict[str, str] = {}
    for key, target, said in lines.notes:
        found = _DUE.fullmatch(said.strip())
        if not found or target not in spans or spans[target].label != "TASK" or target in dues:
            messages.append(f"{key}, the note on {target}, is not read: {shown(said)}")
            continue
        value = found[1].strip()
        if value.startswith('"'):
            try:
                value = str(json.loads(value))
            except ValueError:
                messages.append(f"{key}: the due value {shown(value)} was read as it stands")
        if value:
            dues[target] = value
    return dues


def _one(path: Path, texts: Mapping[str, str] | None) -> tuple[GoldDirective, list[str]]:
    name = id_of(path.stem)
    beside = path.with_suffix(".txt")
    if beside.is_file():
        text = read_utf8(beside, mark=True)  # brat counts a byte order mark
    elif texts is not None and name in texts:
        text = texts[name]
    else:
        raise fail(path, "text", f"there is no {beside.name} beside it", "Put the annotated text there")
    messages: list[str] = []
    lines = _parse(read_utf8(path, mark=True), path)
    spans = _spans(lines, text, path, messages)
    drawing = Drawn(spans, lines.relations, _dues(lines, spans, messages))
    gold, more = assemble(name, text, drawing, path)
    return gold, [note(name, m) for m in [*lines.other, *messages]] + more


def read(path: Path, texts: Mapping[str, str] | None = None) -> tuple[list[GoldDirective], list[str]]:
    """The directives of a folder, or of one .ann file."""
    files = sorted(path.glob("*.ann")) if path.is_dir() else [path]
    if not files:
        raise fail(path, "folder", "holds no .ann file", "Name the folder of one collection of brat")
    golds: list[GoldDirective] = []
    messages: list[str] = []
    for file in files:
        gold, said = _one(file, texts)
        golds.append(gold)
        messages += said
    if path.is_dir():
        known = {file.stem for file in files}
        messages += [
            note(id_of(p.stem), "has no .ann: not read") for p in sorted(path.glob("*.txt")) if p.stem not in known
        ]
        messages += [note(str(p), "a folder in the folder: not read") for p in sorted(path.iterdir()) if p.is_dir()]
    return golds, messages
