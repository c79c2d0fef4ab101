"""The last gate: nothing leaves that its sources do not hold. Used for quotations and for what a model wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.domain import Citation, Sentence
from ingest.documents import Chunk
from ingest.index.base import StoredChunk


def supported_quotes(
    sentences: Sequence[Sentence], citations: Sequence[Citation], stored: Iterable[StoredChunk]
) -> tuple[list[Sentence], list[Citation]]:
    """The sentences whose every quotation is byte-equal to its source at its offsets, with their citations."""
    chunks = {each.chunk.id: each.chunk for each in stored}
    sound = {citation.marker: citation for citation in citations if _is_verbatim(citation, chunks)}
    kept = [
        sentence for sentence in sentences if sentence.markers and all(marker in sound for marker in sentence.markers)
    ]
    used = {marker for sentence in kept for marker in sentence.markers}
    return kept, [citation for marker, citation in sound.items() if marker in used]


def _is_verbatim(citation: Citation, chunks: dict[str, Chunk]) -> bool:
    chunk = chunks.get(citation.chunk_id)
    if chunk is None:
        return False
    start, end = citation.start - chunk.start, citation.end - chunk.start
    return bool(citation.quote) and start >= 0 and chunk.text[start:end] == citation.quote
