"""The closed grammars: candidates for DOC-REF and DEADLINE spans, in offsets of the original text.

The candidates are features of the tagger and fallback spans where no tagger runs. They follow the edges of the
annotation guidelines 1.3.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from vnadmin_nlp.documents.views import View, clean_view
from vnadmin_nlp.spans import deadline_grammar, docref_grammar


class Candidate(NamedTuple):
    """A proposed span; `start`, `end` are code points of the text given, end exclusive; `rule` is the rule's id."""

    label: Literal["DOC-REF", "DEADLINE"]
    start: int
    end: int
    rule: str


def propose(text: str, view: View | None = None, *, weak: bool = False) -> list[Candidate]:
    """Candidates in `text`, sorted; those of one label never overlap, and no DEADLINE lies in a DOC-REF.

    `view` is `clean_view(text)` where the caller has it already. `weak` adds time expressions that the rules do not take
    for a DEADLINE where they stand (rule id `weak-…`): features for the tagger, no spans. Never raises on any string.
    """
    view = view or clean_view(text)
    references = docref_grammar.find(view.text)
    out = []
    for hit in references:
        out.append(Candidate("DOC-REF", *view.origin(hit.start, hit.end), hit.rule))
    for hit in deadline_grammar.find(view.text, references, weak):
        out.append(Candidate("DEADLINE", *view.origin(hit.start, hit.end), hit.rule))
    return sorted(out, key=lambda c: (c.start, c.end, c.label))
