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
    """A unit in a role. `name` is the canonical name; `title` the person's title that stands before it (Thủ trưởng, Giám đốc).

    `level`: central, province, district, commune or null. `group` is true for collectives; `members` are the units that one names
    ("Các Sở: A, B"). `place` is the place that the name holds, a bare one ("UBND huyện") read from the letterhead; `implied_place` that
    of the letterhead to which a name without any place belongs. `parent` is the unit above it, `successor` the one that took over after
    a merger. `id` and `score` (0 to 1) are those of the user's register, null without one or where no unit of it fits alone.
    """

    span: str | None = None
    name: str | None = None
    title: str | None = None
    kind: str | None = None
    level: str | None = None
    place: str | None = None
    implied_place: str | None = None
    parent: str | None = None
    group: bool = False
    members: tuple[str, ...] = ()
    successor: str | None = None
    id: str | None = None
    score: float | None = None


class DocRef(Field_):
    """A document that a task names. `key` is the canonical document key, for example `60/2021/NĐ-CP`.

    The parts are null where neither the mention nor the text around tells them: `type` (Nghị định), `number` as written, `symbol`
    (`NĐ-CP`), `year` of the number or of the date, `issuer` (from the symbol, or "của …" behind), `date` (ISO), `pointer` (điểm a
    khoản 2 Điều 5). Numbers begin anew each year and in each body: `unique` says whether issuer and date or year stand, so that the
    parts name one document. `resolved` is the key of the document that a short mention (Kế hoạch số 02, Đề án 06) stands for.
    `why` tells what was repaired, resolved, or left open.
    """

    span: str | None = None
    key: str | None = None
    type: str | None = None
    number: str | None = None
    symbol: str | None = None
    year: int | None = None
    issuer: str | None = None
    date: str | None = None
    pointer: str | None = None
    unique: bool | None = None
    resolved: str | None = None
    why: tuple[str, ...] = ()


class Due(Field_):
    """When a task is due. `value` as in the annotation guidelines: ISO day, RRULE, `ongoing`, `doc:KEY`, ISO 8601 duration, or null.

    `kind` is what the due is called by: date, month, quarter, half, year, period, event, recurrence, duration, ongoing, reference,
    unknown. `relation`: before, on_or_before, within, from, by, on, after, every, or null. `first` and `last` are its days (ISO);
    no `first` where only the end is set. `included` says whether the last day itself counts: not behind "trước ngày". `time` is
    the hour of the last day ("17:00"), where one is named. `inferred` tells what the words leave out and where it was taken from
    ("year: 2026 from the directive's date 2025-11-20"). `timex` is the value of a TIMEX3 element. `provisional`: counted over
    working days of a year whose calendar is not published. `next_working_day` is set only where the roll-over is asked for; it
    never changes the value.
    """

    span: str | None = None
    value: str | None = None
    kind: str | None = None
    relation: str | None = None
    first: str | None = None
    last: str | None = None
    included: bool | None = None
    time: str | None = None
    inferred: tuple[str, ...] = ()
    timex: str | None = None
    provisional: bool = False
    next_working_day: str | None = None


class Task(Field_):
    """The TASK span of an assignment."""

    span: str | None = None


class Cue(Field_):
    """The words that give a unit its role."""


class Party(UnitRef):
    """A unit in a role beyond lead and coordinating, with its evidence: the `cue`, where one stands, and the rule (`why`)."""

    cue: Cue | None = None
    why: str = ""


class Reporting(Field_):
    """The duty to report inside a TASK: to whom, by when. `due` is its own, not that of the work; null where none is told."""

    to: tuple[Party, ...] = ()
    due: Due | None = None


class Assignment(Record):
    """Who leads, with whom, does what, by when, under which document.

    Beyond these, where the text tells: who gives the task, who checks or urges it, to whom the report goes, whom the lead advises.
    """

    id: str
    task: Task
    lead: tuple[UnitRef, ...] = ()
    coordinating: tuple[UnitRef, ...] = ()
    due: Due | None = None
    refs: tuple[DocRef, ...] = ()
    assigned_by: tuple[Party, ...] = ()
    checked_by: tuple[Party, ...] = ()
    report_to: tuple[Party, ...] = ()
    advises: tuple[Party, ...] = ()
    reporting: Reporting | None = None
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
