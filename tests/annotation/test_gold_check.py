"""Checks of gold annotations: every rule fires where it should, and a good text has no findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from vnadmin_nlp.annotation.build import build_corpus
from vnadmin_nlp.annotation.check import check_one
from vnadmin_nlp.annotation.datasets import by_split, expressible, to_dataset_dict
from vnadmin_nlp.annotation.folder_check import check_folder
from vnadmin_nlp.annotation.gold import GoldDirective, GoldMeta, digest
from vnadmin_nlp.annotation.markup import parse_markup
from vnadmin_nlp.annotation.split_check import check, near_duplicates
from vnadmin_nlp.errors import VnadminError

GOOD = """UBND TỈNH X
Số: 5/TB-UBND

THÔNG BÁO
Kết luận của Chủ tịch {O|UBND tỉnh}

1. {O|Sở Xây dựng} chủ trì, cùng {O|Sở Tài chính} {T lead="Sở Xây dựng" with="Sở Tài chính" due="2024-06-30"|rà soát
theo {R|Luật Nhà ở}, xong {D|trước ngày 30/6/2024}}.
2. {O|Sở Y tế} {T lead="Sở Y tế"|báo cáo số liệu tiêm chủng, vật tư, v.v.}
Nơi nhận:
- {O|Sở Y tế};
- Lưu: VT.
"""


def _gold(raw: str, name: str = "a", **meta: Any) -> GoldDirective:
    _, text, spans, assignments = parse_markup(raw)
    return GoldDirective(
        id=name,
        text=text,
        spans=tuple(spans),
        assignments=tuple(assignments),
        sha256=digest(text),
        meta=GoldMeta(id=name, **meta),
    )


def _rules(gold: GoldDirective) -> list[str]:
    return [f.rule for f in check_one(gold)]


def test_good() -> None:
    assert check_one(_gold(GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("{O|Sở Y tế} {T", "{O|Sở Y tế }{T", ["edge-blank"]),
        ("{D|trước ngày 30/6/2024}}.", "{D|trước ngày 30/6/2024}.}", ["edge-punctuation"]),
        ("2. {O|Sở Y tế}", "{O|2. Sở Y tế}", ["edge-marker"]),
        ("- {O|Sở Y tế};", "- **{O|Sở Y tế**};", ["edge-markup"]),
        ("của Chủ tịch {O|UBND tỉnh}", "của {O|Chủ tịch UBND tỉnh}", ["title-in-unit"]),
        ("UBND TỈNH X", "{O|UBND TỈNH X}", ["unit-in-letterhead"]),
        ("- Lưu: VT.", "- Lưu: {O|VT}.", ["unit-in-filing-line"]),
        ("- Lưu: VT.", "- Lưu Sở Y tế, trái phiếu Sở Tài chính, Sở Nội vụ.", []),
        ("- {O|Sở Y tế};", "- Sở Y tế;", ["unit-left-out"]),
        ("- {O|Sở Y tế};", "- Lưu ý {O|Sở Y tế};", []),
        ("- Lưu: VT.", "- Tổng Sở Y tế, Cổng thông tin điện tử Sở Y tế, Sở Y tế viên.", []),
        ("THÔNG BÁO\nKết luận", '"V/v {O|chi bộ}"\nKết luận', []),
        ("THÔNG BÁO\nKết luận", "_V/v {O|chi bộ}_\nKết luận", []),
        ('due="2024-06-30"', 'due="2024-6-30"', ["due-malformed"]),
        ('due="2024-06-30"', 'due="2024-13-30"', ["due-malformed"]),
        (' due="2024-06-30"', "", ["due-missing"]),
        ('due="2024-06-30"', 'due="FREQ=MONTHLY;BYMONTHDAY=20"', []),
        ('due="2024-06-30"', 'due="doc:943/CAT-ANM"', []),
        ("{O|Sở Xây dựng} chủ", "{O|Sở Xây dự}ng chủ", ["edge-in-token", "unit-unmarked"]),
        ('with="Sở Tài chính"', 'with="Sở Xây dựng"', ["unit-in-both-roles"]),
        ('lead="Sở Y tế"', 'lead="Sở Y tế" lead="Sở Y tế"', ["unit-twice"]),
    ],
)
def test_rules(old: str, new: str, rules: list[str]) -> None:
    assert old in GOOD
    raw = GOOD.replace(old, new, 1)
    if "unit-unmarked" in rules:
        good, bad = _gold(GOOD), _gold(raw.replace('lead="Sở Xây dựng"', 'lead="Sở Xây dự"'))
        assert _rules(good.model_copy(update={"spans": bad.spans})) == rules
    elif old.startswith("2. "):
        assert _rules(_gold(raw.replace('lead="Sở Y tế"', 'lead="2. Sở Y tế"'))) == rules
    else:
        assert _rules(_gold(raw)) == rules


def test_decomposed_text() -> None:
    raw = GOOD.replace("- Lưu: VT.", "- Lưu Sở Y tế, trái phiếu Sở Tài chính.").replace(
        "THÔNG BÁO", "{O|Sở Y tế}\nTHÔNG BÁO"
    )
    composed, decomposed = _gold(raw), _gold(normalize("NFD", raw))
    assert decomposed.text != composed.text
    assert _rules(composed) == _rules(decomposed) == ["unit-in-letterhead"]


def _changed(**update: Any) -> GoldDirective:
    return _gold(GOOD).model_copy(update=update)


def test_structure_rules() -> None:
    gold = _gold(GOOD)
    org, task, ref = (gold.labelled(label)[0] for label in ("ORG-UNIT", "TASK", "DOC-REF"))
    one, two = gold.assignments
    assert _rules(_changed(sha256="0" * 64)) == ["sha256"]
    assert _rules(_changed(spans=(org.model_copy(update={"end": 10_000}),))) == ["span-range"]
    assert _rules(_changed(spans=(*gold.spans, org))) == ["span-twice"]
    overlap = ref.model_copy(update={"label": "DEADLINE", "end": ref.end - 2})
    assert set(_rules(_changed(spans=(*gold.spans, overlap)))) == {"entity-overlap"}
    crossing = org.model_copy(update={"start": task.start - 4, "end": task.start + 2})
    assert "entity-crosses-task" in _rules(_changed(spans=(*gold.spans, crossing)))
    assert _rules(_changed(assignments=(one,))) == ["task-without-assignment"]
    assert _rules(_changed(assignments=(one, two, two))) == ["assignment-twice"]
    spans = tuple(s for s in gold.spans if (s.start, s.end) != two.task)
    assert _rules(_changed(spans=spans)) == ["assignment-without-task"]
    assert _rules(_changed(assignments=(one.model_copy(update={"refs": ()}), two))) == ["ref-missing"]
    far = two.model_copy(update={"refs": one.refs})
    assert _rules(_changed(assignments=(one, far))) == ["ref-outside"]
    wrong = two.model_copy(update={"refs": ((0, 3),)})
    assert _rules(_changed(assignments=(one, wrong))) == ["ref-unmarked"]


def test_finding_says_where() -> None:
    (finding,) = check_one(_gold(GOOD.replace("{D|trước ngày 30/6/2024}}.", "{D|trước ngày 30/6/2024}.}")))
    assert finding.text.startswith("rà soát\ntheo")
    assert finding.severity == "error"
    assert finding.model_dump(mode="json")["rule"] == "edge-punctuation"


def _text(seed: int) -> str:
    return " ".join(f"từ{seed * 1000 + i}" for i in range(400))


def test_between_splits() -> None:
    one = _gold(_text(1), "one", issuer="UBND tỉnh A")
    two = _gold(_text(1) + " thêm", "two", issuer="UBND tỉnh B")
    three = _gold(_text(3), "three", issuer="Ủy ban nhân dân tỉnh A")
    assert [(i, j) for i, j, _ in near_duplicates([one, two, three])] == [(0, 1)]
    apart = {"train": ["one"], "dev": [], "test": ["two", "three", "ghost"]}
    found = [(f.file, f.rule) for f in check([one, two, three], apart)]
    assert found == [("splits.json", "split-id"), ("three", "issuer-in-two-splits"), ("two", "near-duplicate")]
    together = {"train": ["one", "two", "three"], "dev": [], "test": []}
    assert [(f.file, f.rule, f.severity) for f in check([one, two, three], together)] == [
        ("two", "duplicate-text", "warning")
    ]
    assert [f.rule for f in check([one, two], {"train": ["one"]})] == ["no-split", "near-duplicate"]


HEAD = "---\nid: {}\ngenre: cong-van\nlevel: school\nissuer: Trường {}\ndate: 2024\n---\n".replace("2024", "2024-05")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    for i in range(6):
        (tmp_path / "src" / f"{i}.txt").write_text(HEAD.format(f"t{i}", i) + f"{_text(i)}\n{GOOD}", encoding="utf-8")
    build_corpus(tmp_path / "src", tmp_path / "repo")
    return tmp_path / "repo"


def test_folder(folder: Path) -> None:
    assert check_folder(folder).findings == ()
    (folder / "annotations/t1.json").write_text("{", encoding="utf-8")
    text = folder / "corpora/cong-van/t2.txt"
    text.write_text(text.read_text("utf-8") + "x", encoding="utf-8")
    rules = {(Path(f.file).name, f.rule) for f in check_folder(folder / "annotations").findings}
    assert rules == {
        ("t1.json", "unreadable"),
        ("manifest.jsonl", "manifest"),
        ("splits.json", "split-id"),
        ("t2.json", "sha256"),
        ("t2.json", "manifest"),
    }
    with pytest.raises(VnadminError, match="E401"):
        check_folder(folder / "corpora")


def test_expressible() -> None:
    gold = _gold(GOOD)
    assert expressible([gold]).share == 1.0
    cut = gold.spans[0].model_copy(update={"end": gold.spans[0].end - 1})
    report = expressible([gold.model_copy(update={"spans": (cut, *gold.spans[1:])})])
    assert [lost.text for lost in report.lost] == ["UBND tỉn"]
    assert report.share == 1 - 1 / len(gold.spans)


def test_dataset_dict(folder: Path) -> None:
    pytest.importorskip("datasets")
    data = to_dataset_dict(folder)
    parts = by_split(folder)
    assert {k: len(v) for k, v in data.items()} == {k: len(v) for k, v in parts.items()}
    row = data["train"][0]
    gold = parts["train"][0]
    assert row["text"] == gold.text
    assert row["spans"][0] == gold.spans[0].model_dump()
    assert row["assignments"][0]["with"][0]["text"] == "Sở Tài chính"
    assert row["assignments"][0]["refs"] == [list(gold.assignments[0].refs[0])]
