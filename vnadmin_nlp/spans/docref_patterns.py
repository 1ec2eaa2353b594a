"""Tables that the rules for document references share, and what they propose. Matched on clean views (`documents.views`)."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import read_tsv, read_yaml

TYPE_COLUMNS = ("name", "code", "family", "variants", "source")
KNOWN_COLUMNS = ("name", "key", "date", "source")
REFERENCE_WORDS = "docref_words.yaml"
_WORD_KEYS = frozenset(
    {
        "titles",
        "offices",
        "heads",
        "places",
        "joint_codes",
        "things",
        "party_organs",
        "codes_only",
        "short_types",
        "law_codes",
    }
)
LAW_COLUMNS = ("kind", "name", "source")


class Found(NamedTuple):
    """A stretch of the view that a rule proposes."""

    start: int
    end: int
    rule: str


@cache
def type_names(code: str | None = None) -> tuple[str, ...]:
    """The names of document types, as in `document_types.tsv`; those of one type code, where it is given."""
    rows = read_tsv("document_types.tsv", TYPE_COLUMNS)
    return tuple(dict.fromkeys(row["name"] for row in rows if code is None or code in _codes(row)))


def _codes(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(code for code in (row["code"], *row["variants"].split("|")) if code)


@cache
def type_codes() -> tuple[str, ...]:
    """The codes of document types with their accepted variants."""
    rows = read_tsv("document_types.tsv", TYPE_COLUMNS)
    return tuple(dict.fromkeys(code for row in rows for code in _codes(row)))


@cache
def reference_words() -> dict[str, Any]:
    """The lists of `docref_words.yaml`."""
    return read_yaml(REFERENCE_WORDS, _WORD_KEYS)


@cache
def law_names() -> tuple[str, ...]:
    """The names of laws, codes and ordinances without their head, tone marks as a clean view has them."""
    return tuple(clean_view(row["name"]).text for row in read_tsv("laws.tsv", LAW_COLUMNS))


@cache
def known_names() -> frozenset[str]:
    """The folded short names of `known_documents.tsv`: `đề án 06`."""
    return frozenset(clean_view(row["name"]).text.casefold() for row in read_tsv("known_documents.tsv", KNOWN_COLUMNS))


DRAFT = patterns("docref_grammar.yaml")["draft"]
"""A document that is still to be written stands behind these words."""


def longest(found: list[Found]) -> list[Found]:
    """`found` without overlaps: the longest first, the earlier of two equals."""
    kept: list[Found] = []
    taken: list[tuple[int, int]] = []
    for hit in sorted(found, key=lambda f: (f.start, f.start - f.end)):
        if taken and hit.start < taken[-1][1]:
            if hit.end - hit.start > taken[-1][1] - taken[-1][0]:
                kept[-1], taken[-1] = hit, (hit.start, hit.end)
            continue
        kept.append(hit)
        taken.append((hit.start, hit.end))
    return kept
