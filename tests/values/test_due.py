"""Due values: the 40 probe phrases, one table per form, and what must be refused."""

from __future__ import annotations

import time
import unicodedata
from datetime import date, timedelta
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp.values import calendar, due_days, due_relative, events, lunar, mention_forms, mentions, timex, workdays
from vnadmin_nlp.values.due import DueContext, due_value
from vnadmin_nlp.values.workdays import Counted, count_working_days

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
        ("Quý", "FREQ=MONTHLY;INTERVAL=3"),
    ],
)
def test_recurrences(phrase: str, value: str) -> None:
    found = due_value(phrase, DIRECTIVE)
    assert (found.value, found.kind) == (value, "recurrence")
    assert found.relation in ("every", "before")


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("trong vòng 48 giờ", "PT48H"),
        ("trong 24-48 giờ sau khi nước rút", "PT48H"),
        ("trong vòng một năm (kể từ thời điểm hoàn thuế)", "P1Y"),
        ("chậm nhất là 05 ngày làm việc, kể từ ngày nhận đủ hồ sơ", "P5B"),
        ("không quá 60 phút", "PT1H"),
        ("trong 10 ngày sau bão", "P10D"),
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
        ("chậm nhất trước 9 giờ 15 phút, ngày 21 tháng 7 năm 2026", "2026-07-21"),
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
    assert count_working_days(date(2026, 2, 12), 5) == Counted(date(2026, 2, 26), False)


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


@pytest.mark.parametrize(
    "phrase", ["trước ngày 15/12", "trong quý I", "trong tháng 9", "tuần này", "ngày mai", "trước Tết Nguyên đán"]
)
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
        ("chậm nhất ngày 01/12/2025", "on_or_before"),
        ("đến hết ngày 01/12/2025", "on_or_before"),
        ("đến ngày 01/12/2025", "by"),
        ("không sau ngày 15/12/2025", "on_or_before"),
        ("trước hoặc đúng ngày 15/12", "on_or_before"),
        ("tháng 11/2025 đến tháng 3/2026", "from"),
        ("trong tháng 12/2025", "within"),
        ("từ ngày 01/12/2025", "from"),
        ("vào ngày 01/12/2025", "on"),
        ("sau 03 ngày", "by"),
        ("trước ngày 25 hằng tháng", "before"),
        ("ngày 25 hằng tháng", "every"),
    ],
)
def test_relations(phrase: str, relation: str) -> None:
    assert due_value(phrase, DIRECTIVE).relation == relation


def test_first_day_and_hour_are_kept() -> None:
    period = due_value("trong quý I/2026")
    assert (period.first, period.last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert due_value("trước 17h30 ngày 28/11/2025").time == "17:30"


_WORDS = ["ngày", "tháng", "năm", "quý", "30", "/", "2", "31", "hằng", "trước", "tết", "âm", "lịch", "tuần"]


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("trong hai năm 2026 và 2027", "2027-12-31"),
        ("các năm 2026, 2027 và 2028", "2028-12-31"),
        ("giai đoạn từ 2026 đến 2030", "2030-12-31"),
        ("trong 2 tháng 5 và 6/2026", "2026-06-30"),
        ("ngày 2 tháng 5 và tháng 6/2026", "2026-06-30"),
        ("ngày 2 tháng 5 và 4/6/2026", "2026-06-04"),
        ("Tháng 3 - 4/2026", "2026-04-30"),
        ("tháng 12 và tháng 01 năm 2026", "2026-01-31"),
        ("trong tháng 9, 10, 11 năm 2024", "2024-11-30"),
        ("trong quý I, II và III năm 2025", "2025-09-30"),
        ("trong quý IV và quý I/2026", "2026-03-31"),
        ("05 - 09/12", "2025-12-09"),
        ("05-09/12/2026", "2026-12-09"),
        ("28/11-03/12/2026", "2026-12-03"),
        ("từ ngày 01/4 đến 15/4/2025", "2025-04-15"),
        ("từ 20/12 đến 10/01/2025", "2025-01-10"),
        ("từ 20/12/2024 đến 10/01", "2025-01-10"),
        ("9 tháng đầu năm 2026", "2026-09-30"),
        ("trước ngày 20/12 năm 2027", "2027-12-20"),
        ("trước ngày 20/12/27", "2027-12-20"),
        ("ngày 30, tháng 11, năm 2026", "2026-11-30"),
    ],
)
def test_lists_and_ranges_end_on_their_last_day(phrase: str, value: str) -> None:
    assert due_value(phrase, DIRECTIVE).value == value


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("trong 15 ngày kể từ ngày 20/11/2025, tức ngày 05/12/2025", "2025-12-05"),
        ("sau 48 giờ kể từ khi nước rút, dự kiến ngày 02/12/2025", "2025-12-02"),
        ("trong vòng 36h", "PT36H"),
        ("trước 12h trước khi mở cổng", "PT12H"),
        ("trong ngày khi có phản ánh", "P1D"),
        ("trong ngày", "P1D"),
        ("trong ngày hôm nay", "2025-11-20"),
        ("trước 16 giờ chiều nay", "2025-11-20"),
        ("đến 2030", "2030-12-31"),
        ("cả năm", "2025-12-31"),
        ("trước 15 giờ cùng ngày", None),
        ("trước 12 giờ trưa", None),
        ("vào 9 giờ, 11 giờ và 19 giờ", None),
        ("sau 02 giờ", "PT2H"),
        ("trước 48 giờ", "PT48H"),
        ("18 giờ đến 21 giờ các ngày trong tuần và cả ngày thứ Bảy", None),
        ("hằng tháng (trước ngày 20), quý (trước ngày 20 tháng cuối quý)", "FREQ=MONTHLY;BYMONTHDAY=20"),
        ("trước ngày 15/6/2026 (báo cáo 6 tháng) và trước ngày 15/12/2026 (báo cáo năm)", "2026-12-15"),
        ("một năm hai lần", "FREQ=MONTHLY;INTERVAL=6"),
        ("06 tháng, 01 năm", "FREQ=MONTHLY;INTERVAL=6"),
        ("ngày cuối cùng của tháng cuối quý", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"),
        ("Quý I + II/2026", "2026-06-30"),
        ("2 quý đầu năm 2026", "2026-06-30"),
        ("giai đoạn 1: 2026-2028; giai đoạn 2: 2029-2030", "2030-12-31"),
        ("ngày 10 tháng 3 năm Bính Ngọ (âm lịch)", "2026-04-26"),
        ("ngày 10 tháng 3 năm Bính Ngọ", "2026-04-26"),
        ("đến năm 2030, tầm nhìn đến năm 2045", "2030-12-31"),
        ("quý tư năm 2025", "2025-12-31"),
        ("quý thứ nhất năm 2026", "2026-03-31"),
        ("trong vòng 1-2 ngày", "P2D"),
        ("trong thời hạn 1/2 ngày", None),
        ("từ 3 đến 5 ngày làm việc", "P5B"),
        ("một tháng rưỡi", None),
        ("trong mười lăm ngày", "P15D"),
        ("trong vòng hai mươi ngày", "P20D"),
        ("trong mười năm", "P10Y"),
        ("trước ngày 1l/12/2025", "2025-12-11"),
        ("trước ngày 15,tháng 12 năm 2025", "2025-12-15"),
        ("trước ngày 20/12 hằng năm (riêng năm 2025 trước ngày 25/12)", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20"),
        ("Q.IV/2025", "2025-12-31"),
        ("trước mùa mưa năm 2026", None),
        ("ngày 15 tháng thứ hai của quý", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15"),
        ("cuối quý", "2025-12-31"),
        ("kỷ niệm 80 năm Quốc khánh (02/9/1945 - 02/9/2025)", "2025-09-02"),
        ("trước 6 giờ và sau 18 giờ", None),
        ("24 giờ kể từ khi có tin báo", "PT24H"),
        ("thứ Bảy, Chủ nhật từ ngày 20/12/2025", "FREQ=WEEKLY;BYDAY=SA,SU"),
        ("trong ngày làm việc", "P1B"),
        ("sau mỗi buổi làm việc 02 ngày", "P2D"),
        ("mỗi chiều thứ Sáu", "FREQ=WEEKLY;BYDAY=FR"),
        ("02 lần/tháng (ngày 10 và 25)", "FREQ=MONTHLY;BYMONTHDAY=10,25"),
        ("chậm nhất ngày 28 tháng này", "2025-11-28"),
        ("trước ngày 10 tháng sau", "2025-12-10"),
        ("trước ngày 23 tháng Chạp", "2026-02-10"),
        ("mùng 10 tháng Giêng", "2026-02-26"),
        ("trong tháng 11, tháng 12 năm 2026", "2026-12-31"),
        ("từ ngày 15/11 đến ngày 30/11", "2025-11-30"),
        ("từ tháng 10 đến tháng 12", "2025-12-31"),
        ("tháng 10 - 12", "2025-12-31"),
        ("trong 3 tháng 1, 2 và 3", "2026-03-31"),
        ("12-2026", "2026-12-31"),
        ("trong 2 năm (2026-2027)", "2027-12-31"),
        ("trong 15 ngày (từ ngày 01/12 đến ngày 15/12/2025)", "2025-12-15"),
        ("trước Tết Nguyên đán 2026 ít nhất 7 ngày", "2026-02-10"),
        ("chậm nhất ngày 15/12/2025; riêng vùng cao chậm nhất ngày 30/11/2025", "2025-12-15"),
        ("tháng hai kỳ", "FREQ=MONTHLY"),
        ("28 tháng Chạp, trước Tết 2026", "2026-02-15"),
        ("Tết Trung thu 2026", "2026-09-25"),
        ("trong 10 ngày tới", "2025-11-30"),
        ("trong 3 tháng tới", "2026-02-20"),
    ],
)
def test_forms_found_by_trying(phrase: str, value: str | None) -> None:
    assert due_value(phrase, DIRECTIVE).value == value


def test_long_text_is_read_fast() -> None:
    for text in ("tháng 1 - " * 9000, "1/1-" * 9000, "từ 1/1/2025 " * 9000, "trước ngày 1 " * 9000):
        begin = time.process_time()
        due_value(text, DIRECTIVE)
        assert time.process_time() - begin < 10


def test_a_list_begins_in_the_year_that_its_end_names() -> None:
    assert due_value("từ 20/12 đến 10/01/2025").first == date(2024, 12, 20)
    assert due_value("08 - 10/02/2026").first == date(2026, 2, 8)
    assert due_value("Tháng 3 - 4/2026").first == date(2026, 3, 1)


def test_a_stretch_over_the_turn_of_a_year_has_no_last_day() -> None:
    """Art. 146 says when a year begins; "cuối năm 2027 và đầu năm 2028" is one stretch whose end nobody can tell."""
    found = due_value("vào cuối năm 2027 và đầu năm 2028")
    assert (found.value, found.why) == (None, ("how far “đầu năm” reaches is not told",))
    assert due_value("từ cuối năm 2027 đến đầu năm 2028").value == "2028-01-01"
    assert due_value("đầu năm 2028").value == "2028-01-01"


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("trước Tết Nguyên đán, chậm nhất ngày 05/02/2026", "2026-02-05"),
        ("trước Tết Nguyên đán Bính Ngọ 2026 (ngày 10/02/2026)", "2026-02-10"),
        ("ngày 26/4/2026 (10/3 âm lịch)", "2026-04-26"),
        ("từ quý I, chậm nhất 28/02/2026", "2026-02-28"),
        ("trong tháng 12/2025, chậm nhất ngày 25/12", "2025-12-25"),
        ("trong quý I (trước ngày 20/3/2026)", "2026-03-20"),
        ("từ ngày 01/12/2025 đến hết năm", "2025-12-31"),
        ("mùng 6 Tết Nguyên đán 2026", "2026-02-22"),
        ("trước Tết Dương lịch 2027", "2027-01-01"),
        ("trước ngày 30/4/2026 ít nhất 10 ngày", "2026-04-20"),
        ("chậm nhất 05 ngày trước ngày 30/4/2026", "2026-04-25"),
    ],
)
def test_the_day_that_is_stated_decides(phrase: str, value: str) -> None:
    assert due_value(phrase, DIRECTIVE).value == value


@pytest.mark.parametrize(
    "phrase",
    [
        "Từ ngày 10/3/2026 đến ngày họp dân",
        "từ 10/3/2026 đến khi hết dịch",
        "trong dịp Tết Nguyên đán 2026",
        "sau kỳ nghỉ Tết Nguyên đán",
    ],
)
def test_an_end_without_a_day_is_null(phrase: str) -> None:
    found = due_value(phrase, DIRECTIVE)
    assert found.value is None
    assert found.why


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("ngày hai buổi", "FREQ=DAILY"),
        ("mỗi ngày 02 buổi", "FREQ=DAILY"),
        ("tuần ít nhất 3 lần", "FREQ=WEEKLY"),
        ("mỗi năm hai lần", "FREQ=MONTHLY;INTERVAL=6"),
        ("mỗi năm 01 lần", "FREQ=YEARLY"),
    ],
)
def test_so_many_times_a_unit(phrase: str, value: str) -> None:
    assert due_value(phrase, DIRECTIVE).value == value


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("trong vòng 20 ngày kể từ ngày ký văn bản này", "2025-12-10"),
        ("trong vòng 20 ngày, kể từ ngày Công văn này được ban hành", "2025-12-10"),
        ("sau 20 ngày kể từ khi ban hành Kết luận này", "2025-12-10"),
        ("trong 20 ngày kể từ ngày ban hành quyết định thu hồi đất", "P20D"),
        ("trong 20 ngày kể từ ngày ký hợp đồng", "P20D"),
        ("trong thời hạn 20 ngày kể từ ngày ký", "P20D"),
    ],
)
def test_issue_of_this_directive_and_of_others(phrase: str, value: str) -> None:
    assert due_value(phrase, DIRECTIVE).value == value
    assert due_value(phrase).value == "P20D"
    assert due_value(phrase, DueContext(date(2025, 11, 1), 2025, day_known=False)).value == "P20D"


def test_a_month_alone_is_no_day_to_count_from() -> None:
    month = DueContext(date(2025, 11, 1), 2025, day_known=False)
    assert due_value("ngày mai", month).value is None
    assert due_value("trong tuần này", month).value is None
    assert due_value("trong tháng này", month).value == "2025-11-30"
    assert due_value("trước ngày 15/12", month).value == "2025-12-15"


def test_the_sentence_tells_whose_issue_is_meant() -> None:
    phrase = "trong 4 ngày kể từ khi được ký"
    own = DueContext(date(2025, 11, 20), sentence=f"Văn thư gửi kết luận này tới các chi bộ {phrase}.")
    assert due_value(phrase, own).value == "2025-11-24"
    assert due_value(phrase, DueContext(date(2025, 11, 20), sentence=f"Gửi hợp đồng {phrase}.")).value == "P4D"


_NOTATIONS = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d:02}.{m:02}.{y}", "{d} / {m} / {y}", "{d} tháng {m} năm {y}",
    "{d:02} tháng {m:02} năm {y}", "{d}, tháng {m}, năm {y}", "{d} tháng {m}/{y}", "{d:02}/{m} năm {y}", "{y}-{m:02}-{d:02}",
)  # fmt: skip
_FRAMES = (
    "{}",
    "trước ngày {}",
    "chậm nhất là ngày {}",
    "xong trước {}",
    "đến hết ngày {}",
    "trước 17h00 ngày {}",
    "(ngày {})",
)


@settings(max_examples=400, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.sampled_from(_NOTATIONS), st.sampled_from(_FRAMES))
def test_every_day_comes_back_from_every_notation(day: date, notation: str, frame: str) -> None:
    written = frame.format(notation.format(d=day.day, m=day.month, y=day.year))
    assert due_value(written, DIRECTIVE).value == day.isoformat(), written
    assert due_value(written).value == day.isoformat(), written


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.dates(date(2000, 1, 1), date(2039, 12, 31)))
def test_a_day_without_a_year_is_the_next_one(day: date, own: date) -> None:
    found = due_value(f"trước ngày {day.day}/{day.month}", DueContext(own)).last
    assert found is not None
    assert (found.day, found.month) == (day.day, day.month)
    assert own <= found
    assert (found - own).days < 366 or (day.month, day.day) == (2, 29)


@settings(max_examples=200, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(0, 400), st.sampled_from(("đến", "-", "đến hết")))
def test_ranges_end_on_their_last_day(first: date, length: int, joint: str) -> None:
    last = first + timedelta(length)
    found = due_value(
        f"từ {first.day}/{first.month}/{first.year} {joint} {last.day}/{last.month}/{last.year}", DIRECTIVE
    )
    assert (found.first, found.value) == (first, last.isoformat())


@pytest.mark.parametrize("year", range(2000, 2041))
def test_every_month_quarter_and_year(year: int) -> None:
    for month in range(1, 13):
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
        for written in (
            f"trong tháng {month}/{year}",
            f"tháng {month:02} năm {year}",
            f"{month}/{year}",
            f"hết tháng {month}-{year}",
        ):
            assert due_value(written).value == last.isoformat(), written
    for number, roman in enumerate(("I", "II", "III", "IV"), 1):
        last = date(year + number // 4, number % 4 * 3 + 1, 1) - timedelta(1)
        for written in (f"quý {roman}/{year}", f"trong Quý {number} năm {year}", f"quí {roman} - {year}"):
            assert due_value(written).value == last.isoformat(), written
    for written in (f"trong năm {year}", f"đến hết năm {year}", f"cuối năm {year}"):
        assert due_value(written).value == f"{year}-12-31"


@pytest.mark.parametrize(
    "value",
    [
        *(
            "2026-02-28",
            "FREQ=MONTHLY;INTERVAL=6",
            "FREQ=YEARLY;BYMONTH=6,11;BYMONTHDAY=1,15;BYSETPOS=1,4",
            "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
        ),
        *("P10D", "P5B", "PT48H", "P1Y", "ongoing", "doc:943/CAT-ANM", "P0D"),
    ],
)
def test_a_value_is_its_own_value(value: str) -> None:
    assert due_value(value, DIRECTIVE).value == value
    assert due_value(value).value == value


@pytest.mark.parametrize(("phrase", "value"), PROBES)
def test_normalising_twice_changes_nothing(phrase: str, value: str) -> None:
    first = due_value(phrase, DIRECTIVE)
    assert first.value is not None
    again = due_value(first.value, DIRECTIVE)
    assert again.value == first.value
    if first.last is None:  # the value of a period is its last day, read again a day
        assert again.kind == first.kind


def test_no_value_depends_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoClock(date):
        @classmethod
        def today(cls) -> NoReturn:
            raise AssertionError("the clock was read")

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the clock was read")

    for module in (calendar, due_days, due_relative, events, lunar, mention_forms, mentions, timex, workdays):
        monkeypatch.setattr(module, "date", NoClock)
    for name in ("time", "localtime", "gmtime", "time_ns"):
        monkeypatch.setattr(time, name, refuse)
    for phrase in (*(p for p, _ in PROBES), "trong 05 ngày làm việc kể từ ngày ban hành Kế hoạch này"):
        due_value(phrase)
        due_value(phrase, DIRECTIVE)


@given(st.text(max_size=80) | st.lists(st.sampled_from(_WORDS)).map(" ".join))
def test_never_raises(text: str) -> None:
    found = due_value(text, DIRECTIVE)
    assert found.value is not None or found.why
