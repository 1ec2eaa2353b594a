"""Assignments as a table for people, in a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from vnadmin_nlp.exports.plain import one_line
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
    told = one_line(a.due.text)
    value = one_line(a.due.value or "?").replace(";", ";\n")  # a rule breaks between its parts
    return f"{value}\n{told}"


def _cells(number: int, a: Assignment) -> tuple[str, ...]:
    return (
        str(number),
        "\n".join(one_line(u.text) for u in a.lead),
        "\n".join(one_line(u.text) for u in a.coordinating),
        one_line(a.task.text),
        _due(a),
        "\n".join(one_line(r.text) for r in a.refs),
    )


def headline(directive: Directive) -> str:
    """What the directive says of itself, on one line: type, number, date, issuer, subject."""
    about = directive.document
    number = "/".join(p for p in (about.number, about.symbol) if p)
    parts = (about.type, number and f"số {number}", about.date, about.issuer, about.subject)
    return " · ".join(one_line(p) for p in parts if p)


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
