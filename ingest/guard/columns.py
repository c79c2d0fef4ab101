"""Tables as lines of text: what the heading calls personal is personal in every row below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.documents import Span
from ingest.guard.finding import Finding

HEADING = re.compile(r"(?mi)^[^\n]*(?:họ\s*(?:và|,)?\s*tên|tên cử tri|tên công dân|người kiến nghị)[^\n]*$")
SEPARATOR = re.compile(r"\s*[|\t]\s*")
KINDS = (
    (re.compile(r"họ\s*(?:và|,)?\s*tên|tên (?:cử tri|công dân)|^người (?:kiến nghị|phản ánh)$", re.I), "[HỌ TÊN]"),
    (re.compile(r"địa chỉ|nơi (?:ở|cư trú)|thường trú|thôn|tổ dân phố", re.I), "[ĐỊA CHỈ]"),
    (re.compile(r"điện thoại|sđt|^đt$", re.I), "[SĐT]"),
    (re.compile(r"cccd|cmnd|căn cước|chứng minh", re.I), "[CCCD]"),
    (re.compile(r"tài khoản|^stk$", re.I), "[TÀI KHOẢN]"),
    (re.compile(r"ngày(?:, tháng, năm)? sinh", re.I), "[NGÀY SINH]"),
    (re.compile(r"năm sinh", re.I), "[NĂM SINH]"),
    (re.compile(r"bhxh|bảo hiểm xã hội", re.I), "[SỐ BHXH]"),
    (re.compile(r"biển số|biển kiểm soát", re.I), "[BIỂN SỐ]"),
    (re.compile(r"email|thư điện tử", re.I), "[EMAIL]"),
)
FULL_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}")
MASKED = re.compile(r"\[[A-ZĐÀ-Ỹ ]+\]")


def table_cells(text: str) -> Iterator[Finding]:
    """Cells under personal headings, down to the first line that has another number of columns."""
    if "|" not in text and "\t" not in text:
        return
    for heading in HEADING.finditer(text):
        columns = SEPARATOR.split(heading[0])
        labels = [_label(column) for column in columns]
        if len(columns) < 2 or not any(labels) or ":" in heading[0]:
            continue
        start = heading.end() + 1
        while start < len(text):
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            cells = list(_cells(text, start, end))
            if len(cells) != len(columns):
                break
            yield from _personal(text, cells, labels)
            start = end + 1


def _label(column: str) -> str:
    return next((label for pattern, label in KINDS if pattern.search(column)), "")


def _cells(text: str, start: int, end: int) -> Iterator[Span]:
    for separator in SEPARATOR.finditer(text, start, end):
        yield Span(start, separator.start())
        start = separator.end()
    yield Span(start, end)


def _personal(text: str, cells: list[Span], labels: list[str]) -> Iterator[Finding]:
    for cell, label in zip(cells, labels, strict=True):
        content = cell.of(text)
        if not label or not any(letter.isalnum() for letter in content) or MASKED.search(content):
            continue
        whole = label == "[NĂM SINH]" and FULL_DATE.fullmatch(content.strip())
        yield Finding(cell, "[NGÀY SINH]" if whole else label)
