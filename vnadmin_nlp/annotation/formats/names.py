"""Ids as file names and back, for formats that are folders."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

# what some file system or web server refuses, the sign of the escape itself, and a dot that would hide or cut the name
_UNSAFE: Final = re.compile(r'[\x00-\x20<>:"/\\|?*%\x7f-\x9f\u2028\u2029]|^\.|\.$')


def file_name(name: str) -> str:
    """`name` as the name of a file: unsafe characters as `%XX` of their UTF-8."""
    return _UNSAFE.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8")), name) or "%00"


def id_of(stem: str) -> str:
    """The id that `file_name` made `stem` of; any other stem is the id itself."""
    name = "" if stem == "%00" else unquote(stem)
    return name if file_name(name) == stem else stem
