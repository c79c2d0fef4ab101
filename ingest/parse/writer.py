"""Text built up piece by piece, so that every piece knows where it stands."""

from __future__ import annotations

from ingest.documents import Page, Span
from ingest.parse.clean import clean, is_noise


class TextWriter:
    """Collects clean paragraphs; `span`s returned are offsets into the final `text`."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        """Everything written so far."""
        return "".join(self._pieces)

    @property
    def pages(self) -> tuple[Page, ...]:
        """The one page of a format that has no pages."""
        return (Page(1, 0, self._length),)

    def paragraph(self, text: str, gap: str = "\n") -> Span:
        """Appends the cleaned text after `gap`; a text that is empty or noise leaves an empty span."""
        lines = [line.strip() for line in clean(text).split("\n")]
        return self.exact("\n".join(line for line in lines if line and not is_noise(line)), gap)

    def exact(self, text: str, gap: str = "\n") -> Span:
        """Appends text that is clean already."""
        if not text:
            return Span(self._length, self._length)
        if self._length:
            self._pieces.append(gap)
            self._length += len(gap)
        start = self._length
        self._pieces.append(text)
        self._length += len(text)
        return Span(start, self._length)
