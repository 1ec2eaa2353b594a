"""What a due says besides its value: days, inclusion, hour, inference, TIMEX3; and events dated in another place."""

from __future__ import annotations

from datetime import date

import pytest

from vnadmin_nlp.values.due import DueContext, due_value
from vnadmin_nlp.values.events import event_in, event_in_sentence

OWN = DueContext(date(2025, 11, 20))


@pytest.mark.parametrize(
    ("phrase", "timex"),
    [
        ("trước ngày 28/11/2025", "2025-11-28"),
        ("trước 17h00 ngày 28/11/2025", "2025-11-28T17:00"),
        ("trong tháng 12/2025", "2025-12"),
        ("quý I/2026", "2026-Q1"),
        ("6 tháng cuối năm 2026", "2026-H2"),
        ("năm 2026", "2026"),
        ("trong tuần tới", "2025-W48"),
        ("cuối năm 2025", "2025"),
        ("đầu tháng 3/2026", "2026-03"),
        ("từ ngày 01/7/2026 đến ngày 15/7/2026", "2026-07-01/2026-07-15"),
        ("giai đoạn 2026-2030", "2026-01-01/2030-12-31"),
        ("trong vòng 10 ngày", "P10D"),
        ("trong vòng 48 giờ", "PT48H"),
        ("trong vòng 10 ngày làm việc", None),
        ("trong 10 ngày kể từ ngày ký văn bản này", "2025-11-30"),
        ("hằng tháng", "P1M"),
        ("trước ngày 25 hằng tháng", "XXXX-XX-25"),
        ("thứ Sáu hằng tuần", "XXXX-WXX-5"),
        ("trước ngày 15/12 hằng năm", "XXXX-12-15"),
        ("tháng 9 hằng năm", "XXXX-09"),
        ("định kỳ 6 tháng", "P6M"),
        ("cứ 3 giờ một lần", "PT3H"),
        ("Thường xuyên", None),
        ("theo Công văn số 943/CAT-ANM", None),
    ],
)
def test_timex(phrase: str, timex: str | None) -> None:
    assert due_value(phrase, OWN).timex == timex


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("ngày 28/11/2025", "date"),
        ("cuối tháng 3/2026", "month"),
        ("quý I, II năm 2026", "quarter"),
        ("nửa đầu năm 2026", "half"),
        ("trong năm 2026 và năm 2027", "year"),
        ("từ quý I đến quý III/2026", "period"),
        ("trước Tết Nguyên đán 2026", "event"),
        ("khi có yêu cầu", "event"),
        ("trong 10 ngày kể từ ngày 01/12/2025", "duration"),
        ("trong năm học 2025-2026", "period"),
    ],
)
def test_kinds(phrase: str, kind: str) -> None:
    assert due_value(phrase, OWN).kind == kind


def test_several_dues_take_relation_and_days_of_the_last() -> None:
    found = due_value("dự thảo trong tháng 12/2025, ban hành trước ngày 20/01/2026", OWN)
    assert (found.value, found.relation, found.first, found.included) == ("2026-01-20", "before", None, False)
    found = due_value("đợt 2 đến hết ngày 15/3/2026, đợt 1 trước ngày 15/12/2025", OWN)
    assert (found.value, found.relation, found.included) == ("2026-03-15", "on_or_before", True)


def test_no_period_begins_behind_its_end() -> None:
    found = due_value("từ nay đến hết ngày 15/10/2025", OWN)
    assert (found.value, found.first, found.timex) == ("2025-10-15", None, "2025-10-15")


def test_the_deadline_that_decides_among_several() -> None:
    from vnadmin_nlp.assignments.values import deciding
    from vnadmin_nlp.records import Span

    def told(*phrases: str) -> str | None:
        spans = [Span(id=f"s{i}", label="DEADLINE", start=0, end=len(p), text=p) for i, p in enumerate(phrases)]
        return deciding([(s, due_value(s.text, OWN)) for s in spans])[1].value

    assert told("trước ngày 05/12/2025", "chậm nhất ngày 10/12/2025", "ngày 01/12/2025") == "2025-12-10"
    assert told("hằng quý", "trước ngày 10 của tháng đầu quý") == "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=10"
    assert told("hằng quý", "trước ngày 10 hằng tháng") == "FREQ=MONTHLY;INTERVAL=3"
    assert told("hằng tuần", "hai tuần một lần") == "FREQ=WEEKLY"
    assert told("khi có yêu cầu", "hằng tháng") == "FREQ=MONTHLY"
    assert told("khi có yêu cầu") is None


def test_a_recurrence_keeps_its_relation() -> None:
    found = due_value("trước ngày 25 hằng tháng", OWN)
    assert (found.relation, found.included, found.last) == ("before", False, None)
    assert due_value("ngày 25 hằng tháng", OWN).included is None


@pytest.mark.parametrize(
    ("phrase", "inferred"),
    [
        ("trước ngày 15/01", ("year: 2026 from the directive's date 2025-11-20",)),
        ("trong tháng này", ("year+month: “tháng này” from the directive's date 2025-11-20",)),
        ("trước ngày 15/01/2026", ()),
        ("từ 20/12 đến 10/01/2026", ()),
        ("trong 10 ngày kể từ ngày ký văn bản này", ("event: its issue on 2025-11-20, the directive's date",)),
        ("trước Tết Nguyên đán 2026", ("event: the day of “1/1”",)),
    ],
)
def test_what_was_inferred_and_from_what(phrase: str, inferred: tuple[str, ...]) -> None:
    assert due_value(phrase, OWN).inferred == inferred


ELECTION = "Ngày bầu cử đại biểu Quốc hội khóa XVI là Chủ nhật, ngày 15/3/2026. Tổ bầu cử niêm yết danh sách."


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("trong 05 ngày kể từ ngày bầu cử", "2026-03-20"),
        ("chậm nhất 10 ngày trước ngày bầu cử", "2026-03-05"),
        ("trước ngày bầu cử ít nhất 20 ngày", "2026-02-23"),
        ("trước ngày bầu cử", "2026-03-15"),
        ("trong 03 ngày sau ngày bầu cử", "2026-03-18"),
        ("trong 05 ngày kể từ ngày bế mạc", "P5D"),
    ],
)
def test_an_event_that_the_directive_dates_once(phrase: str, value: str) -> None:
    found = due_value(phrase, DueContext(date(2026, 1, 5), text=ELECTION))
    assert found.value == value
    if value.startswith("2026"):
        assert found.inferred == ("event: 2026-03-15 from the day that the directive gives for “bầu cử”",)


def test_an_event_with_two_days_is_ambiguous() -> None:
    text = ELECTION + " Ngày bầu cử bổ sung ngày 29/3/2026."
    assert due_value("trong 05 ngày kể từ ngày bầu cử", DueContext(date(2026, 1, 5), text=text)).value == "P5D"
    assert due_value("trước ngày bầu cử", DueContext(date(2026, 1, 5), text=text)).value is None


def test_the_opening_of_something_else_is_not_taken() -> None:
    text = "Ngày khai mạc Hội thi tay nghề ngày 12/5/2026."
    assert event_in("kể từ ngày khai mạc đại hội", text) is None
    found = event_in("kể từ ngày khai mạc hội thi", text)
    assert found is not None
    assert found.day == date(2026, 5, 12)


def test_the_sentence_dates_its_own_event() -> None:
    found = event_in_sentence(
        "kể từ ngày kết thúc hội nghị", "Hội nghị khối kết thúc ngày 12/4/2026; gửi biên bản trong 3 ngày."
    )
    assert found is not None
    assert found.day == date(2026, 4, 12)
    assert event_in_sentence("kể từ ngày nhận hồ sơ", "Hội nghị kết thúc ngày 12/4/2026; trả lời trong 3 ngày.") is None
    two = "Hội nghị kết thúc ngày 12/4/2026, hội nghị sau kết thúc ngày 15/5/2026."
    assert event_in_sentence("kể từ ngày kết thúc hội nghị", two) is None


def test_effect_of_this_decision() -> None:
    text = "Quyết định này có hiệu lực thi hành kể từ ngày 01/12/2025. Luật Đất đai có hiệu lực từ ngày 01/8/2024."
    own = DueContext(date(2025, 11, 20), text=text)
    assert due_value("trong 30 ngày kể từ ngày Quyết định này có hiệu lực", own).value == "2025-12-31"
    assert due_value("trong 30 ngày kể từ ngày Luật có hiệu lực", own).value == "P30D"


@pytest.mark.parametrize(
    ("phrase", "value"),
    [
        ("trước ngày 23 tháng Chạp năm Ất Tỵ", "2026-02-10"),
        ("ngày 15 tháng 6 nhuận âm lịch năm 2025", "2025-08-08"),
        ("trước Rằm tháng Giêng", "2026-03-03"),
        ("trước đêm giao thừa", "2026-02-16"),
        ("mùng 3 Tết", "2026-02-19"),
        ("trước Tết Bính Ngọ", "2026-02-17"),
        ("ngày 15 tháng 7 nhuận âm lịch năm 2025", None),
        ("30 Tết Ất Tỵ 2025", None),  # that year's twelfth month had 29 days
    ],
)
def test_lunar_days(phrase: str, value: str | None) -> None:
    assert due_value(phrase, OWN).value == value
