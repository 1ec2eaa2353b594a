"""What goes out comes back: every directive of the project and any text, through each format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers_golds import golds, same
from hypothesis import given, settings

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.gold import GoldDirective, load_data

ROOT = Path(__file__).parents[3]
WHOLE = [
    pytest.param("label-studio", {"due_places": False}, {}, id="label-studio"),
    pytest.param("label-studio", {"due_places": False, "predictions": True}, {"predictions": True}, id="predictions"),
    pytest.param("doccano", {"due_places": False}, {}, id="doccano"),
    pytest.param("doccano", {"due_places": False, "offsets": "graphemes"}, {"offsets": "graphemes"}, id="graphemes"),
    pytest.param("datasets", {"form": "jsonl"}, {}, id="datasets"),
    pytest.param("pairs", {}, {}, id="pairs"),
]
"""The formats that hold everything, with the options of writing and reading."""
META = ("author and reviewer of 404", "the manifest's fields (genre, issuer, date …) of 404")


@pytest.fixture(scope="module")
def project() -> list[GoldDirective]:
    return load_data(ROOT)


def _there_and_back(
    gold: list[GoldDirective], path: Path, name: str, writing: dict[str, Any], reading: dict[str, Any]
) -> tuple[list[GoldDirective], list[str]]:
    lost = formats.write(gold, path, name, **writing)
    back, said = formats.read(path, name, {g.id: g.text for g in gold}, **reading)
    return back, lost + said


@pytest.mark.parametrize(("name", "writing", "reading"), WHOLE)
def test_all_directives_of_the_project(
    name: str, writing: dict[str, Any], reading: dict[str, Any], project: list[GoldDirective], tmp_path: Path
) -> None:
    back, messages = _there_and_back(project, tmp_path / "out", name, writing, reading)
    assert len(back) == len(project) == 404
    assert same(back, project)
    assert [m for m in messages if not any(known in m for known in META)] == []


@pytest.mark.parametrize(("name", "writing", "reading"), WHOLE)
@settings(max_examples=40)
@given(gold=golds())
def test_any_text(
    name: str,
    writing: dict[str, Any],
    reading: dict[str, Any],
    gold: GoldDirective,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if name == "doccano":  # edges anywhere: only who wrote the file can know how it counts
        reading = {"offsets": "utf-16"} | reading
    back, messages = _there_and_back([gold], tmp_path_factory.mktemp("any") / "out", name, writing, reading)
    drawn = any(a.lead or a.with_ or a.refs for a in gold.assignments)
    messages = [m for m in messages if drawn or "no text has any relation" not in m]  # doccano: true of such a text
    lost = [m for m in messages if "cuts a character" in m]
    assert messages == lost or "graphemes" in str(writing)
    assert same(back, [gold]) or lost


def test_conll_holds_the_spans_of_all_directives(project: list[GoldDirective], tmp_path: Path) -> None:
    lost = formats.write(project, tmp_path / "out", "conll")
    back, _ = formats.read(tmp_path / "out", "conll", {g.id: g.text for g in project})
    assert [g.text for g in back] == [g.text for g in project]
    assert [set(g.spans) for g in back] == [set(g.spans) for g in project]
    assert [{a.task for a in g.assignments} for g in back] == [{a.task for a in g.assignments} for g in project]
    roles = {g.id for g in project if any(a.lead or a.with_ or a.refs or a.due for a in g.assignments)}
    assert {m.split(":")[0] for m in lost if "lead, with, due and refs of" in m} == roles
    assert len(lost) == len(roles)


@given(gold=golds())
def test_conll_names_the_spans_that_it_cannot_hold(
    gold: GoldDirective, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("conll") / "out"
    lost = formats.write([gold], path, "conll")
    back = formats.read(path, "conll", {gold.id: gold.text})[0][0]
    assert back.text == gold.text
    for span in set(gold.spans) - set(back.spans):
        text = gold.covered(span.start, span.end)
        named = [m for m in lost if f"at {span.start} " in m and m.startswith(f"{gold.id}: {span.label} ")]
        assert named
        assert text != text.strip() or any("overlaps" in m for m in named)
    assert len(set(back.spans) - set(gold.spans)) <= sum("loses the white space" in m for m in lost)


@pytest.mark.parametrize(("name", "writing", "reading"), WHOLE)
def test_equal_gold_gives_equal_files(
    name: str, writing: dict[str, Any], reading: dict[str, Any], project: list[GoldDirective], tmp_path: Path
) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        formats.write(project[:3], tmp_path / folder / "out", name, **writing)
    files = [sorted(p for p in (tmp_path / f).rglob("*") if p.is_file()) for f in ("a", "b")]
    assert [p.read_bytes() for p in files[0]] == [p.read_bytes() for p in files[1]]


def test_datasets_are_read_by_the_library(project: list[GoldDirective], tmp_path: Path) -> None:
    from datasets import load_dataset, load_from_disk

    from vnadmin_nlp.annotation.datasets import to_dataset_dict

    parts = {"train": project[:3], "test": project[3:5]}
    splits = {name: [g.id for g in part] for name, part in parts.items()}
    expected = to_dataset_dict(parts)
    formats.write(project[:5], tmp_path / "rows", "datasets", splits=splits)
    formats.write(project[:5], tmp_path / "arrow", "datasets", splits=splits, form="arrow")
    rows = load_dataset(str(tmp_path / "rows"), cache_dir=str(tmp_path / "cache"))
    for found in (rows, load_from_disk(str(tmp_path / "arrow"))):
        assert set(found) == set(expected)
        for name, part in expected.items():
            assert found[name].features == part.features
            assert found[name].to_list() == part.to_list()
    for folder in ("rows", "arrow"):
        back, messages = formats.read(tmp_path / folder, "datasets")
        assert same(back, project[:5])
        assert messages == []
        assert {g.id: g.meta.date for g in back} == {g.id: g.meta.date for g in project[:5]}
