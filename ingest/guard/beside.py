"""Personal data beside the text: in the title a file gives itself, and in the targets of its links."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

from ingest.documents import Link, Parsed
from ingest.guard.personal import personal_data

# A shorter piece ("An", "12") stands in too many words to be looked for by itself.
LEAST = 4
ADDRESS_MARKS = re.compile(r"[/:?=&#;,]+")
NO_DIGIT = re.compile(r"\D")
LEAST_DIGITS = 8


def mask_beside(masked: Parsed, text: str) -> tuple[Parsed, int]:
    """`masked` (whose text was `text` before) with nothing personal in title and links, and how many pieces there were.

    A link that tells a masked piece goes: without its target it is no link.
    """
    words = {found.span.of(text): found.label for found in personal_data(text)} if masked.text != text else {}
    title, replaced = _title(masked.title, words)
    links = tuple(link for link in masked.links if not _tells(link, words))
    return replace(masked, title=title, links=links), replaced + len(masked.links) - len(links)


def _title(title: str, words: dict[str, str]) -> tuple[str, int]:
    """A title names a person without the address that gave the name away in the text."""
    known = {word: label for word, label in words.items() if len(word) >= LEAST and word.casefold() in title.casefold()}
    for word, label in sorted(known.items(), key=lambda pair: -len(pair[0])):
        title = re.sub(re.escape(word), label, title, flags=re.IGNORECASE)
    own = personal_data(title)
    for found in reversed(own):
        title = title[: found.span.start] + found.label + title[found.span.end :]
    return title, len(known) + len(own)


def _tells(link: Link, words: dict[str, str]) -> bool:
    target = unquote(link.target)
    if target.startswith("#"):  # a place in the file itself; a topic of law has tens of thousands
        return False
    if personal_data(target) or personal_data(ADDRESS_MARKS.sub(" ", target)):
        return True
    plain, digits = target.casefold(), NO_DIGIT.sub("", target)
    return any(
        (len(word) >= LEAST and word.casefold() in plain)
        or (len(number := NO_DIGIT.sub("", word)) >= LEAST_DIGITS and number in digits)
        for word in words
    )
