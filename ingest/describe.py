"""What copies are compared by, drawn from a document: its facts, its signature, its look-up keys."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath

from ingest.copies import COMPARED, MERGED, Copy, Facts, ListEntry, places, session_of
from ingest.documents import Document, DocumentKind, PageRoute
from ingest.index.rows import number_code
from ingest.manifest import Hints
from ingest.signature import key_of, petition_bands, petition_values, reply_bands, signature_of
from ingest.vietnamese import syllables

HEAD = 1500
FIGURE = re.compile(r"\d")
FEWEST_DIGITS = 2  # a single digit counts a paragraph as often as a thing
DRAFT = re.compile(r"^\W*(?:bản\s+)?dự thảo(?:\s+(?:lần\s+)?(?:thứ\s+)?\d+)?\W*$", re.IGNORECASE | re.MULTILINE)


def copy_of(document: Document, ticket: int, taken: datetime, hints: Hints, read_by: str) -> Copy:
    """The copy that a reading is, not yet placed in any document."""
    signature = signature_of(reply_of(document), petition_of(document)) if document.kind in COMPARED else None
    copy = Copy(
        source=document.source,
        digest=document.digest,
        ticket=ticket,
        taken=taken,
        kind=document.kind,
        facts=facts_of(document, hints),
        signature=signature,
        hints=hints,
        read_by=read_by,
        warnings=document.warnings,
    )
    return with_bands(copy, document)


def with_bands(copy: Copy, document: Document) -> Copy:
    """The copy with its look-up keys: bytes, bands of reply and petition, number, province with session."""
    keys = {key_of("bytes", copy.digest)}
    if copy.signature:
        keys |= reply_bands(copy.signature) | petition_bands(copy.signature.petition)
        keys |= _fact_keys(copy.facts)
    if document.kind is DocumentKind.COMPILED_LIST:
        keys |= {key for entry in entries_of(document) for key in petition_bands(entry.petition)}
    return replace(copy, bands=frozenset(keys))


def _fact_keys(facts: Facts) -> set[int]:
    keys = {key_of("number", number_code(facts.number) or "")} if facts.number else set()
    session = session_of(facts.session)
    if session:
        numbers = sorted(session.numbers)
        keys |= {key_of("place", place, one, session.term) for place in places(facts.province) for one in numbers}
    return keys


def facts_of(document: Document, hints: Hints) -> Facts:
    """What this copy says of its document; a title that is only the file's name is none."""
    values = {name: getattr(document, name) for name in MERGED}
    routes = [page for page in document.pages if page.route is not PageRoute.TEXT]
    sure = [page.confidence for page in routes if page.confidence is not None]
    reply = reply_of(document) if document.kind is DocumentKind.REPLY else ""
    return Facts(
        **values | {"title": None if _is_file_name(document) else document.title},
        visibility=" ".join(sorted(document.visibility.tokens())),
        registered=frozenset(name for name in MERGED if getattr(hints, name, None) is not None),
        draft=DRAFT.search(document.text[:HEAD]) is not None,
        full=any(request.petition for request in document.requests),
        ocr=bool(routes),
        confidence=sum(sure) / len(sure) if sure else 1.0,
        figures=frozenset(word for word in syllables(reply) if len(FIGURE.findall(word)) >= FEWEST_DIGITS),
    )


def _is_file_name(document: Document) -> bool:
    return document.title == PurePosixPath(document.source).stem


def reply_of(document: Document) -> str:
    """The text by which copies are compared: the replies, or the whole where there is no petition."""
    if document.kind is DocumentKind.REPLY and document.requests:
        return "\n".join(request.reply.of(document.text) for request in document.requests)
    return document.text


def petition_of(document: Document) -> str:
    """The petitions a document answers; empty when it holds none."""
    return "\n".join(request.petition.of(document.text) for request in document.requests if request.petition)


def entries_of(document: Document) -> list[ListEntry]:
    """The letters of a compiled list that have a number or a day."""
    return [
        ListEntry(
            document.source,
            " ".join(sorted(document.visibility.tokens())),
            request.number,
            request.issued,
            request.province,
            request.session or document.session,
            petition_values(request.petition.of(document.text)),
        )
        for request in document.requests
        if request.petition and (request.number or request.issued) and document.kind is DocumentKind.COMPILED_LIST
    ]
