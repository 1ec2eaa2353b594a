"""Likely misses: what a closed grammar, or a model that is sure, finds in a text and the annotation has not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from vnadmin_nlp.annotation.findings import Finding, Found, findings
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan
from vnadmin_nlp.outline import parse
from vnadmin_nlp.outline.model import Outline
from vnadmin_nlp.records import ENTITY_LABELS, LABELS, Label, Span
from vnadmin_nlp.spans.grammars import Candidate, propose
from vnadmin_nlp.tagger.scheme import LAYERS

if TYPE_CHECKING:
    from vnadmin_nlp.pipeline import Extractor

DEADLINE_RULES: Final = frozenset({"before", "within", "cell", "day-of", "field", "periodic"})
"""Rules of the DEADLINE grammar whose candidates inside a TASK people mark in at least 98 of 100 cases (this project's corpus)."""
SURE: Final = 0.9
"""Score (a probability, where the model is calibrated) from which a model's span is worth a second look."""
NONE: Final = 0.98
"""Mean probability of no span over the tokens of a gold span from which the model is sure that there is none."""


class _Place(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def _meets(one: _Place, others: Iterable[_Place]) -> bool:
    return any(one.start < o.end and o.start < one.end for o in others)


def left_out_by_grammar(gold: GoldDirective) -> Iterator[Found]:
    """DOC-REFs, and DEADLINEs inside a TASK, where the closed grammars see one and no entity is marked."""
    entities, tasks = gold.labelled(*ENTITY_LABELS), gold.labelled("TASK")
    outline: Outline | None = None
    for c in propose(gold.text):
        if _meets(c, entities):
            continue
        if c.label == "DEADLINE":
            if c.rule in DEADLINE_RULES and _meets(c, tasks):
                yield Found("deadline-left-out", c.start, c.end, f"reads like a DEADLINE (rule {c.rule})")
            continue
        outline = outline or parse(gold.text)
        if not _of_its_own(c, outline):
            yield Found("doc-ref-left-out", c.start, c.end, f"reads like a DOC-REF (rule {c.rule})")


def _of_its_own(candidate: Candidate, outline: Outline) -> bool:
    """The text's own number: in the letterhead, under the title, or in the head of an annex."""
    node = outline.at(candidate.start)
    if node is not None and node.part in ("letterhead", "title"):
        return True
    own = "".join(filter(None, (outline.document.number, outline.document.symbol))).replace("/", "")
    covered = outline.text[candidate.start : candidate.end].replace("/", "")
    return len(own) > 3 and re.search(rf"(?<!\d){re.escape(own)}(?!\w)", covered) is not None


def by_model(gold: GoldDirective, extractor: Extractor) -> list[Finding]:
    """Where a model that is sure disagrees with the annotation."""
    from vnadmin_nlp.documents import Source
    from vnadmin_nlp.documents.plain import line_blocks

    # all that it thinks of, so that a doubted span is one that it gives no chance
    told = replace(extractor, thresholds=dict.fromkeys(LABELS, 0.0)).extract_source(
        Source(gold.text, gold.id, "txt", tuple(line_blocks(gold.text)))
    )
    return list(findings(gold, disagreements(gold, told.spans, lambda: _outside(gold.text, extractor))))


Chance = Callable[[GoldSpan], float]


def disagreements(gold: GoldDirective, told: Sequence[Span], outside: Callable[[], Chance]) -> Iterator[Found]:
    """Spans that a model is sure of and the annotation lacks, and annotated ones that it is sure are none.

    `outside()` gives, for an annotated span, the probability that nothing of its layer stands there; asked only where needed.
    """
    known = {(s.label, s.start, s.end) for s in gold.spans}
    for span in told:
        if (span.score or 0.0) < SURE or (span.label, span.start, span.end) in known:
            continue
        mates = [s for s in gold.spans if _layer(s.label) == _layer(span.label) and _meets(span, [s])]
        what = f"{span.label} by the model, score {span.score:.2f}"
        if not mates:
            yield Found("model-miss", span.start, span.end, f"{what}; nothing is marked")
            continue
        first = mates[0]
        rule = "model-edges" if any(m.label == span.label for m in mates) else "model-label"
        yield Found(
            rule, span.start, span.end, f"{what}; marked is {first.label} [{gold.covered(first.start, first.end)}]"
        )
    doubted = [g for g in gold.spans if not _meets(g, [s for s in told if _layer(s.label) == _layer(g.label)])]
    chance = outside() if doubted else None
    for g in doubted:
        if chance and (none := chance(g)) >= NONE:
            yield Found("model-doubt", g.start, g.end, f"{g.label}, but none for the model (probability {none:.3f})")


def _layer(label: Label) -> int:
    return next(i for i, labels in enumerate(LAYERS) if label in labels)


def _outside(text: str, extractor: Extractor) -> Chance:
    """Mean probability over a span's tokens that they lie outside every span of its layer."""
    import numpy as np

    from vnadmin_nlp.tagger.features import read_features
    from vnadmin_nlp.tagger.folder import open_tagger
    from vnadmin_nlp.tagger.scheme import token_span

    reading = read_features(text)
    scores = open_tagger(extractor.model, extractor.threads).tagger.log_probs(reading)

    def chance(span: GoldSpan) -> float:
        place = token_span(reading.tokens, span.start, span.end)
        if place is None:
            return 0.0
        (first, last), _ = place
        return float(np.exp(scores[_layer(span.label)][first : last + 1, 0]).mean())

    return chance
