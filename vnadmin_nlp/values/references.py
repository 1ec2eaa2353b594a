"""What only the text around tells of its document references: the head of a list, "của …", the document behind a short name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from vnadmin_nlp.documents.views import View, clean_view
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.values.docref import DocKey, document_key
from vnadmin_nlp.values.issuers import canonical_issuer, issuer_behind, only_a_kind
from vnadmin_nlp.values.short_mentions import Place, resolve

_P = patterns("docref_text.yaml")
_GAP = 160


def read_references(
    text: str,
    spans: Sequence[tuple[int, int]],
    units: Sequence[tuple[int, int]] = (),
    day: date | None = None,
    view: View | None = None,
) -> list[DocKey]:
    """The values of the DOC-REFs `spans` of `text`, in the order given; offsets are code points of `text`, end exclusive.

    `units` are the ORG-UNITs where they are known: the issuer behind "của" then ends where its span ends. `day` is the
    directive's own date: "ngày 28/12" is the last such day before it, and a short name of `known_documents.tsv` stands for its
    document from that document's date on. `view` is `clean_view(text)` where the caller has it. Never raises on any string.
    """
    view = view or clean_view(text)
    order = sorted(range(len(spans)), key=lambda i: spans[i])
    places = []
    for i in order:
        start, end = (view.position(offset) for offset in spans[i])
        value = _with_year(document_key(text[spans[i][0] : spans[i][1]]), day)
        places.append(Place(start, max(start, end), value))
    bodies = sorted((view.position(a), view.position(b)) for a, b in units)
    places = _shared(view.text, _types(view.text, places))
    places = resolve(view.text, _issuers(view.text, places, bodies), day)
    out = [DocKey("", "name")] * len(spans)
    for i, place in zip(order, places, strict=True):
        out[i] = place.value
    return out


def _with_year(value: DocKey, day: date | None) -> DocKey:
    """A date without a year is the last such day up to the directive's own: what is referred to was issued before."""
    if value.day_month is None or day is None or value.date is not None:
        return value
    number, month = value.day_month
    year = day.year if (month, number) <= (day.month, day.day) else day.year - 1
    told = f"{year}-{month:02d}-{number:02d}"
    return replace(
        value, date=told, year=value.year or year, notes=(*value.notes, f"year {year} by the directive's date")
    )


def _follows(text: str, before: Place, place: Place) -> bool:
    """Does `place` go on with the list that `before` is in ("Quyết định số 12/QĐ-UBND [của UBND huyện], 13/QĐ-UBND")?"""
    if not 0 < place.start - before.end <= _GAP:
        return False
    gap = text[before.end : place.start]
    named = issuer_behind(text, before.end)
    if named and named[2] < place.start:
        gap = text[named[2] : place.start]
    return bool(_P["list_joint"].fullmatch(gap))


def _types(text: str, places: list[Place]) -> list[Place]:
    """Items of a list that write no type have that of the item before them, where their own symbol names no other."""
    out: list[Place] = []
    for place in places:
        value = place.value
        if value.type is None and value.kind in ("number", "short") and out and _follows(text, out[-1], place):
            head = out[-1].value.type
            value = replace(value, type=head)
            if value.kind == "short" and head and value.number:
                value = replace(value, key=f"{head.lower()} {value.number}")
        if value.kind == "name" and out and out[-1].value.kind == "law" and _follows(text, out[-1], place):
            value = document_key(f"{out[-1].value.type} {text[place.start : place.end]}")  # "các Luật Đất đai, Nhà ở"
        out.append(place._replace(value=value))
    return out


def _shared(text: str, places: list[Place]) -> list[Place]:
    """In "Thông tư 17, 18 và 19/2018/TT-BGDĐT" the last item's year and symbol are those of all."""
    out: list[Place] = []
    last: Place | None = None
    full = DocKey("", "name")  # the item that writes the symbol
    for place in reversed(places):
        value = place.value
        if last and value.kind == "short" and text[last.start].isdigit() and _follows(text, place, last):
            if full.kind == "number" and value.number and full.number and full.key.startswith(full.number):
                value = replace(
                    full,
                    key=value.number + full.key[len(full.number) :],
                    type=value.type,
                    number=value.number,
                    pointer=value.pointer,
                    repairs=(),
                    notes=(*value.notes, f"year and symbol of {full.key}"),
                )
        else:
            full = value
        last = place._replace(value=value)
        out.append(last)
    return out[::-1]


def _issuers(text: str, places: list[Place], bodies: Sequence[tuple[int, int]]) -> list[Place]:
    """The issuer that "của …" names behind a reference, or behind the last one of its list."""
    out: list[Place] = []
    behind: Place | None = None
    named: str | None = None
    for place in reversed(places):
        own = issuer_behind(text, place.end)
        if own:
            name = own[0]
            unit = next((b for b in bodies if own[1] <= b[0] < own[2] < b[1]), None)
            named = canonical_issuer(text[own[1] : unit[1]]) if unit else name
        elif not (behind and named and _follows(text, place, behind) and _same_organ(place.value, behind.value)):
            named = None
        behind = place
        out.append(place._replace(value=_with_issuer(place.value, named)) if named else place)
    return out[::-1]


def _same_organ(one: DocKey, other: DocKey) -> bool:
    return one.kind == other.kind and one.issuer == other.issuer


def _with_issuer(value: DocKey, named: str) -> DocKey:
    """The body named in the text; where the symbol names another one body, that of the symbol, and a note."""
    if value.kind == "number" and value.one_issuer and value.issuer and "/" not in (value.symbol or ""):
        if "; " in value.issuer:
            return value
        if not (value.issuer.endswith(named) or named.endswith(value.issuer)):
            return replace(value, notes=(*value.notes, f"issuer by the symbol; the text says {named}"))
        named = max(named, value.issuer, key=len)
    elif value.issuer and value.issuer.startswith(f"{named} ") and "; " not in value.issuer:
        named = value.issuer  # "của Sở" says less than the symbol
    return replace(value, issuer=named, one_issuer=not only_a_kind(named))
