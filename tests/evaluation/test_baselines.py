"""The baselines learn and find: both on small annotated texts."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers_model import write_data

from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.evaluation.baselines import CrfTagger, RuleTagger, SpacyTagger


@pytest.mark.parametrize("rules", [False, True])
def test_a_crf_learns_the_texts_it_is_given(tmp_path: Path, rules: bool) -> None:
    golds = load_data(write_data(tmp_path / "data"))
    tagger = CrfTagger(iterations=40, rules=rules).fit(golds[:6])
    gold = {(s.label, s.start, s.end) for s in golds[6].spans}
    found = {s[:3] for s in tagger.tag(golds[6].text)}
    assert len(gold & found) / len(gold) > 0.8
    assert tagger.tag("") == []


def test_the_grammars_alone_find_references_and_dues(tmp_path: Path) -> None:
    golds = load_data(write_data(tmp_path / "data"))
    for gold in golds:
        found = {s[:3] for s in RuleTagger().tag(gold.text)}
        wanted = {(s.label, s.start, s.end) for s in gold.spans if s.label in ("DOC-REF", "DEADLINE")}
        assert wanted <= found


@pytest.mark.filterwarnings("ignore")
def test_spacy_learns_the_texts_it_is_given(tmp_path: Path) -> None:
    golds = load_data(write_data(tmp_path / "data"))
    tagger = SpacyTagger(tmp_path / "spacy", steps=120).fit(golds[:6], golds[6:7])
    gold = {(s.label, s.start, s.end) for s in golds[6].spans}
    found = {s[:3] for s in tagger.tag(golds[6].text)}
    assert len(gold & found) / len(gold) > 0.5
    assert tagger.size > 10_000
