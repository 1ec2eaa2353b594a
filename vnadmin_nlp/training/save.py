"""Write a model folder: weights, ONNX, tokenizer, description, card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from vnadmin_nlp.tagger.folder import FILES, FORMAT, file_sha256
from vnadmin_nlp.training.config import TrainConfig
from vnadmin_nlp.training.export import export_onnx
from vnadmin_nlp.training.model import DirectiveTagger


def save_model_folder(
    model: DirectiveTagger, folder: Path, config: TrainConfig, figures: Mapping[str, float], *, learned: int
) -> None:
    """Fill `folder`, which holds `tokenizer.json` already. `figures`: what was measured on the dev split."""
    model = model.float().cpu().eval()
    export_onnx(model, folder / "model.onnx", quantize=config.quantize)
    model.to(torch.float16).save_pretrained(folder)
    _describe_tokenizer(folder)
    for file in folder.iterdir():  # safetensors writes files that only their owner may read
        file.chmod(0o644)
    about: dict[str, Any] = {
        "format": FORMAT,
        "name": config.name,
        "version": config.version,
        "trained_on": learned,
        "figures": {k.removeprefix("eval_"): round(float(v), 4) for k, v in figures.items()},
        "training": _settings(config),
        "versions": versions(),
        "sha256": {file: file_sha256(folder / file) for file in FILES},
    }
    (folder / "vnadmin.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_card(about, config.note), encoding="utf-8")


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
    settings["base"] = Path(config.base).name if Path(config.base).is_dir() else config.base
    return settings


def versions() -> dict[str, str]:
    """Versions of the packages that a model depends on."""
    from importlib.metadata import version

    return {
        name: version(name)
        for name in ("vnadmin-nlp", "torch", "transformers", "datasets", "tokenizers", "onnxruntime")
    }


def _card(about: Mapping[str, Any], note: str) -> str:
    figures = "\n".join(f"| {k} | {v} |" for k, v in about["figures"].items())
    training = "\n".join(
        f"- {k}: `{v}`" for k, v in about["training"].items() if k not in ("data", "extra_train", "base")
    )
    return f"""---
language: vi
license: apache-2.0
library_name: vnadmin-nlp
pipeline_tag: token-classification
---
# {about["name"]} {about["version"]}

Tags ORG-UNIT, DEADLINE, DOC-REF and TASK in Vietnamese administrative directives. Fine-tuned on {about["trained_on"]} annotated directives.

{note}

| measured on the dev split, network alone | |
|---|---|
{figures}

## Training
{training}

## Limits
Made for directives of Vietnamese authorities; other genres and languages are outside what it was trained on. A deadline that matters is to be read in
the text that the result points at.
"""
