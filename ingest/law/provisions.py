"""What a law says of others in its final provisions: which documents it replaces or abolishes, whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.parse.law_notes import CODE, same_spelling

ENDS = re.compile(r"thay thế|bãi bỏ|hết hiệu lực|hết hạn|chấm dứt hiệu lực", re.IGNORECASE)
STANDS = re.compile(r"(?:tiếp tục|vẫn)(?: được)?(?: áp dụng| thực hiện| có hiệu lực)|không áp dụng", re.IGNORECASE)
# A part of a document, or a document named only because it changed or explains another.
PART = re.compile(
    r"\b(?:điều|khoản|điểm|chương|mục|phụ lục|đoạn|mẫu(?: số)?|dòng|cột)\s+(?:\d|[ivxlc]+\b|[a-zđ]\b)|cụm từ|từ “|^\s*\d+(?![\d.)])",
    re.IGNORECASE,
)
BESIDE = re.compile(r"sửa đổi|bổ sung|hướng dẫn|chi tiết|thi hành|căn cứ|(?<!kèm )\btheo\b", re.IGNORECASE)
CLAUSE = re.compile(rf"[;,:]|{ENDS.pattern}", re.IGNORECASE)
ITEM = re.compile(r"\s*(?:[-–+•]|[a-zđ]{1,2}\)|\d{1,3}[.)])\s")
LIST_OPENS = re.compile(r":\s*$")


def ended_by(text: str) -> dict[str, str]:
    """The codes of documents that the provisions of `text` end as a whole, each with the line that says so."""
    said: dict[str, str] = {}
    for line in _ending_lines(text):
        for code in _whole(line):
            said.setdefault(code, line.strip())
    return said


def _ending_lines(text: str) -> Iterator[str]:
    """Lines that say what ends, and the items of a list that such a line opens."""
    opened = False
    for line in text.split("\n"):
        ends = ENDS.search(line) is not None and STANDS.search(line) is None
        if ends or (opened and ITEM.match(line)):
            yield line
            opened = opened or (ends and LIST_OPENS.search(line) is not None)
        else:
            opened = False


def _whole(line: str) -> Iterator[str]:
    """The codes of a line whose own clause names no part of them and no other reason to name them."""
    done = 0
    for found in CODE.finditer(line):
        clause = CLAUSE.split(line[done : found.start()])[-1]
        done = found.end()
        if not PART.search(clause) and not BESIDE.search(clause):
            yield same_spelling(found[0])
