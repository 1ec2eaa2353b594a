"""Plain text for pretraining: passages, choice, layout, noise."""

from __future__ import annotations

import gzip
import lzma
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.pretraining.config import PretrainConfig
from vnadmin_nlp.pretraining.text import (
    PASSAGE,
    density,
    documents,
    laid_out,
    noisy,
    passages,
    selection,
)

DIRECTIVE = (
    "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính rà soát; báo cáo Ủy ban nhân dân tỉnh trước ngày 30/6. " * 8
)
PROSE = "Con mèo nằm ngủ trên mái nhà, gió thổi nhẹ qua hàng cây xanh ngoài ngõ vắng trong buổi chiều. " * 8


def test_documents_lie_between_blank_lines_whatever_packs_them(tmp_path: Path) -> None:
    text = "một\nhai\n\n \n\nba\n"
    plain, xz, gz = (tmp_path / f"t{e}" for e in (".txt", ".txt.xz", ".txt.gz"))
    plain.write_text(text, encoding="utf-8")
    xz.write_bytes(lzma.compress(text.encode()))
    gz.write_bytes(gzip.compress(text.encode()))
    assert [list(documents(f)) for f in (plain, xz, gz)] == [["một\nhai", "ba"]] * 3


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.txt", None, "E103"),
        ("latin.txt", b"\xff\xfe\xfd caf\xe9", "E201"),
        ("cut.xz", lzma.compress(b"x" * 9999)[:40], "E201"),
        ("no.gz", b"plain", "E201"),
    ],
)
def test_unreadable_text_is_a_coded_error(tmp_path: Path, name: str, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(VnadminError) as error:
        list(documents(tmp_path / name))
    assert error.value.code == code


def test_long_documents_are_cut_at_line_ends(tmp_path: Path) -> None:
    lines = [f"Dòng {i}: " + "chữ " * 60 for i in range(100)]
    file = tmp_path / "long.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    parts = list(passages([str(file)]))
    assert all(len(p) <= PASSAGE for p in parts)
    assert [line.strip() for p in parts for line in p.split("\n")] == [line.strip() for line in lines]


def test_the_densest_passages_are_taken_first(tmp_path: Path) -> None:
    file = tmp_path / "mixed.txt"
    file.write_text("\n\n".join([PROSE, DIRECTIVE, PROSE]), encoding="utf-8")
    config = PretrainConfig(text=(str(file),), out="x", most_characters=1200)
    assert density(DIRECTIVE) > density(PROSE)
    assert sorted(selection(config, random.Random(1))) == sorted([DIRECTIVE.strip(), PROSE.strip()])
    one = config.model_copy(update={"most_characters": len(DIRECTIVE) - 20})
    assert selection(one, random.Random(1)) == [DIRECTIVE.strip()]


@given(st.text(alphabet="abđ .;:\nXYĐ1", max_size=200), st.integers(0, 99))
def test_a_layout_adds_markers_and_line_breaks_alone(text: str, seed: int) -> None:
    laid = laid_out(text, random.Random(seed))
    left = iter(laid)
    assert all(c in left for c in text if not c.isspace())


def test_layouts_make_lists() -> None:
    text = "Yêu cầu các đơn vị: Rà soát hồ sơ; Lập danh sách; Báo cáo kết quả."
    made = {laid_out(text, random.Random(i)) for i in range(40)}
    assert any(m.count("\n- ") >= 2 for m in made)
    assert any("\n2. " in m or "\n2) " in m for m in made)


def test_noise_changes_letters_and_keeps_lines() -> None:
    made = {noisy(DIRECTIVE + "\nhoà bình", random.Random(i)) for i in range(30)}
    assert len(made) > 3
    assert all(m.count("\n") == 1 for m in made)
