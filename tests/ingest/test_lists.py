"""Lists of many questions: each becomes a Request with its own number, day, province, unit and field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus import sources
from corpus.render.compiled import compiled_page
from corpus.render.provincial import provincial_workbook
from ingest.documents import Cell, Document, DocumentKind, Page, Parsed, Row, Span
from ingest.parse import parse_file
from ingest.parse.lists import compiled_list, prose_list, provincial_table
from ingest.recognise import Hints, recognise
from ingest.settings import PROJECT, IngestSettings
from ingest.split import split
from ingest.tables import Tables

COMPILED = """KIẾN NGHỊ CỦA CỬ TRI THUỘC LĨNH VỰC BỘ THÔNG TIN VÀ TRUYỀN THÔNG
15/02/2019
Tổng hợp trả lời kiến nghị gửi tới sau kỳ họp thứ 6, Quốc hội khóa XIV
LĨNH VỰC VIỄN THÔNG
Câu 1. Cử tri tỉnh Hà Giang kiến nghị: Đề nghị phủ sóng. Trả lời: Tại Công văn số 253/BTTTT-VP ngày 25/01/2019
Bộ đã phủ sóng.
Đoạn hai.
LĨNH VỰC BÁO CHÍ
Câu 2. Cử tri thành phố Hồ Chí Minh phản ánh: Báo đưa tin sai.
Trả lời: Tại Công văn số 254/BTTTT-VP ngày 26/01/2019, Bộ trả lời như sau: Bộ đã xử phạt.
Câu 3. Cử tri các tỉnh Bình Phước, Đồng Nai kiến nghị: Xử lý SIM rác.
Trả lời: Bộ đã khóa SIM.
"""
PROSE = """I. LĨNH VỰC BƯU CHÍNH
Câu hỏi 1: Đề nghị hướng dẫn mã địa chỉ. (Sở TTTT Quảng Ngãi).
Trả lời: Bộ đã có hướng dẫn.
II. LĨNH VỰC VIỄN THÔNG
Câu 2: Đề nghị hỗ trợ cước. (Long An).
Trả lời:
Quỹ đang hỗ trợ.
"""
LABELLED = """1. Đơn vị kiến nghị: Nghệ An
Nội dung: Đề nghị tăng biên chế.
Ý kiến trả lời: Bộ Nội vụ quyết định.
2. Đơn vị kiến nghị: Hà Tĩnh
Nội dung: Đề nghị tập huấn.
Ý kiến trả lời: Bộ sẽ tổ chức.
"""


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.load(PROJECT / "corpus" / "tables")


def known(text: str, tables: Tables) -> Document:
    return recognise(Parsed(text, (Page(1, 0, len(text)),)), "list.html", "0", tables, Hints())


def test_every_entry_of_a_compiled_list_keeps_its_own_letter(tables: Tables) -> None:
    document = known(COMPILED, tables)
    first, second, third = document.requests
    assert (document.kind, document.issued, document.number) == (DocumentKind.COMPILED_LIST, date(2019, 2, 15), None)
    assert (first.number, first.issued, first.province) == ("253/BTTTT-VP", date(2019, 1, 25), "Hà Giang")
    assert (second.number, second.issued, second.province) == ("254/BTTTT-VP", date(2019, 1, 26), "Hồ Chí Minh")
    assert (third.number, third.province) == (None, "Bình Phước; Đồng Nai")
    assert {each.session for each in document.requests} == {"sau kỳ họp thứ 6, Quốc hội khóa XIV"}
    assert [each.field for each in document.requests] == ["vien-thong", "bao-chi", "bao-chi"]


def test_question_and_answer_of_an_entry_are_cut_clean() -> None:
    found = compiled_list(COMPILED)
    asked = [each.petition.of(COMPILED) if each.petition else None for each in found]
    assert asked == ["Đề nghị phủ sóng.", "Báo đưa tin sai.", "Xử lý SIM rác."]
    replies = [each.reply.of(COMPILED) for each in found]
    assert replies == ["Bộ đã phủ sóng.\nĐoạn hai.", "Bộ đã xử phạt.", "Bộ đã khóa SIM."]


def test_a_letter_with_numbered_questions_is_not_a_compiled_list() -> None:
    letter = "Câu 1: Cử tri hỏi một.\nTrả lời: Đáp một.\nCâu 2: Cử tri hỏi hai.\nTrả lời: Đáp hai.\n"
    assert compiled_list(letter) == ()


def test_the_chunks_of_a_compiled_list_carry_their_own_number(tables: Tables) -> None:
    chunks = split(known(COMPILED, tables))
    assert [(chunk.number, chunk.kind.value) for chunk in chunks][:2] == [
        ("253/BTTTT-VP", "petition"),
        ("253/BTTTT-VP", "reply"),
    ]
    assert chunks[0].issued == date(2019, 1, 25)


def test_a_rendered_compiled_list_is_read_back(tables: Tables, tmp_path: Path) -> None:
    letters = sources.letters()[:6]
    entries = tuple(
        sources.Entry(each.province, each.requests[0].petition, each.number, each.date, each.requests[0].reply)
        for each in letters
    )
    listed = sources.CompiledList("x", "Kiến nghị của cử tri", date(2022, 5, 1), "Tổng hợp.", entries)
    path = tmp_path / "list.html"
    path.write_bytes(compiled_page(listed))
    document = recognise(parse_file(path, IngestSettings()), str(path), "0", tables, Hints())
    assert document.kind is DocumentKind.COMPILED_LIST
    assert [each.number for each in document.requests] == [each.number for each in letters]
    assert [each.issued for each in document.requests] == [each.date for each in letters]
    assert [each.province for each in document.requests] == [each.province for each in letters]


def test_a_rendered_table_of_departments_is_read_back(tables: Tables, tmp_path: Path) -> None:
    rows = (
        sources.Row("Đề nghị hướng dẫn mã địa chỉ.", ("Sở TTTT Hà Giang", "Sở TTTT Lào Cai"), "Vụ BC", "Đã hướng dẫn."),
        sources.Row("Đề nghị tập huấn.", ("Sở TTTT Long An",), "Cục BĐTW", "Sẽ tập huấn."),
    )
    press = (sources.Row("Đề nghị quản lý tạp chí.", ("Sở TTTT Hà Nội",), "Cục BC", "Đang rà soát."),)
    table = sources.ProvincialTable(
        "t",
        "Tổng hợp kiến nghị",
        date(2020, 7, 1),
        (sources.Section("Bưu chính", rows), sources.Section("Báo chí", press)),
    )
    path = tmp_path / "table.xlsx"
    path.write_bytes(provincial_workbook(table))
    document = recognise(parse_file(path, IngestSettings()), str(path), "0", tables, Hints())
    assert document.kind is DocumentKind.PROVINCIAL_TABLE
    assert [each.unit for each in document.requests] == ["vu-buu-chinh", "cuc-buu-dien-trung-uong", "cuc-bao-chi"]
    assert [each.field for each in document.requests] == ["buu-chinh", "buu-chinh", "bao-chi"]
    assert [each.province for each in document.requests] == ["Hà Giang; Lào Cai", "Long An", "Hà Nội"]
    assert [chunk.text for chunk in split(document)][:2] == ["Đề nghị hướng dẫn mã địa chỉ.", "Đã hướng dẫn."]


@pytest.mark.parametrize(
    "columns",
    [
        ("TT tổng", "TT", "Nội dung kiến nghị", "Sở (TTTT) kiến nghị", "Đơn vị (chủ trì) trả lời", "Nội dung trả lời"),
        ("STT", "TT", "NỘI DUNG", "Địa phương", "Đơn vị chủ trì", "TRẢ LỜI"),
        ("TT", "", "Câu hỏi", "Tỉnh", "Đơn vị xử lý", "Ý kiến trả lời"),
    ],
)
def test_columns_are_known_by_the_words_of_their_header(columns: tuple[str, ...]) -> None:
    words = ("1", "1", "Hỏi gì.", "Hà Giang", "Cục VT", "Đáp.")
    text = "\n".join(words)
    cells, offset = [], 0
    for column, word in zip(columns, words, strict=True):
        cells.append(Cell(column, Span(offset, offset + len(word))))
        offset += len(word) + 1
    (found,) = provincial_table((Row("S", 1, "I LĨNH VỰC VIỄN THÔNG", tuple(cells)),), text)
    assert found.petition is not None
    assert (found.petition.of(text), found.reply.of(text)) == ("Hỏi gì.", "Đáp.")
    assert (found.province, found.unit, found.field) == ("Hà Giang", "Cục VT", "LĨNH VỰC VIỄN THÔNG")


def test_a_prose_list_names_the_department_in_brackets(tables: Tables) -> None:
    first, second = known(PROSE, tables).requests
    assert (first.province, first.field, first.petition and first.petition.of(PROSE)) == (
        "Quảng Ngãi",
        "buu-chinh",
        "Đề nghị hướng dẫn mã địa chỉ.",
    )
    assert (second.province, second.field, second.reply.of(PROSE)) == ("Long An", "vien-thong", "Quỹ đang hỗ trợ.")
    assert first.reply.of(PROSE) == "Bộ đã có hướng dẫn."


def test_a_labelled_list_is_read(tables: Tables) -> None:
    found = prose_list(LABELLED)
    assert [(each.province, each.petition and each.petition.of(LABELLED)) for each in found] == [
        ("Nghệ An", "Đề nghị tăng biên chế."),
        ("Hà Tĩnh", "Đề nghị tập huấn."),
    ]
    assert known(LABELLED, tables).kind is DocumentKind.PROVINCIAL_TABLE


@pytest.mark.parametrize("text", ["", "Câu 1. Hỏi.\n", "Trả lời: có.\n", "Câu 1: a\nCâu 2: b\n"])
def test_what_is_no_list_is_nothing(text: str) -> None:
    assert compiled_list(text) == () and prose_list(text) == ()
    assert provincial_table((), text) == ()
