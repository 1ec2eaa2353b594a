"""Units of a directive: read with what its own text says (letterhead, day, definitions), and looked up in a user's register."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vnadmin_nlp.assignments.values import own_day
from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.outline.model import Outline
from vnadmin_nlp.records import DocumentInfo, Span, UnitRef
from vnadmin_nlp.values.definitions import definitions
from vnadmin_nlp.values.units import UnitContext, UnitValue, unit_name

if TYPE_CHECKING:
    from vnadmin_nlp.values.register import UnitRegister

_P = patterns("unit_patterns.yaml")


@dataclass(slots=True)
class UnitReader:
    """Reads the units of one text; a name that was read before is not read again."""

    context: UnitContext = field(default_factory=UnitContext)
    register: UnitRegister | None = None
    _read: dict[str, UnitValue] = field(default_factory=dict)

    def value(self, text: str) -> UnitValue:
        """The unit that an ORG-UNIT's text names."""
        if text not in self._read:
            self._read[text] = unit_name(text, self.context)
        return self._read[text]

    def ref(self, span: Span, title: str | None = None) -> UnitRef:
        """The record of a unit in a role. `title` is the person's title that stands before it."""
        value = self.value(span.text)
        found = self.register.match_value(value, self.context.day, self.context) if self.register else None
        return UnitRef(
            text=span.text,
            start=span.start,
            end=span.end,
            span=span.id,
            name=value.name,
            title=title or value.role,
            kind=value.kind,
            level=value.level,
            place=value.place,
            implied_place=value.implied,
            parent=value.parent,
            group=value.group,
            members=value.members,
            successor=value.successor or (found.successor if found else None),
            id=found.id if found else None,
            score=found.score if found else None,
        )


def unit_reader(text: str, outline: Outline, register: UnitRegister | None = None) -> UnitReader:
    """The reader for one directive: its letterhead, its own day, the abbreviations that it explains."""
    context = UnitContext(letterhead(outline.document), definitions(text), own_day(outline))
    return UnitReader(context, register)


def letterhead(document: DocumentInfo) -> str | None:
    """The issuer, with the place of the line "Quảng Ngãi, ngày …" where its own name leaves it out ("SỞ Y TẾ", "UBND HUYỆN")."""
    if document.issuer is None or document.place is None:
        return document.issuer
    if _P["nameless"].search(document.issuer):
        return f"{document.issuer} {document.place}"
    issuer = unit_name(document.issuer)
    if issuer.level == "province" and issuer.place is None:
        return f"{document.issuer}, {document.place}"
    return document.issuer
