"""Where people live: everything below the province, when it stands with a person or with words of residence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.documents import Span
from ingest.guard.finding import Finding

UPPER = "A-ZĐÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴ"
PROVINCES = (
    "An Giang|Bà Rịa|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định|Bình Phước|Bình Thuận|Cà Mau|"
    "Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai|Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|"
    "Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình|Hồ Chí Minh|Huế|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|"
    "Lào Cai|Lâm Đồng|Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam|Quảng Ngãi|"
    "Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa|Thừa Thiên|Tiền Giang|Trà Vinh|"
    "Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái|HCM"
)
CITIES = "Hà Nội|Hồ Chí Minh|HCM|Hải Phòng|Đà Nẵng|Cần Thơ|Huế"
NEXT_WORDS = (
    rf"Bộ [{UPPER}]|Sở|Cục|Đề nghị|Ông [{UPPER}]|Bà [{UPPER}]|Anh [{UPPER}]|Chị [{UPPER}]|Điện thoại|Số|Email|SĐT|CCCD|Ngày|"
    rf"Nội dung|Nay|Tôi|Kiến nghị|Phản ánh|Về|Điều|Khoản \d|Mục|Phụ lục|Thông tư|Nghị định|Nghị quyết|Luật [{UPPER}\d]|Quyết định|Biểu"
)
CAPITAL = rf"(?!(?:{NEXT_WORDS}))[{UPPER}][^\W\d_]*(?:['’.][{UPPER}]?[^\W\d_]+)?"
HOUSE = (
    r"(?i:số nhà|nhà số|số|ngõ|ngách|hẻm|kiệt|tổ dân phố|tổ|tdp|thôn|ấp|xóm|khu phố|khu vực|khu dân cư|khu|kp|khóm|"
    r"bản|buôn|làng|plei|sóc|phum|đội|lô|căn hộ|phòng|chung cư|tòa nhà|tòa|tầng|đường|phố)"
)
COMMUNE = r"(?i:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|đặc khu|tp\.?|tx\.?|tt\.?|p\.|q\.|x\.|h\.)"
NUMBER = r"(?:(?:số\s|SỐ\s)?[A-Z]{0,2}\d[\w/\-]*(?:\.\d+)*)"
WORDS = rf"{CAPITAL}(?:\s{CAPITAL}|\s\d{{1,2}}[A-Z]?\b){{0,4}}"
# Before what only looks like an address: a form, a paper, a service.
NO_NUMBER = (
    "(?<![Mm]ẫu )(?<![Bb]iểu )(?<!đầu )(?<!văn )(?<!bản )(?<!định )(?<!tư )(?<!luật )(?<!thoại )(?<!máy )(?<!hồ sơ )"
    "(?<![Tt]hành )(?<!THÀNH )"
)
PART = (
    rf"(?:{NO_NUMBER}\b{HOUSE}\s+(?:{NUMBER}(?:\s{WORDS})?|{WORDS})"
    rf"|{NO_NUMBER}\b{COMMUNE}\s*(?!(?:{CITIES})\b)(?:{NUMBER}|{WORDS})"
    rf"|(?<![\w/]){NUMBER}\s+(?={HOUSE}\s)|(?<![\w/.]){NUMBER}\s{WORDS})"
)
BARE = rf"(?!(?:{PROVINCES})\b){CAPITAL}(?:\s{CAPITAL}){{1,2}}(?=\s*[,\-–]\s*(?i:tỉnh|tp|thành phố|{PROVINCES}))"
ADDRESS = re.compile(rf"{PART}(?:\s*[,\-–]?\s*{PART}|\s*[,\-–]\s*{BARE})*")
LIVES = re.compile(
    r"(?:(?<!quan )(?<!an )(?<!Chủ tịch )[Tt]hường trú|THƯỜNG TRÚ|[Tt]ạm trú|[Tt]rú (?:tại|ở)|"
    r"[Hh]ộ khẩu|HKTT|[Cc]ư trú (?:tại|ở)|[Nn]gụ (?:tại |ở )?|"
    r"[Nn]ơi ở|NƠI Ở|[Nn]hà ở|[Nn]hà (?:tôi|em|cháu) ở|(?:[Tt]ôi|[Ee]m|[Cc]háu|[Gg]ia đình|[Mm]ình) ở|[Qq]uê quán|[Nn]guyên quán|"
    r"[Nn]hà riêng|[Ll]àm đơn ở)(?=([^.;\n]{0,40}))"
)
LIVES_WORDS = (
    "rú ",
    "rú:",
    "RÚ",
    "ngụ",
    "Ngụ",
    "khẩu",
    "HKTT",
    "ơi ở",
    "ƠI Ở",
    "hà ở",
    "ôi ở",
    "m ở",
    "ình ở",
    "áu ở",
    "uán",
    "riêng",
)
POSTAL = re.compile(r"(?:[Đđ]ịa chỉ|ĐỊA CHỈ|Đ/c|Đ/C)[^.;\n:\d]{0,20}:?\s*")
OFFICE_ADDRESS = re.compile(r"(?:trụ sở|công ty|cơ quan|văn phòng|website|ip\b|email|mạng|sở \w|bộ \w)", re.IGNORECASE)
STOP = re.compile(
    r"(?<!,)\n(?=\s*(?:\d{1,3}[.)]\s|[^\w\s(]|[A-ZĐÀ-Ỹ]))|\.\s|(?<!chỉ):\s+(?=[a-zđà-ỹ])|\b(?:phản ánh|đề nghị|"
    r"kiến nghị|hỏi|phát biểu|về|bị|nêu|khiếu nại|tố cáo|chưa|không|gửi|có đơn)\b"
)
ROOM = 220  # characters behind a name in which the details of a person stand


def behind(text: str, offset: int) -> Iterator[Finding]:
    """The address behind a person's name, up to where the sentence turns to the matter."""
    stop = STOP.search(text, offset, offset + ROOM)
    end = stop.start() if stop else min(len(text), offset + ROOM)
    found = ADDRESS.search(text, offset, end)
    if found:
        yield Finding(Span(*found.span()), "[ĐỊA CHỈ]")


def residences(text: str) -> Iterator[Finding]:
    """Addresses behind words of residence."""
    if not any(word in text for word in LIVES_WORDS):
        return
    for match in LIVES.finditer(text):
        found = ADDRESS.search(text, match.end(), match.end() + 200)
        if found and found.start() - match.end() <= 40 and "\n" not in text[match.end() : found.start()].lstrip():
            yield Finding(Span(*found.span()), "[ĐỊA CHỈ]")


def given_addresses(text: str) -> Iterator[Finding]:
    """Addresses behind the word for it, except those of bodies; for texts that name a person."""
    for match in POSTAL.finditer(text):
        if OFFICE_ADDRESS.search(text[max(0, match.start() - 60) : match.end()]):
            continue
        found = ADDRESS.match(text, match.end())
        if found:
            yield Finding(Span(*found.span()), "[ĐỊA CHỈ]")
