"""Personal data beside the text: in the title a file gives itself, and in the targets of its links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from ingest.documents import Link, Parsed
from ingest.guard.personal import personal_data

# A shorter piece ("An", "12") stands in too many words to be looked for by itself.
LEAST = 4
ADDRESS_MARKS = re.compile(r"[/:?=&#;,]+")
NO_DIGIT = re.compile(r"\D")
LEAST_DIGITS = 8


@dataclass(frozen=True)
class Beside:
    """What was masked in a text, to be found again beside it."""

    words: dict[str, str]

    @staticmethod
    def of(text: str, masked: Parsed) -> Beside:
        """`text` is what `masked` said before."""
        if masked.text == text:
            return Beside({})
        return Beside({found.span.of(text): found.label for found in personal_data(text)})

    def title(self, title: str) -> str:
        """A title (the register's, or a file's name) may name a person without what gave the name away in the text."""
        known = [word for word in self.words if len(word) >= LEAST and word.split()]
        for word in sorted(known, key=len, reverse=True):
            spelled = r"[\W_]*".join(map(re.escape, word.split()))
            title = re.sub(spelled, self.words[word], title, flags=re.IGNORECASE)
        for found in reversed(personal_data(title)):
            title = title[: found.span.start] + found.label + title[found.span.end :]
        return title

    def links(self, links: tuple[Link, ...]) -> tuple[Link, ...]:
        """The links that tell nothing personal; the others go, since without its target a link is none."""
        return tuple(link for link in links if not _tells(link, self.words))


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
