"""A unit's name in one spelling: abbreviations written out, typing errors mended, heads and subjects as the tables write them.

Tables: unit_heads and unit_kinds (heads with their kind and level; the second adds to and overrules the first),
unit_abbreviations and unit_short_forms (the second with the place where a form may be read so), unit_spellings, sectors.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.patterns import patterns, rules
from vnadmin_nlp.lexicon.tables import ABBREVIATION_COLUMNS, HEAD_COLUMNS, read_tsv
from vnadmin_nlp.values.unit_places import fold
from vnadmin_nlp.values.unit_subjects import sector_at, subjects

FORM_COLUMNS = ("written", "name", "when", "source")
_P = patterns("unit_patterns.yaml")
_REPAIRS = rules("unit_repairs.yaml")
_DOTTED = re.compile(r"(?<![\w.])(?:[A-ZĐ]\.){2,9}[A-ZĐ]\.?(?![\w.])")  # "U.B.N.D."


@dataclass(frozen=True, slots=True)
class Head:
    """The opening words of a name that say what kind of unit it is, with its level where the kind has only one."""

    text: str
    kind: str
    level: str | None


def plain(text: str) -> str:
    """`text` on one line, clean, without the blanks and marks that do not belong to a name."""
    text = text.replace("|", " ")
    out = re.sub(r" ([,:;)])", r"\1", " ".join(clean_view(text).text.split())).strip(" ,;:.*_")
    out = re.sub(r"(?<=\w)([,;:])(?=[^\W\d_]{2,20}[ ,;]|[^\W\d_]{2,20}$)", r"\1 ", out) if not _packed(out) else out
    out = re.sub(r"(?<=[a-zà-ỹ])&(?=[A-ZĐ])", " và ", re.sub(r" ?& ?", "&", out))
    return re.sub(r"(?<=\w)(?: -|- )(?=\w)|(?<=[a-zà-ỹ])-(?=[A-ZĐ][a-zà-ỹ])", " - ", out)


def _packed(text: str) -> bool:
    """Whether commas stand inside abbreviations ("VH,TT&DL")."""
    return re.search(r"[A-ZĐ],[A-ZĐ]", text) is not None


@cache
def _spellings() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    out = []
    for row in read_tsv("unit_spellings.tsv", FORM_COLUMNS):
        written = clean_view(row["written"]).text
        front = "^" if row["when"] == "start" else r"(?<!\w)"
        out.append((written, row["name"], re.compile(rf"{front}{re.escape(written)}(?!\w)")))
    return tuple(out)


def _spelling(text: str) -> str:
    for written, name, pattern in _spellings():
        if written in text:
            text = pattern.sub(name, text)
    return text


@cache
def heads() -> tuple[Head, ...]:
    """All heads, the longest first; rows of unit_kinds overrule those of unit_heads."""
    rows: dict[str, Head] = {}
    for name in ("unit_heads.tsv", "unit_kinds.tsv"):
        for r in read_tsv(name, HEAD_COLUMNS):
            text = _spelling(clean_view(r["head"]).text)
            rows[text.casefold()] = Head(text, r["kind"], r["level"] or None)
    return tuple(sorted(rows.values(), key=lambda head: (-len(head.text), head.text)))


@cache
def _by_first_word() -> dict[str, tuple[tuple[str, Head], ...]]:
    out: dict[str, tuple[tuple[str, Head], ...]] = {}
    for head in heads():
        low = head.text.lower()
        first = re.match(r"\w*", low)
        key = first[0] if first else ""
        out[key] = (*out.get(key, ()), (low, head))
    return out


def head_of(text: str) -> Head | None:
    """The longest head that `text` opens with, whatever its letter case."""
    lower = text[:80].lower()
    first = re.match(r"\w*", lower)
    for low, head in _by_first_word().get(first[0] if first else "", ()):
        if lower.startswith(low) and not lower[len(low) : len(low) + 1].isalpha():
            return head
    return None


def mend_head(text: str) -> str:
    """`text` with the head of several words that it opens with but for tone marks and hooks ("Chỉ cục Thuê", "Hội đông")."""
    known = head_of(text)
    words = text[:60].split(" ")[:6]
    for n in range(len(words), 1, -1):
        start = " ".join(words[:n]).rstrip(",;:")
        if known is not None and len(known.text) >= len(start):
            break
        head = _folded_heads().get(fold(start))
        if head:
            return (head if start[0].isupper() else head[0].lower() + head[1:]) + text[len(start) :]
    return text


@cache
def _folded_heads() -> dict[str, str]:
    """Heads of several words by their folded forms; none where two fold alike (Hải quan, Hải quân)."""
    out: dict[str, str] = {}
    for head in heads():
        key = fold(head.text)
        if " " in key:
            out[key] = head.text if key not in out else ""
    return out


@cache
def _abbreviations() -> dict[str, str]:
    return {row["abbreviation"]: row["name"] for row in read_tsv("unit_abbreviations.tsv", ABBREVIATION_COLUMNS)}


@dataclass(frozen=True, slots=True)
class _Form:
    written: str
    name: str
    when: str
    pattern: re.Pattern[str]

    def fits(self, text: str, start: int) -> bool:
        if self.when == "whole":
            return self.written == text
        if self.when == "start":
            return start == 0
        if self.when in ("", "place"):
            return True
        if self.when == "sector":
            return _P["sector_form"].match(text) is not None and start > 0
        return any(word in text[:start].lower() for word in self.when.lower().split("|"))


@cache
def _forms() -> tuple[_Form, ...]:
    out = []
    for row in read_tsv("unit_short_forms.tsv", FORM_COLUMNS):
        behind = _P["place_next"].pattern if row["when"] == "place" else r"(?![^\W_]|&\w|-[A-ZĐ])"
        pattern = re.compile(rf"(?<![^\W_])(?<![\w]&)(?<![A-ZĐ]-){re.escape(row['written'])}{behind}")
        out.append(_Form(row["written"], row["name"], row["when"], pattern))
    for short, name in _abbreviations().items():
        if " " in short:  # "UB MTTQ", which one run of capitals does not cover
            out.append(_Form(short, name, "", re.compile(rf"(?<![^\W_]){re.escape(short)}(?![^\W_])")))
    # a form that needs its place goes before the same form anywhere
    return tuple(sorted(out, key=lambda f: (-len(f.written), f.when == "")))


def write_out(text: str, defined: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """`text` with its abbreviations written out, and the list of them; `defined` by the text itself goes first."""
    done: list[str] = []
    if text in defined:
        done.append(text)
        text, defined = defined[text], {}
    for short in sorted((s for s in defined if s.isupper() or "&" in s), key=len, reverse=True):
        text = _put(text, short, defined[short], done)
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    for rule in _REPAIRS:
        text = rule.pattern.sub(rule.gives, text)
    text = _P["centre"].sub("Trung tâm ", _P["joined_letters"].sub(_unjoined, text))
    for form in _forms():
        if form.written in text:
            match = form.pattern.search(text)
            while match is not None:
                if form.fits(text, match.start()) and not _in_number(text, match.start()):
                    before = text[: match.start()]
                    text = before + _behind_head(before, form.name) + text[match.end() :]
                    done.append(form.written)
                    match = form.pattern.search(text, len(before) + len(form.name))
                else:
                    match = form.pattern.search(text, match.end())

    def known(match: re.Match[str]) -> str:
        name = _abbreviations().get(match[0])
        alone = _P["of_schools"].fullmatch(match[0]) is not None and "trường" not in text.lower()
        if name is None or alone or _in_number(text, match.start()):
            return match[0]
        done.append(match[0])
        return _behind_head(text[: match.start()], name)

    text = _P["centre"].sub("Trung tâm ", _P["standing"].sub("Thường trực ", _P["abbreviation"].sub(known, text)))
    if text in defined:  # "BCĐ", where the text explains "Ban Chỉ đạo"
        text, more = write_out(defined[text], {})
        done += [*done, *more]
    return text, tuple(done)


def _unjoined(match: re.Match[str]) -> str:
    """Letters without the joints between them, however they are set ("GT-VT", "TT và BVTV"), where the tables know them.

    With commas alone it may be a list of two.
    """
    letters = "".join(c for c in match[0] if c.isupper())
    if match[0] in _short_forms() or not _P["joints_inside"].search(match[0]):
        return match[0]
    whole = len(letters) > 3 and letters in _abbreviations()  # "SGD&ĐT"
    known = (
        whole
        or letters in _subject_letters()
        or any(f.fits(match.string, match.start()) for f in _by_letters().get(letters, ()))
    )
    return letters if known else match[0]


@cache
def _subject_letters() -> frozenset[str]:
    rows = read_tsv("unit_abbreviations.tsv", ABBREVIATION_COLUMNS)
    return frozenset(r["abbreviation"] for r in rows if r["kind"] == "sector" and r["abbreviation"].isalpha())


@cache
def _by_letters() -> dict[str, list[_Form]]:
    out: dict[str, list[_Form]] = {}
    for form in _forms():
        if form.written.isalpha() and form.when not in ("start", "whole", "place"):
            out.setdefault(form.written, []).append(form)
    return out


def _in_number(text: str, start: int) -> bool:
    """Whether it stands inside the number of a document ("57-NQ/TW")."""
    before = text[text.rfind(" ", 0, start) + 1 : start]
    return before[-1:] in ("/", "-") and any(c.isdigit() for c in before)


def _put(text: str, short: str, name: str, done: list[str]) -> str:
    pattern = re.compile(rf"(?<![^\W_]){re.escape(short)}(?![^\W_])")
    if pattern.search(text):
        done.append(short)
        text = pattern.sub(lambda match: _behind_head(text[: match.start()], name), text)
    return text


def _behind_head(before: str, name: str) -> str:
    """`name` with a capital where it names a division ("Phòng GDMN")."""
    return name[:1].upper() + name[1:] if _P["divisions"].search(before) else name


def lower_capitals(text: str) -> str:
    """Capital headings in the letter case of names: heads and subjects by the tables, other words with a capital."""
    head = head_of(text)
    words = text[len(head.text) if head else 0 :].split(" ")
    rest = " ".join(
        w if is_short(w) and not sector_at(f"{w} {after}", 0) else w.capitalize()  # TƯ PHÁP is no TƯ
        for w, after in pairwise([*words, ""])
    )
    rest = _P["small_words"].sub(lambda m: m[0].lower(), rest)
    return (head.text if head else "") + _P["party_organ"].sub(lambda m: m[1].capitalize() + " ủy", rest)


@cache
def _short_forms() -> frozenset[str]:
    return frozenset((*_abbreviations(), *(form.written for form in _forms())))


def is_short(word: str) -> bool:
    """Whether the tables know `word` as an abbreviation."""
    return (
        word in _short_forms()
        or _P["city"].fullmatch(word) is not None
        or _P["joined_letters"].sub(_unjoined, word) in _short_forms()
    )


def spell(text: str) -> str:
    """Heads and subjects of a written-out name as the tables write them, types of places in small letters."""
    text = subjects(_spelling(re.sub(r"(?<=[a-zà-ỹ])-(?=[A-ZĐ][a-zà-ỹ])", " - ", text)))
    text = _long_heads()[0].sub(_reset, text)
    return text.replace("&", " và ") if re.search(r"[a-zà-ỹ]&[A-ZĐ][a-zà-ỹ]", text) else text


@cache
def _long_heads() -> tuple[re.Pattern[str], dict[str, str]]:
    names = {head.text.lower(): head.text for head in heads() if " " in head.text and len(head.text) > 8}
    longest = sorted(names, key=lambda n: (-len(n), n))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.I), names


def _reset(match: re.Match[str]) -> str:
    """A head of several words in the table's letter case, where it is written with a capital."""
    return _long_heads()[1].get(match[0].lower(), match[0]) if match[0][0].isupper() else match[0]
