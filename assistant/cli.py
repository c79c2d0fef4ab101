"""The command line `troly`. Help and messages are Vietnamese; `--json` prints what a program may read.

Commands stand by theme in `cli_documents`, `cli_questions`, `cli_serving` and `cli_people`; each imports what it
needs when it runs, so that `troly --help` answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from assistant import (
    cli_documents,
    cli_index,
    cli_originals,
    cli_overview,
    cli_questions,
    cli_serving,
    cli_sync,
    wording,
)
from assistant.cli_help import Command, group, mistyped
from assistant.cli_law import law
from assistant.cli_people import people, tokens
from assistant.cli_plugins import WithPlugins
from assistant.cli_quarantine import quarantine
from assistant.cli_tasks import tasks
from assistant.cli_teach import teach

app = group("Trợ lý Cử tri: nạp tài liệu, hỏi đáp có trích dẫn, phục vụ trên máy chủ.", WithPlugins)
index = group("Chỉ mục tìm kiếm.")
for command in (
    cli_documents.ingest,
    cli_documents.documents,
    cli_documents.remove,
    cli_documents.parse,
    cli_originals.original,
    cli_sync.sync,
    cli_questions.ask,
    cli_questions.search,
    cli_overview.overview,
    cli_serving.serve,
    cli_serving.demo,
):
    app.command(cls=Command)(command)
index.command(cls=Command)(cli_index.rebuild)
index.command(cls=Command)(cli_index.move)
app.add_typer(index, name="index")
app.add_typer(law, name="law")
app.add_typer(people, name="accounts")
app.add_typer(quarantine, name="quarantine")
app.add_typer(tasks, name="tasks")
app.add_typer(teach, name="teach")
app.add_typer(tokens, name="tokens")


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(metavar="THƯ-MỤC", readable=False, help="Thư mục chứa toàn bộ dữ liệu (hoặc biến TROLY_HOME)."),
    ] = None,
) -> None:
    """Trợ lý Cử tri: nạp tài liệu, hỏi đáp có trích dẫn, phục vụ trên máy chủ."""
    context.obj = home  # see cli_settings


def main() -> None:
    """The entry point: 0 done, 1 refused or not found, 2 written wrongly or set up wrongly; never a traceback."""
    try:
        sys.exit(app(standalone_mode=False, prog_name="troly") or 0)
    except TyperException as error:
        if type(error).__name__ != "NoArgsIsHelpError":
            print(mistyped(error), file=sys.stderr)
        sys.exit(2)
    except (typer.Abort, KeyboardInterrupt):
        print(wording.CLI["stopped"], file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        from assistant.cli_failures import told

        print(told(error), file=sys.stderr)
        sys.exit(2)
