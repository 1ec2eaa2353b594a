"""spaCy DocBin: text, spans and records come back; corrections made in `doc.spans` count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers_golds import golds, notice, same
from hypothesis import given, settings
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.formats import docbin
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, load_data
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.tokens.language import blank

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_all_directives_of_the_project(tmp_path: Path) -> None:
    gold = load_data(ROOT)
    assert formats.write(gold, tmp_path / "out.spacy", "docbin") == []
    back, messages = formats.read(tmp_path / "out.spacy", "docbin", {g.id: g.text for g in gold})
    assert same(back, gold)
    assert [g.meta for g in back] == [g.meta for g in gold]
    assert messages == []


@settings(max_examples=50)
@given(gold=golds())
def test_any_text(gold: GoldDirective, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("docbin") / "out.spacy"
    messages = formats.write([gold], out, "docbin")
    (doc,) = DocBin().from_disk(out).get_docs(Vocab())
    assert doc.text == gold.text
    assert len(doc.spans["directive"]) == len(gold.spans) - len(messages)
    back, said = formats.read(out, "docbin")
    assert same(back, [gold])
    assert said == []


def test_spans_for_training(tmp_path: Path) -> None:
    formats.write([notice()], tmp_path / "out.spacy", "docbin")
    (doc,) = DocBin().from_disk(tmp_path / "out.spacy").get_docs(blank().vocab)
    shown = [(s.label_, s.text, s.id_) for s in doc.spans["directive"]]
    assert ("DOC-REF", "Luật Nhà ở", "s4") in shown
    assert {label for label, _, _ in shown} == {"ORG-UNIT", "DEADLINE", "DOC-REF", "TASK"}


def test_edges_inside_a_token_are_said_and_kept(tmp_path: Path) -> None:
    gold = GoldDirective(id="a", text="1. Sở Y tế", spans=(GoldSpan(label="ORG-UNIT", start=4, end=10),))
    messages = formats.write([gold], tmp_path / "out.spacy", "docbin")
    assert messages == ["a: ORG-UNIT 4..10 cuts a token: in the record, not in doc.spans"]
    assert same(formats.read(tmp_path / "out.spacy", "docbin")[0], [gold])


Edit = Callable[[Callable[[Doc], None]], tuple[list[GoldDirective], list[str]]]


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    """Reads the small notice back after somebody has worked on its `Doc`."""
    out = tmp_path / "out.spacy"

    def edit(work: Callable[[Doc], None]) -> tuple[list[GoldDirective], list[str]]:
        formats.write([notice()], out, "docbin")
        (doc,) = DocBin(store_user_data=True).from_disk(out).get_docs(Vocab())
        work(doc)
        DocBin(store_user_data=True, docs=[doc]).to_disk(out)
        return formats.read(out, "docbin")

    return edit


def _without(doc: Doc, *texts: str) -> list[Span]:
    return [s for s in doc.spans["directive"] if s.text not in texts]


def test_a_unit_taken_away_leaves_its_role(edited: Edit) -> None:
    def work(doc: Doc) -> None:
        doc.spans["directive"] = _without(doc, "Sở Tài chính", "Luật Nhà ở")

    (gold,), messages = edited(work)
    assert gold.assignments[0].with_ == ()
    assert gold.assignments[0].refs == ()
    assert gold.assignments[0].due == "2024-06-30"
    assert len(gold.spans) == len(notice().spans) - 2
    assert ["those of doc.spans count" in messages[0], "2 roles of" in messages[1]] == [True, True]


def test_a_changed_task_gets_an_empty_record(edited: Edit) -> None:
    def work(doc: Doc) -> None:
        task = next(s for s in doc.spans["directive"] if s.text.startswith("báo cáo"))
        kept = [s for s in doc.spans["directive"] if s is not task and s.text != task.text]
        doc.spans["directive"] = [*kept, Span(doc, task.start, task.end - 1, label="TASK")]

    (gold,), messages = edited(work)
    assert gold.assignments[0] == notice().assignments[0].model_copy(update={"with_": gold.assignments[0].with_})
    assert (gold.assignments[1].lead, gold.assignments[1].due) == ((), None)
    assert any("has lost its TASK; left out" in m for m in messages)


def test_documents_of_others(edited: Edit) -> None:
    def work(doc: Doc) -> None:
        del doc.user_data[docbin.GOLD_KEY]

    (gold,), messages = edited(work)
    assert gold.id == "out-1"
    assert same([gold.model_copy(update={"id": "n1", "assignments": notice().assignments})], [notice()])
    assert messages[-1].startswith("out-1: has no record")


def _other_text(doc: Doc) -> None:
    doc.user_data[docbin.GOLD_KEY] = notice().model_copy(update={"text": "khác"}).model_dump_json()


def _damaged(doc: Doc) -> None:
    doc.user_data[docbin.GOLD_KEY] = "{"


def _other_key(doc: Doc) -> None:
    del doc.user_data[docbin.GOLD_KEY]
    doc.spans["sc"] = doc.spans.pop("directive")


def _other_label(doc: Doc) -> None:
    doc.spans["directive"] = [Span(doc, 0, 1, label="LOC")]


@pytest.mark.parametrize(
    ("work", "problem"),
    [
        (_other_text, "belongs to another text"),
        (_damaged, "is damaged"),
        (_other_key, "no spans under 'directive' (there are: sc)"),
        (_other_label, "unknown label 'LOC'"),
    ],
)
def test_what_cannot_be_read_is_an_error(edited: Edit, work: Callable[[Doc], None], problem: str) -> None:
    with pytest.raises(VnadminError, match=r"E401.*document 1") as error:
        edited(work)
    assert problem in str(error.value)


def test_another_key(edited: Edit, tmp_path: Path) -> None:
    with pytest.raises(VnadminError):
        edited(_other_key)
    back, _ = formats.read(tmp_path / "out.spacy", "docbin", spans_key="sc")
    assert len(back[0].spans) == len(notice().spans)


def test_no_docbin(tmp_path: Path) -> None:
    (tmp_path / "a.spacy").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(VnadminError, match=r"E401.*is no DocBin"):
        formats.read(tmp_path / "a.spacy", "docbin")
