"""Tables read alike wherever the package is installed."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

TABLES = sorted(f.name for f in files("vnadmin_nlp.lexicon").iterdir() if f.name.endswith(".yaml"))


@pytest.mark.parametrize("name", TABLES)
def test_both_yaml_readers_understand_a_table(name: str) -> None:
    """libyaml, where PyYAML was built with it, takes some flow sequences that PyYAML's own reader refuses."""
    text = (files("vnadmin_nlp.lexicon") / name).read_text(encoding="utf-8")
    assert yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) == yaml.load(
        text, Loader=yaml.SafeLoader
    )
