"""What mending a typed question asks of an index: how often a term stands, spelled exactly so or without marks.

`frequencies` cannot tell: where no text spells a term as typed it counts the texts that do so without marks, so that
`trừơng` counts like `trường`. The counts are those of one state of the index and are made anew with every change, so
a word of a document taken in a moment ago is known to the next question, and one of a removed document is forgotten.
One count costs about 5 µs at 130,000 chunks; the syllables and pairs people use come back all the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tantivy import Searcher

MOST_REMEMBERED = 400_000  # some 40 MB


class Words(Protocol):
    """The words of the indexed texts, corrections left out."""

    def spelled(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each search term stands with exactly these marks."""

    def unmarked(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each search term (given without marks) stands, whatever its marks."""

    def size(self) -> int:
        """How many chunks are counted."""


class Counted:
    """The counts of the terms of one field in one state of the index, each asked for once."""

    def __init__(self, searcher: Searcher, field: str) -> None:
        self._searcher = searcher
        self._field = field
        self._known: dict[str, int] = {}

    def of(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each term stands."""
        if len(self._known) > MOST_REMEMBERED:
            self._known = {}
        known = self._known
        for term in terms:
            if term not in known:
                known[term] = self._searcher.doc_freq(self._field, term)
        return [known[term] for term in terms]
