"""Warnings that a person has looked at and found right: the table annotations/accepted.tsv.

A table like this rots where nobody looks at it again, so an entry that accepts nothing is itself an error.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from unicodedata import normalize

from vnadmin_nlp.annotation.findings import Finding, finding
from vnadmin_nlp.annotation.gold import read_utf8
from vnadmin_nlp.annotation.rules import WARNINGS
from vnadmin_nlp.errors import VnadminError

ACCEPTED_FILE: Final = "accepted.tsv"
COLUMNS: Final = ("id", "rule", "text", "reason")


class Accepted(NamedTuple):
    """One entry; `text` is the finding's text in NFC with white space collapsed, as `vnadmin check` prints it."""

    id: str
    rule: str
    text: str
    reason: str


def shown(text: str) -> str:
    """The form in which the text of a finding is printed and compared: NFC, white space collapsed."""
    return " ".join(normalize("NFC", text).split())


def load_accepted(path: Path) -> list[Accepted]:
    """The entries of the table. Raises E401 where it is no UTF-8, or header, cells or a second entry are not right."""
    lines = read_utf8(path).splitlines()
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise VnadminError("E401", name=path, detail=f"the header must be {', '.join(COLUMNS)}, with tabs between")
    entries: dict[tuple[str, str, str], Accepted] = {}
    for number, line in enumerate(lines[1:], 2):
        cells = [shown(cell) for cell in line.split("\t")]
        if len(cells) != len(COLUMNS) or not all(cells):
            raise VnadminError("E401", name=path, detail=f"line {number}: needs {len(COLUMNS)} cells, none empty")
        entry = Accepted(*cells)
        if entries.setdefault(entry[:3], entry) is not entry:
            raise VnadminError("E401", name=path, detail=f"line {number}: the entry stands twice")
    return list(entries.values())


def _wrong(entry: Accepted, ids: Collection[str]) -> str:
    if entry.id not in ids:
        return f"no gold file has the id {entry.id!r}"
    if entry.rule not in WARNINGS:
        return f"{entry.rule!r} is no rule that gives warnings; only warnings can be accepted"
    return f"no finding of the rule {entry.rule!r} in {entry.id!r} has the text {entry.text!r}"


def accept(
    findings: Sequence[Finding], entries: Sequence[Accepted], ids: Mapping[str, str], name: str
) -> tuple[list[Finding], int]:
    """The findings that no entry accepts, those about the entries themselves included, and how many were accepted.

    `ids` gives the id for the `file` of a finding, `name` the table's name in findings. An entry accepts every warning
    of its id, rule and text; it never accepts an error.
    """
    keys = {entry[:3] for entry in entries}
    used: set[tuple[str, str, str]] = set()
    left: list[Finding] = []
    for f in findings:
        key = (ids.get(f.file, ""), f.rule, shown(f.text))
        if f.severity == "warning" and key in keys:
            used.add(key)
        else:
            left.append(f)
    count = len(findings) - len(left)
    known = set(ids.values())
    return left + [finding(name, "accepted", _wrong(e, known)) for e in entries if e[:3] not in used], count
