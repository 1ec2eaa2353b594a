"""Pre-annotations: what the extractor finds in new notices, as annotations with scores for a person to correct."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vnadmin_nlp.annotation.formats import load_format
from vnadmin_nlp.annotation.formats import write as write_format
from vnadmin_nlp.annotation.formats.names import file_id
from vnadmin_nlp.annotation.gold import (
    GoldAssignment,
    GoldDirective,
    GoldMeta,
    GoldSpan,
    GoldUnit,
    digest,
)
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import Assignment, Directive, Label, ModelInfo, UnitRef

if TYPE_CHECKING:
    from vnadmin_nlp.evaluation.report import Extractor

Scores = Mapping[tuple[Label, int, int], float]


class Preannotation(NamedTuple):
    """A notice as a person gets it to correct. `scores` (0 to 1) by label and edges; a span of a grammar alone may have none."""

    gold: GoldDirective
    scores: Scores
    source: str
    model: ModelInfo | None


def to_gold(directive: Directive, name: str) -> GoldDirective:
    """The annotation that a directive's spans and assignments would be; offsets are those of `directive.text`.

    A unit of a role is the ORG-UNIT that it was read from; `refs` are the DOC-REFs inside the TASK, as the guidelines want.
    """
    text = directive.text
    places = {s.id: (s.start, s.end) for s in directive.spans if s.label == "ORG-UNIT"}
    references = [(s.start, s.end) for s in directive.spans if s.label == "DOC-REF"]

    def units(found: Iterable[UnitRef]) -> tuple[GoldUnit, ...]:
        spans = dict.fromkeys(places[u.span] for u in found if u.span in places)
        return tuple(GoldUnit(text=text[start:end], start=start, end=end) for start, end in spans)

    def one(a: Assignment) -> GoldAssignment:
        return GoldAssignment(
            task=(a.task.start, a.task.end),
            lead=units(a.lead),
            with_=units(a.coordinating),
            due=a.due.value if a.due else None,
            refs=tuple(r for r in references if a.task.start <= r[0] and r[1] <= a.task.end),
        )

    return GoldDirective(
        id=name,
        text=text,
        spans=tuple(GoldSpan(label=s.label, start=s.start, end=s.end) for s in directive.spans),
        assignments=tuple(one(a) for a in directive.assignments),
        meta=GoldMeta(id=name, path=f"{name}.txt", characters=len(text)),
        sha256=digest(text),
    )


def preannotation(directive: Directive, name: str) -> Preannotation:
    """The pre-annotation of an extracted directive, with `name` as its id."""
    scores = {(s.label, s.start, s.end): s.score for s in directive.spans if s.score is not None}
    return Preannotation(to_gold(directive, name), scores, directive.source or name, directive.model)


def extracted(
    files: Iterable[Path], extractor: Extractor, failed: Callable[[VnadminError], None]
) -> Iterator[tuple[Path, Directive]]:
    """What the extractor makes of each file; one that cannot be read is told to `failed`, and the others go on."""
    for file in files:
        try:
            yield file, extractor.extract(file)
        except VnadminError as error:
            failed(error)
        except Exception as error:  # a defect in one notice must not cost the work on the others
            failed(VnadminError("E901", name=file, detail=f"{type(error).__name__}: {error}"[:300]))


def preannotate(
    files: Iterable[Path], extractor: Extractor, failed: Callable[[VnadminError], None]
) -> list[Preannotation]:
    """Pre-annotations of files in any readable format; no two have one id. `failed` as in `extracted`."""
    taken: set[str] = set()
    return [preannotation(found, file_id(file.name, taken)) for file, found in extracted(files, extractor, failed)]


def write(made: Sequence[Preannotation], out: Path, to: str) -> list[str]:
    """Write pre-annotations to `out` in a format of `annotation.formats`; the messages say what it could not hold.

    Scores go into the tool's own field where it has one (Label Studio), else to `OUT.scores.jsonl` beside `out`: one line a
    notice. Raises as `formats.write` does, and E203 where the scores cannot be written; E201 for nothing to write.
    """
    if not made:
        raise VnadminError("E201", detail="no notice could be read, so that there is nothing to write")
    known = inspect.signature(load_format(to).write).parameters
    options: dict[str, Any] = {}
    if "scores" in known:
        options["scores"] = {m.gold.id: m.scores for m in made}
    if "predictions" in known:
        options["predictions"] = True
    if "model_version" in known and made[0].model:
        options["model_version"] = f"{made[0].model.name} {made[0].model.version}"
    beside = out.with_name(f"{out.name}.scores.jsonl")
    if "scores" not in known and beside.exists():
        raise VnadminError("E203", name=beside, detail="it exists already and is never overwritten")
    messages = write_format([m.gold for m in made], out, to, **options)
    if "scores" not in known:
        try:
            beside.write_text("".join(_line(m) for m in made), encoding="utf-8")
        except OSError as error:
            raise VnadminError("E203", name=beside, detail=error.strerror or error) from None
        messages.append(f"all: the scores stand in {beside.name}")
    return messages


def _line(made: Preannotation) -> str:
    spans = [
        {"label": label, "start": start, "end": end, "score": score}
        for (label, start, end), score in sorted(made.scores.items(), key=lambda s: s[0][1:])
    ]
    model = made.model.model_dump() if made.model else None
    row = {"id": made.gold.id, "source": made.source, "sha256": made.gold.sha256, "model": model, "spans": spans}
    return json.dumps(row, ensure_ascii=False) + "\n"
