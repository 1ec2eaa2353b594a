"""Two annotations of the same texts: figures of agreement, the list of differences, and the third version."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers_golds import golds, notice, same
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.adjudication import COLUMNS, adjudicate, own_spans
from vnadmin_nlp.annotation.agreement import agreement
from vnadmin_nlp.annotation.formats.common import canonical
from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldSpan, fold, load_data, save
from vnadmin_nlp.annotation.versions import compare
from vnadmin_nlp.cli import app
from vnadmin_nlp.errors import VnadminError

OTHER = """THÔNG BÁO

1. {O|Sở Xây dựng} chủ trì, cùng Sở Tài chính {T lead="Sở Xây dựng" due="2024-07-01"|rà soát 𝐀 quỹ
nhà theo {R|Luật Nhà ở}, xong {D|trước ngày 30/6/2024}}.
2. {O|Sở Y tế} {T lead="Sở Y tế" due="FREQ=MONTHLY;BYMONTHDAY=20"|báo cáo số liệu} trước ngày {D|20 hằng tháng}.
"""
"""NOTICE without Sở Tài chính, with another due, a shorter TASK and a shorter DEADLINE."""


def _folders(tmp_path: Path, a: list[GoldDirective], b: list[GoldDirective]) -> tuple[Path, Path]:
    for name, side in (("a", a), ("b", b)):
        formats.write(side, tmp_path / name, "pairs")
    return tmp_path / "a", tmp_path / "b"


def _fill(review: Path, choose: Callable[[dict[str, str]], str]) -> Path:
    with review.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, dialect="excel-tab"))
    out = review.with_name("decisions.tsv")
    with out.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, dialect="excel-tab")
        writer.writeheader()
        writer.writerows({**row, "choice": choose(row)} for row in rows)
    return out


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    return _folders(tmp_path, [notice("n1"), notice("n2")], [notice("n1", OTHER), notice("n3")])


def test_figures(two: tuple[Path, Path]) -> None:
    report = agreement(*two)
    assert (report.texts, report.only_a, report.only_b) == (1, ("n2",), ("n3",))
    told = {name: (f.both, f.a, f.b, f.f1) for name, f in report.figures.items()}
    assert told["ORG-UNIT"] == (2, 3, 2, 0.8)
    assert told["DEADLINE"] == (1, 2, 2, 0.5)
    assert told["DOC-REF"] == (1, 1, 1, 1.0)
    assert told["TASK"] == (1, 2, 2, 0.5)
    assert told["TASK overlap"] == (1, 2, 2, 0.5)
    assert told["record"] == (0, 2, 2, 0.0)
    assert told["due"] == (0, 1, 1, 0.0)


def test_kappa(two: tuple[Path, Path]) -> None:
    """The labels of tokens are those of the spans they stand in, counted here in the plainest way."""
    from sklearn.metrics import cohen_kappa_score

    from vnadmin_nlp.tokens.split import split

    report = agreement(*two)
    a, b = notice("n1"), notice("n1", OTHER)
    tokens = split(a.text)
    sides = [
        [next((s.label for s in g.spans if s.label != "TASK" and s.start <= t.start < s.end), "") for t in tokens]
        for g in (a, b)
    ]
    assert report.tokens == len(tokens)
    assert report.kappa["entities"] == round(cohen_kappa_score(*sides), 4)
    assert 0 < (report.kappa["tasks"] or 0) < 1


def test_equal_annotations_agree(tmp_path: Path) -> None:
    report = agreement(*_folders(tmp_path, [notice()], [notice()]))
    assert report.differences == ()
    assert {f.f1 for f in report.figures.values()} == {1.0}
    assert report.kappa == {"entities": 1.0, "tasks": 1.0}


def test_nothing_marked_gives_no_kappa(tmp_path: Path) -> None:
    bare = notice().model_copy(update={"spans": (), "assignments": ()})
    report = agreement(*_folders(tmp_path, [bare], [bare]))
    assert report.kappa == {"entities": None, "tasks": None}
    assert report.figures["micro"].f1 is None
    assert "– " in report.to_text()


def test_differences_side_by_side(two: tuple[Path, Path]) -> None:
    report = agreement(*two)
    assert [(d.item, d.line, d.a.cell(d.kind), d.b.cell(d.kind)) for d in report.differences] == [
        ("entity 40-52", 3, "ORG-UNIT 40-52 «Sở Tài chính»", "-"),
        ("due 53-113", 3, "due 2024-06-30", "due 2024-07-01"),
        (
            "task 126-166",
            5,
            "TASK 126-166 «báo cáo số liệu trước ngày 20 hằng tháng»",
            "TASK 126-141 «báo cáo số liệu»",
        ),
        ("entity 142-166", 5, "DEADLINE 142-166 «trước ngày 20 hằng tháng»", "DEADLINE 153-166 «20 hằng tháng»"),
    ]
    text = report.to_text()
    assert f"{two[0] / 'n1.json'}:40, line 3: entity" in text
    assert "  A  ORG-UNIT 40-52 «Sở Tài chính»\n  B  -\n" in text
    assert "only in A: n2\n" in text


def test_a_role_of_a_unit_that_one_side_alone_marked_is_no_question_of_its_own() -> None:
    kinds = [d.kind for d in compare(notice("n1"), notice("n1", OTHER)).differences]
    assert "with" not in kinds


def test_units_of_the_same_name_are_the_same() -> None:
    text = "Sở Y tế báo cáo. Sở Y tế"
    spans = (
        GoldSpan(label="ORG-UNIT", start=0, end=7),
        GoldSpan(label="TASK", start=8, end=15),
        GoldSpan(label="ORG-UNIT", start=17, end=24),
    )

    def version(start: int) -> GoldDirective:
        lead = [{"text": "Sở Y tế", "start": start, "end": start + 7}]
        assignment = GoldAssignment.model_validate({"task": [8, 15], "lead": lead})
        return GoldDirective(id="a", text=text, spans=spans, assignments=(assignment,))

    assert compare(version(0), version(17)).differences == ()


def test_another_text_under_the_same_name(tmp_path: Path) -> None:
    other = notice().model_copy(update={"text": notice().text + "\n"})
    with pytest.raises(VnadminError, match=r"E401.*the text of 'n1' is not the one in"):
        agreement(*_folders(tmp_path, [notice()], [other]))


def test_a_text_that_was_changed_under_its_annotation(tmp_path: Path) -> None:
    a, b = _folders(tmp_path, [notice()], [notice()])
    for folder in (a, b):
        (folder / "n1.txt").write_text(notice().text.replace("THÔNG BÁO", "CÔNG VĂN."), encoding="utf-8")
    with pytest.raises(VnadminError, match=r"E401.*changed after annotation"):
        agreement(a, b)


def test_assignments_that_belong_to_no_task(tmp_path: Path) -> None:
    gold = notice()
    loose = gold.model_copy(update={"spans": tuple(s for s in gold.spans if s.label != "TASK")})
    with pytest.raises(VnadminError, match=r"E401.*has no TASK span"):
        agreement(*_folders(tmp_path, [gold], [loose]))


@pytest.mark.parametrize("side", ["a", "b"])
def test_one_side_throughout(two: tuple[Path, Path], tmp_path: Path, side: str) -> None:
    first = adjudicate(*two, tmp_path / "c")
    assert first.review == tmp_path / "c.review.tsv"
    assert not (tmp_path / "c").exists()
    done = adjudicate(*two, tmp_path / "c", _fill(first.review, lambda row: f" {side} "))
    assert done.review is None
    assert same(load_data(tmp_path / "c"), [notice("n1") if side == "a" else notice("n1", OTHER)])
    assert [m for m in done.messages if "left out" in m] == ["n2: only in A: left out", "n3: only in B: left out"]


@pytest.mark.parametrize(("choice", "expected"), [("A", notice("n1", OTHER)), ("B", notice("n1"))])
def test_a_unit_that_only_b_marked_brings_its_role(
    two: tuple[Path, Path], tmp_path: Path, choice: str, expected: GoldDirective
) -> None:
    folders = two[::-1]
    review = adjudicate(*folders, tmp_path / "c").review
    assert review
    adjudicate(*folders, tmp_path / "c", _fill(review, lambda row: choice))
    assert same(load_data(tmp_path / "c"), [expected])


@pytest.mark.parametrize(
    ("lead_b", "choice", "expected"),
    [(17, "A", [0]), (17, "B", [17]), (None, "A", [0]), (None, "B", [])],
)
def test_the_same_unit_marked_elsewhere(tmp_path: Path, lead_b: int | None, choice: str, expected: list[int]) -> None:
    """A leads by a mention that B has not marked; B by another mention of that unit, or by nobody."""
    text = "Sở Y tế báo cáo. Sở Y tế"
    task, shared = GoldSpan(label="TASK", start=8, end=15), GoldSpan(label="ORG-UNIT", start=17, end=24)

    def version(start: int | None, *more: GoldSpan) -> GoldDirective:
        lead = [] if start is None else [{"text": "Sở Y tế", "start": start, "end": start + 7}]
        assignment = GoldAssignment.model_validate({"task": (8, 15), "lead": lead})
        return GoldDirective(id="a", text=text, spans=(task, shared, *more), assignments=(assignment,))

    folders = _folders(tmp_path, [version(0, GoldSpan(label="ORG-UNIT", start=0, end=7))], [version(lead_b)])
    review = adjudicate(*folders, tmp_path / "c").review
    assert review
    adjudicate(*folders, tmp_path / "c", _fill(review, lambda row: choice))
    assert [u.start for u in load_data(tmp_path / "c")[0].assignments[0].lead] == expected


def test_words_of_ones_own(two: tuple[Path, Path], tmp_path: Path) -> None:
    own = {
        "entity 40-52": "own: ORG-UNIT 40-52 «Sở  Tài chính»",
        "due 53-113": "own: P10B",
        "task 126-166": "own: báo cáo  số liệu trước ngày | trước ngày 20",
        "entity 142-166": "own: -",
    }
    review = adjudicate(*two, tmp_path / "c").review
    assert review
    adjudicate(*two, tmp_path / "c", _fill(review, lambda row: own[row["item"]]))
    (gold,) = load_data(tmp_path / "c")
    assert [gold.covered(s.start, s.end) for s in gold.labelled("DEADLINE")] == ["trước ngày 30/6/2024"]
    assert [gold.covered(*a.task) for a in gold.assignments][1:] == ["báo cáo số liệu trước ngày", "trước ngày 20"]
    assert [a.due for a in gold.assignments] == ["P10B", *["FREQ=MONTHLY;BYMONTHDAY=20"] * 2]
    assert [[u.text for u in a.lead] for a in gold.assignments][1:] == [["Sở Y tế"], ["Sở Y tế"]]
    assert [u.text for u in gold.assignments[0].with_] == ["Sở Tài chính"]


def test_a_role_of_ones_own(tmp_path: Path) -> None:
    gold = notice()
    first = gold.assignments[0]
    turned = first.model_copy(update={"lead": first.with_, "with_": first.lead})
    folders = _folders(tmp_path, [gold], [gold.model_copy(update={"assignments": (turned, gold.assignments[1])})])
    review = adjudicate(*folders, tmp_path / "c").review
    assert review
    choices = {"lead": "own: sở y tế | 40-52", "with": "own: -"}
    adjudicate(*folders, tmp_path / "c", _fill(review, lambda row: choices[row["item"].split()[0]]))
    (third,) = load_data(tmp_path / "c")
    assert [u.text for u in third.assignments[0].lead] == ["Sở Y tế", "Sở Tài chính"]
    assert third.assignments[0].with_ == ()


@pytest.mark.parametrize(
    ("item", "choice", "problem"),
    [
        ("due 53-113", "", "n1 due 53-113 (undecided)"),
        ("due 53-113", "C", "n1 due 53-113 ('C' is neither A, B nor own: …)"),
        ("entity 40-52", "own: ORG-UNIT 40-520", "40-520 is no piece of the text"),
        ("entity 40-52", "own: ORG-UNIT 41-52 «Sở Tài chính»", "41-52 is 'ở Tài chính'"),
        ("entity 40-52", "own: ORG-UNIT Sở Nội vụ", "'Sở Nội vụ' stands nowhere in the text"),
        ("entity 40-52", "own: TASK Sở Tài chính", "must begin with ORG-UNIT or DEADLINE or DOC-REF"),
        ("entity 40-52", "own: Sở Tài chính", "must begin with ORG-UNIT or DEADLINE or DOC-REF"),
    ],
)
def test_what_is_not_decided_is_refused_with_the_list(
    two: tuple[Path, Path], tmp_path: Path, item: str, choice: str, problem: str
) -> None:
    review = adjudicate(*two, tmp_path / "c").review
    assert review
    decisions = _fill(review, lambda row: choice if row["item"] == item else "A")
    with pytest.raises(VnadminError, match="1 of 4 items are not decided") as error:
        adjudicate(*two, tmp_path / "c", decisions)
    assert problem in str(error.value)
    assert not (tmp_path / "c").exists()


def test_a_role_needs_the_span_that_was_rejected(tmp_path: Path) -> None:
    """A leads by a unit that only A marked, B by another: A's lead cannot be chosen without A's unit."""
    a, b = notice("n1"), notice("n1", OTHER)
    wanted = a.assignments[0].with_
    a = a.model_copy(update={"assignments": (a.assignments[0].model_copy(update={"lead": wanted}), a.assignments[1])})
    folders = _folders(tmp_path, [a], [b])
    review = adjudicate(*folders, tmp_path / "c").review
    assert review
    decisions = _fill(review, lambda row: "B" if row["item"].startswith("entity 40") else "A")
    with pytest.raises(VnadminError, match="'Sở Tài chính' is no marked ORG-UNIT of the third version"):
        adjudicate(*folders, tmp_path / "c", decisions)


def test_all_undecided_items_are_listed(two: tuple[Path, Path], tmp_path: Path) -> None:
    review = adjudicate(*two, tmp_path / "c").review
    with pytest.raises(VnadminError, match="4 of 4 items") as error:
        adjudicate(*two, tmp_path / "c", review)
    assert str(error.value).count("(undecided)") == 4


def test_decisions_of_other_annotations(two: tuple[Path, Path], tmp_path: Path) -> None:
    review = adjudicate(*two, tmp_path / "c").review
    assert review
    decisions = _fill(review, lambda row: "A")
    changed = notice("n1", OTHER.replace("2024-07-01", "2024-07-02"))
    save(changed, two[1] / "n1.json")
    with pytest.raises(VnadminError, match=r"row 3: n1 'due 53-113' is no difference of these annotations"):
        adjudicate(*two, tmp_path / "c", decisions)


@pytest.mark.parametrize("content", ["", "id\titem\n", "\x00"])
def test_tables_that_are_none(two: tuple[Path, Path], tmp_path: Path, content: str) -> None:
    (tmp_path / "d.tsv").write_text(content, encoding="utf-8")
    with pytest.raises(VnadminError, match=r"E401.*header"):
        adjudicate(*two, tmp_path / "c", tmp_path / "d.tsv")


def test_a_table_saved_by_excel(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Excel's "Unicode text": UTF-16, CRLF, cells in quotes where it likes, empty rows at the end."""
    review = adjudicate(*two, tmp_path / "c").review
    assert review
    filled = _fill(review, lambda row: "B").read_text(encoding="utf-8-sig")
    (tmp_path / "d.txt").write_bytes((filled + "\t\t\t\t\t\t\r\n").encode("utf-16"))
    adjudicate(*two, tmp_path / "c", tmp_path / "d.txt")
    assert same(load_data(tmp_path / "c"), [notice("n1", OTHER)])


def test_nothing_is_written_over(two: tuple[Path, Path], tmp_path: Path) -> None:
    adjudicate(*two, tmp_path / "c")
    with pytest.raises(VnadminError, match=r"E203.*c\.review\.tsv"):
        adjudicate(*two, tmp_path / "c")
    (tmp_path / "c").mkdir()
    with pytest.raises(VnadminError, match="E203"):
        adjudicate(*two, tmp_path / "c")


def test_no_differences_need_no_decisions(tmp_path: Path) -> None:
    folders = _folders(tmp_path, [notice()], [notice()])
    assert adjudicate(*folders, tmp_path / "c") == (1, 0, None, [])
    assert same(load_data(tmp_path / "c"), [notice()])


def test_overlaps_that_the_choices_make_are_said(tmp_path: Path) -> None:
    a, b = notice("n1"), notice("n1")
    b = b.model_copy(update={"spans": (*b.spans, GoldSpan(label="ORG-UNIT", start=45, end=60))})
    folders = _folders(tmp_path, [a], [b])
    review = adjudicate(*folders, tmp_path / "c").review
    assert review
    done = adjudicate(*folders, tmp_path / "c", _fill(review, lambda row: "B"))
    assert any("at 45" in m or "at 40" in m for m in done.messages)


def test_words_are_found_at_the_nearest_place_in_any_form() -> None:
    text = "Sơ\u0309 Y tế, Sở Y\ntế, Sở Y tế"
    (found,) = own_spans(text, "ORG-UNIT Sở Y tế", ("ORG-UNIT",), 9)
    assert text[found.start : found.end] == "Sở Y\ntế"
    (found,) = own_spans(text, "Sở Y tế", ("ORG-UNIT",), 0)
    assert (found.start, found.end) == (0, 8)
    assert own_spans(text, "-", ("ORG-UNIT",), 0) == ()


@st.composite
def versions(draw: st.DrawFn) -> tuple[GoldDirective, GoldDirective]:
    """Two annotations of one text: the second has lost, cut or renamed spans of the first, and has spans of its own."""
    a = draw(golds(controls=False))
    spans: dict[GoldSpan, GoldSpan] = {}
    for s in a.spans:
        act = draw(st.sampled_from(["keep", "keep", "drop", "cut", "rename"]))
        if act == "cut" and s.end - s.start > 1:
            spans[s] = s.model_copy(update={"end": s.end - 1})
        elif act == "rename" and s.label != "TASK":
            spans[s] = s.model_copy(update={"label": draw(st.sampled_from(["ORG-UNIT", "DEADLINE", "DOC-REF"]))})
        elif act != "drop":
            spans[s] = s
    extra = draw(st.none() | st.integers(0, len(a.text) - 1))
    own = [GoldSpan(label="ORG-UNIT", start=extra, end=extra + 1)] if extra is not None else []
    marked = {*spans.values(), *own}
    units = [
        {"text": a.covered(s.start, s.end), "start": s.start, "end": s.end}
        for s in _sorted(marked)
        if s.label == "ORG-UNIT"
    ]
    refs = [(s.start, s.end) for s in _sorted(marked) if s.label == "DOC-REF"]
    assignments = {}
    for s in _sorted(marked):
        if s.label == "TASK":
            lead = draw(st.lists(st.sampled_from(units), max_size=2, unique_by=str)) if units else []
            some = draw(st.lists(st.sampled_from(refs), max_size=2, unique=True)) if refs else []
            content = {"task": (s.start, s.end), "lead": lead, "due": draw(st.sampled_from([None, "P1D", "ongoing"]))}
            assignments[s] = GoldAssignment.model_validate({**content, "refs": sorted(some)})
    b = a.model_copy(update={"spans": tuple(marked), "assignments": tuple(assignments.values())})
    return a, b


def _sorted(spans: set[GoldSpan]) -> list[GoldSpan]:
    return sorted(spans, key=lambda s: (s.start, s.end, s.label))


def _by_name(gold: GoldDirective) -> object:
    """The annotation as figures see it: units by name."""
    records = [
        (a.task, {fold(u.text) for u in a.lead}, {fold(u.text) for u in a.with_}, a.due, a.refs)
        for a in canonical(gold).assignments
    ]
    return canonical(gold).spans, records


@given(two=versions(), side=st.sampled_from("AB"))
def test_choosing_one_side_gives_that_side(
    two: tuple[GoldDirective, GoldDirective], side: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from vnadmin_nlp.annotation.adjudication import _Third

    comparison = compare(*two)
    assert len(comparison.items) == len(comparison.differences)
    third = _Third(comparison, {(d.id, d.item): side for d in comparison.differences})
    gold = third.gold()
    assert third.problems == []
    assert _by_name(gold) == _by_name(two["AB".index(side)])


def test_commands(two: tuple[Path, Path], tmp_path: Path) -> None:
    folders = [str(folder) for folder in two]
    run = CliRunner()
    told = run.invoke(app, ["agreement", *folders])
    assert told.exit_code == 0
    assert "Cohen's kappa over tokens" in told.stdout
    content = json.loads(run.invoke(app, ["agreement", *folders, "--json"]).stdout)
    assert content["figures"]["ORG-UNIT"] == {"f1": 0.8, "both": 2, "a": 3, "b": 2}
    assert content["differences"][0]["a"]["spans"][0]["text"] == "Sở Tài chính"
    out = str(tmp_path / "c")
    asked = run.invoke(app, ["adjudicate", *folders, "--out", out])
    assert asked.exit_code == 0
    assert "4 differences in 1 texts" in asked.stdout
    decisions = _fill(tmp_path / "c.review.tsv", lambda row: "A" if row["item"][0] == "e" else "")
    refused = run.invoke(app, ["adjudicate", *folders, "--out", out, "--decisions", str(decisions)])
    assert refused.exit_code == 1
    assert "2 of 4 items are not decided" in refused.stderr
    decisions = _fill(tmp_path / "c.review.tsv", lambda row: "A")
    done = run.invoke(app, ["adjudicate", *folders, "--out", out, "--decisions", str(decisions)])
    assert done.exit_code == 0
    assert done.stdout == f"1 texts, 4 differences decided: {out}\n"
    assert "n2: only in A: left out" in done.stderr
