"""Sessions of the National Assembly (or a people's council) as letters name them, in one spelling."""

from __future__ import annotations

import re

ORDINALS = {
    "nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11,
}  # fmt: skip
ONE = re.compile(
    r"kỳ họp\s*(?P<extra>bất thường\s*)?(?:lần\s*)?thứ\s*(?P<number>\d{1,2}\b|mười một|" + "|".join(ORDINALS) + r")\b",
    re.IGNORECASE,
)
WHEN = re.compile(r"\b(?P<when>(?:trước và sau|trước|sau|tại))\s*(?:các\s*)?$", re.IGNORECASE)
TERM = re.compile(
    r"(?P<body>quốc hội|\bqh\b|hội đồng nhân dân|hđnd)[^\n]{0,40}?kh(?:óa|oá)\s*(?P<term>[XVI]+)\b", re.IGNORECASE
)
LONGEST_TITLE = 200


def session_in(text: str) -> str | None:
    """The first session named: `sau kỳ họp thứ 2 và kỳ họp bất thường lần thứ 1, Quốc hội khóa XV`."""
    first = ONE.search(text)
    if not first:
        return None
    title = text[first.start() : first.start() + LONGEST_TITLE].split("\n")[0]
    term = TERM.search(title)
    names = [_name(one) for one in ONE.finditer(title[: term.start()] if term else title[: len(first[0])])]
    when = WHEN.search(text[max(0, first.start() - 20) : first.start()])
    spoken = " và ".join(dict.fromkeys(names))
    return (f"{when['when'].lower()} " if when else "") + spoken + (f", {_body(term)}" if term else "")


def _name(one: re.Match[str]) -> str:
    number = one["number"].lower()
    value = int(number) if number.isdigit() else ORDINALS[number]
    return f"kỳ họp bất thường lần thứ {value}" if one["extra"] else f"kỳ họp thứ {value}"


def _body(term: re.Match[str]) -> str:
    body = "Quốc hội" if term["body"].lower() in ("quốc hội", "qh") else "HĐND"
    return f"{body} khóa {term['term'].upper()}"
