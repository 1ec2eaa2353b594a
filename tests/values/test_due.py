"""Due values: the 40 probe phrases, one table per form, and what must be refused."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.values.calendar import add_working_days
from vnadmin_nlp.values.due import DueContext, due_value

DIRECTIVE = DueContext(date(2025, 11, 20))

# The 40 phrases that general normalisers get wrong (HeidelTime 19, dateparser 11, dateutil 9 right), directive of
# 2025-11-20. Periods give their last day; early, middle and end follow Civil Code 2015 art. 146.
PROBES = [
    ("trước ngày 30/6/2026", "2026-06-30"),
    ("trước ngày 25 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=25"),
    ("chậm nhất ngày 15/12/2025", "2025-12-15"),
    ("chậm nhất trong ngày 15 tháng 12 năm 2025", "2025-12-15"),
    ("chậm nhất là 15/12", "2025-12-15"),
    ("trước ngày 05 tháng 3 năm 2026", "2026-03-05"),
    ("xong trước 30/11", "2025-11-30"),
    ("trước ngày 30-11", "2025-11-30"),
    ("trong tháng 12/2025", "2025-12-31"),
    ("trong tháng 12 năm 2025", "2025-12-31"),
    ("trong tháng 12", "2025-12-31"),
    ("quý I/2026", "2026-03-31"),
    ("quý IV năm 2025", "2025-12-31"),
    ("trong Quý I năm 2026", "2026-03-31"),
    ("trong quý I", "2026-03-31"),
    ("hằng tháng", "FREQ=MONTHLY"),
    ("hàng tuần", "FREQ=WEEKLY"),
    ("định kỳ hằng quý", "FREQ=MONTHLY;INTERVAL=3"),
    ("định kỳ 06 tháng, hằng năm", "FREQ=MONTHLY;INTERVAL=6"),
    ("trước ngày 20 của tháng cuối quý", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=20"),
    ("trong thời hạn 15 ngày làm việc", "P15B"),
    ("trong thời hạn 10 ngày kể từ ngày ký", "P10D"),
    ("6 tháng đầu năm 2026", "2026-06-30"),
    ("cuối năm 2025", "2025-12-31"),
    ("đầu năm 2026", "2026-01-01"),
    ("nhiệm vụ thường xuyên", "ongoing"),
    ("trước Tết Nguyên đán Bính Ngọ 2026", "2026-02-17"),
    ("trước 17h00 ngày 28/11/2025", "2025-11-28"),
    ("trước 17 giờ 00 phút ngày 28/11/2025", "2025-11-28"),
    ("trong tuần tới", "2025-11-30"),
    ("ngày mai", "2025-11-21"),
    ("trong năm 2026", "2026-12-31"),
    ("từ ngày 01/7/2025 đến ngày 31/12/2025", "2025-12-31"),
    ("giai đoạn 2026-2030", "2030-12-31"),
    ("ngày 10/3 âm lịch", "2026-04-26"),
    ("trước 31.12.2025", "2025-12-31"),
    ("trong tuần này", "2025-11-23"),
    ("sau 03 ngày", "P3D"),
    ("thứ Sáu tuần này", "2025-11-21"),
    ("trước ngày 25 của tháng", "FREQ=MONTHLY;BYMONTHDAY=25"),
]


def test_the_probes_are_forty() -> None:
    assert len(PROBES) == 40


@pytest.mark.parametrize(("phrase", "value"), PROBES)
def test_probe(phrase: str, value: str) -> None:
    assert due_value(phrase, DIRECTIVE).value == value


@pytest.mark.parametrize(("phrase", "value"), PROBES)
def test_probe_in_decomposed_capitals_and_wrapped(phrase: str, value: str) -> None:
    assert due_value(unicodedata.normalize("NFD", phrase), DIRECTIVE).value == value
    assert due_value(phrase.upper(), DIRECTIVE).value == value
    assert due_value(phrase.replace(" ", "\n", 1), DIRECTIVE).value == value


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("hằng ngày", "FREQ=DAILY"),
        ("Hàng năm", "FREQ=YEARLY"),
        ("mỗi quý một lần", "FREQ=MONTHLY;INTERVAL=3"),
        ("6 tháng một lần", "FREQ=MONTHLY;INTERVAL=6"),
        ("định kỳ sáu tháng", "FREQ=MONTHLY;INTERVAL=6"),
        ("định kỳ 03 tháng/lần", "FREQ=MONTHLY;INTERVAL=3"),
        ("hai tháng một lần", "FREQ=MONTHLY;INTERVAL=2"),
        ("cứ 3 giờ một lần", "FREQ=HOURLY;INTERVAL=3"),
        ("hằng tháng, quý, 6 tháng, năm", "FREQ=MONTHLY"),
        ("ít nhất 02 lần/tháng", "FREQ=MONTHLY"),
        ("thứ Năm hằng tuần", "FREQ=WEEKLY;BYDAY=TH"),
        ("vào chiều thứ Sáu hằng tuần", "FREQ=WEEKLY;BYDAY=FR"),
        ("sáng Chủ nhật hằng tuần", "FREQ=WEEKLY;BYDAY=SU"),
        ("trước 16 giờ hằng ngày", "FREQ=DAILY"),
        ("vào ngày 22 hàng tháng", "FREQ=MONTHLY;BYMONTHDAY=22"),
        ("ngày 10 và 25 hằng tháng", "FREQ=MONTHLY;BYMONTHDAY=10,25"),
        ("trước ngày 10 của tháng đầu quý tiếp theo", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=10"),
        ("trước ngày 10 tháng 1 và tháng 6 hằng năm", "FREQ=YEARLY;BYMONTH=1,6;BYMONTHDAY=10"),
        ("trước ngày 15 tháng 6 và ngày 15 tháng 12 hằng năm", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=15"),
        ("trước ngày 10 của tháng 3, 6, 9, 12", "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=10"),
        ("trước ngày 01/6 và 15/11 hằng năm", "FREQ=YEARLY;BYMONTH=6,11;BYMONTHDAY=1,15;BYSETPOS=1,4"),
        ("ít nhất 02 lần/năm", "FREQ=MONTHLY;INTERVAL=6"),
        ("ngày làm việc cuối cùng của tháng", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("ngày cuối cùng của tháng", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("hằng tuần vào chiều thứ Sáu", "FREQ=WEEKLY;BYDAY=FR"),
        ("tháng 11 hằng năm", "FREQ=YEARLY;BYMONTH=11"),
        ("Thường xuyên, hằng năm", "FREQ=YEARLY"),
    ],
)
def test_recurrences(phrase: str, value: str) -> None:
    found = due_value(phrase, DIRECTIVE)
    assert (found.value, found.kind, found.relation) == (value, "recurrence", "every")


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("trong vòng 48 giờ", "PT48H"),
        ("trong 24-48 giờ sau khi nước rút", "PT48H"),
        ("trong vòng một năm (kể từ thời điểm hoàn thuế)", "P1Y"),
        ("chậm nhất là 05 ngày làm việc, kể từ ngày nhận đủ hồ sơ", "P5B"),
        ("không quá 60 phút", "PT1H"),
        ("trong vòng 15 phút", "PT15M"),
        ("trước ít nhất 06 giờ", "PT6H"),
        ("sau 2 tháng kể từ ngày có quyết định", "P2M"),
    ],
)
def test_durations(phrase: str, value: str) -> None:
    found = due_value(phrase, DIRECTIVE)
    assert (found.value, found.kind) == (value, "duration")


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("Cuối tháng 3 năm 2010", "2010-03-31"),
        ("vào đầu quý I năm 2010", "2010-03-31"),
        ("giữa năm 2026", "2026-06-30"),
        ("nửa đầu tháng 10/2026", "2026-10-15"),
        ("trong 10 ngày đầu tháng 12 năm 2026", "2026-12-10"),
        ("trong tuần 3 tháng 12 năm 2020", "2020-12-20"),
        ("trong tháng 02/2024", "2024-02-29"),
        ("đến hết năm 2025", "2025-12-31"),
        ("từ 01/4 đến 15/4/2026", "2026-04-15"),
        ("Quí IV-2025", "2025-12-31"),
        ("Từ tháng 4 đến tháng 12 năm 2026", "2026-12-31"),
        ("trong vòng 10 ngày kể từ ngày 01/4/2026", "2026-04-11"),
        ("chậm nhất trước 10 giờ 30 phút, ngày 26 tháng 10 năm 2026", "2026-10-26"),
    ],
)
def test_days_and_periods(phrase: str, value: str) -> None:
    assert due_value(phrase, DIRECTIVE).value == value


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("trong vòng 15 ngày kể từ ngày ban hành Kế hoạch này", "2025-12-05"),
        ("trong 10 ngày kể từ ngày Chỉ thị này được ký", "2025-11-30"),
        ("trong 05 ngày làm việc kể từ ngày ban hành Kế hoạch", "2025-11-27"),
        ("trong thời hạn 10 ngày kể từ ngày nhận được Kế hoạch này", "P10D"),
    ],
)
def test_counted_from_the_directive_itself(phrase: str, value: str) -> None:
    assert due_value(phrase, DIRECTIVE).value == value


def test_working_days_jump_the_lunar_new_year() -> None:
    assert add_working_days(date(2026, 2, 12), 5) == date(2026, 2, 26)


@pytest.mark.parametrize("phrase", ["Nhiệm vụ thường xuyên", "Năm 2026 và các năm tiếp theo", "Thường xuyên"])
def test_open_ends(phrase: str) -> None:
    assert due_value(phrase, DIRECTIVE).value == "ongoing"


def test_due_by_reference() -> None:
    found = due_value("theo Công văn số 943/CAT-ANM ngày 02/08/2025", DIRECTIVE)
    assert (found.value, found.kind) == ("doc:943/CAT-ANM", "reference")


@pytest.mark.parametrize(
    "phrase",
    [
        *("theo tiến độ", "khi có yêu cầu", "trước khi có lũ", "ngày 31/11/2025"),
        *("ngày 42/02/2018", "tuần 2 tháng 13", "lúc 9 giờ, 12 giờ", "", "...", "trước ngày 30/02"),
    ],
)
def test_refused_with_a_reason(phrase: str) -> None:
    found = due_value(phrase, DIRECTIVE)
    assert found.value is None
    assert found.why


@pytest.mark.parametrize("phrase", ["trước ngày 15/12", "trong quý I", "trong tháng 9", "tuần này", "ngày mai", "trước Tết Nguyên đán"])
def test_without_a_date_of_its_own_nothing_is_guessed(phrase: str) -> None:
    found = due_value(phrase)
    assert found.value is None
    assert found.why


@pytest.mark.parametrize(
    ("own", "value"),
    [(date(2025, 11, 20), "2026-01-15"), (date(2026, 1, 15), "2026-01-15"), (date(2026, 1, 16), "2027-01-15")],
)
def test_year_is_the_nearest_in_the_future(own: date, value: str) -> None:
    assert due_value("trước ngày 15/01", DueContext(own)).value == value


@pytest.mark.parametrize(
    ("phrase", "relation"),
    [
        ("trước ngày 01/12/2025", "before"),
        ("chậm nhất ngày 01/12/2025", "by"),
        ("đến hết ngày 01/12/2025", "by"),
        ("trong tháng 12/2025", "within"),
        ("từ ngày 01/12/2025", "from"),
        ("vào ngày 01/12/2025", "on"),
        ("sau 03 ngày", "after"),
    ],
)
def test_relations(phrase: str, relation: str) -> None:
    assert due_value(phrase, DIRECTIVE).relation == relation


def test_first_day_and_hour_are_kept() -> None:
    period = due_value("trong quý I/2026")
    assert (period.first, period.last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert due_value("trước 17h30 ngày 28/11/2025").time == "17:30"


_WORDS = ["ngày", "tháng", "năm", "quý", "30", "/", "2", "31", "hằng", "trước", "tết", "âm", "lịch", "tuần"]


@given(st.text(max_size=80) | st.lists(st.sampled_from(_WORDS)).map(" ".join))
def test_never_raises(text: str) -> None:
    found = due_value(text, DIRECTIVE)
    assert found.value is not None or found.why
