"""A real training of a few steps on tiny data: the folder it writes, what it refuses, and that a seed decides everything."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers_model import SENTENCES, directive, write_base, write_data
from pydantic import ValidationError

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pipeline import load_extractor
from vnadmin_nlp.tagger.folder import FILES, file_sha256, open_tagger
from vnadmin_nlp.training import TrainConfig, train

pytestmark = pytest.mark.filterwarnings("ignore")


def _config(root: Path, **changes: object) -> TrainConfig:
    values: dict[str, object] = {
        "data": (str(root / "data"),), "base": str(root / "base"), "out": str(root / "model"), "epochs": 25, "batch_size": 2,
        "learning_rate": 3e-3, "head_learning_rate": 1e-2, "window": 128, "overlap": 32, "threads": 1, "patience": 25, "name": "tiny",
        "quantize": False,  # a network this small does not survive int8
    }  # fmt: skip
    return TrainConfig(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("training")
    write_data(folder / "data")
    write_base(folder / "base")
    train(_config(folder))
    return folder


def test_it_learns(root: Path) -> None:
    figures = json.loads((root / "model" / "vnadmin.json").read_text(encoding="utf-8"))["figures"]
    assert figures["entities"] > 0.8
    assert figures["task"] > 0.6


def test_the_folder_is_whole(root: Path) -> None:
    about = json.loads((root / "model" / "vnadmin.json").read_text(encoding="utf-8"))
    for file in FILES:
        assert about["sha256"][file] == file_sha256(root / "model" / file)
    assert (root / "model" / "README.md").read_text(encoding="utf-8").startswith("---\nlanguage: vi")
    assert about["training"]["seed"] == 13
    assert not list(root.glob("vnadmin-train-*"))


def test_the_folder_is_a_hugging_face_checkpoint(root: Path) -> None:
    from transformers import AutoConfig, AutoModel, AutoTokenizer

    import vnadmin_nlp.training.model  # noqa: F401  (registers the model type)

    tokenizer = AutoTokenizer.from_pretrained(root / "model")
    assert tokenizer.unk_token == "[UNK]"
    assert tokenizer.convert_tokens_to_ids("[NL]") == 3
    assert AutoConfig.from_pretrained(root / "model").model_type == "vnadmin-directive-tagger"
    assert type(AutoModel.from_pretrained(root / "model")).__name__ == "DirectiveTagger"


def test_onnx_and_torch_find_the_same(root: Path) -> None:
    import torch

    from vnadmin_nlp.tagger.folder import piece_encoder
    from vnadmin_nlp.training.finetune import torch_tagger
    from vnadmin_nlp.training.model import DirectiveTagger

    model = DirectiveTagger.from_pretrained(root / "model", dtype=torch.float32)
    in_torch = torch_tagger(model, piece_encoder(root / "model", "folded", "[NL]"))
    in_onnx, info, _ = open_tagger(root / "model", 1)
    assert info.name == "tiny"
    for i in range(4):
        text, _ = directive(i)
        assert [s[:3] for s in in_onnx.tag(text)] == [s[:3] for s in in_torch.tag(text)]


def test_the_trained_model_extracts(root: Path) -> None:
    result = load_extractor(root / "model").extract_text(directive(1)[0])
    assert result.model is not None
    assert result.model.name == "tiny"
    leads = {u.text for a in result.assignments for u in a.lead}
    assert SENTENCES[1][1] in leads


def test_one_seed_one_result(root: Path) -> None:
    short = {"max_steps": 4}
    a = train(_config(root, out=str(root / "a"), **short))
    b = train(_config(root, out=str(root / "b"), **short))
    assert (a / "model.safetensors").read_bytes() == (b / "model.safetensors").read_bytes()
    figures = [json.loads((m / "vnadmin.json").read_text(encoding="utf-8"))["figures"] for m in (a, b)]
    assert {k: v for k, v in figures[0].items() if k != "train_seconds"} == {
        k: v for k, v in figures[1].items() if k != "train_seconds"
    }


def test_retraining_starts_from_a_trained_folder(root: Path) -> None:
    out = train(_config(root, base=str(root / "model"), out=str(root / "again"), max_steps=1, quantize=True))
    assert json.loads((out / "vnadmin.json").read_text(encoding="utf-8"))["figures"]["entities"] > 0.7


def test_a_model_is_never_overwritten(root: Path) -> None:
    with pytest.raises(VnadminError, match="E302"):
        train(_config(root))


def test_a_failed_training_leaves_nothing(root: Path) -> None:
    with pytest.raises(VnadminError, match="E301"):
        train(_config(root, base=str(root / "data"), out=str(root / "failed")))
    assert not (root / "failed").exists()
    assert not list(root.glob("vnadmin-train-*"))


def test_unknown_settings_are_errors(root: Path) -> None:
    with pytest.raises(ValidationError, match="learning_rat"):
        _config(root, learning_rat=1)


def test_a_damaged_folder_is_refused(root: Path, tmp_path: Path) -> None:
    import shutil

    broken = tmp_path / "broken"
    shutil.copytree(root / "model", broken)
    (broken / "model.onnx").write_bytes((broken / "model.onnx").read_bytes()[:1000])
    with pytest.raises(VnadminError, match=r"E301.*model\.onnx"):
        open_tagger(broken, 1)
    (broken / "vnadmin.json").write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(VnadminError, match=r"E301.*format 99"):
        open_tagger(broken, 1)
    with pytest.raises(VnadminError, match="E301"):
        load_extractor(tmp_path)
