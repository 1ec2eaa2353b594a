"""Errors and their causes."""

from __future__ import annotations

from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan
from vnadmin_nlp.evaluation.errors import document_errors, error_report
from vnadmin_nlp.records import Directive, Span

TEXT = "Giao Sở Y tế và Sở Nội vụ rà soát trước ngày 30/6 theo Kế hoạch số 2, báo cáo Bộ."


def _gold(*spans: tuple[str, str]) -> GoldDirective:
    return GoldDirective(id="d", text=TEXT, spans=tuple(_gold_span(label, t) for label, t in spans))


def _gold_span(label: str, text: str) -> GoldSpan:
    return GoldSpan.model_validate({"label": label, "start": TEXT.index(text), "end": TEXT.index(text) + len(text)})


def _told(*spans: tuple[str, str]) -> Directive:
    made = []
    for i, (label, text) in enumerate(spans, 1):
        mark = _gold_span(label, text)
        made.append(Span(id=f"s{i}", label=mark.label, start=mark.start, end=mark.end, text=text, score=0.7))
    return Directive(text=TEXT, spans=tuple(made))


def test_every_cause() -> None:
    gold = _gold(
        ("ORG-UNIT", "Sở Y tế"), ("ORG-UNIT", "Sở Nội vụ"), ("DEADLINE", "trước ngày 30/6"), ("DOC-REF", "Kế hoạch số 2"), ("ORG-UNIT", "ở Y t")
    )  # fmt: skip
    told = _told(
        ("ORG-UNIT", "Sở Y tế"), ("ORG-UNIT", "Sở Nội vụ rà soát"), ("DOC-REF", "ngày 30/6"), ("ORG-UNIT", "Bộ")
    )
    errors = document_errors(gold, told)
    assert [(e.cause, e.label) for e in errors] == [
        ("tokens", "ORG-UNIT"),
        ("boundary", "ORG-UNIT"),
        ("label", "DEADLINE"),
        ("missed", "DOC-REF"),
        ("invented", "ORG-UNIT"),
    ]
    assert errors[1].text == "⟦[Sở Nội vụ⟧ rà soát]"
    assert errors[2].found_label == "DOC-REF"


def test_what_is_right_is_no_error() -> None:
    assert document_errors(_gold(("ORG-UNIT", "Sở Y tế")), _told(("ORG-UNIT", "Sở Y tế"))) == []


def test_layers_do_not_explain_each_other() -> None:
    errors = document_errors(_gold(("ORG-UNIT", "Sở Y tế")), _told(("TASK", "Sở Y tế và Sở Nội vụ")))
    assert [(e.cause, e.label) for e in errors] == [("missed", "ORG-UNIT"), ("invented", "TASK")]


def test_the_report_counts_and_shows() -> None:
    report = error_report([(_gold(("ORG-UNIT", "Sở Y tế")), _told(("ORG-UNIT", "Sở Y tế và")))])
    text = report.to_text()
    assert "## ORG-UNIT, boundary: 1" in text
    assert "Giao ⟦[Sở Y tế⟧ và]" in text
    assert report.gold == {"ORG-UNIT": 1}
