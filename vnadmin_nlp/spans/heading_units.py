"""Units that a heading must name: "6. Trách nhiệm của các hộ kinh doanh". The items below hang on them, ten at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.patterns import rules
from vnadmin_nlp.outline.model import Outline
from vnadmin_nlp.spans.reconcile import Found

_LONGEST: Final = 240
"""Code points: no heading is longer."""


def with_heading_units(text: str, found: Iterable[Found], outline: Outline) -> list[Found]:
    """`found`, and an ORG-UNIT in each heading over items that says whose they are and in which nothing was found.

    The forms stand in `lexicon/heading_units.yaml`.
    """
    known = list(found)
    new = []
    for node in outline.nodes:
        if not node.children or node.part != "body" or node.end - node.start > _LONGEST:
            continue
        view = clean_view(text[node.start : node.end])
        line = view.text.strip()
        matches = ((rule, match) for rule in rules("heading_units.yaml") if (match := rule.pattern.fullmatch(line)))
        hit = next(matches, None)
        if hit is None or any(f.start < node.end and node.start < f.end for f in known):
            continue
        rule, match = hit
        lead = view.text.index(line)
        start, end = view.origin(lead + match.start("unit"), lead + match.end("unit"))
        new.append(Found("ORG-UNIT", node.start + start, node.start + end, None, (f"heading:{rule.name}",)))
    return sorted([*known, *new], key=lambda f: (f.start, -f.end))
