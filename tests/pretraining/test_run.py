"""A real pretraining of a few steps: it learns, goes on after a kill as if nothing had happened, and refuses what is no text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file
from transformers import TrainerCallback
from typer.testing import CliRunner

import vnadmin_nlp.pretraining.run as run
from vnadmin_nlp.cli import app
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pretraining import PretrainConfig, pretrain
from vnadmin_nlp.pretraining.pieces import train_tokenizer
from vnadmin_nlp.training.base import load_base
from vnadmin_nlp.training.config import TrainConfig

pytestmark = pytest.mark.filterwarnings("ignore")

LINES = [
    f"Giao {lead} chủ trì, phối hợp với {partner} {work}; báo cáo Ủy ban nhân dân tỉnh trước ngày {day}/6/2024."
    for day, (lead, partner, work) in enumerate(
        [
            ("Sở Nội vụ", "Sở Tài chính", "rà soát biên chế"),
            ("Công an tỉnh", "Sở Xây dựng", "kiểm tra chung cư"),
            ("Sở Y tế", "các huyện", "tiêm chủng cho trẻ em"),
            ("Văn phòng", "Sở Tư pháp", "số hóa hồ sơ lưu trữ"),
        ]
        * 5,
        1,
    )
]


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain")
    (folder / "text.txt").write_text("\n".join(LINES), encoding="utf-8")
    train_tokenizer(LINES, 400, folder / "tokenizer.json")
    return folder / "text.txt"


def _config(text: Path, out: Path, **changes: object) -> PretrainConfig:
    values: dict[str, object] = {
        "text": [str(text)], "tokenizer": str(text.parent / "tokenizer.json"), "out": str(out), "width": 32, "heads": 2, "layers": 2,
        "intermediate": 64, "most_positions": 64, "context": 32, "batch_size": 4, "steps": 30, "checkpoint_steps": 10, "threads": 1,
        "noise": 0, "structure": 0, "learning_rate": 5e-3,
    }  # fmt: skip
    return PretrainConfig.model_validate(values | changes)


def _losses(folder: Path) -> list[float]:
    lines = (folder / "loss.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == ["step", "loss", "right", "learning_rate"]
    return [float(line.split("\t")[1]) for line in lines[1:]]


@pytest.mark.parametrize(
    "changes",
    [{}, {"objective": "rtd"}, {"positions": "learned", "unit": "word"}],
    ids=["mlm", "rtd", "learned"],
)
def test_it_learns_and_training_can_start_from_it(text: Path, tmp_path: Path, changes: dict[str, object]) -> None:
    out = pretrain(_config(text, tmp_path / "base", steps=60, **changes))
    losses = _losses(out)
    assert losses[-1] < 0.9 * losses[0]
    assert not (out / "work").exists()
    about = json.loads((out / "pretraining.json").read_text(encoding="utf-8"))
    assert about["settings"]["text"] == ["text.txt"]  # no folder of this machine
    assert about["text"]["pieces"] > 300
    model, encoder, _ = load_base(TrainConfig(data=("x",), out="y", base=str(out)), tmp_path / "work")
    assert model.encoder.config.hidden_size == 32
    assert encoder.break_id == 5


class _Killed(BaseException):
    pass


class _Kill(TrainerCallback):  # type: ignore[misc, unused-ignore]
    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        if state.global_step == 17:
            raise _Killed


def test_a_killed_run_goes_on_to_the_same_weights(text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pretrain(_config(text, tmp_path / "whole"))
    usual = run._trainer

    def killed(*args: Any) -> Any:
        trainer = usual(*args)
        trainer.add_callback(_Kill())
        return trainer

    monkeypatch.setattr(run, "_trainer", killed)
    with pytest.raises(_Killed):
        pretrain(_config(text, tmp_path / "cut"))
    monkeypatch.setattr(run, "_trainer", usual)
    checkpoints = tmp_path / "cut" / "work" / "checkpoints"
    broken = checkpoints / "checkpoint-16"  # killed in the middle of writing it
    shutil.copytree(checkpoints / "checkpoint-10", broken)
    (broken / "trainer_state.json").write_text("{", encoding="utf-8")
    resumed = pretrain(_config(text, tmp_path / "cut"))
    one, two = (load_file(f / "model.safetensors") for f in (whole, resumed))
    assert all((one[k] == two[k]).all() for k in one)
    assert len(_losses(resumed)) == len(_losses(whole))


def test_other_settings_do_not_go_on_there(text: Path, tmp_path: Path) -> None:
    out = pretrain(_config(text, tmp_path / "base", steps=0))
    assert not (out / "loss.tsv").exists()  # random weights
    with pytest.raises(VnadminError, match="E302"):
        pretrain(_config(text, out))
    begun = tmp_path / "begun"
    run._workplace(_config(text, begun), begun)
    with pytest.raises(VnadminError, match="E302"):
        pretrain(_config(text, begun, seed=14))


def test_killed_before_its_settings_were_written_it_begins_anew(text: Path, tmp_path: Path) -> None:
    work = tmp_path / "base" / "work"
    work.mkdir(parents=True)
    assert run._workplace(_config(text, tmp_path / "base"), tmp_path / "base") == work
    (work / "settings.json").replace(work / "settings.tmp")
    assert run._workplace(_config(text, tmp_path / "base"), tmp_path / "base") == work
    (work / "settings.json").unlink()
    (work / "ids.npy").touch()  # nobody knows of which run
    with pytest.raises(VnadminError, match="E302"):
        run._workplace(_config(text, tmp_path / "base"), tmp_path / "base")


def test_killed_while_it_tidied_up_it_is_finished(text: Path, tmp_path: Path) -> None:
    out = pretrain(_config(text, tmp_path / "base", steps=0))
    weights = (out / "model.safetensors").read_bytes()
    run_settings = json.loads(_config(text, out, steps=0).model_dump_json(exclude=set(run._MACHINE)))
    (out / "work").mkdir()
    (out / "work" / "settings.json").write_text(json.dumps(run_settings), encoding="utf-8")
    with pytest.raises(VnadminError, match="E302"):
        pretrain(_config(text, out, steps=0))
    assert not (out / "work").exists()
    assert (out / "model.safetensors").read_bytes() == weights


def test_half_a_tokenizer_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise _Killed

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(_Killed):
        train_tokenizer(LINES, 400, tmp_path / "tokenizer.json")
    assert not (tmp_path / "tokenizer.json").exists()


def test_a_base_is_trained_on(text: Path, tmp_path: Path) -> None:
    base = pretrain(_config(text, tmp_path / "base"))
    more = pretrain(_config(text, tmp_path / "more", base=str(base), tokenizer=None, width=256))
    assert (more / "tokenizer.json").read_bytes() == (base / "tokenizer.json").read_bytes()
    assert load_file(more / "model.safetensors").keys() == load_file(base / "model.safetensors").keys()
    assert _losses(more)[0] < _losses(base)[0]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--text", "missing.txt"], "E103"),
        (["--text", "short.txt"], "E201"),
        (["--text", "short.txt", "--base", "nowhere"], "E301"),
        ([], "E201"),
        (["--text", "short.txt", "--config", "wrong.yaml"], "E201"),
    ],
)
def test_what_cannot_be_trained_on_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("short.txt").write_text("ngắn", encoding="utf-8")
    Path("wrong.yaml").write_text("stepps: 3", encoding="utf-8")
    result = CliRunner().invoke(app, ["pretrain", "--out", "out", *options])
    assert result.exit_code != 0
    assert result.stderr.startswith(code)
    assert not Path("out").exists()
