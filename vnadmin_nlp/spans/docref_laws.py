"""Document references without a number of their own: laws, codes and ordinances by name, standards, resolutions of congresses."""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.lexicon.tables import alternatives
from vnadmin_nlp.spans.docref_patterns import DATE, DRAFT, POINTERS, SO, UPPER, Found, law_names

_PART = re.compile(r"(?:pháp|kỷ|quy|định) ?$", re.I)  # "pháp luật", "kỷ luật"
_LAW_HEAD = re.compile(r"(?<![^\W_])(?:(?:B[ộỘ] ?)?(?:[Ll]u[ậâ]t|LUẬT)|[Pp]háp lệnh|PHÁP LỆNH|Hiến pháp):?[ \n]?(?=\w)")
_LAW_AMENDS = re.compile(r"sửa đổi,? bổ sung (?:một số điều của )?(?:(?:các|bộ) )?(?:luật )?", re.I)
_LAW_OTHER = re.compile(r"(?:,| và|, và) (?:[Bb]ộ )?[Ll]uật ")  # one law may amend several
_LAW_NUMBER = re.compile(
    rf",? {SO}:? (?=\d{{1,3}}[ /])\d{{1,3}}(?: ?/ ?\d{{4,5}})?(?:/QH ?\d{{1,2}}|/[A-Z]{{2,8}}\d{{0,2}})?", re.I
)
_LAW_TAIL = re.compile(
    rf"(?: sửa đổi(?= năm|[.,;]))?(?:,? (?:{DATE}|(?:năm )?(?:19|20)\d\d(?![\d/-])))?", re.I
)  # "(sửa đổi năm 2017)" behind it is outside
_LAW_STOP = (
    r"(?:và|hoặc|của|về|theo|trong|tại|để|đến|có|được|quy|năm|số|ngày|khi|thì|do|đã|bảo|đối|cho|với|hiện|trên|gắn|từ|là|các|những|này|"
    r"nhằm|thuộc|phải|mới|đang|vào|chuyên|cũng|trước|sau|liên|khác|thi|sửa)"
)
_LAW_FREE = re.compile(
    rf"[{UPPER}][^\W\d_]{{0,9}}(?: (?!{_LAW_STOP}(?!\w))[^\W\d_]{{1,9}}){{0,7}}(?=[ .,;:)\]\"”\n]|$)"
)
_LAW_NOT = re.compile(r"(?:sư|này|pháp|gia|định|lệ|Chính phủ|chuyên ngành)(?!\w)", re.I)
_NAMED_SO = re.compile(
    r"(?:Đại học|Học viện|Trường|Khoa|Viện|Hội|Hãng|Văn phòng|Công ty|[Nn]gành|[Cc]ử nhân) $"
)  # "Đại học Luật Huế"
_PLURAL = re.compile(r"(?:các|những) $", re.I)
_LIST_JOINT = re.compile(rf"(?:[,;] (?:và )?| và )(?=[{UPPER}][^\W\d_])")
_CONSTITUTION = re.compile(r"(?:năm )?(?:19|20)\d\d(?!\d)")
_LAW_LEFT = re.compile(rf"(?<![^\W_])(?:{POINTERS})$", re.I)


@cache
def _law_name() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(law_names())})(?![^\W_])", re.I)


def laws(text: str) -> list[Found]:
    """Laws, codes, ordinances and the Constitution by name, with pointers before and number, date or year behind."""
    found = []
    for match in _LAW_HEAD.finditer(text):
        hit = _law(text, match)
        if hit is not None:
            found += [hit, *_further(text, match, hit)]
    return found


def _further(text: str, match: re.Match[str], first: Found) -> list[Found]:
    """The further laws of a list with one head: "các Luật Đất đai, Nhà ở và Kinh doanh bất động sản"."""
    if ":" not in match[0] and not _PLURAL.search(text, max(0, match.start() - 6), match.start()):
        return []
    found, end = [], first.end
    while (joint := _LIST_JOINT.match(text, end)) and (name := _law_name().match(text, joint.end())):
        tail = _LAW_TAIL.match(text, name.end())
        end = tail.end() if tail else name.end()
        found.append(Found(joint.end(), end, "law-list"))
    return found


def _law(text: str, match: re.Match[str]) -> Found | None:
    start, end = match.start(), match.end()
    if DRAFT.search(text, max(0, start - 16), start):
        return None
    if match[0].startswith("l") and _PART.search(text, max(0, start - 6), start):
        return None
    if match[0].startswith("Hiến"):
        dated_law = _CONSTITUTION.match(text, end)
        return Found(start, dated_law.end(), "law") if dated_law else None
    if _LAW_NOT.match(text, end):
        return None
    named_so = _NAMED_SO.search(text, max(0, start - 14), start)
    amends = _LAW_AMENDS.match(text, end)
    rule = "law"
    name = _law_name().match(text, amends.end() if amends else end)
    free = (
        None if named_so or text[end : end + 12].isupper() else _LAW_FREE.match(text, amends.end() if amends else end)
    )
    stop = name.end() if name else None
    if free and (stop is None or (free.end() > stop and text[stop + 1 : stop + 2].isupper())):
        stop, rule = free.end(), "law-free" if name is None else "law"
    if stop is None:
        return None
    while amends and (other := _LAW_OTHER.match(text, stop)) and (name := _law_name().match(text, other.end())):
        stop = name.end()
    number = _LAW_NUMBER.match(text, stop)
    stop = number.end() if number else stop
    tail = _LAW_TAIL.match(text, stop)
    stop = tail.end() if tail else stop
    left = _LAW_LEFT.search(text[max(0, start - 90) : start])
    return Found(start - (len(left[0]) if left else 0), stop, rule)


_STANDARD = re.compile(
    r"[QT](?<![^\W_].)(?:(?<=Q)CVN|(?<=T)CVN|(?<=T)CXDVN|(?<=Q)CXDVN)(?: ISO(?:/IEC)?)?"
    r"[ :\n-]{0,3}\d{1,6}(?:-[A-Z]{1,3}(?=:))?(?:[-.:]\d{1,4}|: (?:19|20)\d\d(?!\d)){0,3}(?:[/:][A-ZĐ0-9]{2,12}){0,2}"
)
_STANDARD_LEFT = re.compile(r"(?<![^\W_])(?:[Qq]uy chuẩn (?:kỹ thuật quốc gia )?|[Tt]iêu chuẩn (?:quốc gia )?)$")
_ROMAN = r"(?:[IVX]{1,6}|\d{1,2})(?!\w)"
_NAMED = re.compile(
    rf"[NnQqĐ](?:(?:(?<=[Nn])ghị quyết|(?<=N)GHỊ QUYẾT) (?:(?:Hội nghị )?(?:lần thứ {_ROMAN} )?(?:Ban Chấp hành )?"
    rf"Trung ương(?: Đảng)? (?:lần thứ )?{_ROMAN}(?:,? \(?khóa {_ROMAN}\)?)?"
    rf"|Đại hội (?:đại biểu )?(?:toàn quốc )?(?:Đảng(?: bộ)?(?: (?!lần)[^\W\d_]{{1,9}}){{0,6}} )?"
    rf"(?:lần thứ )?{_ROMAN}(?: (?:của )?Đảng(?! bộ))?)"
    rf"|(?<=Đ)iều lệ Đảng(?: Cộng sản Việt Nam)?(?![^\W_])|(?<=Đ)IỀU LỆ ĐẢNG(?![^\W_])"
    rf"|(?<=[Qq])uy hoạch điện {_ROMAN}|(?<=Đ)(?<![^\W_].)ề 0\d(?![\d/]))"
)


def others(text: str) -> list[Found]:
    """Standards (QCVN, TCVN) and what is known by a fixed short name."""
    found = []
    for m in _STANDARD.finditer(text):
        left = _STANDARD_LEFT.search(text, max(0, m.start() - 30), m.start())
        found.append(Found(left.start() if left else m.start(), m.end(), "standard"))
    for m in _NAMED.finditer(text):
        left = _LAW_LEFT.search(text[max(0, m.start() - 90) : m.start()])
        found.append(Found(m.start() - (len(left[0]) if left else 0), m.end(), "named"))
    return found
