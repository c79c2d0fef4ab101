"""The chunks of a lesson that is not stored: what would be quoted if it were."""

from __future__ import annotations

from assistant.answering.taught import Supposed
from ingest.documents import Chunk, ChunkKind, DocumentKind, Span
from ingest.index.base import StoredChunk
from ingest.parse.numbering import paragraphs
from ingest.split.piece import gathered, shortened

FIRST_KEY = -1  # stored chunks have keys above zero


def replies_of(supposed: Supposed) -> tuple[StoredChunk, ...]:
    """The answer in the pieces it would be stored in; offsets are those in the answer alone."""
    answer = supposed.lesson.answer
    spans = gathered(answer, paragraphs(answer, Span(0, len(answer))))
    return tuple(_stored(supposed, span, position) for position, span in enumerate(spans))


def _stored(supposed: Supposed, span: Span, position: int) -> StoredChunk:
    correction, lesson = supposed.correction, supposed.lesson
    chunk = Chunk(
        id=f"{correction.document_id}:{position:05d}",
        document_id=correction.document_id,
        position=position,
        kind=ChunkKind.REPLY,
        heading=shortened(lesson.question),
        text=span.of(lesson.answer),
        start=span.start,
        end=span.end,
        page=1,
        request=1,
        unit=correction.unit,
        field=lesson.field,
        in_force=lesson.in_force,
        until=lesson.until,
    )
    return StoredChunk(
        FIRST_KEY - position, chunk, shortened(lesson.question), DocumentKind.CORRECTION, "correction:supposed"
    )
