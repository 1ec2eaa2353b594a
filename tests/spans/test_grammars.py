"""The closed grammars: what they propose, with which edges, what they leave alone, and how fast."""

from __future__ import annotations

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp.spans.grammars import propose


def _found(text: str, label: str) -> list[str]:
    return [text[c.start : c.end] for c in propose(text) if c.label == label]


# "[…]" marks what must be proposed.
DOC_REFS = [
    "Thực hiện [Kế hoạch số 25/KH-UBND ngày 24/01/2025] của UBND huyện về việc giao chỉ tiêu",
    "theo [khoản 2 Điều 5 Nghị định số 60/2021/NĐ-CP ngày 21/6/2021] của Chính phủ",
    "gắn với [Đề án 06], chuyển đổi số",
    "nhiệm vụ giao tại [Kế hoạch số 02]; bảo đảm",
    "tại [Thông báo 01/TB-UBND], các đơn vị",
    "[Công văn số 12/SNV ngày 1/2/2024] và [số 13/SNV ngày 3/2/2024]",
    "công tác triển khai [Đề 06] tại xã",
    "theo [140/QD-UBND] của huyện",
    "quy định của [Luật Giao dịch điện tử], [Luật Đầu tư công năm 2019]",
    "[Nghị quyết số 57-NQ/TW ngày 22/12/2024] của Bộ Chính trị",
    "[Quyết định số 399-QĐ/TW, ngày 09/01/2026] của Ban Bí thư",
    "[Công văn số 1308-CV/VPTW ngày 09/4/2025]",
    "[Công văn 5053-CV/VPTW/nb]",
    "[Nghị quyết số 66.25/2026/NQ-CP]",
    "[Công văn số 218/SKHCN-BCVT&CĐS ngày 15/5/2025] của Sở Khoa học và Công nghệ",
    "[Nghị quyết số 57- NQ/TW]",
    "[Kế hoạch số 77/KH-\nUBND ngày 11/6/2024] của tỉnh",
    "[Công điện số 123/CD- -TTg ngày 07/5/2025]",
    "[quyết định số 391/qđ-ttg ngày 5 tháng 3 năm 2025] của thủ tướng",
    "[QUYẾT ĐỊNH SỐ 391/QĐ-TTG NGÀY 05/3/2025] CỦA THỦ TƯỚNG",
    "[367 - QĐ/TWĐTN-VP]",
    "[Thông tư liên tịch số 09/2011/TTLT-BTC-BNV ngày 14/7/2011]",
    "các [Thông báo kết luận số 31/TB-VPCP ngày 05 tháng 3 năm 2024] và [số 88/TB-VPCP ngày 12 tháng 9 năm 2023]",
    "các [văn bản số: 1201/VPCP-NN ngày 3/4/2025], [977/VPCP-NN ngày 18/3/2025] của",
    "[Kế hoạch thanh tra số 417/KH-TTCP]",
    "[Chương trình hành động số 23-CTr/TU ngày 02/4/2025]",
    "[Điều 12 và Điều 13 Luật Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân]",
    "[khoản 2, Điều 16, Luật Quản lý thuế số 38/2019/QH14].",
    "[Luật sửa đổi, bổ sung một số điều của Luật Quản lý thuế]",
    "[Bộ luật Hình sự năm 2015] (sửa đổi năm 2017)",
    "[Luật Khám bệnh, chữa bệnh] và các văn bản hướng dẫn",
    "[Pháp lệnh Ưu đãi người có công với cách mạng]",
    "[Phụ lục III Nghị quyết 125/NQ-CP]",
    "theo [QCVN 06:2022/BXD] của Bộ",
    "Điều chỉnh [Quy hoạch điện VIII]",
    "[Nghị quyết Trung ương 4 khóa XII]",
    "[Công văn ngày 05/3/2024] của Sở",
    "[Nghị quyêt số 44/NQ-CP] của Chính phủ",
    "theo [Bộ chỉ số 315]",
]

NO_DOC_REFS = [
    "Số: 59/KH-UBND\nPhước Giang, ngày 24 tháng 01 năm 2025\nKẾ HOẠCH",
    "Số 05-NQ/ĐU\nNGHỊ QUYẾT",
    "xây dựng kế hoạch năm 2025, dự thảo Nghị quyết trình HĐND",
    "dự thảo Luật Đầu tư công (sửa đổi)",
    "theo quy định của pháp luật, chấp hành kỷ luật lao động",
    "các văn bản chỉ đạo, Kế hoạch chuyển đổi số năm 2024",
    "kế hoạch 5 năm 2026 - 2030 và báo cáo 6 tháng",
    "đạt 12/SỞ và 5/10 chỉ tiêu",
    "thực hiện Thông báo này",
    "đoàn luật sư tỉnh",
    "kế hoạch 30 ngày đêm",
    "ngày 20/7/2025 - UBND tỉnh",
]

DEADLINES = [
    "hoàn thành [trước ngày 28/02/2023].",
    "hoàn thành [trong tháng 6/2023].",
    "báo cáo UBND huyện [chậm nhất ngày 15/10].",
    "trình UBND tỉnh [trong quý III năm 2025].",
    "hoàn thành [đến hết năm 2025].",
    "trả lời [trong thời hạn 10 ngày làm việc kể từ ngày nhận được văn bản].",
    "[Hằng tháng], tổng hợp kết quả gửi Phòng Nội vụ.",
    "báo cáo [định kỳ 6 tháng, năm] về Sở.",
    "gửi về Văn phòng [trước ngày 20 hằng tháng].",
    "- Thời gian hoàn thành: [Nhiệm vụ thường xuyên].",
    "- Thời gian hoàn thành: [Trước ngày 20/12/2025].",
    "- Thời gian thực hiện: Hoàn thành [trong năm 2025].",
    "Thời hạn: [17 giờ 00 ngày 01/02/2026].",
    "Thời gian: [Theo tiến độ xây dựng văn bản]",
    "- Thời gian thực hiện: [Năm 2026 và các năm tiếp theo].",
    "xong [trước\nngày 05 tháng 12 năm 2025].",
    "hoàn thành **[trước *ngày 13 tháng 12 năm 2025]*.**",
    "- [Cuối tháng 4 năm 2025]: triển khai giao ban",
    "khởi công [vào ngày 01/12/2025].",
    "báo cáo [trước 16 giờ hằng ngày].",
    "báo cáo Sở [vào chiều thứ Sáu hằng tuần];",
    "gửi báo cáo [trước ngày 15 tháng 6 và ngày 15 tháng 12 hằng năm].",
    "gửi báo cáo [trước ngày 10 của tháng đầu quý tiếp theo].",
    "xử lý [trong vòng 24 giờ].",
    "[định kỳ (vào ngày 22 hàng tháng)] gửi báo cáo",
    "Báo cáo Sở Nội vụ [trước ngày 10 của tháng 3, 6, 9, 12].",
    "rà soát sổ đã cấp, báo cáo Sở [trước ngày 25 tháng 3].",
    "xong kế hoạch tuyển sinh [trước 31/5/2025];",
    "báo cáo [hằng tuần vào chiều thứ Sáu].",
    "giao ban tại công trường [mỗi tuần hai lần].",
    "Phòng Tài chính [tháng 11 hằng năm] tổng hợp dự toán.",
    "hoàn thành [trong 10 ngày đầu tháng 12 năm 2026].",
    "Thời gian kiểm tra: [từ ngày 01/8/2025 đến ngày 10/8/2025].",
]

NO_DEADLINES = [
    "kế hoạch năm 2025, giai đoạn 2021-2030, giải ngân năm 2025",
    "Thực hiện Kế hoạch số 25/KH-UBND ngày 24/01/2025 của UBND huyện",
    "Ngày 02/01/2025, Chủ tịch UBND huyện đã chủ trì cuộc họp",
    "Thường xuyên kiểm tra, kịp thời, khẩn trương xử lý",
    "nhiệm vụ 6 tháng cuối năm",
    "Trong 10 tháng đầu năm 2025, kinh tế ổn định",
    "Phước Giang, ngày 24 tháng 01 năm 2025",
    "theo Công văn số 943/CAT-ANM ngày 02/08/2025",
    "được Quốc hội thông qua ngày 18 tháng 6 năm 2025, có hiệu lực từ ngày 01 tháng 01 năm 2026",
    "xây dựng dự toán hằng năm của đơn vị",
    "a) Đến hết năm 2030: Có trên 60% hộ",
    "tính đến hết ngày 09/10/2025 mới đạt 20%",
]


def _marked(line: str) -> tuple[str, list[str]]:
    wanted, rest = [], line
    while "[" in rest:
        rest = rest[rest.index("[") + 1 :]
        wanted.append(rest[: rest.index("]")])
    return line.replace("[", "").replace("]", ""), wanted


@pytest.mark.parametrize("line", DOC_REFS)
def test_document_references(line: str) -> None:
    text, wanted = _marked(line)
    assert _found(text, "DOC-REF") == wanted


@pytest.mark.parametrize("text", NO_DOC_REFS)
def test_no_document_reference(text: str) -> None:
    assert _found(text, "DOC-REF") == []


@pytest.mark.parametrize("line", DEADLINES)
def test_deadlines(line: str) -> None:
    text, wanted = _marked(line)
    assert _found(text, "DEADLINE") == wanted


@pytest.mark.parametrize("text", NO_DEADLINES)
def test_no_deadline(text: str) -> None:
    assert _found(text, "DEADLINE") == []


def test_own_number_is_no_reference_where_it_comes_again() -> None:
    text = "Số: 59/KH-UBND\nKẾ HOẠCH\n(Kèm theo Kế hoạch số 59/KH-UBND ngày 01/02/2025)"
    assert _found(text, "DOC-REF") == []


def test_document_name_inside_a_committee_is_no_reference() -> None:
    assert _found("giao Ban Chỉ đạo CCHC, chuyển đổi số, Đề án 06 của tỉnh", "DOC-REF") == []


@pytest.mark.parametrize("line", DOC_REFS + DEADLINES)
def test_decomposed_text_gives_the_same(line: str) -> None:
    text, wanted = _marked(line)
    label = "DOC-REF" if line in DOC_REFS else "DEADLINE"
    found = _found(unicodedata.normalize("NFD", text), label)
    assert [unicodedata.normalize("NFC", f) for f in found] == [unicodedata.normalize("NFC", w) for w in wanted]


def test_table_cells_below_a_due_column() -> None:
    text = "Nhiệm vụ\tChủ trì\tThời gian\nRà soát hộ nghèo\tPhòng Nội vụ\tQuý IV/2025\nTập huấn\tPhòng Văn hóa\t15/11/2025\n"
    assert _found(text, "DEADLINE") == ["Quý IV/2025", "15/11/2025"]


def test_weak_candidates_come_only_on_demand() -> None:
    text = "giải ngân vốn đầu tư công trong năm 2025 đạt kế hoạch"
    assert propose(text) == []
    weak = propose(text, weak=True)
    assert [(text[c.start : c.end], c.rule) for c in weak] == [("trong năm 2025", "weak-within")]


def test_a_day_before_the_directive_is_no_deadline() -> None:
    head = "Phước Giang, ngày 05 tháng 3 năm 2025\n\nTHÔNG BÁO\n"
    assert _found(head + "Các xã hoàn thành trước ngày 31/12/2024.", "DEADLINE") == []
    assert _found(head + "Các xã hoàn thành trước ngày 31/12/2025.", "DEADLINE") == ["trước ngày 31/12/2025"]


def test_a_day_shortly_before_the_directive_may_be_a_deadline() -> None:
    text = "Phước Giang, ngày 18 tháng 11 năm 2025\n\nGiao Phòng Nội vụ báo cáo trước ngày 15/11/2025."
    assert _found(text, "DEADLINE") == ["trước ngày 15/11/2025"]


def test_a_unit_is_never_part_of_a_duration() -> None:
    text = "thẩm định trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ của Phòng Nội vụ."
    assert _found(text, "DEADLINE") == ["trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ"]


_PIECES = [
    *(w for line in DOC_REFS + DEADLINES for w in line.replace("[", "").replace("]", "").split(" ")),
    "\n",
    " ",
    "|",
    "\t",
]


@settings(max_examples=150)
@given(st.lists(st.sampled_from(_PIECES), max_size=25).map(" ".join) | st.text(max_size=80))
def test_candidates_are_sorted_clean_and_apart(text: str) -> None:
    candidates = propose(text)
    assert candidates == sorted(candidates, key=lambda c: (c.start, c.end, c.label))
    for label in ("DOC-REF", "DEADLINE"):
        spans = [(c.start, c.end) for c in candidates if c.label == label]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
    for c in candidates:
        piece = text[c.start : c.end]
        assert piece == piece.strip() and piece


@pytest.mark.parametrize(
    "text",
    [
        *("1/" * 30_000, "số " * 20_000, "điểm a khoản 1 " * 5_000, "ngày 1 tháng 1 " * 5_000, "hằng tháng, " * 6_000),
        *("|\n" * 30_000, "QĐ-" * 20_000, "1/QĐ" + "-A" * 30_000, "Luật " * 12_000, "trước " * 12_000, "\t1" * 30_000),
    ],
    ids=lambda t: str(t[:8]),
)
def test_hostile_text_takes_no_longer(text: str) -> None:
    start = time.process_time()
    propose(text)
    assert time.process_time() - start < 6
