"""DOC-REF -> document key: the number with its symbol in one spelling, else the name.

`943/CAT-ANM`, `60/2021/NĐ-CP`, `57-NQ/TW`; a law or a short name gives its folded name (`luật đầu tư công`,
`đề án 06`). Two mentions of one document have one key where both write the symbol; a term or year is only part of the
key where the text writes it (State numbers begin anew each year, Party numbers each term: `DocKey.date` tells more).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vnadmin_nlp.documents.views import bare, clean_view
from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.spans.docref_grammar import DATE, POINTERS, TYPE_COLUMNS


@dataclass(frozen=True, slots=True)
class DocKey:
    """The key of a document and what it was read from. Parts are null where the text does not write them.

    `date` is ISO; `repairs` says what was corrected in the symbol; `kind`: number, short, law, standard, date, name.
    """

    key: str
    kind: str
    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    year: int | None = None
    date: str | None = None
    pointer: str | None = None
    repairs: tuple[str, ...] = ()


_NUMBER = re.compile(
    r"(?<![\w/.:])(?P<num>\d{1,5}(?:[.§]\d{1,2})?[a-zđ]?(?: \d(?=/[A-ZĐ]))?)"
    r"(?: ?/ ?(?P<year>(?:19|20)\d\d)(?!\d))?"
    r"(?P<symbol> ?[/-]{1,2} ?[A-ZĐÐa-zđА-Я][\wÐ#&./ -]{0,48})?"
)
_DATE_PART = re.compile(rf"[,;]? ?(?:ký |ban hành )?{DATE}", re.I)
_DATE_NUMBERS = re.compile(r"(\d{1,2}) ?(?:[/.-]|tháng) ?(\d{1,2}) ?(?:[/.-]|,? ?năm) ?(\d{4})")
_POINTER = re.compile(rf"^(?P<pointer>{POINTERS})(?:của |tại )?", re.I)
_STANDARD = re.compile(
    r"(QCVN|TCVN|TCXDVN|QCXDVN)(?: ISO(?:/IEC)?)?[ :-]{0,3}([\d][\d.:-]{0,16}(?:[/:][A-ZĐ0-9]{2,12}){0,2})"
)
_LAW = re.compile(r"^(bộ luật|luật|pháp lệnh|hiến pháp)(?!\w)", re.I)
_LAW_NUMBER = re.compile(r",? số:? ?\d.*$", re.I)
_YEAR_NAMED = re.compile(r"(?: năm)? ((?:19|20)\d\d)(?!\d)")
_SO = re.compile(r"\b(?:số|sô|só|so)\b ?:?", re.I)
_CYRILLIC = str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY")


@cache
def _types() -> tuple[tuple[str, str, str], ...]:
    """(bare lower-case name, name, code), the longest first."""
    rows = {row["name"]: row["code"] for row in reversed(read_tsv("document_types.tsv", TYPE_COLUMNS))}
    found = [(bare(clean_view(name).text.lower()), name, code) for name, code in rows.items()]
    return tuple(sorted(found, key=lambda item: -len(item[0])))


@cache
def _code_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for row in read_tsv("document_types.tsv", TYPE_COLUMNS):
        if row["code"]:
            names.setdefault(row["code"], row["name"])
    return names


@cache
def _repairs() -> dict[str, str]:
    return {row["wrong"]: row["right"] for row in read_tsv("symbol_repairs.tsv", ("wrong", "right", "source"))}


def document_key(text: str) -> DocKey:
    """The key of the DOC-REF `text`. Never raises on any string; text that names no number gives its folded name."""
    plain = " ".join(clean_view(text).text.split())
    pointer = _POINTER.match(plain)
    rest = plain[pointer.end() :] if pointer else plain
    where = pointer["pointer"].strip(" ,") if pointer else None
    day, body = _take_date(rest)
    standard = _STANDARD.search(body)
    if standard:
        number = standard[2].rstrip(".:-")
        return DocKey(f"{standard[1]} {number}", "standard", standard[1], number, pointer=where)
    if _LAW.match(body):
        return _law(body, day, where)
    kind, name = _type_of(body)
    match = _find_number(body)
    if match is None or _is_name(body, match, name):
        key = body.lower().strip()
        return DocKey(f"{key} {day}" if day else key, "date" if day else "name", name, date=day, pointer=where)
    return _numbered(body, match, name, kind, day, where)


_KEY_DATE = re.compile(r" (\d{4}-\d\d-\d\d)$")  # the date as a key writes it


def _take_date(text: str) -> tuple[str | None, str]:
    found = _KEY_DATE.search(text)
    if found:
        return found[1], text[: found.start()]
    for match in _DATE_PART.finditer(text):
        found = match
    if found is None:
        return None, text.strip(" ,;")
    numbers = _DATE_NUMBERS.search(found[0])
    day = None
    if numbers and 1 <= int(numbers[2]) <= 12 and 1 <= int(numbers[1]) <= 31:
        day = f"{numbers[3]}-{int(numbers[2]):02d}-{int(numbers[1]):02d}"
    return day, text[: found.start()].strip(" ,;")


def _type_of(text: str) -> tuple[str, str | None]:
    """(code, name) of the type that `text` begins with."""
    start = bare(text.lower())
    for folded, name, code in _types():
        if start.startswith(folded) and not start[len(folded) : len(folded) + 1].isalpha():
            return code, name
    head = re.match(r"[A-ZĐ][A-Za-zĐđ]{1,4}(?= (?:số )?\d)", text)
    if head and head[0] in _code_names():
        return head[0], _code_names()[head[0]]
    return "", None


def _is_name(body: str, match: re.Match[str], name: str | None) -> bool:
    """Is the number only a part of a name ("Nghị quyết Trung ương 4 khóa XII")?"""
    if match["symbol"] and re.search(r"[A-ZĐÐ]|/[a-zđ]", match["symbol"]):
        return False
    between = _SO.sub("", body[len(name or "") : match.start()])
    return len(re.findall(r"[^\W\d_]+", between)) > 1 or bool(re.match(r" [^\W\d]", body[match.end() :]))


def _find_number(text: str) -> re.Match[str] | None:
    best = None
    for match in _NUMBER.finditer(text):
        if match["symbol"] and re.search(r"[A-ZĐÐ]|/[a-zđ]", match["symbol"]):
            return match
        best = match
    return best


def _numbered(
    body: str, match: re.Match[str], name: str | None, code: str, day: str | None, pointer: str | None
) -> DocKey:
    number = re.sub(r"\s", "", match["num"])
    year = int(match["year"]) if match["year"] else None
    if not match["symbol"] or not re.search(r"[A-ZĐÐa-zđ]", match["symbol"]):
        head = (name or "").lower() or _SO.sub("", body[: match.start()]).strip(" :").lower() or "số"
        short = f"{head} {number}" + (f"/{year}" if year else "")
        return DocKey(re.sub(r"\s+", " ", short), "short", name, number, None, year, day, pointer)
    symbol, repairs = canonical_symbol(match["symbol"], code)
    joint = symbol[0]
    key = f"{number}/{year}{symbol}" if year else f"{number}{symbol}"
    found = name or _code_names().get(re.split(r"[-/]", symbol[1:])[0])
    if "§" in number:
        repairs = (*repairs, "number not certain (OCR)")
    return DocKey(key, "number", found, number, symbol.lstrip(joint), year, day, pointer, repairs)


def canonical_symbol(symbol: str, code: str = "") -> tuple[str, tuple[str, ...]]:
    """One spelling of a symbol that begins with its joint (`/QĐ-UBND`, `-NQ/TW`), and what was repaired.

    Blanks and doubled hyphens go, Cyrillic look-alikes and Ð become Latin letters, a lost Đ is given back where the
    table `symbol_repairs.tsv` knows the part; `code` is the code of the type that the text names.
    """
    repairs: list[str] = []
    plain = re.sub(r"\s*([/&-])[/\s-]*", r"\1", symbol.strip()).rstrip("/-&. ")
    if plain != symbol.strip():
        repairs.append("blanks or doubled signs removed")
    latin = plain.translate(_CYRILLIC).replace("Ð", "Đ")
    if latin != plain:
        repairs.append("look-alike letters replaced")
    lower = latin == latin.lower()
    if lower:
        latin = latin.upper()
        repairs.append("lower case")
    parts = re.split(r"([/&-])", latin)
    for i, part in enumerate(parts):
        right = _repairs().get(part)
        if right is None or (part in ("TTR", "DA", "CD", "ND") and i > 2) or (part == "DA" and code != "ĐA"):
            continue
        parts[i] = right
        repairs.append(f"{part} -> {right}")
    return "".join(parts), tuple(repairs)


def _law(body: str, day: str | None, pointer: str | None) -> DocKey:
    head = _LAW.match(body)
    assert head is not None
    number = re.search(r"(\d{1,3})(?: ?/ ?(\d{4}))?/(QH ?\d{1,2}|UBTVQH\d{1,2}|[A-Z]{2,8}\d{0,2})", body)
    name = _LAW_NUMBER.sub("", body)
    named_year = _YEAR_NAMED.search(name)
    name = _YEAR_NAMED.sub("", re.sub(r"\s?\(.*", "", name)).strip(" ,").lower()
    name = re.sub(r"^bộ\s?luật", "bộ luật", name)
    year = int(number[2]) if number and number[2] else int(named_year[1]) if named_year else None
    kind = head[1][0].upper() + head[1][1:].lower()
    if number and number[2]:
        symbol = number[3].replace(" ", "")
        return DocKey(f"{number[1]}/{number[2]}/{symbol}", "law", kind, number[1], symbol, year, day, pointer)
    return DocKey(f"{name} {year}" if year else name, "law", kind, year=year, date=day, pointer=pointer)
