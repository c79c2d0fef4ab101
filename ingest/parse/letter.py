"""A reply letter read into its parts: head, forwarding letter, and each petition with its reply.

The rules follow some fifty real letters: headers interleaved or lost, one question or several, the
reply marker repeated for every question or written once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.documents import Request, Span
from ingest.parse.header import DAY_IN_FIGURES, day_of, misprinted_days, read_header
from ingest.parse.questions import first_marker, requests_in
from ingest.parse.session import session_in
from ingest.vietnamese import nfc

PROVINCE_NAME = r"[A-ZĐ][^\W\d_]*\.?(?:(?:\s*[-–]\s*|\s)[A-ZĐ][^\W\d_]*)*"

# One table of patterns; each is used by exactly one function below.
ADDRESSEE = re.compile(
    r"^[^\S\n]*(?:[|'][^\S\n]*)?Kính gửi\s*:[ \t]*(?P<who>[^\n]*(?:\n[^\S\n]*[-–][^\n]*)*)", re.MULTILINE
)
RECEPTION = re.compile(r"nhận được\s(?=[^\n]{0,220}?(?:kiến nghị|ý kiến|công văn|văn bản|phản ánh))", re.IGNORECASE)
RECEPTION_END = re.compile(r":(?=\s|$|[“\"A-ZĐ])|(?<!TP)(?<!Tp)(?<!\d)\.(?=\s)")
FORWARDED = re.compile(
    rf"(?:công văn|văn bản)\s+số\s+(?P<number>\d[^\s,;]*)[^\n]{{0,40}}?\s+ngày\s+(?P<day>{DAY_IN_FIGURES})",
    re.IGNORECASE,
)
FORWARDER = re.compile(
    r"(?:do|của|từ)\s+(?P<by>(?:Ban|Văn phòng|Ủy ban|Uỷ ban|Đoàn|Mặt trận)\s[^,;:\n]{3,70}?)\s*"
    r"(?:,|chuyển|gửi|về|tại|theo|\(|(?=\s(?:và|trong)\s(?!Giám))|$)"
)
VOTERS_OF = re.compile(
    rf"(?i:cử tri|quốc hội|đbqh|hđnd)\s+(?i:các\s+)?(?P<where>(?i:tỉnh|thành phố|thủ đô|TP\.?)\s*{PROVINCE_NAME})"
)
CLOSE = re.compile(r"\.\s*/\s*\.?\s*$|^[^\S\n|]*\|?[^\S\n]*Nơi nhận\s*:", re.MULTILINE)
SIGNATURE = re.compile(
    r"^[^\S\n]*(?:(?:TM|KT|TL|TUQ|Q)\.\s*)?(?:BỘ TRƯỞNG|THỨ TRƯỞNG|CHÁNH VĂN PHÒNG|CỤC TRƯỞNG|VỤ TRƯỞNG)[^\S\n]*$",
    re.MULTILINE,
)
CHROME = re.compile(
    r"^[^\S\n]*(?:banner icon|Cổng dịch vụ công|Chia sẻ|Bản in|In trang|Tin liên quan|Tin khác|Bình luận|Về trang)",
    re.MULTILINE,
)
THANKS = re.compile(
    r"^[^\S\n]*(?:Trên đây là\b|[^\n]{0,160}trân trọng (?:cảm ơn|thông báo|báo cáo|thông tin|gửi|phúc đáp|trả lời))",
    re.MULTILINE,
)
FOOTNOTE = re.compile(r"^[^\S\n]*\[\d{1,2}\][^\S\n]+\S[^\n]*", re.MULTILINE)


@dataclass(frozen=True)
class Forwarding:
    """The letter with which a petition reached the ministry."""

    by: str | None
    number: str
    issued: date | None


@dataclass(frozen=True)
class Letter:
    """What a reply letter says about itself, and its questions with their answers."""

    number: str | None
    issued: date | None
    issuer: str | None
    addressee: str | None
    province: str | None
    session: str | None
    subject: str | None
    forwarded: Forwarding | None
    body: Span
    requests: tuple[Request, ...]
    footnotes: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()


def read_letter(text: str) -> Letter | None:
    """Read clean NFC text; None when it is not a reply to petitions."""
    if not _is_reply(text):
        return None
    head, body = _zones(text)
    header = read_header(head.of(text))
    subject = header.subject or ""
    addressee = _addressee(text[: body.start])
    reception = text[head.end : body.start]
    return Letter(
        number=header.number,
        issued=header.issued,
        issuer=header.issuer,
        addressee=addressee,
        province=_province(addressee or "", reception, subject, head.of(text), text[: body.end]),
        session=session_in(subject) or session_in(reception) or session_in(head.of(text)) or session_in(text),
        subject=header.subject,
        forwarded=_forwarding(reception) or _forwarding(head.of(text)),
        body=body,
        requests=requests_in(text, body),
        footnotes=tuple(Span(*match.span()) for match in FOOTNOTE.finditer(text)),
        warnings=(*header.warnings, *misprinted_days(text)),
    )


def province_named(text: str) -> str | None:
    """The province as printed after `cử tri` or `Quốc hội`: "tỉnh Hà Giang", "TP. Hồ Chí Minh"."""
    found = VOTERS_OF.search(text)
    return " ".join(found["where"].split()) if found else None


def _is_reply(text: str) -> bool:
    start = text[:4000]
    if "cử tri" not in nfc(start).lower() and "đại biểu Quốc hội" not in start:
        return False
    return first_marker(text) is not None or (
        RECEPTION.search(start) is not None and ADDRESSEE.search(start) is not None
    )


def _zones(text: str) -> tuple[Span, Span]:
    """The head (above the reception sentence) and the body (questions and answers, closing cut off)."""
    addressed = ADDRESSEE.search(text)
    received = RECEPTION.search(text[:6000])
    head_end = addressed.end() if addressed else 0
    if received and received.start() >= head_end:
        paragraph = text.rfind("\n", 0, received.start()) + 1
        return Span(0, paragraph), Span(_after_reception(text, received), _body_end(text))
    if addressed:
        return Span(0, head_end), Span(head_end, _body_end(text))
    first = first_marker(text)
    opening = _headline_end(text, first.start if first else 0)
    return Span(0, opening), Span(opening, _body_end(text))


def _after_reception(text: str, received: re.Match[str]) -> int:
    line_end = text.find("\n", received.end())
    line_end = len(text) if line_end < 0 else line_end
    colon = RECEPTION_END.search(text, received.end(), line_end)
    return colon.end() if colon else line_end


def _headline_end(text: str, limit: int) -> int:
    """A portal copy without a reception sentence: the petition begins after its title lines."""
    opening = re.compile(
        r"^[^\S\n]*(?:[-–“\"]\s*)?(?:Câu(?: hỏi)?\s*1|Cử tri|Nội dung kiến nghị|Kiến nghị)", re.MULTILINE
    )
    found = opening.search(text, 0, limit)
    return found.start() if found else 0


def _body_end(text: str) -> int:
    marker = first_marker(text)
    after = marker.end if marker else 0
    ends = [found.start() for pattern in (CLOSE, SIGNATURE, CHROME) if (found := pattern.search(text, after))]
    end = min(ends, default=len(text))
    # Thanks stand in the last paragraphs; the same words earlier belong to the reply.
    thanks = (found.start() for found in THANKS.finditer(text, after, end))
    return next((start for start in thanks if end - start < 900 and text.count("\n", start, end) <= 4), end)


def _addressee(text: str) -> str | None:
    found = ADDRESSEE.search(text)
    return " ".join(found["who"].split()).rstrip(".;") or None if found else None


def _province(*places: str) -> str | None:
    return next((found for place in places if (found := province_named(place))), None)


def _forwarding(text: str) -> Forwarding | None:
    found = FORWARDED.search(text)
    if not found:
        return None
    by = FORWARDER.search(text)
    return Forwarding(" ".join(by["by"].split()) if by else None, found["number"].rstrip("."), day_of(found["day"]))
