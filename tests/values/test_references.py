"""What the text around a document reference tells: list heads, issuers, short mentions, dates without a year."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vnadmin_nlp.lexicon.tables import read_tsv
from vnadmin_nlp.spans.docref_patterns import KNOWN_COLUMNS
from vnadmin_nlp.spans.grammars import propose
from vnadmin_nlp.values.docref import DocKey, document_key
from vnadmin_nlp.values.issuers import canonical_issuer, issuer_behind, issuer_of_symbol
from vnadmin_nlp.values.references import read_references
from vnadmin_nlp.values.symbols import ISSUER_COLUMNS

DAY = date(2025, 3, 10)


def values(text: str, day: date | None = DAY) -> list[DocKey]:
    """The values of all references that the grammar finds."""
    return read_references(text, [(c.start, c.end) for c in propose(text) if c.label == "DOC-REF"], day=day)


# --- issuers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symbol", "names", "certain"),
    [
        ("NĐ-CP", ("Chính phủ",), True),
        ("QĐ-TTg", ("Thủ tướng Chính phủ",), True),
        ("QH15", ("Quốc hội",), True),
        ("NQ-UBTVQH15", ("Ủy ban Thường vụ Quốc hội",), True),
        ("TTLT-BTC-BNV", ("Bộ Tài chính", "Bộ Nội vụ"), True),
        ("KH-BCA-BNNMT", ("Bộ Công an", "Bộ Nông nghiệp và Môi trường"), True),
        ("KH-BCA-C07", ("Bộ Công an",), True),
        ("QĐ-UBND", ("Ủy ban nhân dân",), False),
        ("SNV-CCHC", ("Sở Nội vụ",), False),
        ("SGDĐT-TTr", ("Sở Giáo dục và Đào tạo",), False),
        ("CV/VPTW/nb", ("Văn phòng Trung ương Đảng",), True),
        ("CV/BTCHU", ("Ban Tổ chức Huyện ủy",), False),
        ("QĐ-PNV", ("Phòng Nội vụ",), False),
        ("CTPH-UBND-HND", ("Ủy ban nhân dân", "Hội Nông dân"), False),
    ],
)
def test_issuer_of_symbol(symbol: str, names: tuple[str, ...], certain: bool) -> None:
    assert issuer_of_symbol(symbol) == (names, certain)


@pytest.mark.parametrize("symbol", ["KH-LT", "HĐ-TV", "XYZ", "QĐ", "", "--", "TTLT-BTC-XYZ"])
def test_unknown_symbols_name_nobody(symbol: str) -> None:
    assert issuer_of_symbol(symbol) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" của UBND huyện về việc", "Ủy ban nhân dân huyện"),
        (" của Chủ tịch UBND tỉnh Quảng Ngãi quy định", "Chủ tịch Ủy ban nhân dân tỉnh Quảng Ngãi"),
        (" của Thủ tướng Chính phủ", "Thủ tướng Chính phủ"),
        (" của Thủ tướng, các đơn vị", "Thủ tướng Chính phủ"),
        (" của Bộ Y tế Quy định về", "Bộ Y tế"),
        (" của Chính phủ quy định", "Chính phủ"),
        (" của Ban Thường vụ Tỉnh ủy về", "Ban Thường vụ Tỉnh ủy"),
        (" của Bộ Chính trị, Ban Bí thư về", "Bộ Chính trị, Ban Bí thư"),
        (" của Sở Khoa học và Công nghệ và Sở Tài chính", "Sở Khoa học và Công nghệ"),
        (" CỦA BỘ CHÍNH TRỊ VỀ PHÁT TRIỂN", "Bộ Chính trị"),
        (", do Bộ Tài chính ban hành", "Bộ Tài chính"),
    ],
)
def test_issuer_behind(text: str, name: str) -> None:
    found = issuer_behind(text, 0)
    assert found is not None and found[0] == name
    assert canonical_issuer(name) == name


@pytest.mark.parametrize("text", [" của hai ngành", " về việc", "", " do đơn vị lập", " của các hộ dân"])
def test_nobody_behind(text: str) -> None:
    assert issuer_behind(text, 0) is None


def test_the_text_makes_the_kind_of_body_one_body() -> None:
    one, other = values(
        "theo Kế hoạch số 5/KH-UBND ngày 02/01/2025 của UBND huyện; Kế hoạch số 6/KH-UBND ngày 02/01/2025."
    )
    assert (one.issuer, one.unique) == ("Ủy ban nhân dân huyện", True)
    assert (other.issuer, other.unique) == ("Ủy ban nhân dân", False)


def test_a_number_alone_is_not_unique() -> None:
    (value,) = values("theo Quyết định số 06/QĐ-TTg của Thủ tướng Chính phủ.")
    assert not value.unique
    (value,) = values("theo Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ.")
    assert value.unique
    assert document_key("Nghị định số 60/2021/NĐ-CP").unique
    assert not document_key("Luật Đầu tư công").unique
    assert document_key("Luật Đầu tư công năm 2024").unique


def test_the_symbol_wins_over_a_wrong_body() -> None:
    (value,) = values("theo Nghị định số 60/2021/NĐ-CP của Bộ Nội vụ.")
    assert value.issuer == "Chính phủ"
    assert value.notes == ("issuer by the symbol; the text says Bộ Nội vụ",)


def test_the_unit_span_tells_where_the_name_ends() -> None:
    text = "Thông báo số 9-TB/BCĐTW của Ban Chỉ đạo Trung ương về khoa học và công nghệ nêu rõ"
    end = text.index(" nêu")
    span = (0, text.index(" của"))
    (value,) = read_references(text, [span], [(text.index("Ban Chỉ"), end)])
    assert value.issuer == "Ban Chỉ đạo Trung ương về khoa học và công nghệ"


# --- lists ----------------------------------------------------------------------------------------------------------


def test_list_with_one_head() -> None:
    found = values("các Công văn số 12/SNV-CCHC, 13/SNV-CCHC và 14/STC của Sở Nội vụ.")
    assert [(v.type, v.number) for v in found] == [("Công văn", "12"), ("Công văn", "13"), ("Công văn", "14")]
    found = values("các Quyết định số 12/QĐ-UBND, 13/QĐ-UBND và Kế hoạch số 14/KH-UBND của UBND xã")
    assert [(v.type, v.issuer) for v in found] == [
        ("Quyết định", "Ủy ban nhân dân xã"),
        ("Quyết định", "Ủy ban nhân dân xã"),
        ("Kế hoạch", "Ủy ban nhân dân xã"),
    ]


def test_no_list_no_type() -> None:
    _, other = values("Công văn số 12/SNV-CCHC gửi các huyện. Xem thêm số 13/SNV-CCHC ngày 02/01/2025.")
    assert other.type is None


def test_shared_symbol() -> None:
    found = values("theo các Thông tư 17, 18 và 19/2018/TT-BGDĐT ngày 22/8/2018.")
    assert [v.key for v in found] == ["17/2018/TT-BGDĐT", "18/2018/TT-BGDĐT", "19/2018/TT-BGDĐT"]
    assert {v.issuer for v in found} == {"Bộ Giáo dục và Đào tạo"}
    assert [v.key for v in values("theo các Nghị quyết 57, 59 và 68 của Trung ương")] == [
        "nghị quyết 57",
        "nghị quyết 59",
        "nghị quyết 68",
    ]


# --- short mentions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Theo Kế hoạch số 02-KH/BCĐTW ngày 19/6/2024, xã thực hiện Kế hoạch số 02", "02-KH/BCĐTW"),
        ("Kế hoạch số 7/KH-UBND và Thông báo số 7/TB-UBND; đã xong việc của Thông báo số 07", "7/TB-UBND"),
        ("Quyết định số 1719/QĐ-TTg (gọi tắt là Chương trình 1719). Số liệu Chương trình 1719", "1719/QĐ-TTg"),
        ("Thực hiện Đề án 06", "06/QĐ-TTg"),
        ("Thực hiện Đề 06", "06/QĐ-TTg"),
        ("Đề án số 06/ĐA-UBND của huyện; thực hiện Đề án 06", "06/ĐA-UBND"),
        ("Luật Đấu thầu số 22/2023/QH15 có hiệu lực; theo Điều 23 Luật Đấu thầu", "22/2023/QH15"),
        ("Công văn số 12/SNV ngày 02/01/2025; trả lời Công văn ngày 02/01/2025 của Sở", "12/SNV"),
    ],
)
def test_resolved(text: str, key: str) -> None:
    for form in ("NFC", "NFD"):
        value = values(unicodedata.normalize(form, text))[-1]
        assert value.resolved == key
        assert any(note.startswith("resolved: ") for note in value.notes)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("Kế hoạch số 2/KH-UBND, Kế hoạch số 02-KH/TU; theo Kế hoạch số 02", "ambiguous: 2/KH-UBND, 02-KH/TU"),
        (
            "Quyết định số 8/QĐ-UBND ngày 15/01/2024, Quyết định số 8/QĐ-UBND ngày 20/01/2025; theo Quyết định số 8",
            "ambiguous: 8/QĐ-UBND (2024-01-15), 8/QĐ-UBND (2025-01-20)",
        ),
        ("Công điện số 3/CĐ-UBND; báo cáo theo Công điện số 04", None),
        ("theo Kế hoạch số 02; Kế hoạch số 02-KH/TU ra sau", None),
        ("Luật Đầu tư công số 58/2024/QH15; hồ sơ theo Luật Đầu tư công năm 2019", None),
        ("Thực hiện Đề án 07", None),
    ],
)
def test_not_resolved(text: str, note: str | None) -> None:
    short = next(v for v in reversed(values(text)) if v.kind in ("short", "law"))
    assert short.resolved is None
    assert (short.notes[0] if short.notes else None) == note


def test_the_table_holds_from_the_documents_date_on() -> None:
    assert values("Thực hiện Đề án 06", date(2020, 5, 4))[0].resolved is None
    assert values("Thực hiện Đề án 06", None)[0].resolved == "06/QĐ-TTg"


def test_a_date_without_a_year_is_the_last_one() -> None:
    (value,) = values("theo Công văn số 12/SNV ngày 28/12 của Sở Nội vụ")
    assert (value.date, value.year) == ("2024-12-28", 2024)
    (value,) = values("theo Công văn số 12/SNV ngày 05/3 của Sở Nội vụ")
    assert value.date == "2025-03-05"
    (value,) = values("theo Công văn số 12/SNV ngày 05/3 của Sở Nội vụ", None)
    assert value.date is None


# --- tables, robustness ---------------------------------------------------------------------------------------------


def test_tables() -> None:
    for row in read_tsv("known_documents.tsv", KNOWN_COLUMNS):
        assert row["source"]
        assert document_key(row["name"]).kind == "short"
        assert document_key(row["key"]).key == row["key"]
        date.fromisoformat(row["date"])
    rows = read_tsv("issuers.tsv", ISSUER_COLUMNS)
    assert all(row["source"] and row["name"] for row in rows)
    assert len({(r["kind"], r["symbol"]) for r in rows}) == len(rows)
    assert {r["kind"] for r in rows} == {"body", "sector", "prefix", "party-body", "party-part"}
    assert {r["level"] for r in rows} == {"central", ""}


_PIECES = st.sampled_from(
    [
        "Kế hoạch số 02",
        "12/QĐ-UBND",
        ", ",
        " và ",
        "các ",
        "Luật Đầu tư công",
        " của ",
        "UBND xã",
        "\n",
        "Đề án 06",
        " ngày 5/3",
    ]
)


@settings(max_examples=150)
@given(st.lists(_PIECES, max_size=14).map("".join), st.data())
def test_never_raises_and_keeps_the_order(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    spans = [tuple(sorted(data.draw(st.tuples(ends, ends)))) for _ in range(3)]
    found = read_references(text, spans, day=DAY)  # type: ignore[arg-type]
    assert len(found) == len(spans)
    again = read_references(text, spans[::-1], day=DAY)  # type: ignore[arg-type]
    assert sorted(v.key for v in found) == sorted(v.key for v in again)


@pytest.mark.parametrize(
    "text",
    ["Kế hoạch số 2/KH-UBND, " * 1_500, "Kế hoạch số 02 " * 1_500, "của UBND " * 5_000, "Đề án 06 và " * 2_000],
    ids=lambda t: str(t[:9]),
)
def test_hostile_text_takes_no_longer(text: str) -> None:
    start = time.process_time()
    values(text)
    document_key(text)
    assert time.process_time() - start < 8
