"""Commands that other packages add to `troly`: entry points of the group `troly.commands`, each a Typer app.

They are looked for only when a command is none of ours, or for the list of commands in the help.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from typer.main import get_command

from assistant import wording
from assistant.cli_help import Command, Group
from assistant.cli_screen import refuse

PLUGINS = "troly.commands"


class WithPlugins(Group):
    """A group of commands that installed packages may add to; none can take the place of one of ours."""

    def list_commands(self, ctx: Any) -> list[str]:
        ours = super().list_commands(ctx)
        return [*ours, *sorted(plugins().keys() - set(ours))]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        own = super().get_command(ctx, cmd_name)
        return own or (loaded(plugins()[cmd_name]) if cmd_name in plugins() else None)


@cache
def plugins() -> dict[str, EntryPoint]:
    """What is installed, by the name of the command."""
    return {entry.name: entry for entry in entry_points(group=PLUGINS)}


def loaded(entry: EntryPoint) -> Any:
    """The command; one that cannot be loaded says so when it is used, whatever is wrong with it."""
    try:
        command = get_command(entry.load())
    except Exception as error:  # it is somebody else's code, and the other commands must go on
        return unusable(entry.name, f"{type(error).__name__}: {error}")
    command.name = entry.name
    return command


def unusable(name: str, detail: str) -> Command:
    """A command in the place of one that cannot be loaded."""

    def say() -> None:
        raise refuse(wording.CLI["plugin"].format(name=name, detail=detail), 2)

    anything = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}
    return Command(name=name, callback=say, help=wording.CLI["plugin_help"], context_settings=anything)
