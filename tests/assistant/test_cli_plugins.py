"""Packages beside the product add commands; one that is broken says so and harms nothing."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from assistant import cli_plugins
from tests.terminal import Terminal

BROKEN = EntryPoint("extra", "no_such_package.cli:app", cli_plugins.PLUGINS)
TAKING = EntryPoint("ask", "no_such_package.cli:app", cli_plugins.PLUGINS)


@pytest.fixture
def troly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    monkeypatch.setenv("COLUMNS", "160")
    return Terminal(tmp_path / "home", monkeypatch, capsys)


def test_measuring_is_a_command_of_the_installed_product(troly: Terminal) -> None:
    said = troly("eval", "--help")
    assert said.code == 0
    assert "Cách dùng: troly eval" in said.out
    assert all(command in said.out for command in ("retrieval", "all", "compare", "keep", "answers"))


def test_a_broken_command_is_one_line_and_the_help_goes_on(troly: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_plugins, "plugins", lambda: {"extra": BROKEN})
    said = troly("extra", "whatever", "--option")
    assert said.code == 2 and said.err.count("\n") == 1
    assert "Lệnh “extra” không dùng được" in said.err and "no_such_package" in said.err
    listed = troly("--help")
    assert listed.code == 0 and "ingest" in listed.out and "extra" in listed.out


def test_a_command_of_ours_cannot_be_taken(troly: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_plugins, "plugins", lambda: {"ask": TAKING})
    said = troly("ask", "--help")
    assert said.code == 0 and "Hỏi kho tài liệu" in said.out


def test_the_help_of_the_product_reads_no_measuring_code() -> None:
    code = (
        "import sys; sys.argv = ['troly', '--help']\n"
        "from assistant.cli import main\n"
        "try: main()\n"
        "except SystemExit: print(sorted({'ir_measures', 'pandas', 'numpy', 'evals.retrieval'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.rstrip().endswith("[]")
