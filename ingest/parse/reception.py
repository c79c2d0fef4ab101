"""The sentence that says which petition reached the ministry, from whom, by which letter; and the addressee."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.documents import Span
from ingest.parse.header import DAY_IN_FIGURES, day_of

# A reception sentence further down belongs to the answer, not to the letter's opening.
OPENING_CHARACTERS = 6000
LINES_OF_A_BROKEN_SENTENCE = 3

# One table of patterns; each is used by exactly one function below.
ADDRESSEE = re.compile(
    r"^[^\S\n]*(?:[|'][^\S\n]*)?Kính gửi\s*:?[ \t]*(?P<who>[^\n]*(?:\n[^\S\n]*[-–+•][^\n]*)*)",
    re.MULTILINE | re.IGNORECASE,
)
RECEPTION = re.compile(
    r"(?:nhận được|tiếp nhận)\s(?=[^\n]{0,220}?(?:kiến nghị|ý kiến|công văn|văn bản|phản ánh|chất vấn))"
    r"|(?:nghiên cứu|xem xét)\s(?=(?:các |nội dung |[0-9]+ )*kiến nghị[^\n]{0,250}?(?:chuyển đến|chuyển tới|gửi đến|công văn|văn bản))"
    r"|^[^\S\n]*(?:Thực hiện|Phúc đáp|Trả lời|Tiếp theo|Căn cứ)\s+(?:các\s+)?(?=(?:công văn|văn bản"
    r"|phiếu)\s[^\n]{0,300}?(?:cử tri|chất vấn))",
    re.IGNORECASE | re.MULTILINE,
)
AS_FOLLOWS = re.compile(
    r"(?:nội dung|kiến nghị|cụ thể|chất vấn)[^.:\n]{0,60}?(?:như sau|sau đây|sau)\s*:|như sau\s*:", re.IGNORECASE
)
RECEPTION_END = re.compile(r":(?=\s|$|[“\"A-ZĐ])|(?<!TP)(?<!Tp)(?<!\d)\.(?=\s)")
FORWARDED = re.compile(
    rf"(?:công văn|văn bản|phiếu chuyển)\s+(?:số\s*:?\s*)?(?P<number>\d[^\s,;()]*)[^\n]{{0,40}}?\s*,?\s*(?:ngày\s+)"
    rf"(?P<day>{DAY_IN_FIGURES}|\d{{1,2}}\s+tháng\s+\d{{1,2}}\s+năm\s+\d{{4}})",
    re.IGNORECASE,
)
FORWARDER = re.compile(
    r"(?:do|của|từ)\s+(?P<by>(?:Ban|Văn phòng|Ủy ban|Uỷ ban|Đoàn|Mặt trận|Thường trực)\s[^,;:\n]{3,70}?)\s*"
    r"(?:,|chuyển|gửi|về|tại|theo|\(|(?=\s(?:và|trong)\s(?!Giám))|$)"
)
CODE_OF_FORWARDER = (
    (re.compile(r"/(?:VPCP|VPCP-\w+)\b"), "Văn phòng Chính phủ"),
    (re.compile(r"/BDN\b"), "Ban Dân nguyện"),
    (re.compile(r"/UBDNGS\w*\b"), "Ủy ban Dân nguyện và Giám sát"),
)


@dataclass(frozen=True)
class Forwarding:
    """The letter with which a petition reached the ministry."""

    by: str | None
    number: str
    issued: date | None


def addressee_in(text: str) -> tuple[str | None, Span | None]:
    """Whom the letter is addressed to ("Đoàn đại biểu Quốc hội tỉnh Hà Giang"), and where that stands."""
    found = ADDRESSEE.search(text)
    if not found:
        return None, None
    return " ".join(found["who"].split()).rstrip(".;") or None, Span(*found.span())


def reception_in(text: str, start: int = 0) -> Span | None:
    """Where the words stand that a petition was received, up to the colon before it; None when there are none."""
    found = RECEPTION.search(text, start, OPENING_CHARACTERS)
    if not found:
        return None
    line_end = _line_end(text, found.end())
    for _ in range(LINES_OF_A_BROKEN_SENTENCE):
        end = AS_FOLLOWS.search(text, found.end(), line_end) or RECEPTION_END.search(text, found.end(), line_end)
        if end or line_end == len(text):
            return Span(found.start(), end.end() if end else line_end)
        line_end = _line_end(text, line_end + 1)
    return Span(found.start(), _line_end(text, found.end()))


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def forwarding_in(text: str) -> Forwarding | None:
    """The forwarding letter named in the reception sentence."""
    found = FORWARDED.search(text)
    if not found:
        return None
    number = found["number"].rstrip(".")
    by = FORWARDER.search(text)
    named = " ".join(by["by"].split()) if by else None
    by_code = next((name for code, name in CODE_OF_FORWARDER if code.search(number)), None)
    return Forwarding(named or by_code, number, day_of(found["day"]))
