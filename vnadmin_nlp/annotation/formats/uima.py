"""UIMA CAS, as JSON or XMI, for INCEpTION and WebAnno: a folder of NAME.json or NAME.xmi with TypeSystem.xml beside.

TypeSystem.xml is what INCEpTION imports as layers: a span layer (`label`, and `value` for the due of a TASK) and a relation
layer upon it (`label`: lead, with, due, ref). Its relations need these names and one span layer for both ends, see its
TypeSystemAnalysis. Files are read and written by dkpro-cassis, which turns the UTF-16 offsets of the files into code points.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from lxml import etree

from vnadmin_nlp.annotation.formats.common import ROLES, Drawn, Relation, assemble, drawn, fail, label_of, note, shown
from vnadmin_nlp.annotation.formats.names import file_name, id_of
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import LABELS

NAME: Final = "uima"
TITLE: Final = "INCEpTION, WebAnno: a folder of UIMA CAS files (JSON or XMI) with TypeSystem.xml"
SUFFIX: Final = ""
LOSSES: Final = "what the manifest knows of a text (genre, issuer …)"

FLAVOURS: Final = ("json", "xmi")
TYPES_FILE: Final = "TypeSystem.xml"
SPAN: Final = "webanno.custom.DirectiveSpan"
RELATION: Final = "webanno.custom.DirectiveRelation"
METADATA: Final = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
_STRING: Final = "uima.cas.String"
# what the tool itself puts into every file, and nobody annotates
_INFRASTRUCTURE: Final = (
    "uima.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.",
    "de.tudarmstadt.ukp.clarin.webanno.api.type.",
)


def _cassis() -> Any:
    try:
        return import_module("cassis")
    except ImportError as error:
        raise VnadminError("E403", detail="dkpro-cassis") from error


def _types(cassis: Any) -> Any:
    """The type system of our layers."""
    types = cassis.TypeSystem()
    span = types.create_type(SPAN, description="ORG-UNIT, DEADLINE, DOC-REF or TASK, see the annotation guidelines")
    types.create_feature(span, "label", _STRING, description=f"One of {', '.join(LABELS)}")
    types.create_feature(span, "value", _STRING, description="For a TASK: its due value, such as 2024-06-30")
    relation = types.create_type(
        RELATION, description="From a TASK to who leads, with whom, by when, under which document"
    )
    types.create_feature(relation, "Governor", span, description="The TASK")
    types.create_feature(relation, "Dependent", span, description="What plays the role")
    types.create_feature(relation, "label", _STRING, description=f"One of {', '.join(ROLES)}")
    metadata = types.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    for feature in ("documentTitle", "documentId"):
        types.create_feature(metadata, feature, _STRING)
    return types


def config() -> str:
    """TypeSystem.xml: the layers, as INCEpTION imports them (Settings, Layers, Import)."""
    return str(_types(_cassis()).to_xml())


def _cas(gold: GoldDirective, cassis: Any, types: Any) -> tuple[Any, list[str]]:
    drawing, lost = drawn(gold, due_places=False)
    cas = cassis.Cas(types, sofa_string=gold.text, sofa_mime="text/plain")
    span, relation = types.get_type(SPAN), types.get_type(RELATION)
    metadata = types.get_type(METADATA)  # the one document annotation of the CAS, so the language belongs here
    cas.add(metadata(begin=0, end=len(gold.text), language="vi", documentTitle=gold.id, documentId=gold.id))
    made = {
        key: span(begin=s.start, end=s.end, label=s.label, value=drawing.dues.get(key))
        for key, s in drawing.spans.items()
    }
    cas.add_all(made.values())
    for r in drawing.relations:
        ends = made[r.source], made[r.target]
        cas.add(relation(begin=ends[1].begin, end=ends[1].end, Governor=ends[0], Dependent=ends[1], label=r.kind))
    return cas, lost


def write(golds: Sequence[GoldDirective], path: Path, *, flavour: str = "json") -> list[str]:
    """Write the folder. `flavour`: json or xmi. Raises E401 for a text with characters that XML cannot hold (xmi)."""
    if flavour not in FLAVOURS:
        raise VnadminError("E201", detail=f"there is no flavour {flavour!r} of UIMA; name one of {', '.join(FLAVOURS)}")
    cassis = _cassis()
    types = _types(cassis)
    path.mkdir(parents=True)
    (path / TYPES_FILE).write_bytes(types.to_xml().encode("utf-8"))
    messages: list[str] = []
    for gold in golds:
        cas, lost = _cas(gold, cassis, types)
        messages += lost
        try:
            content = cas.to_json() if flavour == "json" else cas.to_xmi()
        except ValueError as error:
            raise fail(gold.id, "text", f"XML cannot hold it ({error})", "Write the flavour json") from error
        (path / f"{file_name(gold.id)}.{flavour}").write_bytes(content.encode("utf-8"))
    return messages


def _refuse_dtd(data: bytes, path: Path) -> None:
    """Raises E401 for XML with a document type: what it names could be anywhere, and cassis would follow it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if etree.fromstring(data, parser).getroottree().docinfo.internalDTD is not None:
        raise fail(path, "line 1", "has a document type definition, which is not followed", "Export it again")


def _layers(path: Path, cassis: Any) -> Any:
    """Our type system, with the TypeSystem.xml at `path` merged into it, where there is one."""
    types = _types(cassis)
    if not path.is_file():
        return types
    data = path.read_bytes()
    _refuse_dtd(data, path)
    return cassis.merge_typesystems(types, cassis.load_typesystem(BytesIO(data)))


def _loaded(path: Path, cassis: Any, types: Any) -> Any:
    """The CAS of a file: JSON brings its types, XMI needs all of them in `types`."""
    data = path.read_bytes()
    if path.suffix == ".json":
        content = data.decode("utf-8-sig")
        # merging type systems takes longer than the rest of the reading, and our own files bring nothing new
        ours = json.loads(cassis.Cas(types).to_json())["%TYPES"]
        brought = json.loads(content).get("%TYPES")
        return cassis.load_cas_from_json(content, types, merge_typesystem=brought not in (None, ours))
    _refuse_dtd(data, path)
    return cassis.load_cas_from_xmi(BytesIO(data), types, lenient=True)


def _guarded(path: Path, action: Callable[..., Any], *args: Any) -> tuple[Any, list[str]]:
    """The result of reading `path`, and what cassis said. Raises E401 for a file that it cannot read."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            result = action(path, *args)
        except VnadminError:
            raise
        except Exception as error:  # cassis and its parsers let through what a damaged file makes them run into
            detail = f"{type(error).__name__}: {error}"[:200]
            raise fail(path, "file", f"is no UIMA CAS that can be read ({detail})", "Export it again") from error
    return result, sorted({str(w.message) for w in said})


def _name(path: Path, cas: Any) -> str:
    """The id: the title of the document, which INCEpTION makes the name of the imported file, else the file's name."""
    titles = [m.documentTitle for m in cas.select(METADATA) if m.documentTitle]
    if not titles:
        return id_of(path.stem)
    title = str(titles[0])
    return id_of(title.removesuffix(path.suffix)) if title.endswith(path.suffix) else title


def _spans(found: Iterable[Any], text: str, path: Path) -> tuple[dict[str, GoldSpan], dict[str, str]]:
    """Spans and due values, by the key of the file."""
    spans: dict[str, GoldSpan] = {}
    dues: dict[str, str] = {}
    for fs in found:
        place = f"{SPAN} {fs.xmiID}"
        if not fs.label:
            covered = shown(text[fs.begin : fs.end])
            raise fail(path, place, f"{covered} at {fs.begin} has no label", "Choose a label in the tool, or delete it")
        key = str(fs.xmiID)
        spans[key] = GoldSpan(label=label_of(str(fs.label), path, place), start=fs.begin, end=fs.end)
        if fs.value and (value := str(fs.value).strip()):  # JSON may hold a number there
            dues[key] = value
    return spans, dues


def _relations(found: Iterable[Any], path: Path) -> list[Relation]:
    out: list[Relation] = []
    for fs in found:
        if not (fs.label and fs.Governor and fs.Dependent):
            problem = "has no label" if fs.Governor and fs.Dependent else "has an end that is not there"
            raise fail(path, f"{RELATION} {fs.xmiID}", problem, "Mend or delete it in the tool")
        out.append(Relation(str(fs.label), str(fs.Governor.xmiID), str(fs.Dependent.xmiID)))
    return out


def _one(path: Path, cassis: Any, types: Any) -> tuple[GoldDirective, list[str]]:
    cas, said = _guarded(path, _loaded, cassis, types)
    text = cas.sofa_string
    if not isinstance(text, str):
        raise fail(path, "file", "holds no text", "Export it again with its text")
    name = _name(path, cas)
    bad = [m for m in said if "Not mapping" in m]
    if bad:
        raise fail(path, name, f"an offset lies outside the text or inside a character ({bad[0]})", "Export it again")
    in_order = {kind: sorted(cas.select(kind), key=lambda fs: fs.xmiID) for kind in (SPAN, RELATION)}
    spans, dues = _spans(in_order[SPAN], text, path)
    gold, messages = assemble(name, text, Drawn(spans, _relations(in_order[RELATION], path), dues), path)
    other = Counter(fs.type.name for fs in cas.select_all_fs())
    messages += [
        note(name, f"{count} annotations of the layer {kind} are not read")
        for kind, count in sorted(other.items())
        if kind not in (SPAN, RELATION) and not kind.startswith(_INFRASTRUCTURE)
    ]
    return gold, messages + [note(name, m) for m in said]


def read(
    path: Path, texts: Mapping[str, str] | None = None, *, annotator: str | None = None
) -> tuple[list[GoldDirective], list[str]]:
    """The directives of one file, or of all CAS files in a folder and the folders in it.

    `annotator`: only the files of that name, as INCEpTION exports them (`TEXT.json/ANNOTATOR.json`).
    """
    cassis = _cassis()
    known = tuple(f".{flavour}" for flavour in FLAVOURS)
    inside = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    files = [p for p in inside if p.suffix in known and annotator in (None, p.stem)]
    if not files:
        whose = f" of {annotator!r}" if annotator else ""
        raise fail(path, "folder", f"holds no .json or .xmi file{whose}", "Unpack the export of the tool there")
    golds: list[GoldDirective] = []
    messages = [note(str(p), "not read; unpack it") for p in inside if p.suffix == ".zip"]
    types: dict[Path, Any] = {}
    for file in files:
        if file.parent not in types:
            types[file.parent], said = _guarded(file.parent / TYPES_FILE, _layers, cassis)
            messages += [note(str(file.parent / TYPES_FILE), m) for m in said]
        gold, said = _one(file, cassis, types[file.parent])
        golds.append(gold)
        messages += said
    return golds, messages
