"""Entity scores of `seqeval` per layer: strict IOB2 over the lossless tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import ENTITY_LABELS, Directive
from vnadmin_nlp.tokens.split import split

LAYERS: Final[dict[str, tuple[str, ...]]] = {"entities": ENTITY_LABELS, "tasks": ("TASK",)}


class SequenceScore(BaseModel):
    """What seqeval says of one label, or of all labels of a layer (`micro`)."""

    model_config = ConfigDict(frozen=True)

    p: float
    r: float
    f1: float
    gold: int


def iob2(text: str, spans: Iterable[tuple[str, int, int]], labels: Sequence[str]) -> list[str]:
    """One tag per token; a token belongs to a span that it shares a character with (the first one, where two claim it)."""
    tokens = split(text)
    tags = ["O"] * len(tokens)
    wanted = sorted((start, end, label) for label, start, end in spans if label in labels)
    at = 0
    for start, end, label in wanted:
        while at < len(tokens) and tokens[at].end <= start:
            at += 1
        first = True
        for i in range(at, len(tokens)):
            if tokens[i].start >= end:
                break
            if tags[i] == "O":
                tags[i] = f"{'B' if first else 'I'}-{label}"
                first = False
    return tags


def sequence_scores(
    pairs: Sequence[tuple[GoldDirective, Directive]],
) -> dict[str, dict[str, SequenceScore]]:
    """Scores by layer and label. Raises VnadminError E303 where seqeval is not installed."""
    try:
        from seqeval.metrics import classification_report
        from seqeval.scheme import IOB2
    except ImportError as error:
        raise VnadminError("E303", detail="seqeval") from error
    out: dict[str, dict[str, SequenceScore]] = {}
    for layer, labels in LAYERS.items():
        gold = [iob2(g.text, ((s.label, s.start, s.end) for s in g.spans), labels) for g, _ in pairs]
        told = [iob2(g.text, ((s.label, s.start, s.end) for s in p.spans), labels) for g, p in pairs]
        out[layer] = {}
        if not any(tag != "O" for tags in (*gold, *told) for tag in tags):
            continue  # seqeval refuses input without a single entity
        table = classification_report(gold, told, mode="strict", scheme=IOB2, output_dict=True, zero_division=0)
        for name in (*labels, "micro avg"):
            if name in table:
                row = table[name]
                out[layer][name.removesuffix(" avg")] = SequenceScore(
                    p=round(float(row["precision"]), 4),
                    r=round(float(row["recall"]), 4),
                    f1=round(float(row["f1-score"]), 4),
                    gold=int(row["support"]),
                )
    return out
