"""What a text itself explains: "cải cách hành chính (CCHC)", "Sở Thông tin và Truyền thông (sau đây gọi tắt là Sở TTTT)".

An abbreviation is taken for a name only where its letters are the first letters of the name's words, in their order.
"""

from __future__ import annotations

import re
import unicodedata

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values.unit_words import head_of

_P = patterns("definitions.yaml")
_FAR = 220


def definitions(text: str) -> dict[str, str]:
    """Abbreviations and short names that `text` explains, with their names as written there (blanks single).

    A form that the text explains twice, with two names, is left out.
    """
    flat = unicodedata.normalize("NFC", text)
    found: dict[str, set[str]] = {}
    for name, read in (("called", _called), ("bracket", _bracket), ("reverse", _reverse)):
        for match in _P[name].finditer(flat):
            pair = read(flat, match)
            if pair is not None and pair[0] != pair[1]:
                found.setdefault(pair[0], set()).add(pair[1])
    return {short: names.pop() for short, names in found.items() if len(names) == 1}


def _plain(text: str) -> str:
    return " ".join(_P["markup"].sub("", text).split()).strip(" ,:;")


def _before(text: str, end: int) -> str:
    """The words before `end`, within its sentence."""
    piece = text[max(0, end - _FAR) : end]
    return _P["sentence_end"].split(piece)[-1]


def _called(text: str, match: re.Match[str]) -> tuple[str, str] | None:
    short = _plain(_P["short_end"].split(match["short"])[0])
    before = _before(text, match.start())
    found = _find(short, before, whole=False) or _unit_meant(short, before)
    if found is None:
        return None
    # the name of a unit goes on to the bracket ("Ban Chỉ đạo chuyển đổi số tỉnh (gọi tắt là BCĐ)"), a matter's does not
    end = len(before) if _is_unit(before[found[0] :]) else found[1]
    return short, _plain(before[found[0] : end])


def _bracket(text: str, match: re.Match[str]) -> tuple[str, str] | None:
    before = _before(text, match.start())
    found = _find(match["short"], before, whole=True)
    return (match["short"], _plain(before[found[0] :])) if found is not None else None


def _reverse(text: str, match: re.Match[str]) -> tuple[str, str] | None:
    name = match["name"]
    found = _find(match["short"], name, whole=True)
    return (match["short"], _plain(name)) if found is not None and found[0] == 0 else None


def _find(short: str, before: str, whole: bool) -> tuple[int, int] | None:
    """Where the name that `short` stands for begins in `before`, and where the words that it fits end: the nearest such place.

    `whole`: the letters must reach the last word; else the name may go on ("BCĐ" for "Ban Chỉ đạo chuyển đổi số").
    """
    keys = _keys(short)
    words = [(m.start(), m[0], m.end()) for m in _P["word"].finditer(before)]
    if not keys or (len(keys) < 2 and " " in short):
        return None
    best: tuple[int, int] | None = None
    for i in range(len(words) - 1, -1, -1):
        left = _fit(keys, [w[1] for w in words[i:]])
        if left is None or (whole and not _is_place([w[1] for w in words[len(words) - left :]])):
            continue
        if " ".join(w[1] for w in words[i:]) == short:
            return None
        found = words[i][0], words[len(words) - left - 1][2]
        if _is_unit(before[words[i][0] :]):
            return found  # a name that begins with a unit's head goes before a nearer one
        best = best or found
    return best


def _unit_meant(short: str, before: str) -> tuple[int, int] | None:
    """The nearest unit that a short name picks words of, from its first on: "Ban QLDA tỉnh" for "Ban Quản lý dự án … tỉnh".

    A number may be the text's own ("BCĐ 57", for a resolution of that number).
    """
    keys = [key for key in _keys(short) if not key.isdigit()]
    words = list(_P["word"].finditer(before)) if len(keys) > 1 else []
    for i in range(len(words) - 1, -1, -1):
        if not words[i][0][0].isupper() or not _fits(keys[0], words[i][0]) or not _is_unit(before[words[i].start() :]):
            continue
        rest = (word[0] for word in words[i + 1 :])
        if all(any(_fits(key, word) for word in rest) for key in keys[1:]):
            return words[i].start(), len(before)
    return None


def _is_unit(text: str) -> bool:
    return text[:1].isupper() and head_of(text) is not None


def _is_place(words: list[str]) -> bool:
    """Whether a name's last words are only its place ("… tỉnh", "… huyện Bình Sơn")."""
    return not words or (_P["place"].fullmatch(words[0]) is not None and len(words) < 6)


def _keys(short: str) -> list[str]:
    """Letters of an abbreviation, and whole words of a short name, folded."""
    keys: list[str] = []
    for token in re.findall(r"[^\W_]+", short):
        if token.isupper() and token.isalpha() and len(token) > 1:
            keys += [_fold(c) for c in token]
        else:
            keys.append(_fold(token))
    return keys


def _fit(keys: list[str], words: list[str]) -> int | None:
    """How many words are left over when `keys` are read off from the first word on; None where they do not fit."""
    i = 0
    for n, key in enumerate(keys):
        while n and i < len(words) and _P["skipped"].fullmatch(words[i]) and not _fits(key, words[i]):
            i += 1
        if i >= len(words) or not _fits(key, words[i]):
            return None
        i += 1
    return len(words) - i


def _fits(key: str, word: str) -> bool:
    folded = _fold(word)
    return folded.startswith(key) if len(key) == 1 else folded == key


def _fold(text: str) -> str:
    """Small letters without tone marks; đ stays apart from d."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
