"""spaCy DocBin: our "vi" tokens, spans of both layers in `doc.spans["directive"]`, the whole gold in `doc.user_data`.

The gold is a JSON string under `vnadmin.gold`: DocBin keeps user data only where it is asked to, and gives lists back as
tuples. Spans whose edges are no token edges stand in that string alone. What is corrected in `doc.spans` counts on reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from pydantic import ValidationError

from vnadmin_nlp.annotation.formats.common import Drawn, assemble, fail, label_of, note, shown
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin

NAME: Final = "docbin"
TITLE: Final = "spaCy: a DocBin with span groups for training and evaluation"
SUFFIX: Final = ".spacy"
LOSSES: Final = ""

SPANS_KEY: Final = "directive"
GOLD_KEY: Final = "vnadmin.gold"


def _marks(spans: Iterable[GoldSpan]) -> set[tuple[str, int, int]]:
    return {(s.label, s.start, s.end) for s in spans}


def write(golds: Sequence[GoldDirective], path: Path) -> list[str]:
    """Write the file. Spans with an edge inside a token are told: they are in the record, not in `doc.spans`."""
    from spacy.tokens import DocBin

    from vnadmin_nlp.tokens.language import blank

    tokenizer = blank().tokenizer
    out = DocBin(store_user_data=True)
    messages: list[str] = []
    for gold in golds:
        doc: Doc = tokenizer(gold.text)
        found = [
            (s, doc.char_span(s.start, s.end, label=s.label, span_id=f"s{n}"))
            for n, s in enumerate(sorted(gold.spans, key=lambda s: (s.start, -s.end, s.label)), 1)
        ]
        doc.spans[SPANS_KEY] = [span for _, span in found if span is not None]
        doc.user_data[GOLD_KEY] = gold.model_dump_json()
        out.add(doc)
        messages += [
            note(gold.id, f"{s.label} {s.start}..{s.end} cuts a token: in the record, not in doc.spans")
            for s, span in found
            if span is None
        ]
    out.to_disk(path)
    return messages


def _bin(path: Path) -> DocBin:
    from spacy.tokens import DocBin

    try:
        return DocBin(store_user_data=True).from_bytes(path.read_bytes())
    except Exception as error:  # zlib, msgpack and numpy each raise their own
        detail = f"{type(error).__name__}: {error}"[:200]
        raise fail(path, "file", f"is no DocBin ({detail})", "Write it with DocBin.to_disk") from error


def _kept(doc: Doc, path: Path, place: str) -> GoldDirective | None:
    """The gold that lies in the user data, for this very text."""
    kept = doc.user_data.get(GOLD_KEY)
    if kept is None:
        return None
    try:
        gold = GoldDirective.model_validate_json(cast(str, kept))
    except ValidationError as error:
        raise fail(path, place, f"the record in user_data[{GOLD_KEY!r}] is damaged", "Write the file again") from error
    if gold.text != doc.text:
        raise fail(path, place, f"the record of {gold.id!r} belongs to another text", "Write the file again")
    return gold


def _seen(doc: Doc, gold: GoldDirective | None, key: str, path: Path, place: str) -> list[GoldSpan]:
    """The spans of a document: those of the group, and those of the record that no group can hold."""
    if key not in doc.spans:
        if gold is not None:
            return list(gold.spans)
        groups = ", ".join(sorted(doc.spans)) or "none"
        raise fail(path, place, f"has no spans under {key!r} (there are: {groups})", "Name the key of yours")
    spans = [
        GoldSpan(label=label_of(s.label_, path, f"{place}, {s.start_char}"), start=s.start_char, end=s.end_char)
        for s in doc.spans[key]
    ]
    hidden = gold.spans if gold else ()
    return spans + [s for s in hidden if doc.char_span(s.start, s.end) is None]


def _merged(gold: GoldDirective, spans: list[GoldSpan], path: Path) -> tuple[GoldDirective, list[str]]:
    """`gold` with the spans that `doc.spans` has now: assignments keep what is still there, new TASKs get empty ones."""
    now = _marks(spans)
    if now == _marks(gold.spans):
        return gold.model_copy(update={"file": str(path)}), []
    messages = [note(gold.id, "spans were changed in doc.spans since the record was written; those of doc.spans count")]
    kept = []
    for a in gold.assignments:
        if ("TASK", *a.task) not in now:
            messages.append(
                note(gold.id, f"the assignment of {shown(gold.covered(*a.task))} has lost its TASK; left out")
            )
            continue
        units = {
            role: tuple(u for u in getattr(a, role) if u.start is None or ("ORG-UNIT", u.start, u.end) in now)
            for role in ("lead", "with_")
        }
        refs = tuple(r for r in a.refs if ("DOC-REF", *r) in now)
        lost = len(a.lead) + len(a.with_) + len(a.refs) - sum(map(len, units.values())) - len(refs)
        if lost:
            messages.append(
                note(gold.id, f"{lost} roles of {shown(gold.covered(*a.task))} have lost their span; left out")
            )
        kept.append(a.model_copy(update={**units, "refs": refs}))
    tasks = {a.task for a in kept}
    fresh, more = assemble(gold.id, gold.text, Drawn({f"s{n}": s for n, s in enumerate(spans)}), path, gold.meta)
    kept += [a for a in fresh.assignments if a.task not in tasks]
    update = {"assignments": tuple(sorted(kept, key=lambda a: a.task))}
    return fresh.model_copy(update=update), messages + more


def read(
    path: Path, texts: Mapping[str, str] | None = None, *, spans_key: str = SPANS_KEY
) -> tuple[list[GoldDirective], list[str]]:
    """The directives of a DocBin; a document without our record is named FILE-NUMBER and has the spans of `spans_key` alone."""
    from spacy.vocab import Vocab

    golds: list[GoldDirective] = []
    messages: list[str] = []
    for number, doc in enumerate(_bin(path).get_docs(Vocab()), 1):
        place = f"document {number}"
        kept = _kept(doc, path, place)
        spans = _seen(doc, kept, spans_key, path, place)
        if kept is None:
            name = f"{path.stem}-{number}"
            gold, said = assemble(name, doc.text, Drawn({f"s{n}": s for n, s in enumerate(spans)}), path)
            said.append(note(name, "has no record: who leads, with whom and by when is not known"))
        else:
            gold, said = _merged(kept, spans, path)
        golds.append(gold)
        messages += said
    return golds, messages
