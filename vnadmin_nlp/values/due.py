"""DEADLINE -> due value, as the annotation guidelines 1.3 ('due') spell it.

`due_value` reads the expression and the directive's own date, nothing else: never the clock. What it cannot tell is
null with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Literal

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.spans import docref_grammar
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.docref import document_key
from vnadmin_nlp.values.recurrence import recurrence
from vnadmin_nlp.values.words import NUMBER, count, due_words

Kind = Literal["date", "period", "recurrence", "duration", "ongoing", "reference", "unknown"]


@dataclass(frozen=True, slots=True)
class DueContext:
    """What the directive says of its own time. `document_year` serves where only the year is known."""

    document_date: date | None = None
    document_year: int | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class DueValue:
    """A due value. `value` is null where the text does not tell it; `why` then says what is missing.

    `first`, `last`: the days of a date or period, both included. `time`: an hour of the day that the text names
    ("17:00"); the value itself is a day. `relation`: before, by, within, from, on, after, every, or null.
    """

    value: str | None
    kind: Kind
    relation: str | None = None
    first: date | None = None
    last: date | None = None
    time: str | None = None
    why: tuple[str, ...] = ()


def due_value(text: str, context: DueContext | None = None) -> DueValue:
    """The value of the DEADLINE expression `text`. Never raises on any string."""
    context = context or DueContext()
    plain = _plain(text)
    relation = _relation(plain)
    for read in (_reference, _recurrence, _ongoing, _since_day, _days, _relative, _duration, _periods):
        found = read(plain, text, context)
        if found is not None:
            return _with_relation(found, relation, plain)
    return DueValue(None, "unknown", relation, why=("no time expression that this program reads",))


def _with_relation(found: DueValue, relation: str | None, plain: str) -> DueValue:
    relation = "every" if found.kind == "recurrence" else relation
    hour = _HOUR.search(plain)
    time = f"{int(hour[1]):02d}:{int(hour[2] or 0):02d}" if hour and found.kind in ("date", "recurrence") else None
    if time and not (int(time[:2]) < 25 and int(time[3:]) < 60):
        time = None
    return DueValue(found.value, found.kind, relation, found.first, found.last, time, found.why)


def _plain(text: str) -> str:
    """Lower case, one kind of blank, the digits that OCR reads as letters."""
    plain = " ".join(clean_view(text).text.lower().split())
    plain = re.sub(r"\b[il](?=\d)", "1", plain)
    return re.sub(r"\bng[ảá]y\b", "ngày", plain)


_HOUR = re.compile(r"(?<!\d)(\d{1,2}) ?(?:giờ|h|g)(?: ?(\d{2})(?!\d))?")
_RELATIONS = (
    ("by", re.compile(r"chậm nhất|muộn nhất|trễ nhất|không (?:muộn|chậm|quá)|(?<!\w)(?:đến|hết|xong)(?!\w)")),
    ("before", re.compile(r"(?<!\w)trước(?!\w)")),
    ("from", re.compile(r"^(?:kể )?từ (?!.*(?:đến|tới| - ))")),
    ("within", re.compile(r"(?<!\w)(?:trong|từ)(?!\w)")),
    ("after", re.compile(r"(?<!\w)sau(?!\w)")),
    ("on", re.compile(r"(?<!\w)(?:vào|ngày|\d)")),
)


def _relation(plain: str) -> str | None:
    first = re.match(r"\W*(trước|trong)\b", plain)
    if first:
        return "before" if first[1] == "trước" else "within"
    return next((name for name, pattern in _RELATIONS if pattern.search(plain)), None)


# --- readers, in order; each gives a value or None -----------------------------------------------------------------


def _reference(plain: str, text: str, context: DueContext) -> DueValue | None:
    view = clean_view(text).text
    refs = docref_grammar.numbered(view)
    if not refs:
        return None
    rest = "".join(view[a:b] for a, b in zip([0, *(r.end for r in refs)], [*(r.start for r in refs), len(view)], strict=True))
    if re.search(r"\d|hằng|hàng|thường xuyên", rest):
        return None
    key = document_key(view[refs[-1].start : refs[-1].end])
    return DueValue(f"doc:{key.key}", "reference", why=("due by reference to a document",))


def _recurrence(plain: str, text: str, context: DueContext) -> DueValue | None:
    rule = recurrence(plain)
    return DueValue(rule, "recurrence", "every") if rule else None


def _ongoing(plain: str, text: str, context: DueContext) -> DueValue | None:
    open_end = next((word for word in due_words().ongoing if word in plain), None)
    if open_end is None or (open_end in ("thường xuyên", "liên tục") and re.search(r"\d", plain)):
        return None
    return DueValue("ongoing", "ongoing", why=(f"open end: {open_end}",))


_DURATION = re.compile(
    rf"(?<![\w/])(?<!lúc )(?<!vào )(?<!đến )(?<!giờ, )(?P<low>{NUMBER})(?: ?- ?(?P<high>{NUMBER}))?(?: ?\([^()]{{0,30}}\))? "
    r"(?P<unit>ngày làm việc|ngày|tuần|tháng|năm|giờ|tiếng|phút)"
    r"(?! ?\d|[/.-]\d| (?:đầu|cuối) (?:năm|tháng|quý)| tháng| nay)(?!\w)"
)
_SINCE = re.compile(r"(?:kể|kề|ké|tính) từ|sau khi|từ (?:khi|ngày|lúc)|(?:trước|sau) (?:khi|ngày)|khi")


# The issue of the directive itself is an event that the text dates; a bare "ngày ký" may be that of anything.
_OWN_ISSUE = re.compile(
    r"ngày (?:ký |ký, )?(?:ban hành|ký|ra) (?:kế hoạch|chỉ thị|kết luận|thông báo|công văn|công điện|văn bản|quyết định|nghị quyết|chương trình)"
    r"(?: này)?(?!\w| số)|ngày (?:kế hoạch|chỉ thị|kết luận|thông báo|công văn|quyết định) này (?:được )?(?:ký|ban hành)"
)


def _iso(number: int, unit: str) -> str:
    if unit == "MIN":
        return f"PT{number // 60}H" if number % 60 == 0 else f"PT{number}M"
    return f"PT{number}H" if unit == "H" else f"P{number}{unit}"


def _since_day(plain: str, text: str, context: DueContext) -> DueValue | None:
    """A duration that begins on a day which the expression names: computed, working days excepted."""
    span = _DURATION.search(plain)
    since = _SINCE.search(plain, span.end()) if span else None
    if not span or not since:
        return None
    unit = due_words().durations[span["unit"]]
    number = count(span["high"] or span["low"])
    start = _last(_day_periods(plain[since.start() :], context))
    if start is None and context.document_date and _OWN_ISSUE.search(plain, since.start()):
        start = cal.Period(context.document_date, context.document_date)
    end = cal.add(start.last, number, unit) if start and number else None
    if end is None:
        return DueValue(_iso(number, unit), "duration") if number else None
    return DueValue(end.isoformat(), "date", first=start.first if start else None, last=end, why=("counted from the day named",))


def _duration(plain: str, text: str, context: DueContext) -> DueValue | None:
    span = _DURATION.search(plain)
    number = count(span["high"] or span["low"]) if span else None
    if not span or not number:
        return DueValue("P0D", "duration", "after") if re.match(r"ngay (?:sau )?khi\b", plain) else None
    return DueValue(_iso(number, due_words().durations[span["unit"]]), "duration")


_Y = r"((?:19|20)\d\d)(?!\d)"
_SEP = r" ?[/.-] ?"
_DATE = re.compile(
    rf"(?<![\d/.-])(?<!tuần )(?<!tuần thứ )(\d{{1,2}})(?:{_SEP}(\d{{1,2}})(?:{_SEP}{_Y})?(?!\d)"
    rf"| tháng (\d{{1,2}})(?!\d)(?:{_SEP}{_Y}|,? năm {_Y})?)"
)
_LUNAR = re.compile(r"(\d{1,2}) ?/ ?(\d{1,2})(?: ?/ ?(\d{4}))? ?(?:\()?âm lịch")
_MONTH = re.compile(rf"(?:(?P<part>đầu|giữa|cuối|hết|nửa đầu|nửa cuối) )?tháng (\d{{1,2}})(?!\d)(?:{_SEP}{_Y}|,? năm {_Y})?")
_MONTH_YEAR = re.compile(rf"(?<![\d/.-])(?<!tháng )(\d{{1,2}})/{_Y}")
_QUARTER = re.compile(rf"(?:(?P<part>đầu|giữa|cuối|hết) )?qu[ýí] (iv|i{{1,3}}|[1-4])(?!\w)(?:{_SEP}{_Y}|,? năm {_Y})?")
_HALF = re.compile(rf"(?:6|06|sáu) tháng (đầu|cuối) năm(?: {_Y})?")
_YEAR = re.compile(rf"(?:(?P<part>đầu|giữa|cuối|hết) )?(?:năm|giai đoạn) (?:học )?{_Y}(?: ?- ?{_Y})?")
_WEEK = re.compile(rf"tuần (?:thứ )?(\d|nhất|đầu|hai|ba|tư|cuối)(?: của)? tháng (\d{{1,2}})(?:{_SEP}{_Y}|,? năm {_Y})?")
_FIRST_DAYS = re.compile(rf"(\d{{1,2}}) ngày đầu tháng (\d{{1,2}})(?:{_SEP}{_Y}|,? năm {_Y})?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def _year(*groups: str | None) -> int | None:
    return next((int(group) for group in groups if group), None)


def _place(make: Callable[[int], cal.Period | None], year: int | None, context: DueContext) -> cal.Period | None:
    """The period in its year: the one written, else the one that lies nearest in the future of the directive."""
    if year is not None:
        return make(year)
    if context.document_date is not None:
        for candidate in range(context.document_date.year, context.document_date.year + 9):
            period = make(candidate)
            if period is not None and period.last >= context.document_date:
                return period
        return None
    return make(context.document_year) if context.document_year is not None else None


def _day_periods(plain: str, context: DueContext) -> list[cal.Period]:
    found = []
    for match in _DATE.finditer(plain):
        number, month = int(match[1]), int(match[2] or match[4])
        year = _year(match[3], match[5], match[6])
        if not 1 <= month <= 12:
            continue
        period = _place(partial(_swap, cal.day, month, number), year, context)
        if period is not None:
            found.append(period)
    return found


def _last(periods: list[cal.Period]) -> cal.Period | None:
    return max(periods, key=lambda p: p.last) if periods else None


def _days(plain: str, text: str, context: DueContext) -> DueValue | None:
    lunar = _LUNAR.search(plain)
    if lunar or "tết" in plain:
        return _feast(f"{int(lunar[1])}/{int(lunar[2])}" if lunar else "1/1", plain, context)
    if not _DATE.search(plain) or (_FIRST_DAYS.search(plain)):
        return None
    periods = _day_periods(plain, context)
    # the end of an explicit range or list decides; a month behind it may end later ("10/12 và trong quý I/2026")
    periods += [p for p in _period_list(_DATE.sub(" ", plain), context) if _YEARLESS.search(_DATE.sub(" ", plain))]
    last = _last(periods)
    if last is None:
        return DueValue(None, "unknown", why=(_why_no_day(plain, context),))
    first = min(p.first for p in periods)
    kind: Kind = "date" if first == last.last else "period"
    return DueValue(last.last.isoformat(), kind, first=first, last=last.last)


_YEARLESS = re.compile(r"tháng \d|quý|năm (?:19|20)\d\d")


def _why_no_day(plain: str, context: DueContext) -> str:
    if context.document_date is None and context.document_year is None and not re.search(_Y, plain):
        return "a day without a year, and the directive's own date is not known"
    return "no such day in the calendar"


def _feast(lunar: str, plain: str, context: DueContext) -> DueValue:
    year = _year(*(m for m in re.findall(_Y, plain)[-1:]))
    days = [d for d in cal.lunar_days(lunar) if year is None or d.year == year]
    if "trung thu" in plain or "dương lịch" in plain:
        days = []
    if year is None:
        known = context.document_date
        days = [d for d in days if known is not None and d >= known][:1]
    if not days:
        return DueValue(None, "unknown", why=(f"the solar day of {lunar} of the lunar calendar is not known here",))
    return DueValue(days[0].isoformat(), "date", first=days[0], last=days[0], why=(f"lunar day {lunar}",))


_NEAR = re.compile(r"(?:thứ (hai|ba|tư|năm|sáu|bảy|[2-7])|(chủ nhật)) (?:tuần )?(này|tới|sau)")
_RELATIVE = re.compile(
    r"ngày mai|hôm nay|trong ngày(?! \d)|(?<!\d )(?<!một )(?<!hai )(?<!ba )(?:tuần|tháng) (?:này|tới|sau)|quý này|năm (?:nay|này)"
)
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _relative(plain: str, text: str, context: DueContext) -> DueValue | None:
    """Expressions that lean on the directive's own date: tomorrow, this week, Friday this week, this month."""
    near = _NEAR.search(plain)
    match = near or _RELATIVE.search(plain)
    if not match:
        return None
    today = context.document_date
    if today is None:
        return DueValue(None, "unknown", why=(f"'{match[0]}' needs the directive's own date, which is not known",))
    period: cal.Period | None = None
    if near:
        code = due_words().weekdays[near[1] or near[2]]
        monday = cal.week_from(today, near[3] != "này").first
        there = monday + timedelta(_BYDAY.index(code))
        period = cal.Period(there, there)
    elif match[0].startswith("tuần"):
        period = cal.week_from(today, match[0] != "tuần này")
    elif match[0].startswith("tháng"):
        later = today.year * 12 + today.month - 1 + (match[0] != "tháng này")
        period = cal.month(later // 12, later % 12 + 1)
    elif match[0] in ("năm nay", "năm này"):
        period = cal.whole_year(today.year)
    elif match[0] == "quý này":
        period = cal.quarter(today.year, (today.month + 2) // 3)
    elif match[0] in ("ngày mai", "hôm nay", "trong ngày"):
        there = today + timedelta(match[0] == "ngày mai")
        period = cal.Period(there, there)
    if period is None:
        return None
    kind: Kind = "date" if period.first == period.last else "period"
    return DueValue(period.last.isoformat(), kind, first=period.first, last=period.last, why=("from the directive's own date",))


def _part(period: cal.Period | None, part: str | None) -> cal.Period | None:
    """Early, middle or end of a month or year (Civil Code 2015 art. 146); of a quarter the law says nothing."""
    if period is None or part in (None, "hết"):
        return period
    days = (period.last - period.first).days + 1
    if part == "cuối" or 80 < days < 100:
        return period if part != "cuối" else cal.Period(period.last, period.last)
    if part == "đầu":
        return cal.Period(period.first, period.first)
    if part == "nửa đầu":
        return cal.Period(period.first, period.first + timedelta(14))
    if part == "giữa":
        there = date(period.first.year, 6, 30) if days > 100 else period.first + timedelta(14)
        return cal.Period(there, there)
    return period


def _swap(make: Callable[..., cal.Period | None], *rest: int | str | None) -> cal.Period | None:
    """`make(year, …)` with the year last, as `partial` wants it."""
    *values, year = rest
    return make(year, *values)


def _month_part(year: int, number: int, part: str | None) -> cal.Period | None:
    return _part(cal.month(year, number), part)


def _quarter_part(year: int, number: int, part: str | None) -> cal.Period | None:
    return _part(cal.quarter(year, number), part)


def _period_list(plain: str, context: DueContext) -> list[cal.Period]:
    found: list[cal.Period | None] = []
    for m in _FIRST_DAYS.finditer(plain):
        found.append(_place(partial(_swap, cal.day, int(m[2]), int(m[1])), _year(m[3], m[4]), context))
    plain = _FIRST_DAYS.sub(" ", plain)
    for m in _WEEK.finditer(plain):
        if 1 <= int(m[2]) <= 12:
            made = partial(_swap, cal.week_of_month, int(m[2]), count(m[1]) or 5)
            found.append(_place(made, _year(m[3], m[4]), context))
    plain = _WEEK.sub(" ", plain)
    for m in _HALF.finditer(plain):
        found.append(_place(partial(_swap, cal.half, 1 if m[1] == "đầu" else 2), _year(m[2]), context))
    plain = _HALF.sub(" ", plain)
    for m in _QUARTER.finditer(plain):
        made = partial(_swap, _quarter_part, _ROMAN.get(m[2]) or int(m[2]), m["part"])
        found.append(_place(made, _year(m[3], m[4]), context))
    plain = _QUARTER.sub(" ", plain)
    found += [cal.month(int(m[2]), int(m[1])) for m in _MONTH_YEAR.finditer(plain) if 1 <= int(m[1]) <= 12]
    for m in _MONTH.finditer(plain):
        if 1 <= int(m[2]) <= 12:
            made = partial(_swap, _month_part, int(m[2]), m["part"])
            found.append(_place(made, _year(m[3], m[4]), context))
    plain = _MONTH.sub(" ", plain)
    for m in _YEAR.finditer(plain):
        if "năm học" not in m[0]:
            first, last = cal.whole_year(int(m[2])), cal.whole_year(int(m[3] or m[2]))
            found.append(_part(cal.Period(first.first, last.last), m["part"]) if not m[3] else cal.Period(first.first, last.last))
    return [period for period in found if period is not None]


def _periods(plain: str, text: str, context: DueContext) -> DueValue | None:
    periods = _period_list(plain, context)
    if not periods:
        if _YEARLESS.search(plain):
            return DueValue(None, "unknown", why=("a period without a year, and the directive's own date is not known",))
        bare = re.search(r"(đầu|giữa|cuối|hết) năm(?: nay)?$|(?<!\w)trong năm(?: nay)?$", plain)
        period = _place(lambda y: _part(cal.whole_year(y), bare[1] if bare else None), None, context) if bare else None
        return DueValue(period.last.isoformat(), "period", first=period.first, last=period.last) if period else None
    last = _last(periods)
    assert last is not None
    first = min(p.first for p in periods)
    kind: Kind = "date" if first == last.last else "period"
    return DueValue(last.last.isoformat(), kind, first=first, last=last.last)
