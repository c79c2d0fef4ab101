"""Letters and lists: for each question one chunk to be found by, and chunks of its answer to quote from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.documents import ChunkKind, Document, Request, Span
from ingest.parse.numbering import paragraphs
from ingest.parse.unquoted import unquoted_spans, without
from ingest.split.piece import CAP, Piece, gathered, shortened

SECTION = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]{1,4}[.)]|[a-zđ]\))\s+\S[^\n]{2,150}$")
FOOTNOTE = re.compile(r"\[\d{1,2}\]\s+\S")
CALLED = re.compile(r"(?<=\S) ?\[(\d{1,2})\]")


def request_pieces(document: Document) -> list[Piece]:
    """The pieces of every request, in reading order."""
    return [piece for request in document.requests for piece in _pieces(document, request)]


def _pieces(document: Document, request: Request) -> Iterator[Piece]:
    if request.petition:
        yield _piece(ChunkKind.PETITION, request.petition, document.title, request)
    asked = shortened(request.petition.of(document.text)) if request.petition else ""
    for section, spans in _sections(document.text, request):
        heading = "\n".join(part for part in (document.title, asked, section) if part)
        for span in gathered(document.text, spans):
            yield _piece(ChunkKind.REPLY, span, heading, request)
    for span in _notes_below(document.text, request.reply):
        yield _piece(ChunkKind.REPLY, span, "\n".join(part for part in (document.title, asked) if part), request)


def _sections(text: str, request: Request) -> Iterator[tuple[str, list[Span]]]:
    """Runs of paragraphs under one heading of the reply ("1. Về …"); footnotes stand apart.

    What only repeats the petition is searched as a heading and never stands in a chunk.
    """
    heading, run = "", list[Span]()
    left_out = unquoted_spans(text, request)
    for paragraph in paragraphs(text, request.reply):
        words = paragraph.of(text)
        kept = without(text, paragraph, left_out)
        if FOOTNOTE.match(words):
            yield from [(heading, run)] if run else []
            yield heading, [paragraph]
            run = []
        elif kept != [paragraph]:
            yield from [(heading, run)] if run else []
            heading, run = shortened(words, 160), kept[-1:]
            yield from ((heading, [part]) for part in kept[:-1])
        elif _is_heading(words):
            if run and _length(run) > CAP // 3:
                yield heading, run
                run = []
            heading = shortened(words, 160) if not run else heading
            run.append(paragraph)
        else:
            run.append(paragraph)
    if run:
        yield heading, run


def _notes_below(text: str, reply: Span) -> Iterator[Span]:
    """The footnotes that the reply calls and that stand below the letter's closing: `[1] Số liệu …`."""
    for number in dict.fromkeys(CALLED.findall(reply.of(text))):
        note = re.compile(rf"^\[{number}\] [^\n]*", re.MULTILINE).search(text, reply.end)
        inside = re.compile(rf"^\[{number}\] ", re.MULTILINE).search(text, reply.start, reply.end)
        if note and not inside:
            yield Span(*note.span())


def _is_heading(words: str) -> bool:
    return SECTION.match(words) is not None and not words.rstrip().endswith((".", ";"))


def _length(run: list[Span]) -> int:
    return run[-1].end - run[0].start


def _piece(kind: ChunkKind, span: Span, heading: str, request: Request) -> Piece:
    return Piece(
        span,
        kind,
        heading,
        request.position,
        request.number,
        request.issued,
        request.province,
        request.unit,
        request.field,
    )
