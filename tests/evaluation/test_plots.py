"""Plots say how much they were drawn from."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan
from vnadmin_nlp.evaluation.plots import confusion_plot, curve_plot, grid_plot, reliability_plot
from vnadmin_nlp.evaluation.reliability import Told, by_label
from vnadmin_nlp.records import Directive, Span


def test_a_panel_for_each_label() -> None:
    found = by_label([Told("TASK", i / 50, i % 3 > 0) for i in range(50)])
    figure = reliability_plot(found, "test split")
    assert [a.get_title().splitlines()[0] for a in figure.axes] == ["TASK: 50 spans", "all: 50 spans"]
    assert len(figure.axes[0].lines[1].get_xdata()) == 10  # type: ignore[arg-type]


def test_a_panel_for_each_test_set(tmp_path: Path) -> None:
    rows = [
        {"test": t, "texts": 9, "trained on": n, "figures": {"TASK": [n / 100, [0.1, 0.9]]}}
        for t in ("a", "b")
        for n in (25, 50)
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps(r) for r in rows), encoding="utf-8")
    figure = curve_plot(file, ["TASK"], "learning curve")
    assert [a.get_title() for a in figure.axes] == ["a: 9 texts", "b: 9 texts"]
    assert list(figure.axes[0].lines[0].get_ydata()) == [0.25, 0.5]  # type: ignore[arg-type]


def test_every_cell_of_the_grid_that_holds_texts_has_its_number() -> None:
    frame = pd.DataFrame({"level": ["a", "a", "b"], "genre": ["x", "x", "y"]})
    figure = grid_plot(frame, "level", "genre")
    assert [t.get_text() for t in figure.axes[0].texts] == ["2", "1"]
    assert "3 directives" in figure.axes[0].get_title()


def test_confusion_counts_tokens_of_both_layers() -> None:
    text = "Giao Sở Y tế rà soát."
    gold = GoldDirective(id="d", text=text, spans=(GoldSpan(label="ORG-UNIT", start=5, end=12),))
    told = Directive(text=text, spans=(Span(id="s1", label="DOC-REF", start=5, end=12, text="Sở Y tế"),))
    figure = confusion_plot([(gold, told)])
    assert [a.get_title().split(":")[0] for a in figure.axes] == ["entities", "tasks"]
    assert [t.get_text() for t in figure.axes[0].texts][:4] == ["0", "0", "3", "0"]
