"""A data folder parted into what is learnt from, what is chosen by and what is tested on: `vnadmin split`."""

from __future__ import annotations

import json
from pathlib import Path

from vnadmin_nlp.annotation.build import make_splits
from vnadmin_nlp.annotation.gold import SPLITS_FILE, GoldDirective, GoldMeta, annotations_folder, load_data
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.outline import parse


def part(data: str | Path) -> dict[str, list[str]]:
    """Write splits.json into a data folder: ids by split, about 70/12/18 by number of texts, and no issuer in two splits.

    The issuer is that of the manifest, else of the letterhead. Raises E401 for a folder without annotations, E203 where it has splits.
    """
    golds = load_data(data)
    file = annotations_folder(data) / SPLITS_FILE
    if file.exists():
        raise VnadminError("E203", name=file, detail="it exists already and is never overwritten")
    splits = make_splits([_known(g) for g in golds])
    file.write_text(json.dumps(splits, indent=1) + "\n", encoding="utf-8")
    return splits


def _known(gold: GoldDirective) -> GoldMeta:
    issuer = gold.meta.issuer or parse(gold.text).document.issuer
    return gold.meta.model_copy(update={"id": gold.id, "issuer": issuer})
