"""A heading that says whose the items below are gets its unit, if the tagger found nothing in it."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from vnadmin_nlp.outline import parse
from vnadmin_nlp.spans.heading_units import with_heading_units
from vnadmin_nlp.spans.reconcile import Found

TEXT = """KẾ HOẠCH
Phòng cháy mùa khô

III. TRÁCH NHIỆM CỦA ĐỊA PHƯƠNG
{heading}
a) Trang bị bình chữa cháy.
b) Tham gia tập huấn.
"""


def found(heading: str, known: str = "") -> list[str]:
    text = TEXT.format(heading=heading)
    at = text.index(known) if known else 0
    tagged = [Found("ORG-UNIT", at, at + len(known), 0.9, ("model",))] if known else []
    return [text[f.start : f.end] for f in with_heading_units(text, tagged, parse(text))]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("2. Trách nhiệm của các hộ kinh doanh, cơ sở lưu trú:", "các hộ kinh doanh, cơ sở lưu trú"),
        ("2. Nhiệm vụ cụ thể của Tổ công nghệ số\ncộng đồng", "Tổ công nghệ số\ncộng đồng"),
        ("**2. Trách nhiệm thực hiện của chủ rừng**", "chủ rừng"),
    ],
)
def test_the_unit_is_the_rest_of_the_heading(form: Literal["NFC", "NFD"], heading: str, unit: str) -> None:
    heading, unit = (unicodedata.normalize(form, s) for s in (heading, unit))
    assert found(heading) == [unit]


def test_what_the_tagger_found_stays_as_it_is() -> None:
    assert found("2. Trách nhiệm của các hộ kinh doanh, cơ sở lưu trú:", "các hộ kinh doanh") == ["các hộ kinh doanh"]


def test_no_unit_is_made_of_other_headings() -> None:
    assert found("2. Phòng cháy của các hộ kinh doanh:") == []
    assert found("2. Trách nhiệm của chủ rừng là trang bị bình chữa cháy. Chủ rừng báo cáo kết quả.") == []
