"""Parts, head data, tree, sentences and tables of made-up directives."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from vnadmin_nlp.outline import Outline, parse
from vnadmin_nlp.outline.sentences import sentences

NOTICE = """UBND HUYỆN TAM PHƯỚC          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
   VĂN PHÒNG                          Độc lập - Tự do - Hạnh phúc

Số: 17/TB-VP                    Tam Phước, ngày 05 tháng 3 năm 2024

THÔNG BÁO
Kết luận của Chủ tịch UBND huyện tại buổi họp giao ban tháng 3

Ngày 04/3/2024, Chủ tịch UBND huyện đã chủ trì họp giao ban và kết luận như sau:
I. ĐÁNH GIÁ CHUNG
Tình hình thu ngân sách đạt khá. Một số xã còn chậm.
II. NHIỆM VỤ
1. Phòng Nội vụ
a) Rà soát biên chế các trường, gồm:
- Trường mầm non;
- Trường tiểu học.
đ) Tham mưu UBND huyện ban hành quy định. Hoàn thành trong tháng 4/2024.
- Thời gian hoàn thành: Trước ngày 30/4/2024.
2. Giao Phòng Tài chính - Kế hoạch:
2.1. Cân đối kinh phí (lần 2).
2.2. Báo cáo số liệu.
Điều 3. Tổ chức thực hiện
Nơi nhận:
- Như trên;
- Lưu: VT.
KT. CHÁNH VĂN PHÒNG
Trần Văn Bình
PHỤ LỤC
Danh sách các xã
"""


def node(o: Outline, start: str):  # type: ignore[no-untyped-def]
    return next(n for n in o.nodes if o.text[n.start : n.end].startswith(start))


def test_head() -> None:
    o = parse(NOTICE)
    d = o.document
    assert (d.type, d.number, d.symbol, d.date, d.place) == ("Thông báo", "17", "TB-VP", "2024-03-05", "Tam Phước")
    assert d.issuer == "UBND HUYỆN TAM PHƯỚC VĂN PHÒNG"
    assert d.subject == "Kết luận của Chủ tịch UBND huyện tại buổi họp giao ban tháng 3"
    assert o.document_date == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("line", "number", "day", "year", "month"),
    [
        ("Số:       /TB-UBND      Tam Phước, ngày     tháng 6 năm 2025", None, None, 2025, 6),
        ("Số 05-NQ/ĐU     Tam Phước, ngày 02 tháng 01 năm 2023", "05", "2023-01-02", 2023, 1),
        ("Số: …/KH-UBND   Tam Phước, ngày … tháng … năm 2026", None, None, 2026, None),
        ("Số: 8/KH-UBND   Tam Phước, ngày 2Ó tháng 5 năm 2024", "8", None, 2024, 5),  # misread by OCR: no guess
    ],
)
def test_incomplete_head(line: str, number: str | None, day: str | None, year: int, month: int | None) -> None:
    o = parse(
        f"UBND XÃ TAM PHƯỚC\n{line}\n\nKẾ HOẠCH\nThu gom rác thải\n\nCăn cứ tình hình, UBND xã xây dựng kế hoạch:\n"
    )
    assert o.document.number == number
    assert o.document.date == day
    assert (o.document_year, o.document_month) == (year, month)
    assert o.document.type in ("Kế hoạch",)


def test_addressees() -> None:
    o = parse(
        "Số: 3/UBND-VX\nV/v phòng cháy mùa khô\n\nKính gửi:\n- Công an huyện;\n- UBND các xã.\n\n"
        "Thực hiện Công văn số 4/UBND, UBND huyện yêu cầu:\n1. Rà soát.\n"
    )
    assert [a.text for a in o.document.addressees] == ["Công an huyện", "UBND các xã"]
    assert o.document.subject == "phòng cháy mùa khô"
    assert o.document.type == "Công văn"


def test_tree() -> None:
    o = parse(NOTICE)
    assert node(o, "a)").path == ("II", "1", "a")
    assert node(o, "đ)").path == ("II", "1", "đ")
    assert node(o, "- Trường mầm").path == ("II", "1", "a", "-")
    assert node(o, "2.1.").path == ("II", "2", "2.1")
    assert node(o, "I. ").kind == "heading"
    assert node(o, "1. Phòng").kind == "heading"
    assert node(o, "a)").kind == "leadin"
    assert node(o, "- Thời gian").kind == "dueline"
    assert node(o, "Nơi nhận").part == "recipients"
    assert node(o, "KT. CHÁNH").part == "signature"
    assert node(o, "Danh sách").part == "annex"
    assert node(o, "THÔNG BÁO").part == "title"
    assert o.nodes[node(o, "2.1.").parent].marker == "2."


def test_same_tree_decomposed() -> None:
    plain, nfd = parse(NOTICE), parse(unicodedata.normalize("NFD", NOTICE))
    assert [n.path for n in nfd.nodes] == [n.path for n in plain.nodes]
    for a, b in zip(plain.nodes, nfd.nodes, strict=True):
        assert unicodedata.normalize("NFC", nfd.text[b.start : b.end]) == plain.text[a.start : a.end]
        assert len(a.sentences) == len(b.sentences)
    assert nfd.document.issuer == plain.document.issuer


def test_leadin_without_marker() -> None:
    o = parse("Yêu cầu Công an huyện:\n- Tuần tra.\n- Kiểm tra.\nGiao Phòng Y tế:\n- Trực cấp cứu.\n")
    assert o.nodes[node(o, "- Kiểm tra").parent].start == 0
    assert o.text[o.nodes[node(o, "- Trực").parent].start :].startswith("Giao Phòng Y tế")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Đồng chí PCT. UBND huyện chỉ đạo. Các xã thực hiện.", 2),
        ("Giải ngân 12.500 triệu đồng (v.v.) theo QĐ số 3. Báo cáo kết quả.", 2),
        ("UBND TP. Hà Nội họp ngày 3.4.2024. Rà soát các dự án…", 2),
        ("Rà soát tài sản.Đồng thời báo cáo.", 2),
        ("Chuẩn bị nhân lực, vật tư... để ứng phó", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    got = sentences(text, 0, len(text))
    assert len(got) == count
    assert all(text[s:e] == text[s:e].strip() for s, e in got)


TABLES = [
    "| TT | Nội dung công việc | Chủ trì | Phối hợp | Thời gian |\n|---|---|---|---|---|\n"
    "| 1 | Rà soát hồ sơ | Phòng Nội vụ | Công an huyện | Tháng 5/2024 |\n",
    "TT\tNội dung công việc\tChủ trì\tPhối hợp\tThời gian\n1\tRà soát hồ sơ\tPhòng Nội vụ\tCông an huyện\tTháng 5/2024\n",
    "|\nTT\n|\nNội dung công việc\n|\nChủ trì\n|\nPhối hợp\n|\nThời gian\n|\n|\n"
    "1\n|\nRà soát hồ sơ\n|\nPhòng Nội vụ\n|\nCông an huyện\n|\nTháng 5/2024\n|\n",
]


@pytest.mark.parametrize("table", TABLES)
def test_table_columns(table: str) -> None:
    o = parse("Phân công nhiệm vụ như sau:\n\n" + table)
    roles = {o.text[n.start : n.end]: n.cell.role for n in o.nodes if n.cell and not n.cell.head}
    assert roles == {
        "1": "number", "Rà soát hồ sơ": "task", "Phòng Nội vụ": "lead", "Công an huyện": "with", "Tháng 5/2024": "due",
    }  # fmt: skip


def test_year_of_a_text_without_a_date() -> None:
    """The latest cited document tells the year and month; an event or a deadline that lies ahead does not."""
    o = parse(
        "KẾ HOẠCH\nHưởng ứng Ngày Môi trường 05/6/2024\n\nThực hiện Công văn số 58/STNMT-MT ngày 26/02/2024, "
        "nhà trường xây dựng kế hoạch:\n1. Trồng cây trước ngày 30/5/2024.\n"
    )
    assert o.document.date is None
    assert (o.document_year, o.document_month) == (2024, 2)


@pytest.mark.parametrize(
    ("stamp", "month"),
    [
        ("Thời gian ký: 16.10.2024 15:12", (2024, 10)),
        ("Thời gian ký: 03/5/2024\n08:15:24", (2024, 4)),  # signed some days after it was dated
        ("Thời gian ký: 66.03.2024 11:23:02", (2024, 2)),  # misread: no day of the calendar
        ("Thời gian ký: ", (2024, 2)),
    ],
)
def test_an_electronic_signature_tells_the_month_of_a_text_without_a_date(stamp: str, month: tuple[int, int]) -> None:
    body = "Thực hiện Công văn số 58/STNMT-MT ngày 26/02/2024, nhà trường xây dựng kế hoạch:\n1. Trồng cây.\n"
    o = parse(f"Ký bởi: Trường THCS Tam Phước\n{stamp}\n\nKẾ HOẠCH\nTrồng cây\n\n{body}")
    assert o.document.date is None
    assert (o.document_year, o.document_month) == month
    assert o.dated_by == ("signature" if month != (2024, 2) else "cited")
    dated = parse(f"{stamp}\n\nTam Phước, ngày 01 tháng 3 năm 2023\n\nKẾ HOẠCH\nTrồng cây\n\n{body}")
    assert (dated.document_year, dated.dated_by) == (2023, "own")


def test_closing_paragraph_belongs_to_no_item() -> None:
    o = parse(
        "Yêu cầu các xã thực hiện:\n1. Rà soát hồ sơ.\n2. Báo cáo số liệu.\nTrong quá trình thực hiện, có vướng mắc thì báo cáo.\n"
    )
    assert node(o, "Trong quá trình").parent == 0
