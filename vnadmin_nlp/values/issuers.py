"""Who issued a document: from its symbol (`TT-BTC`, `CV/VPTW`), or from "của …" behind the mention.

The table `issuers.tsv` gives the names behind the parts of a symbol. A symbol seldom tells the place (`UBND`, `TU`): such
an issuer is a kind of body, not one body, until the text says "của UBND huyện" (`Issuer.certain`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import alternatives, read_tsv, word_list
from vnadmin_nlp.spans.docref_patterns import REFERENCE_WORDS, reference_words, type_codes, type_names
from vnadmin_nlp.values.symbols import ISSUER_COLUMNS
from vnadmin_nlp.values.units import unit_name

_P = patterns("docref_text.yaml")


class Issuer(NamedTuple):
    """`names`: one body, or each of a joint document. `certain`: it is one body and not only a kind ("Ủy ban nhân dân")."""

    names: tuple[str, ...]
    certain: bool


@cache
def _table() -> dict[tuple[str, str], tuple[str, str]]:
    rows = read_tsv("issuers.tsv", ISSUER_COLUMNS)
    return {(r["kind"], r["symbol"]): (r["name"], r["level"]) for r in rows}


def issuer_of_symbol(symbol: str) -> Issuer | None:
    """The issuer that `symbol` (`QĐ-TTg`, `NQ/TW`, `SNV-CCHC`, `TTLT-BTC-BNV`, `QH15`) names; None where the table does not know it.

    In a symbol without a type code the part behind the hyphen is the drafting unit, no issuer (Nghị định 30/2020/NĐ-CP App. I).
    """
    parts = re.split(r"[-/]", symbol)
    party = _P["party_symbol"].match(symbol) is not None
    typed = len(parts) > 1 and (parts[0] in type_codes() or parts[0] in reference_words()["joint_codes"])
    organs = parts[1:] if typed else parts
    found = [_organ(part.split(".")[0], party and typed) for part in organs]
    joint = typed and (parts[0] in reference_words()["joint_codes"] or all(f and f[0].startswith("Bộ ") for f in found))
    found = found if joint else found[:1]
    known = [f for f in found if f is not None]
    if not known or len(known) < len(found):
        return None
    return Issuer(tuple(name for name, _ in known), all(level == "central" for _, level in known))


def _organ(part: str, party: bool) -> tuple[str, str] | None:
    table = _table()
    part = _P["assembly"].sub(r"\1", part)
    for kind in ("party-body", "body") if party else ("body", "party-body"):
        if (kind, part) in table:
            return table[kind, part]
    for suffix in reference_words()["party_organs"]:
        own = table.get(("party-part", part.removesuffix(suffix))) if part.endswith(suffix) else None
        if own:
            return f"{own[0]} {table['party-body', suffix][0]}", table["party-body", suffix][1]
    sector = table.get(("sector", part[1:]))
    prefix = table.get(("prefix", part[:1]))
    return (f"{prefix[0]} {sector[0]}", "central" if part[0] == "B" else "") if sector and prefix else None


@cache
def fragments() -> dict[str, str]:
    """The parts of `issuer_names.yaml` that are words of other tables."""
    words = reference_words()
    bodies = tuple(clean_view(name).text for (kind, _), (name, _) in _table().items() if kind != "sector")
    names = [clean_view(r["name"]).text for r in read_tsv("sectors.tsv", ("name", "source"))]
    names += [chunk for name, _ in _table().values() for chunk in _P["name_chunk"].findall(clean_view(name).text)]
    parts = {
        "TITLE": word_list(words, "titles", REFERENCE_WORDS),
        "OFFICE": tuple(words["offices"]),
        "HEAD": (*word_list(words, "heads", REFERENCE_WORDS), *bodies),
        "PLACE": word_list(words, "places", REFERENCE_WORDS),
        "NAME": tuple(names),
        "TYPE": tuple(clean_view(name).text for name in type_names()),
    }
    return {name: alternatives(forms) for name, forms in parts.items()}


@cache
def _name(capitals: bool) -> re.Pattern[str]:
    """Titles, then an office or a body; in `capitals` letter case tells no name."""
    return patterns("issuer_names.yaml", **fragments())["issuer_in_capitals" if capitals else "issuer"]


def issuer_behind(text: str, start: int) -> tuple[str, int, int] | None:
    """The body or office named by "của …" at `start` of a clean view: (canonical name, where its phrase begins, ends).

    A title stays ("Chủ tịch Ủy ban nhân dân tỉnh"): a decision of the chairman is none of the committee (Luật 72/2025/QH15).
    """
    of = _P["of"].match(text, start)
    match = _name(of[0].isupper()).match(text, of.end(), of.end() + 160) if of else None
    return (canonical_issuer(match[0]), *match.span()) if match else None


def canonical_issuer(text: str) -> str:
    """`text` with abbreviations of units written out, titles kept, offices in one spelling."""
    plain = " ".join(clean_view(text).text.split())
    capitals = plain.isupper() and len(plain) > 8
    match = _name(capitals).match(plain)
    if match is None:
        return unit_name(plain).name
    title = match["title"].lower() if capitals else match["title"]
    if match["office"]:
        offices: dict[str, str] = {office.casefold(): name for office, name in reference_words()["offices"].items()}
        return offices[match["office"].casefold()]
    title = title.removeprefix("đồng chí ")
    name = _in_letter_case(unit_name(plain[match.start("body") :]).name) if capitals else None
    name = name or unit_name(plain[match.start("body") :]).name
    if title.startswith("Trưởng ") and plain[match.start("body") :].startswith("phòng"):
        name = name[:1].lower() + name[1:]
    return title[:1].upper() + title[1:] + name


def _in_letter_case(name: str) -> str | None:
    """A name of the table that was written in capitals, as the table has it."""
    return next((known for known, _ in _table().values() if known.casefold() == name.casefold()), None)


@cache
def _kinds() -> frozenset[str]:
    return frozenset(name for name, level in _table().values() if level != "central")


def only_a_kind(name: str) -> bool:
    """Is `name` a kind of body ("Ủy ban nhân dân") of which there are many, and no one body?"""
    return name in _kinds()
