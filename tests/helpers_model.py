# ruff: noqa: E501
"""Tiny models and data made in the test: no network, no shipped weights."""

from __future__ import annotations

import json
from pathlib import Path

SENTENCES = (
    ("Giao ", "Sở Nội vụ", " chủ trì, phối hợp với ", "Sở Tài chính", " rà soát biên chế theo ", "Kế hoạch số 12/KH-UBND", ", hoàn thành ", "trước ngày 30/6/2024"),
    ("Giao ", "Công an tỉnh", " chủ trì, phối hợp với ", "Sở Xây dựng", " kiểm tra chung cư theo ", "Quyết định số 45/QĐ-UBND", ", báo cáo ", "trước ngày 15/8/2024"),
    ("Giao ", "Sở Y tế", " chủ trì, phối hợp với ", "UBND các huyện", " tiêm chủng theo ", "Công văn số 7/SYT-NVY", ", xong ", "trong quý III năm 2024"),
    ("Giao ", "Văn phòng UBND tỉnh", " chủ trì, phối hợp với ", "Sở Tư pháp", " số hóa hồ sơ theo ", "Chỉ thị số 3/CT-UBND", ", xong ", "trong tháng 9/2024"),
)  # fmt: skip


def directive(number: int) -> tuple[str, dict[str, object]]:
    """A small annotated directive made of the sentences, rotated by `number`."""
    text = f"UBND TỈNH\nSố: {number}/TB-UBND\nngày 05 tháng 01 năm 2024\nTHÔNG BÁO\nKết luận cuộc họp\n"
    spans: list[dict[str, object]] = []
    assignments: list[dict[str, object]] = []
    for k in range(3):
        give, lead, role, partner, work, ref, done, due = SENTENCES[(number + k) % len(SENTENCES)]
        text += f"{k + 1}. "
        marks = []
        task_start = 0
        for label, piece in (("", give), ("ORG-UNIT", lead), ("", role), ("ORG-UNIT", partner), ("task", work), ("DOC-REF", ref), ("", done), ("DEADLINE", due)):  # fmt: skip
            if label == "task":
                task_start = len(text) + 1
            elif label:
                marks.append({"label": label, "start": len(text), "end": len(text) + len(piece)})
            text += piece
        spans += marks
        spans.append({"label": "TASK", "start": task_start, "end": len(text)})
        assignments.append(
            {
                "task": [task_start, len(text)],
                "lead": [lead],
                "with": [partner],
                "due": None,
                "refs": [[marks[2]["start"], marks[2]["end"]]],
            }
        )
        text += ".\n"
    return text, {"spans": spans, "assignments": assignments}


def write_data(folder: Path, count: int = 8) -> Path:
    """Pairs NAME.txt + NAME.json with splits.json."""
    folder.mkdir(parents=True)
    names = [f"d{i}" for i in range(count)]
    for i, name in enumerate(names):
        text, gold = directive(i)
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        (folder / f"{name}.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    splits = {"train": names[2:], "dev": names[:1], "test": names[1:2]}
    (folder / "splits.json").write_text(json.dumps(splits), encoding="utf-8")
    return folder


def vocabulary() -> list[str]:
    """Every folded form of the sentences."""
    from vnadmin_nlp.tokens.forms import fold
    from vnadmin_nlp.tokens.split import split

    forms = {fold(t[s:e]) for i in range(4) for t in [directive(i)[0]] for s, e in split(t)}
    return sorted(forms)


def write_base(folder: Path, seed: int = 0) -> Path:
    """A base model folder: a random encoder of one layer and a tokenizer of whole words."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import ModernBertConfig

    from vnadmin_nlp.tagger.features import FEATURES
    from vnadmin_nlp.tagger.scheme import LAYERS
    from vnadmin_nlp.training.model import DirectiveTagger, DirectiveTaggerConfig

    torch.manual_seed(seed)
    pieces = ["[PAD]", "[UNK]", "[MASK]", "[NL]", *vocabulary()]
    tokenizer = Tokenizer(models.WordLevel({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    encoder = ModernBertConfig(
        vocab_size=len(pieces), hidden_size=48, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, pad_token_id=0,
        bos_token_id=1, eos_token_id=1, cls_token_id=1, sep_token_id=1, mask_token_id=2, reference_compile=False,
    )  # fmt: skip
    config = DirectiveTaggerConfig(
        encoder=encoder.to_dict(),
        features=[list(x) for x in FEATURES.items()],
        layers=[list(x) for x in LAYERS],
        input_form="folded",
    )
    folder.mkdir(parents=True)
    DirectiveTagger(config).save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def train_tiny(folder: Path) -> Path:
    """A model trained on `write_data`, in `folder`/model; half a minute."""
    import warnings

    from vnadmin_nlp.training import TrainConfig, train

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return train(
            TrainConfig(
                data=(str(write_data(folder / "data")),), base=str(write_base(folder / "base")), out=str(folder / "model"), name="tiny",
                epochs=12, batch_size=2, learning_rate=3e-3, head_learning_rate=1e-2, window=128, overlap=32, threads=1, patience=25, quantize=False,
                accept_errors=("near-duplicate",),  # the texts are made of four sentences
            )
        )  # fmt: skip
