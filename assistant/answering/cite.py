"""Builds citations from stored chunks: code, never a model, says where a quotation stands and whether its law lives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from assistant import wording_taught
from assistant.answering.as_of import VIETNAM
from assistant.answering.compose import Chosen
from assistant.answering.reading import Reading
from assistant.answering.taught import NOTHING, LiveCorrection, Taught
from assistant.domain import Citation, LawNote, Sentence, TaughtBy, Validity
from ingest.documents import DocumentKind, Span
from ingest.index.base import StoredChunk
from ingest.table_rows import LegalBasis
from ingest.tables import Tables, in_force
from ingest.vietnamese import document_codes


def cite(
    chosen: Sequence[Chosen], readings: dict[int, Reading], tables: Tables, on: date, taught: Taught = NOTHING
) -> tuple[list[Sentence], list[Citation]]:
    """Sentences in reading order with the citations that carry them; one marker per quotation.

    What is quoted of one piece of a unit's answer has one marker: the answer is shown in parts, and was written as one.
    """
    sentences: list[Sentence] = []
    citations: dict[int | str, Citation] = {}
    spans = whole_spans(chosen)
    for place, each in enumerate(chosen):
        stored, span = each.scored.candidate.stored, each.scored.sentence.span
        piece = stored.chunk.id if stored.chunk.id in spans else place
        if piece not in citations:
            known = taught.corrections.get(stored.chunk.document_id)
            codes = [code for sentence in readings[stored.key].sentences for code in sentence.codes]
            codes += [code for basis in (known.basis if known else ()) for code in document_codes(basis)]
            whole = spans.get(stored.chunk.id, span)
            notes = law_notes(codes, tables, on)
            citation = citation_of(len(citations) + 1, stored, whole, notes, tables, on)
            citations[piece] = with_decisions(citation, known, taught, tables, on)
        sentences.append(Sentence(span.of(stored.chunk.text), (citations[piece].marker,), each.part))
    return sentences, list(citations.values())


def whole_spans(chosen: Sequence[Chosen]) -> dict[str, Span]:
    """Of each piece of a correction, from the first to the last character that is quoted of it."""
    found: dict[str, Span] = {}
    for each in chosen:
        stored, span = each.scored.candidate.stored, each.scored.sentence.span
        if stored.document_kind is DocumentKind.CORRECTION:
            known = found.get(stored.chunk.id, span)
            found[stored.chunk.id] = Span(min(known.start, span.start), max(known.end, span.end))
    return found


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


def with_decisions(
    citation: Citation, correction: LiveCorrection | None, taught: Taught, tables: Tables, on: date
) -> Citation:
    """The citation with who taught it, and a warning when its review is overdue."""
    review_on = taught.review_on.get(citation.document_id)
    overdue = review_on is not None and review_on < on
    warnings = (*citation.warnings, wording_taught.overdue(review_on)) if overdue and review_on else citation.warnings
    by = taught_by(correction, review_on, tables) if correction else None
    return replace(citation, taught=by, warnings=warnings)


def taught_by(correction: LiveCorrection, review_on: date | None, tables: Tables) -> TaughtBy:
    """What a citation says of the person and the unit that taught it."""
    return TaughtBy(
        correction.by,
        correction.taught_at.astimezone(VIETNAM).date(),
        unit_name(correction.unit, tables) or correction.unit,
        correction.basis,
        correction.in_force,
        correction.until,
        review_on,
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
