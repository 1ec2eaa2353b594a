"""The comparison counts what it says it counts."""

from __future__ import annotations

from datetime import date

import pytest

from vnadmin_nlp.evaluation import due_compare
from vnadmin_nlp.evaluation.due_compare import Line, compare, read_lines, table

LINES = [
    Line("trước ngày 28/02/2023", "", date(2023, 2, 6), "2023-02-28", "date"),
    Line("theo tiến độ", "", date(2023, 2, 6), None, "unknown"),
    Line("hằng tháng", "", date(2023, 2, 6), "FREQ=MONTHLY", "recurrence"),
]


def test_right_wrong_and_silent_are_told_apart() -> None:
    answers = {"trước ngày 28/02/2023": "2023-02-28", "theo tiến độ": "2023-02-06"}
    found = compare(LINES, {"a": due_compare.ours, "b": lambda line: answers.get(line.phrase)})
    assert (found["a"].groups["all"].right, found["a"].groups["all"].wrong) == (3, 0)
    assert (found["b"].groups["all"].right, found["b"].groups["all"].wrong) == (1, 1)
    rows = list(table(found))
    assert rows[-2].split() == ["all", "3", "3", "(0)", "1", "(1)"]


def test_the_command_prints_one_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_compare, "systems", lambda: {"vnadmin_nlp": due_compare.ours})
    due_compare.main([])
    out = capsys.readouterr().out
    assert "recurrences" in out
    assert due_compare.NOT_RUN in out
    assert len(read_lines(due_compare.CORPUS)) >= 400


def test_dateutil_is_silent_where_it_reads_nothing() -> None:
    assert due_compare.by_dateutil(LINES[0]) == "2023-02-28"
    assert due_compare.by_dateutil(LINES[1]) in (None, "2023-02-06")
