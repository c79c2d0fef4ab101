"""Asking in a test: one question in, the whole answer out, always on the same day."""

from __future__ import annotations

from datetime import date

from assistant.answering.answering import answer
from assistant.bootstrap import Assistant
from assistant.domain import Answer, Citation, Part, Question, Reader, Role

OFFICE = Reader(1, "office", "Văn phòng", Role.OFFICE)
TODAY = date(2026, 11, 20)


def asked(assistant: Assistant, text: str, *history: str, on: date = TODAY, reader: Reader = OFFICE) -> Answer:
    """The answer to a question, with the earlier questions of the conversation."""
    *_, last = answer(Question(text, history, on), reader, assistant.answering)
    assert isinstance(last, Answer)
    return last


def lead(answered: Answer) -> Citation:
    """The citation the answer begins with."""
    markers = next(sentence.markers for sentence in answered.sentences if sentence.part is Part.LEAD)
    return next(citation for citation in answered.citations if citation.marker in markers)


def quotes(answered: Answer) -> str:
    """Everything that is quoted."""
    return "\n".join(citation.quote for citation in answered.citations)
