"""Threads: what is asked for, what the environment says, what the machine has."""

from __future__ import annotations

import os

import pytest

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.tagger.threads import thread_count


def test_what_is_wanted_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VNADMIN_THREADS", "3")
    assert thread_count() == 3
    assert thread_count(5) == 5


def test_no_more_threads_than_cores_that_may_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VNADMIN_THREADS", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {1, 4, 5}, raising=False)
    assert thread_count() == 2
    assert thread_count(most=8) == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert thread_count() == 1


@pytest.mark.parametrize("told", ["abc", "0", "-1", "1.5"])
def test_what_is_no_number_of_threads_is_named(monkeypatch: pytest.MonkeyPatch, told: str) -> None:
    monkeypatch.setenv("VNADMIN_THREADS", told)
    with pytest.raises(VnadminError, match=f"E201.*VNADMIN_THREADS={told}"):
        thread_count()
