"""A directive as HTML: the marked text and the table of its assignments; also what a notebook shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Final

from vnadmin_nlp.exports.plain import one_line, printable
from vnadmin_nlp.exports.table import headline
from vnadmin_nlp.exports.told import details, moved, named, no_lead, reporting
from vnadmin_nlp.records import Assignment, Directive, Due, Span

_CLASSES: Final = {"ORG-UNIT": "org", "DEADLINE": "due", "DOC-REF": "ref", "TASK": "task"}
_STYLE: Final = """
.vnadmin{font-family:system-ui,sans-serif;font-size:14px;line-height:1.6;color:#1a1a1a;background:#fff;padding:8px}
.vnadmin .text{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #ddd;padding:8px 12px;margin:8px 0}
.vnadmin mark{color:inherit;border-radius:3px;padding:1px 2px;background:none}
.vnadmin mark.task{background:#f3f1e4}
.vnadmin mark.org{background:#cfe3ff}
.vnadmin mark.due{background:#ffd9b0}
.vnadmin mark.ref{background:#d5efcf}
.vnadmin table{border-collapse:collapse;width:100%}
.vnadmin th,.vnadmin td{border:1px solid #ddd;padding:4px 8px;text-align:left;vertical-align:top}
.vnadmin .warning{color:#8a4b00}
.vnadmin .none{color:#8a4b00}
.vnadmin summary{cursor:pointer;color:#555}
.vnadmin dl{display:grid;grid-template-columns:max-content 1fr;gap:0 12px;margin:4px 0;font-size:13px}
.vnadmin dt{color:#555}
.vnadmin dd{margin:0;overflow-wrap:anywhere}
""".strip()
_PAGE: Final = (
    '<!doctype html>\n<html lang="vi">\n<head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"></head>\n<body>\n'
)


def _open(span: Span) -> str:
    told = [span.label, span.value or "", "" if span.score is None else f"{span.score:.2f}"]
    title = escape(one_line(" · ".join(t for t in told if t)))
    return f'<mark class="{_CLASSES[span.label]}" title="{title}">'


def marked_text(directive: Directive) -> str:
    """The text with every span in a `mark`. Marks nest; where two spans cross, the inner one is cut in two."""
    text = directive.text
    spans = [s for s in directive.spans if 0 <= s.start < s.end <= len(text)]
    opening: dict[int, list[Span]] = {}
    for span in spans:
        opening.setdefault(span.start, []).append(span)
    places = sorted({0, len(text), *(s.start for s in spans), *(s.end for s in spans)})
    out: list[str] = []
    stack: list[Span] = []
    for here, after in zip(places, [*places[1:], len(text)], strict=True):
        lowest = next((k for k, s in enumerate(stack) if s.end == here), len(stack))
        again = [s for s in stack[lowest:] if s.end > here]
        out.append("</mark>" * (len(stack) - lowest))
        # of spans that begin together the longer one is outside, and TASK outside an entity of the same extent
        fresh = sorted(opening.get(here, []), key=lambda s: (-s.end, s.label != "TASK"))
        stack = [*stack[:lowest], *again, *fresh]
        out += [_open(s) for s in stack[lowest:]]
        out.append(escape(printable(text[here:after])))
    return "".join(out)


def _lines(texts: Iterable[str]) -> str:
    return "<br>".join(escape(one_line(t)) for t in texts)


def _due(due: Due | None) -> str:
    if due is None:
        return ""
    day = moved(due)
    told = [due.value or "?", due.time, "provisional" if due.provisional else None, due.text, day and f"day off: {day}"]
    return _lines(t for t in told if t)


def _details(a: Assignment) -> str:
    """What has no column, folded away."""
    told = "".join(f"<dt>{escape(label)}</dt><dd>{escape(line)}</dd>" for label, line in details(a))
    return f"<details><summary>details</summary><dl>{told}</dl></details>" if told else ""


# heading, cell of an assignment, whether the column stands where all its cells are empty
_COLUMNS: Final[tuple[tuple[str, Callable[[Assignment], str], bool], ...]] = (
    ("Lead", lambda a: _lines(u.text for u in a.lead) or f'<span class="none">{escape(no_lead(a))}</span>', True),
    ("With", lambda a: _lines(u.text for u in a.coordinating), True),
    ("Task", lambda a: _lines([a.task.text]) + _details(a), True),
    ("Due", lambda a: _due(a.due), True),
    ("Under", lambda a: _lines(r.text for r in a.refs), True),
    ("Report to", lambda a: escape(reporting(a)), False),
    ("Checked by", lambda a: _lines(map(named, a.checked_by)), False),
)


def _table(assignments: Sequence[Assignment]) -> str:
    if not assignments:
        return "<p>no assignments found</p>"
    columns = [("No", [str(i) for i in range(1, len(assignments) + 1)])]
    for head, cell, always in _COLUMNS:
        cells = [cell(a) for a in assignments]
        if always or any(cells):
            columns.append((head, cells))
    heads = "".join(f"<th>{head}</th>" for head, _ in columns)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in zip(*(c for _, c in columns), strict=True)
    )
    return f"<table>\n<tr>{heads}</tr>\n{rows}\n</table>"


def to_html(directive: Directive) -> str:
    """A fragment: headline, marked text, table of assignments, warnings. Everything of the document is escaped."""
    warnings = "".join(f'<p class="warning">{escape(one_line(w))}</p>\n' for w in directive.warnings)
    source = f"<p><b>{escape(one_line(directive.source))}</b></p>\n" if directive.source else ""
    return (
        f'<style>\n{_STYLE}\n</style>\n<div class="vnadmin">\n{source}<p>{escape(headline(directive))}</p>\n'
        f'<div class="text">{marked_text(directive)}</div>\n{_table(directive.assignments)}\n{warnings}</div>\n'
    )


def html_stream(directives: Iterable[Directive]) -> Iterator[str]:
    """A whole page with one fragment per directive; nothing at all where there is no directive."""
    started = False
    for directive in directives:
        if not started:
            yield _PAGE.format(title=escape(one_line(directive.source or "vnadmin")))
            started = True
        yield to_html(directive)
    if started:
        yield "</body>\n</html>\n"
