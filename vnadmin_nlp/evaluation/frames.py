"""Directives, corpora and evaluations as pandas tables, for notebooks and dashboards. Needs pandas (extra `[notebooks]`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.evaluation.errors import document_errors
from vnadmin_nlp.evaluation.report import Pair
from vnadmin_nlp.evaluation.score import F_FIGURES, count, figures, side_of, total
from vnadmin_nlp.records import LABELS, Directive, UnitRef

if TYPE_CHECKING:
    import pandas as pd

_JOIN: Final = "; "


def _names(units: Sequence[UnitRef]) -> str:
    """Canonical names; where a unit has none, what the text says."""
    return _JOIN.join(" ".join(filter(None, (u.title, u.name or u.text))) for u in units)


def assignment_frame(directives: Iterable[Directive]) -> pd.DataFrame:
    """One row per assignment: document, who leads, with whom, what, by when (`due_first`, `due_last` as days), and where it stands.

    `due` is the value (a day, an RRULE, a duration …); `due_last` is empty unless a last day is known. `start` and `end` are code points.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for d in directives:
        for a in d.assignments:
            due = a.due
            rows.append(
                {
                    "source": d.source, "document": d.document.number, "date": d.document.date, "issuer": d.document.issuer,
                    "id": a.id, "outline": ".".join(a.outline), "lead": _names(a.lead), "with": _names(a.coordinating),
                    "task": a.task.text, "due": due and due.value, "due_kind": due and due.kind, "due_text": due and due.text,
                    "due_first": due and due.first, "due_last": due and due.last, "day_included": due and due.included,
                    "refs": _JOIN.join(r.key or r.text for r in a.refs), "report_to": _names(a.report_to),
                    "score": a.score, "start": a.task.start, "end": a.task.end,
                }
            )  # fmt: skip
    frame = pd.DataFrame(rows)
    for name in ("date", "due_first", "due_last"):
        if name in frame:
            frame[name] = pd.to_datetime(frame[name], errors="coerce")
    return frame


def corpus_frame(golds: Iterable[GoldDirective]) -> pd.DataFrame:
    """One row per directive: what the manifest knows of it, its length in characters, and how many spans of each label it has."""
    import pandas as pd

    rows = []
    for g in golds:
        labels = Counter(s.label for s in g.spans)
        meta = g.meta.model_dump(include={"genre", "level", "issuer", "province", "domain", "layout", "family"})
        rows.append(
            {"id": g.id, **meta, "year": g.meta.year, "noise": len(g.meta.noise), "characters": len(g.text)}
            | {label: labels[label] for label in LABELS}
        )
    return pd.DataFrame(rows)


def document_frame(pairs: Iterable[Pair]) -> pd.DataFrame:
    """One row per directive, the worst record F1 first: F1 of each label, of TASK by overlap, of records, and how many spans are wrong."""
    import pandas as pd

    rows = []
    for gold, told in pairs:
        found = figures(total([count(side_of(gold), side_of(told))]))
        rows.append(
            {"id": gold.id} | {n: found[n].f1 for n in F_FIGURES} | {"errors": len(document_errors(gold, told))}
        )
    return pd.DataFrame(rows).sort_values("record", kind="stable", ignore_index=True)
