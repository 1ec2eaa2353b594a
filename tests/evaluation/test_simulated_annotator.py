"""The simulated annotator of docs/loop.md: what it leaves, moves, adds and deletes, and that the result is what was wanted."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from helpers_golds import golds, notice
from helpers_model import write_data
from hypothesis import given, settings

from vnadmin_nlp.annotation.formats import write
from vnadmin_nlp.annotation.formats.common import Drawn, drawn
from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, load_data, load_splits
from vnadmin_nlp.annotation.parting import part
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.evaluation.loop import Correction, correct, correct_tasks, hold_back, main

WANTED = '1. {O|Sở Y tế} {T lead="Sở Y tế" due="2024-06-30"|rà soát {R|Luật Dược}, xong {D|trước ngày 30/6/2024}}; cùng {O|Sở Tài chính}.\n'
TOLD = '1. {O|Sở Y tế} {T lead="Sở Y tế" due="2024-07-30"|rà soát {R|Luật Dược}, xong trước ngày {D|30/6/2024}; cùng} Sở {O|Tài chính}{O|.}\n'


def _corrected(told: str, wanted: str) -> Correction:
    return correct(drawn(notice(markup=told), due_places=False)[0], drawn(notice(markup=wanted), due_places=False)[0])


def test_what_is_done_is_counted() -> None:
    made = _corrected(TOLD, WANTED)
    assert made.counts == Counter(
        {
            ("ORG-UNIT", "kept"): 1,
            ("ORG-UNIT", "moved"): 1,
            ("ORG-UNIT", "deleted"): 1,
            ("TASK", "moved"): 1,
            ("DEADLINE", "moved"): 1,
            ("DOC-REF", "kept"): 1,
            ("lead", "kept"): 1,
            ("ref", "kept"): 1,
            ("due value", "moved"): 1,
        }
    )
    assert Counter(made.origins.values()) == {"prediction": 2, "prediction-changed": 3}


def test_nothing_is_done_to_what_is_right() -> None:
    assert {action for _, action in _corrected(WANTED, WANTED).counts} == {"kept"}
    empty = correct(Drawn(), drawn(notice(markup=WANTED))[0])
    assert {action for _, action in empty.counts} == {"added"}


@settings(max_examples=40)
@given(golds(), golds())
def test_the_result_is_what_was_wanted(told: GoldDirective, wanted: GoldDirective) -> None:
    before, after = drawn(told, due_places=False)[0], drawn(wanted, due_places=False)[0]
    made = correct(before, after)

    def content(d: Drawn) -> tuple[set[GoldSpan], Counter[tuple[str, GoldSpan, GoldSpan]], dict[GoldSpan, str]]:
        joined = Counter((r.kind, d.spans[r.source], d.spans[r.target]) for r in d.relations)
        return set(d.spans.values()), joined, {d.spans[k]: due for k, due in d.dues.items()}

    assert content(made.drawing) == content(after)
    regions = Counter[str]()
    for (item, action), n in made.counts.items():
        if item.isupper():
            regions[action] += n
    assert regions["kept"] + regions["moved"] + regions["deleted"] == len(before.spans)
    assert regions["kept"] + regions["moved"] + regions["added"] == len(after.spans)


def test_held_back_texts_stand_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write_data(tmp_path / "data", 8)
    assert hold_back(data, tmp_path / "day", new=3, old=2) == (3, 2, 1)
    new = {g.text for g in load_data(tmp_path / "day" / "gold")}
    assert new == {f.read_text("utf-8") for f in (tmp_path / "day" / "inbox").iterdir()}
    assert not new & {g.text for g in load_data(tmp_path / "day" / "old")}
    assert main(["hold-back", str(data), str(tmp_path / "day")]) == 1
    assert "E401" in capsys.readouterr().err  # eight texts hold no fifty
    with pytest.raises(VnadminError, match="E203"):
        hold_back(data, tmp_path / "day", new=3)


def test_tasks_that_do_not_fit_the_gold(tmp_path: Path) -> None:
    write([notice("a")], tmp_path / "gold", "pairs")
    write([notice("b")], tmp_path / "other.json", "label-studio", predictions=True)
    write([notice("a")], tmp_path / "bare.json", "label-studio")
    for file, said in (("other", "no gold of 'b'"), ("bare", "no pre-annotation")):
        with pytest.raises(VnadminError, match=said):
            correct_tasks(tmp_path / f"{file}.json", tmp_path / "gold", tmp_path / "out.json")


def test_a_folder_is_parted_once_and_by_issuers(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    made = []
    for i in range(12):
        text = f"UBND TỈNH {'ABCDEF'[i % 6]}\nSố: {i}/TB-UBND\nTHÔNG BÁO\nVề việc {i}\nGiao Sở Y tế báo cáo.\n"
        made.append(notice(f"n{i}").model_copy(update={"text": text, "spans": (), "assignments": ()}))
    write(made, folder, "pairs")
    splits = part(folder)
    assert {k: list(v) for k, v in load_splits(folder / "splits.json").items()} == splits
    homes: dict[str, set[str]] = {}
    for split, ids in splits.items():
        for name in ids:
            homes.setdefault("ABCDEF"[int(name[1:]) % 6], set()).add(split)
    assert all(len(found) == 1 for found in homes.values())
    assert min(map(len, splits.values())) > 0
    assert json.loads((folder / "splits.json").read_text("utf-8")) == splits
    with pytest.raises(VnadminError, match="E203"):
        part(folder)
