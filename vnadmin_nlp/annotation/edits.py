"""Edits of an annotated text that carry the offsets along, and the renderings of converters built on them.

Renderings make a clean text look as PDF and Word converters leave it: for noisy corpus texts and for training. Each
one proposes edits of the text alone; `apply_edits` moves spans and assignments.
"""

from __future__ import annotations

import random
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from vnadmin_nlp.annotation.gold import GoldAssignment, GoldDirective, GoldSpan, GoldUnit

Edit = tuple[int, int, str]


class Annotated(NamedTuple):
    """A text with its spans and assignments."""

    text: str
    spans: tuple[GoldSpan, ...]
    assignments: tuple[GoldAssignment, ...]


class OffsetMap:
    """Where offsets of the old text lie in the edited one. An insertion at the edge of a span stays outside it."""

    def __init__(self, edits: Sequence[Edit], length: int) -> None:
        """`edits` are (start, end, replacement). Raises ValueError where they overlap or leave the text."""
        self.edits = sorted(edits, key=lambda e: (e[0], e[1]))
        self._shift = [0]
        at = 0
        for start, end, new in self.edits:
            if not at <= start <= end <= length:
                raise ValueError(f"edit {start}..{end} overlaps the one before it or lies outside the text")
            at = end
            self._shift.append(self._shift[-1] + len(new) - (end - start))
        self._starts = [e[0] for e in self.edits]
        self._ends = [e[1] for e in self.edits]

    def start(self, offset: int) -> int:
        """The new place of the first character of a span; inside a replacement it moves to the replacement's start."""
        done = bisect_right(self._ends, offset)
        if done < len(self.edits) and self._starts[done] < offset:
            return self._starts[done] + self._shift[done]
        return offset + self._shift[done]

    def end(self, offset: int) -> int:
        """The new place of the end of a span; inside a replacement it moves to the replacement's end."""
        done = bisect_left(self._ends, offset)
        if done < len(self.edits) and self._starts[done] < offset:
            return self._ends[done] + self._shift[done + 1]
        return offset + self._shift[done]


def apply_edits(
    text: str,
    spans: Iterable[GoldSpan],
    assignments: Iterable[GoldAssignment],
    edits: Sequence[Edit],
) -> Annotated:
    """The edited text with all offsets moved; lead and with keep naming the same span, with its new text.

    `edits` are (start, end, replacement) in code points of `text`, not overlapping. Raises ValueError otherwise.
    """
    moved = OffsetMap(edits, len(text))
    pieces: list[str] = []
    at = 0
    for start, end, new in moved.edits:
        pieces += [text[at:start], new]
        at = end
    result = "".join([*pieces, text[at:]])

    def unit(u: GoldUnit) -> GoldUnit:
        if u.start is None or u.end is None:
            return u
        start, end = moved.start(u.start), moved.end(u.end)
        return GoldUnit(text=result[start:end], start=start, end=end)

    return Annotated(
        result,
        tuple(GoldSpan(label=s.label, start=moved.start(s.start), end=moved.end(s.end)) for s in spans),
        tuple(
            GoldAssignment(
                task=(moved.start(a.task[0]), moved.end(a.task[1])),
                lead=tuple(unit(u) for u in a.lead),
                with_=tuple(unit(u) for u in a.with_),
                due=a.due,
                refs=tuple((moved.start(s), moved.end(e)) for s, e in a.refs),
            )
            for a in assignments
        ),
    )


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of every line, its line feed left out."""
    out: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def _is_table(line: str) -> bool:
    return line.lstrip().startswith("|") or "\t" in line


# not before what would then look like the marker of a new item
_BREAK = re.compile(r"(?<=\S) {1,4}(?=\S)(?!(?:[-–+•·*]|\d{1,2}[.)]|[a-zđ]\)|[IVX]{1,4}\.) )")


def hard_wrap(text: str, rng: random.Random, *, width: int | None = None, indent: str | None = None) -> list[Edit]:
    """Break every line of prose after at most `width` columns, as pdftotext does; `indent` begins continued lines."""
    width = width or rng.randint(64, 96)
    indent = rng.choice(["", "", " " * rng.randint(1, 6)]) if indent is None else indent
    edits: list[Edit] = []
    for start, end in _lines(text):
        if _is_table(text[start:end]):
            continue
        head = start
        blank: re.Match[str] | None = None
        for found in _BREAK.finditer(text, start, end):
            if found.start() - head > width and blank is not None:
                edits.append((blank.start(), blank.end(), "\n" + indent))
                head = blank.end() - len(indent)
            blank = found
        if blank is not None and end - head > width:
            edits.append((blank.start(), blank.end(), "\n" + indent))
    return edits


def page_breaks(text: str, rng: random.Random, *, rows: int | None = None) -> list[Edit]:
    """Put a page number on a line of its own after every `rows` lines (long lines count for each 90 columns)."""
    rows = rows or rng.randint(28, 44)
    frame = rng.choice(["\n\n{}\n\n", "\n{}\n", "\n\n\n{}\n\n", "\n\n- {} -\n\n", "\n{}\n\n"])
    edits: list[Edit] = []
    page, filled, head = 2, 0, 0
    for found in re.finditer(rf"\n+|{_BREAK.pattern}", text):
        if found[0][0] == "\n":
            filled, head = filled + len(found[0]), found.end()
        elif found.start() - head >= 90:
            filled, head = filled + 1, found.end()
        else:
            continue
        line_end = text.find("\n", found.end())
        line = text[text.rfind("\n", 0, found.end()) + 1 : line_end if line_end >= 0 else len(text)]
        if filled >= rows and found.start() > 0 and found.end() < len(text) and not _is_table(line):
            edits.append((found.start(), found.end(), frame.format(page)))
            page, filled = page + 1, 0
    return edits


def decomposed(text: str, rng: random.Random) -> list[Edit]:
    """NFD, as macOS and some PDF writers give it."""
    del rng
    return [(i, i + 1, new) for i, c in enumerate(text) if (new := unicodedata.normalize("NFD", c)) != c]


_TONES: Final = "\u0300\u0301\u0309\u0303\u0323"


def _tone_pairs() -> dict[str, str]:
    pairs: dict[str, str] = {}
    for first, second in ("oa", "oe", "uy"):
        for mark in _TONES:
            new = unicodedata.normalize("NFC", first + mark) + second
            old = first + unicodedata.normalize("NFC", second + mark)
            for a, b in ((new, old), (new.upper(), old.upper()), (new.capitalize(), old.capitalize())):
                pairs[a], pairs[b] = b, a
    return pairs


_TONE_PAIRS: Final = _tone_pairs()
# only open syllables differ between the styles, and in "quý" the u belongs to the consonant
_TONE = re.compile(r"(?<![qQ])(?:" + "|".join(sorted(_TONE_PAIRS)) + r")(?![^\W\d_])")


def tone_style(text: str, rng: random.Random) -> list[Edit]:
    """Turn hòa, ủy, khỏe into hoà, uỷ, khoẻ and the other way round (NFC text)."""
    del rng
    return [(m.start(), m.end(), _TONE_PAIRS[m[0]]) for m in _TONE.finditer(text)]


# letters that OCR of Vietnamese print confuses; digits stay, since the values are computed from them
_CONFUSED: Final = {
    "ữ": "ừ", "ẩ": "ấ", "ễ": "ề", "ộ": "ô", "ị": "i", "đ": "d", "ụ": "u", "ế": "ê", "ổ": "ô", "ợ": "ơ",
    "ẫ": "ã", "ẵ": "ã", "ỉ": "ì", "l": "I", "rn": "m", "ạ": "a", "ư": "u", "ầ": "â", "ủ": "ú", "Đ": "Ð",
}  # fmt: skip
_CONFUSABLE = re.compile("|".join(sorted(_CONFUSED, key=len, reverse=True)))


def ocr_errors(text: str, rng: random.Random, *, rate: float = 0.012) -> list[Edit]:
    """Misread each confusable letter with the probability `rate`."""
    return [(m.start(), m.end(), _CONFUSED[m[0]]) for m in _CONFUSABLE.finditer(text) if rng.random() < rate]


_NATION = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM", re.IGNORECASE)
_LETTERHEAD_END = re.compile(r"ngày .{0,12}tháng .{0,8}năm \d{4}", re.IGNORECASE)


def two_columns(text: str, rng: random.Random) -> list[Edit]:
    """Set a letterhead of single lines into two columns with a gap of blanks, as `pdftotext -layout` leaves it.

    Only where the nation's name and the line of place and date stand among the first lines; otherwise no edit. The
    letterhead holds no spans by the guidelines; `render` skips the rendering where one does.
    """
    nation = _NATION.search(text, 0, 600)
    date = _LETTERHEAD_END.search(text, nation.start(), nation.start() + 500) if nation else None
    if nation is None or date is None:
        return []
    end = text.find("\n", date.end())
    head = text[: end if end >= 0 else len(text)]
    lines = [c for line in head.split("\n") if (c := line.strip(" |*_\t")) and not set(c) <= set("-–—=")]
    right = [
        line
        for line in lines
        if _NATION.search(line) or line.casefold().startswith("độc lập") or _LETTERHEAD_END.search(line)
    ]
    left = [line for line in lines if line not in right]
    # a line that already holds both columns cannot be set anew
    if not left or any(len(_NATION.sub("", line)) > 8 for line in right if _NATION.search(line)):
        return []
    gap = max(len(line) for line in left) + rng.randint(4, 10)
    rows = max(len(left), len(right))
    left += [""] * (rows - len(left))
    right += [""] * (rows - len(right))
    new = "\n".join((a.ljust(gap) + b).rstrip() for a, b in zip(left, right, strict=True))
    return [(0, len(head), new)] if new != head else []


Rendering = Callable[[str, random.Random], list[Edit]]
RENDERINGS: Final[dict[str, Rendering]] = {
    "two-columns": two_columns,
    "hard-wrap": hard_wrap,
    "page-breaks": page_breaks,
    "old-tones": tone_style,
    "ocr": ocr_errors,
    "nfd": decomposed,
}
"""By name, in the order in which they must be applied: tone style and OCR know NFC letters only, so NFD comes last."""

MIXES: Final[tuple[tuple[str, ...], ...]] = (
    ("hard-wrap",),
    ("hard-wrap", "page-breaks"),
    ("two-columns", "hard-wrap", "page-breaks"),
    ("nfd",),
    ("nfd", "hard-wrap"),
    ("old-tones",),
    ("ocr", "hard-wrap", "page-breaks"),
    ("ocr",),
    ("two-columns", "old-tones"),
    ("page-breaks",),
)
"""What one converter leaves together."""


def _touches(edits: Sequence[Edit], spans: Iterable[GoldSpan]) -> bool:
    return any(s.start < end and start < s.end for start, end, _ in edits for s in spans)


def render(
    text: str,
    spans: Iterable[GoldSpan],
    assignments: Iterable[GoldAssignment],
    names: Iterable[str],
    rng: random.Random,
) -> Annotated:
    """Apply the renderings `names` (keys of `RENDERINGS`) in their fixed order. Raises KeyError for an unknown name."""
    wanted = set(names)
    if unknown := wanted - RENDERINGS.keys():
        raise KeyError(f"unknown rendering: {min(unknown)}")
    now = Annotated(text, tuple(spans), tuple(assignments))
    for name, rendering in RENDERINGS.items():
        if name in wanted:
            edits = rendering(now.text, rng)
            if not (name == "two-columns" and _touches(edits, now.spans)):
                now = apply_edits(*now, edits)
    return now


def augment(gold: GoldDirective, seed: object) -> GoldDirective:
    """`gold` as a converter might have left it: one of `MIXES`, chosen and applied by `seed` and the id."""
    rng = random.Random(f"{seed} {gold.id}")
    done = render(gold.text, gold.spans, gold.assignments, rng.choice(MIXES), rng)
    return gold.model_copy(update={**done._asdict(), "sha256": None})
