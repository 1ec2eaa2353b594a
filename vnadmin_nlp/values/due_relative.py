"""Expressions that lean on the directive's own date: tomorrow, this week, Friday next week, the end of this month."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.due_days import own_date, own_day_needed
from vnadmin_nlp.values.due_types import DueContext, DueValue, of_period
from vnadmin_nlp.values.mention_forms import part_of
from vnadmin_nlp.values.mentions import nearest
from vnadmin_nlp.values.timex import of_rule
from vnadmin_nlp.values.words import NUMBER, count, due_words
from vnadmin_nlp.values.workdays import count_working_days

_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PART = r"(?:(?P<part>đầu|giữa|cuối|hết|nửa đầu|nửa cuối) )?"
_WEEKDAY = re.compile(
    r"(?:thứ (?P<n>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<sunday>chủ nhật)),? (?P<week>(?:của )?tuần )?(?P<which>này|tới|sau)(?!\w)"
)
_DAY_OF_MONTH = re.compile(
    r"(?:ngày (\d{1,2}) (?:của )?tháng (này|tới|sau)|(?<!\w)(?:trước|hết|đến) (\d{1,2}) tháng (này))(?!\w)(?! (?:liền|kế|tiếp))"
)
_UNIT = re.compile(
    rf"{_PART}(?<!\d )(?<!một )(?<!hai )(?<!ba )(?P<unit>tuần|tháng|quý|quí|năm) (?P<which>này|nay|tới|sau)(?!\w)"
)
_THIS_YEAR = re.compile(
    r"(?P<dated>(?:(?:tháng|quý|quí) |\d ?[/.-] ?)(?:\d{1,2}|iv|i{1,3}|một|hai|ba|tư) (?:của )?|(?:quý|tháng) (?:đầu|cuối) (?:của )?|"
    r"(?<!các )(?<!những )(?<!\d )(?<!một )(?<!hai )(?<!ba )(?<!bốn )(?<!vài ))năm (?P<which>nay|này|tới|sau)(?!\w)"
    r"|(?P<behind>\d ?[/.-] ?\d{1,2} |tháng \d{1,2} |qu[ýí] (?:\d|iv|i{1,3}) )(?:của )?năm (?P<next>tiếp theo|kế tiếp|liền kề|liền sau)(?!\w)"
)
_WEEK_OF_MONTH = re.compile(
    r"(?P<week>tuần (?:thứ )?(?:\d|nhất|đầu|hai|ba|tư|cuối)(?: tiên| cùng)?(?: của| trong)? )tháng (?P<which>này|tới|sau)(?!\w)"
)
_TODAY = re.compile(
    r"(?P<tomorrow>(?:ngày|sáng|trưa|chiều|tối) mai(?!\w))|(?P<after>ngày kia)|hôm nay|(?:sáng|trưa|chiều|tối|đêm) nay(?!\w)"
    r"|(?:ngay |nội )?trong ngày(?! \d| làm việc| mai| hôm| kia| thứ| chủ| cuối| đầu)|(?<!\w)ngày này(?!\w)"
)
_BARE = re.compile(
    r"(?:(?<!tuần )(?:đầu|giữa|cuối|hết|cả|nửa đầu|nửa cuối) (?:tuần|tháng|quý|quí|năm)|(?<!\w)trong (?:tuần|tháng|quý|quí|năm))[\s.,;)]*$"
)
_BARE_PART = re.compile(r"(đầu|giữa|cuối|hết|nửa đầu|nửa cuối)? ?(tuần|tháng|quý|quí|năm)[\s.,;)]*$")


def relative(plain: str, text: str, context: DueContext) -> DueValue | None:
    """The day or period that the expression counts from the directive's own date; None where it does not."""
    for read in (_weekday, _day_of_month, _unit, _today, _ahead_of_now, _bare_weekday):
        found = read(plain, context)
        if found is not None:
            return found
    return None


def _value(period: cal.Period | None, own: date, word: str, what: str = "year+month") -> DueValue | None:
    if period is None:
        return None
    note = f"{what}: “{word}” from the directive's date {own.isoformat()}"
    return of_period(period, ("from the directive's own date",), (note,))


def _weekday(plain: str, context: DueContext) -> DueValue | None:
    match = _WEEKDAY.search(plain)
    if not match:
        return None
    own = own_date(context, whole_months=False)
    if own is None:
        return own_day_needed(match[0])
    index = _BYDAY.index(due_words().weekdays[match["n"] or match["sunday"]])
    if match["week"] or match["which"] != "tới":
        there = cal.week_from(own, match["which"] != "này").first + timedelta(index)
    else:  # "thứ Sáu tới": the next Friday
        there = own + timedelta((index - own.weekday() - 1) % 7 + 1)
    return _value(cal.one_day(there), own, match[0], "weekday")


def _later(own: date, months: int) -> tuple[int, int]:
    total = own.year * 12 + own.month - 1 + months
    return total // 12, total % 12 + 1


def _day_of_month(plain: str, context: DueContext) -> DueValue | None:
    match = _DAY_OF_MONTH.search(plain)
    if not match:
        return None
    own = own_date(context, whole_months=True)
    if own is None:
        return own_day_needed(match[0])
    return _value(cal.day(*_later(own, (match[2] or match[4]) != "này"), int(match[1] or match[3])), own, match[0])


def _unit(plain: str, context: DueContext) -> DueValue | None:
    match = _UNIT.search(plain)
    if not match or (match["which"] == "nay" and match["unit"] != "năm"):
        return None
    own = own_date(context, whole_months=match["unit"] != "tuần")
    if own is None:
        return own_day_needed(match[0])
    whole = _whole(match["unit"], own, match["which"] not in ("này", "nay"))
    what = "weekday" if match["unit"] == "tuần" else "year+month"
    return _value(part_of(whole, match["part"]), own, match[0].strip(), what)


def _whole(unit: str, own: date, later: int) -> cal.Period:
    if unit == "tuần":
        return cal.week_from(own, later)
    if unit == "tháng":
        return cal.month(*_later(own, later))
    if unit == "năm":
        return cal.whole_year(own.year + later)
    year, month = _later(own, 3 * later)
    return cal.quarter(year, (month + 2) // 3)


_NEXT = re.compile(
    rf"(?<![\w/])(?<!tháng )(?<!quý )(?<!quí )({NUMBER}) (ngày làm việc|ngày|tuần|tháng|năm) (?:tới|tiếp theo|sắp tới)(?!\w)"
)


def _ahead_of_now(plain: str, context: DueContext) -> DueValue | None:
    """ "trong 10 ngày tới": counted from the directive's own day, where that is known."""
    match = _NEXT.search(plain)
    number = count(match[1]) if match else None
    own = own_date(context, whole_months=False)
    if not match or not number or own is None:
        return None
    unit = due_words().durations[match[2]]
    counted = count_working_days(own, number) if unit == "B" else None
    end = counted.day if counted else cal.add(own, number, unit)
    if end is None:
        return None
    found = _value(cal.Period(own + timedelta(1), end), own, match[0], "event")
    why = ("counted from the directive's own date",)
    return (
        replace(found, kind="duration", why=why, provisional=bool(counted and counted.provisional)) if found else None
    )


_ONE_WEEKDAY = re.compile(r"(?:thứ (?P<n>hai|ba|tư|năm|sáu|bảy|[2-7])|(?P<sunday>chủ nhật))[\s.,;)]*$")
_OTHER_DAYS = re.compile(r"các ngày|(?<!\w)(?:và|từ)(?!\w)")  # more days than the one weekday
_RECURS = re.compile(r"(?:hằng|hàng|mỗi) (?:tuần|tháng)|(?:báo cáo|giao ban|lịch|họp) tuần")


def _bare_weekday(plain: str, context: DueContext) -> DueValue | None:
    """ "trước 16 giờ thứ Sáu": the next Friday; where the sentence tells of each week, each Friday."""
    match = _ONE_WEEKDAY.search(plain)
    if not match or _OTHER_DAYS.search(plain):
        return None
    code = due_words().weekdays[match["n"] or match["sunday"]]
    if _RECURS.search(" ".join(context.sentence.lower().split())):
        return DueValue(f"FREQ=WEEKLY;BYDAY={code}", "recurrence", timex=of_rule(f"FREQ=WEEKLY;BYDAY={code}"))
    own = own_date(context, whole_months=False)
    if own is None:
        return own_day_needed(match[0])
    there = own + timedelta((_BYDAY.index(code) - own.weekday()) % 7)
    return _value(cal.one_day(there), own, match[0], "weekday")


def _today(plain: str, context: DueContext) -> DueValue | None:
    match = max(_TODAY.finditer(plain), key=lambda m: (bool(m["after"]), bool(m["tomorrow"])), default=None)
    if not match:
        return None
    if match[0].endswith("trong ngày"):
        return DueValue("P1D", "duration", timex="P1D")  # of each matter that comes in, not the day of the directive
    own = own_date(context, whole_months=False)
    if own is None:
        return own_day_needed(match[0])
    there = own + timedelta(1 if match["tomorrow"] else 2 if match["after"] else 0)
    return _value(cal.one_day(there), own, match[0])


_MONTH_WORDS = {
    "một": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11, "mười hai": 12,
}  # fmt: skip
_DAY_NAME = re.compile(rf"(?<!\w)ngày (?:mùng |mồng )?(?=[^\W\d])(?P<n>{NUMBER}) (?=tháng \w)")
_MONTH_NAME = re.compile(
    r"(?:(?P<day>(?:ngày|trước|hết|đến) (?:mùng |mồng )?\d{1,2} )|(?<!\d )(?<!định kỳ )|(?=tháng [^\W\d]{2,4}(?: một| hai)? năm (?:19|20)\d\d))tháng "
    r"(?P<name>mười một|mười hai|một|hai|ba|tư|năm|sáu|bảy|bẩy|tám|chín|mười)(?!\w)(?! (?:lần|lượt|kỳ|đợt|buổi|một lần|âm lịch))"
)


_SOME_MONTH_NAME = re.compile(r"tháng [mhbtnsc]")  # the letters that the names begin with
_BEFORE_YEAR = re.compile(r" năm (?:19|20)\d\d")


def with_months(plain: str) -> str:
    """ "tháng Tám" -> "tháng 8". A bare "tháng năm" may be "month, year": it is May only behind a day or before a year."""

    def number(match: re.Match[str]) -> str:
        name = match["name"]
        if name == "năm" and not match["day"] and not _BEFORE_YEAR.match(plain, match.end()):
            return match[0]
        return f"{match['day'] or ''}tháng {_MONTH_WORDS[name]}"

    plain = _DAY_NAME.sub(lambda m: f"ngày {count(m['n'])} ", plain)
    return _MONTH_NAME.sub(number, plain) if _SOME_MONTH_NAME.search(plain) else plain


def with_year(plain: str, context: DueContext) -> tuple[str, str]:
    """ "quý I năm sau" -> "quý i năm 2026", and the note on it; unchanged where no date of the directive is known."""
    match = _THIS_YEAR.search(plain) if "năm " in plain else None
    own = context.document_date.year if context.document_date else context.document_year
    week = _WEEK_OF_MONTH.search(plain) if "tuần" in plain and context.document_date else None
    if week and context.document_date:
        there, number = _later(context.document_date, week["which"] != "này")
        note = f"year+month: “tháng {week['which']}” from the directive's date {context.document_date}"
        return f"{plain[: week.end('week')]}tháng {number}/{there}{plain[week.end() :]}", note
    if not match or own is None:
        return plain, ""
    word = match["which"] or match["next"]
    year = own + (word not in ("nay", "này"))
    note = f"year: “năm {word}” {year} from the directive's date {context.document_date or own}"
    return f"{plain[: match.end('behind' if match['next'] else 'dated')]}năm {year}{plain[match.end() :]}", note


_ONE_WORKING_DAY = re.compile(r"trong (?:một )?ngày làm việc(?! (?:\d|cuối|đầu))")


def bare(plain: str, text: str, context: DueContext) -> DueValue | None:
    """ "cuối năm", "trong tháng", "hết quý" without a name: the next one that does not end before the directive."""
    if _ONE_WORKING_DAY.search(plain):
        return DueValue("P1B", "duration")
    match = _BARE.search(plain)
    part = _BARE_PART.search(match[0]) if match else None
    if not match or not part:
        return None
    own = own_date(context, whole_months=part[2] != "tuần")
    if own is None:
        if part[2] == "năm" and context.document_year:
            period = part_of(cal.whole_year(context.document_year), part[1])
            note = f"year: {context.document_year} from the directive's year"
            return of_period(period, (), (note,)) if period else None
        return own_day_needed(match[0])
    if part[2] == "năm":
        return _value(nearest(lambda y: part_of(cal.whole_year(y), part[1]), own), own, match[0], "year")
    period = part_of(_whole(part[2], own, 0), part[1])
    if period and period.last < own:
        period = part_of(_whole(part[2], own, 1), part[1])
    return _value(period, own, match[0])
