"""Recurring dues as RFC 5545 rules, one spelling for each (annotation guidelines 1.3, 'due').

Parts in the order FREQ, INTERVAL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS; quarterly is FREQ=MONTHLY;INTERVAL=3; daily,
weekly, monthly and yearly without a day have FREQ alone.
"""

from __future__ import annotations

import re

from vnadmin_nlp.values.words import NUMBER, count, due_words

_EVERY = r"(?:hằng|hàng|(?<!sau )mỗi|từng|cứ)"
_UNIT = r"(?:ngày|đêm|buổi|tuần|tháng|quý|quí|năm học|năm|giờ)(?!\w)"
_WEEKDAY = r"(?:thứ (hai|ba|tư|năm|sáu|bảy|bẩy|bấy|[2-7])|(chủ nhật))(?!\w)"
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_PART_OF_DAY = r"(?:sáng |trưa |chiều |tối )?"
_WEEKLY_DAY = re.compile(
    rf"{_EVERY} tuần|^(?:(?:vào )?các ).*(?:thứ|chủ nhật)|các (?:ngày )?(?:thứ|chủ nhật)|{_EVERY} {_PART_OF_DAY}(?:ngày )?(?:thứ|chủ nhật)"
)
_WORKING_DAYS = re.compile(rf"(?:các|{_EVERY}) ngày làm việc(?: trong tuần|(?=[\s.,;)]*$))")
_WEEKDAYS_SPAN = re.compile(rf"từ {_WEEKDAY} đến {_WEEKDAY}")
_WEEKDAYS_LIST = re.compile(r"thứ ([2-7](?:(?:,? và |, ?)(?:thứ )?[2-7](?!\d))+)")
_ORDINALS = {"đầu": 1, "nhất": 1, "hai": 2, "2": 2, "ba": 3, "3": 3, "tư": 4, "4": 4, "cuối": -1}
_OF_EVERY_MONTH = rf"(?: của)?,? (?:{_EVERY} tháng|tháng(?! ?\w))"
_NTH_WEEKDAY = re.compile(
    rf"(?<!việc ){_WEEKDAY},? (?:của )?(?:tuần )?(?:thứ )?(đầu|nhất|hai|ba|tư|cuối|[2-4])(?: tiên| cùng)?{_OF_EVERY_MONTH}"
)
_BARE_WEEKDAYS = re.compile(
    rf"^(?:vào )?(?:các )?(?:ngày )?{_PART_OF_DAY}{_WEEKDAY}(?:(?:,? và |, ?){_PART_OF_DAY}{_WEEKDAY})+(?: từ ngày .{{1,40}})?$"
)
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})(?: ?[/.] ?| tháng )(\d{1,2})(?![\d/])")
_LENGTHS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY = 2
_YEARLY = re.compile(rf"{_EVERY} năm|năm báo cáo|của năm trước|năm trước liền kề")
_EXTRA_MONTHS = re.compile(r"tháng ((?:\d{1,2}(?!\d)(?:,? và tháng |, tháng |, | và |,)?){1,12})")
_MONTH_DAYS = re.compile(
    rf"ngày (?:mùng |mồng )?((?:\d{{1,2}}(?!\d)(?:,? và ngày |, ngày |, | và |,)?){{1,4}})(?: của)?,? {_EVERY} tháng"
)
_BEFORE_MONTHLY = re.compile(rf"(?<!\d)(\d{{1,2}})(?: của)? {_EVERY} tháng")
_EDGE_WORKING_DAY = re.compile(
    rf"(?:(?P<n>{NUMBER}) )?ngày làm việc (?P<nth>đầu|cuối|thứ (?:nhất|hai|ba|tư|năm|\d{{1,2}}))(?: tiên| cùng)?(?: của)?(?: {_EVERY})?"
    r" (?P<unit>tuần|tháng|qu[ýí])(?! ?\d| này| i)"
)
_FIRST_DAYS = re.compile(
    rf"(?:({NUMBER}) ngày đầu(?: tiên)?(?: của)?|ngày (\d{{1,2}}) (?:đầu|cuối))(?: {_EVERY})? (tháng|qu[ýí])(?! ?\d| này| i)"
)
_DAY_AND_LAST = re.compile(rf"ngày (\d{{1,2}}) và (?:ngày )?cuối(?: cùng)?(?: của)?(?: {_EVERY})? tháng(?! ?\d| này)")
_LAST_DAY = re.compile(
    rf"ngày cuối(?: cùng)?(?: của)?(?: {_EVERY})? (?P<unit>tháng (?:đầu|cuối)(?: của)? qu[ýí]|tháng|quý|quí)(?! ?\d| này| i| \w{{1,3}} ?/)"
)
_PART_OF_EACH = re.compile(
    rf"(?<!tuần )(đầu|giữa|cuối) {_EVERY} (tháng|năm)(?! học)|(?<!tuần )(đầu|giữa|cuối) (tháng|năm),? {_EVERY} (?:tháng|năm)(?! học)"
)
_QUARTER_OF_EACH = re.compile(
    rf"qu[ýí] (iv|i{{1,3}}|[1-4])(?: của)?,? {_EVERY} năm|{_EVERY} năm,?(?: vào| trong)?(?: đầu| cuối)? qu[ýí] (iv|i{{1,3}}|[1-4])(?!\w)"
)
_NEXT = r"(?:tiếp theo|kế tiếp|liền kề|liền sau|tiếp liền|sau)"
_OF_QUARTER = re.compile(
    rf"(?:ngày )?(?<!\d)(\d{{1,2}})(?: của)?(?: các)? tháng (?:đầu|giữa|cuối|thứ (?:nhất|hai|ba|[1-3])|{_NEXT})"
    rf"(?: tiên| cùng)?(?: của)?(?: {_EVERY})? qu[ýí]"
    rf"|(?<!\d)(\d{{1,2}})(?: của)? (?:{_EVERY} qu[ýí]|qu[ýí] {_NEXT})"
)
_OF_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?: của tháng(?! ?\w)|(?: của)? tháng báo cáo"
    r"|(?: của)? tháng (?:sau |tới )?(?:tiếp theo|kế tiếp|liền kề|liền sau|tiếp liền|liền kề sau))"
)
_OF_MONTHS = re.compile(
    r"(?<!\d)(?<!trong )(\d{1,2})(?: của)?(?: các)? tháng (\d{1,2}(?:(?:, | và |, và |,)(?:tháng )?\d{1,2})+)(?! ?/)(?!\d)"
)
_TIMES = re.compile(
    rf"(?<!\d)({NUMBER}) (?:(?:lần|buổi|kỳ|số|đêm|phiên|cuộc|lượt)(?: ?/ ?(?:0?1 )?| (?:trong )?(?:một|mỗi|0?1) | trong )"
    rf"|ngày(?: ?/ ?(?:0?1 )?| một | mỗi ))({_UNIT})"
)
_UNIT_TIMES = re.compile(
    rf"(?:^|(?<=mỗi )|(?<=hằng )|(?<=hàng )|(?<!\w)(?:một|0?1) )({_UNIT}) (?:ít nhất |tối thiểu |từ )?"
    rf"({NUMBER})(?: ?- ?\d{{1,2}})? (?:lần|buổi|lượt|đợt|kỳ)(?!\w)"
)
_EVERY_N = re.compile(
    rf"(?:định kỳ|thường kỳ|cứ|mỗi|hằng|hàng)(?: theo)? ({NUMBER}) (giờ|ngày|tuần|tháng|năm)(?!\w)"
    rf"|({NUMBER}) (giờ|ngày|tuần|tháng|quý|năm) ?(?:/ ?(?:\d{{1,2}} |một )?l+ần|(?:một|01|1) (?:lần|lượt))"
)
_EVERY_UNIT = re.compile(
    rf"(?:{_EVERY}|theo(?: từng)?|định kỳ(?: theo)?) ({_UNIT}|(?:sáng|trưa|chiều|tối)(?!\w))|(?<!\w)({_UNIT}) ?/ ?(?:0?1 |một )?lần"
)


_SOME_RHYTHM = re.compile(
    r"hằng|hàng|mỗi|từng|cứ |kỳ|báo cáo|năm trước|các ngày|lần|lượt|buổi|đợt|số|đêm|phiên|cuộc|của|thứ|chủ nhật|theo|qu[ýí]"
    r"|cuối|đầu|giữa|tiếp|kế|liền"
    r"|, ?(?:tháng )?\d|và (?:tháng )?\d|^(?:0?6|sáu) tháng|(?:/|một|trong) ?(?:ngày|tuần|tháng|năm)"
)  # without any of these nothing recurs: most expressions are one day


_BARE_UNITS = re.compile(
    r"(ngày|tuần|tháng|quý|quí|năm)(?:(?:, ?| và )(?:tuần|tháng|quý|quí|(?:0?[69]|sáu) tháng|(?:cả )?năm)){0,5}"
)
_UNIT_AND_DAY = re.compile(r"(?:tuần|tháng|qu[ýí]|năm) \(")  # "Tháng (trước ngày 20)"
_ASIDE = re.compile(r"[(;,] ?riêng .*$")  # "(riêng năm 2025 trước ngày 25/12)"
_SHORTER_FIRST = re.compile(
    rf"(.{{0,20}}{_EVERY} tháng[^,;]{{0,60}})[,;] ?(?:{_EVERY} )?qu[ýí]"
    rf"|(.{{0,20}}{_EVERY} (?:ngày|tuần|tháng)[^,;]{{0,40}}?)(?:[,;]| và) {_EVERY} (?:tuần|tháng|qu[ýí]|năm)"
)  # several: the shortest


def recurrence(plain: str) -> str | None:
    """The rule of a recurring due in `plain` (lower case, clean), or None where nothing recurs."""
    bare = _BARE_UNITS.fullmatch(plain)  # a cell of a table: "Quý", "tuần, tháng"
    if bare:
        return _rule(1, bare[1])
    if _UNIT_AND_DAY.match(plain):
        plain = f"hằng {plain}"
    if not _SOME_RHYTHM.search(plain):
        return None
    plain = _ASIDE.sub("", plain)
    shorter = _SHORTER_FIRST.match(plain)
    plain = (shorter[1] or shorter[2]) if shorter else plain
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


_NO_DAY = re.compile(r"BYMONTHDAY=(?:[^;]*,)?(?:0|3[2-9]|[4-9]\d)(?!\d)")  # "ngày 32 hằng tháng"


def _nth_working_day(plain: str) -> str | None:
    """ "ngày làm việc cuối cùng của tháng"; "03 ngày làm việc đầu tháng" end with the third."""
    match = _EDGE_WORKING_DAY.search(plain)
    if not match:
        return None
    last = match["nth"].removeprefix("thứ ")
    number = -1 if last == "cuối" else count(match["n"]) or count(last)
    frequency = {"tuần": "WEEKLY", "tháng": "MONTHLY"}.get(match["unit"], "MONTHLY;INTERVAL=3")
    return f"FREQ={frequency};BYDAY=MO,TU,WE,TH,FR;BYSETPOS={number}" if number else None


def _first_days(plain: str) -> str | None:
    """ "trong 05 ngày đầu tháng", "trước ngày 05 đầu tháng"."""
    match = _FIRST_DAYS.search(plain)
    number = count(match[1] or match[2]) if match else None
    if not match or not number or number > 31:
        return None
    return f"FREQ=MONTHLY{'' if match[3] == 'tháng' else ';INTERVAL=3'};BYMONTHDAY={number}"


def _nth_weekday(plain: str) -> str | None:
    """ "thứ Bảy đầu tiên hằng tháng", "thứ Tư tuần thứ hai hằng tháng"."""
    match = _NTH_WEEKDAY.search(plain)
    if not match:
        return None
    return f"FREQ=MONTHLY;BYDAY={due_words().weekdays[match[1] or match[2]]};BYSETPOS={_ORDINALS[match[3]]}"


def _weekly(plain: str) -> str | None:
    if _WORKING_DAYS.search(plain):
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    days = {due_words().weekdays[a or b] for a, b in re.findall(_WEEKDAY, plain)}
    for a, b, c, d in _WEEKDAYS_SPAN.findall(plain):
        first, last = (_BYDAY.index(due_words().weekdays[x]) for x in (a or b, c or d))
        days |= set(_BYDAY[first : last + 1])
    for listed in _WEEKDAYS_LIST.findall(plain):
        days |= {due_words().weekdays[n] for n in re.findall(r"\d", listed)}
    if re.search(r"(?:bảy|bấy|bẩy), chủ nhật", plain):
        days.add("SU")
    if not days or not (_WEEKLY_DAY.search(plain) or _BARE_WEEKDAYS.search(plain)):
        return None
    return "FREQ=WEEKLY;BYDAY=" + ",".join(sorted(days, key=_BYDAY.index))


def _joined(numbers: list[int] | set[int]) -> str:
    return ",".join(str(n) for n in sorted(numbers))


def _yearly_days(plain: str) -> str | None:
    if _OF_QUARTER.search(plain):
        return None  # "ngày 15 tháng cuối quý và ngày 15 tháng 12 hằng năm": the shortest
    several = _OF_MONTHS.search(plain)
    if several and not re.search(r"(?:19|20)\d\d", plain):
        months = {int(n) for n in re.findall(r"\d{1,2}", several[2])}
        if all(1 <= m <= 12 for m in months):
            return f"FREQ=YEARLY;BYMONTH={_joined(months)};BYMONTHDAY={int(several[1])}"
    if not _YEARLY.search(plain) or _EVERY_N.search(plain):
        return None
    pairs = {(int(m), int(d)) for d, m in _DAY_MONTH.findall(plain)}
    pairs = {(m, d) for m, d in pairs if 1 <= m <= 12 and 1 <= d <= _LENGTHS[m]}
    if not pairs:
        months = {int(n) for part in _EXTRA_MONTHS.findall(plain) for n in re.findall(r"\d{1,2}", part)}
        return f"FREQ=YEARLY;BYMONTH={_joined(months)}" if months and max(months) <= 12 and min(months) else None
    only = {d for _, d in pairs}
    if len(only) == 1:
        more = {int(n) for part in _EXTRA_MONTHS.findall(plain) for n in re.findall(r"\d{1,2}", part)}
        pairs |= {(m, next(iter(only))) for m in more if 1 <= m <= 12}
    months = {m for m, _ in pairs}
    rule = f"FREQ=YEARLY;BYMONTH={_joined(months)};BYMONTHDAY={_joined(only)}"
    if len(months) * len(only) == len(pairs):
        return rule
    if all(d == _LENGTHS[m] and m != _FEBRUARY for m, d in pairs):
        return f"FREQ=YEARLY;BYMONTH={_joined(months)};BYMONTHDAY=-1"
    every = sorted((m, d) for m in months for d in only if d <= _LENGTHS[m])  # RFC 5545 counts only days that exist
    return f"{rule};BYSETPOS={_joined([every.index(pair) + 1 for pair in pairs])}"


def _by_quarter(plain: str) -> str | None:
    match = _OF_QUARTER.search(plain)
    if match:
        return f"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY={int(match[1] or match[2])}"
    of_year = _QUARTER_OF_EACH.search(plain)
    if of_year:
        name = of_year[1] or of_year[2]
        number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(name) or int(name)
        return f"FREQ=YEARLY;BYMONTH={3 * number};BYMONTHDAY={30 if number in (2, 3) else 31}"
    last = _LAST_DAY.search(plain)
    return "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1" if last and last["unit"] != "tháng" else None


def _by_month(plain: str) -> str | None:
    both = _DAY_AND_LAST.search(plain)
    if both:
        return f"FREQ=MONTHLY;BYMONTHDAY={int(both[1])},-1"
    if _LAST_DAY.search(plain):
        return "FREQ=MONTHLY;BYMONTHDAY=-1"
    listed = _MONTH_DAYS.search(plain)
    if listed:
        return f"FREQ=MONTHLY;BYMONTHDAY={_joined({int(n) for n in re.findall(r'[0-9]{1,2}', listed[1])})}"
    match = _BEFORE_MONTHLY.search(plain) or _OF_MONTH.search(plain)
    return f"FREQ=MONTHLY;BYMONTHDAY={int(match[1])}" if match and 1 <= int(match[1]) <= 31 else None


def _by_part(plain: str) -> str | None:
    """ "đầu mỗi tháng", "cuối năm, hằng năm": the days of Civil Code 2015 art. 146; of a quarter the law says nothing."""
    match = _PART_OF_EACH.search(plain)
    if not match:
        return None
    part, unit = match[1] or match[3], match[2] or match[4]
    if unit == "tháng":
        return f"FREQ=MONTHLY;BYMONTHDAY={ {'đầu': 1, 'giữa': 15, 'cuối': -1}[part] }"
    month, day = {"đầu": (1, 1), "giữa": (6, 30), "cuối": (12, 31)}[part]
    return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"


def _rule(number: int, unit: str) -> str:
    frequency = due_words().frequencies[unit]
    if frequency == "QUARTERLY":
        frequency, number = "MONTHLY", 3 * number
    if frequency == "MONTHLY" and number == 12:
        frequency, number = "YEARLY", 1
    return f"FREQ={frequency}" if number == 1 else f"FREQ={frequency};INTERVAL={number}"


def _interval(plain: str) -> str | None:
    alone = re.fullmatch(
        r"(?:báo cáo |sơ kết |đánh giá )?(?:0?6|sáu) tháng(?:(?:,|;| và) (?:(?:báo cáo|tổng kết|đánh giá|hằng|hàng|cuối|cả|0?1|một) ){0,2}năm)?",
        plain,
    )  # in a due field: twice a year
    if alone:
        return _rule(6, "tháng")
    match = _EVERY_N.search(plain)
    first = _EVERY_UNIT.search(plain)
    if not match or (first and first.start() < match.start()):
        return None
    number = count(match[1] or match[3])
    return _rule(number, match[2] or match[4]) if number else None


def _plain_frequency(plain: str) -> str | None:
    times, turned = _TIMES.search(plain), _UNIT_TIMES.search(plain)
    if times or turned:
        unit = times[2] if times else turned[1] if turned else ""
        number = count(times[1] if times else turned[2] if turned else None)
        if unit == "năm" and number in (2, 3, 4, 6):
            return _rule(12 // number, "tháng")
        return _with_days(unit, plain)
    match = _EVERY_UNIT.search(plain)
    return _with_days(match[1] or match[2], plain) if match else None


_NAMED_DAYS = re.compile(
    r"ngày ((?:\d{1,2}(?!\d)(?:,? và ngày |, ngày |, | và )?){1,4})(?! ?[/.-] ?\d| tháng \d| làm việc)"
)


def _with_days(unit: str, plain: str) -> str:
    """ "02 lần/tháng (ngày 10 và 25)": the days, where the unit is a month."""
    named = _NAMED_DAYS.search(plain) if unit == "tháng" else None
    days = {int(n) for n in re.findall(r"\d{1,2}", named[1])} if named else set()
    return f"FREQ=MONTHLY;BYMONTHDAY={_joined(days)}" if days and min(days) >= 1 and max(days) <= 31 else _rule(1, unit)
