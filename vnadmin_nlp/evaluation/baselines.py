"""Taggers to compare with: the closed grammars alone, linear classifiers, linear-chain CRFs, and spaCy's own named-entity recogniser.

`vnadmin_nlp.evaluation.systems` trains and scores them by one command each. The CRF needs `sklearn-crfsuite` (extra `[dev]`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from vnadmin_nlp.annotation.gold import GoldDirective
from vnadmin_nlp.outline import parse
from vnadmin_nlp.records import Label
from vnadmin_nlp.spans.grammars import propose
from vnadmin_nlp.spans.reconcile import Tagged
from vnadmin_nlp.tagger.decode import decode
from vnadmin_nlp.tagger.features import Reading, read_features
from vnadmin_nlp.tagger.scheme import LAYERS, TAGS, TokenSpan, from_tags, indexed, tags_of
from vnadmin_nlp.tokens.forms import fold, shape
from vnadmin_nlp.tokens.language import TOKENIZER
from vnadmin_nlp.tokens.split import split
from vnadmin_nlp.training.data import layer_labels

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import DocBin


class RuleTagger:
    """The grammars alone: DOC-REF and DEADLINE; ORG-UNIT and TASK have no grammar."""

    def tag(self, text: str) -> list[Tagged]:
        """Spans of the entity layer."""
        return [Tagged(c.label, c.start, c.end, 1.0) for c in propose(text)]


class CrfTagger:
    """One CRF per layer over the tokens of whole directives, with word, shape, affix and window features, and the rules' candidates."""

    def __init__(self, *, iterations: int = 80, rules: bool = False) -> None:
        from sklearn_crfsuite import CRF

        self.rules = rules
        self.layers = [CRF(algorithm="lbfgs", c1=0.05, c2=0.02, max_iterations=iterations) for _ in LAYERS]

    def fit(self, directives: Sequence[GoldDirective]) -> CrfTagger:
        """Learn from annotated directives."""
        readings = [read_features(d.text) for d in directives]
        rows = [token_rows(r, self.rules) for r in readings]
        targets = [layer_labels(r, d) for r, d in zip(readings, directives, strict=True)]
        for i, (crf, labels) in enumerate(zip(self.layers, LAYERS, strict=True)):
            names = tags_of(labels)
            crf.fit(rows, [[names[t] for t in layers[i]] for layers in targets])
        return self

    def tag(self, text: str) -> list[Tagged]:
        """Spans of both layers."""
        reading = read_features(text)
        rows = token_rows(reading, self.rules)
        out = []
        for crf, labels in zip(self.layers, LAYERS, strict=True):
            names = list(tags_of(labels))
            tags = [names.index(t) for t in crf.predict([rows])[0]] if rows else []
            for span in _lenient(tags, labels):
                tokens = reading.tokens
                out.append(Tagged(span.label, tokens[span.first].start, tokens[span.last].end, 1.0))
        return sorted(out, key=lambda s: (s.start, -s.end))

    @property
    def size(self) -> int:
        """Bytes of the trained models."""
        return sum(len(Path(crf.modelfile.name).read_bytes()) for crf in self.layers)


def token_rows(reading: Reading, rules: bool = False) -> list[dict[str, Any]]:
    """Word, shape and window features of each token, and the candidates of the rules."""
    words = [fold(reading.text[t.start : t.end]) for t in reading.tokens]
    shapes = [
        shape(reading.text[t.start : t.end], i > 0 and reading.tokens[i - 1].end == t.start)
        for i, t in enumerate(reading.tokens)
    ]
    count = len(words)
    rows = []
    for i in range(count):
        row: dict[str, Any] = {"bias": 1.0, "break": reading.breaks[i]}
        for d in range(-4, 5):
            j = i + d
            if 0 <= j < count:
                row[f"w{d}"] = words[j]
                row[f"s{d}"] = str(shapes[j])
                if d and reading.breaks[max(i, j)]:
                    row[f"b{d}"] = True
        for a, b in ((-2, -1), (-1, 0), (0, 1), (1, 2)):
            if i + a >= 0 and i + b < count:
                row[f"w{a}{b}"] = words[i + a] + " " + words[i + b]
        if rules:
            row.update({f"f{k}": str(v) for k, v in enumerate(reading.features[i])})
        rows.append(row)
    return rows


def _lenient(tags: Sequence[int], labels: Sequence[Label]) -> list[TokenSpan]:
    """Spans of a CRF's path, which may break the scheme: only whole B…L and U count."""
    whole, opened = list(tags), -1
    for i, tag in enumerate(tags):
        part = "BILU"[(tag - 1) % 4] if tag else "O"
        if part == "B":
            opened = i
        elif part in "OU":
            opened = -1
        elif opened < 0 or (tags[opened] - 1) // 4 != (tag - 1) // 4:
            whole[i] = 0
        if part == "L":
            opened = -1
    return from_tags(whole, labels)


def plain_reading(text: str) -> Reading:
    """Tokens and paragraph breaks, without the features of the rules: all that `token_rows` looks at then, in a fifth of the time."""
    outline, tokens = parse(text), indexed(split(text))
    starts = [t.start for t in tokens]
    breaks = [False] * len(tokens)
    for node in outline.nodes:
        first = bisect_left(starts, node.start)
        if first < bisect_left(starts, node.end):
            breaks[first] = True
    return Reading(text, tokens, breaks, [], outline, [])


class Read(NamedTuple):
    """A text as `LinearTagger` takes it: its reading, and a sparse matrix of features, one row a token."""

    reading: Reading
    rows: Any


class LinearTagger:
    """A linear classifier of single tokens a layer (scikit-learn), decoded as the network's tags are: learns fifty texts in seconds.

    `kept` holds what was read of texts already; several taggers may share it.
    """

    def __init__(self, *, epochs: int = 4, seed: int = 0, kept: dict[str, Read] | None = None) -> None:
        from sklearn.feature_extraction import FeatureHasher
        from sklearn.linear_model import SGDClassifier

        self.kept = {} if kept is None else kept
        self.hasher = FeatureHasher(2**17)
        self.layers = [
            SGDClassifier(loss="log_loss", alpha=1e-5, max_iter=epochs, tol=None, average=True, random_state=seed)
            for _ in LAYERS
        ]

    def _read(self, text: str) -> Read:
        if text not in self.kept:
            reading = plain_reading(text)
            # the hasher refuses what has no tokens
            self.kept[text] = Read(reading, self.hasher.transform(token_rows(reading)) if reading.tokens else None)
        return self.kept[text]

    def fit(self, directives: Sequence[GoldDirective]) -> LinearTagger:
        """Learn from annotated directives."""
        import numpy as np
        from scipy.sparse import vstack

        directives = [d for d in directives if self._read(d.text).reading.tokens]
        read = [self._read(d.text) for d in directives]
        targets = [layer_labels(r.reading, d) for r, d in zip(read, directives, strict=True)]
        rows = vstack([r.rows for r in read])
        for i, layer in enumerate(self.layers):
            layer.fit(rows, np.concatenate([t[i] for t in targets]))
        return self

    def _log_probs(self, read: Read) -> list[Any]:
        import numpy as np

        out = []
        for layer, tags in zip(self.layers, TAGS, strict=True):
            chances = np.full((len(read.reading.tokens), len(tags)), 1e-6, dtype=np.float32)  # also tags never seen
            chances[:, layer.classes_] += layer.predict_proba(read.rows)
            out.append(np.log(chances / chances.sum(axis=1, keepdims=True)))
        return out

    def tag(self, text: str) -> list[Tagged]:
        """Spans of both layers, with scores."""
        read = self._read(text)
        if not read.reading.tokens:
            return []
        tokens = read.reading.tokens
        found = [
            Tagged(s.label, tokens[s.first].start, tokens[s.last].end, score)
            for s, score in decode(self._log_probs(read))
        ]
        return sorted(found, key=lambda t: (t.start, -t.end))

    def expected_errors(self, text: str) -> float:
        """Spans expected to be wrong or missed: what the score of each lacks to 1, and the chance of a beginning where no span is."""
        import numpy as np

        read = self._read(text)
        if not read.reading.tokens:
            return 0.0
        scores = self._log_probs(read)
        spans = decode(scores)
        wrong = sum(1 - score for _, score in spans)
        for labels, tags, layer in zip(LAYERS, TAGS, scores, strict=True):
            free = np.ones(len(layer), dtype=bool)
            for span, _ in spans:
                if span.label in labels:
                    free[span.first : span.last + 1] = False
            begins = [i for i, tag in enumerate(tags) if tag[0] in "BU"]
            wrong += float(np.exp(layer[free][:, begins]).sum())
        return wrong


class SpacyTagger:
    """spaCy's transition-based `ner` on its CNN encoder, trained by `spacy train`: one pipeline per layer, since its entities do not nest."""

    def __init__(self, folder: Path, *, steps: int = 4000) -> None:
        self.folder, self.steps = folder, steps
        self.pipelines: list[Language] = []

    def fit(self, directives: Sequence[GoldDirective], dev: Sequence[GoldDirective]) -> SpacyTagger:
        """Train on `directives`; `dev` chooses the best step, as spaCy does by itself."""
        import spacy
        from spacy.cli.init_config import init_config
        from spacy.cli.train import train

        for number, labels in enumerate(LAYERS):
            work = self.folder / str(number)
            work.mkdir(parents=True)
            for name, golds in (("train", directives), ("dev", dev)):
                self._docs(golds, labels).to_disk(work / f"{name}.spacy")
            # "xx", whose own tokenizer needs nothing; spaCy's "vi" would ask for pyvi here, before ours takes its place
            config = init_config(lang="xx", pipeline=["ner"], optimize="efficiency")
            config["nlp"]["lang"] = "vi"
            config["nlp"]["tokenizer"] = {"@tokenizers": TOKENIZER}
            config["training"] |= {"max_steps": self.steps, "eval_frequency": max(1, min(200, self.steps // 5))}
            config.to_disk(work / "config.cfg")
            paths = {f"paths.{name}": str(work / f"{name}.spacy") for name in ("train", "dev")}
            train(work / "config.cfg", work / "out", overrides=paths)
            self.pipelines.append(spacy.load(work / "out" / "model-best"))
        return self

    def _docs(self, golds: Sequence[GoldDirective], labels: Sequence[Label]) -> DocBin:
        from spacy.tokens import DocBin

        from vnadmin_nlp.tokens.language import blank

        nlp = blank()
        out = DocBin()
        for gold in golds:
            doc = nlp(gold.text)
            marks = [doc.char_span(s.start, s.end, label=s.label) for s in gold.spans if s.label in labels]
            doc.ents = [m for m in marks if m is not None]
            out.add(doc)
        return out

    def tag(self, text: str) -> list[Tagged]:
        """Spans of both layers."""
        out = [
            Tagged(cast("Label", e.label_), e.start_char, e.end_char, 1.0)
            for nlp in self.pipelines
            for e in nlp(text).ents
        ]
        return sorted(out, key=lambda s: (s.start, -s.end))

    @property
    def size(self) -> int:
        """Bytes of the trained pipelines."""
        return sum(f.stat().st_size for f in self.folder.glob("*/out/model-best/**/*") if f.is_file())
