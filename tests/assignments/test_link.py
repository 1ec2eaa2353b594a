"""Who leads, with whom, by when: each rule of the guidelines on a small text of its own."""

from __future__ import annotations

import re

import pytest
from helpers_assignments import linked, read, short
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp.assignments import link
from vnadmin_nlp.outline import parse
from vnadmin_nlp.records import LABELS, Span

HEAD = "UBND HUYỆN TAM PHƯỚC\nSố: 12/TB-UBND      Tam Phước, ngày 04 tháng 3 năm 2024\n\nTHÔNG BÁO\nKết luận họp giao ban\n\n"

SENTENCES = [
    ("Giao {O|Phòng Nội vụ} {T|rà soát biên chế}.", ["Phòng Nội vụ"], []),
    (
        "Yêu cầu Thủ trưởng {O|các phòng, ban}, Chủ tịch {O|UBND các xã} {T|chấm dứt việc chậm trễ}.",
        ["các phòng, ban", "UBND các xã"],
        [],
    ),
    (
        "Giao {O|Phòng Tài chính} chủ trì, phối hợp với {O|Kho bạc huyện}, {O|các xã} {T|đối chiếu số liệu}.",
        ["Phòng Tài chính"],
        ["Kho bạc huyện", "các xã"],
    ),
    ("{O|Công an huyện}: {T|tăng cường tuần tra ban đêm}.", ["Công an huyện"], []),
    (
        "{O|Trạm Y tế} có trách nhiệm phối hợp với {O|Hội Phụ nữ} {T|vận động tiêm chủng}.",
        ["Trạm Y tế"],
        ["Hội Phụ nữ"],
    ),
    ("Chủ tịch {O|UBND huyện} giao {O|Phòng Y tế} {T|trực cấp cứu}.", ["Phòng Y tế"], []),
    ("Theo đề nghị của {O|Phòng Y tế}, {O|Phòng Tài chính} {T|bố trí kinh phí}.", ["Phòng Tài chính"], []),
    (
        "{O|Đội Thuế huyện} chủ trì, {O|Kho bạc huyện} phối hợp: {T|thu hồi nợ thuế}.",
        ["Đội Thuế huyện"],
        ["Kho bạc huyện"],
    ),
    ("Giao {O|Phòng Nội vụ}, cơ quan thường trực của {O|Ban Chỉ đạo}, {T|tổng hợp báo cáo}.", ["Phòng Nội vụ"], []),
    (
        "{O|Phòng Nội vụ} {T|phối hợp chặt chẽ với {O|Công an huyện} rà soát hộ khẩu}.",
        ["Phòng Nội vụ"],
        ["Công an huyện"],
    ),
    ("{O|Phòng Y tế} {T|chỉ đạo {O|các trạm} phối hợp với {O|trường học} khám sức khỏe}.", ["Phòng Y tế"], []),
    ("{O|Phòng Y tế} {T|tăng cường sự phối hợp với {O|trường học}}.", ["Phòng Y tế"], []),
    ("{O|Công ty Điện lực} ({O|PCTP}) {T|cải tạo lưới điện}.", ["Công ty Điện lực"], []),
    ("{O|Phòng Nội vụ}: {T|Phối hợp với {O|Công an huyện} rà soát hộ khẩu}.", ["Phòng Nội vụ"], ["Công an huyện"]),
    ("{O|Phòng Y tế} {T|xây dựng quy chế phối hợp giữa {O|trạm} với {O|trường học}}.", ["Phòng Y tế"], []),
    ("{O|Phòng Y tế} {T|hằng quý cùng {O|Hội Phụ nữ} đi cơ sở}.", ["Phòng Y tế"], ["Hội Phụ nữ"]),
    (
        "{O|Phòng Y tế} phối hợp với trưởng thôn, trưởng {O|ban công tác mặt trận} {T|vận động nhân dân}.",
        ["Phòng Y tế"],
        ["ban công tác mặt trận"],
    ),
    ("{O|Đảng ủy xã} lãnh đạo {O|UBND xã} {T|xử lý hồ sơ quá hạn}.", ["Đảng ủy xã"], []),
    ("Kinh phí do {O|Phòng Kinh tế} {T|tham mưu bố trí}.", ["Phòng Kinh tế"], []),
    (
        "{O|Trường THCS} {T|phối hợp với {O|trường tiểu học} cùng địa bàn đối chiếu số liệu}.",
        ["Trường THCS"],
        ["trường tiểu học"],
    ),
    ("{O|Phòng Y tế} {T|khám bệnh, cùng {O|Hội Phụ nữ} phát thuốc}.", ["Phòng Y tế"], ["Hội Phụ nữ"]),
    ("{O|Phòng Y tế} {T|thẩm định, có sự tham gia của {O|Phòng Tư pháp}}.", ["Phòng Y tế"], ["Phòng Tư pháp"]),
    ("Công chức văn hóa phối hợp với {O|Hội Phụ nữ} {T|phát quà}.", [], ["Hội Phụ nữ"]),
    ("Giao {O|Phòng Kinh tế} cùng {O|Hội Nông dân} {T|mở chợ phiên}.", ["Phòng Kinh tế"], ["Hội Nông dân"]),
]


@pytest.mark.parametrize(("marked", "lead", "partners"), SENTENCES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_roles_in_the_sentence(marked: str, lead: list[str], partners: list[str], form: str) -> None:
    (a,) = linked(HEAD + "1. " + marked + "\n", form)
    assert short(a)[:2] == (lead, partners)
    assert any(w.startswith(("lead: ", "coordinating: ")) for w in a.why)


@pytest.mark.parametrize(("marked", "lead", "partners"), SENTENCES)
def test_roles_survive_hard_wraps(marked: str, lead: list[str], partners: list[str]) -> None:
    body = "1. " + marked
    # a line break for every third blank outside the marks
    parts = re.split(r"( )(?![^{}|]*\|)", body)
    wrapped = "".join("\n" if p == " " and i % 3 == 1 and i > 4 else p for i, p in enumerate(parts))
    text, spans = read(HEAD + wrapped + "\n")
    (a,) = link(text, spans, parse(text))[0]
    assert short(a)[1] == partners or "\n" in text[a.task.start - 3 : a.task.end]


def test_earlier_sentence_and_its_partners() -> None:
    a, b = linked(
        HEAD + "1. Giao {O|Phòng Nội vụ} chủ trì, phối hợp với {O|các xã} {T|lập danh sách}. {T|Niêm yết công khai}.\n"
    )
    assert short(b) == short(a) == (["Phòng Nội vụ"], ["các xã"], None)


def test_partners_of_a_sentence_do_not_travel_with_the_lead_of_a_heading() -> None:
    a, b = linked(HEAD + "1. {O|Phòng Nội vụ}\n- Phối hợp với {O|các xã} {T|lập danh sách}. {T|Niêm yết công khai}.\n")
    assert short(a) == (["Phòng Nội vụ"], ["các xã"], None)
    assert short(b) == (["Phòng Nội vụ"], [], None)


def test_nearest_heading_of_the_own_branch() -> None:
    found = linked(
        HEAD
        + "II. NHIỆM VỤ\n1. {O|Phòng Y tế}\na) {T|Mua thuốc}.\nb) {T|Tập huấn}.\n2. Giao {O|Phòng Tài chính} chủ trì, "
        "phối hợp với {O|các xã}:\n- {T|Thẩm tra dự toán}.\n- {T|Cấp kinh phí}.\n3. Công tác khác\n- {T|Dọn vệ sinh}.\n"
    )
    assert [short(a)[:2] for a in found] == [
        (["Phòng Y tế"], []),
        (["Phòng Y tế"], []),
        (["Phòng Tài chính"], ["các xã"]),
        (["Phòng Tài chính"], ["các xã"]),
        ([], []),
    ]
    assert found[0].outline == ("II", "1", "a")
    assert found[0].heading == "Phòng Y tế"


def test_addressees() -> None:
    letter = "Số: 3/UBND-VX\nV/v phòng cháy\n\nKính gửi:\n- {O|Công an huyện};\n- {O|UBND các xã}.\n\nThời tiết nắng nóng kéo dài."
    (a,) = linked(letter + "\n1. {T|Kiểm tra các chợ}.\n")
    assert short(a)[0] == ["Công an huyện", "UBND các xã"]
    (b,) = linked(letter + " Chủ tịch {O|UBND huyện} yêu cầu {O|các chợ} thực hiện:\n1. {T|Kiểm tra các chợ}.\n")
    assert short(b)[0] == ["các chợ"]


def test_a_person_leads_in_place_of_the_units_above() -> None:
    (a,) = linked(HEAD + "1. {O|Phòng Y tế}\n- Đồng chí Nguyễn Văn Sáu {T|trực tiếp đi kiểm tra}.\n")
    assert short(a)[0] == []


def test_nobody_can_be_told() -> None:
    text, spans = read(HEAD + "1. {T|Dọn vệ sinh}.\n")
    found, warnings = link(text, spans, parse(text))
    assert found[0].lead == ()
    assert any(w.startswith("W501: ") and "A1" in w for w in warnings)


DUES = [
    ("1. Giao {O|Phòng Y tế} {T|báo cáo {D|trước ngày 15/4/2024}}.", ["2024-04-15"]),
    ("1. {D|Hằng tháng}, {O|Phòng Y tế} {T|tổng hợp số liệu}.", ["FREQ=MONTHLY"]),
    ("1. {O|Phòng Y tế} {T|mua thuốc}. {T|Tập huấn}. Hoàn thành {D|trong tháng 4/2024}.", ["2024-04-30", "2024-04-30"]),
    (
        "1. {O|Phòng Y tế}\n- {T|Mua thuốc}.\n- {T|Tập huấn {D|trước 01/4/2024}}.\n- Thời gian hoàn thành: {D|Trước ngày 30/6/2024}.",
        ["2024-06-30", "2024-04-01"],
    ),
    (
        "1. {T|Mua thuốc}\nThời hạn: {D|30/4/2024}\n2. {T|Tập huấn}\nThời hạn: {D|30/5/2024}",
        ["2024-04-30", "2024-05-30"],
    ),
    ("1. Việc phải xong {D|trong quý II/2024}:\na) {T|Mua thuốc}.\nb) {T|Tập huấn}.", ["2024-06-30", "2024-06-30"]),
    ("1. {O|Phòng Y tế} {T|báo cáo} {D|trước 10/4/2024}; {O|Phòng Nội vụ} {T|thẩm định}.", ["2024-04-10", None]),
    ("1. {T|Mua thuốc}.\n- Thời gian: theo {R|Công văn số 943/CAT-ANM}.", ["doc:943/CAT-ANM"]),
    ("1. {T|Mua thuốc {D|trước 10/4/2024}, nghiệm thu {D|trước 20/4/2024}}.", ["2024-04-20"]),
]


@pytest.mark.parametrize(("marked", "values"), DUES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_dues(marked: str, values: list[str | None], form: str) -> None:
    assert [short(a)[2] for a in linked(HEAD + marked + "\n", form)] == values


@pytest.mark.parametrize(
    ("tail", "values"),
    [
        ("Các nhiệm vụ trên hoàn thành {D|trước ngày 28/4/2024}.", ["2024-04-28", "2024-04-28"]),
        ("Các nhiệm vụ tại mục 1 hoàn thành {D|trước ngày 28/4/2024}.", [None, "2024-04-28"]),
        ("Thời gian hoàn thành: {D|trước ngày 28/4/2024}.", [None, "2024-04-28"]),
    ],
)
def test_a_time_line_that_speaks_of_several_tasks_closes_the_list(tail: str, values: list[str | None]) -> None:
    found = linked(HEAD + "1. {O|Các xã}:\na) {T|Mua thuốc};\nb) {T|Mua sổ}.\n" + tail + "\n")
    assert [a.due.value if a.due else None for a in found] == values


def test_due_without_a_value_is_named() -> None:
    text, spans = read(HEAD + "1. {T|Mua thuốc}.\n- Thời gian: {D|Theo tiến độ chung}\n")
    found, warnings = link(text, spans, parse(text))
    assert found[0].due is not None
    assert found[0].due.value is None
    assert any(w.startswith("W502: ") for w in warnings)


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ("Thời gian ký: 16.10.2024 15:12\n\n", "the month of its electronic signature 2024-10-01"),
        ("Thực hiện Công văn số 5/UBND-VX ngày 26/02/2024, yêu cầu:\n", "the latest month that it cites 2024-02-01"),
    ],
)
def test_a_year_that_a_directive_without_a_date_lends_to_its_dues_is_told(head: str, source: str) -> None:
    items = "1. {O|Các xã} {T|mua thuốc {D|trước ngày 30/11}}.\n2. {O|Các xã} {T|mua sổ {D|trước ngày 30/11/2024}}.\n"
    text, spans = read(head + items)
    found, warnings = link(text, spans, parse(text))
    assert [a.due.inferred if a.due else None for a in found] == [(f"year: 2024 from {source}",), ()]
    told = [w for w in warnings if w.startswith("W503: ")]
    assert len(told) == 1
    assert found[0].id in told[0]
    assert found[1].id not in told[0]


def test_section_on_time_closes_no_item() -> None:
    found = linked(
        HEAD
        + "1. Nội dung\n- {T|Mua thuốc}.\n- {T|Tập huấn}.\n2. Thời gian thực hiện: {D|Từ tháng 4 đến tháng 6/2024}.\n"
    )
    assert [short(a)[2] for a in found] == [None, None]


def test_field_lines() -> None:
    found = linked(
        HEAD
        + "1. {T|Số hóa hồ sơ}\na) Cơ quan chủ trì: {O|Phòng Tư pháp}\nb) Cơ quan phối hợp:\n- {O|Công an huyện};\n- {O|UBND các xã}.\n"
        "c) Thời gian hoàn thành: {D|Quý III/2024}.\n2. {T|Mở lớp tập huấn}\na) Cơ quan chủ trì: {O|Phòng Nội vụ}\n"
    )
    assert [short(a) for a in found] == [
        (["Phòng Tư pháp"], ["Công an huyện", "UBND các xã"], "2024-09-30"),
        (["Phòng Nội vụ"], [], None),
    ]


TABLES = [
    "| TT | Nội dung công việc | Chủ trì | Phối hợp | Thời gian |\n|---|---|---|---|---|\n"
    "| 1 | {T|Rà soát hồ sơ} | {O|Phòng Nội vụ} | {O|Công an huyện} | {D|Tháng 5/2024} |\n| 2 | {T|Mua máy} | {O|Văn phòng} | | {D|Tháng 6/2024} |\n",
    "| TT | Nội dung | Chủ trì | Phối hợp | Thời gian |\n|---|---|---|---|---|\n| 1 | {T|Rà soát\nhồ sơ} | {O|Phòng\nNội vụ} | {O|Công an huyện}\n"
    "| {D|Tháng 5/2024} |\n| 2 | {T|Mua máy} | {O|Văn phòng} | | {D|Tháng\n6/2024} |\n",
    "TT\nNội dung\nChủ trì\nPhối hợp\nThời gian\nI\nViệc chung\n1\n{T|Rà soát hồ sơ}\n{O|Phòng Nội vụ}\n{O|Công an huyện}\n{D|Tháng 5/2024}\n"
    "II\nViệc riêng\n2\n{T|Mua máy}\n{O|Văn phòng}\n{D|Tháng 6/2024}\n",
    "TT\tNội dung\tChủ trì\tPhối hợp\tThời gian\nA\tViệc chung\n1\t{T|Rà soát hồ sơ}\t{O|Phòng Nội vụ}\t{O|Công an huyện}\t{D|Tháng 5/2024}\n"
    "2\t{T|Mua máy}\t{O|Văn phòng}\t\t{D|Tháng 6/2024}\n",
    "TT\nNội dung\nChủ trì\nPhối hợp\nThời gian\n\n1\n{T|Rà soát hồ sơ}\n{O|Phòng Nội vụ}\n{O|Công an huyện}\n{D|Tháng 5/2024}\n\n2\n{T|Mua máy}\n"
    "{O|Văn phòng}\n{D|Tháng 6/2024}\n",
    "|\nTT\n|\nNội dung\n|\nChủ trì\n|\nPhối hợp\n|\nThời gian\n|\n|\n**I. Việc chung**\n|\n|\n1\n|\n{T|Rà soát hồ sơ}\n|\n{O|Phòng Nội vụ}\n|\n"
    "{O|Công an huyện}\n|\n{D|Tháng 5/2024}\n|\n|\n2\n|\n{T|Mua máy}\n|\n{O|Văn phòng}\n|\n|\n{D|Tháng 6/2024}\n|\n",
]


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_tables(table: str) -> None:
    found = linked(HEAD + "Phân công như sau:\n\n" + table)
    assert [short(a) for a in found] == [
        (["Phòng Nội vụ"], ["Công an huyện"], "2024-05-31"),
        (["Văn phòng"], [], "2024-06-30"),
    ]


def test_refs_and_scores() -> None:
    (a,) = linked(HEAD + "1. Giao {O|Phòng Y tế} {T|thực hiện {R|Kế hoạch số 25/KH-UBND} và {R|Luật Dược}}.\n")
    assert [r.text for r in a.refs] == ["Kế hoạch số 25/KH-UBND", "Luật Dược"]
    assert set(a.scores) == {"lead", "coordinating", "due", "refs"}
    assert all(0 <= v <= 1 for v in a.scores.values())
    assert a.score is not None and 0 < a.score <= 1


@pytest.mark.parametrize("shift", [-12, -5, 4, 9])
def test_tasks_that_begin_too_early_or_late(shift: int) -> None:
    text, spans = read(
        HEAD + "1. Giao {O|Phòng Tài chính} chủ trì, phối hợp với {O|các xã} {T|đối chiếu số liệu thu chi}.\n"
    )
    moved = [
        s.model_copy(update={"start": s.start + shift, "text": text[s.start + shift : s.end]})
        if s.label == "TASK"
        else s
        for s in spans
    ]
    (a,) = link(text, moved, parse(text))[0]
    assert [u.text for u in a.lead] == ["Phòng Tài chính"]
    assert [u.text for u in a.coordinating] == ["các xã"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_spans_give_one_assignment_per_task(data: st.DataObject) -> None:
    """Overlapping, crossing, misplaced spans: no error, offsets inside the text, evidence kept."""
    text = (
        HEAD
        + "1. Giao Phòng Y tế chủ trì, phối hợp với các xã:\n- Mua thuốc trước 5/4.\n\n| 1 | a | b |\n\n2\n\n- Thời hạn: quý I\n"
    )
    n = len(text)
    spans = []
    for k in range(data.draw(st.integers(0, 8))):
        s = data.draw(st.integers(0, n - 2))
        e = data.draw(st.integers(s + 1, min(n, s + 60)))
        label = data.draw(st.sampled_from(LABELS))
        spans.append(Span(id=f"s{k}", label=label, start=s, end=e, text=text[s:e]))
    found, _ = link(text, spans, parse(text))
    assert len(found) == sum(s.label == "TASK" for s in spans)
    for a in found:
        assert text[a.task.start : a.task.end] == a.task.text
        for u in (*a.lead, *a.coordinating, *a.refs):
            assert text[u.start : u.end] == u.text


def test_empty() -> None:
    assert link("", [], parse("")) == ([], [])
