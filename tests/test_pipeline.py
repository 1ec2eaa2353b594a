"""The whole pipeline with the shipped model: formats, odd input, batches, processes."""

from __future__ import annotations

import pickle
import unicodedata
from pathlib import Path

import pytest
from helpers_documents import write_docx, write_pdf

import vnadmin_nlp
from vnadmin_nlp.annotation.gold import load_data
from vnadmin_nlp.errors import VnadminError
from vnadmin_nlp.records import Directive

ROOT = Path(__file__).parent.parent
NOTICE = """ỦY BAN NHÂN DÂN
TỈNH QUẢNG TRỊ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 87/TB-UBND
Quảng Trị, ngày 12 tháng 3 năm 2024

THÔNG BÁO
Kết luận của Chủ tịch UBND tỉnh tại cuộc họp về chuyển đổi số

Ngày 08/3/2024, Chủ tịch UBND tỉnh chủ trì cuộc họp. Sau khi nghe báo cáo, Chủ tịch UBND tỉnh kết luận như sau:

1. Giao Sở Thông tin và Truyền thông chủ trì, phối hợp với Sở Nội vụ rà soát việc thực hiện Kế hoạch số 25/KH-UBND \
ngày 24/01/2024, báo cáo UBND tỉnh trước ngày 30/6/2024.
2. Sở Tài chính bố trí kinh phí thực hiện Đề án 06, hoàn thành trong quý III năm 2024.
3. UBND các huyện, thị xã, thành phố hằng tháng báo cáo kết quả về Sở Thông tin và Truyền thông.

Văn phòng UBND tỉnh thông báo để các cơ quan, đơn vị biết, thực hiện./.
"""


def _records(directive: Directive) -> list[tuple[object, ...]]:
    """What a task system would take over, free of offsets and line breaks."""

    def plain(text: str) -> str:
        return " ".join(unicodedata.normalize("NFC", text).split())

    return [
        (
            plain(a.task.text),
            tuple(plain(u.text) for u in a.lead),
            tuple(plain(u.text) for u in a.coordinating),
            a.due and a.due.value,
            tuple(r.key for r in a.refs),
        )
        for a in directive.assignments
    ]


@pytest.fixture(scope="module")
def directive() -> Directive:
    return vnadmin_nlp.extract(NOTICE)


def test_the_main_job(directive: Directive) -> None:
    assert directive.document.number == "87"
    assert directive.document.date == "2024-03-12"
    first, second, third = directive.assignments
    assert [u.text for u in first.lead] == ["Sở Thông tin và Truyền thông"]
    assert [u.text for u in first.coordinating] == ["Sở Nội vụ"]
    assert first.due is not None and first.due.value == "2024-06-30"
    assert [r.key for r in first.refs] == ["25/KH-UBND"]
    assert second.due is not None and second.due.value == "2024-09-30"
    assert third.due is not None and third.due.value == "FREQ=MONTHLY"
    for field in (first.task, *first.lead, *first.coordinating, first.due, *first.refs):
        assert directive.text[field.start : field.end] == field.text
    assert first.why


@pytest.mark.parametrize("form", ["txt", "utf-16", "docx", "pdf", "nfd", "crlf"])
def test_the_same_assignments_whatever_the_file(directive: Directive, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"notice.{form if form in ('docx', 'pdf') else 'txt'}"
    if form == "docx":
        write_docx(path, NOTICE)
    elif form == "pdf":
        write_pdf(path, NOTICE)
    else:
        text = unicodedata.normalize("NFD", NOTICE) if form == "nfd" else NOTICE
        text = text.replace("\n", "\r\n") if form == "crlf" else text
        path.write_bytes(text.encode("utf-16" if form == "utf-16" else "utf-8"))
    assert _records(vnadmin_nlp.extract(path)) == _records(directive)


def test_text_is_kept_character_for_character(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    raw = "  Số:   /TB\r\n\tGiao Sở Y tế  rà soát.\u00a0\n\n"
    path.write_bytes(raw.encode())
    assert vnadmin_nlp.extract(path).text == raw


@pytest.mark.parametrize(
    "text",
    ["", " \n\t ", "Hello world, this is no notice.", "1234567890 !!! ???", "a" * 5000, "\u0300\u0301 \u200b\ufeff"],
)
def test_text_without_directives_gives_an_empty_result_and_a_warning(text: str) -> None:
    result = vnadmin_nlp.extract(text)
    assert result.text == text
    assert result.assignments == ()
    assert result.warnings


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(VnadminError, match="E114"):
        vnadmin_nlp.extract("Giao Sở Y tế \ud800\n rà soát.")
    with pytest.raises(VnadminError, match="E103"):
        vnadmin_nlp.extract("khong-co.docx")


def test_a_batch_goes_on_past_a_bad_file(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.docx"
    good.write_text(NOTICE, encoding="utf-8")
    bad.write_bytes(b"PK\x03\x04 no zip")
    results = list(vnadmin_nlp.load_extractor().stream([bad, good]))
    assert isinstance(results[0], VnadminError)
    assert isinstance(results[1], Directive)


def test_an_extractor_travels_to_other_processes(directive: Directive) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    extractor = vnadmin_nlp.load_extractor()
    extractor.extract_text("Giao Sở Y tế.\n")  # opened before it is pickled
    assert pickle.loads(pickle.dumps(extractor)) == extractor
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(extractor.extract_text, NOTICE).result() == directive


def test_every_span_of_the_test_texts_lies_on_token_edges() -> None:
    from vnadmin_nlp.tagger.scheme import indexed, token_span
    from vnadmin_nlp.tokens.split import split

    extractor = vnadmin_nlp.load_extractor()
    for gold in load_data(ROOT / "annotations", "test")[:4]:
        result = extractor.extract_text(gold.text)
        tokens = indexed(split(gold.text))
        assert result.spans
        for span in result.spans:
            place = token_span(tokens, span.start, span.end)
            assert place is not None and place[1]
            assert span.why
        tasks = [s for s in result.spans if s.label == "TASK"]
        assert len(result.assignments) == len(tasks)


def test_a_register_gives_ids(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("id,name\nSTC,Sở Tài chính\n", encoding="utf-8")
    extractor = vnadmin_nlp.load_extractor(register=tmp_path / "units.csv")
    again = pickle.loads(pickle.dumps(extractor))
    for found in (extractor.extract(NOTICE), again.extract(NOTICE)):
        ids = {u.name: u.id for a in found.assignments for u in a.lead}
        assert ids["Sở Tài chính"] == "STC"
        assert ids["Sở Thông tin và Truyền thông"] is None


def test_a_broken_register_is_refused_early(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("name\nSở Tài chính\n", encoding="utf-8")
    with pytest.raises(VnadminError, match="E501"):
        vnadmin_nlp.load_extractor(register=tmp_path / "units.csv")
