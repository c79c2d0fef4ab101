"""The two streams of the command line: what was asked for goes to `out`, what a person should know to `err`."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import typer

PIPE_WIDTH = 240

if TYPE_CHECKING:  # rich takes longer to import than most commands need
    from rich.console import Console


@cache
def out() -> Console:
    """Where results go; a file or another program gets lines that are not cut to a screen's width."""
    from rich.console import Console

    return Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)


@cache
def err() -> Console:
    """Where messages and progress go, so that a program can read `out`."""
    from rich.console import Console

    return Console(stderr=True)


def refuse(message: str, code: int = 1) -> typer.Exit:
    """One line on `err`; raise what comes back."""
    print(message, file=sys.stderr)
    return typer.Exit(code)


def print_json(value: Any) -> None:
    """One indented JSON value, for a program to read."""
    import orjson

    sys.stdout.buffer.write(orjson.dumps(value, default=sorted_set, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.flush()


def plain(value: Any) -> Any:
    """Dataclasses, enums, dates and sets as JSON knows them."""
    import orjson

    return orjson.loads(orjson.dumps(value, default=sorted_set))


def sorted_set(value: Any) -> Any:
    """Sets have no order of their own; a program wants the same output every time."""
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)
