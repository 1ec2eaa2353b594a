"""CoNLL: one token a line with an IOB2 tag for each layer (entities, TASK); the text itself stands in a comment.

Tokens are those of the package, cut further where a span begins or ends inside one. Blank lines stand at line breaks that no
span crosses. Roles, refs and dues are not held.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

from vnadmin_nlp.annotation.formats.common import Drawn, assemble, drawn, fail, label_of, note, shown
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, read_utf8
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import ENTITY_LABELS, Label
from vnadmin_nlp.tokens.split import Token, split

NAME: Final = "conll"
TITLE: Final = "CoNLL: tokens with IOB2 tags, a column for entities and one for TASK (--layer: one of them)"
SUFFIX: Final = ".conll"
LOSSES: Final = "lead, with, due and refs; spans that overlap in one layer"
LAYERS: Final[Mapping[str, tuple[Label, ...]]] = {"entities": ENTITY_LABELS, "task": ("TASK",)}
_TAG: Final = re.compile(r"O|[BIESLU]-\S+")
_SAME: Final = {"B": "B", "S": "B", "U": "B", "I": "I", "E": "I", "L": "I"}
"""Prefixes of IOBES and BILOU as those of IOB2."""
_ID: Final = "# id = "
_TEXT: Final = "# text = "
_REMEDY: Final = "Give the texts (--texts), or export the file again with its comments"


def write(golds: Sequence[GoldDirective], path: Path, *, layer: str | None = None) -> list[str]:
    """Write one file. `layer`: `entities` or `task` alone, for tools that take a single column of tags."""
    if layer is not None and layer not in LAYERS:
        raise VnadminError("E201", detail=f"there is no layer {layer!r}; name one of {', '.join(LAYERS)}")
    layers = [LAYERS[layer]] if layer else list(LAYERS.values())
    messages: list[str] = []
    blocks: list[str] = []
    for gold in golds:
        drawing, lost = drawn(gold, due_places=False)
        messages += lost
        columns = []
        for labels in layers:
            spans, lost = _layer(gold, [s for s in drawing.spans.values() if s.label in labels])
            messages += lost
            columns.append(spans)
        left = [s for s in drawing.spans.values() if not any(s.label in labels for labels in layers)]
        if left:
            messages.append(note(gold.id, f"{len(left)} spans of the other layer are not written"))
        told = sum(bool(a.lead or a.with_ or a.refs or a.due is not None) for a in gold.assignments)
        if told:
            messages.append(note(gold.id, f"lead, with, due and refs of {told} assignments are not written"))
        blocks.append("\n".join(_lines(gold, columns)) + "\n\n")
    path.write_text("".join(blocks), encoding="utf-8", newline="")
    return messages


def _layer(gold: GoldDirective, spans: Sequence[GoldSpan]) -> tuple[list[GoldSpan], list[str]]:
    """The spans that a column can hold, without white space at their edges."""
    kept: list[GoldSpan] = []
    lost: list[str] = []
    for s in sorted(spans, key=lambda s: (s.start, -s.end)):
        covered = gold.covered(s.start, s.end)
        where = f"{s.label} {shown(covered)} at {s.start}"
        start = s.end - len(covered.lstrip())
        end = s.start + len(covered.rstrip())
        if start >= end or (kept and start < kept[-1].end):
            why = "is white space" if start >= end else f"overlaps the {kept[-1].label} before it"
            lost.append(note(gold.id, f"{where} {why}; it is not written"))
            continue
        if (start, end) != (s.start, s.end):
            lost.append(note(gold.id, f"{where} loses the white space at its edges"))
        kept.append(GoldSpan(label=s.label, start=start, end=end))
    return kept, lost


def _tokens(text: str, edges: set[int]) -> Iterator[Token]:
    """The tokens of the text, cut at `edges`."""
    for token in split(text):
        cuts = [token.start, *(at for at in range(token.start + 1, token.end) if at in edges), token.end]
        yield from (Token(a, b) for a, b in pairwise(cuts))


def _lines(gold: GoldDirective, columns: Sequence[Sequence[GoldSpan]]) -> Iterator[str]:
    yield _ID + json.dumps(gold.id, ensure_ascii=False)
    yield _TEXT + json.dumps(gold.text, ensure_ascii=False)
    tokens = list(_tokens(gold.text, {at for spans in columns for s in spans for at in (s.start, s.end)}))
    tags = [_tags(tokens, spans) for spans in columns]
    for i, token in enumerate(tokens):
        between = gold.text[tokens[i - 1].end : token.start] if i else ""
        if "\n" in between and not any(column[i].startswith("I-") for column in tags):
            yield ""
        yield "\t".join([gold.text[token.start : token.end], *(column[i] for column in tags)])


def _tags(tokens: Sequence[Token], spans: Sequence[GoldSpan]) -> list[str]:
    tags: list[str] = []
    left = list(reversed(spans))
    for token in tokens:
        while left and left[-1].end <= token.start:
            left.pop()
        inside = left and left[-1].start <= token.start
        tags.append(f"{'B' if left[-1].start == token.start else 'I'}-{left[-1].label}" if inside else "O")
    return tags


@dataclass
class _Block:
    """One text of the file: its rows with their line numbers; an empty row is a blank line."""

    name: str
    text: str | None = None
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def read(path: Path, texts: Mapping[str, str] | None = None) -> tuple[list[GoldDirective], list[str]]:
    """Read IOB2 (also IOBES and BILOU) with any number of tag columns.

    The text is that of the comment, else that of `texts`; else it is made of the tokens, which is said.
    """
    golds: list[GoldDirective] = []
    messages: list[str] = []
    for block in _blocks(path):
        text = block.text if block.text is not None else (texts or {}).get(block.name)
        if text is None:
            text = _made(block)
            messages.append(note(block.name, "the file has no text; made of the tokens with blanks between them"))
        places = _places(block, text, path)
        drawing = Drawn()
        for column in _columns(block, path):
            spans, said = _spans(column, places, path)
            drawing.spans |= {f"s{len(drawing.spans) + i}": s for i, s in enumerate(spans)}
            messages += [note(block.name, s) for s in said]
        gold, said = assemble(block.name, text, drawing, path)
        messages += said
        if gold.assignments:
            messages.append(
                note(block.name, f"{len(gold.assignments)} TASKs have no lead, with and due: the format holds none")
            )
        golds.append(gold)
    return golds, messages


def _json(line: str, path: Path, number: int) -> str:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise fail(path, f"line {number}", f"no JSON string behind `=` ({error})", _REMEDY) from error
    return str(value)


def _blocks(path: Path) -> Iterator[_Block]:
    block: _Block | None = None
    count = 0
    for number, line in enumerate(read_utf8(path).split("\n"), 1):
        row = line.removesuffix("\r")
        if row.startswith(_ID) or row.startswith("-DOCSTART-"):
            if block and block.rows:
                yield block
            count += 1
            name = _json(row.removeprefix(_ID), path, number) if row.startswith(_ID) else f"{path.stem}-{count}"
            block = _Block(name)
        elif row.startswith("#") and "\t" not in row and (row.startswith("# ") or row == "#"):
            if block and row.startswith(_TEXT):
                block.text = _json(row.removeprefix(_TEXT), path, number)
        else:
            block = block or _Block(path.stem)
            block.rows.append((number, row.split("\t") if "\t" in row else row.split()))
    if block:
        yield block


def _filled(block: _Block) -> list[tuple[int, list[str]]]:
    return [(number, row) for number, row in block.rows if row]


def _made(block: _Block) -> str:
    lines: list[list[str]] = [[]]
    for _, row in block.rows:
        if row:
            lines[-1].append(row[0])
        elif lines[-1]:
            lines.append([])
    return "".join(" ".join(line) + "\n" for line in lines if line)


def _places(block: _Block, text: str, path: Path) -> list[Token]:
    """Where the tokens stand in the text. Raises E401 where they are not those of the text, white space aside."""
    out: list[Token] = []
    at = 0
    remedy = "The file belongs to another text, or a tool has changed its tokens; export it again"
    for number, row in _filled(block):
        start = text.find(row[0], at)
        if start < 0 or text[at:start].strip():
            problem = f"the token {row[0]!r} does not follow in the text {block.name!r} at {shown(text[at : at + 30])}"
            raise fail(path, f"line {number}", problem, remedy)
        at = start + len(row[0])
        out.append(Token(start, at))
    if text[at:].strip():
        raise fail(path, block.name, f"the tokens end before the text does, at {shown(text[at : at + 30])}", remedy)
    return out


def _columns(block: _Block, path: Path) -> list[list[tuple[int, str]]]:
    """The columns in which every cell is a tag, with line numbers."""
    rows = _filled(block)
    width = min((len(row) for _, row in rows), default=0)
    columns = [[(number, row[i]) for number, row in rows] for i in range(1, width)]
    tagged = [c for c in columns if all(_TAG.fullmatch(tag) for _, tag in c)]
    if rows and not tagged:
        raise fail(path, f"line {rows[0][0]}", "no column holds IOB2 tags (O, B-TASK, I-TASK)", "Export with IOB2 tags")
    return tagged


def _spans(column: Sequence[tuple[int, str]], places: Sequence[Token], path: Path) -> tuple[list[GoldSpan], list[str]]:
    spans: list[GoldSpan] = []
    said: list[str] = []
    before = "O"
    for (number, tag), place in zip(column, places, strict=True):
        prefix, _, name = tag.partition("-")
        if tag != "O":
            label = label_of(name, path, f"line {number}")
            goes_on = _SAME[prefix] == "I" and before != "O" and spans[-1].label == label
            if goes_on:
                spans[-1] = GoldSpan(label=label, start=spans[-1].start, end=place.end)
            else:
                spans.append(GoldSpan(label=label, start=place.start, end=place.end))
                if _SAME[prefix] == "I":
                    said.append(f"line {number}: {tag} follows no {label}; taken as its beginning")
        before = tag
    return spans, said
