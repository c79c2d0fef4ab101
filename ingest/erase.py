"""What was deleted is also taken out of the files of the database, where deleting leaves the bytes lying."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Engine


def erase_deleted(engine: Engine) -> bool:
    """Write the database anew without what was deleted from it; True when no file of it holds any of that.

    Takes as long as copying the database and as much disk again for that time. False while another process reads
    an older state for longer than a writer waits, and for a database server, whose files are not ours to write.
    """
    if engine.dialect.name != "sqlite":
        return False
    pooled = engine.raw_connection()
    try:
        return _written_anew(pooled.driver_connection)
    finally:
        pooled.invalidate()  # its settings are not those of other connections any more
        pooled.close()


def _written_anew(connection: sqlite3.Connection | None) -> bool:
    assert connection is not None
    try:
        connection.execute("PRAGMA temp_store=FILE")  # the copy may be larger than memory
        connection.execute("VACUUM")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
            return False
        raise
    return not busy
