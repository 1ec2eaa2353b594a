"""Texts with marks for tests: {O|unit}, {D|deadline}, {R|document}, {T|task}."""

from __future__ import annotations

import re
import unicodedata

from vnadmin_nlp.assignments import link
from vnadmin_nlp.outline import parse
from vnadmin_nlp.records import Assignment, Label, Span

_LABELS: dict[str, Label] = {"O": "ORG-UNIT", "D": "DEADLINE", "R": "DOC-REF", "T": "TASK"}


def read(marked: str) -> tuple[str, list[Span]]:
    """Text and spans of a marked text."""
    out: list[str] = []
    stack: list[tuple[Label, int]] = []
    found: list[tuple[int, int, Label]] = []
    n = i = 0
    while i < len(marked):
        m = re.match(r"\{([ODRT])\|", marked[i:])
        if m:
            stack.append((_LABELS[m[1]], n))
            i += m.end()
        elif marked[i] == "}":
            label, start = stack.pop()
            found.append((start, n, label))
            i += 1
        else:
            out.append(marked[i])
            n += 1
            i += 1
    text = "".join(out)
    found.sort(key=lambda x: (x[0], -x[1]))
    return text, [
        Span(id=f"s{k}", label=x[2], start=x[0], end=x[1], text=text[x[0] : x[1]]) for k, x in enumerate(found)
    ]


def linked(marked: str, form: str = "NFC") -> list[Assignment]:
    """The assignments of a marked text."""
    marked = unicodedata.normalize("NFD", marked) if form == "NFD" else marked
    text, spans = read(marked)
    return link(text, spans, parse(text))[0]


def short(a: Assignment) -> tuple[list[str], list[str], str | None]:
    """Lead, partners and due value, in NFC."""

    def names(units: tuple) -> list[str]:  # type: ignore[type-arg]
        return [" ".join(unicodedata.normalize("NFC", u.text).split()) for u in units]

    return names(a.lead), names(a.coordinating), a.due.value if a.due else None
