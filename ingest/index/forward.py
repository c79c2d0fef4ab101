"""The words of each chunk in order: what a reranker reads of a candidate without fetching and splitting its text.

A word is a number (a checksum of the folded syllable, so that no vocabulary has to be kept in step), 0 ends a clause.
A token is a row of the static embedder's table. Both stand field by field: what the heading says before its last line
(document, topic, chapter), the last line (the title of the article, the petition), the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from ingest.vietnamese import clause_tokens, strip_tones

if TYPE_CHECKING:
    from ingest.index.store import SearchRow

Numbers = npt.NDArray[np.int32]
Tokens = Callable[[Sequence[str]], list[Numbers]]

FIELDS = 3  # path, label, text
IS_NUMBER = 1 << 30
MARK_BITS = 9
MARKS = (1 << MARK_BITS) - 1
BARE_BITS = (1 << 21) - 1
ANY = (1 << 30) - 1


@dataclass(frozen=True)
class Forward:
    """Several chunks one after the other: `words` and `tokens` are flat, field f of chunk i is `[cuts[3i+f]:cuts[3i+f+1]]`.

    `articles` are equal for the pieces of one article (same document and heading), `laws` for chunks of one law by its
    number, or of one path of headings where there is none.
    """

    words: Numbers
    word_cuts: npt.NDArray[np.int64]
    tokens: Numbers
    token_cuts: npt.NDArray[np.int64]
    articles: Numbers
    laws: Numbers


@dataclass(frozen=True)
class ChunkWords:
    """One chunk of `Forward`; the lengths are of its three fields."""

    words: Numbers
    word_lengths: tuple[int, int, int]
    tokens: Numbers
    token_lengths: tuple[int, int, int]
    article: int
    law: int


class ForwardIndex:
    """Chunk key → its words. Changed by one thread at a time, read from many."""

    def __init__(self, saved: Forward | None = None, keys: Sequence[int] = ()) -> None:
        self._saved = saved
        self._rows: dict[int, int] = {key: row for row, key in enumerate(keys)}
        self._new: dict[int, ChunkWords] = {}

    def __len__(self) -> int:
        return len(self._rows) + len(self._new)

    def replace(self, removed: Sequence[int], added: dict[int, ChunkWords]) -> None:
        """Forget `removed`, take over `added`; a reader in between sees the one or the other of each chunk."""
        for key in removed:
            self._rows.pop(key, None)
            self._new.pop(key, None)
        for key in added:
            self._rows.pop(key, None)
        self._new.update(added)

    def read(self, keys: Sequence[int]) -> tuple[list[int], Forward]:
        """The keys that are known, in their order, and their words."""
        found = [(key, each) for key in keys if (each := self._one(key)) is not None]
        return [key for key, _ in found], joined([each for _, each in found])

    def save(self, folder: Path) -> None:
        """Write everything to one file, which `load` reads without bringing it into memory."""
        keys = [*self._rows, *self._new]
        words = self.read(keys)[1]
        np.save(folder / "forward_keys.npy", np.array(keys, dtype=np.int64))
        for name, column in vars(words).items():
            np.save(folder / f"forward_{name}.npy", column)

    @classmethod
    def load(cls, folder: Path) -> ForwardIndex:
        """Read what `save` wrote (checked by its checksums before)."""

        def column(name: str) -> Any:
            return np.asarray(np.load(folder / f"forward_{name}.npy", mmap_mode="r", allow_pickle=False))

        names = Forward.__dataclass_fields__
        return cls(Forward(**{name: column(name) for name in names}), column("keys").tolist())

    def _one(self, key: int) -> ChunkWords | None:
        row = self._rows.get(key)
        if row is None or self._saved is None:
            return self._new.get(key)
        saved = self._saved
        at, token_at = (
            saved.word_cuts[FIELDS * row : FIELDS * row + 4],
            saved.token_cuts[FIELDS * row : FIELDS * row + 4],
        )
        return ChunkWords(
            saved.words[at[0] : at[3]],
            (int(at[1] - at[0]), int(at[2] - at[1]), int(at[3] - at[2])),
            saved.tokens[token_at[0] : token_at[3]],
            (int(token_at[1] - token_at[0]), int(token_at[2] - token_at[1]), int(token_at[3] - token_at[2])),
            int(saved.articles[row]),
            int(saved.laws[row]),
        )


def joined(chunks: Sequence[ChunkWords]) -> Forward:
    """Single chunks as one `Forward`."""
    empty = np.zeros(0, dtype=np.int32)
    return Forward(
        np.concatenate([empty, *(each.words for each in chunks)]),
        np.cumsum([0, *(length for each in chunks for length in each.word_lengths)]),
        np.concatenate([empty, *(each.tokens for each in chunks)]),
        np.cumsum([0, *(length for each in chunks for length in each.token_lengths)]),
        np.array([each.article for each in chunks], dtype=np.int32),
        np.array([each.law for each in chunks], dtype=np.int32),
    )


def words_of_rows(rows: Sequence[SearchRow], tokens: Tokens | None) -> dict[int, ChunkWords]:
    """What the forward index keeps of new chunks; without `tokens` (another embedder than a static one) no tokens."""
    fields = [part for row in rows for part in fields_of(row.heading, row.text)]
    found = tokens(fields) if tokens else [np.zeros(0, dtype=np.int32)] * len(fields)
    return {
        row.key: _chunk_words(row, fields[place : place + FIELDS], found[place : place + FIELDS])
        for row, place in zip(rows, range(0, len(fields), FIELDS), strict=True)
    }


def fields_of(heading: str, text: str) -> tuple[str, str, str]:
    """Path, label and text of a chunk: the last line of a heading is what the chunk itself is called."""
    path, _, label = heading.rpartition("\n")
    return path, label, text


def _chunk_words(row: SearchRow, fields: Sequence[str], tokens: Sequence[Numbers]) -> ChunkWords:
    words = [word_ids(field) for field in fields]
    first, second, third = (len(each) for each in words)
    token_lengths = (len(tokens[0]), len(tokens[1]), len(tokens[2]))
    about = f"{row.document_id}\n{row.number}\n{row.heading}"
    return ChunkWords(
        np.array([word for each in words for word in each], dtype=np.int32),
        (first, second, third),
        np.concatenate(tokens).astype(np.int32),
        token_lengths,
        article=crc32(about.encode()) & ANY,
        law=crc32((row.number or fields[0] or row.document_id).encode()) & ANY,
    )


def word_ids(text: str) -> list[int]:
    """The words of a text as numbers, 0 where a clause ends."""
    return [word_id(token) for token in clause_tokens(text)]


@lru_cache(maxsize=200_000)
def word_id(token: str) -> int:
    """A folded syllable as a number, the same everywhere and always; 0 for the end of a clause (an empty token).

    Bit 30 says that it begins with a digit, the next 21 are of its spelling without marks, the last 9 of its marks.
    """
    if not token:
        return 0
    bare = crc32(strip_tones(token).encode()) & BARE_BITS
    return IS_NUMBER * token[0].isdigit() | bare << MARK_BITS | crc32(token.encode()) & MARKS or 1


def bare(words: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The same words as if typed without marks."""
    found: npt.NDArray[Any] = words >> MARK_BITS
    return found
