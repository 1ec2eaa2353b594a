"""UIMA CAS: what goes out comes back, offsets in the file are UTF-16, and the layers are those that INCEpTION can import."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers_golds import CONTROLS, golds, notice, same
from hypothesis import given, settings
from lxml import etree

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.formats import uima
from vnadmin_nlp.annotation.gold import GoldDirective, load_data
from vnadmin_nlp.errors import VnadminError

ROOT = Path(__file__).parents[3]
FLAVOURS = ("json", "xmi")


@pytest.mark.slow
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_all_directives_of_the_project(flavour: str, tmp_path: Path) -> None:
    gold = load_data(ROOT)
    assert formats.write(gold, tmp_path / "out", "uima", flavour=flavour) == []
    back, messages = formats.read(tmp_path / "out", "uima", {g.id: g.text for g in gold})
    assert same(back, gold)
    assert messages == []


@pytest.mark.parametrize("flavour", FLAVOURS)
@settings(max_examples=50)
@given(gold=golds())
def test_any_text(flavour: str, gold: GoldDirective, tmp_path_factory: pytest.TempPathFactory) -> None:
    out = tmp_path_factory.mktemp("uima") / "out"
    if flavour == "xmi" and set(gold.text) & set(CONTROLS):
        with pytest.raises(VnadminError, match="XML cannot hold it"):
            formats.write([gold], out, "uima", flavour=flavour)
        assert not out.exists()
        return
    assert formats.write([gold], out, "uima", flavour=flavour) == []
    back, messages = formats.read(out, "uima")
    assert same(back, [gold])
    assert messages == []


def test_offsets_in_the_file_are_utf16(tmp_path: Path) -> None:
    formats.write([notice()], tmp_path / "out", "uima")
    content = json.loads((tmp_path / "out" / "n1.json").read_text(encoding="utf-8"))
    structures = content["%FEATURE_STRUCTURES"]
    text = next(fs["sofaString"] for fs in structures if fs["%TYPE"] == "uima.cas.Sofa").encode("utf-16-le")
    spans = [fs for fs in structures if fs["%TYPE"] == uima.SPAN]
    shown = {text[2 * fs["begin"] : 2 * fs["end"]].decode("utf-16-le"): fs["label"] for fs in spans}
    assert shown["Luật Nhà ở"] == "DOC-REF"
    assert shown["Sở Y tế"] == "ORG-UNIT"
    assert [fs["value"] for fs in spans if fs.get("value")] == ["2024-06-30", "FREQ=MONTHLY;BYMONTHDAY=20"]


def test_layers_are_those_that_inception_recognises(tmp_path: Path) -> None:
    """What its TypeSystemAnalysis asks for: plain features on spans; Governor and Dependent of one span layer on relations."""
    formats.write([notice()], tmp_path / "out", "uima")
    root = etree.parse(tmp_path / "out" / "TypeSystem.xml").getroot()
    names = {"n": root.nsmap[None]}

    def text(node: Any, path: str) -> str:
        return str(node.findtext(path, namespaces=names))

    types = {
        text(t, "n:name"): {
            text(f, "n:name"): text(f, "n:rangeTypeName") for f in t.iterfind(".//n:featureDescription", names)
        }
        for t in root.iterfind(".//n:typeDescription", names)
    }
    assert types[uima.SPAN] == dict.fromkeys(("label", "value"), "uima.cas.String")
    assert types[uima.RELATION] == {"Governor": uima.SPAN, "Dependent": uima.SPAN, "label": "uima.cas.String"}
    supers = {text(t, "n:name"): text(t, "n:supertypeName") for t in root.iterfind(".//n:typeDescription", names)}
    assert supers[uima.SPAN] == supers[uima.RELATION] == "uima.tcas.Annotation"
    assert uima.config().encode() == (tmp_path / "out" / "TypeSystem.xml").read_bytes()


def test_one_document_annotation(tmp_path: Path) -> None:
    """UIMA allows one; cassis would make a second one for the language alone."""
    formats.write([notice()], tmp_path / "out", "uima")
    structures = json.loads((tmp_path / "out" / "n1.json").read_text(encoding="utf-8"))["%FEATURE_STRUCTURES"]
    found = [fs for fs in structures if fs["%TYPE"] in ("uima.tcas.DocumentAnnotation", uima.METADATA)]
    assert [fs["language"] for fs in found] == ["vi"]


Edit = Callable[[Callable[[Any, Any, Any], None]], tuple[list[GoldDirective], list[str]]]


@pytest.fixture(params=FLAVOURS)
def edited(request: pytest.FixtureRequest, tmp_path: Path) -> Edit:
    """Reads the small notice back after a person has worked on it: a function of cassis, the types and the CAS."""
    import cassis

    flavour = request.param
    formats.write([notice()], tmp_path / "out", "uima", flavour=flavour)
    file, layers = tmp_path / "out" / f"n1.{flavour}", tmp_path / "out" / "TypeSystem.xml"

    def edit(work: Callable[[Any, Any, Any], None]) -> tuple[list[GoldDirective], list[str]]:
        types = cassis.load_typesystem(layers.read_text(encoding="utf-8"))
        content = file.read_text(encoding="utf-8")
        cas = cassis.load_cas_from_json(content) if flavour == "json" else cassis.load_cas_from_xmi(content, types)
        work(cassis, cas.typesystem, cas)
        (cas.to_json if flavour == "json" else cas.to_xmi)(file)
        layers.write_text(cas.typesystem.to_xml(), encoding="utf-8")
        return formats.read(tmp_path / "out", "uima")

    return edit


def _span(cas: Any, text: str) -> Any:
    return next(fs for fs in cas.select(uima.SPAN) if fs.get_covered_text() == text)


def test_corrections_are_read(edited: Edit) -> None:
    def work(cassis: Any, types: Any, cas: Any) -> None:
        _span(cas, "Sở Y tế").end -= 3
        task = next(fs for fs in cas.select(uima.SPAN) if fs.value == "2024-06-30")
        task.value = " 2024-07-01 "
        cas.remove(next(fs for fs in cas.select(uima.RELATION) if fs.label == "with"))
        unit = _span(cas, "Sở Tài chính")
        # drawn from the unit to the TASK
        cas.add(types.get_type(uima.RELATION)(begin=0, end=1, Governor=unit, Dependent=task, label="lead"))

    (gold,), messages = edited(work)
    assert gold.assignments[0].due == "2024-07-01"
    assert [u.text for u in gold.assignments[0].lead] == ["Sở Xây dựng", "Sở Tài chính"]
    assert gold.assignments[0].with_ == ()
    assert [u.text for u in gold.assignments[1].lead] == ["Sở Y"]
    assert len(messages) == 1
    assert "wrong way round" in messages[0]


def test_other_layers_are_said(edited: Edit) -> None:
    def work(cassis: Any, types: Any, cas: Any) -> None:
        for name in ("webanno.custom.Note", "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"):
            cas.add(types.create_type(name)(begin=0, end=4))

    (gold,), messages = edited(work)
    assert same([gold], [notice()])
    assert messages == ["n1: 1 annotations of the layer webanno.custom.Note are not read"]


def _no_label(cassis: Any, types: Any, cas: Any) -> None:
    _span(cas, "Sở Y tế").label = None


def _unknown_label(cassis: Any, types: Any, cas: Any) -> None:
    _span(cas, "Sở Y tế").label = "PERSON"


def _loose_relation(cassis: Any, types: Any, cas: Any) -> None:
    next(fs for fs in cas.select(uima.RELATION) if fs.label == "with").Dependent = None


def _nameless_relation(cassis: Any, types: Any, cas: Any) -> None:
    next(fs for fs in cas.select(uima.RELATION) if fs.label == "with").label = None


def _due_of_a_unit(cassis: Any, types: Any, cas: Any) -> None:
    _span(cas, "Sở Y tế").value = "2024-01-01"


@pytest.mark.parametrize(
    ("work", "problem"),
    [
        (_no_label, "'Sở Y tế' at 118 has no label"),
        (_unknown_label, "unknown label 'PERSON'"),
        (_loose_relation, "has an end that is not there"),
        (_nameless_relation, "has no label"),
        (_due_of_a_unit, "belongs to no TASK"),
    ],
)
def test_what_cannot_be_placed_is_an_error(edited: Edit, work: Callable[[Any, Any, Any], None], problem: str) -> None:
    with pytest.raises(VnadminError, match="E401") as error:
        edited(work)
    assert problem in str(error.value)


@pytest.mark.parametrize(("kind", "wrong"), [(uima.SPAN, True), (uima.SPAN, 7), (uima.RELATION, 7)])
def test_labels_that_are_no_text(tmp_path: Path, kind: str, wrong: object) -> None:
    formats.write([notice()], tmp_path / "out", "uima")
    file = tmp_path / "out" / "n1.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    next(fs for fs in content["%FEATURE_STRUCTURES"] if fs["%TYPE"] == kind)["label"] = wrong
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(VnadminError, match=rf"E401.*unknown (label|relation) '{wrong}'"):
        formats.read(tmp_path / "out", "uima")


@pytest.mark.parametrize("begin", [10_000, 62])
def test_offsets_outside_or_inside_a_character(tmp_path: Path, begin: int) -> None:
    formats.write([notice()], tmp_path / "out", "uima")
    file = tmp_path / "out" / "n1.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    next(fs for fs in content["%FEATURE_STRUCTURES"] if fs.get("label") == "DOC-REF")["begin"] = begin
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(VnadminError, match="an offset lies outside the text or inside a character"):
        formats.read(tmp_path / "out", "uima")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", "{"),
        ("a.json", "[]"),
        ("a.json", '{"%TYPES": {}, "%FEATURE_STRUCTURES": [], "%VIEWS": {}}'),
        ("a.xmi", "<a>"),
        ("a.xmi", "<a/>"),
        ("a.xmi", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'),
    ],
)
def test_files_that_are_none(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(VnadminError, match=r"E401.*a\.(json|xmi)"):
        formats.read(tmp_path, "uima")


def test_a_type_system_with_a_dtd_is_not_followed(tmp_path: Path) -> None:
    formats.write([notice()], tmp_path / "out", "uima", flavour="xmi")
    layers = tmp_path / "out" / "TypeSystem.xml"
    layers.write_text('<!DOCTYPE a [<!ENTITY x "y">]><a/>', encoding="utf-8")
    with pytest.raises(VnadminError, match="document type definition"):
        formats.read(tmp_path / "out", "uima")


def test_xmi_without_a_type_system(tmp_path: Path) -> None:
    formats.write([notice()], tmp_path / "out", "uima", flavour="xmi")
    (tmp_path / "out" / "TypeSystem.xml").unlink()
    back, messages = formats.read(tmp_path / "out", "uima")
    assert same(back, [notice()])
    assert messages == []


def test_an_export_of_inception(tmp_path: Path) -> None:
    """`annotation/TEXT.json/ANNOTATOR.json`, one for each annotator; the document is called as the imported file."""
    formats.write([notice()], tmp_path / "out", "uima")
    content = json.loads((tmp_path / "out" / "n1.json").read_text(encoding="utf-8"))
    next(fs for fs in content["%FEATURE_STRUCTURES"] if fs["%TYPE"] == uima.METADATA)["documentTitle"] = "n1.json"
    folder = tmp_path / "export" / "annotation" / "n1.json"
    folder.mkdir(parents=True)
    for who in ("an", "binh"):
        (folder / f"{who}.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "export" / "x.zip").write_bytes(b"")
    with pytest.raises(VnadminError, match="'n1': stands twice"):
        formats.read(tmp_path / "export", "uima")
    back, messages = formats.read(tmp_path / "export", "uima", annotator="binh")
    assert same(back, [notice()])
    assert [m.rsplit(": ", 1)[1] for m in messages] == ["not read; unpack it"]
    with pytest.raises(VnadminError, match="of 'chi'"):
        formats.read(tmp_path / "export", "uima", annotator="chi")


def test_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(VnadminError, match=r"E201.*flavour 'xml'"):
        formats.write([notice()], tmp_path / "out", "uima", flavour="xml")
    monkeypatch.setitem(sys.modules, "cassis", None)
    with pytest.raises(VnadminError, match=r"E403.*vnadmin-nlp\[annotation\]"):
        formats.write([notice()], tmp_path / "out", "uima")
