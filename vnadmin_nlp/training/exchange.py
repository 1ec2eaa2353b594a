"""Augmentation by exchange: what spans and place names name becomes something else of the same kind, and invented people appear beside units."""

from __future__ import annotations

import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache

from vnadmin_nlp.annotation.edits import Edit, apply_edits
from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.lexicon.tables import read_tsv, read_yaml, word_list
from vnadmin_nlp.records import Label
from vnadmin_nlp.tokens.forms import fold
from vnadmin_nlp.tokens.split import split
from vnadmin_nlp.values.unit_places import PROVINCE_COLUMNS

Pool = dict[tuple[Label, str], list[str]]
"""The texts of spans by label and the folded form of their first token."""
EXCHANGED: tuple[Label, ...] = ("ORG-UNIT", "DEADLINE", "DOC-REF")


def span_pool(directives: Iterable[GoldDirective]) -> Pool:
    """The texts of all entities that `directives` mark, without those that a line break cuts."""
    pool: dict[tuple[Label, str], set[str]] = defaultdict(set)
    for directive in directives:
        for span in directive.spans:
            text = unicodedata.normalize("NFC", directive.covered(span.start, span.end))
            if span.label in EXCHANGED and "\n" not in text:
                pool[span.label, head(text)].add(text)
    return {key: sorted(texts) for key, texts in sorted(pool.items())}


def head(text: str) -> str:
    """The folded first token of a span's text."""
    first = split(text)[0]
    return fold(text[first.start : first.end])


def exchange(
    directive: GoldDirective, pool: Pool, seed: str, share: float = 0.5, without: Collection[str] = ()
) -> GoldDirective:
    """`directive` with about `share` of its different entities replaced by others from `pool` with the same label and first word.

    The same entity becomes the same other one everywhere. Collectives ("các …") are left alone: what they mean hangs on the text around
    them. The assignments are left out, since their dues and documents would be others. Equal seeds give equal texts. `without` may
    hold "places".
    """
    rng = random.Random(f"{seed} {directive.id}")
    chosen: dict[tuple[Label, str], str | None] = {}
    edits: list[Edit] = []
    for span in sorted(directive.spans, key=lambda s: s.start):
        text = directive.covered(span.start, span.end)
        if span.label not in EXCHANGED or "\n" in text or (span.label == "ORG-UNIT" and not text[:1].isupper()):
            continue
        key = span.label, text
        if key not in chosen:
            others = pool.get((span.label, head(text)), [])
            chosen[key] = rng.choice(others) if others and rng.random() < share else None
        other = chosen[key]
        if other and other != text:
            edits.append((span.start, span.end, other))
    edits += people(directive, rng)
    if "places" not in without:
        edits += places(directive, rng)
    done = apply_edits(directive.text, directive.spans, (), edits)
    return directive.model_copy(update={**done._asdict(), "sha256": None})


@cache
def _names() -> tuple[tuple[str, ...], ...]:
    name = "person_names.yaml"
    table = read_yaml(name, frozenset({"surnames", "middle", "given"}))
    return tuple(word_list(table, key, name) for key in ("surnames", "middle", "given"))


@cache
def _title() -> re.Pattern[str]:
    """A title at the end of what stands before a unit."""
    table = read_yaml("person_titles.yaml", frozenset({"titles"}))
    titles = "|".join(
        re.escape(t) for t in word_list(table, "titles", "person_titles.yaml") if not t.startswith("Lãnh")
    )
    return re.compile(rf"(?:{titles})\s$", re.IGNORECASE)


def people(directive: GoldDirective, rng: random.Random, share: float = 0.3) -> list[Edit]:
    """Invented names behind some units that a title stands before: "Chủ tịch UBND huyện" becomes "Chủ tịch UBND huyện Lê Thu Hà"."""
    edits: list[Edit] = []
    for span in directive.spans:
        before = directive.text[max(0, span.start - 24) : span.start]
        after = directive.text[span.end : span.end + 2]
        if span.label != "ORG-UNIT" or not _title().search(before) or (len(after) > 1 and after[1].isupper()):
            continue
        if rng.random() < share:
            edits.append((span.end, span.end, " " + " ".join(rng.choice(part) for part in _names())))
    return edits


@cache
def _provinces() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """The names of the provinces, and a pattern that finds them as whole words."""
    names = tuple(sorted({r["name"] for r in read_tsv("provinces.tsv", PROVINCE_COLUMNS)}))
    found = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return names, re.compile(rf"(?<![\w-])(?:{found})(?![\w-])")


def places(directive: GoldDirective, rng: random.Random, share: float = 0.5) -> list[Edit]:
    """Provinces named outside the entities as other provinces: about `share` of the names, each the same other one everywhere."""
    names, pattern = _provinces()
    taken = [(s.start, s.end) for s in directive.spans if s.label in EXCHANGED]
    others = {name: rng.choice(names) if rng.random() < share else name for name in names}
    return [
        (m.start(), m.end(), others[m[0]])
        for m in pattern.finditer(directive.text)
        if others[m[0]] != m[0] and not any(a < m.end() and m.start() < b for a, b in taken)
    ]
