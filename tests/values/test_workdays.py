"""Working days: weekends, holidays, swapped days, and what is not published yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.lexicon import tables
from vnadmin_nlp.values import workdays
from vnadmin_nlp.values.due import DueContext, due_value
from vnadmin_nlp.values.words import due_words
from vnadmin_nlp.values.workdays import Counted, count_working_days, is_working_day, next_working_day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 2), False),  # swapped: decided on 25 December 2025, not in the holidays package
        (date(2026, 1, 10), True),  # the Saturday worked for it
        (date(2025, 5, 2), False),
        (date(2025, 4, 26), True),
        (date(2026, 8, 31), False),
        (date(2026, 8, 22), True),
        (date(2024, 4, 29), False),
        (date(2024, 5, 4), True),
        (date(2026, 2, 16), False),  # lunar new year
        (date(2026, 2, 23), True),
        (date(2025, 11, 22), False),  # a Saturday
        (date(2025, 11, 24), True),
        (date(2026, 11, 24), False),  # a day off from 2026
        (date(2014, 12, 27), True),  # worked for a day of the next year
    ],
)
def test_days_of_the_calendar(day: date, works: bool) -> None:
    assert is_working_day(day) is works


def test_a_count_jumps_what_is_off_and_takes_what_is_worked() -> None:
    assert count_working_days(date(2025, 12, 31), 5) == Counted(date(2026, 1, 9), False)
    assert count_working_days(date(2025, 12, 31), 6) == Counted(date(2026, 1, 10), False)
    assert count_working_days(date(2026, 2, 26), -5) == Counted(date(2026, 2, 12), False)


def test_a_year_without_a_published_calendar_is_provisional() -> None:
    last = due_words().published_calendars[1]
    counted = count_working_days(date(last, 12, 28), 10)
    assert counted is not None
    assert counted.provisional
    sure = count_working_days(date(last, 3, 2), 10)
    assert sure is not None
    assert not sure.provisional
    directive = DueContext(date(last, 12, 28))
    assert due_value("trong 10 ngày làm việc kể từ ngày ký văn bản này", directive).provisional
    assert not due_value("trong 10 ngày kể từ ngày ký văn bản này", directive).provisional


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(1, 60))
def test_counting_there_and_back(day: date, count: int) -> None:
    there = count_working_days(day, count)
    assert there is not None
    assert is_working_day(there.day)
    assert there.day > day
    back = count_working_days(there.day, -count)
    assert back is not None
    assert back.day <= day
    assert not any(is_working_day(back.day + timedelta(n)) for n in range(1, (day - back.day).days + 1))


def test_the_roll_over_is_only_made_on_request_and_changes_no_value() -> None:
    phrase, own = "chậm nhất ngày 15/11/2025", date(2025, 11, 3)  # a Saturday
    silent, asked = due_value(phrase, DueContext(own)), due_value(phrase, DueContext(own, roll_over=True))
    assert (silent.value, silent.last, silent.next_working_day) == ("2025-11-15", date(2025, 11, 15), None)
    assert (asked.value, asked.last, asked.next_working_day) == ("2025-11-15", date(2025, 11, 15), date(2025, 11, 17))
    assert next_working_day(date(2026, 1, 10)) == Counted(date(2026, 1, 10), False)


def test_the_roll_over_of_a_whole_record() -> None:
    from vnadmin_nlp.assignments.values import due_record, with_roll_over
    from vnadmin_nlp.records import Assignment, Directive, Reporting, Span, Task

    text = "Gửi báo cáo chậm nhất ngày 15/11/2025"
    span = Span(id="s1", label="DEADLINE", start=12, end=len(text), text=text[12:])
    due = due_record(span, due_value(span.text))
    task = Task(text=text, start=0, end=len(text))
    report = Reporting(text=text, start=0, end=len(text), due=due)
    record = Directive(text=text, assignments=(Assignment(id="A1", task=task, due=due, reporting=report),))
    (rolled,) = with_roll_over(record).assignments
    assert rolled.due == due.model_copy(update={"next_working_day": "2025-11-17"})
    assert rolled.reporting is not None
    assert rolled.reporting.due == rolled.due
    assert record.assignments[0].due == due


def test_no_count_without_end() -> None:
    assert count_working_days(date(2025, 1, 1), 0) is None
    assert count_working_days(date(2025, 1, 1), 99999) is None
    assert count_working_days(date(9999, 12, 30), 5) is None


@pytest.mark.parametrize(
    "rows",
    ["2026-01-02\toff\t2026-01-10\t2025-12-25\tx", "2026-01-02\tfree\t\t2025-12-25\tx"],
)
def test_half_a_swap_is_refused(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "\t".join(workdays.COLUMNS) + "\n" + rows
    monkeypatch.setattr(tables, "read_text", lambda name: text)
    workdays._swaps.cache_clear()
    try:
        with pytest.raises(ValueError, match="working_days"):
            is_working_day(date(2026, 1, 2))
    finally:
        workdays._swaps.cache_clear()
