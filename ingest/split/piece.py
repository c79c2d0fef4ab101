"""A piece of a document before it is numbered as a Chunk, and how paragraphs are gathered into pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ingest.documents import ChunkKind, Span
from ingest.parse.numbering import trimmed
from ingest.vietnamese import sentences

TARGET = 600
COMFORTABLE = 1200
CAP = 1800
HEADING_PETITION = 400
SENTENCE_BREAK = re.compile(r"[;:,]\s+|\n\s*|\s+")


@dataclass(frozen=True)
class Piece:
    """Where a chunk stands, what it is searched with, and what it knows beyond its document."""

    span: Span
    kind: ChunkKind
    heading: str
    request: int | None = None
    number: str | None = None
    issued: date | None = None
    province: str | None = None
    unit: str | None = None
    field: str | None = None
    in_force: date | None = None


def gathered(text: str, paragraphs: Iterable[Span]) -> Iterator[Span]:
    """Whole neighbouring paragraphs up to a comfortable length; a paragraph over the cap is cut at sentences."""
    start = end = -1
    for paragraph in _none_over_cap(text, paragraphs):
        joined = paragraph.end - start
        if end >= 0 and (joined > CAP or (joined > COMFORTABLE and end - start >= TARGET)):
            yield Span(start, end)
            end = -1
        start = start if end >= 0 else paragraph.start
        end = paragraph.end
    if end >= 0:
        yield Span(start, end)


def _none_over_cap(text: str, paragraphs: Iterable[Span]) -> Iterator[Span]:
    for paragraph in paragraphs:
        if paragraph.end - paragraph.start <= CAP:
            yield paragraph
        else:
            yield from _cut_at_sentences(text, paragraph)


def _cut_at_sentences(text: str, paragraph: Span) -> Iterator[Span]:
    for sentence in sentences(paragraph.of(text)):
        span = Span(paragraph.start + sentence.start, paragraph.start + sentence.end)
        # Only a "sentence" longer than the cap (an enumeration, a table row) is cut inside.
        yield from [span] if span.end - span.start <= CAP else _cut_inside(text, span)


def _cut_inside(text: str, span: Span) -> Iterator[Span]:
    start = span.start
    while span.end - start > CAP:
        window = text[start : start + CAP]
        breaks = [found.end() for found in SENTENCE_BREAK.finditer(window) if found.end() > CAP // 2]
        strong = [end for end in breaks if window[end - 2] in ";:,"]
        stop = start + ((strong or breaks or [CAP])[-1])
        yield trimmed(text, Span(start, stop))
        start = stop
    yield trimmed(text, Span(start, span.end))


def shortened(words: str, longest: int = HEADING_PETITION) -> str:
    """The beginning of a text, cut at a word."""
    plain = " ".join(words.split())
    return plain if len(plain) <= longest else plain[: longest + 1].rsplit(" ", 1)[0] + " …"
