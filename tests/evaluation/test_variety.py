"""Variety: templates look like templates."""

from __future__ import annotations

from vnadmin_nlp.evaluation.variety import figures, sampled, words_of

TEMPLATE = [
    f"Giao Sở {n} chủ trì rà soát, báo cáo Ủy ban nhân dân tỉnh trước ngày {i}/6." for i, n in enumerate("ABCDE")
]
WRITTEN = [
    "Giao Sở Nội vụ chủ trì rà soát biên chế sự nghiệp năm nay.",
    "Các huyện khẩn trương tiêm vắc xin cho đàn gia súc đợt hai.",
    "Văn phòng đôn đốc đơn vị chậm giải ngân vốn đầu tư công.",
    "Công an tỉnh tuần tra ban đêm trên các tuyến đường liên xã.",
]


def test_numbers_and_case_are_no_variety() -> None:
    assert words_of("Ngày 5/6, UỶ ban") == words_of("ngày 7/8 ủy BAN") == ["ngày", "0", "0", "ủy", "ban"]


def test_templates_repeat_and_writing_does_not() -> None:
    template, written = figures(TEMPLATE), figures(WRITTEN)
    assert template["distinct 4-grams"] < 0.5 < written["distinct 4-grams"]
    assert template["8-grams in two texts or more"] > 0.5
    assert written["8-grams in two texts or more"] == 0
    assert figures([*WRITTEN, WRITTEN[0]])["sentences in two texts or more"] == 0.4


def test_samples_have_the_asked_size() -> None:
    found = sampled(WRITTEN, 25)
    assert 25 <= found["words"] < 45
    assert found["texts"] in (2, 3)
