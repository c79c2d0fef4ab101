"""The head of an official document: who issued it, under which number, on which day, about what.

Survives columns that text extraction interleaved, blank numbers and days, and portal copies that
kept only a lead sentence. Typing errors of the original are reported, never repaired.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from ingest.vietnamese import fold

SYMBOL = r"[A-ZĐƯƠ&]+[gr]?\d{0,2}(?:\s?-\s?[A-ZĐƯƠ&]+[gr]?\d{0,2})*"
DAY_IN_FIGURES = r"\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{3,5}"

# One table of patterns; each is used by exactly one function below.
NUMBER = re.compile(
    rf"(?:^|(?<=[\s|]))S[ốôo6]\s*[:.]\s*(?P<number>\d{{1,5}}[a-z]?|)\s*(?P<year>/\s*(?:19|20)\d{{2}}\s*)?"
    rf"(?P<mark>[/-])\s*(?P<symbol>{SYMBOL}(?:/[A-ZĐ][A-ZĐƯƠ0-9\-]*)?)",
    re.MULTILINE,
)
PLACE_AND_DATE = re.compile(
    r"ngày(?P<day>[\s.…_]*\d{0,2})[\s.…_]*tháng(?P<month>[\s.…_]*\d{0,2})[\s.…_]*năm\s*(?P<year>\d{3,5})", re.IGNORECASE
)
OWN_CODE = r"\d{1,5}\s?/\s?(?:B[A-ZĐ]{2,}|UBND|S[A-ZĐ]{2,})-[A-ZĐ&]+(?:-[A-ZĐ&]+)?"
LEAD = re.compile(
    rf"(?:công văn|văn bản) số\s*:?\s*(?P<code>{OWN_CODE})\s*,?\s*ngày\s*(?P<day>{DAY_IN_FIGURES}|\d{{1,2}} tháng \d{{1,2}} năm \d{{4}})"
    rf"|ngày\s*(?P<day2>{DAY_IN_FIGURES})[^.\n]{{3,160}}?(?:công văn|văn bản) số\s*:?\s*(?P<code2>{OWN_CODE})"
    rf"|(?:công văn|văn bản) (?:trả lời )?số\s*:?\s*(?P<code3>{OWN_CODE})",
    re.IGNORECASE,
)
# The table above the text on law portals, one cell per line or side by side.
PORTAL_NUMBER = re.compile(
    rf"(?:Số hiệu|Số ký hiệu|Số công văn|Số/Ký hiệu|Số văn bản)\s?:?[\s|]{{0,4}}(?P<code>\d{{1,5}}/(?:(?:19|20)\d\d/)?{SYMBOL})"
)
PORTAL_DAY = re.compile(rf"(?:Ngày ban hành|Ngày ký|Ngày văn bản|Ban hành)\s?:?[\s|]{{0,4}}(?P<day>{DAY_IN_FIGURES})")
SUBJECT = re.compile(r"(?:^|(?<=[|\n]))[^\S\n]*V/v\s*:?\s*(?P<subject>\S[^\n|]*(?:\n[^\n|]*){0,4})", re.MULTILINE)
SUBJECT_STOP = re.compile(r"[^\S\n]*(?:$|Kính gửi|Số\s*:|[-_=*]{3,}|.*,\s*ngày\b|.*nhận được\b|Bộ\s)")
HEADLINE = re.compile(
    # OCR may join the number to the subject below it and lose the letters V/v between them.
    r"^[^\S\n]*(?:Số\s*:[^\S\n]*\S+[^\S\n]+)?"
    r"(?P<subject>[^\n|]{0,80}trả lời (?:các )?kiến nghị (?:của )?(?:các )?cử tri[^\n|]{0,250}(?<![.\s]))[^\S\n]*$",
    re.MULTILINE | re.IGNORECASE,
)
PLACE = re.compile(
    r"(?:Hà Nội|[A-ZĐ][a-zà-ỹ]+(?: [A-ZĐ][a-zà-ỹ]+){0,3}),\s*ngày[\s.…_]*\d{0,2}[\s.…_]*tháng.{0,20}?năm\s*\d{4}"
)
COUNTRY = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA(?: VIỆT NAM)?|(?<=[^\W\d_] )VIỆT NAM (?=[A-ZĐ]{2})"
    r"|[ĐÐ]ộc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc|[-_–—*=]{3,}"
)
BODY_WORD = re.compile(
    r"^(?:BỘ|CỤC|VỤ|SỞ|VĂN PHÒNG|ỦY BAN|UỶ BAN|UBND|TỔNG CỤC|CHÍNH PHỦ"
    r"|THỦ TƯỚNG|THANH TRA|TRUNG TÂM|BAN|QUỐC HỘI|HỘI ĐỒNG|QUỸ|VIỆN)\b"
)


@dataclass(frozen=True)
class Header:
    """What the head of a document says; None where it says nothing or left a blank."""

    number: str | None = None
    issued: date | None = None
    issuer: str | None = None
    subject: str | None = None
    warnings: tuple[str, ...] = ()


def read_header(zone: str) -> Header:
    """Read the part of a document above its body."""
    number, printed = _number(zone), NUMBER.search(zone)
    issued, warnings = _issued(zone)
    lead_number, lead_day = _lead(zone)
    if not number and not lead_number:
        lead_number, lead_day = _portal(zone)
    elif not issued and not lead_day:
        lead_day = _portal(zone)[1]
    if printed and not number and not lead_number:
        warnings = (*warnings, "number_blank")
    return Header(
        number=number or lead_number,
        issued=issued or lead_day,
        issuer=_issuer(zone[: printed.start()] if printed else zone),
        subject=_subject(zone),
        warnings=warnings if not lead_day else tuple(each for each in warnings if each != "date_blank"),
    )


def day_of(written: str) -> date | None:
    """The day written in figures (11/3/2022, 2.5.2025); None when it is not in the calendar."""
    parts = re.findall(r"\d+", written)
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0])) if len(parts) == 3 and len(parts[2]) == 4 else None
    except ValueError:
        return None


def _number(zone: str) -> str | None:
    found = NUMBER.search(zone)
    if not found or not found["number"]:
        return None
    return re.sub(r"\s", "", f"{found['number']}{found['year'] or ''}{found['mark']}{found['symbol']}")


def _issued(zone: str) -> tuple[date | None, tuple[str, ...]]:
    found = PLACE_AND_DATE.search(zone)
    if not found:
        return None, ()
    day, month = (re.sub(r"\D", "", found[part]) for part in ("day", "month"))
    if not day or not month:
        return None, ("date_blank",)
    issued = day_of(f"{day}/{month}/{found['year']}")
    return issued, () if issued else (f"date_misprint: {' '.join(found[0].split())}",)


def _lead(zone: str) -> tuple[str | None, date | None]:
    found = LEAD.search(zone)
    if not found:
        return None, None
    code, day = found["code"] or found["code2"] or found["code3"], found["day"] or found["day2"]
    return re.sub(r"\s", "", code), day_of(day) if day else None


def _portal(zone: str) -> tuple[str | None, date | None]:
    """Number and day in the table of a law portal."""
    number, day = PORTAL_NUMBER.search(zone), PORTAL_DAY.search(zone)
    return (number["code"] if number else None), (day_of(day["day"]) if day else None)


def _issuer(above_number: str) -> str | None:
    """The last body named in capitals; a line in capitals that names none continues the one above it."""
    bodies: list[str] = []
    for line in re.split(r"[\n|\t]", COUNTRY.sub("\n", above_number)):
        words = " ".join(line.split())
        if not words or words != words.upper() or not any(letter.isalpha() for letter in words):
            continue
        if BODY_WORD.match(words):
            bodies.append(words)
        elif bodies and len(words) < 60:
            bodies[-1] = f"{bodies[-1]} {words}"
    return bodies[-1] if bodies else None


def _subject(zone: str) -> str | None:
    plain = PLACE.sub(" ", COUNTRY.sub(" ", zone))
    found = SUBJECT.search(plain)
    if found:
        first, *rest = found["subject"].split("Kính gửi")[0].rstrip("' .").split("\n")
        return " ".join(" ".join([first, *takewhile(_goes_on, rest)]).split())
    headline = HEADLINE.search(plain)
    known = headline and "nhận được" not in fold(headline["subject"])
    return " ".join(headline["subject"].split()) if headline and known else None


def _goes_on(line: str) -> bool:
    """Whether a line still belongs to a subject that the narrow left column broke."""
    return SUBJECT_STOP.match(line) is None and line != line.upper()
