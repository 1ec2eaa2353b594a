"""The number and symbol of a document in one spelling: blanks, look-alike letters, a lost Đ, digits typed as letters."""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.spans.docref_patterns import TYPE_COLUMNS, reference_words

_P = patterns("docref_text.yaml")
_CYRILLIC = str.maketrans("АВСЕНКМОРТХУ", "ABCEHKMOPTXY")
_DIGITS = str.maketrans("OoIl", "0011")
ISSUER_COLUMNS = ("symbol", "name", "kind", "level", "source")


@cache
def code_names() -> dict[str, str]:
    """Type code -> name of the type, the first row of `document_types.tsv` with the code."""
    names: dict[str, str] = {}
    for row in read_tsv("document_types.tsv", TYPE_COLUMNS):
        if row["code"]:
            names.setdefault(row["code"], row["name"])
    return names


@cache
def party_codes() -> dict[str, tuple[str, ...]]:
    """Type code -> names of the Party's types that have it (QĐ is both Quyết định and Quy định, QĐ 399-QĐ/TW)."""
    names: dict[str, list[str]] = {}
    for row in read_tsv("document_types.tsv", TYPE_COLUMNS):
        for code in (row["code"], *row["variants"].split("|")):
            if code and (row["family"] == "party" or code in ("NQ", "QĐ", "CT")):
                names.setdefault(code, []).append(row["name"])
    return {code: tuple(dict.fromkeys(found)) for code, found in names.items()}


@cache
def _repairs() -> dict[str, str]:
    return {row["wrong"]: row["right"] for row in read_tsv("symbol_repairs.tsv", ("wrong", "right", "source"))}


@cache
def _with_lost_d(part: str) -> str | None:
    """`part` with the Đ that its pieces have lost (`CDSQG` -> `CĐSQG`), by the rows of the table with stars."""
    right = part
    for wrong, piece in _repairs().items():
        if wrong.startswith("*"):
            right = right.replace(wrong.strip("*"), piece.strip("*"))
    return right if right != part else None


def digits(text: str) -> str:
    """`text` with the letters that are typed for digits (O, o, I, l) read as 0 and 1."""
    return text.translate(_DIGITS)


def canonical_number(number: str) -> tuple[str, tuple[str, ...]]:
    """Digits without blanks; O, I and l between digits read as 0 and 1 (told as a repair); leading zeros stay."""
    repairs: list[str] = []
    plain = re.sub(r"\s", "", number)
    if _P["typed_for_digits"].search(plain):
        repairs.append(f"{plain} -> {digits(plain)}")
        plain = digits(plain)
    if "§" in plain:
        repairs.append("number not certain (OCR)")
    return plain, tuple(repairs)


_ONLY_UNDER = {"DA": "ĐA", "QN": "NQ"}  # parts that are an error only where the text names the type


def canonical_symbol(symbol: str, code: str = "", *, capitals: bool = False) -> tuple[str, tuple[str, ...]]:
    """One spelling of a symbol that begins with its joint (`/QĐ-UBND`, `-NQ/TW`), and what was repaired.

    Blanks and doubled hyphens go, Cyrillic look-alikes and Ð become Latin letters, a lost Đ is given back where the
    table `symbol_repairs.tsv` knows the part, and a lost hyphen where the symbol is a type code and an organ in one
    (`NĐCP`); `code` is the code of the type that the text names. In a text in `capitals` TTR is no error for TTr.
    """
    repairs: list[str] = []
    if symbol.strip()[:1].isalnum():  # "số 45 CT/TW"
        symbol = "-" + symbol.strip()
        repairs.append("hyphen lost before the symbol")
    plain = _P["joint"].sub(r"\1", symbol.strip()).rstrip("/-&. ")
    if plain != (joined := _P["lost_hyphen"].sub("-", plain)):
        repairs.append("hyphen lost inside the symbol")
        symbol = plain = joined
    if plain != symbol.rstrip(" /-&."):
        repairs.append("blanks or doubled signs removed")
    latin = plain.translate(_CYRILLIC).replace("Ð", "Đ")
    if latin != plain:
        repairs.append("look-alike letters replaced")
    if latin == latin.lower():
        latin = latin.upper()
        repairs.append("lower case")
    parts = re.split(r"([/&-])", latin)
    for i, part in enumerate(parts):
        right = _repairs().get(part) or _with_lost_d(part)
        if right is None or (part in reference_words()["codes_only"] and i > 2) or code != _ONLY_UNDER.get(part, code):
            continue
        parts[i] = right
        if not (capitals and right.upper() == part):
            repairs.append(f"{part} -> {right}")
    if len(parts) == 5 and parts[1] == parts[3] == "/" and parts[2] in code_names() and parts[4] in _organs():
        parts[3] = "-"
        repairs.append(f"{parts[2]}/{parts[4]} -> {parts[2]}-{parts[4]}")
    if len(parts) == 3 and (apart := _apart(parts[2])):
        repairs.append(f"{parts[2]} -> {apart}")
        parts[2] = apart
    return "".join(parts), tuple(repairs)


@cache
def _organs() -> frozenset[str]:
    """The parts of State symbols that name an organ."""
    return frozenset(row["symbol"] for row in read_tsv("issuers.tsv", ISSUER_COLUMNS) if row["kind"] == "body")


@cache
def _apart(part: str) -> str | None:
    """`NĐCP` -> `NĐ-CP`: a type code and the organ behind it, where the whole is no organ of its own."""
    organs = _organs()
    if part in organs:
        return None
    codes = [code for code in code_names() if part.startswith(code) and part[len(code) :] in organs]
    return f"{codes[0]}-{part[len(codes[0]) :]}" if len(codes) == 1 else None
