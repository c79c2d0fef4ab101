"""Where personal data stand in a text: numbers, addresses and names of the people who petition.

Public numbers stay: short codes (156, 5656, 1414, 111), 1800/1900 numbers, hotlines, document numbers,
amounts of money; so do the names of officials, who are named by their office.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.documents import Span
from ingest.vietnamese import fold

UPPER = "A-ZĐÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴ"
NAME = rf"[{UPPER}][^\W\d_]*(?:[^\S\n][{UPPER}][^\W\d_]*){{1,4}}"
SURNAMES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Mai Lương Lưu Tô Trương Tạ Hà "
    "Cao Giàng Vàng Lò Lường Quàng Sùng Thào Vừ Hạng Lầu Mùa Triệu Bàn Nông Hứa Thạch Sơn Danh Kim Châu Quách Thái Tống Chu"
)
HOUSE = (
    r"(?:số nhà|nhà số|số|ngõ|ngách|hẻm|kiệt|tổ(?: dân phố)?|tdp|thôn|ấp|xóm|khu phố|kp|khóm|bản|buôn|làng|đường|phố)"
)
CONTACT = (
    rf"(?:sinh (?:năm|ngày)|(?:thường |tạm |cư )?trú\b|ngụ\b|ở\s+{HOUSE}|địa chỉ|{HOUSE}\s|(?:xã|phường|thị trấn)\s"
    r"|sđt|số điện thoại|điện thoại|đt\b|cccd|cmnd|số cccd|căn cước)"
)

# One table of patterns; each is used by exactly one function below.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/.,+-])(?:\(?\+?84\)?|\(?0)(?:[\s.\-()]{0,2}\d){9,10}(?![\d/]|[.,]\d|-[A-ZĐ])")
HOTLINE = re.compile(r"(?:đường dây nóng|hotline|tổng đài)[^.;\n]{0,40}$", re.IGNORECASE)
DATE = re.compile(r"\d{1,2}[.\-]\d{1,2}[.\-](?:19|20)\d{2}")
ID_NUMBER = re.compile(r"(?<![\w/.,])\d(?:[\s.]?\d){8}(?:(?:[\s.]?\d){3})?(?![\d/]|[.,]\d)")
ID_WORD = re.compile(r"(?:cccd|cmnd|căn cước|chứng minh (?:nhân dân|thư)|định danh)[^.;\n]{0,40}$", re.IGNORECASE)
BARE_CITIZEN = re.compile(r"(?<![\w/.,])0(?:0[1-9]|[1-8]\d|9[0-6])\d{9}(?![\d/]|[.,]\d)")
PASSPORT = re.compile(r"(?i:hộ chiếu)[^.;\n]{0,20}?(?P<number>\b[A-Z]\d{7,8}\b)")
PLATE = re.compile(
    r"(?<![\w/])[1-9]\d\s?[A-ZĐ][A-ZĐ0-9]?\s?[-–.]\s?(?:\d{3}\.?\d{2}|\d{4})(?![\w/]|[.,]\d)"
    r"|(?<=biển số )[1-9]\d\s?[A-ZĐ][A-ZĐ0-9]?\s?\d{3}\.?\d{1,2}(?![\w/])"
)
ACCOUNT = re.compile(
    r"(?:(?i:số tài khoản|tài khoản số|stk|số tk|tài khoản(?: ngân hàng)?))(?:\s+(?:số|ngân hàng|nhận tiền|tại|của|[A-Z]\w+)){0,4}"
    r"\s*[:\-]?\s*(?P<number>\d(?:[\s.\-]?\d){7,18})(?!\d)(?!\s*(?:đồng|tỷ|triệu|tài khoản|thuê bao))"
)
AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+")
TITLED_NAME = re.compile(rf"\b(?:[Cc]ử tri\s+)?(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị)\s+(?:\((?:bà|ông)\)\s+)?(?P<name>{NAME})")
# Three words at least: "cử tri Hà Giang" is a province.
VOTER_NAME = re.compile(
    rf"\b[Cc]ử tri\s+(?P<name>(?:{'|'.join(SURNAMES.split())})(?:[^\S\n][{UPPER}][^\W\d_]*){{2,4}})"
)
FOLLOWS = re.compile(rf"\s*[,(:\-–;]?\s*(?:hiện\s+)?(?:đang\s+)?{CONTACT}", re.IGNORECASE)
DETAILS = re.compile(
    rf"(?:\s*[,(;]?\s*(?:(?:hiện|đang)\s+)*(?:(?:thường |tạm |cư )?trú (?:tại )?|ngụ (?:tại )?|ở |địa chỉ:?\s*)?)"
    rf"(?P<address>(?:{HOUSE}\s[^,;:.()\n]{{1,40}}(?:,\s*(?={HOUSE}\s))?)+)",
    re.IGNORECASE,
)
BORN = re.compile(r"sinh (?:năm|ngày)\s*:?\s*(?P<born>(?:\d{1,2}/\d{1,2}/)?\d{4})", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """A piece of personal data and what stands in its place."""

    span: Span
    label: str


def personal_data(text: str) -> list[Finding]:
    """Every piece of personal data in the text, in order, none overlapping another."""
    kept: list[Finding] = []
    for find in FINDERS:
        for finding in find(text):
            place = bisect_left(kept, finding.span.start, key=_start)
            after = kept[place].span.start if place < len(kept) else len(text)
            before = kept[place - 1].span.end if place else 0
            if before <= finding.span.start and finding.span.end <= after:
                kept.insert(place, finding)
    return kept


def _start(finding: Finding) -> int:
    return finding.span.start


def _emails(text: str) -> Iterator[Finding]:
    return (Finding(Span(*match.span()), "[EMAIL]") for match in EMAIL.finditer(text))


def _id_numbers(text: str) -> Iterator[Finding]:
    for match in ID_NUMBER.finditer(text):
        if ID_WORD.search(text[max(0, match.start() - 60) : match.start()]):
            yield Finding(Span(*match.span()), "[CCCD]")
    for match in BARE_CITIZEN.finditer(text):
        yield Finding(Span(*match.span()), "[CCCD]")
    for match in PASSPORT.finditer(text):
        yield Finding(Span(*match.span("number")), "[HỘ CHIẾU]")


def _accounts(text: str) -> Iterator[Finding]:
    for match in ACCOUNT.finditer(text):
        if not AMOUNT.fullmatch(match["number"]):
            yield Finding(Span(*match.span("number")), "[TÀI KHOẢN]")


def _phones(text: str) -> Iterator[Finding]:
    for match in PHONE.finditer(text):
        if HOTLINE.search(text[max(0, match.start() - 60) : match.start()]) or DATE.match(match[0]):
            continue
        span = _phone_in(match)
        if span:
            yield Finding(span, "[SĐT]")


def _phone_in(match: re.Match[str]) -> Span | None:
    """A mobile number has ten digits, a landline eleven; a further digit may belong to the next words."""
    places = [match.start() + place for place, letter in enumerate(match[0]) if letter.isdigit()]
    digits = re.sub(r"\D", "", match[0])
    lead = 2 if digits.startswith("84") and match[0].lstrip("(").startswith(("+84", "84")) else 1
    rest = digits[lead:]
    if re.fullmatch(r"[35789]\d{8}", rest) or re.fullmatch(r"2\d{9}", rest):
        return Span(*match.span())
    gap = places[-1] - places[-2] > 1
    if gap and re.fullmatch(r"[35789]\d{9}", rest):
        return Span(match.start(), places[-2] + 1)
    return None


def _plates(text: str) -> Iterator[Finding]:
    return (Finding(Span(*match.span()), "[BIỂN SỐ]") for match in PLATE.finditer(text))


def _people(text: str) -> Iterator[Finding]:
    """Names followed by an address, year of birth or number; then the same names wherever they are repeated."""
    names: dict[str, None] = {}
    for pattern in (TITLED_NAME, VOTER_NAME):
        for match in pattern.finditer(text):
            if FOLLOWS.match(text, match.end()):
                names[match["name"]] = None
                yield from _details(text, match.end())
    for name in names:
        yield from (Finding(Span(*each.span()), "[HỌ TÊN]") for each in re.finditer(rf"\b{re.escape(name)}\b", text))


def _details(text: str, offset: int) -> Iterator[Finding]:
    """Year of birth and the part of an address below the commune, behind a name."""
    end = min(offset + 160, *(at for at in (text.find(stop, offset) for stop in (". ", "\n")) if at >= 0), len(text))
    born = BORN.search(text, offset, end)
    if born:
        yield Finding(Span(*born.span("born")), "[NĂM SINH]")
    address = DETAILS.search(text, offset, end)
    if address and fold(address["address"]).strip():
        yield Finding(Span(*address.span("address")), "[ĐỊA CHỈ]")


FINDERS: tuple[Callable[[str], Iterator[Finding]], ...] = (_emails, _id_numbers, _accounts, _phones, _plates, _people)
