"""Pieces and masks: what is asked, what is shown, and that a window's number decides both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from vnadmin_nlp.pretraining.config import PretrainConfig
from vnadmin_nlp.pretraining.masking import IGNORE, Masker, Windows
from vnadmin_nlp.pretraining.pieces import (
    BREAK,
    END,
    FIRST_PIECE,
    MASK,
    SHAPE_BITS,
    SPECIAL,
    STARTS,
    Stream,
    encode_passage,
    train_tokenizer,
)
from vnadmin_nlp.tagger.folder import piece_encoder
from vnadmin_nlp.tagger.pieces import PieceEncoder

TEXT = "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính\nrà soát biên chế SỰ NGHIỆP"


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> PieceEncoder:
    folder = tmp_path_factory.mktemp("pieces")
    train_tokenizer([TEXT] * 5, 300, folder / "tokenizer.json")
    return piece_encoder(folder, "folded", "[NL]")


def _config(**changes: object) -> PretrainConfig:
    return PretrainConfig.model_validate({"text": ("x",), "out": "y", "context": 64, "vocabulary": 1000} | changes)


def _stream(size: int = 4000) -> Stream:
    chance = np.random.default_rng(1)
    ids = chance.integers(0, 1000, size).astype(np.uint16)
    marks = (chance.integers(0, 12, size) | np.where(chance.random(size) < 0.6, STARTS, 0)).astype(np.uint8)
    return Stream(ids, marks)


def test_a_passage_keeps_its_line_breaks_and_its_end(encoder: PieceEncoder) -> None:
    ids, marks = encode_passage(TEXT, encoder, words=False)
    assert ids.count(BREAK) == 1
    assert ids[-1] == END
    assert len(ids) == len(marks)
    assert all(m & STARTS for m in marks)
    assert min(i for i in ids if i not in (BREAK, END)) >= FIRST_PIECE
    assert len(SPECIAL) == FIRST_PIECE


def test_words_are_units(encoder: PieceEncoder) -> None:
    ids, marks = encode_passage("Sở Tài chính rà soát", encoder, words=True)
    assert len(ids) == 6  # five syllables and the end
    assert [bool(m & STARTS) for m in marks] == [True, True, False, True, False, True]


def test_case_is_in_the_shapes_alone(encoder: PieceEncoder) -> None:
    low, high = (encode_passage(t, encoder, words=False) for t in ("sở nội vụ", "SỞ NỘI VỤ"))
    assert low[0] == high[0]
    assert low[1] != high[1]


@pytest.mark.parametrize("unit", ["piece", "span", "word"])
def test_about_the_asked_share_is_masked(unit: str) -> None:
    config = _config(unit=unit, masked=0.2, steps=40, batch_size=8)
    windows = Windows(_stream(), config)
    batches = [Masker(config)([windows[8 * i + k] for k in range(8)]) for i in range(40)]
    labels = torch.cat([b["labels"] for b in batches])
    shown = torch.cat([b["input_ids"] for b in batches])
    asked = labels != IGNORE
    assert 0.16 < asked.float().mean() < 0.24
    assert 0.80 < (shown[asked] == MASK).float().mean() < 0.90
    assert labels[asked].min() >= FIRST_PIECE  # line breaks and other signs of ours are never asked
    assert shown.max() < config.vocabulary


def test_whole_words_are_masked() -> None:
    config = _config(unit="word", masked=0.3, steps=20, batch_size=8)
    windows = Windows(_stream(), config)
    for i in range(10):
        rows = [windows[8 * i + k] for k in range(8)]
        asked = Masker(config)(rows)["labels"] != IGNORE
        for row, found in zip(rows, asked, strict=True):
            starts = (row["marks"] & STARTS) > 0
            inside = ~starts[1:] & (row["ids"][1:] >= FIRST_PIECE) & (row["ids"][:-1] >= FIRST_PIECE)
            assert torch.equal(found[1:][inside], found[:-1][inside])


def test_the_number_of_a_window_decides_everything() -> None:
    config = _config(steps=5, batch_size=4)
    windows = Windows(_stream(), config)
    assert len(windows) == 20
    rows = [windows[i] for i in range(4)]
    torch.manual_seed(1)
    one = Masker(config)(rows)
    torch.manual_seed(2)
    two = Masker(config)([windows[i] for i in range(4)])
    other = Masker(config)([windows[i] for i in range(4, 8)])
    assert all(torch.equal(one[k], two[k]) for k in one)
    assert not torch.equal(one["input_ids"], other["input_ids"])


def test_arrays_are_opened_not_read(tmp_path: Path) -> None:
    stream = _stream(100)
    for name, array in zip(Stream._fields, stream, strict=True):
        np.save(tmp_path / f"{name}.npy", array)
    found = Stream.load(tmp_path)
    assert isinstance(found.ids, np.memmap)
    assert (np.asarray(found.marks) & SHAPE_BITS).max() < 12
