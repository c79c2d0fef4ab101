"""The optional language model: it may rephrase what was found and may say nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.answering.retrieve import Candidate
from assistant.domain import Answer, Released, Step, Understood


class Watch(Protocol):
    """What times the steps of an answer."""

    def mark(self, name: str) -> None: ...

    @property
    def steps(self) -> tuple[Step, ...]: ...


class ModelWriter(Protocol):
    """Writes an answer from candidates; falls back to the extractive one whenever it cannot be trusted."""

    def write(
        self, understood: Understood, candidates: Sequence[Candidate], extractive: Answer, watch: Watch
    ) -> Iterator[Released | Answer]:
        """Released sentences that passed their check; the last event is the Answer, which replaces what was streamed."""
