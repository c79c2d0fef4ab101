"""The table of provincial departments when its cell borders were lost: rows found again by department and unit."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.documents import Request, Span
from ingest.parse.lists import departments, with_fields, without_next_heading
from ingest.parse.numbering import trimmed
from ingest.parse.places import PROVINCE_NAME

FEWEST_ROWS = 2
# So many numbers above a department may be parts of the answer before it ("1. Về …").
MOST_NUMBERS = 60

# One table of patterns; each is used by exactly one function below.
HEADER = re.compile(r"nội\s+dung[\s|]+trả\s+lời|ý\s+kiến[\s|]+trả\s+lời", re.IGNORECASE)
DEPARTMENT = (
    r"(?:Sở\s+(?:(?:TT\s?&\s?TT|TTTT|Thông tin và Truyền thông|KH&CN|KHCN)\s+)?)?(?:tỉnh\s+|thành phố\s+|TP\.?\s*)?"
)
# A name stands in a cell of its own: after a line's start, a border or the end of the question.
ANCHOR = re.compile(
    rf"(?:^|(?<=\|)|(?<=[.?;”\"]\s))[^\S\n]*+(?P<who>{DEPARTMENT}{PROVINCE_NAME}(?:\s*[,;|\n]\s*{DEPARTMENT}{PROVINCE_NAME}){{0,20}}?)[\s|]+"
    r"(?P<unit>(?:Vụ|Cục|Văn phòng|VP|Thanh tra|Quỹ|Trung tâm|Viện)(?:\s[A-ZĐƯ&-]{1,12}(?=[\s|])|[^\n|.:;]{0,60}(?=[\n|]))|VNNIC|NEAC)"
    r"[\s|]+",
    re.MULTILINE,
)
ROW_NUMBER = re.compile(
    r"(?:^|(?<=[.;:”)]\s)|(?<=\|))[^\S\n]*+(?P<number>\d{1,4})[.)]?[\s|]+(?:\d{1,3}[.)]?[\s|]+)?(?=[^\W\d])",
    re.MULTILINE,
)


@dataclass(frozen=True)
class _Row:
    """Where a row's number, question, department and answer stand."""

    start: int
    question: Span
    anchor: re.Match[str]


def flat_table(text: str) -> tuple[Request, ...]:
    """One Request per row of a table that was flattened to running text; none where it is no such table."""
    header = HEADER.search(text)
    if not header:
        return ()
    rows = list(_rows(text, header.end()))
    if len(rows) < FEWEST_ROWS:
        return ()
    ends = [*(row.start for row in rows[1:]), len(text)]
    found = (
        _request(text, number, row, end) for number, (row, end) in enumerate(zip(rows, ends, strict=True), start=1)
    )
    return tuple(with_fields(text, [each for each in found if each.reply.start < each.reply.end]))


def _rows(text: str, start: int) -> Iterator[_Row]:
    """Rows in order: each has a number one higher than the row before, a question, then its department and unit."""
    expected = 0
    numbers = list(ROW_NUMBER.finditer(text, start))
    starts = [number.start() for number in numbers]
    for anchor in ANCHOR.finditer(text, start):
        between = numbers[bisect_left(starts, start) : bisect_left(starts, anchor.start())][-MOST_NUMBERS:]
        fitting = [found for found in between if not expected or int(found["number"]) == expected]
        if fitting:
            number = fitting[-1]
            question = trimmed(text, Span(number.end(), anchor.start()))
            if question.start < question.end:
                yield _Row(number.start(), question, anchor)
                expected, start = int(number["number"]) + 1, anchor.end()


def _request(text: str, position: int, row: _Row, end: int) -> Request:
    reply = Span(row.anchor.end(), without_next_heading(text, Span(row.anchor.end(), end)))
    return Request(
        position,
        Span(row.question.start, row.question.start + len(row.question.of(text).rstrip(" |\n"))),
        Span(reply.start, reply.start + len(reply.of(text).rstrip(" |\n"))),
        province=departments(" ".join(row.anchor["who"].replace("|", ";").replace("\n", ";").split())),
        unit=" ".join(row.anchor["unit"].split()),
    )
