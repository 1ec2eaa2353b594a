"""Fit the calibration of a model folder on annotated directives that it was not trained on."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.evaluation.reliability import Told, by_label, told_spans
from vnadmin_nlp.evaluation.report import Pair, predict
from vnadmin_nlp.evaluation.score import Side, count, side_of, total
from vnadmin_nlp.evaluation.score import figures as figures_of
from vnadmin_nlp.pipeline import Extractor
from vnadmin_nlp.records import LABELS
from vnadmin_nlp.tagger.calibration import Calibration, Curve, log_odds
from vnadmin_nlp.tagger.folder import read_json

_FOLDS: Final = 5
_GRID: Final = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
_LEAST: Final = 30
"""Spans of a label below which no curve is fitted: its scores stay raw."""


def calibrate(folder: Path, dev: Sequence[GoldDirective]) -> dict[str, Any]:
    """Fit the curves on `dev`, write them into `vnadmin.json`, and give what was measured.

    The figures are `{label: {"spans", "ece raw", "ece"}}`; "ece" is measured on directives left out of the fit, `_FOLDS` times.
    Raises VnadminError E301 for what is no model folder, E201 where `dev` has too few spans.
    """
    about = read_json(folder, "vnadmin.json")
    raw = predict(dev, Extractor(folder, calibrated=False))
    told = [told_spans([pair]) for pair in raw]
    spans = [t for document in told for t in document]
    if len(spans) < _LEAST:
        raise VnadminError("E201", detail=f"{len(spans)} spans are too few for a calibration; {_LEAST} are needed")
    before = by_label(spans)
    after = by_label(_left_out(told))
    curves = _curves(spans)
    for label, curve in curves.items():
        curves[label] = curve.model_copy(update={"least": _best_least(label, curve, raw)})
    for label, (right, found) in _rules(raw).items():
        curves[label] = curves.get(label, Curve()).model_copy(update={"rules": round((right + 1) / (found + 2), 4)})
    figures = {
        name: {"spans": r.spans, "ece raw": r.ece, "ece": after[name].ece}
        for name, r in before.items()
        if name in after
    }
    calibration = Calibration(curves=curves)
    about["calibration"] = json.loads(calibration.model_dump_json()) | {"figures": figures, "directives": len(dev)}
    temporary = folder / "vnadmin.json.tmp"
    temporary.write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    temporary.replace(folder / "vnadmin.json")
    return figures


def _curves(told: Sequence[Told]) -> dict[str, Curve]:
    """One logistic curve per label with enough right and wrong spans."""
    from sklearn.linear_model import LogisticRegression

    out: dict[str, Curve] = {}
    for label in LABELS:
        some = [t for t in told if t.label == label]
        if len(some) < _LEAST or len({t.right for t in some}) < 2:
            continue
        model = LogisticRegression(C=10.0).fit([[log_odds(t.score)] for t in some], [t.right for t in some])
        slope, offset = float(model.coef_[0, 0]), float(model.intercept_[0])
        if slope > 0 and math.isfinite(offset):
            out[label] = Curve(slope=round(slope, 4), offset=round(offset, 4))
    return out


def _best_least(label: str, curve: Curve, pairs: Sequence[Pair]) -> float:
    """The threshold for the best F1.

    Where scores are probabilities that a span is exactly right, it is half of the F1 reached (Lipton, Elkan and Naryanaswamy 2014). A TASK with a
    wrong edge is still of use, so its threshold is that of `_GRID` with the best overlap F1 on dev.
    """
    if label != "TASK":
        counts = total(count(side_of(gold), side_of(told)) for gold, told in pairs)
        return round((figures_of(counts)[label].f1 or 0.0) / 2, 2)
    tasks = [
        {("TASK", s.start, s.end): curve(s.score) or 0.0 for s in told.spans if s.label == "TASK"} for _, told in pairs
    ]
    sides = [side_of(gold) for gold, _ in pairs]

    def f1(least: float) -> float:
        kept = (Side(frozenset(t for t, sure in some.items() if sure >= least), ()) for some in tasks)
        return figures_of(total(count(*both) for both in zip(sides, kept, strict=True)))["TASK overlap"].f1 or 0.0

    return max(_GRID, key=lambda least: (f1(least), -least))


def _left_out(documents: Sequence[Sequence[Told]]) -> list[Told]:
    """Every span with the score of curves that were fitted without its directive; raw where there is but one directive."""
    from sklearn.model_selection import KFold

    if len(documents) < 2:
        return [t for d in documents for t in d]
    out: list[Told] = []
    for rest, held in KFold(min(_FOLDS, len(documents)), shuffle=True, random_state=0).split(documents):
        calibration = Calibration(curves=_curves([t for i in rest for t in documents[i]]))
        out += [t._replace(score=float(calibration(t.label, t.score) or 0.0)) for i in held for t in documents[i]]
    return out


def _rules(pairs: Sequence[tuple[GoldDirective, Any]]) -> dict[str, tuple[int, int]]:
    """By label: how many spans of a grammar alone are right, and how many there are."""
    out: dict[str, tuple[int, int]] = {}
    for gold, told in pairs:
        known = {(s.label, s.start, s.end) for s in gold.spans}
        for span in told.spans:
            if span.score is None:
                right, count = out.get(span.label, (0, 0))
                out[span.label] = right + ((span.label, span.start, span.end) in known), count + 1
    return out
