"""The index's part of the database: documents put and removed in one transaction, and what changed since when."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine, bindparam, delete, exists, func, insert, select, update

from ingest import database as db
from ingest.database import writing
from ingest.documents import Chunk, Document, DocumentKind, Visibility
from ingest.errors import EmbeddingMismatch
from ingest.index import rows
from ingest.index.base import Put
from ingest.index.filters import first_day, last_day

BATCH = 2000
STATE_ROW = 1

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Embedding:
    """Which embedder fills the index, and the length of its vectors."""

    name: str
    dim: int


@dataclass(frozen=True)
class SearchRow:
    """What the derived indexes need of one chunk."""

    key: int
    generation: int
    heading: str
    text: str
    number: str | None
    kind: DocumentKind
    tokens: frozenset[str]
    first_day: int
    last_day: int
    vector: np.ndarray
    document_id: str = ""


def change(
    engine: Engine,
    puts: Sequence[Put],
    removals: Sequence[str],
    beside: Callable[[Connection], None],
    embedding: Embedding,
) -> int:
    """Store whole documents, call `beside`, delete documents, in one transaction; returns the new generation.

    A chunk whose digest is unchanged keeps its key and its vector.
    """
    with writing(engine) as connection:
        if puts:
            _check_embedding(connection, embedding)
        generation = _next_generation(connection, embedding if puts else None)
        for put in puts:
            reindex = _write_document(connection, put.document, generation)
            wanted = _values_by_id(put.chunks)
            _write_chunks(connection, put.document.id, wanted, put.vectors, generation, reindex)
        beside(connection)
        for document_id in removals:
            _remove(connection, document_id, generation)
    return generation


def remove(engine: Engine, document_id: str) -> int | None:
    """Delete a document with all its rows; returns the new generation, or None when there was none."""
    with writing(engine) as connection:
        found = connection.execute(select(db.documents.c.id).where(db.documents.c.id == document_id)).first()
        if found is None:
            return None
        generation = _next_generation(connection)
        _remove(connection, document_id, generation)
    return generation


def _remove(connection: Connection, document_id: str, generation: int) -> None:
    keys = select(db.chunks.c.key).where(db.chunks.c.document_id == document_id)
    _delete_chunks(connection, list(connection.execute(keys).scalars()), generation)
    connection.execute(delete(db.documents).where(db.documents.c.id == document_id))


def _check_embedding(connection: Connection, wanted: Embedding) -> None:
    found = filled_with(connection)
    if found is not None and found != wanted:
        raise mismatch(found, wanted)


def filled_with(connection: Connection) -> Embedding | None:
    """The embedding the stored vectors come from; None when there are no chunks."""
    state = db.index_state
    row = connection.execute(select(state).where(state.c.id == STATE_ROW, exists(select(db.chunks.c.key)))).first()
    return None if row is None or row.embedder is None else Embedding(row.embedder, row.dim)


def mismatch(found: Embedding, wanted: Embedding) -> EmbeddingMismatch:
    """The error a person sees when settings name another embedder than the index was filled with."""
    return EmbeddingMismatch(
        f"The index was filled with {found.name!r} ({found.dim} dimensions) but settings ask for "
        f"{wanted.name!r} ({wanted.dim}). Run `troly index rebuild`, or set TROLY_EMBEDDING_MODEL back."
    )


def _next_generation(connection: Connection, embedding: Embedding | None = None) -> int:
    """Microseconds of the clock, but always growing: after a restored backup no number means two contents."""
    state = db.index_state
    last = connection.execute(select(state.c.generation, state.c.dim).where(state.c.id == STATE_ROW)).first()
    generation = max((last.generation if last else 0) + 1, time.time_ns() // 1000)
    values: rows.Values = {"generation": generation}
    if embedding is not None:
        values |= {"embedder": embedding.name, "dim": embedding.dim}
        if last is None or last.dim != embedding.dim:
            db.fix_dimension(connection, embedding.dim)
    if last is None:
        connection.execute(insert(state).values(id=STATE_ROW, **values))
    else:
        connection.execute(update(state).where(state.c.id == STATE_ROW).values(**values))
    return generation


def _write_document(connection: Connection, document: Document, generation: int) -> bool:
    """Write all but the chunks; True when kind or visibility changed, so that every chunk is filtered anew."""
    table = db.documents
    values = rows.document_values(document, generation)
    old = connection.execute(select(table.c.kind, table.c.scope).where(table.c.id == document.id)).first()
    old_units = rows.units_of(connection, [document.id]).get(document.id, frozenset())
    if old is None:
        connection.execute(insert(table).values(**values))
    else:
        connection.execute(update(table).where(table.c.id == document.id).values(**values))
    _replace_parts(connection, document)
    return old is not None and (
        (old.kind, old.scope, old_units) != (values["kind"], values["scope"], document.visibility.units)
    )


def _replace_parts(connection: Connection, document: Document) -> None:
    for table, values in (
        (db.document_units, rows.unit_values(document)),
        (db.pages, rows.page_values(document)),
        (db.requests, rows.request_values(document)),
        (db.links, rows.link_values(document)),
    ):
        connection.execute(delete(table).where(table.c.document_id == document.id))
        if values:
            connection.execute(insert(table), values)


def _values_by_id(chunks: Sequence[Chunk]) -> dict[str, rows.Values]:
    values = {chunk.id: rows.chunk_values(chunk) for chunk in chunks}
    if len(values) != len(chunks):
        raise ValueError("Two chunks of one document have the same id; an id must contain the chunk's position.")
    return values


def _write_chunks(
    connection: Connection,
    document_id: str,
    wanted: dict[str, rows.Values],
    vectors: np.ndarray,
    generation: int,
    reindex: bool,
) -> None:
    old = connection.execute(select(db.chunks).where(db.chunks.c.document_id == document_id)).mappings().all()
    kept = {row["id"]: row for row in old if row["id"] in wanted and row["digest"] == wanted[row["id"]]["digest"]}
    _delete_chunks(connection, [row["key"] for row in old if row["id"] not in kept], generation)
    for chunk_id, row in kept.items():
        if reindex or any(row[name] != value for name, value in wanted[chunk_id].items()):
            values = wanted[chunk_id] | {"generation": generation}
            connection.execute(update(db.chunks).where(db.chunks.c.key == row["key"]).values(**values))
    new = [position for position, chunk_id in enumerate(wanted) if chunk_id not in kept]
    _insert_chunks(connection, [list(wanted.values())[i] | {"generation": generation} for i in new], vectors[new])


def _delete_chunks(connection: Connection, keys: list[int], generation: int) -> None:
    if not keys:
        return
    connection.execute(insert(db.removed_chunks), [{"key": key, "generation": generation} for key in keys])
    for batch in _batches(keys):
        connection.execute(delete(db.chunks).where(db.chunks.c.key.in_(batch)))


def _insert_chunks(connection: Connection, values: list[rows.Values], vectors: np.ndarray) -> None:
    if not values:
        return
    inserted = connection.execute(insert(db.chunks).returning(db.chunks.c.key, db.chunks.c.id), values)
    key_of = {row.id: row.key for row in inserted}
    connection.execute(
        insert(db.chunk_vectors),
        [
            {"key": key_of[value["id"]], "vector": rows.vector_bytes(vector)}
            for value, vector in zip(values, vectors, strict=True)
        ],
    )


def update_chunks(connection: Connection, changes: Mapping[int, rows.Values]) -> int:
    """Give chunks (by key) other values, all of the same columns, vectors kept; returns the new generation."""
    generation = _next_generation(connection)
    if changes:
        row = db.chunks.c.key == bindparam("row")
        values = [{"row": key, **values, "generation": generation} for key, values in changes.items()]
        columns: rows.Values = {name: bindparam(name) for name in values[0] if name != "row"}
        connection.execute(update(db.chunks).where(row).values(**columns), values)
    return generation


def generation(connection: Connection) -> int:
    """The number of the last change; 0 before the first."""
    return connection.execute(select(db.index_state.c.generation)).scalar() or 0


def replace_vectors(engine: Engine, keys: Sequence[int], vectors: np.ndarray, embedding: Embedding) -> int:
    """Give every chunk its vector of another embedder, in one transaction; returns the new generation."""
    with writing(engine) as connection:
        stored = connection.execute(select(db.chunks.c.key)).scalars().all()
        if set(stored) != set(keys):
            raise EmbeddingMismatch("Documents changed while they were embedded anew. Run `troly index rebuild` again.")
        connection.execute(delete(db.chunk_vectors))
        generation = _next_generation(connection, embedding)
        for batch in _batches(list(range(len(keys)))):
            values = [{"key": keys[i], "vector": rows.vector_bytes(vectors[i])} for i in batch]
            connection.execute(insert(db.chunk_vectors), values)
        connection.execute(update(db.chunks).values(generation=generation))
    return generation


def stamps(connection: Connection) -> tuple[Numbers, Numbers]:
    """Keys, in order, and generations of all chunks: what a derived index must hold."""
    table = db.chunks
    by_generation = select(table.c.generation, table.c.key).order_by(table.c.generation)  # read from the index alone
    found = connection.execute(by_generation).all()
    generations = np.fromiter((row[0] for row in found), dtype=np.int64, count=len(found))
    keys = np.fromiter((row[1] for row in found), dtype=np.int64, count=len(found))
    order = np.argsort(keys)
    return keys[order], generations[order]


def removed_since(connection: Connection, generation: int) -> list[int]:
    """Keys of chunks removed after a generation."""
    table = db.removed_chunks
    return list(connection.execute(select(table.c.key).where(table.c.generation > generation)).scalars())


def rows_since(connection: Connection, generation: int) -> Iterator[list[SearchRow]]:
    """Batches of the chunks written after a generation."""
    query = _SEARCH_ROWS.where(db.chunks.c.generation > generation)
    for batch in connection.execute(query.execution_options(yield_per=BATCH)).partitions():
        yield _search_rows(connection, batch)


def rows_of(connection: Connection, keys: Sequence[int]) -> Iterator[list[SearchRow]]:
    """Batches of the chunks with these keys."""
    for batch in _batches(list(keys)):
        found = connection.execute(_SEARCH_ROWS.where(db.chunks.c.key.in_(batch))).all()
        yield _search_rows(connection, found)


_SEARCH_ROWS = (
    select(
        *(db.chunks.c.key, db.chunks.c.generation, db.chunks.c.heading, db.chunks.c.text, db.chunks.c.number),
        *(db.chunks.c.document_id, db.chunks.c.in_force, db.chunks.c.until),
        *(db.documents.c.kind, db.documents.c.scope, db.chunk_vectors.c.vector),
    )
    .join(db.documents, db.documents.c.id == db.chunks.c.document_id)
    .join(db.chunk_vectors, db.chunk_vectors.c.key == db.chunks.c.key)
)


def _search_rows(connection: Connection, found: Sequence[rows.AnyRow]) -> list[SearchRow]:
    units = rows.units_of(connection, sorted({row.document_id for row in found if row.scope == "units"}))
    return [
        SearchRow(
            key=row.key,
            generation=row.generation,
            heading=row.heading,
            text=row.text,
            number=row.number,
            kind=DocumentKind(row.kind),
            tokens=Visibility(row.scope, units.get(row.document_id, frozenset())).tokens(),
            first_day=first_day(row.in_force),
            last_day=last_day(row.until),
            vector=rows.vector_of(row.vector),
            document_id=row.document_id,
        )
        for row in found
    ]


def _batches(values: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def count_since(connection: Connection, generation: int) -> int:
    """How many chunks were written after a generation."""
    table = db.chunks
    return connection.execute(select(func.count()).where(table.c.generation > generation)).scalar_one()
