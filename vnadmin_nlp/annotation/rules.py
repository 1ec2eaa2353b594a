"""The rules of the check: how bad a finding is, and what to do about it. The one place where a rule is declared.

`error`: the format is broken, or a rule that knows no exception; training refuses such data. `warning`: to be looked at; where the
annotation is right, a person accepts it (see `accepted`). `hint`: a model's opinion, which may be wrong or gone with the next model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

Severity = Literal["error", "warning", "hint"]


class Rule(NamedTuple):
    """A rule; `advice` is what to do, in one sentence."""

    severity: Severity
    advice: str


_MOVE: Final = "Move the edge."
_ACCEPT: Final = "or accept it in accepted.tsv, with the reason"
RULES: Final[Mapping[str, Rule]] = {
    # files and folders
    "unreadable": Rule("error", "Mend the file as the message says (docs/data-format.md)."),
    "sha256": Rule("error", "Put the annotated text back, or annotate the new text anew: old offsets mean other words in it."),
    "manifest": Rule("error", "Write the manifest anew (vnadmin_nlp.annotation.build), or mend its line."),
    "id-twice": Rule("error", "Give one of the files another id."),
    "accepted": Rule("error", "Remove the entry from accepted.tsv, or write it as the check prints the finding."),
    "label-unseen": Rule("warning", "Annotate texts that have the label: a model trained on these will not learn it, or forget it."),
    # splits
    "split-id": Rule("error", "Mend splits.json: every id once, each with its gold file."),
    "no-split": Rule("error", "Name the id in splits.json."),
    "issuer-in-two-splits": Rule("error", "Keep all texts of an issuer in one split: figures would be too good."),
    "near-duplicate": Rule("error", "Keep both texts in one split, or drop one: what was trained on must not be tested on."),
    "duplicate-text": Rule("warning", "Drop one of the files: its words would count twice."),
    # edges
    "span-range": Rule("error", "Remove the span, or give offsets inside the text (code points, end exclusive)."),
    "edge-blank": Rule("error", _MOVE),
    "edge-markup": Rule("error", _MOVE),
    "edge-marker": Rule("error", _MOVE),
    "edge-punctuation": Rule("error", _MOVE),
    "edge-in-token": Rule("warning", f"Move the edge to the word's, {_ACCEPT}: training leaves such a span out."),
    # overlaps
    "span-twice": Rule("error", "Remove one of the two."),
    "entity-overlap": Rule("error", "Keep one: the longest span that is one mention."),
    "task-overlap": Rule("error", "Part the TASKs, or join them to one."),
    "entity-crosses-task": Rule("error", "Move the edge of the TASK, so that the mention lies wholly inside or outside."),
    # units
    "title-in-unit": Rule("warning", f"Leave the person's title outside the ORG-UNIT, {_ACCEPT}."),
    "unit-in-letterhead": Rule("warning", f"Remove the ORG-UNIT, {_ACCEPT}."),
    "unit-in-filing-line": Rule("warning", f"Remove the ORG-UNIT, {_ACCEPT}."),
    "unit-left-out": Rule("warning", f"Mark it here too, {_ACCEPT} (a place, an owner)."),
    # likely misses
    "doc-ref-left-out": Rule("warning", f"Mark the DOC-REF, {_ACCEPT} (the text's own number)."),
    "deadline-left-out": Rule("warning", f"Mark the DEADLINE, {_ACCEPT} (a time of the content, not the due)."),
    # assignments
    "assignment-without-task": Rule("error", "Mark the TASK, or remove the assignment."),
    "assignment-twice": Rule("error", "Remove one of the two."),
    "task-without-assignment": Rule("error", "Write the assignment of the TASK; its lead may be empty."),
    "unit-unmarked": Rule("error", "Mark the unit as ORG-UNIT, or name one that is marked."),
    "unit-text": Rule("warning", f"Write the unit as the text has it, {_ACCEPT}."),
    "unit-twice": Rule("error", "Name each unit once."),
    "unit-in-both-roles": Rule("warning", f"Leave it in one role, {_ACCEPT}."),
    "ref-unmarked": Rule("error", "Mark the DOC-REF, or remove it from refs."),
    "ref-outside": Rule("error", "Remove it from refs: they name the DOC-REFs inside the TASK."),
    "ref-missing": Rule("error", "Add it to refs."),
    "due-malformed": Rule("error", "Write the value as the guidelines spell it: 2024-06-30, FREQ=MONTHLY, P10D, ongoing, doc:…"),
    "due-missing": Rule("warning", f"Give the due, {_ACCEPT}."),
    # what a model says
    "model-miss": Rule("hint", "Look whether the span was forgotten: the model is sure of it."),
    "model-label": Rule("hint", "Look whether the label is right: the model is sure of another."),
    "model-edges": Rule("hint", "Look whether the edges are right: the model is sure of others."),
    "model-doubt": Rule("hint", "Look whether the span is meant: the model is sure that nothing of its kind stands there."),
}  # fmt: skip
WARNINGS: Final = frozenset(name for name, rule in RULES.items() if rule.severity == "warning")
"""The rules that know exceptions: a person may accept their findings (see `accepted`)."""
