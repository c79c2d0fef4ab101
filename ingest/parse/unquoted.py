"""Parts of a reply that are no answer: the petition said again, notices of the site, marks of a column's instalment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.documents import Request, Span
from ingest.parse.numbering import paragraphs, trimmed
from ingest.vietnamese import sentences, syllables

# This share of a sentence's word pairs stands in the petition when the sentence only repeats it.
REPEATED_SHARE = 0.8
SHARE_AFTER_LEAD = 0.4
FEWEST_WORDS = 7

# One table of patterns; each is used by exactly one function below.
NOTICE = re.compile(
    r"(?:Bạn (?:phải|cần|chưa|Chưa|vui lòng)|Vui lòng|Hãy|Quý khách (?:vui lòng|cần|chưa)|Xin vui lòng"
    r"|Để xem)\s[^\n]{0,80}?"
    r"(?:[Đđ]ăng [Nn]hập|[Đđ]ăng [Kk]ý|[Tt]hành [Vv]iên)"
    r"|(?:Đăng nhập|Đăng ký) (?:để|tài khoản|thành viên|ngay)|Click vào đây|Nhấn vào đây|Tải văn bản|Tải về\s*$"
    r"|(?:Tình trạng(?: hiệu lực)?|Hiệu lực|Ngày hiệu lực|Lĩnh vực|Người ký|Nơi ban hành|Loại văn bản"
    r"|Số hiệu)\s*:[^\n]{0,80}$"
    r"|\(\s*[Tt]iếp theo[^()\n]{0,40}\)\s*$|\(\s*[Cc]òn (?:tiếp|nữa)\s*\)\s*$|[A-Z]{2,5}\d{4}-\d{1,3}\s*$"
    r"|(?:banner icon|Ảnh minh họa|Ảnh minh hoạ|Print|Share|Chia sẻ)\s*$"
)
LEAD = re.compile(
    r"(?:[-–*+•]\s*|\d{1,2}[.)]\s*|[a-zđ][.)]\s*)?(?:(?:Về|Đối với|Liên quan đến|Như)\s+(?:việc\s+|nội dung\s+"
    r"|kiến nghị\s+|ý kiến\s+|phản ánh\s+)*"
    r"(?:của\s+)?cử tri\b|Cử tri\b[^\n.:]{0,60}?\b(?:cho rằng|phản ánh|kiến nghị|đề nghị|cho biết|bức xúc|lo ngại"
    r"|băn khoăn)\b)",
    re.IGNORECASE,
)
# What follows the comma answers, so the sentence is more than a repetition.
ANSWERED = re.compile(
    r"[,:;]\s*(?:Bộ|Sở|UBND|Ủy ban|Uỷ ban|Cục|Công an|Chính phủ|theo|hiện|đến nay|trong thời gian|căn cứ|đây là|ngày"
    r"|từ|năm|tại|thời gian|để|qua|xin|chúng tôi)\b"
)

VERDICT = re.compile(
    r"\blà (?:đúng|có cơ sở|chính đáng|phù hợp|xác đáng|thuộc|trách nhiệm|cần thiết|hợp lý|do|vì|thực tế)\b|\bđã được\b"
)


def unquoted_spans(text: str, request: Request) -> tuple[Span, ...]:
    """The sentences of the reply that nobody may be told as its answer, in order."""
    petition = request.petition.of(text) if request.petition else ""
    asked = _pairs(syllables(petition))
    return tuple(span for line in paragraphs(text, request.reply) for span in _in_paragraph(text, line, asked))


def without(text: str, paragraph: Span, left_out: tuple[Span, ...]) -> list[Span]:
    """What stays of a paragraph when some of its sentences are left out."""
    kept, start = list[Span](), paragraph.start
    for span in left_out:
        if paragraph.start <= span.start and span.end <= paragraph.end:
            kept.append(Span(start, span.start))
            start = span.end
    kept.append(Span(start, paragraph.end))
    return [span for span in (trimmed(text, each) for each in kept) if span.start < span.end]


def _in_paragraph(text: str, line: Span, asked: set[tuple[str, str]]) -> Iterator[Span]:
    words = line.of(text)
    if NOTICE.match(words):
        yield line
        return
    if not asked and not LEAD.match(words):
        return
    for sentence in sentences(words):
        if _repeats(sentence.of(words), asked):
            yield Span(line.start + sentence.start, line.start + sentence.end)


def _repeats(sentence: str, asked: set[tuple[str, str]]) -> bool:
    """Whether a sentence says nothing that the petition has not said; a figure of its own is something."""
    spoken = syllables(sentence)
    if len(spoken) < FEWEST_WORDS:
        return False
    own = _pairs(spoken)
    shared = len(own & asked) / len(own)
    lead = LEAD.match(sentence)
    if lead and not ANSWERED.search(sentence, lead.end()) and not VERDICT.search(sentence):
        return shared >= SHARE_AFTER_LEAD or sentence.rstrip().endswith(":")
    known = {word for pair in asked for word in pair}
    return shared >= REPEATED_SHARE and all(word in known for word in spoken if word[0].isdigit())


def _pairs(words: list[str]) -> set[tuple[str, str]]:
    return set(pairwise(words))
