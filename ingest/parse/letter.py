"""A reply letter read into its parts: head, forwarding letter, and each petition with its reply.

The rules follow some fifty real letters and pages: headers interleaved or lost, one question or several, the
reply marker repeated for every question or written once, newspaper digests, pages of questions to a minister.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from ingest.documents import Request, Span
from ingest.parse.closing import body_end, without_closing
from ingest.parse.header import read_header
from ingest.parse.markers import digest_in, markers_in
from ingest.parse.misprints import draft_in, misprints_in
from ingest.parse.numbering import trimmed
from ingest.parse.places import every_province_named, province_hinted, provinces_named
from ingest.parse.questions import Answered, requests_in
from ingest.parse.reception import Forwarding, addressee_in, forwarding_in, reception_in
from ingest.parse.session import session_in
from ingest.vietnamese import nfc

OPENING_CHARACTERS = 4000

# One table of patterns; each is used by exactly one function below.
VOTERS = re.compile(r"cử tri|đại biểu quốc hội|\bđbqh\b|chất vấn")
REPORT = re.compile(
    r"^[^\S\n|]*+\|?+[^\S\n]*+(?:BÁO CÁO|NGHỊ QUYẾT|TỜ TRÌNH|KẾ HOẠCH|THÔNG BÁO|CHỈ THỊ|QUYẾT ĐỊNH|HƯỚNG DẪN"
    r"|QUY CHẾ)[^\S\n|]*+\|?+[^\S\n]*+$"
    r"|^[^\S\n|]*+\|?+[^\S\n]*+S[ốô]\s*:\s*\d{0,5}\s*/\s*(?:BC|NQ|TTr|KH|TB|CT|QĐ|HD)-",
    re.MULTILINE,
)
PETITION_OPENING = re.compile(
    r"^[^\S\n]*+(?:[-–“\"]\s*)?(?:Câu(?: hỏi)?\s*1|Cử tri\s(?!và\b)(?=[^\n]*[:.])|Đại biểu [^\n]{3,160}?(?:chất vấn|hỏi|nêu)\b"
    r"|Chất vấn\b|Nội dung (?:kiến nghị|chất vấn)|Kiến nghị"
    r"|(?:1[.)]|I[.)])\s*(?:Cử tri|Nội dung kiến nghị))",
    re.MULTILINE,
)
MINISTRY = re.compile(
    r"\b(?P<name>Bộ [^,;:.()\n]{2,60}?)\s*(?:\([^()\n]{2,12}\)\s*)?(?:đã\s+)?(?:nhận được|tiếp nhận|nghiên cứu)"
)
INTERNAL = re.compile(r"[-–\s]*(?:Các |các )?(?:Cục|Vụ|Thanh tra Bộ|Văn phòng Bộ|đơn vị|Trung tâm|Viện)\b")
FOOTNOTE = re.compile(r"^[^\S\n]*+\[\d{1,2}\][^\S\n]++\S[^\n]*", re.MULTILINE)


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


@dataclass(frozen=True)
class _Zones:
    """The head (above the reception sentence), that sentence, and the body (questions and answers)."""

    head: Span
    reception: Span
    body: Span
    markers: list[Span]


def read_letter(text: str) -> Letter | None:
    """Read clean NFC text; None when it is not a reply to petitions."""
    if not _speaks_of_voters(text) or REPORT.search(text[:OPENING_CHARACTERS]):
        return None
    markers = markers_in(text, Span(0, len(text)))
    digest = digest_in(text)
    digest = digest if digest and (not markers or digest.start < markers[0].start) else None
    received = None if digest else reception_in(text)
    addressee, addressed = addressee_in(text[: markers[0].start if markers else OPENING_CHARACTERS])
    if not markers and not digest and not (received and addressed and not INTERNAL.match(addressee or "")):
        return None
    zones = _digest_zones(text, digest) if digest else _zones(text, markers, addressed, received)
    answered = _digest_answer(text, zones) if digest else requests_in(text, zones.body, zones.markers)
    return _letter(text, zones, answered, addressee)


def _letter(text: str, zones: _Zones, answered: Answered, addressee: str | None) -> Letter:
    head, reception = zones.head.of(text), zones.reception.of(text)
    header = read_header(head)
    if not header.number and zones.markers:
        # A page of a successor ministry links its letter in the words that turn to the answer.
        turned = read_header(zones.markers[0].of(text))
        header = replace(header, number=turned.number, issued=header.issued or turned.issued)
    subject = header.subject or ""
    return Letter(
        number=header.number,
        issued=header.issued,
        issuer=header.issuer or _ministry(reception),
        addressee=addressee,
        province=_several(reception, subject)
        or every_province_named(addressee or "")
        or _province(reception, subject, head, text[: zones.body.end])
        or province_hinted(text[:OPENING_CHARACTERS]),
        session=session_in(subject) or session_in(reception) or session_in(head) or session_in(text),
        subject=header.subject,
        forwarded=forwarding_in(reception) or forwarding_in(head),
        body=zones.body,
        requests=answered.requests,
        footnotes=tuple(Span(*match.span()) for match in FOOTNOTE.finditer(text)),
        warnings=(*header.warnings, *misprints_in(text), *draft_in(text), *answered.warnings),
    )


def _speaks_of_voters(text: str) -> bool:
    return VOTERS.search(nfc(text[:OPENING_CHARACTERS]).lower()) is not None


def _zones(text: str, markers: list[Span], addressed: Span | None, received: Span | None) -> _Zones:
    head_end = addressed.end if addressed else 0
    if received and received.start < head_end:
        received = reception_in(text, head_end)
    if received and not (markers and markers[0].end <= received.start):
        paragraph = text.rfind("\n", 0, received.start) + 1
        # One sentence may receive the petition and announce the answer.
        start = min([received.end, *(marker.start for marker in markers if marker.start >= paragraph)])
        end = max(start, body_end(text, markers))
        return _Zones(Span(0, paragraph), Span(paragraph, max(start, received.end)), Span(start, end), markers)
    opening = head_end if addressed else _headline_end(text, markers[0].start if markers else 0)
    body = Span(opening, max(opening, body_end(text, markers)))
    return _Zones(Span(0, opening), Span(opening, opening), body, markers)


def _headline_end(text: str, limit: int) -> int:
    """A portal copy without a reception sentence: the petition begins after its title lines."""
    found = PETITION_OPENING.search(text, 0, limit)
    return found.start() if found else 0


def _digest_zones(text: str, digest: Span) -> _Zones:
    return _Zones(Span(0, digest.end), digest, Span(digest.end, body_end(text, [digest])), [digest])


def _digest_answer(text: str, zones: _Zones) -> Answered:
    """A digest tells the answer alone: the petition is missing."""
    reply = trimmed(text, without_closing(text, zones.body))
    return Answered((Request(1, None, reply),) if reply.of(text) else ())


def _ministry(reception: str) -> str | None:
    found = MINISTRY.search(reception)
    return found["name"] if found else None


def _several(*places: str) -> str | None:
    """The provinces whose voters asked together; the delegations addressed may be those that succeeded them."""
    named = (provinces_named(place) for place in places)
    return next((found for found in named if found and ";" in found), None)


def _province(*places: str) -> str | None:
    return next((found for place in places if (found := provinces_named(place))), None)
