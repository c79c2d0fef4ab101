"""PostgreSQL as the database: how it is connected to, what is asked of it, and what it says when it is away.

Writers queue for one advisory lock, as SQLite's writers queue for its file: every transaction that reads before it
writes sees what the one before it left, whichever process that ran in. A commit holds the lock for one flush of the
server's log, and what is ready together is committed together (`assistant.records.answers`). Readers never wait.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, func
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import UserDefinedType

from ingest.errors import DatabaseUnavailable, DatabaseUnsuitable

OLDEST = 150000
WRITE_LOCK = 7402  # any constant; names the lock for which writers queue
WAIT = "60s"
FORGOTTEN = "120s"  # a writer that says nothing for so long (its machine lost power) gives the lock back
CONNECTIONS = 16  # kept open by one process
MORE_AT_TIMES = 24  # with them as many as a server process has threads; two processes fit in a server's usual 100
# libpq: a server that vanished without a word is noticed within seconds instead of hours.
PATIENCE = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "tcp_user_timeout": 15_000}
AWAY = ("08", "57P", "53300", "25006")  # connection lost, shutting down or starting, too many, a standby
BEGIN_WRITING = (
    f"SELECT set_config('lock_timeout', '{WAIT}', true), "
    f"set_config('idle_in_transaction_session_timeout', '{FORGOTTEN}', true), pg_advisory_xact_lock({WRITE_LOCK})"
)


def postgres_engine(url: str) -> Engine:
    """An engine whose transactions see one state of the database, and whose writers come one after another.

    Several hosts in the URL with `target_session_attrs=read-write` are tried in turn: after a standby was promoted
    the next connection finds it.
    """
    given = make_url(url).query
    engine = create_engine(
        url,
        isolation_level="REPEATABLE READ",
        connect_args={name: value for name, value in PATIENCE.items() if name not in given},
        pool_size=CONNECTIONS,
        max_overflow=MORE_AT_TIMES,
        pool_pre_ping=True,
    )
    event.listen(engine, "connect", _take_any_text)
    event.listen(engine, "begin", _begin)
    return engine


def _take_any_text(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """The server refuses a NUL and half a surrogate pair; a replacement of the same length keeps every offset."""
    from psycopg.types.string import StrDumperUnknown

    class Tolerant(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\x00", "\ufffd").encode("utf-8", "replace").decode())

    connection.adapters.register_dumper(str, Tolerant)


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("troly_writes", False):
        connection.exec_driver_sql(BEGIN_WRITING)


def prepare(connection: Connection) -> None:
    """What the tables need of the server. Raises DatabaseUnsuitable."""
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < OLDEST:
        raise DatabaseUnsuitable(f"PostgreSQL 15 or newer is needed; this server is {version // 10000}.")
    if connection.exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'vector'").first():
        return
    if not connection.exec_driver_sql("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").first():
        raise DatabaseUnsuitable("The extension pgvector is not installed on this PostgreSQL server.")
    connection.exec_driver_sql("CREATE EXTENSION vector")


def away(context: ExceptionContext) -> DatabaseUnavailable | None:
    """The error a person sees when it was the server, or the way to it, that failed; None for any other error."""
    error = context.original_exception
    if context.dialect is None or context.dialect.name != "postgresql" or context.is_pre_ping:
        return None  # a connection that died in the pool is replaced before anybody asks with it
    state = getattr(error, "sqlstate", None)
    lost = state.startswith(AWAY) if state else type(error).__name__ in ("OperationalError", "InterfaceError")
    if not (lost or context.is_disconnect):
        return None
    return DatabaseUnavailable(f"The database server does not answer ({state or type(error).__name__}).")


class Vector(UserDefinedType[bytes]):
    """A pgvector column that is written and read as float32, little endian, (dim,): what SQLite holds in a BLOB."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_options: Any) -> str:
        return "vector"

    def bind_processor(self, dialect: Any) -> Callable[[bytes | None], str | None]:
        return lambda stored: None if stored is None else _as_text(stored)

    def column_expression(self, column: Any) -> Any:
        return func.vector_send(column, type_=self)  # its own bytes: parsing text takes twenty times as long

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[bytes | None], bytes | None]:
        return lambda sent: None if sent is None else np.frombuffer(sent, dtype=">f4", offset=4).astype("<f4").tobytes()


def _as_text(stored: bytes) -> str:
    """Nine digits give every float32 back exactly."""
    values = np.frombuffer(stored, dtype="<f4").tolist()
    return "[" + (",%.9g" * len(values) % tuple(values))[1:] + "]"


def fixed_dimension(connection: Connection, dim: int) -> None:
    """From now on the server refuses a vector of any other length."""
    table, name = "chunk_vectors", "ck_chunk_vectors_dim"
    connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
    connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK (vector_dims(vector) = {int(dim)})")


def stay_patient(connection: Connection) -> None:
    """This transaction may wait long for another database between two statements; SQLite waits anyway."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
