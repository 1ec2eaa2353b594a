"""The figures, against numbers worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldMeta, GoldSpan, GoldUnit, save
from vnadmin_nlp.documents.source import Source
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.evaluation import evaluate, gains_losses
from vnadmin_nlp.evaluation.report import bootstrap
from vnadmin_nlp.evaluation.score import count, figures, matched, overlap, side_of, total
from vnadmin_nlp.evaluation.sequences import iob2
from vnadmin_nlp.records import Assignment, Directive, DocRef, Due, Label, Span, Task, UnitRef

TEXT = "Sở A làm việc một theo Luật X. Sở B làm việc hai trước mai. Sở C làm việc ba xong."


def _at(piece: str) -> tuple[int, int]:
    start = TEXT.index(piece)
    return start, start + len(piece)


TASKS = [_at("làm việc một theo Luật X"), _at("làm việc hai trước mai"), _at("làm việc ba xong")]


def _gold() -> GoldDirective:
    spans: list[tuple[Label, str]] = [("ORG-UNIT", "Sở A"), ("ORG-UNIT", "Sở B"), ("ORG-UNIT", "Sở C")]
    spans += [("DOC-REF", "Luật X"), ("DEADLINE", "trước mai")]
    marked = [GoldSpan(label=label, start=_at(p)[0], end=_at(p)[1]) for label, p in spans]
    marked += [GoldSpan(label="TASK", start=s, end=e) for s, e in TASKS]
    a, b, c = (GoldUnit(text=n) for n in ("Sở A", "Sở B", "Sở C"))
    return GoldDirective(
        id="g",
        text=TEXT,
        spans=tuple(marked),
        assignments=(
            GoldAssignment(task=TASKS[0], lead=(a,), with_=(b,), refs=(_at("Luật X"),)),
            GoldAssignment(task=TASKS[1], lead=(b,), due="2024-01-02"),
            GoldAssignment(task=TASKS[2], lead=(c,), due="2024-01-03"),
        ),
        meta=GoldMeta(id="g", genre="cong-van", noise=("rendered:ocr", "ocr"), date="2024-05"),
    )


def _unit(text: str) -> UnitRef:
    return UnitRef(text=text, start=0, end=1)


def _told() -> Directive:
    """Right record 1; record 2 with another due; task 3 cut in half (0.5); two wrong spans."""
    half = (TASKS[2][0], TASKS[2][0] + 8)
    spans: list[tuple[Label, tuple[int, int]]] = [("ORG-UNIT", _at("Sở A")), ("ORG-UNIT", _at("Sở B"))]
    spans += [("ORG-UNIT", _at("mai")), ("DOC-REF", _at("Luật X"))]
    spans += [("TASK", TASKS[0]), ("TASK", TASKS[1]), ("TASK", half)]
    ref = _at("Luật X")
    tasks = [Task(text=TEXT[s:e], start=s, end=e) for s, e in (TASKS[0], TASKS[1], half)]
    return Directive(
        text=TEXT,
        spans=tuple(Span(id=str(i), label=n, start=s, end=e, text=TEXT[s:e]) for i, (n, (s, e)) in enumerate(spans)),
        assignments=(
            Assignment(
                id="1",
                task=tasks[0],
                lead=(_unit("SỞ  a"),),
                coordinating=(_unit("Sở B"),),
                refs=(DocRef(text="Luật X", start=ref[0], end=ref[1]),),
            ),
            Assignment(id="2", task=tasks[1], lead=(_unit("Sở B"),), due=Due(text="x", start=0, end=1, value="P1D")),
            Assignment(id="3", task=tasks[2], due=Due(text="x", start=0, end=1, value="2024-01-03")),
        ),
    )


def test_figures_by_hand() -> None:
    found = figures(count(side_of(_gold()), side_of(_told())))
    shares = {name: (f.hits, f.gold, f.predicted) for name, f in found.items()}
    assert shares == {
        "ORG-UNIT": (2, 3, 3),
        "DEADLINE": (0, 1, 0),
        "DOC-REF": (1, 1, 1),
        "TASK": (2, 3, 3),
        "micro": (5, 8, 7),
        "TASK overlap": (2, 3, 3),
        "lead": (2, 3, 3),
        "with": (3, 3, 3),
        "due": (2, 3, 3),
        "refs": (3, 3, 3),
        "due where given": (1, 2, 2),
        "record": (1, 3, 3),
    }
    assert (found["micro"].p, found["micro"].r, found["micro"].f1) == (0.7143, 0.625, 0.6667)
    assert (found["DEADLINE"].p, found["DEADLINE"].r, found["DEADLINE"].f1) == (None, 0.0, 0.0)


def test_overlap_and_matching() -> None:
    assert overlap((0, 10), (2, 10)) == 0.8
    assert overlap((0, 4), (6, 8)) == 0
    # the better pair is matched first, and each side once
    assert matched([(0, 10), (10, 20)], [(0, 20), (11, 20)], 0.5) == [(1, 1), (0, 0)]
    assert matched([(0, 10)], [(0, 7)], 0.8) == []


def test_perfect_and_empty() -> None:
    gold = side_of(_gold())
    assert {f.f1 for f in figures(count(gold, gold)).values()} == {1.0}
    assert figures(total([]))["record"].f1 is None


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=5), st.data())
def test_matching_is_one_to_one(raw: list[tuple[int, int]], data: st.DataObject) -> None:
    gold = [(s, s + n) for s, n in raw]
    told = data.draw(st.permutations(gold))
    pairs = matched(gold, told, 1.0)
    assert len(pairs) == len(gold)
    assert all(gold[i] == told[j] for i, j in pairs)


def test_report() -> None:
    report = evaluate([(_gold(), _told())] * 3)
    assert report.documents == 3
    assert report.figures["record"].gold == 9
    assert report.intervals["record"] == (0.3333, 0.3333)
    assert report.slices["genre"]["cong-van"].documents == 3
    assert set(report.slices["noise"]) == {"ocr"}
    assert set(report.slices["year"]) == {"2024"}
    text = report.to_text()
    assert "ORG-UNIT" in text
    assert max(map(len, text.splitlines())) <= 100
    assert json.loads(report.to_json())["figures"]["record"]["f1"] == 0.3333


def test_seqeval() -> None:
    pytest.importorskip("seqeval")
    scores = evaluate([(_gold(), _told())]).sequences
    assert scores is not None
    assert scores["entities"]["ORG-UNIT"].f1 == 0.6667
    assert scores["entities"]["micro"].gold == 5
    assert scores["tasks"]["TASK"].p == 0.6667


def test_iob2() -> None:
    text = "Sở Y tế Sở Nội vụ xong"
    spans = [("ORG-UNIT", 0, 7), ("ORG-UNIT", 8, 17), ("TASK", 0, 22)]
    assert iob2(text, spans, ("ORG-UNIT",)) == [f"{c}-ORG-UNIT" for c in "BIIBII"] + ["O"]
    # a token that a span only touches belongs to it
    assert iob2(text, [("ORG-UNIT", 3, 6)], ("ORG-UNIT",)) == ["O", "B-ORG-UNIT", "I-ORG-UNIT"] + ["O"] * 4


def test_bootstrap_is_seeded_and_brackets_the_figure() -> None:
    good, bad = count(side_of(_gold()), side_of(_gold())), count(side_of(_gold()), side_of(_told()))
    counts = [good, bad, good, bad, bad]
    one = bootstrap(counts, seed=1)
    assert one == bootstrap(counts, seed=1)
    low_high = one["record"]
    assert low_high is not None
    value = figures(total(counts))["record"].f1
    assert value is not None
    assert low_high[0] < value < low_high[1]
    assert bootstrap([good])["record"] is None


def test_gains_and_losses() -> None:
    gold, told = _gold(), _told()
    perfect = Directive(
        text=TEXT,
        spans=tuple(
            Span(id=str(i), label=s.label, start=s.start, end=s.end, text="") for i, s in enumerate(gold.spans)
        ),
    )
    found = gains_losses([told], [perfect], [gold])
    assert found.summary()["ORG-UNIT"] == {"found": 1, "lost": 0, "invented": 0, "dropped": 1}
    assert found.summary()["record"] == {"found": 0, "lost": 1, "invented": 0, "dropped": 0}
    assert "DEADLINE: 1 found" in found.to_text()
    back = gains_losses([perfect], [told], [gold]).summary()
    assert back["ORG-UNIT"] == {"found": 0, "lost": 1, "invented": 1, "dropped": 0}


class _Echo:
    def extract(self, source: Source) -> Directive:
        return Directive(text=source.text)


def test_data_folder(tmp_path: Path) -> None:
    save(_gold(), tmp_path / "g.json")
    assert evaluate(tmp_path, extractor=_Echo()).figures["micro"].r == 0.0
    with pytest.raises(VnadminError, match="no split"):
        evaluate(tmp_path, split="test", extractor=_Echo())
    with pytest.raises(VnadminError, match="another text"):
        evaluate([(_gold(), Directive(text="x"))])
