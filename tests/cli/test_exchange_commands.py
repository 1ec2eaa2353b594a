"""`vnadmin convert` and `vnadmin formats`: out to a tool and back into a data folder that the other commands take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers_golds import notice, same
from lxml import etree
from typer.testing import CliRunner, Result

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.gold import GoldDirective, load_data
from vnadmin_nlp.cli import app


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture
def golds(tmp_path: Path) -> list[GoldDirective]:
    """Two texts, in the folder `data`."""
    golds = [notice("a"), notice("b", '{O|Sở A} {T lead="Sở A"|rà soát}.\r\n')]
    formats.write(golds, tmp_path / "data", "pairs")
    (tmp_path / "data" / "splits.json").write_text('{"train": ["a"], "test": ["b"]}', encoding="utf-8")
    return golds


@pytest.mark.parametrize(("name", "file"), [("label-studio", "f.json"), ("doccano", "f.jsonl"), ("datasets", "d")])
def test_there_and_back(name: str, file: str, golds: list[GoldDirective], tmp_path: Path) -> None:
    out = _run("convert", tmp_path / "data", tmp_path / file, "--to", name)
    assert (out.exit_code, out.stdout) == (0, f"{tmp_path / file}: 2 texts, 10 spans, 3 assignments\n")
    back = _run("convert", tmp_path / file, tmp_path / "mine", "--from", name, "--texts", tmp_path / "data")
    assert (back.exit_code, back.stderr) == (0, "")
    assert same(load_data(tmp_path / "mine"), golds)
    assert _run("check", tmp_path / "mine").exit_code == 0


def test_options_reach_their_format(golds: list[GoldDirective], tmp_path: Path) -> None:
    out = _run(
        "convert", tmp_path / "data", tmp_path / "f.json", "--to", "label-studio", "--predictions", "--split", "test"
    )
    assert out.exit_code == 0
    (task,) = json.loads((tmp_path / "f.json").read_text(encoding="utf-8"))
    assert task["data"]["name"] == "b"
    assert list(task) == ["data", "predictions"]
    again = _run("convert", tmp_path / "f.json", tmp_path / "mine", "--from", "label-studio", "--predictions")
    assert again.exit_code == 0
    assert same(load_data(tmp_path / "mine"), golds[1:])
    assert _run("convert", tmp_path / "data", tmp_path / "d", "--to", "datasets", "--form", "jsonl").exit_code == 0
    assert {p.name for p in (tmp_path / "d").iterdir()} == {"README.md", "train.jsonl", "test.jsonl"}


def test_what_is_lost_is_told_on_stderr(golds: list[GoldDirective], tmp_path: Path) -> None:
    out = _run("convert", tmp_path / "data", tmp_path / "f.conll", "--to", "conll")
    assert out.stderr.splitlines() == [
        "a: lead, with, due and refs of 2 assignments are not written",
        "b: lead, with, due and refs of 1 assignments are not written",
    ]
    assert out.stdout.endswith("; 2 messages above\n")


def test_wrong_calls(golds: list[GoldDirective], tmp_path: Path) -> None:
    for arguments, code, said in (
        (["--to", "excel"], 2, "E201: there is no format 'excel'"),
        ([], 2, "E201: name a format with --from or --to"),
        (
            ["--to", "brat", "--predictions"],
            2,
            "E201: neither reading pairs nor writing brat has an option 'predictions'",
        ),
        (["--to", "conll", "--split", "new"], 1, "there is no split 'new'"),
        (["--from", "label-studio"], 1, "E401"),
    ):
        out = _run("convert", tmp_path / "data", tmp_path / "out", *arguments)
        assert (out.exit_code, out.stdout) == (code, "")
        assert said in out.stderr
        assert len(out.stderr.splitlines()) == 1
    assert not (tmp_path / "out").exists()
    assert _run("convert", tmp_path / "data", tmp_path / "data", "--to", "conll").stderr.startswith("E203")
    assert (
        _run("convert", tmp_path / "data", tmp_path / "o", "--to", "conll", "--texts", tmp_path / "no").exit_code == 1
    )


def test_formats() -> None:
    listed = _run("formats")
    assert [line.split()[0] for line in listed.stdout.splitlines()] == list(formats.FORMATS)
    config = _run("formats", "label-studio")
    assert etree.fromstring(config.stdout.encode()).tag == "View"
    assert _run("formats", "pairs").exit_code == 2
