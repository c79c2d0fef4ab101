"""Text built up piece by piece, so that every piece knows where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.documents import Link, Page, Span
from ingest.parse.clean import clean, is_noise


@dataclass(frozen=True)
class Anchor:
    """Words that carry a link, and the address behind them (never followed)."""

    text: str
    target: str


class TextWriter:
    """Collects clean paragraphs; `span`s returned are offsets into the final `text`."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._links: list[Link] = []

    @property
    def text(self) -> str:
        """Everything written so far."""
        return "".join(self._pieces)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The one page of a format that has no pages."""
        return (Page(1, 0, self._length),)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links of everything written so far, in order."""
        return tuple(self._links)

    def paragraph(self, text: str, gap: str = "\n", anchors: Iterable[Anchor] = ()) -> Span:
        """Appends the cleaned text after `gap`; a text that is empty or noise leaves an empty span."""
        lines = [line.strip() for line in clean(text).split("\n")]
        return self.exact("\n".join(line for line in lines if line and not is_noise(line)), gap, anchors)

    def exact(self, text: str, gap: str = "\n", anchors: Iterable[Anchor] = ()) -> Span:
        """Appends text that is clean already; its links point to their words in it."""
        if not text:
            return Span(self._length, self._length)
        if self._length:
            self._pieces.append(gap)
            self._length += len(gap)
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        self._links += _links(text, start, anchors)
        return Span(start, self._length)


def _links(text: str, start: int, anchors: Iterable[Anchor]) -> Iterable[Link]:
    """The anchors in their order; one whose words were cut or cleaned away links the whole text."""
    after = 0
    for anchor in anchors:
        words = clean(anchor.text).strip()
        at = text.find(words, after) if words else -1
        if at < 0:
            yield Link(Span(start, start + len(text)), anchor.target)
            continue
        after = at + len(words)
        yield Link(Span(start + at, start + after), anchor.target)
