"""What a file was read with: equal fingerprints mean that reading it again would give the same."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

READING = Path(__file__).parent
NOT_READING = ("embed", "index", "migrations")  # what comes after the text is known
LENGTH = 32


def fingerprint(tables: Path) -> str:
    """Of the code that reads and of the dated tables in folder `tables`."""
    return hashlib.sha256((_code() + _of(sorted(tables.glob("*.csv")))).encode()).hexdigest()[:LENGTH]


@cache
def _code() -> str:
    files = [file for file in sorted(READING.rglob("*.py")) if file.relative_to(READING).parts[0] not in NOT_READING]
    return _of(files)


def _of(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()
