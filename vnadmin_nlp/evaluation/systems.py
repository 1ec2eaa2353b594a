"""Baselines and models on the same split, by one command each.

    python -m vnadmin_nlp.evaluation.systems crf --data . --test .:test --out rows.jsonl

trains the system on the train split of `--data` (and the whole of `--extra-train`), and scores it on every `--test` folder, alone and
inside the pipeline (rules, values, linking). Systems: rules, crf, crf-features, spacy, scratch (our network without pretraining), model (a
finished model folder), model-single (the same in single precision: what int8 costs). One JSON line a system and test set: exact F1 by
label, TASK overlap, record, characters a second, megabytes.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from vnadmin_nlp.annotation.gold import GoldDirective, load_data
from vnadmin_nlp.documents import Source
from vnadmin_nlp.evaluation.baselines import CrfTagger, RuleTagger, SpacyTagger
from vnadmin_nlp.evaluation.report import Pair, f1
from vnadmin_nlp.evaluation.score import Counts, Side, count, side_of
from vnadmin_nlp.outline import parse
from vnadmin_nlp.pipeline import Extractor, assemble
from vnadmin_nlp.records import LABELS, Directive
from vnadmin_nlp.spans.grammars import propose
from vnadmin_nlp.spans.reconcile import Tagged, reconcile
from vnadmin_nlp.tagger.folder import file_sha256, model_path, open_tagger, read_json


class Tagger(Protocol):
    """What a system must do: give the spans of a text."""

    def tag(self, text: str) -> Sequence[Any]:
        """Spans (label, start, end, score) of both layers."""
        ...


class Data:
    """The directives of one comparison."""

    def __init__(self, folders: Sequence[str], extra: Sequence[str]) -> None:
        self.folders, self.extra = tuple(folders), tuple(extra)
        self.learn = [d for f in folders for d in load_data(f, "train")] + [d for f in extra for d in load_data(f)]
        self.dev = [d for f in folders for d in load_data(f, "dev")]


def _scratch(data: Data, work: Path) -> Path:
    """Our network with random weights, fine-tuned as the shipped one is."""
    from vnadmin_nlp.pretraining import PretrainConfig, pretrain
    from vnadmin_nlp.tagger.folder import SHIPPED
    from vnadmin_nlp.training import TrainConfig
    from vnadmin_nlp.training.finetune import train_on

    text = work / "text.txt"
    text.write_text("\n\n".join(d.text for d in data.learn), encoding="utf-8")
    settings = {
        "text": [str(text)],
        "out": str(work / "base"),
        "tokenizer": str(SHIPPED / "tokenizer.json"),
        "steps": 0,
    }
    base = pretrain(PretrainConfig.model_validate(settings))
    config = TrainConfig(
        data=data.folders, out=str(work / "model"), base=str(base), name="scratch", epochs=3, renderings=2, overlap=96,
        learning_rate=6e-4,
    )  # fmt: skip
    return train_on(config, data.learn, data.dev, tell=print)


def _single(folder: Path, work: Path) -> Path:
    """A copy of a model folder whose ONNX network has the weights as they are, not in int8."""
    import torch

    from vnadmin_nlp.training.export import export_onnx
    from vnadmin_nlp.training.model import DirectiveTagger

    copy = Path(shutil.copytree(folder, work / "single"))
    network = copy / "model.onnx"
    export_onnx(DirectiveTagger.from_pretrained(folder, dtype=torch.float32), network, quantize=False)
    about = read_json(copy, "vnadmin.json")
    about["sha256"][network.name] = file_sha256(network)
    (copy / "vnadmin.json").write_text(json.dumps(about), encoding="utf-8")
    return copy


def _sized(folder: Path) -> int:
    return sum((folder / name).stat().st_size for name in ("model.onnx", "tokenizer.json"))


Whole = Callable[[GoldDirective, Sequence[Any]], Directive]
"""The record of a directive, given what a system tagged in it."""


class System(NamedTuple):
    """A trained system: its tagger, its size in bytes, and how its spans become records."""

    tagger: Tagger
    size: int
    whole: Whole


def build(name: str, data: Data, work: Path, model: str | None = None) -> System:
    """Train the system, or open it. Raises KeyError for an unknown name."""
    if name in NETWORKS:
        folder = _scratch(data, work) if name == "scratch" else model_path(model)
        folder = _single(folder, work) if name == "model-single" else folder
        return System(open_tagger(folder, 2).tagger, _sized(folder), _shipped_way(folder))
    if name == "rules":
        return System(RuleTagger(), 0, _borrowed_way)
    trained: CrfTagger | SpacyTagger
    if name == "spacy":
        trained = SpacyTagger(work).fit(data.learn, data.dev)
    else:
        trained = CrfTagger(rules={"crf": False, "crf-features": True}[name]).fit(data.learn)
    return System(trained, trained.size, _borrowed_way)


NETWORKS: Final = ("scratch", "model", "model-single")
SYSTEMS: Final = ("rules", "crf", "crf-features", "spacy", *NETWORKS)


def in_pipeline(text: str, tagged: Sequence[Any]) -> Directive:
    """The record that the pipeline makes of a system's spans."""
    outline = parse(text)
    return assemble(Source(text, None, "txt"), outline, reconcile(text, [Tagged(*t) for t in tagged], propose(text)))


def _alone(gold: GoldDirective, tagged: Sequence[Any]) -> Counts:
    return count(side_of(gold), Side(frozenset((t[0], t[1], t[2]) for t in tagged), ()))


def score(system: System, golds: Sequence[GoldDirective]) -> dict[str, Any]:
    """Figures of a system on gold directives: alone, and inside the pipeline."""
    begun = time.perf_counter()
    spans = [system.tagger.tag(g.text) for g in golds]
    seconds = time.perf_counter() - begun
    pairs: list[Pair] = [(g, system.whole(g, s)) for g, s in zip(golds, spans, strict=True)]
    return {
        "texts": len(golds),
        "alone": f1([_alone(g, s) for g, s in zip(golds, spans, strict=True)], (*LABELS, "micro")),
        "pipeline": f1([count(side_of(g), side_of(d)) for g, d in pairs], (*LABELS, "micro", "TASK overlap", "record")),
        "characters a second": round(sum(len(g.text) for g in golds) / seconds),
    }


def _shipped_way(folder: Path) -> Whole:
    """The pipeline as users run it, in which the tagger may also refuse a grammar's candidate."""
    extractor = Extractor(folder, 2)
    return lambda gold, _: extractor.extract_text(gold.text)


def _borrowed_way(gold: GoldDirective, tagged: Sequence[Any]) -> Directive:
    return in_pipeline(gold.text, tagged)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m vnadmin_nlp.evaluation.systems", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("system", choices=SYSTEMS)
    parser.add_argument("--data", action="append", required=True, metavar="DIR")
    parser.add_argument("--extra-train", action="append", default=[], metavar="DIR")
    parser.add_argument("--test", action="append", required=True, metavar="DIR[:SPLIT]")
    parser.add_argument("--model", metavar="DIR", help="for 'model' and 'model-single'; default: the shipped one")
    parser.add_argument("--out", type=Path, metavar="FILE", help="JSON lines to append to")
    options = parser.parse_args(arguments)
    data = Data(options.data, options.extra_train)
    with tempfile.TemporaryDirectory() as work:
        begun = time.perf_counter()
        system = build(options.system, data, Path(work), options.model)
        seconds = time.perf_counter() - begun
        for spec in options.test:
            folder, _, split = spec.partition(":")
            row = score(system, load_data(folder, split or None))
            row = {
                "system": options.system,
                "test": Path(folder).resolve().name + (split and f":{split}"),
                "trained on": len(data.learn),
            } | row
            row |= {"megabytes": round(system.size / 1e6, 2), "training seconds": round(seconds)}
            line = json.dumps(row, ensure_ascii=False)
            print(line)
            if options.out:
                with options.out.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")


if __name__ == "__main__":
    main()
