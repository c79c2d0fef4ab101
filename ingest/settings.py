"""One settings class for the whole product, read once at start and passed down.

Every field can be set by an environment variable `TROLY_<NAME>` or a line in `.env`.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class IngestSettings(BaseSettings):
    """Where state lives and how files are taken in."""

    model_config = SettingsConfigDict(env_prefix="TROLY_", env_file=".env", extra="ignore")

    home: Path = Field(Path(".troly"), description="Folder of all state: database, indexes, originals, logs.")
    database_url: str = Field("", description="SQLAlchemy URL; empty means SQLite in TROLY_HOME.")
    tables_dir: Path = Field(PROJECT / "corpus" / "tables", description="Folder of the dated tables (CSV).")
    embedding_model: str = Field(
        "", description="Empty: the shipped static model; a sentence-transformers folder; or http(s)://host/v1#model."
    )
    embedding_api_key: SecretStr = Field(SecretStr(""), description="Key of the embedding endpoint, if it wants one.")
    parse_seconds: int = Field(
        19,
        description="Most seconds one file may take to be read; each scanned page 20 more, each MiB above 16 one more.",
    )
    parse_megabytes: int = Field(480, description="Most memory one file may take to be read, MiB.")
    max_file_megabytes: int = Field(200, description="Files larger than this are refused, MiB.")
    max_pages: int = Field(2000, description="Documents with more pages than this are refused.")

    @property
    def url(self) -> str:
        """The database URL in effect."""
        return self.database_url or f"sqlite:///{(self.home / 'troly.db').absolute()}"
