"""What bears a mark of State secrecy and what only looks like it."""

from __future__ import annotations

import unicodedata

import pytest

from ingest.guard.secrecy import secrecy_mark

LETTER = "BỘ THÔNG TIN VÀ TRUYỀN THÔNG\nSố: 12/BTTTT-VP\n{}\nHà Nội, ngày 06 tháng 02 năm 2024\nKính gửi: Văn phòng\n"


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
        ("M Ậ T", "MẬT"),
        ("T Ố I  M Ậ T", "TỐI MẬT"),
        ("T U Y Ệ T   M Ậ T", "TUYỆT MẬT"),
        ("Độ mật: MẬT", "MẬT"),
        ("Mức độ mật: TỐI MẬT", "TỐI MẬT"),
        ("MAT", "MẬT"),
        ("M A T", "MẬT"),
        ("TOI MAT", "TỐI MẬT"),
        ("TUYET MAT", "TUYỆT MẬT"),
        ("TUYÊT MÂT", "TUYỆT MẬT"),
        ("MẬT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "MẬT"),
        ("MẬT Hà Nội, ngày 06 tháng 02 năm 2024", "MẬT"),
        ("Số: 12/BTTTT-VP TỐI MẬT", "TỐI MẬT"),
        (unicodedata.normalize("NFD", "MẬT"), "MẬT"),
    ],
)
def test_a_mark_in_the_head_is_found(line: str, mark: str) -> None:
    assert secrecy_mark(LETTER.format(line), "cong-van.pdf") == mark


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
        "Mật",
        "MẶT TRẬN TỔ QUỐC",
        "MẤT SÓNG",
        "GIẢI MẬT",
        "Cử tri đề nghị giữ bí\nmật thông tin cá nhân",
        "thiết bị bảo\nmật",
        "HỎA TỐC",
    ],
)
def test_a_look_alike_is_not_a_mark(line: str) -> None:
    assert secrecy_mark(LETTER.format(line), "cong-van.pdf") is None


def test_a_mark_on_a_later_page_is_found() -> None:
    assert secrecy_mark("Nội dung.\n" * 2000 + "TỐI MẬT\n", "phu-luc.pdf") == "TỐI MẬT"


def test_an_ocr_guess_counts_only_in_the_head() -> None:
    assert secrecy_mark("Nội dung.\n" * 2000 + "MAT\n", "phu-luc.pdf") is None


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("MẬT.pdf", "MẬT"),
        ("CV_MẬT_12.pdf", "MẬT"),
        ("cv-mat-12-bca.pdf", "MẬT"),
        ("mat 45.docx", "MẬT"),
        ("toi mat - phuong an.docx", "TỐI MẬT"),
        ("TUYET_MAT_2024.pdf", "TUYỆT MẬT"),
        ("Công văn (tối mật).pdf", "TỐI MẬT"),
        ("M Ậ T 12.pdf", "MẬT"),
    ],
)
def test_a_mark_in_the_file_name_is_found(name: str, mark: str) -> None:
    assert secrecy_mark("", name) == mark


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
    ],
)
def test_a_look_alike_in_the_file_name_is_not_a_mark(name: str) -> None:
    assert secrecy_mark("", name) is None
