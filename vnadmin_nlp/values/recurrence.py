"""Recurring dues as RFC 5545 rules, one spelling for each (annotation guidelines 1.3, 'due').

Parts in the order FREQ, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS; quarterly is FREQ=MONTHLY;INTERVAL=3; daily,
weekly, monthly and yearly without a day have FREQ alone. The forms stand in `lexicon/recurrence.yaml`.
"""

from __future__ import annotations

import re
from typing import Final

from vnadmin_nlp.lexicon.patterns import rules, taken
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.words import count, due_words, ordinal

_RULES = {rule.name: rule for rule in rules("recurrence.yaml")}
_P = {name: rule.pattern for name, rule in _RULES.items()}
_OF_EACH = tuple(rule for rule in _RULES.values() if rule.gives.startswith("FREQ="))
_WORKING_DAYS: Final = "BYDAY=MO,TU,WE,TH,FR"
_LENGTHS: Final = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY: Final = 2
_NO_DAY: Final = re.compile(r"BYMONTHDAY=(?:[^;]*,)?(?:0|3[2-9]|[4-9]\d)(?!\d)")  # "ngày 32 hằng tháng"


def recurrence(plain: str) -> str | None:
    """The rule of a recurring due in `plain` (lower case, clean), or None where nothing recurs."""
    bare = _P["units_alone"].fullmatch(plain)
    if bare:
        return _every(1, _frequency(bare[1]))
    if _P["unit_before_brackets"].match(plain):
        plain = _RULES["unit_before_brackets"].gives + plain
    if not _P["some_rhythm"].search(plain):
        return None
    plain = _P["aside"].sub("", plain)
    shorter = _P["shorter_first"].match(plain)
    plain = taken(shorter)[0] if shorter else plain
    for read in (
        _nth_working_day,
        _nth_weekday,
        _weekly,
        _yearly_days,
        _first_days,
        _by_quarter,
        _by_month,
        _by_part,
        _interval,
        _plain_frequency,
    ):
        rule = read(plain)
        if rule:
            return None if _NO_DAY.search(rule) else rule
    return None


def _frequency(unit: str) -> str:
    return due_words().frequencies[unit]


def _every(number: int, frequency: str) -> str:
    if frequency == "QUARTERLY":
        frequency, number = "MONTHLY", 3 * number
    if frequency == "MONTHLY" and number == 12:
        frequency, number = "YEARLY", 1
    return f"FREQ={frequency}" if number == 1 else f"FREQ={frequency};INTERVAL={number}"


def _numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d{1,2}", text)}


def _joined(numbers: set[int]) -> str:
    return ",".join(str(n) for n in sorted(numbers))


def _nth_working_day(plain: str) -> str | None:
    """ "ngày làm việc cuối cùng của tháng"; "03 ngày làm việc đầu tháng" end with the third."""
    match = _P["nth_working_day"].search(plain)
    if not match:
        return None
    number = ordinal(match["edge"] or match["nth"])
    if number > 0:
        number = count(match["n"]) or number
    return f"{_every(1, _frequency(match['unit']))};{_WORKING_DAYS};BYSETPOS={number}" if number else None


def _nth_weekday(plain: str) -> str | None:
    """ "thứ Bảy đầu tiên hằng tháng", "thứ Tư tuần thứ hai hằng tháng"."""
    match = _P["nth_weekday"].search(plain)
    if not match:
        return None
    day, nth = taken(match)
    return f"FREQ=MONTHLY;BYDAY={due_words().weekdays[day]};BYSETPOS={ordinal(nth)}"


def _weekly(plain: str) -> str | None:
    if _P["working_days"].search(plain):
        return f"FREQ=WEEKLY;{_WORKING_DAYS}"
    names = [taken(match)[0] for match in _P["weekday"].finditer(plain)]
    for listed in _P["weekdays_list"].findall(plain):
        names += re.findall(r"\d", listed)
    days = {due_words().weekdays[name] for name in names}
    for span in _P["weekdays_span"].finditer(plain):
        first, last = (cal.BYDAY.index(due_words().weekdays[name]) for name in taken(span))
        days |= set(cal.BYDAY[first : last + 1])
    if not days or not (_P["each_week"].search(plain) or _P["weekdays_alone"].fullmatch(plain)):
        return None
    return "FREQ=WEEKLY;BYDAY=" + ",".join(sorted(days, key=cal.BYDAY.index))


def _yearly_days(plain: str) -> str | None:
    if _P["day_of_quarter_month"].search(plain):
        return None  # "ngày 15 tháng cuối quý và ngày 15 tháng 12 hằng năm": the shortest
    several = _P["day_of_months"].search(plain)
    if several and not _P["written_year"].search(plain):
        months = _numbers(several[2])
        if all(1 <= m <= 12 for m in months):
            return f"FREQ=YEARLY;BYMONTH={_joined(months)};BYMONTHDAY={int(several[1])}"
    if not _P["each_year"].search(plain) or _P["every_so_many"].search(plain):
        return None
    pairs = {(int(m), int(d)) for d, m in _P["day_and_month"].findall(plain)}
    pairs = {(m, d) for m, d in pairs if 1 <= m <= 12 and 1 <= d <= _LENGTHS[m]}
    more = _numbers(" ".join(_P["months_listed"].findall(plain)))
    if not pairs:
        return f"FREQ=YEARLY;BYMONTH={_joined(more)}" if more and max(more) <= 12 and min(more) else None
    only = {d for _, d in pairs}
    if len(only) == 1:
        pairs |= {(m, next(iter(only))) for m in more if 1 <= m <= 12}
    return _of_days(pairs)


def _of_days(pairs: set[tuple[int, int]]) -> str:
    """The rule of days (month, day) of each year, which RFC 5545 can only name by all their months and days."""
    months, days = {m for m, _ in pairs}, {d for _, d in pairs}
    rule = f"FREQ=YEARLY;BYMONTH={_joined(months)};BYMONTHDAY={_joined(days)}"
    if len(months) * len(days) == len(pairs):
        return rule
    if all(d == _LENGTHS[m] and m != _FEBRUARY for m, d in pairs):
        return f"FREQ=YEARLY;BYMONTH={_joined(months)};BYMONTHDAY=-1"
    every = sorted((m, d) for m in months for d in days if d <= _LENGTHS[m])  # only days that exist are counted
    return f"{rule};BYSETPOS={_joined({every.index(pair) + 1 for pair in pairs})}"


def _first_days(plain: str) -> str | None:
    """ "trong 05 ngày đầu tháng", "trước ngày 05 đầu tháng"."""
    match = _P["first_days"].search(plain)
    if not match:
        return None
    words, unit = taken(match)
    number = count(words)
    return f"{_every(1, _frequency(unit))};BYMONTHDAY={number}" if number and number <= 31 else None


def _by_quarter(plain: str) -> str | None:
    match = _P["day_of_quarter_month"].search(plain)
    if match:
        return f"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY={count(taken(match)[0])}"
    of_year = _P["quarter_of_each_year"].search(plain)
    if of_year:
        number = ordinal(taken(of_year)[0])
        return f"FREQ=YEARLY;BYMONTH={3 * number};BYMONTHDAY={_LENGTHS[3 * number]}"
    last = _P["last_day"].search(plain)
    return "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1" if last and last["quarter"] else None


def _by_month(plain: str) -> str | None:
    both = _P["day_and_last"].search(plain)
    if both:
        return f"FREQ=MONTHLY;BYMONTHDAY={int(both[1])},-1"
    if _P["last_day"].search(plain):
        return "FREQ=MONTHLY;BYMONTHDAY=-1"
    listed = _P["days_of_each_month"].search(plain)
    if listed:
        return f"FREQ=MONTHLY;BYMONTHDAY={_joined(_numbers(listed[1]))}"
    match = _P["number_of_each_month"].search(plain) or _P["day_of_month"].search(plain)
    day = int(taken(match)[0]) if match else 0
    return f"FREQ=MONTHLY;BYMONTHDAY={day}" if 1 <= day <= 31 else None


def _by_part(plain: str) -> str | None:
    """ "đầu mỗi tháng", "cuối năm, hằng năm": the first of them."""
    found = [(match.start(), rule.gives) for rule in _OF_EACH if (match := rule.pattern.search(plain))]
    return min(found)[1] if found else None


def _interval(plain: str) -> str | None:
    if _P["half_yearly"].fullmatch(plain):
        return _every(6, "MONTHLY")
    match = _P["every_so_many"].search(plain)
    first = _P["every_unit"].search(plain)
    if not match or (first and first.start() < match.start()):
        return None
    words, unit = taken(match)
    number = count(words)
    return _every(number, _frequency(unit)) if number else None


def _plain_frequency(plain: str) -> str | None:
    times = _P["times_a_unit"].search(plain) or _P["unit_times"].search(plain)
    if times:
        number = count(times["number"])
        if number in (2, 3, 4, 6) and due_words().durations.get(times["unit"]) == "Y":
            return _every(12 // number, "MONTHLY")
        return _with_days(_frequency(times["unit"]), plain)
    match = _P["every_unit"].search(plain)
    return _with_days(_frequency(taken(match)[0]), plain) if match else None


def _with_days(frequency: str, plain: str) -> str:
    """ "02 lần/tháng (ngày 10 và 25)": the days, where the unit is a month."""
    named = _P["days_beside_the_rhythm"].search(plain) if frequency == "MONTHLY" else None
    days = _numbers(named[1]) if named else set()
    return (
        f"FREQ=MONTHLY;BYMONTHDAY={_joined(days)}"
        if days and min(days) >= 1 and max(days) <= 31
        else _every(1, frequency)
    )
