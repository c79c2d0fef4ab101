"""Typing errors of an original: reported, never repaired; and the mark of a draft."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.parse.header import day_of

LONGEST_HEADING = 200
LONGEST_REPEAT = 8
HEAD_CHARACTERS = 1500

# One table of patterns; each is used by exactly one function below.
DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{3,5}(?![\d/])")
YEAR = re.compile(r"\b(?:năm |tháng \d{1,2}/)(?P<year>(?:19|20)\d{3})(?![\d.,/])")
DRAFT = re.compile(
    r"^[^\S\n|(]*+[|(]?\s?(?:DỰ THẢO|Dự thảo)(?: (?:lần )?(?:thứ )?(?P<number>\d{1,2}))?\s?[)|]?[^\S\n]*+$",
    re.MULTILINE,
)


def misprints_in(text: str) -> tuple[str, ...]:
    """One warning for every date that no calendar has and every doubled heading: `misprint: 20/02/205`."""
    return tuple(dict.fromkeys(f"misprint: {written}" for written in (*_days(text), *_doubled(text))))


def draft_in(text: str) -> tuple[str, ...]:
    """The warning `draft`, with the draft's number where it has one: `draft: 1`."""
    found = DRAFT.search(text[:HEAD_CHARACTERS])
    return (f"draft: {found['number'] or 1}",) if found else ()


def _days(text: str) -> Iterator[str]:
    for found in DAY.finditer(text):
        # "25/2011/…" and "1/2/3/2023" are no days.
        if day_of(found[0]) is None and text[max(0, found.start() - 1) : found.start()] not in tuple("/.,0123456789"):
            yield found[0]
    yield from (found["year"] for found in YEAR.finditer(text))


def _doubled(text: str) -> Iterator[str]:
    """Headings typed twice: `Đối với Đối với nội dung`, or the same short paragraph twice in a row."""
    before = ""
    for line in text.split("\n"):
        heading = line.strip()
        if not 0 < len(heading) <= LONGEST_HEADING:
            before = ""
            continue
        if (
            heading == before
            and len(heading) > 8
            and heading[-1] not in ".;:"
            and heading[0].isalnum()
            and " " in heading
            and "|" not in heading
        ):
            yield heading
        before = heading
        words = heading.lstrip("-–+*• 0123456789.)").split(" ", 2 * LONGEST_REPEAT)[: 2 * LONGEST_REPEAT]
        size = next((n for n in range(1, len(words) // 2 + 1) if words[:n] == words[n : 2 * n]), 0)
        if size and words[0][:1].isupper() and any(letter.islower() for letter in words[0]):
            yield " ".join(words[: 2 * size])
