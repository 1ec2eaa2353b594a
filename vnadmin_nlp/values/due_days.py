"""Days, periods, feasts and lunar days that an expression names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values import lunar
from vnadmin_nlp.values.due_relation import has_cue, has_limit
from vnadmin_nlp.values.due_types import DueContext, DueValue, of_period, unknown
from vnadmin_nlp.values.mentions import NAMED_DAY, Mention, mentions, nearest, written_year, year_from

_P = patterns("due_days.yaml")
RANGE = _P["range"]
SEASON = _P["season"]


def named_in(plain: str, context: DueContext) -> list[Mention]:
    """The days and periods that `plain` names, each in its year."""
    return list(mentions(plain, context.document_date, context.document_year))


def _deciding(plain: str, found: list[Mention]) -> list[Mention]:
    """Of several mentions those that set the due: the ones behind "chậm nhất", and a day that narrows its own period.

    Else all of them: with several dues the last day counts (guidelines).
    """
    at_latest = _P["at_latest"].search(plain)
    limit = at_latest.end() if at_latest else 0
    behind = [m for m in found if m.start >= limit]
    found = behind or found
    named_days = [m for m in found if m.period.grain == "day"]
    if named_days:  # "trước ngày 20/6 (đối với báo cáo 6 tháng đầu năm)": the period is what the report is about
        found = [m for m in found if m.period.grain == "day" or not _P["reported"].search(plain, 0, m.start)]
    return [m for m in found if not any(_narrows(later, m, plain) for later in found)]


def _narrows(later: Mention, wide: Mention, plain: str) -> bool:
    """ "trong quý III (trước ngày 30/8/2025)": the later mention is shorter and lies inside the wide one."""
    inside = wide.period.first <= later.period.first and later.period.last <= wide.period.last
    inside = inside and wide.period != later.period
    return later.start >= wide.end and inside and not _P["apart"].search(plain[wide.end : later.start])


def latest(plain: str, found: list[Mention]) -> DueValue:
    """With several dues the last day counts; what runs on to it ("tháng 6 và tháng 7", "từ … đến …") is one period."""
    runs: list[list[Mention]] = []
    for m in found:
        if runs and _runs_on(plain, runs[-1][-1], m):
            runs[-1].append(m)
        else:
            runs.append([m])
    last = max(runs, key=lambda run: max(m.period.last for m in run))
    before = [m.end for m in found if m.end <= last[0].start]
    near = plain[max(before, default=0) : max(m.end for m in last)] if len(runs) > 1 else ""
    if not has_cue(near):
        near = ""  # "trước ngày 15/6 và ngày 15/12": one word for both
    inferred = tuple(dict.fromkeys(m.inferred for m in last if m.inferred))
    out = of_period(_whole(plain, last), inferred=inferred)
    told = (
        "from"
        if len(last) > 1 and _P["to"].search(plain, last[0].end, last[-1].start) and not has_limit(plain)
        else None
    )
    return replace(out, near=near, relation=told) if near or told else out


def _runs_on(plain: str, one: Mention, other: Mention) -> bool:
    """Whether two mentions are one stretch: ends of a span, or neighbours in a list of months, quarters, years."""
    gap = plain[one.end : other.start] if one.end <= other.start else ""
    if _P["span_joint"].fullmatch(gap):
        return True
    return one.period.grain == other.period.grain != "day" and _P["list_joint"].fullmatch(gap) is not None


def _whole(plain: str, run: list[Mention]) -> cal.Period:
    if len(run) == 1:
        return run[0].period
    ends = run[0].period, run[-1].period
    if (
        len(run) == 2
        and ends[0].grain == "day"
        and ends[0].first.replace(year=2000) == ends[1].first.replace(year=2000)
    ):
        return ends[1]  # "(02/9/1945 - 02/9/2025)": an anniversary
    last = max(run, key=lambda m: m.period.last)
    grains = {m.period.grain for m in run}
    span = (
        RANGE.search(plain) is not None
        or _P["to"].search(plain, run[0].end, run[-1].start) is not None
        or len(grains) > 1
        or "day" in grains
    )
    return cal.Period(min(m.period.first for m in run), last.period.last, "period" if span else last.period.grain)


def days(plain: str, text: str, context: DueContext) -> DueValue | None:
    """Named days; a feast or lunar day only where no solar day is written beside it ("26/4/2026 (10/3 âm lịch)")."""
    feasts = lunar.lunar_mentions(plain)
    solar = plain
    for m in feasts:
        solar = solar[: m.start] + "¦" * (m.end - m.start) + solar[m.end :]
    found = named_in(solar, context)
    single = [m for m in found if m.period.first == m.period.last and not m.period.named]
    if feasts and not single:
        return feast(plain, context)
    if not NAMED_DAY.search(solar) and not _P["iso_day"].search(solar):
        return None
    if feasts and single:
        found = single  # the year of the feast is no due of its own
    if not found:
        return unknown(_why_no_day(plain, context))
    unread = _unread(solar, found)
    if unread:
        return unread
    out = latest(solar, _deciding(solar, found))
    return replace(out, kind="event") if any(m.feast for m in feasts) and out.kind == "date" else out


def _unread(plain: str, found: list[Mention]) -> DueValue | None:
    """No value where a number in the place of a day, month or year is not among `found`: "trước ngày 1 5/3", "tháng 1x/2024"."""
    for m in found:
        plain = plain[: m.start] + "¦" * (m.end - m.start) + plain[m.end :]
    left = _P["calendar_number"].search(plain) or _P["bad_year"].search(plain)
    return unknown(f"a number that is no day, month or year: {left['n']}") if left else None


def _reach_untold(plain: str, found: list[Mention]) -> DueValue | None:
    """ "trong cuối năm 2025 và đầu năm 2026" is one stretch; the law says when a year begins, not how far its beginning reaches."""
    if len(found) > 1 and _P["end_and_beginning"].search(plain):
        return unknown("how far “đầu năm” reaches is not told")
    return None


def _why_no_day(plain: str, context: DueContext) -> str:
    if context.document_date is None and context.document_year is None and written_year(plain) is None:
        return "a day without a year, and the directive's own date is not known"
    return "no such day in the calendar"


def feast(plain: str, context: DueContext) -> DueValue | None:
    """The solar day of the last of the lunar days and feasts that `plain` names; None where it names none."""
    names = lunar.lunar_mentions(plain)
    if not names:
        return None
    if _P["no_limit"].search(plain):
        return replace(unknown("the days around the lunar new year are decided each year"), kind="event")
    if len(names) > 1:  # "28 tháng Chạp, trước Tết 2026": the day beside it decides
        names = [m for m in names if m.name != "1/1"] or names
    found = [f for m in names if (f := _solar(m, plain, context))]
    if not found:
        known = context.document_date is not None or written_year(plain) is not None
        why = "is not in the table" if known else "needs a year, and the directive's own date is not known"
        return replace(
            unknown(f"the solar day of {names[-1].name} {why}"), kind="event" if names[-1].feast else "unknown"
        )
    return max(found, key=lambda f: f.last or date.min)


def _solar(m: lunar.LunarMention, plain: str, context: DueContext) -> DueValue | None:
    own = context.document_date
    notes = (f"event: the day of “{m.name}”",) if m.feast else ()
    year = m.year or lunar.named_year(plain, own) or written_year(plain)
    if year is not None:
        in_new_year = (
            m.late and m.year is None and _P["new_year"].search(plain) is not None
        )  # "28 tháng Chạp, trước Tết 2026" ends the year before
        period = m.make(year - in_new_year)
    else:
        period = nearest(m.make, own, back=1) if own else None
        notes = (*notes, year_from(period.last.year, own)) if period else notes
    if period is None:
        return None
    value = of_period(period, (f"lunar day or feast {m.name}",), notes)
    return replace(value, kind="event") if m.feast else value


def periods(plain: str, text: str, context: DueContext) -> DueValue | None:
    """Months, quarters, halves, years, and periods of years."""
    found = named_in(plain, context)
    if found and _rests_on_season(plain, found):
        return replace(unknown("the event is not dated in the text"), kind="event")
    if found:
        return (
            _unread(plain, found)
            or _reach_untold(plain, found)
            or _before_period(plain, found)
            or latest(plain, _deciding(plain, found))
        )
    if _P["school_year"].search(plain):
        return replace(unknown("the end of a school year is decided each year"), kind="period", relation="within")
    if _P["yearless"].search(plain) and written_year(plain) is not None:
        return unknown("no such month or quarter")
    if _P["yearless"].search(plain):
        return unknown("a period without a year, and the directive's own date is not known")
    return None


def _rests_on_season(plain: str, found: list[Mention]) -> bool:
    """ "vụ Xuân năm 2026", "trước mùa mưa năm 2026"; not "trước mùa mưa, chậm nhất là cuối tháng 8", which tells its day."""
    years = all(m.period.grain == "year" for m in found)
    season = SEASON.search(plain)
    if season is None or _P["at_latest"].search(plain, season.end()):
        return years and _P["season_name"].search(plain) is not None
    return years or season[0].startswith("trước")


def _before_period(plain: str, found: list[Mention]) -> DueValue | None:
    """ "trước tháng 6/2026" ends on the last day before that month, and that day counts."""
    last = found[-1]
    whole = last.period.first != last.period.last and not last.period.named
    if len(found) > 1 or not whole or not _P["before"].search(plain[: last.start]) or last.period.first == date.min:
        return None
    there = last.period.first - timedelta(1)
    period = cal.Period(there, there, last.period.grain)
    return of_period(period, (LAST_DAY_BEFORE,), (last.inferred,) if last.inferred else ())


LAST_DAY_BEFORE = "the last day before the period named"


def own_day_needed(word: str) -> DueValue:
    """No value: the expression leans on a day that the directive does not tell."""
    return unknown(f"'{word}' needs the directive's own date, which is not known")


def own_date(context: DueContext, whole_months: bool) -> date | None:
    """The directive's own date; None where it only stands for its month and a day is needed."""
    return context.document_date if context.day_known or whole_months else None
