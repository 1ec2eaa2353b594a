"""What holds of every due value: days in every notation, values read again, no clock, no hanging pattern."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp.values.due import DueContext, DueValue, due_value

OWN = DueContext(date(2025, 11, 20))
MONTHS = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")
NOTATIONS = (
    "{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "{d}-{m}-{y}", "{d:02}-{m:02}-{y}", "{d}.{m}.{y}", "{d:02}.{m:02}.{y}",
    "{d} / {m} / {y}", "{d:02}/ {m}/{y}", "{d} tháng {m} năm {y}", "{d:02} tháng {m:02} năm {y}", "{d}, tháng {m}, năm {y}",
    "{d} tháng {m}/{y}", "{d:02}/{m} năm {y}", "{y}-{m:02}-{d:02}", "{d:02}/{m:02}/{s:02}", "{d:02} tháng {w} năm {y}",
)  # fmt: skip


def _written(day: date, notation: str) -> str:
    return notation.format(d=day.day, m=day.month, y=day.year, s=day.year % 100, w=MONTHS[day.month - 1])


@pytest.mark.parametrize("part", range(2))
def test_every_day_from_2000_to_2040_comes_back(part: int) -> None:
    """Every day, in two notations each; over the years every notation has every day of the year."""
    for ordinal in range(date(2000, 1, 1).toordinal(), date(2040, 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        written = _written(day, NOTATIONS[(ordinal + 8 * part) % len(NOTATIONS)])
        found = due_value(f"trước ngày {written}")
        assert (found.value, found.kind, found.timex) == (day.isoformat(), "date", day.isoformat()), written


@settings(max_examples=300, deadline=None)
@given(
    st.dates(date(2000, 1, 1), date(2040, 12, 31)),
    st.sampled_from(NOTATIONS),
    st.sampled_from(
        [
            ("{}", "on", True),
            ("ngày {}", "on", True),
            ("trước ngày {}", "before", False),
            ("xong trước {}", "before", False),
            ("chậm nhất là ngày {}", "on_or_before", True),
            ("đến hết ngày {}", "on_or_before", True),
            ("không muộn hơn ngày {}", "on_or_before", True),
            ("đến ngày {}", "by", True),
            ("từ ngày {}", "from", True),
            ("trong ngày {}", "within", True),
            ("trước 17h00 ngày {}", "before", True),
        ]
    ),
)
def test_relation_and_inclusion_of_every_day(day: date, notation: str, frame: tuple[str, str, bool]) -> None:
    found = due_value(frame[0].format(_written(day, notation)), OWN)
    assert (found.value, found.relation, found.included) == (day.isoformat(), *frame[1:])
    assert found.time == ("17:00" if "17h" in frame[0] else None)
    assert found.first == (None if found.relation in ("before", "on_or_before", "by") else day)
    assert found.inferred == ()


_PHRASES = (
    "trước ngày 28/02/2023", "trong tháng 6/2023", "trong quý III năm 2025", "6 tháng cuối năm 2026", "giai đoạn 2026-2030",
    "định kỳ 6 tháng và năm", "trước ngày 20 hằng tháng", "thứ Sáu hằng tuần", "trước ngày 15 của tháng đầu quý",
    "trong thời hạn 10 ngày làm việc kể từ ngày nhận được văn bản", "trong vòng 48 giờ", "Nhiệm vụ thường xuyên",
    "theo Công văn số 943/CAT-ANM", "tuần tới", "trước Tết Nguyên đán", "ngày 10/3 âm lịch", "cuối quý này", "trong ngày làm việc",
    "từ nay đến cuối năm", "trong 10 ngày kể từ ngày ký văn bản này", "trước tháng 6/2026", "mỗi năm hai lần", "sáng mai",
)  # fmt: skip


@pytest.mark.parametrize("phrase", _PHRASES)
def test_a_value_read_again_is_itself(phrase: str) -> None:
    first = due_value(phrase, OWN)
    assert first.value is not None
    for context in (OWN, DueContext(), DueContext(date(2031, 2, 3))):
        assert due_value(first.value, context).value == first.value


@pytest.fixture(params=[-9000, 1, 12000])
def shifted_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> date:
    """The clock of the process stands `param` days away from now; `date.today` asks `time.time`. Gives the day that it shows."""
    real, shift = time.time, request.param * 86400
    monkeypatch.setattr(time, "time", lambda: real() + shift)
    return date.today()


_UNDER_THE_CLOCK: dict[str, DueValue] = {}


def _everything() -> dict[str, DueValue]:
    sentence = "Kế hoạch này có hiệu lực kể từ ngày ký."
    with_own = DueContext(date(2025, 11, 20), sentence=sentence, text=sentence, roll_over=True)
    phrases = (
        *_PHRASES,
        "trong 05 ngày làm việc kể từ ngày ban hành Kế hoạch này",
        "trước ngày 15/01",
        "thứ Sáu tuần này",
    )
    return {f"{p}|{c is None}": due_value(p, c) for p in phrases for c in (None, with_own)}


def test_no_value_follows_the_clock(shifted_clock: date) -> None:
    assert abs((shifted_clock - datetime.now(UTC).date()).days) >= 1  # the clock is really another one
    shifted = _everything()
    if not _UNDER_THE_CLOCK:
        _UNDER_THE_CLOCK.update(shifted)
    assert shifted == _UNDER_THE_CLOCK


def test_without_a_date_nothing_relative_has_a_value() -> None:
    for phrase in (
        "trước ngày 15/01",
        "tuần tới",
        "thứ Sáu tuần này",
        "cuối năm",
        "trong tháng này",
        "từ nay đến hết quý II",
    ):
        assert due_value(phrase).value is None, phrase


_PIECES = (
    "ngày ", "tháng ", "năm ", "quý ", "tuần ", "1", "12", "/", "-", ".", " ", ", ", "và ", "đến ", "từ ", "trước ", "hằng ", "thứ ",
    "2025", "lần ", "giờ ", "h", "kể từ ", "âm lịch", "(", ")", "i", "cuối ", "của ", "mười ", "nay ", "tết ", "ký ", "này ", "\n", "…",
)  # fmt: skip


@pytest.mark.parametrize("piece", _PIECES)
@pytest.mark.parametrize("other", ["", "1", "ngày 1", "tháng 2 "])
def test_no_pattern_hangs(piece: str, other: str) -> None:
    """Long runs of one piece or of two in turn, alone and with what should end the match missing."""
    for text in (
        (piece + other) * 400,
        "trước ngày " + (piece + other) * 400 + "x",
        ("từ 1/1/2025 " + piece + other) * 60,
    ):
        begin = time.process_time()
        due_value(text, DueContext(date(2025, 11, 20), sentence=text, text=text * 4))
        assert time.process_time() - begin < 0.5, text[:40]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=60).map("".join), st.booleans())
def test_any_mixture_is_read_or_refused_with_a_reason(text: str, dated: bool) -> None:
    found = due_value(text, OWN if dated else None)
    assert found.value is not None or found.why
    if found.first and found.last:
        assert found.first <= found.last
    if found.value is not None and found.last is not None:
        assert found.value == found.last.isoformat()
