"""The inline markup in which directives are written and annotated in one file.

A header of `key: value` lines between two `---` lines, then the text with marks: `{O|…}` ORG-UNIT, `{D|…}` DEADLINE,
`{R|…}` DOC-REF, `{T lead="…" with="…" due="…"|…}` TASK. A TASK may hold the others; nothing else nests. `lead` and
`with` repeat for several units; `lead="^"` takes lead and with of the TASK before. Everything else is text, exactly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from vnadmin_nlp.annotation.gold import GoldAssignment, GoldSpan, GoldUnit, resolve, unit_index
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import Label

MARKS: Final[dict[str, Label]] = {"O": "ORG-UNIT", "D": "DEADLINE", "R": "DOC-REF", "T": "TASK"}
_LETTER: Final = {label: letter for letter, label in MARKS.items()}
_OPEN = re.compile(r'\{([ODRT])((?: (?:lead|with|due)="[^"]*")*)\|')
_BRACE = re.compile(r"[{}]")
_ATTRIBUTE = re.compile(r' (lead|with|due)="([^"]*)"')
_HEADER = re.compile(r"---\n((?:[^\n]*\n){0,60}?)---\n")

Attributes = list[tuple[str, str]]
Parsed = tuple[dict[str, str], str, list[GoldSpan], list[GoldAssignment]]


def _fail(raw: str, at: int, detail: str, name: str) -> VnadminError:
    line = raw.count("\n", 0, at) + 1
    near = raw[max(0, at - 30) : at + 40].replace("\n", "⏎")
    return VnadminError("E401", name=name, detail=f"line {line}: {detail} near {near!r}")


def _header(raw: str, name: str) -> tuple[dict[str, str], int]:
    found = _HEADER.match(raw)
    if not found:
        if raw.startswith("---\n"):
            raise _fail(raw, 0, "the header is not closed by a line ---", name)
        return {}, 0
    meta: dict[str, str] = {}
    for line in found[1].splitlines():
        key, colon, value = line.partition(":")
        if not colon or not key.strip() or key.strip() in meta:
            raise _fail(raw, raw.index(line), "not a `key: value` line of its own key", name)
        meta[key.strip()] = value.strip()
    return meta, found.end()


def _marks(raw: str, at: int, name: str) -> tuple[str, list[tuple[GoldSpan, Attributes, int]]]:
    """The text without marks, and every mark with its attributes and its place in `raw`, in order of opening."""
    pieces: list[str] = []
    length = 0
    stack: list[tuple[int, str, int, Attributes, int]] = []
    found: dict[int, tuple[GoldSpan, Attributes, int]] = {}
    while at < len(raw):
        brace = _BRACE.search(raw, at)
        stop = brace.start() if brace else len(raw)
        pieces.append(raw[at:stop])
        length += stop - at
        if stop == len(raw):
            break
        opening = _OPEN.match(raw, stop)
        if opening:
            letter, attributes = opening[1], _ATTRIBUTE.findall(opening[2])
            if letter != "T" and attributes:
                raise _fail(raw, stop, "attributes belong to {T …| only", name)
            if stack and (stack[-1][1] != "T" or letter == "T"):
                raise _fail(raw, stop, f"a {{{letter}| mark cannot stand inside a {{{stack[-1][1]}| mark", name)
            stack.append((len(found) + len(stack), letter, length, attributes, stop))
            at = opening.end()
        elif raw[stop] == "}" and stack:
            order, letter, start, attributes, place = stack.pop()
            if start == length:
                raise _fail(raw, place, "an empty mark", name)
            found[order] = (GoldSpan(label=MARKS[letter], start=start, end=length), attributes, place)
            at = stop + 1
        else:
            raise _fail(raw, stop, "a brace that is no mark", name)
    if stack:
        raise _fail(raw, stack[-1][4], "a mark that is not closed", name)
    return "".join(pieces), [found[k] for k in sorted(found)]


def parse_markup(raw: str, name: str = "markup") -> Parsed:
    """Read one marked text: (meta, text, spans, assignments).

    Each lead and with becomes the nearest ORG-UNIT with that text at or before the TASK, else the first in the text.
    Raises VnadminError E401 with `name` and the line.
    """
    meta, at = _header(raw, name)
    text, marks = _marks(raw, at, name)
    spans = [span for span, _, _ in marks]
    units = unit_index(text, spans)
    refs = sorted((s.start, s.end) for s in spans if s.label == "DOC-REF")
    assignments: list[GoldAssignment] = []
    for span, attributes, place in marks:
        if span.label != "TASK":
            continue
        values: dict[str, list[str]] = {"lead": [], "with": [], "due": []}
        for key, value in attributes:
            values[key].append(value)
        if len(values["due"]) > 1:
            raise _fail(raw, place, "more than one due", name)
        roles: dict[str, tuple[GoldUnit, ...]] = {}
        for key in ("lead", "with"):
            if values[key] == ["^"]:
                continue
            resolved = []
            for text_of_unit in values[key]:
                found = resolve(text_of_unit, span.start, units)
                if found is None:
                    raise _fail(raw, place, f"{key}={text_of_unit!r} is the text of no {{O|…}} mark", name)
                resolved.append(GoldUnit(text=text[found[0] : found[1]], start=found[0], end=found[1]))
            roles[key] = tuple(resolved)
        if "^" in values["lead"]:
            if values["lead"] != ["^"] or not assignments:
                raise _fail(raw, place, 'lead="^" must stand alone and behind another TASK', name)
            # lead and with travel together; a with of its own is added to the inherited ones
            before = assignments[-1]
            roles["lead"] = before.lead
            own = tuple(u for u in roles.get("with", ()) if u not in before.with_)
            roles["with"] = before.with_ + own
        elif values["with"] == ["^"]:
            raise _fail(raw, place, 'with="^" is not known; lead="^" takes both', name)
        assignments.append(
            GoldAssignment(
                task=(span.start, span.end),
                lead=roles["lead"],
                with_=roles["with"],
                due=values["due"][0] if values["due"] else None,
                refs=tuple(r for r in refs if span.start <= r[0] and r[1] <= span.end),
            )
        )
    return meta, text, spans, assignments


def _attributes(assignment: GoldAssignment | None) -> str:
    if assignment is None:
        return ""
    pairs = [("lead", u.text) for u in assignment.lead] + [("with", u.text) for u in assignment.with_]
    if assignment.due is not None:
        pairs.append(("due", assignment.due))
    if any('"' in value for _, value in pairs):
        raise VnadminError("E401", name="markup", detail='the markup has no way to write a unit or due with a "')
    return "".join(f' {key}="{value}"' for key, value in pairs)


def to_markup(
    meta: Mapping[str, str],
    text: str,
    spans: Sequence[GoldSpan],
    assignments: Sequence[GoldAssignment],
) -> str:
    """Write a directive as markup; `parse_markup` reads it back.

    Raises E401 where the markup cannot say it: a brace in the text, entities that overlap or cross a TASK.
    """
    if "{" in text or "}" in text:
        raise VnadminError("E401", name="markup", detail="a text with braces cannot be written in the markup")
    by_task = {a.task: a for a in assignments}
    # at one place: close inner before outer, then open outer before inner (TASK is the outer one of two equal spans)
    marks: list[tuple[int, int, int, int, str]] = []
    for span in spans:
        task = span.label == "TASK"
        head = "{" + _LETTER[span.label] + (_attributes(by_task.get((span.start, span.end))) if task else "") + "|"
        marks.append((span.start, 1, -span.end, 0 if task else 1, head))
        marks.append((span.end, 0, -span.start, 1 if task else 0, "}"))
    out: list[str] = []
    at = 0
    for place, _, _, _, mark in sorted(marks):
        out += [text[at:place], mark]
        at = place
    body = "".join(out) + text[at:]
    header = "".join(f"{key}: {value}\n" for key, value in meta.items())
    # a text that itself begins with --- needs a header, so that its first line is not taken for one
    raw = f"---\n{header}---\n{body}" if meta or text.startswith("---") else body
    _, read_text, read_spans, _ = parse_markup(raw)
    if read_text != text or set(read_spans) != set(spans):
        raise VnadminError("E401", name="markup", detail="the spans cross one another, so the markup cannot say them")
    return raw
