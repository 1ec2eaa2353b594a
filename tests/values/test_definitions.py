"""What a text explains, and what only looks like an explanation."""

from __future__ import annotations

import time
import unicodedata

import pytest

from vnadmin_nlp.values.definitions import definitions


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Trong công tác cải cách hành chính (CCHC), các xã còn chậm.", {"CCHC": "cải cách hành chính"}),
        (
            "Sở Thông tin và Truyền thông (sau đây gọi tắt là Sở TTTT) chủ trì.",
            {"Sở TTTT": "Sở Thông tin và Truyền thông"},
        ),
        (
            "Thành lập Ban Chỉ đạo Chuyển đổi số tỉnh (sau đây viết tắt là BCĐ) gồm các thành viên:",
            {"BCĐ": "Ban Chỉ đạo Chuyển đổi số tỉnh"},
        ),
        (
            "Ban Quản lý chợ đầu mối thị xã (sau đây gọi là Ban Quản lý) thu phí.",
            {"Ban Quản lý": "Ban Quản lý chợ đầu mối thị xã"},
        ),
        ("Trung tâm Thông tin tỉnh (TTTT) đưa tin.", {"TTTT": "Trung tâm Thông tin tỉnh"}),
        ("Sở Giao thông vận tải (viết tắt: SGT) cấm đường.", {"SGT": "Sở Giao thông vận tải"}),
        ("BHXHTN (bảo hiểm xã hội tự nguyện) là gì?", {"BHXHTN": "bảo hiểm xã hội tự nguyện"}),
        ("phòng, chống tham nhũng của tỉnh (gọi tắt là PCTN)", {"PCTN": "phòng, chống tham nhũng"}),
        ("Tổ kiểm tra công vụ (Tổ KTCV) làm việc tại 3 sở.", {"Tổ KTCV": "Tổ kiểm tra công vụ"}),
        (
            "Giao Ban Quản lý dự án Đầu tư xây dựng tỉnh (sau đây gọi tắt là Ban QLDA tỉnh).",
            {"Ban QLDA tỉnh": "Ban Quản lý dự án Đầu tư xây dựng tỉnh"},
        ),
        ("Ban Chỉ đạo chuyển đổi số tỉnh (viết tắt là BCĐ 57) họp.", {"BCĐ 57": "Ban Chỉ đạo chuyển đổi số tỉnh"}),
        # no explanations
        ("Ủy ban nhân dân tỉnh (sau đây gọi chung là các địa phương) họp.", {}),
        ("Chỉ số sản xuất công nghiệp (IIP) tăng 8%.", {}),
        ("hệ thống một cửa (xem Phụ lục II)", {}),
        ("Ban Chỉ đạo xã (BCĐ) họp. Ban Cơ điện (BCĐ) họp.", {}),
        ("Kết thúc.\n\n(UBND)", {}),
        ("(CCHC)", {}),
        ("", {}),
    ],
)
def test_definitions(text: str, found: dict[str, str]) -> None:
    assert definitions(text) == found
    assert definitions(unicodedata.normalize("NFD", text)) == found


@pytest.mark.parametrize("piece", ["(A", "ABC (", "gọi tắt là ", "a b c (ABC) ", "( ( (", "Ban ", "A" * 50, ", và "])
def test_hostile_strings_take_no_time(piece: str) -> None:
    begin = time.process_time()
    definitions(piece * (20_000 // len(piece)))
    assert time.process_time() - begin < 2.0
