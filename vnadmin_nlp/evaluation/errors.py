"""What is wrong, grouped by cause, with the text beside it: for people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.evaluation.report import Pair
from vnadmin_nlp.records import LABELS, Directive
from vnadmin_nlp.tagger.scheme import indexed, token_span
from vnadmin_nlp.tokens.split import Token, split

Cause = Literal["boundary", "label", "missed", "invented", "tokens"]
CAUSES: Final[tuple[Cause, ...]] = ("boundary", "label", "missed", "invented", "tokens")
_AROUND: Final = 40
_Mark = tuple[str, int, int]


class SpanError(BaseModel):
    """One wrong or missing span. `gold` and `found` are (start, end) in code points, null where there is none.

    boundary: the label is right, the edges are not; label: another label stands there; missed, invented: nothing overlaps on the other
    side; tokens: the annotator's edges lie inside a token, so that no tagger can give them.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    cause: Cause
    label: str
    found_label: str | None = None
    gold: tuple[int, int] | None
    found: tuple[int, int] | None
    score: float | None = None
    before: str
    text: str
    after: str


class ErrorReport(BaseModel):
    """All errors of some directives, by document and place, and how many spans there were of each label."""

    model_config = ConfigDict(frozen=True)

    documents: int
    gold: dict[str, int]
    errors: tuple[SpanError, ...]

    def to_text(self, most: int | None = None) -> str:
        """A table of causes, then the errors of each group (`most` of a group). `⟦ ⟧` are the annotator's edges, `[ ]` ours."""
        table = Counter((e.label, e.cause) for e in self.errors)
        lines = [f"{self.documents} documents", "", f"{'':10}{'gold':>7}" + "".join(f"{c:>10}" for c in CAUSES)]
        for label in LABELS:
            cells = "".join(f"{table[label, c]:>10}" for c in CAUSES)
            lines.append(f"{label:10}{self.gold.get(label, 0):>7}{cells}")
        for label in LABELS:
            for cause in CAUSES:
                group = [e for e in self.errors if (e.label, e.cause) == (label, cause)]
                if group:
                    lines += ["", f"## {label}, {cause}: {len(group)}"]
                    lines += [_line(e) for e in group[:most]]
        return "\n".join(lines) + "\n"


def _line(error: SpanError) -> str:
    score = "" if error.score is None else f" ({error.score:.2f})"
    other = f" as {error.found_label}" if error.found_label not in (None, error.label) else ""
    shown = " ".join(f"…{error.before}{error.text}{error.after}…".split())
    return f"{error.id}{score}{other}: {shown}"


def error_report(pairs: Iterable[Pair]) -> ErrorReport:
    """The errors of predictions against gold."""
    errors: list[SpanError] = []
    gold: Counter[str] = Counter()
    documents = 0
    for annotated, told in pairs:
        documents += 1
        gold.update(s.label for s in annotated.spans)
        errors += document_errors(annotated, told)
    return ErrorReport(documents=documents, gold=dict(gold), errors=tuple(errors))


def document_errors(gold: GoldDirective, told: Directive) -> list[SpanError]:
    """The errors of one directive. Each span stands in at most one error: it is matched with what it shares most characters with."""
    wanted: set[_Mark] = {(s.label, s.start, s.end) for s in gold.spans}
    scores: dict[_Mark, float | None] = {(s.label, s.start, s.end): s.score for s in told.spans}
    right = wanted & scores.keys()
    missing, extra = sorted(wanted - right, key=_place), sorted(scores.keys() - right, key=_place)
    tokens = indexed(split(gold.text))
    out = []
    for want in missing:
        mate = _mate(want, extra)
        if mate:
            extra.remove(mate)
        out.append(_error(gold, want, mate, None if mate is None else scores[mate], tokens))
    out += [_error(gold, None, mark, scores[mark], tokens) for mark in extra]
    return sorted(out, key=lambda e: e.gold or e.found or (0, 0))


def _place(mark: _Mark) -> tuple[int, int, str]:
    return mark[1], mark[2], mark[0]


def _mate(want: _Mark, extra: Sequence[_Mark]) -> _Mark | None:
    """The wrong span of the same layer that shares most characters with `want`, one of its label first."""

    def common(mark: _Mark) -> int:
        return min(want[2], mark[2]) - max(want[1], mark[1])

    near = [m for m in extra if common(m) > 0 and (m[0] == "TASK") == (want[0] == "TASK")]
    return max(near, key=lambda m: (m[0] == want[0], common(m)), default=None)


def _error(
    gold: GoldDirective, want: _Mark | None, mate: _Mark | None, score: float | None, tokens: Sequence[Token]
) -> SpanError:
    cause: Cause
    if want is None:
        cause = "invented"
    elif (place := token_span(tokens, want[1], want[2])) is None or not place[1]:
        cause = "tokens"
    elif mate is None:
        cause = "missed"
    else:
        cause = "boundary" if mate[0] == want[0] else "label"
    marks = [m for m in (want, mate) if m]
    start, end = min(m[1] for m in marks), max(m[2] for m in marks)
    return SpanError(
        id=gold.id,
        cause=cause,
        label=marks[0][0],
        found_label=mate[0] if mate else None,
        gold=want and (want[1], want[2]),
        found=mate and (mate[1], mate[2]),
        score=score,
        before=gold.text[max(0, start - _AROUND) : start],
        text=_marked(gold.text, start, end, want, mate),
        after=gold.text[end : end + _AROUND],
    )


def _marked(text: str, start: int, end: int, want: _Mark | None, mate: _Mark | None) -> str:
    """The stretch with both pairs of edges drawn in."""
    edges = [(want[1], "⟦"), (want[2], "⟧")] if want else []
    edges += [(mate[1], "["), (mate[2], "]")] if mate else []
    out, at = "", start
    for place, sign in sorted(edges, key=lambda e: (e[0], e[1] in "[⟦")):
        out, at = out + text[at:place] + sign, place
    return out + text[at:end]
