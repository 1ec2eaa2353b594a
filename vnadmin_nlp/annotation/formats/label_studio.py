"""Label Studio: tasks in JSON with annotations or predictions, read back from its JSON and JSON_MIN exports.

A TASK carries its due value in a text field of its own region; roles are relations (see `config`). Of several annotations of
one task one is taken: that of `annotator`, else one marked as ground truth, else the one changed last.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from vnadmin_nlp.annotation.formats.common import ROLES, Drawn, assemble, drawn, fail, note
from vnadmin_nlp.annotation.formats.label_studio_result import DUE, LABELS_NAME, TEXT_NAME, drawing_of
from vnadmin_nlp.annotation.gold import GoldDirective, GoldMeta, read_utf8
from vnadmin_nlp.records import LABELS, Label

NAME: Final = "label-studio"
TITLE: Final = "Label Studio: tasks in JSON, with annotations or (--predictions) pre-annotations"
SUFFIX: Final = ".json"
LOSSES: Final = ""
Scores = Mapping[tuple[Label, int, int], float]
_COLOURS: Final = {"TASK": "#9aa5b1", "ORG-UNIT": "#2f7ed8", "DEADLINE": "#d9534f", "DOC-REF": "#3c9d5d"}
# Label Studio takes an imported annotation for ground truth unless told otherwise
_OWN: Final = {"was_cancelled": False, "ground_truth": False}
_REMEDY: Final = "Export the project as JSON (or JSON_MIN); other exports of Label Studio do not hold what is needed"


def config() -> str:
    """The labelling configuration: Settings, Labeling Interface, Code of a Label Studio project."""
    labels = "\n".join(
        f'    <Label value="{label}" background="{_COLOURS[label]}" hotkey="{i}"/>' for i, label in enumerate(LABELS, 1)
    )
    relations = "\n".join(f'    <Relation value="{kind}"/>' for kind in ROLES)
    return f"""<View>
  <Labels name="{LABELS_NAME}" toName="{TEXT_NAME}">
{labels}
  </Labels>
  <Relations>
{relations}
  </Relations>
  <View visibleWhen="region-selected" whenTagName="{LABELS_NAME}" whenLabelValue="TASK">
    <Header value="Due value: 2024-06-30, FREQ=MONTHLY, P10D, ongoing, doc:KEY; empty: read from the DEADLINE of the relation due" size="5"/>
    <TextArea name="{DUE}" toName="{TEXT_NAME}" perRegion="true" maxSubmissions="1" editable="true" rows="1"/>
  </View>
  <Text name="{TEXT_NAME}" value="$text" granularity="symbol"/>
</View>
"""


def results(
    gold: GoldDirective, drawing: Drawn, scores: Scores, origins: Mapping[str, str] | None = None
) -> Iterator[dict[str, Any]]:
    """The `result` of one annotation. `origins` by region: `prediction`, `prediction-changed`, or else `manual`."""
    for key, s in drawing.spans.items():
        own = {"id": key, "to_name": TEXT_NAME, "origin": (origins or {}).get(key, "manual")}
        value = {"start": s.start, "end": s.end}
        score = scores.get((s.label, s.start, s.end))
        yield {
            **own,
            "from_name": LABELS_NAME,
            "type": "labels",
            "value": {**value, "text": gold.covered(s.start, s.end), "labels": [s.label]},
            **({} if score is None else {"score": round(score, 4)}),
        }
        if key in drawing.dues:
            yield {**own, "from_name": DUE, "type": "textarea", "value": {**value, "text": [drawing.dues[key]]}}
    for r in drawing.relations:
        yield {
            "type": "relation",
            "from_id": r.source,
            "to_id": r.target,
            "direction": "right",
            "labels": [r.kind],
        }


def task(
    gold: GoldDirective,
    *,
    predictions: bool = False,
    model_version: str = "vnadmin",
    scores: Scores | None = None,
    due_places: bool = True,
) -> tuple[dict[str, Any], list[str]]:
    """One directive as a task, and what it could not hold.

    `scores` (0 to 1) by label and edges go to the regions of predictions; the score of the prediction is their mean.
    """
    scores = scores or {}
    drawing, lost = drawn(gold, due_places)
    result = list(results(gold, drawing, scores))
    data: dict[str, Any] = {"name": gold.id, "text": gold.text}
    meta = gold.meta.model_dump(mode="json", exclude_defaults=True)
    if meta:
        data["meta"] = meta
    if not predictions:
        return {"data": data, "annotations": [{**_OWN, "result": result}]}, lost
    told = [r["score"] for r in result if "score" in r]
    mean = {"score": round(sum(told) / len(told), 4)} if told else {}
    return {"data": data, "predictions": [{"model_version": model_version, **mean, "result": result}]}, lost


def write(
    golds: Sequence[GoldDirective],
    path: Path,
    *,
    predictions: bool = False,
    model_version: str = "vnadmin",
    scores: Mapping[str, Scores] | None = None,
    due_places: bool = True,
) -> list[str]:
    """Write one file of tasks. With `predictions` the annotations are pre-annotations, which an annotator accepts or mends.

    `scores` by id; for `due_places` see `common.drawn`.
    """
    messages: list[str] = []
    lines: list[str] = []
    for gold in golds:
        one, lost = task(
            gold,
            predictions=predictions,
            model_version=model_version,
            scores=(scores or {}).get(gold.id),
            due_places=due_places,
        )
        messages += lost
        lines.append(json.dumps(one, ensure_ascii=False))
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8", newline="")
    return messages


def read(
    path: Path,
    texts: Mapping[str, str] | None = None,
    *,
    predictions: bool = False,
    annotator: str | None = None,
    offsets: str | None = None,
) -> tuple[list[GoldDirective], list[str]]:
    """Read an export (or what `write` wrote).

    `predictions`: takes the last prediction of each task instead of an annotation. `annotator`: whose annotations to take,
    by number or e-mail address. `offsets`: how the file counts (`offsets.READINGS`), where its regions carry no text to tell.
    """
    golds: list[GoldDirective] = []
    messages: list[str] = []
    for number, found in enumerate(_tasks(path), 1):
        name, text = _identity(found, number, path, texts or {})
        chosen, said = _predicted(found) if predictions else _chosen(found, annotator)
        messages += [note(name, s) for s in said]
        if chosen is None:
            continue
        result = chosen.get("result")
        if not isinstance(result, list) or not all(isinstance(r, dict) for r in result):
            raise fail(path, name, "the annotation has no list `result`", _REMEDY)
        drawing, said = drawing_of(name, text, result, path, offsets)
        gold, more = assemble(name, text, drawing, path, _meta(found["data"], name, text))
        messages += [note(name, s) for s in said] + more
        if "lost" in found:
            dues = f", and no place for the due values {', '.join(found['lost'])}" if found["lost"] else ""
            what = f"JSON_MIN holds no relations (lead, with, ref, due){dues}. Export the project as JSON to keep them"
            messages.append(note(name, what))
        golds.append(gold)
    return golds, messages


def _tasks(path: Path) -> list[dict[str, Any]]:
    """The tasks of the file as full tasks, rows of JSON_MIN included."""
    try:
        content = json.loads(read_utf8(path, remedy=_REMEDY))
    except ValueError as error:
        raise fail(path, "the file", f"no JSON ({error})", _REMEDY) from error
    found = content if isinstance(content, list) else [content]
    tasks: list[dict[str, Any]] = []
    rows: dict[Any, dict[str, Any]] = {}
    for number, one in enumerate(found, 1):
        if not isinstance(one, dict):
            raise fail(path, f"task {number}", "is no JSON object", _REMEDY)
        for key in ("annotations", "predictions"):
            if not isinstance(one.get(key) or [], list):
                raise fail(path, f"task {number}", f"has {key} that are no list", _REMEDY)
        if isinstance(one.get("data"), dict):
            tasks.append(one)
            continue
        if not isinstance(one.get("text"), str):
            raise fail(path, f"task {number}", "has neither `data` nor `text`", _REMEDY)
        full = _of_row(one)
        known = rows.setdefault(one.get("id", f"row {number}"), full)
        if known is full:
            tasks.append(full)
        else:  # JSON_MIN has a row for each annotation
            known["annotations"] += full["annotations"]
    return tasks


_OWN_KEYS: Final = ("annotator", "annotation_id", "created_at", "updated_at", "lead_time")


def _of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of JSON_MIN as a full task. `lost`: its due values, which it lists without saying whose they are."""
    labels, dues = row.get(LABELS_NAME, []), row.get(DUE, [])
    annotation = {
        "id": row.get("annotation_id"),
        "completed_by": row.get("annotator"),
        "updated_at": row.get("updated_at"),
        "result": [
            {"id": f"r{i}", "type": "labels", "value": value}
            for i, value in enumerate(labels if isinstance(labels, list) else [labels])
        ],
    }
    data = {key: value for key, value in row.items() if key not in (*_OWN_KEYS, LABELS_NAME, DUE, "id")}
    lost = [str(due) for due in (dues if isinstance(dues, list) else [dues])]
    return {"id": row.get("id"), "data": data, "annotations": [annotation], "lost": lost}


def _identity(found: Mapping[str, Any], number: int, path: Path, texts: Mapping[str, str]) -> tuple[str, str]:
    """The id of a task and its text."""
    data = found["data"]
    name = str(data.get("name") or data.get("id") or f"task-{found.get('id') or number}")
    text = data.get("text", texts.get(name))
    if not isinstance(text, str):
        raise fail(path, name, "the task has no `text` in its data", "Call the text `text` in the project's data")
    return name, text


def _meta(data: Mapping[str, Any], name: str, text: str) -> GoldMeta:
    known = data.get("meta") if isinstance(data.get("meta"), dict) else {}
    try:
        return GoldMeta.model_validate({"id": name, "path": f"{name}.txt", "characters": len(text), **(known or {})})
    except ValidationError:  # the office's own data under the same name
        return GoldMeta(id=name, path=f"{name}.txt", characters=len(text))


def _who(annotation: Mapping[str, Any]) -> set[str]:
    by = annotation.get("completed_by")
    return {str(v) for v in (by.get("id"), by.get("email"))} if isinstance(by, dict) else {str(by)}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _chosen(found: Mapping[str, Any], annotator: str | None) -> tuple[dict[str, Any] | None, list[str]]:
    """The annotation of a task that is taken, and what to say about it."""
    every: list[dict[str, Any]] = [a for a in found.get("annotations") or [] if isinstance(a, dict)]
    every = [a for a in every if annotator is None or annotator in _who(a)]
    kept = [a for a in every if not a.get("was_cancelled")]
    said = [f"skipped: {len(every) - len(kept)} cancelled annotations"] if len(kept) < len(every) else []
    drafts = found.get("drafts")
    if isinstance(drafts, list) and drafts:
        said.append(f"{len(drafts)} drafts that were never submitted are not read")
    if not kept:
        own = f" of {annotator}" if annotator else ""
        hint = "; it has predictions, which are read on demand only" if found.get("predictions") else ""
        return None, [*said, f"skipped: the task has no annotation{own}{hint}"]
    # times are ISO 8601 in UTC, so their order is that of their letters
    times = [str(a.get("updated_at") or a.get("created_at") or "") for a in kept]
    ranked = [(bool(a.get("ground_truth")), t, _number(a.get("id"))) for a, t in zip(kept, times, strict=True)]
    best = max(range(len(kept)), key=lambda i: ranked[i])
    if len(kept) > 1:
        why = "ground truth" if ranked[best][0] else "the one changed last"
        by = ", ".join(sorted(_who(kept[best])))
        said.append(f"of {len(kept)} annotations the one of annotator {by} is taken: {why}")
    return kept[best], said


def _predicted(found: Mapping[str, Any]) -> tuple[dict[str, Any] | None, list[str]]:
    every: list[dict[str, Any]] = [p for p in found.get("predictions") or [] if isinstance(p, dict)]
    if not every:
        return None, ["skipped: the task has no prediction"]
    last = max(range(len(every)), key=lambda i: (str(every[i].get("created_at") or ""), _number(every[i].get("id")), i))
    said = f"of {len(every)} predictions the last is taken, of model {every[last].get('model_version')!r}"
    return every[last], [said] if len(every) > 1 else []
