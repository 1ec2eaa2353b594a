"""What a new model gains and loses against an old one: figures with paired intervals, a verdict, and case by case."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import SPLITS_FILE, GoldDirective, annotations_folder, load_data
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.evaluation.paired import LEVEL, WATCHED, Delta, Verdict, conclude, paired
from vnadmin_nlp.evaluation.report import Track, predict, slice_values
from vnadmin_nlp.evaluation.score import Counts, Side, agreeing, count, side_of
from vnadmin_nlp.pipeline import Extractor, load_extractor
from vnadmin_nlp.records import Directive, ModelInfo
from vnadmin_nlp.tagger.folder import read_json, text_stamp

SLICES: Final = ("genre", "level", "layout", "noise")

Change = Literal["found", "lost", "invented", "dropped"]


class Difference(BaseModel):
    """One span or record on which the models differ.

    `found` and `lost` are right ones that only the new or only the old model gives; `invented` and `dropped` are wrong
    ones that only the new or only the old one gives. `what` is a label or `record`; offsets are code points.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    change: Change
    what: str
    start: int
    end: int
    text: str


class Comparison(BaseModel):
    """All differences, by document and place."""

    model_config = ConfigDict(frozen=True)

    differences: tuple[Difference, ...]

    def summary(self) -> dict[str, dict[Change, int]]:
        """How many differences of each kind, by label (and `record`)."""
        counted = Counter((d.what, d.change) for d in self.differences)
        changes: tuple[Change, ...] = ("found", "lost", "invented", "dropped")
        return {what: {c: counted[what, c] for c in changes} for what in sorted({w for w, _ in counted})}

    def to_text(self, most: int | None = None) -> str:
        """The summary, then one line for each difference, or for the first `most`."""
        lines = [f"{what}: " + ", ".join(f"{n} {c}" for c, n in row.items()) for what, row in self.summary().items()]
        for d in self.differences[:most]:
            lines.append(f"{d.id}:{d.start}  {d.change:8} {d.what:8} {' '.join(d.text.split())[:90]}")
        return "\n".join(lines) + "\n"


def _right_records(gold: Side, told: Side) -> set[tuple[int, int]]:
    return {gold.records[i].task for i, _, _, whole in agreeing(gold, told) if whole}


def gains_losses(old: Sequence[Directive], new: Sequence[Directive], gold: Sequence[GoldDirective]) -> Comparison:
    """Compare two models' results on the same gold, in the same order. Raises ValueError for unequal lengths."""
    out: list[Difference] = []
    for before, after, truth in zip(old, new, gold, strict=True):
        a, b, t = side_of(before), side_of(after), side_of(truth)
        changes: list[tuple[Change, str, int, int]] = []
        changes += [("found", *s) for s in (b.spans - a.spans) & t.spans]
        changes += [("lost", *s) for s in (a.spans - b.spans) & t.spans]
        changes += [("invented", *s) for s in b.spans - a.spans - t.spans]
        changes += [("dropped", *s) for s in a.spans - b.spans - t.spans]
        right = _right_records(t, a), _right_records(t, b)
        changes += [("found", "record", *task) for task in right[1] - right[0]]
        changes += [("lost", "record", *task) for task in right[0] - right[1]]
        out += [
            Difference(id=truth.id, change=change, what=what, start=start, end=end, text=truth.text[start:end])
            for change, what, start, end in sorted(changes, key=lambda c: (c[2], c[3], c[1], c[0]))
        ]
    return Comparison(differences=tuple(out))


class Part(BaseModel):
    """The differences on some of the documents."""

    model_config = ConfigDict(frozen=True)

    documents: int
    figures: dict[str, Delta]


class ModelComparison(BaseModel):
    """Two models on the same directives.

    `left_out`: texts that one of the models was trained on, by model folder; they are not compared. A model that does not say what it was
    trained on has null there. `chosen_by`: how many of the compared texts the best epoch of the new model was chosen by.
    `old_data`: what became of the old test split.
    """

    model_config = ConfigDict(frozen=True)

    data: str
    split: str | None
    old: ModelInfo
    new: ModelInfo
    documents: int
    left_out: dict[Literal["old", "new"], int | None]
    chosen_by: int
    figures: dict[str, Delta]
    slices: dict[str, dict[str, Part]]
    differences: Comparison
    old_data: Part | None
    verdict: Verdict
    reasons: tuple[str, ...]

    def to_json(self) -> str:
        """The comparison as JSON, readable."""
        return self.model_dump_json(indent=1)

    def to_text(self, most: int | None = None) -> str:
        """Tables for a terminal of 100 columns, the verdict last. `most`: so many single differences are listed."""
        lines = [
            f"old: {self.old.name} {self.old.version}; new: {self.new.name} {self.new.version}",
            f"{self.documents} documents of {self.data}" + (f", split {self.split}" if self.split else ""),
            *self._cautions(),
            "",
            f"{'F1':17}{'old':>7}{'new':>7}{'new - old':>11}   95 % interval",
            *(_row(name, delta) for name, delta in self.figures.items()),
        ]
        for field, parts in self.slices.items():
            lines += ["", f"{'new - old by ' + field:26}{'texts':>6}" + "".join(f"{name:>11}" for name in WATCHED)]
            for value, part in parts.items():
                cells = "".join(f"{_mark(part.figures[name]):>11}" for name in WATCHED)
                lines.append(f"{value[:25]:26}{part.documents:>6}{cells}")
        lines += ["", "gains and losses", *self.differences.to_text(most).splitlines()]
        if self.old_data:
            lines += ["", f"old data, {self.old_data.documents} documents"]
            lines += [_row(name, self.old_data.figures[name]) for name in WATCHED]
        rule = f"* beyond chance: at most one verdict in {round(1 / LEVEL)} on equal models is wrong, {len(WATCHED)} figures together"
        return "\n".join([*lines, "", *self.reasons, f"verdict: {self.verdict}", rule]) + "\n"

    def _cautions(self) -> list[str]:
        lines = [f"{n} texts are left out: the {side} model learnt from them" for side, n in self.left_out.items() if n]
        unknown = [side for side, n in self.left_out.items() if n is None]
        lines += [f"the {side} model does not say which texts it learnt from" for side in unknown]
        if self.chosen_by:
            lines.append(
                f"by {self.chosen_by} of these texts the new model's best epoch was chosen: they are kind to it"
            )
        return lines


def _row(name: str, delta: Delta) -> str:
    old, new = (f"{x:>7.3f}" if x is not None else f"{'–':>7}" for x in (delta.old, delta.new))
    interval = f"{delta.interval[0]:+.3f} – {delta.interval[1]:+.3f}" if delta.interval else ""
    return f"{name:17}{old}{new}{_mark(delta):>11}   {interval}".rstrip()


def _mark(delta: Delta) -> str:
    if delta.difference is None:
        return "–"
    return f"{delta.difference:+.3f}" + ("*" if delta.sure else "")


def _extractor(model: str | os.PathLike[str] | Extractor) -> Extractor:
    return model if isinstance(model, Extractor) else load_extractor(model)


def _texts(extractor: Extractor, part: Literal["train", "dev"]) -> frozenset[str] | None:
    """Stamps of the texts that a model was trained on or chosen by; None where its folder does not say."""
    texts = read_json(extractor.model, "vnadmin.json").get("texts")
    return frozenset(texts.get(part, ())) if isinstance(texts, dict) else None


def test_or_all(data: str | os.PathLike[str]) -> str | None:
    """The split to measure on where none is named: `test`, or None (all) for a folder without splits."""
    return "test" if (annotations_folder(Path(data)) / SPLITS_FILE).is_file() else None


def compare(
    old: str | os.PathLike[str] | Extractor,
    new: str | os.PathLike[str] | Extractor,
    data: str | os.PathLike[str],
    *,
    split: str | None = None,
    old_data: str | os.PathLike[str] | None = None,
    seed: int = 0,
    track: Track | None = None,
) -> ModelComparison:
    """Compare two models (folders, names, or "shipped") on the directives of a folder that neither was trained on.

    `split`: None compares on all. `old_data`: a folder whose test split (all, where it has none) shows what was forgotten.
    `seed` is that of the bootstrap. Raises E301 or E304 for what is no model, E401 for bad gold, E201 where no text is left to compare on.
    """
    both = _extractor(old), _extractor(new)
    learnt = _texts(both[0], "train"), _texts(both[1], "train")
    seen = frozenset().union(*(texts for texts in learnt if texts))
    golds = load_data(Path(data), split)
    told = _told(_unseen(golds, seen, data), both, track)
    found = paired(*told.counts, seed=seed)
    past = None
    if old_data is not None:
        golds_before = _unseen(load_data(Path(old_data), test_or_all(old_data)), seen, old_data)
        before = _told(golds_before, both, track)
        past = Part(documents=len(golds_before), figures=paired(*before.counts, seed=seed))
    concluded = conclude(len(told.golds), found, *((past.figures, past.documents) if past else ()))
    return ModelComparison(
        data=Path(data).resolve().name,
        split=split,
        old=_info(told.results[0]),
        new=_info(told.results[1]),
        documents=len(told.golds),
        left_out={"old": _known(golds, learnt[0]), "new": _known(golds, learnt[1])},
        chosen_by=_known(told.golds, _texts(both[1], "dev")) or 0,
        figures=found,
        slices=_slices(told, seed),
        differences=gains_losses(*told.results, told.golds),
        old_data=past,
        verdict=concluded.verdict,
        reasons=concluded.reasons,
    )


def _known(golds: Sequence[GoldDirective], stamps: frozenset[str] | None) -> int | None:
    return None if stamps is None else sum(text_stamp(g.text) in stamps for g in golds)


def _unseen(golds: Sequence[GoldDirective], seen: frozenset[str], data: object) -> list[GoldDirective]:
    out = [g for g in golds if text_stamp(g.text) not in seen]
    if not out:
        raise VnadminError("E201", detail=f"{data}: no text is left that neither model learnt from; compare on others")
    return out


class _Told(NamedTuple):
    """Directives, what each model makes of them, and the counts of both; in one order."""

    golds: list[GoldDirective]
    results: tuple[list[Directive], list[Directive]]
    counts: tuple[list[Counts], list[Counts]]


def _told(golds: list[GoldDirective], both: tuple[Extractor, Extractor], track: Track | None) -> _Told:
    pairs = [predict(track(golds) if track else golds, extractor) for extractor in both]
    old, new = ([directive for _, directive in some] for some in pairs)
    counts = [[count(side_of(gold), side_of(directive)) for gold, directive in some] for some in pairs]
    return _Told(golds, (old, new), (counts[0], counts[1]))


def _info(results: Sequence[Directive]) -> ModelInfo:
    return results[0].model or ModelInfo(name="?", version="?")


def _slices(told: _Told, seed: int) -> dict[str, dict[str, Part]]:
    """The differences by manifest field and value."""
    out: dict[str, dict[str, Part]] = {}
    for field in SLICES:
        groups: dict[str, list[int]] = defaultdict(list)
        for i, gold in enumerate(told.golds):
            for value in slice_values(gold, field):
                groups[value].append(i)
        if groups:
            out[field] = {
                value: Part(
                    documents=len(some),
                    figures=paired(*([counts[i] for i in some] for counts in told.counts), seed=seed),
                )
                for value, some in sorted(groups.items())
            }
    return out
