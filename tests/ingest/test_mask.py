"""Personal data leave the text before anything is indexed; what is public stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import Cell, Page, Parsed, Row, Span, WordBox
from ingest.guard.mask import mask


def masked(text: str) -> str:
    return mask(Parsed(text, (Page(1, 0, len(text)),)))[0].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gọi 0912345678 để", "gọi [SĐT] để"),
        ("gọi 0912.345.678.", "gọi [SĐT]."),
        ("gọi 0912 345 678 để", "gọi [SĐT] để"),
        ("gọi 09 12 345 678 để", "gọi [SĐT] để"),
        ("gọi 0912-345-678,", "gọi [SĐT],"),
        ("gọi +84 912 345 678 để", "gọi [SĐT] để"),
        ("gọi +84912345678 để", "gọi [SĐT] để"),
        ("gọi 84912345678 để", "gọi [SĐT] để"),
        ("gọi (084) 12", "gọi (084) 12"),
        ("gọi 0912\n345 678 để", "gọi [SĐT] để"),
        ("máy bàn 024 3943 5602 của", "máy bàn [SĐT] của"),
        ("máy bàn (0219) 3866 123 của", "máy bàn [SĐT] của"),
        ("SĐT: 0356789012; 0987654321", "SĐT: [SĐT]; [SĐT]"),
        ("SĐT 0912345678 20 lần", "SĐT [SĐT] 20 lần"),
        ("số CCCD 001085012345 cấp", "số CCCD [CCCD] cấp"),
        ("CCCD số: 001 085 012 345 cấp", "CCCD số: [CCCD] cấp"),
        ("căn cước công dân 036190001234", "căn cước công dân [CCCD]"),
        ("mã 036190001234 của", "mã [CCCD] của"),
        ("CMND 012345678 do", "CMND [CCCD] do"),
        ("chứng minh nhân dân số 162 345 678", "chứng minh nhân dân số [CCCD]"),
        ("số định danh cá nhân là 001085012345", "số định danh cá nhân là [CCCD]"),
        ("hộ chiếu số C1234567 cấp", "hộ chiếu số [HỘ CHIẾU] cấp"),
        ("thư tới nguyen.van-a@gmail.com nhé", "thư tới [EMAIL] nhé"),
        ("biển 29A-123.45 chạy", "biển [BIỂN SỐ] chạy"),
        ("xe 51F-12345,", "xe [BIỂN SỐ],"),
        ("xe máy 30H1-1234.", "xe máy [BIỂN SỐ]."),
        ("biển số 29A 12345", "biển số [BIỂN SỐ]"),
        ("số tài khoản 1903 4567 8901", "số tài khoản [TÀI KHOẢN]"),
        ("chuyển vào STK: 19034567890123 tại", "chuyển vào STK: [TÀI KHOẢN] tại"),
        ("tài khoản ngân hàng số 0011004567890,", "tài khoản ngân hàng số [TÀI KHOẢN],"),
        ("tài khoản Vietcombank 0011004567890.", "tài khoản Vietcombank [TÀI KHOẢN]."),
        ("ông Nguyễn Văn An, trú tại xã Tân Lập", "ông [HỌ TÊN], trú tại [ĐỊA CHỈ]"),
        ("Bà Trần Thị Bình, sinh năm 1965, xã X", "Bà [HỌ TÊN], sinh năm [NĂM SINH], [ĐỊA CHỈ]"),
        ("ông Nguyễn Văn A, tổ 5, thị trấn Tam Sơn", "ông [HỌ TÊN], [ĐỊA CHỈ]"),
        ("bà Ánh Thị Ơn (thôn Bản Lạn, xã Y)", "bà [HỌ TÊN] ([ĐỊA CHỈ])"),
        ("Cử tri Giàng A Páo, bản Sín Chải, xã Z", "Cử tri [HỌ TÊN], [ĐỊA CHỈ]"),
        ("chị Lê Thị Cúc, SĐT 0912345678", "chị [HỌ TÊN], SĐT [SĐT]"),
        ("gia đình ông Bình phản ánh", "gia đình ông [HỌ TÊN] phản ánh"),
        ("mã số thuế cá nhân 8042117365", "mã số thuế cá nhân [MÃ SỐ THUẾ]"),
        ("sổ BHXH 0116023457", "sổ BHXH [SỐ BHXH]"),
        ("GPLX số 790123456789", "GPLX số [BẰNG LÁI]"),
        ("Em ở số 41 đường Lê Thanh Nghị, Hà Nội", "Em ở [ĐỊA CHỈ], Hà Nội"),
        ("xem facebook.com/hoai.thuong nhé", "xem [TÀI KHOẢN MẠNG] nhé"),
        ("ông Lê Văn Tám ở số nhà 12 ngõ 5, phường Q", "ông [HỌ TÊN] ở [ĐỊA CHỈ]"),
    ],
)
def test_personal_data_are_replaced_by_a_label(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "nhắn tin tới đầu số 156 hoặc 5656",
        "soạn TTTB gửi 1414",
        "Tổng đài quốc gia bảo vệ trẻ em 111",
        "gọi 18008108 hoặc 1800 8108 miễn phí",
        "tổng đài 1900 1234 56",
        "đường dây nóng 024 3943 5602 của Bộ",
        "hotline: 0912345678",
        "thư tới vanthu@mic.gov.vn",
        "điện thoại liên hệ của Sở Thông tin và Truyền thông: 0219 3866 123",
        "kinh phí 045612345678 đồng",
        "tại thôn Lũng Cẩm, xã Sủng Là chưa có sóng",
        "đường Nguyễn Trãi, phố Trần Duy Hưng",
        "Số: 0912/BTTTT-VP",
        "Công văn số 4974/BTTTT-VP ngày 29/9/2023",
        "Nghị định số 163/2024/NĐ-CP ngày 24/12/2024",
        "57-NQ/TW ngày 22/12/2024",
        "Nghị quyết 12/NQ-CP",
        "số 1234567890/BC-BTTTT",
        "kinh phí 123.456.789.000 đồng",
        "kinh phí 912345678 đồng",
        "012 xã, 345 thôn, 678 bản",
        "ngày 03.05.2023 08 giờ",
        "ngày 05-08-2024 12 người",
        "trong các năm 2016 - 2017 - 2018",
        "8.273 điểm và 2.164 thôn, 99,8%",
        "khoảng 1.234.567 tài khoản và tài khoản tăng 1.234.567 lượt",
        "số tài khoản 12.345.678 đã mở",
        "Mã số thuế 0100109106",
        "địa chỉ IP 113.160.1.1",
        "băng tần 2500-2600 MHz, 703-733 MHz",
        "KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nNguyễn Văn Hùng",
        "ông Nguyễn Mạnh Hùng, Bộ trưởng Bộ Thông tin và Truyền thông",
        "Bà Trần Thị Lan, Phó Trưởng đoàn, phát biểu",
        "cử tri Hà Giang, xã nào cũng phản ánh",
        "Cử tri Xã Tân Lập, huyện Bắc Quang đề nghị",
        "Bà Rịa - Vũng Tàu, xã Long Sơn",
        "24 thôn của 05 xã, 12 trạm 5G-1234",
        "Luật số 24/2023/QH15 và Thông tư 17/2013/TT-BTTTT",
    ],
)
def test_what_is_public_stays(text: str) -> None:
    assert masked(text) == text


def test_a_masked_name_is_masked_wherever_it_is_repeated() -> None:
    text = "ông Nguyễn Văn An, thôn 3, xã Tân Lập phản ánh. Về đơn của ông Nguyễn Văn An, Bộ trả lời."
    assert "Nguyễn" not in masked(text)


def test_pages_cells_and_boxes_still_point_at_their_words() -> None:
    text = "Gọi 0912345678 ngay\nTrang hai: CCCD 001085012345 hết"
    two = text.index("Trang")
    word = text.index("ngay")
    parsed = Parsed(
        text,
        (
            Page(1, 0, two, boxes=(WordBox(4, 14, 0, 0, 1, 1), WordBox(word, word + 4, 0, 0, 1, 1))),
            Page(2, two, len(text)),
        ),
        rows=(Row("S", 1, "", (Cell("a", Span(two, len(text))), Cell("b", Span(word, word + 4)))),),
    )
    result, count = mask(parsed)
    assert count == 2
    first, second = result.pages
    assert result.text[first.start : first.end] == "Gọi [SĐT] ngay\n"
    assert result.text[second.start : second.end] == "Trang hai: CCCD [CCCD] hết"
    assert [result.text[box.start : box.end] for box in first.boxes] == ["[SĐT]", "ngay"]
    assert [cell.span.of(result.text) for cell in result.rows[0].cells] == ["Trang hai: CCCD [CCCD] hết", "ngay"]


def test_the_words_of_a_broken_number_all_point_at_the_label() -> None:
    text = "gọi 09 12 345 678 nhé"
    boxes = tuple(WordBox(text.index(part), text.index(part) + len(part), 0, 0, 1, 1) for part in ("09", "12", "678"))
    result, _ = mask(Parsed(text, (Page(1, 0, len(text), boxes=boxes),)))
    assert [result.text[box.start : box.end] for box in result.pages[0].boxes] == ["[SĐT]"] * 3


def test_a_document_without_personal_data_is_returned_as_it_was() -> None:
    parsed = Parsed("Không có gì.", (Page(1, 0, 12),))
    assert mask(parsed) == (parsed, 0)


def test_a_number_that_comes_nearer_to_its_word_is_masked_at_once() -> None:
    once = masked("CCCD b@c.vnsố 120912345678")
    assert once == masked(once) == "CCCD [EMAIL] [CCCD]"


@given(
    st.lists(st.sampled_from(["0912345678", " a ", "CCCD 001085012345", "b@c.vn", "\n", "số 12", ", "]), max_size=12)
)
def test_masking_twice_changes_nothing_more(parts: list[str]) -> None:
    once = masked("".join(parts))
    assert masked(once) == once
