"""What stands around the day: the relation to it, whether the day itself counts, the hour."""

from __future__ import annotations

from typing import Final

from vnadmin_nlp.lexicon.patterns import patterns, rules, taken

_P = patterns("due_relations.yaml")
_RELATIONS = tuple((rule.gives, rule.pattern) for rule in rules("due_relations.yaml") if rule.gives)
_KNOWN_OF_EVENTS: Final = ("before", "on_or_before", "within", "by", "from", "on")
_NOON: Final = 12
_DAY: Final = 24


def relation(plain: str, kind: str, one_day: bool) -> str | None:
    """before, on_or_before, within, from, by, on, after; null where no relation to a time is told.

    Without a word of relation a day is "on" that day, a period or duration "within" it, and a recurrence "every".
    """
    found = next((name for name, pattern in _RELATIONS if pattern.search(plain)), None)
    if found == "from" and one_day and _P["to_a_day"].search(plain):
        found = "before" if _P["before"].search(plain) else "by"
    if _P["within_first"].match(plain) and not _P["latest"].search(plain) and not _P["range"].search(plain):
        found = "within"
    if kind in ("unknown", "reference", "ongoing"):
        return found if found == "before" else None
    if kind == "event" and one_day and found not in _KNOWN_OF_EVENTS:
        return None if found == "after" else found
    if kind == "recurrence":
        month = found == "within" and _P["month_or_quarter"].search(plain)
        return found if found in ("before", "on_or_before") or month else "every"
    if kind == "duration":
        if _P["at_least"].match(plain):
            return None
        return "by" if found == "after" else found if found in ("before", "on_or_before", "by") else "within"
    return found or ("on" if one_day else "within")


def has_limit(plain: str) -> bool:
    """Whether `plain` says "trước" or "chậm nhất", in any word for it."""
    return _P["latest"].search(plain) is not None or _P["before"].search(plain) is not None


def has_cue(plain: str) -> bool:
    """Whether `plain` tells a relation in words."""
    return any(pattern.search(plain) for _, pattern in _RELATIONS)


def is_included(plain: str, time: str | None) -> bool:
    """Whether the last day itself counts: not behind "trước", unless an hour of that day is named ("trước 17h ngày 5")."""
    return time is not None or _P["day_excluded"].search(plain) is None or _P["latest"].search(plain) is not None


def hour(plain: str) -> str | None:
    """The last hour of the day that `plain` names, "17:00"; "24:00" is the end of the day. None for anything past it."""
    found = None
    for match in _P["hour"].finditer(plain):
        if _P["rhythm_behind_hour"].match(plain, match.end()):
            continue
        hours, minutes = (int(number) for number in (*taken(match), "0")[:2])
        afternoon = hours < _NOON and _P["afternoon"].match(plain, match.end())
        if afternoon or (hours <= _NOON and _P["night"].match(plain, match.end())):
            hours += _NOON
        if hours < _DAY or (hours == _DAY and not minutes):
            found = f"{hours:02}:{minutes:02}" if minutes < 60 else found
    return found
