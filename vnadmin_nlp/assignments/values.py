"""The one place where this stage asks `vnadmin_nlp.values` for values."""

from __future__ import annotations

from vnadmin_nlp.outline.model import Outline


def due_of(text: str, outline: Outline) -> tuple[str | None, str | None, str | None]:
    """Value, kind and relation of a DEADLINE; all None where no value can be computed."""
    try:
        from vnadmin_nlp.values.due import DueContext, due_value
    except ImportError:
        return None, None, None
    context = DueContext(
        document_date=outline.document_date,
        document_year=outline.document_year,
        document_month=outline.document_month,
    )
    due = due_value(text, context)
    return due.value, due.kind, due.relation


def key_of(text: str) -> str | None:
    """The document key of a DOC-REF."""
    try:
        from vnadmin_nlp.values.docref import document_key
    except ImportError:
        return None
    return document_key(text)


def name_of(text: str) -> str | None:
    """The canonical name of an ORG-UNIT."""
    try:
        from vnadmin_nlp.values.units import unit_name
    except ImportError:
        return None
    return unit_name(text)
