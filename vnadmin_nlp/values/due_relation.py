"""What stands around the day: the relation to it, whether the day itself counts, the hour."""

from __future__ import annotations

import re

_LATEST = r"(?:chậm|muộn|trễ) nhất|không(?: để)? (?:muộn|chậm|quá|trễ|sau ngày)|hạn (?:cuối|chót)"
_LATEST += r"|^quá (?:ngày|thời điểm)"
_LATEST += r"|trước (?:hoặc|và) (?:trong|đúng|vào)"
_RELATIONS = (
    ("on_or_before", re.compile(rf"{_LATEST}|không vượt quá|tối đa")),
    ("from", re.compile(r"(?<!kể )(?<!tính )(?<!\w)từ (?!(?:khi|lúc) (?!.*(?:đến|tới)))|^(?:kể|tính) từ ")),
    ("on_or_before", re.compile(r"(?<!trước khi )(?<!trước )(?<!\w)hết(?! hạn)(?!\w)")),
    ("before", re.compile(r"(?<!\w)trước(?! mắt)(?!\w)")),
    ("by", re.compile(r"(?<!\w)(?:đến|tới|kết thúc)(?!\w)(?<! tới$)")),
    ("within", re.compile(r"(?<!\w)trong(?!\w)")),
    ("after", re.compile(r"(?<!\w)sau(?: khi)?(?= \d| khi| ngày| tết| lễ| kỳ| đợt)")),
    ("on", re.compile(r"(?<!\w)(?:vào|đúng|lúc)(?!\w)")),
)
_WITHIN_FIRST = re.compile(
    r"\W*(?:hoàn thành )?(?:xong |ngay )?trong(?!\w)(?!.*(?:(?<!ngày )trước|đến|tới) (?:ngày )?\d)"
)


def relation(plain: str, kind: str, one_day: bool) -> str | None:
    """before, on_or_before, within, from, by, on, after; null where no relation to a time is told.

    Without a word of relation a day is "on" that day, a period or duration "within" it, and a recurrence "every".
    """
    found = next((name for name, pattern in _RELATIONS if pattern.search(plain)), None)
    if (
        found == "from" and one_day and _TO_A_DAY.search(plain)
    ):  # the day is the end, the beginning is not dated or another due
        found = "before" if "trước" in plain else "by"
    if not re.search(_LATEST, plain) and _WITHIN_FIRST.match(plain) and not _RANGE.search(plain):
        found = "within"
    if kind in ("unknown", "reference", "ongoing"):
        return found if found == "before" else None
    if kind == "event" and one_day and found not in _KNOWN_OF_EVENTS:
        return None if found == "after" else found
    if kind == "recurrence":
        month = found == "within" and re.search(r"tháng|quý", plain)
        return found if found in ("before", "on_or_before") or month else "every"
    if kind == "duration":
        if _AT_LEAST.match(plain):
            return None
        return "by" if found == "after" else found if found in ("before", "on_or_before", "by") else "within"
    return found or ("on" if one_day else "within")


_TO_A_DAY = re.compile(r"từ .{1,60} (?:(?:đến|tới)(?: hết)?|xong trước|hoàn thành trước) (?:ngày \d|\d{1,2} ?[/.-])")
_KNOWN_OF_EVENTS = ("before", "on_or_before", "within", "by", "from", "on")
_AT_LEAST = re.compile(r"(?:ít nhất|tối thiểu)(?!\w)")
_RANGE = re.compile(r"(?<!kể )(?<!tính )(?<!\w)từ (?:.{1,80}) (?:đến|tới) ")
_EXCLUDED = re.compile(
    r"(?<!\w)trước (?:thời điểm |mốc |dịp |kỳ nghỉ )?(?:(?:sáng )?(?:ngày|thứ|chủ nhật|tết|lễ|mùng|mồng|rằm|đêm|giỗ|quốc khánh|trung thu"
    r"|tháng|quý|quí|năm|đầu|giữa|cuối|kỳ|tuần|phiên|nửa)(?!\w)(?<!cuối)|cuối (?!ngày)|giao thừa|\d)"
)
_HOUR = re.compile(
    r"(?<![\d/.-])(\d{1,2})(?: ?(?:giờ|h|g)(?!\w)(?: ?(\d{2})(?!\d)(?: ?phút)?)?| ?[hg](\d{2})(?!\d)|:([0-5]\d)(?!\d)|\.([0-5]\d)(?= ngày))"
)
_RHYTHM = re.compile(r" ?(?:/|một|0?1) ?lần")  # "03 giờ một lần"
_AFTERNOON = re.compile(r" ?(?:chiều|tối)")
_NIGHT = re.compile(r" ?đêm")  # "12 giờ đêm" ends the day
_NOON, _DAY = 12, 24


def has_limit(plain: str) -> bool:
    """Whether `plain` says "trước" or "chậm nhất", in any word for it."""
    return re.search(rf"{_LATEST}|(?<!\w)trước(?!\w)", plain) is not None


def has_cue(plain: str) -> bool:
    """Whether `plain` tells a relation in words."""
    return any(pattern.search(plain) for _, pattern in _RELATIONS)


def is_included(plain: str, time: str | None) -> bool:
    """Whether the last day itself counts: not behind "trước", unless an hour of that day is named ("trước 17h ngày 5")."""
    return time is not None or re.search(_LATEST, plain) is not None or _EXCLUDED.search(plain) is None


def hour(plain: str) -> str | None:
    """The last hour of the day that `plain` names, "17:00"; "24:00" is the end of the day. None for anything past it."""
    found = None
    for match in _HOUR.finditer(plain):
        if _RHYTHM.match(plain, match.end()):
            continue
        hours, minutes = int(match[1]), int(match[2] or match[3] or match[4] or match[5] or 0)
        if (hours < _NOON and _AFTERNOON.match(plain, match.end())) or (
            hours <= _NOON and _NIGHT.match(plain, match.end())
        ):
            hours += _NOON
        if hours < _DAY or (hours == _DAY and not minutes):
            found = f"{hours:02}:{minutes:02}" if minutes < 60 else found
    return found
