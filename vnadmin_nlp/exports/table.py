"""Assignments as a table for people, in a terminal."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from vnadmin_nlp.exports.plain import one_line
from vnadmin_nlp.exports.told import SEPARATOR, moved, named, no_lead, reporting
from vnadmin_nlp.records import Assignment, Directive

if TYPE_CHECKING:
    from rich.console import Console

WIDTH: Final = 100
# heading, share of the width, style
_COLUMNS: Final = (
    ("No", 0, "dim"),
    ("Lead", 4, "bold"),
    ("With", 3, ""),
    ("Task", 10, ""),
    ("Due", 4, "bold"),
    ("Under", 4, ""),
)


def _due(a: Assignment) -> str:
    if a.due is None:
        return ""
    value = one_line(a.due.value or "?").replace(";", ";\n")  # a rule breaks between its parts
    told = [
        value,
        a.due.time and one_line(a.due.time),
        "provisional" if a.due.provisional else None,
        one_line(a.due.text),
    ]
    if day := moved(a.due):
        told.append(f"day off: {day}")
    return "\n".join(t for t in told if t)


def _task(a: Assignment) -> str:
    """The task, with the roles and times that have no column of their own."""
    further = (
        ("report to", reporting(a)),
        ("advises", ", ".join(map(named, a.advises))),
    )
    return "\n".join([one_line(a.task.text), *(f"› {label}: {told}" for label, told in further if told)])


def _cells(number: int, a: Assignment) -> tuple[str, ...]:
    return (
        str(number),
        "\n".join(one_line(u.text) for u in a.lead) or f"({no_lead(a)})",
        "\n".join(one_line(u.text) for u in a.coordinating),
        _task(a),
        _due(a),
        "\n".join(one_line(r.text) for r in a.refs),
    )


def headline(directive: Directive) -> str:
    """What the directive says of itself, on one line: type, number, date, issuer, subject."""
    about = directive.document
    number = "/".join(p for p in (about.number, about.symbol) if p)
    parts = (about.type, number and f"số {number}", about.date, about.issuer, about.subject)
    return SEPARATOR.join(one_line(p) for p in parts if p)


def _checkers(directive: Directive) -> list[str]:
    """Who checks which rows, on one line for each body: it is the same one for most of them."""
    rows: dict[str, list[int]] = {}
    for number, a in enumerate(directive.assignments, 1):
        for name in dict.fromkeys(map(named, a.checked_by)):
            rows.setdefault(name, []).append(number)
    return [f"checked by {name}: {_ranges(numbers)}" for name, numbers in rows.items()]


def _ranges(numbers: Sequence[int]) -> str:
    """ "1-3, 5" for 1, 2, 3, 5."""
    out: list[list[int]] = []
    for n in numbers:
        if out and n == out[-1][-1] + 1:
            out[-1].append(n)
        else:
            out.append([n])
    return ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}-{r[-1]}" for r in out)


def print_table(directive: Directive, console: Console) -> None:
    """Print one directive: where it is from, its assignments, what was not certain."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    console.print(Text(one_line(directive.source or "(text)"), style="bold"))
    if head := headline(directive):
        console.print(Text(head))
    rows = [_cells(i, a) for i, a in enumerate(directive.assignments, 1)]
    if rows:
        table = Table(box=box.SIMPLE_HEAD, show_lines=False, padding=(0, 1, 1, 0), expand=True, pad_edge=False)
        shown = [
            k for k, (name, *_) in enumerate(_COLUMNS) if name in ("No", "Lead", "Task") or any(r[k] for r in rows)
        ]
        for k in shown:
            name, share, style = _COLUMNS[k]
            table.add_column(name, style=style, ratio=share or None, overflow="fold")
        for row in rows:
            table.add_row(*(Text(row[k]) for k in shown))
        console.print(table)
        for line in _checkers(directive):
            console.print(Text(line))
    else:
        console.print(Text("no assignments found"))
    for warning in directive.warnings:
        console.print(Text(one_line(warning), style="yellow"))
    console.print()


def to_table(directive: Directive, *, width: int = WIDTH, color: bool = False) -> str:
    """The table as text of at most `width` columns; `color` adds the terminal's control codes."""
    from rich.console import Console

    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        highlight=False,
    )
    print_table(directive, console)
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))
