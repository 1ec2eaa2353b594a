"""The roll-over to the next working day: only on request, beside the due and never in its place. All dates follow the directive's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers_assignments import linked
from typer.testing import CliRunner

from vnadmin_nlp.assignments.values import with_roll_over
from vnadmin_nlp.cli import app
from vnadmin_nlp.exports import to_csv, to_html, to_table
from vnadmin_nlp.records import Assignment, Directive

HEAD = "UBND HUYỆN TAM PHƯỚC\nSố: 12/TB-UBND      Tam Phước, ngày 04 tháng 4 năm 2025\n\nTHÔNG BÁO\nKết luận họp giao ban\n\n"


def _rolled(marked: str) -> tuple[Assignment, Assignment]:
    """The assignment of a marked text before and after."""
    (a,) = linked(HEAD + "1. Giao {O|Phòng Y tế} {T|" + marked + "}.\n")
    (b,) = with_roll_over(Directive(text="", assignments=(a,))).assignments
    return a, b


CASES = [
    ("mua thuốc {D|chậm nhất ngày 12/4/2025}", "2025-04-12", "2025-04-14"),  # a Saturday
    ("mua thuốc {D|trước ngày 30/4/2025}", "2025-04-30", "2025-05-05"),  # holiday, swapped Friday, weekend
    ("mua thuốc {D|chậm nhất ngày 26/4/2025}", "2025-04-26", "2025-04-26"),  # a Saturday worked for 02/5
    ("mua thuốc {D|chậm nhất ngày 11/4/2025}", "2025-04-11", "2025-04-11"),  # a Friday
    ("mua thuốc {D|trong tháng 5}", "2025-05-31", "2025-06-02"),
    ("mua thuốc {D|hằng tuần}", "FREQ=WEEKLY", None),
    ("mua thuốc", None, None),
]


@pytest.mark.parametrize(("marked", "value", "day"), CASES)
def test_the_due_stays_and_the_working_day_stands_beside_it(marked: str, value: str | None, day: str | None) -> None:
    before, after = _rolled(marked)
    due, rolled = before.due, after.due
    assert (due.value if due else None, rolled.value if rolled else None) == (value, value)
    assert due is None or due.next_working_day is None
    assert (rolled.next_working_day if rolled else None) == day
    moved = day is not None and day != value
    assert after.why[len(before.why) :] == (
        (f"due: {value} is a day off, the next working day is {day}",) if moved else ()
    )


def test_the_due_of_the_report_has_its_own() -> None:
    _, after = _rolled("mua thuốc {D|trong tháng 5}; báo cáo {O|UBND huyện} {D|trước ngày 01/6/2025}")
    assert after.reporting is not None
    assert after.reporting.due is not None
    assert (after.reporting.due.value, after.reporting.due.next_working_day) == ("2025-06-01", "2025-06-02")
    assert "reporting due: 2025-06-01 is a day off, the next working day is 2025-06-02" in after.why


def test_a_year_without_calendar_is_provisional() -> None:
    before, after = _rolled("mua thuốc {D|chậm nhất ngày 03/01/2032}")
    assert before.due is not None
    assert after.due is not None
    assert (before.due.provisional, after.due.provisional, after.due.next_working_day) == (False, True, "2032-01-05")


def test_every_export_shows_both_days() -> None:
    _, after = _rolled("mua thuốc {D|chậm nhất ngày 12/4/2025}")
    record = Directive(text="", assignments=(after,))
    for shown in (to_csv(record), to_html(record), to_table(record)):
        assert "2025-04-12" in shown
        assert "2025-04-14" in shown


@pytest.mark.slow
def test_the_option(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(HEAD + "1. Giao Phòng Y tế mua thuốc, hoàn thành trước ngày 12/4/2025.\n", encoding="utf-8")

    def due(*options: str) -> dict[str, str | None]:
        ran = CliRunner().invoke(app, ["extract", str(file), "-f", "json", *options])
        found: dict[str, str | None] = json.loads(ran.stdout)["assignments"][0]["due"]
        return found

    silent, asked = due(), due("--roll-over")
    assert silent["next_working_day"] is None
    assert asked == {**silent, "next_working_day": "2025-04-14"}
