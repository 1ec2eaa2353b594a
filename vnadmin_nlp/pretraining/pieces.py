"""From passages to arrays of pieces: the tokenizer is trained on folded tokens, then every passage is encoded once."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pretraining.config import PretrainConfig
from vnadmin_nlp.pretraining.text import rendered, selection
from vnadmin_nlp.tagger.folder import piece_encoder
from vnadmin_nlp.tagger.pieces import PieceEncoder
from vnadmin_nlp.tokens.forms import fold
from vnadmin_nlp.tokens.split import Token, split

SPECIAL: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[NL]")
PAD, UNKNOWN, MASK, BREAK, END = 0, 1, 4, 5, 3
FIRST_PIECE: Final = len(SPECIAL)
SHAPE_BITS: Final = 15
"""The low bits of a mark hold the shape class; the next one says that a unit of masking starts at this piece."""
STARTS: Final = 16
_COUNTED: Final = 36_000_000
"""Characters that the tokenizer is trained on."""


class Stream(NamedTuple):
    """All passages one after another. `ids`: piece ids, uint16; `marks`: shape class and `STARTS`, uint8; equal lengths."""

    ids: np.ndarray[Any, Any]
    marks: np.ndarray[Any, Any]

    @classmethod
    def load(cls, folder: Path) -> Stream:
        """Open the arrays of a work folder without reading them."""
        return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in cls._fields))


def train_tokenizer(passages: Iterable[str], size: int, file: Path) -> None:
    """WordPiece over folded tokens, so that a syllable is one piece in whatever case or tone-mark style it stands."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    counts: Counter[str] = Counter()
    read = 0
    for passage in passages:
        counts.update(fold(passage[t.start : t.end]) for t in split(passage))
        read += len(passage)
        if read > _COUNTED:
            break
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=64))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=list(SPECIAL), limit_alphabet=400, show_progress=False
    )
    rarest = 3 if len(counts) > size else 1
    # the order of equal counts must not depend on the run
    words = (" ".join([w] * min(n, 2000)) for w, n in sorted(counts.items()) if n >= rarest)
    tokenizer.train_from_iterator(words, trainer)
    temporary = file.with_suffix(".tmp")
    tokenizer.save(str(temporary))
    temporary.replace(file)  # a run that is killed here leaves none, rather than half of one


def _word_starts(line: str, tokens: Sequence[Token]) -> list[bool]:
    from vnadmin_nlp.tokens.words import START, word_positions

    return [p == START for p in word_positions(line, tokens, [(0, len(tokens))])]


def encode_line(line: str, encoder: PieceEncoder, *, words: bool) -> tuple[list[int], list[int]]:
    """Ids and marks of one line. `words`: units of masking are words, else pieces."""
    tokens = split(line)
    pieces = encoder(line, tokens, [False] * len(tokens))
    if not words:
        return pieces.ids, [s | STARTS for s in pieces.shapes]
    marks = list(pieces.shapes)
    for first, starts in zip(pieces.first, _word_starts(line, tokens), strict=True):
        marks[first] |= STARTS if starts else 0
    return pieces.ids, marks


def encode_passage(passage: str, encoder: PieceEncoder, *, words: bool) -> tuple[list[int], list[int]]:
    """Ids and marks of a passage: a `[NL]` piece between its lines, `[SEP]` at its end."""
    ids: list[int] = []
    marks: list[int] = []
    for line in filter(str.strip, passage.split("\n")):
        if ids:
            ids.append(BREAK)
            marks.append(5 | STARTS)
        for side, new in zip((ids, marks), encode_line(line, encoder, words=words), strict=True):
            side += new
    return [*ids, END], [*marks, 5 | STARTS]


def prepare(config: PretrainConfig, folder: Path, track: Callable[[Sequence[Any]], Iterable[Any]] = iter) -> Stream:
    """Fill the work folder: tokenizer and arrays. What is there from an earlier run of the same settings is used.

    Raises E103 or E201 where the text cannot be read, or is too short for one window.
    """
    if (folder / "prepared.json").is_file():
        return Stream.load(folder)
    rng = random.Random(config.seed)
    chosen = selection(config, rng)
    if not (folder / "tokenizer.json").is_file():
        train_tokenizer(chosen, config.vocabulary, folder / "tokenizer.json")
    encoder = piece_encoder(folder, "folded", "[NL]")
    ids, marks = [], []
    for passage in track(chosen):
        new = encode_passage(rendered(passage, config, rng), encoder, words=config.unit == "word")
        ids.append(np.asarray(new[0], np.uint16))
        marks.append(np.asarray(new[1], np.uint8))
    stream = Stream(np.concatenate(ids), np.concatenate(marks))
    if len(stream.ids) < config.context:
        raise VnadminError("E201", detail=f"the text has {len(stream.ids)} pieces, a window needs {config.context}")
    for name, array in zip(Stream._fields, stream, strict=True):
        np.save(folder / f"{name}.npy", array)
    about = {
        "passages": len(chosen),
        "characters": sum(map(len, chosen)),
        "pieces": len(stream.ids),
        "unknown": round(float((stream.ids == UNKNOWN).mean()), 6),
    }
    temporary = folder / "prepared.tmp"
    temporary.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    temporary.replace(folder / "prepared.json")  # last: an interrupted preparation starts again
    return Stream.load(folder)
