"""The letters of a PDF page as lines in reading order, without hidden ones, old fonts read as they were meant."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from ingest.encodings import invisible, repaired
from ingest.parse.fonts import meant
from ingest.parse.hidden import hidden_letters
from ingest.parse.layout import Line, Word, lines_in_reading_order
from ingest.parse.page_contents import Contents

_WORD = re.compile(r"\S+")
_LONGEST_FONT_NAME = 128


@dataclass(frozen=True)
class Layer:
    """`lines` are what a reader sees; `behind` are those that a scanner wrote behind its picture.

    `hidden` counts words and invisible characters that were left out, `repairs` names what was repaired.
    """

    lines: tuple[Line, ...]
    behind: tuple[Line, ...] = ()
    hidden: int = 0
    repairs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The lines one under another."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class _Letters:
    page: pdfium.PdfPage
    textpage: pdfium.PdfTextPage
    text: str


def text_layer(page: pdfium.PdfPage, drawn: Contents, layers: bool) -> Layer:
    """The text layer of a page on which `drawn` was found; `layers` says that the file can switch layers off."""
    textpage = page.get_textpage()
    try:
        letters = _Letters(page, textpage, _raw_text(textpage))
        if not letters.text.strip():
            return Layer(())
        hidden = hidden_letters(page, textpage, drawn, layers)
        seen, repairs = _lines(_without(letters, hidden.letters))
        behind: tuple[Line, ...] = ()
        lost = hidden.letters
        if hidden.unseen and drawn.pictures >= 0.5:
            others = frozenset(range(len(letters.text))) - hidden.unseen
            behind, _ = _lines(_without(letters, others))
            lost = hidden.letters - hidden.unseen
        unseen = invisible(letters.text) + _words_among(letters.text, lost)
    finally:
        textpage.close()
    return _repaired(Layer(seen, behind, unseen, repairs))


def _raw_text(textpage: pdfium.PdfTextPage) -> str:
    """One character for each letter of pdfium's, so that places in it are places of letters."""
    get, page = pdfium_c.FPDFText_GetUnicode, textpage.raw
    codes = [get(page, index) for index in range(textpage.count_chars())]
    # Halves of pairs and numbers beyond Unicode come from damaged fonts.
    text = "".join(chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd" for code in codes)
    # pdfium marks a hyphen at the end of a line so, and leaves the line break out.
    return text.replace("\x02", "\n").replace("\ufffe", "\n").replace("\r", "\n")


def _without(letters: _Letters, gone: frozenset[int]) -> _Letters:
    if not gone:
        return letters
    text = "".join(" " if at in gone and letter != "\n" else letter for at, letter in enumerate(letters.text))
    return replace(letters, text=text)


def _words_among(text: str, places: frozenset[int]) -> int:
    if not places:
        return 0
    return len("".join(letter if at in places else " " for at, letter in enumerate(text)).split())


# ------------------------------------------------------------------------------------ words and lines


def _lines(letters: _Letters) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    rows = [list(_words(letters, *match.span())) for match in re.finditer(r"[^\n]+", letters.text)]
    rows, repairs = _old_fonts_read(letters, [row for row in rows if row])
    words = [[word for word, _ in row] for row in rows]
    return tuple(lines_in_reading_order(words, keep_words=False)), repairs


def _words(letters: _Letters, start: int, end: int) -> Iterator[tuple[Word, int]]:
    """Words with the place of their first letter."""
    turned = letters.page.get_rotation()
    x, y, right_edge, top_edge = letters.page.get_bbox()
    width, height = right_edge - x, top_edge - y
    box = letters.textpage.get_charbox
    for match in _WORD.finditer(letters.text, start, end):
        left, bottom, _, _ = box(match.start(), loose=True)
        _, _, right, top = box(match.end() - 1, loose=True)
        place = ((left - x) / width, 1 - (top - y) / height, (right - x) / width, 1 - (bottom - y) / height)
        yield Word(match[0], *(_turned(place, turned) if turned else place)), match.start()


def _turned(place: tuple[float, float, float, float], degrees: int) -> tuple[float, float, float, float]:
    """A box on the page as it is shown, turned clockwise."""
    left, top, right, bottom = place
    for _ in range(degrees // 90):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return left, top, right, bottom


_Rows = list[list[tuple[Word, int]]]


def _old_fonts_read(letters: _Letters, rows: _Rows) -> tuple[_Rows, tuple[str, ...]]:
    """Words in fonts of old encodings as they were meant; pages without such a font cost one look a line."""
    if not any(_is_old(_font(letters, row[len(row) // 2][1])) for row in rows if not _all_ascii(row)):
        return rows, ()
    repairs: list[str] = []
    read: _Rows = []
    for row in rows:
        read.append([])
        for font, run in groupby(row, key=lambda word: _font(letters, word[1])):
            words = list(run)
            repair = meant(" ".join(word.text for word, _ in words), font)
            texts = repair.text.split(" ")
            repairs += repair.what
            if len(texts) == len(words):
                words = [(replace(word, text=text), at) for (word, at), text in zip(words, texts, strict=True)]
            read[-1] += words
    return read, tuple(dict.fromkeys(repairs))


def _all_ascii(row: Sequence[tuple[Word, int]]) -> bool:
    return all(word.text.isascii() for word, _ in row)


def _is_old(font: str) -> bool:
    return bool(meant("Bé", font).what) or font.split("+")[-1].lower().startswith((".vn", "vni", "vps"))


def _font(letters: _Letters, at: int) -> str:
    buffer, flags = ctypes.create_string_buffer(_LONGEST_FONT_NAME), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(letters.textpage.raw, at, buffer, _LONGEST_FONT_NAME, flags)
    name = buffer.value.decode("utf-8", errors="replace")
    return name.split("+")[-1]


def _repaired(layer: Layer) -> Layer:
    """What is in an old encoding without a font that says so, by how it reads."""
    repair = repaired(layer.text)
    texts = repair.text.split("\n")
    if not repair.what or len(texts) != len(layer.lines):
        return layer
    lines = tuple(replace(line, text=text) for line, text in zip(layer.lines, texts, strict=True))
    return replace(layer, lines=lines, repairs=tuple(dict.fromkeys((*layer.repairs, *repair.what))))
