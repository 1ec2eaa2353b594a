"""Every pattern of every table finds its examples and passes over the others; a table of another shape is refused."""

from __future__ import annotations

import re
import time
from importlib.resources import files
from pathlib import Path

import pytest

from vnadmin_nlp.lexicon import patterns as module
from vnadmin_nlp.lexicon import tables
from vnadmin_nlp.lexicon.patterns import Rule, patterns, rules, taken
from vnadmin_nlp.spans import docref_grammar, docref_laws
from vnadmin_nlp.values import issuers, lunar

FRAGMENTS: dict[str, dict[str, str]] = {
    "lunar_days.yaml": lunar.fragments(),
    "issuer_names.yaml": issuers.fragments(),
    "docref_laws.yaml": docref_laws.fragments(),
    **docref_grammar.fragments(),
}
"""The named parts that the code hands to a table."""


def _tables() -> list[str]:
    found = [f.name for f in files("vnadmin_nlp.lexicon").iterdir() if f.name.endswith(".yaml")]
    return sorted(name for name in found if "\npatterns:" in tables.read_text(name))


ROWS = [(name, rule) for name in _tables() for rule in rules(name, **FRAGMENTS.get(name, {}))]
HOSTILE = (
    "ngày " * 4000,
    "1/" * 8000,
    "tháng 1, " * 3000,
    " " * 20000,
    "trước " * 3000 + "1",
    "(" * 20000,
    "a" * 20000,
    "1" * 20000,
)


@pytest.mark.parametrize(("table", "rule"), ROWS, ids=[f"{t}:{r.name}" for t, r in ROWS])
def test_a_pattern_finds_its_examples_and_passes_over_the_others(table: str, rule: Rule) -> None:
    assert rule.finds
    assert rule.passes
    assert [text for text in rule.finds if not rule.holds(text)] == []
    assert [text for text in rule.passes if rule.holds(text)] == []


@pytest.mark.parametrize(("table", "rule"), ROWS, ids=[f"{t}:{r.name}" for t, r in ROWS])
def test_no_pattern_hangs_on_hostile_text(table: str, rule: Rule) -> None:
    begin = time.process_time()
    for text in HOSTILE:
        sum(1 for _ in rule.pattern.finditer(text))
    assert time.process_time() - begin < 30  # a pattern that hangs takes hours


def _module_texts() -> str:
    root = Path(str(files("vnadmin_nlp")))
    return "\n".join(path.read_text(encoding="utf-8") for path in root.rglob("*.py"))


@pytest.mark.parametrize("table", _tables())
def test_a_table_is_read_by_the_package(table: str) -> None:
    assert f'"{table}"' in _module_texts()


TABLE = """
source: invented
fragments:
  OFTEN: (?:hằng|mỗi)
  EVERY_WEEK: "{OFTEN} tuần"
patterns:
  weekly:
    {why: a day of each week, any: ["thứ hai {EVERY_WEEK}", "{DAY} {EVERY_WEEK}"], at: start, case: any,
     finds: [Thứ hai mỗi tuần], passes: [vào thứ hai mỗi tuần]}
"""


def _given(text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    read = tables.read_text
    monkeypatch.setattr(tables, "read_text", lambda name: text if name == "invented.yaml" else read(name))
    module.rules.cache_clear()
    return "invented.yaml"


def test_fragments_are_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,) = rules(_given(TABLE, monkeypatch), DAY="(?:ngày)")
    assert rule.pattern == re.compile("thứ hai (?:hằng|mỗi) tuần|(?:ngày) (?:hằng|mỗi) tuần", re.IGNORECASE)
    assert all(map(rule.holds, rule.finds))
    assert not any(map(rule.holds, rule.passes))


def test_blanks_lists_and_what_stands_around(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TABLE.replace("fragments:", 'blank: "[ ]{1,4}"\nfragments:')
    text = re.sub("OFTEN: .*", "OFTEN: [hằng, 'mỗi [a b]']", text)
    text = text.replace("at: start", r"before: (?<!\w), after: '(?: ?\ )(?!\w)'")
    (rule,) = rules(_given(text, monkeypatch), DAY="(?:a b)")
    blank = "(?:[ ]{1,4})"  # but for classes, escaped ones and fragments that the code hands over
    every = f"(?:hằng|mỗi{blank}[a b]){blank}tuần"
    assert rule.pattern.pattern == rf"(?<!\w)(?:thứ{blank}hai{blank}{every}|(?:a b){blank}{every})(?:{blank}?\ )(?!\w)"


def test_blanks_in_shared_fragments(monkeypatch: pytest.MonkeyPatch) -> None:
    text = TABLE.replace("fragments:", r'blank: "\\s{1,4}"' + "\nfragments:").replace("thứ hai {", "{HEAD_OF_UNIT} {")
    (rule,) = rules(_given(text, monkeypatch), DAY="x")
    assert rule.holds("Chủ\n  tịch mỗi\ntuần")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("{EVERY_WEEK}", "{EACH}", "no fragment EACH"),
        ("  OFTEN:", "  every:", "capital letters"),
        ("  OFTEN:", "  DAY:", "new name"),
        ("  OFTEN:", "  NUMBER:", "new name"),  # a shared one
        ("at: start", "at: end", "`at`"),
        ("why:", "because:", "the keys"),
        ("passes: [vào", "passed: [vào", "the keys"),
        ("thứ hai {", "thứ (hai {", "missing \\)|unterminated"),
        ("finds: [Thứ hai mỗi tuần]", "finds: 3", "list of strings"),
        ("source: invented", "", "the keys must be"),
    ],
)
def test_a_table_of_another_shape_is_refused(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str, told: str
) -> None:
    assert before in TABLE
    with pytest.raises(ValueError, match=told):
        patterns(_given(TABLE.replace(before, after), monkeypatch), DAY="(?:ngày)")


@pytest.mark.parametrize(
    ("text", "groups"), [("02 lần mỗi quý", ("02", "quý")), ("quý 2 lần", ("quý", "2")), ("mỗi quý", ())]
)
def test_taken_are_the_groups_of_the_alternative_that_was_found(text: str, groups: tuple[str, ...]) -> None:
    match = re.search(r"(\d+) lần mỗi (quý|năm)|(quý|năm) (\d) lần|mỗi", text)
    assert match
    assert taken(match) == groups
