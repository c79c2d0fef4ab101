"""`troly` as tests use it: in this process for speed, or as a process of its own."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Terminal:
    """Runs `troly --home …` in this process."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self.monkeypatch, self.capsys = home, monkeypatch, capsys

    def __call__(self, *arguments: str, typed: str = "") -> Said:
        self.monkeypatch.setattr(sys, "argv", ["troly", "--home", str(self.home), *arguments])
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as ended:
            main()
        said = self.capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(int(ended.value.code or 0), said.out, said.err)


def run(*arguments: str) -> Said:
    """`troly` as a process of its own."""
    done = subprocess.run([sys.executable, "-m", "assistant", *arguments], capture_output=True, text=True, timeout=120)
    return Said(done.returncode, done.stdout, done.stderr)


def stored_text(home: Path, document_id: str) -> str:
    """A document's text as the database has it."""
    database = sqlite3.connect(home / "troly.db")
    try:
        (text,) = database.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
    finally:
        database.close()
    return str(text)
