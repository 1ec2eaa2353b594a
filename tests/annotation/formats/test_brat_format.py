"""brat: what goes out comes back, files as people leave them are read, and nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers_golds import golds, notice, same
from hypothesis import given

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.formats import brat
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, load_data
from vnadmin_nlp.errors import VnadminError

BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
ROOT = Path(__file__).parents[3]


def _back(gold: list[GoldDirective], folder: Path) -> tuple[list[GoldDirective], list[str]]:
    lost = formats.write(gold, folder, "brat")
    back, said = formats.read(folder, "brat", {g.id: g.text for g in gold})
    return back, lost + said


@pytest.mark.slow
def test_all_directives_of_the_project(tmp_path: Path) -> None:
    gold = load_data(ROOT)
    back, messages = _back(gold, tmp_path / "out")
    assert same(back, gold)
    assert messages == []


@given(gold=golds(edges_of=BREAKS))
def test_any_text(gold: GoldDirective, tmp_path_factory: pytest.TempPathFactory) -> None:
    back, messages = _back([gold], tmp_path_factory.mktemp("brat") / "out")
    assert same(back, [gold])
    assert all("line ends of two characters" in m for m in messages)


@given(gold=golds(edges_of=BREAKS))
def test_any_text_for_a_brat_that_counts_otherwise(
    gold: GoldDirective, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for offsets in ("code-points-lf", "utf-16"):
        out = tmp_path_factory.mktemp("brat") / "out"
        assert formats.write([gold], out, "brat", offsets=offsets) == []
        back, _ = formats.read(out, "brat")
        assert same(back, [gold]) or len(set(gold.text)) < 6  # so alike that several countings fit


def test_a_counting_that_no_brat_has(tmp_path: Path) -> None:
    with pytest.raises(VnadminError, match=r"E201.*'graphemes'"):
        formats.write([notice()], tmp_path / "out", "brat", offsets="graphemes")


@given(gold=golds())
def test_what_is_lost_at_line_breaks_is_said(gold: GoldDirective, tmp_path_factory: pytest.TempPathFactory) -> None:
    back, messages = _back([gold], tmp_path_factory.mktemp("brat") / "out")
    touching = [s for s in gold.spans if gold.text[s.start] in BREAKS or gold.text[s.end - 1] in BREAKS]
    said = [m for m in messages if "line breaks" in m]
    assert bool(touching) == bool(said)
    assert same(back, [gold]) or touching


def test_the_lines(tmp_path: Path) -> None:
    formats.write([notice()], tmp_path / "out", "brat")
    lines = (tmp_path / "out" / "n1.ann").read_text(encoding="utf-8").splitlines()
    assert lines[2] == "T3\tTASK 53 66;67 113\trà soát 𝐀 quỹ nhà theo Luật Nhà ở, xong trước ngày 30/6/2024"
    assert lines[3] == "T4\tDOC_REF 76 86\tLuật Nhà ở"
    assert [x for x in lines if x[0] in "R#"] == [
        "R1\tlead Arg1:T3 Arg2:T1",
        "R2\twith Arg1:T3 Arg2:T2",
        "R3\tref Arg1:T3 Arg2:T4",
        "R4\tlead Arg1:T7 Arg2:T6",
        "#1\tAnnotatorNotes T3\tdue=2024-06-30",
        "#2\tAnnotatorNotes T7\tdue=FREQ=MONTHLY;BYMONTHDAY=20",
    ]


def test_equal_gold_gives_equal_files(tmp_path: Path) -> None:
    gold = notice()
    shuffled = gold.model_copy(update={"spans": gold.spans[::-1], "assignments": gold.assignments[::-1]})
    formats.write([gold], tmp_path / "a", "brat")
    formats.write([shuffled], tmp_path / "b", "brat")
    assert (tmp_path / "a" / "n1.ann").read_bytes() == (tmp_path / "b" / "n1.ann").read_bytes()


def test_configuration(tmp_path: Path) -> None:
    formats.write([], tmp_path / "out", "brat")
    conf = (tmp_path / "out" / "annotation.conf").read_text(encoding="utf-8")
    assert conf.startswith("[entities]\nORG_UNIT\nDEADLINE\nDOC_REF\nTASK\n")
    assert "ref\tArg1:TASK, Arg2:DOC_REF\n" in conf
    assert "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>\n" in conf
    assert "ORG_UNIT | ORG-UNIT\n" in (tmp_path / "out" / "visual.conf").read_text(encoding="utf-8")


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str], tuple[GoldDirective, list[str]]]:
    """Reads the small notice back after a person has edited a place of its .ann (an empty one: added at the end)."""
    formats.write([notice()], tmp_path / "out", "brat")
    file = tmp_path / "out" / "n1.ann"

    def edit(old: str, new: str) -> tuple[GoldDirective, list[str]]:
        content = file.read_text(encoding="utf-8")
        assert old in content
        file.write_text(content.replace(old, new) if old else content + new, encoding="utf-8", newline="")
        back, messages = formats.read(tmp_path / "out", "brat")
        return back[0], messages

    return edit


@pytest.mark.parametrize(
    "line",
    [
        "E1\tTASK:T3 lead:T1",
        "A1\tNegated T3",
        "M1\tNegated T3",
        "N1\tReference T1 Wikipedia:12\tSở Xây dựng",
        "*\tEquiv T1 T2",
        "#3\tAnnotatorNotes T1\tcần xem lại",
        "#3\tComment T7\tdue=2025-01-01",
        "#3\tAnnotatorNotes R1\tdue=2024-01-01",
        "#3\tAnnotatorNotes T3\tdue=2025-01-01",
        "những chữ lạ",
    ],
)
def test_lines_without_a_place_are_said(
    edited: Callable[[str, str], tuple[GoldDirective, list[str]]], line: str
) -> None:
    gold, messages = edited("", line + "\r\n")
    assert same([gold], [notice()])
    assert len(messages) == 1
    assert messages[0].startswith("n1: ")
    assert line.split("\t")[0] in messages[0]


@pytest.mark.parametrize(
    ("old", "new", "due"),
    [
        ("due=2024-06-30", "due: 2024-07-01", "2024-07-01"),
        ("due=2024-06-30", "DUE=2024-07-01", None),
        ("due=2024-06-30", "due=", None),
        ("due=2024-06-30", 'due="a\\nb"', "a\nb"),
        ("due=2024-06-30", 'due="a', '"a'),
    ],
)
def test_due_notes(
    edited: Callable[[str, str], tuple[GoldDirective, list[str]]], old: str, new: str, due: str | None
) -> None:
    assert edited(old, new)[0].assignments[0].due == due


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("T4\tDOC_REF 76 86", "T4\tDOC_REF 77 87", "the text has not 'Luật Nhà ở' at 77..87"),
        ("T4\tDOC_REF 76 86", "T4\tDOC_REF 76 999", "the text has not 'Luật Nhà ở' at 76..999"),
        ("T4\tDOC_REF 76 86", "T4\tLAW 76 86", "unknown label 'LAW'"),
        ("T4\tDOC_REF 76 86", "T4\tDOC_REF 76", "is no type with places"),
        ("T4\t", "T3\t", "the id T3 stands twice"),
        ("R1\tlead Arg1:T3 Arg2:T1", "R1\tlead T3 T1", "no relation"),
        ("R1\tlead Arg1:T3 Arg2:T1", "R1\tlead Arg1:T3 Arg2:T99", "'T99', which is no span"),
        ("R1\tlead Arg1:T3 Arg2:T1", "R1\tlead Arg1:T3 Arg2:T4", "joins TASK"),
        ("R1\tlead Arg1:T3 Arg2:T1", "R1\tboss Arg1:T3 Arg2:T1", "unknown relation 'boss'"),
    ],
)
def test_what_cannot_be_placed_is_an_error(
    edited: Callable[[str, str], tuple[GoldDirective, list[str]]], old: str, new: str, problem: str
) -> None:
    with pytest.raises(VnadminError, match="E401") as error:
        edited(old, new)
    assert problem in str(error.value)
    assert "n1.ann" in str(error.value)


def test_a_line_without_its_text_is_taken(edited: Callable[[str, str], tuple[GoldDirective, list[str]]]) -> None:
    gold, messages = edited("DOC_REF 76 86\tLuật Nhà ở", "DOC_REF 76 86")
    assert same([gold], [notice()])
    assert messages == []


def test_pieces_with_text_between_are_one_span(
    edited: Callable[[str, str], tuple[GoldDirective, list[str]]],
) -> None:
    gold, messages = edited("DOC_REF 76 86\tLuật Nhà ở", "DOC_REF 76 80;85 86\tLuật ở")
    assert GoldSpan(label="DOC-REF", start=76, end=86) in gold.spans
    assert messages == ["n1: T4 is in pieces; read as one span 'Luật Nhà ở'"]


@pytest.mark.parametrize(("reading", "width"), [("code-points-lf", 1), ("utf-16", 2)])
def test_other_countings_are_found_out(tmp_path: Path, reading: str, width: int) -> None:
    text = "😀\r\nSở Y tế"
    (tmp_path / "a.txt").write_bytes(text.encode("utf-8"))
    start = 2 if reading == "code-points-lf" else 4
    (tmp_path / "a.ann").write_text(f"T1\tORG_UNIT {start} {start + 7}\tSở Y tế\n", encoding="utf-8")
    back, messages = formats.read(tmp_path, "brat")
    assert back[0].spans == (GoldSpan(label="ORG-UNIT", start=3, end=10),)
    assert len(messages) == 1
    assert reading in messages[0]


def test_files_without_their_partner(tmp_path: Path) -> None:
    texts = {"n1": notice().text, "n2": notice().text}
    formats.write([notice(), notice("n2")], tmp_path / "out", "brat")
    (tmp_path / "out" / "n1.txt").unlink()
    with pytest.raises(VnadminError, match=r"there is no n1\.txt beside it"):
        formats.read(tmp_path / "out", "brat")
    back, _ = formats.read(tmp_path / "out", "brat", texts)
    assert same(back, [notice(), notice("n2")])
    (tmp_path / "out" / "n2.ann").unlink()
    (tmp_path / "out" / "sub").mkdir()
    _, messages = formats.read(tmp_path / "out", "brat", texts)
    assert [m.split(": ", 1)[1] for m in messages] == ["has no .ann: not read", "a folder in the folder: not read"]
    with pytest.raises(VnadminError, match=r"holds no \.ann file"):
        formats.read(tmp_path / "out" / "sub", "brat")


def test_not_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Sở".encode("utf-16"))
    (tmp_path / "a.ann").write_bytes(b"")
    with pytest.raises(VnadminError, match="not UTF-8"):
        formats.read(tmp_path, "brat")


def test_pieces_are_what_lies_on_one_line() -> None:
    assert brat.pieces("ab\r\n \ncd\u2028e", 0, 9) == [(0, 2), (6, 8)]
    assert brat.pieces("\n\n", 0, 2) == []
