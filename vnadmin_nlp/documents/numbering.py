"""Word's automatic list numbers, recovered from numbering.xml and styles.xml (ECMA-376 part 1, 17.9).

Word does not store the number that it shows: it counts. One set of counters belongs to each abstract definition;
paragraphs name a `num` that points to it, directly or through their style.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from vnadmin_nlp.documents.package import W

_ROMAN: Final = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_UNITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")
# Symbol and Wingdings bullets stand in the private use area; "o" of Courier New is a hollow bullet.
_BULLETS: Final = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf02d": "-",
    "\uf02b": "+",
    "\uf0a8": "◦",
    "\uf06f": "◦",
}


def q(name: str) -> str:
    """A name in the WordprocessingML namespace."""
    return f"{{{W}}}{name}"


def value(element: etree._Element | None, path: str) -> str | None:
    """`w:val` of the child at the path (names joined by `/`), or None."""
    for name in path.split("/"):
        if element is None:
            return None
        element = element.find(q(name))
    return None if element is None else element.get(q("val"))


def integer(text: str | None) -> int | None:
    """A whole number of an attribute, or None where it is missing or malformed."""
    try:
        return None if text is None or len(text) > 9 else int(text)
    except ValueError:
        return None


def symbol(char: str) -> str:
    """A character of a symbol font as Unicode; unknown ones of the private use area become a bullet."""
    if char in _BULLETS:
        return _BULLETS[char]
    return "•" if "\ue000" <= char <= "\uf8ff" else char


def _letters(n: int) -> str:
    # Word counts a … z, aa, bb, cc …
    return chr(97 + (n - 1) % 26) * ((n - 1) // 26 + 1) if 0 < n <= 780 else str(n)


def _roman(n: int) -> str:
    out = ""
    if not 0 < n < 4000:
        return str(n)
    for size, sign in _ROMAN:
        while n >= size:
            out, n = out + sign, n - size
    return out


def _vietnamese(n: int) -> str:
    if 0 <= n <= 10:
        return _UNITS[n]
    if n >= 100:
        return str(n)
    tens, unit = divmod(n, 10)
    head = "mười" if tens == 1 else f"{_UNITS[tens]} mươi"
    tail = {0: "", 1: "một" if tens == 1 else "mốt", 5: "lăm"}.get(unit, _UNITS[unit])
    return f"{head} {tail}".strip()


def formatted(n: int, style: str) -> str:
    """A number in a `w:numFmt` style; styles that Vietnamese documents do not use fall back to digits."""
    match style:
        case "lowerLetter":
            return _letters(n)
        case "upperLetter":
            return _letters(n).upper()
        case "lowerRoman":
            return _roman(n)
        case "upperRoman":
            return _roman(n).upper()
        case "decimalZero":
            return f"{n:02d}"
        case "vietnameseCounting" | "cardinalText":
            return _vietnamese(n)
        case "none":
            return ""
        case _:
            return str(n)


@dataclass(slots=True)
class Level:
    """One level of a list definition."""

    start: int = 1
    style: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    paragraph_style: str | None = None
    font: str | None = None


@dataclass(slots=True)
class Num:
    """A list instance: its abstract definition, levels of its own, start numbers of its own."""

    abstract: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


def _level(element: etree._Element) -> Level:
    fonts = element.find(f"{q('rPr')}/{q('rFonts')}")
    style = value(element, "numFmt")
    if style is None:  # newer styles lie in an AlternateContent whose last branch is the plain one
        found = [e.get(q("val")) for e in element.iter(q("numFmt"))]
        style = next((s for s in reversed(found) if s), None)
    start = integer(value(element, "start"))
    return Level(
        start=0 if start is None else start,
        style=style or "decimal",
        text=value(element, "lvlText") or "",
        suffix=value(element, "suff") or "tab",
        legal=element.find(q("isLgl")) is not None and value(element, "isLgl") not in ("0", "false", "off"),
        restart=integer(value(element, "lvlRestart")),
        paragraph_style=value(element, "pStyle"),
        font=None if fonts is None else fonts.get(q("ascii")) or fonts.get(q("hAnsi")),
    )


class Numbering:
    """All lists of a document with their counters. `style_num` gives the numId of a numbering style."""

    def __init__(self, root: etree._Element | None, style_num: dict[str, str]) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._links: dict[str, str] = {}
        self._nums: dict[str, Num] = {}
        self._style_num = style_num
        self._counts: dict[str, dict[int, int]] = {}
        self._used: set[tuple[str, int]] = set()
        if root is None:
            return
        for a in root.iter(q("abstractNum")):
            key = a.get(q("abstractNumId"), "")
            self._abstract[key] = {integer(e.get(q("ilvl"))) or 0: _level(e) for e in a.findall(q("lvl"))}
            if (link := value(a, "numStyleLink")) is not None:
                self._links[key] = link
        for n in root.iter(q("num")):
            num = Num(value(n, "abstractNumId") or "")
            for override in n.findall(q("lvlOverride")):
                ilvl = integer(override.get(q("ilvl"))) or 0
                own = override.find(q("lvl"))
                if own is not None:
                    num.levels[ilvl] = _level(own)
                start = integer(value(override, "startOverride"))
                if start is not None:
                    num.starts[ilvl] = start
            self._nums[n.get(q("numId"), "")] = num

    def _resolve(self, abstract: str) -> str:
        """Follows numStyleLink to the definition that holds the levels."""
        for _ in range(8):
            link = self._links.get(abstract)
            num = self._nums.get(self._style_num.get(link, "")) if link else None
            if num is None or self._abstract.get(abstract):
                break
            abstract = num.abstract
        return abstract

    def level_of_style(self, num_id: str, style: str) -> int:
        """The level of a list that names a paragraph style as its own, or 0."""
        num = self._nums.get(num_id)
        levels = self._abstract.get(self._resolve(num.abstract), {}) if num else {}
        return next((i for i, lv in sorted(levels.items()) if lv.paragraph_style == style), 0)

    def next(self, num_id: str, ilvl: int) -> str:
        """Counts one paragraph and returns what Word shows before it, with the blank behind it; may be empty."""
        num = self._nums.get(num_id)
        if num is None:
            return ""
        key = self._resolve(num.abstract)
        levels = {**self._abstract.get(key, {}), **num.levels}
        level = levels.get(ilvl)
        if level is None:
            return ""
        counts = self._counts.setdefault(key, {})
        self._count(num, num_id, ilvl, levels, counts)
        shown = self._shown(level, ilvl, levels, counts)
        return shown + ("" if level.suffix == "nothing" or not shown else " ")

    def _count(self, num: Num, num_id: str, ilvl: int, levels: dict[int, Level], counts: dict[int, int]) -> None:
        first_use = (num_id, ilvl) not in self._used
        self._used.add((num_id, ilvl))
        if first_use and ilvl in num.starts:
            counts[ilvl] = num.starts[ilvl]
        elif ilvl in counts:
            counts[ilvl] += 1
        else:
            counts[ilvl] = num.starts.get(ilvl, levels[ilvl].start)
        for upper in range(ilvl):
            if upper not in counts and upper in levels:
                counts[upper] = num.starts.get(upper, levels[upper].start)
        for deeper in [d for d in counts if d > ilvl]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart > 0 and ilvl < restart):
                del counts[deeper]

    @staticmethod
    def _shown(level: Level, ilvl: int, levels: dict[int, Level], counts: dict[int, int]) -> str:
        if level.style == "bullet":
            if level.text == "o" and (level.font or "").startswith("Courier"):
                return "◦"
            return "".join(symbol(c) for c in level.text)
        text = level.text
        for i in range(8, -1, -1):
            if f"%{i + 1}" in text:
                style = levels[i].style if i in levels else "decimal"
                if level.legal and style != "none":
                    style = "decimal"
                text = text.replace(f"%{i + 1}", formatted(counts.get(i, 0), style))
        return text
