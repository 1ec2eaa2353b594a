"""One command per system: it trains, scores alone and in the pipeline, and writes a row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers_model import write_data

from vnadmin_nlp.evaluation.systems import main

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.mark.parametrize("system", ["rules", "crf", "model", "model-single"])
def test_a_row_says_how_good_a_system_is(tmp_path: Path, tiny_model: Path, system: str) -> None:
    data = str(write_data(tmp_path / "data"))
    out = tmp_path / "rows.jsonl"
    main([system, "--data", data, "--test", f"{data}:test", "--model", str(tiny_model), "--out", str(out)])
    row = json.loads(out.read_text(encoding="utf-8"))
    assert row["system"] == system
    assert row["texts"] == 1
    assert row["alone"]["DOC-REF"]["f1"] > 0.9
    assert (row["alone"]["TASK"]["f1"] is not None and row["alone"]["TASK"]["f1"] > 0.5) is (system != "rules")
    assert row["pipeline"]["record"]["f1"] >= 0
    assert row["characters a second"] > 0
