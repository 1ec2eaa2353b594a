"""JSON and JSON lines, and what all exports do to text that a file cannot hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from vnadmin_nlp.records import Directive

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def printable(text: str) -> str:
    """Control characters and lone surrogates as U+FFFD: they would drive a terminal or break a file."""
    return _CONTROL.sub("\ufffd", text)


def one_line(text: str) -> str:
    """`printable`, white space collapsed."""
    return " ".join(printable(text).split())


def to_dict(directive: Directive) -> dict[str, Any]:
    """The directive as the published JSON Schema describes it."""
    return directive.model_dump(mode="json", by_alias=True)


def _dumps(directive: Directive, indent: int | None) -> str:
    text = json.dumps(to_dict(directive), ensure_ascii=False, indent=indent)
    # a lone surrogate cannot be written as UTF-8, but as an escape it survives the way there and back
    return _SURROGATE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def to_json(directive: Directive) -> str:
    """One directive as indented JSON, without a line feed at the end."""
    return _dumps(directive, 1)


def json_stream(directives: Iterable[Directive], many: bool) -> Iterator[str]:
    """One object, or with `many` a list; nothing at all where there is no directive."""
    empty = True
    for directive in directives:
        yield ("[\n" if empty and many else "" if empty else ",\n") + to_json(directive)
        empty = False
    if not empty:
        yield "\n]\n" if many else "\n"


def jsonl_stream(directives: Iterable[Directive]) -> Iterator[str]:
    """One object per line."""
    for directive in directives:
        yield _dumps(directive, None) + "\n"
