"""Renderings of style: the same text as another office or another converter would have set it. They add to `edits.RENDERINGS` in training."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from functools import cache
from typing import Final

from vnadmin_nlp.annotation.edits import Annotated, Edit, Rendering, apply_edits
from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.documents.views import bare
from vnadmin_nlp.lexicon.tables import ABBREVIATION_COLUMNS, read_tsv

_BULLET: Final = re.compile(r"(?m)^([ \t*_]{0,8})([-+•·])(?=[ \t]+\S)")
_NUMBERED: Final = re.compile(r"(?m)^([ \t*_]{0,8}(?:\d{1,2}|[a-zđ]))([.)])(?=[ \t]+\S)")
_HEADING: Final = re.compile(r"(?m)^((?:[IVX]{1,5}|\d{1,2})[.)] [^*|\n]{8,90})$")
_ROMANS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_ROMAN: Final = re.compile(rf"(?m)^([ \t*_]{{0,8}})({'|'.join(reversed(_ROMANS))})(?=[.)][ \t]+\S)")
_LETTERED: Final = re.compile(r"(?m)^([ \t*_]{0,8})([a-zđ])(\))(?=[ \t]+\S)")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_CAPITALISED: Final = re.compile(r"(?<![.:!?] )(?<!\n)\b[A-ZĐÀ-Ỹ](?=[a-zà-ỹ])")
_WORD_END: Final = re.compile(r"(?<=[^\W\d_])(?=[,;.](?:\s|$))")
_D: Final = re.compile("[đĐ]")
_SPOKEN: Final = frozenset({"committee", "council", "mass", "steering", "sector", "party"})


def markers(text: str, rng: random.Random) -> list[Edit]:
    """Other list markers, the same everywhere in the text: "- " as "+ ", "1." as "1)"; or bullets lost altogether."""
    bullets = {sign: rng.choice(["-", "+", "•", "·", "*", "–", ""]) for sign in "-+•·"}
    ends = {".": rng.choice([".", ")", "/"]), ")": rng.choice([")", ".", ")"])}
    edits = [(m.start(2), m.end(2), bullets[m[2]]) for m in _BULLET.finditer(text)]
    edits += [(m.start(2), m.end(2), ends[m[2]]) for m in _NUMBERED.finditer(text)]
    return [e for e in edits if text[e[0] : e[1]] != e[2]]


@cache
def _abbreviations() -> tuple[tuple[str, str], ...]:
    rows = read_tsv("unit_abbreviations.tsv", ABBREVIATION_COLUMNS)
    return tuple((r["abbreviation"], r["name"]) for r in rows if r["kind"] in _SPOKEN and len(r["name"]) > 8)


def abbreviations(text: str, rng: random.Random) -> list[Edit]:
    """Some names as their abbreviations, or abbreviations written out, the same everywhere in the text."""
    edits: list[Edit] = []
    for short, name in _abbreviations():
        old, new = (short, name) if rng.random() < 0.5 else (name, short)
        if rng.random() < 0.5:
            found = re.finditer(rf"(?<![\w&/-]){re.escape(old)}(?![\w&/-])", text)
            edits += [(m.start(), m.end(), new) for m in found]
    return _apart(edits)


def _apart(edits: list[Edit]) -> list[Edit]:
    """The edits that do not overlap an earlier, longer one."""
    out: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e[0], -e[1])):
        if not out or out[-1][1] <= edit[0]:
            out.append(edit)
    return out


def markdown(text: str, rng: random.Random) -> list[Edit]:
    """Headings in bold or as Markdown headings."""
    sign = rng.choice(["**", "## ", "### ", "***", "_"])
    edits: list[Edit] = []
    for m in _HEADING.finditer(text):
        edits.append((m.start(), m.start(), sign))
        if not sign.startswith("#"):
            edits.append((m.end(), m.end(), sign))
    return edits


def footnotes(text: str, rng: random.Random) -> list[Edit]:
    """Marks of footnotes behind some words."""
    form = rng.choice(["[{}]", "{}", "[footnoteRef:{}]", "({})", "¹"])
    places = [m.start() for m in _WORD_END.finditer(text)]
    chosen = sorted(rng.sample(places, min(len(places), rng.randint(2, 8))))
    return [(at, at, form.format(i)) for i, at in enumerate(chosen, 1)]


def lost_bars(text: str, rng: random.Random) -> list[Edit]:
    """Some đ and Đ without their bar."""
    return [(m.start(), m.end(), {"đ": "d", "Đ": "D"}[m[0]]) for m in _D.finditer(text) if rng.random() < 0.04]


def outlines(text: str, rng: random.Random) -> list[Edit]:
    """Another outline, the same everywhere in the text: "I." as "A." or "Phần I.", "a)" as "(a)", "a/" or "a."."""
    romans, letters = rng.choice(["{0}", "Phần {0}", "Mục {0}", "{1}"]), rng.choice(["{}", "({}", "{}"])
    end = rng.choice([")", "/", "."]) if letters == "{}" else ")"
    edits: list[Edit] = []
    for m in _ROMAN.finditer(text):
        number = _ROMANS.index(m[2])
        edits.append((m.start(2), m.end(2), romans.format(m[2], "ABCDEGHIKLMN"[number])))
    edits += [(m.start(2), m.end(3), letters.format(m[2]) + end) for m in _LETTERED.finditer(text)]
    return [e for e in edits if text[e[0] : e[1]] != e[2]]


def capitals(text: str, rng: random.Random) -> list[Edit]:
    """Headings wholly in capitals, or some words without their first capital."""
    if rng.random() < 0.5:
        words = (w for m in _HEADING.finditer(text) for w in _WORD.finditer(text, *m.span(1)))  # words lie within spans
        return [(w.start(), w.end(), w[0].upper()) for w in words if not w[0].isupper()]
    edits = ((m.start(), m.end(), m[0].lower()) for m in _CAPITALISED.finditer(text) if rng.random() < 0.06)
    return [e for e in edits if text[e[0] : e[1]] != e[2]]


def lost_marks(text: str, rng: random.Random) -> list[Edit]:
    """Some words without any diacritic, as typists and old software leave them (composed text)."""
    edits = ((m.start(), m.end(), bare(m[0])) for m in _WORD.finditer(text) if rng.random() < 0.02)
    return [e for e in edits if text[e[0] : e[1]] != e[2]]


STYLES: Final[dict[str, Rendering]] = {
    "outlines": outlines,
    "markers": markers,
    "abbreviations": abbreviations,
    "markdown": markdown,
    "footnotes": footnotes,
    "capitals": capitals,
    "lost-bars": lost_bars,
    "lost-marks": lost_marks,
}
"""By name, in the order in which they are applied."""


def restyled(gold: GoldDirective, seed: object, share: float = 0.35, without: Collection[str] = ()) -> GoldDirective:
    """`gold` with each of `STYLES` but those of `without` applied with the chance `share`, chosen by `seed` and the id."""
    rng = random.Random(f"style {seed} {gold.id}")
    now = Annotated(gold.text, tuple(gold.spans), tuple(gold.assignments))
    for name, style in STYLES.items():
        if name not in without and rng.random() < share:
            now = apply_edits(*now, style(now.text, rng))
    return gold.model_copy(update={**now._asdict(), "sha256": None})
