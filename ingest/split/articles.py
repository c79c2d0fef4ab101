"""Texts of law: one chunk per article; a long article is cut between its clauses (khoản), never inside a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.documents import ChunkKind, Document, Span
from ingest.parse.law import Article, articles_in
from ingest.parse.questions import paragraphs
from ingest.split.piece import CAP, Piece, gathered


def article_pieces(document: Document) -> list[Piece]:
    """The pieces of every article, each with the number and the first day of its own document."""
    return [piece for article in articles_in(document.text) for piece in _pieces(document, article)]


def _pieces(document: Document, article: Article) -> Iterator[Piece]:
    heading = "\n".join([document.title, *article.path, f"Điều {article.number}. {article.title}"])
    for span in _spans(document.text, article.text):
        yield Piece(
            span, ChunkKind.ARTICLE, heading, number=article.law, issued=article.issued, in_force=article.in_force
        )


def _spans(text: str, article: Span) -> Iterator[Span]:
    if article.end - article.start <= CAP:
        yield article
    else:
        yield from gathered(text, paragraphs(text, article))
