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
from typing import Any, Final, Protocol, cast

from vnadmin_nlp.annotation.formats.common import refuse_unsound
from vnadmin_nlp.annotation.gold import GoldDirective
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


def _options(function: object, name: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are set. Raises E201 for one that the format does not know."""
    known = [p.name for p in inspect.signature(cast(Any, function)).parameters.values() if p.kind is p.KEYWORD_ONLY]
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
    refuse_unsound(golds, source, texts)
    return golds, messages
