"""Cross-validation by issuer, learning curve, the spread over seeds: how far figures hold, what a choice is worth, how many notices to annotate.

    python -m vnadmin_nlp.evaluation.experiments folds --data . --folds 5 --out folds.jsonl
    python -m vnadmin_nlp.evaluation.experiments curve --data . --sizes 25 50 100 200 --test .:test --out curve.jsonl
    python -m vnadmin_nlp.evaluation.experiments seeds --data . --seeds 1 2 3 --base ENCODER --test .:test --out seeds.jsonl

Every run trains from the same base with the same number of steps and no choice by a dev split, and is scored whole (rules, values, linking).
One JSON line a run. Runs that the file already holds are passed over, so that a stopped experiment goes on.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from vnadmin_nlp.annotation.gold import GoldDirective, load_data, shuffled
from vnadmin_nlp.evaluation.report import evaluate, predict
from vnadmin_nlp.pipeline import Extractor
from vnadmin_nlp.training import TrainConfig


class Run(NamedTuple):
    """One training: its name, what it learns from, what it is tested on (by name of the test set), settings of its own."""

    name: str
    learn: list[GoldDirective]
    tests: dict[str, list[GoldDirective]]
    settings: Mapping[str, Any] = MappingProxyType({})


def folds(golds: Sequence[GoldDirective], extra: Sequence[GoldDirective], count: int) -> Iterator[Run]:
    """`count` runs; each tests on directives whose issuers it has not learnt from (scikit-learn's GroupKFold)."""
    from sklearn.model_selection import GroupKFold

    groups = [g.meta.family or g.meta.issuer or g.id for g in golds]
    for number, (learn, test) in enumerate(GroupKFold(count).split(golds, groups=groups), 1):
        yield Run(f"fold {number}", [*(golds[i] for i in learn), *extra], {"fold": [golds[i] for i in test]})


def curve(
    golds: Sequence[GoldDirective], sizes: Sequence[int], tests: dict[str, list[GoldDirective]], seed: int
) -> Iterator[Run]:
    """A run per size; each smaller choice is part of the larger ones."""
    order = shuffled(golds, seed)
    for size in sizes:
        if size <= len(order):
            yield Run(f"{size} directives", order[:size], tests)


def seeds(
    learn: list[GoldDirective], numbers: Sequence[int], tests: dict[str, list[GoldDirective]], label: str
) -> Iterator[Run]:
    """The same training with other seeds."""
    for number in numbers:
        yield Run(f"{label}, seed {number}", learn, tests, {"seed": number})


def measure(run: Run, settings: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Train, and score on each test set: one row a test set."""
    from vnadmin_nlp.training.finetune import train_on

    with tempfile.TemporaryDirectory() as work:
        chosen = {**settings, **run.settings} | {"out": str(Path(work) / "model")}
        folder = train_on(TrainConfig.model_validate(chosen), run.learn, [])
        extractor = Extractor(folder)
        for name, golds in run.tests.items():
            report = evaluate(predict(golds, extractor))
            yield {
                "run": run.name,
                "test": name,
                "trained on": len(run.learn),
                "steps": chosen["max_steps"],
                "texts": len(golds),
                "figures": {k: [f.f1, report.intervals[k]] for k, f in report.figures.items()},
                "counts": {k: [f.hits, f.gold, f.predicted] for k, f in report.figures.items()},
            }


def perform(runs: Iterator[Run], settings: dict[str, Any], out: Path) -> None:
    """Measure the runs that `out` does not hold yet, and add their rows."""
    lines = out.read_text(encoding="utf-8").splitlines() if out.exists() else []
    done = {json.loads(line)["run"] for line in lines}
    for run in runs:
        if run.name in done:
            continue
        rows = [json.dumps(row, ensure_ascii=False) + "\n" for row in measure(run, settings)]
        with out.open("a", encoding="utf-8") as file:
            file.write("".join(rows))  # a run's rows together: a stopped one leaves none
        print(run.name, "done", flush=True)


def test_sets(specs: Sequence[str]) -> dict[str, list[GoldDirective]]:
    """The test sets that are written DIR or DIR:SPLIT, each by its name."""
    parts = [(spec, *spec.partition(":")[::2]) for spec in specs]
    return {f"{Path(f).resolve().name}:{s}" if s else Path(f).name: load_data(f, s or None) for _, f, s in parts}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    head = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m vnadmin_nlp.evaluation.experiments", description=head)
    parser.add_argument("experiment", choices=("folds", "curve", "seeds"))
    parser.add_argument("--data", metavar="DIR", help="a folder with splits; without it, --extra-train is all there is")
    parser.add_argument("--extra-train", action="append", default=[], metavar="DIR")
    parser.add_argument(
        "--test", action="append", default=[], metavar="DIR[:SPLIT]", help="curve, seeds: what to test on"
    )
    parser.add_argument("--splits", nargs="+", default=["train"], help="curve, seeds: what of --data is learnt from")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--sizes", type=int, nargs="+", default=[25, 50, 100, 200, 400])
    parser.add_argument(
        "--base", default="shipped", help="an encoder that has seen none of the data, such as a pretrained one"
    )
    parser.add_argument("--steps", type=int, default=600)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--label", default="", help="seeds: what the rows are called")
    parser.add_argument("--without", action="append", default=[], metavar="FEATURE")
    parser.add_argument("--renderings", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    if not (options.data or options.extra_train) or (options.experiment == "folds" and not options.data):
        parser.error("name the data: --data DIR, or --extra-train DIR for curve and seeds")
    settings = {
        "data": (options.data or options.extra_train[0],), "base": options.base, "max_steps": options.steps, "seed": options.seed, "overlap": 96,
        "renderings": options.renderings, "learning_rate": 6e-4, "name": options.experiment, "without_features": options.without,
        "threads": options.threads,
    }  # fmt: skip
    extra = [d for f in options.extra_train for d in load_data(f)]
    if options.experiment == "folds":
        perform(folds(load_data(options.data), extra, options.folds), settings, options.out)
        return
    own = [d for split in options.splits for d in load_data(options.data, split)] if options.data else []
    learn, tests = [*own, *extra], test_sets(options.test)
    if options.experiment == "curve":
        perform(curve(learn, options.sizes, tests, options.seed), settings, options.out)
    else:
        perform(seeds(learn, options.seeds, tests, options.label or options.base), settings, options.out)


if __name__ == "__main__":
    main()
