"""The one place where this stage asks `vnadmin_nlp.values` for values."""

from __future__ import annotations

from datetime import date

from vnadmin_nlp.outline.model import Outline
from vnadmin_nlp.values.docref import document_key
from vnadmin_nlp.values.due import DueContext, DueValue, due_value


def own_day(outline: Outline) -> date | None:
    """The directive's own day; where only its month is known, the first of that month (enough to place "15/10")."""
    if outline.document_date is not None or outline.document_year is None or outline.document_month is None:
        return outline.document_date
    return date(outline.document_year, outline.document_month, 1)


def due_of(text: str, sentence: str, outline: Outline) -> DueValue:
    """Value, kind and relation of a DEADLINE, by the text and the directive's own date alone."""
    return due_value(
        text, DueContext(own_day(outline), outline.document_year, sentence, outline.document_date is not None)
    )


def key_of(text: str) -> str | None:
    """The document key of a DOC-REF; None where it has none."""
    found = document_key(text)
    return found.key if found else None


def name_of(text: str) -> str | None:
    """The canonical name of an ORG-UNIT."""
    try:
        from vnadmin_nlp.values.units import unit_name
    except ImportError:
        return None
    found = unit_name(text)
    return found if isinstance(found, str) or found is None else found.name
