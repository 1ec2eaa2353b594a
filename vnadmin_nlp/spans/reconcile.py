"""One place where the tagger's spans and the grammars' candidates become the spans of the result, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from vnadmin_nlp.records import Label
from vnadmin_nlp.spans.grammars import Candidate
from vnadmin_nlp.spans.unit_edges import units_apart

_EDGE_JUNK: Final = re.compile(r"[\s*_#|·•,;]+")
_SHUT: Final = ".;,:*_ \t\r\n|"


class Tagged(NamedTuple):
    """What the tagger found."""

    label: Label
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Found:
    """A span of the result before it gets an id; `why` names what made and what changed it."""

    label: Label
    start: int
    end: int
    score: float | None
    why: tuple[str, ...]


TRUST: Final = {"DOC-REF": 0.75, "DEADLINE": 0.5}
"""A tagger's span that is surer than this keeps its edges against a candidate's."""
ALONE: Final = {"DOC-REF": 0.8}
"""A tagger's span that no candidate touches must be surer than this: of a closed class the grammar misses little."""

REFUSED: Final = {"DEADLINE": 0.95}
"""A candidate that the tagger is this sure is no entity is left out: whether a time is a due time is meaning."""


def reconcile(
    text: str,
    tagged: Sequence[Tagged],
    candidates: Sequence[Candidate],
    outside: Mapping[Candidate, float] | None = None,
) -> list[Found]:
    """Merge both sources (thresholds and rules by their gains on annotated texts outside the training data, docs/decisions.md).

    1. Where a candidate and a tagger's span of the same label overlap, the surer edges stand: closed grammars know where a document
       number or a date ends, the tagger knows what is meant.
    2. A candidate that the tagger missed is added, unless another entity of the tagger lies across it or the tagger refuses it:
       `outside` gives the mean probability that its tokens are in no entity.
    3. A DOC-REF of the tagger alone must be sure.
    4. Entities never overlap one another, TASKs never overlap one another, no entity crosses a TASK's edge.
    """
    found = [Found(t.label, t.start, t.end, t.score, ("model",)) for t in tagged]
    found = [_edges(text, part) for f in found for part in _units_apart(text, f)]
    out: list[Found] = []
    used: set[Candidate] = set()
    for item in found:
        mates = [c for c in candidates if c.label == item.label and c.start < item.end and item.start < c.end]
        used.update(mates)
        if mates or item.score is None or item.score > ALONE.get(item.label, 0.0):
            out.append(_merge(item, mates))
    taken = [(f.start, f.end) for f in out if f.label != "TASK"]
    for c in candidates:
        refused = outside is not None and outside.get(c, 0.0) > REFUSED.get(c.label, 1.0)
        if c not in used and not refused and not any(s < c.end and c.start < e for s, e in taken):
            out.append(_edges(text, Found(c.label, c.start, c.end, None, (f"grammar:{c.rule}",))))
    return _apart(text, out)


def _merge(item: Found, mates: Sequence[Candidate]) -> Found:
    if len(mates) != 1 or item.label not in TRUST:
        return item
    mate = mates[0]
    if (mate.start, mate.end) == (item.start, item.end):
        return replace(item, why=(*item.why, f"grammar:{mate.rule}"))
    if item.score is not None and item.score > TRUST[item.label]:
        return item
    return replace(item, start=mate.start, end=mate.end, why=(*item.why, f"edges by grammar:{mate.rule}"))


def _units_apart(text: str, item: Found) -> list[Found]:
    """The units of an ORG-UNIT that the tagger ran together."""
    if item.label != "ORG-UNIT":
        return [item]
    parts = units_apart(text[item.start : item.end])
    if len(parts) == 1:
        return [item]
    why = (*item.why, "a new head starts a new unit")
    return [replace(item, start=item.start + a, end=item.start + b, why=why) for a, b in parts]


def _edges(text: str, item: Found) -> Found:
    """No blank, markup sign or closing punctuation at an edge; a span that is nothing else is dropped by `_apart`."""
    start, end = item.start, item.end
    lead = _EDGE_JUNK.match(text, start, end)
    if lead:
        start = lead.end()
    bracket = text.rfind("(", start, end)
    if item.label != "TASK" and bracket > start and ")" not in text[bracket:end]:
        end = bracket
    while end > start and text[end - 1] in _SHUT and not text.startswith("..", end - 2):
        end -= 1
    if (start, end) == (item.start, item.end):
        return item
    return replace(item, start=start, end=end, why=(*item.why, "edge trimmed"))


def _apart(text: str, items: Sequence[Found]) -> list[Found]:
    """Drop empty spans and, of two that may not overlap, the less sure; cut entities loose that cross a TASK's edge."""
    items = [f for f in items if f.start < f.end]
    kept: list[Found] = []
    for item in sorted(items, key=lambda f: (-(f.score if f.score is not None else 0.9), f.start)):
        same = [k for k in kept if (k.label == "TASK") == (item.label == "TASK")]
        if not any(k.start < item.end and item.start < k.end for k in same):
            kept.append(item)
    tasks = [k for k in kept if k.label == "TASK"]
    out = list(kept)
    for entity in kept:
        if entity.label == "TASK":
            continue
        for task in tasks:
            inside = min(entity.end, task.end) - max(entity.start, task.start)
            if 0 < inside < entity.end - entity.start:
                out[out.index(task)] = moved = _edges(text, _around(task, entity, inside))
                tasks[tasks.index(task)] = moved
                break
    return sorted((f for f in out if f.start < f.end), key=lambda f: (f.start, -f.end))


def _around(task: Found, entity: Found, inside: int) -> Found:
    """The TASK moved so that the entity lies wholly inside it (where most of it does) or wholly outside."""
    whole = 2 * inside >= entity.end - entity.start
    if entity.start < task.start:
        start = entity.start if whole else entity.end
        return replace(task, start=start, why=(*task.why, "edge moved to an entity's"))
    end = entity.end if whole else entity.start
    return replace(task, end=end, why=(*task.why, "edge moved to an entity's"))
