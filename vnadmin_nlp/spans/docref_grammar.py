"""The closed grammar of DOC-REF: numbers and symbols of State, Party and legislation, laws by name, short names.

Works on a clean view (see `documents.views`), so that wraps, markup and tone placement are gone. Every number is looked
at once; what stands left of it (pointer, type, "số") and right of it (date) decides whether it names a document and
where the span begins and ends (annotation guidelines 1.3, DOC-REF). All repeats are bounded.
"""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.documents.views import bare, clean_view
from vnadmin_nlp.lexicon.tables import alternatives, word_list
from vnadmin_nlp.spans.docref_laws import laws, others
from vnadmin_nlp.spans.docref_patterns import (
    CLAUSE,
    DATE,
    DIGITS,
    DRAFT,
    MONTH,
    PARTY_CODE,
    POINTER,
    POINTERS,
    REFERENCE_WORDS,
    SO,
    SPLIT,
    YEAR,
    known_names,
    reference_words,
    type_codes,
    type_names,
)
from vnadmin_nlp.spans.docref_patterns import LAW_COLUMNS as LAW_COLUMNS
from vnadmin_nlp.spans.docref_patterns import TYPE_COLUMNS as TYPE_COLUMNS
from vnadmin_nlp.spans.docref_patterns import Found as Found
from vnadmin_nlp.spans.docref_patterns import longest as longest

_WORD = r"[^\W\d_]{1,9}"
# No words of a document's title between its type and "số"; looked for with their tone marks ("đầu tư", not "từ").
_STOP = re.compile(
    r"(?<![^\W_])(?:và|của|cua|tại|theo|các|cho|có|về|với|hoặc|hoac|này|trên|năm|ngày|đã|là|để|từ)(?!\w)", re.I
)


@cache
def _thing() -> re.Pattern[str]:
    """Numbered things that are no documents ("thửa đất số 118/TBĐ-07")."""
    things = word_list(reference_words(), "things", REFERENCE_WORDS)
    return re.compile(rf"(?<![^\W_])(?:{alternatives(tuple(clean_view(t).text for t in things))}) số:? $", re.I)


_SHORT = ("NQ", "NĐ", "QĐ", "CT", "KH", "TB", "TT", "CV", "KL", "ĐA", "HD", "TTLT", "PL", "BC", "CĐ")


@cache
def _short_bare() -> frozenset[str]:
    return frozenset(map(bare, _SHORT))


@cache
def _ends() -> tuple[str, ...]:
    """The last syllables of what may stand left of a number, bare: a quick look that most numbers of a text do not pass."""
    names = (*(clean_view(name).text for name in type_names()), *_SHORT)
    return tuple({bare(name).lower().split()[-1] for name in names} | {"so", "s6"})


@cache
def _left(words: int) -> re.Pattern[str]:
    """What may stand between the beginning of a reference and its number, `words` of a title at most; for `bare` text, so that OCR
    errors pass."""
    types = bare(alternatives((*(clean_view(name).text for name in type_names()), *_SHORT)))
    word = rf"(?!(?:{types})(?!\w)){_WORD}"
    types = types.replace(" ", " ?")  # blanks that a converter lost
    return _before_number(rf"(?:{types})(?:,? {word}){{0,{words}}}? ?s[o6]|(?:{types})|mau so|s[o6]")


def _before_number(kind: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?P<kind>{kind})(?P<colon> ?[:.])?(?: so)?:? ?$", re.I)


@cache
def _own_type(code: str) -> re.Pattern[str] | None:
    """As `_left`, for a number whose symbol begins with the type code `code`; None where `code` is none."""
    names = tuple(bare(clean_view(name).text) for name in type_names(code))
    return _before_number(rf"(?:{alternatives(names)})(?: {_WORD}){{0,9}} ?s[o6]") if names else None


_POINTER_LEFT = re.compile(rf"(?<![^\W_])(?:{bare(POINTERS)})$", re.I)
_POINTER_ENDS = re.compile(r"(?:\b(?:của|tại|thuộc|theo|và)|[\da-zđIVXC§])[,;]? ?$", re.I)
_KIND_WINDOW = 62


def _left_of(text: str, start: int, code: str | None = None) -> tuple[str, int] | None:
    """What names the document left of the number at `start`: (its type or "so", where the span begins), or None.

    A number with its symbol, which begins with `code`, may begin a line behind its type.
    """
    before = text[max(0, start - 14) : start].rstrip(" :.")
    if cut := code is not None and text[start - 1 : start] == "\n":  # a break that the view takes for the end of a line
        before = before[:-1].rstrip()
    if not bare(before).lower().endswith(_ends()) or not (
        cut or text[start - 1 : start] in (" ", ":") or before.endswith(("số", "sô"))
    ):
        return None
    stop = start - cut
    low = _line_start(text, stop, start - _WINDOW)
    window = text[max(low, start - _KIND_WINDOW) : stop] + " " * cut
    kind = _kind_in(window, code)
    if kind is None:
        return None
    begin = start - len(kind[0])
    if _NO_LETTER.match(text, begin):
        so = _SO_BEFORE.search(text, begin, start)
        return ("so", so.start()) if so else None
    if text[begin : begin + 3].lower() == "bố ":  # "công bố Luật số …"
        begin += 3
    code = text[begin : begin + 5].split(" ")[0]
    if bare(code).upper() in _short_bare() and not code.isupper():  # "dã chiến số 1" is no "DA … số 1"
        return None
    if text[low - 2 : low] == ",\n" and _CLAUSE.match(text, low):  # "khoản 1,\nĐiều 4 Thông tư số …"
        low = _line_start(text, low - 1, start - _WINDOW)
    clause = text[low:begin]
    if _POINTER_ENDS.search(clause[-12:]):
        pointer = _POINTER_LEFT.search(bare(clause))
        begin -= len(pointer[0]) if pointer else 0
    return kind["kind"], begin


# "Thủ tướng Chính phủ số …", "diện tích … số …": not the types "Thư" and "Điện", that their letters without marks give.
_NO_LETTER = re.compile(r"(?!thư|điện)(?:th[uúùủũụưứừửữự]|[dđ]i[eêéèẻẽẹếềểễệ]n)(?!\w)", re.I)
# "sở", "sơ", "sợ" are not "số"; "sớ" is a misread one before a symbol.
_NOT_SO = re.compile(r"s[ơởờợỡ]:? ?$", re.I)
_NOT_SO_ALONE = re.compile(r"s[ơởờớợỡ]:? ?$", re.I)
_CLAUSE = re.compile(rf"{CLAUSE} ", re.I)


def _line_start(text: str, stop: int, least: int) -> int:
    """Where the line or cell that `stop` lies in begins, not before `least`."""
    least = max(0, least)
    return max(least, text.rfind("\n", least, stop) + 1, text.rfind("\t", least, stop) + 1)


def _kind_in(window: str, code: str | None) -> re.Match[str] | None:
    """The type or "số" that `window` ends with, before a number whose symbol begins with `code` (None: it has no symbol)."""
    if (_NOT_SO if code is not None else _NOT_SO_ALONE).search(window):
        return None
    plain = bare(_STOP.sub(lambda stop: "#" * len(stop[0]), window))
    found = _left(5 if code is not None else 2).search(plain)
    if found is None or not code:
        return found
    own = _own_type(code)
    if own is None or own.match(plain, found.start()):
        return found
    return own.search(plain) or found  # another type in the title ("Quyết định phê duyệt dự án số 12/QĐ-UBND")


_NUMBER = re.compile(
    rf"(?P<num>{DIGITS}(?:[§.]\d{{1,2}})?(?:[a-z](?=[/-]))?{SPLIT}?(?![\w]|[.,]\d))"
    rf"(?P<year> ?/ ?{YEAR}(?!\d)|/1?20\d{{2,3}}(?=/)|-20\d\d(?=/NQ-CP))?(?P<symbol>{_SYMBOL})?"
)
_RIGHT_DATE = re.compile(rf"[,;]? ?(?:ký |ban hành |được ban hành )?{DATE}", re.I)
_RIGHT_MONTH = re.compile(rf" ?{MONTH}| năm (?:19|20)\d\d(?= của | về |[.,;:)]|$)", re.I)
# Behind a comma a date may be that of what follows ("theo Kế hoạch số 9/KH-UBND, ngày 25/01 tổ chức …").
_DATE_OF_EVENT = re.compile(r" (?:tổ chức|tiến hành|khai mạc|diễn ra|bắt đầu|triển khai|các|UBND|sẽ|tại|toàn)(?!\w)")
_POINTER_BEHIND = re.compile(
    rf", {POINTER}(?:,? {POINTER}){{0,3}}(?=[.;)\n]|$| (?:tại|để|về|thì|cho|và|trong|trước|đã|được)(?!\w)|, [a-zđ])",
    re.I,
)
_RIGHT_YEAR = re.compile(r" (?:\(?sửa đổi\)? )?năm (?:19|20)\d\d(?!\d)", re.I)
_QUANTITY = re.compile(rf"[/:%-]|[.,]\d|(?:(?:, | và )\d{{1,4}}){{0,3}} ?(?:{_COUNTED})(?!\w)", re.I)
# Types that are named by a bare number in running text ("Đề án 06", "Nghị quyết 57"); the others need "số".
_BARE = re.compile(
    r"(?:đề án|de án|tờ trình|nghị quyết|chỉ thị|kết luận|quyết định|nghị định|thông tư|thông báo|công văn|quy định|bộ chỉ số|kế hoạch|hướng dẫn|"
    r"chương trình|pháp lệnh|công điện|NQ|NĐ|QĐ|CT|KH|TB|KL|TT|ĐA)$",
    re.I,
)
_DATED = re.compile(
    r"(?:công văn|công điện|kết luận|thông báo|thông báo kết luận|tờ trình|báo cáo|nghị quyết|quyết định|chỉ thị|văn bản|nghị định|"
    r"kế hoạch|thư|hướng dẫn|biên bản(?: làm việc| kiểm tra| họp)?) ?$",
    re.I,
)
_WINDOW = 170
_COMMITTEE = re.compile(
    rf"(?:Ban Chỉ đạo|BCĐ|Tổ công tác|Tổ giúp việc|(?<![^\W_])Tổ)(?:,? (?:{_COMMITTEE_WORDS}),?(?!\w)){{0,12}} $", re.I
)
_HEAD = 2_500
_OWN_COLON = re.compile(r"(?<![^\W_])[S§][ốôỐỒóo]\W{1,6}$")
_OWN_BRACKET = re.compile(r"\n\W{0,3}\([Ss]ố:? $")  # below the title
_OWN_LINE = re.compile(r"[\n|]\W{0,3}S[ốôỐỒóo]\W{0,6}$")


def _letterhead(text: str, start: int) -> bool:
    """Is the number at `start` the text's own: behind a capital "Số:" or "Số" on its own line, at the head?"""
    if start > _HEAD:
        return False
    before = text[max(0, start - 14) : start]
    if _OWN_BRACKET.search(before):
        return True
    own = _OWN_COLON.search(before)
    return bool(own and ":" in own[0]) or bool(_OWN_LINE.search("\n" * (start < 14) + before))


_SO_ALONE = ("so", "s6")  # as `bare` text has it


def _number_reference(text: str, match: re.Match[str]) -> Found | None:
    start, end = match.span()
    left = _left_of(text, start, (match["code"] or "") if match["symbol"] else None)
    if left and left[1] > start - 5 and _thing().search(text, max(0, start - 20), start):
        return None
    kind, begin = left or ("", start)
    if match["symbol"]:
        if match["low"] and not left:
            return None
        if not left and not _stands_alone(text, match):
            return None
        rule = "number"
    elif match["year"]:
        if not left or (kind.lower() in _SO_ALONE and not _RIGHT_DATE.match(text, end)):
            return None
        rule = "number-year"
    else:
        # a form needs its symbol ("mẫu số 06/BBKP"); "mẫu số 02" is a pointer
        if not left or kind.lower() == "mau so" or not _short(text, match, text[begin:start]):
            return None
        rule = "short"
    dated = _date_behind(text, end, bool(match["symbol"]))
    if dated:
        end = dated
    elif kind[:4].lower() in ("luat", "bo l", "phap"):
        named = _RIGHT_YEAR.match(text, end)
        end = named.end() if named else end
    pointer = _POINTER_BEHIND.match(text, end)
    return Found(begin, pointer.end() if pointer else end, rule)


def _date_behind(text: str, end: int, full: bool) -> int | None:
    """The end of the date behind a number that ends at `end`; months and years alone only behind a `full` number with its symbol."""
    dated = _RIGHT_DATE.match(text, end)
    if dated and text[end : end + 1] == "," and _DATE_OF_EVENT.match(text, dated.end()):
        return None
    if dated is None and full:
        dated = _RIGHT_MONTH.match(text, end)
    return dated.end() if dated else None


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """A number without type or "số": a further one of a list, or with its own date, or with a known code."""
    code = match["code"] or ""
    if code in type_codes() and len(match["symbol"]) > len(code) + 1:
        return True
    return bool(_RIGHT_DATE.match(text, match.end())) or (bool(match["year"]) and "-" in match["symbol"])


# What may follow a short name in lower case; a noun would be counted ("chương trình 32 tàu").
_NO_NOUN = re.compile(
    r"[^\w ]|$| (?:của|và|trên|tại|về|để|theo|trong|đã|được|cho|với|còn|ở|là|phải|từ|đến|thì|do|có|gắn|khi|như|cùng|hoặc|nêu|giao|thực|đối|"
    r"làm|chưa|không|mà|sau|trước|này|[A-ZĐ0-9(])(?!\w)| [^\w]"
)


_YEAR_ONLY = re.compile(r"(?:19|20)\d\d$")


def _short(text: str, match: re.Match[str], left: str) -> bool:
    """May `left` and a bare number ("Đề án 06", "Kế hoạch số 02") name a document?"""
    number = match["num"]
    start, end = match.span()
    is_dated = bool(_RIGHT_DATE.match(text, end))
    if _QUANTITY.match(text, end) and not is_dated:
        return False
    if text[start - 1] not in " :":
        return False
    if (
        _YEAR_ONLY.fullmatch(number) and f"{left}{number}".casefold() not in known_names()
    ):  # "Đề án 1956" is in the table
        return False
    kind, numero, _ = left.partition("s" if re.search(rf"(?<![^\W_]){SO}:? $", left, re.I) else "\0")
    if numero:
        return is_dated or (len(left) > 6 and not left.startswith("dự án"))  # a project of its own
    name = _BARE.search(kind.rstrip())
    if name is None:
        return False
    kind = name[0]
    lower = len(number) > 1 and kind[:2] in ("ng", "đề", "ch", "kế") and bool(_NO_NOUN.match(text, end))
    return kind[:1].isupper() or is_dated or lower


_SO_BEFORE = re.compile(rf"{SO}:? $", re.I)
_JOINT = re.compile(r"[,;] (?:và )?| (?:và|hoặc) ")  # between the items of a list with one head
_SERIES = re.compile(r"[0-9](?<![\w/.,:§-].)\d{0,3}(?:(?:, ?|,? và )\d{1,4}(?!\d)){1,8}(?![.,]\d)")
_SERIES_TAIL = re.compile(rf"(?: ?/ ?{YEAR}(?!\d))?{_SYMBOL}")
_PLURAL = re.compile(r"(?<![^\W_])(?:các|những|hai|ba|bốn|cả) $", re.I)


def series(text: str) -> list[Found]:
    """The items of `các Nghị quyết 57, 59 và 68` and of `Thông tư 17, 18 và 19/2018/TT-BGDĐT`, one each."""
    found: list[Found] = []
    for match in _SERIES.finditer(text):
        left = _left_of(text, match.start())
        if left is None:
            continue
        begin = left[1]
        numbers = [(match.start() + m.start(), match.start() + m.end()) for m in re.finditer(r"\d+", match[0])]
        tail = _SERIES_TAIL.match(text, match.end())
        if tail:
            numbers.pop()
        elif _QUANTITY.match(text, match.end()) or not _PLURAL.search(text, max(0, begin - 7), begin):
            continue
        head = re.sub(r" ?(?:số|sô)?:? ?$", "", text[begin : match.start()])
        if _BARE.search(head) and not any(_YEAR_ONLY.match(text, a, b) for a, b in numbers):
            found += [Found(begin if i == 0 else a, b, "series") for i, (a, b) in enumerate(numbers)]
    return found


def numbered(text: str) -> list[Found]:
    """References by number: `Quyết định số 31/QĐ-UBND ngày 12/02/2024`, `số 13/SNV`, `Đề án 06`."""
    found: list[Found] = []
    own: set[str] = set()
    for match in _NUMBER.finditer(text):
        hit = _number_reference(text, match)
        if hit is None and found and (match["symbol"] or match["year"]):
            begin = _SO_BEFORE.sub("", text[found[-1].end : match.start()])
            if _JOINT.fullmatch(begin):
                hit = Found(found[-1].end + len(begin), _date_behind(text, match.end(), True) or match.end(), "list")
        if hit is None:
            continue
        if _letterhead(text, match.start()):
            if match["symbol"]:
                own.add(match[0])
            continue
        if (match["symbol"] and match[0] in own) or _COMMITTEE.search(text, max(0, hit.start - 120), hit.start):
            continue
        found.append(hit)
    return found


_DATED_AT = re.compile(rf"(?<= ){DATE}", re.I)


def dated(text: str) -> list[Found]:
    """References by type and date alone: `Công văn ngày 05/3/2024`."""
    found: list[Found] = []
    for match in _DATED_AT.finditer(text):
        left = _DATED.search(text, max(0, match.start() - 24), match.start())
        if left and left[0][:1].isupper() and not DRAFT.search(text, max(0, left.start() - 12), left.start()):
            found.append(Found(left.start(), match.end(), "date"))
    return found


def find(text: str) -> list[Found]:
    """All DOC-REF candidates of a clean view, sorted, the longest where several overlap."""
    return longest([*numbered(text), *series(text), *dated(text), *laws(text), *others(text)])
