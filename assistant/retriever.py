"""Our retriever offered to LangChain: what a reader may read, as LangChain documents with their citation data.

Imported only by those who ask for it: the server starts without LangChain.
"""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, SkipValidation

from assistant.answering.answering import Answering
from assistant.answering.retrieve import Candidate, retrieve
from assistant.answering.understand import understand
from assistant.domain import Question, Reader
from ingest.index.base import Filter


class TrolyRetriever(BaseRetriever):
    """Finds chunks on behalf of one reader; the same search, filters and order as the answer path."""

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    tools: SkipValidation[Answering]  # a plain dataclass of collaborators, nothing for pydantic to read
    reader: SkipValidation[Reader]
    k: int = 10

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        tools = self.tools
        understood = understand(Question(query), tools.tables)
        where = Filter(readers=self.reader.tokens, as_of=understood.as_of)
        found = retrieve(understood, where, tools.searching)
        return [document_of(candidate) for candidate in found[: self.k]]


def document_of(candidate: Candidate) -> Document:
    """A chunk as a LangChain document; `start` and `end` are offsets in the source's text."""
    chunk = candidate.stored.chunk
    metadata: dict[str, Any] = {
        "document_id": chunk.document_id,
        "title": candidate.stored.document_title,
        "kind": candidate.stored.document_kind.value,
        "number": chunk.number,
        "issued": chunk.issued.isoformat() if chunk.issued else None,
        "province": chunk.province,
        "page": chunk.page,
        "start": chunk.start,
        "end": chunk.end,
        "score": candidate.mixed,
    }
    return Document(id=chunk.id, page_content=chunk.text, metadata=metadata)
