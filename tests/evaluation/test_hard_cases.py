"""Each hard case is found where it stands, and not in a plain notice."""

from __future__ import annotations

import pytest

from vnadmin_nlp.annotation.gold import GoldDirective, GoldMeta
from vnadmin_nlp.annotation.markup import parse_markup
from vnadmin_nlp.evaluation.hard_cases import CASES, SILENT, holders, table

PLAIN = (
    '{O|Sở Y tế} {T lead="Sở Y tế"|rà soát các trạm y tế}.\n{O|Sở Tài chính} {T lead="Sở Tài chính"|cấp kinh phí}.\n'
)
ITEMS = "{O|Sở Y tế}:\n" + "".join(f'- {{T lead="Sở Y tế"|làm việc số {i}}}.\n' for i in range(10))
HELD = {
    f"{SILENT:,} characters and more that assign nothing": PLAIN + "Tình hình chung còn nhiều khó khăn.\n" * 50,
    "a heading or lead-in that carries the assignee of 5 items and more": ITEMS,
    "the same, of 10 items and more": ITEMS,
    "several units under one head and a colon": "Dự họp có {O|các Sở: Y tế, Xây dựng}.\n",
    "documents cited inside tasks": '{O|Sở Y tế} {T lead="Sở Y tế"|thực hiện {R|Công văn số 5/UBND-VX}}.\n',
    "a due line that closes several tasks": (
        '{O|Sở Y tế}:\n- {T lead="Sở Y tế" due="2024-06-30"|rà soát}.\n- {T lead="Sở Y tế" due="2024-06-30"|báo cáo}.\n'
        "Hoàn thành {D|trước ngày 30/6/2024}.\n"
    ),
    "tasks in cells of a table": '| 1 | {T lead="Sở Y tế"|Tiêm chủng} | {O|Sở Y tế} |\n',
    "two assignees in one sentence": (
        '{O|Sở Y tế} {T lead="Sở Y tế"|rà soát}; {O|Sở Tài chính} {T lead="Sở Tài chính"|cấp kinh phí}.\n'
    ),
    "numbered parts inside a sentence": (
        'Giao {O|Sở Y tế}: (1) {T lead="Sở Y tế"|rà soát}; (2) {T lead="Sở Y tế"|báo cáo}.\n'
    ),
    "a person or a role as assignee": "Đồng chí Lê Văn Hà {T|chỉ đạo việc này}.\n",
    "a closing formula that directs": (
        'Trên đây là kết luận, {O|Sở Y tế} {T lead="Sở Y tế"|báo cáo vướng mắc về {O|UBND tỉnh}}./.\n'
    ),
    "a closing formula that does not": PLAIN + "Thông báo để các đơn vị biết, thực hiện./.\n",
    "Party texts": PLAIN,
    'letters with "Kính gửi"': "Kính gửi: {O|Sở Y tế}\n" + PLAIN,
    'decisions and resolutions with "Điều 1"': "**Điều 1.** Phê duyệt.\n",
}
META = {
    "Party texts": GoldMeta(level="party"),
    'letters with "Kính gửi"': GoldMeta(genre="cong-van"),
    'decisions and resolutions with "Điều 1"': GoldMeta(genre="quyet-dinh"),
}


def made(source: str, meta: GoldMeta | None = None) -> GoldDirective:
    _, text, spans, assignments = parse_markup(f"---\nid: h\n---\n{source}", "h")
    return GoldDirective(id="h", text=text, spans=tuple(spans), assignments=tuple(assignments), meta=meta or GoldMeta())


@pytest.mark.parametrize("case", list(CASES))
def test_a_case_is_found_where_it_stands(case: str) -> None:
    assert holders([made(HELD[case], META.get(case)), made(PLAIN)])[case] == ["h"]


def test_a_due_of_their_own_is_no_due_line() -> None:
    own = HELD["a due line that closes several tasks"].replace("|rà soát}", "|rà soát {D|trước ngày 30/6/2024}}")
    assert not holders([made(own)])["a due line that closes several tasks"]


def test_the_table_counts_each_split() -> None:
    lines = table({"train": [made(ITEMS), made(PLAIN)], "dev": [], "test": [made(ITEMS)]}).split("\n")
    assert "| the same, of 10 items and more | 1 | 0 | 1 | h, h |" in lines
    assert len(lines) == len(CASES) + 2
