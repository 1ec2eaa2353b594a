"""How fast the tagger is, against the same pipeline with an encoder of PhoBERT-base's size, in the same run.

    python -m vnadmin_nlp.evaluation.speed --data . --split test

The large encoder has random weights, which serve for speed: RoBERTa, 12 layers of 768, 64,001 pieces, as PhoBERT-base is. Both networks run in
ONNX Runtime, int8 and with the same windows and threads; the large one in single precision, too. Needs the extra `[train]`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.tagger.features import FEATURES, Reading, read_features
from vnadmin_nlp.tagger.folder import model_path, onnx_network, open_tagger
from vnadmin_nlp.tagger.scheme import LAYERS
from vnadmin_nlp.tagger.tagger import SpanTagger

PHOBERT_BASE: Final = {
    "model_type": "roberta", "vocab_size": 64001, "hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
    "intermediate_size": 3072, "max_position_embeddings": 514, "type_vocab_size": 1, "pad_token_id": 1,
}  # fmt: skip
"""The sizes in PhoBERT-base's published configuration (more positions, for windows as long as ours)."""


def large_network(folder: Path, *, quantize: bool, settings: dict[str, Any] | None = None) -> Path:
    """The ONNX file of a network with an encoder of these sizes and random weights."""
    from vnadmin_nlp.training.export import export_onnx
    from vnadmin_nlp.training.model import DirectiveTagger, DirectiveTaggerConfig

    config = DirectiveTaggerConfig(
        encoder=settings or PHOBERT_BASE, features=[list(x) for x in FEATURES.items()], layers=[list(x) for x in LAYERS]
    )
    file = folder / ("int8.onnx" if quantize else "single.onnx")
    export_onnx(DirectiveTagger(config).eval(), file, quantize=quantize)
    return file


def seconds(work: Callable[[], object], rounds: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The shortest of some rounds: what the machine can do when nothing else runs. `clock`: `time.process_time` counts one thread alone."""
    work()  # the first time opens files and fills caches
    times = []
    for _ in range(rounds):
        begun = clock()
        work()
        times.append(clock() - begun)
    return max(min(times), 1e-9)


def compare(
    readings: Sequence[Reading], taggers: dict[str, tuple[SpanTagger, Path]], rounds: int
) -> dict[str, dict[str, float]]:
    """Per tagger: words (syllables and signs) a second of the network with decoding, of reading and tagging together, megabytes."""
    words = sum(len(r.tokens) for r in readings)
    reading = seconds(lambda: [read_features(r.text) for r in readings], 1)
    out = {}
    for name, (tagger, file) in taggers.items():
        spent = seconds(lambda tagger=tagger: [tagger.read(r) for r in readings], rounds)  # type: ignore[misc]
        out[name] = {
            "words a second": round(words / spent),
            "with reading": round(words / (spent + reading)),
            "megabytes": round(file.stat().st_size / 1e6, 1),
        }
    return out


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    head = (__doc__ or "").split("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m vnadmin_nlp.evaluation.speed", description=head)
    parser.add_argument("--data", required=True, metavar="DIR")
    parser.add_argument("--split")
    parser.add_argument("--model", metavar="DIR", help="default: the shipped one")
    parser.add_argument("--texts", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    readings = [read_features(g.text) for g in load_data(options.data, options.split)[: options.texts]]
    folder = model_path(options.model)
    ours = open_tagger(folder, options.threads).tagger
    with tempfile.TemporaryDirectory() as work:
        taggers = {"ours, int8": (ours, folder / "model.onnx")}
        for name, quantize in (("PhoBERT-base's size, int8", True), ("PhoBERT-base's size, single precision", False)):
            file = large_network(Path(work), quantize=quantize)
            taggers[name] = (replace(ours, network=onnx_network(file)), file)
        print(json.dumps(compare(readings, taggers, options.rounds), indent=1))


if __name__ == "__main__":
    main()
