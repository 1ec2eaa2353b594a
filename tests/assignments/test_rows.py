"""Rows of tables that lost their columns, and partners told by few words."""

from __future__ import annotations

import pytest
from helpers_assignments import linked, short

HEAD = "UBND HUYỆN TAM PHƯỚC\nSố: 12/TB-UBND      Tam Phước, ngày 04 tháng 3 năm 2024\n\nTHÔNG BÁO\nKết luận họp giao ban\n\n"

ROWS = {
    "cells below the task": (
        "Nhiệm vụ\nĐơn vị chủ trì\nĐơn vị phối hợp\nThời gian\n\n1. {T|Soạn dự thảo quy chế}\n{O|Phòng Pháp chế}\n"
        "{O|Phòng Giám sát}; {O|các đội}\n{D|Quý II/2024}\n\n2. {T|Mở lớp}\n{O|Phòng Tổ chức}\n3\n\n{O|Trường Chính trị}\n{D|Tháng 5/2024}\n",
        [(["Phòng Pháp chế"], ["Phòng Giám sát", "các đội"]), (["Phòng Tổ chức"], ["Trường Chính trị"])],
    ),
    "a cell above the task": (
        "Khu vực\nĐơn vị theo dõi\nViệc phải làm\nHạn\nMiền núi\n{O|Phòng Y tế}\n{T|Kiểm tra ba xã}\n{D|31/8/2024}\nĐồng bằng\n"
        "{O|Phòng Nội vụ}\n{T|Lập tổ lưu động}\n{D|15/7/2024}\n",
        [(["Phòng Y tế"], []), (["Phòng Nội vụ"], [])],
    ),
    "columns without heads": (
        "Phân công\nKhu 1\t{O|Văn phòng}\t{T|Kiểm tra nguồn điện}\t{D|25/3/2024}\nKhu 2\t{O|Công an xã}\t{T|Lắp máy quay}\t{D|26/3/2024}\n",
        [(["Văn phòng"], []), (["Công an xã"], [])],
    ),
    "heads that tell, and an empty cell": (
        "TT\tNội dung\tChủ trì\tGhi chú\n1\t{T|Mua thuốc}\t{O|Phòng Y tế}\tgấp\n2\t{T|Mở lớp}\t\t{O|Sở Nội vụ}\n",
        [(["Phòng Y tế"], []), ([], [])],
    ),
    "a heading of the next part is no cell": (
        "{O|Phòng Y tế}\n- {T|Mua thuốc}\n{O|Phòng Nội vụ}\n- {T|Tuyển người}\n",
        [(["Phòng Y tế"], []), (["Phòng Nội vụ"], [])],
    ),
    "no time, no row": ("1. {T|Mua thuốc}\n{O|Phòng Y tế}\nKhám bệnh cho dân.\n", [([], [])]),
}


@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_rows(name: str, form: str) -> None:
    marked, expected = ROWS[name]
    assert [short(a)[:2] for a in linked(HEAD + marked, form)] == expected


PARTNERS = [
    ("{O|Phòng Y tế} với {O|Hội Phụ nữ} {T|phát thuốc}.", ["Phòng Y tế"], ["Hội Phụ nữ"]),
    ("{O|Phòng Y tế} chủ trì với {O|Công an huyện} {T|kiểm tra}.", ["Phòng Y tế"], ["Công an huyện"]),
    ("{O|Phòng Y tế} {T|diễn tập cùng {O|UBND xã A} trước mùa lũ}.", ["Phòng Y tế"], ["UBND xã A"]),
    ("{O|Phòng Y tế} {T|mời {O|Viện Pasteur} cùng tham gia khảo sát}.", ["Phòng Y tế"], ["Viện Pasteur"]),
    ("{O|Phòng Y tế} {T|ký cam kết với {O|các trạm} tham gia trực}.", ["Phòng Y tế"], []),
    (
        "{O|Phòng Y tế} phối hợp với {O|Đội Cơ động} của {O|Công an huyện} {T|kiểm tra}.",
        ["Phòng Y tế"],
        ["Đội Cơ động"],
    ),
]


@pytest.mark.parametrize(("marked", "lead", "partners"), PARTNERS)
def test_partners(marked: str, lead: list[str], partners: list[str]) -> None:
    (a,) = linked(HEAD + "1. " + marked + "\n")
    assert short(a)[:2] == (lead, partners)


def test_a_bullet_with_its_own_partner_keeps_those_of_the_leadin() -> None:
    a, b = linked(
        HEAD
        + "1. {O|Phòng Y tế} chủ trì, phối hợp với {O|các xã}:\n- Với {O|Kho bạc} {T|cấp tiền}.\n- {T|Mua thuốc}.\n"
    )
    assert short(a)[:2] == (["Phòng Y tế"], ["các xã", "Kho bạc"])
    assert short(b)[:2] == (["Phòng Y tế"], ["các xã"])


def test_partners_of_the_next_bullet_are_its_own() -> None:
    a, b = linked(
        HEAD
        + "1. Nội dung\n· {T|Chụp ảnh}\nThực hiện: {O|Phòng A}\n· {T|Lắp tủ}\nThực hiện: {O|Phòng B}\nPhối hợp: {O|Đội C}\n"
    )
    assert [short(x)[:2] for x in (a, b)] == [(["Phòng A"], []), (["Phòng B"], ["Đội C"])]


TIMES = {
    "a column whose head tells nothing": (
        "| Việc | Đơn vị chủ trì | Kỳ |\n|---|---|---|\n| {T|Lắp ống} | {O|Trung tâm} | {D|30/8/2024} |\n"
        "| {T|Nạo vét} | {O|Công ty} | {D|Quý IV/2024} |\n",
        ["2024-08-30", "2024-12-31"],
    ),
    "cells on lines of their own": (
        "1. {T|Soạn quy chế}\n{O|Phòng A}\n{D|30/6/2024}\n\n2. {T|Mở lớp}\n{O|Phòng B}\n{D|Thường xuyên}\n",
        ["2024-06-30", "ongoing"],
    ),
    "each bullet has the time behind it": (
        "B. Nội dung\n· Sưu tầm hiện vật\nHạn: {D|15/4/2024}\n· {T|Chụp ảnh}\nHạn: {D|20/6/2024}\n· {T|Lắp tủ}\nHạn: {D|25/10/2024}\n",
        ["2024-06-20", "2024-10-25"],
    ),
    "one line closes both tasks of the item": (
        "1. {O|Phòng Y tế}\n- {T|Mua thuốc}.\n- {T|Tập huấn}.\n- Thời gian hoàn thành: {D|Trước ngày 30/6/2024}.\n",
        ["2024-06-30", "2024-06-30"],
    ),
}


@pytest.mark.parametrize("name", TIMES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_times(name: str, form: str) -> None:
    marked, expected = TIMES[name]
    assert [short(a)[2] for a in linked(HEAD + marked, form)] == expected
