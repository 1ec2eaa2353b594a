"""Roles inside a TASK: further partners ("…, phối hợp với Z") and further subjects ("…, X giám sát")."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vnadmin_nlp.assignments.roles import Roles, Run, Unit, cue_at, is_noun, runs
from vnadmin_nlp.lexicon.patterns import patterns

_P = patterns("roles.yaml")


def inner_partners(text: str, start: int, end: int, units: Sequence[Unit]) -> Roles:
    """`phối hợp với Z` inside a TASK adds Z, unless somebody else is its subject or it is a noun."""
    out = Roles()
    inside = [u for u in units if start <= u.start and u.end <= end]
    opening = _P["together"].match(text, start, min(end, start + 40))
    if opening and inside and opening.end() <= inside[0].start and not text[opening.end() : inside[0].start].strip():
        out.partners += runs(text, inside)[0].units
        out.why.append(("with:inside", "cùng", opening.start(), opening.end()))
    for m in _P["joined"].finditer(text, start, end):
        beside = next((u for u in inside if u.start >= m.end()), None)
        if beside and beside.start - m.end() < 3 and not _other_subject(text, start, m.start(), inside):
            out.partners += runs(text, [u for u in inside if u.start >= m.end()])[0].units
            out.why.append(("with:inside", " ".join(m[0].strip(" ,;").split()), m.start(), m.end()))
    for u in inside:  # "mời Y cùng tham gia"
        before = text[max(start, u.start - 60) : u.start]
        if (invited := _P["invites_before"].search(before)) and _P["with_after"].match(text, u.end, end):
            out.partners.append(u)
            out.why.append(("with:inside", *cue_at(invited, u.start - len(before))))
    for m in _P["cooperate"].finditer(text, start, end):
        if is_noun(text, m.start(), start) or _other_subject(text, start, m.start(), inside):
            continue
        later = [u for u in inside if u.start >= m.end()]
        if not later or later[0].start - m.end() > 80:
            continue
        gap = text[m.end() : later[0].start]
        if not _P["titles"].fullmatch(gap.strip()) and gap.strip(" ,:"):
            continue
        first = runs(text, later)[0]
        out.partners += first.units
        cue = " ".join(m[0].split())
        out.why.append(("with:inside", cue, m.start(), m.end()))
    return out


def inner_leads(text: str, start: int, end: int, units: Sequence[Unit]) -> Roles:
    """Further subjects inside a TASK: "…, X giám sát" behind a comma, where nobody is set to act before it in the clause."""
    out = Roles()
    for r in runs(text, [u for u in units if start < u.start and u.end <= end]):
        low = max(start, text.rfind(";", start, r.start) + 1)
        before = text[low : r.start].rstrip()
        if not before.endswith(",") or not _P["acts_after"].match(text, r.end, end):
            continue
        sets = [m for m in _P["other_subject"].finditer(text, low, r.start) if _sets_to_act(m, units, r)]
        if sets or _P["cooperate"].search(before[-160:]) or before.count("(") > before.count(")"):
            continue
        out.lead += r.units
        out.why.append(("sentence", text[r.start : r.end], r.start, r.end))
    return out


def _sets_to_act(m: re.Match[str], units: Sequence[Unit], r: Run) -> bool:
    """Whether the verb sets somebody before `r` to act; "huy động 40 máy xúc", "nhiệm vụ được giao" do not."""
    return _P["directs"].match(m[0]) is not None or any(m.end() <= u.start and u.end <= r.start for u in units)


def _other_subject(text: str, start: int, at: int, inside: Sequence[Unit]) -> bool:
    """Whether a unit set to act stands between the start of the clause and the `phối hợp` at `at`."""
    low = max(start, text.rfind(";", start, at) + 1)
    before = [u for u in inside if low <= u.start and u.end <= at]
    if not before:
        return False
    last = before[-1]
    verb = _P["other_subject"].search(text, low, last.start)
    if verb is None:
        return False
    # "Chỉ đạo X …, phối hợp với Z": the whole clause is what X is to do
    opens = not text[low : verb.start()].strip(" ,;") and text[verb.end() : before[0].start].strip() == ""
    return opens or "," not in text[last.end : at]
