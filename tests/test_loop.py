"""docs/loop.md is true: its commands, taken from the page, run in their order on few texts."""

from __future__ import annotations

import importlib
import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers_readme import ROOT, blocks
from typer.testing import CliRunner

from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.cli import app

PAGE = (ROOT / "docs" / "loop.md").read_text(encoding="utf-8")
# the page says so, too
SMALL = {"--new 50": "--new 6 --old 2", "vnadmin train": "vnadmin train --max-steps 2"}

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def _commands() -> list[str]:
    return [line for block in blocks("sh", PAGE) for line in block.splitlines() if line]


def _small(line: str) -> str:
    for whole, few in SMALL.items():
        line = line.replace(whole, few)
    return line


def _expanded(words: list[str]) -> Iterator[str]:
    for word in words:
        found = sorted(str(p) for p in Path().glob(word)) if "*" in word else [word]
        assert found, word
        yield from found


def _run(line: str, printed: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> str:
    """What a line of the page prints, run in this process."""
    call, _, target = line.partition(" > ")
    first, *words = _expanded(shlex.split(call))
    if first == "cd":
        monkeypatch.chdir(words[0])
        return ""
    if first == "python":
        assert words[0] == "-m"
        assert importlib.import_module(words[1]).main(words[2:]) == 0
        return printed.readouterr().out
    assert first == "vnadmin"
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, f"{line}\n{ran.output}"
    if target:
        Path(target).write_text(ran.stdout, encoding="utf-8")
    return ran.stdout


def test_the_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("VNADMIN_MODELS", str(tmp_path / "models"))
    monkeypatch.chdir(ROOT)
    day = str(tmp_path / "day")
    commands = [line.replace(" . day ", f" . {day} ").replace("cd day", f"cd {day}") for line in _commands()]
    assert all(any(whole in line for line in commands) for whole in SMALL)
    told = {line: _run(_small(line), capsys, monkeypatch) for line in commands}
    assert "6 new notices; old ones: 2 to learn from, 2 to test on" in told[commands[0]]
    # the annotator has made of the pre-annotations what the gold says, and Label Studio's file holds it
    gold, mine = ({g.id: (g.text, g.spans, g.assignments) for g in load_data(folder)} for folder in ("gold", "mine"))
    assert mine == gold
    assert Path("config.xml").read_text(encoding="utf-8").startswith("<View>")
    assert any("verdict: cannot be told apart" in said for said in told.values())
    records = [json.loads(line) for line in Path("records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [r["model"]["name"] for r in records] == ["mine"] * 6


def test_the_page_says_what_the_tests_change() -> None:
    for few in ("--new 6 --old 2", "--max-steps 2"):
        assert f"`{few}`" in PAGE
        assert few in " ".join(SMALL.values())
