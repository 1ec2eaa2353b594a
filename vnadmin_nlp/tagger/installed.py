"""Which model a name means: the shipped one, a folder, one that the user has adopted, or one of the hub."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from vnadmin_nlp.errors import VnadminError

SHIPPED: Final = Path(__file__).parent.parent / "models" / "directive-small"
_NAME = re.compile(r"[\w-][\w.-]{0,63}")
_HUB_NAME = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")


def models_folder() -> Path:
    """Where adopted models lie: VNADMIN_MODELS, else the platform's folder for a user's data."""
    named = os.environ.get("VNADMIN_MODELS")
    if named:
        return Path(named)
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        data = Path.home() / "Library" / "Application Support"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "vnadmin" / "models"


def model_path(name: str | os.PathLike[str] | None = None) -> Path:
    """The folder of a model.

    `None`: what VNADMIN_MODEL names, else the shipped one. A name is "shipped", a folder, an adopted model (`vnadmin models`), or
    "owner/name" on the hub, which is fetched once and kept. Whatever else it is comes back as a path, for the caller to find nothing at.
    Raises E304 where the hub does not give the model.
    """
    if name is None:
        name = os.environ.get("VNADMIN_MODEL") or "shipped"
    path = Path(name)
    if str(name) == "shipped":
        return SHIPPED
    adopted = len(path.parts) == 1 and (models_folder() / path).is_dir()
    # a data folder of the same name does not hide the model that was adopted under it
    if path.exists() and not (adopted and not (path / "vnadmin.json").is_file()):
        return path
    if adopted:
        return models_folder() / path
    # where the first part is a folder here, the second is a mistyped one in it: no name of the hub
    if _HUB_NAME.fullmatch(path.as_posix()) and not path.parent.exists() and ".." not in path.parts:
        from vnadmin_nlp.tagger.hub import fetch

        return fetch(path.as_posix())
    return path


def folders() -> list[Path]:
    """The shipped model's folder, then those of adopted models, sorted by name."""
    own = models_folder()
    adopted = [p for p in own.iterdir() if (p / "vnadmin.json").is_file()] if own.is_dir() else []
    return [SHIPPED, *sorted(adopted)]


def adopt(folder: str | os.PathLike[str], name: str | None = None) -> Path:
    """Copy a whole model folder to `models_folder()`, where its name alone finds it (`--model NAME`, `load("NAME")`, VNADMIN_MODEL=NAME).

    `name`: default is the model's own. No program reads with another model because of this: one that does was told to.
    Raises E301 for what is no whole model folder, E302 where a model of that name is there, E201 for a name that none can have, E203.
    """
    from vnadmin_nlp.tagger.folder import read_about

    source = Path(folder)
    about = read_about(source)
    name = str(about.get("name")) if name is None else name
    if name == "shipped" or not _NAME.fullmatch(name):
        raise VnadminError("E201", detail=f"{name!r} cannot be the name of a model: letters, digits, '.', '_' and '-'")
    target = models_folder() / name
    if target.exists():
        raise VnadminError("E302", name=target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".adopting-", dir=target.parent) as work:
            copied = Path(work) / name
            shutil.copytree(source, copied)
            read_about(copied)
            copied.rename(target)  # whole or not at all
    except OSError as error:
        raise VnadminError("E203", name=target, detail=error.strerror or error) from None
    return target
