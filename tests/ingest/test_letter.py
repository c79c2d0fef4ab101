"""A reply letter is read into its parts, whatever extraction and the portal did to it."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.parse.header import read_header
from ingest.parse.letter import Letter, read_letter
from ingest.parse.misprints import misprints_in
from ingest.parse.session import session_in

HEAD = (
    "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\n-------\nSố: 4974/BTTTT-VP\n"
    "V/v trả lời kiến nghị của cử tri tỉnh Hà Giang gửi tới sau kỳ họp thứ 6, Quốc hội khóa XV\n"
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nHà Nội, ngày 29 tháng 9 năm 2023\n"
    "Kính gửi: Đoàn đại biểu Quốc hội tỉnh Hà Giang\n"
)
RECEPTION = (
    "Bộ Thông tin và Truyền thông (TT&TT) nhận được kiến nghị của cử tri tỉnh Hà Giang do Ban Dân nguyện chuyển đến "
    "theo Công văn số 48/BDN  ngày 25/01/2024, nội dung kiến nghị như sau:\n"
)
PETITION = "Cử tri phản ánh:Tỉnh còn nhiều thôn chưa có sóng. Đề nghị Bộ quan tâm.\n"
MARKER = "Sau khi nghiên cứu, Bộ TT&TT trả lời như sau:\n"
REPLY = "1. Về hiện trạng\nCả nước còn 2.164 thôn[1] lõm sóng.\n2. Về giải pháp\nBộ sẽ phủ sóng trong năm 2024.\n"
CLOSE = (
    "Trên đây là nội dung trả lời của Bộ TT&TT, trân trọng gửi Đoàn đại biểu Quốc hội để thông tin tới cử tri./.\n"
    "Nơi nhận:\n- Như trên;\n- Lưu: VT, VP.\nKT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\n"
)


def read(text: str) -> Letter:
    letter = read_letter(text)
    assert letter is not None
    return letter


def pairs(text: str) -> list[tuple[str | None, str]]:
    return [(each.petition.of(text) if each.petition else None, each.reply.of(text)) for each in read(text).requests]


def test_a_letter_is_read_whole() -> None:
    text = HEAD + RECEPTION + PETITION + MARKER + REPLY + CLOSE
    letter = read(text)
    assert (letter.number, letter.issued) == ("4974/BTTTT-VP", date(2023, 9, 29))
    assert letter.issuer == "BỘ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert letter.addressee == "Đoàn đại biểu Quốc hội tỉnh Hà Giang"
    assert (letter.province, letter.session) == ("tỉnh Hà Giang", "sau kỳ họp thứ 6, Quốc hội khóa XV")
    assert letter.forwarded is not None
    assert (letter.forwarded.by, letter.forwarded.number) == ("Ban Dân nguyện", "48/BDN")
    assert letter.forwarded.issued == date(2024, 1, 25)
    assert pairs(text) == [(PETITION.strip(), REPLY.strip())]
    assert letter.warnings == ()


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Số: 4974/BTTTT-VP", "4974/BTTTT-VP"),
        ("Số:  4974/BTTTT-VP", "4974/BTTTT-VP"),
        ("Số : 4974 / BTTTT-VP", "4974/BTTTT-VP"),
        ("Sô: 4974/BTTTT-VP", "4974/BTTTT-VP"),
        ("| Số: 05/BKHCN-VP | CỘNG HÒA", "05/BKHCN-VP"),
        ("Số: 12/2024/TT-BTTTT", "12/2024/TT-BTTTT"),
        ("Số: 57-NQ/TW", "57-NQ/TW"),
        ("Số: 9/VPCP-QHĐP Hà Nội, ngày 3 tháng 1 năm 2025", "9/VPCP-QHĐP"),
        ("Số: /BTTTT-VP", None),
        ("Số:      /BTTTT-VP", None),
        ("theo Nghị định số 25/2011/NĐ-CP", None),
    ],
)
def test_the_number_is_the_one_after_the_word_so(printed: str, number: str | None) -> None:
    assert read_header(printed).number == number


def test_a_blank_number_and_a_blank_day_stay_blank_and_are_reported() -> None:
    header = read_header("Số: /BTTTT-VP\nHà Nội, ngày       tháng 3 năm 2020\n")
    assert (header.number, header.issued) == (None, None)
    assert set(header.warnings) == {"number_blank", "date_blank"}


def test_the_lead_sentence_gives_back_what_the_head_lost() -> None:
    lead = "Công văn số 873/BTTTT-VP ngày 11/3/2022 của Bộ trả lời kiến nghị cử tri.\nSố: /BTTTT-VP\nngày    tháng 3 năm 2022"
    header = read_header(lead)
    assert (header.number, header.issued, header.warnings) == ("873/BTTTT-VP", date(2022, 3, 11), ())


def test_the_forwarding_letter_is_not_the_letters_own_number() -> None:
    text = RECEPTION + PETITION + MARKER + REPLY
    assert read(text).number is None


def test_a_number_that_ocr_joined_to_the_subject_is_no_part_of_it() -> None:
    header = read_header(
        "Số: 2590/BTTTT-VP trả lời kiến nghị của cử tri thành phố Hà Nội\n\nHà Nội, ngày 08 tháng 7 năm 2022\n"
    )
    assert (header.number, header.subject) == ("2590/BTTTT-VP", "trả lời kiến nghị của cử tri thành phố Hà Nội")


def test_columns_that_extraction_interleaved_are_told_apart() -> None:
    header = read_header(
        "BỘ THÔNG TIN VÀ CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTRUYỀN THÔNG Độc lập - Tự do - Hạnh phúc\n"
        "Số: 1/BTTTT-VP Hà Nội, ngày 6 tháng 6 năm 2022\nV/v trả lời kiến nghị của cử tri tỉnh\n"
        "Cao Bằng gửi tới sau kỳ họp thứ 3\nKính gửi: Đoàn"
    )
    assert header.issuer == "BỘ THÔNG TIN VÀ TRUYỀN THÔNG"
    assert header.issued == date(2022, 6, 6)
    assert header.subject == "trả lời kiến nghị của cử tri tỉnh Cao Bằng gửi tới sau kỳ họp thứ 3"


@pytest.mark.parametrize("misprint", ["20/02/205", "31/12/20217", "31/02/2023", "15/13/2023"])
def test_a_misprinted_day_is_reported_and_never_repaired(misprint: str) -> None:
    text = HEAD + RECEPTION + PETITION + MARKER + f"Quyết định ngày {misprint} của Bộ.\n" + CLOSE
    letter = read(text)
    assert f"misprint: {misprint}" in letter.warnings
    assert misprint in letter.requests[0].reply.of(text)


def test_numbers_that_are_no_days_are_not_reported() -> None:
    assert misprints_in("Nghị định 25/2011/NĐ-CP, ngày 11/3/2022, tỷ lệ 1/2/3, 24/7") == ()


@pytest.mark.parametrize(
    ("title", "session"),
    [
        ("sau kỳ họp thứ 6, Quốc hội khóa XV", "sau kỳ họp thứ 6, Quốc hội khóa XV"),
        ("trước Kỳ họp thứ Hai, QH khoá XV", "trước kỳ họp thứ 2, Quốc hội khóa XV"),
        (
            "sau kỳ họp thứ Hai và kỳ họp bất thường lần thứ Nhất, Quốc hội khóa XV",
            "sau kỳ họp thứ 2 và kỳ họp bất thường lần thứ 1, Quốc hội khóa XV",
        ),
        ("tại kỳ họp thứ mười một, Quốc hội khóa XIV", "tại kỳ họp thứ 11, Quốc hội khóa XIV"),
        ("sau kỳ họp thứ 4, HĐND tỉnh khóa XIX", "sau kỳ họp thứ 4, HĐND khóa XIX"),
        ("Sau Kỳ họp thứ 9 Quốc hội khóa XV", "sau kỳ họp thứ 9, Quốc hội khóa XV"),
        ("kỳ họp thứ 5", "kỳ họp thứ 5"),
        ("không có gì", None),
    ],
)
def test_a_session_is_spelled_one_way(title: str, session: str | None) -> None:
    assert session_in(title) == session


@pytest.mark.parametrize(
    "reception",
    [
        "Bộ TTTT nhận được Công văn số 03/BDN ngày 08/01/2020 của Ban Dân nguyện về việc chuyển kiến nghị của cử tri "
        "tỉnh Bắc Ninh, trong đó có 02 kiến nghị trùng nhau, nội dung như sau:\n",
        "Sau Kỳ họp thứ 9, Quốc hội khóa XV, Bộ KH&CN nhận được kiến nghị của cử tri tỉnh Bắc Ninh do Ban Dân nguyện "
        "chuyển đến theo văn bản số 03/BDN ngày 08/01/2020 về việc chuyển kiến nghị, nội dung kiến nghị như sau:\n",
    ],
)
def test_the_other_orders_of_the_reception_sentence_are_read(reception: str) -> None:
    text = reception + PETITION + MARKER + REPLY
    letter = read(text)
    assert letter.forwarded is not None
    assert (letter.forwarded.by, letter.forwarded.number) == ("Ban Dân nguyện", "03/BDN")
    assert letter.province == "tỉnh Bắc Ninh"
    assert pairs(text) == [(PETITION.strip(), REPLY.strip())]


@pytest.mark.parametrize(
    "place", ["Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh", "TP Hồ Chí Minh", "tỉnh Bà Rịa - Vũng Tàu"]
)
def test_the_province_is_read_as_printed(place: str) -> None:
    text = f"Kính gửi: Đoàn Đại biểu Quốc hội {place}\n" + PETITION + MARKER + REPLY
    assert read(text).province == place


def test_questions_with_a_marker_each_are_pairs() -> None:
    body = "".join(f"Câu {n}: Cử tri hỏi điều {n}.\n{MARKER}Trả lời điều {n}.\nĐoạn hai.\n" for n in (1, 2, 3))
    assert pairs(HEAD + RECEPTION + body + CLOSE) == [
        (f"Cử tri hỏi điều {n}.", f"Trả lời điều {n}.\nĐoạn hai.") for n in (1, 2, 3)
    ]


def test_a_marker_written_only_once_serves_every_question() -> None:
    body = f"Câu hỏi 1: Hỏi một.\n{MARKER}Đáp một.\nCâu hỏi 2: Cử tri hỏi hai:\n- ý a\n- ý b\nĐáp hai.\nThêm.\n"
    assert pairs(HEAD + RECEPTION + body + CLOSE) == [
        ("Hỏi một.", "Đáp một."),
        ("Cử tri hỏi hai:\n- ý a\n- ý b", "Đáp hai.\nThêm."),
    ]


def test_questions_asked_first_are_paired_with_numbered_answers() -> None:
    body = f"Câu 1: Hỏi một.\nCâu 2: Hỏi hai.\n{MARKER}Câu 1: Đáp một.\nCâu 2: Đáp hai.\n"
    assert [(asked, reply.split(": ")[1]) for asked, reply in pairs(HEAD + RECEPTION + body + CLOSE)] == [
        ("Hỏi một.", "Đáp một."),
        ("Hỏi hai.", "Đáp hai."),
    ]


def test_questions_answered_together_stay_one_record() -> None:
    body = f"Câu 1: Hỏi một.\nCâu 2: Hỏi hai.\n{MARKER}Bộ trả lời chung hai nội dung.\n"
    assert len(pairs(HEAD + RECEPTION + body + CLOSE)) == 1


def test_petitions_without_numbers_are_told_apart_by_their_markers() -> None:
    body = f"Cử tri hỏi một.\n{MARKER}Đáp một.\nThêm.\nCử tri cũng phản ánh hai.\n{MARKER}Đáp hai.\n"
    assert pairs(HEAD + RECEPTION + body + CLOSE) == [
        ("Cử tri hỏi một.", "Đáp một.\nThêm."),
        ("Cử tri cũng phản ánh hai.", "Đáp hai."),
    ]


def test_a_heading_of_the_reply_is_not_a_question() -> None:
    reply = "1. Đề nghị UBND tỉnh bố trí đất.\n2. Về kinh phí\nNội dung khác.\n"
    assert pairs(HEAD + RECEPTION + PETITION + MARKER + reply + CLOSE) == [(PETITION.strip(), reply.strip())]


@pytest.mark.parametrize(
    "marker",
    [
        "Sau khi nghiên cứu, Bộ TT&TT trả lời như sau:\n",
        "Sau khi nghiên cứu, Bộ TTTT có ý kiến trả lời như sau\n",
        "Bộ Thông tin và Truyền thông (TTTT) xin trả lời như sau:\n",
        "Bộ Văn hóa, Thể thao và Du lịch trả lời như sau:\n",
        "Về kiến nghị nêu trên, Bộ KH&CN có ý kiến trả lời như sau:\n",
        "Trả lời:\n",
    ],
)
def test_the_reply_begins_after_its_marker(marker: str) -> None:
    assert pairs(HEAD + RECEPTION + PETITION + marker + REPLY + CLOSE) == [(PETITION.strip(), REPLY.strip())]


def test_a_quoted_petition_loses_its_label_and_quotation_marks() -> None:
    text = HEAD + RECEPTION + "Nội dung kiến nghị: “Đề nghị phủ sóng.”\n" + MARKER + REPLY + CLOSE
    assert pairs(text)[0][0] == "Đề nghị phủ sóng."


def test_closing_recipients_signature_and_portal_chrome_are_cut() -> None:
    for ending in (CLOSE, "Bộ TT&TT trân trọng cảm ơn cử tri.\nbanner icon\nTin khác\n", "BỘ TRƯỞNG\n(đã ký)\n", ""):
        assert pairs(HEAD + RECEPTION + PETITION + MARKER + REPLY + ending)[0][1] == REPLY.strip()


def test_thanks_in_the_middle_of_a_reply_stay() -> None:
    long = "Bộ TT&TT trân trọng cảm ơn ý kiến của cử tri.\n" + "Nội dung chi tiết của giải pháp.\n" * 40
    assert pairs(HEAD + RECEPTION + PETITION + MARKER + long + CLOSE)[0][1] == long.strip()


def test_footnotes_are_known() -> None:
    text = HEAD + RECEPTION + PETITION + MARKER + REPLY + "[1] Số liệu đến 6/2023.\n" + CLOSE
    assert [note.of(text) for note in read(text).footnotes] == ["[1] Số liệu đến 6/2023."]


def test_a_portal_copy_without_head_is_still_a_letter() -> None:
    text = (
        "Trang chủ » Trả lời\nTrả lời kiến nghị của cử tri tỉnh Hà Nam gửi tới trước kỳ họp thứ 5, Quốc hội khóa XV\n"
    )
    letter = read(text + PETITION + MARKER + REPLY)
    assert (letter.province, letter.session) == ("tỉnh Hà Nam", "trước kỳ họp thứ 5, Quốc hội khóa XV")
    assert letter.requests[0].petition is not None


@pytest.mark.parametrize(
    "text", ["", "Hướng dẫn sử dụng phần mềm.", "LUẬT\nĐiều 1. Phạm vi\nCử tri có quyền.", "\n" * 50]
)
def test_what_is_no_reply_is_nothing(text: str) -> None:
    assert read_letter(text) is None
