"""A correction as a document: its text as people read it, what is quoted of it, what it is found by."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant import wording_curation as words
from assistant.curation.nouns import Correction
from assistant.wording import day
from ingest.documents import (
    Chunk,
    ChunkKind,
    Document,
    DocumentKind,
    Page,
    Request,
    Span,
    document_id_of,
)
from ingest.index.base import Put
from ingest.originals import keep_original, scratch
from ingest.parse.numbering import paragraphs
from ingest.report import Pipeline
from ingest.settle import vectors_of
from ingest.split.piece import gathered, shortened
from ingest.tables import Tables

LONGEST_TITLE = 160
PAGE = 3_500  # characters; a page is drawn from the text
REQUEST = 1


def put_of(correction: Correction, pipeline: Pipeline) -> Put:
    """The correction as it is stored, with its vectors; its text is kept as the original. Raises StorageFull."""
    document, chunks = document_of(correction, pipeline.tables)
    vectors, _ = vectors_of(chunks, pipeline.index.digests(document.id), pipeline)
    _keep(document, pipeline.settings.home)
    return Put(document, chunks, vectors)


def source_of(correction_id: str) -> str:
    """What stands for a path."""
    return f"correction:{correction_id}"


def document_id(correction_id: str) -> str:
    """The id its document has, in every version."""
    return document_id_of(source_of(correction_id))


def document_of(correction: Correction, tables: Tables) -> tuple[Document, list[Chunk]]:
    """The document and its chunks: the answer first, then the question and every other way to ask it."""
    lesson = correction.lesson
    written = _written(correction, tables)
    taught_on = correction.taught_at.astimezone(words.VIETNAM).date()
    request = Request(
        position=REQUEST,
        petition=written.question,
        reply=written.answer,
        issued=taught_on,
        unit=correction.unit,
        field=lesson.field,
    )
    document = Document(
        id=document_id(correction.id),
        source=source_of(correction.id),
        digest=hashlib.sha256(written.text.encode()).hexdigest(),
        kind=DocumentKind.CORRECTION,
        title=shortened(lesson.question, LONGEST_TITLE),
        text=written.text,
        pages=tuple(_pages(written.text)),
        issued=taught_on,
        issuer=correction.taught_by.name,
        unit=correction.unit,
        field=lesson.field,
        in_force=lesson.in_force,
        until=lesson.until,
        visibility=lesson.visibility,
        requests=(request,),
    )
    return document, list(_chunks(document, written))


@dataclass(frozen=True)
class Written:
    """The text of a correction and where its parts stand in it."""

    text: str
    question: Span
    wordings: tuple[Span, ...]
    answer: Span


def _written(correction: Correction, tables: Tables) -> Written:
    lesson, text = correction.lesson, ""
    text, _ = _line(text, words.QUESTION)
    text, question = _line(text, lesson.question)
    others: list[Span] = []
    if lesson.wordings:
        text, _ = _line(f"{text}\n", words.OTHER_WORDINGS)
        for wording in lesson.wordings:
            text, span = _line(f"{text}- ", wording)
            others.append(span)
    text, _ = _line(f"{text}\n", words.ANSWER)
    text, answer = _line(text, lesson.answer)
    closing = [*_grounds(correction), _signature(correction, tables)]
    return Written("\n".join([text, *closing]), question, tuple(others), answer)


def _line(text: str, line: str) -> tuple[str, Span]:
    """The text with one more line, and where that stands."""
    return f"{text}{line}\n", Span(len(text), len(text) + len(line))


def _grounds(correction: Correction) -> Iterator[str]:
    lesson = correction.lesson
    if lesson.basis:
        yield words.BASIS.format(basis="; ".join(each.rstrip(".") for each in lesson.basis))
    if sentence := _validity(lesson.in_force, lesson.until):
        yield sentence


def _validity(first: date | None, until: date | None) -> str:
    if first and until:
        return words.VALID_BETWEEN.format(first=day(first), until=day(until))
    if until:
        return words.VALID_UNTIL.format(until=day(until))
    return words.VALID_FROM.format(first=day(first)) if first else ""


def _signature(correction: Correction, tables: Tables) -> str:
    unit = tables.unit(correction.unit)
    return words.TAUGHT_BY.format(
        unit=unit.name if unit else correction.unit,
        name=correction.taught_by.name,
        day=day(correction.taught_at.astimezone(words.VIETNAM).date()),
        id=correction.id,
        version=correction.version,
    )


def _pages(text: str) -> Iterator[Page]:
    """Pages that end with a line, as far as lines are short enough."""
    number, start = 1, 0
    while len(text) - start > PAGE:
        end = text.rfind("\n", start + 1, start + PAGE) + 1
        end = end if end > start + PAGE // 4 else start + PAGE
        yield Page(number, start, end)
        number, start = number + 1, end
    yield Page(number, start, len(text))


def _chunks(document: Document, written: Written) -> Iterator[Chunk]:
    asked = shortened(written.question.of(document.text))
    answers = list(gathered(document.text, paragraphs(document.text, written.answer)))
    found_by = (written.question, *written.wordings)
    parts = [(ChunkKind.REPLY, asked, span) for span in answers]
    # A way to ask is found by its own words only: a heading would make all of them alike.
    parts += [(ChunkKind.PETITION, "", span) for span in found_by]
    for position, (kind, heading, span) in enumerate(parts):
        yield replace(_chunk(document, span, position), kind=kind, heading=heading)


def _chunk(document: Document, span: Span, position: int) -> Chunk:
    return Chunk(
        id=f"{document.id}:{position:05d}",
        document_id=document.id,
        position=position,
        kind=ChunkKind.REPLY,
        heading="",
        text=span.of(document.text),
        start=span.start,
        end=span.end,
        page=document.page_at(span.start),
        request=REQUEST,
        issued=document.issued,
        unit=document.unit,
        field=document.field,
        in_force=document.in_force,
        until=document.until,
    )


def _keep(document: Document, home: Path) -> None:
    with scratch(home) as folder:
        file = folder / "correction.txt"
        file.write_bytes(document.text.encode())
        keep_original(file, document.digest, home)
