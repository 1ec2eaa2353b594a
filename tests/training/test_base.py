"""Any Hugging Face encoder as the base, with a fast tokenizer or without (tiny ones, built here)."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_model import directive, vocabulary

from vnadmin_nlp.tagger.features import read_features
from vnadmin_nlp.tagger.tagger import piece_features
from vnadmin_nlp.training import TrainConfig
from vnadmin_nlp.training.base import load_base
from vnadmin_nlp.training.trainer import torch_tagger

pytestmark = pytest.mark.filterwarnings("ignore")


def _bert(folder: Path) -> Path:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *vocabulary()]
    backend = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    names = {"unk": "[UNK]", "pad": "[PAD]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=backend, **{f"{k}_token": v for k, v in names.items()})
    tokenizer.save_pretrained(folder)
    BertModel(
        BertConfig(
            vocab_size=len(pieces), hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
        )
    ).save_pretrained(folder)
    return folder


def _phobert(folder: Path) -> Path:
    """A tokenizer of PhoBERT's kind: `vocab.txt`, `bpe.codes`, no offsets; RoBERTa weights."""
    from transformers import PhobertTokenizer, RobertaConfig, RobertaModel

    folder.mkdir(parents=True)
    words = [w for w in vocabulary() if w.isalpha()]
    merges: list[str] = []
    pieces: set[str] = set()
    for word in words[:40]:
        parts = [*word[:-1], word[-1] + "</w>"]
        pieces.update(p + "@@" if not p.endswith("</w>") else p[:-4] for p in parts)
        while len(parts) > 1:
            merges.append(f"{parts[0]} {parts[1]} 1")
            parts = [parts[0] + parts[1], *parts[2:]]
            pieces.add(parts[0] + "@@" if not parts[0].endswith("</w>") else parts[0][:-4])
    (folder / "vocab.txt").write_text("".join(f"{p} 1\n" for p in sorted(pieces)), encoding="utf-8")
    (folder / "bpe.codes").write_text("".join(f"{m}\n" for m in dict.fromkeys(merges)), encoding="utf-8")
    tokenizer = PhobertTokenizer(str(folder / "vocab.txt"), str(folder / "bpe.codes"))
    tokenizer.save_pretrained(folder)
    size = len(tokenizer)
    config = RobertaConfig(
        vocab_size=size,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=258,
        type_vocab_size=1,
        pad_token_id=1,
    )
    RobertaModel(config).save_pretrained(folder)
    return folder


@pytest.mark.parametrize("make", [_bert, _phobert])
def test_a_hugging_face_encoder_becomes_a_tagger(make: object, tmp_path: Path) -> None:
    assert callable(make)
    folder = make(tmp_path / "encoder")
    model, encoder, trained = load_base(
        TrainConfig(data=(), out="x", base=str(folder), window=200, overlap=64), tmp_path / "work"
    )
    text = directive(0)[0]
    reading = read_features(text)
    pieces = encoder(text, reading.tokens, reading.breaks)
    assert len(pieces.first) == len(reading.tokens)
    assert piece_features(reading, pieces).shape[0] == len(pieces.ids)
    assert model.config.window <= 256
    for span in torch_tagger(model, encoder).tag(text, reading):
        assert 0 <= span.start < span.end <= len(text)


def test_the_converted_tokenizer_gives_the_ids_of_the_original(tmp_path: Path) -> None:
    from transformers import PhobertTokenizer

    from vnadmin_nlp.tagger.folder import piece_encoder
    from vnadmin_nlp.training.base import save_tokenizer

    folder = _phobert(tmp_path / "encoder")
    original = PhobertTokenizer.from_pretrained(folder)
    (tmp_path / "made").mkdir()
    save_tokenizer(original, tmp_path / "made" / "tokenizer.json")
    ours = piece_encoder(tmp_path / "made", "composed", "</s>")
    for word in vocabulary():
        if word.isalpha():
            assert list(ours.encode(word)) == original.encode(word, add_special_tokens=False), word


def test_the_pretrained_encoder_of_the_repository_is_a_base(tmp_path: Path) -> None:
    from vnadmin_nlp.tagger.folder import SHIPPED

    folder = SHIPPED.parent / "encoder-small"
    tagger, _ = load_base(TrainConfig(data=("x",), out=str(tmp_path / "out"), base=str(folder)), tmp_path / "work")
    assert tagger.encoder.config.hidden_size == 256
    assert (tmp_path / "work" / "tokenizer.json").read_bytes() == (SHIPPED / "tokenizer.json").read_bytes()
