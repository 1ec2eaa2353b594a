"""The model card: what it was trained on, what was measured, what it is not for, under which licence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from vnadmin_nlp.annotation.datasets import expressible
from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.records import LABELS


def card(about: Mapping[str, Any], note: str, learn: Sequence[GoldDirective], dev: Sequence[GoldDirective]) -> str:
    """The README.md of a model folder, with the metadata that a hub reads. `about` is the content of `vnadmin.json`."""
    settings = about["training"]
    shown = ("data", "extra_train", "base", "name", "version", "license", "out")
    figures = [[k, v] for k, v in about["figures"].items() if k in ("entities", "task", "score")]
    parts = [
        f"""---
language: vi
license: {about["license"]}
library_name: vnadmin-nlp
pipeline_tag: token-classification
tags: [vietnamese, administrative, named-entity-recognition]
---
# {about["name"]} {about["version"]}

Tags {", ".join(LABELS[:-1])} and {LABELS[-1]} in Vietnamese administrative directives. Trained from `{settings["base"]}` on {about["trained_on"]}
annotated directives. `vnadmin extract FILE --model DIR`, or `vnadmin_nlp.load("DIR")`.""",
        "## Data",
        note,
        f"Folders: {', '.join(f'`{name}`' for name in [*settings['data'], *settings['extra_train']])}.",
        _table(["", "texts", "characters", *LABELS], [_row("learnt from", learn), _row("epoch chosen by", dev)]),
        _genres(learn),
        _lost(learn),
        "## Figures",
        "Exact F1 on the texts that the epoch was chosen by, of the network alone, before rules, thresholds and int8; "
        "measure on texts of your own that it has not seen: `vnadmin evaluate --model DIR --data DIR`."
        if figures
        else "None: no text was held out.",
        _table(["", "F1"], figures) if figures else "",
        "## Training",
        "\n".join(f"- {k}: `{v}`" for k, v in settings.items() if k not in shown),
        "## Limits",
        """Made for directives of Vietnamese authorities; other genres and languages are outside what it was trained on. What it learnt from decides
what it knows: of a label with few spans above, expect little. A deadline that matters is to be read in the text that the result points at.""",
        "## Licence",
        f"{about['license']}. The texts and annotations are not part of this folder; short digests of the texts are in `vnadmin.json`.",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _row(name: str, golds: Sequence[GoldDirective]) -> list[Any]:
    spans = Counter(s.label for g in golds for s in g.spans)
    return [name, len(golds), sum(len(g.text) for g in golds), *(spans[label] for label in LABELS)]


def _table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _genres(golds: Sequence[GoldDirective]) -> str:
    """The genres and levels of the texts, as far as a manifest says them."""
    parts = []
    for field in ("genre", "level"):
        found = Counter(value for g in golds if (value := getattr(g.meta, field)))
        if found:
            parts.append(f"By {field}: " + ", ".join(f"{value} {n}" for value, n in found.most_common()) + ".")
    return " ".join(parts)


def _lost(golds: Sequence[GoldDirective]) -> str:
    found = expressible(golds)
    return (
        f"{len(found.lost)} of {found.spans} spans begin or end inside a token and were not learnt."
        if found.lost
        else ""
    )
