"""What a training starts from: a model folder of this package, or any Hugging Face encoder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import torch

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.tagger.features import FEATURES
from vnadmin_nlp.tagger.folder import model_path, piece_encoder
from vnadmin_nlp.tagger.pieces import PieceEncoder
from vnadmin_nlp.tagger.scheme import LAYERS
from vnadmin_nlp.training.config import TrainConfig
from vnadmin_nlp.training.model import DirectiveTagger, DirectiveTaggerConfig


def load_base(config: TrainConfig, work: Path) -> tuple[DirectiveTagger, PieceEncoder]:
    """The network and its piece encoder; `work` receives the `tokenizer.json`.

    Raises VnadminError E301 where `config.base` is neither, E303 where a package is missing.
    """
    folder = model_path(config.base)
    work.mkdir(parents=True, exist_ok=True)
    if (folder / "config.json").is_file():
        kind = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("model_type")
        if kind == DirectiveTaggerConfig.model_type:
            return _from_tagger(folder, config, work)
    elif config.base == "shipped" or folder.exists():
        raise VnadminError("E301", name=folder, detail="no config.json in it")
    return _from_encoder(config, work)


def _from_tagger(folder: Path, config: TrainConfig, work: Path) -> tuple[DirectiveTagger, PieceEncoder]:
    settings = DirectiveTaggerConfig.from_pretrained(folder)
    settings.window, settings.overlap, settings.dropout = config.window, config.overlap, config.dropout
    if settings.features != [list(x) for x in FEATURES.items()] or settings.layers != [list(x) for x in LAYERS]:
        raise VnadminError("E301", name=folder, detail="its tags or features are not those of this program")
    model = DirectiveTagger.from_pretrained(folder, config=settings, dtype=torch.float32)
    shutil.copyfile(folder / "tokenizer.json", work / "tokenizer.json")
    return model, piece_encoder(work, settings.input_form, settings.break_token)


def _from_encoder(config: TrainConfig, work: Path) -> tuple[DirectiveTagger, PieceEncoder]:
    from transformers import AutoModel, AutoTokenizer

    try:
        encoder = AutoModel.from_pretrained(config.base, dtype=torch.float32)
        tokenizer = AutoTokenizer.from_pretrained(config.base)
    except (OSError, ValueError) as error:
        raise VnadminError(
            "E301", name=config.base, detail=f"no Hugging Face encoder: {str(error).splitlines()[0]}"
        ) from None
    save_tokenizer(tokenizer, work / "tokenizer.json")
    break_token = str(tokenizer.sep_token or tokenizer.eos_token or tokenizer.unk_token)
    positions = getattr(encoder.config, "max_position_embeddings", 512)
    window = min(config.window, positions - 2)
    settings = DirectiveTaggerConfig(
        encoder=encoder.config.to_dict(),
        features=[list(x) for x in FEATURES.items()],
        layers=[list(x) for x in LAYERS],
        input_form="composed",
        break_token=break_token,
        window=window,
        overlap=min(config.overlap, window // 2),
        dropout=config.dropout,
    )
    return DirectiveTagger(settings, encoder), piece_encoder(work, "composed", break_token)


def save_tokenizer(tokenizer: Any, path: Path) -> None:
    """Write `tokenizer.json`: of a fast tokenizer its own, of PhoBERT's (BPE with `@@`, no fast class) an equal one.

    PhoBERT joins pieces by `@@`; the same vocabulary with an end-of-word suffix gives the same ids (its words are single syllables here,
    since labels sit on syllables).
    """
    backend = getattr(tokenizer, "backend_tokenizer", None) or getattr(tokenizer, "_tokenizer", None)
    if backend is not None:
        backend.save(str(path))
        return
    ranks: dict[tuple[str, ...], int] | None = getattr(tokenizer, "bpe_ranks", None)
    if ranks is None:
        raise VnadminError(
            "E301", name=type(tokenizer).__name__, detail="a tokenizer of a kind that cannot be converted"
        )
    from tokenizers import Tokenizer, models, pre_tokenizers

    vocabulary = {_suffixed(piece, tokenizer.all_special_tokens): i for piece, i in tokenizer.get_vocab().items()}
    merges = [(a, b) for a, b in (pair[:2] for pair in sorted(ranks, key=ranks.__getitem__))]
    merges = [(a, b) for a, b in merges if a in vocabulary and b in vocabulary and a + b in vocabulary]
    bpe = Tokenizer(
        models.BPE(vocab=vocabulary, merges=merges, unk_token=str(tokenizer.unk_token), end_of_word_suffix="</w>")
    )
    bpe.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    bpe.add_special_tokens(list(tokenizer.all_special_tokens))
    bpe.save(str(path))


def _suffixed(piece: str, special: list[str]) -> str:
    if piece in special:
        return piece
    return piece[:-2] if piece.endswith("@@") else piece + "</w>"
