"""Styles change how a text is set, and no span loses its words."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest

from vnadmin_nlp.annotation.edits import apply_edits
from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.annotation.markup import parse_markup
from vnadmin_nlp.annotation.styles import STYLES, restyled

SOURCE = """---
id: s
---
I. Nhiệm vụ của các ngành
1. {O|Ủy ban nhân dân tỉnh} giao {O|Sở Khoa học và Công nghệ}:
- {T|Rà soát hồ sơ, đề xuất {R|Kế hoạch số 5/KH-UBND}}.
- {T|Báo cáo {O|UBND huyện} {D|trước ngày 30/6}}.
a) {T|Đôn đốc các đơn vị}.
"""


def bare(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return plain.replace("đ", "d").replace("Đ", "D")


@pytest.fixture
def gold() -> GoldDirective:
    _, text, spans, assignments = parse_markup(SOURCE, "s")
    return GoldDirective(id="s", text=text, spans=tuple(spans), assignments=tuple(assignments))


@pytest.mark.parametrize("name", list(STYLES))
@pytest.mark.parametrize("seed", range(8))
def test_words_of_spans_stay(gold: GoldDirective, name: str, seed: int) -> None:
    done = apply_edits(gold.text, gold.spans, gold.assignments, STYLES[name](gold.text, random.Random(seed)))
    assert [s.label for s in done.spans] == [s.label for s in gold.spans]
    for before, after in zip(gold.spans, done.spans, strict=True):
        old, new = gold.covered(before.start, before.end), done.text[after.start : after.end]
        if name in ("markers", "markdown", "outlines"):
            assert old == new
        elif name == "capitals":
            assert old.casefold() == new.casefold()
        elif name == "lost-marks":
            assert bare(old) == bare(new)
        elif name == "footnotes":
            assert re.sub(r"\[(?:footnoteRef:)?\d\]|\(\d\)|\d(?=[,;.])|¹", "", new).replace(" ", "") in (
                old.replace(" ", ""),
                re.sub(r"\d(?=[,;.])", "", old).replace(" ", ""),
            )
        elif name == "lost-bars":
            assert old.replace("đ", "d").replace("Đ", "D") == new.replace("đ", "d").replace("Đ", "D")
        else:
            assert new


def test_outlines_are_the_same_everywhere() -> None:
    text = "I. Mục tiêu\nII. Nhiệm vụ\na) Rà soát.\nb) Báo cáo.\nIV là số, không phải mục.\n"
    made = {apply_edits(text, (), (), STYLES["outlines"](text, random.Random(i))).text for i in range(60)}
    assert any(t.startswith("A. Mục tiêu\nB. Nhiệm vụ\n") for t in made)
    assert any("Phần I. Mục tiêu\nPhần II. Nhiệm vụ" in t for t in made)
    assert any("\n(a) Rà soát.\n(b) Báo cáo." in t for t in made)
    assert any("\na/ Rà soát.\nb/ Báo cáo." in t for t in made)
    assert all("IV là số" in t for t in made)


def test_a_style_can_be_left_out(gold: GoldDirective) -> None:
    assert restyled(gold, 1, share=1, without=tuple(STYLES)).text == gold.text
    assert restyled(gold, 1, share=1).text != gold.text


def test_each_style_does_something(gold: GoldDirective) -> None:
    for name, style in STYLES.items():
        assert any(style(gold.text, random.Random(i)) for i in range(20)), name


def test_abbreviations_go_both_ways(gold: GoldDirective) -> None:
    made = {
        apply_edits(gold.text, (), (), STYLES["abbreviations"](gold.text, random.Random(i))).text for i in range(40)
    }
    assert any("UBND tỉnh giao" in t for t in made)
    assert any("Ủy ban nhân dân huyện" in t for t in made)
    assert all("5/KH-UBND" in t for t in made)  # a symbol is no name


def test_a_seed_decides(gold: GoldDirective) -> None:
    made = [restyled(gold, i) for i in range(12)]
    assert made[3] == restyled(gold, 3)
    assert len({m.text for m in made}) > 4
