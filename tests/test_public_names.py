"""What others build on does not change by accident.

A change on purpose: `python tests/test_public_names.py` writes the snapshot anew; the change of that file is then part of the
change, and belongs into CHANGELOG.md.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import vnadmin_nlp

SNAPSHOT = Path(__file__).parent / "snapshots" / "public_names.json"


def current() -> dict[str, Any]:
    """All public names, in one JSON value."""
    from typer.main import get_command

    from vnadmin_nlp.annotation.gold import GOLD_SCHEMA
    from vnadmin_nlp.cli import app
    from vnadmin_nlp.errors import ERRORS, WARNINGS
    from vnadmin_nlp.exports import FORMATS
    from vnadmin_nlp.exports.schema import json_schema
    from vnadmin_nlp.records import LABELS, SCHEMA_ID
    from vnadmin_nlp.tagger.scheme import TAGS

    schema = json_schema()
    commands = get_command(app).commands  # type: ignore[attr-defined]
    return {
        "names": sorted(vnadmin_nlp.__all__),
        "labels": list(LABELS),
        "tags": [list(tags) for tags in TAGS],
        "schema": SCHEMA_ID,
        "gold schema": GOLD_SCHEMA,
        "records": {
            "Directive": sorted(schema["properties"]),
            **{name: sorted(part["properties"]) for name, part in sorted(schema["$defs"].items())},
        },
        "formats": list(FORMATS),
        "commands": {
            name: sorted(o for p in command.params for o in (p.opts if p.param_type_name == "option" else [p.name]))
            for name, command in sorted(commands.items())
        },
        "errors": sorted(ERRORS),
        "warnings": sorted(WARNINGS),
    }


def test_public_names() -> None:
    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    now = current()
    assert sorted(now) == sorted(kept)
    for key, value in kept.items():
        assert now[key] == value, f"{key} changed; if on purpose: python tests/test_public_names.py"


def test_all_names_resolve() -> None:
    for name in vnadmin_nlp.__all__:
        assert getattr(vnadmin_nlp, name) is not None
    assert sorted(vnadmin_nlp.__all__) == vnadmin_nlp.__all__
    assert set(vnadmin_nlp.__all__) <= set(dir(vnadmin_nlp))


def test_the_version_is_that_of_the_metadata() -> None:
    from importlib.metadata import version

    assert version("vnadmin-nlp") == vnadmin_nlp.__version__


if __name__ == "__main__":
    SNAPSHOT.parent.mkdir(exist_ok=True)
    SNAPSHOT.write_text(json.dumps(current(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
