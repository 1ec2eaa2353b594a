"""Values and responsibility by themselves: the rules run on the annotator's spans, and dues by their kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.evaluation.score import FIELDS, Counts, Figure, agreeing, count, figures, side_of, total
from vnadmin_nlp.records import Directive, Span

GIVEN: Final = (*FIELDS, "due where given", "record")
"""The figures that say something where the spans are given."""
_KINDS: Final = (
    ("day", re.compile(r"\d{4}-\d{2}-\d{2}")),
    ("recurrence", re.compile(r"FREQ=")),
    ("duration", re.compile(r"P\w+")),
    ("ongoing", re.compile(r"ongoing")),
    ("document", re.compile(r"doc:")),
)
_DUE: Final = FIELDS.index("due")


class DueKind(BaseModel):
    """Dues of one kind: how many the annotator gave, and the shares that are right given the spans and end to end."""

    model_config = ConfigDict(frozen=True)

    gold: int
    given: float
    end_to_end: float


def linked(gold: GoldDirective) -> Directive:
    """What the rules make of the annotator's spans."""
    from vnadmin_nlp.assignments import link
    from vnadmin_nlp.outline import parse

    ordered = sorted(gold.spans, key=lambda s: (s.start, -s.end))
    spans = [
        Span(id=f"s{i}", label=s.label, start=s.start, end=s.end, text=gold.text[s.start : s.end])
        for i, s in enumerate(ordered, 1)
    ]
    assignments, _ = link(gold.text, spans, parse(gold.text))
    return Directive(text=gold.text, spans=tuple(spans), assignments=tuple(assignments))


def kind_of(due: str) -> str:
    """The kind of a due value by its spelling (guidelines, Assignments)."""
    return next((name for name, pattern in _KINDS if pattern.match(due)), "other")


def given_figures(golds: Sequence[GoldDirective], made: Sequence[Directive]) -> dict[str, Figure]:
    """Fields and records given the annotator's spans; `made` as `linked` gives it."""
    counts: list[Counts] = [count(side_of(g), side_of(d)) for g, d in zip(golds, made, strict=True)]
    found = figures(total(counts))
    return {name: found[name] for name in GIVEN}


def due_kinds(
    golds: Sequence[GoldDirective], made: Sequence[Directive], told: Sequence[Directive]
) -> dict[str, DueKind]:
    """Accuracy of due values by kind: of `made` (given the spans), and of `told` (end to end; a task not found is wrong)."""
    every: Counter[str] = Counter()
    right: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for gold, *results in zip(golds, made, told, strict=True):
        side = side_of(gold)
        every.update(kind_of(r.due) for r in side.records if r.due)
        for counter, result in zip(right, results, strict=True):
            pairs = agreeing(side, side_of(result))
            dues = [(side.records[i].due, same[_DUE]) for i, _, same, _ in pairs]
            counter.update(kind_of(due) for due, ok in dues if due and ok)
    return {
        kind: DueKind(gold=n, given=round(right[0][kind] / n, 4), end_to_end=round(right[1][kind] / n, 4))
        for kind, n in every.most_common()
    }
