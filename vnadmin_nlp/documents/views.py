"""Text views: cleaned readings of a text, each mapped back to the code points of the original.

The original is never edited (design, principle 1). A view holds a text that is easier to match on, and
`View.origin` says which code points of the original any stretch of the view stands for. Two views are built here:

* `nfc_view`: canonical composition, so that NFC and NFD input read alike;
* `clean_view`: NFC, plus soft line breaks and page breaks read as one blank, markdown emphasis dropped, tone marks
  in one place (hoà -> hòa, uỷ -> ủy, tòan -> toàn), one letter đ/Đ, one hyphen, no invisible characters.

Line breaks that end a paragraph or an item stay in `clean_view`, as one `\n`: a pattern that may cross a hard wrap
(`[ ]`) then never crosses from one item into the next. For the same reason a tab stays one tab: it parts table cells.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class View:
    """A reading of a text with the way back. All offsets are code points, end exclusive.

    `base` is the text (or the view) that this one was made from. The map is piecewise: piece `i` covers the view
    from `_at[i]` to the next one, and stands for `base[_from[i]:_to[i]]`; pieces of equal length map one to one.
    """

    text: str
    _at: tuple[int, ...] = field(repr=False)
    _from: tuple[int, ...] = field(repr=False)
    _to: tuple[int, ...] = field(repr=False)
    base: View | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.text)

    def _piece(self, position: int) -> tuple[int, int, int, int]:
        i = bisect_right(self._at, position) - 1
        stop = self._at[i + 1] if i + 1 < len(self._at) else len(self.text)
        return self._at[i], stop, self._from[i], self._to[i]

    def _first(self, position: int) -> int:
        at, stop, begin, end = self._piece(position)
        return begin + position - at if stop - at == end - begin else begin

    def _last(self, position: int) -> int:
        at, stop, begin, end = self._piece(position)
        return begin + position - at + 1 if stop - at == end - begin else end

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that `text[start:end]` stands for.

        An empty stretch gives the empty stretch before the character at `start`.
        Raises ValueError where `start:end` does not lie in the view.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"{start}:{end} is outside a view of {len(self.text)} characters")
        if not self._at:
            return self.base.origin(0, 0) if self.base else (0, 0)
        if start == end:
            point = self._first(start) if start < len(self.text) else self._last(start - 1)
            return self.base.origin(point, point) if self.base else (point, point)
        begin, stop = self._first(start), self._last(end - 1)
        return self.base.origin(begin, stop) if self.base else (begin, stop)

    def position(self, offset: int) -> int:
        """The view position of the original code point `offset`, or of the next one that the view shows."""
        if self.base is not None:
            offset = self.base.position(offset)
        i = bisect_right(self._from, offset) - 1
        if i < 0:
            return 0
        at, stop, begin, end = self._piece(self._at[i])
        if stop - at == end - begin and offset < end:
            return at + offset - begin
        return at if offset < end else stop


class _Builder:
    """Writes a view piece by piece; neighbouring one-to-one pieces become one."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.length = 0
        self.at: list[int] = []
        self.begin: list[int] = []
        self.end: list[int] = []
        self._linear = False

    def copy(self, start: int, end: int) -> None:
        self.put(self.source[start:end], start, end)

    def put(self, text: str, start: int, end: int) -> None:
        """`source[start:end]` reads as `text`; nothing is written for an empty `text`."""
        if not text:
            return
        linear = len(text) == end - start
        if linear and self._linear and self.end[-1] == start:
            self.end[-1] = end
        else:
            self.at.append(self.length)
            self.begin.append(start)
            self.end.append(end)
        self._linear = linear
        self.out.append(text)
        self.length += len(text)

    def view(self, base: View | None) -> View:
        return View("".join(self.out), tuple(self.at), tuple(self.begin), tuple(self.end), base)


def _identity(text: str) -> View:
    return View(text, (0,), (0,), (len(text),)) if text else View("", (), (), ())


# A character together with what may compose with it. Besides combining marks these are the Hangul jamo and the Indic
# vowel signs that canonical composition joins though their combining class is 0 (Unicode 15, DerivedNormalizationProps
# NFC_Quick_Check=Maybe); without them a chunk could be normalised differently from the whole text.
_COMPOSING = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711-\u07fd\u0816-\u0902"
    "\u093c\u094d-\u0954\u09bc-\u09fe\u0a3c-\u0a51\u0abc-\u0acd\u0b3c-\u0b57\u0bbe-\u0bd7\u0c3c-\u0c56\u0cbc-\u0cd6"
    "\u0d3b-\u0d57\u0dca-\u0ddf\u0e38-\u0eca\u0f18-\u0fc6\u102e-\u108d\u1160-\u11ff\u135d-\u135f\u1714-\u193b"
    "\u1a17-\u1b44\u1b6b-\u1cf9\u1dc0-\u1dff\u20d0-\u20f0\u2cef-\u2df1\u2d7f\u302a-\u302f\u3099\u309a\ua66f-\uabed"
    "\ufb1e\ufe20-\ufe2f\U00010000-\U0010ffff"
)
_CHUNK = re.compile(f".[{_COMPOSING}]+", re.DOTALL)


def nfc_view(text: str) -> View:
    """`text` in NFC. `nfc_view(t).text == unicodedata.normalize("NFC", t)`."""
    if unicodedata.is_normalized("NFC", text):
        return _identity(text)
    build = _Builder(text)
    done = 0
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        build.copy(done, start)
        build.put(unicodedata.normalize("NFC", match[0]), start, end)
        done = end
    build.copy(done, len(text))
    view = build.view(None)
    whole = unicodedata.normalize("NFC", text)
    if view.text != whole:  # single characters that have another canonical form (Å, Ω): rare, so mapped one by one
        build = _Builder(text)
        done = 0
        for match in _CHUNK_OR_CHAR.finditer(text):
            build.put(unicodedata.normalize("NFC", match[0]), *match.span())
        view = build.view(None)
    return view


_CHUNK_OR_CHAR = re.compile(f".[{_COMPOSING}]*", re.DOTALL)

# --- cleaning -------------------------------------------------------------------------------------------------------

_LETTERS = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "ɖ": "đ"}
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d"
_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"

_WITH = {"a": "àáảãạ", "e": "èéẻẽẹ", "y": "ỳýỷỹỵ", "o": "òóỏõọ", "u": "ùúủũụ"}
_BARE = {tone: bare for bare, row in _WITH.items() for tone in row}
_MARK = {tone: row.index(tone) for row in _WITH.values() for tone in row}
# oa, oe, uy with the tone on the second vowel of an open syllable, or on the first of a closed one ("tòan").
_OPEN = r"[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ](?![^\W\d_])|(?<![qQ])[uU][ỳýỷỹỵỲÝỶỸỴ](?![^\W\d_])"
_CLOSED = r"[òóỏõọÒÓỎÕỌ][aeAE](?=[cimnoptuyCIMNOPTUY])|[ùúủũụÙÚỦŨỤ][yY](?=[cnptuCNPTU])|(?<=[qQ])[úùủũụÚÙỦŨỤ][yY]"
_TONE = f"{_OPEN}|{_CLOSED}"


def _fold_tone(pair: str) -> str:
    """Move the tone mark of a vowel pair to the other vowel, letter case kept."""
    first, second = pair[0].lower(), pair[1].lower()
    back = second in _BARE
    out = (_WITH[first][_MARK[second]], _BARE[second]) if back else (_BARE[first], _WITH[second][_MARK[first]])
    return "".join(new.upper() if old.isupper() else new for new, old in zip(out, pair, strict=True))


# A run of blanks and emphasis signs. `_` counts only outside words (ho_ten stays); a single plain blank is no run.
_GAP = r"[ \t]*(?:[^\S ]|[ \t]{2}|\*|(?<![^\W_])_|_(?![^\W_]))[\s*]*(?:_(?![^\W_])[\s*]*)*"
_TOUCH = re.compile(f"(?P<gap>{_GAP})|(?P<tone>{_TONE})|(?P<one>[ÐðƉɖ{_DASHES}])|(?P<none>[{_INVISIBLE}]+)")

# A page number, or the page-break line that some converters write, or both.
_NUMBER_LINE = r"(?:-?[ \t]?\d{1,3}[ \t]?-?[ \t]*\n\s{0,60})"
_PAGE_NUMBER = re.compile(
    rf"[ \t]*\n\s{{0,60}}{_NUMBER_LINE}?(?:-{{2,5}} ?PAGE BREAK ?-{{2,5}}\s{{0,60}})?{_NUMBER_LINE}?"
)
_ENDS = ".;:!?|…"
_STARTS_ITEM = re.compile(
    r"[-+•·‣▪●○*|#>\[]|(?:\d{1,2}|[a-zđ]|[IVX]{1,5})(?:\.\d{1,2}){0,4}[.)/](?!\d)|\(?(?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)|"
    r"(?:Điều|Chương|Mục|Phần|Phụ lục|Kính gửi|Nơi nhận|Căn cứ|TM\.|KT\.|TL\.|TUQ\.|Lưu|S[ốỐ])\b"
)
# What always goes on behind the break (a number or a name is cut), and what usually does.
_CUT = re.compile(r"(?:\b(?:số|ngày|tháng|năm|quý|khoản|điểm|điều)|\b(?:khoản|điểm) \w{1,3}|\w[/-]|[&(])$", re.I)
_GOES_ON = re.compile(r"(?:,|\b(?:và|của|các|đến|trước|theo|tại|cho|về|với|là|hoặc|trong))$", re.I)


_FULL_LINE = 45


def _is_soft(text: str, start: int, end: int) -> bool:
    """Does the line break in `text[start:end]` only cut a sentence in two?"""
    if start == 0 or end >= len(text):
        return False
    before, after = text[start - 1], text[end]
    if before in _ENDS:
        return False
    if _in_table(text, start, end):
        return False
    if _CUT.search(text, max(0, start - 12), start):
        return True
    if _STARTS_ITEM.match(text, end):
        return False
    if after.islower() or _GOES_ON.search(text, max(0, start - 8), start):
        return True
    full = start - text.rfind("\n", 0, start) > _FULL_LINE  # a short line ended on purpose (letterhead, table cell)
    return full and text.count("\n", start, end) == 1 and (before.islower() or before.isdigit() or before == ")")


def _in_table(text: str, start: int, end: int) -> bool:
    """Does one of the two lines hold cells parted by tabs?"""
    line, following = max(text.rfind("\n", 0, start), start - 400), text.find("\n", end, end + 400)
    return "\t" in text[line + 1 : start].strip() or "\t" in text[end : following if following >= 0 else end + 400]


def _gap(text: str, start: int, end: int) -> str:
    """How a run of blanks and emphasis signs reads: nothing, a blank, or a line break."""
    run = text[start:end]
    if "\n" in run or "\r" in run or "\f" in run or "\v" in run:
        return " " if _is_soft(text, start, end) else "\n"
    if "\t" in run and run.strip(" ") == "\t" * run.count("\t"):
        return "\t"
    return " " if any(c.isspace() for c in run) else ""


def clean_view(text: str) -> View:
    """`text` as it reads without the traces of its layout; see the head of this module."""
    return _clean(nfc_view(text))


def _clean(base: View) -> View:
    text = base.text
    if not _TOUCH.search(text):  # nothing to clean
        return base
    build = _Builder(text)
    position = 0
    while match := _TOUCH.search(text, position):
        start, end = match.span()
        build.copy(position, start)
        if match.lastgroup == "gap":
            end = _skip_page_number(text, start, end)
            build.put(_gap(text, start, end), start, end)
        elif match.lastgroup == "tone":
            build.put(_fold_tone(match[0]), start, end)
        elif match.lastgroup == "one":
            build.put(_LETTERS.get(match[0], "-"), start, end)
        position = end
    build.copy(position, len(text))
    return build.view(base)


def _skip_page_number(text: str, start: int, end: int) -> int:
    """The end of the gap, behind a page number that stands inside a sentence."""
    page = _PAGE_NUMBER.match(text, start)
    if page is None or not end < page.end() < len(text) or not _is_soft(text, start, page.end()):
        return end
    cut = text[page.end()].islower() or _CUT.search(text, max(0, start - 12), start)
    return page.end() if cut else end


_BASES = {
    "a": "àáảãạăằắẳẵặâầấẩẫậ",
    "e": "èéẻẽẹêềếểễệ",
    "i": "ìíỉĩị",
    "o": "òóỏõọôồốổỗộơờớởỡợ",
    "u": "ùúủũụưừứửữự",
    "y": "ỳýỷỹỵ",
    "d": "đ",
}
_TO_BASE = str.maketrans(
    {letter: base for base, row in _BASES.items() for letter in row}
    | {letter.upper(): base.upper() for base, row in _BASES.items() for letter in row}
)


def bare(text: str) -> str:
    """`text` (NFC) without Vietnamese diacritics, letter by letter: the length and every position stay."""
    return text.translate(_TO_BASE)


def unmarked(text: str) -> str:
    """`text` without marks of any script, composed or not, đ as d: for names and keys, since the length may change."""
    plain = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in plain if not unicodedata.combining(c))
