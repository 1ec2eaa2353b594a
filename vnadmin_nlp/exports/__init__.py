"""Directives as JSON, JSON lines, CSV, HTML and a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from vnadmin_nlp.exports.html import html_stream, to_html
from vnadmin_nlp.exports.plain import json_stream, jsonl_stream, to_dict, to_json
from vnadmin_nlp.exports.sheet import csv_stream, to_csv
from vnadmin_nlp.exports.table import WIDTH, to_table
from vnadmin_nlp.records import Directive

__all__ = ["FORMATS", "Format", "stream", "to_csv", "to_dict", "to_html", "to_json", "to_table"]

Format = Literal["table", "json", "jsonl", "csv", "html"]
FORMATS: Final[tuple[Format, ...]] = ("table", "json", "jsonl", "csv", "html")


def stream(
    directives: Iterable[Directive],
    format: Format,
    *,
    many: bool = False,
    width: int = WIDTH,
    color: bool = False,
) -> Iterator[str]:
    """The output in pieces, as the directives come. `many`: a JSON list; `width`, `color`: of the table."""
    if format == "json":
        return json_stream(directives, many)
    if format == "jsonl":
        return jsonl_stream(directives)
    if format == "csv":
        return csv_stream(directives)
    if format == "html":
        return html_stream(directives)
    return (to_table(d, width=width, color=color) for d in directives)
