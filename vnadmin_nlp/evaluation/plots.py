"""Plots for the notebooks. Needs matplotlib (extra `[notebooks]`); every plot says what it was drawn from, and how much of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vnadmin_nlp.evaluation.paired import WATCHED
from vnadmin_nlp.evaluation.reliability import Reliability

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from vnadmin_nlp.evaluation.compare import ModelComparison
    from vnadmin_nlp.evaluation.report import Pair, Report


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _rows(rows: Path | Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The rows themselves, or those of a file of JSON lines."""
    if isinstance(rows, Path):
        return [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
    return rows


def reliability_plot(found: Mapping[str, Reliability], title: str) -> Figure:
    """Share of right spans over their mean score, one panel a label; on the diagonal a score means what it says."""
    figure = _figure(3 * len(found), 3.4)
    for axes, (name, r) in zip(
        figure.subplots(1, len(found), sharey=True, squeeze=False)[0], found.items(), strict=True
    ):
        axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        axes.plot([b.score for b in r.bins], [b.right for b in r.bins], marker="o", markersize=4)
        axes.set(title=f"{name}: {r.spans} spans\nECE {r.ece:.3f}", xlabel="score", xlim=(0, 1.02), ylim=(0, 1.02))
    figure.axes[0].set_ylabel("share that is right")
    figure.suptitle(title)
    return figure


def curve_plot(rows: Path | Sequence[Mapping[str, object]], figures: Sequence[str], title: str) -> Figure:
    """F1 over the number of directives learnt from, with 95 % intervals; `rows` as `evaluation.experiments` writes them."""
    rows = _rows(rows)
    tests: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        tests[str(row["test"])].append(dict(row))
    out = _figure(5 * len(tests), 4)
    for axes, (test, some) in zip(
        out.subplots(1, len(tests), sharey=True, squeeze=False)[0], tests.items(), strict=True
    ):
        sizes = [int(str(r["trained on"])) for r in some]
        for name in figures:
            found = [dict(r["figures"])[name] for r in some]  # type: ignore[call-overload]
            axes.plot(sizes, [f for f, _ in found], marker="o", markersize=4, label=name)
            if all(interval for _, interval in found):
                axes.fill_between(sizes, [i[0] for _, i in found], [i[1] for _, i in found], alpha=0.12)
        axes.set(title=f"{test}: {some[0]['texts']} texts", xlabel="directives learnt from", xscale="log")
        axes.set_xticks(sizes, [str(s) for s in sizes])
        axes.minorticks_off()
    out.axes[0].set_ylabel("F1")
    out.axes[0].legend()
    out.suptitle(title)
    return out


def grid_plot(frame: pd.DataFrame, row: str, column: str) -> Figure:
    """How many directives stand in each cell of two axes of a corpus (`evaluation.frames.corpus_frame`); empty cells stay white."""
    import pandas as pd

    cells = pd.crosstab(frame[row], frame[column])
    figure = _figure(2 + 0.8 * len(cells.columns), 1.5 + 0.35 * len(cells))
    axes = figure.subplots()
    axes.imshow(cells.where(cells > 0).to_numpy(), cmap="Blues", aspect="auto", vmin=0)
    axes.set_xticks(range(len(cells.columns)), list(cells.columns), rotation=45, ha="right")
    axes.set_yticks(range(len(cells)), list(cells.index))
    top = cells.to_numpy().max()
    for y, line in enumerate(cells.to_numpy()):
        for x, n in enumerate(line):
            if n:
                axes.text(x, y, str(n), ha="center", va="center", color="white" if n > top / 2 else "black")
    axes.set_title(f"{len(frame)} directives: {row} × {column}")
    return figure


def confusion_plot(pairs: Sequence[Pair]) -> Figure:
    """Tokens by the annotator's label and the model's, one panel a layer; tokens outside on both sides are left out of the colours."""
    from sklearn.metrics import ConfusionMatrixDisplay, confusion_matrix

    from vnadmin_nlp.evaluation.sequences import LAYERS, iob2

    figure = _figure(5 * len(LAYERS), 4.6)
    for axes, (layer, labels) in zip(figure.subplots(1, len(LAYERS), squeeze=False)[0], LAYERS.items(), strict=True):
        names = [*labels, "O"]
        gold, told = (
            [
                tag[2:] or "O"
                for pair in pairs
                for tag in iob2(pair[0].text, [(s.label, s.start, s.end) for s in pair[side].spans], labels)
            ]
            for side in (0, 1)
        )
        cells = confusion_matrix(gold, told, labels=names)
        shown = ConfusionMatrixDisplay(cells, display_labels=names)
        shown.plot(ax=axes, cmap="Blues", colorbar=False, values_format="d", xticks_rotation=30)
        shown.im_.set_clim(0, cells[:-1].max(initial=1))
        axes.set(title=f"{layer}: {len(gold):,} tokens of {len(pairs)} directives", xlabel="model", ylabel="annotator")
    return figure


def interval_plot(report: Report, title: str) -> Figure:
    """Each figure with its 95 % interval over documents."""
    found = [(name, f.f1, report.intervals[name]) for name, f in report.figures.items()]
    rows = [(name, f1, interval) for name, f1, interval in found if f1 is not None and interval is not None]
    figure = _figure(7, 1 + 0.3 * len(rows))
    axes = figure.subplots()
    for y, (_, f1, (low, high)) in enumerate(rows):
        axes.plot([low, high], [y, y], color="0.6", linewidth=4)
        axes.plot([f1], [y], marker="o", color="C0")
        axes.annotate(f"{f1:.3f}", (f1, y), textcoords="offset points", xytext=(0, 6), ha="center", fontsize=8)
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
    axes.invert_yaxis()
    axes.set(title=f"{title}: {report.documents} directives, 95 % intervals", xlabel="F1 (a field: share that agrees)")
    return figure


def choice_plot(rows: Path | Sequence[Mapping[str, Any]]) -> Figure:
    """F1 over the characters annotated, by the way notices were chosen; `rows` as `evaluation.suggest_compare` writes them.

    Characters, since notices of different length are not the same work. One line a way of choosing, one point a number of notices: the mean
    over the seeds, with a bar from the lowest seed to the highest.
    """
    rows = _rows(rows)
    base = [r for r in rows if not r["count"]]
    figure = _figure(6, 4)
    axes = figure.subplots()
    for name in dict.fromkeys(r["choice"] for r in rows if r["count"]):
        own = [r for r in rows if r["count"] and r["choice"] == name]
        points = [
            p for p in (base, *([r for r in own if r["count"] == n] for n in sorted({r["count"] for r in own}))) if p
        ]
        scores = [[float(r["f1"]["micro"]) for r in p] for p in points]
        means = [sum(s) / len(s) for s in scores]
        places = [sum(r["characters"] for r in p) / len(p) / 1000 for p in points]
        spread = [
            [m - min(s) for m, s in zip(means, scores, strict=True)],
            [max(s) - m for m, s in zip(means, scores, strict=True)],
        ]
        axes.errorbar(places, means, yerr=spread, marker="o", markersize=4, capsize=3, linewidth=1, label=name)
    seeds, counts = {r["seed"] for r in rows}, sorted({r["count"] for r in rows} - {0})
    axes.set(
        title=f"Choosing {' or '.join(map(str, counts))} of {rows[0]['pool']} notices, {rows[0]['base']} known; {len(seeds)} seeds,\n"
        f"linear tagger, {rows[0]['texts']} texts to score on",
        xlabel="thousand characters annotated",
        ylabel="exact F1, all labels",
    )
    axes.legend()
    return figure


def difference_plot(found: ModelComparison) -> Figure:
    """New model minus old one, the figures that the verdict rests on, with 95 % intervals; a second panel for the old data."""
    parts = [(f"{found.data}: {found.documents} documents", found.figures)]
    if found.old_data:
        parts.append((f"old data: {found.old_data.documents} documents", found.old_data.figures))
    figure = _figure(4.5 * len(parts), 3.2)
    for axes, (title, figures) in zip(
        figure.subplots(1, len(parts), sharex=True, sharey=True, squeeze=False)[0], parts, strict=True
    ):
        axes.axvline(0, color="0.7", linewidth=1)
        for y, name in enumerate(WATCHED):
            if (delta := figures[name]).interval:
                axes.plot(delta.interval, [y, y], color="0.6", linewidth=4)
            if delta.difference is not None:
                axes.plot([delta.difference], [y], marker="o", color="C0")
        axes.set(title=title, xlabel="F1, new - old")
    figure.axes[0].set_yticks(range(len(WATCHED)), WATCHED)
    figure.axes[0].invert_yaxis()
    figure.suptitle(f"{found.old.name} {found.old.version} and {found.new.name} {found.new.version}: {found.verdict}")
    return figure
