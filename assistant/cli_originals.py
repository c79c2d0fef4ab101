"""`troly original …`: a copy of the bytes that were taken in, for somebody of the office who says why."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from assistant import wording
from assistant.cli_people import database
from assistant.cli_quarantine import By, FromStdin, Reason, proven, refusals
from assistant.cli_screen import out, refuse
from assistant.cli_settings import settings_of


def original(
    context: typer.Context,
    document: Annotated[str, typer.Argument(metavar="TÀI-LIỆU", help="Mã tài liệu trong kho.")],
    by: By,
    reason: Reason,
    target: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Tệp mới sẽ ghi bản gốc vào.")],
    password_stdin: FromStdin = False,
) -> None:
    """Mở bản gốc của một tài liệu (có thể chứa thông tin cá nhân đã che); người mở và lý do được ghi lại."""
    from assistant.bootstrap import build
    from assistant.errors import BadRequest, NotFound
    from assistant.originals import open_original

    settings = settings_of(context)
    if target.exists():
        raise refuse(wording.ORIGINAL["exists"].format(file=target))
    with refusals():
        with database(settings) as engine:
            person = proven(engine, settings, by, password_stdin)
        assistant = build(settings)
        try:
            copy_to(target, open_original(document, person.reader, reason, assistant))
        except BadRequest as silent:
            raise refuse(wording.PROBLEMS[silent.reason]) from silent
        except NotFound as missing:
            raise refuse(wording.ORIGINAL["missing"]) from missing
        except FileExistsError as overtaken:
            raise refuse(wording.ORIGINAL["exists"].format(file=target)) from overtaken
        finally:
            assistant.close()
    out().print(wording.ORIGINAL["written"].format(file=target), markup=False)


def copy_to(target: Path, kept: Path) -> None:
    """A new file that only its owner reads. Raises FileExistsError, OSError."""
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(kept.read_bytes())
