"""Which part of the directive a paragraph belongs to, and what the directive says of itself."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.outline.markers import find_marker
from vnadmin_nlp.outline.model import DatedBy, Part
from vnadmin_nlp.outline.paragraphs import Paragraph
from vnadmin_nlp.outline.words import words
from vnadmin_nlp.records import Addressee, DocumentInfo

_P = patterns("outline_layout.yaml")
_PHRASES = patterns("outline_phrases.yaml")
_UNTIL_SIGNED = timedelta(days=3)
_HEAD = 60  # paragraphs in which the letterhead, the title and the addressees are looked for
_SENTENCE = re.compile(r"[.;:,][\s*_”\"/)]{0,6}$")
_DIGITS = re.compile(r"\d{1,4}")


class Head(NamedTuple):
    """What `read_head` finds."""

    info: DocumentInfo
    day: date | None
    year: int | None
    month: int | None
    dated_by: DatedBy


def _plain(s: str) -> str:
    return " ".join(re.sub(r"[*_#|]+", " ", s).split())


def _is_upper(s: str) -> bool:
    letters = [c for c in s if c.isalpha()]
    return len(letters) > 2 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _title_type(s: str) -> str | None:
    """The document type that a title line names, written in capitals or alone on its line."""
    plain = _plain(s)
    folded = plain.casefold()
    for t in words().types:
        low = t.casefold()
        if folded == low or (folded.startswith(low + " ") and _is_upper(plain[: len(t)]) and len(plain) < 300):
            return t
    return None


def parts(text: str, paras: Sequence[Paragraph]) -> list[Part]:
    """The part of each paragraph."""
    out: list[Part] = ["body"] * len(paras)
    body = _letterhead(text, paras, out)
    i = body
    while i < len(paras):
        s = text[paras[i].start : paras[i].end]
        if _PHRASES["recipients"].match(s[:40]) and len(s) < 400:
            i = _tail(text, paras, out, i)
        elif _PHRASES["annex"].match(s[:40]) and i > 5 and len(s) < 200 and (_is_upper(s) or len(s) < 40):
            for j in range(i, len(paras)):
                if out[j] == "body":
                    out[j] = "annex"
            if i + 1 < len(paras) and any(
                _PHRASES["recipients"].match(text[p.start : p.start + 40]) for p in paras[i:]
            ):
                i += 1
                continue
            break
        else:
            i += 1
    return out


def _letterhead(text: str, paras: Sequence[Paragraph], out: list[Part]) -> int:
    """Mark letterhead, title and addressees; the index of the first paragraph of the body."""
    head = [text[p.start : p.end] for p in paras[:_HEAD]]
    address = next((i for i, s in enumerate(head) if _P["addressed"].match(s)), None)
    title = next((i for i, s in enumerate(head[: address if address is not None else _HEAD]) if _title_type(s)), None)
    seen = [
        i
        for i, s in enumerate(head[:40])
        if len(s) < 300 and (_P["motto"].search(s) or _own_date(s) or _P["own_number"].match(_plain(s)))
    ]
    at = 0
    if title is not None and title <= (max(seen) + 12 if seen else 8):
        out[:title] = ["letterhead"] * title
        at = title
        while at < min(len(head), title + 8) and (at == title or _is_title_line(head[at])):
            out[at] = "title"
            at += 1
    elif address is not None:
        out[:address] = ["letterhead"] * address
        at = address
    elif seen:
        at = max(i for i in seen if i <= seen[0] + 12) + 1
        out[:at] = ["letterhead"] * at
    elif head and _title_type(head[0]) is None and _is_upper(head[0]):
        at = 0
    if address is not None and address >= at - 1:
        for k in range(at, address):
            out[k] = "title"
        at = _addressees(text, paras, out, address)
    return at


def _own_date(s: str) -> bool:
    m = _P["own_date"].search(_plain(s))
    return m is not None and len(_plain(s)) < 140 and bool(m["place"])


def _is_title_line(s: str) -> bool:
    plain = _plain(s)
    if not plain or set(plain) <= set("-—–=. "):
        return True
    if find_marker(s, 0, len(s)).style or _P["opens_body"].match(s):
        return _is_upper(plain) and not find_marker(s, 0, len(s)).style
    return len(plain) < 400 and not _SENTENCE.search(plain[-8:])


def _addressees(text: str, paras: Sequence[Paragraph], out: list[Part], i: int) -> int:
    out[i] = "addressees"
    first = text[paras[i].start : paras[i].end]
    listed = not _P["addressed"].sub("", first).strip(" *_:|\n")
    j = i + 1
    while j < len(paras) and j < i + 30:
        s = text[paras[j].start : paras[j].end]
        if not _plain(s):
            out[j] = "addressees"
            j += 1
            continue
        dash = find_marker(s, 0, len(s)).style in ("dash", "dot", "plus", "star")
        short = len(s) < 160 and not _P["opens_body"].match(s) and not s.rstrip(" *_").endswith(":")
        more = listed or text[paras[j - 1].end - 1] in ";,"
        if not ((dash and len(s) < 300) or (short and more)):
            break
        out[j] = "addressees"
        if listed and not dash:
            listed = False
        j += 1
    return j


def _tail(text: str, paras: Sequence[Paragraph], out: list[Part], i: int) -> int:
    """Recipients and signature from `i` on; the index behind them."""
    j = i
    part: Part = "recipients"
    while j < len(paras):
        s = text[paras[j].start : paras[j].end]
        if j > i and (
            _PHRASES["annex"].match(s[:40]) or len(s) > 400 or find_marker(s, 0, len(s)).style in ("roman", "part")
        ):
            break
        if _PHRASES["signature"].match(s[:12]):
            part = "signature"
        out[j] = part
        j += 1
    k = i - 1
    while k > 0 and i - k < 8 and len(text[paras[k].start : paras[k].end]) < 80:
        s = text[paras[k].start : paras[k].end]
        if _PHRASES["signature"].match(s[:12]):
            for q in range(k, i):
                out[q] = "signature"
            break
        k -= 1
    return j


def read_head(text: str, paras: Sequence[Paragraph], kinds: Sequence[Part]) -> Head:
    """Type, number, symbol, date, place, issuer, subject and addressees, each null where the text does not say."""
    head = [(text[p.start : p.end], k) for p, k in zip(paras[:_HEAD], kinds[:_HEAD], strict=True)]
    number, symbol = _number([s for s, k in head if k in ("letterhead", "title", "body")][:40])
    place, day, year, month = _date([s for s, k in head if k in ("letterhead", "title")] + [text[-1500:]])
    dated_by: DatedBy = "own"
    if year is None and (signed := _signed(text)):
        (year, month), dated_by = signed, "signature"
    if year is None:
        (year, month), dated_by = _latest(text, paras, kinds), "cited"
    title = [s for s, k in head if k == "title"]
    kind = next((t for t in map(_title_type, title) if t), None)
    if kind is None and symbol:
        codes = words().codes
        kind = next((codes[c] for c in re.split(r"[-/]", symbol) if c in codes), "Công văn")
    info = DocumentInfo(
        type=kind,
        number=number,
        symbol=symbol,
        date=day.isoformat() if day else None,
        place=place,
        issuer=_issuer([s for s, k in head if k == "letterhead"]),
        subject=_subject(title, [s for s, k in head if k in ("letterhead", "title")]),
        addressees=tuple(_addressee_fields(text, paras, kinds)),
    )
    return Head(info, day, year, month, dated_by)


def _number(head: Sequence[str]) -> tuple[str | None, str | None]:
    for s in head:
        if len(s) > 400:
            continue
        m = _P["own_number"].search(s)
        if m:
            symbol = m["s"].rstrip(".,;)–-")
            return (m["n"] or None), symbol
    return None, None


def _date(head: Sequence[str]) -> tuple[str | None, date | None, int | None, int | None]:
    best: tuple[str | None, date | None, int | None, int | None] = (None, None, None, None)
    for raw in head:
        s = _plain(raw)
        for m in _P["own_date"].finditer(s):
            if len(s) > 400 and not m["place"]:
                continue
            d, mo = (_DIGITS.search(m[g] or "") for g in ("d", "m"))
            year, month = int(m["y"]), int(mo[0]) if mo else None
            if not 1975 <= year <= 2100 or (month is not None and not 1 <= month <= 12):
                continue
            day = None
            if d and month and not (m["d"] + m["g"]).strip(" *_.…0123456789"):
                try:
                    day = date(year, month, int(d[0]))
                except ValueError:
                    day = None
            place = _P["place_code"].sub("", m["place"]) if m["place"] else None
            if best[2] is None or (best[1] is None and day is not None and place):
                best = (place, day, year, month)
            if place:
                return (place, day, year, month)
        if best[1]:
            return best
    return best


def _signed(text: str) -> tuple[int, int] | None:
    """Year and month by the stamp of an electronic signature, which is set up to `_UNTIL_SIGNED` after the directive's own day."""
    for m in _P["signed"].finditer(unicodedata.normalize("NFC", text)):
        with contextlib.suppress(ValueError):  # misread
            there = date(int(m[3]), int(m[2]), int(m[1])) - _UNTIL_SIGNED
            return there.year, there.month
    return None


def _latest(text: str, paras: Sequence[Paragraph], kinds: Sequence[Part]) -> tuple[int | None, int | None]:
    """Year and month of the latest document that the text cites, or of the meeting it opens with: it is not older.

    Other dates may lie in the future (deadlines, events), so they only tell the year, and only where most of them agree.
    """
    body = [text[p.start : p.end] for p, k in zip(paras, kinds, strict=True) if k in ("letterhead", "title", "body")]
    past: list[tuple[int, int]] = []
    years: Counter[int] = Counter()
    for i, s in enumerate(body):
        for m in _P["any_date"].finditer(s[:6000]):
            if not 1 <= int(m[2]) <= 12:
                continue
            years[int(m[3])] += 1
            before = s[max(0, m.start() - 40) : m.start()]
            if _P["cited"].search(before) or (i < 12 and _P["opened"].match(before) and m.start() < 40):
                past.append((int(m[3]), int(m[2])))
    if past:
        year, month = max(past)
        later = Counter({y: n for y, n in years.items() if y > year})
        if sum(later.values()) <= sum(n for y, n in years.items() if y == year) or not later:
            return year, month
        return later.most_common(1)[0][0], None
    return (years.most_common(1)[0][0], None) if years else (None, None)


def _issuer(head: Sequence[str]) -> str | None:
    lines: list[str] = []
    for s in head:
        columns = re.search(r"\S\s{3,}\S|\t", s) or _P["motto"].search(s)
        for row in s.split("\n") if columns else [s]:
            cut = _P["motto"].search(row)
            if cut:
                row = row[: cut.start()]
            for piece in re.split(r"\s{4,}|\t|\|", row):
                plain = _plain(piece).strip("-—–=* .")
                if plain and _is_upper(plain) and len(plain) > 2 and not _P["no_issuer"].search(plain):
                    lines.append(plain)
        if lines and _P["own_number"].search(s):
            break
    return " ".join(lines[:4]) or None


def _subject(title: Sequence[str], head: Sequence[str]) -> str | None:
    lines = [x for x in (_plain(s) for s in title) if x.strip("-—–=. ")]
    if lines and (t := _title_type(lines[0])):
        lines[0] = lines[0][len(t) :].strip(" :")
        whole = " ".join(x for x in lines if x)
        return _P["about"].sub("", whole, count=1) if _P["about"].match(whole) else whole or None
    for i, s in enumerate(head):
        m = _P["about"].match(s)
        if m is None:
            continue
        rest = _plain(re.split(r"\n\s*\n|\s{6,}|\t", s[m.end() :])[0])
        for more in head[i + 1 : i + 3]:
            plain = _plain(more)
            if not plain or not plain[0].islower():
                break
            rest += " " + plain
        if rest:
            return rest
    return " ".join(x for x in lines if x) or None


def _addressee_fields(text: str, paras: Sequence[Paragraph], kinds: Sequence[Part]) -> list[Addressee]:
    out = []
    for p, k in zip(paras, kinds, strict=True):
        if k != "addressees":
            continue
        m = _P["addressed"].match(text, p.start, p.end)
        start = find_marker(text, m.end() if m else p.start, p.end).content
        end = p.end
        while end > start and text[end - 1] in " .;,:*_|\n\t":
            end -= 1
        if start < end:
            out.append(Addressee(text=text[start:end], start=start, end=end))
    return out
