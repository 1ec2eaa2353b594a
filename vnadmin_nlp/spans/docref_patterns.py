"""Patterns and tables that the rules for document references share. Matched on clean views (`documents.views`); all repeats bounded."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.tables import read_tsv, read_yaml

TYPE_COLUMNS = ("name", "code", "family", "variants", "source")
KNOWN_COLUMNS = ("name", "key", "date", "source")
REFERENCE_WORDS = "docref_words.yaml"
_WORD_KEYS = frozenset({"titles", "offices", "heads", "places", "joint_codes", "things"})
LAW_COLUMNS = ("kind", "name", "source")


class Found(NamedTuple):
    """A stretch of the view that a rule proposes."""

    start: int
    end: int
    rule: str


@cache
def type_names(code: str | None = None) -> tuple[str, ...]:
    """The names of document types, as in `document_types.tsv`; those of one type code, where it is given."""
    rows = read_tsv("document_types.tsv", TYPE_COLUMNS)
    return tuple(dict.fromkeys(row["name"] for row in rows if code is None or code in _codes(row)))


def _codes(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(code for code in (row["code"], *row["variants"].split("|")) if code)


@cache
def type_codes() -> tuple[str, ...]:
    """The codes of document types with their accepted variants."""
    rows = read_tsv("document_types.tsv", TYPE_COLUMNS)
    return tuple(dict.fromkeys(code for row in rows for code in _codes(row)))


@cache
def reference_words() -> dict[str, Any]:
    """The lists of `docref_words.yaml`."""
    return read_yaml(REFERENCE_WORDS, _WORD_KEYS)


@cache
def law_names() -> tuple[str, ...]:
    """The names of laws, codes and ordinances without their head, tone marks as a clean view has them."""
    return tuple(clean_view(row["name"]).text for row in read_tsv("laws.tsv", LAW_COLUMNS))


@cache
def known_names() -> frozenset[str]:
    """The folded short names of `known_documents.tsv`: `đề án 06`."""
    return frozenset(clean_view(row["name"]).text.casefold() for row in read_tsv("known_documents.tsv", KNOWN_COLUMNS))


DIGITS = r"[\dOI](?<![^\Wốô].)(?<![^s][ốô].)(?<![/.§-].)(?<![^ốôóo]:.)(?:(?<=\d)|(?=[OIl]?\d))(?:(?<=\d)\d{0,4}(?![\dOIl])|[\dOIl]{1,4}(?= ?[/-]))"
"""A document's number; O, I and l typed for 0 and 1 count where a symbol follows (`1O5/QĐ-UBND`). It begins with a set of
characters, so that a search skips to digits; a letter or colon stands before it only where the blank behind "số" is lost."""
SPLIT = r"(?: \d(?=/[A-ZĐ])|(?:(?<=[sS][ốôóỐÔÓ] \d)|(?<=[sS][ốôóỐÔÓ] \d\d)) \d{1,2}(?=/(?:19|20)\d\d/[A-ZĐ]))"
"""The last digits of a number that a blank cuts in two (`151 1/QĐ-UBND`, `số 1 5/2021/NĐ-CP`)."""
YEAR = r"(?:19|2[0O])[\dO]{2}"
_DAY = (
    r"[0-4O]?[\dOlI] ?[/.-] ?[01OlI]?[\dOlI] ?[/.-] ?(?:19|2[0O])[\dO] ?[\dO](?![\dO])"
    r"|[0-4]?\d tháng [01]?\d(?:,? năm (?:19|20)\d\d(?!\d)|/(?:19|20)\d\d)"
)
_DAY_MONTH = r"[0-3]?\d(?:[/-]| tháng )[01]?\d(?! ?[/.-]? ?\d|,? năm)"
DATE = rf"(?:ng[àaảáạ]y|ngày) ?(?:{_DAY}|{_DAY_MONTH})"
MONTH = r"(?:ngày[ .…]{0,12}/?)?(?:(?<=/)| ?tháng )[01]?\d(?:/| năm )(?:19|20)\d\d(?!\d)"
"""A date whose day is left blank or out, as it may stand behind a number: `tháng 6/2023`, `ngày …/9/2025`."""
PARTY_CODE = r"(?:NQ|CT|QĐ|KL|TB|HD|CV|KH|CTr|QC|BC|TTr|ĐA)/[A-ZĐ]{2}"
SO = r"(?:số|sô|só|so)"
# An identifier of a clause: 5, 2.m, 2a, IV, C, đ - and lists of them.
_ID = r"(?:\d{1,3}(?:\.[\da-zđ]{1,3}){0,3}[a-zđ]?|[IVX]{1,6}|[a-zđA-Z](?:\.\d{1,2})?|[IVX]{1,4}\.\d{1,2})(?!\w)"
CLAUSE = r"(?:điểm|khoản|điều|mục|tiết|phần|chương|phụ lục số|phụ lục|biểu mẫu|biểu số|biểu|mẫu số|mẫu|tiểu mục|đoạn)"
POINTER = rf"{CLAUSE} {_ID}§?(?:/[A-ZĐ]{{2,6}})?(?:(?:,| và|, và) ?{_ID}){{0,6}}"
# What a clause may belong to that only comes with the document ("Điều 4 Quy định ban hành kèm theo Quyết định số …").
_ENCLOSED = r"(?:quy định|quy chế|quy trình|điều lệ|nội quy|hướng dẫn|chương trình|chiến lược|kế hoạch|đề án|danh mục)"
_WITH = rf"(?:{_ENCLOSED}(?: [^\W\d_]{{1,9}}){{0,6}} (?=(?:được )?ban hành ))?(?:được )?(?:ban hành )?kèm theo "
POINTERS = rf"(?:(?:{POINTER}|phụ lục(?= (?:ban hành )?kèm theo ))(?:(?:[,;]? |,\n)(?:và |đến |của |tại |thuộc |{_WITH})?)){{1,8}}"
UPPER = "A-ZĐÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
DRAFT = re.compile(r"(?:dự thảo|dự án|xây dựng|soạn thảo)(?: các)? ?$", re.I)


def longest(found: list[Found]) -> list[Found]:
    """`found` without overlaps: the longest first, the earlier of two equals."""
    kept: list[Found] = []
    taken: list[tuple[int, int]] = []
    for hit in sorted(found, key=lambda f: (f.start, f.start - f.end)):
        if taken and hit.start < taken[-1][1]:
            if hit.end - hit.start > taken[-1][1] - taken[-1][0]:
                kept[-1], taken[-1] = hit, (hit.start, hit.end)
            continue
        kept.append(hit)
        taken.append((hit.start, hit.end))
    return kept
