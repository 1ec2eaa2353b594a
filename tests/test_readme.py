"""The README is true: its code runs, its commands exist, its links lead somewhere, its output is what comes out."""

from __future__ import annotations

import difflib
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from helpers_readme import README, ROOT, blocks, commands, main_command, real_output, shown_output
from typer.main import get_command

from vnadmin_nlp.cli import app
from vnadmin_nlp.exports import FORMATS

PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
PYTHON = [(page.name, code) for page in PAGES for code in blocks("python", page.read_text(encoding="utf-8"))]


@pytest.mark.slow
@pytest.mark.parametrize(("page", "code"), PYTHON, ids=[f"{page}-{i}" for i, (page, _) in enumerate(PYTHON)])
def test_python_blocks_run(page: str, code: str) -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONUTF8": "1"}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.strip() or page != README.name


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_commands_and_options_exist(words: list[str]) -> None:
    known: Any = get_command(app)
    arguments = list(words)
    while hasattr(known, "commands") and arguments and not arguments[0].startswith("-"):
        assert arguments[0] in known.commands
        known = known.commands[arguments.pop(0)]
    options = {name: p for p in known.params if p.param_type_name == "option" for name in p.opts}
    given = set()
    while arguments:
        word = arguments.pop(0)
        if word.startswith("-"):
            assert word in options, f"vnadmin {words[0]} has no option {word}"
            given.add(word)
            value = None if options[word].is_flag else arguments.pop(0)
            assert word != "--format" or value in FORMATS
            assert word != "--split" or value in {"train", "dev", "test", "all"}
        elif word.startswith(("corpora", "annotations")):
            assert (ROOT / word).exists(), word
    for name, option in options.items():
        assert not option.required or given & set(option.opts), f"vnadmin {words[0]} needs {name}"


def test_the_two_commands() -> None:
    first, second = (block.strip() for block in blocks("sh")[:2])
    assert "\n" not in first
    assert first.startswith("python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/vnadmin extract ")
    assert main_command() == shown_output()[0]
    assert second == "bash .ci/run"
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for step in (
        "pip install --quiet -e '.[dev]'",
        "\nruff check .\n",
        "\nruff format --check .\n",
        "\nmypy\n",
        '\npytest "$@"\n',
    ):
        assert step in script


def test_the_shown_notice_is_not_trained_on() -> None:
    splits = json.loads((ROOT / "annotations" / "splits.json").read_text(encoding="utf-8"))
    name = Path(main_command()[-1]).stem
    assert name in {*splits["dev"], *splits["test"]}


def test_extras_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = re.findall(r"\[([\w,]+)\]'", README.read_text(encoding="utf-8"))
    named = {name for names in found for name in names.split(",")}
    assert named
    assert named <= set(project["optional-dependencies"])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_the_stage_map_names_every_package() -> None:
    text = README.read_text(encoding="utf-8")
    packages = {p.parent.name for p in (ROOT / "vnadmin_nlp").glob("*/__init__.py")}
    assert {name for name in packages if f"`{name}`" not in text} == set()


def test_the_figures_are_filled_in() -> None:
    assert "TODO" not in README.read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_output_is_what_comes_out() -> None:
    """Not to the character: int8 arithmetic differs a little between processors. `python tests/helpers_readme.py` writes it anew."""
    words, shown = shown_output()
    told, real = shown.split(), real_output(words).split()
    assert difflib.SequenceMatcher(None, told, real, autojunk=False).ratio() > 0.95
