"""What bears a mark of State secrecy and what only looks like it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from ingest.documents import Parsed
from ingest.guard.secrecy import SUSPECTED, Place, mark_of, notices, secrecy_mark
from ingest.parse import parse_file
from ingest.settings import IngestSettings
from tests.ingest.files import LETTER as PROSE
from tests.ingest.files import make_docx, make_pdf, make_xlsx

LETTER = "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 12/BTTTT-VP\n{}\nHà Nội, ngày 06 tháng 02 năm 2024\nKính gửi: Văn phòng\n"
LATER = "Cử tri phản ánh sóng di động yếu ở nhiều thôn.\n" * 120


def degree(
    text: str, name: str = "cong-van.pdf", *, stamps: tuple[str, ...] = (), register: tuple[str, ...] = ()
) -> str:
    found = secrecy_mark(text, name, stamps, register)
    return found.degree if found else ""


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("  MẬT  ", "MẬT"),
        ("| MẬT |", "MẬT"),
        ("[MẬT]", "MẬT"),
        ("--- TỐI MẬT ---", "TỐI MẬT"),
        ("║ TUYỆT MẬT ║", "TUYỆT MẬT"),
        ("M Ậ T", "MẬT"),
        ("T Ố I  M Ậ T", "TỐI MẬT"),
        ("T U Y Ệ T   M Ậ T", "TUYỆT MẬT"),
        ("Độ mật: MẬT", "MẬT"),
        ("Độ mật: Mật", "MẬT"),
        ("Độ mật\nTối mật", "TỐI MẬT"),
        ("Độ mật: C", "MẬT"),
        ("Độ mật: ☐ Tuyệt mật ☒ Tối mật ☐ Mật", "TỐI MẬT"),
        ("Mức độ mật: TỐI MẬT", "TỐI MẬT"),
        ("MAT", "MẬT"),
        ("M A T", "MẬT"),
        ("M4T", "MẬT"),
        ("MÂT", "MẬT"),
        ("TOI MAT", "TỐI MẬT"),
        ("TỐI MÂT", "TỐI MẬT"),
        ("TUYET MAT", "TUYỆT MẬT"),
        ("TUYÊT MÂT", "TUYỆT MẬT"),
        ("MẬT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "MẬT"),
        ("MẬT Hà Nội, ngày 06 tháng 02 năm 2024", "MẬT"),
        ("MAT Hà Nội, ngày 06 tháng 02 năm 2024", "MẬT"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM TỐI MẬT", "TỐI MẬT"),
        ("Số: 12/BTTTT-VP TỐI MẬT", "TỐI MẬT"),
        ("Số: 12/BTTTT-VP (MẬT)", "MẬT"),
        (unicodedata.normalize("NFD", "MẬT"), "MẬT"),
        ("TÀI LIỆU THU HỒI", SUSPECTED),
        ("Chỉ người có tên mới được bóc bì", SUSPECTED),
        ("Bản số: 02\nKhông sao chụp", SUSPECTED),
        ("TÀI LIỆU THU HỒI\nTỐI MẬT", "TỐI MẬT"),
    ],
)
def test_a_mark_in_the_head_is_found(line: str, mark: str) -> None:
    assert degree(LETTER.format(line)) == mark


@pytest.mark.parametrize(
    "line",
    [
        "V/v tăng cường bảo mật thông tin",
        "BẢO MẬT",
        "BÍ MẬT NHÀ NƯỚC",
        "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Mật độ dân số",
        "MẬT ĐỘ THUÊ BAO",
        "MẬT KHẨU",
        "mật khẩu và mã OTP",
        "LƯU HÀNH NỘI BỘ",
        "mật",
        "- Mật",
        "Ba mức độ mật: Tuyệt mật, Tối mật, Mật",
        "Độ mật của văn bản do người ký xác định.",
        "Độ mật: Không",
        "Văn bản đóng dấu “MẬT” không được đưa lên mạng.",
        "MẶT TRẬN TỔ QUỐC",
        "MẤT SÓNG",
        "GIẢI MẬT",
        "Cử tri đề nghị giữ bí\nmật thông tin cá nhân",
        "thiết bị bảo\nmật",
        "HỎA TỐC",
        "Bản số: 02",
        "Đề nghị thu hồi tài liệu cũ",
    ],
)
def test_a_look_alike_is_not_a_mark(line: str) -> None:
    assert degree(LETTER.format(line)) == ""


def test_a_text_that_lists_the_three_degrees_explains_them() -> None:
    table = "DẤU CHỈ ĐỘ MẬT VÀ THỜI HẠN\n\nTUYỆT MẬT\n30 năm\n\nTỐI MẬT\n20 năm\n\nMẬT\n10 năm\n"
    assert degree(table) == ""
    assert degree(LETTER.format("MẬT") + table) == "MẬT", "a letterhead stays one, whatever follows"


def test_a_mark_on_a_later_page_is_found() -> None:
    assert degree(LATER + "TỐI MẬT\n", "phu-luc.pdf") == "TỐI MẬT"


def test_an_ocr_guess_counts_only_in_a_head() -> None:
    assert degree(LATER + "MAT\n") == ""
    assert degree(LATER + "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 7/BC\nMAT\n") == "MẬT", "a second letter begins"


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("MẬT.pdf", "MẬT"),
        ("CV_MẬT_12.pdf", "MẬT"),
        ("cv-mat-12-bca.pdf", "MẬT"),
        ("mat 45.docx", "MẬT"),
        ("toi mat - phuong an.docx", "TỐI MẬT"),
        ("TUYET_MAT_2024.pdf", "TUYỆT MẬT"),
        ("TOIMAT-15.pdf", "TỐI MẬT"),
        ("Công văn (tối mật).pdf", "TỐI MẬT"),
        ("15-BC (TM).pdf", "TỐI MẬT"),
        ("M Ậ T 12.pdf", "MẬT"),
        ("CongVanMat12.pdf", "MẬT"),
        ("ho-so.zip!/TaiLieuMat/12.pdf", "MẬT"),
        ("/chia-se/Tài liệu Tối mật 2024/12.pdf", "TỐI MẬT"),
    ],
)
def test_a_mark_in_the_file_name_is_found(name: str, mark: str) -> None:
    assert degree("", name) == mark


@pytest.mark.parametrize(
    "name",
    [
        "bao-mat-thong-tin.pdf",
        "bảo mật.docx",
        "luat bao ve bi mat nha nuoc.pdf",
        "mat-do-thue-bao.xlsx",
        "mật khẩu.docx",
        "mat song vung cao.pdf",
        "format.docx",
        "2024-1075-btttt-ha-giang.docx",
        "luu hanh noi bo.pdf",
        "mặt trận tổ quốc.pdf",
        "KT-TM-2024.xlsx",
        "/chia-se/Bảo mật thông tin/12.pdf",
        "/chia-se/BanMatKhauMoi/12.pdf",
        "ho-so.zip!/Mat do thue bao/12.pdf",
    ],
)
def test_a_look_alike_in_the_file_name_is_not_a_mark(name: str) -> None:
    assert degree("", name) == ""


@pytest.mark.parametrize(
    ("reading", "mark"),
    [("MẬT", "MẬT"), ("LÔI MẬT", "TỐI MẬT"), ("TUYET MAI", "TUYỆT MẬT"), ("MẬ1", "MẬT"), ("MẬT HỎA TỐC", "MẬT")],
)
def test_a_stamp_is_read_with_the_slips_of_ocr(reading: str, mark: str) -> None:
    assert degree("", stamps=("?", reading)) == mark


@pytest.mark.parametrize(
    "reading", ["?", "BẢO MẬT THÔNG TIN", "HỎA TỐC", "CÔNG VĂN ĐẾN", "LƯU HÀNH NỘI BỘ", "MẤT SÓNG DI ĐỘNG", "MẬT ONG"]
)
def test_other_red_stamps_are_no_mark(reading: str) -> None:
    assert degree("", stamps=(reading,)) == ""


@pytest.mark.parametrize(
    ("entry", "mark"),
    [
        ("Mật", "MẬT"),
        ("tối mật", "TỐI MẬT"),
        ("A", "TUYỆT MẬT"),
        ("C", "MẬT"),
        ("Mật, Hỏa tốc", "MẬT"),
        ("x1", SUSPECTED),
    ],
)
def test_a_secrecy_column_names_the_degree(entry: str, mark: str) -> None:
    assert degree("", register=("", "Thường", entry)) == mark


def test_entries_without_a_degree_are_no_mark() -> None:
    assert degree("", register=("", "-", "Không", "Thường", "Công khai", "Nội bộ", "Khẩn")) == ""


def read(path: Path) -> Parsed:
    return parse_file(path, IngestSettings())


def test_a_row_of_a_register_that_is_marked_marks_the_file(tmp_path: Path) -> None:
    header = ["STT", "Số văn bản", "Nội dung", "Độ mật"]
    marked = make_xlsx(
        tmp_path / "so.xlsx", [header, [1, "12/BC", "Sóng yếu", "Thường"], [2, "13/BC", "Tần số", "Mật"]]
    )
    plain = make_xlsx(
        tmp_path / "so-2.xlsx", [header, [1, "12/BC", "Sóng yếu", "Thường"], [2, "13/BC", "Trạm", "Không"]]
    )
    found = mark_of(read(marked), str(marked))
    assert found and found.place is Place.REGISTER
    assert mark_of(read(plain), str(plain)) is None


def test_a_mark_is_found_in_the_left_column_of_a_letterhead(tmp_path: Path) -> None:
    head = [
        "BỘ THÔNG TIN VÀ TRUYỀN THÔNG|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 12/BTTTT-VP|Độc lập - Tự do - Hạnh phúc",
        "MẬT|Hà Nội, ngày 6 tháng 2 năm 2024",
    ]
    letter = make_pdf(tmp_path / "cv.pdf", [[*head, *PROSE]])
    found = mark_of(read(letter), str(letter))
    assert found and found.degree == "MẬT"


def test_use_inside_the_office_and_an_unread_stamp_are_told_not_stopped(tmp_path: Path) -> None:
    inside = read(make_docx(tmp_path / "hd.docx", ["LƯU HÀNH NỘI BỘ", "Hướng dẫn trả lời kiến nghị cử tri."]))
    assert notices(inside) == ("internal_only",)
    assert notices(Parsed("Kính gửi: Văn phòng", (), stamps=("?",))) == ("unread_stamp",)
    assert secrecy_mark(inside.text, "hd.docx") is None
