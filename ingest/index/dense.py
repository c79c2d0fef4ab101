"""Nearest chunks by cosine: a FAISS pass over int8 codes finds candidates, float16 rows rank them.

Measured on one thread (AVX-512), 100,000 rows of 256 dims in 3,000 clusters, k=50, recall against exact float32:

    flat float32                     6.8 ms CPU   recall@50 1.000   102 MB
    SQ8 (trained)                    2.7 ms       .990               26 MB
    SQ fp16 / bf16                   5.0 / 2.8    .999 / .996        51 MB
    int8, fixed scale, no rotation   1.4 ms       .958 (.986 with 2k candidates rescored)
    int8, rotated, 2k rescored       1.35 ms      .9993              26 + 51 MB   <- this
    PQ128x4 fast scan, 400 rescored  0.46 ms      .925, and it takes no filter
    sign bits in numpy, 1,000 resc.  3.3 ms       .718

The rotation is a fixed random one: it spreads a vector evenly over its components, so that one scale fits
all of them and nothing has to be trained. Rows, codes and columns stand in the same order: a FAISS id is a
row number, and a filter is a bitmap over rows that FAISS applies inside the search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import faiss as faiss_library
import numpy as np
import numpy.typing as npt

from ingest.index.base import Filter, Hit
from ingest.index.filters import KIND_CODES, Mask, mask_of
from ingest.index.locks import ReadWriteLock
from ingest.index.store import Numbers, SearchRow

faiss: Any = faiss_library  # its type hints describe the C++ calls, not the Python ones

COLUMNS = np.dtype(
    [
        *(("key", "<i8"), ("generation", "<i8"), ("kind", "u1")),
        *(("visibility", "<i4"), ("in_force", "<i4"), ("until", "<i4")),
    ]
)
MASKS_KEPT = 256
CLIP = 4.5  # standard deviations of a rotated component that one int8 code can hold

Matrix = npt.NDArray[Any]


@dataclass(frozen=True)
class Allowed:
    """Which rows a filter allows, as a mask and as FAISS wants it (None: all of them)."""

    mask: Mask
    parameters: Any
    alive: tuple[Any, ...]  # FAISS keeps only pointers to these


@dataclass(frozen=True)
class Prepared:
    """Rows ready to be added: columns without the visibility, which is numbered when they are."""

    columns: Matrix
    tokens: tuple[frozenset[str], ...]
    vectors: Matrix
    codes: Matrix


class DenseIndex:
    """All vectors of the index with what filters need; changed rarely, searched from many threads."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._lock = ReadWriteLock()
        self._codes = _empty_codes(dim)
        self._columns = GrowingArray(np.empty(0, dtype=COLUMNS))
        self._vectors = GrowingArray(np.empty((0, dim), dtype=np.float16))
        self._visibilities: dict[frozenset[str], int] = {}
        self._masks: dict[Filter, Allowed] = {}
        self._order: Numbers | None = None
        self._sorted_keys: Numbers | None = None

    def nearest(self, vector: np.ndarray, where: Filter, k: int) -> list[Hit]:
        """The k allowed chunks of highest cosine."""
        query = np.asarray(vector, dtype=np.float32)
        code = _query_code(query)
        with self._lock.shared():
            candidates = self._candidates(code, self._allowed(where), k)
            scores = self._vectors.rows[candidates].astype(np.float32) @ query
            best = np.argsort(-scores, kind="stable")[: max(k, 0)]
            keys = self._columns.rows["key"][candidates[best]]
        return [Hit(key, score) for key, score in zip(keys.tolist(), scores[best].tolist(), strict=True)]

    def cosines(self, keys: Sequence[int], vector: np.ndarray) -> np.ndarray:
        """float32 (len(keys),): the cosine of each chunk to `vector`; 0 for a key that is not here."""
        with self._lock.shared():
            if not len(keys) or not len(self._columns.rows):
                return np.zeros(len(keys), dtype=np.float32)
            rows, known = self._rows_of(keys)
            found: np.ndarray = self._vectors.rows[rows].astype(np.float32) @ np.asarray(vector, dtype=np.float32)
            return np.where(known, found, np.float32(0))

    def allowed(self, keys: Sequence[int], where: Filter) -> list[bool]:
        """For each key whether the filter allows it; False for a key that is not here."""
        with self._lock.shared():
            if not len(keys) or not len(self._columns.rows):
                return [False] * len(keys)
            rows, known = self._rows_of(keys)
            passed: list[bool] = (known & self._allowed(where).mask[rows]).tolist()
            return passed

    def replace(self, removed: Sequence[int], added: Sequence[Prepared]) -> None:
        """Drop the rows of `removed` (and of any key added again), append `added`, at once for every search."""
        gone = np.concatenate([np.asarray(removed, dtype=np.int64), *(new.columns["key"] for new in added)])
        with self._lock.alone():
            self._masks, self._order, self._sorted_keys = {}, None, None
            self._drop(np.isin(self._columns.rows["key"], gone))
            for new in added:
                self._append(new)

    def stamps(self) -> tuple[Numbers, Numbers]:
        """Keys, in order, and generations of all rows."""
        with self._lock.shared():
            rows = self._columns.rows[self._key_order()]
            return rows["key"], rows["generation"]

    def save(self, folder: Path) -> list[list[str]]:
        """Write the files of this index; returns the visibilities, which `load` wants back."""
        with self._lock.shared():
            faiss.write_index(self._codes, str(folder / "codes.faiss"))
            np.save(folder / "columns.npy", self._columns.rows)
            np.save(folder / "vectors.npy", self._vectors.rows)
            return [sorted(tokens) for tokens in self._visibilities]

    @classmethod
    def load(cls, folder: Path, dim: int, visibilities: list[list[str]]) -> DenseIndex:
        """Read what `save` wrote (checked by its checksums before)."""
        index = cls(dim)
        index._codes = faiss.read_index(str(folder / "codes.faiss"))
        index._columns = GrowingArray(np.load(folder / "columns.npy", allow_pickle=False))
        index._vectors = GrowingArray(np.load(folder / "vectors.npy", allow_pickle=False))
        index._visibilities = {frozenset(tokens): code for code, tokens in enumerate(visibilities)}
        return index

    def _candidates(self, code: Matrix, allowed: Allowed, k: int) -> Numbers:
        wanted = min(max(2 * k, k + 50), len(self._columns.rows)) if k > 0 else 0
        if not wanted:
            return np.empty(0, dtype=np.int64)
        faiss.omp_set_num_threads(1)  # OpenMP counts per calling thread; two threads make one search slower
        _, found = self._codes.search(code, wanted, params=allowed.parameters)
        rows: Numbers = found[0]
        return rows[rows >= 0]

    def _allowed(self, where: Filter) -> Allowed:
        found = self._masks.get(where)
        if found is None:
            if len(self._masks) >= MASKS_KEPT:
                self._masks = {}
            found = self._masks[where] = self._new_allowed(where)
        return found

    def _new_allowed(self, where: Filter) -> Allowed:
        mask = mask_of(where, self._columns.rows, list(self._visibilities))
        bits = np.packbits(mask, bitorder="little")
        selector = faiss.IDSelectorBitmap(bits)
        return Allowed(mask, None if mask.all() else faiss.SearchParameters(sel=selector), (bits, selector))

    def _rows_of(self, keys: Sequence[int]) -> tuple[Numbers, Mask]:
        """The row of each key, and whether that is its row at all."""
        order = self._key_order()
        if self._sorted_keys is None:
            self._sorted_keys = self._columns.rows["key"][order]  # contiguous: searching the strided column copies it
        rows = order[np.minimum(np.searchsorted(self._sorted_keys, keys), len(order) - 1)]
        return rows, self._columns.rows["key"][rows] == np.asarray(keys)

    def _key_order(self) -> Numbers:
        """Rows by key: nearly their own order, but a chunk that changed its filter comes back at the end."""
        if self._order is None:
            self._order = np.argsort(self._columns.rows["key"], kind="stable")
        return self._order

    def _drop(self, gone: Mask) -> None:
        if gone.any():
            self._codes.remove_ids(np.flatnonzero(gone))
            self._columns.drop(gone)
            self._vectors.drop(gone)

    def _append(self, new: Prepared) -> None:
        columns = new.columns.copy()
        columns["visibility"] = [self._visibilities.setdefault(t, len(self._visibilities)) for t in new.tokens]
        self._codes.add(new.codes)
        self._columns.append(columns)
        self._vectors.append(new.vectors)


class GrowingArray:
    """Rows that are appended without copying all of them, and dropped by moving only what follows."""

    def __init__(self, rows: Matrix) -> None:
        self._buffer = rows
        self._length = len(rows)

    @property
    def rows(self) -> Matrix:
        """The rows in use."""
        return self._buffer[: self._length]

    def append(self, new: Matrix) -> None:
        """Add rows at the end."""
        needed = self._length + len(new)
        if needed > len(self._buffer):
            larger = np.empty((needed + needed // 4, *self._buffer.shape[1:]), dtype=self._buffer.dtype)
            larger[: self._length] = self.rows
            self._buffer = larger
        self._buffer[self._length : needed] = new
        self._length = needed

    def drop(self, gone: Mask) -> None:
        """Remove the rows marked in `gone`."""
        first = int(np.argmax(gone))
        kept = self.rows[first:][~gone[first:]]
        self._buffer[first : first + len(kept)] = kept
        self._length = first + len(kept)


def prepare(rows: Sequence[SearchRow], dim: int) -> Prepared:
    """Everything that can be computed for new rows before searches have to wait."""
    columns = np.zeros(len(rows), dtype=COLUMNS)
    columns["key"] = [row.key for row in rows]
    columns["generation"] = [row.generation for row in rows]
    columns["kind"] = [KIND_CODES[row.kind] for row in rows]
    columns["in_force"] = [row.first_day for row in rows]
    columns["until"] = [row.last_day for row in rows]
    vectors = np.array([row.vector for row in rows], dtype=np.float32).reshape(len(rows), dim)
    return Prepared(columns, tuple(row.tokens for row in rows), vectors.astype(np.float16), _codes(vectors))


def _empty_codes(dim: int) -> Any:
    return faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT)


def _codes(vectors: Matrix) -> Matrix:
    """int8 codes, as the float32 that FAISS wants, of L2-normalised vectors (n, dim)."""
    dim = vectors.shape[1]
    return _rounded(vectors @ _rotation(dim) * (127 * np.sqrt(dim) / CLIP))


def _query_code(vector: Matrix) -> Matrix:
    """A question's code (1, dim); its own scale does not change the order of what is found."""
    rotated = vector[None] @ _rotation(len(vector))
    return _rounded(rotated * (127 / max(float(np.abs(rotated).max()), 1e-12)))


def _rounded(values: Matrix) -> Matrix:
    codes: Matrix = np.clip(np.round(values), -127, 127).astype(np.float32)
    return codes


@cache
def _rotation(dim: int) -> Matrix:
    rotation, _ = np.linalg.qr(np.random.default_rng(dim).standard_normal((dim, dim)))
    return rotation.astype(np.float32)
