"""brat's own reader of annotations and of annotation.conf, as the package bratiaa carries it along (`pip install bratiaa`).

Runs where that package is installed. It is the code of brat's server with which files are opened, ported to Python 3.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_golds import NOTICE, notice

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.formats import brat
from vnadmin_nlp.annotation.formats.common import ROLES
from vnadmin_nlp.annotation.gold import GoldDirective, load_data
from vnadmin_nlp.records import LABELS

pytestmark = pytest.mark.slow
annotation = pytest.importorskip("bratsubset.annotation", reason="brat's reader (bratiaa) is not installed")
ROOT = Path(__file__).parents[3]
CRLF = notice("crlf", NOTICE.replace("\n", "\r\n").replace("1.", "1. 😀 Sơ\u0309 <b>&amp;"))


def _seen(
    folder: Path, gold: GoldDirective
) -> tuple[int, set[tuple[str, str]], set[tuple[str, str, str]], dict[str, str]]:
    """Lines that brat cannot read; spans by type and text; relations by type and texts; notes by the text of their span."""
    with annotation.TextAnnotations(str(folder / gold.id)) as found:
        texts = {t.id: t.text for t in found.get_textbounds()}
        relations = {(r.type, texts[r.arg1], texts[r.arg2]) for r in found.get_relations()}
        notes = {texts[n.target]: n.tail.strip() for n in found.get_oneline_comments()}
        return len(found.failed_lines), {(t.type, t.text) for t in found.get_textbounds()}, relations, notes


def _plain(gold: GoldDirective, start: int | None, end: int | None) -> str:
    return " ".join(gold.text[a:b] for a, b in brat.pieces(gold.text, start or 0, end or 0))


@pytest.mark.parametrize("offsets", ["code-points", "code-points-lf"])
def test_brat_reads_what_we_write(offsets: str, tmp_path: Path) -> None:
    golds = [*load_data(ROOT), notice(), *([CRLF] if offsets != "code-points" else [])]
    formats.write(golds, tmp_path / "out", "brat", offsets=offsets)
    for gold in golds:
        failed, spans, relations, notes = _seen(tmp_path / "out", gold)
        assert failed == 0
        assert spans == {(brat.brat_type(s.label), _plain(gold, s.start, s.end)) for s in gold.spans}
        for a in gold.assignments:
            task = _plain(gold, *a.task)
            wanted = {("lead", task, _plain(gold, u.start, u.end)) for u in a.lead}
            wanted |= {("with", task, _plain(gold, u.start, u.end)) for u in a.with_}
            wanted |= {("ref", task, _plain(gold, *r)) for r in a.refs}
            assert wanted <= relations
        assert set(notes.values()) == {f"due={a.due}" for a in gold.assignments if a.due}


def test_brat_counts_a_line_end_of_two_characters_as_one(tmp_path: Path) -> None:
    """So our message about it is true, and names the way out."""
    (message,) = formats.write([CRLF], tmp_path / "out", "brat")
    assert "--offsets code-points-lf" in message
    with annotation.TextAnnotations(str(tmp_path / "out" / "crlf")) as found:
        assert len(found.failed_lines) == len(CRLF.spans)


def test_brat_takes_the_configuration(tmp_path: Path) -> None:
    config = pytest.importorskip("bratsubset.projectconfig")
    formats.write([notice()], tmp_path / "out", "brat")
    found = config.ProjectConfiguration(str(tmp_path / "out"))
    assert found.get_entity_types() == [brat.brat_type(label) for label in LABELS]
    joined = {r.storage_form(): r.arguments for r in found.get_relation_type_hierarchy()}
    assert {k: joined[k] for k in ROLES} == {
        kind: {"Arg1": ["TASK"], "Arg2": [brat.brat_type(label)]} for kind, label in ROLES.items()
    }
