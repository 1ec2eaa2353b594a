"""The records that cross stages and leave the package: frozen, typed, the source of the JSON Schema.

All offsets are Unicode code points of `Directive.text`, end exclusive.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Label = Literal["ORG-UNIT", "DEADLINE", "DOC-REF", "TASK"]
LABELS: tuple[Label, ...] = ("ORG-UNIT", "DEADLINE", "DOC-REF", "TASK")
ENTITY_LABELS: tuple[Label, ...] = ("ORG-UNIT", "DEADLINE", "DOC-REF")
SCHEMA_ID = "vnadmin.directive/1"


class Record(BaseModel):
    """Base of all records: frozen, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Field_(Record):
    """A piece of the text: `text == directive.text[start:end]`."""

    text: str
    start: int
    end: int


class Span(Record):
    """One marked span. `value` is its normalised value (due value, document key, unit name) or null; `why` names model or rule, and repairs."""

    id: str
    label: Label
    start: int
    end: int
    text: str
    score: float | None = None
    value: str | None = None
    why: tuple[str, ...] = ()


class UnitRef(Field_):
    """A unit in a role. `name` is the canonical name."""

    span: str | None = None
    name: str | None = None


class DocRef(Field_):
    """A document that a task names. `key` is the canonical document key, for example `60/2021/NĐ-CP`."""

    span: str | None = None
    key: str | None = None


class Due(Field_):
    """When a task is due. `value` as in the annotation guidelines: ISO day, RRULE, `ongoing`, `doc:KEY`, ISO 8601 duration, or null."""

    span: str | None = None
    value: str | None = None
    kind: str | None = None
    relation: str | None = None


class Task(Field_):
    """The TASK span of an assignment."""

    span: str | None = None


class Assignment(Record):
    """Who leads, with whom, does what, by when, under which document."""

    id: str
    task: Task
    lead: tuple[UnitRef, ...] = ()
    coordinating: tuple[UnitRef, ...] = ()
    due: Due | None = None
    refs: tuple[DocRef, ...] = ()
    outline: tuple[str, ...] = ()
    heading: str | None = None
    score: float | None = None
    scores: dict[str, float] = Field(default_factory=dict)
    why: tuple[str, ...] = ()


class Addressee(Field_):
    """One addressee of `Kính gửi`."""


class DocumentInfo(Record):
    """What the directive says of itself; null where the text does not say."""

    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    date: str | None = None
    place: str | None = None
    issuer: str | None = None
    subject: str | None = None
    addressees: tuple[Addressee, ...] = ()


class ModelInfo(Record):
    """The model that tagged the text."""

    name: str
    version: str


class Directive(Record):
    """The result for one directive: the text, its spans and its assignments."""

    schema_: Literal["vnadmin.directive/1"] = Field(
        default="vnadmin.directive/1", alias="schema", serialization_alias="schema"
    )
    source: str | None = None
    text: str
    document: DocumentInfo = DocumentInfo()
    spans: tuple[Span, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    warnings: tuple[str, ...] = ()
    model: ModelInfo | None = None

    def _repr_html_(self) -> str:
        """The marked text and the table of assignments, as a notebook shows them."""
        from vnadmin_nlp.exports.html import to_html

        return to_html(self)
