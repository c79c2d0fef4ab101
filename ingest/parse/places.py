"""Which provinces a text says its voters or deputies come from, as printed.

A name may be followed by what the province is called now: "Bình Phước (nay tỉnh Đồng Nai)" names Bình Phước.
"""

from __future__ import annotations

import re

PROVINCE_NAME = r"[A-ZĐ][^\W\d_]*\.?(?:(?:\s*[-–]\s*|\s)[A-ZĐ][^\W\d_]*)*"
KIND = r"(?i:tỉnh|thành phố|thủ đô|TP\.?)"
NOW = r"(?:\s*\((?:nay|trước đây|cũ)[^()\n]{0,60}\))?"
WHO = r"(?i:cử tri(?: và nhân dân)?|quốc hội|đbqh|hđnd)\s+(?i:của\s+|ở\s+|tại\s+)?"
AND = r"(?:\s*[,;]\s*(?:và\s+)?|\s+và\s+)"

# One table of patterns; each is used by exactly one function below.
VOTERS_OF = re.compile(
    rf"{WHO}(?:(?i:các\s+|một số\s+|nhiều\s+)+(?P<many>{KIND}(?:,?\s*(?:và\s+)?{KIND})?\s*:?\s*"
    rf"{PROVINCE_NAME}{NOW}(?:{AND}(?:{KIND}\s*)?{PROVINCE_NAME}{NOW}){{0,40}})"
    rf"|(?P<one>{KIND}\s*{PROVINCE_NAME}{NOW}(?:{AND}{KIND}\s*{PROVINCE_NAME}{NOW}){{0,40}}))"
)
WITHOUT_KIND = re.compile(rf"(?i:cử tri(?: và nhân dân)?|đoàn đbqh|đoàn đại biểu quốc hội)\s+(?P<name>{PROVINCE_NAME})")
LOCAL_BODY = re.compile(
    rf"(?i:ubnd|[uủ]y ban nhân dân|uỷ ban nhân dân|hđnd|hội đồng nhân dân|sở [^\n,.;:]{{3,60}}?)\s+(?P<where>{KIND}\s*{PROVINCE_NAME})"
)
BETWEEN = re.compile(AND)
RENAMED = re.compile(r"\s*\((?:nay|trước đây|cũ)[^()]*\)")


def provinces_named(text: str) -> str | None:
    """The provinces as printed after `cử tri` or `Quốc hội`: "tỉnh Hà Giang", "tỉnh Bình Phước; Quảng Nam"."""
    found = VOTERS_OF.search(text)
    return "; ".join(_names(found)) if found else None


def every_province_named(text: str) -> str | None:
    """As `provinces_named`, of all the delegations of a list of addressees."""
    names = [name for found in VOTERS_OF.finditer(text) for name in _names(found)]
    return "; ".join(dict.fromkeys(names)) or None


def _names(found: re.Match[str]) -> list[str]:
    printed = RENAMED.sub("", found["many"] or found["one"])
    return [" ".join(part.split()) for part in BETWEEN.split(printed)]


def province_hinted(text: str) -> str | None:
    """A province named without its kind ("cử tri Nghệ An"), or by one of its bodies ("UBND tỉnh Tuyên Quang")."""
    plain = WITHOUT_KIND.search(text)
    body = LOCAL_BODY.search(text)
    if body:
        return " ".join(body["where"].split())
    return " ".join(plain["name"].split()) if plain else None
