"""Augmentation by exchange: units of a text become other units of the same head, everywhere in the text alike."""

from __future__ import annotations

import random
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from vnadmin_nlp.annotation.edits import apply_edits
from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.tokens.forms import fold
from vnadmin_nlp.tokens.split import split

Pool = dict[str, list[str]]
"""Unit names by the folded form of their first token."""


def unit_pool(directives: Iterable[GoldDirective]) -> Pool:
    """The names of all units that `directives` mark, without those that a line break cuts."""
    pool: dict[str, set[str]] = defaultdict(set)
    for directive in directives:
        for span in directive.spans:
            name = unicodedata.normalize("NFC", directive.covered(span.start, span.end))
            if span.label == "ORG-UNIT" and "\n" not in name:
                pool[head(name)].add(name)
    return {key: sorted(names) for key, names in sorted(pool.items())}


def head(name: str) -> str:
    """The folded first token of a unit's name."""
    first = split(name)[0]
    return fold(name[first.start : first.end])


def exchange_units(directive: GoldDirective, pool: Pool, seed: str, share: float = 0.5) -> GoldDirective:
    """`directive` with about `share` of its different unit names replaced by others from `pool` with the same head.

    Collectives ("các …") are left alone: what they mean hangs on the text around them.
    """
    rng = random.Random(f"{seed} {directive.id}")
    chosen: dict[str, str | None] = {}
    edits: list[tuple[int, int, str]] = []
    for span in sorted(directive.spans, key=lambda s: s.start):
        name = directive.covered(span.start, span.end)
        if span.label != "ORG-UNIT" or "\n" in name or not name[:1].isupper():
            continue
        if name not in chosen:
            others = pool.get(head(name), [])
            chosen[name] = rng.choice(others) if others and rng.random() < share else None
        other = chosen[name]
        if other and other != name:
            edits.append((span.start, span.end, other))
    done = apply_edits(directive.text, directive.spans, directive.assignments, edits)
    return directive.model_copy(update={**done._asdict(), "sha256": None})
