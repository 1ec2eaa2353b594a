"""Accepted warnings: a person's decisions are kept, errors are not accepted, and the table cannot rot."""

from __future__ import annotations

import json
import re
from pathlib import Path
from unicodedata import normalize

import pytest

import vnadmin_nlp.annotation
from vnadmin_nlp.annotation.accepted import COLUMNS, Accepted, accept, load_accepted
from vnadmin_nlp.annotation.findings import Finding
from vnadmin_nlp.annotation.folder_check import CheckReport, check_folder
from vnadmin_nlp.annotation.rules import RULES, WARNINGS
from vnadmin_nlp.errors import VnadminError

TEXT = "Giao Sở Y tế báo cáo. Trụ sở mới cạnh Sở  Y tế."
HEAD = "\t".join(COLUMNS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One text with one finding, a warning: `Sở  Y tế` (two blanks) is marked in one place only."""
    text = TEXT.replace("Giao Sở", "Giao Sở ")
    spans = [{"label": "ORG-UNIT", "start": 5, "end": 13}]
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps({"spans": spans, "assignments": []}), encoding="utf-8")
    return tmp_path


def _check(folder: Path, *rows: str) -> CheckReport:
    (folder / "accepted.tsv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return check_folder(folder)


def test_accepts_what_it_names(folder: Path) -> None:
    assert [f.rule for f in check_folder(folder).findings] == ["unit-left-out"]
    row = "a\tunit-left-out\tSở Y tế\ta place"
    for form in (row, normalize("NFD", row)):
        report = _check(folder, form)
        assert (report.findings, report.accepted, report.errors) == ((), 1, 0)
        assert report.to_text().endswith("0 errors, 0 warnings (1 more accepted)\n")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("b\tunit-left-out\tSở Y tế\ta place", "no gold file has the id 'b'"),
        ("a\tunit-left-over\tSở Y tế\ta place", "is no rule that gives warnings"),
        ("a\tedge-blank\tSở Y tế\ta place", "only warnings can be accepted"),
        ("a\tdue-missing\tSở Y tế\ta place", "no finding of the rule 'due-missing'"),
        ("a\tunit-left-out\tSở Y\ta place", "has the text 'Sở Y'"),
    ],
)
def test_an_entry_that_accepts_nothing_is_an_error(folder: Path, row: str, message: str) -> None:
    report = _check(folder, row)
    assert [(Path(f.file).name, f.rule, f.severity) for f in report.findings] == [
        ("a.json", "unit-left-out", "warning"),
        ("accepted.tsv", "accepted", "error"),
    ]
    assert message in report.findings[1].message
    assert report.accepted == 0


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "header"),
        ("id\trule\ttext\n", "header"),
        (f"{HEAD}\na\tunit-left-out\tSở Y tế\n", "line 2"),
        (f"{HEAD}\na\tunit-left-out\tSở Y tế\t \n", "line 2"),
        (f"{HEAD}\na\tunit-left-out\tSở Y tế\tx\na\tunit-left-out\tSở  Y tế\ty\n", "line 3"),
    ],
)
def test_a_broken_table_is_a_finding(folder: Path, table: str, message: str) -> None:
    (folder / "accepted.tsv").write_text(table, encoding="utf-8")
    with pytest.raises(VnadminError, match=message):
        load_accepted(folder / "accepted.tsv")
    rules = [(Path(f.file).name, f.rule) for f in check_folder(folder).findings]
    assert rules == [("accepted.tsv", "unreadable"), ("a.json", "unit-left-out")]


def test_an_error_is_never_accepted() -> None:
    wrong = Finding(file="a.json", offset=0, text="Sở", rule="unit-left-out", severity="error", message="")
    left, count = accept([wrong], [Accepted("a", "unit-left-out", "Sở", "x")], {"a.json": "a"}, "t")
    assert ([f.rule for f in left], count) == (["unit-left-out", "accepted"], 0)


def test_every_rule_is_declared_and_used() -> None:
    folder = Path(vnadmin_nlp.annotation.__file__).parent
    source = "".join(p.read_text("utf-8") for p in folder.glob("*.py") if p.name != "rules.py")
    assert {rule for rule in RULES if f'"{rule}"' not in source} == set()
    used = set(re.findall(r'[Ff]ound\(\s*"([a-z0-9-]+)"', source)) | set(
        re.findall(r'finding\(\s*[^"]+, "([a-z0-9-]+)"', source)
    )
    assert len(used) > 30
    assert used <= set(RULES)
    assert {"edge-blank", "sha256", "due-malformed"} <= used - WARNINGS


def test_the_shipped_table() -> None:
    root = Path(__file__).parents[2]
    entries = load_accepted(root / "annotations/accepted.tsv")
    assert entries
    for entry in entries:
        assert entry.rule in WARNINGS
        assert (root / f"annotations/{entry.id}.json").is_file()
