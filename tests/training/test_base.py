"""Any Hugging Face encoder as the base, with a fast tokenizer or without (tiny ones, built here)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers_hub import hub
from helpers_model import directive, vocabulary, write_data

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.tagger.features import read_features
from vnadmin_nlp.tagger.folder import open_tagger
from vnadmin_nlp.tagger.tagger import piece_features
from vnadmin_nlp.training import TrainConfig, train
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


def _fast(tokenizer: Any, folder: Path, **names: str) -> None:
    from transformers import PreTrainedTokenizerFast

    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(folder)


def _sentence_pieces(folder: Path) -> int:
    """A Unigram tokenizer with `▁` before words, as XLM-R and ViDeBERTa have; gives its size."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    pieces = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *(f"▁{w}" for w in vocabulary()), *"abcdeghinorstu,.:"]
    backend = Tokenizer(models.Unigram([(p, -float(i)) for i, p in enumerate(pieces)], unk_id=3))
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    names = {"bos": "<s>", "pad": "<pad>", "eos": "</s>", "sep": "</s>", "cls": "<s>", "unk": "<unk>", "mask": "<mask>"}
    _fast(backend, folder, **{f"{k}_token": v for k, v in names.items()})
    return len(pieces)


_SIZES: dict[str, Any] = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}


def _xlmr(folder: Path) -> Path:
    from transformers import XLMRobertaConfig, XLMRobertaModel

    size = _sentence_pieces(folder)
    XLMRobertaModel(
        XLMRobertaConfig(vocab_size=size, max_position_embeddings=514, type_vocab_size=1, pad_token_id=1, **_SIZES)
    ).save_pretrained(folder)
    return folder


def _videberta(folder: Path) -> Path:
    """DeBERTa's third version: relative positions, no fused attention; word embeddings that are widened afterwards."""
    from transformers import DebertaV2Config, DebertaV2Model

    size = _sentence_pieces(folder)
    config = DebertaV2Config(
        vocab_size=size, relative_attention=True, position_biased_input=False, pos_att_type=["p2c", "c2p"], position_buckets=16,
        embedding_size=16, type_vocab_size=0, norm_rel_ebd="layer_norm", share_att_key=True, pad_token_id=1, **_SIZES,
    )  # fmt: skip
    DebertaV2Model(config).save_pretrained(folder)
    return folder


def _modernbert(folder: Path) -> Path:
    """Byte-level pieces, rotary positions, a long context."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers
    from transformers import ModernBertConfig, ModernBertModel

    backend = Tokenizer(models.BPE(unk_token="[UNK]"))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.BpeTrainer(vocab_size=600, special_tokens=special, show_progress=False)
    backend.train_from_iterator([directive(i)[0] for i in range(4)], trainer)
    roles = ("pad", "unk", "cls", "sep", "mask")
    _fast(backend, folder, **{f"{r}_token": t for r, t in zip(roles, special, strict=True)})
    tokens = {"bos_token_id": 2, "cls_token_id": 2, "eos_token_id": 3, "sep_token_id": 3, "pad_token_id": 0}
    ModernBertModel(
        ModernBertConfig(vocab_size=backend.get_vocab_size(), max_position_embeddings=8192, **tokens, **_SIZES)
    ).save_pretrained(folder)
    return folder


ENCODERS = [_bert, _phobert, _xlmr, _videberta, _modernbert]


@pytest.mark.parametrize("make", ENCODERS)
def test_a_hugging_face_encoder_becomes_a_tagger(make: Callable[[Path], Path], tmp_path: Path) -> None:
    import torch

    from vnadmin_nlp.training.model import DirectiveTagger

    folder = make(tmp_path / "encoder")
    config = TrainConfig(data=(), out="x", base=str(folder), window=200, overlap=64)
    model, encoder, trained = load_base(config, tmp_path / "work")
    assert not trained
    text = directive(0)[0]
    reading = read_features(text)
    pieces = encoder(text, reading.tokens, reading.breaks)
    assert len(pieces.first) == len(reading.tokens)
    assert piece_features(reading, pieces).shape[0] == len(pieces.ids)
    assert len(set(pieces.ids)) > 20  # words are known, not all of them the unknown piece
    for span in torch_tagger(model, encoder).tag(text, reading):
        assert 0 <= span.start < span.end <= len(text)
    # written and read back, it says the same
    model.save_pretrained(tmp_path / "saved")
    again = DirectiveTagger.from_pretrained(tmp_path / "saved", dtype=torch.float32)
    one, other = (torch_tagger(m, encoder).log_probs(reading) for m in (model, again))
    assert all(abs(a - b).max() < 1e-5 for a, b in zip(one, other, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("make", ENCODERS)
def test_a_hugging_face_encoder_is_trained_and_read_with(make: Callable[[Path], Path], tmp_path: Path) -> None:
    """The whole way, with ONNX in whole numbers: for each kind of encoder."""
    data, folder = write_data(tmp_path / "data"), make(tmp_path / "encoder")
    out = train(
        TrainConfig(
            data=(str(data),), base=str(folder), out=str(tmp_path / "model"), max_steps=2, batch_size=2, window=200, overlap=64,
            threads=1, accept_errors=("near-duplicate",),
        )
    )  # fmt: skip
    tagger, info, _ = open_tagger(out, 1)
    assert info.name == "model"
    text = directive(0)[0]
    for span in tagger.tag(text):
        assert 0 <= span.start < span.end <= len(text)


def test_words_alone_are_encoded_as_in_running_text(tmp_path: Path) -> None:
    """Byte-level tokenizers know a word by the space before it."""
    from transformers import AutoTokenizer

    folder = _modernbert(tmp_path / "encoder")
    _, encoder, _ = load_base(TrainConfig(data=(), out="x", base=str(folder)), tmp_path / "work")
    whole = AutoTokenizer.from_pretrained(folder).encode(" chủ trì phối hợp", add_special_tokens=False)
    assert [i for w in ("chủ", "trì", "phối", "hợp") for i in encoder.pieces_of(w)] == whole


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (256, 64)),
        ({"window": 200}, (200, 50)),
        ({"overlap": 10}, (256, 10)),
        ({"window": 100, "overlap": 20}, (100, 20)),
    ],
)
def test_windows_by_what_the_encoder_reads(settings: dict[str, int], expected: tuple[int, int], tmp_path: Path) -> None:
    folder = _phobert(tmp_path / "encoder")
    model = load_base(TrainConfig(data=(), out="x", base=str(folder), **settings), tmp_path / "work").model  # type: ignore[arg-type]
    assert (model.config.window, model.config.overlap) == expected


@pytest.mark.parametrize("settings", [{"window": 300}, {"overlap": 256}, {"window": 64, "overlap": 64}])
def test_windows_that_do_not_fit(settings: dict[str, int], tmp_path: Path) -> None:
    folder = _phobert(tmp_path / "encoder")
    with pytest.raises(VnadminError, match="E201"):
        load_base(TrainConfig(data=(), out="x", base=str(folder), **settings), tmp_path / "work")  # type: ignore[arg-type]


def test_a_name_without_a_hub_is_a_quick_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    for name in ("vinai/phobert-base-v2", "xlm-roberta-base"):
        with pytest.raises(VnadminError, match=f"E304: {name}: .*cannot be reached"):
            load_base(TrainConfig(data=(), out="x", base=name), tmp_path / "work")
    (tmp_path / "empty").mkdir()
    with pytest.raises(VnadminError, match=r"E301.*no config\.json"):
        load_base(TrainConfig(data=(), out="x", base=str(tmp_path / "empty")), tmp_path / "work")


def test_an_encoder_from_a_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = _phobert(tmp_path / "encoder")
    monkeypatch.chdir(tmp_path)
    with hub(monkeypatch, tmp_path / "cache") as server:
        server.repositories["vinai/phobert-tiny"] = {p.name: p.read_bytes() for p in folder.iterdir()}
        base = load_base(TrainConfig(data=(), out="x", base="vinai/phobert-tiny"), tmp_path / "work")
    assert base.model.config.encoder["model_type"] == "roberta"


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
    base = load_base(TrainConfig(data=("x",), out=str(tmp_path / "out"), base=str(folder)), tmp_path / "work")
    assert base.model.encoder.config.hidden_size == 256
    assert not base.trained
    assert (tmp_path / "work" / "tokenizer.json").read_bytes() == (SHIPPED / "tokenizer.json").read_bytes()
