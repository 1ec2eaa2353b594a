"""Exchanging entities keeps every label in its place; invented people stand beside units, never inside."""

from __future__ import annotations

import json
import random
from pathlib import Path

from helpers_model import write_data

from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, load_data
from vnadmin_nlp.training.exchange import EXCHANGED, exchange, people, places, span_pool


def test_entities_change_and_all_else_stays(tmp_path: Path) -> None:
    golds = load_data(write_data(tmp_path / "data"))
    pool = span_pool(golds)
    assert pool["ORG-UNIT", "sở"] == ["Sở Nội vụ", "Sở Tài chính", "Sở Tư pháp", "Sở Xây dựng", "Sở Y tế"]
    gold = golds[0]
    changed = exchange(gold, pool, "1", share=1.0)
    assert changed.text != gold.text
    assert [s.label for s in changed.spans] == [s.label for s in gold.spans]
    for span in changed.spans:
        covered = changed.covered(span.start, span.end)
        if span.label in EXCHANGED:
            assert any(covered in texts for (label, _), texts in pool.items() if label == span.label)
    assert exchange(gold, pool, "1", share=1.0) == changed
    assert json.dumps(changed.model_dump(mode="json"))
    assert changed.assignments == ()  # their dues would be others


def test_people_stand_behind_units_with_a_title() -> None:
    text = "Chủ tịch UBND huyện chủ trì, giao Sở Y tế; Giám đốc Sở Nội vụ Lê Văn Hà."
    spans = [
        GoldSpan(label="ORG-UNIT", start=text.index(t), end=text.index(t) + len(t))
        for t in ("UBND huyện", "Sở Y tế", "Sở Nội vụ")
    ]
    gold = GoldDirective(id="d", text=text, spans=tuple(spans))
    made = people(gold, random.Random(1), share=1.0)
    assert [(start, end) for start, end, _ in made] == [(spans[0].end, spans[0].end)]
    assert len(made[0][2].split()) == 3
    changed = exchange(gold, {}, "1", share=0)
    assert [changed.covered(s.start, s.end) for s in changed.spans] == ["UBND huyện", "Sở Y tế", "Sở Nội vụ"]


def test_provinces_outside_the_entities_change_together() -> None:
    text = "Mưa lớn ở Lạng Sơn và Cao Bằng; UBND tỉnh Lạng Sơn báo cáo. Lạng Sơn có 11 huyện, Lạng Sơn-2 là mã."
    unit = "UBND tỉnh Lạng Sơn"
    gold = GoldDirective(
        id="d",
        text=text,
        spans=(GoldSpan(label="ORG-UNIT", start=text.index(unit), end=text.index(unit) + len(unit)),),
    )
    made = places(gold, random.Random(3), share=1.0)
    assert [text[a:b] for a, b, _ in made] == ["Lạng Sơn", "Cao Bằng", "Lạng Sơn"]
    assert made[0][2] == made[2][2] not in ("Lạng Sơn", "")
    changed = exchange(gold, {}, "1", share=0)
    assert changed.covered(changed.spans[0].start, changed.spans[0].end) == unit
    assert exchange(gold, {}, "1", share=0, without=("places",)).text == text
