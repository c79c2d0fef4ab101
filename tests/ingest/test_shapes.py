"""Every shape a letter, a page or a list comes in is read for what it is."""

from __future__ import annotations

import time
from datetime import date

import pytest

from ingest.documents import Document, DocumentKind, Page, Parsed
from ingest.parse.clean import clean
from ingest.recognise import Hints, recognise
from ingest.settings import PROJECT
from ingest.split import split
from ingest.tables import Tables

HEAD = (
    "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 4974/BTTTT-VP\nHà Nội, ngày 29 tháng 9 năm 2023\n"
    "Kính gửi: Đoàn đại biểu Quốc hội tỉnh Hà Giang\n"
    "Bộ TT&TT nhận được kiến nghị của cử tri tỉnh Hà Giang do Ban Dân nguyện chuyển đến theo Công văn số 48/BDN "
    "ngày 25/01/2023, nội dung kiến nghị như sau:\n"
)
MARKER = "Sau khi nghiên cứu, Bộ TT&TT trả lời như sau:\n"
CABLE, SPAM = "Đề nghị phủ sóng di động tại các thôn vùng cao.", "Đề nghị ngăn chặn tin nhắn rác."
FLAT = "Nội dung kiến nghị | Sở (TTTT) kiến nghị | Đơn vị (chủ trì) trả lời | Nội dung trả lời"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.load(PROJECT / "corpus" / "tables")


def read(text: str, tables: Tables, title: str = "") -> Document:
    text = clean(text)
    return recognise(Parsed(text, (Page(1, 0, len(text)),), title), "x.txt", "0", tables, Hints())


def pairs(document: Document) -> list[tuple[str | None, str]]:
    text = document.text
    return [(each.petition.of(text) if each.petition else None, each.reply.of(text)) for each in document.requests]


def quoted(document: Document) -> str:
    return "\n".join(chunk.text for chunk in split(document) if chunk.kind == "reply")


@pytest.mark.parametrize(
    ("asked", "first", "second"),
    [
        (f"1. {CABLE}\n2. {SPAM}\n", "1. Về phủ sóng di động: đã giao.", "2. Về tin nhắn rác: đã chặn."),
        (f"- {CABLE}\n- {SPAM}\n", "- Thứ nhất, về phủ sóng di động: đã giao.", "- Thứ hai, về tin nhắn rác: chặn."),
        (f"“{CABLE}”\n“{SPAM}”\n", "* Đối với việc phủ sóng di động: giao.", "* Đối với việc nhắn tin rác: chặn."),
        (f"Câu hỏi 1: {CABLE}\nCâu hỏi 2: {SPAM}\n", "Về câu hỏi 1: đã giao.", "Về câu hỏi 2: đã chặn."),
        (f"- {CABLE}\n- {SPAM}\n", "Về việc phủ sóng di động, đã giao.", "Về việc tin nhắn rác, đã chặn."),
        (f"Câu 1. {CABLE}\nCâu 2. {SPAM}\n", "Câu 1. Đã giao.", "Câu 2. Đã chặn."),
    ],
)
def test_questions_asked_together_are_paired_with_their_answers(
    tables: Tables, asked: str, first: str, second: str
) -> None:
    assert pairs(read(HEAD + asked + MARKER + f"{first}\n{second}\n", tables)) == [(CABLE, first), (SPAM, second)]


@pytest.mark.parametrize(
    "answer",
    [
        "1. Về hiện trạng\nThôn vùng cao còn nhiều, tin nhắn rác cũng vậy.\n2. Về giải pháp\nTriển khai đồng bộ.\n",
        "1. Về tin nhắn rác\nBộ đã chặn.\n2. Về phủ sóng di động\nBộ đã giao.\n",
        "1. Về phủ sóng di động\nĐã giao.\n2. Về tin nhắn rác\nĐã chặn.\n3. Về kinh phí\nĐã bố trí.\n",
        "Bộ đã giao doanh nghiệp phủ sóng và chặn tin nhắn rác.\n",
    ],
)
def test_answers_that_do_not_match_the_questions_are_never_paired(tables: Tables, answer: str) -> None:
    document = read(HEAD + f"1. {CABLE}\n2. {SPAM}\n" + MARKER + answer, tables)
    assert len(document.requests) == 1 and "unpaired: 2" in document.warnings
    assert pairs(document)[0][1] == answer.strip()


def test_a_marker_inside_a_paragraph_still_divides_it(tables: Tables) -> None:
    document = read(HEAD + f"{CABLE} {MARKER.strip()} Đã giao.\nThêm.\n", tables)
    assert pairs(document) == [(CABLE, "Đã giao.\nThêm.")]


def test_a_sentence_that_repeats_the_petition_is_kept_but_never_quoted(tables: Tables) -> None:
    again = "Về việc cử tri đề nghị phủ sóng di động tại các thôn vùng cao."
    document = read(HEAD + CABLE + "\n" + MARKER + f"{again}\nDoanh nghiệp sẽ phủ sóng 24 thôn.\n", tables)
    assert again in pairs(document)[0][1]
    assert again not in quoted(document) and "24 thôn" in quoted(document)


def test_a_repetition_that_goes_on_to_answer_is_quoted(tables: Tables) -> None:
    answer = "Về việc cử tri đề nghị phủ sóng di động tại các thôn vùng cao, Bộ TT&TT đã giao doanh nghiệp phủ sóng."
    assert answer in quoted(read(HEAD + CABLE + "\n" + MARKER + answer + "\n", tables))


def test_notices_of_a_law_portal_are_never_quoted_and_its_table_fills_the_head(tables: Tables) -> None:
    portal = "Số hiệu:\n130/BTTTT-VP\nNgày ban hành:\n13/01/2022\nTình trạng:\nĐã biết\n"
    notice = "Bạn phải đăng nhập để xem toàn văn."
    document = read(
        portal + HEAD.split("2023\n")[1] + f"{CABLE}\n{MARKER}Đã giao doanh nghiệp.\n{notice}\nThêm một ý.\n", tables
    )
    assert (document.number, document.issued) == ("130/BTTTT-VP", date(2022, 1, 13))
    assert notice not in quoted(document) and "Thêm một ý." in quoted(document)


def test_a_footnote_below_the_closing_is_found_with_the_reply_that_calls_it(tables: Tables) -> None:
    text = (
        HEAD + f"{CABLE}\n{MARKER}Còn 2.164 thôn[1].\nTrân trọng./.\nNơi nhận:\n- Như trên;\n[1] Số liệu đến 6/2023.\n"
    )
    notes = [chunk for chunk in split(read(text, tables)) if chunk.text.startswith("[1]")]
    assert [(note.text, note.request) for note in notes] == [("[1] Số liệu đến 6/2023.", 1)]


def test_a_delegations_digest_has_an_answer_and_no_petition(tables: Tables) -> None:
    document = read(
        "Ngày 29/9/2023, Bộ Thông tin và Truyền thông có công văn số 4963/BTTTT-VP trả lời kiến nghị của cử tri "
        "tỉnh Nghệ An, theo đó:\nBộ đã xử phạt 07 doanh nghiệp.\nNguồn: Đoàn ĐBQH\n",
        tables,
    )
    assert (document.number, document.issued, document.province) == ("4963/BTTTT-VP", date(2023, 9, 29), "Nghệ An")
    assert pairs(document) == [(None, "Bộ đã xử phạt 07 doanh nghiệp.")]


def test_a_page_of_a_peoples_council_holds_many_petitions(tables: Tables) -> None:
    title = "Ý kiến, kiến nghị của cử tri trước kỳ họp thứ tư, HĐND tỉnh Tuyên Quang khóa XIX\n"
    body = "".join(f"Cử tri Xã {x}, huyện Y đề nghị: Sửa đường {x}.\nTRẢ LỜI:\nSở đã sửa đường {x}.\n" for x in "AB")
    document = read(title + body, tables)
    assert (document.session, document.province) == ("trước kỳ họp thứ 4, HĐND khóa XIX", "Tuyên Quang")
    assert [reply for _, reply in pairs(document)] == ["Sở đã sửa đường A.", "Sở đã sửa đường B."]


def test_a_newspaper_column_is_read(tables: Tables) -> None:
    text = (
        "NHỊP CẦU DÂN CỬ\nCử tri quận Cái Răng phản ánh: Cáp treo mất mỹ quan.\nNội dung trả lời của Sở Thông tin "
        "và Truyền thông thành phố Cần Thơ như sau:\nSở đã thu gọn 12 tuyến cáp.\n(Còn tiếp)\n"
    )
    document = read(text, tables)
    assert document.province == "Cần Thơ"
    assert pairs(document) == [("Cử tri quận Cái Răng phản ánh: Cáp treo mất mỹ quan.", "Sở đã thu gọn 12 tuyến cáp.")]


def test_one_reply_of_a_successor_names_the_provinces_of_its_day(tables: Tables) -> None:
    text = (
        "Số: 4025/BVHTTDL-VP\nHà Nội, ngày 21 tháng 8 năm 2025\nKính gửi:\n- Đoàn đại biểu Quốc hội tỉnh Đồng Nai;\n"
        "Bộ VHTTDL nhận được kiến nghị của cử tri các tỉnh Bình Phước (nay tỉnh Đồng Nai), Hà Tĩnh do Ban Dân nguyện "
        "chuyển đến theo văn bản số 416/UBDNGS15 ngày 18/7/2025, nội dung như sau:\nHỏi.\nBộ VHTTDL trả lời như sau:\nĐáp.\n"
    )
    document = read(text, tables)
    assert (document.province, document.issuer) == ("Bình Phước; Hà Tĩnh", "Bộ Văn hóa, Thể thao và Du lịch")


def test_the_number_linked_beside_the_marker_is_the_letters_own(tables: Tables) -> None:
    text = (
        "Sau Kỳ họp thứ 9, Quốc hội khóa XV, Bộ Khoa học và Công nghệ nhận được kiến nghị của cử tri tỉnh Quảng Nam "
        "do Ban Dân nguyện chuyển đến theo văn bản số 942/BDN ngày 02/5/2025. Nội dung kiến nghị: “Bỏ giấy tờ.”\n"
        "Bộ Khoa học và Công nghệ trả lời như sau (Công văn số 5110/BKHCN-VP ngày 26/9/2025):\nĐã bỏ.\n"
    )
    document = read(text, tables)
    assert (document.number, document.issued) == ("5110/BKHCN-VP", date(2025, 9, 26))
    assert pairs(document) == [("Bỏ giấy tờ.", "Đã bỏ.")]


def test_a_report_is_no_reply_and_invents_no_requests(tables: Tables) -> None:
    text = (
        "CHÍNH PHỦ\nSố: 639/BC-CP\nHà Nội, ngày 13 tháng 10 năm 2024\nBÁO CÁO\nKết quả giải quyết kiến nghị cử tri\n"
        "Kính gửi: Quốc hội\nI. TÌNH HÌNH\n1. Cử tri phản ánh SIM rác.\nTrả lời: Bộ đã chặn.\n"
    )
    document = read(text, tables)
    assert (document.kind, document.number, document.issued) == (DocumentKind.GUIDANCE, "639/BC-CP", date(2024, 10, 13))
    assert document.title == "BÁO CÁO Kết quả giải quyết kiến nghị cử tri" and document.requests == ()


def test_a_snippet_has_its_title_for_a_question_and_an_american_date(tables: Tables) -> None:
    document = read(
        "Thẻ SIM mua ở chợ có dùng được không?\n8/15/2016 10:17:00 AM\nTrả lời:\nKhông được.\nBCĐ\n", tables
    )
    assert document.issued == date(2016, 8, 15)
    assert pairs(document) == [("Thẻ SIM mua ở chợ có dùng được không?", "Không được.")]


def test_a_page_of_questions_to_a_minister_skips_the_servers_error(tables: Tables) -> None:
    text = (
        "Sorry, something went wrong\nCorrelation ID: 12-3\nBỘ TRƯỞNG BỘ THÔNG TIN VÀ TRUYỀN THÔNG TRẢ LỜI CHẤT VẤN\n"
        "Tại kỳ họp thứ 4, Quốc hội khóa XV, đại biểu Quốc hội tỉnh Bến Tre gửi phiếu chất vấn.\nNội dung chất vấn:\n"
        "Tín dụng đen thì sao?\nBộ trưởng Bộ Thông tin và Truyền thông trả lời như sau:\nBộ đã chặn.\n"
    )
    document = read(text, tables)
    assert document.title == "BỘ TRƯỞNG BỘ THÔNG TIN VÀ TRUYỀN THÔNG TRẢ LỜI CHẤT VẤN"
    assert (document.province, pairs(document)) == ("Bến Tre", [("Tín dụng đen thì sao?", "Bộ đã chặn.")])


@pytest.mark.parametrize("gap", ["\n", " ", " | "])
def test_a_table_that_lost_its_borders_is_read_row_by_row(tables: Tables, gap: str) -> None:
    rows = [
        ("1", "1", CABLE, "Hà Giang", "Cục VT", "Đã giao."),
        ("2", "1", SPAM, "Sở TTTT Long An", "Cục ATTT", "Đã chặn."),
    ]
    flat = "\n".join(gap.join(row) for row in rows)
    document = read(f"Dự thảo 1\n{FLAT}\nI LĨNH VỰC VIỄN THÔNG\n{flat}\n", tables)
    assert (document.kind, "draft: 1" in document.warnings) == (DocumentKind.PROVINCIAL_TABLE, True)
    assert pairs(document) == [(CABLE, "Đã giao."), (SPAM, "Đã chặn.")]
    assert [each.province for each in document.requests] == ["Hà Giang", "Long An"]


def test_an_internal_reminder_is_no_reply(tables: Tables) -> None:
    text = (
        "VĂN PHÒNG\nSố: 902/VPB-TH\nKính gửi: Cục Viễn thông\nVăn phòng nhận được Công văn số 37/BDN ngày 19/01/2024 "
        "về kiến nghị cử tri. Đề nghị các Cục gửi dự thảo.\n"
    )
    assert read(text, tables).kind is DocumentKind.GUIDANCE


@pytest.mark.parametrize("heading", ["Đối với Đối với nội dung thứ nhất", "Về giải pháp\nVề giải pháp"])
def test_a_heading_typed_twice_is_reported(tables: Tables, heading: str) -> None:
    document = read(HEAD + f"{CABLE}\n{MARKER}{heading}\nĐã giao.\n", tables)
    assert any(warning.startswith("misprint: ") for warning in document.warnings) and heading in document.text


@pytest.mark.parametrize("kind", ["rows", "questions", "markers", "spaces", "prose"])
def test_a_book_of_a_file_is_read_in_two_seconds(tables: Tables, kind: str) -> None:
    long = {
        "rows": FLAT + "\n" + "".join(f"{n} {n} {CABLE}\nHà Giang Cục VT Đã giao.\n" for n in range(1, 5000)),
        "questions": HEAD + "".join(f"Câu {n}: {CABLE}\n{MARKER}Đã giao.\n" for n in range(1, 5000)),
        "markers": HEAD + f"{CABLE}\nTrả lời:\nĐã giao.\n- ý\n" * 9000,
        "spaces": HEAD + "Cử tri hỏi.\n" + MARKER + " \n" * 200_000,
        "prose": HEAD
        + CABLE
        + "\n"
        + MARKER
        + "Trên địa bàn tỉnh Hà Giang còn 24 thôn. Cả nước còn 266 thôn.\n" * 9000,
    }[kind][:325_000]
    started = time.process_time()
    recognise(Parsed(long, (Page(1, 0, len(long)),)), "x.txt", "0", tables, Hints())
    assert time.process_time() - started < 2
