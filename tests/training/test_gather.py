"""Several data folders: who is learnt from, who chooses, what is refused; no text and no issuer on both sides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from vnadmin_nlp.annotation.gold import GoldDirective, GoldMeta, GoldSpan, save
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.training import TrainConfig
from vnadmin_nlp.training.gather import gather, hold_out, issuer_of

WORDS = ("biên chế", "ngân sách", "đất đai", "chuyển đổi số", "phòng cháy", "tuyển sinh", "y tế", "giao thông")


def _gold(name: str, unit: str = "Sở Y tế", issuer: str | None = None) -> GoldDirective:
    word = WORDS[sum(map(ord, name)) % len(WORDS)]
    text = f"THÔNG BÁO {name}\nGiao {unit} rà soát {word} của {name}, báo cáo kết quả.\n"
    start = text.index(unit)
    span = GoldSpan(label="ORG-UNIT", start=start, end=start + len(unit))
    return GoldDirective(id=name, text=text, spans=(span,), meta=GoldMeta(id=name, issuer=issuer))


def _folder(path: Path, names: Sequence[str], splits: dict[str, list[str]] | None = None) -> str:
    for name in names:
        save(_gold(name), path / f"{name}.json")
    if splits:
        (path / "splits.json").write_text(json.dumps(splits), encoding="utf-8")
    return str(path)


def _config(*data: str, **values: object) -> TrainConfig:
    return TrainConfig(data=data, out="m", **values)  # type: ignore[arg-type]


def _ids(golds: Sequence[GoldDirective]) -> list[str]:
    return [g.id for g in golds]


def test_pairs_beside_a_folder_with_splits(tmp_path: Path) -> None:
    old = _folder(tmp_path / "old", ["a", "b", "c"], {"train": ["a"], "dev": ["b"], "test": ["c"]})
    mine = _folder(tmp_path / "mine", ["x", "y"])
    found = gather(_config(old, mine))
    assert _ids(found.learn) == ["a", "x", "y"]
    assert _ids(found.dev) == ["b"]
    assert found.notes == [f"{mine}: no splits.json, so all 2 texts are learnt from"]


def test_no_text_of_a_dev_or_test_split_is_learnt_from(tmp_path: Path) -> None:
    old = _folder(tmp_path / "old", ["a", "b", "c"], {"train": ["a"], "dev": ["b"], "test": ["c"]})
    mine = _folder(tmp_path / "mine", ["b", "c", "x"])
    found = gather(_config(old, mine))
    assert _ids(found.learn) == ["a", "x"]
    assert "2 texts are left out: a dev or test split holds them, too" in found.notes
    more = gather(_config(old, mine, extra_train=(mine,)))
    assert _ids(more.learn) == ["a", "x"]


def test_the_later_annotation_of_a_text_counts(tmp_path: Path) -> None:
    first = _folder(tmp_path / "first", ["a", "b"], {"train": ["a"], "dev": ["b"], "test": []})
    corrected = _gold("a").model_copy(update={"id": "a2", "spans": ()})
    save(corrected, tmp_path / "second" / "a2.json")
    found = gather(_config(first, str(tmp_path / "second")))
    assert [(g.id, len(g.spans)) for g in found.learn] == [("a2", 0)]
    assert "1 texts stand in two folders: the annotation of the later one counts" in found.notes


def test_without_a_dev_split_whole_issuers_are_held_out(tmp_path: Path) -> None:
    golds = [_gold(f"n{i}", issuer=f"UBND huyện {'ABCDEFGH'[i % 8]}") for i in range(40)]
    learn, dev = hold_out(golds, 0.15, 13)
    assert len(learn) + len(dev) == 40
    assert 3 <= len(dev) <= 10
    assert not {issuer_of(g) for g in learn} & {issuer_of(g) for g in dev}
    assert hold_out(golds, 0.15, 13) == (learn, dev)
    assert hold_out(golds, 0, 13) == (golds, [])
    few = [_gold(f"n{i}", issuer=f"UBND huyện {'ABC'[i % 3]}") for i in range(40)]
    assert hold_out(few, 0.15, 13) == (few, [])


def test_a_large_issuer_does_not_become_the_dev_split() -> None:
    golds = [_gold(f"n{i}", issuer="Bộ Y tế" if i < 30 else f"Sở {i}") for i in range(40)]
    learn, dev = hold_out(golds, 0.15, 1)
    assert 1 <= len(dev) <= 10
    assert sum(g.meta.issuer == "Bộ Y tế" for g in learn) == 30


def test_holding_out_is_told(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "mine", [f"n{i}" for i in range(20)])
    found = gather(_config(folder))
    assert len(found.dev) == 3
    assert found.notes[-1] == (
        "no dev split: 3 of 20 texts (3 issuers, none of them learnt from) are held out to choose the best epoch"
    )
    alone = gather(_config(_folder(tmp_path / "few", ["n1", "n2"])))
    assert (len(alone.learn), alone.dev) == (2, [])
    assert "nothing is held out: the last epoch is kept" in alone.notes[-1]


def test_the_issuer_of_a_text_without_a_manifest() -> None:
    head = "UBND TỈNH HÀ GIANG\nSố: 1/TB-UBND\nHà Giang, ngày 05 tháng 01 năm 2024\nTHÔNG BÁO\n"
    one, other = (GoldDirective(id=i, text=f"{head}Giao Sở {i} báo cáo.\n") for i in "ab")
    assert issuer_of(one) == issuer_of(other) != "a"
    assert issuer_of(GoldDirective(id="a", text="Giao Sở Y tế báo cáo.\n")) == "a"


def test_what_fails_the_check_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "mine", ["a", "b"])
    (tmp_path / "mine" / "a.txt").write_text("Another text.", encoding="utf-8")
    with pytest.raises(VnadminError, match=r"E402: .*mine: .*a\.json: .*Nothing was trained.*vnadmin check .*mine"):
        gather(_config(folder))
    rules = ("sha256", "span-range")
    assert len(gather(_config(folder, accept_errors=rules)).learn) == 2


def test_nothing_to_learn_from(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "old", ["a"], {"train": [], "dev": ["a"], "test": []})
    with pytest.raises(VnadminError, match="E201: no directive to train on"):
        gather(_config(folder))
    with pytest.raises(VnadminError, match="E401"):
        gather(_config(str(tmp_path)))


def test_spans_that_tokens_cannot_express_are_counted(tmp_path: Path) -> None:
    gold = _gold("a")
    start = gold.text.index("Sở Y tế")
    cut = gold.model_copy(update={"spans": (GoldSpan(label="ORG-UNIT", start=start, end=start + 6),)})
    assert cut.covered(start, start + 6) == "Sở Y t"
    save(cut, tmp_path / "mine" / "a.json")
    notes = gather(_config(str(tmp_path / "mine"))).notes
    assert notes[-1] == "1 of 1 annotated spans begin or end inside a token and cannot be learnt"


def test_a_label_that_a_folder_does_not_know_is_not_unlearnt_by_it(tmp_path: Path) -> None:
    old = _folder(tmp_path / "old", ["a", "b"], {"train": ["a"], "dev": ["b"]})
    time = GoldSpan(label="DEADLINE", start=10, end=11)
    gold = _gold("x")
    save(gold.model_copy(update={"spans": (time, *gold.spans)}), tmp_path / "mine" / "x.json")
    found = gather(_config(old, str(tmp_path / "mine"), accept_errors=("deadline-edge",)))
    assert {g.id: g.unmarked for g in (*found.learn, *found.dev)} == {"a": ("DEADLINE",), "b": ("DEADLINE",), "x": ()}
    assert f"{old}: no DEADLINE is marked, so its texts teach nothing of it" in found.notes
    assert [g.unmarked for g in gather(_config(old)).learn] == [()]
