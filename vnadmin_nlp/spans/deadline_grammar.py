"""The closed grammar of DEADLINE: expressions that say by when, or how often, with their preposition.

Works on a clean view. A time expression alone is no deadline (most are dates of documents, of events, or the period of
the content), so each rule asks for a preposition, a due field, a table cell or a place in the sentence that makes it
one; see the annotation guidelines 1.3, DEADLINE. All repeats are bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta

from vnadmin_nlp.lexicon.patterns import rules
from vnadmin_nlp.spans.docref_grammar import Found, longest

_RULES = rules("deadlines.yaml")
_P = {rule.name: rule.pattern for rule in _RULES}
_RUNNING = tuple(rule for rule in _RULES if rule.gives == "running")
# What the value of a due field is looked for as, in this order.
_VALUES = tuple(
    _P[name]
    for name in ["before", "latest", "duration", "periodic", "range", "within", "until", "often", "every", "day-of"]
)


def _clause_before(text: str, start: int) -> str:
    """What stands before `start` in its own clause."""
    window = text[max(0, start - 120) : start]
    return re.split(r"[.;:\n\t|](?!\d)", window)[-1]


def _accept(text: str, start: int, end: int, rule: str) -> bool:
    """May the expression at `start:end` be a deadline where it stands?"""
    left = _clause_before(text, start)
    before = left[-30:]
    if rule == "before" and _P["done"].search(left.rpartition(",")[2][-60:]):
        return False
    if rule != "before" and _P["past"].search(left[-60:]):
        return False
    opens = bool(_P["opens"].fullmatch(left))
    if rule == "before":
        return not _P["event"].search(before) and not _P["no_before"].search(before)
    if rule == "duration" and not _P["duration_head"].match(text, start):
        return bool(_P["finish"].search(before)) or (
            _closes_clause(text, end) and bool(_P["short"].search(text, start, end))
        )
    if rule == "latest" and _P["no_more_than"].match(text, start) and not _P["no_more"].search(text, start, end):
        return False
    if rule in ("periodic", "often", "latest", "duration", "day-of"):
        return not opens or text[end : end + 1] != "\n"
    if rule == "every":
        if _P["reports"].search(before):
            return True
        return not _P["recurring"].search(before) and not _P["of"].match(text, end)
    closes = _closes_clause(text, end)
    if _P["finish"].search(before):
        return (closes and not _P["passive"].search(before)) or rule != "bare"
    if rule == "bare":
        return False
    if rule == "within" and _P["range_in"].match(text, start, end):
        return True
    if opens:
        return rule == "until" and bool(_P["until_end"].match(text, start))
    if _P["period"].search(before):
        return False
    if not _P["days"].search(text, start, end):
        return (
            rule == "until"
            and closes
            and bool(_P["end_of_year"].search(text, start, end))
            and not _P["from"].search(before)
        )
    if rule == "range":
        return closes and text[start - 1] != "("
    if rule == "until":
        return closes and bool(_P["to_the_end"].search(text, start, end)) and not _P["from"].search(before)
    return bool(_P["inside"].match(text, start))


def _closes_clause(text: str, end: int) -> bool:
    return end >= len(text) or bool(_P["clause_end"].match(text[end : end + 6]))


def _running(text: str, weak: bool) -> list[Found]:
    found = []
    for rule in _RUNNING:
        for match in rule.pattern.finditer(text):
            start, end = _trim(text, *match.span())
            unit = _P["of_unit"].search(text, start, end)
            end = unit.start() if unit and rule.name in ("duration", "latest") else end
            if _accept(text, start, end, rule.name):
                found.append(Found(start, end, rule.name))
            elif weak:
                found.append(Found(start, end, f"weak-{rule.name}"))
    return found


def _lead_times(text: str) -> list[Found]:
    """A time that opens an item and ends in a colon: `- Cuối tháng 3 năm 2010: các cơ quan …`."""
    found = []
    for match in _P["line"].finditer(text):
        if (
            match.end() < len(text)
            and (time := _P["lead_time"].match(text, match.end()))
            and not _P["target"].match(text, time.end())
        ):
            found.append(Found(time.start(), time.end(), "lead-time"))
    return found


def _fields(text: str) -> list[Found]:
    """The value of a due field: `Thời gian hoàn thành: …`, to the end of its line or sentence."""
    found = []
    for match in _P["field"].finditer(text):
        start = match.end()
        while start < len(text) and text[start] in " \n|":
            start += 1
        verb = _P["verb"].match(text, start)
        start = verb.end() if verb else start
        stop = _P["value_end"].search(text, start)
        end = stop.start() if stop else len(text)
        value = text[start:end]
        meeting = _P["meeting"].match(value) and not _P["meeting_excepted"].match(match[0].lower())
        reference = "/" in value and _P["reference"].match(value)
        if not value.strip() or len(value) > 120 or meeting or reference:
            continue
        known = next((m for p in _VALUES if (m := p.match(text, start))), None)
        if known and known.end() <= end:
            end = known.end() if text[known.end() : known.end() + 1] in ",(" or len(value) > 60 else end
        elif len(value) > 70 or not (_P["free_value"].match(value) or _P["cell"].match(text, start)):
            continue
        start, end = _trim(text, start, end)
        found.append(Found(start, end, "field"))
    return found


def _cells(text: str) -> list[Found]:
    """A table cell, or a line, that holds nothing but a time, below a column head that speaks of time.

    A line of its own must name a day, month or quarter, a recurrence or "thường xuyên".
    """
    head = _P["due_column"].search(text)
    found = []
    for match in _P["cell_head"].finditer(text):
        cell = _P["cell"].match(text, match.end())
        if not cell or not (closed := _P["cell_end"].match(text, cell.end())):
            continue
        boxed = ("|" in match[0] and "|" in closed[0]) or "\t" in match[0]
        plain = boxed or (
            (_P["days"].search(cell[0]) or _P["ongoing_line"].search(cell[0])) and not _P["no_line"].match(cell[0])
        )
        dated = head is not None and head.start() < match.start()
        if plain and not cell[0].isupper() and (dated or not cell[0][0].isdigit()):
            found.append(Found(*_trim(text, *cell.span()), "cell"))
    return found


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " ,.;:*\n":
        end -= 1
    if text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    while start < end and text[start] in " \n":
        start += 1
    return start, end


_HEAD = 2_500


# A notice of a meeting is often issued weeks behind it: a day that lies a little back may still be a deadline.
_SLACK = timedelta(31)


def _day(year: str, month: str, number: str) -> date | None:
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def _own_day(text: str) -> date | None:
    """The day of the place and date line at the head of the text."""
    line = _P["own_date"].search(text, 0, _HEAD)
    return _day(line[3], line[2], line[1]) if line else None


def _is_past(text: str, hit: Found, own: date) -> bool:
    """Does the expression name whole dates that all lie long before the directive's own?"""
    days = [found for d, m, y in _P["whole_date"].findall(text[hit.start : hit.end]) if (found := _day(y, m, d))]
    return bool(days) and max(days) < own - _SLACK


def find(text: str, references: list[Found], weak: bool = False) -> list[Found]:
    """All DEADLINE candidates of a clean view; none that touches one of `references` (sorted).

    `weak` adds the time expressions that no rule accepts where they stand, with the rule id `weak-…`.
    """
    starts = [ref.start for ref in references]
    own = _own_day(text)
    out = []
    for hit in _strong_first([*_running(text, weak), *_lead_times(text), *_fields(text), *_cells(text)]):
        i = bisect_right(starts, hit.end - 1) - 1
        if hit.end > hit.start and (i < 0 or references[i].end <= hit.start):
            if not (own and _is_past(text, hit, own)):
                out.append(hit)
            elif weak:
                out.append(Found(hit.start, hit.end, f"weak-{hit.rule.removeprefix('weak-')}"))
    return out


def _strong_first(found: list[Found]) -> list[Found]:
    """Accepted candidates without overlaps; weak ones only where no accepted one is."""
    strong = longest([hit for hit in found if not hit.rule.startswith("weak")])
    starts = [hit.start for hit in strong]
    out = list(strong)
    for hit in longest([hit for hit in found if hit.rule.startswith("weak")]):
        i = bisect_right(starts, hit.end - 1) - 1
        if i < 0 or strong[i].end <= hit.start:
            out.append(hit)
    return sorted(out)
