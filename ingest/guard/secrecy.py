"""Marks of State secrecy: a document that bears one is quarantined, never indexed.

A mark may stand in the text, on a stamp that OCR read from a picture, in the file's name or a folder's, or in a
column of a register. What bears signs of secrecy but no degree is held too, until two persons have looked at it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ingest.documents import Parsed
from ingest.guard.marks import SUSPECTED, degree_in_text, degree_on_stamp, is_internal
from ingest.guard.named_marks import degree_in_name, degree_in_register, is_secrecy_column

__all__ = ["SUSPECTED", "Mark", "Place", "is_secrecy_column", "mark_of", "notices", "secrecy_mark"]

UNREAD = "?"  # a frame shaped like a stamp of degree that OCR could not read


class Place(StrEnum):
    """Where a mark stands."""

    TEXT = "text"
    STAMP = "stamp"
    NAME = "name"
    REGISTER = "register"
    PERSON = "person"  # nothing was found; somebody said so


@dataclass(frozen=True)
class Mark:
    """The degree a document bears (MẬT, TỐI MẬT, TUYỆT MẬT, or SUSPECTED) and where it was found."""

    degree: str
    place: Place


def secrecy_mark(text: str, file_name: str, stamps: Iterable[str] = (), register: Iterable[str] = ()) -> Mark | None:
    """The mark a document bears; None when it bears none.

    `file_name` may be a path, `register` holds the entries of secrecy columns. A degree outweighs a suspicion.
    """
    readings = [degree for stamp in stamps if stamp != UNREAD and (degree := degree_on_stamp(stamp))]
    found = (
        (degree_in_name(file_name), Place.NAME),
        (degree_in_register(register), Place.REGISTER),
        (min(readings, key=lambda degree: degree == SUSPECTED, default=None), Place.STAMP),
        (degree_in_text(text), Place.TEXT),
    )
    marks = [Mark(degree, place) for degree, place in found if degree]
    return min(marks, key=lambda mark: mark.degree == SUSPECTED, default=None)


def mark_of(parsed: Parsed, source: str, registered: str | None = None) -> Mark | None:
    """The mark of a file that was read; `registered` is what its folder's register says of its secrecy."""
    entries = [cell.span.of(parsed.text) for row in parsed.rows for cell in row.cells if is_secrecy_column(cell.column)]
    return secrecy_mark(parsed.text, source, parsed.stamps, [*([registered] if registered else []), *entries])


def notices(parsed: Parsed) -> tuple[str, ...]:
    """Warnings for what is no mark but wants a person: a frame that cannot be read, use inside the office only."""
    internal = is_internal(parsed.text) or any(map(is_internal, parsed.stamps))
    unread = UNREAD in parsed.stamps
    return (*(("unread_stamp",) if unread else ()), *(("internal_only",) if internal else ()))
