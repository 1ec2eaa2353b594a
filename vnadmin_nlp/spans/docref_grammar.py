"""The closed grammar of DOC-REF: numbers and symbols of State, Party and legislation, laws by name, short names.

Works on a clean view (see `documents.views`), so that wraps, markup and tone placement are gone. Every number is looked
at once; what stands left of it (pointer, type, "số") and right of it (date) decides whether it names a document and
where the span begins and ends (annotation guidelines 1.3, DOC-REF). All repeats are bounded.
"""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.documents.views import bare, clean_view
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import alternatives, word_list
from vnadmin_nlp.spans.docref_laws import laws, others
from vnadmin_nlp.spans.docref_patterns import (
    DRAFT,
    REFERENCE_WORDS,
    known_names,
    reference_words,
    type_codes,
    type_names,
)
from vnadmin_nlp.spans.docref_patterns import LAW_COLUMNS as LAW_COLUMNS
from vnadmin_nlp.spans.docref_patterns import TYPE_COLUMNS as TYPE_COLUMNS
from vnadmin_nlp.spans.docref_patterns import Found as Found
from vnadmin_nlp.spans.docref_patterns import longest as longest

_P = patterns("docref_grammar.yaml")
_POINTER_LEFT = re.compile(bare(_P["pointers"].pattern), re.I)


@cache
def fragments() -> dict[str, dict[str, str]]:
    """The parts of `docref_left.yaml`, `docref_types.yaml` and `docref_things.yaml` that are words of other tables."""
    names = tuple(clean_view(name).text for name in type_names())
    types = bare(alternatives((*names, *reference_words()["short_types"])))
    things = word_list(reference_words(), "things", REFERENCE_WORDS)
    return {
        "docref_left.yaml": {"TYPE": types, "SPACED_TYPE": types.replace(" ", " ?")},
        "docref_types.yaml": {"TYPE": bare(alternatives(names)).lower()},
        "docref_things.yaml": {"THING": alternatives(tuple(clean_view(thing).text for thing in things))},
    }


@cache
def _thing() -> re.Pattern[str]:
    """Numbered things that are no documents ("thửa đất số 118/TBĐ-07")."""
    return patterns("docref_things.yaml", **fragments()["docref_things.yaml"])["thing"]


@cache
def _short_bare() -> frozenset[str]:
    return frozenset(map(bare, reference_words()["short_types"]))


@cache
def _ends() -> tuple[str, ...]:
    """The last syllables of what may stand left of a number, bare: a quick look that most numbers of a text do not pass."""
    names = (*(clean_view(name).text for name in type_names()), *reference_words()["short_types"])
    return tuple({bare(name).lower().split()[-1] for name in names} | {"so", "s6"})


@cache
def _left(name: str) -> re.Pattern[str]:
    """What may stand between the beginning of a reference and its number; for `bare` text, so that OCR errors pass."""
    return patterns("docref_left.yaml", **fragments()["docref_left.yaml"])[name]


@cache
def _own_type(code: str) -> re.Pattern[str] | None:
    """As `_left`, for a number whose symbol begins with the type code `code`; None where `code` is none."""
    names = tuple(bare(clean_view(name).text) for name in type_names(code))
    return patterns("docref_types.yaml", TYPE=alternatives(names))["named"] if names else None


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
    if _P["no_letter"].match(text, begin):
        so = _P["so_of_item"].search(text, begin, start)
        return ("so", so.start()) if so else None
    if text[begin : begin + 3].lower() == "bố ":  # "công bố Luật số …"
        begin += 3
    code = text[begin : begin + 5].split(" ")[0]
    if bare(code).upper() in _short_bare() and not code.isupper():  # "dã chiến số 1" is no "DA … số 1"
        return None
    if text[low - 2 : low] == ",\n" and _P["clause"].match(text, low):  # "khoản 1,\nĐiều 4 Thông tư số …"
        low = _line_start(text, low - 1, start - _WINDOW)
    clause = text[low:begin]
    if _P["pointer_end"].search(clause[-12:]):
        pointer = _POINTER_LEFT.search(bare(clause))
        begin -= len(pointer[0]) if pointer else 0
    return kind["kind"], begin


def _line_start(text: str, stop: int, least: int) -> int:
    """Where the line or cell that `stop` lies in begins, not before `least`."""
    least = max(0, least)
    return max(least, text.rfind("\n", least, stop) + 1, text.rfind("\t", least, stop) + 1)


def _kind_in(window: str, code: str | None) -> re.Match[str] | None:
    """The type or "số" that `window` ends with, before a number whose symbol begins with `code` (None: it has no symbol)."""
    if _P["not_so" if code is not None else "not_so_alone"].search(window):
        return None
    plain = bare(_P["stop"].sub(lambda stop: "#" * len(stop[0]), window))
    found = _left("with_symbol" if code is not None else "without_symbol").search(plain)
    if found is None or not code:
        return found
    own = _own_type(code)
    if own is None or own.match(plain, found.start()):
        return found
    return own.search(plain) or found  # another type in the title ("Quyết định phê duyệt dự án số 12/QĐ-UBND")


_WINDOW = 170
_HEAD = 2_500


def _letterhead(text: str, start: int) -> bool:
    """Is the number at `start` the text's own: behind a capital "Số:" or "Số" on its own line, at the head?"""
    if start > _HEAD:
        return False
    before = text[max(0, start - 14) : start]
    if _P["own_bracket"].search(before):
        return True
    own = _P["own_colon"].search(before)
    return bool(own and ":" in own[0]) or bool(_P["own_line"].search("\n" * (start < 14) + before))


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
        if not left or (kind.lower() in _SO_ALONE and not _P["right_date"].match(text, end)):
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
        named = _P["right_year"].match(text, end)
        end = named.end() if named else end
    pointer = _P["pointer_behind"].match(text, end)
    return Found(begin, pointer.end() if pointer else end, rule)


def _date_behind(text: str, end: int, full: bool) -> int | None:
    """The end of the date behind a number that ends at `end`; months and years alone only behind a `full` number with its symbol."""
    dated = _P["right_date"].match(text, end)
    if dated and text[end : end + 1] == "," and _P["date_of_event"].match(text, dated.end()):
        return None
    if dated is None and full:
        dated = _P["right_month"].match(text, end)
    return dated.end() if dated else None


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """A number without type or "số": a further one of a list, or with its own date, or with a known code."""
    code = match["code"] or ""
    if code in type_codes() and len(match["symbol"]) > len(code) + 1:
        return True
    return bool(_P["right_date"].match(text, match.end())) or (bool(match["year"]) and "-" in match["symbol"])


def _short(text: str, match: re.Match[str], left: str) -> bool:
    """May `left` and a bare number ("Đề án 06", "Kế hoạch số 02") name a document?"""
    number = match["num"]
    start, end = match.span()
    is_dated = bool(_P["right_date"].match(text, end))
    if _P["quantity"].match(text, end) and not is_dated:
        return False
    if text[start - 1] not in " :":
        return False
    if (
        _P["year_only"].fullmatch(number) and f"{left}{number}".casefold() not in known_names()
    ):  # "Đề án 1956" is in the table
        return False
    kind, numero, _ = left.partition("s" if _P["so_behind"].search(left) else "\0")
    if numero:
        return is_dated or (len(left) > 6 and not left.startswith("dự án"))  # a project of its own
    name = _P["bare_type"].search(kind.rstrip())
    if name is None:
        return False
    kind = name[0]
    lower = len(number) > 1 and kind[:2] in ("ng", "đề", "ch", "kế") and bool(_P["no_noun"].match(text, end))
    return kind[:1].isupper() or is_dated or lower


def series(text: str) -> list[Found]:
    """The items of `các Nghị quyết 57, 59 và 68` and of `Thông tư 17, 18 và 19/2018/TT-BGDĐT`, one each."""
    found: list[Found] = []
    for match in _P["series"].finditer(text):
        left = _left_of(text, match.start())
        if left is None:
            continue
        begin = left[1]
        numbers = [(match.start() + m.start(), match.start() + m.end()) for m in re.finditer(r"\d+", match[0])]
        tail = _P["series_tail"].match(text, match.end())
        if tail:
            numbers.pop()
        elif _P["quantity"].match(text, match.end()) or not _P["plural"].search(text, max(0, begin - 7), begin):
            continue
        head = _P["so_dropped"].sub("", text[begin : match.start()])
        if _P["bare_type"].search(head) and not any(_P["year_only"].match(text, a, b) for a, b in numbers):
            found += [Found(begin if i == 0 else a, b, "series") for i, (a, b) in enumerate(numbers)]
    return found


def numbered(text: str) -> list[Found]:
    """References by number: `Quyết định số 31/QĐ-UBND ngày 12/02/2024`, `số 13/SNV`, `Đề án 06`."""
    found: list[Found] = []
    own: set[str] = set()
    for match in _P["number"].finditer(text):
        hit = _number_reference(text, match)
        if hit is None and found and (match["symbol"] or match["year"]):
            begin = _P["so_of_item"].sub("", text[found[-1].end : match.start()])
            if _P["joint"].fullmatch(begin):
                hit = Found(found[-1].end + len(begin), _date_behind(text, match.end(), True) or match.end(), "list")
        if hit is None:
            continue
        if _letterhead(text, match.start()):
            if match["symbol"]:
                own.add(match[0])
            continue
        if (match["symbol"] and match[0] in own) or _P["committee"].search(text, max(0, hit.start - 120), hit.start):
            continue
        found.append(hit)
    return found


def dated(text: str) -> list[Found]:
    """References by type and date alone: `Công văn ngày 05/3/2024`."""
    found: list[Found] = []
    for match in _P["date_at"].finditer(text):
        left = _P["dated_type"].search(text, max(0, match.start() - 24), match.start())
        if left and left[0][:1].isupper() and not DRAFT.search(text, max(0, left.start() - 12), left.start()):
            found.append(Found(left.start(), match.end(), "date"))
    return found


def find(text: str) -> list[Found]:
    """All DOC-REF candidates of a clean view, sorted, the longest where several overlap."""
    return longest([*numbered(text), *series(text), *dated(text), *laws(text), *others(text)])
