"""The simulation of choosing what to annotate: rows that go on, choices that nest, and its plot."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from helpers_model import write_data

from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.evaluation.baselines import LinearTagger
from vnadmin_nlp.evaluation.suggest_compare import MIXES, Simulation, main


def test_rows_and_plot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, out = write_data(tmp_path / "data", 12), tmp_path / "rows.jsonl"
    sizes = ["--base", "2", "--pool", "6", "--counts", "1", "3", "--seeds", "1"]
    main(["--data", str(data), *sizes, "--out", str(out), "--choices", "random"])
    first = out.read_text("utf-8")
    main(["--data", str(data), *sizes, "--out", str(out)])
    assert out.read_text("utf-8").startswith(first)  # what is there is not done again
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [(r["choice"], r["count"]) for r in rows] == [
        ("random", 0),
        ("random", 1),
        ("random", 3),
        *((mix, n) for n in (1, 3) for mix in MIXES if mix != "random"),
    ]
    assert all(r["base"] == 2 and r["pool"] == 6 and r["texts"] == 1 for r in rows)
    assert rows[2]["f1"]["micro"] > 0.3  # the sentences of the test repeat
    assert len(capsys.readouterr().out.splitlines()) == len(rows)
    pytest.importorskip("matplotlib")
    from vnadmin_nlp.evaluation.plots import choice_plot

    figure = choice_plot(out)
    legend = figure.axes[0].get_legend()
    assert legend is not None and [t.get_text() for t in legend.get_texts()] == list(MIXES)
    assert "Choosing 1 or 3 of 6 notices, 2 known; 1 seeds" in figure.axes[0].get_title()
    assert np.size(figure.axes[0].get_lines()[0].get_xdata()) == 3  # the base, 1 and 3 notices


def test_choices_come_from_the_pool_and_nest(tmp_path: Path) -> None:
    golds = load_data(write_data(tmp_path / "data", 12), "train")
    simulation = Simulation(golds, 1, {}, base=2, pool=6)
    for mix in MIXES:
        small, large = (simulation.chosen(mix, n) for n in (2, 4))
        assert small == large[:2]
        assert not {g.id for g in large} & {g.id for g in simulation.base}
    assert all(w >= 0 for w in simulation.wrong)


def test_a_tagger_is_less_sure_of_what_it_has_not_seen(tmp_path: Path) -> None:
    golds = load_data(write_data(tmp_path / "data", 8), "train")
    tagger = LinearTagger().fit(golds)
    strange = "Đề nghị Trường Đại học Z phối hợp cùng Hội Nông dân xã Q làm rõ việc này trước Tết"
    known = golds[0].text
    assert tagger.expected_errors(strange) / len(strange) > 2 * tagger.expected_errors(known) / len(known)
    assert tagger.expected_errors("") == 0.0
    kept = LinearTagger(kept={}).fit(golds)
    assert kept.tag(known) == tagger.tag(known)  # what is kept changes nothing
