"""Logical paragraphs: hard wraps and page breaks undone, list items, headings and cells kept apart.

The text is never changed: a `Paragraph` is a range of the original, line breaks (and page furniture that cuts a
sentence) included. Two lines are one paragraph where the evidence of the layout says so: the first is as long as lines
of this text get, the second goes on in lower case, an emphasis is still open. Elsewhere they stay apart.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.outline.lines import Line, physical_lines

_LONG = 160  # visible characters; no hard wrap is as wide as this
_P = patterns("outline_layout.yaml")


class Paragraph(NamedTuple):
    """A logical paragraph; `start`, `end` in code points of the original text, end exclusive."""

    start: int
    end: int


class _Layout(NamedTuple):
    wrapped: bool  # lines are wrapped at some width; else one line is one paragraph
    full: int  # the width of a full line
    base: int  # the indentation of most lines
    indented: bool  # a paragraph's first line is indented
    spaced: bool  # blank lines stand between paragraphs
    paged: bool  # blank lines are as rare as page breaks
    firsts: frozenset[int]  # columns at which first lines of paragraphs wrap (converters of HTML wrap them early)


def paragraphs(text: str) -> list[Paragraph]:
    """The logical paragraphs of `text`, in order, not overlapping, covering every non-blank character.

    A page number or running head inside a sentence lies inside its paragraph; elsewhere it is one of its own. Linear in
    the length of the text.
    """
    lines = physical_lines(text)
    layout = _layout(lines)
    out: list[Paragraph] = []
    group: list[Line] = []  # lines of the open paragraph, without furniture
    i = 0
    while i < len(lines):
        if not group:
            group = [lines[i]]
            i += 1
            continue
        j = i
        while j < len(lines) and j - i < 4 and lines[j].furniture:
            j += 1
        gap = j > i
        free = j < len(lines) and not lines[j].furniture and not group[-1].furniture
        if free and _joins(group, lines[j], gap, sum(x.blanks for x in lines[i : j + 1]), layout):
            group.append(lines[j])
            i = j + 1
            continue
        out.append(Paragraph(group[0].start, group[-1].end))
        group = []
    if group:
        out.append(Paragraph(group[0].start, group[-1].end))
    return out


def _layout(lines: list[Line]) -> _Layout:
    body = [x for x in lines if not x.furniture and not x.rule]
    total = sum(len(x.text) for x in body) or 1
    wrapped = sum(len(x.text) for x in body if x.right > _LONG) < 0.2 * total
    rights = sorted(x.right for x in body if x.right <= _LONG)
    # The right edge that 7 % of the lines reach: a few long lines of the letterhead or of tables do not move it.
    full = rights[int(len(rights) * 0.93)] if rights else 80
    full = max(full, 40)
    after = [(a, b) for a, b in pairwise(body) if a.right < 0.8 * full and a.ended]
    n = len(after) or 1
    spaced = sum(1 for _, b in after if b.blanks) >= 0.6 * n
    indented = sum(1 for a, b in after if b.indent >= 3) >= 0.5 * n
    base = Counter(x.indent for x in body).most_common(1)[0][0] if body else 0
    paged = wrapped and not spaced and 20 * sum(1 for x in body if x.blanks) <= len(body)
    return _Layout(wrapped, full, base, indented, spaced, paged, _first_columns(body, full))


def _first_columns(body: list[Line], full: int) -> frozenset[int]:
    """Columns at which short first lines break, learnt from those whose sentence surely goes on below."""
    votes: Counter[int] = Counter()
    seen = 0
    for k, (a, b) in enumerate(pairwise(body)):
        first = k == 0 or a.blanks or a.marker or body[k - 1].ended or body[k - 1].right < 0.7 * full
        goes_on = not a.ended and b.lower and not b.blanks and not b.marker
        if first and goes_on and a.right + b.first_word + 1 < full - 6:
            seen += 1
            votes.update(range(a.right, a.right + b.first_word + 2))
    return frozenset(c for c, n in votes.items() if n >= max(3, 0.15 * seen))


def _joins(group: list[Line], b: Line, gap: bool, blanks: int, layout: _Layout) -> bool:
    """Whether line `b` goes on with the paragraph whose lines are `group`; `gap`: page furniture lies between."""
    a = group[-1]
    row = group[0].text
    if row[0] == "|" and len(row) > 1 and row.count("|") > 1 and not (gap or blanks or b.rule or b.text[0] in "|#"):
        return not a.text.endswith("|")  # a row of pipes that a hard wrap cuts
    if a.rule or b.rule or a.text[0] in "|#" or b.text[0] in "|#" or "\t" in a.text or "\t" in b.text:
        return False
    if gap or blanks:
        # Where blank lines are as rare as page breaks, one is a page break.
        return _joins_across(group, b, gap or (layout.paged and blanks == 1), layout)
    bare = bool(a.marker) and not a.rest and len(group) == 1 and a.marker != "strong"
    if bare and not b.marker and (layout.wrapped or a.marker != "bullet"):
        return len(a.text) > 1 or a.marker == "bullet"
    if not layout.wrapped:
        goes_on = b.lower or (b.text[0].isdigit() and _P["pointer"].search(a.text[-8:]) is not None)
        return not b.marker and goes_on and not a.ended and a.right >= 60
    return _wraps(group, b, layout)


def _open_bold(group: list[Line]) -> bool:
    return sum(x.text.count("**") for x in group) % 2 == 1


def _wraps(group: list[Line], b: Line, layout: _Layout) -> bool:
    """Adjacent lines of a wrapped text."""
    a = group[-1]
    room = a.right + 1 + b.first_word
    full = room > layout.full - max(4, layout.full // 16)
    deeper = b.indent >= a.indent + 3 and not (len(group) == 1 and a.marker and b.indent <= a.indent + 8)
    if b.marker:
        return _false_marker(group, b, full, layout)
    if len(group) < 8 and _open_bold(group) and "**" in b.text:
        return True
    early = len(group) == 1 and any(c in layout.firsts for c in range(a.right, room + 1))
    most = a.right >= 0.6 * layout.full
    if b.lower and (not a.ended or (a.text[-1] == ";" and (early or most) and not deeper)):
        return full or not deeper or most
    if deeper or (layout.indented and a.stopped and b.indent >= layout.base + 3):
        return False
    if a.upper and b.upper and not a.ended and (full or not layout.indented) and not a.text.endswith("**"):
        return layout.spaced or full
    if a.ended and not b.lower:
        return room > layout.full and (layout.indented or layout.spaced or not a.stopped or room > layout.full + 1)
    if full:
        return not (a.text.endswith("**") and b.text.startswith("**"))
    if a.ended or a.upper or a.text.endswith("**"):
        return False
    apart = layout.spaced or (layout.indented and b.indent < group[0].indent)
    if a.right >= (0.75 if apart else 0.85) * layout.full:
        return True
    return early or (bool(_P["dangling"].search(a.text[-16:])) and a.right > 12)


def _false_marker(group: list[Line], b: Line, full: bool, layout: _Layout) -> bool:
    """A marker at the start of `b` that is none: a wrapped "2021\\n- 2025", "khoản\\n2.", "kinh tế\\n- xã hội"."""
    a = group[-1]
    if b.marker == "strong" or a.ended or not full:
        return False
    if layout.indented and len(group) > 1 and b.indent > a.indent + 2:
        return False
    if layout.indented and len(group) == 1 and b.indent >= a.indent:
        return False
    if _P["pointer"].search(a.text[-8:]) and b.marker != "bullet":
        return True
    hanging = layout.indented and b.indent < group[0].indent
    if b.marker == "bullet":
        inner = b.rest[:1]
        return inner.islower() or (inner.isdigit() and a.text[-1:].isdigit()) or hanging
    return b.rest[:1].islower() or not b.rest or b.rest[0] in ",;." or hanging


def _joins_across(group: list[Line], b: Line, gap: bool, layout: _Layout) -> bool:
    """Lines with blank lines or page furniture between them: one sentence cut by a page break?"""
    a = group[-1]
    if a.ended or (a.upper and not b.upper):
        return False
    long_enough = a.right >= (0.6 * layout.full if layout.wrapped else 60)
    if b.marker:
        dash = b.marker == "bullet" and b.rest[:1].islower()
        return gap and dash and layout.wrapped and a.right + b.first_word > 0.9 * layout.full
    if b.lower:
        return long_enough and (gap or len(group) > 1 or a.marker != "" or len(a.text) > 60)
    if not gap or a.upper or a.text.endswith("**"):
        return False
    if _P["dangling"].search(a.text[-16:]):
        return long_enough
    full = layout.wrapped and a.right + 1 + b.first_word > layout.full - max(4, layout.full // 16)
    flush = not layout.indented or b.indent <= min(x.indent for x in group[-2:]) + 1
    return full and flush and (len(group) > 1 or len(b.text) > 40)
