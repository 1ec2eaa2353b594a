"""How fast document references are found and read.

    python -m vnadmin_nlp.evaluation.reference_speed --data .

Characters a second of the grammar alone, of clean view and grammar together, and microseconds for the value of one reference in its
text (issuer, list, short mention). Process time, the best of some rounds, one thread.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence

from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.evaluation.speed import seconds
from vnadmin_nlp.spans.docref_grammar import find
from vnadmin_nlp.values.references import read_references


def measure(texts: Sequence[str], rounds: int = 3) -> dict[str, float]:
    """The three figures over `texts`."""
    views = [clean_view(text) for text in texts]
    size = sum(len(view) for view in views)
    spans = [[view.origin(hit.start, hit.end) for hit in find(view.text)] for view in views]
    count = sum(map(len, spans))

    def spent(work: Callable[[], object]) -> float:
        return seconds(work, rounds, time.process_time)

    def values() -> object:
        return [read_references(t, s, view=v) for t, s, v in zip(texts, spans, views, strict=True)]

    return {
        "characters": size,
        "references": count,
        "grammar, characters a second": round(size / spent(lambda: [find(v.text) for v in views])),
        "with the view, characters a second": round(
            size / spent(lambda: [find(clean_view(text).text) for text in texts])
        ),
        "microseconds a value": round(1e6 * spent(values) / max(count, 1), 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    head = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m vnadmin_nlp.evaluation.reference_speed", description=head)
    parser.add_argument("--data", required=True, metavar="DIR")
    parser.add_argument("--split")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    texts = [gold.text for gold in load_data(options.data, options.split)]
    print(json.dumps(measure(texts, options.rounds), indent=1))


if __name__ == "__main__":
    main()
