"""The figures: spans, TASK overlap, fields of assignments, whole records, as counts per document that add up.

exact      a span counts when label, start and end agree
overlap    TASK only: characters in common / characters in either >= 0.8, matched one to one
fields     lead, with, due, refs over gold tasks matched at >= 0.5; each must agree whole
record     whole assignments: task >= 0.8 and all four fields agree
Units are compared by text (NFC, case-folded, white space collapsed), refs by place, due as a string.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import GoldDirective, fold
from vnadmin_nlp.records import LABELS, Directive

OVERLAP: Final = 0.8
MATCH: Final = 0.5
FIELDS: Final = ("lead", "with", "due", "refs")
F_FIGURES: Final = (*LABELS, "micro", "TASK overlap", "due where given", "record")
"""Figures with precision, recall and F1."""
FIGURES: Final = (*LABELS, "micro", "TASK overlap", *FIELDS, "due where given", "record")
"""All figures in the order in which they are shown."""

Interval = tuple[int, int]


class Record(NamedTuple):
    """An assignment as it is compared."""

    task: Interval
    lead: frozenset[str]
    with_: frozenset[str]
    due: str | None
    refs: frozenset[Interval]

    def fields(self) -> tuple[object, ...]:
        """The values of `FIELDS`, in their order."""
        return self[1:]


class Side(NamedTuple):
    """One side of a comparison."""

    spans: frozenset[tuple[str, int, int]]
    records: tuple[Record, ...]


class Count(NamedTuple):
    """`hits` of `gold` things, where `predicted` were given. For a field, gold and predicted are the matched tasks."""

    hits: int = 0
    gold: int = 0
    predicted: int = 0

    def plus(self, other: Count) -> Count:
        """The sum, member by member."""
        return Count(self.hits + other.hits, self.gold + other.gold, self.predicted + other.predicted)


Counts = dict[str, Count]


class Figure(BaseModel):
    """A figure: precision `p`, recall `r` and `f1` (rounded to 4 places; null where there is nothing to divide by).

    For a field of the assignments (`lead` …) the three are the same: the share of matched tasks where it agrees.
    """

    model_config = ConfigDict(frozen=True)

    p: float | None
    r: float | None
    f1: float | None
    hits: int
    gold: int
    predicted: int


def side_of(what: GoldDirective | Directive) -> Side:
    """A gold or predicted directive as a side of a comparison."""
    spans = frozenset((s.label, s.start, s.end) for s in what.spans)
    if isinstance(what, GoldDirective):
        return Side(
            spans,
            tuple(
                Record(
                    a.task,
                    frozenset(fold(u.text) for u in a.lead),
                    frozenset(fold(u.text) for u in a.with_),
                    a.due or None,
                    frozenset(a.refs),
                )
                for a in what.assignments
            ),
        )
    return Side(
        spans,
        tuple(
            Record(
                (b.task.start, b.task.end),
                frozenset(fold(u.text) for u in b.lead),
                frozenset(fold(u.text) for u in b.coordinating),
                (b.due.value or None) if b.due else None,
                frozenset((r.start, r.end) for r in b.refs),
            )
            for b in what.assignments
        ),
    )


def overlap(a: Interval, b: Interval) -> float:
    """Characters in common / characters from the first to the last of either."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return max(common, 0) / (max(a[1], b[1]) - min(a[0], b[0]))


def matched(gold: Sequence[Interval], predicted: Sequence[Interval], least: float) -> list[tuple[int, int]]:
    """Pairs of indices, one to one, the best overlaps first, none below `least`."""
    candidates = sorted(
        ((overlap(x, y), i, j) for i, x in enumerate(gold) for j, y in enumerate(predicted)), reverse=True
    )
    out: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for share, i, j in candidates:
        if share < least:
            break
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            out.append((i, j))
    return out


def _tasks(side: Side) -> list[Interval]:
    return [(start, end) for label, start, end in side.spans if label == "TASK"]


def agreeing(gold: Side, predicted: Side) -> list[tuple[int, int, tuple[bool, ...], bool]]:
    """For each matched pair of records (indices): which `FIELDS` agree, and whether the whole record does."""
    pairs = matched([r.task for r in gold.records], [r.task for r in predicted.records], MATCH)
    out = []
    for i, j in pairs:
        x, y = gold.records[i], predicted.records[j]
        same = tuple(a == b for a, b in zip(x.fields(), y.fields(), strict=True))
        out.append((i, j, same, all(same) and overlap(x.task, y.task) >= OVERLAP))
    return out


def count(gold: Side, predicted: Side) -> Counts:
    """The counts of one document."""
    out: Counts = {}
    for label in LABELS:
        a = {s for s in gold.spans if s[0] == label}
        b = {s for s in predicted.spans if s[0] == label}
        out[label] = Count(len(a & b), len(a), len(b))
    out["micro"] = Count(len(gold.spans & predicted.spans), len(gold.spans), len(predicted.spans))
    tasks = _tasks(gold), _tasks(predicted)
    out["TASK overlap"] = Count(len(matched(*tasks, OVERLAP)), len(tasks[0]), len(tasks[1]))
    pairs = agreeing(gold, predicted)
    for k, field in enumerate(FIELDS):
        out[field] = Count(sum(same[k] for _, _, same, _ in pairs), len(pairs), len(pairs))
    due = FIELDS.index("due")
    given = [(gold.records[i].due, predicted.records[j].due, same[due]) for i, j, same, _ in pairs]
    out["due where given"] = Count(
        sum(bool(x) and ok for x, _, ok in given), sum(bool(x) for x, _, _ in given), sum(bool(y) for _, y, _ in given)
    )
    out["record"] = Count(sum(whole for *_, whole in pairs), len(gold.records), len(predicted.records))
    return out


def total(counts: Iterable[Counts]) -> Counts:
    """The sum over documents."""
    out: Counts = {name: Count() for name in FIGURES}
    for one in counts:
        out = {name: out[name].plus(one[name]) for name in FIGURES}
    return out


def _ratio(part: float, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def figures(counts: Counts) -> dict[str, Figure]:
    """The figures of (summed) counts, in the order of `FIGURES`."""
    return {
        name: Figure(
            p=_ratio(c.hits, c.predicted),
            r=_ratio(c.hits, c.gold),
            f1=_ratio(2 * c.hits, c.gold + c.predicted),
            hits=c.hits,
            gold=c.gold,
            predicted=c.predicted,
        )
        for name, c in ((name, counts[name]) for name in FIGURES)
    }
