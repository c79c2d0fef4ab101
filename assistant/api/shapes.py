"""How answers, hits and documents look as JSON; the command line and the API print the same."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import Any

from assistant import wording
from assistant.answering.retrieve import Candidate
from assistant.domain import Answer, Citation, LawNote, Nearest, Sentence, TaughtBy, UnitShare
from assistant.library import Line
from ingest.documents import Document
from ingest.origins import Origin

Json = dict[str, Any]


def answer_object(answer: Answer) -> Json:
    """One answer; `quote` is verbatim and stands at `start:end` of the document's text."""
    return {
        "id": answer.id,
        "status": answer.status.value,
        "text": answer.text,
        "sentences": [sentence_object(each) for each in answer.sentences],
        "citations": [citation_object(each) for each in answer.citations],
        "steps": [{"name": step.name, "ms": step.ms} for step in answer.steps],
        "understood": answer.understood,
        "missing": answer.missing,
        "nearest": [nearest_object(each) for each in answer.nearest],
        "choices": list(answer.choices),
        "field": answer.field,
        "unit": answer.unit,
        "units": [unit_share_object(each) for each in answer.units],
        "score": answer.score,
        "model": answer.model,
        "notice": wording.AI_NOTICE,
    }


def sentence_object(sentence: Sentence) -> Json:
    """One released sentence."""
    return {
        "text": sentence.text,
        "markers": list(sentence.markers),
        "part": sentence.part.value,
        "verbatim": sentence.verbatim,
    }


def unit_share_object(possible: UnitShare) -> Json:
    """A unit that may be in charge; `share` is the probability (0..1) that it is the right one."""
    return {"unit": possible.unit, "field": possible.field, "share": possible.share}


def citation_object(citation: Citation) -> Json:
    """One citation with where to see it."""
    return {
        "marker": citation.marker,
        "document_id": citation.document_id,
        "document": citation.document_title,
        "kind": citation.kind.value,
        "number": citation.number,
        "date": iso(citation.issued),
        "province": citation.province,
        "unit": citation.unit,
        "page": citation.page,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "validity": citation.validity.value,
        "law_notes": [law_note_object(note) for note in citation.law_notes],
        "warnings": list(citation.warnings),
        "taught": taught_object(citation.taught) if citation.taught else None,
        "link": f"/tai-lieu/{citation.document_id}?trang={citation.page}&trich={citation.start}-{citation.end}",
    }


def taught_object(taught: TaughtBy) -> Json:
    """Who taught what is cited; the days it holds from and until, and when it is looked at again."""
    return {
        "by": taught.by,
        "date": iso(taught.on),
        "unit": taught.unit,
        "basis": list(taught.basis),
        "in_force": iso(taught.in_force),
        "until": iso(taught.until),
        "review_on": iso(taught.review_on),
    }


def law_note_object(note: LawNote) -> Json:
    """A legal document that no longer stands."""
    return {
        "code": note.code,
        "title": note.title,
        "validity": note.validity.value,
        "until": iso(note.until),
        "successors": list(note.successors),
    }


def nearest_object(nearest: Nearest) -> Json:
    """The nearest document when nothing answers."""
    return {
        "document_id": nearest.document_id,
        "document": nearest.title,
        "number": nearest.number,
        "date": iso(nearest.issued),
        "page": nearest.page,
    }


def hit_object(hit: Candidate) -> Json:
    """One found passage with its scores."""
    stored, chunk = hit.stored, hit.stored.chunk
    return {
        "score": round(hit.mixed, 6),
        "cosine": round(hit.cosine, 6),
        "lexical": round(hit.lexical, 6),
        "chunk_id": chunk.id,
        "document_id": chunk.document_id,
        "document": stored.document_title,
        "kind": stored.document_kind.value,
        "number": chunk.number,
        "date": iso(chunk.issued),
        "province": chunk.province,
        "page": chunk.page,
        "text": chunk.text,
        "start": chunk.start,
        "end": chunk.end,
    }


def line_object(line: Line) -> Json:
    """One document of the list."""
    return {
        "id": line.id,
        "document": line.title,
        "kind": line.kind.value,
        "number": line.number,
        "date": iso(line.issued),
        "unit": line.unit,
        "field": line.field,
        "province": line.province,
        "pages": line.pages,
    }


def document_object(document: Document, origins: list[Json] | None = None) -> Json:
    """One document with its text, pages and requests; `origins` are its copies and the fields each gave."""
    return {
        "id": document.id,
        "document": document.title,
        "kind": document.kind.value,
        "number": document.number,
        "date": iso(document.issued),
        "issuer": document.issuer,
        "unit": document.unit,
        "field": document.field,
        "province": document.province,
        "session": document.session,
        "in_force": iso(document.in_force),
        "until": iso(document.until),
        "warnings": list(document.warnings),
        "origins": origins or [],
        "text": document.text,
        "pages": [
            {"number": page.number, "start": page.start, "end": page.end, "route": page.route.value}
            for page in document.pages
        ],
    }


def origin_object(origin: Origin) -> Json:
    """One copy of a document: the name of its file (its folder is the server's affair) and the fields it gave."""
    return {
        "file": PurePosixPath(origin.source).name,
        "kind": origin.kind,
        "leads": origin.leads,
        "ocr": origin.ocr,
        "gave": list(origin.gave),
    }


def iso(value: date | None) -> str | None:
    """A date for programs: yyyy-mm-dd."""
    return value.isoformat() if value else None
