"""The one place that decides between tagger and grammars."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.spans.grammars import Candidate
from vnadmin_nlp.spans.reconcile import Tagged, reconcile

TEXT = "Giao Sở Y tế thực hiện Kế hoạch số 12/KH-UBND ngày 03/02/2024 trước ngày 30/6/2024."


def _at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def test_a_reference_that_the_tagger_missed_is_added_with_its_reason() -> None:
    reference = Candidate("DOC-REF", *_at("Kế hoạch số 12/KH-UBND ngày 03/02/2024"), rule="number")
    found = reconcile(TEXT, [Tagged("ORG-UNIT", *_at("Sở Y tế"), 0.9)], [reference])
    assert [(f.label, TEXT[f.start : f.end]) for f in found] == [
        ("ORG-UNIT", "Sở Y tế"),
        ("DOC-REF", "Kế hoạch số 12/KH-UBND ngày 03/02/2024"),
    ]
    assert found[1].why == ("grammar:number",)


def test_a_time_that_the_tagger_refuses_is_left_out_and_a_reference_is_not() -> None:
    due = Candidate("DEADLINE", *_at("trước ngày 30/6/2024"), rule="before")
    reference = Candidate("DOC-REF", *_at("Kế hoạch số 12/KH-UBND ngày 03/02/2024"), rule="number")
    sure = reconcile(TEXT, [], [reference, due], {due: 0.99, reference: 0.99})
    unsure = reconcile(TEXT, [], [reference, due], {due: 0.6, reference: 0.99})
    assert [f.label for f in sure] == ["DOC-REF"]
    assert [f.label for f in unsure] == ["DOC-REF", "DEADLINE"]


def test_the_grammar_mends_the_edges_of_an_unsure_span() -> None:
    whole = _at("Kế hoạch số 12/KH-UBND ngày 03/02/2024")
    found = reconcile(
        TEXT, [Tagged("DOC-REF", whole[0], whole[1] - 16, 0.5)], [Candidate("DOC-REF", *whole, rule="number")]
    )
    assert (found[0].start, found[0].end) == whole
    assert any("number" in w for w in found[0].why)


def test_a_task_moves_to_the_edge_of_an_entity_that_crosses_it() -> None:
    due = _at("trước ngày 30/6/2024")
    task = (_at("thực hiện")[0], due[0] + 10)
    found = reconcile(TEXT, [Tagged("TASK", *task, 0.9), Tagged("DEADLINE", *due, 0.9)], [])
    task_found = next(f for f in found if f.label == "TASK")
    assert task_found.end in (due[0], due[1])


def test_edges_lose_blanks_signs_and_closing_punctuation() -> None:
    text = "- ** Rà soát hồ sơ; **"
    found = reconcile(text, [Tagged("TASK", 2, len(text), 0.9)], [])
    assert text[found[0].start : found[0].end] == "Rà soát hồ sơ"


def test_a_new_head_starts_a_new_unit_and_an_open_bracket_ends_one() -> None:
    text = "Giao Sở Y tế, Sở Nội vụ; Các Sở: Y tế, Nội vụ; Sở Giáo dục và Đào tạo (GDĐT) lập"
    one, many, three = "Sở Y tế, Sở Nội vụ", "Các Sở: Y tế, Nội vụ", "Sở Giáo dục và Đào tạo (GDĐT"
    tagged = [Tagged("ORG-UNIT", text.index(x), text.index(x) + len(x), 0.9) for x in (one, many, three)]
    found = [text[f.start : f.end] for f in reconcile(text, tagged, [])]
    assert found == ["Sở Y tế", "Sở Nội vụ", "Các Sở: Y tế, Nội vụ", "Sở Giáo dục và Đào tạo"]


def test_abbreviations_are_units_of_their_own_and_the_party_alone_is_none() -> None:
    text = "Gửi VNPT, Viettel theo chủ trương của Đảng"
    tagged = [Tagged("ORG-UNIT", 4, 17, 0.9), Tagged("ORG-UNIT", text.index("Đảng"), len(text), 0.6)]
    assert [text[f.start : f.end] for f in reconcile(text, tagged, [])] == ["VNPT", "Viettel"]


LABELS = st.sampled_from(["ORG-UNIT", "DEADLINE", "DOC-REF", "TASK"])


@given(
    st.lists(st.tuples(LABELS, st.integers(0, 80), st.integers(1, 30), st.floats(0.01, 1)), max_size=12),
    st.lists(st.tuples(st.sampled_from(["DEADLINE", "DOC-REF"]), st.integers(0, 80), st.integers(1, 30)), max_size=6),
)
def test_the_result_keeps_the_two_layers_apart(
    tagged: list[tuple[str, int, int, float]], proposed: list[tuple[str, int, int]]
) -> None:
    end = len(TEXT)
    found = reconcile(
        TEXT,
        [Tagged(label, s, min(s + n, end), p) for label, s, n, p in tagged if s < end],  # type: ignore[arg-type]
        [Candidate(label, s, min(s + n, end), "r") for label, s, n in proposed if s < end],  # type: ignore[arg-type]
    )
    for layer in (True, False):
        same = sorted((f.start, f.end) for f in found if (f.label == "TASK") == layer)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(same))
    for f in found:
        assert 0 <= f.start < f.end <= end
        assert f.why
        covered = TEXT[f.start : f.end]
        assert covered == covered.strip()
