"""What a new model gains and loses against an old one, case by case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.evaluation.score import Side, agreeing, side_of
from vnadmin_nlp.records import Directive

Change = Literal["found", "lost", "invented", "dropped"]


class Difference(BaseModel):
    """One span or record on which the models differ.

    `found` and `lost` are right ones that only the new or only the old model gives; `invented` and `dropped` are wrong
    ones that only the new or only the old one gives. `what` is a label or `record`; offsets are code points.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    change: Change
    what: str
    start: int
    end: int
    text: str


class Comparison(BaseModel):
    """All differences, by document and place."""

    model_config = ConfigDict(frozen=True)

    differences: tuple[Difference, ...]

    def summary(self) -> dict[str, dict[Change, int]]:
        """How many differences of each kind, by label (and `record`)."""
        counted = Counter((d.what, d.change) for d in self.differences)
        changes: tuple[Change, ...] = ("found", "lost", "invented", "dropped")
        return {what: {c: counted[what, c] for c in changes} for what in sorted({w for w, _ in counted})}

    def to_text(self) -> str:
        """The summary, then one line for each difference."""
        lines = [f"{what}: " + ", ".join(f"{n} {c}" for c, n in row.items()) for what, row in self.summary().items()]
        for d in self.differences:
            lines.append(f"{d.id}:{d.start}  {d.change:8} {d.what:8} {' '.join(d.text.split())[:90]}")
        return "\n".join(lines) + "\n"


def _right_records(gold: Side, told: Side) -> set[tuple[int, int]]:
    return {gold.records[i].task for i, _, _, whole in agreeing(gold, told) if whole}


def gains_losses(old: Sequence[Directive], new: Sequence[Directive], gold: Sequence[GoldDirective]) -> Comparison:
    """Compare two models' results on the same gold, in the same order. Raises ValueError for unequal lengths."""
    out: list[Difference] = []
    for before, after, truth in zip(old, new, gold, strict=True):
        a, b, t = side_of(before), side_of(after), side_of(truth)
        changes: list[tuple[Change, str, int, int]] = []
        changes += [("found", *s) for s in (b.spans - a.spans) & t.spans]
        changes += [("lost", *s) for s in (a.spans - b.spans) & t.spans]
        changes += [("invented", *s) for s in b.spans - a.spans - t.spans]
        changes += [("dropped", *s) for s in a.spans - b.spans - t.spans]
        right = _right_records(t, a), _right_records(t, b)
        changes += [("found", "record", *task) for task in right[1] - right[0]]
        changes += [("lost", "record", *task) for task in right[0] - right[1]]
        out += [
            Difference(id=truth.id, change=change, what=what, start=start, end=end, text=truth.text[start:end])
            for change, what, start, end in sorted(changes, key=lambda c: (c[2], c[3], c[1], c[0]))
        ]
    return Comparison(differences=tuple(out))
