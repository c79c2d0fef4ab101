"""Builds citations from stored chunks: code, never a model, says where a quotation stands and whether its law lives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from assistant.answering.compose import Chosen
from assistant.answering.reading import Reading
from assistant.domain import Citation, LawNote, Sentence, Validity
from ingest.documents import DocumentKind, Span
from ingest.index.base import StoredChunk
from ingest.table_rows import LegalBasis
from ingest.tables import Tables, in_force


def cite(
    chosen: Sequence[Chosen], readings: dict[int, Reading], tables: Tables, on: date
) -> tuple[list[Sentence], list[Citation]]:
    """Sentences in reading order with the citations that carry them; one marker per quotation."""
    sentences, citations = [], []
    for marker, each in enumerate(chosen, start=1):
        stored = each.scored.candidate.stored
        codes = [code for sentence in readings[stored.key].sentences for code in sentence.codes]
        citation = citation_of(marker, stored, each.scored.sentence.span, law_notes(codes, tables, on), tables, on)
        citations.append(citation)
        sentences.append(Sentence(citation.quote, (marker,), each.part))
    return sentences, citations


def citation_of(
    marker: int, stored: StoredChunk, span: Span, notes: tuple[LawNote, ...], tables: Tables, on: date
) -> Citation:
    """The citation of `span` (relative to the chunk's text)."""
    chunk = stored.chunk
    return Citation(
        marker=marker,
        chunk_id=chunk.id,
        document_id=chunk.document_id,
        document_title=stored.document_title,
        kind=stored.document_kind,
        number=chunk.number,
        issued=chunk.issued,
        province=chunk.province,
        unit=unit_name(chunk.unit, tables),
        page=chunk.page,
        quote=span.of(chunk.text),
        start=chunk.start + span.start,
        end=chunk.start + span.end,
        validity=validity_of(stored, tables, on),
        law_notes=notes,
        warnings=warnings_of(stored),
    )


def warnings_of(stored: StoredChunk) -> tuple[str, ...]:
    """What was odd about the document, and that nobody knows since when this passage of law holds."""
    chunk = stored.chunk
    undated = stored.document_kind is DocumentKind.LAW and chunk.in_force is None and chunk.until is None
    return tuple(dict.fromkeys([*stored.warnings, *(["validity_unknown"] if undated else [])]))


def unit_name(unit: str | None, tables: Tables) -> str | None:
    """The unit as people call it; a code of the dated table becomes its name."""
    known = tables.unit(unit) if unit else None
    return known.name if known else unit


def law_notes(codes: Iterable[str], tables: Tables, on: date) -> tuple[LawNote, ...]:
    """A note for each named legal document that no longer stands on that day."""
    laws = [law for code in dict.fromkeys(codes) if (law := tables.law(code))]
    return tuple(_note(law, Validity.REPLACED) for law in laws if in_force(law, on) is False and law.until)


def _note(law: LegalBasis, validity: Validity) -> LawNote:
    name = f"{law.type} số {law.code}"
    return LawNote(law.code, name, validity, law.until, law.successors)


def validity_of(stored: StoredChunk, tables: Tables, on: date) -> Validity:
    """Whether the cited source itself is law in force; replies and guidance are not law."""
    if stored.document_kind is not DocumentKind.LAW:
        return Validity.NOT_LAW
    chunk = stored.chunk
    if chunk.until and on >= chunk.until:
        return Validity.REPLACED
    if chunk.in_force and on < chunk.in_force:
        return Validity.NOT_YET
    law = tables.law(chunk.number) if chunk.number else None
    if law is None:
        return Validity.CHECK  # that it began is no proof that it still stands
    state = in_force(law, on)
    return {True: Validity.IN_FORCE, False: Validity.REPLACED, None: Validity.CHECK}[state]
