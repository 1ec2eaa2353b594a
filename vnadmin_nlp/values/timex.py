"""The `value` of a TIMEX3 element (TimeML 1.2.1; ISO 24617-1) for days, periods, durations and recurrences."""

from __future__ import annotations

import re
from datetime import date, timedelta

from vnadmin_nlp.values import calendar as cal

_UNITS = {"DAILY": "D", "WEEKLY": "W", "MONTHLY": "M", "YEARLY": "Y", "HOURLY": "H"}
_QUARTER, _HALF = 3, 6


def of_days(first: date, last: date, time: str | None = None) -> str:
    """`2025-11-28`, with a time `2025-11-28T17:00`; `2025-12`, `2025-Q4`, `2025-H1`, `2025`, `2025-W48` for whole ones.

    Any other stretch is `first/last`, an ISO 8601 interval.
    """
    if first == last:
        return f"{last.isoformat()}T{time}" if time else last.isoformat()
    year, month = first.year, first.month
    if first == cal.whole_year(year).first and last == cal.whole_year(year).last:
        return f"{year}"
    if first == cal.month(year, month).first and last == cal.month(year, month).last:
        return f"{year}-{month:02}"
    if month % _QUARTER == 1 and (first, last) == _ends(cal.quarter(year, (month + 2) // _QUARTER)):
        return f"{year}-Q{(month + 2) // _QUARTER}"
    if month % _HALF == 1 and (first, last) == _ends(cal.half(year, 1 + (month > _HALF))):
        return f"{year}-H{1 + (month > _HALF)}"
    if first.weekday() == 0 and last - first == timedelta(6):
        iso = first.isocalendar()
        return f"{iso.year}-W{iso.week:02}"
    return f"{first.isoformat()}/{last.isoformat()}"


def _ends(period: cal.Period) -> tuple[date, date]:
    return period.first, period.last


def of_duration(value: str) -> str | None:
    """The ISO 8601 duration itself; None for working days, which neither ISO 8601 nor TIMEX3 knows."""
    return None if value.endswith("B") else value


def of_rule(rule: str) -> str | None:
    """The value of a SET: `XXXX-XX-25` for a day of each month, `XXXX-06-15` of each year, `XXXX-WXX-5` of each week.

    `P1M`, `P6M` where no single day is named.
    """
    parts = dict(p.split("=", 1) for p in rule.split(";") if "=" in p)
    unit = _UNITS.get(parts.get("FREQ", ""))
    if unit is None:
        return None
    interval = int(parts.get("INTERVAL", "1"))
    day, month, weekday = parts.get("BYMONTHDAY", ""), parts.get("BYMONTH", ""), parts.get("BYDAY", "")
    if interval == 1 and "BYSETPOS" not in parts:
        if unit == "M" and re.fullmatch(r"\d{1,2}", day):
            return f"XXXX-XX-{int(day):02}"
        if unit == "Y" and re.fullmatch(r"\d{1,2}", month) and re.fullmatch(r"\d{0,2}", day):
            return f"XXXX-{int(month):02}" + (f"-{int(day):02}" if day else "")
        if unit == "W" and weekday in cal.BYDAY:
            return f"XXXX-WXX-{cal.BYDAY.index(weekday) + 1}"
    return f"PT{interval}H" if unit == "H" else f"P{interval}{unit}"
