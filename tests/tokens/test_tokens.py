"""Tokens: lossless for every string, edges where the guidelines want them, underthesea only as grouping."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.tokens.forms import SHAPES, fold, shape
from vnadmin_nlp.tokens.split import split
from vnadmin_nlp.tokens.words import START, word_positions

VIETNAMESE = st.text(
    alphabet=st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyÀÁẢÃẠờộữ 0123456789/-.,;:()\n\t\u0300\u0301\u0323")
)


@given(st.one_of(st.text(), VIETNAMESE))
def test_tokens_and_the_white_space_between_them_are_the_text(text: str) -> None:
    tokens = split(text)
    at = 0
    for start, end in tokens:
        assert text[at:start].strip() == ""
        assert start < end
        assert not any(c.isspace() for c in text[start:end])
        at = end
    assert text[at:].strip() == ""


@given(st.one_of(st.text(), VIETNAMESE))
def test_spacy_tokens_rebuild_the_text(text: str) -> None:
    from vnadmin_nlp.tokens.language import SyllableTokenizer, blank

    tokenizer = blank().tokenizer
    assert isinstance(tokenizer, SyllableTokenizer)
    assert "".join(t.text_with_ws for t in tokenizer(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("số 25/KH-UBND.", ["số", "25", "/", "KH", "-", "UBND", "."]),
        (
            "60/2021/NĐ-CP ngày 21/6/2021",
            ["60", "/", "2021", "/", "NĐ", "-", "CP", "ngày", "21", "/", "6", "/", "2021"],
        ),
        ("472/SKHCN-BCVT&CĐS", ["472", "/", "SKHCN", "-", "BCVT", "&", "CĐS"]),
        ("KT. CHỦ TỊCH", ["KT", ".", "CHỦ", "TỊCH"]),
        ("thực hiện./.", ["thực", "hiện", ".", "/", "."]),
        ("**trước**", ["*", "*", "trước", "*", "*"]),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert [text[s:e] for s, e in split(text)] == expected


def test_decomposed_letters_stay_one_token() -> None:
    text = unicodedata.normalize("NFD", "Sở Nội vụ")
    assert [unicodedata.normalize("NFC", text[s:e]) for s, e in split(text)] == ["Sở", "Nội", "vụ"]


@pytest.mark.parametrize(
    ("token", "form"),
    [
        ("Uỷ", "ủy"),
        ("HOÀ", "hòa"),
        ("khoẻ", "khỏe"),
        ("quý", "quý"),
        ("QUÝ", "quý"),
        ("thuý", "thúy"),
        ("Ðảng", "đảng"),
        ("hoàn", "hoàn"),
    ],
)
def test_fold(token: str, form: str) -> None:
    assert fold(token) == form
    assert fold(unicodedata.normalize("NFD", token)) == form
    assert fold(form) == form


@given(st.text(min_size=1).filter(lambda s: not s.isspace()), st.booleans())
def test_shape_is_a_class(token: str, glued: bool) -> None:
    assert 0 <= shape(token, glued) < SHAPES


def _groups(text: str) -> list[str]:
    tokens = split(text)
    out: list[str] = []
    for token, position in zip(tokens, word_positions(text, tokens, [(0, len(tokens))]), strict=True):
        word = text[token.start : token.end]
        if position == START:
            out.append(word)
        else:
            out[-1] += "_" + word
    return out


def test_word_groups_follow_underthesea() -> None:
    assert _groups("phối hợp với Sở Nội vụ")[0] == "phối_hợp"


@pytest.mark.parametrize("kept", ["25/KH-UBND", "24/01/2025", "57-NQ/TW", "60/2021/NĐ-CP", "PCT."])
def test_numbers_dates_and_abbreviations_are_one_group(kept: str) -> None:
    groups = _groups(f"theo {kept} và các quy định")
    assert "_".join(kept[s:e] for s, e in split(kept)) in groups


@given(VIETNAMESE)
def test_word_groups_never_lose_a_token(text: str) -> None:
    tokens = split(text)
    positions = word_positions(text, tokens, [(0, len(tokens))] if tokens else [])
    assert len(positions) == len(tokens)
    assert not tokens or positions[0] == START


def test_the_adapter_loads_segmentation_alone_and_leaves_no_trace() -> None:
    import subprocess
    import sys

    code = (
        "import sys\n"
        "from vnadmin_nlp.tokens.split import split\n"
        "from vnadmin_nlp.tokens.words import word_positions\n"
        "t = 'phối hợp với Sở Nội vụ'\n"
        "k = split(t)\n"
        "ours = word_positions(t, k, [(0, len(k))])\n"
        "assert 'torch' not in sys.modules and 'underthesea' not in sys.modules\n"
        "import underthesea\n"
        "words = underthesea.word_tokenize(t, use_token_normalize=False)\n"
        "assert len(words) == ours.count(1), (words, ours)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("text", ["hồ sơ¹.", "bằng miệng²", "kiến nghị⁴,"])
def test_a_footnote_mark_is_no_part_of_the_word(text: str) -> None:
    words = [text[a:b] for a, b in split(text)]
    assert words[1].isalpha()
    assert words[2] in "¹²⁴"
