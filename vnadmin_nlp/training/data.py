"""Annotated directives to training windows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.records import Label
from vnadmin_nlp.tagger.features import Reading, read_features
from vnadmin_nlp.tagger.pieces import PieceEncoder
from vnadmin_nlp.tagger.scheme import LAYERS, TAGS, TokenSpan, to_tags, token_span
from vnadmin_nlp.tagger.tagger import piece_features
from vnadmin_nlp.tagger.windows import windows

IGNORE = -100
"""Label of the pieces that stand for no token: the loss passes over them."""

MOST_WEIGHT = 10.0


def layer_labels(reading: Reading, directive: GoldDirective) -> list[list[int]]:
    """Tag ids per layer and token. A gold span that the tokens cannot express exactly is left out; `vnadmin check` names it."""
    spans: list[TokenSpan] = []
    for span in directive.spans:
        place = token_span(reading.tokens, span.start, span.end)
        if place is not None and place[1]:
            spans.append(TokenSpan(span.label, *place[0]))
    return [to_tags(spans, labels, len(reading.tokens)) for labels in LAYERS]


def open_tags(labels: Sequence[Label], unmarked: Collection[Label]) -> Iterator[int]:
    """Ids of the tags of a layer that may be true of a token without a mark, since nobody looked for their labels."""
    for i, label in enumerate(labels):
        if label in unmarked:
            yield from range(1 + 4 * i, 5 + 4 * i)


def window_rows(
    directives: Iterable[GoldDirective], encoder: PieceEncoder, size: int, overlap: int
) -> Iterator[dict[str, Any]]:
    """Rows of the training set, one per window: `input_ids`, `features`, `labels` and `unmarked` (one list per layer), `id` of the directive."""
    for directive in directives:
        reading = read_features(directive.text)
        pieces = encoder(directive.text, reading.tokens, reading.breaks)
        features = piece_features(reading, pieces)
        layers = layer_labels(reading, directive)
        hidden = [[*open_tags(labels, directive.unmarked)] for labels in LAYERS]
        targets = np.full((len(LAYERS), len(pieces.ids)), IGNORE, dtype=np.int64)
        for row, tags in zip(targets, layers, strict=True):
            row[pieces.first] = tags
        for window in windows(pieces.first, len(pieces.ids), size, overlap):
            a = pieces.first[window.first]
            b = pieces.first[window.end] if window.end < len(pieces.first) else len(pieces.ids)
            yield {
                "id": directive.id,
                "input_ids": pieces.ids[a:b],
                "features": features[a:b].tolist(),
                "labels": targets[:, a:b].tolist(),
                "unmarked": hidden,
            }


def tag_weights(rows: Iterable[Mapping[str, Any]], power: float) -> list[list[float]]:
    """Weights of the tags in the loss, one list per layer: labels by their rarity to the `power`, no span always 1.

    "Balanced" is scikit-learn's: tokens of a layer's labels / (number of labels * tokens of the label); at most `MOST_WEIGHT`.
    """
    from sklearn.utils.class_weight import compute_class_weight

    found: list[list[int]] = [[] for _ in LAYERS]
    for row in rows:
        for tags, labels in zip(found, row["labels"], strict=True):
            tags += [(tag - 1) // 4 for tag in labels if tag > 0]
    out = [[1.0] * len(tags) for tags in TAGS]
    for weights, labels in zip(out, found, strict=True):
        if labels:
            present = np.unique(labels)
            balanced = compute_class_weight("balanced", classes=present, y=np.array(labels))
            for label, weight in zip(present.tolist(), balanced.tolist(), strict=True):
                weights[1 + 4 * label : 5 + 4 * label] = [min(weight**power, MOST_WEIGHT)] * 4
    return out
