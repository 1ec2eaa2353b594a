"""Hugging Face `datasets`: a folder of Parquet or JSONL with its features in README.md, or what `save_to_disk` writes.

`datasets.load_dataset(FOLDER)` reads the former, `datasets.load_from_disk(FOLDER)` the latter. The rows are those of
`annotation.datasets`. JSONL is for reading by eye and other programs: `load_dataset` takes its ISO days for times.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from vnadmin_nlp.annotation.datasets import from_row, to_dataset_dict, to_row
from vnadmin_nlp.annotation.formats.common import fail, note
from vnadmin_nlp.annotation.gold import GoldDirective, read_utf8
from vnadmin_nlp.errors import VnadminError

NAME: Final = "datasets"
TITLE: Final = "Hugging Face datasets: a folder of Parquet, or (--form) jsonl, or arrow as of save_to_disk"
FORMS: Final = ("parquet", "jsonl", "arrow")
SUFFIX: Final = ""
LOSSES: Final = "the manifest's author and reviewer"
_CARD: Final = """---
configs:
- config_name: default
  data_files:
{files}
dataset_info:
  features:
  - name: id
    dtype: string
  - name: text
    dtype: string
  - name: spans
    list:
    - name: label
      dtype: string
    - name: start
      dtype: int64
    - name: end
      dtype: int64
  - name: assignments
    list:
    - name: task
      list: int64
{roles}
    - name: due
      dtype: string
    - name: refs
      list:
        list: int64
{meta}
  - name: noise
    list: string
---

Vietnamese administrative directives with spans (ORG-UNIT, DEADLINE, DOC-REF, TASK) and assignments.
Offsets are Unicode code points of `text`, end exclusive; labels are strings.
"""
_UNITS: Final = """    - name: {role}
      list:
      - name: text
        dtype: string
      - name: start
        dtype: int64
      - name: end
        dtype: int64"""
_META: Final = ("genre", "level", "issuer", "province", "date", "domain", "family", "layout")


def _parts(
    golds: Sequence[GoldDirective], splits: Mapping[str, Sequence[str]] | None
) -> dict[str, list[GoldDirective]]:
    place = {i: name for name, ids in (splits or {}).items() for i in ids}
    parts: dict[str, list[GoldDirective]] = {}
    for gold in golds:
        parts.setdefault(place.get(gold.id, "train"), []).append(gold)
    return parts


def write(
    golds: Sequence[GoldDirective],
    path: Path,
    *,
    splits: Mapping[str, Sequence[str]] | None = None,
    form: str = "parquet",
) -> list[str]:
    """Write the folder. `splits` (ids by split): a text that stands in none goes to `train`. `form`: one of `FORMS`.

    Raises E303 without `datasets`, but for JSONL.
    """
    if form not in FORMS:
        raise VnadminError("E201", detail=f"there is no form {form!r}; name one of {', '.join(FORMS)}")
    parts = _parts(golds, splits)
    if form == "jsonl":
        path.mkdir()
        for name, part in parts.items():
            lines = "".join(json.dumps(to_row(g), ensure_ascii=False) + "\n" for g in part)
            (path / f"{name}.jsonl").write_text(lines, encoding="utf-8", newline="")
    else:
        whole = to_dataset_dict(parts)
        if form == "arrow":
            whole.save_to_disk(path)
        else:
            path.mkdir()
            for name in parts:
                whole[name].to_parquet(path / f"{name}.parquet")
    if form != "arrow":
        files = "\n".join(f"  - split: {name}\n    path: {name}.{form}" for name in parts)
        roles = "\n".join(_UNITS.format(role=role) for role in ("lead", "with"))
        meta = "\n".join(f"  - name: {key}\n    dtype: string" for key in _META)
        (path / "README.md").write_text(_CARD.format(files=files, roles=roles, meta=meta), encoding="utf-8")
    people = sum(bool(g.meta.author or g.meta.reviewer) for g in golds)
    return [note("all", f"author and reviewer of {people} texts are not written")] if people else []


def read(path: Path, texts: Mapping[str, str] | None = None) -> tuple[list[GoldDirective], list[str]]:
    """Read such a folder, or one file of JSONL, all splits of it."""
    golds: list[GoldDirective] = []
    messages: list[str] = []
    unknown: set[str] = set()
    for place, row in _rows(path):
        try:
            gold, left = from_row(row)
        except (ValidationError, KeyError, TypeError) as error:
            first = error.errors()[0] if isinstance(error, ValidationError) else None
            said = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else f"lacks {error}"
            raise fail(path, place, said, "The columns must be those that `--to datasets` writes") from error
        unknown |= left
        golds.append(gold.model_copy(update={"file": str(path)}))
    if unknown:
        messages.append(note("all", f"the columns {', '.join(sorted(unknown))} are not read"))
    return golds, messages


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    files = [path] if path.is_file() else sorted(path.glob("*.jsonl"))
    if files:
        for file in files:
            yield from _json_rows(file)
        return
    try:
        import pyarrow.parquet  # type: ignore[import-untyped]
        from datasets import DatasetDict, load_from_disk
    except ImportError as error:
        raise VnadminError("E303", detail="datasets") from error
    tables = sorted(path.glob("*.parquet"))
    try:
        parts: dict[str, Any] = {t.stem: pyarrow.parquet.read_table(t).to_pylist() for t in tables}
        if not tables:
            found = load_from_disk(str(path))
            parts = found if isinstance(found, DatasetDict) else {"row": found}
    except (OSError, ValueError) as error:
        raise fail(path, "the folder", f"neither JSONL nor a saved dataset ({error})", "Name such a folder") from error
    for name, part in parts.items():
        yield from ((f"{name} {i}", row) for i, row in enumerate(part))


def _json_rows(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, line in enumerate(read_utf8(file).split("\n"), 1):
        if line.strip():
            place = f"{file.name}, line {number}"
            try:
                row = json.loads(line)
            except ValueError as error:
                raise fail(file, place, f"no JSON ({error})", "Write one object a line") from error
            if not isinstance(row, dict):
                raise fail(file, place, "no JSON object", "Write one object a line")
            yield place, row
