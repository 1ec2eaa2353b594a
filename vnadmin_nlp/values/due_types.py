"""What goes into a due value and what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from vnadmin_nlp.values.calendar import Period

Kind = Literal[
    "date", "month", "quarter", "half", "year", "period", "event", "recurrence", "duration",
    "ongoing", "reference", "unknown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DueContext:
    """What the directive says of its own time. `document_year` serves where only the year is known.

    `day_known` is false where `document_date` stands for its month: enough to place a day, not to count days from.
    `dated_by` says where both come from, if not from the directive's own date ("the latest month that it cites").
    `sentence` is the sentence around the expression, `text` the whole directive (where an event may be dated).
    `roll_over` asks for `next_working_day`; it never changes the value.
    """

    document_date: date | None = None
    document_year: int | None = None
    sentence: str = ""
    day_known: bool = True
    text: str = ""
    roll_over: bool = False
    dated_by: str = ""


@dataclass(frozen=True, slots=True)
class DueValue:
    """A due value. `value` is null where the text does not tell it; `why` then says what is missing.

    `kind` is what the due is called by: "cuối năm 2025" is a year, a feast an event, and what is counted ("trong 10 ngày
    kể từ ngày 05/3/2026") a duration, whose value is a day where its start is dated. `first`, `last`: its days; no
    `first` where only the end is set (before, on_or_before, by). `included`: whether the last day itself counts; false
    for "trước ngày X", whose `last` is X. `time`: an hour of the last day that the text names ("17:00"); the value
    itself is a day. `relation`: before, on_or_before, within, from, by, on, after, every, or null. `inferred`: what the
    expression does not write itself (year, month, weekday, event), and from what it was taken: "year: 2026 from the
    directive's date …". `timex`: the value of a TIMEX3 element; null where TIMEX3 has none (working days, open ends,
    references). `provisional`: counted over working days of a year whose calendar is not published.
    `next_working_day`: only where `DueContext.roll_over` asks for it, the day by which Civil Code 2015 art. 148 ends a
    term whose last day is no working day.
    """

    value: str | None
    kind: Kind
    relation: str | None = None
    first: date | None = None
    last: date | None = None
    time: str | None = None
    why: tuple[str, ...] = ()
    included: bool | None = None
    inferred: tuple[str, ...] = ()
    timex: str | None = None
    provisional: bool = False
    next_working_day: date | None = None
    near: str = field(default="", repr=False, compare=False)  # the part of the expression around the day that decides


Reader = Callable[[str, str, DueContext], DueValue | None]


def of_period(period: Period, why: tuple[str, ...] = (), inferred: tuple[str, ...] = ()) -> DueValue:
    """The value of a day or period: its last day."""
    kind: Kind = "date" if period.grain == "day" else "period" if period.grain == "week" else period.grain
    return DueValue(
        period.last.isoformat(), kind, first=period.first, last=period.last, why=why, inferred=inferred,
        timex=period.named or None,
    )  # fmt: skip


def unknown(why: str) -> DueValue:
    """No value, and the reason."""
    return DueValue(None, "unknown", why=(why,))
