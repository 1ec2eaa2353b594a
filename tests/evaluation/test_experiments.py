"""Folds keep issuers apart, curves nest, and a stopped experiment goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers_model import write_base, write_data

from vnadmin_nlp.annotation.gold import GoldDirective, GoldMeta, load_data
from vnadmin_nlp.evaluation.experiments import curve, folds, main

GOLDS = [
    GoldDirective(id=f"d{i}", text="x", meta=GoldMeta(id=f"d{i}", family=f"f{i % 7}")) for i in range(30)
]  # seven issuers


def test_no_issuer_is_tested_on_that_was_learnt_from() -> None:
    tested: list[str] = []
    for run in folds(GOLDS, [], 3):
        test = run.tests["fold"]
        assert not {g.meta.family for g in run.learn} & {g.meta.family for g in test}
        assert len(run.learn) + len(test) == 30
        tested += [g.id for g in test]
    assert sorted(tested) == sorted(g.id for g in GOLDS)


def test_smaller_choices_are_part_of_larger_ones() -> None:
    sizes = [{g.id for g in run.learn} for run in curve(GOLDS, [5, 10, 20, 99], {}, 1)]
    assert [len(s) for s in sizes] == [5, 10, 20]
    assert sizes[0] < sizes[1] < sizes[2]
    other = next(curve(GOLDS, [5], {}, 2))
    assert {g.id for g in other.learn} != sizes[0]


@pytest.mark.filterwarnings("ignore")
def test_a_run_is_measured_once(tmp_path: Path) -> None:
    data, out = write_data(tmp_path / "data"), tmp_path / "rows.jsonl"
    write_base(tmp_path / "base")
    options = ["--data", str(data), "--base", str(tmp_path / "base"), "--steps", "2", "--out", str(out)]
    main(["curve", *options, "--sizes", "3", "--test", f"{data}:test"])
    row = json.loads(out.read_text(encoding="utf-8"))
    assert (row["run"], row["test"], row["trained on"], row["texts"]) == ("3 directives", "data:test", 3, 1)
    assert row["steps"] == 2
    assert row["counts"]["ORG-UNIT"][1] == 6
    main(["curve", *options, "--sizes", "3", "--test", f"{data}:test"])
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1
    main(["seeds", *options, "--seeds", "1", "2", "--label", "s", "--without", "word", "--test", f"{data}:test"])
    assert [json.loads(x)["run"] for x in out.read_text(encoding="utf-8").splitlines()[1:]] == [
        "s, seed 1",
        "s, seed 2",
    ]
    out.unlink()
    main(["curve", *options, "--sizes", "7", "--test", f"{data}:test"])
    assert not out.exists()
    main(["curve", *options, "--sizes", "7", "--splits", "train", "dev", "--test", f"{data}:test"])
    assert json.loads(out.read_text(encoding="utf-8"))["trained on"] == 7
    out.unlink()
    main(["folds", *options, "--folds", "2"])
    assert len(load_data(data)) == sum(json.loads(x)["texts"] for x in out.read_text(encoding="utf-8").splitlines())
