"""The pieces of a Word paragraph as a reader of the printed page sees them: changes accepted, fields as results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ingest.parse.docx_styles import Look, Styles, W, fill_of
from ingest.parse.fonts import meant
from ingest.parse.writer import Anchor

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Deleted text, its older place, and everything that says how text looks.
_SKIPPED = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}sdtPr", f"{W}sdtEndPr"})
_DRAWN = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_NOTES = {f"{W}footnoteReference": "footnotes", f"{W}endnoteReference": "endnotes"}
_AS_TEXT = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    # The letter ư of TCVN3 fonts; elsewhere it is invisible and cleaned away.
    f"{W}softHyphen": "\u00ad",
}
_ADDRESS = re.compile(r"^\s*HYPERLINK\s+(?:\\[lo]\s+)*\"?([^\s\"]+)\"?", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """Text in one font; `target` is the address behind it."""

    text: str
    font: str | None = None
    target: str = ""


@dataclass(frozen=True)
class Note:
    """A call of a footnote or an endnote (`kind` is the part that holds it)."""

    number: int
    kind: str
    id: str


@dataclass(frozen=True)
class ReadParagraph:
    """What a paragraph says, its links, the notes it calls, and the text boxes that hang on it."""

    text: str
    anchors: tuple[Anchor, ...]
    notes: tuple[Note, ...]
    boxes: tuple[Any, ...]


class RunReader:
    """Reads paragraph after paragraph of one document; fields may go on from one to the next."""

    def __init__(self, styles: Styles) -> None:
        self.hidden = 0
        self.repaired: list[str] = []
        self._styles = styles
        self._notes_called = 0
        self._fields: list[_Field] = []

    def read(self, paragraph: Any, ground: str, addresses: dict[str, str]) -> ReadParagraph:
        """The paragraph on a ground of that colour ("" when not known); `addresses` are those of its part."""
        for field in self._fields:  # an instruction ends with its paragraph, whatever the file says
            field.in_result = True
        walk = _Walk(self, paragraph, ground, addresses)
        text, anchors = self._joined(walk.pieces)
        return ReadParagraph(text, anchors, tuple(walk.notes), tuple(walk.boxes))

    def repair(self, text: str, font: str | None) -> str:
        """The text as it was meant in its font."""
        repair = meant(text, font)
        self.repaired += repair.what
        return repair.text

    def _joined(self, pieces: Sequence[Piece]) -> tuple[str, tuple[Anchor, ...]]:
        """Runs of one font are joined before they are repaired: Word cuts words anywhere."""
        texts: list[str] = []
        anchors: list[Anchor] = []
        for target, linked in groupby(pieces, key=lambda piece: piece.target):
            words = "".join(
                self.repair("".join(piece.text for piece in same), font)
                for font, same in groupby(linked, key=lambda piece: piece.font)
            )
            texts.append(words)
            if target and words.strip():
                anchors.append(Anchor(words.strip(), target))
        return "".join(texts), tuple(anchors)

    def call(self) -> int:
        self._notes_called += 1
        return self._notes_called

    @property
    def fields(self) -> list[_Field]:
        return self._fields


@dataclass
class _Field:
    """A field that has begun: its instruction until the separator, then its result."""

    instruction: str = ""
    in_result: bool = False

    @property
    def target(self) -> str:
        found = _ADDRESS.match(self.instruction)
        return found[1] if found and "://" in found[1] else ""


class _Walk:
    """One paragraph, walked from left to right."""

    def __init__(self, reader: RunReader, paragraph: Any, ground: str, addresses: dict[str, str]) -> None:
        self.pieces: list[Piece] = []
        self.notes: list[Note] = []
        self.boxes: list[Any] = []
        self._reader = reader
        self._addresses = addresses
        self._target = ""
        self._was_hidden = False
        properties = paragraph.find(f"{W}pPr")
        self._paragraph_style = _value(properties, "pStyle")
        shading = properties.find(f"{W}shd") if properties is not None else None
        fill = fill_of(shading) if shading is not None else None
        self._ground = ground if fill is None else fill
        self._inline(paragraph)

    def _inline(self, container: Any) -> None:
        for element in container:
            tag = element.tag
            if tag == f"{W}r":
                self._run(element)
            elif tag in _SKIPPED or (tag == f"{W}sdt" and is_placeholder(element)):
                continue
            elif tag == f"{W}hyperlink":
                self._linked(element, self._addresses.get(element.get(f"{_R}id", ""), ""))
            elif tag == f"{W}fldSimple":
                self._linked(element, _Field(element.get(f"{W}instr", "")).target)
            elif tag == f"{_M}t":
                self.pieces.append(Piece(element.text or "", target=self._target))
            elif tag == f"{MC}AlternateContent":
                self._inline(chosen(element))
            elif isinstance(tag, str):
                self._inline(element)

    def _linked(self, container: Any, target: str) -> None:
        outer, self._target = self._target, target or self._target
        self._inline(container)
        self._target = outer

    def _run(self, run: Any) -> None:
        properties = run.find(f"{W}rPr")
        style = _value(properties, "rStyle")
        styles = self._reader._styles
        look = styles.own_look(properties).over(styles.look(self._paragraph_style, style))
        self._content(run, look, look.invisible_on(self._ground))

    def _content(self, run: Any, look: Look, hidden: bool) -> None:
        for element in run:
            tag = element.tag
            if tag == f"{W}t":
                self._text(element.text or "", look.font, hidden)
            elif tag in _AS_TEXT:
                self._text(_AS_TEXT[tag], look.font if tag == f"{W}softHyphen" else self._last_font(), hidden)
            elif tag == f"{W}sym":
                self._text(_symbol(element), element.get(f"{W}font"), hidden)
            elif tag == f"{W}fldChar":
                self._field(element.get(f"{W}fldCharType", ""))
            elif tag == f"{W}instrText" and self._reader.fields:
                self._reader.fields[-1].instruction += element.text or ""
            elif tag in _NOTES:
                self._note(element, hidden)
            elif tag in _DRAWN:
                self.boxes += _boxes(element)
            elif tag == f"{W}txbxContent":
                self.boxes.append(element)
            elif tag == f"{MC}AlternateContent":
                self._content(chosen(element), look, hidden)

    def _text(self, text: str, font: str | None, hidden: bool) -> None:
        if not all(field.in_result for field in self._reader.fields):
            return
        if hidden:
            spoken = any(letter.isalnum() for letter in text)
            self._reader.hidden += spoken and not self._was_hidden
            self._was_hidden = self._was_hidden or spoken
            return
        self._was_hidden = False
        target = self._target or next((field.target for field in reversed(self._reader.fields) if field.target), "")
        self.pieces.append(Piece(text, font, target))

    def _last_font(self) -> str | None:
        return self.pieces[-1].font if self.pieces else None

    def _field(self, kind: str) -> None:
        fields = self._reader.fields
        if kind == "begin":
            fields.append(_Field())
        elif kind == "separate" and fields:
            fields[-1].in_result = True
        elif kind == "end" and fields:
            fields.pop()

    def _note(self, call: Any, hidden: bool) -> None:
        if hidden:
            return
        note = Note(self._reader.call(), _NOTES[call.tag], call.get(f"{W}id", ""))
        self.notes.append(note)
        self.pieces.append(Piece(f"[{note.number}]", target=self._target))


def chosen(alternatives: Any) -> Any:
    """The one of several renderings that is read: the newer, unless it says nothing."""
    choice, fallback = alternatives.find(f"{MC}Choice"), alternatives.find(f"{MC}Fallback")
    if choice is None or (fallback is not None and next(choice.iter(f"{W}t"), None) is None):
        return fallback if fallback is not None else ()
    return choice


def is_placeholder(control: Any) -> bool:
    """Whether a content control shows only its own prompt ("Click here to enter text")."""
    showing = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    return showing is not None and showing.get(f"{W}val", "1") not in ("0", "false")


def _boxes(drawn: Any) -> Iterator[Any]:
    """The outermost text boxes of a drawing; those inside them are found when they are read."""
    for element in drawn:
        if element.tag == f"{W}txbxContent":
            yield element
        elif element.tag == f"{MC}AlternateContent":
            yield from _boxes(chosen(element))
        else:
            yield from _boxes(element)


def _symbol(element: Any) -> str:
    code = element.get(f"{W}char", "")
    try:
        return chr(int(code, 16))
    except ValueError:
        return ""


def _value(properties: Any, name: str) -> str:
    child = properties.find(f"{W}{name}") if properties is not None else None
    return str(child.get(f"{W}val", "")) if child is not None else ""
