"""DOC-REF -> document key and parts: the number with its symbol in one spelling, else the name.

`943/CAT-ANM`, `60/2021/NĐ-CP`, `57-NQ/TW`; a law or a short name gives its folded name (`luật đầu tư công`,
`đề án 06`). Two mentions of one document have one key where both write the symbol; a term or year is only part of the
key where the text writes it (State numbers begin anew each year, Party numbers each term: `DocKey.unique` tells more).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from vnadmin_nlp.documents.views import bare, clean_view
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.spans.docref_patterns import TYPE_COLUMNS, reference_words
from vnadmin_nlp.values.issuers import issuer_of_symbol
from vnadmin_nlp.values.symbols import canonical_number, canonical_symbol, code_names, digits, party_codes


@dataclass(frozen=True, slots=True)
class DocKey:
    """The key of a document and what it was read from. Parts are null where nothing tells them.

    `kind`: number, short, law, standard, date, name. `year` is that of the number or of a law's name, else of the date; `date` is ISO.
    `issuer` comes from the symbol, or from the text around (`values.references`); `one_issuer`: it is one body and not only a
    kind of body (`Ủy ban nhân dân`). `repairs` says what was corrected; `resolved` is the key of the document that a short
    mention stands for; `notes` says how, or why not. `day_month` is a date written without its year.
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
    issuer: str | None = None
    one_issuer: bool = False
    resolved: str | None = None
    notes: tuple[str, ...] = ()
    day_month: tuple[int, int] | None = None

    @property
    def unique(self) -> bool:
        """Do the parts name one document? Numbers begin anew each year or term and in each body, so that a number needs both its
        issuer and a date or year; a law by name needs its year, since laws of one name follow each other."""
        if self.kind == "number":
            return self.one_issuer and (self.date is not None or self.year is not None)
        return self.kind == "standard" or (self.kind == "law" and (self.year is not None or self.date is not None))


_P = patterns("docref_values.yaml")


@dataclass(frozen=True, slots=True)
class _Head:
    """The type that a reference begins with: `name` as the table has it, `type` its kind, where its words end, what is misspelt."""

    code: str = ""
    name: str | None = None
    type: str | None = None
    end: int = 0
    repairs: tuple[str, ...] = ()


@cache
def _types() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """A pattern for the types' names in bare lower-case text, blanks between syllables lost or not, and (name, code) of each."""
    rows = {row["name"]: row["code"] for row in reversed(read_tsv("document_types.tsv", TYPE_COLUMNS))}
    found = {bare(clean_view(name).text.lower()): (name, code) for name, code in rows.items()}
    names = "|".join(name.replace(" ", " ?") for name in sorted(found, key=len, reverse=True))
    return patterns("docref_types.yaml", TYPE=names)["head"], {k.replace(" ", ""): v for k, v in found.items()}


@cache
def _kind_of_type(name: str) -> str | None:
    """The type of which `name` is a special case (Chương trình hành động -> Chương trình); itself where it has a code; a bare
    "Văn bản" is none."""
    _, table = _types()
    names = dict(table.values())
    if names.get(name) or name not in names:
        return name
    if name == "Văn bản":
        return None
    wider = [n for n, code in names.items() if code and name.startswith(f"{n} ")]
    return max(wider, key=len) if wider else name


def document_key(text: str) -> DocKey:
    """The key and parts of the DOC-REF `text` alone. Never raises on any string; text that names no number gives its folded name.

    What only the text around tells (head of a list, "của …", the document behind a short name) is in `values.references`.
    """
    plain = " ".join(clean_view(_P["wrap"].sub(r"\1", text)).text.split())
    pointer = _P["pointer"].match(plain)
    rest = plain[pointer.end() :] if pointer else plain
    where = canonical_pointer(pointer["pointer"]) if pointer else None
    behind = _P["pointer_behind"].search(rest) if where is None else None
    if behind:
        where, rest = canonical_pointer(behind["pointer"]), rest[: behind.start()]
    when = _take_date(rest)
    value = _value(when.rest, when.day)
    if when.day and value.kind in ("number", "short", "date") and value.year is None:
        value = replace(value, year=int(when.day[:4]))
    repairs = (*value.repairs, *when.repairs, *(("Ð -> Đ",) if "Ð" in text else ()))
    return replace(value, pointer=where, repairs=repairs, day_month=when.day_month)


def _value(body: str, day: str | None) -> DocKey:
    standard = _P["standard"].search(body)
    if standard:
        number = standard[2].rstrip(".:-").replace(" ", "")
        parts = _P["standard_parts"].match(number)
        kind = "Quy chuẩn" if standard[1].startswith("QC") else "Tiêu chuẩn"  # Luật Tiêu chuẩn và quy chuẩn kỹ thuật
        year = int(parts[2]) if parts and parts[2] else None
        organ = issuer_of_symbol(parts[3]) if parts and parts[3] else None
        return DocKey(
            f"{standard[1]} {number}",
            "standard",
            kind,
            parts[1] if parts else number,
            standard[1],
            year,
            issuer=organ.names[0] if organ else None,
            one_issuer=bool(organ and organ.certain),
        )
    body = _P["law_colon"].sub(r"\1", body)
    if _P["ocr_law"].match(body):
        law = _law(_P["ocr_law"].sub(r"\1uật", body), day)
        return replace(law, repairs=(f"{body.split()[0]} -> Luật",))
    if _P["law"].match(body):
        return _law(body, day)
    if code := _P["code_of_law"].match(body):
        return _law(reference_words()["law_codes"][code[1]] + body[code.end() :], day)
    repairs: tuple[str, ...] = ()
    if _P["lost_word"].match(body):  # a typing error that the guidelines mark ("Đề 06")
        body, repairs = f"Đề án {body[3:]}", ("Đề -> Đề án",)
    head = _head_of(body)
    match = _find_number(body)
    if match is None or _is_name(body, match, head):
        key = body.lower().strip()
        return DocKey(f"{key} {day}" if day else key, "date" if day else "name", head.type, date=day)
    value = _numbered(body, match, head)
    return replace(value, date=day, repairs=(*repairs, *value.repairs))


def canonical_pointer(text: str) -> str | None:
    """One spelling of a pointer: `điểm b, khoản 2, Điều 18 của` -> `điểm b khoản 2 Điều 18`; lists of one clause stay (`Điều 19, 20`)."""
    plain = " ".join(clean_view(text).text.split()).strip(" ,;")
    return _P["pointer_comma"].sub(r" \1", _P["pointer_fill"].sub("", plain)) or None


@dataclass(frozen=True, slots=True)
class _When:
    day: str | None
    rest: str
    day_month: tuple[int, int] | None = None
    repairs: tuple[str, ...] = ()


def _take_date(text: str) -> _When:
    found = _P["key_date"].search(text)
    if found:
        return _When(found[1], text[: found.start()])
    for match in _P["date_part"].finditer(text):
        found = match
    if found is None:
        return _When(None, text.strip(" ,;"))
    rest = text[: found.start()].strip(" ,;")
    numbers = _P["date_numbers"].search(found[0]) if _P["full_date"].search(found[0]) else None
    month_only = _P["month_numbers"].search(found[0])
    if numbers is None and month_only is None:
        return _When(None, rest)
    if numbers is None:
        return _When(_iso(month_only[2], month_only[1]), rest) if month_only else _When(None, rest)
    repairs = _date_repairs(text, found, numbers)
    if numbers[3]:
        return _When(_iso(numbers[3], numbers[2], numbers[1]), rest, None, repairs)
    day, month = (int(digits(part)) for part in numbers.group(1, 2))
    return _When(None, rest, (day, month) if 1 <= month <= 12 and 1 <= day <= 31 else None, repairs)


def _iso(year: str, month: str, day: str | None = None) -> str | None:
    """ISO day, or month where there is no day; None where there is no such day or month."""
    parts = [int(digits(part.replace(" ", ""))) for part in (year, month, day or "1")]
    if not (1 <= parts[1] <= 12 and 1 <= parts[2] <= 31):
        return None
    return f"{parts[0]:04d}-{parts[1]:02d}" + (f"-{parts[2]:02d}" if day else "")


def _date_repairs(text: str, found: re.Match[str], numbers: re.Match[str]) -> tuple[str, ...]:
    out = []
    if any(digits(part or "") != (part or "") for part in numbers.groups()):
        out.append(f"{numbers[0]} -> {digits(numbers[0])}")
    if _P["blanks_in_date"].search(numbers[0]):
        out.append("blanks in the date")
    if _P["blank_lost"].search(found[0]) or text[found.start() : found.start() + 1].isalpha():
        out.append("blank lost at ngày")
    return tuple(out)


def _head_of(text: str) -> _Head:
    """The type that `text` begins with, in words or as an abbreviation."""
    pattern, table = _types()
    match = pattern.match(bare(text.lower()))
    if match:
        name, code = table[match[0].replace(" ", "")]
        written = text[: match.end()]
        right = written.casefold() == clean_view(name).text.casefold()
        return _Head(code, name, _kind_of_type(name), match.end(), () if right else (f"{written} -> {name}",))
    short = _P["short_head"].match(text)
    if short and short[0] in code_names():
        name = code_names()[short[0]]
        return _Head(short[0], name, _kind_of_type(name), short.end())
    return _Head()


def _is_name(body: str, match: re.Match[str], head: _Head) -> bool:
    """Is the number only a part of a name ("Nghị quyết Trung ương 4 khóa XII")?"""
    if match["symbol"] and _P["letters"].search(match["symbol"]):
        return False
    between = _P["so"].sub("", body[head.end : match.start()])
    return len(re.findall(r"[^\W\d_]+", between)) > 1 or bool(_P["word_behind"].match(body[match.end() :]))


def _find_number(text: str) -> re.Match[str] | None:
    best = None
    for match in _P["number"].finditer(text):
        if match["symbol"] and _P["letters"].search(match["symbol"]):
            return match
        best = match
    return best


def _numbered(body: str, match: re.Match[str], head: _Head) -> DocKey:
    number, repairs = canonical_number(match["num"])
    repairs = (*head.repairs, *repairs)
    of_year = match["of_year"] or ""  # the Government's yearly resolution on business: 19-2016/NQ-CP
    year, mended = canonical_number(match["year"]) if match["year"] else (of_year[1:], ())
    repairs = (*repairs, *mended)
    if not match["symbol"] or not _P["symbol_letter"].search(match["symbol"]):
        name = (head.name or "").lower() or _P["so"].sub("", body[: match.start()]).strip(" :").lower() or "số"
        short = re.sub(r"\s+", " ", f"{name} {number}" + (f"/{year}" if year else ""))
        return DocKey(short, "short", head.type, number, None, int(year) if year else None, repairs=repairs)
    named = _P["year_behind"].search(match["symbol"])
    symbol, mended = canonical_symbol(_P["year_behind"].sub("", match["symbol"]), head.code, capitals=body.isupper())
    issuer = issuer_of_symbol(symbol[1:])
    coded = bool(year) or _is_coded(symbol, head)
    return DocKey(
        key=f"{number}{of_year or (year and '/' + year)}{symbol}",
        kind="number" if coded or head.name is None else "short",
        type=head.type or type_of_symbol(symbol, head.name),
        number=number,
        symbol=symbol[1:],
        year=int(year) if year else int(named[1]) if named else None,
        repairs=(
            *repairs,
            *_so_repairs(body[head.end : match.start()], head, coded),
            *mended,
        ),
        issuer="; ".join(issuer.names) if issuer else None,
        one_issuer=issuer is not None and issuer.certain,
    )


def _is_coded(symbol: str, head: _Head) -> bool:
    """Is it a full number and symbol, not a short name with its body ("Đề án 06/CP")?"""
    return head.code in ("", "CV") or re.split(r"[-/&]", symbol[1:])[0] in (head.code, *code_names())


def _so_repairs(between: str, head: _Head, coded: bool) -> tuple[str, ...]:
    """What is wrong with the word "số" between the type and the number."""
    if head.name is None or not coded:
        return ()
    so = _P["so"].search(between)
    if so is None and ":" in between:  # "các Công văn: 12/SNV; 13/SNV"
        return ()
    if so is None:
        return ("số is missing",)
    if so[1].lower() != "số":
        return (f"{so[1]} -> số",)
    if ":" in between:
        return ()
    glued = between[:1] not in (" ", ":", "") or between[-1:] not in (" ", ":")
    return ("blank lost at số",) if glued else ()


def type_of_symbol(symbol: str, head: str | None = None) -> str | None:
    """The type that a symbol with its joint names (`/QĐ-UBND`); None where it names none, or its code has two meanings (`-QĐ/TW`).

    Below a head "Văn bản" a symbol without a type code is that of a Công văn (Nghị định 30/2020/NĐ-CP App. III).
    """
    code = re.split(r"[-/&]", symbol[1:])[0]
    if symbol.startswith("-") and len(party_codes().get(code, ())) > 1:
        return None
    return code_names().get(code) or ("Công văn" if head == "Văn bản" else None)


def law_name(text: str) -> str:
    """The folded name of the law in `text`, without pointer, number, year and date: `luật đầu tư công`."""
    plain = " ".join(clean_view(text).text.split())
    pointer = _P["pointer"].match(plain)
    return _law_name(_take_date(plain[pointer.end() :] if pointer else plain).rest)[0]


def _law_name(body: str) -> tuple[str, str | None]:
    """(folded name, year named)."""
    name = _P["law_number"].sub("", body)
    year = _P["year_named"].search(name)
    name = _P["year_named"].sub("", _P["in_brackets"].sub("", name)).strip(" ,").lower()
    return _P["code_of_laws"].sub("bộ luật", name), year[1] if year else None


def _law(body: str, day: str | None) -> DocKey:
    head = _P["law"].match(body)
    assert head is not None
    number = _P["law_key"].search(body)
    name, named_year = _law_name(body)
    kind = head[1][0].upper() + head[1][1:].lower()
    if number and number[2]:
        symbol = number[3].replace(" ", "")
        key = f"{number[1]}/{number[2]}/{symbol}"
        issuer = issuer_of_symbol(symbol)
        named = "; ".join(issuer.names) if issuer else None
        return DocKey(key, "law", kind, number[1], symbol, int(number[2]), day, issuer=named, one_issuer=bool(issuer))
    key = f"{name} {named_year}" if named_year else name
    told = named_year or (day or "")[:4]
    year = int(told) if told else None
    return DocKey(key, "law", kind, year=year, date=day)
