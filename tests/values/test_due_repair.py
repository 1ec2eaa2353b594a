"""What scans, lost marks and slips of typing do to due expressions, and what must not be repaired."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.values.due import DueContext, due_value
from vnadmin_nlp.values.due_repair import plain_of

OWN = DueContext(date(2025, 8, 20))


@pytest.mark.parametrize(
    ("phrase", "plain"),
    [
        ("trước 31/1O/2025", "trước 31/10/2025"),
        ("trước ngày lO/1O/2025", "trước ngày 10/10/2025"),
        ("trước ngày 3O/O9/2025", "trước ngày 30/09/2025"),
        ("trước ngày 15/9/2O25", "trước ngày 15/9/2025"),
        ("trước ngày 1l/10/2025", "trước ngày 11/10/2025"),
        ("trước ngày 15/9/202 5", "trước ngày 15/9/2025"),
        ("ngày 15 tháng 9 năm 20 25", "ngày 15 tháng 9 năm 2025"),
        ("trong tháng l2/2025", "trong tháng 12/2025"),
        ("trưóc ngày 15/9", "trước ngày 15/9"),
        ("truớc hgày 15/9", "trước ngày 15/9"),
        ("trước ngàv 15 thảng 9", "trước ngày 15 tháng 9"),
        ("chậm nhât ngảy 15/9", "chậm nhất ngày 15/9"),
        ("kề từ ngày ký", "kể từ ngày ký"),
        ("hàng thang", "hằng tháng"),
        ("hăng tháng", "hằng tháng"),
        ("định kì hàng quỷ", "định kỳ hằng quý"),
        ("trong qúy IV/2025", "trong quý iv/2025"),
        ("truoc ngay 30 thang 6 nam 2026", "trước ngày 30 tháng 6 năm 2026"),
    ],
)
def test_what_is_repaired(phrase: str, plain: str) -> None:
    assert plain_of(phrase) == plain
    assert plain_of(unicodedata.normalize("NFD", phrase)) == plain


@pytest.mark.parametrize(
    "phrase",
    [
        "ngay sau khi kết thúc", "hoàn thành ngay 3 nhiệm vụ", "trong quý ii/2010", "hàng tháng", "hằng tháng", "hàng năm",
        "trong vòng 3 giờ ngay sau bão", "năm 2025, nam châm", "5 lít", "trong 15 ngày",
    ],
)  # fmt: skip
def test_what_is_right_stays(phrase: str) -> None:
    assert plain_of(phrase) == phrase


@pytest.mark.parametrize(
    "phrase",
    [
        "trước ngày 2S/12/2025", "trước ngày 15/92025", "trước ngày 159/2025", "trước ngày 15//9/2025", "trước ngày 15/9/225",
        "trong tháng 9/20025", "trong tháng 9 năm 205", "trước ngày 1 5/9/2025", "trước ngày 25", "trong tuần 36", "ngày 32 hằng tháng",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_no_value(phrase: str) -> None:
    found = due_value(phrase, OWN)
    assert found.value is None
    assert found.why


@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.data())
def test_a_day_with_spoilt_digits_is_that_day_or_none(day: date, data: st.DataObject) -> None:
    """Never another day: one or two digits read as letters, as scans do."""
    written = list(f"{day.day:02}/{day.month:02}/{day.year}")
    spoilt = {"0": "O", "1": "l"}
    for place in data.draw(st.lists(st.integers(0, 9), max_size=2)):
        written[place] = spoilt.get(written[place], written[place])
    assert due_value(f"trước ngày {''.join(written)}").value in (day.isoformat(), None)


@pytest.mark.parametrize(
    ("phrase", "value", "time"),
    [
        ("trước mùa gió, chậm nhất là cuối tháng 9 năm 2025", "2025-09-30", None),
        ("trước mùa gió năm 2026", None, None),
        ("trước 17.00 ngày 28/9/2025", "2025-09-28", "17:00"),
        ("trước 17.60 ngày 28/9/2025", None, None),
    ],
)
def test_a_day_that_is_told_counts_beside_what_is_not_dated(phrase: str, value: str | None, time: str | None) -> None:
    found = due_value(phrase, OWN)
    assert (found.value, found.time) == (value, time)
