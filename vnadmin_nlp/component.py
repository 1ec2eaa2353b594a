"""The pipeline as one spaCy component: spans in `doc.spans["directive"]`, the record in `doc._.directive`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from vnadmin_nlp.pipeline import Extractor, load_extractor
from vnadmin_nlp.records import Directive

FACTORY: Final = "vnadmin_directive"
SPANS_KEY: Final = "directive"


def _directive(doc: Doc) -> Directive | None:
    """The record of a document, read back from the JSON that is kept in `user_data` (so that it survives DocBin and processes)."""
    kept = doc.user_data.get("vnadmin.directive")
    return None if kept is None else Directive.model_validate_json(kept)


if not Doc.has_extension("directive"):
    Doc.set_extension("directive", getter=_directive)


class DirectiveComponent:
    """Runs the extractor on `doc.text`. The model is opened at the first document, not at construction."""

    def __init__(self, model: str | None = None) -> None:
        self.model = model
        self._extractor: Extractor | None = None

    def __call__(self, doc: Doc) -> Doc:
        if self._extractor is None:
            self._extractor = load_extractor(self.model)
        directive = self._extractor.extract_text(doc.text)
        spans: list[Span] = []
        for span in directive.spans:
            made = doc.char_span(span.start, span.end, label=span.label, span_id=span.id)
            if made is not None:  # every edge of a result is a token edge; a foreign tokenizer may differ
                spans.append(made)
        doc.spans[SPANS_KEY] = spans
        doc.user_data["vnadmin.directive"] = directive.model_dump_json()
        return doc

    def to_disk(self, _path: str | Path, **_: Any) -> None:
        """The model is named in the pipeline's configuration; there is nothing else to save."""

    def from_disk(self, _path: str | Path, **_: Any) -> DirectiveComponent:
        """See `to_disk`."""
        return self

    def to_bytes(self, **_: Any) -> bytes:
        """See `to_disk`."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> DirectiveComponent:
        """See `to_disk`."""
        return self


@Language.factory(FACTORY, default_config={"model": None}, assigns=["doc._.directive", "doc.spans"])
def make_component(nlp: Language, name: str, model: str | None) -> DirectiveComponent:
    """`model`: a model folder; null is the shipped one."""
    return DirectiveComponent(model)


def load(model: str | None = None) -> Language:
    """A spaCy `Language` that reads directives: `nlp(text)`, `doc.spans["directive"]`, `doc._.directive`."""
    from vnadmin_nlp.tokens.language import blank

    nlp = blank()
    nlp.add_pipe(FACTORY, config={"model": model})
    return nlp
