"""Sessions of the National Assembly (or a people's council) as letters name them, in one spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

ORDINALS = {
    "nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8,
    "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12,
}  # fmt: skip
WORDS = "|".join(sorted(ORDINALS, key=len, reverse=True))
# "thứ 9", "lần thứ Nhất", "bất thường lần thứ 9", "thứ 9 (bất thường)", "thứ 28 (chuyên đề)"
ONE = re.compile(
    rf"kỳ họp\s*(?P<extra>bất thường\s*)?(?:lần\s*)?(?:(?:thứ\s*)?(?P<figure>\d{{1,2}}\b)|thứ\s*(?P<word>(?:{WORDS})\b))"
    r"(?P<later>\s*\(?bất thường\)?)?",
    re.IGNORECASE,
)
WHEN = re.compile(r"\b(?P<when>(?:trước và sau|trước|sau|tại))\s*(?:các\s*|hai\s*|02\s*)?$", re.IGNORECASE)
BODY = r"(?P<body>quốc hội|\bqh\b|hội đồng nhân dân|hđnd)"
# khóa, khoá, khoa, khóa thứ XV, khóa 15; a capital I misread as l
TERM = re.compile(rf"{BODY}[^\n|]{{0,60}}?\bkh[óo][áa]\s*(?:thứ\s*)?(?P<term>[XVI]+l*\b|\d{{1,2}}\b)", re.IGNORECASE)
TERM_BEFORE = re.compile(
    rf"{BODY}(?:(?!quốc hội|hội đồng|hđnd)[^\n|]){{0,30}}?\bkh[óo][áa]\s*(?:thứ\s*)?(?P<term>[XVI]+l*\b|\d{{1,2}}\b)"
    r"[\s,\-–(]*(?:trước|sau|tại)?\s*$",
    re.IGNORECASE,
)
ROMANS = {
    1: "I", 2: "II", 3: "III", 4: "IV", 5: "V", 6: "VI", 7: "VII", 8: "VIII", 9: "IX", 10: "X", 11: "XI", 12: "XII",
    13: "XIII", 14: "XIV", 15: "XV", 16: "XVI", 17: "XVII", 18: "XVIII", 19: "XIX", 20: "XX",
}  # fmt: skip
JOINED = re.compile(r"[\s,;]*(?:và|,|;)?\s*(?:trước|sau|tại)?\s*", re.IGNORECASE)
LONGEST_TITLE = 200


def session_in(text: str) -> str | None:
    """The first session named: `sau kỳ họp thứ 2 và kỳ họp bất thường lần thứ 1, Quốc hội khóa XV`."""
    first = ONE.search(text)
    if not first:
        return None
    title = text[first.start() : first.start() + LONGEST_TITLE].split("\n")[0].split("|")[0]
    term = TERM.search(title)
    before = None if term else TERM_BEFORE.search(text[max(0, first.start() - 80) : first.start()])
    names = [_name(one) for one in _joined(title[: term.start()] if term else title)]
    when = WHEN.search(text[max(0, first.start() - 24) : first.start()])
    spoken = " và ".join(dict.fromkeys(names))
    known = term or before
    return (f"{when['when'].lower()} " if when else "") + spoken + (f", {_body(known)}" if known else "")


def _joined(title: str) -> Iterator[re.Match[str]]:
    """The sessions that one title names together: `kỳ họp thứ Hai và kỳ họp bất thường lần thứ Nhất`."""
    end = 0
    for one in ONE.finditer(title):
        if end and not JOINED.fullmatch(title, end, one.start()):
            return
        end = one.end()
        yield one


def _name(one: re.Match[str]) -> str:
    value = int(one["figure"]) if one["figure"] else ORDINALS[" ".join(one["word"].lower().split())]
    return f"kỳ họp bất thường lần thứ {value}" if one["extra"] or one["later"] else f"kỳ họp thứ {value}"


def _body(term: re.Match[str]) -> str:
    body = "Quốc hội" if term["body"].lower() in ("quốc hội", "qh") else "HĐND"
    written = term["term"].rstrip("l") + "I" * (len(term["term"]) - len(term["term"].rstrip("l")))
    return f"{body} khóa {ROMANS.get(int(written), written) if written.isdigit() else written.upper()}"
