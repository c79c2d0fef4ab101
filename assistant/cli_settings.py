"""The settings of one command: read when it runs, so that help answers at once and with wrong settings too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from assistant.settings import Settings


def settings_of(context: typer.Context) -> Settings:
    """The environment and `.env`, with `--home` above both. Raises pydantic's ValidationError."""
    from assistant.settings import Settings

    return Settings(home=context.obj) if context.obj else Settings()
