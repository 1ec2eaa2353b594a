"""The notebooks run from the first cell to the last, are kept without outputs, and show what they promise."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def _read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_kept_without_outputs(path: Path) -> None:
    for cell in _read(path).cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert len(cell.source.splitlines()) <= 15, "a notebook calls the library; it holds no logic"


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    monkeypatch.setenv("OMP_NUM_THREADS", os.environ.get("OMP_NUM_THREADS", "1"))
    book = _read(path)
    NotebookClient(book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    for cell in book.cells:
        if cell.cell_type == "code":
            assert not any(
                o.output_type == "error" or (o.output_type == "stream" and o.name == "stderr") for o in cell.outputs
            )
    if path.stem.startswith("01"):
        html = next(
            o.data["text/html"]
            for c in book.cells
            if c.cell_type == "code"
            for o in c.outputs
            if "text/html" in o.get("data", {})
        )
        assert "<mark" in html
        assert "<table" in html
    else:
        shown = "".join(
            o.text for c in book.cells if c.cell_type == "code" for o in c.outputs if o.output_type == "stream"
        )
        assert "DEADLINE" in shown
        assert "95 %" in shown
