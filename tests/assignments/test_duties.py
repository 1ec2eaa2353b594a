"""Roles beyond lead and with, and reporting duties: each rule on a small text (the table's own examples: tests/lexicon)."""

from __future__ import annotations

import time
from typing import Literal

import pytest
from helpers_assignments import linked

from vnadmin_nlp.lexicon.patterns import patterns
from vnadmin_nlp.records import Assignment, Party

HEAD = "UBND HUYỆN TAM PHƯỚC\nSố: 12/TB-UBND      Tam Phước, ngày 04 tháng 3 năm 2024\n\nTHÔNG BÁO\nKết luận họp giao ban\n\n"


HOSTILE = [
    "báo cáo " * 4000,
    "báo cáo, " + "từ, " * 8000 + "về ",
    "tham mưu " + "cho giúp " * 4000,
    "chịu sự " + "kiểm tra, giám sát " * 3000,
    "Thủ trưởng, " * 4000,
    "kiểm tra" + " việc" * 8000,
    "qua " * 9000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_pattern_hangs(text: str) -> None:
    window = text[-200:] + " "  # linking looks no further back than a window
    begun = time.process_time()
    for pattern in patterns("duties.yaml").values():
        pattern.search(window if pattern.pattern.endswith(("$", r"\Z")) else text)
    assert time.process_time() - begun < 2


def names(found: tuple[Party, ...]) -> list[str]:
    return [" ".join(p.text.split()) for p in found]


def one(marked: str) -> Assignment:
    (a,) = linked(HEAD + marked + "\n")
    return a


RECEIVERS = [
    ("Giao {O|Phòng Y tế} {T|mua thuốc, báo cáo {O|UBND huyện}}.", ["UBND huyện"]),
    ("{O|Phòng Y tế} {T|gửi kết quả về {O|Sở Y tế} để tổng hợp, báo cáo {O|UBND tỉnh}}.", ["Sở Y tế"]),
    ("{O|Phòng Y tế} {T|tổng hợp, báo cáo {O|Huyện ủy}, {O|UBND huyện}}.", ["Huyện ủy", "UBND huyện"]),
    ("{O|Phòng Y tế} {T|báo cáo {O|UBND huyện} (qua {O|Phòng Nội vụ})}.", ["UBND huyện", "Phòng Nội vụ"]),
    ("{O|Phòng Y tế} {T|dự thảo văn bản để {O|UBND huyện} trình {O|HĐND huyện}}.", []),
    ("{O|Phòng Y tế} {T|kiểm tra việc làm của {O|các trạm}}.", []),
    ("{O|Phòng Y tế} {T|phối hợp với {O|Công an huyện} rà soát}.", []),
]


@pytest.mark.parametrize(("marked", "expected"), RECEIVERS)
def test_who_receives_the_report(marked: str, expected: list[str]) -> None:
    assert names(one("1. " + marked).report_to) == expected


def test_who_is_advised() -> None:
    a = one("1. {O|Các xã} {T|gửi {O|Phòng Y tế} để tổng hợp, tham mưu {O|UBND huyện}}.")
    assert (names(a.report_to), a.advises) == (["Phòng Y tế"], ())
    a = one("1. {O|Phòng Y tế} {T|tham mưu {O|UBND huyện} mua thuốc}.")
    assert names(a.advises) == ["UBND huyện"]
    assert a.report_to == ()
    found = linked(HEAD + "1. {O|Phòng Y tế} tham mưu {O|UBND huyện}:\na) {T|Mua thuốc}.\nb) {T|Tập huấn}.\n")
    assert [names(x.advises) for x in found] == [["UBND huyện"]] * 2
    assert all(names(x.lead) == ["Phòng Y tế"] for x in found)  # type: ignore[arg-type]


def test_who_checks_the_whole_directive() -> None:
    a, b, c = linked(
        HEAD + "1. {O|Phòng Y tế} {T|mua thuốc}.\n2. {O|Phòng Nội vụ} {T|tuyển bác sĩ}.\n"
        "3. Giao {O|Văn phòng} {T|theo dõi, đôn đốc việc thực hiện Thông báo này}.\n"
    )
    assert names(a.checked_by) == names(b.checked_by) == ["Văn phòng"]
    assert c.checked_by == ()
    assert a.checked_by[0].cue is not None
    assert a.checked_by[0].cue.text.startswith("theo dõi")
    assert "A3" in a.checked_by[0].why


def test_nobody_checks_himself_whatever_place_names_him() -> None:
    a, b, _ = linked(
        HEAD + "1. {O|Văn phòng} {T|mua sổ}.\n2. {O|Phòng Y tế} {T|mua thuốc}.\n"
        "3. {O|Văn phòng} {T|theo dõi, đôn đốc việc thực hiện Thông báo này}.\n"
    )
    assert (names(a.checked_by), names(b.checked_by)) == ([], ["Văn phòng"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("kiểm tra việc thực hiện Thông báo; báo cáo {O|UBND huyện}", ["Văn phòng"]),
        ("kiểm tra việc thực hiện Chỉ thị; báo cáo {O|UBND huyện}", []),  # another document
        ("kiểm tra việc thực hiện thông báo tuyển sinh", []),
        ("kiểm tra việc thực hiện Thông báo số 3/TB-UBND", []),
    ],
)
def test_the_directive_called_by_its_type(words: str, expected: list[str]) -> None:
    a, _ = linked(HEAD + "1. {O|Phòng Y tế} {T|mua thuốc}.\n2. {O|Văn phòng} {T|" + words + "}.\n")
    assert names(a.checked_by) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{O|Phòng Y tế} {T|giúp {O|UBND huyện} theo dõi dịch}.", ["UBND huyện"]),
        (
            "{O|Phòng Y tế} giúp {O|Chính phủ} quản lý thuốc, có trách nhiệm:\na) {T|lập kế hoạch}.",
            [],
        ),  # what it does by statute
        ("{O|Phòng Y tế} giúp {O|Ban Chỉ đạo huyện}: {T|lập kế hoạch}.", ["Ban Chỉ đạo huyện"]),
        ("{O|Phòng Y tế} {T|giúp {O|UBND xã Mỹ Trạch} dựng lại trạm}.", []),  # below the issuer: help, not advice
        ("{O|Phòng Y tế} {T|giúp {O|các hộ nghèo} làm nhà}.", []),
    ],
)
def test_who_is_helped_is_advised_where_it_governs(marked: str, expected: list[str]) -> None:
    assert names(one("1. " + marked).advises) == expected


def test_the_time_at_which_another_one_reports_is_not_the_time_of_the_report() -> None:
    a = one("1. {O|Các xã} {T|gửi báo cáo để {O|Phòng Y tế} trình {O|UBND huyện} {D|trong tháng 5/2024}}.")
    assert a.due is not None
    assert a.reporting is None or a.reporting.due is None


def test_who_checks_the_items_above() -> None:
    a, b, c = linked(
        HEAD + "1. Công tác y tế\na) {O|Phòng Y tế} {T|mua thuốc}.\nb) {O|Thanh tra} {T|kiểm tra nội dung này}.\n"
        "2. Công tác khác\na) {O|Phòng Nội vụ} {T|tuyển bác sĩ}.\n"
    )
    assert [names(x.checked_by) for x in (a, b, c)] == [["Thanh tra"], [], []]


def test_under_whose_eyes() -> None:
    a = one("1. {O|Phòng Y tế} {T|mua thuốc, chịu sự giám sát của {O|HĐND huyện}}.")
    assert names(a.checked_by) == ["HĐND huyện"]


def test_who_assigns() -> None:
    a = one("1. Chủ tịch {O|UBND huyện} giao {O|Phòng Y tế} {T|mua thuốc}.")
    assert [(p.text, p.title, p.why) for p in a.assigned_by] == [("UBND huyện", "Chủ tịch", "sentence")]
    a, b = linked(HEAD + "{O|UBND huyện} yêu cầu {O|các xã}:\n1. {T|Dọn đường}.\n2. {T|Khơi cống}.\n")
    assert names(a.assigned_by) == names(b.assigned_by) == ["UBND huyện"]
    assert a.assigned_by[0].why == "lead's place"


def test_the_issuer_assigns_where_nobody_else_does() -> None:
    (p,) = one("1. {O|Phòng Y tế} {T|mua thuốc}.").assigned_by
    assert (p.text, p.start, p.why) == ("UBND HUYỆN TAM PHƯỚC", 0, "letterhead")
    (q,) = linked("Các xã làm như sau:\n1. {O|Các xã} {T|khơi cống}.\n")
    assert q.assigned_by == ()


def test_titles_stay_beside_the_unit() -> None:
    a = one("1. Yêu cầu Thủ trưởng {O|các phòng}, Phó Giám đốc {O|Trung tâm Y tế}, {O|các xã} {T|trực cấp cứu}.")
    assert [u.title for u in a.lead] == ["Thủ trưởng", "Phó Giám đốc", None]
    assert [u.text for u in a.lead] == ["các phòng", "Trung tâm Y tế", "các xã"]


REPORTS = [
    (
        "{O|Phòng Y tế} {T|mua thuốc {D|trước ngày 20/5/2024}; báo cáo {O|UBND huyện} {D|trước ngày 30/6/2024}}.",
        (["UBND huyện"], "2024-06-30", "báo cáo UBND huyện trước ngày 30/6/2024"),
    ),
    (
        "{O|Phòng Y tế} {T|{D|hằng quý} báo cáo {O|UBND huyện}; tổng kết {D|trước ngày 30/11/2024}}.",
        (["UBND huyện"], "FREQ=MONTHLY;INTERVAL=3", "hằng quý báo cáo UBND huyện"),
    ),
    (
        "{O|Phòng Y tế} {T|báo cáo {O|UBND huyện}, hoàn thành {D|trước ngày 30/6/2024} việc mua thuốc}.",
        (["UBND huyện"], "2024-06-30", "báo cáo UBND huyện"),
    ),
    (
        "{O|Phòng Y tế} {T|mua thuốc, hoàn thành {D|trước ngày 30/6/2024} và báo cáo {O|UBND huyện}}.",
        (["UBND huyện"], None, "báo cáo UBND huyện"),
    ),
    (
        "{O|Phòng Y tế} {T|định kỳ {D|hằng quý} (hoặc đột xuất) báo cáo {O|UBND huyện}; tổng kết}.",
        (["UBND huyện"], "FREQ=MONTHLY;INTERVAL=3", "hằng quý (hoặc đột xuất) báo cáo UBND huyện"),
    ),
    (
        "{O|Phòng Y tế} {T|báo cáo {O|Tổ triển khai Đề án} {D|trước ngày 30/6/2024}; mua thuốc}.",
        (["Tổ triển khai Đề án"], "2024-06-30", "báo cáo Tổ triển khai Đề án trước ngày 30/6/2024"),
    ),
    (
        "{O|Phòng Y tế} {T|mua thuốc; báo cáo {O|UBND huyện} (qua {O|Văn phòng})}.",
        (["UBND huyện", "Văn phòng"], None, "báo cáo UBND huyện (qua Văn phòng)"),
    ),
    ("{O|Phòng Y tế} {T|nghe báo cáo của {O|các xã} {D|trước ngày 30/6/2024}}.", None),
    ("{O|Phòng Y tế} {T|thẩm định báo cáo nghiên cứu khả thi {D|trước ngày 30/6/2024}}.", None),
    ("{O|Phòng Y tế} {T|mua thuốc {D|trước ngày 30/6/2024}}.", None),
]


@pytest.mark.parametrize(("marked", "expected"), REPORTS)
def test_duty_to_report(marked: str, expected: tuple[list[str], str | None, str] | None) -> None:
    a = one("1. " + marked)
    if expected is None:
        assert a.reporting is None
        return
    r = a.reporting
    assert r is not None
    to, due, text = expected
    assert (names(r.to), r.due.value if r.due else None, r.text) == (to, due, text)


def test_a_task_that_only_reports_takes_its_due() -> None:
    a, b = linked(
        HEAD + "1. {O|Phòng Y tế}\n- {T|Báo cáo {O|UBND huyện}}.\n- {T|Mua thuốc}.\nThời hạn: {D|30/6/2024}\n"
    )
    assert a.reporting is not None
    assert a.reporting.due is not None
    assert a.reporting.due.value == "2024-06-30"
    assert b.reporting is None


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_offsets_speak_of_the_original(form: Literal["NFC", "NFD"]) -> None:
    import unicodedata

    from helpers_assignments import read

    marked = unicodedata.normalize(
        form,
        HEAD
        + "1. Chủ tịch {O|UBND huyện} giao {O|Phòng Y tế} {T|mua thuốc, báo cáo {O|Sở Y tế} {D|trước 5/5/2024}}.\n",
    )
    text, _ = read(marked)
    (a,) = linked(marked)
    assert a.reporting is not None
    assert text[a.reporting.start : a.reporting.end] == a.reporting.text
    for p in (*a.assigned_by, *a.report_to, *a.reporting.to):
        assert text[p.start : p.end] == p.text
        assert p.cue is None or text[p.cue.start : p.cue.end] == p.cue.text
