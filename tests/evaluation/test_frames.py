"""Directives and evaluations as tables."""

from __future__ import annotations

from vnadmin_nlp.annotation.gold import GoldDirective, GoldMeta, GoldSpan
from vnadmin_nlp.evaluation.frames import assignment_frame, corpus_frame, document_frame
from vnadmin_nlp.records import Assignment, Directive, DocumentInfo, Due, Span, Task, UnitRef

TEXT = "Giao Sở Y tế rà soát trước ngày 30/6/2024."


def _directive() -> Directive:
    lead = UnitRef(text="Sở Y tế", start=5, end=12, name="Sở Y tế", title="Giám đốc")
    due = Due(
        text="trước ngày 30/6/2024",
        start=21,
        end=41,
        value="2024-06-30",
        kind="date",
        last="2024-06-30",
        included=False,
    )
    work = Task(text="rà soát trước ngày 30/6/2024", start=13, end=41)
    return Directive(
        source="a.txt",
        text=TEXT,
        document=DocumentInfo(number="5/TB-UBND", date="2024-01-05"),
        spans=(Span(id="s1", label="ORG-UNIT", start=5, end=12, text="Sở Y tế"),),
        assignments=(Assignment(id="a1", task=work, lead=(lead,), due=due), Assignment(id="a2", task=work)),
    )


def _gold(name: str, *labels: str) -> GoldDirective:
    spans = tuple(GoldSpan.model_validate({"label": x, "start": 5, "end": 12}) for x in labels)
    return GoldDirective(
        id=name, text=TEXT, spans=spans, meta=GoldMeta(genre="cong-van", level="commune", date="2024-01")
    )


def test_one_row_per_assignment() -> None:
    frame = assignment_frame([_directive(), Directive(text="x")])
    assert list(frame["id"]) == ["a1", "a2"]
    assert frame["lead"][0] == "Giám đốc Sở Y tế"
    assert str(frame["due_last"][0].date()) == "2024-06-30"
    assert frame["due_last"].isna().tolist() == [False, True]
    assert assignment_frame([]).empty


def test_one_row_per_directive_of_the_corpus() -> None:
    frame = corpus_frame([_gold("a", "ORG-UNIT"), _gold("b")])
    assert frame["ORG-UNIT"].tolist() == [1, 0]
    assert frame["year"].tolist() == ["2024", "2024"]
    assert frame["characters"].tolist() == [len(TEXT)] * 2


def test_the_worst_directive_stands_first() -> None:
    right = Directive(text=TEXT, spans=_directive().spans)
    frame = document_frame([(_gold("good", "ORG-UNIT"), right), (_gold("bad", "DOC-REF"), right)])
    assert dict(zip(frame["id"], frame["errors"], strict=True)) == {"good": 0, "bad": 1}
    assert frame.loc[frame["id"] == "good", "ORG-UNIT"].item() == 1.0
