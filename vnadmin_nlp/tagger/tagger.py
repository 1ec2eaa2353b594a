"""Text to scored spans: windows through a network, each token read where it has most context, constrained decoding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vnadmin_nlp.records import Label
from vnadmin_nlp.tagger.decode import Scores, decode, log_softmax
from vnadmin_nlp.tagger.features import Reading, read_features
from vnadmin_nlp.tagger.pieces import PieceEncoder, Pieces
from vnadmin_nlp.tagger.scheme import TAGS
from vnadmin_nlp.tagger.windows import Window, windows

Ints = npt.NDArray[np.int64]
Network = Callable[[Ints, Ints, Ints], Sequence[Scores]]
"""(input ids [batch, pieces], features [batch, pieces, n], attention mask [batch, pieces]) to logits per layer [batch, pieces, tags]."""


class TaggedSpan(NamedTuple):
    """A span of the original text, code points, end exclusive; `score` in 0..1."""

    label: Label
    start: int
    end: int
    score: float


def piece_features(reading: Reading, pieces: Pieces) -> Ints:
    """[pieces, features]: the shape, then the features of the token that the piece belongs to; a break has none."""
    width = 1 + (len(reading.features[0]) if reading.features else 0)
    out: Ints = np.zeros((len(pieces.ids), width), dtype=np.int64)
    out[:, 0] = pieces.shapes
    bounds = [*pieces.first, len(pieces.ids)]
    for i, row in enumerate(reading.features):
        end = bounds[i + 1]
        if i + 1 < len(reading.breaks) and reading.breaks[i + 1]:
            end -= 1  # the break before the next token
        out[bounds[i] : end, 1:] = row
    return out


class Tags(NamedTuple):
    """What the network says of a text: spans of both layers, and per token the probability that it lies in no entity."""

    spans: list[TaggedSpan]
    outside: Scores


@dataclass
class SpanTagger:
    """A network with its piece encoder. `batch` windows go through the network at a time, and `threads` batches at the same time.

    On a CPU a batch in each thread takes less time than one whose every product is shared by the threads, since the products are small.
    """

    network: Network
    encoder: PieceEncoder
    window: int
    overlap: int
    batch: int = 2
    threads: int = 1

    def tag(self, text: str, reading: Reading | None = None) -> list[TaggedSpan]:
        """Spans of both layers, sorted by start; empty for a text without tokens."""
        return self.read(reading or read_features(text)).spans

    def read(self, reading: Reading) -> Tags:
        """Spans and the probability of no entity."""
        tokens = reading.tokens
        scores = self.log_probs(reading)
        spans = [
            TaggedSpan(span.label, tokens[span.first].start, tokens[span.last].end, score)
            for span, score in decode(scores)
        ]
        return Tags(sorted(spans, key=lambda s: (s.start, -s.end)), np.exp(scores[0][:, 0]))

    def log_probs(self, reading: Reading) -> list[Scores]:
        """Log probabilities of the tags per layer: [tokens, tags]."""
        pieces = self.encoder(reading.text, reading.tokens, reading.breaks)
        features = piece_features(reading, pieces)
        bounds = [*pieces.first, len(pieces.ids)]
        ids = np.array(pieces.ids, dtype=np.int64)
        out = [np.zeros((len(reading.tokens), len(tags)), dtype=np.float32) for tags in TAGS]
        spans = windows(pieces.first, len(pieces.ids), self.window, self.overlap)

        def run(group: Sequence[Window]) -> None:
            rows = [(bounds[w.first], bounds[w.end]) for w in group]
            logits = self.network(*pad([ids[a:b] for a, b in rows], [features[a:b] for a, b in rows]))
            for window, (a, _), number in zip(group, rows, range(len(group)), strict=True):
                first = [pieces.first[i] - a for i in range(window.keep_first, window.keep_end)]
                for layer, scores in zip(out, logits, strict=True):
                    layer[window.keep_first : window.keep_end] = log_softmax(
                        np.asarray(scores[number][first], dtype=np.float32)
                    )

        groups = [spans[at : at + self.batch] for at in range(0, len(spans), self.batch)]
        if self.threads > 1 and len(groups) > 1:
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(run, groups))  # a list, so that what one raises is raised here
        else:
            for group in groups:
                run(group)
        return out


def pad(ids: Sequence[Ints], features: Sequence[Ints]) -> tuple[Ints, Ints, Ints]:
    """A batch of windows of different lengths: ids, features, attention mask."""
    most = max(len(x) for x in ids)
    batch: Any = np.zeros((len(ids), most), dtype=np.int64)
    rows: Any = np.zeros((len(ids), most, features[0].shape[1]), dtype=np.int64)
    mask: Any = np.zeros((len(ids), most), dtype=np.int64)
    for i, (x, f) in enumerate(zip(ids, features, strict=True)):
        batch[i, : len(x)] = x
        rows[i, : len(x)] = f
        mask[i, : len(x)] = 1
    return batch, rows, mask
