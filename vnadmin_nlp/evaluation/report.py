"""The evaluation of a model on gold directives: figures, slices, intervals, seqeval, as text and JSON."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import GoldDirective, load_data
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.evaluation.given import DueKind, due_kinds, given_figures, linked
from vnadmin_nlp.evaluation.reliability import Reliability, by_label, told_spans
from vnadmin_nlp.evaluation.score import F_FIGURES, FIGURES, Counts, Figure, count, figures, side_of, total
from vnadmin_nlp.evaluation.sequences import SequenceScore, sequence_scores
from vnadmin_nlp.records import Directive, ModelInfo

SLICES: Final = ("genre", "level", "noise", "year")
RESAMPLES: Final = 1000
Pair = tuple[GoldDirective, Directive]
Track = Callable[[Sequence[GoldDirective]], Iterable[GoldDirective]]


class Extractor(Protocol):
    """What `vnadmin_nlp.pipeline.load_extractor` returns."""

    def extract(self, source: Any) -> Directive:
        """The directive of a path or a `Source`."""
        ...


class Part(BaseModel):
    """The figures of some of the documents."""

    model_config = ConfigDict(frozen=True)

    documents: int
    figures: dict[str, Figure]


class Report(BaseModel):
    """An evaluation.

    `intervals` are 95 % bootstrap intervals over documents of each figure's F1 (share, for a field); `slices` are by
    manifest field and value; `sequences` is what seqeval says, null where it is not installed; `reliability` says by label how far
    the scores can be believed; `given` are fields and records where the rules run on the annotator's spans; `due_kinds` are due values by kind.
    """

    model_config = ConfigDict(frozen=True)

    data: str | None
    split: str | None
    model: ModelInfo | None
    documents: int
    figures: dict[str, Figure]
    intervals: dict[str, tuple[float, float] | None]
    slices: dict[str, dict[str, Part]]
    sequences: dict[str, dict[str, SequenceScore]] | None
    reliability: dict[str, Reliability] = {}
    given: dict[str, Figure] = {}
    due_kinds: dict[str, DueKind] = {}

    def to_json(self) -> str:
        """The report as JSON, readable."""
        return self.model_dump_json(indent=1)

    def to_text(self) -> str:
        """The report as tables for a terminal of 100 columns."""
        head = f"{self.documents} documents"
        if self.data:
            head += f" of {self.data}" + (f", split {self.split}" if self.split else "")
        if self.model:
            head += f", model {self.model.name} {self.model.version}"
        lines = [head, "", f"{'':17}{'P':>7}{'R':>7}{'F1':>7}   {'95 % interval':15}{'gold':>6}{'found':>7}"]
        for name, f in self.figures.items():
            low_high = self.intervals.get(name)
            interval = f"{low_high[0]:.3f} – {low_high[1]:.3f}" if low_high else ""
            shares = (f.p, f.r, f.f1) if name in F_FIGURES else (None, None, f.f1)
            cells = "".join(f"{_cell(x):>7}" for x in shares)
            lines.append(f"{name:17}{cells}   {interval:15}{f.gold:>6}{f.predicted:>7}")
        lines += [
            "",
            "lead, with, due, refs: share of the tasks matched at half their characters where the field agrees",
        ]
        if self.given:
            fields = (f"{name} {_cell(f.f1)}" for name, f in self.given.items())
            lines += ["given the annotator's spans:", "  " + ", ".join(fields)]
        if self.due_kinds:
            lines += ["", f"{'due values by kind':22}{'gold':>7}{'given spans':>13}{'end to end':>12}"]
            lines += [f"{k:22}{d.gold:>7}{d.given:>13.3f}{d.end_to_end:>12.3f}" for k, d in self.due_kinds.items()]
        for layer, scores in (self.sequences or {}).items():
            lines += ["", f"seqeval, strict IOB2, {layer}", f"{'':17}{'P':>7}{'R':>7}{'F1':>7}{'gold':>27}"]
            lines += [f"{name:17}{s.p:>7.3f}{s.r:>7.3f}{s.f1:>7.3f}{s.gold:>27}" for name, s in scores.items()]
        if self.reliability:
            lines += [
                "",
                "scores as probabilities: expected calibration error (10 bins of equally many spans), Brier score",
            ]
            lines += [f"{name:17}{r.ece:>7.3f}{r.brier:>7.3f}{r.spans:>34}" for name, r in self.reliability.items()]
        shown = ("ORG-UNIT", "DEADLINE", "DOC-REF", "TASK overlap", "due where given", "record")
        for field, parts in self.slices.items():
            lines += ["", f"{'F1 by ' + field:26}{'texts':>6}" + "".join(f"{_short(n):>11}" for n in shown)]
            for value, part in parts.items():
                cells = "".join(f"{_cell(part.figures[n].f1):>11}" for n in shown)
                lines.append(f"{value[:25]:26}{part.documents:>6}{cells}")
        return "\n".join(lines) + "\n"


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _short(name: str) -> str:
    return {"TASK overlap": "TASK", "due where given": "due"}.get(name, name)


def slice_values(gold: GoldDirective, field: str) -> Iterable[str]:
    """The slices of a manifest field that a text belongs to: several of noise, else one or none."""
    if field == "noise":
        kinds = {n.removeprefix("rendered:") for n in gold.meta.noise}
        return kinds or ({"none"} if gold.meta.genre else ())  # a text without a manifest line: nothing is known
    value = getattr(gold.meta, field)
    return [value] if value else []


def _slices(golds: Sequence[GoldDirective], counts: Sequence[Counts]) -> dict[str, dict[str, Part]]:
    out: dict[str, dict[str, Part]] = {}
    for field in SLICES:
        groups: dict[str, list[Counts]] = defaultdict(list)
        for gold, one in zip(golds, counts, strict=True):
            for value in slice_values(gold, field):
                groups[value].append(one)
        if groups:
            out[field] = {
                value: Part(documents=len(groups[value]), figures=figures(total(groups[value])))
                for value in sorted(groups)
            }
    return out


def bootstrap(
    counts: Sequence[Counts], *, seed: int = 0, resamples: int = RESAMPLES
) -> dict[str, tuple[float, float] | None]:
    """95 % intervals of each figure's F1 over resampled documents; null for fewer than two documents or an empty figure."""
    import numpy as np

    if len(counts) < 2:
        return dict.fromkeys(FIGURES)
    table = np.array([[one[name] for name in FIGURES] for one in counts], dtype=np.float64)
    weights = np.random.default_rng(seed).multinomial(len(counts), [1 / len(counts)] * len(counts), size=resamples)
    sums = np.tensordot(weights, table, axes=1)
    out: dict[str, tuple[float, float] | None] = {}
    for k, name in enumerate(FIGURES):
        whole = sums[:, k, 1] + sums[:, k, 2]
        values = 2 * sums[whole > 0, k, 0] / whole[whole > 0]
        low_high = np.percentile(values, [2.5, 97.5]) if len(values) else None
        out[name] = None if low_high is None else (round(float(low_high[0]), 4), round(float(low_high[1]), 4))
    return out


def f1(counts: Sequence[Counts], names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """F1 and its interval, of each of the named figures."""
    found, spread = figures(total(counts)), bootstrap(counts)
    return {n: {"f1": found[n].f1, "interval": spread[n]} for n in names}


def predict(golds: Iterable[GoldDirective], extractor: Extractor) -> list[Pair]:
    """Run `extractor` over the texts of `golds`, read as .txt files are."""
    from vnadmin_nlp.documents.plain import line_blocks
    from vnadmin_nlp.documents.source import Source

    def source(gold: GoldDirective) -> Source:
        return Source(gold.text, f"{gold.id}.txt", "txt", tuple(line_blocks(gold.text)))

    return [(gold, extractor.extract(source(gold))) for gold in golds]


def evaluate(
    data: str | Path | Sequence[Pair],
    *,
    split: str | None = None,
    extractor: Extractor | None = None,
    seed: int = 0,
    track: Track | None = None,
) -> Report:
    """Evaluate an extractor on a data folder (`split` of it), or pairs of gold and prediction.

    `extractor` defaults to the shipped model; `seed` is that of the bootstrap; `track` passes the directives on and may
    show how far it is. Raises VnadminError E401 for bad gold and for a prediction whose text is not the gold's.
    """
    if isinstance(data, str | Path):
        golds = load_data(data, split)
        if extractor is None:
            from vnadmin_nlp.pipeline import load_extractor

            extractor = load_extractor(None)
        pairs: Sequence[Pair] = predict(track(golds) if track else golds, extractor)
    else:
        pairs = data
    for gold, told in pairs:
        if gold.text != told.text:
            detail = "the prediction is of another text, so that its offsets mean other characters"
            raise VnadminError("E401", name=gold.file or gold.id, detail=detail)
    counts = [count(side_of(gold), side_of(told)) for gold, told in pairs]
    try:
        sequences = sequence_scores(pairs)
    except VnadminError:  # seqeval belongs to the training packages; all else works without it
        sequences = None
    golds, made = [gold for gold, _ in pairs], [linked(gold) for gold, _ in pairs]
    return Report(
        data=str(data) if isinstance(data, str | Path) else None,
        split=split,
        model=pairs[0][1].model if pairs else None,
        documents=len(pairs),
        figures=figures(total(counts)),
        intervals=bootstrap(counts, seed=seed),
        slices=_slices(golds, counts),
        sequences=sequences,
        reliability=by_label(told_spans(pairs)),
        given=given_figures(golds, made),
        due_kinds=due_kinds(golds, made, [told for _, told in pairs]),
    )
