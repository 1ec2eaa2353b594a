"""Two models on the same directives: differences worked out by hand, verdicts, and what must not be compared."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from vnadmin_nlp.annotation.gold import GoldDirective, GoldSpan, save
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.evaluation.compare import compare, test_or_all
from vnadmin_nlp.evaluation.paired import FEWEST, WATCHED, Delta, conclude, paired
from vnadmin_nlp.evaluation.score import FIGURES, Count, Counts
from vnadmin_nlp.pipeline import Extractor
from vnadmin_nlp.records import Directive, ModelInfo, Span
from vnadmin_nlp.tagger.folder import text_stamp

test_or_all.__test__ = False  # type: ignore[attr-defined]

UNITS = ("Sở Y tế", "Sở Nội vụ")


def _counts(hits: int, gold: int = 4, predicted: int = 4) -> Counts:
    return {name: Count() for name in FIGURES} | {"micro": Count(hits, gold, predicted)}


def test_differences_by_hand() -> None:
    found = paired([_counts(2), _counts(2)], [_counts(3), _counts(3)])
    assert found["micro"] == Delta(old=0.5, new=0.75, difference=0.25, interval=(0.25, 0.25))
    assert found["record"] == Delta(old=None, new=None, difference=None, interval=None)
    assert paired([_counts(2)], [_counts(3)])["micro"].interval is None
    with pytest.raises(ValueError, match="1 and 0 documents"):
        paired([_counts(2)], [])


def test_what_is_hard_in_a_document_cancels_out() -> None:
    """F1 runs from 0 to 1 between documents, but each gains the same: the interval of the difference is narrow."""
    hard_and_easy = [0, 1, 2, 4, 6, 8, 9, 9] * 3
    found = paired([_counts(h, 10, 10) for h in hard_and_easy], [_counts(h + 1, 10, 10) for h in hard_and_easy])
    assert found["micro"].interval == (0.1, 0.1)
    assert found["micro"].sure == "gain"
    back = paired([_counts(h + 1, 10, 10) for h in hard_and_easy], [_counts(h, 10, 10) for h in hard_and_easy])
    assert back["micro"].sure == "loss"


def test_noise_is_no_gain() -> None:
    old, new = [5, 6, 7, 8, 5, 6, 7, 8, 5, 6], [6, 5, 8, 7, 4, 7, 8, 7, 6, 6]
    found = paired([_counts(h, 10, 10) for h in old], [_counts(h, 10, 10) for h in new])
    assert found["micro"].sure is None
    assert conclude(len(old), found).verdict == "cannot be told apart"


def test_few_documents_conclude_nothing() -> None:
    old, new = [_counts(1)] * (FEWEST - 1), [_counts(4)] * (FEWEST - 1)
    concluded = conclude(FEWEST - 1, paired(old, new))
    assert concluded.verdict == "cannot be told apart"
    assert "too few" in concluded.reasons[0]
    assert conclude(FEWEST, paired([*old, _counts(1)], [*new, _counts(4)])).verdict == "better"


def _deltas(**sure: str) -> dict[str, Delta]:
    same = Delta(old=0.9, new=0.9, difference=0.0, interval=(-0.01, 0.01))
    changed = {"gain": 0.05, "loss": -0.05}
    return {
        name: same.model_copy(update={"sure": sure[key], "difference": changed[sure[key]]}) if key in sure else same
        for name in WATCHED
        for key in [name.replace("-", "_")]
    }


@pytest.mark.parametrize(
    ("sure", "verdict"),
    [
        ({}, "cannot be told apart"),
        ({"micro": "gain"}, "better"),
        ({"DOC_REF": "gain", "micro": "gain"}, "better"),
        ({"DEADLINE": "loss"}, "worse"),
        ({"micro": "gain", "DEADLINE": "loss"}, "mixed"),
    ],
)
def test_verdicts(sure: dict[str, str], verdict: str) -> None:
    concluded = conclude(20, _deltas(**sure))
    assert concluded.verdict == verdict
    assert len(concluded.reasons) == max(1, len(sure))


def test_forgetting_is_a_loss() -> None:
    forgot = {"micro": Delta(old=0.92, new=0.905, difference=-0.015, interval=(-0.03, 0.001))}
    held = {"micro": Delta(old=0.92, new=0.912, difference=-0.008, interval=(-0.03, 0.001))}
    assert conclude(20, _deltas(micro="gain"), forgot).verdict == "mixed"
    assert conclude(20, _deltas(), forgot).verdict == "worse"
    assert conclude(20, _deltas(micro="gain"), held).verdict == "better"


def test_a_few_old_documents_show_no_forgetting() -> None:
    forgot = {"micro": Delta(old=0.92, new=0.905, difference=-0.015, interval=None)}
    concluded = conclude(4, _deltas(), forgot, FEWEST - 1)
    assert concluded.verdict == "cannot be told apart"
    assert [("too few" in reason) for reason in concluded.reasons] == [True, True]
    assert conclude(4, _deltas(), forgot, FEWEST).verdict == "worse"


class _Knows(Extractor):
    """Finds the units that `known` lets through, and nothing else."""

    def extract(self, source: object) -> Directive:
        text = source.text  # type: ignore[attr-defined]
        found = [(text.index(u), u) for u in UNITS if u in text]
        spans = [
            Span(id=f"s{i}", label="ORG-UNIT", start=start, end=start + len(u), text=u)
            for i, (start, u) in enumerate(found)
            if _KNOWN[str(self.model)](u)
        ]
        return Directive(text=text, spans=tuple(spans), model=ModelInfo(name=self.model.name, version="1"))


_KNOWN: dict[str, Callable[[str], bool]] = {}


def _model(folder: Path, known: Callable[[str], bool], learnt: Sequence[str] | None = ()) -> Extractor:
    folder.mkdir()
    about = {} if learnt is None else {"texts": {"train": [text_stamp(t) for t in learnt], "dev": []}}
    (folder / "vnadmin.json").write_text(json.dumps(about), encoding="utf-8")
    _KNOWN[str(folder)] = known
    return _Knows(folder)


def _text(number: int) -> str:
    return f"Số {number}\nGiao {UNITS[0]} chủ trì, phối hợp với {UNITS[1]} báo cáo.\n"


def _data(folder: Path, count: int = 10) -> Path:
    folder.mkdir()
    for i in range(count):
        text = _text(i)
        spans = [GoldSpan(label="ORG-UNIT", start=text.index(u), end=text.index(u) + len(u)) for u in UNITS]
        save(GoldDirective(id=f"d{i}", text=text, spans=tuple(spans)), folder / f"d{i}.json")
    return folder


def test_a_better_model(tmp_path: Path) -> None:
    data = _data(tmp_path / "data")
    old = _model(tmp_path / "old", lambda u: u == UNITS[0], learnt=None)
    new = _model(tmp_path / "new", lambda u: True, learnt=[_text(0), _text(1)])
    found = compare(old, new, data, old_data=data)
    assert (found.documents, found.left_out) == (8, {"old": None, "new": 2})
    assert found.figures["ORG-UNIT"] == Delta(
        old=round(2 / 3, 4), new=1.0, difference=0.3333, interval=(0.3333, 0.3333), sure="gain"
    )
    assert found.differences.summary() == {"ORG-UNIT": {"found": 8, "lost": 0, "invented": 0, "dropped": 0}}
    assert found.verdict == "better"
    text = found.to_text(most=3)
    assert text.count(UNITS[1]) == 3
    assert "2 texts are left out: the new model learnt from them" in text
    assert "the old model does not say which texts it learnt from" in text
    assert "verdict: better" in text
    assert json.loads(found.to_json())["verdict"] == "better"
    back = compare(new, old, data, old_data=data)
    assert back.verdict == "worse"
    assert any("on the old data" in reason for reason in back.reasons)


def test_texts_that_were_learnt_are_not_compared(tmp_path: Path) -> None:
    data = _data(tmp_path / "data", 2)
    old = _model(tmp_path / "old", lambda u: True)
    new = _model(tmp_path / "new", lambda u: True, learnt=[_text(0), _text(1)])
    with pytest.raises(VnadminError, match=r"E201: .*no text is left"):
        compare(old, new, data)


def test_the_split_that_is_measured(tmp_path: Path) -> None:
    data = _data(tmp_path / "data", 3)
    assert test_or_all(data) is None
    (data / "splits.json").write_text('{"train": ["d0"], "dev": [], "test": ["d1", "d2"]}', encoding="utf-8")
    assert test_or_all(data) == "test"
    same = _model(tmp_path / "same", lambda u: True)
    assert compare(same, same, data, split="test").documents == 2
