"""How far two annotations of the same texts agree: F1 by label, kappa by layer, records, and every difference."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan
from vnadmin_nlp.annotation.versions import Difference, compare, paired
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.evaluation.score import FIGURES, Count, count, side_of, total
from vnadmin_nlp.records import ENTITY_LABELS, Label
from vnadmin_nlp.tokens.split import split

LAYERS: Final[dict[str, tuple[Label, ...]]] = {"entities": ENTITY_LABELS, "tasks": ("TASK",)}
_SHOWN: Final = 110


class Agreed(BaseModel):
    """F1 (null where neither has any): `both` agree, of `a` things in A and `b` in B. For a field of the
    assignments (`lead` …) all are tasks that both have."""

    model_config = ConfigDict(frozen=True)

    f1: float | None
    both: int
    a: int
    b: int


class Agreement(BaseModel):
    """Two annotations compared. `only_a`, `only_b`: ids of texts that the other does not have; they count nowhere.

    `kappa` is Cohen's over tokens, by layer; null where both give every token the same label, so that nothing was decided.
    """

    model_config = ConfigDict(frozen=True)

    a: str
    b: str
    texts: int
    tokens: int
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    figures: dict[str, Agreed]
    kappa: dict[str, float | None]
    differences: tuple[Difference, ...]

    def to_json(self) -> str:
        """The report as JSON, readable."""
        return self.model_dump_json(indent=1)

    def to_text(self) -> str:
        """The figures as a table, then every difference, both sides of it."""
        lines = [f"A: {self.a}", f"B: {self.b}", f"{self.texts} texts, {self.tokens} tokens"]
        for name, only in (("A", self.only_a), ("B", self.only_b)):
            if only:
                lines.append(f"only in {name}: {', '.join(only)}")
        lines += ["", f"{'':17}{'F1':>7}{'both':>8}{'A':>8}{'B':>8}"]
        for name, f in self.figures.items():
            lines.append(f"{name:17}{_cell(f.f1):>7}{f.both:>8}{f.a:>8}{f.b:>8}")
        lines += ["", "Cohen's kappa over tokens: " + ", ".join(f"{k} {_cell(v)}" for k, v in self.kappa.items())]
        lines += ["", f"{len(self.differences)} differences"]
        for d in self.differences:
            lines.append(f"{d.file}:{d.offset}, line {d.line}: {d.kind} in …{_clip(d.context)}…")
            lines += [f"  A  {_clip(d.a.cell(d.kind))}", f"  B  {_clip(d.b.cell(d.kind))}"]
        return "\n".join(lines) + "\n"


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _clip(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN * 2 // 3]}…{text[-_SHOWN // 3 :]}"


def agreement(a: str | Path, b: str | Path) -> Agreement:
    """Compare two data folders (see `gold`). Raises E401 for other texts under the same id, E303 without scikit-learn."""
    pairs, only_a, only_b = paired(a, b)
    counts = total(count(side_of(x), side_of(y)) for x, y in pairs)
    kappas = {layer: kappa(pairs, labels) for layer, labels in LAYERS.items()}
    return Agreement(
        a=str(a),
        b=str(b),
        texts=len(pairs),
        tokens=sum(len(split(x.text)) for x, _ in pairs),
        only_a=tuple(only_a),
        only_b=tuple(only_b),
        figures={name: _agreed(counts[name]) for name in FIGURES},
        kappa=kappas,
        differences=tuple(d for x, y in pairs for d in compare(x, y).differences),
    )


def _agreed(c: Count) -> Agreed:
    whole = c.gold + c.predicted
    return Agreed(f1=round(2 * c.hits / whole, 4) if whole else None, both=c.hits, a=c.gold, b=c.predicted)


def kappa(pairs: Iterable[tuple[GoldDirective, GoldDirective]], labels: Sequence[Label]) -> float | None:
    """Cohen's kappa of two annotations over all tokens of their texts, each with its label of `labels` or none.

    Null where both give every token the same one label. Raises E303 without scikit-learn.
    """
    try:
        from sklearn.metrics import cohen_kappa_score
    except ImportError as error:
        raise VnadminError("E303", detail="scikit-learn") from error
    sides: tuple[list[int], list[int]] = ([], [])
    for x, y in pairs:
        tokens = split(x.text)
        edges = [t.start for t in tokens], [t.end for t in tokens]
        for side, gold in zip(sides, (x, y), strict=True):
            side += _token_labels(edges, gold.spans, labels)
    if len({*sides[0], *sides[1]}) < 2:
        return None
    return round(float(cohen_kappa_score(*sides)), 4)


def _token_labels(edges: tuple[list[int], list[int]], spans: Iterable[GoldSpan], labels: Sequence[Label]) -> list[int]:
    """For each token the number of the label that marks any of it, from 1; 0 for none."""
    out = [0] * len(edges[0])
    for span in spans:
        if span.label in labels:
            first, last = bisect_right(edges[1], span.start), bisect_left(edges[0], span.end)
            out[first:last] = [labels.index(span.label) + 1] * (last - first)
    return out
