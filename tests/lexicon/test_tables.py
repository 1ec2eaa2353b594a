"""The tables of the lexicon fit their schema, and a table that does not is refused."""

from __future__ import annotations

from importlib.resources import files

import pytest
import yaml

from vnadmin_nlp.lexicon import tables
from vnadmin_nlp.lexicon.tables import HEAD_COLUMNS
from vnadmin_nlp.spans.docref_grammar import LAW_COLUMNS, TYPE_COLUMNS
from vnadmin_nlp.values import calendar, lunar, workdays
from vnadmin_nlp.values.unit_places import PLACE_TYPE_COLUMNS, PROVINCE_COLUMNS, SPELLING_COLUMNS
from vnadmin_nlp.values.unit_reform import RENAMING_COLUMNS
from vnadmin_nlp.values.unit_titles import TITLE_COLUMNS
from vnadmin_nlp.values.unit_words import FORM_COLUMNS
from vnadmin_nlp.values.words import due_words


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("document_types.tsv", TYPE_COLUMNS),
        ("laws.tsv", LAW_COLUMNS),
        ("unit_abbreviations.tsv", ("abbreviation", "name", "kind", "source")),
        ("unit_heads.tsv", ("head", "kind", "level", "source")),
        ("sectors.tsv", ("name", "source")),
        ("unit_kinds.tsv", HEAD_COLUMNS),
        ("unit_short_forms.tsv", FORM_COLUMNS),
        ("unit_spellings.tsv", FORM_COLUMNS),
        ("unit_titles.tsv", TITLE_COLUMNS),
        ("unit_renamings.tsv", RENAMING_COLUMNS),
        ("provinces.tsv", PROVINCE_COLUMNS),
        ("place_spellings.tsv", SPELLING_COLUMNS),
        ("place_types.tsv", PLACE_TYPE_COLUMNS),
        ("symbol_repairs.tsv", ("wrong", "right", "source")),
        ("lunar_years.tsv", lunar.YEAR_COLUMNS),
        ("feasts.tsv", lunar.FEAST_COLUMNS),
        ("lunar_names.tsv", lunar.NAME_COLUMNS),
        ("working_days.tsv", workdays.COLUMNS),
    ],
)
def test_tables_have_rows_sources_and_no_doubles(name: str, columns: tuple[str, ...]) -> None:
    rows = tables.read_tsv(name, columns)
    assert rows
    assert all(row["source"] for row in rows)
    keys = [tuple(v for k, v in row.items() if k != "source") for row in rows]
    assert len(keys) == len(set(keys))


def test_the_29_state_types_are_there() -> None:
    rows = tables.read_tsv("document_types.tsv", TYPE_COLUMNS)
    assert len([r for r in rows if r["family"] == "state" and "30/2020" in r["source"]]) == 29


def test_lunar_years_agree_with_the_holidays_package() -> None:
    """Another reckoning of the same calendar: the new year and the 10th of the third month."""
    import holidays

    for year in lunar.lunar_years():
        known = holidays.country_holidays("VN", years=year, observed=False, language="vi")
        names = {name: day for day, label in known.items() for name in label.split("; ")}
        assert lunar.day(year, 1, 1) == calendar.one_day(names["Tết Nguyên Đán"])
        if year >= 2007:
            assert lunar.day(year, 3, 10) == calendar.one_day(names["Ngày Giỗ Tổ Hùng Vương"])


def test_a_broken_lunar_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    good = tables.read_text("lunar_years.tsv").splitlines()
    broken = [*good[:3], good[3].replace("30 29", "30 30", 1), *good[4:]]
    monkeypatch.setattr(tables, "read_text", lambda name: "\n".join(broken))
    lunar.lunar_years.cache_clear()
    try:
        with pytest.raises(ValueError, match="lunar_years"):
            lunar.lunar_years()
    finally:
        lunar.lunar_years.cache_clear()


def test_words() -> None:
    assert due_words().numbers["sáu"] == 6


def test_a_broken_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "read_text", lambda name: "a\tb\n1\n")
    with pytest.raises(ValueError, match="cells"):
        tables.read_tsv("x.tsv", ("a", "b"))
    with pytest.raises(ValueError, match="header"):
        tables.read_tsv("x.tsv", ("a", "c"))


@pytest.mark.parametrize("name", [f.name for f in files("vnadmin_nlp.lexicon").iterdir() if f.name.endswith(".yaml")])
def test_both_yaml_readers_understand_a_table(name: str) -> None:
    """libyaml, where PyYAML was built with it, takes some flow sequences that PyYAML's own reader refuses."""
    text = (files("vnadmin_nlp.lexicon") / name).read_text(encoding="utf-8")
    assert yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) == yaml.load(
        text, Loader=yaml.SafeLoader
    )
