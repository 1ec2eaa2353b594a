"""A real training of a few steps on tiny data: the folder it writes, what it refuses, and that a seed decides everything."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import yaml
from helpers_model import SENTENCES, directive
from pydantic import ValidationError
from transformers import set_seed

from vnadmin_nlp.annotation.gold import GoldDirective, load_data
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pipeline import load_extractor
from vnadmin_nlp.tagger.features import read_features
from vnadmin_nlp.tagger.folder import FILES, file_sha256, open_tagger, text_stamp
from vnadmin_nlp.training import TrainConfig, train
from vnadmin_nlp.training.base import load_base
from vnadmin_nlp.training.data import layer_labels, tag_weights
from vnadmin_nlp.training.finetune import _trainer
from vnadmin_nlp.training.trainer import torch_tagger
from vnadmin_nlp.training.workplace import workplace

pytestmark = pytest.mark.filterwarnings("ignore")


def _config(root: Path, **changes: object) -> TrainConfig:
    values: dict[str, object] = {
        "data": (str(root / "data"),), "base": str(root / "base"), "out": str(root / "model"), "epochs": 25, "batch_size": 2,
        "learning_rate": 3e-3, "head_learning_rate": 1e-2, "window": 128, "overlap": 32, "threads": 1, "patience": 25, "name": "tiny",
        "quantize": False,  # a network this small does not survive int8
        "accept_errors": ("near-duplicate",),  # the texts are made of four sentences
    }  # fmt: skip
    return TrainConfig(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def root(tiny_model: Path) -> Path:
    """The folder that `tiny_model` was trained in: data, base, model."""
    return tiny_model.parent


@pytest.fixture
def no_export(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the ONNX file empty: writing it takes longer than these trainings."""
    monkeypatch.setattr("vnadmin_nlp.training.save.export_onnx", lambda model, path, quantize: path.write_bytes(b""))


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
    assert not list(root.glob("*.unfinished"))


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


@pytest.mark.usefixtures("no_export")
def test_one_seed_one_result(root: Path, tmp_path: Path) -> None:
    short = {"max_steps": 4}
    a = train(_config(root, out=str(tmp_path / "a"), **short))
    b = train(_config(root, out=str(tmp_path / "b"), **short))
    assert (a / "model.safetensors").read_bytes() == (b / "model.safetensors").read_bytes()
    figures = [json.loads((m / "vnadmin.json").read_text(encoding="utf-8"))["figures"] for m in (a, b)]
    assert {k: v for k, v in figures[0].items() if k != "train_seconds"} == {
        k: v for k, v in figures[1].items() if k != "train_seconds"
    }


def test_retraining_starts_from_a_trained_folder(root: Path, tmp_path: Path) -> None:
    config = _config(root, base=str(root / "model"), out=str(tmp_path / "again"), max_steps=1, quantize=True, name="")
    out = train(config)
    about = json.loads((out / "vnadmin.json").read_text(encoding="utf-8"))
    assert about["figures"]["entities"] > 0.7
    assert about["name"] == "again"
    assert load_extractor(out).extract_text(directive(1)[0]).assignments


def test_a_damaged_base_is_refused(root: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(root / "model", tmp_path / "broken")
    weights = bytearray((broken / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (broken / "model.safetensors").write_bytes(weights)
    with pytest.raises(VnadminError, match=r"E301.*model\.safetensors is damaged"):
        train(_config(root, base=str(broken), out=str(tmp_path / "out")))
    assert not list(tmp_path.glob("out*"))


@pytest.mark.usefixtures("no_export")
def test_what_is_told_and_kept(root: Path, tmp_path: Path) -> None:
    told: list[str] = []
    out = train(_config(root, out=str(tmp_path / "m"), epochs=3, note="Made of four sentences."), tell=told.append)
    assert told[0].startswith("6 directives to learn from, each in 1 noisy renderings, too: ")
    assert re.match(r"at most \d+ steps in 3 epochs on .*: about \d+ (s|min) and \d+\.\d GB of memory", told[1])
    assert [re.match(r"epoch (\d) of 3; loss \d\.\d{3}; dev F1: entities", line) is not None for line in told[2:5]] == [
        True
    ] * 3
    assert "left" not in told[4]
    assert "kept: entities" in told[5]
    assert len(told) == 6
    settings = yaml.safe_load((out / "training.yaml").read_text(encoding="utf-8"))
    assert TrainConfig.model_validate(settings | {"out": "x"}).epochs == 3
    assert str(tmp_path) not in (out / "training.yaml").read_text(encoding="utf-8")
    about = json.loads((out / "vnadmin.json").read_text(encoding="utf-8"))
    assert about["texts"]["dev"] == [text_stamp(directive(0)[0])]
    assert len(about["texts"]["train"]) == 6
    card = (out / "README.md").read_text(encoding="utf-8")
    for part in (
        "Made of four sentences.",
        "| learnt from | 6 |",
        "| task |",
        "license: apache-2.0",
        "## Limits",
        "## Licence",
    ):
        assert part in card


@pytest.mark.usefixtures("no_export")
def test_a_stopped_training_goes_on_to_the_same_weights(root: Path, tmp_path: Path) -> None:
    def stop(line: str) -> None:
        if line.startswith("epoch 3"):
            raise KeyboardInterrupt

    whole = train(_config(root, out=str(tmp_path / "whole"), epochs=4))
    config = _config(root, out=str(tmp_path / "parts"), epochs=4)
    with pytest.raises(KeyboardInterrupt):
        train(config, tell=stop)
    assert not (tmp_path / "parts").exists()
    assert (tmp_path / "parts.unfinished" / "checkpoints").is_dir()
    with pytest.raises(VnadminError, match=r"E201: .*unfinished training. Go on with it by --resume"):
        train(config)
    with pytest.raises(VnadminError, match=r"E201: .*differs in: learning_rate"):
        train(_config(root, out=str(tmp_path / "parts"), epochs=4, learning_rate=1e-3), resume=True)
    told: list[str] = []
    train(config, resume=True, tell=told.append)
    assert [line[:7] for line in told if line.startswith("epoch ")] == ["epoch 3", "epoch 4"]
    assert (tmp_path / "parts" / "model.safetensors").read_bytes() == (whole / "model.safetensors").read_bytes()
    assert not (tmp_path / "parts.unfinished").exists()


def test_changed_annotations_are_not_gone_on_with(root: Path, tmp_path: Path) -> None:
    config = _config(root, out=str(tmp_path / "m"))
    golds = load_data(root / "data")
    told: list[str] = []

    def begin(learn: list[GoldDirective]) -> None:
        with workplace(config, learn, [], resume=True, tell=told.append) as (work, checkpoint):
            assert checkpoint == (str(work / "checkpoints" / "checkpoint-9") if len(told) > 1 else None)
            for number, state in ((2, "{}"), (9, "{}"), (10, '{"half')):
                (work / "checkpoints" / f"checkpoint-{number}").mkdir(parents=True, exist_ok=True)
                (work / "checkpoints" / f"checkpoint-{number}" / "trainer_state.json").write_text(state)
            raise KeyboardInterrupt

    for _ in range(2):  # the second time it goes on, from the newest checkpoint that is whole
        with pytest.raises(KeyboardInterrupt):
            begin(golds)
    assert told[0].endswith("no unfinished training there, so this one starts from the beginning")
    assert "the same command with --resume goes on" in told[1]
    with pytest.raises(VnadminError, match=r"E201: .*differs in: texts and annotations"):
        begin([golds[0].model_copy(update={"spans": golds[0].spans[1:]}), *golds[1:]])


def test_rare_labels_can_weigh_more(root: Path, tmp_path: Path) -> None:
    """One DOC-REF among 36 units: after the same steps the network tells its tags better where they weigh more."""
    golds = [
        g.model_copy(update={"spans": tuple(s for s in g.spans if s.label != "DOC-REF" or (i == 0 and s == first))})
        for i, g in enumerate(load_data(root / "data", "train"))
        for first in [g.labelled("DOC-REF")[0]]
    ]
    surest = []
    for power in (0.0, 1.0):
        config = _config(root, out=str(tmp_path / "m"), epochs=6, class_weights=power, renderings=0, feature_dropout=0)
        set_seed(3)
        base = load_base(config, tmp_path / "base")
        trainer = _trainer(config, base, golds, [], tmp_path / "work", lambda line: None)
        trainer.train()
        scores = torch_tagger(base.model, base.encoder).log_probs(read_features(golds[0].text))[0]
        tags = np.array(layer_labels(read_features(golds[0].text), golds[0])[0])
        where = np.flatnonzero(tags > 8)  # B, I, O, U of the third label
        surest.append(float(scores[where, tags[where]].mean()))
        shutil.rmtree(tmp_path / "work")
    assert surest[1] > surest[0] + 0.1


def test_weights_by_hand() -> None:
    rows = [{"labels": [[0, 1, 3, 4, 4, 12, -100], [0, 1, 2, 3, 0, 0, -100]]}]  # 4 of ORG-UNIT, 1 of DOC-REF
    entities, task = tag_weights(rows, 1.0)
    assert entities == [1.0] + [5 / 8] * 4 + [1.0] * 4 + [2.5] * 4
    assert task == [1.0] * 5
    assert tag_weights(rows, 0.5)[0][9] == pytest.approx(2.5**0.5)


def test_a_model_is_never_overwritten(root: Path) -> None:
    with pytest.raises(VnadminError, match="E302"):
        train(_config(root))


def test_a_failed_training_leaves_nothing(root: Path, tmp_path: Path) -> None:
    with pytest.raises(VnadminError, match="E301"):
        train(_config(root, base=str(root / "data"), out=str(tmp_path / "failed")))
    assert not list(tmp_path.iterdir())


def test_unknown_settings_are_errors(root: Path) -> None:
    with pytest.raises(ValidationError, match="learning_rat"):
        _config(root, learning_rat=1)


def test_a_damaged_folder_is_refused(root: Path, tmp_path: Path) -> None:
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
