"""How fast a label is learnt that the base model has never seen, and what is forgotten meanwhile.

    python -m vnadmin_nlp.evaluation.absent --data . --label DEADLINE --base models/encoder-small --work runs/absent --out rows.jsonl

Of the train split `--new` texts are held back. A base model learns the others with every span of the label taken out, for `--steps` steps
from `--base`. Then it learns the held-back texts, whole, alone and beside the old ones, just as `vnadmin train --data OLD --data NEW
--base BASE` does. All three are scored on every `--test`, the network alone: F1 of the label, and of the other labels together, whose loss
is what was forgotten. `--work` keeps the models, so that a stopped experiment goes on. One JSON line a model and test set.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from vnadmin_nlp.annotation.gold import GoldDirective, load_data, save, shuffled
from vnadmin_nlp.evaluation.experiments import test_sets
from vnadmin_nlp.evaluation.report import f1
from vnadmin_nlp.evaluation.score import Counts, Side, count, side_of
from vnadmin_nlp.records import LABELS
from vnadmin_nlp.training import TrainConfig

_FIELDS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {"ORG-UNIT": {"lead": (), "with_": ()}, "DEADLINE": {"due": None}, "DOC-REF": {"refs": ()}}
)

LEARNT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"new": ("new",), "old and new": ("old", "new")})


def without(gold: GoldDirective, label: str) -> GoldDirective:
    """`gold` as if nobody had marked `label`: without its spans, and without the fields of records that come from them."""
    spans = tuple(s for s in gold.spans if s.label != label)
    records = () if label == "TASK" else tuple(a.model_copy(update=_FIELDS[label]) for a in gold.assignments)
    return gold.model_copy(update={"spans": spans, "assignments": records})


def parted(golds: Sequence[GoldDirective], new: int, seed: int) -> tuple[list[GoldDirective], list[GoldDirective]]:
    """`new` directives by chance, and the others."""
    order = shuffled(golds, seed)
    return order[:new], order[new:]


def scores(model: Path, golds: Sequence[GoldDirective], label: str) -> dict[str, Any]:
    """F1 with its interval of each label, and of all but `label` as `others`: the network alone, no rules."""
    from vnadmin_nlp.tagger.folder import open_tagger

    tagger = open_tagger(model, 2).tagger
    every: list[Counts] = []
    others: list[Counts] = []
    for gold in golds:
        found = frozenset((s.label, s.start, s.end) for s in tagger.tag(gold.text))
        every.append(count(side_of(gold), Side(found, ())))
        rest = frozenset(s for s in found if s[0] != label)
        others.append(count(side_of(without(gold, label)), Side(rest, ())))
    return f1(every, LABELS) | {"others": f1(others, ["micro"])["micro"]}


def models(
    golds: Sequence[GoldDirective], label: str, new: int, base: str, steps: int, seed: int, threads: int, work: Path
) -> dict[str, Path]:
    """`base`, which has never seen `label`, and what became of it: by `new` directives alone, by `old and new`. Those in `work` stay as they are."""
    from vnadmin_nlp.training.finetune import train, train_on

    held_back, rest = parted(golds, new, seed)
    old = [without(g, label) for g in rest]
    made = {name: work / "models" / name for name in ("base", *LEARNT)}
    if not made["base"].exists():
        settings = {"data": (str(work),), "out": str(made["base"]), "base": base, "max_steps": steps, "overlap": 96}
        config = TrainConfig.model_validate(settings | {"learning_rate": 6e-4, "seed": seed, "threads": threads})
        train_on(config, old, [], tell=print)
    for folder, some in (("old", old), ("new", held_back)):
        for gold in some:
            save(gold, work / folder / f"{gold.id}.json")
    for name, folders in LEARNT.items():
        if not made[name].exists():
            data = tuple(str(work / folder) for folder in folders)
            train(TrainConfig(data=data, out=str(made[name]), base=str(made["base"]), threads=threads), tell=print)
    return made


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    head = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m vnadmin_nlp.evaluation.absent", description=head)
    parser.add_argument("--data", required=True, metavar="DIR", help="a folder with splits")
    parser.add_argument("--label", choices=LABELS, default="DEADLINE")
    parser.add_argument("--new", type=int, default=50, help="directives with the label (50)")
    parser.add_argument("--base", required=True, help="an encoder that has seen none of the data")
    parser.add_argument("--steps", type=int, default=900, help="of the base model")
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--test", action="append", default=[], metavar="DIR[:SPLIT]")
    parser.add_argument("--work", type=Path, required=True, metavar="DIR", help="keeps the models")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    learn = load_data(options.data, "train")
    made = models(
        learn, options.label, options.new, options.base, options.steps, options.seed, options.threads, options.work
    )
    rows = [
        {"label": options.label, "model": model, "new": options.new, "test": test, "texts": len(golds)}
        | {"figures": scores(path, golds, options.label)}
        for test, golds in test_sets(options.test or [f"{options.data}:test"]).items()
        for model, path in made.items()
    ]
    options.out.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
