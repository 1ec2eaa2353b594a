"""CoNLL: our lines, and files of other tools."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_golds import notice

from vnadmin_nlp.annotation import formats
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan
from vnadmin_nlp.errors import VnadminError


def _read(folder: Path, content: str, texts: dict[str, str] | None = None) -> tuple[list[GoldDirective], list[str]]:
    (folder / "f.conll").write_text(content, encoding="utf-8")
    return formats.read(folder / "f.conll", "conll", texts)


def _covered(gold: GoldDirective) -> list[tuple[str, str]]:
    return [(s.label, gold.covered(s.start, s.end)) for s in gold.spans]


def test_the_lines(tmp_path: Path) -> None:
    formats.write([notice(markup="{T|Báo {O|Sở\nY tế}}\n{D|ngay}.\n")], tmp_path / "f", "conll")
    assert (tmp_path / "f").read_text(encoding="utf-8").splitlines() == [
        '# id = "n1"', '# text = "Báo Sở\\nY tế\\nngay.\\n"',
        "Báo\tO\tB-TASK", "Sở\tB-ORG-UNIT\tI-TASK", "Y\tI-ORG-UNIT\tI-TASK", "tế\tI-ORG-UNIT\tI-TASK", "",
        "ngay\tB-DEADLINE\tO", ".\tO\tO", "",
    ]  # fmt: skip


def test_one_layer(tmp_path: Path) -> None:
    gold = notice(markup="{T|Báo {O|Sở Y tế}}")
    messages = formats.write([gold], tmp_path / "f", "conll", layer="entities")
    assert messages == ["n1: 1 spans of the other layer are not written"]
    assert _covered(formats.read(tmp_path / "f", "conll")[0][0]) == [("ORG-UNIT", "Sở Y tế")]
    with pytest.raises(VnadminError, match=r"E201.*no layer 'all'"):
        formats.write([gold], tmp_path / "g", "conll", layer="all")


def test_edges_inside_tokens_cut_them(tmp_path: Path) -> None:
    gold = GoldDirective(id="a", text="Sởytế", spans=(GoldSpan(label="ORG-UNIT", start=2, end=4),))
    assert formats.write([gold], tmp_path / "f", "conll") == []
    assert formats.read(tmp_path / "f", "conll")[0][0].spans == gold.spans


def test_files_of_other_tools(tmp_path: Path) -> None:
    """CoNLL-2003 with filler columns, IOBES, I without B, and no text: made of the tokens, or that of the folder."""
    content = "-DOCSTART- -X- O\nSở -X- _ B-ORG-UNIT\nY -X- _ I-ORG-UNIT\ntế -X- _ E-ORG-UNIT\n\n# note\nngay -X- _ I-DEADLINE\n"
    golds, messages = _read(tmp_path, content)
    assert (golds[0].id, golds[0].text) == ("f-1", "Sở Y tế\nngay\n")
    assert _covered(golds[0]) == [("ORG-UNIT", "Sở Y tế"), ("DEADLINE", "ngay")]
    assert messages == [
        "f-1: the file has no text; made of the tokens with blanks between them",
        "f-1: line 7: I-DEADLINE follows no DEADLINE; taken as its beginning",
    ]
    golds, _ = _read(tmp_path, content, {"f-1": "Sở\r\nY tế, ngay".replace(",", "")})
    assert _covered(golds[0])[0] == ("ORG-UNIT", "Sở\r\nY tế")


def test_a_text_that_has_other_tokens_is_refused(tmp_path: Path) -> None:
    content = '# id = "a"\n# text = "Sở Y tế"\nSở\tO\nTế\tO\n'
    with pytest.raises(VnadminError, match=r"line 4: the token 'Tế' does not follow in the text 'a' at 'Y tế'"):
        _read(tmp_path, content)
    with pytest.raises(VnadminError, match=r"the tokens end before the text does, at 'Y tế'"):
        _read(tmp_path, '# id = "a"\n# text = "Sở Y tế"\nSở\tO\n')
    with pytest.raises(VnadminError, match="no column holds IOB2 tags"):
        _read(tmp_path, "Sở ORG\n")
    with pytest.raises(VnadminError, match="unknown label 'PER'"):
        _read(tmp_path, "Sở B-PER\n")
    with pytest.raises(VnadminError, match="no JSON string behind"):
        _read(tmp_path, "# id = a\nSở O\n")
