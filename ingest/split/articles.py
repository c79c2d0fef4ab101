"""Texts of law: one chunk per article; a long article is cut between its clauses (khoản), never inside a sentence.

Each later piece of a long article begins with the end of the one before it, where that is short: `sau đây:` and the
list it opens are found together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ingest.documents import ChunkKind, Document, Span
from ingest.parse.law import Article, articles_in
from ingest.parse.law_notes import Amendment
from ingest.parse.numbering import paragraphs
from ingest.split.piece import CAP, Piece, gathered

OVERLAP = 200


def article_pieces(document: Document) -> list[Piece]:
    """The pieces of every article, each with the number and the first day of its own document."""
    return [piece for article in articles_in(document.text) for piece in _pieces(document, article)]


def _pieces(document: Document, article: Article) -> Iterator[Piece]:
    heading = "\n".join(_headings(document, article))
    for span in spans(document.text, article.text):
        yield Piece(
            span, ChunkKind.ARTICLE, heading, number=article.law, issued=article.issued, in_force=article.in_force
        )


def _headings(document: Document, article: Article) -> Iterator[str]:
    """Topic, chapters, what changed the article, its place in its own document, its label: all searched, never quoted."""
    yield document.title
    yield from article.path
    if article.amended:
        yield f"Sửa đổi, bổ sung bởi {'; '.join(_amendment(each) for each in article.amended)}"
    if article.name:
        yield f"{article.place} {article.name}".strip()
    yield f"Điều {article.number}. {article.title}"


def _amendment(amendment: Amendment) -> str:
    return f"{amendment.law}{f' từ ngày {_day(amendment.in_force)}' if amendment.in_force else ''}"


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def spans(text: str, article: Span) -> Iterator[Span]:
    """The passages an article is found and quoted by, in order: itself, or overlapping ones when it is long."""
    if article.end - article.start <= CAP:
        yield article
        return
    before: Span | None = None
    for span in gathered(text, paragraphs(text, article)):
        yield Span(_opening(text, before, span), span.end) if before else span
        before = span


def _opening(text: str, before: Span, piece: Span) -> int:
    """Where a piece begins: with the last line of the one before it, unless that is long or is all there was."""
    line = text.rfind("\n", before.start, before.end) + 1
    fits = before.end - line <= OVERLAP and piece.end - line <= CAP
    return line if before.start < line and fits else piece.start
