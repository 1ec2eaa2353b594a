"""The comparison of speeds runs; how fast things are is no test."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vnadmin_nlp.evaluation.speed import PHOBERT_BASE, compare, large_network, seconds
from vnadmin_nlp.tagger.features import read_features
from vnadmin_nlp.tagger.folder import onnx_network, open_tagger


@pytest.mark.filterwarnings("ignore")
def test_two_networks_in_one_run(tmp_path: Path, tiny_model: Path) -> None:
    ours = open_tagger(tiny_model, 1).tagger
    small = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    file = large_network(tmp_path, quantize=False, settings=PHOBERT_BASE | small)
    other = replace(ours, network=onnx_network(file))
    rows = compare([read_features("Giao Sở Y tế rà soát.")], {"a": (ours, tiny_model), "b": (other, file)}, 1)
    assert rows["a"]["words a second"] > rows["a"]["with reading"] > 0
    assert rows["b"]["megabytes"] > 1


def test_the_shortest_round_counts() -> None:
    calls: list[int] = []
    assert seconds(lambda: calls.append(1), 3) >= 0
    assert len(calls) == 4
