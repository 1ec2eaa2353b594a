"""Likely misses: by the grammars, and where a model that is sure disagrees."""

from __future__ import annotations

import pytest

from vnadmin_nlp.annotation.check import check_one
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan
from vnadmin_nlp.annotation.markup import parse_markup
from vnadmin_nlp.annotation.misses import disagreements
from vnadmin_nlp.records import Label, Span

NOTICE = """UBND TỈNH X
Số: 5/TB-UBND

THÔNG BÁO
Kết luận cuộc họp (số 5/TB-UBND ngày 02/01/2024)

1. {O|Sở Xây dựng} {T lead="Sở Xây dựng" due="2024-06-30"|rà soát theo {R|Quyết định số 9/QĐ-UBND}, xong {D|trước ngày 30/6/2024}}.
2. Báo cáo năm trước đã gửi trước ngày 15/12/2023.
"""


def _gold(raw: str) -> GoldDirective:
    _, text, spans, assignments = parse_markup(raw)
    return GoldDirective(id="a", text=text, spans=tuple(spans), assignments=tuple(assignments))


def _found(raw: str) -> list[tuple[str, str, str, int | None]]:
    return [(f.rule, f.severity, f.text, f.line) for f in check_one(_gold(raw))]


def test_the_own_number_and_times_outside_tasks_are_no_misses() -> None:
    assert _found(NOTICE) == []


def test_the_own_number_in_an_annex_is_none_and_one_that_ends_like_it_is() -> None:
    annex = NOTICE + "\nPHỤ LỤC\n(Kèm theo Thông báo số 5/TB-UBND)\n"
    assert _found(annex) == []
    assert [f[:3] for f in _found(annex.replace("Thông báo số 5", "Thông báo số 15"))] == [
        ("doc-ref-left-out", "warning", "Thông báo số 15/TB-UBND")
    ]


@pytest.mark.parametrize(
    ("old", "new", "rule", "text"),
    [
        ("{D|trước ngày 30/6/2024}", "trước ngày 30/6/2024", "deadline-left-out", "trước ngày 30/6/2024"),
        ("{R|Quyết định số 9/QĐ-UBND}", "Quyết định số 9/QĐ-UBND", "doc-ref-left-out", "Quyết định số 9/QĐ-UBND"),
    ],
)
def test_left_out_by_grammar(old: str, new: str, rule: str, text: str) -> None:
    assert _found(NOTICE.replace(old, new)) == [(rule, "warning", text, 7)]


def _span(label: Label, start: int, end: int, score: float) -> Span:
    return Span(id="s", label=label, start=start, end=end, text="x" * (end - start), score=score)


GOLD = GoldDirective(
    id="a",
    text="0123456789" * 5,
    spans=(
        GoldSpan(label="TASK", start=0, end=20),
        GoldSpan(label="ORG-UNIT", start=2, end=6),
        GoldSpan(label="DEADLINE", start=30, end=34),
    ),
)
SAME = (_span("TASK", 0, 20, 0.99), _span("ORG-UNIT", 2, 6, 0.5))


def _disagree(*told: Span, none: float = 1.0) -> list[tuple[str, int | None]]:
    return [(f.rule, f.start) for f in disagreements(GOLD, told, lambda: lambda span: none)]


def test_a_model_that_agrees_says_nothing() -> None:
    assert _disagree(*SAME, _span("DEADLINE", 30, 34, 0.3)) == []


@pytest.mark.parametrize(
    ("span", "rule"),
    [
        (_span("DOC-REF", 40, 44, 0.9), "model-miss"),
        (_span("DOC-REF", 31, 34, 0.95), "model-label"),
        (_span("DEADLINE", 30, 36, 0.95), "model-edges"),
        (_span("TASK", 25, 50, 0.9), "model-miss"),
    ],
)
def test_a_sure_model(span: Span, rule: str) -> None:
    near = () if rule in ("model-label", "model-edges") else (_span("DEADLINE", 30, 34, 0.3),)
    assert _disagree(*SAME, *near, span) == [(rule, span.start)]
    unsure = span.model_copy(update={"score": 0.89})
    assert _disagree(*SAME, *near, unsure) == []


def test_a_doubted_span() -> None:
    assert _disagree(*SAME) == [("model-doubt", 30)]
    assert _disagree(*SAME, none=0.97) == []
    # a TASK around it says nothing of the entity layer; an unsure guess of another label does
    assert _disagree(*SAME, _span("TASK", 28, 40, 0.5)) == [("model-doubt", 30)]
    assert _disagree(*SAME, _span("DOC-REF", 33, 36, 0.1)) == []
