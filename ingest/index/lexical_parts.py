"""Words of what was received in one index, of corrections in another: teaching changes no count that ordinary search
weighs words with.

BM25 and the reranker go by how many chunks there are and in how many a word stands. As long as corrections were counted
too, each moved the order of questions it has nothing to do with. How a word is spelled is looked up in corrections only
where nothing else says it: a name that only a unit's answer holds must not be taken for a slip.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.documents import DocumentKind
from ingest.index.base import Filter, Hit
from ingest.index.lexical import AllowedKeys, LexicalIndex
from ingest.index.store import SearchRow

ORDINARY, TAUGHT = "lexical", "lexical-taught"
FOLDERS = (ORDINARY, TAUGHT)
CORRECTIONS = frozenset({DocumentKind.CORRECTION})


class LexicalParts:
    """Two tantivy indexes in a folder that behave as one; counts of words are those of the ordinary one."""

    def __init__(self, folder: Path) -> None:
        self._ordinary = LexicalIndex(folder / ORDINARY)
        self._taught = LexicalIndex(folder / TAUGHT)
        self.frequencies = self._ordinary.frequencies
        self.size = self._ordinary.count

    def spelled(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each term stands with exactly these marks; in corrections where in no other."""
        return _first_known(self._ordinary.spelled(terms), self._taught.spelled(terms))

    def unmarked(self, terms: Sequence[str]) -> list[int]:
        """In how many chunks each term, given without marks, stands whatever its marks; likewise."""
        return _first_known(self._ordinary.unmarked(terms), self._taught.unmarked(terms))

    def matching(self, text: str, where: Filter, k: int, allowed: AllowedKeys, also: Sequence[str] = ()) -> list[Hit]:
        """The k chunks of highest BM25 that the filter allows, each by the counts of its own index."""
        found = [hit for part in self._searched(where) for hit in part.matching(text, where, k, allowed, also)]
        return sorted(found, key=lambda hit: -hit.score)[: max(k, 0)]

    def add(self, rows: Sequence[SearchRow]) -> None:
        """Add chunks, each where its kind belongs; seen by searches after `commit`."""
        self._ordinary.add([row for row in rows if row.kind not in CORRECTIONS])
        self._taught.add([row for row in rows if row.kind in CORRECTIONS])

    def remove(self, keys: Sequence[int]) -> None:
        """Remove chunks added earlier, wherever they stand; still seen by searches until `commit`."""
        for part in (self._ordinary, self._taught):
            part.remove(keys)

    def commit(self) -> None:
        """Let searches see all that was added and removed; what did not change is left as it is."""
        self._ordinary.commit()
        self._taught.commit()

    def abandon(self) -> None:
        """Forget what was not committed; what one part has committed is written again with the next change."""
        self._ordinary.abandon()
        self._taught.abandon()

    def count(self) -> int:
        """How many chunks searches see, corrections too."""
        return self._ordinary.count() + self._taught.count()

    def close(self) -> None:
        """Finish merging and release the folder."""
        self._ordinary.close()
        self._taught.close()

    def _searched(self, where: Filter) -> list[LexicalIndex]:
        kinds = where.kinds if where.kinds is not None else frozenset(DocumentKind)
        return [*([self._ordinary] if kinds - CORRECTIONS else ()), *([self._taught] if kinds & CORRECTIONS else ())]


def _first_known(ordinary: Sequence[int], taught: Sequence[int]) -> list[int]:
    return [count or beside for count, beside in zip(ordinary, taught, strict=True)]
