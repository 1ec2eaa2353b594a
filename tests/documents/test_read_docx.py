"""A golden Word file from raw XML: one assertion per construct that ready readers lose."""

from __future__ import annotations

import io
import zipfile

import pytest
from helpers_documents import docx_bytes, para, run

from vnadmin_nlp.documents import Block, Source, read_bytes


def read(body: str, parts: dict[str, str] | None = None) -> Source:
    return read_bytes(docx_bytes(body, parts), "cong-van.docx")


def lvl(ilvl: int, text: str, style: str = "decimal", more: str = "", start: str = "1") -> str:
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{style}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(key: int, levels: str, more: str = "") -> str:
    return f'<w:abstractNum w:abstractNumId="{key}">{more}{levels}</w:abstractNum>'


def num(key: int, of: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{key}"><w:abstractNumId w:val="{of}"/>{overrides}</w:num>'


def item(text: str, key: int, ilvl: int | None = 0) -> str:
    level = "" if ilvl is None else f'<w:ilvl w:val="{ilvl}"/>'
    return para(text, f'<w:numPr>{level}<w:numId w:val="{key}"/></w:numPr>')


def lines(body: str, numbering: str = "", styles: str = "") -> list[str]:
    return read(body, {"numbering": numbering, "styles": styles}).text.split("\n")


LIST = abstract(0, lvl(0, "%1.") + lvl(1, "%2)", "lowerLetter") + lvl(2, "-", "bullet"))


# -- numbers ----------------------------------------------------------------------------------------------------------


def test_numbers_of_levels_and_their_restart() -> None:
    body = (
        item("Sở A", 1)
        + item("rà soát", 1, 1)
        + item("báo cáo", 1, 1)
        + item("gấp", 1, 2)
        + item("Sở B", 1)
        + item("x", 1, 1)
    )
    assert lines(body, LIST + num(1, 0)) == ["1. Sở A", "a) rà soát", "b) báo cáo", "- gấp", "2. Sở B", "a) x"]


def test_two_lists_of_one_definition_count_on_and_an_override_restarts() -> None:
    numbering = (
        LIST
        + num(1, 0)
        + num(2, 0)
        + num(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
    )
    body = item("a", 1) + item("b", 2) + item("c", 3) + item("d", 3)
    assert lines(body, numbering) == ["1. a", "2. b", "5. c", "6. d"]


def test_override_with_a_level_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{lvl(0, "Điều %1.")}</w:lvlOverride>'
    assert lines(item("Tổ chức", 2) + item("Hiệu lực", 2), LIST + num(2, 0, own)) == [
        "Điều 1. Tổ chức",
        "Điều 2. Hiệu lực",
    ]


def test_number_of_several_levels_and_legal_digits() -> None:
    levels = lvl(0, "%1.", "upperRoman") + lvl(1, "%1.%2.") + lvl(2, "%1.%2.%3", more="<w:isLgl/>")
    body = item("Chung", 1) + item("Riêng", 1, 1) + item("Nhỏ", 1, 2)
    assert lines(body, abstract(0, levels) + num(1, 0)) == ["I. Chung", "I.1. Riêng", "1.1.1 Nhỏ"]


def test_deeper_level_first_takes_the_start_of_the_upper() -> None:
    levels = lvl(0, "%1.", start="3") + lvl(1, "%1.%2.")
    assert lines(item("x", 1, 1) + item("y", 1, 1), abstract(0, levels) + num(1, 0)) == ["3.1. x", "3.2. y"]


@pytest.mark.parametrize(("restart", "want"), [("0", "3) c"), ("1", "1) c"), (None, "1) c")])
def test_level_restart(restart: str | None, want: str) -> None:
    more = "" if restart is None else f'<w:lvlRestart w:val="{restart}"/>'
    numbering = abstract(0, lvl(0, "%1.") + lvl(1, "%2)", more=more)) + num(1, 0)
    body = item("A", 1) + item("a", 1, 1) + item("b", 1, 1) + item("B", 1) + item("c", 1, 1)
    assert lines(body, numbering)[-1] == want


@pytest.mark.parametrize(("suffix", "want"), [("tab", "1. x"), ("space", "1. x"), ("nothing", "1.x")])
def test_suffix(suffix: str, want: str) -> None:
    assert lines(item("x", 1), abstract(0, lvl(0, "%1.", more=f'<w:suff w:val="{suffix}"/>')) + num(1, 0)) == [want]


@pytest.mark.parametrize(
    ("style", "start", "want"),
    [
        ("lowerLetter", "27", "aa."), ("upperLetter", "4", "D."), ("lowerRoman", "9", "ix."), ("upperRoman", "44", "XLIV."),
        ("decimalZero", "7", "07."), ("vietnameseCounting", "25", "hai mươi lăm."), ("none", "1", "."), ("chicago", "2", "2."),
    ],
)  # fmt: skip
def test_number_styles(style: str, start: str, want: str) -> None:
    assert lines(item("x", 1), abstract(0, lvl(0, "%1.", style, start=start)) + num(1, 0)) == [f"{want} x"]


def test_bullets_of_symbol_fonts() -> None:
    hollow = '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/><w:rPr><w:rFonts w:ascii="Courier New"/></w:rPr></w:lvl>'
    numbering = abstract(0, lvl(0, "\uf0b7", "bullet") + hollow) + num(1, 0)
    assert lines(item("x", 1) + item("y", 1, 1), numbering) == ["• x", "◦ y"]


def test_number_from_the_style_chain() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Muc"><w:basedOn w:val="Base"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Khoan"><w:basedOn w:val="Base"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = (
        para("A", '<w:pStyle w:val="Muc"/>')
        + para("a", '<w:pStyle w:val="Khoan"/>')
        + para("B", '<w:pStyle w:val="Muc"/>')
    )
    none = para("không số", '<w:pStyle w:val="Muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert lines(body + none, LIST + num(1, 0), styles) == ["1. A", "a) a", "2. B", "không số"]


def test_level_found_by_the_style_that_the_list_names() -> None:
    numbering = abstract(0, lvl(0, "%1.") + lvl(1, "%1.%2.", more='<w:pStyle w:val="H2"/>')) + num(1, 0)
    styles = (
        '<w:style w:type="paragraph" w:styleId="H2"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    assert lines(item("A", 1) + para("B", '<w:pStyle w:val="H2"/>'), numbering, styles) == ["1. A", "1.1. B"]


def test_list_style_link() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    numbering = LIST + abstract(7, "", '<w:numStyleLink w:val="L"/>') + num(1, 0) + num(2, 7)
    assert lines(item("x", 2), numbering, styles) == ["1. x"]


def test_missing_definition_gives_no_number() -> None:
    assert lines(item("x", 9), LIST + num(1, 0)) == ["x"]


# -- inside a paragraph -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inner", "want"),
    [
        ("<w:r><w:t>06/QĐ</w:t><w:noBreakHyphen/><w:t>TTg</w:t></w:r>", "06/QĐ-TTg"),
        ("<w:r><w:t>báo</w:t><w:softHyphen/><w:t>cáo</w:t></w:r>", "báocáo"),
        ("<w:r><w:t>ỦY BAN NHÂN DÂN</w:t><w:br/><w:t>TỈNH</w:t></w:r>", "ỦY BAN NHÂN DÂN\nTỈNH"),
        ("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t></w:r>", "1\t2"),
        ('<w:r><w:t> Số: </w:t></w:r><w:r><w:t xml:space="preserve"> 5 </w:t><w:t>x</w:t></w:r>', "Số: 5 x"),
        ('<w:hyperlink r:id="x"><w:r><w:t>Nghị quyết</w:t></w:r></w:hyperlink>', "Nghị quyết"),
        ("<w:sdt><w:sdtContent><w:r><w:t>Sở Y tế</w:t></w:r></w:sdtContent></w:sdt>", "Sở Y tế"),
        ('<w:fldSimple w:instr="DATE"><w:r><w:t>3/6</w:t></w:r></w:fldSimple>', "3/6"),
        ('<w:smartTag w:element="place"><w:r><w:t>Huế</w:t></w:r></w:smartTag>', "Huế"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ('<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:t>hiện</w:t></w:r>', "hiện"),
        ("<w:r><w:br w:type='page'/><w:t>đầu trang</w:t></w:r>", "đầu trang"),
        ("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click</w:t></w:r></w:sdtContent></w:sdt>", ""),
        ('<w:r><w:rPr><w:caps/></w:rPr><w:t>thông báo</w:t></w:r>', "THÔNG BÁO"),
        ('<w:r><w:rPr><w:caps w:val="0"/></w:rPr><w:t>thông báo</w:t></w:r>', "thông báo"),
    ],
)  # fmt: skip
def test_inline(inner: str, want: str) -> None:
    assert read(para(inner=inner)).text == want


def test_field_code_is_dropped_and_result_kept() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    nested = (
        mark("begin")
        + "<w:r><w:instrText>IF </w:instrText></w:r>"
        + mark("begin")
        + "<w:r><w:instrText>X</w:instrText></w:r>"
    )
    nested += mark("separate") + run("mã") + mark("end") + mark("separate") + run("kết quả") + mark("end") + run(" sau")
    assert read(para("trước ", inner=nested)).text == "trước kết quả sau"


def test_tracked_changes_are_read_as_accepted() -> None:
    body = para(
        "trước ngày ",
        inner='<w:del w:id="1"><w:r><w:delText>30/6/2025</w:delText></w:r></w:del><w:ins w:id="2">'
        + run("31/7/2025")
        + "</w:ins>"
        '<w:moveFrom w:id="3">' + run("cũ") + '</w:moveFrom><w:moveTo w:id="4">' + run(".") + "</w:moveTo>",
    )
    source = read(body)
    assert source.text == "trước ngày 31/7/2025."
    assert source.warnings[0].startswith("W104") and "1 deletions" in source.warnings[0]


def test_deleted_paragraph_mark_joins_the_next_paragraph() -> None:
    body = para("Sở Y tế chủ trì, ", "<w:rPr><w:del w:id='1'/></w:rPr>") + para("báo cáo.") + para("Hết.")
    assert read(body).text == "Sở Y tế chủ trì, báo cáo.\nHết."


def test_deleted_paragraphs_do_not_count() -> None:
    gone = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr></w:p>'
    assert lines(item("x", 1) + gone + item("y", 1), LIST + num(1, 0)) == ["1. x", "2. y"]


def test_text_box_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{para('DỰ THẢO')}</w:txbxContent>"
    drawing = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    source = read(para("Kính gửi: ", inner=drawing + run("Sở A")) + para("Hết"))
    assert source.text == "Kính gửi: Sở A\nDỰ THẢO\nHết"
    assert [b.kind for b in source.blocks] == ["paragraph", "textbox", "paragraph"]


def test_footnotes_and_endnotes() -> None:
    body = para("Triển khai Kế hoạch", inner='<w:r><w:footnoteReference w:id="7"/></w:r>' + run(" và báo cáo") +
                '<w:r><w:footnoteReference w:id="3"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>')  # fmt: skip
    notes = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:id="3"><w:p><w:r><w:footnoteRef/></w:r>' + run(" Thứ hai") + "</w:p></w:footnote>"
        '<w:footnote w:id="7"><w:p>' + run("Số 12/KH-UBND") + "</w:p></w:footnote>"
    )
    source = read(body, {"footnotes": notes, "endnotes": f'<w:endnote w:id="1">{para("Cuối")}</w:endnote>'})
    assert source.text == "Triển khai Kế hoạch[1] và báo cáo[2][i]\n\n[1] Số 12/KH-UBND\n[2] Thứ hai\n[i] Cuối"
    assert [b.kind for b in source.blocks] == ["paragraph", "footnote", "footnote", "endnote"]


def test_headers_are_left_out_unless_they_hold_the_letterhead() -> None:
    refs = '<w:sectPr><w:headerReference r:id="rId_header1"/><w:headerReference r:id="rId_header2"/></w:sectPr>'
    parts = {"header1": para("ỦY BAN NHÂN DÂN") + para("Số: 12/TB-UBND"), "header2": para("Mật tài liệu nội bộ")}
    source = read(para("THÔNG BÁO") + refs, parts)
    assert source.text == "ỦY BAN NHÂN DÂN\nSố: 12/TB-UBND\nTHÔNG BÁO"
    assert source.blocks[0].kind == "header"
    assert any(w.startswith("W107") and "Mật" in w for w in source.warnings)


# -- tables -----------------------------------------------------------------------------------------------------------


def cell(content: str, props: str = "") -> str:
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{content if content.startswith('<') else para(content)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{r}</w:tr>" for r in rows) + "</w:tbl>"


START, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def at(source: Source, row: int, col: int, number: int = 0) -> str:
    (block,) = [b for b in source.blocks if (b.table, b.row, b.col) == (number, row, col)]
    assert block.kind == "cell"
    return source.text[block.start : block.end]


def test_table_rows_are_lines_and_numbers_in_cells_are_counted() -> None:
    body = para("Phụ lục") + table(
        cell("TT") + cell("Nhiệm vụ") + cell("Chủ trì"),
        cell(item("", 1)) + cell("Rà soát") + cell("Sở A", START),
        cell(item("", 1)) + cell(para("Báo cáo") + para("hằng tháng")) + cell(item("", 1), ON),
        cell(item("", 1)) + cell("") + cell("Sở B"),
    )
    source = read(body + para("Hết"), {"numbering": LIST + num(1, 0)})
    assert (
        source.text
        == "Phụ lục\nTT\tNhiệm vụ\tChủ trì\n1.\tRà soát\tSở A\n2.\tBáo cáo\nhằng tháng\tSở A\n3.\t\tSở B\nHết"
    )
    assert at(source, 2, 1) == "Báo cáo\nhằng tháng"
    assert at(source, 2, 2) == "Sở A" == at(source, 1, 2)
    assert at(source, 3, 1) == ""


def test_long_merged_cell_is_written_once() -> None:
    long = "Rà soát. " * 60
    source = read(table(cell("1") + cell(long, START) + cell("Sở A"), cell("2") + cell("", ON) + cell("Sở B")))
    assert source.text == f"1\t{long.strip()}\tSở A\n2\t\tSở B"
    assert at(source, 1, 1) == ""


def test_column_spans_keep_the_grid() -> None:
    source = read(
        table(
            cell("TT") + cell("Cơ quan", '<w:gridSpan w:val="2"/>') + cell("Hạn"),
            cell("1") + cell("A") + cell("B") + cell("30/6"),
        )
    )
    assert source.text == "TT\tCơ quan\tHạn\n1\tA\tB\t30/6"
    assert at(source, 0, 3) == "Hạn" and at(source, 1, 3) == "30/6"
    assert next(b.colspan for b in source.blocks if b.row == 0 and b.col == 1) == 2


def test_letterhead_table_reads_as_lines() -> None:
    left = cell(para("UBND TỈNH X") + para("SỞ NỘI VỤ"))
    right = cell(para("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + para("Độc lập - Tự do - Hạnh phúc"))
    source = read(
        table(left + cell("") + right, cell("Số: 5/TB-SNV") + cell("") + cell("Huế, ngày 3 tháng 6 năm 2025"))
        + para("THÔNG BÁO")
    )
    assert source.text.split("\n") == [
        "UBND TỈNH X", "SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 5/TB-SNV\t\tHuế, ngày 3 tháng 6 năm 2025", "THÔNG BÁO",
    ]  # fmt: skip


def test_nested_table_and_content_controls_around_rows_and_cells() -> None:
    inner = table(cell("x") + cell("y"), cell("1") + cell("2"))
    sdt = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"
    outer = (
        "<w:tbl>"
        + sdt.format("<w:tr>" + sdt.format(cell("A")) + cell(para("B") + inner) + cell("C") + "</w:tr>")
        + "</w:tbl>"
    )
    source = read(outer)
    assert source.text == "A\tB\nx\ty\n1\t2\tC"
    assert at(source, 0, 1) == "B\nx\ty\n1\t2"
    assert at(source, 1, 1, number=1) == "2"


def test_deleted_row_is_not_read() -> None:
    body = (
        "<w:tbl><w:tr>"
        + cell("giữ")
        + '</w:tr><w:tr><w:trPr><w:del w:id="1"/></w:trPr>'
        + cell("bỏ")
        + "</w:tr></w:tbl>"
    )
    assert read(body).text == "giữ"


# -- the whole --------------------------------------------------------------------------------------------------------


def test_blocks_point_into_the_text() -> None:
    blocks = (Block(0, 3, "paragraph", paragraph=0), Block(5, 8, "paragraph", paragraph=2))
    assert read(para("Một") + para() + para("Hai")) == Source("Một\n\nHai", "cong-van.docx", "docx", blocks)


def test_strict_namespace_is_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>Đúng</w:t></w:r></w:p></w:body></w:document>'
    data = docx_bytes("")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, document if name == "word/document.xml" else old.read(name))
    assert read_bytes(out.getvalue(), "a.docx").text == "Đúng"


def test_python_docx_file() -> None:
    import docx

    document = docx.Document()
    document.add_heading("THÔNG BÁO", 1)
    document.add_paragraph("Giao Sở Tài chính", style="List Number")
    document.add_paragraph("Giao Sở Y tế", style="List Number")
    document.add_paragraph("Giao Công an", style="List Bullet")
    grid = document.add_table(2, 2)
    for n, text in enumerate(("Đơn vị", "Hạn", "Sở A", "30/6")):
        grid.cell(n // 2, n % 2).text = text
    stream = io.BytesIO()
    document.save(stream)
    source = read_bytes(stream.getvalue(), "a.docx")
    assert source.text == "THÔNG BÁO\n1. Giao Sở Tài chính\n2. Giao Sở Y tế\n• Giao Công an\nĐơn vị\tHạn\nSở A\t30/6"
