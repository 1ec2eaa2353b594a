"""Each rule of the document grammar by examples: `[…]` marks what is proposed; lines without a mark are left alone."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp.spans.grammars import propose

# rule -> lines: at least one that the rule finds and one that looks like it and is none
RULES: dict[str, list[str]] = {
    "list with one head": [
        "các [Quyết định số 12/QĐ-UBND], [13/QĐ-UBND] và [14/QĐ-UBND] của UBND xã",
        "các [Công văn: 22/SXD-QLN]; [25/SXD-QLN] của Sở Xây dựng",
        "đạt 12/SỞ, 13/HUYỆN và 14/XÃ",
    ],
    "another type in the title": [
        "theo [Quyết định phê duyệt dự án số 12/QĐ-UBND], chủ đầu tư",
        "soạn thảo Nghị định thay thế [Nghị định số 84/2009/NĐ-CP]",
        "theo [Nghị quyết chuyên đề số 13-NQ/TU] của Tỉnh ủy",
        "Ban Quản lý dự án đầu tư xây dựng số 2 báo cáo",
    ],
    "ranges and enclosed rules": [
        "quy định từ [Điều 21 đến Điều 28 của Luật Bầu cử đại biểu Quốc hội và đại biểu Hội đồng nhân dân]",
        "theo [Điều 4 Quy định ban hành kèm theo Quyết định số 52/2024/QĐ-UBND]",
        "Chiến lược ban hành kèm theo [Quyết định số 749/QĐ-TTg]",
        "Trưởng đoàn số 3, số 4 báo cáo từ ngày 5 đến ngày 7",
    ],
    "laws with one head": [
        "theo các [Luật Đất đai], [Nhà ở], [Kinh doanh bất động sản] mới",
        "theo [Luật Đất đai], Nhà ở xã hội; Trường Đại học Luật Hà Nội, Văn phòng Luật Minh Anh",
    ],
    "numbers cut in two": [
        "theo [Nghị định số 1 5/2021/NĐ-CP]",
        "theo [số 12/2021/NĐ-CP] và kỳ đánh giá số 1/2026",
    ],
    "numbers that share a symbol": [
        "theo [Thông tư 17],[18] và [19/2018/TT-BGDĐT]",
        "các [Nghị quyết 57], [59] và [68] của Bộ Chính trị",
        "Kế hoạch 5, 6 tháng và 9 tháng đầu năm",
        "theo Thông báo, 12, 13 và 14 xã đã báo cáo",
    ],
    "blanks lost": [
        "theo [Kếhoạch số 61/KH-UBND ngày 08/7/2024] của xã",
        "theo [Kế hoạch số61/KH-UBND ngày08/7/2024] của xã",
        "theo [Quyết định số 412/QĐ-UBNDngày 17/02/2025] của tỉnh",
    ],
    "letters for digits": [
        "theo [Quyết định số 1O5/QĐ-UBND ngày 1O/5/2024]",
        "theo [Quyết định số 2I/QĐ-UBND], danh mục có",
        "nhóm máu O/AB, vitamin B12/D3",
    ],
    "lost hyphen of a Party number": ["theo [Chỉ thị số 45 CT/TW], đại hội", "xe số 45 chạy tuyến TU/12"],
    "pointer behind": [
        "theo [Nghị định số 30/2020/NĐ-CP ngày 05/3/2020, Phụ lục III] của Chính phủ".replace(" của Chính phủ", "."),
        "[Nghị định số 61/2018/NĐ-CP], khoản 2 Điều 5 của quy chế",
        "[Nghị định số 61/2018/NĐ-CP], [khoản 2 Điều 5 Nghị định số 45/2020/NĐ-CP]",
    ],
    "annex that comes with": ["tại [Phụ lục II kèm theo Quyết định số 12/QĐ-UBND]", "gửi kèm theo [Công văn số 5/SNV]"],
    "months and years": [
        "[Công văn số 209/UBND-VX tháng 6/2023] về hè",
        "[Quyết định số 305/QĐ-UBND ngày     tháng 9 năm 2025] của xã",
        "[Quyết định số 306/QĐ-UBND ngày …/9/2025] của xã",
        "[Chương trình số 06-CTr/HU năm 2021] của Huyện ủy",
        "Báo cáo tháng 6/2023, Chương trình năm 2021 của Huyện ủy",
    ],
    "date without its year": [
        "[Công văn số 812/SNV ngày 24 tháng 10] của Sở",
        "[Kế hoạch số 14/KH-UBND ngày 28/12] của xã",
        "[Kế hoạch số 09/KH-UBND], ngày 25/01/2021 tổ chức lễ phát động",
    ],
    "forms": ["lập biên bản (theo [mẫu số 06/BBKP])", "theo mẫu số 02, mẫu số 3"],
    "things with a number": ["thửa đất số 118/TBĐ-07, nhà số 12/KDC", "tại phòng số 3/TTHC, máy số 4/KT"],
    "own number": [
        "UBND XÃ\nCHỈ THỊ\nVề việc phòng cháy\n(Số 11/CT-UBND ngày 22/9/2025)\n",
        "theo kế hoạch đã ký (số [11/CT-UBND ngày 22/9/2025])".replace("(số [", "([số "),
    ],
    "committee": [
        "giao Tổ Đề án 06 thôn, Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo, chuyển đổi số và Đề án 06 tỉnh",
        "Ban Chỉ đạo họp về kết quả [Đề án 06]",
    ],
    "short names": [
        "nội dung [Tờ trình 45] giữ nguyên; theo [Nghị quyết 18], rà soát",
        "kết luận 06 cuộc kiểm tra, trao quyết định 5 đồng chí, gửi báo cáo 12 tháng",
        "Bệnh viện dã chiến số 1, số 2",
        "còn lại của chương trình 32 tàu; theo [chương trình 1719], [đề án 06] của huyện",
    ],
    "laws": [
        "theo [Luật Bảo vệ và Phát triển rừng năm 2004] và [Luật Tiết kiệm, chống lãng phí số 110/2025/QH15]",
        "[Luật sửa đổi, bổ sung một số điều của Luật Cán bộ, công chức và Luật Viên chức năm 2019]",
        "theo [Luật Đấu thầu] (sửa đổi); [Bộ luật Hình sự năm 2015] (sửa đổi năm 2017)",
        "Đoàn Luật sư, Hội Luật gia, xử lý kỷ luật năm 2023",
    ],
    "statutes": ["theo [khoản 2, Điều 7 Điều lệ Đảng]", "xây dựng điều lệ trường học"],
    "standards": [
        "đạt cột A [QCVN 01-MT:2015/BTNMT]",
        "theo [tiêu chuẩn TCVN 11930:2017]",
        "theo [TCVN 5507: 2002] và",
        "quy chuẩn mới về nước thải",
    ],
    "type and date": ["theo [Biên bản làm việc ngày 15/6/2023] giữa hai bên", "biên bản làm việc trong ngày 15/6/2023"],
}
LINES = [line for lines in RULES.values() for line in lines]


def _found(text: str) -> list[str]:
    return [text[c.start : c.end] for c in propose(text) if c.label == "DOC-REF"]


def _marked(line: str) -> tuple[str, list[str]]:
    parts = line.replace("]", "[").split("[")
    return "".join(parts), parts[1::2]


@pytest.mark.parametrize("line", LINES)
def test_rules(line: str) -> None:
    for text, wanted in (_marked(line), _marked(unicodedata.normalize("NFD", line))):
        assert _found(text) == wanted


TYPES = ("Quyết định", "Kế hoạch", "Thông báo", "Tờ trình", "Nghị quyết", "Hướng dẫn", "Báo cáo")
SYMBOLS = ("/QĐ-UBND", "/KH-UBND", "/TB-VPCP", "/NQ-HĐND", "-NQ/TW", "-CT/TU", "-KH/BCĐTW", "/TTr-SNV", "/BC-BCT")


@settings(max_examples=80)
@given(
    st.sampled_from(TYPES),
    st.integers(1, 9999),
    st.sampled_from(SYMBOLS),
    st.sampled_from([" ", "\n"]),
    st.sampled_from(["số ", "số: ", ""]),
    st.sampled_from(["", " ngày 05/3/2024", " ngày 05 tháng 3 năm 2024", ", ngày 05-3-2024"]),
)
def test_every_number_is_found_as_written(kind: str, number: int, symbol: str, gap: str, so: str, date: str) -> None:
    reference = f"{kind}{gap}{so}{number}{symbol}{date}"
    text = f"Các đơn vị thực hiện {reference}; báo cáo kết quả."
    assert _found(text) == [reference]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "17, " * 25_000,
            "các Nghị quyết 57, " * 5_000,
            "ngày … " * 10_000,
            "O" * 60_000,
            "1O" * 30_000,
            "số1" * 20_000,
        ),
        *("Phụ lục kèm theo " * 5_000, "Điều 1, " * 10_000, "Luật A và Luật B, " * 5_000, "QCVN 1:" * 10_000),
        *(
            "Điều 1 đến " * 6_000,
            "Quyết định dự án số 1/QĐ-A " * 2_000,
            "các Luật Đất đai, " * 3_000,
            "số 1 5/2021/" * 5_000,
        ),
        *("Nghị quyết Đại hội Đảng " * 4_000, "Ban Chỉ đạo và, " * 6_000, "12/QĐ-UBND, " * 8_000, "- /" * 30_000),
    ],
    ids=lambda t: str(t[:10]),
)
def test_hostile_text_takes_no_longer(text: str) -> None:
    start = time.process_time()
    propose(text)
    assert time.process_time() - start < 5
