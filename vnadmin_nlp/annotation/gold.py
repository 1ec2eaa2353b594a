"""Gold directives: one text file and one JSON of spans and assignments, format `vnadmin.gold/1`.

A data folder is either `annotations/<id>.json` beside `corpora/<genre>/<id>.txt` (with `corpora/manifest.jsonl` and
`annotations/splits.json`), or just pairs `NAME.txt` + `NAME.json`. Offsets are code points of the text, end exclusive.
"""

from __future__ import annotations

import hashlib
import json
import random
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    TypeAdapter,
    ValidationError,
)

from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import Label

GOLD_SCHEMA = "vnadmin.gold/1"
SPLITS_FILE = "splits.json"
MANIFEST_FILE = "manifest.jsonl"
Split = Literal["train", "dev", "test"]
SPLITS: tuple[Split, ...] = ("train", "dev", "test")
Interval = tuple[StrictInt, StrictInt]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class GoldSpan(_Model):
    """One marked span."""

    label: Label
    start: StrictInt
    end: StrictInt


class GoldUnit(_Model):
    """A unit in a role. `start` and `end` are null only where the file gave a text that no ORG-UNIT span has."""

    text: str
    start: StrictInt | None = None
    end: StrictInt | None = None


def _unit(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


Unit = Annotated[GoldUnit, BeforeValidator(_unit)]


class GoldAssignment(_Model):
    """One assignment; `with_` is `with` in the file."""

    task: Interval
    lead: tuple[Unit, ...] = ()
    with_: tuple[Unit, ...] = Field(
        default=(), validation_alias=AliasChoices("with", "with_"), serialization_alias="with"
    )
    due: str | None = None
    refs: tuple[Interval, ...] = ()


class GoldMeta(_Model):
    """One line of the manifest: what is known of a text besides its annotation. `date` is `YYYY-MM-DD` or `YYYY-MM`."""

    id: str = ""
    path: str = ""
    genre: str | None = None
    level: str | None = None
    issuer: str | None = None
    province: str | None = None
    date: str | None = None
    domain: str | None = None
    family: str | None = None
    layout: str | None = None
    noise: tuple[str, ...] = ()
    characters: StrictInt = 0
    author: str | None = None
    reviewer: str | None = None

    @property
    def year(self) -> str | None:
        """The year of the directive's own date."""
        return self.date[:4] if self.date else None


class GoldFile(_Model):
    """What stands in one gold JSON; `schema`, `id` and `text` may lack in a file that lies beside its text."""

    schema_: Literal["vnadmin.gold/1"] = Field(default="vnadmin.gold/1", alias="schema")
    id: str | None = None
    text: str | None = None
    sha256: str | None = None
    spans: tuple[GoldSpan, ...]
    assignments: tuple[GoldAssignment, ...]


class GoldDirective(_Model):
    """A text with its gold. `sha256` is what the file said, or null; `file` names the JSON for messages.

    `unmarked`: labels that nobody looked for in this text, so that a place without one says nothing. It does not stand in files.
    """

    id: str
    text: str
    spans: tuple[GoldSpan, ...] = ()
    assignments: tuple[GoldAssignment, ...] = ()
    meta: GoldMeta = GoldMeta()
    sha256: str | None = None
    file: str | None = None
    unmarked: tuple[Label, ...] = ()

    def covered(self, start: int, end: int) -> str:
        """The characters of the text from `start` to `end`."""
        return self.text[start:end]

    def labelled(self, *labels: Label) -> list[GoldSpan]:
        """The spans with one of `labels`, sorted by start."""
        return sorted((s for s in self.spans if s.label in labels), key=lambda s: (s.start, s.end))


def fold(text: str) -> str:
    """The form in which unit texts are compared: NFC, case-folded, white space collapsed."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def digest(text: str) -> str:
    """The SHA-256 of the text in UTF-8, as it stands in gold files."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def resolve(name: str, at: int, units: Sequence[tuple[int, int, str]]) -> tuple[int, int] | None:
    """The unit span that a role text means: the nearest with that text that starts at or before `at`, else the first.

    `units` are (start, end, folded text), sorted by start.
    """
    wanted = fold(name)
    same = [(s, e) for s, e, text in units if text == wanted]
    before = [p for p in same if p[0] <= at]
    return before[-1] if before else same[0] if same else None


def unit_index(text: str, spans: Iterable[GoldSpan]) -> list[tuple[int, int, str]]:
    """The ORG-UNIT spans as `resolve` takes them."""
    found = sorted((s.start, s.end) for s in spans if s.label == "ORG-UNIT")
    return [(s, e, fold(text[s:e])) for s, e in found]


def _resolved(
    text: str, spans: Sequence[GoldSpan], assignments: Iterable[GoldAssignment]
) -> tuple[GoldAssignment, ...]:
    units = unit_index(text, spans)

    def place(unit: GoldUnit, at: int) -> GoldUnit:
        if unit.start is not None:
            return unit
        found = resolve(unit.text, at, units)
        return GoldUnit(text=unit.text, start=found[0], end=found[1]) if found else unit

    def one(a: GoldAssignment) -> GoldAssignment:
        at = a.task[0]
        return a.model_copy(
            update={"lead": tuple(place(u, at) for u in a.lead), "with_": tuple(place(u, at) for u in a.with_)}
        )

    return tuple(one(a) for a in assignments)


def _reason(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(p) for p in first["loc"])
    return f"{place or 'top level'}: {first['msg']}"


def read_utf8(path: Path, *, mark: bool = False, remedy: str = "Save it as UTF-8") -> str:
    """The file as text, its line ends as they are, without a byte order mark (`mark`: with it).

    Raises E401 where it is no UTF-8; the message ends with `remedy`.
    """
    try:
        return path.read_bytes().decode("utf-8" if mark else "utf-8-sig")
    except OSError as error:
        raise VnadminError("E401", name=path, detail=f"cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise VnadminError("E401", name=path, detail=f"byte {error.start}: not UTF-8. {remedy}") from error


M = TypeVar("M", bound=BaseModel)


def _parse(model: type[M], raw: str, name: str) -> M:
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise VnadminError("E401", name=name, detail=_reason(error)) from error


def _text_path(path: Path, relative: str | None, root: Path | None) -> Path:
    beside = path.with_suffix(".txt")
    if relative is None:
        return beside
    pure = PurePosixPath(relative)
    if pure.is_absolute() or ".." in pure.parts:
        raise VnadminError("E401", name=path, detail=f"text: {relative!r} must be a path inside the data folder")
    for folder in [root] if root else [path.parent.parent, path.parent]:
        if (folder / pure).is_file():
            return folder / pure
    if beside.is_file():
        return beside
    raise VnadminError("E401", name=path, detail=f"text: there is no file {relative!r} in the data folder")


def load(path: str | Path, *, root: str | Path | None = None, meta: GoldMeta | None = None) -> GoldDirective:
    """Load one gold JSON and its text.

    `root` is the folder that `text` in the file is relative to (default: the parent of the folder of the file, then
    that folder itself); a JSON without `text` belongs to the .txt of the same name beside it.
    Raises VnadminError E401 with the file and the place in it.
    """
    path = Path(path)
    file = _parse(GoldFile, read_utf8(path), str(path))
    text = read_utf8(_text_path(path, file.text, Path(root) if root else None))
    name = file.id or path.stem
    return GoldDirective(
        id=name,
        text=text,
        spans=file.spans,
        assignments=_resolved(text, file.spans, file.assignments),
        meta=meta or GoldMeta(id=name, path=file.text or path.with_suffix(".txt").name, characters=len(text)),
        sha256=file.sha256,
        file=str(path),
    )


def load_manifest(path: str | Path) -> dict[str, GoldMeta]:
    """The lines of a manifest by id. Raises E401 with the line, also for an id that stands twice."""
    rows: dict[str, GoldMeta] = {}
    for number, line in enumerate(read_utf8(Path(path)).split("\n"), 1):
        if not line.strip():
            continue
        row = _parse(GoldMeta, line, f"{path}, line {number}")
        if row.id in rows:
            raise VnadminError("E401", name=path, detail=f"line {number}: the id {row.id!r} stands twice")
        rows[row.id] = row
    return rows


def load_folder(annotations_dir: str | Path, corpora_dir: str | Path | None = None) -> list[GoldDirective]:
    """All gold of a folder, sorted by file name, with the manifest of `corpora_dir` (default: `../corpora`), if any.

    Also takes a folder of pairs NAME.txt + NAME.json. Raises E401 for a bad file or an id that stands twice.
    """
    folder = Path(annotations_dir)
    if not folder.is_dir():
        raise VnadminError("E401", name=folder, detail="no such folder")
    corpora = Path(corpora_dir) if corpora_dir else folder.parent / "corpora"
    manifest_file = corpora / MANIFEST_FILE
    manifest = load_manifest(manifest_file) if manifest_file.is_file() else {}
    root = corpora.parent if corpora_dir else None
    seen: dict[str, str] = {}
    out: list[GoldDirective] = []
    for path in sorted(folder.glob("*.json")):
        if path.name == SPLITS_FILE:
            continue
        gold = load(path, root=root)
        if gold.id in seen:
            raise VnadminError("E401", name=path, detail=f"id: {gold.id!r} is also the id of {seen[gold.id]}")
        seen[gold.id] = path.name
        out.append(gold.model_copy(update={"meta": manifest[gold.id]}) if gold.id in manifest else gold)
    return out


def load_splits(path: str | Path) -> dict[str, tuple[str, ...]]:
    """`splits.json`: ids by split. Raises E401."""
    adapter: TypeAdapter[dict[Split, tuple[str, ...]]] = TypeAdapter(dict[Split, tuple[str, ...]])
    try:
        splits = adapter.validate_json(read_utf8(Path(path)))
    except ValidationError as error:
        raise VnadminError("E401", name=path, detail=_reason(error)) from error
    return {name: splits.get(name, ()) for name in SPLITS}


def annotations_folder(data: str | Path) -> Path:
    """The folder of `data` that holds the gold files: `data/annotations` where there is one, else `data` itself."""
    path = Path(data)
    return path / "annotations" if (path / "annotations").is_dir() else path


def load_data(data: str | Path, split: str | None = None) -> list[GoldDirective]:
    """The gold of a data folder (see the module), all of it or one split.

    Raises E401 where the folder holds no gold, where a split is asked of a folder without splits.json, or where
    splits.json names a text that is not there.
    """
    folder = annotations_folder(data)
    golds = load_folder(folder)
    if not golds:
        raise VnadminError("E401", name=data, detail="holds no gold files (NAME.json)")
    if split is None:
        return golds
    if split not in SPLITS:
        raise VnadminError("E401", name=data, detail=f"there is no split {split!r}; name one of {', '.join(SPLITS)}")
    if not (folder / SPLITS_FILE).is_file():
        raise VnadminError("E401", name=folder, detail=f"has no {SPLITS_FILE}, so there is no split {split!r}")
    ids = load_splits(folder / SPLITS_FILE)[split]
    by_id = {g.id: g for g in golds}
    missing = [i for i in ids if i not in by_id]
    if missing:
        raise VnadminError("E401", name=folder / SPLITS_FILE, detail=f"{split}: no gold file has the id {missing[0]!r}")
    return [by_id[i] for i in ids]


def shuffled(golds: Iterable[GoldDirective], seed: int) -> list[GoldDirective]:
    """The directives in an order that hangs on their ids and `seed` alone."""
    order = sorted(golds, key=lambda g: g.id)
    random.Random(seed).shuffle(order)
    return order


def to_json(gold: GoldDirective, text_path: str) -> dict[str, Any]:
    """The content of the gold file of `gold`, whose text lies at `text_path` (relative to the data folder)."""

    def units(found: Iterable[GoldUnit]) -> list[dict[str, Any]]:
        return [u.model_dump() for u in found]

    return {
        "schema": GOLD_SCHEMA,
        "id": gold.id,
        "text": text_path,
        "sha256": digest(gold.text),
        "spans": [s.model_dump() for s in sorted(gold.spans, key=lambda s: (s.start, -s.end, s.label))],
        "assignments": [
            {
                "task": list(a.task),
                "lead": units(a.lead),
                "with": units(a.with_),
                "due": a.due,
                "refs": [list(r) for r in a.refs],
            }
            for a in sorted(gold.assignments, key=lambda a: a.task)
        ],
    }


def _compact(content: Mapping[str, Any]) -> str:
    """One span or assignment per line, so that a changed label is one changed line."""
    lines: list[str] = []
    for key, value in content.items():
        if isinstance(value, list):
            rows = ",\n  ".join(json.dumps(v, ensure_ascii=False) for v in value)
            lines.append(f" {json.dumps(key)}: [\n  {rows}\n ]" if value else f" {json.dumps(key)}: []")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def save(
    gold: GoldDirective, path: str | Path, *, text_path: str | None = None, root: str | Path | None = None
) -> None:
    """Write the gold JSON to `path` and the text to `root/text_path` (default: NAME.txt beside the JSON)."""
    path = Path(path)
    target = Path(root or path.parent.parent) / text_path if text_path else path.with_suffix(".txt")
    target.parent.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gold.text.encode("utf-8"))
    path.write_text(_compact(to_json(gold, text_path or target.name)), encoding="utf-8")
