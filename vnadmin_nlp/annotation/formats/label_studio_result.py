"""The `result` of one annotation of Label Studio as spans, relations and due values; every region is verified by its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from vnadmin_nlp.annotation.formats.common import Drawn, Relation, fail, label_of, shown
from vnadmin_nlp.annotation.formats.offsets import differing, to_code_points
from vnadmin_nlp.annotation.gold import GoldSpan
from vnadmin_nlp.records import Label

LABELS_NAME: Final = "label"
TEXT_NAME: Final = "text"
DUE: Final = "due"
"""Names in the labelling configuration."""
_KINDS: Final = ("labels", "hypertextlabels")
_READINGS: Final = ("code-points", "utf-16", "code-points-lf", "utf-16-lf")


class _Region(NamedTuple):
    key: str
    label: Label
    start: int
    end: int
    text: str | None


def drawing_of(
    name: str, text: str, result: Sequence[Mapping[str, Any]], path: Path, offsets: str | None = None
) -> tuple[Drawn, list[str]]:
    """The drawing of one annotation, and what was skipped or reinterpreted in it. Raises E401 for a region that does not fit."""
    regions: list[_Region] = []
    out = Drawn()
    skipped: Counter[str] = Counter()
    notes = 0
    for i, r in enumerate(result):
        kind, value = r.get("type"), r.get("value")
        notes += bool(r.get("meta"))
        if kind == "relation":
            for label in _list(r.get("labels"), f"{name}, result {i + 1}", path) or [""]:
                out.relations.append(Relation(str(label), str(r.get("from_id")), str(r.get("to_id"))))
        elif kind in _KINDS and isinstance(value, dict):
            regions.append(_region(r, value, name, i, path))
        elif kind == "textarea" and r.get("from_name") == DUE and isinstance(value, dict):
            _due(out, r, value, name, path)
        else:
            skipped[str(kind)] += 1
    said = [
        f"skipped: {n} results of the type {kind}, which are not those of our configuration"
        for kind, n in skipped.items()
    ]
    if notes:
        said.append(f"notes on {notes} regions are not kept")
    spans, more = _placed(name, text, regions, path, offsets)
    out.spans = {r.key: s for r, s in zip(regions, spans, strict=True)}
    return out, said + more


def _list(value: object, place: str, path: Path) -> list[Any]:
    if value is None or isinstance(value, list):
        return value or []
    raise fail(path, place, f"holds {shown(str(value))} where a list belongs", "Export the project again as JSON")


def _region(r: Mapping[str, Any], value: Mapping[str, Any], name: str, number: int, path: Path) -> _Region:
    place = f"{name}, region {r.get('id') or number}"
    labels = value.get("labels", value.get("hypertextlabels"))
    if not isinstance(labels, list) or len(labels) != 1:
        raise fail(path, place, f"has the labels {labels}", "Give every region exactly one label")
    at = value.get("globalOffsets") if isinstance(value.get("globalOffsets"), dict) else value
    start, end = (at or {}).get("start"), (at or {}).get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        raise fail(path, place, f"has the edges {start!r} and {end!r}", "Annotate plain text (the tag Text), not HTML")
    text = value.get("text")
    key = str(r.get("id") or f"region {number}")
    return _Region(key, label_of(str(labels[0]), path, place), start, end, text if isinstance(text, str) else None)


def _due(out: Drawn, r: Mapping[str, Any], value: Mapping[str, Any], name: str, path: Path) -> None:
    place = f"{name}, region {r.get('id')}"
    said = value.get("text")
    texts = [str(t).strip() for t in ([said] if isinstance(said, str) else _list(said, place, path)) if str(t).strip()]
    if len(texts) > 1:
        raise fail(path, place, f"has several due values: {', '.join(texts)}", "Keep one")
    if texts:
        out.dues[str(r.get("id"))] = texts[0]


def _plain(text: str) -> str:
    # exports write a line break inside a region as it is, as \n in letters, or as a blank
    return " ".join(normalize("NFC", text).replace("\\n", "\n").split())


def _fits(text: str, r: _Region, place: tuple[int, int] | None, exactly: bool) -> bool:
    if place is None or r.text is None:
        return place is not None
    covered = text[place[0] : place[1]]
    return covered == r.text or (not exactly and _plain(covered) == _plain(r.text))


def _placed(
    name: str, text: str, regions: Sequence[_Region], path: Path, offsets: str | None
) -> tuple[list[GoldSpan], list[str]]:
    """The spans of the regions, in the first counting in which all of them cover what they say."""
    readings = [offsets] if offsets else differing(text, _READINGS)
    found = {reading: [to_code_points(text, reading, r.start, r.end) for r in regions] for reading in readings}
    fitting: dict[str, list[tuple[int, int]]] = {}
    worst: tuple[int, _Region] | None = None
    for exactly in (True, False):
        for reading, places in found.items():
            wrong = [r for r, place in zip(regions, places, strict=True) if not _fits(text, r, place, exactly)]
            if not wrong:
                fitting[reading] = [p for p in places if p is not None]
            elif worst is None or len(wrong) < worst[0]:
                worst = len(wrong), wrong[0]
        if fitting:
            break
    if not fitting:
        assert worst is not None
        n, r = worst
        covered = text[max(0, r.start) : max(0, r.end)]
        problem = f"{r.label} {r.start}..{r.end} says {shown(r.text or '')}, but the text there is {shown(covered)}"
        remedy = f"{n} of {len(regions)} regions fit in no way of counting: the text was changed; annotate it anew"
        raise fail(path, f"{name}, region {r.key}", problem, remedy)
    reading, chosen = next(iter(fitting.items()))
    said: list[str] = []
    if any(other != chosen for other in fitting.values()):
        if any(r.text is None for r in regions):
            problem = f"the regions carry no text, and {', '.join(fitting)} count them differently"
            raise fail(path, name, problem, "Say how the file counts (--offsets)")
        said.append(f"the regions fit as {', '.join(fitting)}; taken as {reading}")
    elif reading != "code-points":
        said.append(f"the offsets count {reading}; moved to code points")
    return [GoldSpan(label=r.label, start=s, end=e) for r, (s, e) in zip(regions, chosen, strict=True)], said
