"""A migrated database and settings of one's own, for tests of people and records."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from assistant.access import Access
from assistant.domain import Role
from assistant.records.accounts import Account, create_account
from assistant.settings import Settings
from ingest.database import connect, migrate

PASSWORD = "Mot-mat-khau-dai-2026"


def database(home: Path) -> Engine:
    """A real SQLite database with all tables."""
    engine = connect(f"sqlite:///{home / 'troly.db'}")
    migrate(engine)
    return engine


def settings(home: Path, **changes: object) -> Settings:
    """Settings that read no file and no environment of the machine."""
    return Settings(home=home, _env_file=None, **changes)  # type: ignore[arg-type,call-arg]


def access(engine: Engine, home: Path, **changes: object) -> Access:
    """What one server process knows of sessions."""
    return Access(engine, settings(home, **changes))


def person(
    engine: Engine, name: str = "canbo", role: Role = Role.STAFF, unit: str | None = "cuc-vien-thong"
) -> Account:
    """An account with the usual password."""
    return create_account(engine, name, "Cán bộ", role, unit, PASSWORD)
