"""Personal numbers and accounts: what they look like, and the words before them that decide whose they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ingest.documents import Span
from ingest.guard.finding import Finding

# One table of patterns; each is used by exactly one function below.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
ROLE = re.compile(
    r"(?i)(?:van\W?(?:thu|phong)|vp|ubnd|so|bo|cuc|vu|tt|trung\W?tam|info|contact|ho\W?tro|support|admin|lien\W?he|cskh|"
    r"care|ban\W?bien\W?tap|toa\W?soan|tiep\W?(?:cong\W?)?dan|tin\W?bai|thongke|phap\W?che|duong\W?day\W?nong|hotline|dan\W?nguyen"
    r"|bao\W?cao|phan\W?anh|gop\W?y|webmaster)"
)
FREE_MAIL = re.compile(r"(?i)@(?:gmail|yahoo|outlook|hotmail|live|icloud|ymail|proton)\b")
PHONE = re.compile(r"(?<![\w/.,+-])(?:\(?\+?84\)?|\(?0)(?:[\s.\-()]{0,2}\d){9,10}(?![\d/]|[.,]\d|-[A-ZĐ])")
HOTLINE = re.compile(r"(?:đường dây nóng|hotline|tổng đài)[^.;\n]{0,40}$", re.IGNORECASE)
HOTLINE_AFTER = re.compile(r"\s*[(,–-]?\s*(?:của |là )?(?:đường dây nóng|hotline|tổng đài)", re.IGNORECASE)
BODY_LINE = re.compile(
    r"(?:fax|(?:điện thoại|đt|liên hệ|tel|số máy)[^;\n]{0,30}"
    r"(?:sở|bộ|cục|vụ|trung tâm|văn phòng|ubnd|ủy ban|công ty|chi cục|phòng|đoàn đbqh|ban)\b[^;\n]{0,60}"
    r"|(?:trụ sở|văn phòng|sở|cục|trung tâm|ubnd|bộ) [^;\n]{0,60}(?:điện thoại|đt|tel))[^\d;\n]{0,20}$",
    re.IGNORECASE,
)
COUNTED = re.compile(r"\d\d(?:\s\d\d)+")  # 05 06 07 08 09: a list of forms
DATE = re.compile(r"\d{1,2}[.\-]\d{1,2}[.\-](?:19|20)\d{2}")
ID_NUMBER = re.compile(r"(?<![\w/.,])\d(?:[\s.]?\d){8}(?:(?:[\s.]?\d){3})?(?![\d/]|[.,]\d)")
ID_WORD = re.compile(r"(?:cccd|cmnd|cmtnd|căn cước|chứng minh (?:nhân dân|thư)|định danh)[^.;\n]{0,40}$", re.IGNORECASE)
MONEY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ\b|tỷ|triệu)", re.IGNORECASE)
BARE_CITIZEN = re.compile(r"(?<![\w/.,])0(?:0[1-9]|[1-8]\d|9[0-6])\d\s?\d{8}(?![\d/]|[.,]\d)")
PASSPORT = re.compile(r"[Hh]ộ chiếu[^.;\n]{0,25}?(?P<number>\b[A-Z]\s?\d{7,8}\b)")
LICENCE = re.compile(
    r"(?:[Gg]iấy phép lái xe|[Bb]ằng lái(?: xe)?|GPLX)[^.;\n\d]{0,25}(?P<number>\d(?:[\s.]?\d){11})(?!\d)"
)
INSURANCE = re.compile(
    r"(?:BHXH|[Bb]ảo hiểm xã hội|BHYT|[Bb]ảo hiểm y tế)[^.;\n\d]{0,25}?"
    r"(?P<number>\b[A-Z]{2}[\s-]?\d(?:[\s.]?\d){12}|\d(?:[\s.]?\d){9})(?![\d/]|[.,]\d)"
)
TAX = re.compile(
    r"(?:[Mm]ã số thuế|MST)(?P<between>[^.;\n\d]{0,40})(?P<number>\d(?:[\s.]?\d){9}(?:\s?-\s?\d{3})?)(?![\d/]|[.,]\d)"
)
PERSON_WORD = re.compile(r"cá nhân|tncn|tôi|\b(?:ông|bà|anh|chị)\b", re.IGNORECASE)
COMPANY_WORD = re.compile(r"công ty|doanh nghiệp|nơi|hợp tác xã|đơn vị", re.IGNORECASE)
PLATE = re.compile(
    r"(?<![\w/])[1-9]\d\s?[A-ZĐ][A-ZĐ0-9]?\s?[-–.]\s?(?:\d{3}\.?\d{2}|\d{4})(?![\w/]|[.,]\d)"
    r"|(?<![\w/])[1-9]\d\s?[A-ZĐ][A-ZĐ0-9]?\s\d{3}\.\d{2}(?![\w/]|[.,]\d)"
)
WORDED_PLATE = re.compile(
    r"(?:[Bb]iển(?: kiểm soát| số| đăng ký)|BKS|BSX)(?: xe)?(?: số)?\s*:?\s*"
    r"(?P<number>[1-9]\d\s?-?[A-ZĐ][A-ZĐ0-9]?\s?[-–.]?\s?\d{3}\.?\d{1,2})(?![\w/])"
)
ACCOUNT = re.compile(
    r"(?:[Ss]ố tài khoản|[Ss]TK|stk|[Ss]ố TK|SỐ TÀI KHOẢN|[Tt]ài khoản(?: số| ngân hàng)?|\bTK)"
    r"(?:\s+(?:số|ngân hàng|nhận tiền|nhận|tại|của|cá nhân|là|ông|bà|tôi|anh|chị|[A-Z]\w+)){0,7}"
    r"\s*[:\-]?\s*(?P<number>\d(?:[\s.\-]?\d){7,18})(?!\d)(?!\s*(?:đồng|tỷ|triệu|tài khoản|thuê bao))"
)
AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+")
LOCATION = re.compile(
    r"(?:https?://)?(?:maps\.app\.goo\.gl|goo\.gl/maps|(?:www\.)?google\.[a-z.]+/maps|maps\.google\.[a-z.]+)/(?:[^\s,;)\]]|,(?=\S))*[^\s,;.)\]]"
)
SOCIAL = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?(?:facebook\.com|fb\.com|zalo\.me|tiktok\.com|instagram\.com|t\.me|threads\.net|"
    r"twitter\.com)/[^\s,;)\]]*[^\s,;.)\]]"
)
SITES = (".com/", ".me/", "goo.gl/", "google.", ".net/")
OFFICIAL_PAGE = re.compile(
    r"(?i)chinhphu|gov|ubnd|congan|vnpt|viettel|mobifone|thongtin|/(?:so|bo|cuc|bao|dai)[a-z.]{6,}|vtv|truyenhinh"
)
NICKNAME = re.compile(r"(?i:telegram|tiktok|instagram|nick|zalo|facebook)\b[^.;\n@]{0,15}(?P<name>@[\w.]{3,30}\w)")


def has_number_of_person(text: str) -> bool:
    """Whether a private telephone, identity or account number stands in the text."""
    return any(next(find(text), None) is not None for find in (_phones, _id_numbers, _accounts))


def _emails(text: str) -> Iterator[Finding]:
    """A mailbox named after an office is the body's; one named after a person, or at a free provider, is personal."""
    if "@" not in text:
        return
    for match in EMAIL.finditer(text):
        if FREE_MAIL.search(match[0]) or not ROLE.match(match[0]):
            yield Finding(Span(*match.span()), "[EMAIL]")


def _network_accounts(text: str) -> Iterator[Finding]:
    if any(site in text for site in SITES):
        for match in LOCATION.finditer(text):
            yield Finding(Span(*match.span()), "[VỊ TRÍ]")
        for match in SOCIAL.finditer(text):
            if not OFFICIAL_PAGE.search(match[0]):
                yield Finding(Span(*match.span()), "[TÀI KHOẢN MẠNG]")
    if "@" in text:
        for match in NICKNAME.finditer(text):
            yield Finding(Span(*match.span("name")), "[TÀI KHOẢN MẠNG]")


def _id_numbers(text: str) -> Iterator[Finding]:
    for match in ID_NUMBER.finditer(text):
        if ID_WORD.search(text[max(0, match.start() - 60) : match.start()]):
            yield Finding(Span(*match.span()), "[CCCD]")
    for match in BARE_CITIZEN.finditer(text):
        if not MONEY.match(text, match.end()):
            yield Finding(Span(*match.span()), "[CCCD]")


def _worded_numbers(text: str) -> Iterator[Finding]:
    for pattern, label in WORDED:
        for match in pattern.finditer(text):
            if match["number"]:
                yield Finding(Span(*match.span("number")), label)
    for match in TAX.finditer(text):
        if PERSON_WORD.search(match["between"]) and not COMPANY_WORD.search(match["between"]):
            yield Finding(Span(*match.span("number")), "[MÃ SỐ THUẾ]")


def _accounts(text: str) -> Iterator[Finding]:
    if not any(word in text for word in ("ài khoản", "ÀI KHOẢN", "TK", "stk")):
        return
    for match in ACCOUNT.finditer(text):
        if not AMOUNT.fullmatch(match["number"]):
            yield Finding(Span(*match.span("number")), "[TÀI KHOẢN]")


def _phones(text: str) -> Iterator[Finding]:
    for match in PHONE.finditer(text):
        before = text[max(0, match.start() - 100) : match.start()]
        if HOTLINE.search(before) or HOTLINE_AFTER.match(text, match.end()) or DATE.match(match[0]):
            continue
        span = _phone_in(match)
        if span and not (_landline(match[0]) and BODY_LINE.search(before)):
            yield Finding(span, "[SĐT]")


def _phone_in(match: re.Match[str]) -> Span | None:
    """A mobile number has ten digits, a landline eleven; a further digit may belong to the next words."""
    places = [match.start() + place for place, letter in enumerate(match[0]) if letter.isdigit()]
    rest = _without_lead(match[0])
    if COUNTED.fullmatch(match[0]) and match[0].split() == sorted(match[0].split()):
        return None
    if re.fullmatch(r"[35789]\d{8}", rest) or re.fullmatch(r"2\d{9}", rest):
        return Span(*match.span())
    gap = places[-1] - places[-2] > 1
    if gap and re.fullmatch(r"[35789]\d{9}", rest):
        return Span(match.start(), places[-2] + 1)
    return None


def _without_lead(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return digits[2 if digits.startswith("84") and number.lstrip("(").startswith(("+84", "84")) else 1 :]


def _landline(number: str) -> bool:
    return _without_lead(number).startswith("2")


def _plates(text: str) -> Iterator[Finding]:
    return (Finding(Span(*match.span()), "[BIỂN SỐ]") for match in PLATE.finditer(text))


WORDED = (
    (PASSPORT, "[HỘ CHIẾU]"),
    (LICENCE, "[BẰNG LÁI]"),
    (INSURANCE, "[SỐ BHXH]"),
    (WORDED_PLATE, "[BIỂN SỐ]"),
)
NUMBERS: tuple[Callable[[str], Iterator[Finding]], ...] = (
    _emails,
    _network_accounts,
    _worded_numbers,
    _id_numbers,
    _accounts,
    _phones,
    _plates,
)
