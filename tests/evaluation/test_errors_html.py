"""Errors in colour."""

from __future__ import annotations

from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan
from vnadmin_nlp.evaluation.errors_html import errors_html
from vnadmin_nlp.records import Directive, Span

TEXT = "Giao <b>Sở Y tế</b> và Sở Nội vụ tỉnh rà soát."
BOTH, GOLD, TOLD = "#d5efcf", "#ffd0d0", "#cfe3ff"


def _shown(wanted: str, found: str) -> str:
    start = TEXT.index(wanted)
    gold = GoldSpan(label="ORG-UNIT", start=start, end=start + len(wanted))
    at = TEXT.index(found)
    told = Span(id="s1", label="ORG-UNIT", start=at, end=at + len(found), text=found, score=0.625)
    return errors_html([(GoldDirective(id="d<1>", text=TEXT, spans=(gold,)), Directive(text=TEXT, spans=(told,)))])


def test_each_side_has_its_colour() -> None:
    shown = _shown("Sở Nội vụ tỉnh", "và Sở Nội vụ")
    assert f"<span style='background:{TOLD}'>và </span>" in shown
    assert f"<span style='background:{BOTH}'>Sở Nội vụ</span>" in shown
    assert f"<span style='background:{GOLD}'> tỉnh</span>" in shown
    assert "ORG-UNIT, boundary, score 0.6" in shown


def test_text_is_escaped_and_what_is_right_is_not_shown() -> None:
    shown = _shown("Sở Nội vụ", "Sở Nội vụ tỉnh")
    assert "&lt;b&gt;Sở Y tế&lt;/b&gt;" in shown
    assert "d&lt;1&gt;: 1 errors" in shown
    assert "0 errors" in _shown("Sở Y tế", "Sở Y tế")
