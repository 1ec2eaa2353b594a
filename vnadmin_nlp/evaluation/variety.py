"""How varied a corpus is, next to another one: distinct n-grams, repeated sentences, long runs shared between texts.

    python -m vnadmin_nlp.evaluation.variety --data . --against ANOTHER

Figures of two corpora compare only at one size, since every corpus repeats itself more the longer it gets: so they are counted on
samples of equally many words, drawn text by text, and averaged over some draws.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Sequence
from statistics import mean
from typing import Any, Final

from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.tokens.forms import fold
from vnadmin_nlp.tokens.split import split

ORDERS: Final = (1, 2, 3, 4)
LONG: Final = 8
"""Words of a run that two texts should not share but for names and formulas."""
SHORTEST: Final = 6
"""Words of a sentence that counts: shorter ones are headings and markers."""
DRAWS: Final = 5
_SENTENCE: Final = re.compile(r"[.;:!?\n]+")


def words_of(text: str) -> list[str]:
    """Folded words; numbers all alike, since a date changed is no variety."""
    found = (text[t.start : t.end] for t in split(text))
    return ["0" if w.isdigit() else fold(w) for w in found if w.isalnum()]


def _grams(words: Sequence[str], order: int) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + order]) for i in range(len(words) - order + 1)]


def figures(texts: Sequence[str]) -> dict[str, Any]:
    """The figures of some texts."""
    words = [words_of(t) for t in texts]
    out: dict[str, Any] = {"texts": len(texts), "words": sum(map(len, words))}
    for order in ORDERS:
        grams = [g for w in words for g in _grams(w, order)]
        out[f"distinct {order}-grams"] = _share(len(set(grams)), len(grams))
    out["sentences in two texts or more"] = _shared([_sentences(t) for t in texts])
    out[f"{LONG}-grams in two texts or more"] = _shared([_grams(w, LONG) for w in words])
    return out


def _sentences(text: str) -> list[tuple[str, ...]]:
    parts = (tuple(words_of(p)) for p in _SENTENCE.split(text))
    return [p for p in parts if len(p) >= SHORTEST]


def _shared(texts: Sequence[Sequence[tuple[str, ...]]]) -> float | None:
    """Share of the items that stand in another text, too."""
    known = Counter(item for text in texts for item in set(text))
    every = [item for text in texts for item in text]
    return _share(sum(known[i] > 1 for i in every), len(every))


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def sampled(texts: Sequence[str], words: int, seed: int = 0) -> dict[str, Any]:
    """The mean figures of `DRAWS` samples of about so many words."""
    rows = []
    for draw in range(DRAWS):
        order = list(texts)
        random.Random(f"{seed} {draw}").shuffle(order)
        chosen, size = [], 0
        for text in order:
            if size >= words:
                break
            chosen.append(text)
            size += len(words_of(text))
        rows.append(figures(chosen))
    return {key: round(mean(r[key] for r in rows if r[key] is not None), 4) for key in rows[0]}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    head = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m vnadmin_nlp.evaluation.variety", description=head)
    parser.add_argument("--data", required=True, metavar="DIR")
    parser.add_argument("--against", metavar="DIR", help="another corpus, sampled to the same number of words")
    options = parser.parse_args(arguments)
    ours = [g.text for g in load_data(options.data)]
    rows = {"all": figures(ours)}
    if options.against:
        other = [g.text for g in load_data(options.against)]
        size = min(sum(len(words_of(t)) for t in side) for side in (ours, other))
        rows |= {"sample": sampled(ours, size), "sample of the other": sampled(other, size)}
    print(json.dumps(rows, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
