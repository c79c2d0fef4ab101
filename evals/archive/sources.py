"""Reads the texts and the composition files, and hands each entry to the function that composes its shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evals.archive.compose import free, letter, listing
from evals.archive.page import Labelled
from evals.archive.text import Text

HERE = Path(__file__).parent
COMPOSERS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Text]], Labelled]] = {
    "letter": letter.compose,
    "list": listing.compose,
    "free": free.compose,
}


@dataclass(frozen=True)
class _File:
    composer: str
    entries: tuple[Mapping[str, Any], ...]


@cache
def archive() -> tuple[Labelled, ...]:
    """Every labelled document, in the order of the composition files; raises KeyError for an unknown text."""
    texts = all_texts()
    return tuple(
        COMPOSERS[file.composer](entry, texts)
        for file in map(_file, sorted((HERE / "documents").glob("*.yaml")))
        for entry in file.entries
    )


def all_texts() -> dict[str, Text]:
    """The petitions and replies by id."""
    entries = [entry for path in sorted((HERE / "texts").glob("*.yaml")) for entry in _yaml(path)]
    return {
        entry["id"]: Text(
            entry["id"], entry["topic"], entry["unit"], entry["petition"], tuple(entry["reply"].splitlines())
        )
        for entry in entries
    }


def _file(path: Path) -> _File:
    """A composition file names its composer in its first part (`letter-…`, `list-…`, `free-…`)."""
    return _File(path.name.partition("-")[0], tuple(_yaml(path)))


def _yaml(path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return entries
