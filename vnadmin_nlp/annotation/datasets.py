"""Gold as a Hugging Face `DatasetDict`, and what the tokens can express of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import SPLITS, SPLITS_FILE, GoldDirective, annotations_folder, load_data, load_splits
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.tokens.split import split

if TYPE_CHECKING:
    from datasets import DatasetDict

_META = ("genre", "level", "issuer", "province", "date", "domain", "family", "layout")


def to_row(gold: GoldDirective) -> dict[str, Any]:
    """One directive as a flat row; lists of records as lists of dicts, so that `datasets` keeps their order."""
    return {
        "id": gold.id,
        "text": gold.text,
        "spans": [s.model_dump() for s in gold.spans],
        "assignments": [
            {
                "task": list(a.task),
                "lead": [u.model_dump() for u in a.lead],
                "with": [u.model_dump() for u in a.with_],
                "due": a.due,
                "refs": [list(r) for r in a.refs],
            }
            for a in gold.assignments
        ],
        **{key: getattr(gold.meta, key) for key in _META},
        "noise": list(gold.meta.noise),
    }


def from_row(row: Mapping[str, Any]) -> tuple[GoldDirective, set[str]]:
    """The directive of a row of `to_row`, and the names of columns that are none of its own.

    Raises KeyError or pydantic's ValidationError for a row of another form.
    """
    known = {key: row[key] for key in ("id", "text", "spans", "assignments")}
    meta = {key: row[key] for key in (*_META, "noise") if row.get(key) is not None}
    whole = {**meta, "id": known["id"], "path": f"{known['id']}.txt", "characters": len(known["text"])}
    # through JSON, in which a list is a tuple's form too
    gold = GoldDirective.model_validate_json(json.dumps({**known, "meta": whole}))
    return gold, set(row) - {*known, *_META, "noise"}


def _features() -> Any:
    from datasets import Features, List, Value

    text, number = Value("string"), Value("int64")
    units = List({"text": text, "start": number, "end": number})
    return Features(
        {
            "id": text,
            "text": text,
            # labels stay strings: the numbering of a ClassLabel would be one more thing to keep in step with a model
            "spans": List({"label": text, "start": number, "end": number}),
            "assignments": List(
                {"task": List(number), "lead": units, "with": units, "due": text, "refs": List(List(number))}
            ),
            **dict.fromkeys(_META, text),
            "noise": List(text),
        }
    )


def to_dataset_dict(data: str | Path | Mapping[str, Iterable[GoldDirective]]) -> DatasetDict:
    """A `datasets.DatasetDict` with the splits of a data folder, or of directives given by split.

    A folder without splits.json becomes one split `train`. Raises E401 for bad gold, E303 without `datasets`.
    """
    try:
        from datasets import Dataset, DatasetDict
    except ImportError as error:
        raise VnadminError("E303", detail="datasets") from error
    features = _features()
    parts = data if isinstance(data, Mapping) else by_split(data)
    return DatasetDict(
        {name: Dataset.from_list([to_row(g) for g in golds], features=features) for name, golds in parts.items()}
    )


def by_split(data: str | Path) -> dict[str, list[GoldDirective]]:
    """The gold of a data folder by split; all of it as `train` where the folder has no splits.json. Raises E401."""
    golds = load_data(data)
    splits_file = annotations_folder(data) / SPLITS_FILE
    if not splits_file.is_file():
        return {"train": golds}
    known = {g.id: g for g in golds}
    splits = load_splits(splits_file)
    return {name: [known[i] for i in splits[name] if i in known] for name in SPLITS}


class Lost(BaseModel):
    """A gold span that no sequence of tokens covers exactly."""

    model_config = ConfigDict(frozen=True)

    id: str
    label: str
    start: int
    end: int
    text: str


class Expressible(BaseModel):
    """How many gold spans have token edges at both ends; `lost` lists the others."""

    model_config = ConfigDict(frozen=True)

    spans: int
    lost: tuple[Lost, ...]

    @property
    def share(self) -> float:
        """Between 0 and 1; 1 without any spans."""
        return 1 - len(self.lost) / self.spans if self.spans else 1.0


def expressible(golds: Sequence[GoldDirective]) -> Expressible:
    """The share of gold spans whose edges are token edges."""
    lost: list[Lost] = []
    for gold in golds:
        tokens = split(gold.text)
        starts, ends = {t.start for t in tokens}, {t.end for t in tokens}
        lost += [
            Lost(id=gold.id, label=s.label, start=s.start, end=s.end, text=gold.covered(s.start, s.end))
            for s in gold.spans
            if s.start not in starts or s.end not in ends
        ]
    return Expressible(spans=sum(len(g.spans) for g in golds), lost=tuple(lost))
