"""DEADLINE -> due value, as the annotation guidelines 1.3 ('due') spell it.

`due_value` reads the expression and the directive's own date, nothing else: never the clock. What it cannot tell is
null with a reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.spans import docref_grammar
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.docref import document_key
from vnadmin_nlp.values.mentions import NAMED_DAY, Mention, mentions, nearest, part_of, written_year
from vnadmin_nlp.values.recurrence import recurrence
from vnadmin_nlp.values.words import NUMBER, count, due_words

Kind = Literal["date", "period", "recurrence", "duration", "ongoing", "reference", "unknown"]


@dataclass(frozen=True, slots=True)
class DueContext:
    """What the directive says of its own time. `document_year` serves where only the year is known.

    `day_known` is false where `document_date` stands for its month: enough to place a day, not to count days from.
    """

    document_date: date | None = None
    document_year: int | None = None
    sentence: str = ""
    day_known: bool = True


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


_LONGEST = 800  # code points; no due expression is that long, and what follows one does not change its value


def due_value(text: str, context: DueContext | None = None) -> DueValue:
    """The value of the DEADLINE expression `text`. Never raises on any string."""
    context = context or DueContext()
    text = text[:_LONGEST]
    plain = _plain(text)
    relation = _relation(plain)
    for read in (
        _normal,
        _reference,
        _recurrence,
        _ongoing,
        _open_range,
        _ahead,
        _since_day,
        _days,
        _relative,
        _duration,
        _periods,
    ):
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
    plain = _HOURS.sub(r"\1 \2 giờ", plain)
    return re.sub(r"\bng[ảá]y\b", "ngày", plain)


_HOURS = re.compile(
    r"(trong(?: vòng| thời gian| thời hạn| khoảng)?|không quá|trước(?= \d{1,3} ?h trước khi)) (\d{1,3}) ?h(?!\w)(?!,? ngày)"
)


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


_NORMAL = re.compile(
    r"(?P<rule>FREQ=[A-Z]{5,7}(?:;[A-Z]{5,10}=[A-Z0-9,-]{1,60}){0,5})|(?P<span>PT?\d{1,4}[DWMYBH])|doc:\S{1,80}"
)


def _normal(plain: str, text: str, context: DueContext) -> DueValue | None:
    """A value that is normal already stays as it is (days and "ongoing" the other readers know)."""
    match = _NORMAL.fullmatch(text.strip())
    if not match:
        return None
    return DueValue(match[0], "recurrence" if match["rule"] else "duration" if match["span"] else "reference")


def _reference(plain: str, text: str, context: DueContext) -> DueValue | None:
    view = clean_view(text).text
    refs = docref_grammar.numbered(view)
    if not refs:
        return None
    rest = "".join(
        view[a:b] for a, b in zip([0, *(r.end for r in refs)], [*(r.start for r in refs), len(view)], strict=True)
    )
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
    r"(?! ?\d|[/.-]\d| (?:đầu|cuối) (?:năm|tháng|quý)| tháng| nay| giêng| chạp)(?!\w)"
)
_SINCE = re.compile(r"(?:kể|kề|ké|tính) từ|sau khi|từ (?:khi|ngày|lúc)|(?:trước|sau) (?:khi|ngày)|khi")


# The issue of the directive itself is an event that the text dates; a bare "ngày ký" may be that of anything.
_OWN = (
    r"(?:kế hoạch|chỉ thị|kết luận|thông báo|công văn|công điện|văn bản|quyết định|nghị quyết|chương trình|hướng dẫn"
    r"|thông tư|nghị định|đề án|phương án|thông tri)"
)
_ISSUED = r"(?:ký,? ban hành|ký và ban hành|ban hành|ký|ra|phát hành)"
_OWN_ISSUE = re.compile(
    rf"(?:ngày|khi|lúc) {_ISSUED} {_OWN}(?: này|(?=[\s.,;)]*$))|(?:ngày|khi|lúc) {_OWN} này (?:được |có )?{_ISSUED}(?!\w)"
)
_BARE_ISSUE = re.compile(rf"(?:ngày|khi) được {_ISSUED}[\s.,;)]*$")
_THIS = re.compile(rf"(?<!\w){_OWN} này(?!\w)")


def _own_issue(since: str, sentence: str) -> bool:
    """Does the event behind "kể từ" mean the issue of the directive? "kể từ khi được ký" does beside "nghị quyết này"."""
    if _OWN_ISSUE.search(since):
        return True
    return bool(_BARE_ISSUE.search(since) and _THIS.search(_plain(sentence)))


def _iso(number: int, unit: str) -> str:
    if unit == "MIN":
        return f"PT{number // 60}H" if number % 60 == 0 else f"PT{number}M"
    return f"PT{number}H" if unit == "H" else f"P{number}{unit}"


_STATED = re.compile(
    r"(?<!\w)(?:tức|cụ thể|dự kiến)(?: là)?(?: vào| đến| trước| hết)? (?=ngày \d|\d)"
)  # the day worked out by the writer


def _since_day(plain: str, text: str, context: DueContext) -> DueValue | None:
    """A duration that begins on a day which the expression names: computed, working days excepted."""
    span = _DURATION.search(plain)
    since = _SINCE.search(plain, span.end()) if span else None
    if not span or not since:
        return None
    stated = _STATED.search(plain, span.end())
    if stated and _mentions(plain[stated.end() :], context):
        return _latest(_mentions(plain[stated.end() :], context))
    if _RANGE.search(plain, span.end()) and len(_mentions(plain[span.end() :], context)) > 1:
        return None  # "trong 15 ngày (từ ngày 01/12 đến ngày 15/12/2025)": the range says it all
    unit = due_words().durations[span["unit"]]
    number = count(span["high"] or span["low"])
    named = [m.period for m in _mentions(plain[since.start() :], context) if m.period.first == m.period.last]
    start = max(named, key=lambda p: p.last) if named else None
    if (
        start is None
        and context.document_date
        and context.day_known
        and _own_issue(plain[since.start() :], context.sentence)
    ):
        start = cal.Period(context.document_date, context.document_date)
    sign = -1 if since[0].startswith("trước") else 1
    end = cal.add(start.last, sign * number, unit) if start and number else None
    if end is None:
        return DueValue(_iso(number, unit), "duration") if number else None
    return DueValue(
        end.isoformat(), "date", first=start.first if start else None, last=end, why=("counted from the day named",)
    )


def _duration(plain: str, text: str, context: DueContext) -> DueValue | None:
    span = _DURATION.search(plain)
    number = count(span["high"] or span["low"]) if span else None
    if not span or not number:
        return DueValue("P0D", "duration", "after") if re.match(r"ngay (?:sau )?khi\b", plain) else None
    if "(" in plain[span.end() :] and _mentions(plain[plain.index("(", span.end()) :], context):
        return None  # "trong hai năm (2026-2027)"
    return DueValue(_iso(number, due_words().durations[span["unit"]]), "duration")


def _mentions(plain: str, context: DueContext) -> list[Mention]:
    return mentions(plain, context.document_date, context.document_year)


_AT_LATEST = re.compile(r"(?:chậm|muộn|trễ) nhất|không (?:quá|muộn hơn|chậm hơn)|hạn (?:cuối|chót)|xong trước")


def _deciding(plain: str, found: list[Mention]) -> list[Mention]:
    """Of several mentions those that set the due: the ones behind "chậm nhất", and a day that narrows its own period.

    Else all of them: with several dues the last day counts (guidelines).
    """
    latest = _AT_LATEST.search(plain)
    limit = latest.end() if latest else 0
    behind = [m for m in found if m.start >= limit]
    found = behind or found
    return [m for m in found if not any(_narrows(later, m, plain) for later in found)]


def _narrows(later: Mention, wide: Mention, plain: str) -> bool:
    """ "trong quý III (trước ngày 30/8/2025)": the later mention is shorter and lies inside the wide one."""
    inside = wide.period.first <= later.period.first and later.period.last < wide.period.last
    return (
        later.start >= wide.end
        and inside
        and not re.search(r"(?<!\w)(?:và|đến|tới)(?!\w)", plain[wide.end : later.start])
    )


def _latest(found: list[Mention]) -> DueValue:
    last = max(m.period.last for m in found)
    first = min(m.period.first for m in found)
    kind: Kind = "date" if first == last else "period"
    return DueValue(last.isoformat(), kind, first=first, last=last)


_RANGE = re.compile(r"(?<!\w)từ (?P<start>.{1,80}?) (?:đến|tới) (?P<end>.{1,120})$")


def _open_range(plain: str, text: str, context: DueContext) -> DueValue | None:
    """ "từ ngày 15/3/2026 đến …" where the end names no day: a period after the start ("đến hết năm"), or null."""
    match = _RANGE.search(plain)
    start = _mentions(match["start"], context) if match else []
    if not match or not start or _mentions(match["end"], context) or re.search(r"\d[/.-]\d", match["end"]):
        return None
    found = due_value(match["end"], DueContext(start[-1].period.last))
    if found.kind not in ("date", "period") or found.last is None:
        return DueValue(None, "unknown", why=(f"the end of the range is not dated: {match['end']}",))
    return DueValue(found.value, "period", first=start[0].period.first, last=found.last)


_AHEAD = re.compile(
    rf"(?<!\w)trước .{{0,60}}?(?: ít nhất| tối thiểu|,)? (?P<n>{NUMBER}) (?P<unit>ngày làm việc|ngày|tuần|tháng)"
    r"(?! ?\d| tháng| (?:đầu|cuối))(?!\w)"
)


def _ahead(plain: str, text: str, context: DueContext) -> DueValue | None:
    """ "trước ngày 30/4/2025 ít nhất 05 ngày": counted back from the day named."""
    match = _AHEAD.search(plain)
    number = count(match["n"]) if match and match.end() == len(plain) else None
    if not match or not number:
        return None
    days = [m.period.last for m in _mentions(plain[: match.start("n")], context) if m.period.first == m.period.last]
    feast = _feast("1/1", plain[: match.start("n")], context).last if "tết" in plain else None
    start = max(days) if days else feast
    there = cal.add(start, -number, due_words().durations[match["unit"]]) if start else None
    return (
        DueValue(there.isoformat(), "date", first=there, last=there, why=("counted back from the day named",))
        if there
        else None
    )


def _days(plain: str, text: str, context: DueContext) -> DueValue | None:
    lunar = _LUNAR.search(plain)
    solar = _LUNAR.sub("¦", plain)
    if (lunar or "tết" in plain) and not any(m.period.first == m.period.last for m in _mentions(solar, context)):
        return _feast(f"{int(lunar[1])}/{int(lunar[2])}" if lunar else "1/1", plain, context)
    if not NAMED_DAY.search(solar) and not _ISO_DAY.search(solar):
        return None
    found = _mentions(solar, context)
    if any(m.period.first == m.period.last for m in found) and ("tết" in plain or lunar):
        found = [m for m in found if m.period.first == m.period.last]  # the year of the feast is no due of its own
    if not found:
        return DueValue(None, "unknown", why=(_why_no_day(plain, context),))
    return _latest(_deciding(solar, found))


_LUNAR = re.compile(r"(\d{1,2}) ?/ ?(\d{1,2})(?: ?/ ?(\d{4}))? ?(?:\()?âm lịch")
_ISO_DAY = re.compile(r"(?<![\d/.-])(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_YEARLESS = re.compile(r"tháng \d|quý|năm (?:19|20)\d\d")


def _why_no_day(plain: str, context: DueContext) -> str:
    if context.document_date is None and context.document_year is None and written_year(plain) is None:
        return "a day without a year, and the directive's own date is not known"
    return "no such day in the calendar"


_DAY_OF_TET = re.compile(r"(?:mùng|mồng) (\d{1,2})(?: tháng giêng)?(?: âm lịch)? tết|(\d{1,2}) tháng chạp|(2\d|30) tết")


def _feast(lunar: str, plain: str, context: DueContext) -> DueValue:
    year = written_year(plain)
    if "tết dương lịch" in plain:
        own = context.document_date
        found = cal.day(year, 1, 1) if year else nearest(lambda y: cal.day(y, 1, 1), own) if own else None
        return (
            DueValue(found.last.isoformat(), "date", first=found.first, last=found.last)
            if found
            else _no_feast("1/1 dương lịch")
        )
    named = _DAY_OF_TET.search(plain)
    if "trung thu" in plain or (named and not named[1]):
        return _no_feast("15/8" if "trung thu" in plain else "tháng Chạp")
    days = [d for d in cal.lunar_days(lunar) if year is None or d.year == year]
    if year is None:
        known = context.document_date
        days = [d for d in days if known is not None and d >= known][:1]
    if not days:
        return _no_feast(lunar)
    there = days[0] + timedelta(int(named[1]) - 1 if named and lunar == "1/1" else 0)
    return DueValue(there.isoformat(), "date", first=there, last=there, why=(f"lunar day {lunar}",))


def _no_feast(lunar: str) -> DueValue:
    return DueValue(None, "unknown", why=(f"the solar day of {lunar} of the lunar calendar is not known here",))


_NEAR = re.compile(r"(?:thứ (hai|ba|tư|năm|sáu|bảy|[2-7])|(chủ nhật)) (?:tuần )?(này|tới|sau)")
_DAY_NEAR = re.compile(r"ngày (\d{1,2}) tháng (này|tới|sau)(?!\w)")
_RELATIVE = re.compile(
    r"ngày mai|hôm nay|trong ngày(?! \d)|(?<!\d )(?<!một )(?<!hai )(?<!ba )(?:tuần|tháng) (?:này|tới|sau)|quý này|năm (?:nay|này)"
)
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _relative(plain: str, text: str, context: DueContext) -> DueValue | None:
    """Expressions that lean on the directive's own date: tomorrow, this week, Friday this week, this month."""
    near = _NEAR.search(plain)
    day = _DAY_NEAR.search(plain)
    match = near or day or _RELATIVE.search(plain)
    if not match:
        return None
    if match[0] == "trong ngày" and _SINCE.search(plain, match.end()):
        return DueValue("P1D", "duration")  # the day of an event, not that of the directive
    today = context.document_date
    if today is None or not (context.day_known or re.search(r"tháng|quý|năm", match[0])):
        return DueValue(None, "unknown", why=(f"'{match[0]}' needs the directive's own date, which is not known",))
    period: cal.Period | None = None
    if near:
        code = due_words().weekdays[near[1] or near[2]]
        monday = cal.week_from(today, near[3] != "này").first
        there = monday + timedelta(_BYDAY.index(code))
        period = cal.Period(there, there)
    elif day:
        later = today.year * 12 + today.month - 1 + (day[2] != "này")
        period = cal.day(later // 12, later % 12 + 1, int(day[1]))
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
    return DueValue(
        period.last.isoformat(), kind, first=period.first, last=period.last, why=("from the directive's own date",)
    )


def _periods(plain: str, text: str, context: DueContext) -> DueValue | None:
    found = _mentions(plain, context)
    if found:
        return _latest(_deciding(plain, found))
    if _YEARLESS.search(plain):
        return DueValue(None, "unknown", why=("a period without a year, and the directive's own date is not known",))
    bare = re.search(r"(đầu|giữa|cuối|hết) năm(?: nay)?$|(?<!\w)trong năm(?: nay)?$", plain)
    if not bare:
        return None
    year = context.document_date.year if context.document_date else context.document_year
    if context.document_date:
        period = nearest(lambda y: part_of(cal.whole_year(y), bare[1]), context.document_date)
    else:
        period = part_of(cal.whole_year(year), bare[1]) if year else None
    return DueValue(period.last.isoformat(), "period", first=period.first, last=period.last) if period else None
