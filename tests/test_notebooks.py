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


# what must be seen in each: pieces of its printed text, and how many pictures
SHOWN: dict[str, tuple[tuple[str, ...], int]] = {
    "01_read_a_notice": (("due:",), 0),
    "02_corpus": (("marks read", "genre:"), 3),
    "03_retrain": (("6 new notices", "nothing to correct", "0 errors", "to learn from", "verdict:"), 1),
    "04_evaluate": (("DEADLINE", "95 %", "given the annotator's spans"), 4),
    "05_errors": (("boundary", "invented"), 0),
    "06_dashboard": (("assignments", "due from", "nobody could be told"), 0),
}


def _outputs(book: Any) -> list[Any]:
    return [o for cell in book.cells if cell.cell_type == "code" for o in cell.outputs]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    monkeypatch.setenv("OMP_NUM_THREADS", os.environ.get("OMP_NUM_THREADS", "1"))
    book = _read(path)
    NotebookClient(book, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}).execute()
    outputs = _outputs(book)
    assert not [o for o in outputs if o.output_type == "error" or (o.output_type == "stream" and o.name == "stderr")]
    printed = "".join(o.text for o in outputs if o.output_type == "stream")
    pieces, pictures = SHOWN[path.stem]
    assert [piece for piece in pieces if piece not in printed] == []
    assert sum("image/png" in o.get("data", {}) for o in outputs) == pictures
    if path.stem.startswith("01"):
        html = next(o.data["text/html"] for o in outputs if "text/html" in o.get("data", {}))
        assert "<mark" in html
        assert "<table" in html
