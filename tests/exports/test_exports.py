"""Exports: complete, escaped, readable."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vnadmin_nlp.exports import stream, to_csv, to_html, to_json, to_table
from vnadmin_nlp.exports.html import marked_text
from vnadmin_nlp.exports.schema import SCHEMA_FILE, json_schema, schema_text
from vnadmin_nlp.exports.sheet import COLUMNS
from vnadmin_nlp.exports.told import reporting
from vnadmin_nlp.records import (
    LABELS,
    Assignment,
    Directive,
    DocRef,
    DocumentInfo,
    Due,
    ModelInfo,
    Party,
    Reporting,
    Span,
    Task,
    UnitRef,
)

TEXT = "1. Giao Sở Y tế\nlàm <b>ngay</b> theo Luật X & Y trước ngày 01/02/2025, báo cáo UBND tỉnh."


def _at(piece: str) -> dict[str, object]:
    start = TEXT.index(piece)
    return {"text": piece, "start": start, "end": start + len(piece)}


def _directive(**update: object) -> Directive:
    task = _at("làm <b>ngay</b> theo Luật X & Y trước ngày 01/02/2025, báo cáo UBND tỉnh")
    marked = [("ORG-UNIT", "Sở Y tế"), ("TASK", task["text"]), ("DOC-REF", "Luật X & Y"), ("ORG-UNIT", "UBND tỉnh")]
    base = Directive(
        source="a<b>.txt",
        text=TEXT,
        document=DocumentInfo(
            type="Thông báo", symbol="5/TB-UBND", date="2025-01-15", issuer="UBND tỉnh", subject="V/v"
        ),
        spans=tuple(
            Span.model_validate({"id": f"s{i}", "label": label, "score": 0.5, **_at(str(piece))})
            for i, (label, piece) in enumerate(marked)
        ),
        assignments=(
            Assignment(
                id="a1",
                task=Task.model_validate(task),
                lead=(UnitRef.model_validate(_at("Sở Y tế")),),
                coordinating=(UnitRef.model_validate(_at("UBND tỉnh")),),
                due=Due.model_validate({**_at("trước ngày 01/02/2025"), "value": "2025-02-01"}),
                refs=(DocRef.model_validate(_at("Luật X & Y")),),
                outline=("1",),
                score=0.912345,
            ),
        ),
        warnings=("W101: thử",),
        model=ModelInfo(name="m", version="1"),
    )
    return base.model_copy(update=update)


def _bare(text: str) -> Directive:
    task = Task(text=text, start=0, end=len(text))
    return Directive(source=text, text=text, assignments=(Assignment(id="a", task=task),))


def test_json_contract() -> None:
    found = json.loads(to_json(_directive()))
    keys = ["schema", "source", "text", "document", "spans", "assignments", "warnings", "model"]
    assert list(found) == keys
    assert found["schema"] == "vnadmin.directive/1"
    assert found["assignments"][0]["due"]["value"] == "2025-02-01"
    assert found["text"] == TEXT


def test_json_of_many_and_of_none() -> None:
    one = _directive()
    assert json.loads("".join(stream([one], "json")))["source"] == "a<b>.txt"
    assert len(json.loads("".join(stream([one, one], "json", many=True)))) == 2
    assert len(json.loads("".join(stream([one], "json", many=True)))) == 1
    for format in ("json", "jsonl", "csv", "html", "table"):
        assert "".join(stream([], format, many=True)) == ""
    lines = "".join(stream([one, one], "jsonl")).splitlines()
    assert [json.loads(line)["text"] for line in lines] == [TEXT, TEXT]


def test_jsonl_keeps_one_line_for_every_text() -> None:
    text = "a\r\n\u2028\u0085b\ud800"
    (line,) = "".join(stream([_bare(text)], "jsonl")).split("\n")[:-1]
    assert json.loads(line.encode("utf-8"))["text"] == text


def test_csv_names_the_document_with_its_number() -> None:
    for number, symbol, shown in (("31", "TB-UBND", "31/TB-UBND"), (None, "TB-UBND", "TB-UBND"), ("31", None, "31")):
        about = DocumentInfo(type="Thông báo", number=number, symbol=symbol)
        text = to_csv(_bare("Báo cáo").model_copy(update={"document": about}))
        (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        assert row["document"] == f"Thông báo {shown}"


_FIRST_RELEASE = (
    *(
        "source",
        "document",
        "document_date",
        "issuer",
        "assignment",
        "outline",
        "heading",
        "lead",
        "coordinating",
        "task",
    ),
    *("due", "due_text", "refs", "score", "start", "end"),
)


def test_csv_columns_are_only_appended_and_documented() -> None:
    assert COLUMNS[: len(_FIRST_RELEASE)] == _FIRST_RELEASE
    page = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?`) \| .+ \|$", page, re.M)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == list(COLUMNS)


def _full() -> Directive:
    """An assignment with everything that a record may say."""
    (a,) = _directive().assignments
    unit = a.lead[0].model_copy(
        update={"name": "Sở Y tế tỉnh Bình Sơn", "title": "Giám đốc", "id": "H01", "score": 0.9, "successor": "Sở Y"}
    )
    due = Due.model_validate({
        **_at("trước ngày 01/02/2025"), "value": "2025-02-01", "kind": "date", "relation": "before", "last": "2025-02-01",
        "included": False, "time": "17:00", "inferred": ("year: 2025 from the date",), "timex": "2025-02-01",
        "next_working_day": "2025-02-03", "span": "s9",
    })  # fmt: skip
    party = Party.model_validate({**_at("UBND tỉnh"), "title": "Chủ tịch", "cue": _at("báo cáo"), "why": "inside"})
    report = due.model_copy(update={"value": "FREQ=WEEKLY", "span": "s8", "time": None})
    return _directive(
        assignments=(
            a.model_copy(
                update={
                    "lead": (unit, a.coordinating[0]), "due": due, "why": ("lead: sentence “Giao” [3:7]",),
                    "refs": (a.refs[0].model_copy(update={"key": "X", "issuer": "Quốc hội", "date": "2020-01-01", "why": ("repaired",)}),),
                    "assigned_by": (party,), "checked_by": (party,), "report_to": (party,), "advises": (party,),
                    "reporting": Reporting.model_validate({**_at("báo cáo UBND tỉnh"), "to": (party,), "due": report}),
                }
            ),
        )
    )  # fmt: skip


def test_csv_tells_what_a_tracker_needs() -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv(_full()).removeprefix("\ufeff"), newline=""))
    assert {k: row[k] for k in COLUMNS[len(_FIRST_RELEASE) :]} == {
        "lead_name": "Sở Y tế tỉnh Bình Sơn; UBND tỉnh", "lead_title": "Giám đốc;", "lead_id": "H01;", "lead_successor": "Sở Y;",
        "lead_reason": "", "coordinating_name": "UBND tỉnh", "coordinating_id": "", "due_kind": "date", "due_relation": "before",
        "due_first": "", "due_last": "2025-02-01", "due_included": "false", "due_time": "17:00",
        "due_inferred": "year: 2025 from the date", "due_provisional": "false", "next_working_day": "2025-02-03",
        "ref_keys": "X", "ref_issuers": "Quốc hội", "ref_dates": "2020-01-01", "ref_pointers": "", "assigned_by": "Chủ tịch UBND tỉnh",
        "checked_by": "Chủ tịch UBND tỉnh", "report_to": "Chủ tịch UBND tỉnh", "report_due": "FREQ=WEEKLY",
        "report_due_text": "trước ngày 01/02/2025", "advises": "Chủ tịch UBND tỉnh",
    }  # fmt: skip


def test_html_and_table_tell_roles_and_times() -> None:
    html, table = to_html(_full()), re.sub(r"\s+", " ", to_table(_full(), width=200))
    for part in (
        *(
            "Sở Y tế tỉnh Bình Sơn",
            "id: H01",
            "successor: Sở Y",
            "issuer: Quốc hội",
            "last day not included",
            "repaired",
        ),
        *("lead: sentence “Giao” [3:7]", "next working day: 2025-02-03", "“báo cáo” · inside", "<th>Checked by</th>"),
        "Chủ tịch UBND tỉnh, by FREQ=WEEKLY",
    ):
        assert part in html, part
    for part in (
        "› report to: Chủ tịch UBND tỉnh, by FREQ=WEEKLY",
        "› advises: Chủ tịch",
        "checked by Chủ tịch UBND tỉnh: 1",
    ):
        assert part in table, part
    assert "day off: 2025-02-03" in table
    plain = to_html(_bare("việc"))
    assert "<th>Checked by</th>" not in plain
    assert "<th>Report to</th>" not in plain


def test_the_time_of_the_report_is_not_told_twice() -> None:
    (a,) = _full().assignments
    assert a.reporting is not None
    same = a.model_copy(update={"reporting": a.reporting.model_copy(update={"due": a.due})})
    assert reporting(same) == "Chủ tịch UBND tỉnh"


def test_who_checks_is_told_once() -> None:
    (a,) = _full().assignments
    free = a.model_copy(update={"checked_by": ()})
    text = to_table(_directive(assignments=(a, a, free, a)))
    assert "checked by Chủ tịch UBND tỉnh: 1-2, 4" in text


@pytest.mark.parametrize("why", ["lead: none: no unit in the sentence", "lead: person “Các đồng chí” [1:3]", None])
def test_every_export_says_why_nobody_leads(why: str | None) -> None:
    record = _bare("việc")
    (a,) = record.assignments
    record = record.model_copy(update={"assignments": (a.model_copy(update={"why": (why,) if why else ()}),)})
    told = why.removeprefix("lead: ") if why else "none: not told"
    (row,) = csv.DictReader(io.StringIO(to_csv(record).removeprefix("\ufeff"), newline=""))
    assert row["lead_reason"] == told
    assert told in to_html(record)
    assert f"({told})" in re.sub(r"\s+", " ", to_table(record, width=200))
    assert why is None or why in json.loads(to_json(record))["assignments"][0]["why"]


def test_csv() -> None:
    text = to_csv(_directive())
    assert text.encode("utf-8").startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert tuple(row) == COLUMNS
    assert row["lead"] == "Sở Y tế"
    assert row["due"] == "2025-02-01"
    assert row["document"] == "Thông báo 5/TB-UBND"
    assert row["score"] == "0.912"
    assert row["start"] == str(TEXT.index("làm"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t=", "\r=", "\n-", " @", "\x00="])
def test_csv_formulas_are_defused(start: str) -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv(_bare(f"{start}cmd|' /C calc'!A0")), newline=""))
    assert row["task"][0] not in "=+-@＝\t\r\n "


@given(st.text(max_size=30))
def test_csv_rows_survive_any_text(text: str) -> None:
    rows = list(csv.reader(io.StringIO(to_csv([_bare(text), _bare(text)]), newline="")))
    assert [len(r) for r in rows] == [len(COLUMNS)] * 3


def test_table_is_readable() -> None:
    long = _directive(assignments=_directive().assignments * 12)
    text = to_table(long)
    assert max(map(len, text.splitlines())) <= 100
    for part in ("Sở Y tế", "2025-02-01", "Luật X & Y", "W101", "số 5/TB-UBND", "a<b>.txt"):
        assert part in text
    assert "<b>ngay</b>" in re.sub(r"\s+", " ", text)
    assert "\x1b" not in text
    assert "\x1b[" in to_table(long, color=True)
    assert "no assignments" in to_table(Directive(text=""))


def test_table_takes_nothing_for_markup_or_control() -> None:
    text = to_table(_bare("[bold]x[/bold] \x1b[31m\x07 [/nothing]"), color=True)
    assert "[bold]x[/bold]" in text
    assert "\x07" not in text
    assert "\x1b[31m" not in text


def test_table_leaves_out_empty_columns() -> None:
    head = next(line for line in to_table(_bare("việc")).splitlines() if "Task" in line)
    assert "With" not in head
    assert "Due" not in head


class _Reader(HTMLParser):
    """Collects the text and checks that marks nest."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.stack: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in ("br", "meta"):
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_html_is_escaped() -> None:
    evil = '<script>alert(1)</script><img src=x onerror="x">'
    span = Span(id="s", label="TASK", start=0, end=len(evil), text=evil, value='"><script>')
    due = Due(text=evil, start=0, end=1, value=evil)
    hostile = Directive(
        source=evil,
        text=evil,
        document=DocumentInfo(subject=evil),
        spans=(span,),
        assignments=(
            Assignment(
                id="a",
                task=Task(text=evil, start=0, end=1),
                lead=(UnitRef(text=evil, start=0, end=1),),
                refs=(DocRef(text=evil, start=0, end=1),),
                due=due,
            ),
        ),
        warnings=(evil,),
    )
    for html in (to_html(hostile), "".join(stream([hostile], "html"))):
        reader = _Reader()
        reader.feed(html)
        assert not reader.stack
        assert not reader.tags & {"script", "img"}


def test_html_page() -> None:
    page = "".join(stream([_directive(), _directive()], "html"))
    assert page.startswith("<!doctype html>")
    assert page.count('<div class="vnadmin">') == 2
    assert "làm &lt;b&gt;ngay&lt;/b&gt; theo <mark" in page
    assert '<mark class="task"' in page


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.integers(0, 20), st.integers(1, 12)), max_size=7))
def test_marks_nest_and_keep_the_text(raw: list[tuple[str, int, int]]) -> None:
    text = "a&b<c>d\"e'f ghi jkl m"
    spans = tuple(
        Span.model_validate({"id": str(i), "label": label, "start": s, "end": min(s + n, len(text)), "text": ""})
        for i, (label, s, n) in enumerate(raw)
    )
    reader = _Reader()
    reader.feed(marked_text(Directive(text=text, spans=spans)))
    reader.close()
    assert "".join(reader.text) == text
    assert not reader.stack


def test_schema_is_up_to_date() -> None:
    message = "run python -m vnadmin_nlp.exports.schema"
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), message


def test_schema_fits_the_output() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.check_schema(json_schema())
    for directive in (_directive(), Directive(text="")):
        validator.validate(json.loads(to_json(directive)))
    assert not validator.is_valid({**json.loads(to_json(_directive())), "more": 1})
    assert not validator.is_valid({"text": 5})
