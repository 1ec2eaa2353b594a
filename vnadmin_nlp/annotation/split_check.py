"""The check of many directives: each by itself, then split by split, and against those of other folders."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from unicodedata import normalize

from vnadmin_nlp.annotation.build import issuer_key
from vnadmin_nlp.annotation.check import check_one
from vnadmin_nlp.annotation.findings import Finding, finding
from vnadmin_nlp.annotation.gold import SPLITS_FILE, GoldDirective
from vnadmin_nlp.records import LABELS

Splits = Mapping[str, Sequence[str]]
NEAR: Final = 0.2
"""Share of common word 8-grams from which two texts of different splits are called near-duplicates."""
SAME: Final = 0.95
"""The share from which two texts of one split are called the same."""
ENOUGH: Final = 5
"""Texts from which on a label that none of them has is worth a word: in this project's corpus, 95 of 100 texts have every label."""
_NGRAM: Final = 8


class Beside(NamedTuple):
    """Another folder that one is trained or tested with; without splits, all of it is trained on."""

    name: str
    golds: Sequence[GoldDirective]
    splits: Splits | None = None


def _grams(text: str) -> frozenset[int]:
    words = re.findall(r"\w+", normalize("NFC", text).casefold())
    return frozenset(hash(tuple(words[i : i + _NGRAM])) for i in range(max(1, len(words) - _NGRAM + 1)))


def near_duplicates(golds: Sequence[GoldDirective], least: float = NEAR) -> list[tuple[int, int, float]]:
    """Pairs of texts (as indices) with the Jaccard index of their word 8-grams, from `least` on."""
    grams = [_grams(g.text) for g in golds]
    holders: dict[int, list[int]] = defaultdict(list)
    common: dict[tuple[int, int], int] = defaultdict(int)
    for i, own in enumerate(grams):
        for gram in own:
            for j in holders[gram]:
                common[j, i] += 1
            holders[gram].append(i)
    scored = ((i, j, n / (len(grams[i]) + len(grams[j]) - n)) for (i, j), n in common.items())
    return sorted(p for p in scored if p[2] >= least)


def _places(golds: Sequence[GoldDirective], splits: Splits | None) -> list[str | None]:
    """The split of each directive; null where splits.json does not name it."""
    if splits is None:
        return ["train"] * len(golds)
    place = {i: name for name, ids in splits.items() for i in ids}
    return [place.get(g.id) for g in golds]


def _copies(golds: Sequence[GoldDirective], splits: Splits | None, beside: Sequence[Beside]) -> Iterator[Finding]:
    """Texts that stand twice, here or in the folders beside: in two splits, or in one."""
    names = [g.id for g in golds] + [f"{b.name}: {g.id}" for b in beside for g in b.golds]
    places = _places(golds, splits) + [p for b in beside for p in _places(b.golds, b.splits)]
    for i, j, share in near_duplicates([*golds, *(g for b in beside for g in b.golds)]):
        own, other = (i, j) if j >= len(golds) else (j, i)
        apart = places[i] != places[j]
        if own < len(golds) and (apart or share >= SAME):
            message = f"{share:.0%} of the word {_NGRAM}-grams in common with {names[other]} ({places[other]})"
            rule = "near-duplicate" if apart else "duplicate-text"
            yield finding(golds[own].file or golds[own].id, rule, message)


def _against_splits(golds: Sequence[GoldDirective], splits: Splits) -> Iterator[Finding]:
    ids = [i for part in splits.values() for i in part]
    known = {g.id for g in golds}
    for name in sorted({i for i in ids if ids.count(i) > 1 or i not in known}):
        message = f"the id {name!r} stands twice" if name in known else f"no gold file has the id {name!r}"
        yield finding(SPLITS_FILE, "split-id", message)
    places = _places(golds, splits)
    issuers: dict[str, tuple[str, str]] = {}
    for gold, place in zip(golds, places, strict=True):
        if place is None:
            yield finding(gold.file or gold.id, "no-split", "the text is in no split")
            continue
        key = issuer_key(gold.meta.issuer or "") or f"id {gold.id}"
        home, first = issuers.setdefault(key, (place, gold.id))
        if home != place:
            message = f"the issuer {gold.meta.issuer!r} stands in {home} too ({first})"
            yield finding(gold.file or gold.id, "issuer-in-two-splits", message)


def _unseen(golds: Sequence[GoldDirective], splits: Splits | None, name: str) -> Iterator[Finding]:
    """Labels that none of the directives has, or that are tested but not trained on."""
    places = _places(golds, splits)
    held = {p: {s.label for g, q in zip(golds, places, strict=True) if q == p for s in g.spans} for p in set(places)}
    everywhere = set[str]().union(*held.values())
    for label in LABELS:
        if label not in everywhere and len(golds) >= ENOUGH:
            yield finding(name, "label-unseen", f"none of the {len(golds)} texts has a {label}")
        elif label in everywhere and places.count("train") >= ENOUGH and label not in held["train"]:
            yield finding(name, "label-unseen", f"no text of the split train has a {label}, others have")


def check(
    golds: Sequence[GoldDirective],
    splits: Splits | None = None,
    beside: Sequence[Beside] = (),
    name: str = "directives",
) -> list[Finding]:
    """The findings of directives: of each alone, of copies among them and `beside`, and with `splits` (ids by split) between splits.

    `name` is what findings on all of them together are called by.
    """
    out = [f for gold in golds for f in check_one(gold)]
    if splits is not None:
        out += _against_splits(golds, splits)
    return [*out, *_copies(golds, splits, beside), *_unseen(golds, splits, name)]
