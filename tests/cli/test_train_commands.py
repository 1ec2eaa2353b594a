"""`vnadmin train`, `compare`, `models`: options become settings, and every failure is one line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers_model import directive, write_data
from typer.testing import CliRunner, Result

import vnadmin_nlp.training
from vnadmin_nlp.cli import app
from vnadmin_nlp.tagger.folder import SHIPPED

pytestmark = pytest.mark.filterwarnings("ignore")


def _run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture(autouse=True)
def own_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VNADMIN_MODELS", str(tmp_path / "models"))
    monkeypatch.delenv("VNADMIN_MODEL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "models"


def _caught(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, bool]]:
    seen: list[tuple[Any, bool]] = []

    def train(config: Any, *, resume: bool, tell: Callable[[str], None]) -> Path:
        tell("one line")
        seen.append((config, resume))
        return Path(config.out)

    monkeypatch.setattr(vnadmin_nlp.training, "train", train)
    return seen


def test_train_is_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _caught(monkeypatch)
    result = _run("train", "--data", "a", "--data", "b", "--out", "m", "--epochs", "2", "--seed", "7", "--resume")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "m: written\n", "one line\n")
    config, resume = seen[0]
    assert (config.data, config.out, config.epochs, config.seed, resume) == (("a", "b"), "m", 2.0, 7, True)


def test_settings_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = _caught(monkeypatch)
    file = tmp_path / "settings.yaml"
    file.write_text("data: [a]\nout: m\nclass_weights: 0.5\nseed: 1\n", encoding="utf-8")
    assert _run("train", "--config", file, "--seed", "2").exit_code == 0
    config, resume = seen[0]
    assert (config.data, config.class_weights, config.seed, resume) == (("a",), 0.5, 2, False)


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        ("seeed: 1\n", ("--data", "a", "--out", "m"), "E201: --seeed:"),
        ("- 1\n", ("--data", "a", "--out", "m"), "not a table of settings"),
        ("seed: 1\n", ("--data", "a"), "E201: --out:"),
        ("seed: 1\n", ("--out", "m"), "E201: --data:"),
        ("seed: 1\n", ("--data", "a", "--out", "m", "--epochs", "0"), "E201: --epochs:"),
    ],
)
def test_wrong_settings(tmp_path: Path, content: str, arguments: tuple[str, ...], said: str) -> None:
    file = tmp_path / "settings.yaml"
    file.write_text(content, encoding="utf-8")
    result = _run("train", "--config", file, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


def test_models_are_listed_and_adopted(own_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run("models").stdout == f"* shipped: directive-small 0.2.2  17.0 MB  {SHIPPED}\n"
    folder = shutil.copytree(SHIPPED, tmp_path / "runs" / "mine")
    adopted = _run("models", "adopt", folder, "--name", "tinh")
    assert adopted.exit_code == 0
    assert "--model tinh; always: set VNADMIN_MODEL=tinh" in adopted.stdout
    monkeypatch.setenv("VNADMIN_MODEL", "tinh")
    lines = _run("models").stdout.splitlines()
    assert [line[:9] for line in lines] == ["  shipped", "* tinh: d"]
    monkeypatch.setenv("VNADMIN_MODEL", str(folder))
    assert _run("models").stdout.splitlines()[2] == f"* {folder}  (VNADMIN_MODEL)"
    (tmp_path / "notice.txt").write_text(directive(0)[0], encoding="utf-8")
    assert _run("extract", "notice.txt", "--model", "tinh", "--format", "json").exit_code == 0
    again = _run("models", "adopt", folder, "--name", "tinh")
    assert (again.exit_code, again.stderr[:5]) == (1, "E302:")
    nothing = _run("models", "adopt", tmp_path)
    assert (nothing.exit_code, nothing.stderr[:5]) == (1, "E301:")


def test_push_without_a_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    result = _run("models", "push", SHIPPED, "owner/name")
    assert result.exit_code == 1
    assert result.stderr.startswith("E305: owner/name: not sent to the hub")


def test_compare(tmp_path: Path) -> None:
    data = write_data(tmp_path / "data", 4)
    result = _run("compare", "shipped", SHIPPED, "--data", data, "--split", "all", "--old-data", data, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert (found["documents"], found["old_data"]["documents"], found["verdict"]) == (4, 1, "cannot be told apart")
    text = _run("compare", "shipped", SHIPPED, "--data", data).stdout
    assert "1 documents of data, split test" in text
    assert "verdict: cannot be told apart" in text
    wrong = _run("compare", "shipped", "nothing", "--data", data)
    assert (wrong.exit_code, wrong.stderr[:5]) == (1, "E301:")
