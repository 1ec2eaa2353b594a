"""What a training starts from: a model folder of this package, or any Hugging Face encoder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, NamedTuple

import torch

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.tagger.features import FEATURES
from vnadmin_nlp.tagger.folder import model_path, piece_encoder, read_about, read_json
from vnadmin_nlp.tagger.hub import fetch
from vnadmin_nlp.tagger.pieces import PieceEncoder
from vnadmin_nlp.tagger.scheme import LAYERS
from vnadmin_nlp.training.config import TrainConfig
from vnadmin_nlp.training.model import DirectiveTagger, DirectiveTaggerConfig


class Base(NamedTuple):
    """The network, its piece encoder, and whether it was a tagger already, so that this is a retraining."""

    model: DirectiveTagger
    encoder: PieceEncoder
    trained: bool


def load_base(config: TrainConfig, work: Path) -> Base:
    """What `config.base` names; `work` receives the `tokenizer.json`.

    Raises VnadminError E301 where it is no model and no encoder, or damaged, E304 where the hub does not give it.
    """
    folder = model_path(config.base)
    work.mkdir(parents=True, exist_ok=True)
    if (folder / "config.json").is_file():
        if read_json(folder, "config.json").get("model_type") == DirectiveTaggerConfig.model_type:
            return _from_tagger(folder, config, work)
    elif folder.exists():
        raise VnadminError("E301", name=folder, detail="no config.json in it")
    elif len(folder.parts) == 1:
        folder = fetch(
            config.base
        )  # an encoder without an owner, such as bert-base-cased; "owner/name" was fetched above
    else:
        raise VnadminError("E301", name=folder, detail="no such folder")
    return Base(*_from_encoder(folder, config, work), trained=False)


def _from_tagger(folder: Path, config: TrainConfig, work: Path) -> Base:
    trained = (folder / "vnadmin.json").is_file()  # an encoder of `vnadmin pretrain` has none
    if trained:
        read_about(folder, ("config.json", "model.safetensors", "tokenizer.json"))
    settings = DirectiveTaggerConfig.from_pretrained(folder)
    settings.window, settings.overlap = _windows(config, settings.window, settings.overlap)
    settings.dropout = config.dropout
    if settings.features != [list(x) for x in FEATURES.items()] or settings.layers != [list(x) for x in LAYERS]:
        raise VnadminError("E301", name=folder, detail="its tags or features are not those of this program")
    model = DirectiveTagger.from_pretrained(folder, config=settings, dtype=torch.float32)
    shutil.copyfile(folder / "tokenizer.json", work / "tokenizer.json")
    return Base(model, piece_encoder(work, settings.input_form, settings.break_token), trained)


def _windows(config: TrainConfig, window: int, overlap: int | None = None) -> tuple[int, int]:
    """Window and overlap by the configuration, else as given. Raises E201 where they do not fit together."""
    size = config.window or window
    if config.overlap is not None:
        overlap = config.overlap
    elif overlap is None or config.window is not None:
        overlap = size // 4
    if overlap >= size:
        raise VnadminError("E201", detail=f"overlap {overlap} must be smaller than the window of {size} pieces")
    return size, overlap


def _from_encoder(folder: Path, config: TrainConfig, work: Path) -> tuple[DirectiveTagger, PieceEncoder]:
    from transformers import AutoModel, AutoTokenizer

    try:
        encoder = AutoModel.from_pretrained(folder, dtype=torch.float32)
        tokenizer = AutoTokenizer.from_pretrained(folder)
    except (OSError, ValueError, ImportError) as error:  # ImportError: a tokenizer that needs a package
        raise VnadminError(
            "E301", name=config.base, detail=f"no Hugging Face encoder: {str(error).strip().splitlines()[0]}"
        ) from None
    save_tokenizer(tokenizer, work / "tokenizer.json")
    break_token = str(tokenizer.sep_token or tokenizer.eos_token or tokenizer.unk_token)
    positions = int(getattr(encoder.config, "max_position_embeddings", 512))
    window, overlap = _windows(config, min(384, positions - 2))
    if window > positions - 2:
        raise VnadminError("E201", detail=f"window {window}: {config.base} reads {positions - 2} pieces at a time")
    settings = DirectiveTaggerConfig(
        encoder=encoder.config.to_dict(),
        features=[list(x) for x in FEATURES.items()],
        layers=[list(x) for x in LAYERS],
        input_form="composed",
        break_token=break_token,
        window=window,
        overlap=overlap,
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
        from tokenizers import pre_tokenizers

        if isinstance(backend.pre_tokenizer, pre_tokenizers.ByteLevel):
            # words are encoded one by one here; in running text, which the encoder knows, a space stands before them
            backend.pre_tokenizer.add_prefix_space = True
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
