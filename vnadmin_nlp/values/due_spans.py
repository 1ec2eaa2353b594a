"""Durations: kept as such, or counted from a day that the expression, the sentence or the whole directive names."""

from __future__ import annotations

import re
from datetime import timedelta

from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.due_days import RANGE, SEASON, feast, latest, named_in
from vnadmin_nlp.values.due_types import DueContext, DueValue
from vnadmin_nlp.values.events import ISSUED, PAPER, event_in, event_in_sentence, in_force
from vnadmin_nlp.values.lunar import lunar_mentions
from vnadmin_nlp.values.timex import of_duration
from vnadmin_nlp.values.words import NUMBER, count, due_words
from vnadmin_nlp.values.workdays import count_working_days

_DURATION = re.compile(
    rf"(?<![\w/])(?<!\d,)(?<!\d\.)(?<!tháng )(?<!quý )(?<!quí )(?<!lúc )(?<!vào )(?<!đến )(?<!giờ, )"
    rf"(?P<low>{NUMBER})(?:(?: ?- ?| đến )(?P<high>{NUMBER}))?(?: ?\([^()]{{0,30}}\))? "
    r"(?P<unit>ngày làm việc|ngày|tuần|tháng|năm|giờ|tiếng|phút)"
    r"(?! ?\d|[/.-]\d| (?:đầu|cuối) (?:năm|tháng|quý)| tháng| nay| giêng| chạp| rưỡi| thứ)(?!\w)"
)
_HOURS_LONG = re.compile(
    r"(?:trong|vòng|quá|(?<!và )sau|ít nhất|tối thiểu|tối đa|khoảng|thời hạn|thời gian|sớm|thêm)(?: \w{1,6}){0,2} $"
)  # what makes hours a length; else "trước 15 giờ" is an hour of the day
_HOURS_SINCE = re.compile(r"[^,;]{0,12}?(?:kể từ|tính từ|trước khi|sau khi|liên tục|/ngày|một ngày|mỗi ngày)")
_SINCE = re.compile(
    r"(?:kể|kề|ké|tính) từ|sau khi|từ (?:khi|ngày|lúc)|(?:trước|sau) (?:khi|ngày|tết|lễ|giỗ|rằm|quốc khánh|đêm|mùng|mồng)|khi"
)


_GAP = re.compile(
    r"[ ,]*(?:\([^()]{0,60}\)[ ,]*)?(?:(?:làm việc|đêm|đầu|đầu tiên|liên tục|tiếp theo|là|được)[ ,]*){0,2}"
)


# The issue of the directive itself is an event that the text dates; a bare "ngày ký" may be that of anything.
_OWN_ISSUE = re.compile(
    rf"(?:ngày|khi|lúc) {ISSUED} {PAPER}(?: này|(?=[\s.,;)]*$))|(?:ngày|khi|lúc) {PAPER} này (?:được |có )?{ISSUED}(?!\w)"
    rf"|(?:ngày|khi|lúc) có {PAPER} này|(?:ngày )?hôm nay|(?:kể )?từ nay"
)
_IN_FORCE = re.compile(rf"(?:ngày|khi|lúc) {PAPER} này (?:bắt đầu )?có hiệu lực")
_BARE_ISSUE = re.compile(rf"(?:ngày|khi) được {ISSUED}[\s.,;)]*$")
_BARE_SIGNING = re.compile(r"ngày (?:ký,? ban hành|ký và ban hành|ban hành|ký)[\s.,;)]*$")
_SIGNED = re.compile(
    rf"(?<!\w)(?:{PAPER}(?! này)|hợp đồng|biên bản|thỏa thuận|cam kết|giấy phép|giấy chứng nhận|phụ lục|bản ghi nhớ|quy chế|quy định"
    r"|tờ trình|báo cáo|hồ sơ|giấy)(?!\w)"
)
_THIS = re.compile(rf"(?<!\w){PAPER} này(?!\w)")


def _own_issue(since: str, sentence: str) -> bool:
    """Does the event behind "kể từ" mean the issue of the directive? "kể từ khi được ký" does beside "nghị quyết này".

    "kể từ ngày ký" alone does where its sentence names no other paper that might be signed; without a sentence nobody
    can tell.
    """
    if _OWN_ISSUE.search(since):
        return True
    around = " ".join(sentence.lower().split())
    if _THIS.search(around):
        return bool(_BARE_ISSUE.search(since) or _BARE_SIGNING.search(since))
    return bool(around and _BARE_SIGNING.search(since) and not _SIGNED.search(around))


def _iso(number: int, unit: str) -> str:
    if unit == "MIN":
        return f"PT{number // 60}H" if number % 60 == 0 else f"PT{number}M"
    return f"PT{number}H" if unit == "H" else f"P{number}{unit}"


_DAY_HOURS = 24


def _length(plain: str) -> re.Match[str] | None:
    """The first duration; hours only where something makes them a length and not an hour of the day."""
    for found in _DURATION.finditer(plain):
        clock = found["unit"] == "giờ" and (count(found["high"] or found["low"]) or 0) <= _DAY_HOURS
        if not clock or _HOURS_LONG.search(plain[: found.start()]) or _HOURS_SINCE.match(plain, found.end()):
            return found
    return None


def _duration_of(value: str) -> DueValue:
    return DueValue(value, "duration", timex=of_duration(value))


_STATED = re.compile(
    r"(?<!\w)(?:tức|cụ thể|dự kiến|(?<=\()(?:chậm nhất|hạn cuối|xong|đến hết|hết|trước))(?: là)?(?: vào| đến| trước| hết)? (?=ngày \d|\d)"
)  # the day worked out by the writer


def since_day(plain: str, text: str, context: DueContext) -> DueValue | None:
    """A duration that begins on a day which is named: in the expression, else by its event in the directive."""
    span = _length(plain)
    since = _SINCE.search(plain, span.end()) if span else None
    if not span or not since or not _GAP.fullmatch(plain, span.end(), since.start()):
        return None
    stated = _STATED.search(plain, span.end())
    if stated and named_in(plain[stated.end() :], context):
        return latest(plain[stated.end() :], named_in(plain[stated.end() :], context))
    if (
        _REPORT.search(plain[: span.end()])
        and since[0].startswith("trước")
        and named_in(plain[since.start() :], context)
    ):
        return None  # "báo cáo 6 tháng trước ngày 15/6": the report on six months
    if RANGE.search(plain, span.end()) and len(named_in(plain[span.end() :], context)) > 1:
        return None  # "trong 15 ngày (từ ngày 01/12 đến ngày 15/12/2025)": the range says it all
    unit = due_words().durations[span["unit"]]
    number = count(span["high"] or span["low"])
    if not number:
        return None
    start = _start(plain[since.start() :], context)
    if start is None:
        return _duration_of(_iso(number, unit))
    sign = -1 if since[0].startswith("trước") else 1
    if _MIDNIGHT.search(
        plain, since.start()
    ):  # counted from the first hour of that day on: the day itself is one of them
        start.period = cal.one_day(start.period.last - timedelta(1))
    return _counted(start, sign * number, unit) or _duration_of(_iso(number, unit))


_REPORT = re.compile(r"(?:báo cáo|sơ kết|đánh giá|số liệu|kết quả|^) ?(?:0?[369]|ba|sáu|chín) tháng$")
_MIDNIGHT = re.compile(r"(?<![\d:])(?:0?0 ?(?:giờ|h|g)(?: ?00)?(?: phút)?|0?0:00) (?:của )?ngày \d")


def _start(since: str, context: DueContext) -> _Start | None:
    named = [m for m in named_in(since, context) if m.period.first == m.period.last]
    if named:
        found = max(named, key=lambda m: m.period.last)
        return _Start(found.period, (found.inferred,) if found.inferred else ())
    if context.document_date and context.day_known and _own_issue(since, context.sentence):
        own = context.document_date
        return _Start(cal.one_day(own), (f"event: its issue on {own.isoformat()}, the directive's date",))
    days = in_force(context.text) if context.document_date and context.day_known and _IN_FORCE.search(since) else None
    if days is not None and context.document_date:
        there = context.document_date + timedelta(days)
        return _Start(cal.one_day(there), (f"event: in force from {there.isoformat()}, {days} days after its issue",))
    day = feast(since, context) if lunar_mentions(since) else None
    if day and day.last:
        return _Start(cal.one_day(day.last), day.inferred)
    event = event_in_sentence(since, context.sentence) or event_in(since, context.text)
    if event is None:
        return None
    note = f"event: {event.day.isoformat()} from the day that the directive gives for “{event.name}”"
    return _Start(cal.one_day(event.day), (note,))


class _Start:
    """The day that a duration is counted from, and what was inferred to find it."""

    def __init__(self, period: cal.Period, inferred: tuple[str, ...]) -> None:
        self.period = period
        self.inferred = inferred


def _counted(start: _Start, number: int, unit: str) -> DueValue | None:
    provisional = False
    if unit == "B":
        counted = count_working_days(start.period.last, number)
        end = counted.day if counted else None
        provisional = counted.provisional if counted else False
    else:
        end = cal.add(start.period.last, number, unit)
    if end is None:
        return None
    why = "counted from the day named" if number > 0 else "counted back from the day named"
    behind = cal.add(start.period.last, 1, "D")  # Civil Code 2015 art. 147: the first day is not counted
    first = behind if number > 0 else end
    return DueValue(
        end.isoformat(), "duration", first=first, last=end, why=(why,), inferred=start.inferred, provisional=provisional
    )


_HOURS_AND_MINUTES = re.compile(r"(?<![\d/])(\d{1,3}) giờ (\d{1,2}) phút(?!\w)(?!,? ngày)")


def duration(plain: str, text: str, context: DueContext) -> DueValue | None:
    """A duration from an event that is not dated: "trong thời hạn 10 ngày kể từ ngày nhận được văn bản"."""
    both = _HOURS_AND_MINUTES.search(plain)
    if both and _HOURS_LONG.search(plain[: both.start()]):
        return _duration_of(f"PT{int(both[1])}H{int(both[2])}M")
    span = _length(plain)
    number = count(span["high"] or span["low"]) if span else None
    if not span or not number:
        return DueValue("P0D", "duration", "by", timex="P0D") if re.match(r"ngay (?:sau )?khi\b", plain) else None
    if ";" in plain[span.end() :] and named_in(plain[plain.index(";", span.end()) :], context):
        return None  # "sau 01 năm thực hiện; tổng kết vào năm 2026": the last
    if "(" in plain[span.end() :] and named_in(plain[plain.index("(", span.end()) :], context):
        return None  # "trong hai năm (2026-2027)"
    return _duration_of(_iso(number, due_words().durations[span["unit"]]))


_AHEAD = re.compile(
    rf"(?<!\w)trước .{{0,60}}?(?: ít nhất| tối thiểu|,)? (?P<n>{NUMBER}) (?P<unit>ngày làm việc|ngày|tuần|tháng)"
    r"(?! ?\d| tháng| (?:đầu|cuối))(?!\w)"
)


def ahead(plain: str, text: str, context: DueContext) -> DueValue | None:
    """ "trước ngày 30/4/2025 ít nhất 05 ngày": counted back from the day named."""
    match = None if plain[-1:].isdigit() else _AHEAD.search(plain)  # it ends in a unit
    number = count(match["n"]) if match and match.end() == len(plain.rstrip(" .;,)")) else None
    if not match or not number:
        return None
    before = plain[: match.start("n")]
    start = None if SEASON.search(before) else _start(before, context)  # "trước kỳ họp giữa năm 2026 30 ngày"
    return _counted(start, -number, due_words().durations[match["unit"]]) if start else None
