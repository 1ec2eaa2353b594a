"""Checks of gold annotations against the guidelines: what a program can see, before a second person reads (rules: `rules`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal
from unicodedata import normalize

from vnadmin_nlp.annotation.findings import Finding, Found, findings
from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldSpan, digest, fold
from vnadmin_nlp.annotation.misses import left_out_by_grammar
from vnadmin_nlp.lexicon.tables import alternatives, read_yaml, word_list
from vnadmin_nlp.tokens.split import split

_FORMS: Final[tuple[Literal["NFC", "NFD"], ...]] = ("NFC", "NFD")


def _in_both_forms(pattern: str) -> re.Pattern[str]:
    """`pattern` for text in NFC and in NFD: texts are checked as they were read."""
    return re.compile("|".join(normalize(form, pattern) for form in _FORMS), re.MULTILINE)


_DUE = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
    r"|FREQ=(?:HOURLY|DAILY|WEEKLY|MONTHLY|YEARLY)(?:;INTERVAL=\d+)?(?:;BYMONTH=[\d,]+)?(?:;BYMONTHDAY=-?\d+(?:,-?\d+)*)?"
    r"(?:;BYDAY=-?\d*(?:MO|TU|WE|TH|FR|SA|SU)(?:,-?\d*(?:MO|TU|WE|TH|FR|SA|SU))*)?(?:;BYSETPOS=-?\d+(?:,-?\d+)*)?"
    r"|ongoing|doc:\S.*|P\d+[DWMYB]|PT\d+[HM]"
)
_MARKER = re.compile(r"(?:\d{1,3}(?:\.\d{1,2}){0,3}[.)]|[a-zđ][.)]|\([a-zđ\d]{1,2}\)|[IVX]{1,5}\.|[-+•·–*])\s")
_CLOSING = re.compile(r"[,;:]$|(?<![.…])\.$")
# a full stop that belongs to the word before it: v.v., TP., PCT., initials
_OWN_STOP = re.compile(r"(?:v\.?\s?v|\b[A-ZĐ][A-ZĐa-z]{0,3})\.$")
_MARKUP = re.compile(r"^[*_#|`]|[*_#|`]$")
_LETTERHEAD: Final = 700
_TITLE_LINE = _in_both_forms(
    r"^[\s*#|]*(?:THÔNG BÁO|CHỈ THỊ|QUYẾT ĐỊNH|KẾ HOẠCH|NGHỊ QUYẾT|CÔNG ĐIỆN|CHƯƠNG TRÌNH|HƯỚNG DẪN|KẾT LUẬN|ĐỀ ÁN)\b"
    r"|^[\s*#|_\"“]*(?:[Kk]ính gửi|V/v|Về việc|điện|ĐIỆN)\b"
)
# what stands before a name that means no unit: trái phiếu Chính phủ is a security, Trụ sở Chính phủ a place,
# Cổng thông tin điện tử Chính phủ a portal, Tổng Kiểm toán nhà nước a title
_NO_UNIT_BEFORE: Final = ("trái phiếu ", "rụ sở ", "điện tử ", "Tổng ")
_BEFORE_NAME: Final = re.compile(
    r"(?<![\w\"“])" + "".join(f"(?<!{normalize(form, w)})" for w in _NO_UNIT_BEFORE for form in _FORMS)
)
# Tổng cục trưởng, Tỉnh ủy viên are titles
_BEHIND_NAME: Final = re.compile(
    r"(?![\w\"”])" + "".join(f"(?! {normalize(form, w)}\\b)" for w in ("trưởng", "viên") for form in _FORMS)
)


@cache
def _titles() -> re.Pattern[str]:
    name = "person_titles.yaml"
    titles = word_list(read_yaml(name, frozenset({"titles"})), "titles", name)
    return re.compile(rf"(?:{alternatives(tuple(t.casefold() for t in titles))})(?!\w)")


def _span_edges(gold: GoldDirective, starts: set[int], ends: set[int]) -> Iterator[Found]:
    for s in gold.spans:
        if not 0 <= s.start < s.end <= len(gold.text):
            yield Found("span-range", None, None, f"{s.label} {s.start}..{s.end} is no piece of the text")
            continue
        text = gold.covered(s.start, s.end)

        def found(rule: str, message: str, s: GoldSpan = s) -> Found:
            return Found(rule, s.start, s.end, f"{s.label} {message}")

        if text != text.strip():
            yield found("edge-blank", "begins or ends with white space")
        elif _MARKUP.search(text):
            yield found("edge-markup", "begins or ends with a markup sign")
        elif _MARKER.match(text):
            yield found("edge-marker", "begins with a list marker")
        elif _CLOSING.search(text) and not _OWN_STOP.search(text):
            yield found("edge-punctuation", "ends with closing punctuation")
        elif s.start not in starts or s.end not in ends:
            yield found("edge-in-token", "has an edge inside a token, so no tagger can give it")


def _overlaps(gold: GoldDirective) -> Iterator[Found]:
    entities = gold.labelled("ORG-UNIT", "DEADLINE", "DOC-REF")
    tasks = gold.labelled("TASK")
    for layer, rule in ((entities, "entity-overlap"), (tasks, "task-overlap")):
        longest: GoldSpan | None = None  # a long span may reach over several that follow it
        for s in layer:
            if longest and (longest.label, longest.start, longest.end) == (s.label, s.start, s.end):
                yield Found("span-twice", s.start, s.end, f"{s.label} stands twice")
            elif longest and s.start < longest.end:
                yield Found(rule, s.start, s.end, f"{s.label} overlaps the {longest.label} before it")
            longest = s if longest is None or s.end > longest.end else longest
    for e in entities:
        for t in tasks:
            if t.start < e.end and e.start < t.end and not (t.start <= e.start and e.end <= t.end):
                yield Found("entity-crosses-task", e.start, e.end, f"{e.label} crosses the edge of a TASK")


def _letterhead_end(text: str) -> int:
    opening = _TITLE_LINE.search(text, 0, _LETTERHEAD * 3)
    return min(opening.start(), _LETTERHEAD) if opening else 0


def _in_filing_line(text: str, at: int) -> bool:
    before = normalize("NFC", text[text.rfind("\n", 0, at) + 1 : at])
    return bool(re.match(r"[\s*_|-]*lưu\b(?!\s+(?:ý|trữ|hành|thông|động)\b)", before.casefold()))


def _left_out(gold: GoldDirective) -> Iterator[Found]:
    """Names that are marked in one place and not in another; names only, since common nouns may mean no unit."""
    letterhead = _letterhead_end(gold.text)
    covered = bytearray(len(gold.text))
    for s in gold.labelled("ORG-UNIT", "DEADLINE", "DOC-REF"):
        covered[s.start : s.end] = b"\1" * (s.end - s.start)
    texts = {gold.covered(s.start, s.end) for s in gold.labelled("ORG-UNIT")}
    names = [t for t in texts if " " in t and "\n" not in t and t[0].isupper() and not t.isupper()]
    for name in sorted(names, key=lambda t: (-len(t), t)):
        for start in _mentions(name, gold.text):
            end = start + len(name)
            if start > letterhead and not any(covered[start:end]):
                covered[start:end] = b"\1" * len(name)
                if not _in_filing_line(gold.text, start):
                    yield Found("unit-left-out", start, end, "marked elsewhere in the text, not here")


def _mentions(name: str, text: str) -> Iterator[int]:
    """Where `name` stands by itself; found as a plain string, since a pattern for each name takes longer to build than to run."""
    start = text.find(name)
    while start >= 0:
        alone = _BEFORE_NAME.match(text, start) and _BEHIND_NAME.match(text, start + len(name))
        if alone:
            yield start
        start = text.find(name, start + (len(name) if alone else 1))


def _organisations(gold: GoldDirective) -> Iterator[Found]:
    letterhead = _letterhead_end(gold.text)
    for s in gold.labelled("ORG-UNIT"):
        if _titles().match(fold(gold.covered(s.start, s.end))):
            yield Found("title-in-unit", s.start, s.end, "the title of a person stays outside ORG-UNIT")
        if s.end <= letterhead:
            yield Found("unit-in-letterhead", s.start, s.end, "units of the letterhead are not marked")
        if _in_filing_line(gold.text, s.start):
            yield Found("unit-in-filing-line", s.start, s.end, "units of the line `Lưu:` are not marked")


def _assignment(gold: GoldDirective, a: GoldAssignment, units: set[tuple[int, int]]) -> Iterator[Found]:
    start, end = a.task
    refs = {(s.start, s.end) for s in gold.spans if s.label == "DOC-REF"}
    inside = {r for r in refs if start <= r[0] and r[1] <= end}
    for key, found in (("lead", a.lead), ("with", a.with_)):
        for u in found:
            if u.start is None or u.end is None or (u.start, u.end) not in units:
                yield Found("unit-unmarked", start, end, f"{key} {u.text!r} is no marked ORG-UNIT")
            elif fold(gold.covered(u.start, u.end)) != fold(u.text):
                yield Found("unit-text", u.start, u.end, f"{key} {u.text!r} is written otherwise there")
        if len({(u.start, u.end, u.text) for u in found}) < len(found):
            yield Found("unit-twice", start, end, f"{key} names a unit twice")
    if {u.text for u in a.lead} & {u.text for u in a.with_}:
        yield Found("unit-in-both-roles", start, end, "a unit is both lead and with")
    for ref in a.refs:
        if ref not in refs:
            yield Found("ref-unmarked", *ref, "refs names a place that is no DOC-REF")
        elif ref not in inside:
            yield Found("ref-outside", *ref, "refs names a DOC-REF outside the TASK")
    for missing in sorted(inside - set(a.refs)):
        yield Found("ref-missing", *missing, "a DOC-REF inside the TASK is not in refs")
    if a.due is not None and not _DUE.fullmatch(a.due):
        yield Found("due-malformed", start, end, f"due {a.due!r} is no value of the guidelines")
    dated = [s for s in gold.labelled("DEADLINE") if start <= s.start and s.end <= end]
    if dated and a.due is None:
        yield Found("due-missing", dated[0].start, dated[0].end, "the TASK holds a DEADLINE, but has no due")


def _assignments(gold: GoldDirective) -> Iterator[Found]:
    units = {(s.start, s.end) for s in gold.spans if s.label == "ORG-UNIT"}
    tasks = {(s.start, s.end) for s in gold.spans if s.label == "TASK"}
    seen: set[tuple[int, int]] = set()
    for a in gold.assignments:
        if a.task not in tasks:
            yield Found("assignment-without-task", *a.task, "an assignment whose TASK is not marked")
        if a.task in seen:
            yield Found("assignment-twice", *a.task, "two assignments of one TASK")
        seen.add(a.task)
        yield from _assignment(gold, a, units)
    for task in sorted(tasks - seen):
        yield Found("task-without-assignment", *task, "a TASK without an assignment")


def check_one(gold: GoldDirective) -> list[Finding]:
    """The findings of one directive alone."""
    found: list[Found] = []
    if gold.sha256 is not None and gold.sha256 != digest(gold.text):
        found.append(Found("sha256", None, None, "the text is not the one that was annotated"))
    tokens = split(gold.text)
    found += _span_edges(gold, {t.start for t in tokens}, {t.end for t in tokens})
    if all(0 <= s.start < s.end <= len(gold.text) for s in gold.spans):
        found += [
            *_overlaps(gold),
            *_organisations(gold),
            *_left_out(gold),
            *left_out_by_grammar(gold),
            *_assignments(gold),
        ]
    return list(findings(gold, found))
