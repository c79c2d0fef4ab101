"""Sessions as the labels write them: `sau QH XV 6`, `QH XV bt1`, `trước HĐND XIX 7`; several are joined by `; `."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.vietnamese import fold

WORDS = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
    "mười một": 11,
}  # fmt: skip
SESSION = re.compile(
    r"(?P<when>trước|sau|tại)?\s*kỳ họp\s*(?P<extra>bất thường)?\s*(?:lần)?\s*thứ\s*"
    r"(?P<number>\d+|mười một|" + "|".join(WORDS) + r")\b"
)
BODY = re.compile(r"(?P<body>quốc hội|qh|hội đồng nhân dân|hđnd)[^;]*?kh[oó][aá]\s*(?P<term>[ivx]+)\b")


@dataclass(frozen=True)
class _Session:
    when: str
    body: str
    term: str
    number: int
    extraordinary: bool


def same_sessions(label: str, got: str) -> bool:
    """Whether both name the same sessions; before or after counts only where both say it."""
    wanted, found = _labelled(label), _read(got)
    return len(wanted) == len(found) and all(any(_same(one, other) for other in found) for one in wanted)


def _same(one: _Session, other: _Session) -> bool:
    contradicting = one.when and other.when and one.when != other.when
    return not contradicting and (one.body, one.term, one.number, one.extraordinary) == (
        other.body,
        other.term,
        other.number,
        other.extraordinary,
    )


def _labelled(label: str) -> list[_Session]:
    found = []
    for written in label.split("; "):
        *when, body, term, number = written.split()
        digits = int(number.removeprefix("bt"))
        found.append(_Session(when[0] if when else "", body, term.lower(), digits, number.startswith("bt")))
    return found


def _read(got: str) -> list[_Session]:
    """Sessions named in the product's words; the body and term named last hold for all before them."""
    text = fold(got)
    bodies = list(BODY.finditer(text))
    found = []
    for match in SESSION.finditer(text):
        owner = next((body for body in bodies if body.start() > match.start()), bodies[-1] if bodies else None)
        if owner is None:
            continue
        body = "QH" if owner["body"].startswith("q") else "HĐND"
        number = WORDS.get(match["number"]) or int(match["number"])
        when = match["when"] or ""
        found.append(_Session("" if when == "tại" else when, body, owner["term"], number, bool(match["extra"])))
    return found
