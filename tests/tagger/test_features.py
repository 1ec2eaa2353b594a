"""What the encoder is told of a token beside its pieces."""

from __future__ import annotations

from vnadmin_nlp.tagger.features import FEATURES, SECTIONS, read_features
from vnadmin_nlp.tokens.words import KINDS

PLAN = """KẾ HOẠCH
Phòng, chống thiên tai

I. MỤC ĐÍCH, YÊU CẦU
**2. Yêu cầu**
a) Triển khai đầy đủ các biện pháp trong năm.
II. NHIỆM VỤ
1. Sở Y tế
- Tổ Văn phòng kiểm kê thuốc dự trữ, yêu cầu các đơn vị trực đủ quân số.
"""


def _class(feature: str, word: str) -> int:
    reading = read_features(PLAN)
    at = PLAN.index(word)
    column = list(FEATURES).index(feature) - 1  # the shape is not among them
    return reading.features[next(i for i, t in enumerate(reading.tokens) if t.start == at)][column]


def test_sections() -> None:
    assert SECTIONS[_class("section", "Triển khai") - 1] == "aims"  # a heading "Yêu cầu" says how, not what
    assert SECTIONS[_class("section", "kiểm kê") - 1] == "work"


def test_kinds_of_words() -> None:
    assert KINDS[_class("kind of word", "kiểm") - 1] == "V"
    assert KINDS[_class("kind of word", "thuốc") - 1] == "N"


def test_every_class_is_in_range() -> None:
    reading = read_features(PLAN)
    sizes = list(FEATURES.values())[1:]
    assert all(0 <= c < n for row in reading.features for c, n in zip(row, sizes, strict=True))
