"""Write a model folder: weights, ONNX, tokenizer, description, card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.tagger.folder import FILES, FORMAT, file_sha256, text_stamp
from vnadmin_nlp.training.card import card
from vnadmin_nlp.training.config import TrainConfig
from vnadmin_nlp.training.export import export_onnx
from vnadmin_nlp.training.model import DirectiveTagger


def save_model_folder(
    model: DirectiveTagger,
    folder: Path,
    config: TrainConfig,
    figures: Mapping[str, float],
    *,
    learn: Sequence[GoldDirective],
    dev: Sequence[GoldDirective],
) -> None:
    """Fill `folder`, which holds `tokenizer.json` already. `figures`: what was measured on the dev split."""
    model = model.float().cpu().eval()
    export_onnx(model, folder / "model.onnx", quantize=config.quantize)
    model.to(torch.float16).save_pretrained(folder)
    _describe_tokenizer(folder)
    settings = _settings(config)
    about: dict[str, Any] = {
        "format": FORMAT,
        "name": config.model_name,
        "version": config.version,
        "license": config.license,
        "trained_on": len(learn),
        "figures": {k: round(float(v), 4) for k, v in figures.items()},
        "training": settings,
        "versions": versions(),
        "texts": {"train": sorted(text_stamp(g.text) for g in learn), "dev": sorted(text_stamp(g.text) for g in dev)},
        "sha256": {file: file_sha256(folder / file) for file in FILES},
    }
    (folder / "vnadmin.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "training.yaml").write_text(_as_yaml(settings), encoding="utf-8")
    (folder / "README.md").write_text(card(about, config.note, learn, dev), encoding="utf-8")
    for file in folder.iterdir():  # safetensors writes files that only their owner may read
        file.chmod(0o644)


def _as_yaml(settings: Mapping[str, Any]) -> str:
    import yaml

    head = (
        "# vnadmin train --config training.yaml --data DIR --out DIR: folders are named here without where they lay\n"
    )
    return head + yaml.safe_dump(dict(settings), allow_unicode=True, sort_keys=False)


def _describe_tokenizer(folder: Path) -> None:
    """`tokenizer_config.json`, so that `AutoTokenizer` opens the folder like any checkpoint; special tokens by their usual names."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    usual = {
        "unk": ("[UNK]", "<unk>"),
        "pad": ("[PAD]", "<pad>"),
        "mask": ("[MASK]", "<mask>"),
        "cls": ("[CLS]", "<s>"),
        "sep": ("[SEP]", "</s>"),
    }
    settings: dict[str, Any] = {"tokenizer_class": "PreTrainedTokenizerFast"}
    for role, names in usual.items():
        known = next((name for name in names if tokenizer.token_to_id(name) is not None), None)
        if known:
            settings[f"{role}_token"] = known
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def _settings(config: TrainConfig) -> dict[str, Any]:
    """The configuration, with folders by their last name: where they lay on the machine is nobody's business."""
    settings: dict[str, Any] = json.loads(config.model_dump_json(exclude={"out", "note"}))
    for key in ("data", "extra_train"):
        settings[key] = [Path(folder).resolve().name for folder in settings[key]]
    settings["base"] = Path(config.base).resolve().name if Path(config.base).is_dir() else config.base
    settings["name"] = config.model_name
    return settings


def versions() -> dict[str, str]:
    """Versions of the packages that a model depends on."""
    from importlib.metadata import version

    return {
        name: version(name)
        for name in ("vnadmin-nlp", "torch", "transformers", "datasets", "tokenizers", "onnxruntime")
    }
