"""Whatever file people send becomes clean text, or a reason why not."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.documents import PageRoute, Parsed
from ingest.errors import FailureReason, ReadFailure
from ingest.parse import parse_file
from ingest.settings import IngestSettings
from tests.ingest.files import LETTER, limits, lock_pdf, make_bomb, make_docx, make_pdf, make_scan, make_xlsx, png_bytes

JOINED = [f"{LETTER[0]} {LETTER[1]}", f"{LETTER[2]} {LETTER[3]}"]
SETTINGS = limits()


def read(path: Path) -> Parsed:
    parsed = parse_file(path, SETTINGS)
    assert parsed.text == unicodedata.normalize("NFC", parsed.text)
    assert [parsed.pages[0].start, parsed.pages[-1].end] == [0, len(parsed.text)]
    assert all(one.end == other.start for one, other in zip(parsed.pages, parsed.pages[1:], strict=False))
    return parsed


def reason(path: Path, settings: IngestSettings = SETTINGS) -> FailureReason:
    with pytest.raises(ReadFailure) as failure:
        parse_file(path, settings)
    return failure.value.reason


# ---------------------------------------------------------------------------------------------- PDF


def test_wrapped_lines_of_a_pdf_become_paragraphs(tmp_path: Path) -> None:
    assert read(make_pdf(tmp_path / "a.pdf", [LETTER])).text == "\n".join(JOINED)


def test_a_sentence_across_a_page_break_goes_on_with_a_space_and_pages_tile_the_text(tmp_path: Path) -> None:
    parsed = read(make_pdf(tmp_path / "a.pdf", [[*LETTER[:3], "1"], ["Trang 2/2", LETTER[3]]]))
    assert parsed.text == "\n".join(JOINED)
    assert parsed.text[parsed.pages[1].start : parsed.pages[1].end] == LETTER[3]


def test_the_two_columns_of_a_letterhead_are_not_interleaved(tmp_path: Path) -> None:
    head = [
        "BỘ THÔNG TIN VÀ|CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "TRUYỀN THÔNG|Độc lập - Tự do - Hạnh phúc",
        "Số: 1075/BTTTT-VP|Hà Nội, ngày 25 tháng 3 năm 2024",
    ]
    assert read(make_pdf(tmp_path / "a.pdf", [[*head, "", *LETTER]])).text.split("\n")[:5] == [
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG",
        "Số: 1075/BTTTT-VP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "Độc lập - Tự do - Hạnh phúc",
        "Hà Nội, ngày 25 tháng 3 năm 2024",
    ]


def test_a_scanned_page_is_read_by_ocr_with_a_box_for_every_word(tmp_path: Path) -> None:
    parsed = read(make_scan(tmp_path / "a.pdf", [LETTER], stamp="Ký bởi: Văn phòng; Ngày ký: 25.03.2024"))
    assert "kiến nghị của cử tri tỉnh Hà Giang do Ban Dân nguyện chuyển đến" in parsed.text
    [page] = parsed.pages
    assert page.route is PageRoute.OCR
    words = {parsed.text[box.start : box.end]: box for box in page.boxes}
    assert 0.05 < words["Bộ"].left < words["Bộ"].right < words["Truyền"].left < 1
    assert words["Bộ"].bottom < words["Chương"].top


def test_each_page_takes_its_own_route(tmp_path: Path) -> None:
    text, scan = make_pdf(tmp_path / "t.pdf", [LETTER]), make_scan(tmp_path / "s.pdf", [LETTER])
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.append(text)
    writer.append(scan)
    writer.write(tmp_path / "mixed.pdf")
    assert [page.route for page in read(tmp_path / "mixed.pdf").pages] == [PageRoute.TEXT, PageRoute.OCR]


def test_a_watcher_hears_of_every_slow_page(tmp_path: Path) -> None:
    heard: list[int] = []
    parse_file(make_scan(tmp_path / "a.pdf", [LETTER, LETTER]), SETTINGS, lambda: heard.append(1))
    assert heard == [1, 1]


def test_a_pdf_that_lost_its_letters_is_read_by_ocr_instead(tmp_path: Path) -> None:
    from ingest.parse.pdf import is_readable

    assert is_readable("\n".join(LETTER))
    assert is_readable("Nền tảng Make in Viet Nam, Facebook, YouTube và TikTok của các DNVT (VNPT)")
    assert not is_readable("VI T NAM N M 2013 B Thông tin và Truy n thông, Đi u 1. Cán b , công ch c nhà n c đ c h ng")
    assert not is_readable("bé th«ng tin vµ truyÒn th«ng tr¶ lêi kiÕn nghÞ cña cö tri")


def test_a_scan_without_the_ocr_program_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert reason(make_scan(tmp_path / "a.pdf", [LETTER])) is FailureReason.OCR_MISSING


def test_a_scan_without_vietnamese_ocr_data_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    assert reason(make_scan(tmp_path / "a.pdf", [LETTER])) is FailureReason.OCR_MISSING


def test_a_locked_pdf_asks_for_its_password(tmp_path: Path) -> None:
    assert reason(lock_pdf(make_pdf(tmp_path / "a.pdf", [LETTER]), "mật khẩu")) is FailureReason.PASSWORD


def test_a_pdf_with_too_many_pages_is_refused(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [LETTER, LETTER])
    assert reason(path, limits(max_pages=1)) is FailureReason.TOO_LARGE


def test_an_empty_page_has_no_text(tmp_path: Path) -> None:
    assert reason(make_pdf(tmp_path / "a.pdf", [[""]])) is FailureReason.NO_TEXT


# ------------------------------------------------------------------------------------------ Word


def test_word_keeps_the_order_of_paragraphs_and_tables(tmp_path: Path) -> None:
    from docx import Document

    document = Document()
    head = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in head.rows for cell in row.cells),
        ("BỘ THÔNG TIN VÀ TRUYỀN THÔNG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 5/BTTTT-VP", "Hà Nội"),
        strict=True,
    ):
        cell.text = text
    document.add_paragraph("Trước bảng.")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("Tỉnh", "Số trạm", "Hà Giang", "2.164"), strict=True
    ):
        cell.text = text
    document.add_paragraph("Sau bảng.", style="List Number")
    document.save(str(tmp_path / "a.docx"))
    parsed = read(tmp_path / "a.docx")
    assert parsed.text == (
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 5/BTTTT-VP\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nHà Nội\n"
        "Trước bảng.\n\nTỉnh\nSố trạm\n\nHà Giang\n2.164\n1. Sau bảng."
    )
    assert [(cell.column, cell.span.of(parsed.text)) for cell in parsed.rows[0].cells] == [
        ("Tỉnh", "Hà Giang"),
        ("Số trạm", "2.164"),
    ]


def test_text_boxes_are_read_once_and_deleted_text_not_at_all(tmp_path: Path) -> None:
    from docx import Document
    from docx.oxml import parse_xml

    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>trong khung</w:t></w:r></w:p></w:txbxContent>"
    document = Document()
    document.element.body.insert(
        0,
        parse_xml(
            f"<w:p {names}><w:r><w:t>Ngoài khung</w:t></w:r><w:del><w:r><w:delText>đã xóa</w:delText></w:r></w:del>"
            "<w:ins><w:r><w:t>, đã thêm</w:t></w:r></w:ins><w:r><mc:AlternateContent>"
            f"<mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict><v:shape>{box}</v:shape></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r></w:p>"
        ),
    )
    document.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx").text == "Ngoài khung, đã thêm\ntrong khung"


# ----------------------------------------------------------------------------------------- Excel


def test_excel_rows_know_their_section_their_columns_and_their_place(tmp_path: Path) -> None:
    path = make_xlsx(
        tmp_path / "a.xlsx",
        [
            ["TỔNG HỢP KIẾN NGHỊ CỦA CÁC SỞ TT&TT"],
            ["TT", "Nội dung kiến nghị", "Sở kiến nghị", "Đơn vị trả lời", "Tỷ lệ"],
            ["(1)", "(2)", "(3)", "(4)", "(5)"],
            ["I", "LĨNH VỰC BƯU CHÍNH"],
            [1, "Đề nghị giữ điểm bưu điện\nvăn hóa xã", "Hà Giang", "Vụ BC", 99.8],
            [2, "Đề nghị hỗ trợ bưu tá", "Lào Cai", None, None],
            ["II", "LĨNH VỰC VIỄN THÔNG"],
            [3, "Đề nghị phủ sóng", "Sơn La", "Cục VT", 0.5],
        ],
        merges=["D5:D6"],
    )
    parsed = read(path)
    assert [row.section for row in parsed.rows] == ["I LĨNH VỰC BƯU CHÍNH"] * 2 + ["II LĨNH VỰC VIỄN THÔNG"]
    cells = [{cell.column: cell.span.of(parsed.text) for cell in row.cells} for row in parsed.rows]
    assert cells[0]["Nội dung kiến nghị"] == "Đề nghị giữ điểm bưu điện\nvăn hóa xã"
    assert cells[0]["Tỷ lệ"] == "99,8"
    assert cells[1]["Đơn vị trả lời"] == "Vụ BC"
    assert "\n\n3\nĐề nghị phủ sóng\nSơn La\nCục VT\n0,5" in parsed.text
    assert {row.sheet for row in parsed.rows} == {"Kiến nghị"}


# ------------------------------------------------------------------------------------------ HTML

PAGE = """<html><head><title>Trả lời cử tri | Cổng</title><script>var x = "ẩn";</script></head><body>
<nav><a href="/">Trang chủ</a></nav><ul><li><a href=1>Tin tức</a></li><li><a href=2>Báo chí</a></li>
<li><a href=3>Viễn thông</a></li></ul>
<div class="detail-content"><h1>Trả lời cử tri Hà Giang</h1><p>Cử tri phản&nbsp;ánh:
sóng yếu<span>.</span></p><div style="display:none">ẩn</div><p>Bộ trả lời<br>như sau.</p>
<table><tr><td>Tỉnh</td><td>Trạm</td></tr><tr><td rowspan=2>Hà Giang</td><td>1</td></tr><tr><td>2</td></tr></table>
<p>banner icon</p></div><div class="share-box">Chia sẻ Facebook</div><footer>Bản quyền</footer></body></html>"""


def test_a_web_page_is_read_without_the_site_around_it(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    parsed = read(tmp_path / "a.html")
    assert parsed.title == "Trả lời cử tri Hà Giang"
    assert parsed.text == (
        "Trả lời cử tri Hà Giang\nCử tri phản ánh: sóng yếu.\nBộ trả lời\nnhư sau.\n\n"
        "Tỉnh\nTrạm\n\nHà Giang\n1\n\nHà Giang\n2"
    )
    assert [[cell.span.of(parsed.text) for cell in row.cells] for row in parsed.rows] == [
        ["Hà Giang", "1"],
        ["Hà Giang", "2"],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
def test_text_is_read_in_any_encoding_people_save_it_in(tmp_path: Path, encoding: str) -> None:
    text = "Cử tri tỉnh Hà Giang đề nghị Bộ trả lời về sóng di động.\n"
    written = unicodedata.normalize("NFD", text) if encoding == "cp1258" else text
    content = windows_1258(written) if encoding == "cp1258" else written.encode(encoding)
    (tmp_path / "a.txt").write_bytes(content)
    assert read(tmp_path / "a.txt").text == text.strip()


def windows_1258(text: str) -> bytes:
    """Windows writes the vowel with its shape and the tone after it."""
    shaped = "".join(
        unicodedata.normalize("NFC", base) + tones
        for base, tones in (split_tones(letter) for letter in unicodedata.normalize("NFC", text))
    )
    return shaped.encode("cp1258")


def split_tones(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    return "".join(p for p in parts if p not in TONES), "".join(p for p in parts if p in TONES)


TONES = "\u0300\u0301\u0303\u0309\u0323"


def test_hand_wrapped_text_becomes_paragraphs_without_invisible_characters(tmp_path: Path) -> None:
    text = "\ufeff" + "\r\n".join(LETTER).replace("nghị", "ng\u200bhị\x07") + "\r\n\r\n- Như trên;\r\n- Lưu: VT."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8", newline="")
    assert read(tmp_path / "a.txt").text == "\n".join([*JOINED, "- Như trên;", "- Lưu: VT."])


def test_the_mark_of_the_samples_is_not_part_of_a_document(tmp_path: Path) -> None:
    mark = "VĂN BẢN MẪU – dùng để chạy thử phần mềm, không có giá trị pháp lý"
    assert read(make_docx(tmp_path / "a.docx", [mark, "Nội dung."])).text == "Nội dung."
    assert read(make_pdf(tmp_path / "a.pdf", [[mark, "Nội dung."]])).text == "Nội dung."


# --------------------------------------------------------------------------------- wrong and broken


def test_a_file_is_read_by_its_content_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_text(PAGE, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(png_bytes(LETTER))
    make_docx(tmp_path / "c.pdf", ["Nội dung."])
    assert [read(tmp_path / name).media_type for name in ("a.doc", "b.pdf")] == ["text/html", "image/*"]
    assert read(tmp_path / "c.pdf").warnings == ("wrong_type",)


def half(path: Path) -> Path:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def damaged_pdf(path: Path) -> Path:
    return half(make_pdf(path / "a.pdf", [LETTER]))


def damaged_docx(path: Path) -> Path:
    return half(make_docx(path / "a.docx", LETTER))


def damaged_xlsx(path: Path) -> Path:
    return half(make_xlsx(path / "a.xlsx", [["Tỉnh", "Số"], ["Hà Giang", 1]]))


def noise_called_pdf(path: Path) -> Path:
    (path / "a.pdf").write_bytes(bytes(range(256)) * 20)
    return path / "a.pdf"


def bomb(path: Path) -> Path:
    return make_bomb(path / "a.docx", 40)


@pytest.mark.parametrize("make", [damaged_pdf, damaged_docx, damaged_xlsx, noise_called_pdf, bomb])
def test_a_broken_file_is_called_broken(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert reason(make(tmp_path)) is FailureReason.DAMAGED


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", FailureReason.EMPTY),
        (b" \n\t \n", FailureReason.NO_TEXT),
        (bytes(range(256)) * 20, FailureReason.UNSUPPORTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), FailureReason.DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), FailureReason.PASSWORD),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, expected: FailureReason) -> None:
    (tmp_path / "a.doc").write_bytes(content)
    assert reason(tmp_path / "a.doc") is expected


def test_a_missing_file_a_folder_and_a_giant_are_refused_before_reading(tmp_path: Path) -> None:
    assert reason(tmp_path / "none.pdf") is FailureReason.NOT_FOUND
    assert reason(tmp_path) is FailureReason.UNSUPPORTED
    giant = tmp_path / "a.txt"
    with giant.open("wb") as file:
        file.truncate(2 << 20)
    assert reason(giant, limits(max_file_megabytes=1)) is FailureReason.TOO_LARGE


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_rights_is_refused(tmp_path: Path) -> None:
    path = make_docx(tmp_path / "a.docx", LETTER)
    path.chmod(0)
    assert reason(path) is FailureReason.NO_PERMISSION
    path.chmod(stat.S_IRWXU)


def test_an_xml_bomb_in_a_word_file_does_no_harm(tmp_path: Path) -> None:
    import zipfile

    source = make_docx(tmp_path / "a.docx", ["Nội dung."])
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "b.docx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                text = content.decode().replace("Nội dung.", "&l8; Nội dung.")
                content = text.replace("<w:document", f'<!DOCTYPE x [<!ENTITY l0 "ha">{lol}]><w:document', 1).encode()
            new.writestr(name, content)
    try:
        assert len(read(tmp_path / "b.docx").text) < 100
    except ReadFailure as failure:
        assert failure.reason is FailureReason.DAMAGED
