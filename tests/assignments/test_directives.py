"""Whole directives of all kinds, invented: who leads, with whom, by when, who gives, checks, receives and is advised.

Each file of `directives/` is a marked text (`helpers_assignments`), a line `----`, and one line per TASK:
`lead | with | due`, then what the text tells of `check: …`, `report: …`, `report by: …` and `advise: …`; units are separated
by `; `. A first line `by: …` names who assigns all tasks. `?` is not tested. The expected values were written from the
annotation guidelines before the rules had seen the texts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
from helpers_assignments import linked

from vnadmin_nlp.records import Assignment, Due, UnitRef

FILES = sorted((Path(__file__).parent / "directives").glob("*.txt"))


def _names(units: Sequence[UnitRef]) -> str:
    return unicodedata.normalize("NFC", "; ".join(" ".join(u.text.split()) for u in units))


def _value(due: Due | None) -> str:
    return "" if due is None else due.value or "unknown"


def _told(a: Assignment) -> dict[str, str]:
    return {
        "lead": _names(a.lead),
        "with": _names(a.coordinating),
        "due": _value(a.due),
        "check": _names(a.checked_by),
        "report": _names(a.report_to),
        "report by": _value(a.reporting.due) if a.reporting else "",
        "advise": _names(a.advises),
    }


def _expected(line: str) -> dict[str, str]:
    lead, partners, due, *further = (part.strip() for part in line.split("|"))
    told = dict.fromkeys(("check", "report", "report by", "advise"), "") | dict(f.split(": ", 1) for f in further)
    return {"lead": lead, "with": partners, "due": due, **told}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_directive(file: Path, form: str) -> None:
    marked, expected = file.read_text(encoding="utf-8").split("----\n")
    lines = expected.rstrip("\n").split("\n")
    givers = set(lines.pop(0).removeprefix("by: ").split("; ")) if lines[0].startswith("by: ") else None
    found = linked(marked, form)
    assert len(found) == len(lines)
    for a, line in zip(found, lines, strict=True):
        wanted = _expected(line)
        told = {k: "?" if wanted[k] == "?" else v for k, v in _told(a).items()}
        assert told == wanted, (a.id, a.task.text, a.why)
        assert a.lead or any(w.startswith("lead: ") for w in a.why)
        assert givers is None or {_names([p]) for p in a.assigned_by} <= givers
        assert givers is None or a.assigned_by


def test_there_are_directives_of_all_kinds() -> None:
    kinds = {file.stem[3:] for file in FILES}
    assert len(FILES) >= 26
    assert {"thong-bao", "chi-thi", "cong-van", "cong-dien", "ke-hoach-bang", "quyet-dinh", "dang", "thanh-uy"} <= kinds
