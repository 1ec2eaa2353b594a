"""Web pages: words are neither glued nor split, lists keep their numbers, tables their cells."""

from __future__ import annotations

import time

import pytest

from vnadmin_nlp.documents import read_bytes
from vnadmin_nlp.errors import VnadminError


def text(html: str) -> str:
    source = read_bytes(html.encode(), "a.htm")
    assert source.format == "html"
    return source.text


@pytest.mark.parametrize(
    ("inner", "want"),
    [
        ("<p>Số: 25<span>/</span><b>KH</b>-UBND</p>", "Số: 25/KH-UBND"),
        ("<p>UBND<br>ngày\n 3  tháng 6</p>", "UBND\nngày 3 tháng 6"),
        ("<div>Sở A<div>Sở B</div>Sở C</div>", "Sở A\nSở B\nSở C"),
        ("<p>a &amp; b&nbsp;&lt;c&gt; &#7912;ng</p>", "a & b\u00a0<c> Ứng"),
        (
            "<p>x</p><script>var a = '<p>y</p>'</script><style>p {}</style><noscript>n</noscript><!-- c --><p>z</p>",
            "x\nz",
        ),
        ("<p style='display:none'>ẩn</p><p hidden>ẩn</p><p>hiện</p>", "hiện"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<ol><li>Sở A<li>Sở B</ol>", "1. Sở A\n2. Sở B"),
        ("<ol start=3 type=a><li><p>x</p><li value=9>y</ol>", "c. x\ni. y"),
        ("<ul><li>x<ol><li>y</li></ol></li></ul>", "- x\n1. y"),
        ("<ol style='list-style: none'><li>1) x</ol>", "1) x"),
        ("<p>một <i>hai </i> ba</p>", "một hai ba"),
    ],
)
def test_blocks_and_inlines(inner: str, want: str) -> None:
    assert text(f"<html><head><title>T</title></head><body>{inner}</body></html>") == want


def test_table_with_spans() -> None:
    source = read_bytes(
        "<!DOCTYPE html><table><thead><tr><th>TT<th>Việc<th>Chủ trì<th>Hạn</thead><tr><td>1<td>Rà soát<td rowspan=2>Sở A<td>30/6"
        "<tr><td>2<td>Báo cáo<td>31/7<tr><td colspan=3>Khác<td>quý III</table>".encode()
    )
    assert source.text == "TT\tViệc\tChủ trì\tHạn\n1\tRà soát\tSở A\t30/6\n2\tBáo cáo\tSở A\t31/7\nKhác\tquý III"
    cells = {(b.row, b.col): source.text[b.start : b.end] for b in source.blocks if b.kind == "cell"}
    assert cells[2, 2] == "Sở A" and cells[2, 3] == "31/7" and cells[3, 3] == "quý III"


def test_piece_of_a_page() -> None:
    assert text("<div><p>Giao <b>Sở A</b></p><p>báo cáo</p></div>") == "Giao Sở A\nbáo cáo"


def test_deep_nesting_is_refused_at_once() -> None:
    for tag in ("div", "x"):
        began = time.perf_counter()
        with pytest.raises(VnadminError) as caught:
            read_bytes(("<html>" + f"<{tag}>" * 200_000).encode())
        assert caught.value.code == "E112"
        assert time.perf_counter() - began < 3


def test_row_spans_that_multiply_are_refused() -> None:
    html = "<html><table><tr>" + "<td rowspan=9999>" * 3_000 + "<tr>" * 3_000 + "</table>"
    with pytest.raises(VnadminError) as caught:
        read_bytes(html.encode())
    assert caught.value.code == "E112"


def test_moderate_nesting_is_read() -> None:
    assert text("<html>" + "<div>" * 900 + "đáy" + "</div>" * 900) == "đáy"
