"""Exchanging units keeps every other span and says what it changed by its text."""

from __future__ import annotations

import json
from pathlib import Path

from helpers_model import write_data

from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.training.exchange import exchange_units, unit_pool


def test_units_change_and_all_else_stays(tmp_path: Path) -> None:
    golds = load_data(write_data(tmp_path / "data"))
    pool = unit_pool(golds)
    assert pool["sở"] == ["Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp", "Sở Xây dựng", "Sở Y tế"]
    gold = golds[0]
    changed = exchange_units(gold, pool, "1", share=1.0)
    assert changed.text != gold.text
    assert [s.label for s in changed.spans] == [s.label for s in gold.spans]
    for before, after in zip(gold.spans, changed.spans, strict=True):
        covered = changed.covered(after.start, after.end)
        if before.label == "ORG-UNIT":
            assert any(covered in names for names in pool.values())
        else:
            assert covered == gold.covered(before.start, before.end)
    for a in changed.assignments:
        for unit in a.lead:
            assert unit.start is not None and unit.end is not None
            assert changed.covered(unit.start, unit.end) == unit.text
    assert exchange_units(gold, pool, "1", share=1.0) == changed
    assert json.dumps(changed.model_dump(mode="json"))
