"""The JSON Schema of the output; `python -m vnadmin_nlp.exports.schema` writes it beside this module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from vnadmin_nlp.records import SCHEMA_ID, Directive

SCHEMA_FILE: Final = Path(__file__).with_name("directive.schema.json")


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one directive, as `vnadmin extract --format json` writes it."""
    schema = Directive.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}


def schema_text() -> str:
    """The content of the published file."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
