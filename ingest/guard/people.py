"""Names of the people who petition, and what stands with a name: birth, address.

A name is a person's when personal details follow it, when only petitioners are called so (cử tri, hộ ông, người làm đơn),
or when it has a title and petitions while nobody calls it an official. Found once, it is found wherever it is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from ingest.documents import Span
from ingest.guard.addresses import HOUSE, PROVINCES, UPPER, behind, given_addresses, residences
from ingest.guard.columns import table_cells
from ingest.guard.finding import Finding
from ingest.guard.numbers import has_number_of_person

SURNAMES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Mai Lương Lưu Tô Trương Tạ Hà "
    "Cao Giàng Vàng Lò Lường Quàng Sùng Thào Vừ Hạng Lầu Mùa Triệu Bàn Nông Hứa Thạch Sơn Danh Kim Châu Quách Thái Tống Chu "
    "Đào Đàm Phùng Vương Từ Tăng La Lâm Văn Hầu Cà Vì Tòng Bạc Cầm Lừu Chảo Tẩn Phàn Lèng Ma Má Ly Cứ Tráng Hờ Thò Sình Cư "
    "Ksor Siu Rơ Rah Rcom Kpă Nay Niê Alăng Zơrâm Bríu Pơloong Arất Coor Bnướch Đinh Y K H Ka Cil Bon Liêng Rmah Blup "
    "Sầm Hoàn Linh Viên Vi Lục Nghiêm Khổng Doãn Quan Trang Lại Thân Giáp Khúc Kiều Ông Âu Uông Mạc Phí Tiêu Diệp Sằm Đồng"
)
WORD = rf"[{UPPER}](?:['’][{UPPER}]?)?[^\W\d_]*(?:['’][{UPPER}]?[^\W\d_]+)?"
GAP = rf"(?:[^\S\n]|\n(?={WORD},))"
NAME = rf"{WORD}(?:{GAP}{WORD}){{1,4}}"
SURNAME = rf"(?:{'|'.join(sorted(set(SURNAMES.split()), key=len, reverse=True))}|[HYK]['’][{UPPER}]\w+)"
TITLE = r"(?:[Ôô]ng|ÔNG|[Bb]à|BÀ|[Aa]nh|[Cc]hị|[Ee]m|[Cc]háu|[Cc]ô|[Cc]hú|[Bb]ác|[Cc]ụ)"

# One table of patterns; each is used by exactly one function below.
TITLED = re.compile(rf"\b{TITLE}\s+(?:là\s+)?(?:\((?:bà|ông)\)\s+)?(?P<name>{NAME})")
ALWAYS = re.compile(
    rf"\b(?:(?:(?<!ủng )(?<!bảo )[Hh]ộ|[Gg]ia đình|[Nn]hà)(?: (?:ông|bà|anh|chị|cháu|cụ))\s+(?P<house>{WORD}(?:{GAP}{WORD}){{0,4}})"
    rf"|(?:[Tt]ôi tên là|[Tt]ên tôi là|[Tt]ôi là|[Cc]hủ hộ|[Cc]hủ tài khoản|"
    rf"(?:STK|[Tt]ài khoản)[^.\n;]{{0,25}}\d{{4}}[^.\n;]{{0,30}} (?:của|tên)|"
    rf"[Nn]gười nhận|[Nn]ạn nhân|[Cc]háu là|[Ee]m là|"
    rf"[Nn]gười (?:làm|viết|gửi) đơn|[Nn]gười (?:kiến nghị|phản ánh|khiếu nại|tố cáo)|[Cc]on (?:trai|gái)(?: là)?|"
    rf"[Vv]ợ(?: tôi)?(?: là)?|[Cc]hồng(?: tôi)?(?: là)?|[Cc]háu)\s*:?\s+(?:{TITLE}\s+)?(?P<name>{NAME}))"
)
VOTER = re.compile(rf"\b(?:[Cc]ử tri|CỬ TRI|[Cc]ông dân)\s+(?:{TITLE}\s+)?(?P<name>{SURNAME}(?:{GAP}{WORD}){{1,4}})")
SIGNED = re.compile(
    rf"(?:[Nn]gười (?:làm|viết|gửi) đơn|[Nn]gười (?:kiến nghị|phản ánh)|[Tt]rân trọng[^\n]{{0,20}}|[Kk]ính đơn|[Kk]ý tên)"
    rf"[^\n]{{0,30}}\n+(?:\([^)\n]{{1,40}}\)\n+)?[^\S\n]*(?P<name>{NAME})[^\S\n]*(?:\n|$)"
)
FIELD = re.compile(
    rf"(?:[Hh]ọ và tên|HỌ VÀ TÊN|[Hh]ọ,? tên|HỌ,? TÊN|[Tt]ên (?:cử tri|công dân)|From|Từ|Người gửi)"
    rf"[^:\n|]{{0,30}}:\s*(?:{TITLE}\s+)?(?P<name>{NAME})"
)
LISTED = re.compile(rf"(?m)^[^\S\n]*(?:\d{{1,3}}[.)/]|[-+*•–])[^\S\n]*(?P<name>{NAME})")
BARE = re.compile(rf"\b(?P<name>{SURNAME}(?:[^\S\n]{WORD}){{1,4}})(?=\s?[,(<:;–-])")
PLACE = re.compile(
    rf"(?:{PROVINCES})$|(?:Xã|Huyện|Tỉnh|Thôn|Phường|Thị|Quận|Công|Trường|Bộ|Sở|Cục|Vụ|Ủy|Trung|Địa|Điện|Luật|Nghị|Thông|"
    r"Quyết|Chỉ|Ban|Đoàn ĐB|Hội|Tổ|Khu|Bản|Nhà|Ngân|Tập|Văn Phòng|Đường|Cử|Kính|Viễn)\b",
    re.IGNORECASE,
)
FOLLOWS = re.compile(
    rf"\s*[,(:;\-–<]*\s*(?:(?:hiện|đang|là)\s+)*(?:cử tri\s+)?"
    rf"(?:sinh (?:năm|ngày)|sn\s?:?\s?\d|(?:thường |tạm |cư )?trú\b|ngụ\b|ở\s+{HOUSE}|địa chỉ|{HOUSE}\s+[{UPPER}\d]|"
    rf"(?:xã|phường|thị trấn)\s+[{UPPER}\d]|sđt|số điện thoại|điện thoại|đt\b|cccd|cmnd|số cccd|căn cước|"
    r"(?:\+84|0)[\d .\-]{8,}|[\w.+-]+@)",
    re.IGNORECASE,
)
STRONG = re.compile(
    rf"\s*[,(\-–;<]+\s*(?:(?:hiện|đang)\s+)*(?:sinh (?:năm|ngày)|sn\s?:?\s?\d|(?:thường |tạm |cư )?trú (?:tại|ở)|ngụ\b|"
    rf"ở\s+{HOUSE}|{HOUSE}\s+[{UPPER}\d]|sđt|số điện thoại|đt\b|cccd|cmnd|số cccd|căn cước|(?:\+84|0)[\d .\-]{{8,}}|[\w.+-]+@)",
    re.IGNORECASE,
)
OFFICE_WORD = (
    r"(?:quyền |nguyên |cựu |phó )*(?:tổng |chánh )?(?:bí thư|chủ tịch|bộ trưởng|thứ trưởng|thủ tướng|phó thủ tướng|cục trưởng|"
    r"vụ trưởng|chánh văn phòng|chánh thanh tra|chánh án|viện trưởng|giám đốc|tổng giám đốc|trưởng|phó|đại biểu|đồng chí|"
    r"đ/c|trưởng đoàn|phát ngôn|ủy viên|thượng tá|đại tá|trung tá|thiếu tá|thiếu tướng|trung tướng|luật sư|tiến sĩ|"
    r"chuyên gia|nghệ sĩ|ca sĩ|nhà báo|đạo diễn|hiệu trưởng|gs|pgs|ts|ths|bs|chuyên viên|cán bộ)"
)
OFFICE_BEFORE = re.compile(rf"\b{OFFICE_WORD}\b[^.;:,\n()]{{0,60}}(?:,\s*)?$", re.IGNORECASE)
OFFICE_AFTER = re.compile(rf"\s*[,(\-–:]\s*{OFFICE_WORD}\b", re.IGNORECASE)
NAMED_AFTER = re.compile(
    r"(?:đường|phố|trường|thpt|thcs|tiểu học|đại học|công ty|tnhh|cổ phần|bệnh viện|quỹ|giải thưởng|học bổng|cầu|chợ|"
    r"công viên|quảng trường|phường|xã|huyện) $",
    re.IGNORECASE,
)
PETITIONS = re.compile(
    r"\s*(?:\([^)\n]{0,80}\)\s*)?,?\s*(?:(?:đã|có|lại|tiếp tục|cũng)\s+)*(?:phản ánh|khiếu nại|tố cáo|trình bày|gửi đơn|"
    r"làm đơn|đơn|kiến nghị|đề nghị|bị|hỏi|ý kiến|thắc mắc|bức xúc)"
)
PETITION_OF = re.compile(
    r"(?:đơn|thư|phản ánh|kiến nghị|ý kiến|khiếu nại|tố cáo|thuê bao|câu hỏi|hồ sơ)[^.;\n]{0,30} (?:của|bởi) $"
)
PETITION_TEXT = re.compile(
    r"[Cc]ử tri|[Nn]gười (?:làm|viết) đơn|[Pp]hản ánh|[Kk]iến nghị|[Kk]hiếu nại|[Nn]ạn nhân|[Tt]ôi "
)
BORN = re.compile(
    r"(?:[Ss]inh (?:năm|ngày)|[Ss]inh(?=\s\d{1,2}[/.])|[Nn]gày(?:, tháng, năm)? sinh|NGÀY SINH|[Nn]ăm sinh|\bSN)\s*:?\s*"
    r"(?P<born>\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}|(?:19|20)\d{2}\b)"
)

CAPITALIZED = re.compile(WORD)
CAPITALS = re.compile(rf"\b{WORD}(?:\s+{WORD})+")
CALLED = re.compile(rf"\b{TITLE}\s+(?P<name>{WORD}(?:[^\S\n]{WORD}){{0,2}})(?!\s[{UPPER}])")
NEAR = 20_000  # characters around a name in which its office may stand


def people(text: str) -> Iterator[Finding]:
    """Names, births and addresses of persons; then the same names wherever they are repeated."""
    cells = list(table_cells(text))
    yield from cells
    names = {text[cell.span.start : cell.span.end]: None for cell in cells if cell.label == "[HỌ TÊN]"}
    for match in _persons(text):
        group = "house" if match.groupdict().get("house") else "name"
        if len(match[group]) == 1:
            continue
        names[match[group]] = None
        yield Finding(Span(*match.span(group)), "[HỌ TÊN]")
        yield from behind(text, match.end())
    if names:
        _add_titled(text, names)
        yield from _births(text)
        yield from given_addresses(text)
        yield from _repeated(text, names)
    yield from residences(text)


def _persons(text: str) -> Iterator[re.Match[str]]:
    petition = _tells_of_persons(text)
    for match in TITLED.finditer(text):
        if FOLLOWS.match(text, match.end()) or (petition and _petitioner(text, match)):
            yield match
    for match in BARE.finditer(text):
        if STRONG.match(text, match.end()) and not PLACE.match(match["name"]) and not _named_after(text, match.start()):
            yield match
    if not petition and not any(sign in text for sign in (":", "gia đình", "hộ ông", "hộ bà")):
        return
    for pattern in (FIELD, SIGNED, ALWAYS):
        for match in pattern.finditer(text):
            if not PLACE.match(match.groupdict().get("house") or match["name"]) and not _official(text, match):
                yield match
    for match in VOTER.finditer(text) if petition else ():
        sure = len(match["name"].split()) > 2 or "'" in match["name"] or FOLLOWS.match(text, match.end())
        if sure and not PLACE.match(match["name"]):
            yield match
    for match in LISTED.finditer(text):
        parted = text[match.end() : match.end() + 3].lstrip()[:1] in tuple(",(:;-–<")
        if parted and FOLLOWS.match(text, match.end()) and not PLACE.match(match["name"]):
            yield match


def _tells_of_persons(text: str) -> bool:
    return bool(PETITION_TEXT.search(text)) or has_number_of_person(text)


def _petitioner(text: str, match: re.Match[str]) -> bool:
    """A titled name that petitions, in a text of petitions, and is nowhere in it an official."""
    if _official(text, match):
        return False
    before = text[max(0, match.start() - 60) : match.start()]
    return bool(_familiar(match) or PETITIONS.match(text, match.end()) or PETITION_OF.search(before))


def _familiar(match: re.Match[str]) -> bool:
    """Nobody calls an official anh, chị, cháu, bác in a letter."""
    return match[0][0] not in "ÔôBb" or match[0][:3].lower() == "bác"


def _official(text: str, match: re.Match[str]) -> bool:
    name = match.groupdict().get("house") or match["name"]
    if " " not in name:
        return False
    low, high = max(0, match.start() - NEAR), match.end() + NEAR
    at = text.find(name, low, high)
    while at >= 0:
        if OFFICE_AFTER.match(text, at + len(name)) or OFFICE_BEFORE.search(text[max(0, at - 70) : at]):
            return True
        at = text.find(name, at + len(name), high)
    return False


def _named_after(text: str, start: int) -> bool:
    return bool(NAMED_AFTER.search(text[max(0, start - 25) : start]))


def _add_titled(text: str, names: dict[str, None]) -> None:
    """In a text that names a person, others with a title and no office are persons too."""
    told = _tells_of_persons(text)
    for match in TITLED.finditer(text):
        if (told or _familiar(match)) and match["name"] not in names and not _official(text, match):
            names[match["name"]] = None


def _births(text: str) -> Iterator[Finding]:
    for match in BORN.finditer(text):
        whole = len(match["born"]) > 4
        yield Finding(Span(*match.span("born")), "[NGÀY SINH]" if whole else "[NĂM SINH]")


def _repeated(text: str, names: dict[str, None]) -> Iterator[Finding]:
    """Full names anywhere, also in capitals; given names behind a title."""
    full = {" ".join(name.lower().split()) for name in names}
    given = {" ".join(name.split()[-count:]) for name in full for count in (1, 2, 3)}
    for run in CAPITALS.finditer(text):
        words = list(CAPITALIZED.finditer(text, *run.span()))
        for first, last in combinations(range(len(words)), 2):
            if _named_after(text, words[first].start()):
                continue
            if last - first < 6 and " ".join(word[0].lower() for word in words[first : last + 1]) in full:
                yield Finding(Span(words[first].start(), words[last].end()), "[HỌ TÊN]")
    for match in CALLED.finditer(text):
        if len(match["name"]) > 1 and match["name"].lower() in given:
            yield Finding(Span(*match.span("name")), "[HỌ TÊN]")
