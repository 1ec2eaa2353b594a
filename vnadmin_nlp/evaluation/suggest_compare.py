"""What `vnadmin suggest` is worth against a random choice: a simulation of annotating the chosen notices.

    python -m vnadmin_nlp.evaluation.suggest_compare --data . --out docs/results/suggest.jsonl

Each seed draws texts that are annotated already (`--base`) and a pool of others from the train split. A small linear tagger
(`baselines.LinearTagger`) learns the base; the choice is made from the pool as `vnadmin suggest` makes it, with that tagger's own
uncertainty; one that learns base and chosen texts is scored on the dev split. One JSON line a seed, choice and count; those that the file
already holds are passed over. `plots.choice_plot` draws it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from vnadmin_nlp.annotation.gold import GoldDirective, load_data, shuffled
from vnadmin_nlp.annotation.suggest import choose
from vnadmin_nlp.evaluation.baselines import LinearTagger, Read
from vnadmin_nlp.evaluation.score import Side, count, figures, side_of, total
from vnadmin_nlp.records import LABELS


class Mix(NamedTuple):
    """A way of choosing: the weight of novelty (null: by chance), and whether uncertainty is told per length."""

    novelty: float | None
    per_length: bool = True


MIXES: Final[Mapping[str, Mix]] = MappingProxyType(
    {
        "random": Mix(None),
        "both": Mix(0.5),
        "uncertainty": Mix(0.0),
        "novelty": Mix(1.0),
        "both, of whole notices": Mix(0.5, per_length=False),
    }
)


def f1(tagger: LinearTagger, golds: Sequence[GoldDirective]) -> dict[str, float | None]:
    """Exact F1 by label and over all, of the tagger alone."""
    found = [Side(frozenset((t.label, t.start, t.end) for t in tagger.tag(g.text)), ()) for g in golds]
    sums = figures(total(count(side_of(g), side) for g, side in zip(golds, found, strict=True)))
    return {name: sums[name].f1 for name in (*LABELS, "micro", "TASK overlap")}


class Simulation:
    """One seed: its base, its pool, and how unsure a tagger that has learnt the base is of each text of the pool."""

    def __init__(
        self,
        golds: Sequence[GoldDirective],
        seed: int,
        kept: dict[str, Read],
        *,
        base: int,
        pool: int,
    ) -> None:
        order = shuffled(golds, seed)
        self.seed, self.kept = seed, kept
        self.base, self.pool = order[:base], order[base : base + pool]
        self.tagger = self._learnt(self.base)
        self.wrong = [self.tagger.expected_errors(g.text) for g in self.pool]

    def _learnt(self, golds: Sequence[GoldDirective]) -> LinearTagger:
        return LinearTagger(kept=self.kept).fit(golds)

    def chosen(self, mix: str, number: int) -> list[GoldDirective]:
        """`number` texts of the pool; a smaller choice is part of a larger one."""
        novelty, per_length = MIXES[mix]
        if novelty is None:
            return self.pool[:number]  # shuffled above
        unsure = [w / len(g.text) if per_length else w for w, g in zip(self.wrong, self.pool, strict=True)]
        made = choose([g.text for g in self.pool], unsure, [g.text for g in self.base], number, novelty)
        return [self.pool[c.at] for c in made]

    def row(self, mix: str, number: int, dev: Sequence[GoldDirective]) -> dict[str, Any]:
        """The figures after learning a choice; `number` 0 is the base alone."""
        more = self.chosen(mix, number) if number else []
        tagger = self._learnt([*self.base, *more]) if more else self.tagger
        return {
            "seed": self.seed,
            "choice": mix,
            "count": number,
            "base": len(self.base),
            "pool": len(self.pool),
            "characters": sum(len(g.text) for g in more),
            "spans": sum(len(g.spans) for g in more),
            "texts": len(dev),
            "f1": f1(tagger, dev),
        }


def rows(
    data: str | Path,
    wanted: Sequence[tuple[int, str, int]],
    done: set[tuple[int, str, int]],
    **sizes: int,
) -> Iterator[dict[str, Any]]:
    """The rows `wanted` (seed, choice, count) that are not in `done`. `sizes`: base, pool."""
    train, dev = load_data(data, "train"), load_data(data, "dev")
    kept: dict[str, Read] = {}
    for seed in sorted({w[0] for w in wanted}):
        missing = [w for w in wanted if w[0] == seed and w not in done]
        if missing:
            simulation = Simulation(train, seed, kept, **sizes)
            for _, mix, number in missing:
                yield simulation.row(mix, number, dev)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    head = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m vnadmin_nlp.evaluation.suggest_compare", description=head)
    parser.add_argument("--data", required=True, metavar="DIR")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--choices", nargs="+", choices=MIXES, default=list(MIXES))
    parser.add_argument("--counts", type=int, nargs="+", default=[25, 50])
    parser.add_argument("--base", type=int, default=25, help="texts that are annotated already")
    parser.add_argument("--pool", type=int, default=120, help="texts to choose from")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(arguments)
    old = options.out.read_text(encoding="utf-8").splitlines() if options.out.exists() else []
    done = {(r["seed"], r["choice"], r["count"]) for r in map(json.loads, old)}
    sizes = {"base": options.base, "pool": options.pool}
    wanted = [(seed, "random", 0) for seed in options.seeds]
    wanted += [(seed, mix, n) for seed in options.seeds for n in options.counts for mix in options.choices]
    for row in rows(options.data, wanted, done, **sizes):
        with options.out.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        print(row["seed"], row["choice"], row["count"], row["f1"]["micro"], flush=True)


if __name__ == "__main__":
    main()
