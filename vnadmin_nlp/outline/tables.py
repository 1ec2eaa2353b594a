"""Tables: cells with row, column and the role of their column, from reader blocks, Markdown pipes, bars and tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vnadmin_nlp.documents.source import Block
from vnadmin_nlp.documents.views import View
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.outline.model import Cell, Role
from vnadmin_nlp.outline.words import words

_P = patterns("outline_layout.yaml")
_LINE = re.compile(r"[^\n]+")
_DIVIDER = re.compile(r"[|\s:+=-]{3,2000}")
_NUMBERING = re.compile(r"\s{0,4}(?:\d{1,3}(?:\.\d{1,2}){0,3}|[ivxIVX]{1,5}|[a-zđ])[.)]?\s{0,4}")


@dataclass(frozen=True, slots=True)
class CellRange:
    """A cell and its stretch of text."""

    start: int
    end: int
    cell: Cell


def cells(text: str, blocks: Iterable[Block] = ()) -> list[CellRange]:
    """All table cells in order of the text, not overlapping, empty ones left out."""
    given = _from_blocks(text, blocks)
    found = given or _from_lines(text)
    out: list[CellRange] = []
    by_table: dict[int, list[CellRange]] = {}
    for c in found:
        by_table.setdefault(c.cell.table, []).append(c)
    for table in by_table.values():
        out.extend(_with_roles(text, table))
    out.sort(key=lambda c: (c.start, c.end))
    return [c for i, c in enumerate(out) if i == 0 or c.start >= out[i - 1].end]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def cells_in(blocks: Iterable[Block], view: View) -> list[Block]:
    """The cell blocks among `blocks` (offsets of the original), with offsets of `view`."""
    return [
        Block(view.position(b.start), view.position(b.end), "cell", table=b.table, row=b.row, col=b.col)
        for b in blocks
        if b.kind == "cell"
    ]


def _from_blocks(text: str, blocks: Iterable[Block]) -> list[CellRange]:
    out = []
    for b in blocks:
        if b.kind == "cell" and b.table is not None and b.row is not None and b.col is not None:
            s, e = _trim(text, b.start, b.end)
            if s < e:
                out.append(CellRange(s, e, Cell(b.table, b.row, b.col, None)))
    return out


def _from_lines(text: str) -> list[CellRange]:
    out: list[CellRange] = []
    table, row, last_end, kind = 0, 0, -1, ""
    bars: list[tuple[int, int]] = []
    wide = 0  # bars of a full row of the open table of pipes
    skip = -1
    for m in _LINE.finditer(text):
        line = m[0]
        body = line.strip()
        now = "pipe" if body.startswith("|") and body.count("|") >= 3 else "tab" if _tabbed(line) else ""
        if kind == "tab" and "\t" in body and not text[last_end : m.start()].strip():
            now = "tab"  # a row of which most cells are empty, a merged row
        if kind == "pipe" and body.startswith("|") and body.count("|") == 2 and not text[last_end : m.start()].strip():
            now = "pipe"  # the first line of a wrapped row
        if body == "|":
            bars.append((m.start() + line.index("|"), m.end()))
        if m.start() < skip or not now:
            continue
        if _DIVIDER.fullmatch(body):
            last_end = m.end()
            continue
        if kind != now or text[last_end : m.start()].strip() or text[last_end : m.start()].count("\n") > 2:
            table, row, wide = table + 1, 0, body.count("|")
        end = m.end()
        if now == "pipe" and body.count("|") < wide:
            end = _whole_row(text, m.start(), end, wide)
            line = text[m.start() : end]
        for col, (s, e) in _split_row(text, m.start(), line, "|" if now == "pipe" else "\t"):
            out.append(CellRange(s, e, Cell(table, row, col, None)))
        kind, last_end, row, skip = now, end, row + 1, end
    out += _from_bars(text, bars, table + 1)
    return out + _from_headed_lines(text, max((c.cell.table for c in out), default=0) + 1)


def _whole_row(text: str, start: int, end: int, wide: int) -> int:
    """The end of a row of pipes that hard wraps cut into several lines."""
    stop = end
    for _ in range(6):
        more = text.find("\n", stop + 1)
        stop = len(text) if more < 0 else more
        row = text[start:stop]
        if "\n\n" in row or (row.count("|") > wide and not row.rstrip().endswith("|")):
            return end
        if row.count("|") >= wide and row.rstrip().endswith("|"):
            return stop
        if more < 0:
            break
    return end


def _split_row(text: str, at: int, line: str, sep: str) -> list[tuple[int, tuple[int, int]]]:
    parts = line.split(sep)
    if sep == "|" and not parts[0].strip():
        at += len(parts[0]) + 1
        parts = parts[1:]
    out = []
    for col, part in enumerate(parts):
        s, e = _trim(text, at, at + len(part))
        if s < e:
            out.append((col, (s, e)))
        at += len(part) + 1
    return out


def _tabbed(line: str) -> bool:
    return line.strip().count("\t") >= 2 and sum(1 for p in line.split("\t") if p.strip()) >= 3


def _from_bars(text: str, bars: Sequence[tuple[int, int]], table: int) -> list[CellRange]:
    """Tables whose bars stand alone on their lines: a row of k cells has k + 1 bars."""
    out: list[CellRange] = []
    run: list[tuple[int, int]] = []
    for bar in [*bars, (len(text) + 9, len(text) + 9)]:
        gap = text[run[-1][1] : bar[0]] if run else ""
        if run and (bar[0] > len(text) or len(gap) > 3000 or gap.count("\n\n") > 1):
            out += _one_bar_table(text, run, table)
            table += 1
            run = []
        run.append(bar)
    return out


def _one_bar_table(text: str, bars: list[tuple[int, int]], table: int) -> list[CellRange]:
    contents = [_trim(text, a[1], b[0]) for a, b in pairwise(bars)]
    width = next((i for i, (s, e) in enumerate(contents) if s >= e), len(contents))
    if width < 3:  # letterhead, signature: no table of assignments
        return []
    out: list[CellRange] = []
    i = row = 0
    while i < len(contents):
        size = _row_size(contents, i, width)
        for col, (s, e) in enumerate(contents[i : i + size]):
            if s < e:
                out.append(CellRange(s, e, Cell(table, row, col, None)))
        i += size + 1
        row += 1
    return out


def _row_size(contents: Sequence[tuple[int, int]], i: int, width: int) -> int:
    """How many cells the row at `i` has: `width`, or one where a merged cell is the whole row."""
    empty = [s >= e for s, e in contents[i : i + width + 1]]
    if len(empty) <= width or (empty[width] and sum(empty[:width]) <= width - 2):
        return width
    return 1 if len(empty) > 1 and empty[1] and not empty[0] else width


_SECTION = re.compile(r"[A-Z]{1,4}[.)]?")


def _from_headed_lines(text: str, table: int) -> list[CellRange]:
    """Tables whose cells stand on lines of their own: known column heads one below the other, then numbered rows."""
    lines = [
        (m.start() + len(m[0]) - len(m[0].lstrip()), m.end() - len(m[0]) + len(m[0].rstrip()), m[0].strip())
        for m in _LINE.finditer(text)
    ]
    lines = [x for x in lines if x[2]]
    out: list[CellRange] = []
    i = 0
    while i < len(lines):
        heads = _heads(lines, i)
        if heads is None:
            i += 1
            continue
        for col, (s, e, _) in enumerate(lines[i : i + len(heads)]):
            out.append(CellRange(s, e, Cell(table, 0, col, None)))
        i += len(heads)
        row = 1
        while i < len(lines):
            if _SECTION.fullmatch(lines[i][2]) and i + 2 < len(lines) and lines[i + 2][2].rstrip(".") == str(row):
                i += 2
            if lines[i][2].rstrip(".") != str(row):
                break
            body: list[tuple[int, int, str]] = []
            k = i + 1
            while k < len(lines) and len(body) < len(heads) - 1 and lines[k][2].rstrip(".") != str(row + 1):
                if (
                    _SECTION.fullmatch(lines[k][2])
                    and k + 2 < len(lines)
                    and lines[k + 2][2].rstrip(".") == str(row + 1)
                ):
                    break
                body.append(lines[k])
                k += 1
            out.append(CellRange(lines[i][0], lines[i][1], Cell(table, row, 0, None)))
            for col, (s, e, _) in _columns(body, heads):
                out.append(CellRange(s, e, Cell(table, row, col, None)))
            i, row = k, row + 1
        table += 1
    return out


def _heads(lines: Sequence[tuple[int, int, str]], i: int) -> list[Role] | None:
    """The roles of the column heads that begin at line `i`; None where no table begins."""
    if column_role(lines[i][2]) != "number":
        return None
    roles: list[Role] = []
    while i < len(lines) and len(lines[i][2]) <= 40 and (role := column_role(lines[i][2])):
        roles.append(role)
        i += 1
    return roles if len(set(roles)) >= 4 and "task" in roles else None


def _columns(body: Sequence[tuple[int, int, str]], heads: Sequence[Role]) -> list[tuple[int, tuple[int, int, str]]]:
    """Give the cells of a row their columns; where some are lost, the last one that reads like a time is the due."""
    if len(body) == len(heads) - 1:
        return list(enumerate(body, start=1))
    out = []
    rest = list(body)
    if rest and "due" in heads and _P["time"].search(rest[-1][2]) and len(rest) > 1:
        out.append((heads.index("due"), rest.pop()))
    free = [c for c, role in enumerate(heads) if role not in ("number", "due")]
    out += list(zip(free, rest, strict=False))
    return sorted(out)


def column_role(head: str) -> Role | None:
    """What a column is for, by its head; None where the head does not tell."""
    h = " ".join(head.replace("*", " ").casefold().split())
    if not h or len(h) > 60:
        return None
    for role, heads in words().columns:
        if role == "number" and h.rstrip(".") in heads:
            return role
        if role != "number" and any(x in h for x in heads):
            if role == "with" and "chủ trì" in h:
                return "lead"
            return role
    return None


def _with_roles(text: str, table: list[CellRange]) -> list[CellRange]:
    rows = sorted({c.cell.row for c in table})
    for r in rows[:4]:
        heads = {c.cell.col: column_role(text[c.start : c.end]) for c in table if c.cell.row == r}
        roles = {x for x in heads.values() if x}
        if len(roles) >= 2 and roles & {"task", "lead", "due", "with"}:
            taken: dict[int, Role | None] = {}
            for col, role in heads.items():
                taken[col] = None if role == "task" and "task" in taken.values() else role
            return [replace(c, cell=replace(c.cell, role=taken.get(c.cell.col), head=c.cell.row <= r)) for c in table]
    return table


def is_numbering(s: str) -> bool:
    """Whether a cell only holds a running number."""
    return len(s) <= 8 and bool(_NUMBERING.fullmatch(s))
