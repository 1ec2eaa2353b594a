"""Lead and partners of every TASK: of the sentence, else inherited along the outline (guidelines 1.3, "Assignments")."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from vnadmin_nlp.assignments.closing import Closing, closing_of
from vnadmin_nlp.assignments.context import Context
from vnadmin_nlp.assignments.fields import Fields, Value
from vnadmin_nlp.assignments.inside import inner_leads, inner_partners
from vnadmin_nlp.assignments.roles import (
    Roles,
    Unit,
    classify,
    heading_roles,
    sentence_roles,
)
from vnadmin_nlp.assignments.rows import row_of
from vnadmin_nlp.assignments.zone import early_start, names_person, past_phrase, zone
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.outline.model import Node

_P = patterns("roles.yaml")
Why = tuple[str, str, int, int]  # rule, cue text, start, end (view offsets)


@dataclass(slots=True)
class Who:
    """Who leads a TASK and with whom. `rule` says where the lead comes from; `travel` are partners that go along with it."""

    lead: list[Unit] = field(default_factory=list)
    partners: list[Unit] = field(default_factory=list)
    travel: list[Unit] = field(default_factory=list)
    rule: str = ""
    delegated: bool = False  # told to act by the unit of a heading above it
    why: list[Why] = field(default_factory=list)


class Leads:
    """Finds lead and partners, task by task in the order of the text."""

    def __init__(self, ctx: Context, fields: Fields) -> None:
        self.ctx = ctx
        self.fields = fields
        self.found: list[Who] = []
        self._stated: dict[int, Who] = {}
        self._default: Who | None = None

    def all(self) -> list[Who]:
        """One `Who` for each task."""
        for i in range(len(self.ctx.tasks)):
            self.found.append(self._one(i))
        return self.found

    def _one(self, i: int) -> Who:
        ctx = self.ctx
        t = ctx.tasks[i]
        start, end = zone(ctx, i)
        end = past_phrase(ctx, start, end, t.end)
        node = ctx.node(ctx.node_of[i])
        item = bool(node.marker) and start == node.content
        own = sentence_roles(ctx.flat, start, end, ctx.units_in(start, end), item=item)
        closing = closing_of(ctx, i)
        inside = inner_partners(ctx.flat, t.start, t.end, ctx.units_in(t.start, t.end))
        who = Who(
            list(own.lead), list(own.partners), list(own.partners), "sentence" if own.lead else "", why=list(own.why)
        )
        if (also := inner_leads(ctx.flat, t.start, t.end, ctx.units_in(t.start, t.end))).lead:
            who.lead += also.lead
            who.rule = "sentence"
            who.why += also.why
        if who.lead and node.marker[:1].isalnum() and (lines := self._fields(i)):
            # field lines count as the item's own, beside its sentence; a bullet that names its unit has that
            who.lead += [u for u in lines.lead if self.ctx.name(u) not in {self.ctx.name(x) for x in who.lead}]
            who.why += lines.why
        if not who.lead:
            source = self._fields(i) or self._row(i) or self._closing(closing)
            if source is None and names_person(ctx, start, end):
                who.why.append(("person", ctx.text[start:end][:80], start, end))
                who.rule = "person"
                source = Who()
            source = source or self._inherited(i)
            if not source.lead and who.rule != "person":
                early = early_start(ctx, i, own)
                source = (
                    Who(early.lead, [], list(early.partners), "task-start", why=early.why) if early.lead else source
                )
            if source.lead:
                who.lead, who.rule = list(source.lead), source.rule
                who.why += source.why
                who.partners = list(source.travel) + who.partners
                who.travel = list(source.travel)
        if not who.travel:
            who.partners += self._field_partners(i)
        who.partners += inside.partners + (closing.partners if closing else [])
        who.partners = self._without(who.partners, who.lead)
        who.why += inside.why
        return who

    def _without(self, units: list[Unit], lead: list[Unit]) -> list[Unit]:
        """`units` once each, those that lead (by name) left out."""
        seen = {self.ctx.name(u) for u in lead}
        out = []
        for u in units:
            if self.ctx.name(u) not in seen:
                seen.add(self.ctx.name(u))
                out.append(u)
        return out

    # --- field lines and cells ------------------------------------------------------------------------------------

    def _fields(self, i: int) -> Who | None:
        """Lead and partners of the item's field lines or of the row's cells."""
        ctx = self.ctx
        who = Who(rule="field")
        for v in self._of_item(i, self.fields.get(i, "lead")):
            for r in classify(ctx.flat, v.start, v.end, ctx.units_in(v.start, v.end)):
                if (r.role in ("lead", "giver") and not who.lead) or (
                    r.role in ("lead", "giver") and ";" in ctx.text[who.lead[-1].end : r.start]
                ):
                    who.lead += r.units
                elif r.role == "with":
                    who.travel += r.units
            if who.lead:
                who.why.append((f"lead:{v.rule}", ctx.text[v.start : v.end][:60].strip(), v.start, v.end))
        who.travel += self._field_partners(i)
        return who if who.lead else None

    def _field_partners(self, i: int) -> list[Unit]:
        values = self._of_item(i, self.fields.get(i, "with"))
        low, stop = self.ctx.tasks[i].end, self._next_task(i)
        if any(low <= v.start < stop and v.rule != "cell" for v in self.fields.get(i, "lead")):
            values = [v for v in values if v.rule == "cell" or v.start < stop]  # the TASK has field lines of its own
        return [u for v in values for u in self.ctx.units_in(v.start, v.end)]

    def _next_task(self, i: int) -> int:
        tasks = self.ctx.tasks
        return tasks[i + 1].start if i + 1 < len(tasks) else len(self.ctx.text)

    def _of_item(self, i: int, values: Sequence[Value]) -> list[Value]:
        """The values that are the item's own: those right behind the TASK before those above it.

        A line outside of all items that holds tasks itself ("Phân công: …") speaks of none but these.
        """
        tasks = self.ctx.tasks
        node = self.ctx.node(self.ctx.node_of[i])
        loose = not any(n.marker for n in (node, *self.ctx.outline.ancestors(node)))
        own = [v for v in values if not (loose and any(v.start <= t.start < v.end for t in tasks))]
        stop = self._next_task(i)
        behind = [v for v in own if tasks[i].end <= v.start < stop and v.rule != "cell"]
        return behind or own

    def _row(self, i: int) -> Who | None:
        """Units in the row of a table that lost its columns."""
        row = row_of(self.ctx, i)
        if row is None:
            return None
        why: Why = ("lead:row", "", row.lead[0].start, row.lead[-1].end)
        return Who(list(row.lead), list(row.partners), list(row.partners), "field", why=[why])

    def _closing(self, found: Closing | None) -> Who | None:
        """Units behind the TASK in its line."""
        if found is None or not found.lead:
            return None
        start, end = found.lead[0].start, found.lead[-1].end
        why: Why = ("lead:behind", self.ctx.text[start:end], start, end)
        return Who(list(found.lead), rule="field", why=[why])

    # --- inheritance ----------------------------------------------------------------------------------------------

    def _inherited(self, i: int) -> Who:
        ctx = self.ctx
        node = ctx.node(ctx.node_of[i])
        here = ctx.by_node[node.index]
        same = here[
            max(0, bisect_left(here, i) - 1) : bisect_left(here, i)
        ]  # the TASK before this one in its paragraph
        asked = self._asked_before(node, same, i)
        if asked is not None:
            return asked
        if _P["you"].search(ctx.flat, *zone(ctx, i)) or self._asks_addressees(i):
            return self.default(by_letter=True)
        if same and self.found[same[-1]].lead:
            return self._as(self.found[same[-1]], "earlier-sentence")
        if not node.cell:
            stated = self._paragraph_before(node, i)
            if stated is not None:
                return stated
            line = self._unit_line(node)
            if line is not None:
                return line
        return self._above(node, i)

    def _above(self, node: Node, i: int) -> Who:
        """Whom the headings and lead-ins above tell to act, with the partners of a lead-in "Chủ trì, phối hợp với X:" on the way."""
        delegated: Who | None = None
        beside: list[Unit] = []
        for above in self.ctx.outline.ancestors(node):
            who = self.stated(above, self.ctx.tasks[i].start)
            if who.lead and not who.delegated:
                return self._as(who, "heading", beside)
            if not who.lead:
                beside += who.travel
            delegated = delegated or (who if who.lead else None)
        if delegated is None or self.default().lead:  # the addressees direct those whom the lead-in names
            return self._as(self.default(), "addressees", beside) if beside else self.default()
        return self._as(delegated, "heading", beside)

    def _asks_addressees(self, i: int) -> bool:
        """ "Có khó khăn, đề nghị quý đơn vị phản ánh …" as a TASK."""
        t = self.ctx.tasks[i]
        m = _P["you"].search(self.ctx.flat, t.start, min(t.end, t.start + 80))
        return m is not None and _P["lead_before"].search(self.ctx.flat[t.start : m.start()]) is not None

    def _unit_line(self, node: Node) -> Who | None:
        """A line above the bullets that holds nothing but units is their heading."""
        if not node.marker or node.marker[0].isalnum():
            return None
        ctx = self.ctx
        for k in range(node.index - 1, max(-1, node.index - 40), -1):
            before = ctx.node(k)
            if before.parent != node.parent or (before.marker and not before.marker[0].isalnum()):
                continue
            if before.marker or before.kind != "text" or k in ctx.under:
                return None
            units = ctx.units_in(before.content, before.end)
            rest = ctx.flat[before.content : before.end]
            for u in reversed(units):
                rest = rest[: u.start - before.content] + rest[u.end - before.content :]
            if not units or _P["ordinal"].sub("", rest.strip(), count=1).strip(" ,;:và"):
                return None
            return Who(list(units), rule="heading", why=[("heading", "", units[0].start, units[-1].end)])
        return None

    def _asked_before(self, node: Node, same: list[int], i: int) -> Who | None:
        """A sentence between the last TASK and this one that holds no TASK but asks somebody: "Yêu cầu các xã thực hiện."."""
        ctx = self.ctx
        low = ctx.tasks[same[-1]].end if same else node.content
        here = ctx.outline.sentence(ctx.tasks[i].start)[0]
        for start, end in reversed(node.sentences):
            if start >= low and end <= here:
                strong = [
                    r for r in classify(ctx.flat, start, end, ctx.units_in(start, end)) if r.role == "lead" and r.strong
                ]
                if strong:
                    r = strong[-1]
                    return Who(list(r.units), [], [], "earlier-sentence", why=[("earlier-sentence", *r.cue)])
        return None

    def _paragraph_before(self, node: Node, i: int) -> Who | None:
        """An earlier unmarked paragraph of the same numbered item."""
        ctx = self.ctx
        if node.marker or node.parent is None:
            return None
        parent = ctx.node(node.parent)
        if not parent.marker or not parent.marker[0].isalnum() or parent.marker[:1] in "IVX":
            return None
        for k in reversed([c for c in parent.children if c < node.index]):
            before = ctx.node(k)
            if before.marker:
                return None
            tasks = ctx.by_node.get(k)
            if tasks and self.found[tasks[-1]].lead:
                return self._as(self.found[tasks[-1]], "earlier-paragraph")
        return None

    @staticmethod
    def _as(who: Who, rule: str, beside: Sequence[Unit] = ()) -> Who:
        """`who` as another TASK inherits it; `beside` are partners that were named on the way."""
        why: list[Why] = [(rule, w[1], w[2], w[3]) for w in who.why if w[0] != "with:inside"][:3]
        travel = [*who.travel, *beside]
        rule = who.rule if who.rule == "addressees" else rule
        return Who(list(who.lead), travel, list(travel), rule, why=why)

    def stated(self, node: Node, before: int) -> Who:
        """Whom a heading, a lead-in or an item tells to act; its children inherit it."""
        if node.index in self._stated:
            return self._stated[node.index]
        ctx = self.ctx
        who = Who()
        tasks = [k for k in ctx.by_node.get(node.index, []) if k < len(self.found) and ctx.tasks[k].start < before]
        low = node.content
        if tasks:
            # what a list continues is the item, told by its first task; "… Mỗi đoàn làm việc ở ba xã. Lịch cụ thể:" its last
            told = self.found[tasks[-1] if node.kind == "leadin" else tasks[0]]
            who = Who(list(told.lead), list(told.travel), list(told.travel), told.rule, why=list(told.why))
            low = ctx.tasks[tasks[-1]].end
        pieces = [s for s in node.sentences if s[1] > low] or [(node.content, node.end)]
        order = [(max(pieces[-1][0], low), pieces[-1][1])] if node.kind == "leadin" else []
        if not tasks:
            order.append((pieces[0][0], pieces[0][1]))
        for start, end in order:
            units, item = ctx.units_in(start, end), bool(node.marker) and start == node.content
            roles = heading_roles(ctx.flat, start, end, units, node.kind == "leadin", item=item)
            if roles.lead or roles.partners:
                who = self._told(roles, start)
                break
            if tasks or self._order_is_given(start, end):
                break
        if not tasks or len(tasks) == len(ctx.by_node.get(node.index, [])):
            self._stated[node.index] = who
        return who

    def _told(self, roles: Roles, start: int) -> Who:
        """Whom a heading tells. "Chỉ đạo X:" tells the unit above it to direct X; "Quý Ủy ban chỉ đạo X:" the addressees."""
        who = Who(roles.lead, roles.partners, list(roles.partners), "heading", why=list(roles.why))
        if roles.delegated:
            _, cue, at, _ = roles.why[0]
            head = self.ctx.flat[start:at]
            if _P["you"].search(head) and self.default(by_letter=True).lead:
                return self.default(by_letter=True)
            who.delegated = _P["passes_on"].match(cue) is not None and not head.strip(" ,:–-")
        return who

    def _order_is_given(self, start: int, end: int) -> bool:
        """Whether the sentence names who gives the order ("…, Chủ tịch [UBND xã] kết luận như sau:") and tells nobody to act."""
        return any(r.role == "giver" for r in classify(self.ctx.flat, start, end, self.ctx.units_in(start, end)))

    def default(self, *, by_letter: bool = False) -> Who:
        """The addressees: of the introduction's request, else of `Kính gửi` (or only of the latter)."""
        if self._default is not None and not by_letter:
            return self._default
        ctx = self.ctx
        who = Who()
        first = ctx.tasks[0].start if ctx.tasks else 0
        for n in ctx.outline.nodes if not by_letter else ():
            if n.start >= first or (n.part == "body" and (n.marker or n.kind == "heading")):
                break
            if n.part != "body":
                continue
            for s in n.sentences:
                found = classify(ctx.flat, s[0], s[1], ctx.units_in(*s))
                strong = [r for r in found if r.role == "lead" and r.strong and _P["asks_cue"].match(r.cue[0])]
                if strong:
                    r = strong[-1]
                    who = Who(list(r.units), [], [], "addressees", why=[("introduction", r.cue[0], r.cue[1], r.cue[2])])
        if not who.lead:
            for n in ctx.outline.nodes:
                if n.part == "addressees":
                    who.lead += ctx.units_in(n.start, n.end)
            if who.lead:
                who.rule = "addressees"
                who.why = [("addressees", "Kính gửi", who.lead[0].start, who.lead[-1].end)]
        if not by_letter:
            self._default = who
        return who
