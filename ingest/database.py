"""The database: the truth of documents, chunks and vectors. Everything else is derived from it.

`connect(url)` opens it, `migrate(engine)` brings its tables up to date, `reading(engine)` and
`writing(engine)` are the two ways in. Other packages define their tables on the same `metadata`
and add a file to `ingest/migrations/versions/`.

SQLite runs in WAL mode with synchronous=FULL: NORMAL survives a killed process but may lose the last
commits in a power cut, and an official told "đã lưu" must find it saved. The price is one fsync a
commit (0.1 to 5 ms by disk); commits of several rows pay it once. Writers begin with BEGIN IMMEDIATE:
they queue for the write lock at the start, where waiting is allowed, instead of failing half-way with
"database is locked" when a read turns into a write. PostgreSQL keeps the same promises (`ingest.postgres`).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    ExceptionContext,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from ingest.postgres import Vector, away, fixed_dimension, postgres_engine, prepare
from ingest.storage import is_refusal, refusal

WAIT_SECONDS = 60.0
MIGRATIONS = Path(__file__).parent / "migrations"
WRITES: dict[str, dict[str, str]] = {
    "sqlite": {},
    "postgresql": {"isolation_level": "READ COMMITTED"},
}  # sees what was there when the lock came

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite gives a growing row number only to a column declared INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")
StoredVector = LargeBinary().with_variant(Vector(), "postgresql")

documents = Table(
    "documents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("media_type", String(128), nullable=False),
    Column("number", Text, index=True),
    Column("issued", Date),
    Column("issuer", Text),
    Column("unit", Text),
    Column("field", Text),
    Column("province", Text),
    Column("session", Text),
    Column("in_force", Date),
    Column("until", Date),
    Column("scope", String(16), nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("generation", BigInteger, nullable=False),
    Column(
        "masked", Integer, nullable=False, server_default="0"
    ),  # pieces of personal data that only the original shows
)

document_units = Table(
    "document_units",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("unit", Text, primary_key=True),
)

pages = Table(
    "pages",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("route", String(16), nullable=False),
    Column("boxes", LargeBinary, nullable=False),  # zlib of JSON columns, see ingest/index/rows.py
    Column("confidence", Float),  # mean word confidence of OCR, 0..1
)

requests = Table(
    "requests",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("petition_start", Integer),
    Column("petition_end", Integer),
    Column("reply_start", Integer, nullable=False),
    Column("reply_end", Integer, nullable=False),
    Column("number", Text),
    Column("issued", Date),
    Column("province", Text),
    Column("session", Text),
    Column("unit", Text),
    Column("field", Text),
    Column("local", JSON, nullable=False, server_default="[]"),  # [start, end] of what holds for the province only
)

links = Table(
    "links",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("end", Integer, nullable=False),
    Column("target", Text, nullable=False),
)

chunks = Table(
    "chunks",
    metadata,
    Column("key", RowNumber, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("heading", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("page", Integer, nullable=False),
    Column("request", Integer),
    Column("number", Text),
    Column("number_code", Text, index=True),  # the number without spaces, in capitals: 4069/BTTTT-VP
    Column("number_serial", Text, index=True),  # the part before the first slash: 4069
    Column("issued", Date),
    Column("province", Text),
    Column("unit", Text),
    Column("field", Text),
    Column("in_force", Date),
    Column("until", Date),
    Column("digest", String(64), nullable=False),
    Column("generation", BigInteger, nullable=False, index=True),
    Index("ix_chunks_document_id_position", "document_id", "position"),
    sqlite_autoincrement=True,  # a key is never given twice: derived indexes know chunks by it
)

chunk_vectors = Table(
    "chunk_vectors",
    metadata,
    Column("key", ForeignKey("chunks.key", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("vector", StoredVector, nullable=False),  # float32, little endian, (dim,)
)

removed_chunks = Table(
    "removed_chunks",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("generation", BigInteger, nullable=False, index=True),
)

index_state = Table(
    "index_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("generation", BigInteger, nullable=False),
    Column("embedder", Text),
    Column("dim", Integer),
)

# Every file taken in; several copies of one letter are one document.
copies = Table(
    "copies",
    metadata,
    Column("source", Text, primary_key=True),
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, index=True),
    Column("ticket", BigInteger, nullable=False),  # of the reading it comes from: an older one never overwrites
    Column("taken", DateTime(timezone=True), nullable=False),
    Column("kind", String(32), nullable=False),
    Column(
        "facts", JSON, nullable=False
    ),  # number, issued, province, session, unit, field, title as this copy has them
    Column("leads", Boolean, nullable=False),  # the copy whose text is the document's
    Column("signature", LargeBinary, nullable=False),  # MinHash, little-endian uint32; empty: never merged
)

copy_bands = Table(
    "copy_bands",
    metadata,
    Column("source", ForeignKey("copies.source", ondelete="CASCADE"), primary_key=True),
    Column("band", BigInteger, primary_key=True, autoincrement=False, index=True),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
)

# A source that was removed lately: what was read of it before must not come back. Swept after a day.
removed_sources = Table(
    "removed_sources",
    metadata,
    Column("source", Text, primary_key=True),
    Column("ticket", BigInteger, nullable=False),
    Column("removed", DateTime(timezone=True), nullable=False),
)

folder_files = Table(
    "folder_files",
    metadata,
    Column("root", Text, primary_key=True),
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("modified", BigInteger, nullable=False),  # nanoseconds, as the file system says
    Column("digest", String(64), nullable=False),
    Column("hints", String(64), nullable=False),  # digest of what the register says of the file
    Column("outcome", String(16), nullable=False),
    Column("reason", String(32)),
    Column("detail", Text, nullable=False),
    Column("synced", DateTime(timezone=True), nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("digest", String(64), nullable=False, index=True),
    Column("reason", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("found", DateTime(timezone=True), nullable=False),
    Column("place", String(16), nullable=False, server_default=""),  # text, stamp, name, register, person
    Column("released", DateTime(timezone=True)),
)

quarantine_votes = Table(
    "quarantine_votes",
    metadata,
    Column("quarantine_id", ForeignKey("quarantine.id", ondelete="CASCADE"), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("voted", DateTime(timezone=True), nullable=False),
)

# Documents a person took out of use: no chunk of them holds from `since` on, also when the file is read again.
retirements = Table(
    "retirements",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("since", Date, nullable=False),
    Column("successor", String(64)),
)

withdrawn_answers = Table(
    "withdrawn_answers",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("document_id", String(64), nullable=False, index=True),
    Column("withdrawn", DateTime(timezone=True), nullable=False),
)

original_openings = Table(
    "original_openings",
    metadata,
    Column("id", RowNumber, primary_key=True, autoincrement=True),
    Column("document_id", String(64), nullable=False, index=True),
    Column("digest", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened", DateTime(timezone=True), nullable=False),
    sqlite_autoincrement=True,
)


def connect(url: str) -> Engine:
    """An engine for SQLite (WAL, durable commits, patient writers) or PostgreSQL; creates no tables."""
    parsed = make_url(url)
    if parsed.get_backend_name() not in ENGINES:
        raise ArgumentError(f"Neither SQLite nor PostgreSQL: {parsed.get_backend_name()}")
    engine = ENGINES[parsed.get_backend_name()](url)
    event.listen(engine, "handle_error", _translate)
    return engine


def migrate(engine: Engine) -> None:
    """Bring the tables up to the newest revision; several processes may do so at once."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            prepare(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database throughout; nothing is written."""
    with engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the write lock from its first line; commits at the end or rolls back whole."""
    with engine.execution_options(troly_writes=True, **WRITES[engine.dialect.name]).begin() as connection:
        yield connection


def fix_dimension(connection: Connection, dim: int) -> None:
    """From now on all vectors have this length; a server that can, refuses others."""
    if connection.dialect.name in DIMENSIONS:
        DIMENSIONS[connection.dialect.name](connection, dim)


DIMENSIONS = {"postgresql": fixed_dimension}


def _sqlite_engine(url: str) -> Engine:
    database = make_url(url).database
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"timeout": WAIT_SECONDS, "check_same_thread": False}, pool_size=16, max_overflow=48
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


ENGINES = {"sqlite": _sqlite_engine, "postgresql": postgres_engine}


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    _switch_to_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-16000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """The switch itself answers "locked" at once, without waiting, when two processes make it together."""
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("troly_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _translate(context: ExceptionContext) -> Any:
    if is_refusal(context.original_exception):
        raise refusal("writing to the database", context.original_exception) from context.original_exception
    unavailable = away(context)
    if unavailable:
        raise unavailable from context.original_exception
