"""Plain text for pretraining: read, cut into passages, chosen, laid out as lists, made noisy."""

from __future__ import annotations

import gzip
import lzma
import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO, Final

from vnadmin_nlp.annotation.edits import Edit, apply_edits, ocr_errors, tone_style
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.lexicon.tables import pattern_list, read_yaml
from vnadmin_nlp.pretraining.config import PretrainConfig

PASSAGE: Final = 6000
"""Characters of a passage: long documents are cut, so that their dense parts can be chosen."""
SHORTEST: Final = 300


def _open(file: Path) -> IO[str]:
    """The text of a file, unpacked by its ending."""
    ending = file.suffix.lower()
    if ending == ".xz":
        return lzma.open(file, "rt", encoding="utf-8")
    if ending == ".gz":
        return gzip.open(file, "rt", encoding="utf-8")
    return file.open(encoding="utf-8")


def _lines(file: Path) -> Iterator[str]:
    try:
        with _open(file) as stream:
            yield from stream
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise VnadminError("E103", name=file, detail=error.strerror) from None
    except UnicodeDecodeError:
        raise VnadminError("E201", detail=f"{file}: pretraining reads UTF-8 text; convert it first") from None
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise VnadminError("E201", detail=f"{file} cannot be read: {error}") from None


def documents(file: Path) -> Iterator[str]:
    """The documents of a file: what lies between blank lines. Raises E103 or E201 for what is no readable text."""
    now: list[str] = []
    for line in _lines(file):
        if line.strip():
            now.append(line.rstrip("\n"))
        elif now:
            yield "\n".join(now)
            now = []
    if now:
        yield "\n".join(now)


def passages(paths: Sequence[str]) -> Iterator[str]:
    """Passages of at most `PASSAGE` characters, cut at line ends where there are any."""
    for name in paths:
        for text in documents(Path(name)):
            start = 0
            while start < len(text):
                end = start + PASSAGE
                cut = text.rfind("\n", start + PASSAGE // 2, end) if end < len(text) else -1
                end = cut if cut > 0 else end
                if len(part := text[start:end].strip()) >= SHORTEST:
                    yield part
                start = end


@lru_cache(maxsize=1)
def _cues() -> re.Pattern[str]:
    name = "pretraining.yaml"
    return re.compile("|".join(pattern_list(read_yaml(name, frozenset({"cues"})), "cues", name)))


def density(passage: str) -> float:
    """Words of the genre per thousand characters."""
    return 1000 * sum(1 for _ in _cues().finditer(passage)) / max(len(passage), 1)


def selection(config: PretrainConfig, rng: random.Random) -> list[str]:
    """The passages of a run, in random order. Raises E201 where the files hold none."""
    found: Iterable[str] = passages(config.text)
    if config.choose:
        found = sorted(found, key=density, reverse=True)
    chosen: list[str] = []
    size = 0
    for passage in found:
        chosen.append(passage)
        size += len(passage)
        if size >= config.most_characters:
            break
    near = [text for name in config.repeat if (text := "".join(_lines(Path(name))).strip())]
    chosen += near * config.repeats
    if not chosen:
        raise VnadminError("E201", detail=f"no passage of {SHORTEST} characters in the text")
    rng.shuffle(chosen)
    return chosen


_SENTENCE: Final = re.compile(r"(?<=[.;:]) (?=[A-ZĐÀ-Ỹ])|(?<=;) ")
_MARKERS: Final[tuple[Callable[[int], str], ...]] = (
    lambda i: "- ",
    lambda i: "+ ",
    lambda i: f"{i}. ",
    lambda i: f"{i}) ",
    lambda i: f"({i}) ",
    lambda i: f"{'abcdđeghiklmnopq'[(i - 1) % 16]}) ",
    lambda i: f"1.{i}. ",
    lambda i: "· ",
    lambda i: "",
)


def laid_out(passage: str, rng: random.Random) -> str:
    """Prose as a list: each line that has several clauses becomes items of one style, cut at sentence ends and semicolons."""
    out: list[str] = []
    for line in passage.split("\n"):
        parts = _SENTENCE.split(line)
        if len(parts) < 2 or rng.random() < 0.3:
            out.append(line)
            continue
        marker = rng.choice(_MARKERS)
        at = 0 if rng.random() < 0.5 else 1  # the first clause stays as the lead-in
        out += parts[:at]
        out += [f"{marker(i)}{part}" for i, part in enumerate(parts[at:], 1)]
    return "\n".join(out)


def noisy(passage: str, rng: random.Random) -> str:
    """A passage as a converter or a typist might have left it. What `fold` takes away anyway is not worth adding."""
    kind = rng.random()
    if kind < 0.25:
        return passage.upper()
    edits: list[Edit] = ocr_errors(passage, rng) if kind < 0.75 else tone_style(passage, rng)
    return apply_edits(passage, (), (), edits).text


def rendered(passage: str, config: PretrainConfig, rng: random.Random) -> str:
    """`passage` with the layout and the noise that the configuration asks for."""
    if rng.random() < config.structure:
        passage = laid_out(passage, rng)
    if rng.random() < config.noise:
        passage = noisy(passage, rng)
    return passage
