"""Footnotes that stand at the end of a page move to where they are called, as a line `[1] …` after the paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.parse.blocks import Block, Paragraph

_NOTE = re.compile(r"\s*\[(\d{1,3})\]\s*\S")
_CALL = re.compile(r"(?<=\S)\s?\[(\d{1,3})\]")


def attached(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with every note right after the paragraph or table that calls it; notes nobody calls stay."""
    notes = {at: number for at, block in enumerate(blocks) if (number := _number(block))}
    if not notes:
        return list(blocks)
    called: dict[int, list[int]] = {}
    placed: set[int] = set()
    for at, block in enumerate(blocks):
        for number in _calls(block):
            note = next((n for n in notes if notes[n] == number and n > at and n not in placed), None)
            if note is not None:
                placed.add(note)
                called.setdefault(at, []).append(note)
    return [one for at, block in enumerate(blocks) if at not in placed for one in _with_notes(blocks, at, called)]


def _with_notes(blocks: Sequence[Block], at: int, called: dict[int, list[int]]) -> list[Block]:
    """The block, its notes, and the notes of its notes."""
    return [blocks[at], *(one for note in called.get(at, ()) for one in _with_notes(blocks, note, called))]


def _number(block: Block) -> str | None:
    found = _NOTE.match(block.text) if isinstance(block, Paragraph) else None
    return found[1] if found else None


def _calls(block: Block) -> list[str]:
    texts = [block.text] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row.cells]
    return list(dict.fromkeys(number for text in texts for number in _CALL.findall(text)))
