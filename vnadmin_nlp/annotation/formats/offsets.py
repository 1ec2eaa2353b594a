"""Offsets as other tools count them: which counting a file used, and where its edges lie in code points.

Python, brat and new Label Studio count code points. JavaScript and Java count UTF-16 units, where 𝐀 and most emoji are
two. doccano can count grapheme clusters, where a letter with its combining marks is one. Browsers may count a line
break `\\r\\n` as one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from vnadmin_nlp.errors import VnadminError

Places = Sequence[int | None]
"""The code point where each unit begins, and the end of the text behind the last; None inside a character."""


def _code_points(text: str) -> Places:
    return range(len(text) + 1)


def _utf16(text: str) -> Places:
    if not text or max(text) <= "\uffff":
        return _code_points(text)
    places: list[int | None] = []
    for i, c in enumerate(text):
        places += [i] if c <= "\uffff" else [i, None]
    return [*places, len(text)]


def _graphemes(text: str) -> Places:
    try:
        import regex  # type: ignore[import-untyped]
    except ImportError as error:  # comes with the training packages
        raise VnadminError("E303", detail="regex, to count grapheme clusters") from error
    return [*(m.start() for m in regex.finditer(r"\X", text)), len(text)]


def _one_line_break(count: Callable[[str], Places]) -> Callable[[str], Places]:
    """The same counting where `\\r\\n` counts as one."""

    def places(text: str) -> Places:
        if "\r\n" not in text:
            return count(text)
        return [p for p in count(text) if not (p and text[p - 1 : p + 1] == "\r\n")]

    return places


READINGS: Final[Mapping[str, Callable[[str], Places]]] = {
    "code-points": _code_points,
    "utf-16": _utf16,
    "graphemes": _graphemes,
    "code-points-lf": _one_line_break(_code_points),
    "utf-16-lf": _one_line_break(_utf16),
}
"""By name, in the order in which they are tried; `-lf`: a line break `\\r\\n` counts as one."""


@lru_cache(maxsize=16)
def _cached(text: str, reading: str) -> Places:
    found = READINGS[reading](text)
    # as many units as code points, and none inside a character: the same counting, in the same form
    same = len(found) == len(text) + 1 and None not in found
    return range(len(text) + 1) if same else tuple(found)


def places(text: str, reading: str) -> Places:
    """Where each unit of `text` begins, in the counting `reading`. Raises E201 for an unknown one."""
    if reading not in READINGS:
        raise VnadminError("E201", detail=f"there is no counting {reading!r}; name one of {', '.join(READINGS)}")
    return _cached(text, reading)


def to_code_points(text: str, reading: str, start: int, end: int) -> tuple[int, int] | None:
    """A span in code points; None where it lies outside the text, is empty, or cuts a character."""
    known = places(text, reading)
    if not 0 <= start < end < len(known):
        return None
    first, last = known[start], known[end]
    return None if first is None or last is None else (first, last)


def differing(text: str, readings: Iterable[str] = READINGS) -> list[str]:
    """Those of `readings` that count this text each in a way of its own: the first of them for an ordinary text."""
    seen: dict[Places, str] = {}
    for reading in readings:
        if reading != "graphemes" or _has_clusters(text):
            seen.setdefault(places(text, reading), reading)
    return list(seen.values())


def _has_clusters(text: str) -> bool:
    """Whether grapheme clusters can matter: beyond the letters that Vietnamese is written with in NFC."""
    return any(c > "\u02ff" and not "\u1ea0" <= c <= "\u1ef9" for c in text) or "\r\n" in text


def to_units(text: str, reading: str) -> dict[int, int]:
    """The unit at which each code point begins, where one begins there; the end of the text too."""
    return {place: unit for unit, place in enumerate(places(text, reading)) if place is not None}
