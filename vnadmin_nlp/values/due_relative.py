"""Expressions that lean on the directive's own date: tomorrow, this week, Friday next week, the end of this month."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from vnadmin_nlp.lexicon.patterns import rules, taken
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.due_days import own_date, own_day_needed
from vnadmin_nlp.values.due_types import DueContext, DueValue, of_period
from vnadmin_nlp.values.mention_forms import part_of
from vnadmin_nlp.values.mentions import nearest
from vnadmin_nlp.values.timex import of_rule
from vnadmin_nlp.values.words import count, due_words, ordinal
from vnadmin_nlp.values.workdays import count_working_days

_RULES = {rule.name: rule for rule in rules("due_relative.yaml")}
_P = {name: rule.pattern for name, rule in _RULES.items()}


def relative(plain: str, text: str, context: DueContext) -> DueValue | None:
    """The day or period that the expression counts from the directive's own date; None where it does not."""
    for read in (_weekday, _day_of_month, _period, _today, _ahead_of_now, _bare_weekday):
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
    match = _P["weekday"].search(plain)
    if not match:
        return None
    own = own_date(context, whole_months=False)
    if own is None:
        return own_day_needed(match[0])
    index = cal.BYDAY.index(due_words().weekdays[taken(match)[0]])
    if match["week"] or not match["coming"]:
        there = cal.week_from(own, not match["this"]).first + timedelta(index)
    else:  # "thứ Sáu tới": the next Friday
        there = own + timedelta((index - own.weekday() - 1) % 7 + 1)
    return _value(cal.one_day(there), own, match[0], "weekday")


def _later(own: date, months: int) -> tuple[int, int]:
    total = own.year * 12 + own.month - 1 + months
    return total // 12, total % 12 + 1


def _day_of_month(plain: str, context: DueContext) -> DueValue | None:
    match = _P["day_of_month"].search(plain)
    if not match:
        return None
    own = own_date(context, whole_months=True)
    if own is None:
        return own_day_needed(match[0])
    return _value(cal.day(*_later(own, match["later"] is not None), int(taken(match)[0])), own, match[0])


def _period(plain: str, context: DueContext) -> DueValue | None:
    match = _P["period"].search(plain)
    if not match:
        return None
    frequency = due_words().frequencies[match["unit"]]
    own = own_date(context, whole_months=frequency != "WEEKLY")
    if own is None:
        return own_day_needed(match[0])
    whole = _whole(frequency, own, not match["this"])
    what = "weekday" if frequency == "WEEKLY" else "year+month"
    return _value(part_of(whole, match["part"]), own, match[0].strip(), what)


def _whole(frequency: str, own: date, later: int) -> cal.Period:
    """The week, month, quarter or year of `own`, or the one `later` than it."""
    if frequency == "WEEKLY":
        return cal.week_from(own, later)
    if frequency == "MONTHLY":
        return cal.month(*_later(own, later))
    if frequency == "YEARLY":
        return cal.whole_year(own.year + later)
    year, month = _later(own, 3 * later)
    return cal.quarter(year, (month + 2) // 3)


def _ahead_of_now(plain: str, context: DueContext) -> DueValue | None:
    """ "trong 10 ngày tới": counted from the directive's own day, where that is known."""
    match = _P["length_ahead"].search(plain)
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


def _bare_weekday(plain: str, context: DueContext) -> DueValue | None:
    """ "trước 16 giờ thứ Sáu": the next Friday; where the sentence tells of each week, each Friday."""
    match = _P["one_weekday"].search(plain)
    if not match or _P["other_days"].search(plain):
        return None
    code = due_words().weekdays[taken(match)[0]]
    if _P["sentence_of_each_week"].search(" ".join(context.sentence.lower().split())):
        return DueValue(f"FREQ=WEEKLY;BYDAY={code}", "recurrence", timex=of_rule(f"FREQ=WEEKLY;BYDAY={code}"))
    own = own_date(context, whole_months=False)
    if own is None:
        return own_day_needed(match[0])
    there = own + timedelta((cal.BYDAY.index(code) - own.weekday()) % 7)
    return _value(cal.one_day(there), own, match[0], "weekday")


def _today(plain: str, context: DueContext) -> DueValue | None:
    match = max(_P["today"].finditer(plain), key=lambda m: (bool(m["after"]), bool(m["tomorrow"])), default=None)
    if not match:
        return None
    if match["a_day"]:
        return DueValue("P1D", "duration", timex="P1D")  # of each matter that comes in, not the day of the directive
    own = own_date(context, whole_months=False)
    if own is None:
        return own_day_needed(match[0])
    there = own + timedelta(1 if match["tomorrow"] else 2 if match["after"] else 0)
    return _value(cal.one_day(there), own, match[0])


def with_months(plain: str) -> str:
    """ "ngày mười lăm tháng Tám" -> "ngày 15 tháng 8"."""
    plain = _P["day_name"].sub(lambda m: str(count(m["n"])), plain)
    if not _P["some_month_name"].search(plain):
        return plain
    return _P["month_name"].sub(lambda m: m[0].removesuffix(m["name"]) + str(count(m["name"])), plain)


def with_year(plain: str, context: DueContext) -> tuple[str, str]:
    """ "quý I năm sau" -> "quý i năm 2026", and the note on it; unchanged where no date of the directive is known."""
    own = context.document_date.year if context.document_date else context.document_year
    week = _P["week_of_month"].search(plain) if context.document_date else None
    if week and context.document_date:
        there, number = _later(context.document_date, not week["this"])
        note = f"year+month: “tháng {week['which']}” from the directive's date {context.document_date}"
        return f"{plain[: week.start('which')]}{number}/{there}{plain[week.end() :]}", note
    quarter = _P["quarter_of_month"].search(plain) if context.document_date else None
    if quarter and context.document_date:
        there, month = _later(context.document_date, 0 if quarter["this"] else 3)
        note = f"year+month: “quý {quarter['which']}” from the directive's date {context.document_date}"
        return f"{plain[: quarter.start('which')]}{(month + 2) // 3} năm {there}{plain[quarter.end() :]}", note
    of_month = _RULES["year_of_month"]
    match = of_month.pattern.search(plain) if of_month.gives in plain else None
    if not match or own is None:
        return plain, ""
    word = "which" if match["which"] else "next"
    year = own + (not match["this"])
    note = f"year: “năm {match[word]}” {year} from the directive's date {context.document_date or own}"
    return f"{plain[: match.start(word)]}{year}{plain[match.end() :]}", note


def with_day_of_quarter(plain: str) -> str:
    """ "ngày 15 tháng cuối quý III/2026" -> "ngày 15 tháng 9/2026"."""

    def month(match: re.Match[str]) -> str:
        nth = ordinal(match["nth"])
        return f"{match['day']}tháng {3 * ordinal(match['quarter']) - 3 + (nth if nth > 0 else 3)}"

    return _P["day_of_quarter"].sub(month, plain) if "qu" in plain else plain


def bare(plain: str, text: str, context: DueContext) -> DueValue | None:
    """ "cuối năm", "trong tháng", "hết quý" without a name: the next one that does not end before the directive."""
    if _P["one_working_day"].search(plain):
        return DueValue("P1B", "duration")
    match = _P["alone"].search(plain)
    if not match:
        return None
    *parts, unit = taken(match)
    part, frequency = "".join(parts), due_words().frequencies[unit]
    own = own_date(context, whole_months=frequency != "WEEKLY")
    if own is None:
        if frequency == "YEARLY" and context.document_year:
            period = part_of(cal.whole_year(context.document_year), part)
            note = f"year: {context.document_year} from the directive's year"
            return of_period(period, (), (note,)) if period else None
        return own_day_needed(match[0])
    if frequency == "YEARLY":
        return _value(nearest(lambda y: part_of(cal.whole_year(y), part), own), own, match[0], "year")
    period = part_of(_whole(frequency, own, 0), part)
    if period and period.last < own:
        period = part_of(_whole(frequency, own, 1), part)
    return _value(period, own, match[0])
