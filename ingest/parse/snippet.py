"""Short pages of question and answer: the question is the title, the date is written the American way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ingest.documents import Request, Span
from ingest.parse.closing import without_closing
from ingest.parse.numbering import paragraphs, trimmed

LONGEST_PAGE = 20_000
LONGEST_QUESTION = 2500

# One table of patterns; each is used by exactly one function below.
PUBLISHED = re.compile(
    r"(?<!\d)(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:19|20)\d{2})\s+\d{1,2}:\d{2}(?::\d{2})?\s*[AP]M\b"
)
ANSWER = re.compile(r"^[^\S\n]*+(?:Trả lời|TRẢ LỜI|Đáp|Giải đáp)\s*(?:[:.]|$)[^\S\n]*+", re.MULTILINE)
LETTER = re.compile(r"^[^\S\n]*+Kính gửi\b|nhận được (?:các )?kiến nghị", re.MULTILINE)
ASKED = re.compile(r"[^\S\n]*(?:Hỏi|Câu hỏi|HỎI|CÂU HỎI|Nội dung câu hỏi)\s*:\s*")
BREADCRUMB = re.compile(
    r"(?:Trang chủ|Hỏi\s*[-–]?\s*đáp|HỎI\s*[-–]?\s*ĐÁP|Giới thiệu|Tin tức|Văn bản|Thứ (?:Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ nhật"
    r"|Cỡ chữ|Xem với cỡ chữ)\b(?![^\n]*\?)|[^\n]*[»›>]"
)


@dataclass(frozen=True)
class Snippet:
    """One question of the public with its answer."""

    title: str
    issued: date | None
    request: Request


def read_snippet(text: str) -> Snippet | None:
    """Read clean text; None when it is no page of one question and its answer."""
    if len(text) > LONGEST_PAGE:
        return None
    answer = ANSWER.search(text)
    published = PUBLISHED.search(text)
    if not answer or answer.start() > LONGEST_QUESTION or LETTER.search(text, 0, answer.start()):
        return None
    asked = _question(text, answer.start(), published)
    if not asked or not (published or asked.of(text).rstrip(' ”"').endswith("?")):
        return None
    reply = trimmed(text, without_closing(text, Span(answer.end(), len(text))))
    if reply.start >= reply.end:
        return None
    title = " ".join(asked.of(text).split("\n")[0].split())
    return Snippet(title, _day(published) if published else None, Request(1, asked, reply))


def _question(text: str, end: int, published: re.Match[str] | None) -> Span | None:
    """What stands between the date and the answer; where that is nothing, the title above the date."""
    lines = [line for line in paragraphs(text, Span(0, end)) if not BREADCRUMB.match(line.of(text))]
    lines = [line for line in lines if not PUBLISHED.search(line.of(text)) or len(line.of(text)) > 60]
    below = [line for line in lines if published and line.start > published.start()]
    chosen = below or lines[-1:]
    label = next((line for line in lines if ASKED.match(line.of(text))), None)
    if label:
        chosen = [line for line in lines if line.start >= label.start]
    if not chosen:
        return None
    opening = ASKED.match(text, chosen[0].start)
    span = trimmed(text, Span(opening.end() if opening else chosen[0].start, chosen[-1].end))
    return span if span.start < span.end else None


def _day(published: re.Match[str]) -> date | None:
    try:
        return date(int(published["year"]), int(published["month"]), int(published["day"]))
    except ValueError:
        return None
