"""A Document becomes Chunks, each in the way of its kind; `chunk.text == document.text[start:end]` always.

How long a piece should be was measured where it counts, on whole articles found by their best piece: 300 questions of
the training part of zalo-law, BM25 alone, the title as heading. Over all 88,434 articles:

    target, comfortable, cap 600, 1200, 1800                             MRR@10 .713, 58 MB   <- this
    + 100, 200, 400 characters of both neighbours searched, not quoted          .709, .709, .703
    + 200 characters of the piece before in the piece itself                    .707
    an article's best + 0.3 of its second piece, instead of its best            .621 (it favours long articles)

Over 20,268 of them, the right ones included, with the heading that the product gives them (document, topic, chapter):

    600, 1200, 1800                       .876, 16 MB   <- this
    400, 700, 1100                        .878, 20 MB
    900, 1600, 2400                       .867, 15 MB
    + 200 characters of both neighbours   .863, 18 MB
    an article's best + 0.3 of its second .799
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ingest.documents import Chunk, Document, DocumentKind
from ingest.split.articles import article_pieces
from ingest.split.piece import Piece
from ingest.split.prose import prose_pieces
from ingest.split.requests import request_pieces

SPLITTERS: dict[DocumentKind, Callable[[Document], list[Piece]]] = {
    DocumentKind.REPLY: request_pieces,
    DocumentKind.COMPILED_LIST: request_pieces,
    DocumentKind.PROVINCIAL_TABLE: request_pieces,
    DocumentKind.GUIDANCE: prose_pieces,
    DocumentKind.LAW: article_pieces,
    DocumentKind.CORRECTION: prose_pieces,
    DocumentKind.VALIDITY_TABLE: prose_pieces,  # a table given as a file; ours is `legal_sheet`
}


def split(document: Document) -> list[Chunk]:
    """The retrievable pieces of a document in reading order; empty when nothing in it can be quoted."""
    return numbered(document, SPLITTERS[document.kind](document))


def numbered(document: Document, pieces: Iterable[Piece]) -> list[Chunk]:
    """The pieces as chunks of the document, empty ones left out."""
    filled = (piece for piece in pieces if piece.span.of(document.text).strip())
    return [_chunk(document, position, piece) for position, piece in enumerate(filled)]


def _chunk(document: Document, position: int, piece: Piece) -> Chunk:
    """A piece keeps its own number, date, province and unit; what it lacks is the document's."""
    own_letter = piece.number is not None and piece.number != document.number
    return Chunk(
        id=f"{document.id}:{position:05d}",
        document_id=document.id,
        position=position,
        kind=piece.kind,
        heading=piece.heading,
        text=piece.span.of(document.text),
        start=piece.span.start,
        end=piece.span.end,
        page=document.page_at(piece.span.start),
        request=piece.request,
        number=piece.number or document.number,
        issued=piece.issued or (None if own_letter else document.issued),
        province=piece.province or document.province,
        unit=piece.unit or document.unit,
        field=piece.field or document.field,
        in_force=piece.in_force or (None if own_letter else document.in_force),
        until=None if own_letter else document.until,
    )
