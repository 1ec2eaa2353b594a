"""Annotations out to the tools of others and back: one module a format, one registry.

A format is a module of this package (`FORMATS`) that has what `Format` names. Its `write` and `read` are plain; what is the same
for all of them is done here, once: an output appears whole or not at all and never takes the place of another, what was
read is verified against its text, and an annotation that cannot be placed is an error. What a format cannot hold, and
what a file said otherwise, comes back as messages, `ID: what`.
"""

from __future__ import annotations

import inspect
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, cast

from vnadmin_nlp.annotation.formats.common import note, refuse_unsound
from vnadmin_nlp.annotation.gold import SPLITS_FILE, GoldDirective, annotations_folder, load_splits, read_utf8
from vnadmin_nlp.errors import VnadminError

FORMATS: Final[Mapping[str, str]] = {
    "label-studio": "label_studio",
    "doccano": "doccano",
    "brat": "brat",
    "uima": "uima",
    "docbin": "docbin",
    "conll": "conll",
    "datasets": "hf_datasets",
    "pairs": "pairs",
}
"""Name on the command line -> module of this package."""


class Format(Protocol):
    """What the module of a format has. It may have `config() -> str` too: the configuration that the tool asks for."""

    NAME: str
    TITLE: str
    """One line: the tool and its file."""
    SUFFIX: str
    """`.json`; empty where the format is a folder."""
    LOSSES: str
    """One line: what the format cannot hold; empty where it holds everything."""

    def write(self, golds: Sequence[GoldDirective], path: Path) -> list[str]:
        """Write `golds` to `path`, which is not there yet (a folder format makes it).

        Returns messages (`common.note`) on what the format could not hold. Further options are keyword-only.
        """

    def read(self, path: Path, texts: Mapping[str, str] | None = None) -> tuple[list[GoldDirective], list[str]]:
        """The directives of `path`, and messages on what was skipped or reinterpreted, and why.

        `texts`: original texts by id, for formats that carry none, or to verify against.
        Raises E401 (`common.fail`) with the place in the file, for all that cannot be placed.
        """


def load_format(name: str) -> Format:
    """The module of a format. Raises E201 for an unknown name."""
    if name not in FORMATS:
        raise VnadminError("E201", detail=f"there is no format {name!r}; name one of {', '.join(FORMATS)}")
    return cast(Format, import_module(f"{__name__}.{FORMATS[name]}"))


def _known(function: object) -> list[str]:
    return [p.name for p in inspect.signature(cast(Any, function)).parameters.values() if p.kind is p.KEYWORD_ONLY]


def _options(function: object, name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are set. Raises E201 for one that the format does not know."""
    known = _known(function)
    chosen = {key: value for key, value in options.items() if value is not None}
    for key in chosen:
        if key not in known:
            has = f"it has {', '.join(known)}" if known else "it has none"
            raise VnadminError("E201", detail=f"the format {name} has no option {key!r} here; {has}")
    return chosen


def write(golds: Sequence[GoldDirective], path: str | Path, name: str, **options: Any) -> list[str]:
    """Write directives to `path` in the format `name`; the messages say what it could not hold.

    `path` appears whole or not at all. Raises E203 where it is there already or cannot be written, E401 for directives whose
    spans lie outside their text or whose id stands twice, E201 for an unknown format or option.
    """
    target, module = Path(path), load_format(name)
    options = _options(module.write, name, options)
    refuse_unsound(golds)
    if target.exists() or target.is_symlink():
        raise VnadminError("E203", name=target, detail="it exists already and is never overwritten")
    try:
        scratch = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.", dir=target.parent))
    except OSError as error:
        raise VnadminError("E203", name=target, detail=error.strerror or error) from None
    try:
        messages = module.write(golds, scratch / target.name, **options)
        (scratch / target.name).rename(target)
    except OSError as error:
        raise VnadminError("E203", name=target, detail=error.strerror or error) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return messages


def read(
    path: str | Path, name: str, texts: Mapping[str, str] | None = None, **options: Any
) -> tuple[list[GoldDirective], list[str]]:
    """The directives of a file or folder in the format `name`, and messages on what was skipped or reinterpreted.

    Raises E401 for what is no such format, for an annotation that cannot be placed, and for a text other than in `texts`;
    E201 for an unknown format or option.
    """
    source, module = Path(path), load_format(name)
    options = _options(module.read, name, options)
    if not source.exists():
        raise VnadminError("E401", name=source, detail="no such file or folder")
    golds, messages = module.read(source, texts, **options)
    if texts is not None:
        golds, more = _identified(golds, texts)
        messages = messages + more
    refuse_unsound(golds, source, texts)
    return golds, messages


def _identified(golds: Sequence[GoldDirective], texts: Mapping[str, str]) -> tuple[list[GoldDirective], list[str]]:
    """The directives under the ids that their texts have in `texts`: many tools give texts numbers of their own."""
    by_text: dict[str, list[str]] = {}
    for name, text in texts.items():
        by_text.setdefault(text, []).append(name)
    out: list[GoldDirective] = []
    messages: list[str] = []
    taken = {gold.id for gold in golds}
    for gold in golds:
        names = [name for name in by_text.get(gold.text, []) if name not in taken]
        if gold.id not in texts and len(names) == 1:
            messages.append(note(gold.id, f"has the text of {names[0]}; called so"))
            taken.add(names[0])
            gold = gold.model_copy(update={"id": names[0], "meta": gold.meta.model_copy(update={"id": names[0]})})
        elif gold.id not in texts:
            messages.append(note(gold.id, "is not among the original texts; not verified against them"))
        out.append(gold)
    return out, messages


def read_texts(folder: str | Path) -> dict[str, str]:
    """The texts of all .txt files in and below a folder, by file stem. Raises E401 for a name that stands twice."""
    texts: dict[str, str] = {}
    files = sorted(Path(folder).rglob("*.txt"))
    if not files:
        raise VnadminError("E401", name=folder, detail="holds no texts (NAME.txt)")
    for file in files:
        if file.stem in texts:
            raise VnadminError("E401", name=file, detail=f"there is another {file.name} in the folder. Rename one")
        texts[file.stem] = read_utf8(file)
    return texts


class Converted(NamedTuple):
    """What a conversion wrote."""

    texts: int
    spans: int
    assignments: int
    messages: tuple[str, ...]


def convert(
    source: str | Path,
    target: str | Path,
    *,
    from_: str = "pairs",
    to: str = "pairs",
    texts: str | Path | None = None,
    **options: Any,
) -> Converted:
    """Read `source` in one format and write `target` in another. `texts`: folder of the original texts.

    An option goes to the side that knows it (see `read` and `write` of the formats). Raises what `read` and `write` raise,
    and E201 for an option that neither side knows.
    """
    chosen = {key: value for key, value in options.items() if value is not None}
    sides = [_known(load_format(from_).read), _known(load_format(to).write)]
    for key in chosen:
        if not any(key in side for side in sides):
            raise VnadminError("E201", detail=f"neither reading {from_} nor writing {to} has an option {key!r}")
    reading, writing = ({k: v for k, v in chosen.items() if k in side} for side in sides)
    golds, messages = read(source, from_, read_texts(texts) if texts else None, **reading)
    if "splits" in sides[1] and from_ == "pairs" and "split" not in chosen:
        file = annotations_folder(source) / SPLITS_FILE
        writing["splits"] = load_splits(file) if file.is_file() else None
    messages = messages + write(golds, target, to, **writing)
    spans = sum(len(g.spans) for g in golds)
    return Converted(len(golds), spans, sum(len(g.assignments) for g in golds), tuple(messages))
