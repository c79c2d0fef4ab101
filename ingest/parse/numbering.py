"""Labels that count upwards from 1 (`Câu 1`, `2.`, `- Thứ ba`), and the parts of a text they begin."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.documents import Span

ORDINAL = r"(?:số\s*|thứ\s*)?(?P<number>\d{1,3}|nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)\b"
ORDINALS = {
    "nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
    "mười": 10, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
}  # fmt: skip

QUESTION = re.compile(
    r"^[^\S\n]*+(?:[-–*+•]\s*)?(?:"
    rf"(?i:Câu(?: hỏi| kiến nghị)?|Kiến nghị|Nội dung(?: kiến nghị)?|Ý kiến)\s+{ORDINAL}\s*"
    r"(?:\([^()\n]{2,120}\)\s*)?(?:[:.)/]\s*|[-–]\s|(?=[“\"\n]))"
    r"|(?P<point>\d{1,2})[.)]\s*(?=Cử tri|[“\"]|Nội dung kiến nghị\s*:))",
    re.MULTILINE,
)
POINT = re.compile(r"^[^\S\n]*+\(?(?P<number>\d{1,2})[.)/]\s+(?=\S)", re.MULTILINE)
ROMAN = re.compile(r"^[^\S\n]*+(?P<number>[IVX]{1,4})[.)]\s+(?=\S)", re.MULTILINE)
SPELLED = re.compile(
    r"^[^\S\n]*+(?:[-–*+•]\s*)?Thứ (?P<number>nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)\s*(?:là)?\s*[:,]\s*",
    re.MULTILINE | re.IGNORECASE,
)


def labels_in(text: str, zone: Span, pattern: re.Pattern[str]) -> list[Span]:
    """The labels of one kind as long as they count upwards from 1; fewer than two are none."""
    labels: list[Span] = []
    for found in pattern.finditer(text, zone.start, zone.end):
        named = found.groupdict()
        if _value(named["number"] or named.get("point") or "0") == len(labels) + 1:
            labels.append(Span(*found.span()))
    return labels if len(labels) > 1 else []


def parts(labels: list[Span], end: int) -> list[Span]:
    """What each label begins, without the label itself."""
    return [Span(label.end, stop) for label, stop in _with_ends(labels, end)]


def labelled_parts(labels: list[Span], end: int) -> list[Span]:
    """What each label begins, the label included."""
    return [Span(label.start, stop) for label, stop in _with_ends(labels, end)]


def trimmed(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def paragraphs(text: str, span: Span) -> list[Span]:
    """The non-empty lines of a span: in reflowed text a line is a paragraph."""
    lines = [Span(*match.span()) for match in LINE.finditer(text, span.start, span.end)]
    return [line for line in (trimmed(text, each) for each in lines) if line.start < line.end]


LINE = re.compile(r"[^\n]+")


def _with_ends(labels: list[Span], end: int) -> list[tuple[Span, int]]:
    starts = [*(label.start for label in labels), end]
    return [(label, stop) for label, (_, stop) in zip(labels, pairwise(starts), strict=True)]


def _value(number: str) -> int:
    return int(number) if number.isdigit() else ORDINALS.get(number.lower(), 0)
