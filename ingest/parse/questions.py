"""The questions of a letter with their answers: petition and reply as spans of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.documents import Request, Span
from ingest.parse.closing import without_closing
from ingest.parse.markers import marker_inside
from ingest.parse.numbering import QUESTION, labels_in, paragraphs, parts, trimmed
from ingest.parse.pairing import Asked, asked_in, paired

# One table of patterns; each is used by exactly one function below.
CERTAIN_OPENER = re.compile(
    r"(?:[-–*+•]\s*|\(?\d{1,2}[.)]\s*|[IVX]{1,4}[.)]\s*)?(?:[“\"]|(?:Các\s)?[Cc]ử tri\b|(?:Nội dung )?[Kk]iến nghị\b"
    r"|Câu(?: hỏi)?\s+\d|Đại biểu\b|Chất vấn\b)"
)
OPENER = re.compile(
    r"(?:[-–*+•]\s*|\d{1,2}[.)]\s*)?(?:[Đđ]ề nghị\b|[Tt]iếp tục đề nghị\b)(?!\s(?:[UỦ][BỶỷủ]|Ủy|các địa phương"
    r"|địa phương|Sở|cử tri|các doanh nghiệp|doanh nghiệp|tỉnh))"
)
LABEL = re.compile(
    r"\s*(?:(?:Nội dung (?:các )?kiến nghị(?: của cử tri)?|Nội dung(?: câu hỏi| chất vấn)?|Kiến nghị|Câu hỏi|Chất vấn"
    r"|Câu(?: hỏi)? \d{1,2})\s*[:.]\s*)?[“\"]?\s*"
)
CONTINUED = re.compile(r"\s*\(\s*[Tt]iếp theo[^()\n]{0,40}\)\s*|\s*[A-Z]{2,5}\d{4}-\d{1,3}\s*(?=\n)")
BULLET = re.compile(r"\s*[-–+*•]\s")


@dataclass(frozen=True)
class Answered:
    """The requests of a body; `warnings` say where questions and answers could not be matched."""

    requests: tuple[Request, ...]
    warnings: tuple[str, ...] = ()


def requests_in(text: str, body: Span, markers: list[Span]) -> Answered:
    """One Request per question of the body, in order; one for all where answers cannot be told apart."""
    markers = [marker for marker in markers if body.start <= marker.start < body.end]
    labels = labels_in(text, body, QUESTION)
    warnings: tuple[str, ...] = ()
    if labels and markers and markers[0].start > labels[-1].start:
        pairs, warnings = _asked_first(text, body, markers, Asked(parts(labels, markers[0].start), True, True))
    elif labels and markers and markers[0].start < labels[0].start:
        pairs, warnings = _marker_first(text, body, markers[0], labels)
    elif labels:
        pairs = [_pair(text, section, markers) for section in parts(labels, body.end)]
    else:
        pairs, warnings = _unlabelled(text, body, markers)
    found = [(petition, without_closing(text, reply)) for petition, reply in pairs]
    found = [(petition, trimmed(text, reply)) for petition, reply in found if trimmed(text, reply).of(text)]
    requests = (Request(position, petition, reply) for position, (petition, reply) in enumerate(found, start=1))
    return Answered(tuple(requests), warnings)


Pairs = list[tuple[Span | None, Span]]


def _asked_first(text: str, body: Span, markers: list[Span], asked: Asked) -> tuple[Pairs, tuple[str, ...]]:
    """All questions, then the answers: paired where they can be told apart, else one record."""
    marker = markers[0]
    if len(markers) == len(asked.questions) and asked.sure:
        ends = [*(each.start for each in markers[1:]), body.end]
        answers: list[Span] | None = [Span(each.end, end) for each, end in zip(markers, ends, strict=True)]
    else:
        answers = paired(text, asked, Span(marker.end, body.end))
    if answers:
        return [(_petition(text, each), reply) for each, reply in zip(asked.questions, answers, strict=True)], ()
    whole = _petition(text, Span(body.start, marker.start))
    warnings = (f"unpaired: {len(asked.questions)}",) if asked.numbered else ()
    return [(whole, Span(marker.end, body.end))], warnings


def _marker_first(text: str, body: Span, marker: Span, labels: list[Span]) -> tuple[Pairs, tuple[str, ...]]:
    """A marker above the labels: they are questions asked below it, or the parts of its answer."""
    between = trimmed(text, Span(body.start, marker.start))
    if between.start == between.end:
        return [_pair(text, section, []) for section in parts(labels, body.end)], ()
    asked = asked_in(text, Span(body.start, marker.start))
    if asked:
        return _asked_first(text, body, [marker], asked)
    return [_pair(text, body, [marker])], ()


def _unlabelled(text: str, body: Span, markers: list[Span]) -> tuple[Pairs, tuple[str, ...]]:
    """Questions without numbers of their own: told apart by markers, or by the points of petition and answer."""
    pairs = list(_by_markers(text, body, markers)) if len(markers) > 1 else []
    if len(pairs) > 1:
        return pairs, ()
    asked = asked_in(text, Span(body.start, markers[0].start)) if markers else None
    if asked:
        return _asked_first(text, body, markers[:1], asked)
    return [_pair(text, body, markers[:1])], ()


def _pair(text: str, section: Span, markers: list[Span]) -> tuple[Span | None, Span]:
    """Petition and reply of one question; without a marker the petition is its first paragraph and bullets."""
    marker = next((each for each in markers if section.start <= each.start < section.end), None)
    marker = marker or marker_inside(text, section)
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
    while asked < len(lines) - 1 and (
        (opened and BULLET.match(lines[asked].of(text))) or _asks_on(lines[asked].of(text))
    ):
        asked += 1
    return Span(section.start, lines[asked - 1].end), Span(lines[asked].start, section.end)


def _asks_on(words: str) -> bool:
    """Whether a further paragraph still belongs to the petition."""
    return re.match(r"(?:[Cc]ử tri\b|[“\"])", words) is not None or OPENER.match(words) is not None


def _petition(text: str, span: Span) -> Span | None:
    """Without its label and quotation marks; None when nothing is left."""
    continued = CONTINUED.match(text, span.start, span.end)
    label = LABEL.match(text, continued.end() if continued else span.start, span.end)
    inner = trimmed(text, Span(label.end() if label else span.start, span.end))
    words = inner.of(text)
    bare = words.rstrip('”" .;') if words.rstrip(" .;").endswith(("”", '"')) else words
    quoted = words.count("“") < words.count("”") or text[inner.start - 1 : inner.start] == '"'
    inner = Span(inner.start, inner.start + len(_with_stop(words, bare))) if quoted else inner
    return inner if inner.start < inner.end else None


def _with_stop(words: str, bare: str) -> str:
    """A full stop inside the quotation marks belongs to the petition: `“Đề nghị phủ sóng.”`."""
    return words[: len(bare) + 1] if words[len(bare) : len(bare) + 1] in (".", ";") else bare


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
    opening = None
    for line in reversed(lines[1:]):
        words = line.of(text)
        if CERTAIN_OPENER.match(words):
            opening = line.start
            if not BULLET.match(words) and words[0] not in '“"':
                break
        elif OPENER.match(words):
            opening = opening or line.start
        elif not BULLET.match(words) or (opening is None and not BULLET.match(words)):
            break
    return opening
