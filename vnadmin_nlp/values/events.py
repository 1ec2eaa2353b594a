"""Days of events that the directive dates in another place: "kể từ ngày bầu cử" where it says "ngày bầu cử 15/3/2026".

Only events of the table `due_events.yaml`, only full dates, and only where the whole text gives the event
one day: two different days for one name are ambiguous, so none is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.patterns import rules
from vnadmin_nlp.values import calendar as cal

_RULES = rules("due_events.yaml")
_P = {rule.name: rule.pattern for rule in _RULES}
_DATED = tuple(rule.pattern for rule in _RULES if rule.gives == "dated")
_LONGEST_TEXT = 400_000  # code points; an event is dated early if it is dated at all


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the expression and the day that the directive gives it."""

    name: str
    day: date


@dataclass(frozen=True, slots=True)
class _Told:
    name: str
    about: str  # the words between the event and its day: "khai mạc [hội thi] ngày 5/6/2026"
    day: date


@lru_cache(maxsize=8)
def _told(text: str) -> tuple[_Told, ...]:
    plain = " ".join(clean_view(text[:_LONGEST_TEXT]).text.lower().split())
    if not _P["event"].search(plain):
        return ()
    out = []
    for pattern in _DATED:
        for match in pattern.finditer(plain):
            there = cal.day(int(match["y"]), int(match["m"]), int(match["d"]))
            if there is not None:
                about = plain[match.end("event") : match.start("d")] if match.end("event") < match.start("d") else ""
                out.append(_Told(match["event"], about.strip(), there.first))
    return tuple(out)


def event_in(plain: str, text: str) -> Event | None:
    """The event that `plain` names, where the whole `text` dates it, and on one day only; else None.

    "kể từ ngày khai mạc Hội thi" needs a dated "khai mạc Hội thi", not any other opening.
    """
    match = _P["event"].search(plain)
    if match is None or not text:
        return None
    behind = _P["about"].match(plain, match.end())
    about = behind[1].strip() if behind else ""
    if _P["not_about"].fullmatch(about.split(" ")[0]):
        about = ""
    told = [t for t in _told(text) if t.name == match[0]]
    if about and any(t.about.startswith(about) for t in told):
        told = [t for t in told if t.about.startswith(about)]
    elif about and any(t.about for t in told):
        return None
    days = {t.day for t in told}
    return Event(match[0], days.pop()) if len(days) == 1 else None


@lru_cache(maxsize=8)
def in_force(text: str) -> int | None:
    """Days from its issue to the day on which the directive says that it is in force; None where it does not say so."""
    plain = " ".join(clean_view(text[:_LONGEST_TEXT]).text.lower().split())
    days = {int(found["days"] or 0) for found in _P["in_force"].finditer(plain)}
    return days.pop() if len(days) == 1 else None


_WORD = re.compile(r"[^\W\d]{2,9}")


def event_in_sentence(since: str, sentence: str) -> Event | None:
    """The event behind "kể từ", where its own sentence dates it: "Hội nghị kết thúc ngày 12/4/2024; …".

    Only where the sentence has one full date, and the clause before the date names every word of the event.
    """
    words = [w for w in _WORD.findall(since) if not _P["filler"].fullmatch(w)]
    plain = " ".join(clean_view(sentence[:_LONGEST_SENTENCE]).text.lower().split()) if words else ""
    days = list(_P["full_day"].finditer(plain))
    if len(days) != 1 or since in plain[: days[0].end()]:
        return None
    clause = re.split(r"[;:]", plain[: days[0].start()])[-1]
    there = cal.day(int(days[0]["y"]), int(days[0]["m"]), int(days[0]["d"]))
    if there is None or not set(words) <= set(_WORD.findall(clause)):
        return None
    return Event(" ".join(words), there.first)


_LONGEST_SENTENCE = 2000
