"""What decisions change about answering: corrections that lead, passages blocked or preferred, review dates.

An immutable snapshot, read again when `teaching_state.version` has changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from assistant.curation.nouns import Change


@dataclass(frozen=True)
class Taught:
    """One state of what was taught. `supposing` is how the gate asks "what if"."""

    version: int = 0

    def supposing(self, change: Change) -> Taught:
        """This state with the change applied, though nothing is stored."""
        raise NotImplementedError


class Teaching:
    """Gives the newest snapshot; one row is read to see whether it still is. Thread-safe."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def now(self) -> Taught:
        """The newest snapshot."""
        raise NotImplementedError


def taught_within(connection: Connection) -> int:
    """Say, in the transaction that changes anything taught, that snapshots are old; returns the new version."""
    raise NotImplementedError
