"""Every rule of due values does what its examples in `due_rules.yaml` say, and leaves alone what they say it leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from vnadmin_nlp.lexicon.patterns import rules
from vnadmin_nlp.lexicon.tables import read_yaml
from vnadmin_nlp.values import due, due_days, due_relative, due_spans, mention_forms
from vnadmin_nlp.values.due_repair import plain_of
from vnadmin_nlp.values.due_types import DueContext, Reader

OWN = DueContext(date(2025, 11, 20))
READERS: dict[str, Reader] = {
    "normal": due._normal, "blank": due._blank, "reference": due._reference, "recurrence": due._recurrence,
    "ongoing": due._ongoing, "from_now": due._from_now, "open_range": due._open_range, "ahead": due_spans.ahead,
    "since_day": due_spans.since_day, "days": due_days.days, "relative": due_relative.relative,
    "duration": due_spans.duration, "periods": due_days.periods, "bare": due_relative.bare,
}  # fmt: skip
RULES: dict[str, Any] = read_yaml("due_rules.yaml", frozenset({"source", "readers", "refused"}))

FORMS = rules("due_forms.yaml")


def _read(name: str, phrase: str) -> Any:
    return READERS[name](plain_of(phrase), phrase, OWN)


def test_every_reader_has_examples_in_the_order_in_which_they_are_asked() -> None:
    asked = [r for r in (*due._WHOLE, *due._DATED) if r is not due._event]  # an event needs a text: test_due_fields.py
    assert [READERS[name] for name in RULES["readers"]] == asked


def test_every_form_has_a_reader() -> None:
    assert list(mention_forms._READERS) == [form.name for form in FORMS]


@pytest.mark.parametrize(
    ("name", "phrase", "value"),
    [(name, str(p), v) for name, rule in RULES["readers"].items() for p, v in rule["reads"].items()],
)
def test_a_reader_reads_its_examples(name: str, phrase: str, value: object) -> None:
    found = _read(name, phrase)
    assert found is not None
    assert found.value == (None if value is None else str(value))
    assert found.value is not None or found.why


@pytest.mark.parametrize(
    ("name", "phrase"), [(n, str(p)) for n, rule in RULES["readers"].items() for p in rule["leaves"]]
)
def test_a_reader_leaves_the_others_alone(name: str, phrase: str) -> None:
    assert _read(name, phrase) is None


@pytest.mark.parametrize(
    ("name", "phrase", "expected"),
    [(form.name, phrase, True) for form in FORMS for phrase in form.finds]
    + [(name, phrase, False) for name, phrases in RULES["refused"].items() for phrase in phrases],
)
def test_a_reader_takes_what_its_form_finds_or_refuses_it(name: str, phrase: str, expected: bool) -> None:
    form = next(form for form in FORMS if form.name == name)
    match = form.pattern.search(plain_of(phrase))
    assert match
    assert bool(list(mention_forms._READERS[name](match))) is expected


def test_every_rule_says_why() -> None:
    assert all(rule["why"] and rule["reads"] and rule["leaves"] for rule in RULES["readers"].values())
