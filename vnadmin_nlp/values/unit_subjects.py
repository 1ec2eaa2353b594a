"""The subjects that departments, ministries and divisions are named after ("Sở [Khoa học và Công nghệ]"): lexicon/sectors.tsv.

A subject is read however its parts are joined, each part written out or by its initials ("Nông nghiệp & PTNT", "TN-MT").
"""

from __future__ import annotations

import re
from functools import cache

from vnadmin_nlp.documents.views import clean_view
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.values.unit_places import fold

_P = patterns("unit_patterns.yaml")


@cache
def _sectors() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Names of subjects with a pattern of all their spellings (joints, letter case, initials of parts), the longest first."""
    names = sorted(
        {clean_view(r["name"]).text for r in read_tsv("sectors.tsv", ("name", "source"))}, key=lambda n: (-len(n), n)
    )
    return tuple((name, re.compile(rf"(?i:{_spellings(name)})(?!\w)")) for name in names)


@cache
def _by_letter() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """The subjects by their first letter, which they share with their initials."""
    out: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for name, pattern in _sectors():
        out.setdefault(name[0].lower(), []).append((name, pattern))
    return out


def _spellings(name: str) -> str:
    joints = list(_P["subject_joint"].finditer(name))
    if not joints:
        return re.escape(name)
    pattern, at = "", 0
    for joint in joints:
        between = "joined_comma" if joint[0] == ", " else "joined_dash" if "-" in joint[0] else "joined"
        pattern += f"{_part(name[at : joint.start()])}(?:{_P[between].pattern})"
        at = joint.end()
    return pattern + _part(name[at:])


def _part(words: str) -> str:
    """A part of a name, or the first letters of its words in capitals."""
    initials = "".join(word[0].upper() for word in words.split(" "))
    return rf"(?:{re.escape(words)}|(?-i:{initials}))"


def sector_at(text: str, position: int) -> tuple[str, int] | None:
    """The subject named at `position` as the table writes it, and where it ends: the longest; an exact spelling first.

    Initials that fit two subjects ("Văn hóa và TT") name none. A spelling without its tone marks or blanks counts too
    ("Tai nguyên và Môi trường", "Ytế"), where nothing else is as long.
    """
    near = _by_letter().get(text[position : position + 1].lower(), ())
    fits = [(match.end(), name) for name, pattern in near if (match := pattern.match(text, position))]
    end = max((end for end, _ in fits), default=position)
    names = [name for stop, name in fits if stop == end]
    written = text[position:end].lower()
    same = [name for name in names if name.lower() == written]
    if not same and len({_P["subject_joint"].sub(" ", name) for name in names}) > 1:
        return None
    best = ((same or names)[0], end) if names else None
    if best is None or _P["goes_on"].match(text, end):
        folded = _folded_sector(text, position)
        best = folded if folded and folded[1] > end else best
    return best


@cache
def _folded_sectors() -> tuple[tuple[str, str], ...]:
    return tuple((fold(name).replace(" ", ""), name) for name, _ in _sectors())


def _folded_sector(text: str, position: int) -> tuple[str, int] | None:
    letters, ends = [], []
    for i, c in enumerate(text[position : position + 60], position + 1):
        if c != " ":
            letters.append(fold(c))
            ends.append(i)
    flat = "".join(letters)
    if len(flat) != len(ends):
        return None
    for key, name in _folded_sectors():
        if flat.startswith(key):
            end = ends[len(key) - 1]
            return (name, end) if not text[end : end + 1].isalpha() else None
    return None


def subjects(text: str) -> str:
    """Subjects behind Sở, Bộ and Phòng as the table writes them."""
    out: list[str] = []
    position = 0
    for match in _P["before_subject"].finditer(text):
        found = sector_at(text, match.end()) if match.start() >= position else None
        if found is None:
            continue
        head = match[0].strip().capitalize() if match.start() == 0 else match[0].strip()
        out += [text[position : match.start()], head, " ", found[0]]
        position = found[1]
    return "".join(out) + text[position:]
