"""Typer's own words in Vietnamese: the help pages, and what is wrong with a command as typed."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from assistant import wording

# The names Typer gives its texts, and ours.
TEXTS = {
    "OPTIONS_PANEL_TITLE": "Tùy chọn",
    "ARGUMENTS_PANEL_TITLE": "Tham số",
    "COMMANDS_PANEL_TITLE": "Lệnh",
    "DEFAULT_STRING": "[mặc định: {}]",
    "REQUIRED_LONG_STRING": "[bắt buộc]",
    "ENVVAR_STRING": "[biến môi trường: {}]",
}
USAGE = {
    "Usage: ": "Cách dùng: ",
    "[OPTIONS]": "[TÙY CHỌN]",
    "COMMAND [ARGS]...": "LỆNH [THAM SỐ]...",
}


class Vietnamese:
    """What a command and a group of commands say in Vietnamese instead of English."""

    def get_usage(self, ctx: Any) -> str:
        return in_vietnamese(super().get_usage(ctx))  # type: ignore[misc]

    def get_help_option(self, ctx: Any) -> Any:
        return explained(super().get_help_option(ctx))  # type: ignore[misc]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        set_texts()
        for parameter in self.get_params(ctx):  # type: ignore[attr-defined]
            parameter.display_type_rich = partial(kind_of_value, parameter)
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Command(Vietnamese, TyperCommand):
    """A command whose help is Vietnamese throughout."""


class Group(Vietnamese, TyperGroup):
    """A group of commands whose help is Vietnamese throughout."""


def group(about: str, kind: type[Group] = Group) -> typer.Typer:
    """A group of commands; alone it shows its help."""
    return typer.Typer(help=about, cls=kind, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def in_vietnamese(usage: str) -> str:
    """The line that shows how to write a command."""
    for theirs, ours in USAGE.items():
        usage = usage.replace(theirs, ours)
    return usage


def explained(option: Any) -> Any:
    """The option `--help` with our explanation."""
    if option is not None:
        option.help = "Xem hướng dẫn này rồi thoát."
    return option


def kind_of_value(parameter: Any, ctx: Any) -> str | None:
    """What to write after an option; its Python type says nothing to an official."""
    return parameter.metavar if parameter.param_type_name == "option" else None


def set_texts() -> None:
    """Typer keeps its titles in module variables that it offers for changing."""
    from typer import rich_utils

    for name, text in TEXTS.items():
        setattr(rich_utils, name, text)


def mistyped(error: TyperException) -> str:
    """What is wrong with a command as typed, and where to read how it is written."""
    context: Any = getattr(error, "ctx", None)
    what = wording.MISTYPED.get(type(error).__name__, wording.MISTYPED["UsageError"])
    command = context.command_path if context else "troly"
    return f"{what.format(name=name_in(error))} {wording.SEE_HELP.format(command=command)}"


def name_in(error: TyperException) -> str:
    """The option, argument or word that is wrong."""
    option = getattr(error, "option_name", None) or getattr(error, "param_hint", None)
    parameter: Any = getattr(error, "param", None)
    if option or parameter is not None:
        return str(option or parameter.get_error_hint()).strip("'")
    quoted = re.search(r"'([^']*)'|\(([^()]*)\)$", error.format_message())
    return (quoted[1] or quoted[2]) if quoted else error.format_message()
