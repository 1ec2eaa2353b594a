"""Plots for the notebooks. Needs matplotlib (extra `[notebooks]`); every plot says what it was drawn from, and how much of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vnadmin_nlp.evaluation.reliability import Reliability

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


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
    if isinstance(rows, Path):
        rows = [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]
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
