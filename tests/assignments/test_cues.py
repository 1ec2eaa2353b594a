"""The cue table of roles: its own examples, and that no pattern hangs."""

from __future__ import annotations

import re
import time

import pytest

from vnadmin_nlp.assignments.cues import cues, flat, table

# key of the table -> field of the compiled cues, where the names differ
FIELDS = {"titles": "title_tail", "connectors": "between", "persons": "person"}
BEFORE = {
    "titles", "with_before", "with_before_after", "invites_before", "nominal_before", "lead_before", "delegate_before",
    "mention_before",
}  # fmt: skip
AFTER = {"with_after", "giver_after", "must_after", "acts_after"}


def _holds(key: str, text: str) -> bool:
    pattern: re.Pattern[str] = getattr(cues(), FIELDS.get(key, key))
    if key == "titles":  # an empty title always fits
        m = pattern.search(text[: text.index("[")])
        return m is not None and bool(m[0].strip())
    if key in BEFORE:
        return pattern.search(text[: text.index("[")]) is not None
    if key in AFTER:
        return pattern.match(text[text.rindex("]") + 1 :]) is not None
    if key == "connectors":
        return pattern.fullmatch(text[text.index("]") + 1 : text.rindex("[")]) is not None
    if key == "behind_words":
        return pattern.fullmatch(text) is not None
    if key == "other_subject":
        return pattern.search(text) is not None
    return pattern.match(text) is not None


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        (key, text, kind == "holds")
        for key, e in table()["examples"].items()
        for kind in ("holds", "not")
        for text in e[kind]
    ],
)
def test_examples_of_the_table(key: str, text: str, expected: bool) -> None:
    assert _holds(key, text) is expected


def test_every_list_has_examples() -> None:
    assert set(table()) - set(table()["examples"]) == {"adverbs", "examples"}
    assert all(e["holds"] and e["not"] for e in table()["examples"].values())


HOSTILE = [
    "Thủ trưởng, " * 3000, "phối hợp chặt chẽ tốt kịp thời " * 2000, "của các đồng chí " * 3000, "(" * 5000, " " * 20000,
    "cùng " * 6000, "là cơ quan thường trực " * 2000, "Chủ tịch Nguyễn Văn A, " * 2000, "; " * 9000, "trên địa bàn tỉnh A B C " * 1500,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_pattern_hangs(text: str) -> None:
    """On a whole text forwards; backwards on the window that linking gives a pattern."""
    begun = time.process_time()
    for name in cues()._fields:
        pattern: re.Pattern[str] = getattr(cues(), name)
        pattern.search(flat(text[-160:]))
        pattern.match(text)
        if name in ("cooperate", "joined", "other_subject", "apposition"):
            pattern.search(text)
    assert time.process_time() - begun < 3
