"""The errors of directives in colour, for a notebook: what both marked, what only the annotator marked, what only the model did."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import Final

from vnadmin_nlp.evaluation.errors import SpanError, document_errors
from vnadmin_nlp.evaluation.report import Pair

_COLOURS: Final = {(True, True): "#d5efcf", (True, False): "#ffd0d0", (False, True): "#cfe3ff"}
"""(the annotator marked it, the model marked it) → background."""
_AROUND: Final = 60
_LEGEND: Final = (
    "<p>both <span style='background:{}'>like this</span>, the annotator alone <span style='background:{}'>like this</span>, "
    "the model alone <span style='background:{}'>like this</span></p>"
).format(*_COLOURS.values())


def errors_html(pairs: Iterable[Pair], most: int | None = None) -> str:
    """The errors of each directive (`most` of each) in the order of the text, with 60 code points around them."""
    out = [_LEGEND]
    for gold, told in pairs:
        errors = document_errors(gold, told)
        out.append(f"<h4>{escape(gold.id)}: {len(errors)} errors</h4>")
        out += [f"<p><b>{e.label}, {e.cause}{_score(e)}</b><br>{_coloured(gold.text, e)}</p>" for e in errors[:most]]
    return f'<div style="color:#1a1a1a;background:#fff;padding:8px">{"".join(out)}</div>'


def _score(error: SpanError) -> str:
    return "" if error.score is None else f", score {error.score:.2f}"


def _coloured(text: str, error: SpanError) -> str:
    spans = [span for span in (error.gold, error.found) if span]
    start, end = max(0, min(s for s, _ in spans) - _AROUND), min(len(text), max(e for _, e in spans) + _AROUND)
    edges = sorted({start, end, *(edge for span in spans for edge in span)})
    pieces = []
    for a, b in pairwise(edges):
        inside = tuple(span is not None and span[0] <= a and b <= span[1] for span in (error.gold, error.found))
        colour = _COLOURS.get((inside[0], inside[1]))
        piece = escape(text[a:b]).replace("\n", "<br>")
        pieces.append(f"<span style='background:{colour}'>{piece}</span>" if colour else piece)
    return "".join(pieces)
