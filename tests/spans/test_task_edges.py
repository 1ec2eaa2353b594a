"""Edges of TASK spans by the guidelines; each example with a tagger's edge that is off, or must stay."""

from __future__ import annotations

import pytest

from vnadmin_nlp.outline import parse
from vnadmin_nlp.spans.reconcile import Found
from vnadmin_nlp.spans.task_edges import settle

HEAD = "UBND TỈNH QUẢNG NAM\nSố: 12/CT-UBND\nCHỈ THỊ\nVề công tác văn thư\n\nYêu cầu các đơn vị:\n\n"


@pytest.mark.parametrize(
    ("item", "units", "tagged", "expected"),
    [
        # begins late, ends early: the sentence has no assignee, so its first word and its end are the edges
        (
            "1. Chủ động rà soát hồ sơ lưu trữ theo quy định.",
            (),
            "rà soát hồ sơ",
            "Chủ động rà soát hồ sơ lưu trữ theo quy định",
        ),
        # a connector stays outside
        ("2. Đồng thời, bố trí kho lưu trữ.", (), "Đồng thời, bố trí kho lưu trữ", "bố trí kho lưu trữ"),
        ("2. Đồng thời, bố trí kho lưu trữ.", (), "kho lưu trữ", "bố trí kho lưu trữ"),
        # an assignee before the task: the start stays
        ("3. Sở Nội vụ kiểm tra kho lưu trữ.", ("Sở Nội vụ",), "kiểm tra kho", "kiểm tra kho lưu trữ"),
        # a person as assignee
        ("4. Thủ trưởng đơn vị ký duyệt danh mục.", (), "ký duyệt danh mục", "ký duyệt danh mục"),
        # another assignee after the semicolon: the end stays
        ("5. Lập danh mục; Sở Nội vụ thẩm định danh mục.", ("Sở Nội vụ",), "Lập danh mục", "Lập danh mục"),
        # numbered parts are tasks of their own
        ("6. Thực hiện (1) lập danh mục; (2) số hóa hồ sơ.", (), "lập danh mục", "lập danh mục"),
    ],
)
def test_settle(item: str, units: tuple[str, ...], tagged: str, expected: str) -> None:
    text = HEAD + item + "\n"
    base = len(HEAD)
    found = [Found("TASK", base + item.index(tagged), base + item.index(tagged) + len(tagged), 0.8, ("model",))]
    found += [Found("ORG-UNIT", base + item.index(u), base + item.index(u) + len(u), 0.9, ("model",)) for u in units]
    settled = settle(text, found, parse(text))
    task = next(f for f in settled if f.label == "TASK")
    assert text[task.start : task.end] == expected
    assert (len(task.why) > 1) == (expected != tagged)
    assert [f for f in settled if f.label != "TASK"] == [f for f in found if f.label != "TASK"]


def test_a_task_that_is_only_a_deadline_is_dropped() -> None:
    text = HEAD + "1. Ngày 25 hằng tháng, tổng hợp số liệu.\n"
    due, task = text.index("Ngày 25"), text.index("tổng hợp")
    found = [
        Found("TASK", due, due + 17, 0.6, ("model",)),
        Found("DEADLINE", due, due + 17, 0.9, ("model",)),
        Found("TASK", task, task + 16, 0.9, ("model",)),
    ]
    settled = [text[f.start : f.end] for f in settle(text, found, parse(text)) if f.label == "TASK"]
    assert settled == ["Ngày 25 hằng tháng, tổng hợp số liệu"]
