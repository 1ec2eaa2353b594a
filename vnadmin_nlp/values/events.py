"""Days of events that the directive dates in another place: "kể từ ngày bầu cử" where it says "ngày bầu cử 15/3/2026".

Only events of the table `due_words.yaml` (`events`), only full dates, and only where the whole text gives the event
one day: two different days for one name are ambiguous, so none is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.values import calendar as cal
from vnadmin_nlp.values.words import due_words

_FULL = r"(?P<d>\d{1,2})(?: ?[/.-] ?|,? tháng )(?P<m>\d{1,2})(?: ?[/.-] ?|,? năm )(?P<y>(?:19|20)\d\d)(?!\d)"
_LONGEST_TEXT = 400_000  # code points; an event is dated early if it is dated at all


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the expression and the day that the directive gives it."""

    name: str
    day: date


@cache
def _events() -> re.Pattern[str]:
    names = "|".join(re.escape(name).replace(r"\ ", " ") for name in sorted(due_words().events, key=lambda n: -len(n)))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)")


@cache
def _dated() -> tuple[re.Pattern[str], ...]:
    """ "ngày bầu cử (Chủ nhật, ngày 15/3/2026)", "ngày bầu cử … là ngày 15/3/2026", "15/3/2026 là ngày bầu cử"."""
    event = _events().pattern
    return (
        re.compile(
            rf"(?:ngày|kể từ|từ) (?P<event>{event})(?: [^\W\d]{{1,9}}){{0,9}}?,?(?: (?:là|vào|diễn ra|tổ chức))?(?: vào)? ?"
            rf"\(?(?:(?:chủ nhật|thứ \w{{1,4}}),? ?)?\(?(?:(?:từ )?ngày )?{_FULL}"
        ),
        re.compile(
            rf"(?P<event>{event})(?: [^\W\d]{{1,9}}){{0,6}}? (?:kể )?(?:là |vào |từ )(?:chủ nhật,? |thứ \w{{1,4}},? )?(?:ngày )?{_FULL}"
        ),
        re.compile(rf"{_FULL},? (?:là|được xác định là) (?:ngày |thời điểm )?(?P<event>{event})"),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    name: str
    about: str  # the words between the event and its day: "khai mạc [hội thi] ngày 5/6/2026"
    day: date


@lru_cache(maxsize=8)
def _told(text: str) -> tuple[_Told, ...]:
    plain = " ".join(clean_view(text[:_LONGEST_TEXT]).text.lower().split())
    if not _events().search(plain):
        return ()
    out = []
    for pattern in _dated():
        for match in pattern.finditer(plain):
            there = cal.day(int(match["y"]), int(match["m"]), int(match["d"]))
            if there is not None:
                about = plain[match.end("event") : match.start("d")] if match.end("event") < match.start("d") else ""
                out.append(_Told(match["event"], about.strip(), there.first))
    return tuple(out)


_ABOUT = re.compile(r"((?: [^\W\d]{1,9}){1,2})")
_NOT_ABOUT = ("ít", "tối", "là", "và", "chậm", "thì", "thi", "ngày", "trước", "không", "phải", "đến")


def event_in(plain: str, text: str) -> Event | None:
    """The event that `plain` names, where the whole `text` dates it, and on one day only; else None.

    "kể từ ngày khai mạc Hội thi" needs a dated "khai mạc Hội thi", not any other opening.
    """
    match = _events().search(plain)
    if match is None or not text:
        return None
    behind = _ABOUT.match(plain, match.end())
    about = behind[1].strip() if behind else ""
    if about.split(" ")[0] in _NOT_ABOUT:
        about = ""
    told = [t for t in _told(text) if t.name == match[0]]
    if about and any(t.about.startswith(about) for t in told):
        told = [t for t in told if t.about.startswith(about)]
    elif about and any(t.about for t in told):
        return None
    days = {t.day for t in told}
    return Event(match[0], days.pop()) if len(days) == 1 else None


PAPER = (
    r"(?:kế hoạch|chỉ thị|kết luận|thông báo|công văn|công điện|văn bản|quyết định|nghị quyết|chương trình|hướng dẫn"
    r"|thông tư|nghị định|đề án|phương án|thông tri)"
)
ISSUED = r"(?:ký,? ban hành|ký và ban hành|ban hành|ký|ra|phát hành|thông qua)"
_IN_FORCE = re.compile(
    rf"(?:(?<!\w){PAPER} này|(?:^|[.;:] ){PAPER}) có hiệu lực(?: thi hành)?,?(?: sau (?P<days>\d{{1,3}})(?: \([^()]{{1,30}}\))? ngày,?)?"
    rf" (?:kể |tính )?từ ngày {ISSUED}(?!\w)"
)


@lru_cache(maxsize=8)
def in_force(text: str) -> int | None:
    """Days from its issue to the day on which the directive says that it is in force; None where it does not say so."""
    plain = " ".join(clean_view(text[:_LONGEST_TEXT]).text.lower().split())
    days = {int(found["days"] or 0) for found in _IN_FORCE.finditer(plain)}
    return days.pop() if len(days) == 1 else None


_WORD = re.compile(r"[^\W\d]{2,9}")
_SOME_DAY = re.compile(_FULL)


def event_in_sentence(since: str, sentence: str) -> Event | None:
    """The event behind "kể từ", where its own sentence dates it: "Hội nghị kết thúc ngày 12/4/2024; …".

    Only where the sentence has one full date, and the clause before the date names every word of the event.
    """
    words = [w for w in _WORD.findall(since) if w not in due_words().event_fillers]
    plain = " ".join(clean_view(sentence[:_LONGEST_SENTENCE]).text.lower().split()) if words else ""
    days = list(_SOME_DAY.finditer(plain))
    if len(days) != 1 or since in plain[: days[0].end()]:
        return None
    clause = re.split(r"[;:]", plain[: days[0].start()])[-1]
    there = cal.day(int(days[0]["y"]), int(days[0]["m"]), int(days[0]["d"]))
    if there is None or not set(words) <= set(_WORD.findall(clause)):
        return None
    return Event(" ".join(words), there.first)


_LONGEST_SENTENCE = 2000
