"""The stages in their order: text, outline, tags, spans, values, assignments."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vnadmin_nlp.documents import Source, check_text, read, text_warnings
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import LABELS, Directive, ModelInfo, Span

if TYPE_CHECKING:
    from vnadmin_nlp.assignments.units import UnitReader
    from vnadmin_nlp.outline import Outline
    from vnadmin_nlp.spans.reconcile import Found
    from vnadmin_nlp.tagger.features import Reading
    from vnadmin_nlp.tagger.folder import Opened
    from vnadmin_nlp.tagger.tagger import Tags
    from vnadmin_nlp.values.register import UnitRegister

_SUFFIXES: Final = (".txt", ".md", ".html", ".htm", ".docx", ".pdf", ".doc", ".rtf")


@dataclass(frozen=True)
class Extractor:
    """Reads directives with one model. Opens the model at the first text; can be pickled before and after.

    `thresholds`: spans of a label whose score is lower are left out, and with a TASK its assignment: fewer, but surer ones. A label without
    one is cut where F1 is best (`tagger.calibration`), but never where tagger and grammar agree; 0 keeps everything.
    `calibrated`: whether scores are probabilities (`tagger.calibration`) or as the network gives them.
    `register`: the user's own units; what a unit of an assignment is in it stands in its `id` and `score`.
    `roll_over`: whether each due also tells the `next_working_day` of its last day; no value changes by it.
    """

    model: Path
    threads: int = 0
    thresholds: Mapping[str, float] = field(default_factory=dict)
    calibrated: bool = True
    register: UnitRegister | None = None
    roll_over: bool = False

    @cached_property
    def _opened(self) -> Opened:
        from vnadmin_nlp.tagger.folder import open_tagger

        return open_tagger(self.model, self.threads)

    def __getstate__(self) -> dict[str, object]:
        return {k: getattr(self, k) for k in ("model", "threads", "thresholds", "calibrated", "register", "roll_over")}

    def extract(self, source: str | os.PathLike[str] | Source) -> Directive:
        """The record of a file, a read `Source`, or a text.

        A string is a text where it holds a line break or names no file. Raises VnadminError for what cannot be read.
        """
        return self.extract_source(as_source(source))

    def extract_text(self, text: str) -> Directive:
        """The record of a text."""
        return self.extract_source(Source(check_text(text), None, "txt", warnings=text_warnings(text)))

    def extract_source(self, source: Source) -> Directive:
        """The record of a read document."""
        from vnadmin_nlp.assignments.values import with_roll_over
        from vnadmin_nlp.outline import parse
        from vnadmin_nlp.spans.reconcile import Tagged, reconcile
        from vnadmin_nlp.tagger.features import read_features

        tagger, model, _ = self._opened
        text = source.text
        reading = read_features(text, parse(text, source.blocks))
        tags = tagger.read(reading)
        tagged = [Tagged(*span) for span in tags.spans]
        outside = {c: _mean_outside(reading, tags, c.start, c.end) for c in reading.candidates}
        found = reconcile(text, tagged, reading.candidates, outside)
        directive = assemble(source, reading.outline, found, model, self._scored, self.register)
        return with_roll_over(directive) if self.roll_over else directive

    def _scored(self, found: Iterable[Found]) -> Iterator[Found]:
        """The spans with calibrated scores that reach their label's threshold; what has no score stays."""
        for item in found:
            score = self._opened.calibration(item.label, item.score) if self.calibrated else item.score
            if score is None or score >= self._least(item):
                yield replace(item, score=score)

    def _least(self, item: Found) -> float:
        """The score that a span must reach. What tagger and grammar agree on stays; what one of them found alone must be likely enough."""
        if item.label in self.thresholds or not self.calibrated:
            return self.thresholds.get(item.label, 0.0)
        supported = item.score is not None and any("grammar:" in reason for reason in item.why)
        return 0.0 if supported else self._opened.calibration.least(item.label)

    def stream(self, sources: Iterable[str | os.PathLike[str]]) -> Iterator[Directive | VnadminError]:
        """One result per source, in order; what cannot be read is its error, and the others go on."""
        for source in sources:
            try:
                yield self.extract(source)
            except VnadminError as error:
                yield error


def assemble(
    source: Source,
    outline: Outline,
    found: list[Found],
    model: ModelInfo | None = None,
    scored: Callable[[Iterable[Found]], Iterable[Found]] = iter,
    register: UnitRegister | None = None,
) -> Directive:
    """The record of reconciled spans, whatever found them: edges settled, values, assignments. `scored` may change and drop spans."""
    from vnadmin_nlp.assignments import link
    from vnadmin_nlp.assignments.units import unit_reader
    from vnadmin_nlp.spans.heading_units import with_heading_units
    from vnadmin_nlp.spans.task_edges import settle

    text = source.text
    reader = unit_reader(text, outline, register)
    settled = with_heading_units(text, scored(settle(text, found, outline)), outline)
    spans = with_values(text, settled, outline, reader)
    assignments, warnings = link(text, spans, outline, reader)
    return Directive(
        source=source.name,
        text=text,
        document=outline.document,
        spans=tuple(spans),
        assignments=tuple(assignments),
        warnings=(*source.warnings, *warnings),
        model=model,
    )


def _mean_outside(reading: Reading, tags: Tags, start: int, end: int) -> float:
    """Mean probability of no entity over the tokens of a stretch of text."""
    from vnadmin_nlp.tagger.scheme import token_span

    place = token_span(reading.tokens, start, end)
    return float(tags.outside[place[0][0] : place[0][1] + 1].mean()) if place else 1.0


def with_values(text: str, found: Iterable[Found], outline: Outline, reader: UnitReader | None = None) -> list[Span]:
    """Spans with ids and values, in the order of the text. `reader` reads the names of units; without one, by this text alone."""
    from vnadmin_nlp.assignments.refs import values_of
    from vnadmin_nlp.assignments.units import unit_reader

    reader = reader or unit_reader(text, outline)
    found = list(found)
    documents = values_of(text, [(f.label, f.start, f.end) for f in found], outline)
    out = []
    for number, item in enumerate(found, 1):
        document = documents.get((item.start, item.end)) if item.label == "DOC-REF" else None
        out.append(
            Span(
                id=f"s{number}",
                label=item.label,
                start=item.start,
                end=item.end,
                text=text[item.start : item.end],
                score=None if item.score is None else round(item.score, 4),
                value=document.key if document else _value(item, text, outline, reader),
                why=(*item.why, *(f"repaired: {r}" for r in document.repairs)) if document else item.why,
            )
        )
    return out


def _value(item: Found, text: str, outline: Outline, reader: UnitReader) -> str | None:
    """The value of a DEADLINE or an ORG-UNIT; a TASK has none."""
    from vnadmin_nlp.assignments.values import due_of

    covered = text[item.start : item.end]
    if item.label == "DEADLINE":
        first, end = outline.sentence(item.start)
        return due_of(covered, text[first:end], outline).value
    return reader.value(covered).name if item.label == "ORG-UNIT" else None


def as_source(source: str | os.PathLike[str] | Source) -> Source:
    """A file or a text as `Source`. Raises VnadminError."""
    if isinstance(source, Source):
        return source
    if isinstance(source, str):
        one_line = "\n" not in source and "\r" not in source and 0 < len(source) < 4096
        if not (one_line and (source.lower().endswith(_SUFFIXES) or _is_file(source))):
            return Source(check_text(source), None, "txt", warnings=text_warnings(source))
    return read(source)


def _is_file(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long, or a NUL in it
        return False


def load_extractor(
    model: str | os.PathLike[str] | None = None,
    threads: int = 0,
    thresholds: Mapping[str, float] | None = None,
    register: str | os.PathLike[str] | UnitRegister | None = None,
    roll_over: bool = False,
) -> Extractor:
    """An `Extractor` with the shipped model, the one that VNADMIN_MODEL names, or that of a folder.

    `thresholds`: least score by label. `register`: a CSV file of the user's own units (`values.register`), or one already read.
    `roll_over`: dues also tell the next working day.
    Raises E301 early, E201 for a label or a score that is none, E501 for a file that is no register.
    """
    from vnadmin_nlp.tagger.folder import model_path

    if register is not None and isinstance(register, str | os.PathLike):
        from vnadmin_nlp.values.register import UnitRegister

        register = UnitRegister.read(register)
    folder = model_path(model)
    if not (folder / "vnadmin.json").is_file():
        raise VnadminError("E301", name=folder, detail="no vnadmin.json in it")
    for label, least in (thresholds or {}).items():
        if label not in LABELS or not 0 <= least <= 1:
            raise VnadminError("E201", detail=f"threshold {label}={least}: a label of {', '.join(LABELS)} and 0 to 1")
    return Extractor(folder, threads, dict(thresholds or {}), register=register, roll_over=roll_over)


_default: dict[str, Extractor] = {}


def extract(source: str | os.PathLike[str] | Source, model: str | os.PathLike[str] | None = None) -> Directive:
    """The assignment records of one directive: a file, or its text. The model stays open between calls."""
    key = f"{model}|{os.environ.get('VNADMIN_MODEL')}"
    if key not in _default:
        _default[key] = load_extractor(model)
    return _default[key].extract(source)


__all__ = ["Extractor", "as_source", "extract", "load_extractor", "with_values"]
