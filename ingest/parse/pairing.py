"""Questions that are all asked before they are answered: which part of the answer belongs to which question.

A pairing is made only where the text leaves no doubt; otherwise question and answer stay whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.documents import Span
from ingest.parse.numbering import (
    ORDINAL,
    POINT,
    QUESTION,
    ROMAN,
    SPELLED,
    labelled_parts,
    labels_in,
    paragraphs,
    parts,
)
from ingest.vietnamese import terms

# So much of an answer is compared with the questions: its heading and first sentences say what it is about.
COMPARED_CHARACTERS = 700

ANSWER = re.compile(
    rf"^[^\S\n]*+(?:[-–*+•]\s*|\d{{1,2}}[.)]\s*)?(?:Trả lời|Về|Đối với)\s+(?:câu(?: hỏi)?|(?:các )?kiến nghị"
    rf"|nội dung(?: kiến nghị)?|ý kiến|vấn đề)\s+{ORDINAL}\s*[:.,]?\s*",
    re.MULTILINE | re.IGNORECASE,
)
ABOUT = re.compile(
    r"^[^\S\n]*+(?:[-–*+•]\s*)?(?=(?:Về|Đối với|Liên quan đến|Liên quan tới)\s+(?:việc|nội dung|kiến nghị|đề nghị"
    r"|ý kiến|phản ánh|vấn đề|\d{1,2} nội dung))",
    re.MULTILINE,
)
STARRED = re.compile(r"^[^\S\n]*+\*\s*(?=(?:Về|Đối với|Nội dung|Kiến nghị))", re.MULTILINE)
LETTERED = re.compile(r"^[^\S\n]*+(?P<letter>[a-h])[.)]\s+(?=\S)", re.MULTILINE)
QUOTED = re.compile(r"(?:(?:Nội dung )?[Kk]iến nghị\s*:\s*)?[“\"](?P<said>[^“”\"\n]{5,})[”\"][\s.;]*")
BULLET = re.compile(r"[^\S\n]*+[-–+*•]\s")


@dataclass(frozen=True)
class Asked:
    """The questions of a petition; `sure` when they are numbered as questions, not merely its points or dashes."""

    questions: list[Span]
    numbered: bool
    sure: bool


def asked_in(text: str, zone: Span) -> Asked | None:
    """The several questions of a petition zone; None when it is one."""
    for pattern, sure in ((QUESTION, True), (POINT, False), (SPELLED, False), (ROMAN, False)):
        labels = labels_in(text, zone, pattern)
        if labels:
            return Asked(parts(labels, zone.end), numbered=True, sure=sure)
    for items in (_bullets(text, zone), _quoted(text, zone)):
        if len(items) > 1:
            return Asked([_unmarked(text, item) for item in items], numbered=False, sure=False)
    return None


def paired(text: str, asked: Asked, replies: Span) -> list[Span] | None:
    """One part of the answer for every question, in order; None when they cannot be told without doubt."""
    for pattern in (QUESTION, ANSWER):
        labels = labels_in(text, replies, pattern)
        if len(labels) == len(asked.questions):
            return _whole(labelled_parts(labels, replies.end), replies)
    for answers in _divisions(text, replies):
        if len(answers) == len(asked.questions) > 1 and _agree(text, asked, answers):
            return _whole(answers, replies)
    return None


def _divisions(text: str, replies: Span) -> Iterator[list[Span]]:
    """The ways in which an answer may be divided at its highest level."""
    for pattern in (POINT, ROMAN, SPELLED):
        labels = labels_in(text, replies, pattern)
        if labels:
            yield labelled_parts(labels, replies.end)
    for pattern in (STARRED, ABOUT, LETTERED):
        found = [Span(*each.span()) for each in pattern.finditer(text, replies.start, replies.end)]
        yield labelled_parts(found, replies.end)
    yield _bullets(text, replies)


def _whole(answers: list[Span], replies: Span) -> list[Span]:
    """What stands above the first answer is said to it."""
    return [Span(replies.start, answers[0].end), *answers[1:]]


def _agree(text: str, asked: Asked, answers: list[Span]) -> bool:
    """Whether every answer speaks of its own question more than of any other."""
    own = _own_words(text, asked.questions)
    for position, answer in enumerate(answers):
        spoken = set(terms(answer.of(text)[:COMPARED_CHARACTERS]))
        scores = [len(words & spoken) / (len(words) or 1) for words in own]
        others = max(score for index, score in enumerate(scores) if index != position)
        if scores[position] <= others or not scores[position]:
            return False
    return True


def _own_words(text: str, questions: list[Span]) -> list[set[str]]:
    """The words of each question that no other question has."""
    spoken = [set(terms(question.of(text))) for question in questions]
    return [words - set().union(*(spoken[:at] + spoken[at + 1 :])) for at, words in enumerate(spoken)]


def _bullets(text: str, zone: Span) -> list[Span]:
    """Items marked with dashes; lines without a mark that follow belong to the item above."""
    starts = [line for line in paragraphs(text, zone) if BULLET.match(line.of(text))]
    ends = [*(line.start for line in starts[1:]), zone.end]
    return [Span(line.start, end) for line, end in zip(starts, ends, strict=True)] if len(starts) > 1 else []


def _unmarked(text: str, item: Span) -> Span:
    mark = BULLET.match(text, item.start, item.end)
    return Span(mark.end(), item.end) if mark else item


def _quoted(text: str, zone: Span) -> list[Span]:
    """Petitions that stand one after another in quotation marks of their own."""
    lines = paragraphs(text, zone)
    quoted = [found for line in lines if (found := QUOTED.fullmatch(text, line.start, line.end))]
    return [Span(found.start("said"), found.end("said")) for found in quoted] if len(quoted) == len(lines) else []
