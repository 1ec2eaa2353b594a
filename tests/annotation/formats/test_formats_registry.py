"""What all formats share: the registry, outputs that appear whole, verification, and assignments as relations."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_golds import NOTICE, notice, same

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.folder_check import check_folder
from vnadmin_nlp.annotation.formats import label_studio
from vnadmin_nlp.annotation.formats.common import Relation, drawn
from vnadmin_nlp.annotation.formats.offsets import READINGS, places, to_code_points, to_units
from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldMeta, GoldSpan, GoldUnit, load_data
from vnadmin_nlp.errors import VnadminError


@pytest.mark.parametrize("name", formats.FORMATS)
def test_every_format_has_what_the_registry_needs(name: str, tmp_path: Path) -> None:
    module = formats.load_format(name)
    assert name == module.NAME
    assert module.TITLE
    target = tmp_path / f"out{module.SUFFIX}"
    assert formats.write([notice()], target, name) == [] or module.LOSSES
    assert target.is_dir() == (module.SUFFIX == "")
    assert [p.name for p in tmp_path.iterdir()] == [target.name]
    golds, _ = formats.read(target, name, {"n1": notice().text})
    assert [g.id for g in golds] == ["n1"]
    assert set(golds[0].spans) == set(notice().spans)
    with pytest.raises(VnadminError, match=r"E203.*never overwritten"):
        formats.write([notice()], target, name)


def test_unknown_names() -> None:
    with pytest.raises(VnadminError, match=r"E201.*no format 'excel'; name one of label-studio"):
        formats.load_format("excel")
    with pytest.raises(VnadminError, match=r"E201.*the format pairs has no option 'offsets' here; it has none"):
        formats.write([], "x", "pairs", offsets="utf-16")


def test_nothing_is_left_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*args: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(label_studio, "task", breaks)
    with pytest.raises(VnadminError, match=r"E203.*No space left"):
        formats.write([notice()], tmp_path / "f.json", "label-studio")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(VnadminError, match="E203"):
        formats.write([notice()], tmp_path / "no" / "f.json", "label-studio")


def test_unsound_directives_are_refused(tmp_path: Path) -> None:
    outside = GoldDirective(id="a", text="abc", spans=(GoldSpan(label="TASK", start=1, end=9),))
    with pytest.raises(VnadminError, match=r"E401: a: a: TASK 1..9 is no piece of the text, which has 3 characters"):
        formats.write([outside], tmp_path / "f", "pairs")
    with pytest.raises(VnadminError, match="id 'n1': stands twice"):
        formats.write([notice(), notice()], tmp_path / "f", "pairs")
    assert list(tmp_path.iterdir()) == []


def test_texts_verify_and_identify(tmp_path: Path) -> None:
    formats.write([notice("7")], tmp_path / "f.json", "label-studio")
    golds, messages = formats.read(tmp_path / "f.json", "label-studio", {"thong-bao": notice().text, "b": "x"})
    assert (golds[0].id, messages) == ("thong-bao", ["7: has the text of thong-bao; called so"])
    _, messages = formats.read(tmp_path / "f.json", "label-studio", {"b": "x"})
    assert messages == ["7: is not among the original texts; not verified against them"]
    with pytest.raises(VnadminError, match=r"7: the text is not the original one: they differ from character 5 on"):
        formats.read(tmp_path / "f.json", "label-studio", {"7": "THÔNG-BÁO"})


def test_what_relations_cannot_say_is_said() -> None:
    unit, stray = GoldUnit(text="SỞ A", start=0, end=4), GoldUnit(text="Sở B")
    gold = GoldDirective(
        id="a",
        text="Sở A báo cáo",
        spans=(GoldSpan(label="ORG-UNIT", start=0, end=4), *[GoldSpan(label="TASK", start=5, end=12)] * 2),
        assignments=(
            GoldAssignment(task=(5, 12), lead=(unit, unit, stray), refs=((1, 2),)),
            GoldAssignment(task=(5, 12)),
            GoldAssignment(task=(0, 4)),
        ),
    )
    drawing, lost = drawn(gold)
    assert drawing.relations == [Relation("lead", "s2", "s1")]
    assert [m.removeprefix("a: ") for m in lost] == [
        "TASK 5..12 stands twice; it is written once",
        "the assignment at 0..4 has no TASK span; it is not written",
        "lead 'SỞ A' of the TASK at 5 comes back as the text writes it, 'Sở A'",
        "lead 'SỞ A' of the TASK at 5 stands twice; it is written once",
        "lead 'Sở B' of the TASK at 5 is no marked ORG-UNIT; it is not written",
        "ref 'ở' of the TASK at 5 is no marked DOC-REF; it is not written",
        "the assignment at 5..12 is a second one of its TASK; it is not written",
    ]


def test_a_due_is_drawn_to_where_the_rules_read_it() -> None:
    markup = NOTICE.replace('due="2024-06-30"', 'due="2024-07-01"')
    assert [r.target for r in drawn(notice())[0].relations if r.kind == "due"] == ["s5", "s8"]
    assert [r.target for r in drawn(notice(markup=markup))[0].relations if r.kind == "due"] == ["s8"]
    assert [r for r in drawn(notice(), due_places=False)[0].relations if r.kind == "due"] == []


def test_pairs_are_a_data_folder(tmp_path: Path) -> None:
    golds = [notice("n1"), notice("N1"), notice("splits"), notice("công văn/5"), notice("bom", "\ufeff{O|Sở A}\r\n")]
    golds[0] = golds[0].model_copy(update={"meta": GoldMeta(id="n1", issuer="Sở A")})
    messages = formats.write(golds, tmp_path / "mine", "pairs")
    assert messages == ["all: the manifest's fields (genre, issuer, date …) of 1 texts are not kept"]
    assert same(load_data(tmp_path / "mine"), golds)
    assert sorted(p.name.lower() for p in (tmp_path / "mine").glob("*.json")) == sorted(
        ["bom.json", "công%20văn%2f5.json", "n1-2.json", "n1.json", "splits-2.json"]
    )
    assert check_folder(tmp_path / "mine").errors == 0


@pytest.mark.parametrize(
    ("reading", "starts"),
    [
        ("code-points", [0, 1, 2, 3, 4, 5, 6]),
        ("utf-16", [0, None, 1, 2, 3, 4, 5, 6]),
        ("graphemes", [0, 1, 3, 5, 6]),
        ("code-points-lf", [0, 1, 2, 3, 5, 6]),
        ("utf-16-lf", [0, None, 1, 2, 3, 5, 6]),
    ],
)
def test_countings(reading: str, starts: list[int | None]) -> None:
    text = "𝐀e\u0301\r\nb"
    assert list(places(text, reading)) == starts
    assert set(READINGS) >= {reading}
    units = to_units(text, reading)
    assert all(to_code_points(text, reading, 0, unit) == (0, at) for at, unit in units.items() if at)
    assert to_code_points(text, reading, len(starts) - 1, len(starts)) is None


def test_half_a_character_is_no_place() -> None:
    assert to_code_points("𝐀b", "utf-16", 1, 3) is None
    assert to_code_points("𝐀b", "utf-16", 0, 0) is None
    assert to_code_points("𝐀b", "utf-16", -1, 2) is None
