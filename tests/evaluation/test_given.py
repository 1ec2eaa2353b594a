"""Rules on the annotator's spans, and dues by kind."""

from __future__ import annotations

import pytest

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.annotation.markup import parse_markup
from vnadmin_nlp.evaluation import evaluate
from vnadmin_nlp.evaluation.given import due_kinds, given_figures, kind_of, linked
from vnadmin_nlp.records import Directive

SOURCE = """---
id: g
---
UBND TỈNH
ngày 05 tháng 01 năm 2024
THÔNG BÁO
Kết luận cuộc họp
1. Giao {O|Sở Y tế} chủ trì, phối hợp với {O|Sở Tài chính} {T lead="Sở Y tế" with="Sở Tài chính" due="2024-06-30"|mua thuốc {D|trước ngày 30/6/2024}}.
2. {O|Sở Nội vụ} {T lead="Sở Nội vụ" due="FREQ=MONTHLY"|báo cáo {D|hằng tháng}}.
"""


def _gold() -> GoldDirective:
    _, text, spans, assignments = parse_markup(SOURCE, "g")
    return GoldDirective(id="g", text=text, spans=tuple(spans), assignments=tuple(assignments))


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        ("2024-06-30", "day"),
        ("FREQ=MONTHLY;BYMONTHDAY=20", "recurrence"),
        ("P10B", "duration"),
        ("PT48H", "duration"),
        ("ongoing", "ongoing"),
        ("doc:943/CAT-ANM", "document"),
        ("?", "other"),
    ],
)
def test_kinds(due: str, kind: str) -> None:
    assert kind_of(due) == kind


def test_rules_on_given_spans() -> None:
    gold = _gold()
    figures = given_figures([gold], [linked(gold)])
    assert {name: f.f1 for name, f in figures.items()} == dict.fromkeys(figures, 1.0)


def test_a_task_that_was_not_found_is_wrong() -> None:
    gold = _gold()
    kinds = due_kinds([gold], [linked(gold)], [Directive(text=gold.text)])
    assert {k: (d.gold, d.given, d.end_to_end) for k, d in kinds.items()} == {"day": (1, 1, 0), "recurrence": (1, 1, 0)}


def test_the_report_shows_both() -> None:
    gold = _gold()
    text = evaluate([(gold, linked(gold))]).to_text()
    assert "given the annotator's spans:\n  lead 1.000, with 1.000, due 1.000" in text
    assert "recurrence                  1        1.000       1.000" in text
