"""The closed grammar of DEADLINE: expressions that say by when, or how often, with their preposition.

Works on a clean view. A time expression alone is no deadline (most are dates of documents, of events, or the period of
the content), so each rule asks for a preposition, a due field, a table cell or a place in the sentence that makes it
one; see the annotation guidelines 1.3, DEADLINE. All repeats are bounded.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date, timedelta
from functools import cache

from vnadmin_nlp.lexicon.tables import alternatives, read_yaml, word_list
from vnadmin_nlp.spans.docref_grammar import Found, longest

_CUES = "deadline_cues.yaml"
_KEYS = frozenset({"fields", "finish", "period_heads", "recurring_heads", "past", "event_heads", "reports", "source"})

_Y = r"(?:19|20)\d\d(?!\d)"
_D = r"(?:[0-3]?\d|0\d)(?!\d)"
_M = r"(?:1[0-2]|0?[1-9])(?!\d)"
_SEP = r" ?[/.-] ?"
_EVERY = r"(?:hằng|hàng|mỗi|từng)"
_UNIT = r"(?:ngày|tuần|tháng|quý|quí|năm học|năm|học kỳ)(?! qua\b)"
_HOUR = r"\d{1,2} ?(?:giờ|h|g|:)(?: ?\d{2}(?: ?phút)?(?!\d))?"
_DMY = rf"(?:{_D}{_SEP}{_M}(?:{_SEP}{_Y})?(?!\d|[/.-]\d)|{_D} tháng {_M}(?:{_SEP}{_Y}|,? năm {_Y})?)"
_DATE = rf"(?:{_HOUR},? (?:của )?)?(?:ng[àả]y )?(?:{_DMY})"
_DATES = rf"{_DATE}(?:(?:,| và|, và) (?:ngày )?{_DMY}){{0,3}}"
_MONTH = rf"tháng {_M}(?:{_SEP}{_Y}|,? năm {_Y}|(?: năm)? (?:này|nay))?"
_QUARTER = rf"qu[ýí] (?:IV|I{{1,3}}|[1-4])(?!\w)(?:{_SEP}{_Y}|,? năm {_Y}|(?: năm) nay)?"
_HALF = rf"(?:6|06|sáu) tháng (?:đầu|cuối) năm(?: {_Y})?"
_YEAR = rf"năm (?:học )?{_Y}(?: ?- ?{_Y})?"
_WEEK = rf"tuần (?:thứ )?(?:\d|nhất|hai|ba|tư|cuối|đầu)(?: của)? (?:{_MONTH})|tuần (?:này|tới|sau)"
_PART = r"(?:nửa đầu|nửa cuối|\d{1,2} ngày (?:đầu|cuối)|đầu|giữa|cuối|hết)"
_PERIOD = rf"(?:{_PART} )?(?:{_WEEK}|{_MONTH}|{_QUARTER}|{_HALF}|{_YEAR})"
_MONTHS = rf"{_M}(?:(?:, | và |, và )(?:tháng )?{_M}){{1,5}}"
_DAY_OF = (
    rf"(?:(?:ngày )?{_D} (?:của )?(?:các )?tháng (?:đầu|cuối)(?: của)?(?: mỗi| hằng| hàng)? quý(?: tiếp theo)?"
    rf"|(?:ngày )?{_D} (?:của )?(?:các )?tháng {_MONTHS}(?: {_EVERY} năm)?(?![\d/-]|\.\d|,? năm)"
    rf"|(?:ngày )?{_D}(?:(?:,| và|, và) (?:ngày )?{_D}){{0,2}}(?: của)?,? {_EVERY} (?:tháng|quý|năm)|ngày {_D} của tháng(?! ?\w))"
)
_WEEKDAY = (
    rf"(?:(?:{_HOUR},? )?(?:(?:sáng|chiều|tối|cuối ngày) )?(?:ngày )?(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
    rf"(?: (?:của )?{_EVERY} tuần| tuần (?:này|tới|sau)))"
)
_TIME_OF_DAY = rf"{_HOUR}(?: và {_HOUR})? {_EVERY} ngày"
_TAIL = rf"(?: {_EVERY} (?:tháng|quý|năm))?(?: và (?:những|các) năm tiếp theo)?"
_N = r"(?:\d{1,3}(?: ?- ?\d{1,3})?|một|hai|ba|bốn|năm|sáu|bảy|mười)(?: ?\([^()\n]{1,20}\))?"
_SPAN = rf"{_N} (?:ngày làm việc|ngày|giờ|tuần|tháng|năm|phút)"
# "kể từ ngày nhận được …" runs to the end of its clause.
_SINCE = (
    r"(?:,? \(?(?:(?:kể|kề|ké|tính) từ|sau (?:khi|ngày)|sau(?= bế mạc| khai mạc| hội nghị| kỳ họp)|từ khi|từ ngày|khi)[^,.;:\n\t()]{3,140}\)?"
    r"|,? trước (?:khi|ngày) (?!\d)[^,.;:\n\t()]{2,60})"
)
_DURATION = rf"{_SPAN}(?!\w){_SINCE}?"
_FROM_TO = rf"(?:{_PERIOD} ?- ?{_PERIOD}|từ (?:{_DATE}|{_PERIOD})(?: ?- ?| đến hết | đến | tới )(?:hết )?(?:{_DATE}|{_PERIOD}))"
_BEFORE_WORDS = (
    r"(?:(?:chậm|muộn|trễ) nhất(?: (?:là|vào|đến|trước|trong|phải)){0,3}|không (?:muộn|chậm|quá)(?: (?:hơn|quá))?|trước)"
    r"(?: (?:cuối|hết))?"
)

_FEAST = (
    r"(?:(?:dịp )?tết (?:nguyên đán|âm lịch|dương lịch|trung thu)|(?:lễ|ngày) khai giảng)"
    r"(?: [^\W\d_]{2,5} [^\W\d_]{2,5}(?= (?:19|20)))?(?: (?:năm )?(?:19|20)\d\d)?"
)
_LEFT = r"(?<![^\W_])"
_I = re.I

BEFORE = re.compile(
    rf"{_LEFT}{_BEFORE_WORDS} (?:{_TIME_OF_DAY}|{_WEEKDAY}|{_DAY_OF}|{_DATES}{_TAIL}|{_PERIOD}{_TAIL}|{_FEAST})", _I
)
LATEST_DURATION = re.compile(
    rf"{_LEFT}(?:(?:chậm|muộn|trễ) nhất(?: (?:là|sau|trong|không quá)){{0,3}}|không quá|trước(?: đó)?(?= \d{{1,2}} ngày(?! ?\d))"
    rf"|trước ít nhất|ít nhất trước|ít nhất(?= .{{3,30}} trước (?:khi|ngày))) {_DURATION}",
    _I,
)
UNTIL = re.compile(rf"{_LEFT}(?:đến hết|cho đến hết|đến|hết|kết thúc) (?:{_DATE}|{_PERIOD})", _I)
WITHIN = re.compile(
    rf"{_LEFT}(?:trong khoảng |trong suốt |trong |vào )(?:{_FROM_TO}|{_DATE}|{_PERIOD}(?: và {_PERIOD})?){_TAIL}", _I
)
ON_DAY_OF = re.compile(
    rf"{_LEFT}(?:vào )?(?:(?=ngày ){_DAY_OF}|{_WEEKDAY}|tháng {_M} {_EVERY} năm|"
    rf"ngày làm việc cuối cùng của(?: {_EVERY})? tháng(?! ?\d))",
    _I,
)
DURATION = re.compile(
    rf"{_LEFT}(?:trong (?:thời hạn|thời gian|vòng) (?:tối đa |không quá )?|trong (?:tối đa )?(?=\d)|sau (?=\d)){_DURATION}",
    _I,
)
RANGE = re.compile(rf"{_LEFT}(?=từ ){_FROM_TO}", _I)
_ITEM = rf"(?:{_EVERY} )?(?:\d{{1,2}} {_UNIT}|{_UNIT}|\d{{1,2}} lần/{_UNIT})"
_ONCE = r"(?: ?/ ?(?:01 |1 |một )?l{1,2}ần|(?: (?:một|hai|ba|\d{1,2}) (?:lần|kỳ|buổi)))"
PERIODIC = re.compile(
    rf"{_LEFT}(?:theo )?(?:định k[ỳì]|thường kỳ),? (?:vào |trước )?(?:\((?:vào|trước) [^()\n]{{3,40}}\)|(?:{_DAY_OF})|{_WEEKDAY}|"
    rf"(?:trước |vào )?{_DATES}{_TAIL}|(?:(?:theo )?{_EVERY} |\d{{1,2}} |sáu |ba |một )(?:lần/)?{_UNIT}{_ONCE}?"
    rf"(?:(?:,| và|, và|;| hoặc) {_ITEM}){{0,4}})(?: ?\((?:trước|vào|tháng)[^()\n]{{3,60}}\))?",
    _I,
)
_AT = rf"(?:,? (?:vào|trước) (?:(?:sáng|chiều|tối) )?(?:thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|{_HOUR}(?: và {_HOUR})?(?: sáng)?)(?![^\W_]))"
EVERY = re.compile(
    rf"{_LEFT}(?:(?:ít nhất|tối thiểu) )?(?:hằng|hàng|mỗi|theo từng) (?!năm qua){_UNIT}{_ONCE}?"
    rf"(?:(?:,| và|, và) {_ITEM}(?![^\W_])){{0,4}}{_AT}?(?![^\W_])",
    _I,
)
OFTEN = re.compile(
    rf"{_LEFT}(?:(?:tối thiểu|ít nhất|cứ) )?(?:\d{{1,2}}|hai|ba|sáu) (?:(?:lần|buổi|ngày|kỳ) ?/ ?(?:\d{{1,2}} ?)?{_UNIT}"
    rf"|(?:{_UNIT}|giờ)(?: ?/ ?| một | 01 | 1 )lần)",
    _I,
)
BARE = re.compile(rf"{_LEFT}(?:{_FROM_TO}|(?=ngày ){_DATES}|{_PERIOD})", _I)
ONGOING = re.compile(
    r"(?:nhiệm vụ |thực hiện )?thường xuyên(?:,? (?:liên tục|hằng năm|hàng năm|hằng tháng|hằng quý))?", _I
)
LEAD_TIME = re.compile(rf"(?:từ |vào |trong |đến |sau )?(?:{_FROM_TO}|{_DATE}|{_PERIOD})(?: - {_DATE})?(?= ?:)", _I)
_VALUES = (BEFORE, LATEST_DURATION, DURATION, PERIODIC, RANGE, WITHIN, UNTIL, OFTEN, EVERY, ON_DAY_OF)


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    data = read_yaml(_CUES, _KEYS)
    words = {key: alternatives(word_list(data, key, _CUES)) for key in _KEYS - {"source"}}
    return {
        "field": re.compile(rf"(?<![^\W_])(?:{words['fields']})(?: (?!\d)[^\W_]{{1,8}}){{0,5}} ?: ?", _I),
        "finish": re.compile(
            rf"(?<![^\W_])(?:{words['finish']})(?: (?:ngay|xong|dứt điểm|vào|gửi|về|này|dự kiến))? ?$", _I
        ),
        "period": re.compile(rf"(?<![^\W_])(?:{words['period_heads']}) ?$", _I),
        "recurring": re.compile(rf"(?<![^\W_])(?:{words['recurring_heads']}) ?$", _I),
        "past": re.compile(rf"(?<![^\W_])(?:{words['past']})(?![^\W_])", _I),
        "reports": re.compile(rf"(?<![^\W_])(?:{words['reports']}) ?$", _I),
        "from": re.compile(r"(?<![^\W_])(?:từ|tính|lũy kế)(?![^\W_])", _I),
        "event": re.compile(rf"(?<![^\W_])(?:{words['event_heads']}) ?$", _I),
    }


def _clause_before(text: str, start: int) -> str:
    """What stands before `start` in its own clause."""
    window = text[max(0, start - 120) : start]
    return re.split(r"[.;:\n\t|](?!\d)", window)[-1]


def _accept(text: str, start: int, end: int, rule: str) -> bool:
    """May the expression at `start:end` be a deadline where it stands?"""
    cues = _cues()
    left = _clause_before(text, start)
    before = left[-30:]
    if rule == "before" and _DONE.search(left.rpartition(",")[2][-60:]):
        return False
    if rule != "before" and cues["past"].search(left[-60:]):
        return False
    opens = bool(_OPENS.fullmatch(left))
    if rule == "before":
        return not cues["event"].search(before) and not _NO_BEFORE.search(before)
    if rule == "duration" and not _DURATION_HEAD.match(text, start):
        return bool(cues["finish"].search(before)) or (
            _closes_clause(text, end) and bool(_SHORT.search(text, start, end))
        )
    if rule == "latest" and text[start] in "kK" and not _NO_MORE.search(text, start, end):
        return False
    if rule in ("periodic", "often", "latest", "duration", "day-of"):
        return not opens or text[end : end + 1] != "\n"
    if rule == "every":
        if cues["reports"].search(before):
            return True
        return not cues["recurring"].search(before) and text[end : end + 4] != " của"
    closes = _closes_clause(text, end)
    if cues["finish"].search(before):
        return (closes and "được" not in before) or rule != "bare"
    if rule == "bare":
        return False
    if rule == "within" and _RANGE_IN.match(text, start, end):
        return True
    if opens:
        return rule == "until" and text[start].lower() in "hk"
    if cues["period"].search(before):
        return False
    if not _DAYS.search(text, start, end):
        return rule == "until" and closes and "hết năm" in text[start:end] and not cues["from"].search(before)
    if rule == "range":
        return closes and text[start - 1] != "("
    if rule == "until":
        return closes and "hết" in text[start:end] and not cues["from"].search(before)
    return text[start].lower() == "t"


_DONE = re.compile(
    r"(?<![^\W_])(?:đã(?! (?:được )?(?:xác nhận|thống nhất|giao|ký|có|đề ra|phê duyệt))|có hiệu lực|được cấp)(?![^\W_])",
    _I,
)
_NO_BEFORE = re.compile(r"(?:từ|như|so với|hơn|xây|có|được sinh) $", _I)
_OPENS = re.compile(r"\W*(?:(?:[\da-zđ]{1,2}|[IVX]{1,4})[./)])?\W*(?:Ngay )?")
_NO_MORE = re.compile(r"làm việc|giờ|kể từ|tính từ", _I)
_RANGE_IN = re.compile(r"trong khoảng từ", _I)
_DURATION_HEAD = re.compile(r"trong (?:thời hạn|thời gian|vòng)|(?:chậm|muộn)|.{0,60}(?:kể từ|tính từ|sau khi)", _I)
_SHORT = re.compile(r"(?:ngày|giờ|ngày làm việc)$", _I)
_DAYS = re.compile(r"tháng|ngày|quý|/", _I)


def _closes_clause(text: str, end: int) -> bool:
    return end >= len(text) or bool(re.match(r" ?(?:[.;,)/\n\t|]|để |theo |$)", text[end : end + 6]))


_RULES = (
    ("before", BEFORE),
    ("latest", LATEST_DURATION),
    ("duration", DURATION),
    ("periodic", PERIODIC),
    ("every", EVERY),
    ("often", OFTEN),
    ("day-of", ON_DAY_OF),
    ("within", WITHIN),
    ("until", UNTIL),
    ("range", RANGE),
    ("bare", BARE),
)


_OF_UNIT = re.compile(r" của (?=[A-ZĐ]|các(?!\w))")


def _running(text: str, weak: bool) -> list[Found]:
    found = []
    for rule, pattern in _RULES:
        for match in pattern.finditer(text):
            start, end = _trim(text, *match.span())
            unit = _OF_UNIT.search(text, start, end)  # a unit is a span of its own and never part of a DEADLINE
            end = unit.start() if unit and rule in ("duration", "latest") else end
            if _accept(text, start, end, rule):
                found.append(Found(start, end, rule))
            elif weak:
                found.append(Found(start, end, f"weak-{rule}"))
    return found


_LINE = re.compile(
    r"(?P<before>(?:^|[\n|])[ \t]*)(?P<mark>(?:[-+•*·]|\(?[\da-zđ]{1,2}[.)]) ?)?(?:Đợt \d{1,2} ?: ?)?", re.M
)


def _lead_times(text: str) -> list[Found]:
    """A time that opens an item and ends in a colon: `- Cuối tháng 3 năm 2010: các cơ quan …`."""
    found = []
    for match in _LINE.finditer(text):
        if (
            match.end() < len(text)
            and (time := LEAD_TIME.match(text, match.end()))
            and not _TARGET.match(text, time.end())
        ):
            found.append(Found(time.start(), time.end(), "lead-time"))
    return found


# Behind a period that a target is set for: "Đến hết năm 2030: có trên 60% …".
_TARGET = re.compile(r" ?: ?(?:có|đạt|tỷ lệ|trên|ít nhất|tối thiểu|phấn đấu|\d{1,3} ?%|[≥>])", _I)
_FREE_VALUE = re.compile(
    r"(?:theo|ngay|thường xuyên|liên tục|khi|sau|trong|nhiệm vụ thường|hoàn thành|xong|trước|đến|từ|hết|cả)(?!\w)", _I
)
_VALUE_END = re.compile(r"[;|\n\t]|\.(?= |\n|$)|(?<=\w) ?/\.")
_VERB = re.compile(
    r"(?:thực hiện|hoàn thành|dự kiến|xong|báo cáo|triển khai|gửi|trình|đề nghị|yêu cầu|hoàn thành xong)(?: (?:xong|ngay))?:? "
    r"(?=trong|trước|chậm|từ|hằng|hàng|năm|quý|quí|tháng|thường|đến|ngày|định|hết|cuối|đầu|theo|\d)",
    _I,
)
_MEETING = re.compile(rf"(?:vào hồi|lúc|từ )? ?{_HOUR}|½|01 buổi|không(?! quá)", _I)


def _fields(text: str) -> list[Found]:
    """The value of a due field: `Thời gian hoàn thành: …`, to the end of its line or sentence."""
    found = []
    for match in _cues()["field"].finditer(text):
        start = match.end()
        while start < len(text) and text[start] in " \n|":
            start += 1
        verb = _VERB.match(text, start)
        start = verb.end() if verb else start
        stop = _VALUE_END.search(text, start)
        end = stop.start() if stop else len(text)
        value = text[start:end]
        meeting = _MEETING.match(value) and match[0][:9].lower() != "thời hạn:"
        reference = "/" in value and re.match("theo .{0,40}số", value)
        if not value.strip() or len(value) > 120 or meeting or reference:
            continue
        known = next((m for p in _VALUES if (m := p.match(text, start))), None)
        if known and known.end() <= end:
            end = known.end() if text[known.end() : known.end() + 1] in ",(" or len(value) > 60 else end
        elif len(value) > 70 or not (_FREE_VALUE.match(value) or _CELL.match(text, start)):
            continue
        start, end = _trim(text, start, end)
        found.append(Found(start, end, "field"))
    return found


_CELL = re.compile(
    rf"(?:(?:{_BEFORE_WORDS} |trong |đến |vào |hết )?(?:{_M}/{_Y}|{_DAY_OF}|{_FROM_TO}|{_DATES}|{_PERIOD}){_TAIL}"
    rf"|{EVERY.pattern}|{PERIODIC.pattern}|{ONGOING.pattern}|{OFTEN.pattern}|theo (?:tiến độ|kế hoạch|yêu cầu|lộ trình)[^|\n]{{0,50}})"
    r"(?=[ .;]{0,2}(?:[|\n\t]|$))",
    _I,
)
_CELL_HEAD = re.compile(r"(?:\|[ \n]{0,4}|\t|\n ?)(?=[^\s|])")
_CELL_END = re.compile(r"[ .;]{0,2}(?:\n? ?\||\n|\t|$)")


_DUE_COLUMN = re.compile(
    r"(?:^|[\t|\n]) ?(?:thời (?:gian|hạn|điểm)|tiến độ|hạn (?:hoàn thành|chót|xử lý|nộp)|hoàn thành)[^\t|\n]{0,30}(?=[\t|\n])",
    _I,
)


def _cells(text: str) -> list[Found]:
    """A table cell, or a line, that holds nothing but a time, below a column head that speaks of time.

    A line of its own must name a day, month or quarter, a recurrence or "thường xuyên".
    """
    head = _DUE_COLUMN.search(text)
    found = []
    for match in _CELL_HEAD.finditer(text):
        cell = _CELL.match(text, match.end())
        if not cell or not (closed := _CELL_END.match(text, cell.end())):
            continue
        boxed = ("|" in match[0] and "|" in closed[0]) or "\t" in match[0]
        plain = boxed or ((_DAYS.search(cell[0]) or "hường" in cell[0]) and not _NOT_LINE.match(cell[0]))
        dated = head is not None and head.start() < match.start()
        if plain and not cell[0].isupper() and (dated or not cell[0][0].isdigit()):
            found.append(Found(*_trim(text, *cell.span()), "cell"))
    return found


_NOT_LINE = re.compile(rf"ngày|\d(?!\d?{_SEP}{_M}{_SEP}{_Y}\Z)", _I)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in " ,.;:*\n":
        end -= 1
    if text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    while start < end and text[start] in " \n":
        start += 1
    return start, end


_PLACE_DATE = re.compile(
    r"(?:^|[\n\t| ])[A-ZĐ][^\n,|]{1,30}, ngày ([0-3]?\d) tháng ([01]?\d) năm ((?:19|20)\d\d)(?=[ \t]*(?:[\n|]|$))"
)
_WHOLE_DATE = re.compile(rf"(\d{{1,2}})(?:{_SEP}| tháng )(\d{{1,2}})(?:{_SEP}|,? năm )((?:19|20)\d\d)(?!\d)")
_HEAD = 2_500


# A notice of a meeting is often issued weeks behind it: a day that lies a little back may still be a deadline.
_SLACK = timedelta(31)


def _day(year: str, month: str, number: str) -> date | None:
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None


def _own_day(text: str) -> date | None:
    """The day of the place and date line at the head of the text."""
    line = _PLACE_DATE.search(text, 0, _HEAD)
    return _day(line[3], line[2], line[1]) if line else None


def _is_past(text: str, hit: Found, own: date) -> bool:
    """Does the expression name whole dates that all lie long before the directive's own?"""
    days = [found for d, m, y in _WHOLE_DATE.findall(text[hit.start : hit.end]) if (found := _day(y, m, d))]
    return bool(days) and max(days) < own - _SLACK


def find(text: str, references: list[Found], weak: bool = False) -> list[Found]:
    """All DEADLINE candidates of a clean view; none that touches one of `references` (sorted).

    `weak` adds the time expressions that no rule accepts where they stand, with the rule id `weak-…`.
    """
    starts = [ref.start for ref in references]
    own = _own_day(text)
    out = []
    for hit in _strong_first([*_running(text, weak), *_lead_times(text), *_fields(text), *_cells(text)]):
        i = bisect_right(starts, hit.end - 1) - 1
        if hit.end > hit.start and (i < 0 or references[i].end <= hit.start):
            if not (own and _is_past(text, hit, own)):
                out.append(hit)
            elif weak:
                out.append(Found(hit.start, hit.end, f"weak-{hit.rule.removeprefix('weak-')}"))
    return out


def _strong_first(found: list[Found]) -> list[Found]:
    """Accepted candidates without overlaps; weak ones only where no accepted one is."""
    strong = longest([hit for hit in found if not hit.rule.startswith("weak")])
    starts = [hit.start for hit in strong]
    out = list(strong)
    for hit in longest([hit for hit in found if hit.rule.startswith("weak")]):
        i = bisect_right(starts, hit.end - 1) - 1
        if i < 0 or strong[i].end <= hit.start:
            out.append(hit)
    return sorted(out)
