"""What to annotate next: notices that a model is unsure of, and that are unlike what it knows and unlike one another.

Uncertainty is the number of wrong spans that the calibrated scores lead one to expect, per length: a long notice is not worth more for
being long. Novelty is the TF-IDF cosine distance to the nearest text that is annotated or already chosen. Both are compared as ranks,
since their scales have nothing in common. What the choice is worth against a random one: `evaluation.suggest_compare`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import BaseModel, ConfigDict

from vnadmin_nlp.annotation.preannotate import extracted
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import LABELS, Directive, Span

if TYPE_CHECKING:
    from vnadmin_nlp.pipeline import Extractor

UNIT: Final = 1000
"""Characters that uncertainty is told for."""
NOVELTY: Final = 0.5
"""Weight of novelty against uncertainty; 0 is uncertainty alone."""
_UNREAD: Final = ("W101", "W102")


class Doubt(NamedTuple):
    """What a model is unsure of in one text: spans expected to be wrong or missing, how many are `doubtful`, the least sure one."""

    wrong: float
    doubtful: int
    least: Span | None = None


class Choice(NamedTuple):
    """A chosen text: its place in the list, its score, its novelty when it was chosen, and its places by uncertainty and by novelty then."""

    at: int
    score: float
    novelty: float
    by_doubt: int
    by_novelty: int


class Suggestion(BaseModel):
    """A notice and why it is worth annotating.

    `uncertainty`: expected wrong spans per `UNIT` characters; `novelty`: 0 (a copy of a known text) to 1, when it was chosen.
    `score` is among those that were left then: the next one's may be higher. `why` is one line for people.
    """

    model_config = ConfigDict(frozen=True)

    rank: int
    file: str
    score: float
    uncertainty: float
    novelty: float
    wrong: float
    doubtful: int
    spans: int
    characters: int
    why: str


def doubt(spans: Iterable[Span], least: Callable[[str], float]) -> Doubt:
    """How unsure a model is, by all spans that it thinks of and the scores from which it tells them (`least`, by label).

    A span that is told is wrong with 1 - score. One that is left out is missing with its score: it is doubtful.
    """
    wrong, doubtful = 0.0, 0
    worst: tuple[float, Span | None] = (0.0, None)
    for span in spans:
        if span.score is None:
            continue
        left_out = span.score < least(span.label) and not any("grammar:" in reason for reason in span.why)
        chance = span.score if left_out else 1 - span.score
        wrong, doubtful = wrong + chance, doubtful + left_out
        worst = max(worst, (chance, span), key=lambda w: w[0])
    return Doubt(wrong, doubtful, worst[1])


def _words(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _ranks(values: Any) -> Any:
    """Shares of 0 to 1 by rank; equal values share theirs."""
    from scipy.stats import rankdata

    return rankdata(values) / len(values)


def choose(
    texts: Sequence[str],
    uncertainty: Sequence[float],
    known: Sequence[str] = (),
    count: int = 10,
    novelty: float = NOVELTY,
) -> list[Choice]:
    """Choose `count` of `texts`, one after the other: what is chosen makes its like less new, so that the choice is diverse.

    `known` are annotated texts; `novelty` (0 to 1) is its weight against uncertainty.
    """
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not texts:
        return []
    # pairs of syllables are the words of Vietnamese; numbers and dates make no text new
    vectorizer = TfidfVectorizer(
        preprocessor=_words, token_pattern=r"[^\W\d_]+", ngram_range=(1, 2), sublinear_tf=True, max_features=50_000
    )
    try:
        rows = vectorizer.fit_transform([*texts, *known])
    except ValueError:  # no words in any of them
        rows = csr_matrix((len(texts) + len(known), 1))
    own, old = rows[: len(texts)], rows[len(texts) :]
    nearest = (own @ old.T).max(axis=1).toarray().ravel() if known else np.zeros(len(texts))
    doubts = _ranks(uncertainty)
    left = list(range(len(texts)))
    out: list[Choice] = []
    while left and len(out) < count:
        new = 1 - nearest[left]
        scores = (1 - novelty) * doubts[left] + novelty * _ranks(new)
        at = int(np.argmax(scores))
        best = left.pop(at)
        places = (int((doubts > doubts[best]).sum()) + 1, int((new > new[at]).sum()) + 1)
        out.append(Choice(best, float(scores[at]), float(new[at]), *places))
        nearest = np.maximum(nearest, (own @ own[best].T).toarray().ravel())
    return out


def _least(extractor: Extractor) -> Callable[[str], float]:
    from vnadmin_nlp.tagger.folder import open_tagger

    calibration = open_tagger(extractor.model, extractor.threads).calibration
    return lambda label: extractor.thresholds.get(label, calibration.least(label))


def suggest(
    files: Iterable[Path],
    extractor: Extractor,
    *,
    known: Sequence[str] = (),
    count: int = 10,
    novelty: float = NOVELTY,
    by_notice: bool = False,
    failed: Callable[[VnadminError], None],
) -> list[Suggestion]:
    """The `count` notices of `files` that the model would learn most from, best first.

    `known` are the texts it has learnt from. `by_notice` ranks by the wrong spans of whole notices: for work that is counted in
    notices, whatever their length. Files that cannot be read are told to `failed` and left out, as are those without
    Vietnamese text. Raises E303 without scikit-learn, E201 for a wrong `count` or `novelty`.
    """
    if count < 1 or not 0 <= novelty <= 1:
        raise VnadminError("E201", detail="the count must be at least 1, the weight of novelty 0 to 1")
    try:
        import sklearn  # noqa: F401
    except ImportError as error:
        raise VnadminError("E303", detail="scikit-learn") from error
    everything = replace(extractor, thresholds=dict.fromkeys(LABELS, 0.0))
    least = _least(extractor)
    found = [
        (file, told, doubt(told.spans, least))
        for file, told in extracted(files, everything, failed)
        if not _unread(told)
    ]
    uncertainty = [UNIT * d.wrong / max(len(told.text), 1) for _, told, d in found]
    ranked = [d.wrong for *_, d in found] if by_notice else uncertainty
    chosen = choose([told.text for _, told, _ in found], ranked, known, count, novelty)
    return list(_suggestions(found, uncertainty, chosen, bool(known)))


def _unread(told: Directive) -> bool:
    return any(w.startswith(_UNREAD) for w in told.warnings)


def _suggestions(
    found: Sequence[tuple[Path, Directive, Doubt]], uncertainty: Sequence[float], chosen: Sequence[Choice], known: bool
) -> Iterator[Suggestion]:
    for rank, choice in enumerate(chosen, 1):
        file, told, d = found[choice.at]
        yield Suggestion(
            rank=rank,
            file=str(file),
            score=round(choice.score, 4),
            uncertainty=round(uncertainty[choice.at], 3),
            novelty=round(choice.novelty, 3),
            wrong=round(d.wrong, 2),
            doubtful=d.doubtful,
            spans=len(told.spans) - d.doubtful,
            characters=len(told.text),
            why=_why(told, d, uncertainty[choice.at], choice, len(found), known, rank),
        )


def _why(told: Directive, d: Doubt, unsure: float, choice: Choice, of: int, known: bool, rank: int) -> str:
    parts = [f"about {d.wrong:.1f} wrong spans in {len(told.text)} characters, {unsure:.1f} per {UNIT}"]
    parts[0] += f" (place {choice.by_doubt} of {of})"
    if d.least is not None:
        covered = " ".join(d.least.text.split())
        shown = covered if len(covered) <= 40 else f"{covered[:40]}…"
        parts.append(f"least sure: {d.least.label} [{shown}] {d.least.score:.2f}")
    if known or rank > 1:
        nearest = "known or chosen" if known else "chosen"
        parts.append(
            f"novelty {choice.novelty:.2f} against {nearest} texts (place {choice.by_novelty} of {of - rank + 1})"
        )
    return "; ".join(parts)
