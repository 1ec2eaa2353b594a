"""Which tasks a field line (Đơn vị chủ trì: …, Thời gian: …) or the cells of a row speak of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from vnadmin_nlp.assignments.context import Context
from vnadmin_nlp.outline.model import Node, Role


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a field: a stretch of the text, and where it comes from (`cell`, `field`, `due-line`)."""

    start: int
    end: int
    rule: str


@dataclass(slots=True)
class _Line:
    role: Role
    at: int
    value: Value
    node: Node


@dataclass(slots=True)
class Fields:
    """Field values of every task, by role."""

    of_task: dict[tuple[int, Role], list[Value]] = field(default_factory=lambda: defaultdict(list))
    used: list[tuple[int, int]] = field(default_factory=list)  # stretches that are field values

    def get(self, task: int, role: Role) -> list[Value]:
        """The values of `role` for a task, in the order of the text."""
        return self.of_task.get((task, role), [])


def find_fields(ctx: Context) -> Fields:
    """Cells of the row and field lines, for all tasks."""
    out = Fields()
    _cells(ctx, out)
    last: dict[tuple[Role, int], int] = {}
    for line in _lines(ctx):
        out.used.append((line.value.start, line.value.end))
        for i in _scope(ctx, line, last):
            if not (ctx.node(ctx.node_of[i]).cell and out.get(i, line.role)):
                out.of_task[i, line.role].append(line.value)
    return out


def _cells(ctx: Context, out: Fields) -> None:
    rows: dict[tuple[int, int], list[Node]] = defaultdict(list)
    for n in ctx.outline.nodes:
        if n.cell:
            rows[n.cell.table, n.cell.row].append(n)
    for i, index in enumerate(ctx.node_of):
        cell = ctx.node(index).cell
        if cell is None:
            continue
        for n in rows[cell.table, cell.row]:
            if n.cell and n.cell.role in ("lead", "with", "due") and n.cell.col != cell.col:
                out.of_task[i, n.cell.role].append(Value(n.start, n.end, "cell"))


def _lines(ctx: Context) -> list[_Line]:
    out = []
    for n in ctx.outline.nodes:
        if n.cell or n.part not in ("body", "annex"):
            continue
        for f in n.fields:
            end = f.value_end
            if not ctx.flat[f.value_start : end].strip(" .:"):
                end = _last_end(ctx, n)
            rule = "due-line" if f.role == "due" else "field"
            out.append(_Line(f.role, f.start, Value(f.value_start, end, rule), n))
        if n.kind == "dueline" and not n.fields and n.index not in ctx.by_node:
            out.append(_Line("due", n.content, Value(n.content, n.end, "due-line"), n))
    return out


def _last_end(ctx: Context, n: Node) -> int:
    """The end of the lines below a label that stands alone, where they hold no task."""
    end = n.end
    for k in n.children:
        if k in ctx.by_node:
            return n.end
        end = max(end, ctx.node(k).end)
    return end


def _scope(ctx: Context, line: _Line, last: dict[tuple[Role, int], int]) -> list[int]:
    """The tasks that a field line speaks of: those before it in its item, since the last line of its kind."""
    node: Node | None = line.node
    while node is not None:
        if node is not line.node and _is_section(line.node, node):
            return []
        tasks = ctx.under.get(node.index, [])
        if node is line.node:
            tasks = [i for i in tasks if ctx.tasks[i].start < line.at]
        if tasks:
            low = last.get((line.role, node.index), -1)
            before = [i for i in tasks if low < ctx.tasks[i].start < line.at]
            last[line.role, node.index] = line.at
            if before or low >= 0:
                return before
            return [i for i in tasks if ctx.tasks[i].start > line.at]
        if node.parent is None:
            break
        node = ctx.node(node.parent)
    return []


def _is_section(line: Node, owner: Node) -> bool:
    """A numbered line directly under the whole text or a main heading ("4. Thời gian thực hiện: …") speaks of no item."""
    if not line.marker or not line.marker[0].isalnum() or line.parent != owner.index:
        return False
    return not owner.marker or owner.marker[0].isupper()
