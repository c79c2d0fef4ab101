"""Search without composing: the same retrieval as answering, for lists of hits."""

from __future__ import annotations

from datetime import date

from assistant.answering.answering import Answering
from assistant.answering.retrieve import Candidate, ranked
from assistant.answering.understand import understand
from assistant.domain import Question, Reader
from ingest.documents import DocumentKind
from ingest.index.base import Filter


def search(
    text: str,
    reader: Reader,
    tools: Answering,
    k: int,
    as_of: date | None,
    kinds: frozenset[DocumentKind] | None = None,
) -> list[Candidate]:
    """The k best chunks the reader may see and that hold on that day (None: the day the text means, else today),
    best first; petitions are hits of their own here."""
    understood = understand(Question(text, as_of=as_of), tools.tables, tools.index)
    where = Filter(readers=reader.tokens, kinds=kinds, as_of=understood.as_of)
    return ranked(understood, where, tools.searching, k)
