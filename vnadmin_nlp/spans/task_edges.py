"""Edges of TASK spans by the guidelines: from the first word of a sentence without an assignee, to the sentence's end.

The tagger knows which sentence directs; where that sentence begins and ends is known from the outline. Each rule moves an
edge only where nothing between the tagger's edge and the sentence's speaks for another reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from vnadmin_nlp.lexicon.tables import read_yaml, word_list
from vnadmin_nlp.outline.model import Outline
from vnadmin_nlp.spans.reconcile import Found

_MOST: Final = 160
"""Code points: an edge moves no farther."""
_PARTS: Final = re.compile(r"[;(]\s*(?:\(?(?:\d{1,2}|[a-zđ]|i{1,3}|iv|v)\))", re.IGNORECASE)
_PART: Final = re.compile(r"\(?(?<!\w)(?:\d{1,2}|[a-zđ]|i{1,3}|iv|v)\)")
_MARKUP: Final = re.compile(r"[\s*_#·•\-–+]+")
_SHUT: Final = " \t\r\n.;,:/*_"


class _Words(NamedTuple):
    connector: re.Pattern[str]
    assigning: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = read_yaml("task_edges.yaml", frozenset({"connectors", "assigning"}))

    def any_of(name: str) -> str:
        words = word_list(table, name, "task_edges.yaml")
        return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in sorted(words, key=len, reverse=True))

    return _Words(
        re.compile(rf"[\s,]*(?:{any_of('connectors')})(?=[\s,:])[\s,:]*", re.IGNORECASE),
        re.compile(rf"(?<!\w)(?:{any_of('assigning')})(?!\w)", re.IGNORECASE),
    )


def settle(text: str, found: Sequence[Found], outline: Outline) -> list[Found]:
    """`found` with the edges of its TASKs settled; a TASK that is nothing but an entity is dropped, all else is as it was."""
    entities = [f for f in found if f.label != "TASK"]
    units = [f for f in entities if f.label == "ORG-UNIT"]
    tasks = [f for f in found if f.label == "TASK" and not any(e.start <= f.start and f.end <= e.end for e in entities)]
    out: list[Found] = []
    for i, task in enumerate(tasks):
        before = out[-1].end if out else 0
        after = tasks[i + 1].start if i + 1 < len(tasks) else len(text)
        task = _start(text, task, outline, units, before)
        out.append(_end(text, task, outline, units, after))
    return sorted([*entities, *out], key=lambda f: (f.start, -f.end))


def _start(text: str, task: Found, outline: Outline, units: Sequence[Found], least: int) -> Found:
    begin = _sentence_start(outline, task.start)
    opening = _words().connector.match(text, begin, task.end)
    begin = opening.end() if opening else begin
    if task.start < begin < task.end and opening:
        return _moved(task, start=begin, rule="connector outside")
    gap = text[begin : task.start]
    if not gap.strip() or begin < least or len(gap) > _MOST:
        return task
    if any(u.start < task.start and begin < u.end for u in units):
        return task
    if re.search(r"[:\t|]", gap) or _PART.search(gap) or _words().assigning.search(gap):
        return task
    return _moved(task, start=begin, rule="from the sentence's first word")


def _end(text: str, task: Found, outline: Outline, units: Sequence[Found], most: int) -> Found:
    _, end = outline.sentence(max(task.start, task.end - 1))
    end = min(end, most)
    if text[task.end : end].rstrip(" *_\r\n").endswith(":"):  # it opens sub-items
        return task
    while end > task.end and text[end - 1] in _SHUT:
        end -= 1
    rest = text[task.end : end]
    if (
        not rest.strip(_SHUT)
        or len(rest) > _MOST
        or "\t" in rest
        or "|" in rest
        or re.match(r"\s*(?:\[\w{1,12}:?|\d{1,2}\W?$)", rest)
    ):
        return task
    if _PARTS.search(rest):
        return task
    for cut in re.finditer(";", rest):
        behind = task.end + cut.end()
        if any(behind <= u.start <= behind + 25 for u in units) or _words().assigning.match(text, behind + 1):
            return task
    return _moved(task, end=end, rule="to the sentence's end")


def _sentence_start(outline: Outline, offset: int) -> int:
    begin, _ = outline.sentence(offset)
    node = outline.at(offset)
    if node is not None and node.start <= begin:
        begin = max(begin, node.content)
    opening = _MARKUP.match(outline.text, begin, offset)
    return opening.end() if opening else begin


def _moved(task: Found, *, rule: str, start: int | None = None, end: int | None = None) -> Found:
    return replace(
        task,
        start=task.start if start is None else start,
        end=task.end if end is None else end,
        why=(*task.why, rule),
    )
