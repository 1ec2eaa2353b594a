"""What the walker needs of styles.xml: numbering, capitals and hidden text, inherited along `basedOn`."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from vnadmin_nlp.documents.numbering import integer, q, value

_OFF = ("0", "false", "off", "none")


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """A toggle property of `w:rPr`: on, off, or None where it is not given."""
    element = None if properties is None else properties.find(q(name))
    return None if element is None else element.get(q("val"), "1") not in _OFF


class Styles:
    """The styles of a document. An unknown style has no properties."""

    def __init__(self, root: etree._Element | None) -> None:
        self._styles: dict[str, etree._Element] = {}
        self.default: str | None = None
        self.numbering_styles: dict[str, str] = {}
        self._switches: dict[tuple[str, str], bool | None] = {}
        for style in root.iter(q("style")) if root is not None else ():
            key = style.get(q("styleId"), "")
            self._styles[key] = style
            kind = style.get(q("type"))
            if kind == "paragraph" and style.get(q("default")) in ("1", "true", "on"):
                self.default = key
            num = value(style, "pPr/numPr/numId")
            if kind == "numbering" and num is not None:
                self.numbering_styles[key] = num

    def _chain(self, key: str | None) -> Iterator[tuple[str, etree._Element]]:
        for _ in range(32):
            style = self._styles.get(key) if key else None
            if style is None or key is None:
                return
            yield key, style
            key = value(style, "basedOn")

    def numbering(self, key: str | None) -> tuple[str | None, int | None, str | None]:
        """numId and level of a paragraph style, and the style in the chain that gives the numId; None where not given."""
        level: int | None = None
        for name, style in self._chain(key or self.default):
            if level is None:
                level = integer(value(style, "pPr/numPr/ilvl"))
            num = value(style, "pPr/numPr/numId")
            if num is not None:
                return num, level, name
        return None, level, None

    def switch(self, key: str | None, name: str) -> bool | None:
        """A toggle of a paragraph or character style, inherited."""
        if key is None:
            return None
        if (key, name) not in self._switches:
            found = (switch(style.find(q("rPr")), name) for _, style in self._chain(key))
            self._switches[key, name] = next((f for f in found if f is not None), None)
        return self._switches[key, name]
