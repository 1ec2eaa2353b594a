"""Legacy Vietnamese encodings: recognised in bytes and in text that some program has already mis-decoded.

The tables are `lexicon/legacy_encodings.tsv`; what decides is whether the decoded words are Vietnamese syllables
(`lexicon/syllable_parts.tsv`): a wrong table turns most words with accents into letter salad.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

NAMES: Final = {
    "tcvn3": "TCVN3 (ABC, fonts .VnTime)",
    "vni": "VNI (fonts VNI-Times)",
    "viscii": "VISCII",
    "cp1258": "Windows-1258",
    "utf8": "UTF-8 read as Windows-1252",
}
_TONES: Final = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]){0,40}")
# Letters that only Vietnamese has, or that a mis-decoded text does not show.
VIETNAMESE = re.compile(
    "[ăĂđĐơƠưƯ\u1ea0-\u1ef9]|[aeiouyAEIOUY\u00c2\u00e2\u00ca\u00ea\u00d4\u00f4][\u0300\u0301\u0303\u0309\u0323]"
)
_SAMPLE: Final = 200_000
_WRONG_WORD = re.compile(r"[A-Za-z\u00a1-\u00ff\u0152-\u017e\u2013-\u2122\u0192]{2,20}")


@dataclass(frozen=True, slots=True)
class Guess:
    """An encoding with the share of accented words that are Vietnamese syllables under it, and how many there were."""

    encoding: str
    share: float
    words: int


def _rows(name: str, columns: int) -> Iterator[list[str]]:
    """Rows of a TSV of the lexicon without comments and heading. Raises ValueError where a row has another width."""
    text = files("vnadmin_nlp.lexicon").joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for line in lines[1:]:
        row = line.split("\t")
        if len(row) != columns:
            raise ValueError(f"{name}: {columns} columns expected: {line!r}")
        yield row


@cache
def _tables() -> dict[str, dict[bytes, str]]:
    out: dict[str, dict[bytes, str]] = {}
    for encoding, code, char in _rows("legacy_encodings.tsv", 3):
        out.setdefault(encoding, {})[bytes.fromhex(code)] = char
    return out


@cache
def _parts() -> tuple[frozenset[str], frozenset[str]]:
    found: dict[str, set[str]] = {"onset": set(), "rime": set()}
    for part, values in _rows("syllable_parts.tsv", 2):
        found[part].update(values.split())
    return frozenset(found["onset"]), frozenset(found["rime"])


@cache
def is_syllable(word: str) -> bool:
    """Whether a lower-case NFC word can be a written Vietnamese syllable."""
    bare, base, tones = "", "", 0
    for c in unicodedata.normalize("NFD", word):
        if c not in _TONES:
            bare += c
            base = base if unicodedata.combining(c) else c
        elif base in "aeiouy" and base:
            tones += 1
        else:
            return False
    bare = unicodedata.normalize("NFC", bare)
    onsets, rimes = _parts()
    if tones > 1:
        return False
    return (
        bare in rimes
        or any(bare[:n] in onsets and bare[n:] in rimes for n in (1, 2, 3))
        or bare in {"gi", "gin", "gim", "giêng"}
    )


def _share(text: str, *, cased: bool = True) -> tuple[float, int]:
    """Share of the words with letters beyond ASCII that are Vietnamese syllables, and the number of such words.

    `cased`: capitals inside a word count against it. TCVN3 has no capitals with tone marks (a font of capitals shows
    the small letters), so that its words mix both.
    """
    words = [w for w in _WORD.findall(unicodedata.normalize("NFC", text)) if not w.isascii()]
    good = 0
    for w in words:
        regular = not cased or w.islower() or w.istitle() or w.isupper()
        good += len(w) <= 8 and regular and is_syllable(w.lower())
    return (good / len(words) if words else 0.0), len(words)


@cache
def _pattern(encoding: str) -> re.Pattern[bytes]:
    codes = sorted(_tables()[encoding], key=len, reverse=True)
    return re.compile(b"|".join(re.escape(c) for c in codes))


def decode(data: bytes, encoding: str) -> str:
    """Bytes of a legacy encoding as Unicode. Bytes that the table does not know are read as Windows-1252."""
    if encoding == "cp1258":
        return data.decode("cp1258", "replace")
    if encoding == "utf8":
        return data.decode("utf-8", "replace")
    table = _tables()[encoding]
    out: list[str] = []
    at = 0
    for m in _pattern(encoding).finditer(data):
        out += [data[at : m.start()].decode("cp1252", "replace"), table[m[0]]]
        at = m.end()
    return "".join([*out, data[at:].decode("cp1252", "replace")])


def guess(data: bytes) -> Guess | None:
    """The legacy encoding of bytes that are not Unicode, or None where no table gives Vietnamese with certainty.

    Certain means: at least five accented words, nine in ten of them Vietnamese syllables, and clearly ahead of the
    next table.
    """
    sample = data[:_SAMPLE]
    found = sorted(
        (Guess(e, *_share(decode(sample, e), cased=e != "tcvn3")) for e in ("tcvn3", "vni", "viscii", "cp1258")),
        key=lambda g: (g.share, g.words),
        reverse=True,
    )
    best, second = found[0], found[1]
    if best.words < 5 or best.share < 0.9 or best.share - second.share < 0.15:
        return None
    return best


def _as_bytes(text: str) -> bytes:
    """What the bytes were before they were mis-decoded as Windows-1252 or Latin-1; other characters become blanks."""
    out = bytearray()
    for c in text:
        if ord(c) < 256:
            out.append(ord(c))
            continue
        try:
            out += c.encode("cp1252")
        except UnicodeEncodeError:
            out.append(0x20)
    return bytes(out)


def _suspicious(line: str) -> bool:
    """Cheap test: a line with letters or signs of Latin-1 inside words, and no letter that only Vietnamese has."""
    if line.isascii() or VIETNAMESE.search(line):
        return False
    return any(not w.isascii() for w in _WRONG_WORD.findall(line))


@dataclass(frozen=True, slots=True)
class Misread:
    """Lines of a text that a legacy encoding explains: how many, out of how many lines with accents, and the first."""

    encoding: str
    lines: int
    of: int
    first: int


def misread(text: str) -> Misread | None:
    """Whether Unicode text holds lines of a legacy encoding that were decoded as Latin-1, as in `Uû ban nh©n d©n`."""
    suspects: list[tuple[int, str]] = []
    accented = 0
    for number, line in enumerate(text[:2_000_000].split("\n"), 1):
        if line.isascii():
            continue
        accented += 1
        if _suspicious(line[:2_000]) and len(suspects) < 2_000:
            suspects.append((number, line[:2_000]))
    if not suspects:
        return None
    joined = "\n".join(line for _, line in suspects)
    plain, count = _share(joined)
    if plain > 0.8 and count >= 3:
        return None  # Vietnamese whose accents happen to be those of Latin-1
    data = _as_bytes(joined)
    best = max(
        (Guess(e, *_share(decode(data, e), cased=e != "tcvn3")) for e in ("utf8", "tcvn3", "vni")),
        key=lambda g: g.share,
    )
    if best.words < 4 or best.share < 0.85 or best.share - plain < 0.2:
        return None
    return Misread(best.encoding, len(suspects), accented, suspects[0][0])
