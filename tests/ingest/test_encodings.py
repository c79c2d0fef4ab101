"""Old encodings, damage and look-alikes: read as meant, and good text left alone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from evals import old_writing as written
from ingest.encodings import (
    LOST_LETTERS_MEAN_REREAD,
    decode,
    invisible,
    lost_letters,
    repaired,
    without_look_alikes,
)
from ingest.encodings.grammar import is_syllable
from ingest.parse.clean import clean
from ingest.parse.source import Source
from ingest.parse.text import parse
from ingest.settings import IngestSettings
from ingest.vietnamese import fold

LETTER = (
    "Bộ Thông tin và Truyền thông nhận được kiến nghị của cử tri tỉnh Hà Giang.\n"
    "Cử tri phản ánh: nhiều thôn, bản ở vùng sâu chưa có sóng di động, việc học trực tuyến rất khó khăn.\n"
    "Đề nghị Bộ chỉ đạo các doanh nghiệp sớm phủ sóng để người dân được sử dụng dịch vụ bưu chính, viễn thông."
)
GOOD = [
    LETTER,
    "São Paulo, Champs-Élysées, Malmö, Zürich, Besançon",
    "Où est la bibliothèque? L'été dernier, nous avons été à l'hôtel près de la forêt.",
    "Der Präsident sagte, daß die Bürger über die Größe der Städte für Österreich staunen.",
    "El niño pequeño comió piñas y jalapeños, ¿qué pasó? ¡Sí, señor!",
    "A educação é essencial à nação; não há coração sem emoção, irmãos e mães.",
    "Ca sĩ Beyoncé và cầu thủ Thomas Müller, Mesut Özil, Luis Suárez đến Thành phố Hồ Chí Minh.",
    "Nestlé® © 2024 ™ § 5; giá £20, ¥300, €5; 20 m², 30 m³, 25 °C, ±2 µg/m³, ½ ¼ ¾, Ø21, ø 20 mm",
    "«Bộ Thông tin và Truyền thông» - «VNPT», «Viettel» ®\n· Thực hiện nghiêm\n§ Báo cáo\nØ Kiểm tra",
    "THỊ XÃ” “NHÀ” ‘LÀ’ “XÃ… “VÌ” HÀ… “MÔ” “CÔ” “ĐÃ”",
    "Ðộc lập - Tự do; Ðà Nẵng, ngày 5 tháng 6; ÐBQH; ðiện tử",
    "tai sao lai khong tra loi? he thong. mang. dien thoai. Ha Noi. ta. toi.",
    "f(a)=a^2+b^2; o+1; u+v; e^x; (a+b)^2=a^2+2ab+b^2; for (a(i)=0; a(i)<o+1; a(i)++) { u+=1; }",
    "www.example.gov.vn a.i e.g. i.e. U.S.A. a.m. p.m. it's middle address; What's up? No. Go.",
    "Ký hiệu: © ® ™ ¤ ¦ ¨ ª ¬ ¯ ´ ¸ º ¿ Ø ø Æ æ Ð ð Þ þ ß",
]


@pytest.mark.parametrize("encoding", written.ENCODERS)
def test_a_file_in_an_old_encoding_is_read_as_it_was_meant_and_says_so(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "cong-van.txt"
    file.write_bytes(written.ENCODERS[encoding](LETTER))
    read = parse(Source(file, IngestSettings()))
    assert read.text.split() == LETTER.split()
    assert read.warnings == (f"repaired: {'TCVN3' if encoding == 'TCVN5712' else encoding}",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_files_are_no_repair(encoding: str) -> None:
    assert decode(LETTER.encode(encoding)) == (LETTER, ())


@pytest.mark.parametrize("text", GOOD, ids=range(len(GOOD)))
def test_good_text_is_never_repaired(text: str) -> None:
    assert repaired(text) == (text, ())


@pytest.mark.parametrize("form", [lambda text: unicodedata.normalize("NFD", text), written.half_decomposed])
def test_taken_apart_letters_are_put_together_without_calling_it_a_repair(form: Callable[[str], str]) -> None:
    assert form(LETTER) != LETTER
    assert repaired(form(LETTER)) == (LETTER, ())


@pytest.mark.parametrize("windows", [True, False])
@pytest.mark.parametrize("times", [1, 2])
def test_utf8_read_as_latin1_is_read_back(windows: bool, times: int) -> None:
    assert repaired(written.misread(LETTER, windows, times)) == (LETTER, ("UTF-8 → Latin-1",))


def test_letters_whose_last_byte_was_lost_come_back_where_only_one_word_is_possible() -> None:
    read = repaired("Bá»™ ThÃ´ng tin vÃ  Truyá»n thÃ´ng, ngÆ°á»i dÃ¢n, hÃ ng hÃ³a")
    assert read.text == "Bộ Thông tin và Truyền thông, người dân, hàng hóa"


def test_the_font_tells_what_a_word_alone_does_not() -> None:
    assert repaired("Cã").text == "Cã"
    assert repaired("Cã", ".VnTime") == ("Có", ("TCVN3",))
    assert repaired("Cã", "ABCDEF+.VnTime,Bold").text == "Có"
    assert repaired("oâ", "VNI-Helve-Condense").text == "ô"
    assert repaired("Cã", "Times New Roman") == ("Cã", ())


def test_fonts_of_capitals_make_capitals() -> None:
    assert repaired("céng hßa x· héi", ".VnTimeH").text == "CỘNG HÒA XÃ HỘI"
    assert repaired("Bé TH¤NG TIN Vµ TRUYÒN TH¤NG").text == "BỘ THÔNG TIN VÀ TRUYỀN THÔNG"


def test_unicode_pasted_in_an_old_font_stays() -> None:
    assert repaired("Bộ Thông tin và Truyền thông", ".VnTime") == ("Bộ Thông tin và Truyền thông", ())


def test_good_paragraphs_beside_old_ones_stay_and_lines_keep_their_number() -> None:
    old = written.characters(written.tcvn3(LETTER.lower()))
    read = repaired(f"{LETTER}\n{old}\n{LETTER}")
    assert read.text == f"{LETTER}\n{LETTER.lower()}\n{LETTER}"
    assert repaired("Bộ Th«ng tin vµ Truyền thông").text == "Bộ Thông tin và Truyền thông"


def test_two_old_encodings_in_one_document_are_both_read() -> None:
    old = written.characters(written.tcvn3(LETTER.lower())), written.characters(written.vni(LETTER))
    assert repaired("\n".join(old)) == (f"{LETTER.lower()}\n{LETTER}", ("TCVN3", "VNI"))


@pytest.mark.parametrize("shown", ["", "-"])
def test_the_letter_that_tcvn3_loses_comes_back_where_the_word_needs_it(shown: str) -> None:
    meant = "như vậy nhưng nhà trường, người được hưởng lương, nước, bưu chính, đầu tư."
    old = written.characters(written.tcvn3(meant)).replace("\xad", shown)
    assert repaired(old).text == meant


def test_nothing_is_put_into_names_and_measures_where_no_letter_was_lost() -> None:
    meant = "lúc 7h anh Nguyễn Văn Tr. gặp chị Ng. tại thị trấn, đi 5 km, mua 2 kg lê"
    assert repaired(written.characters(written.tcvn3(meant))).text == meant


@pytest.mark.parametrize("encoding", written.ENCODERS)
def test_repairing_twice_is_repairing_once(encoding: str) -> None:
    once = repaired(written.characters(written.ENCODERS[encoding](LETTER))).text
    assert repaired(once) == (once, ())


def test_a_page_that_lost_letters_is_told_from_a_good_one() -> None:
    assert lost_letters("VI T NAM N M 2013 B Thông tin và Truy n thông, Đi u 1. Cán b") > LOST_LETTERS_MEAN_REREAD
    assert lost_letters("(cid:12)(cid:7) Th(cid:9)ng tin (cid:88) và (cid:3)") > LOST_LETTERS_MEAN_REREAD
    assert lost_letters("".join(chr(0xE000 + ord(each) % 99) if each.isalpha() else each for each in LETTER)) > 0.9
    assert lost_letters("".join(chr(ord(each) + 29) if each.isalpha() else each for each in LETTER)) > 0.5


@pytest.mark.parametrize(
    "page",
    [
        LETTER,
        LETTER.upper(),
        "Bo Thong tin va Truyen thong nhan duoc kien nghi cua cu tri tinh Ha Giang ve phu song di dong",
        "The Ministry announced that the strategy for digital transformation will be carried out in all provinces.",
        "1 BTTTT-VP VP\n2 TTTT TT\n3 CNTT QLDN BC VT\nTP HCM HN QN TTH\nGB MB VNPT FPT CMC MBF VTC VOV",
        "Ông A. và bà B. ở TP. HCM, 5 km, 12 kg, điểm b, khoản 2; c) đ) Internet, website, online, Facebook, 5G",
    ],
)
def test_good_pages_are_not_read_again(page: str) -> None:
    assert lost_letters(page) < LOST_LETTERS_MEAN_REREAD


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("Ðộc lập, ðiện tử", "Độc lập, điện tử"),
        ("Bộ Тhông tin và Тruуền thông", "Bộ Thông tin và Truyền thông"),  # Cyrillic Т and у
        ("Bo\u0302\u0323 Th\u043e\u0302ng tin", "Bộ Thông tin"),
        ("ＢỘ ＴＴＴＴ ２０２４", "BỘ TTTT 2024"),
        ("ofﬁce, Hà\u200b Nội\U000e0041", "office, Hà Nội"),
        ("Москва và α-amylase", "Москва và α-amylase"),
    ],
)
def test_look_alikes_become_the_letters_they_look_like(shown: str, meant: str) -> None:
    assert clean(shown) == meant


def test_characters_nobody_sees_are_counted_but_soft_hyphens_hide_nothing(tmp_path: Path) -> None:
    assert invisible("\ufeffHà\u200b Nội\U000e0041\u202e thông\u00adtin") == 3
    assert without_look_alikes("plain") == "plain"
    file = tmp_path / "ghi-chu.txt"
    file.write_text("Trả lời cử tri\u200b\u200b", "utf-8")
    assert parse(Source(file, IngestSettings())).warnings == ("hidden_text: 2",)


def test_the_place_of_a_tone_mark_is_kept_in_text_and_folded_in_search() -> None:
    for old, new in [("hòa", "hoà"), ("khóa", "khoá"), ("thủy", "thuỷ")]:
        assert clean(old) == old and clean(new) == new
        assert repaired(old).text == old
        assert fold(old) == fold(new)
        assert is_syllable(old) and is_syllable(new)
