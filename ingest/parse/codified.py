"""A topic page of the codification (Bộ pháp điển) as downloaded, read by its own marks and without a tree: fast.

`pChuong`, `pDieu`, `pGhiChu`, `pNoiDung` and `pChiDan` are paragraphs one after the other, and no other element
bears these classes. In the text an empty line stands before each chapter and each article and nowhere else, so that
`ingest.parse.law` finds them again whatever the provisions say:

    Đề mục 3.2 / Bưu chính / (empty) / Chương I / … / (empty) / Điều 3.2.LQ.1. Phạm vi / (Điều 1 Luật số …) / provisions
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml import html as lxml_html

from ingest.documents import Link, Page, Parsed, Span
from ingest.errors import FailureReason, ReadFailure
from ingest.parse.clean import clean
from ingest.parse.text import decode

PAGE_CHARACTERS = 6000  # a page of the reading room ends with the article that reaches it
HEAD_BYTES = 4096

_TOPIC = re.compile(r"<h3[^>]*>\s*(Đề mục\s+\d{1,3}\.\d{1,3})\s*<br\s*/?>\s*(.*?)\s*</h3>", re.DOTALL | re.IGNORECASE)
_INDEX = re.compile(r"<title>\s*BỘ PHÁP ĐIỂN ĐIỆN TỬ\s*</title>", re.IGNORECASE)
_PART = re.compile(r"<p\b[^<>]*\bclass\s*=\s*[\"']?p(Chuong|Dieu|GhiChu|NoiDung|ChiDan)\b[^<>]*>")
_ADDRESS = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_PLACE = re.compile(r"ViewNoiDungPhapDien\(\s*[\"'](\d+)[\"']")
_ROW, _CELL = re.compile(r"<tr\b[^<>]*>", re.IGNORECASE), re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_BLOCK = re.compile(
    r"</?(?:p|div|li|ul|ol|h[1-6]|br|table|tbody|thead|tr|td|th|blockquote|pre|hr)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<![^<>]*>")
_LINES = re.compile(r"\s*\n\s*")
# What a reader of the page would not see, or is no text: rare, so only then is a tree built.
_UNSEEN = (
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|(?<![-\w])color\s*:\s*(?:white\b|#fff(?:fff)?\b)"
)
_NEEDS_A_TREE = re.compile(rf"{_UNSEEN}|<(?:style|script|del|template|noscript)\b|<[^<>]+\shidden\b", re.IGNORECASE)
_HIDDEN = re.compile(_UNSEEN, re.IGNORECASE)
_NO_TEXT = ("style", "script", "del", "template", "noscript")


def is_codified(content: bytes) -> bool:
    """Whether the bytes are a page of the downloaded codification: a topic, with articles or without, or its index."""
    head = content[:HEAD_BYTES].decode("utf-8", errors="ignore")
    return _INDEX.search(head) is not None or (_TOPIC.search(head) is not None and b"_content" in content[:HEAD_BYTES])


def parse(content: bytes) -> Parsed:
    """The topic with its articles, links and pages. Raises ReadFailure(NOTHING_TO_READ) for the index and empty topics."""
    page = _decoded(content)
    topic = _TOPIC.search(page[:HEAD_BYTES])
    parts = _PART.split(page)
    if topic is None or "Dieu" not in parts[1::2]:
        raise ReadFailure(FailureReason.NOTHING_TO_READ, "a page of the codification that holds no article")
    written = _Written()
    title = _plain(topic[2])
    written.line(_plain(topic[1]))
    written.line(title)
    for kind, body in zip(parts[1::2], parts[2::2], strict=True):
        _WRITERS[kind](written, body)
    warnings = (f"hidden_text: {written.hidden}",) if written.hidden else ()
    return Parsed(
        written.text, written.pages, title, media_type="text/html", warnings=warnings, links=tuple(written.links)
    )


def _decoded(content: bytes) -> str:
    """The downloads are UTF-8 with a mark; a page saved again may be anything."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(content)


@dataclass
class _Written:
    """The text so far, line by line, with the links and pages in it."""

    lines: list[str] = field(default_factory=list)
    length: int = 0
    links: list[Link] = field(default_factory=list)
    page_starts: list[int] = field(default_factory=lambda: [0])
    last: str = ""
    hidden: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def pages(self) -> tuple[Page, ...]:
        ends = [*self.page_starts[1:], self.length]
        return tuple(
            Page(number, start, end) for number, (start, end) in enumerate(zip(self.page_starts, ends, strict=True), 1)
        )

    def line(self, words: str) -> int:
        """Append one or more lines; returns where they start."""
        start = self.length + bool(self.lines)
        self.lines.append(words)
        self.length = start + len(words)
        return start

    def gap(self) -> None:
        """The empty line before a chapter or an article, where a full page ends."""
        self.line("")
        if self.length + 1 - self.page_starts[-1] >= PAGE_CHARACTERS:
            self.page_starts.append(self.length + 1)


def _heading(written: _Written, body: str) -> None:
    """Number and title of a chapter are two paragraphs of one heading."""
    words = _plain(body)
    if words:
        if written.last != "heading":
            written.gap()
        written.line(words)
        written.last = "heading"


def _label(written: _Written, body: str) -> None:
    written.gap()
    written.line(_plain(body) or "Điều")
    written.last = "label"


def _note(written: _Written, body: str) -> None:
    words = _plain(body)
    start = written.line(words)
    address = next((each for each in _addresses(body)), None)
    if address:
        written.links.append(Link(Span(start, start + len(words)), address))
    written.last = "note"


def _provisions(written: _Written, body: str) -> None:
    if _NEEDS_A_TREE.search(body):
        body, hidden = _without_unseen(body)
        written.hidden += hidden
    words = _as_lines(body)
    if words:
        written.line(words)
    written.last = "provisions"


def _related(written: _Written, body: str) -> None:
    """The list of related articles, each with the place in the codification it points to (`#0300200…`)."""
    words = _plain(body)
    start, found = written.line(words), 0
    for piece in body.split("</a>")[:-1]:
        attributes, _, linked = piece[piece.rfind("<a ") :].partition(">")
        place, name = _PLACE.search(attributes), _plain(linked)
        at = words.find(name, found) if name else -1
        if place and at >= 0:
            written.links.append(Link(Span(start + at, start + at + len(name)), f"#{place[1]}"))
            found = at + len(name)
    written.last = "related"


_WRITERS = {"Chuong": _heading, "Dieu": _label, "GhiChu": _note, "NoiDung": _provisions, "ChiDan": _related}


def _addresses(body: str) -> Iterator[str]:
    for found in _ADDRESS.finditer(body):
        address = html.unescape(found[1] or found[2] or "").strip()
        if address.startswith(("http://", "https://")):
            yield address


def _plain(fragment: str) -> str:
    """The words of a fragment on one line."""
    return " ".join(clean(html.unescape(_TAG.sub("", fragment))).split())


def _as_lines(fragment: str) -> str:
    """The words of a fragment, a line per block; a row of a table is one line with ` | ` between its cells."""
    plain = " ".join(_each_between(fragment, "<!--", "-->", lambda _: " ").split())
    plain = _each_between(plain, "<table", "</table>", _rows)
    plain = html.unescape(_TAG.sub("", _BLOCK.sub("\n", plain)))
    return _LINES.sub("\n", clean(plain)).strip()


def _each_between(text: str, opening: str, closing: str, instead: Callable[[str], str]) -> str:
    """The text with every piece from `opening` to the next `closing` replaced; time grows with its length only."""
    pieces, done = [], 0
    while (start := text.find(opening, done)) >= 0 and (end := text.find(closing, start)) >= 0:
        pieces += [text[done:start], instead(text[start : end + len(closing)])]
        done = end + len(closing)
    return "".join([*pieces, text[done:]])


def _rows(table: str) -> str:
    """A table as marked-up lines; one of a single column only places its text."""
    rows = [_CELL.split(row)[1:] for row in _ROW.split(table)[1:]]
    if max(map(len, rows), default=0) < 2:
        return table
    return "".join(f"<br>{' | '.join(_BLOCK.sub(' ', cell).strip() for cell in row)}<br>" for row in rows)


def _without_unseen(fragment: str) -> tuple[str, int]:
    """The fragment without what a reader would not see, and how many pieces of text that were."""
    root = lxml_html.fragment_fromstring(fragment, create_parent="div")
    hidden = 0
    for element in list(root.iter(etree.Element)):
        unseen = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if element.getparent() is not None and (unseen or element.tag in _NO_TEXT):
            hidden += bool(unseen and element.text_content().strip())
            element.drop_tree()
    return str(etree.tostring(root, encoding="unicode", method="html")), hidden
