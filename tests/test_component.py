"""The spaCy side: what a pipeline gives, and that it survives saving, bytes and DocBin."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_model import SENTENCES, directive

import vnadmin_nlp
from vnadmin_nlp.records import Directive

pytestmark = pytest.mark.filterwarnings("ignore")
spacy = pytest.importorskip("spacy")
TEXT = directive(2)[0]


@pytest.fixture(scope="module")
def nlp(tiny_model: Path) -> object:
    return vnadmin_nlp.load(str(tiny_model))


def _spans(doc: object) -> list[tuple[str, int, int, str]]:
    return [(s.label_, s.start_char, s.end_char, s.id_) for s in doc.spans["directive"]]  # type: ignore[attr-defined]


def test_spans_and_record(nlp: object, tiny_model: Path) -> None:
    doc = nlp(TEXT)  # type: ignore[operator]
    record = doc._.directive
    assert isinstance(record, Directive)
    assert record == vnadmin_nlp.extract(TEXT, model=str(tiny_model))
    assert _spans(doc) == [(s.label, s.start, s.end, s.id) for s in record.spans]
    assert SENTENCES[2][1] in {s.text for s in doc.spans["directive"] if s.label_ == "ORG-UNIT"}
    assert len(record.assignments) == len([s for s in record.spans if s.label == "TASK"]) > 0


@pytest.mark.parametrize("text", [TEXT, "", " ", "\n\n", "a\u0300  b\t\nc\u200bd\x00", "Số:        /TB-UBND\r\n"])
def test_the_tokens_are_the_text(nlp: object, text: str) -> None:
    doc = nlp.make_doc(text)  # type: ignore[attr-defined]
    assert "".join(token.text_with_ws for token in doc) == text == doc.text


def test_saved_and_loaded(nlp: object, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")  # type: ignore[attr-defined]
    again = spacy.load(tmp_path / "pipeline")
    assert again.lang == "vi"
    assert again.pipe_names == ["vnadmin_directive"]
    here, there = nlp(TEXT), again(TEXT)  # type: ignore[operator]
    assert [t.text_with_ws for t in here] == [t.text_with_ws for t in there]
    assert _spans(here) == _spans(there)
    assert here._.directive == there._.directive


def test_bytes(nlp: object) -> None:
    from vnadmin_nlp.tokens.language import blank

    again = blank()
    again.add_pipe("vnadmin_directive")
    again.from_bytes(nlp.to_bytes())  # type: ignore[attr-defined]
    assert [t.text for t in again.make_doc(TEXT)] == [t.text for t in nlp.make_doc(TEXT)]  # type: ignore[attr-defined]


def test_many_documents_and_docbin(nlp: object) -> None:
    from spacy.tokens import DocBin

    docs = list(nlp.pipe(directive(i)[0] for i in range(3)))  # type: ignore[attr-defined]
    kept = DocBin(docs=docs, store_user_data=True).to_bytes()
    for before, after in zip(docs, DocBin().from_bytes(kept).get_docs(nlp.vocab), strict=True):  # type: ignore[attr-defined]
        assert after.text == before.text
        assert _spans(after) == _spans(before)
        assert after._.directive == before._.directive


def test_a_document_that_was_not_read_has_no_record(nlp: object) -> None:
    assert nlp.make_doc(TEXT)._.directive is None  # type: ignore[attr-defined]


def test_a_missing_model_is_a_coded_error(tmp_path: Path) -> None:
    broken = vnadmin_nlp.load(str(tmp_path))
    with pytest.raises(vnadmin_nlp.VnadminError, match="E301"):
        broken(TEXT)
