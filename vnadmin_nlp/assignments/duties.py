"""Roles beyond lead and with: who assigns, who checks, who receives the report, who is advised; and the duty to report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vnadmin_nlp.assignments.context import Context, Item
from vnadmin_nlp.assignments.lead import Who
from vnadmin_nlp.assignments.roles import Run, Unit, classify, runs
from vnadmin_nlp.lexicon.patterns import patterns

_P = patterns("duties.yaml")
_WINDOW = 200  # code points before a unit in which its cue is looked for
_LEVELS = ("central", "province", "district", "commune")
_CHECKS_WITHIN = 90  # a clause checks where its verb stands this near to its start
_BRACKETS = re.compile(r"\([^()]{0,120}\)")
_OPENS = re.compile(r"(?:[^\W\d_]{1,8}[ ,]{1,4}){0,6}")


@dataclass(frozen=True, slots=True)
class Found:
    """Units in a role, with the cue (view offsets, empty where none stands) and the rule."""

    units: tuple[Unit, ...]
    cue: tuple[int, int]
    rule: str


@dataclass(frozen=True, slots=True)
class Report:
    """A clause of a TASK that directs to report: its stretch, who receives it, the DEADLINEs of its own."""

    start: int
    end: int
    to: tuple[Found, ...]
    dues: tuple[Item, ...]
    whole: bool  # the TASK is nothing but the report: its due is the report's


@dataclass(slots=True)
class Duties:
    """The further roles of one TASK. `issuer` is the stretch of the letterhead that names the issuer, where no unit assigns."""

    assigned_by: list[Found] = field(default_factory=list)
    checked_by: list[Found] = field(default_factory=list)
    report_to: list[Found] = field(default_factory=list)
    advises: list[Found] = field(default_factory=list)
    report: Report | None = None
    issuer: tuple[int, int] | None = None


def find_duties(ctx: Context, who: Sequence[Who]) -> list[Duties]:
    """The further roles of every TASK, in their order."""
    out = [Duties() for _ in ctx.tasks]
    givers = _Givers(ctx)
    for i, duties in enumerate(out):
        _receivers(ctx, i, who[i], duties)
        duties.report = _report(ctx, i, duties)
        duties.assigned_by = givers.of(i, who[i])
        if not duties.assigned_by:
            duties.issuer = givers.issuer
    _checkers(ctx, who, out)
    return out


def title_of(ctx: Context, u: Unit) -> tuple[int, int] | None:
    """The title of a person directly before a unit (Thủ trưởng, Giám đốc): its stretch, or None."""
    low = max(0, u.start - 80)
    m = _P["title"].search(ctx.flat[low : u.start])
    return (low + m.start("title"), low + m.end("title")) if m else None


# --- who receives the report, who is advised, under whose eyes ----------------------------------------------------------


def _receivers(ctx: Context, i: int, who: Who, out: Duties) -> None:
    t = ctx.tasks[i]
    leads = {u.index for u in who.lead}
    last: Found | None = None  # the receiver before this one in its clause
    for r in runs(ctx.flat, ctx.units_in(t.start, t.end)):
        if last is not None and ";" in ctx.flat[last.units[-1].end : r.start]:
            last = None
        low = max(t.start, r.start - _WINDOW)
        low = max(low, ctx.flat.rfind(";", low, r.start) + 1)
        before = ctx.flat[low : r.start]
        units = tuple(u for u in r.units if u.index not in leads)
        if not units:
            continue
        if m := _P["checked_by"].search(before):
            out.checked_by.append(Found(units, _words(ctx, low + m.start(), low + m.end()), "inside"))
        elif m := _P["advises"].search(before) or _helps(ctx, r, before):
            if last is not None and _P["onward"].search(ctx.flat[last.units[-1].end : low + m.start()]):
                continue  # "gửi Sở A để tổng hợp, tham mưu UBND tỉnh": Sở A advises
            out.advises.append(Found(units, _words(ctx, low + m.start(), low + m.end()), "inside"))
        elif last is not None and (m := _P["through"].search(before)):
            out.report_to.append(Found(units, _words(ctx, low + m.start(), low + m.end()), "through"))
        elif (at := _last_match(_P["receives"], before)) is not None and not _P["receives_not"].search(before[at:]):
            gap = ctx.flat[last.units[-1].end : low + at] if last else ""
            if last is not None and _P["onward"].search(gap):
                continue  # the first receiver passes it on: not this TASK's own report
            if _passed_on(before[:at]):
                continue
            last = Found(units, _words(ctx, low + at, r.start), "inside")
            out.report_to.append(last)
    if not out.advises:
        _advised_above(ctx, i, out)


def _helps(ctx: Context, r: Run, before: str) -> re.Match[str] | None:
    """The cue of "giúp X", where X is a body that governs and stands not below the issuer."""
    if not _P["helped"].match(ctx.flat, r.start):
        return None
    issuer = ctx.reader.context.issuer
    level = ctx.reader.value(ctx.units[r.units[0].index].span.text).level
    own = ctx.reader.value(issuer).level if issuer else None
    below = level is not None and own is not None and _LEVELS.index(level) > _LEVELS.index(own)
    return None if below else _P["helps"].search(before)


def _passed_on(words: str) -> bool:
    """ "để Bộ trình [Chính phủ]": another one reports."""
    by = _P["passed_on"].search(words)
    return by is not None and by["by"][0].isupper()


def _last_match(p: re.Pattern[str], before: str) -> int | None:
    """Start of the last match of `p` that reaches the end of `before`."""
    found = None
    at = 0
    while (m := p.search(before, at)) is not None:
        found = m.start()
        at = m.start() + 1
    return found


def _words(ctx: Context, start: int, end: int) -> tuple[int, int]:
    """`start:end` without blanks, commas and brackets at its ends."""
    while start < end and ctx.flat[start] in " ,(:":
        start += 1
    while end > start and ctx.flat[end - 1] in " ,(:":
        end -= 1
    return start, end


def _advised_above(ctx: Context, i: int, out: Duties) -> None:
    """ "Tham mưu UBND huyện:" before the items of a list, or before "(1)" in the sentence of the TASK."""
    t = ctx.tasks[i]
    node = ctx.node(ctx.node_of[i])
    places = [(ctx.outline.sentence(t.start)[0], t.start)]
    places += [(a.content, a.end) for a in ctx.outline.ancestors(node) if a.kind == "leadin"][:1]
    for start, end in places:
        for r in runs(ctx.flat, ctx.units_in(start, end)):
            low = max(start, r.start - _WINDOW)
            before = ctx.flat[low : r.start]
            m = _P["advises"].search(before)
            if m is None and not ctx.flat[r.end : end].strip(
                " :)"
            ):  # else it states: "X giúp Chính phủ quản lý …, yêu cầu:"
                m = _helps(ctx, r, before)
            if m and not any(low + m.start() > k.start and low + m.start() < k.end for k in ctx.tasks):
                out.advises.append(Found(tuple(r.units), _words(ctx, low + m.start(), low + m.end()), "leadin"))
                return


# --- the duty to report -------------------------------------------------------------------------------------------------


def _report(ctx: Context, i: int, duties: Duties) -> Report | None:
    """The last clause of a TASK that directs to report to somebody or by a time."""
    t = ctx.tasks[i]
    best: Report | None = None
    for start, end in _clauses(ctx, t.start, t.end):
        for m in _P["reports"].finditer(ctx.flat, start, end):
            if _no_report(ctx, m, start, end):
                continue
            to = tuple(f for f in duties.report_to if m.start() <= f.units[0].start < end)
            dues, due_start = _report_dues(ctx, m, start, end)
            whole = _OPENS.fullmatch(ctx.flat, t.start, m.start()) is not None and m.start() - t.start < 30
            if not to and not dues:
                continue
            stop = max([m.end(), *(f.units[-1].end for f in to), *(d.end for d in dues)])
            if ctx.flat[stop : stop + 1] == ")" and "(" in ctx.flat[m.end() : stop]:
                stop += 1
            best = Report(min(m.start(), due_start), stop, to, tuple(dues), whole and start == t.start)
            break
    return best


def _clauses(ctx: Context, start: int, end: int) -> list[tuple[int, int]]:
    out = []
    while start < end:
        cut = ctx.flat.find(";", start, end)
        stop = end if cut < 0 else cut
        out.append((start, stop))
        start = stop + 1
    return out


def _no_report(ctx: Context, m: re.Match[str], start: int, end: int) -> bool:
    before = ctx.flat[max(start, m.start() - 30) : m.start()]
    after = ctx.flat[m.end() : min(end, m.end() + 30)].lstrip()
    return _P["reports_not_after"].search(before) is not None or _P["reports_not_before"].match(after) is not None


def _report_dues(ctx: Context, m: re.Match[str], start: int, end: int) -> tuple[list[Item], int]:
    """The DEADLINEs of the report, and where its clause then begins."""
    after: list[Item] = []
    at = m.end()
    for d in ctx.dues:
        if at <= d.start and d.end <= end:
            if _P["other_action"].search(_without_names(ctx, at, d.start)) or _passed_on(ctx.flat[m.end() : d.start]):
                break
            after.append(d)
            at = d.end
    if after:
        return after, m.start()
    for d in reversed(ctx.dues):
        if start <= d.start and d.end <= m.start():
            gap = _BRACKETS.sub("", ctx.flat[d.end : m.start()]).strip(" ,")
            opens = ctx.flat[start : d.start].rstrip()
            alone = not opens or opens[-1] in ",;." or _P["report_opens"].search(f" {opens}") is not None
            if len(gap) <= 20 and alone and not _P["other_action"].search(gap):
                return [d], d.start
            break
    return [], m.start()


def _without_names(ctx: Context, start: int, end: int) -> str:
    """`start:end` without units and documents, whose names may hold verbs."""
    out, at = [], start
    for x in sorted((*ctx.units, *ctx.refs), key=lambda x: x.start):
        if at <= x.start and x.end <= end:
            out.append(ctx.flat[at : x.start])
            at = x.end
    return " ".join([*out, ctx.flat[at:end]])


# --- who checks ---------------------------------------------------------------------------------------------------------


def _checkers(ctx: Context, who: Sequence[Who], out: list[Duties]) -> None:
    """A TASK to watch over "Chỉ thị này" or "các nội dung trên" makes its leads the checkers of the tasks it speaks of."""
    leads = [{ctx.name(u) for u in w.lead} for w in who]
    for i, t in enumerate(ctx.tasks):
        if not leads[i]:
            continue
        found = _what_is_checked(ctx, t)
        if found is None:
            continue
        scope, start, end = found
        of = Found(tuple(who[i].lead), (start, end), f"by A{i + 1}")
        for k in _scope(ctx, i, scope):
            if k != i and not leads[k] & leads[i]:  # nobody checks himself
                out[k].checked_by.append(of)


def _what_is_checked(ctx: Context, t: Item) -> tuple[str, int, int] | None:
    for start, end in _clauses(ctx, t.start, t.end):
        first = _P["checks"].search(ctx.flat, start, min(end, start + _CHECKS_WITHIN))
        if first is None:
            continue
        own = (ctx.outline.document.type or "").casefold()
        bare = _P["checks_type"].search(ctx.flat, first.start(), end)
        m = _P["checks_document"].search(ctx.flat, first.start(), end) or (
            bare if bare and bare["type"].casefold() == own else None
        )
        if m:
            return "document", first.start(), m.end()
        body = ctx.flat[first.start() : end].rstrip(" .")
        if m := _P["checks_item"].search(body):
            return "item", first.start(), first.start() + m.end()
    return None


def _scope(ctx: Context, i: int, scope: str) -> Sequence[int]:
    """The tasks that task `i` watches over: all of the directive, or those before it in its item."""
    if scope == "document":
        return range(len(ctx.tasks))
    node = ctx.node(ctx.node_of[i])
    here = [k for k in ctx.by_node.get(node.index, []) if k < i]
    if here or node.parent is None:
        return here
    return [k for k in ctx.under.get(node.parent, []) if k < i]


# --- who assigns --------------------------------------------------------------------------------------------------------


class _Givers:
    """Who gives each task: of its sentence, else of the place its lead comes from, else of the lead-ins above, else the issuer."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self._of_sentence: dict[tuple[int, int], Found | None] = {}
        self.introduction = self._introduction()
        self.issuer = None if self.introduction else _issuer(ctx)

    def of(self, i: int, who: Who) -> list[Found]:
        ctx = self.ctx
        t = ctx.tasks[i]
        start = ctx.outline.sentence(t.start)[0]
        own = self._order(start, t.start, "sentence")
        if own:
            return [own]
        for rule, _, a, _ in who.why:
            if not rule.startswith("with") and a < t.start:
                s, e = ctx.outline.sentence(a)
                if s < start and (found := self._order(s, min(e, t.start), "lead's place")):
                    return [found]
        for above in ctx.outline.ancestors(ctx.node(ctx.node_of[i])):
            if above.kind == "leadin" and (found := self._order(above.content, above.end, "lead-in")):
                return [found]
        return [self.introduction] if self.introduction else []

    def _order(self, start: int, end: int, rule: str) -> Found | None:
        """The last unit in `start:end` before an order ("Sở Y tế đề nghị …")."""
        key = (start, end)
        if key not in self._of_sentence:
            self._of_sentence[key] = self._giver(start, end, _P["orders"], rule)
        return self._of_sentence[key]

    def _giver(self, start: int, end: int, verb: re.Pattern[str], rule: str) -> Found | None:
        units = self.ctx.units_in(start, end)
        if not units:
            return None
        found = [r for r in classify(self.ctx.flat, start, end, units) if r.role == "giver"]
        for r in reversed(found):
            m = verb.search(self.ctx.flat, r.end, min(r.end + 120, end))
            if m and ";" not in self.ctx.flat[r.end : m.start()]:
                return Found(tuple(_one(r)), m.span(), rule)
        return None

    def _introduction(self) -> Found | None:
        """The issuer as the introduction names it: the last unit before the first task that orders, issues or plans."""
        ctx = self.ctx
        first = ctx.tasks[0].start if ctx.tasks else 0
        best = None
        for n in ctx.outline.nodes:
            if n.start >= first or (n.part == "body" and (n.marker or n.kind == "heading")):
                break
            if n.part == "body":
                for s in n.sentences:
                    found = self._giver(s[0], min(s[1], first), _P["issues"], "introduction")
                    if found and not any(
                        _P["group"].match(ctx.flat, u.start) for u in found.units
                    ):  # an issuer is no group
                        best = found
        return best


def _one(r: Run) -> list[Unit]:
    """The units of a giver; of a long list only the last, which stands beside the verb."""
    return r.units if len(r.units) <= 3 else r.units[-1:]


def _issuer(ctx: Context) -> tuple[int, int] | None:
    """The stretch of the letterhead that names the issuer; where lines of two columns lie between its words, its last words."""
    name = ctx.outline.document.issuer
    if not name:
        return None
    end = next((n.start for n in ctx.outline.nodes if n.part not in ("letterhead", "title")), len(ctx.text))
    words = name.split()
    for k in range(len(words) - 1):
        m = re.search(r"[\s*_]{1,12}".join(map(re.escape, words[k:])), ctx.text[:end])
        if m:
            return m.span()
    return None
