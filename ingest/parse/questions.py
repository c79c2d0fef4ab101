"""The questions of a letter with their answers: petition and reply as spans of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.documents import Request, Span

ORDINAL = r"(?:số\s*|thứ\s*)?(?P<number>\d{1,3}|nhất|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)\b"
ORDINALS = {
    "nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip

# One table of patterns; each is used by exactly one function below.
QUESTION = re.compile(
    r"^[^\S\n]*(?:[-–*+•]\s*)?(?:"
    rf"(?:Câu(?: hỏi| kiến nghị)?|Kiến nghị|Nội dung(?: kiến nghị)?|Ý kiến)\s+{ORDINAL}\s*(?:[:.)]\s*|(?=[“\"\n]))"
    r"|(?P<point>\d{1,2})[.)]\s*(?=Cử tri|[“\"]))",
    re.MULTILINE,
)
ANSWER = re.compile(
    rf"^[^\S\n]*(?:Trả lời|Về|Đối với)\s+(?:câu(?: hỏi)?|kiến nghị|nội dung|ý kiến)\s+{ORDINAL}\s*[:.,]?\s*",
    re.MULTILINE | re.IGNORECASE,
)
POINT = re.compile(r"^[^\S\n]*(?P<number>\d{1,2})[.)]\s+", re.MULTILINE)
REPLY_MARKER = re.compile(
    r"^[^\S\n]*(?:Sau khi (?:nghiên cứu|xem xét)[^.:\n]{0,120}?,?\s*)?(?:(?:Về|Đối với)[^.\n]{3,300}?,\s*)?"
    r"Bộ\s(?:(?!nhận được)[^.:;\n]){2,110}?(?:trả lời|phúc đáp)[^.:\n]{0,80}?như sau[^\S\n]*[:.]?[^\S\n]*"
    r"|^[^\S\n]*(?:TRẢ LỜI|Trả lời|Ý kiến trả lời|Nội dung trả lời)[^\S\n]*[:.][^\S\n]*",
    re.MULTILINE,
)
# Also used inside replies, so believed only where a letter has no plain marker.
WEAK_MARKER = re.compile(
    r"^[^\S\n]*(?:(?:Về|Đối với)[^.\n]{3,300}?,\s*)?Bộ\s(?:(?!nhận được)[^.:;\n]){2,110}?"
    r"(?:thông tin|báo cáo|giải trình|có ý kiến)[^.:\n]{0,80}?như sau[^\S\n]*[:.]?[^\S\n]*"
    r"|^[^\n]{3,200}?công văn số[^\n]{3,160}?,? theo đó\s*:[^\S\n]*",
    re.MULTILINE,
)
PETITION_OPENER = re.compile(
    r"(?:[-–*+•]\s*|\d{1,2}[.)]\s*)?(?:[“\"]|(?:Các\s)?[Cc]ử tri\b|(?:Nội dung )?[Kk]iến nghị\b|[Đđ]ề nghị\b)"
)
LABEL = re.compile(r"\s*(?:(?:Nội dung kiến nghị|Nội dung|Kiến nghị)\s*:\s*)?[“\"]?\s*")
BULLET = re.compile(r"\s*[-–+*•]\s")


def requests_in(text: str, body: Span) -> tuple[Request, ...]:
    """One Request per question of the body, in order; the whole body as one where it is not divided."""
    questions = _numbered(text, body)
    markers = _markers(text, body)
    if len(questions) > 1 and markers and markers[0].start > questions[-1].start and len(markers) == 1:
        pairs = _asked_first(text, body, questions, markers[0])
    elif len(questions) > 1:
        pairs = [_pair(text, section, markers) for section in _sections(questions, body)]
    elif len(markers) > 1:
        pairs = list(_by_markers(text, body, markers))
    else:
        pairs = [_pair(text, body, markers)]
    found = [(petition, reply) for petition, reply in pairs if reply.start < reply.end]
    return tuple(Request(position, petition, reply) for position, (petition, reply) in enumerate(found, start=1))


def trimmed(text: str, span: Span) -> Span:
    """The span without white space at its ends."""
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def paragraphs(text: str, span: Span) -> list[Span]:
    """The non-empty lines of a span: in reflowed text a line is a paragraph."""
    lines = [Span(*match.span()) for match in re.compile(r"[^\n]+").finditer(text, span.start, span.end)]
    return [line for line in (trimmed(text, each) for each in lines) if line.start < line.end]


def first_marker(text: str) -> Span | None:
    """Where a letter turns from what was asked to what is answered."""
    found = _markers(text, Span(0, len(text)))
    return found[0] if found else None


def _markers(text: str, body: Span) -> list[Span]:
    plain = [Span(*match.span()) for match in REPLY_MARKER.finditer(text, body.start, body.end)]
    weak = None if plain else WEAK_MARKER.search(text, body.start, body.end)
    return [Span(*weak.span())] if weak else plain


def _numbered(text: str, body: Span) -> list[Span]:
    """The labels `Câu 1`, `Câu 2` … of the questions, as long as they count upwards from 1."""
    labels: list[Span] = []
    for match in QUESTION.finditer(text, body.start, body.end):
        if _value(match["number"] or match["point"]) == len(labels) + 1:
            labels.append(Span(*match.span()))
    return labels


def _value(number: str) -> int:
    return int(number) if number.isdigit() else ORDINALS[number.lower()]


def _sections(labels: list[Span], body: Span) -> list[Span]:
    ends = [*(label.start for label in labels[1:]), body.end]
    return [Span(label.end, end) for label, end in zip(labels, ends, strict=True)]


def _pair(text: str, section: Span, markers: list[Span]) -> tuple[Span | None, Span]:
    """Petition and reply of one question; without a marker the petition is its first paragraph and bullets."""
    marker = next((each for each in markers if section.start <= each.start < section.end), None)
    if marker:
        petition, reply = Span(section.start, marker.start), Span(marker.end, section.end)
    else:
        petition, reply = _first_paragraph(text, section)
    return _petition(text, petition), trimmed(text, reply)


def _first_paragraph(text: str, section: Span) -> tuple[Span, Span]:
    lines = paragraphs(text, section)
    if len(lines) < 2:
        return Span(section.start, section.start), section
    asked = 1
    opened = lines[0].of(text).rstrip().endswith(":")
    while opened and asked < len(lines) - 1 and BULLET.match(lines[asked].of(text)):
        asked += 1
    return Span(section.start, lines[asked - 1].end), Span(lines[asked].start, section.end)


def _petition(text: str, span: Span) -> Span | None:
    """Without its label and quotation marks; None when nothing is left."""
    label = LABEL.match(text, span.start, span.end)
    inner = trimmed(text, Span(label.end() if label else span.start, span.end))
    end = inner.end - len(inner.of(text)) + len(inner.of(text).rstrip('”" '))
    quoted = inner.of(text).count("“") < inner.of(text).count("”") or text[inner.start - 1 : inner.start] == '"'
    inner = Span(inner.start, end if quoted else inner.end)
    return inner if inner.start < inner.end else None


def _asked_first(text: str, body: Span, labels: list[Span], marker: Span) -> list[tuple[Span | None, Span]]:
    """All questions, one marker, then the answers: paired where the answers are numbered alike, else one record."""
    replies = Span(marker.end, body.end)
    answers = _answers(text, replies)
    asked = [
        Span(label.end, end)
        for label, end in zip(labels, [*(each.start for each in labels[1:]), marker.start], strict=True)
    ]
    if len(answers) != len(asked):
        return [(_petition(text, Span(labels[0].start, marker.start)), trimmed(text, replies))]
    return [(_petition(text, each), trimmed(text, reply)) for each, reply in zip(asked, answers, strict=True)]


def _answers(text: str, replies: Span) -> list[Span]:
    for pattern in (QUESTION, ANSWER, POINT):
        starts: list[int] = []
        for match in pattern.finditer(text, replies.start, replies.end):
            if _value(match["number"] or match.groupdict().get("point") or "0") == len(starts) + 1:
                starts.append(match.start())
        if len(starts) > 1:
            return [Span(start, end) for start, end in pairwise([*starts, replies.end])]
    return []


def _by_markers(text: str, body: Span, markers: list[Span]) -> Iterator[tuple[Span | None, Span]]:
    """Questions without numbers: each further marker that a petition stands before begins a new record."""
    kept, openings = [markers[0]], [body.start]
    for marker in markers[1:]:
        opening = _opening_before(text, Span(kept[-1].end, marker.start))
        if opening is not None:
            kept.append(marker)
            openings.append(opening)
    for index, marker in enumerate(kept):
        end = openings[index + 1] if index + 1 < len(kept) else body.end
        yield _petition(text, Span(openings[index], marker.start)), trimmed(text, Span(marker.end, end))


def _opening_before(text: str, between: Span) -> int | None:
    """Where the petition begins that stands between an answer and the next marker."""
    lines = paragraphs(text, between)
    if len(lines) < 2:
        return None
    tail = next((n for n in range(len(lines) - 1, 0, -1) if not BULLET.match(lines[n].of(text))), len(lines) - 1)
    return lines[tail].start if PETITION_OPENER.match(lines[tail].of(text)) else None
