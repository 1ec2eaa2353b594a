"""Paragraphs are the same however a converter wraps the text."""

from __future__ import annotations

import textwrap
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp.outline.paragraphs import paragraphs

BLOCKS = [
    "Ngày 12 tháng 3 năm 2024, tại trụ sở UBND huyện Hương Trà, Phó Chủ tịch UBND huyện đã chủ trì cuộc h"
    "ọp về công tác thu gom rác thải ở các khu "
    "dân cư ven sông. Dự họp có lãnh đạo Phòng Tài nguyên và Môi trường, Phòng Tài chính - Kế hoạch, UBND"
    " các xã và đại diện đơn vị thu gom.",
    "I. ĐÁNH GIÁ CHUNG",
    "Trong giai đoạn 2021 - 2025, các xã đã cố gắng nhiều nhưng kết quả còn thấp; tỷ lệ thu gom mới đạt 6"
    "1,5% so với kế hoạch, nhất là ở hai xã bãi ngang.",
    "II. NHIỆM VỤ TRONG THỜI GIAN TỚI",
    "1. Phòng Tài nguyên và Môi trường",
    "a) Chủ trì, phối hợp với UBND các xã rà soát các điểm tập kết rác trên địa bàn, báo cáo UBND huyện t"
    "rước ngày 15/4/2024; đồng thời xây dựng phương án "
    "thu gom cho giai đoạn 2025 - 2030 theo quy định tại khoản 2 Điều 26 Nghị định số 08/2022/NĐ-CP.",
    "b) Hằng tháng, tổng hợp khối lượng rác, gửi về Văn phòng HĐND và UBND huyện. Hoàn thành báo cáo đầu "
    "tiên trong tháng 4/2024.",
    "2. UBND các xã",
    "- Tuyên truyền, vận động nhân dân phân loại rác tại nguồn; không để phát sinh điểm tập kết tự phát d"
    "ọc các tuyến đường liên thôn.",
    "- Bố trí kinh phí từ nguồn sự nghiệp kinh tế để mua sắm thùng chứa, phương tiện vận chuyển cho các t"
    "ổ tự quản ở thôn.",
    "- Thời gian hoàn thành: Trước ngày 30/6/2024.",
    "Trên đây là kết luận của Phó Chủ tịch UBND huyện, Văn phòng HĐND và UBND huyện thông báo đến các cơ "
    "quan biết, thực hiện./.",
]


def read(text: str) -> list[str]:
    return [" ".join(text[p.start : p.end].split()) for p in paragraphs(text)]


def wrap(width: int, indent: int, blank: bool, page_at: int | None = None) -> str:
    lines: list[str] = []
    for b in BLOCKS:
        lines += textwrap.wrap(b, width, initial_indent=" " * indent, break_long_words=False, break_on_hyphens=False)
        if blank:
            lines.append("")
    if page_at is not None:
        lines[page_at:page_at] = ["", " " * (width // 2) + "2", ""]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("width", range(60, 111, 2))
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_indented_hard_wraps_are_undone(width: int, form: str) -> None:
    text = wrap(width, 6, blank=False) if form == "NFC" else wrap_nfd(width)
    assert [unicodedata.normalize("NFC", x) for x in read(text)] == BLOCKS


def wrap_nfd(width: int) -> str:
    """Wrapped by visible width, then decomposed: what a PDF reader gives."""
    return unicodedata.normalize("NFD", wrap(width, 6, blank=False))


@pytest.mark.parametrize("width", range(60, 111, 3))
def test_wraps_between_blank_lines_are_undone(width: int) -> None:
    assert read(wrap(width, 0, blank=True)) == BLOCKS


def test_unwrapped_lines_are_paragraphs() -> None:
    assert read("\n".join(BLOCKS)) == BLOCKS


def test_page_break_inside_a_sentence() -> None:
    text = wrap(80, 6, blank=False)
    lines = text.split("\n")
    cut = next(i for i, x in enumerate(lines) if i > 0 and x and not x.startswith(" ") and x[0].islower())
    lines[cut:cut] = ["", " " * 40 + "2", ""]
    got = read("\n".join(lines))
    assert len(got) == len(BLOCKS)
    assert any(" 2 " in g and g.replace(" 2 ", " ", 1) in BLOCKS for g in got)


def test_page_number_between_sentences_is_alone() -> None:
    text = "\n".join([*BLOCKS[:3], "", "3", "", *BLOCKS[3:]])
    assert read(text) == [*BLOCKS[:3], "3", *BLOCKS[3:]]


def test_unwrapped_sentence_cut_by_a_page() -> None:
    head, tail = BLOCKS[5][:100].rsplit(" ", 1)
    text = "\n".join([*BLOCKS[:5], head, "", "2", "", tail + BLOCKS[5][100:], *BLOCKS[6:]])
    assert len(read(text)) == len(BLOCKS)


def test_running_heads_inside_a_sentence() -> None:
    head = "Ban Quản lý dự án huyện"
    body = [
        "- Rà soát toàn bộ các điểm tập kết còn tồn tại ở vùng ven, nhất là những nơi gần nguồn nước sinh hoạ"
        "t của\n\n4\n\n" + head + "\n\nnhân dân trong vùng.",
    ]
    text = f"{BLOCKS[0]}\n\n2\n\n{head}\n\n{BLOCKS[2]}\n\n3\n\n{head}\n\n{body[0]}\n{BLOCKS[6]}\n"
    got = read(text)
    assert sum("nhân dân trong vùng." in g and g.startswith("- Rà soát") for g in got) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.\nRà soát các dự án chậm tiến độ trên địa bàn huyện và đề xuất hướng xử lý dứt điểm\ntrong năm nay.", 1),
        ("**II.\nTỔ CHỨC THỰC HIỆN**\nCác phòng căn cứ nhiệm vụ được giao.", 2),
        ("Nơi nhận:\n- Như trên;\n- Lưu: VT.", 3),
        ("| STT | Nội dung |\n| 1 | Rà soát |", 2),
        ("# Thông báo\n\nnội dung cuộc họp ngày 3/2/2024", 2),
    ],
)
def test_small_cases(text: str, expected: int) -> None:
    assert len(paragraphs(text)) == expected


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet=st.sampled_from("aăâđê ôơưA.Ê;:,-+*#|()1237/\n\n\t\f\u0301\u0323"), max_size=300))
def test_every_character_is_covered(text: str) -> None:
    ps = paragraphs(text)
    covered = bytearray(len(text))
    last = 0
    for p in ps:
        assert last <= p.start < p.end <= len(text)
        assert text[p.start : p.end] == text[p.start : p.end].strip()
        covered[p.start : p.end] = b"\1" * (p.end - p.start)
        last = p.end
    assert all(covered[i] or c.isspace() for i, c in enumerate(text))


@pytest.mark.parametrize("unit", ["a ", "1. ", "\n", "** ", "| ", "- \n", "Điều ", "1.1.1.1.1"])
def test_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    t = time.process_time()
    paragraphs(text)
    assert time.process_time() - t < 20  # a pattern that hangs takes hours


def test_a_blank_line_as_rare_as_page_breaks_is_one() -> None:
    line = "Các cơ quan, đơn vị trên địa bàn tỉnh tập trung thực hiện nhiệm vụ được giao và"
    body = [f"{line} {i}" for i in range(40)]
    cut = [
        *body[:20],
        "tiếp tục rà soát hồ sơ của các phòng chuyên môn thuộc Sở Nội vụ và của",
        "",
        "Ban Tổ chức cấp ủy.",
        *body[20:],
    ]
    text = "\n".join(cut) + "\n"
    inside = [text[p.start : p.end] for p in paragraphs(text)]
    assert any("của\n\nBan Tổ chức" in p for p in inside)


def test_lower_roman_markers_open_paragraphs() -> None:
    text = "(i) Sở Y tế rà soát;\n(ii) Sở Nội vụ tổng hợp;\n(iii) Sở Tài chính thẩm định.\n"
    assert [text[p.start : p.end] for p in paragraphs(text)] == text.strip().split("\n")
