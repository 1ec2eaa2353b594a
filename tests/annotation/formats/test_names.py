"""Ids as names of files and back, and ids made from the names of files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.annotation.build import _ID
from vnadmin_nlp.annotation.formats.names import file_id, file_name, free_name, id_of


@given(st.text())
def test_names_of_files(name: str) -> None:
    stem = file_name(name)
    assert id_of(stem) == name
    assert stem
    assert not set(stem) & set('/\\:*?"<>|\n\0 ')
    assert not stem.startswith(".")


@given(st.text(alphabet="a%2Fé", min_size=1))
def test_names_that_people_gave_stay(stem: str) -> None:
    assert file_name(id_of(stem)) == stem or id_of(stem) == stem


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Công văn 12.2024.docx", "cong-van-12.2024"),
        ("ĐỀ ÁN_06 (bản 2).pdf", "de-an_06-ban-2"),
        ("…", "text"),
        ("splits.txt", "splits-2"),
        ("a" * 300 + ".txt", "a" * 80),
    ],
)
def test_ids(name: str, wanted: str) -> None:
    assert file_id(name, set()) == wanted


@given(st.lists(st.text(min_size=1, max_size=90).map(lambda s: s.replace("/", "_")), max_size=8))
def test_two_files_never_fall_on_one_id(names: list[str]) -> None:
    taken: set[str] = set()
    made = [file_id(n, taken) for n in [*names, *names]]
    assert len(set(made)) == len(made)
    assert all(_ID.fullmatch(i) and file_name(i) == i for i in made)


def test_a_name_is_free_once() -> None:
    taken: set[str] = set()
    made = [free_name(n, taken, 5) for n in ("abcdef", "ABCDE", "abcde", "splits", "x")]
    assert made == ["abcde", "ABC-2", "abc-3", "split", "x"]
    assert free_name("splits", taken) == "splits-2"
