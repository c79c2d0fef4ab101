"""A Word file is read as people see it printed after every change is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.documents import Parsed
from ingest.parse import parse_file
from tests.ingest.files import limits
from tests.ingest.office_files import cell, paragraph, part, row, run, table, tcvn3, with_member, word

BOX = "<w:txbxContent><w:p><w:r><w:t>HỎA TỐC</w:t></w:r></w:p></w:txbxContent>"
SENTENCE = "Bộ Thông tin và Truyền thông trả lời kiến nghị của cử tri"


def read(path: Path) -> Parsed:
    return parse_file(path, limits())


def test_tracked_changes_are_read_as_accepted_and_counted(tmp_path: Path) -> None:
    body = paragraph(
        run("Bộ đã "),
        f'<w:del w:id="1">{run("chưa")}</w:del>',
        f'<w:ins w:id="2">{run("trả lời")}</w:ins>',
        f'<w:moveFrom w:id="3">{run(" dời đi")}</w:moveFrom>',
        f'<w:moveTo w:id="4">{run(" cử tri.")}</w:moveTo>',
    )
    parsed = read(word(tmp_path / "a.docx", body))
    assert (parsed.text, parsed.warnings) == ("Bộ đã trả lời cử tri.", ("tracked_changes: 3",))


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next(tmp_path: Path) -> None:
    gone = '<w:rPr><w:del w:id="1"/></w:rPr>'
    parsed = read(word(tmp_path / "a.docx", paragraph(run("Nửa đầu, "), properties=gone), paragraph(run("nửa sau."))))
    assert parsed.text == "Nửa đầu, nửa sau."


def test_a_deleted_table_row_is_not_read(tmp_path: Path) -> None:
    dead = f'<w:tr><w:trPr><w:del w:id="9"/></w:trPr>{cell("Cũ")}{cell("1")}</w:tr>'
    parsed = read(
        word(tmp_path / "a.docx", table(row(cell("Tỉnh"), cell("Trạm")), dead, row(cell("Hà Giang"), cell("2"))))
    )
    assert "Cũ" not in parsed.text and len(parsed.rows) == 1


def test_comments_are_never_text_and_are_counted(tmp_path: Path) -> None:
    comments = part("comments", f'<w:comment w:id="0">{paragraph(run("Anh xem lại số này"))}</w:comment>')
    body = paragraph('<w:commentRangeStart w:id="0"/>', run("Có 12 xã."), '<w:r><w:commentReference w:id="0"/></w:r>')
    parsed = read(word(tmp_path / "a.docx", body, parts={"comments": comments}))
    assert (parsed.text, parsed.warnings) == ("Có 12 xã.", ("comments: 1",))


def test_notes_stand_right_after_the_paragraph_that_calls_them(tmp_path: Path) -> None:
    notes = part(
        "footnotes",
        f'<w:footnote w:id="2">{paragraph("<w:r><w:footnoteRef/></w:r>", run(" Số liệu năm 2023."))}</w:footnote>',
    )
    ends = part("endnotes", f'<w:endnote w:id="5">{paragraph(run("Theo báo cáo của Sở."))}</w:endnote>')
    body = (
        paragraph(run("Còn 266 thôn"), '<w:r><w:footnoteReference w:id="2"/></w:r>', run(" chưa có sóng.")),
        paragraph(run("Bộ ghi nhận"), '<w:r><w:endnoteReference w:id="5"/></w:r>', run(".")),
    )
    parsed = read(word(tmp_path / "a.docx", *body, parts={"footnotes": notes, "endnotes": ends}))
    assert parsed.text.split("\n") == [
        "Còn 266 thôn[1] chưa có sóng.", "[1] Số liệu năm 2023.", "Bộ ghi nhận[2].", "[2] Theo báo cáo của Sở.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "hiding",
    ["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:color w:val="FDFDFD"/>', '<w:sz w:val="2"/>',
     '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>', '<w:color w:val="auto" w:themeColor="background1"/>'],
)  # fmt: skip
def test_hidden_words_are_left_out_and_counted(tmp_path: Path, hiding: str) -> None:
    parsed = read(word(tmp_path / "a.docx", paragraph(run("Thấy được."), run("Câu bị giấu.", hiding))))
    assert (parsed.text, parsed.warnings) == ("Thấy được.", ("hidden_text: 1",))


def test_a_style_hides_words_and_a_run_may_show_them_again(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    for name in ("Giấu", "Giấu hơn"):
        style = document.styles.add_style(name, 1)
        if name == "Giấu":
            style.font.hidden = True
        else:
            style.base_style = document.styles["Giấu"]
    document.add_paragraph("Ẩn theo kiểu.", style="Giấu hơn").add_run("Hiện lại.").font.hidden = False
    document.save(str(tmp_path / "a.docx"))
    parsed = read(tmp_path / "a.docx")
    assert (parsed.text, parsed.warnings) == ("Hiện lại.", ("hidden_text: 1",))


def test_white_letters_on_a_dark_ground_are_seen(tmp_path: Path) -> None:
    white = '<w:color w:val="FFFFFF"/>'
    dark = '<w:shd w:val="clear" w:fill="1F3864"/>'
    head = row(cell(f"<w:p>{run('Tỉnh', white)}</w:p>", dark), cell(f"<w:p>{run('Trạm', white)}</w:p>", dark))
    parsed = read(
        word(tmp_path / "a.docx", table(head, row(cell("Hà Giang"), cell("2"))), paragraph(run("Bộ", white + dark)))
    )
    assert parsed.text == "Tỉnh\nTrạm\n\nHà Giang\n2\nBộ" and not parsed.warnings


def field(instruction: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return mark("begin") + code + mark("separate") + run(result) + mark("end")


def test_fields_show_their_result_and_links_keep_their_place(tmp_path: Path) -> None:
    link = f'<w:hyperlink r:id="rOut">{run("5110/BTTTT-VP")}</w:hyperlink>'
    body = paragraph(
        run("Công văn số "), link, run(" ngày "), field(" DATE ", "01/02/2024"), run(", xem "),
        field(' HYPERLINK "https://mic.gov.vn/x" ', "trang Bộ"),
    )  # fmt: skip
    parsed = read(word(tmp_path / "a.docx", body, targets={"rOut": "https://mic.mediacdn.vn/5110.PDF"}))
    assert parsed.text == "Công văn số 5110/BTTTT-VP ngày 01/02/2024, xem trang Bộ"
    assert [(link.span.of(parsed.text), link.target) for link in parsed.links] == [
        ("5110/BTTTT-VP", "https://mic.mediacdn.vn/5110.PDF"),
        ("trang Bộ", "https://mic.gov.vn/x"),
    ]


def test_a_link_in_a_table_points_into_its_own_cell(tmp_path: Path) -> None:
    linked = f'<w:p><w:hyperlink r:id="rOut">{run("Hà Giang")}</w:hyperlink></w:p>'
    rows = (
        row(cell("Số"), cell("Văn bản")),
        row(cell("Hà Giang"), cell("Hà Giang")),
        row(cell("Hà Giang"), cell(linked)),
    )
    parsed = read(word(tmp_path / "a.docx", table(*rows), targets={"rOut": "https://mic.gov.vn"}))
    assert [link.span for link in parsed.links] == [parsed.rows[1].cells[1].span]


@pytest.mark.parametrize(
    "drawn",
    [
        f"<w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict>",
        f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:shape>{BOX}</v:shape></w:pict></mc:Fallback></mc:AlternateContent>",
        f"<mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback><w:pict><v:shape>{BOX}</v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent>",
    ],
)
def test_a_text_box_is_read_once_however_it_is_drawn(tmp_path: Path, drawn: str) -> None:
    parsed = read(word(tmp_path / "a.docx", paragraph(run("Kính gửi:"), f"<w:r>{drawn}</w:r>")))
    assert parsed.text == "Kính gửi:\nHỎA TỐC"


def test_merged_cells_fill_their_rows_and_two_header_rows_name_the_columns(tmp_path: Path) -> None:
    down, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    parsed = read(
        word(
            tmp_path / "a.docx",
            table(
                row(cell("TT", down), cell("Kiến nghị", down), cell("Trả lời", wide)),
                row(cell("", goes_on), cell("", goes_on), cell("Đơn vị"), cell("Nội dung")),
                row(cell("1", down), cell("Phủ sóng"), cell("Cục VT"), cell("Đã phủ.")),
                row(cell("", goes_on), cell("Bưu cục"), cell("Vụ BC"), cell("Giữ lại.")),
            ),
        )
    )
    assert [{one.column: one.span.of(parsed.text) for one in found.cells} for found in parsed.rows] == [
        {"TT": "1", "Kiến nghị": "Phủ sóng", "Đơn vị Trả lời": "Cục VT", "Nội dung Trả lời": "Đã phủ."},
        {"TT": "1", "Kiến nghị": "Bưu cục", "Đơn vị Trả lời": "Vụ BC", "Nội dung Trả lời": "Giữ lại."},
    ]
    assert parsed.text.startswith("TT\nKiến nghị\nTrả lời\n\nĐơn vị\nNội dung\n\n1\nPhủ sóng")


def test_a_table_inside_a_cell_is_a_line_per_row_there(tmp_path: Path) -> None:
    inner = table(row(cell("Hà Giang"), cell("2.164")), row(cell("Lào Cai"), cell("980")))
    outer = table(row(cell("TT"), cell("Số liệu")), row(cell("1"), f"<w:tc><w:tcPr/>{inner}<w:p/></w:tc>"))
    parsed = read(word(tmp_path / "a.docx", outer))
    assert parsed.rows[0].cells[1].span.of(parsed.text) == "Hà Giang | 2.164\nLào Cai | 980"


def test_headers_are_read_only_for_the_letterhead_and_marks(tmp_path: Path) -> None:
    parts = {
        "header1": part("hdr", paragraph(run("Trang 2"))),
        "header2": part("hdr", paragraph(run("Số: 15/BTTTT-VP"))),
        "header3": part("hdr", paragraph(run("TỐI MẬT"))),
        "footer4": part("ftr", paragraph(run("Tài liệu của Văn phòng"))),
    }
    assert read(word(tmp_path / "a.docx", paragraph(run("Nội dung.")), parts=parts)).text == (
        "Số: 15/BTTTT-VP\nTỐI MẬT\nNội dung."
    )


def test_a_watermark_of_secrecy_is_read(tmp_path: Path) -> None:
    mark = '<w:r><w:pict><v:shape><v:textpath string="MẬT"/></v:shape></w:pict></w:r>'
    parsed = read(
        word(tmp_path / "a.docx", paragraph(run("Nội dung.")), parts={"header1": part("hdr", paragraph(mark))})
    )
    assert parsed.text == "MẬT\nNội dung."


def test_prompts_of_empty_controls_are_not_text_and_filled_controls_are(tmp_path: Path) -> None:
    def control(text: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{run(text)}</w:sdtContent></w:sdt>"

    body = paragraph(run("Số: "), control("5/BTTTT-VP"), control("Bấm vào đây để nhập", "<w:showingPlcHdr/>"))
    assert read(word(tmp_path / "a.docx", body)).text == "Số: 5/BTTTT-VP"


def test_fonts_of_the_nineties_and_of_pictures_are_read_as_they_look(tmp_path: Path) -> None:
    old = '<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>'
    wing = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    coded = tcvn3(SENTENCE)
    body = (
        # Word cuts words into runs, and writes the letter ư as an element of its own.
        paragraph(run(coded[:5], old), run(coded[5:], old)),
        paragraph(run("nh", old), f"<w:r><w:rPr>{old}</w:rPr><w:softHyphen/></w:r>", run(" sau:", old)),
        paragraph(run("Đoạn Unicode ở giữa giữ nguyên.")),
        paragraph(run("§", wing), '<w:r><w:sym w:font="Wingdings" w:char="F0E8"/></w:r>', run(" Phủ sóng")),
    )
    parsed = read(word(tmp_path / "a.docx", *body))
    assert parsed.text == f"{SENTENCE}\nnhư sau:\nĐoạn Unicode ở giữa giữ nguyên.\n•→ Phủ sóng"
    assert parsed.warnings == ("repaired: TCVN3",)


def test_an_old_encoding_without_its_font_is_known_by_the_whole_document(tmp_path: Path) -> None:
    lines = [SENTENCE, "như sau: các đơn vị đã phủ sóng", "Bộ đề nghị địa phương phối hợp"]
    known = [
        line for line in lines if all(letter.isascii() or letter in "ộôàềưảờếịủửạđáóỉợìậứêăấĩơâúùòã" for letter in line)
    ]
    parsed = read(word(tmp_path / "a.docx", *(paragraph(run(tcvn3(line))) for line in known)))
    assert parsed.text == "\n".join(known) and parsed.warnings == ("repaired: TCVN3",)


def test_macros_are_told_of_and_nothing_outside_is_fetched(tmp_path: Path) -> None:
    path = word(tmp_path / "a.docm", paragraph(run("Nội dung.")), targets={"rOut": "http://127.0.0.1:9/x"})
    assert read(with_member(path, "word/vbaProject.bin", b"Sub AutoOpen()")).warnings == ("macros",)


def test_lists_number_on_and_begin_anew_where_word_says_so(tmp_path: Path) -> None:
    def one(number: int, text: str) -> str:
        return paragraph(run(text), properties=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>')

    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl>'
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    lists = (
        f'<w:abstractNum w:abstractNumId="70">{level}</w:abstractNum>'
        '<w:num w:numId="71"><w:abstractNumId w:val="70"/></w:num>'
        f'<w:num w:numId="72"><w:abstractNumId w:val="70"/>{anew}</w:num>'
    )
    path = word(tmp_path / "a.docx", one(71, "A"), one(71, "B"), one(72, "C"))
    import zipfile

    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents["word/numbering.xml"] = part("numbering", lists).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    assert read(path).text == "Điều 1. A\nĐiều 2. B\nĐiều 1. C"
