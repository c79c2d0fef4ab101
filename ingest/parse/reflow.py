"""Wrapped lines become paragraphs: one `\\n` between paragraphs, a space where a sentence crosses a line or page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.documents import Page, PageRoute, WordBox
from ingest.parse.clean import clean, is_noise
from ingest.parse.layout import Line
from ingest.parse.office_marks import without_office_marks

# In a file without places, lines longer than this were not wrapped by hand: each is a paragraph.
LONGEST_WRAPPED_LINE = 140
# A page with fewer lines takes its margins from the whole document.
LINES_THAT_SHOW_MARGINS = 8

_STARTS_PARAGRAPH = re.compile(
    r"[-+*•▪●○◦§–—]\s*\S|Ø\s|\d{1,3}(?:\.\d{1,3})*[.)]\s*[^\d\s]|[a-zđ][.)]\s|[IVX]{1,6}[.)]\s|\([a-zđ0-9]{1,2}\)\s|\[\d{1,2}\]"
    r"|Câu(?: hỏi)? ?\d|Kính gửi|Nơi nhận|Số ?:|Điều \d+[a-zđ]?\.|Chương [IVX\d]+\b|Mục \d+\.?\s|Phụ lục\b|PHỤ LỤC\b"
    r"|V/v|Căn cứ |Theo đề nghị của|(?:Trả lời|TRẢ LỜI|Ý kiến trả lời|Nội dung|Đơn vị kiến nghị) ?:|Trân trọng\b"
    r"|(?:KT|TM|TL|TUQ|Q)\. ?[A-ZĐ]|Hà Nội, ngày|Độc lập ?[-–]"
)
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:Trang\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)
_ISSUER = re.compile(r"BỘ |CỤC |VỤ |SỞ |[UỦ][YỶ] BAN|VĂN PHÒNG|CHÍNH PHỦ|THỦ TƯỚNG|HỘI ĐỒNG|TỈNH |THÀNH PHỐ|CỘNG H")
_CLOSED = re.compile(r"[.:;?!…][)\]”\"’]*$")
_INDENT = 0.02


@dataclass(frozen=True)
class RawPage:
    """A page as printed: its lines in reading order (an empty line ends a paragraph)."""

    number: int
    lines: tuple[Line, ...]
    route: PageRoute = PageRoute.TEXT
    confidence: float | None = None


@dataclass(frozen=True)
class Reflowed:
    """Clean text and the pages that tile it."""

    text: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class _Margins:
    """Where the lines of a page begin and end: fractions of its width, or characters where no places are known."""

    left: float
    right: float
    placed: bool


def reflow(pages: Sequence[RawPage]) -> Reflowed:
    """The text of printed pages as paragraphs, without page numbers, running heads and other furniture."""
    cleaned = _without_running_lines([_without_noise(page) for page in pages])
    text: list[str] = []
    everything = [line for page in cleaned for line in page.lines]
    starts: list[int] = []
    boxes: list[list[WordBox]] = []
    length = 0
    previous: tuple[Line, _Margins] | None = None
    for page in cleaned:
        margins = _margins(page.lines if len(page.lines) >= LINES_THAT_SHOW_MARGINS else everything)
        starts.append(-1)
        boxes.append([])
        for line in page.lines:
            gap = _gap(previous if text else None, line, margins)
            if gap is not None:
                text += (gap, line.text)
                length += len(gap)
                starts[-1] = length if starts[-1] < 0 else starts[-1]
                boxes[-1] += _boxes(line, length)
                length += len(line.text)
            previous = (line, margins)
        starts[-1] = length if starts[-1] < 0 else starts[-1]
    return Reflowed("".join(text), _tiled(cleaned, starts, boxes, length))


def _tiled(
    pages: Sequence[RawPage], starts: Sequence[int], boxes: Sequence[Sequence[WordBox]], length: int
) -> tuple[Page, ...]:
    bounds = [0, *starts[1:], length]
    return tuple(
        Page(page.number, start, end, page.route, tuple(on_page), page.confidence)
        for page, start, end, on_page in zip(pages, bounds[:-1], bounds[1:], boxes, strict=True)
    )


# ---------------------------------------------------------------------------------- what is cut


def _without_noise(page: RawPage) -> RawPage:
    lines = [line for raw in page.lines if not is_noise((line := _cleaned(raw)).text)]
    return replace(page, lines=tuple(without_office_marks(lines)))


def _cleaned(line: Line) -> Line:
    if not line.words:
        return replace(line, text=clean(line.text).replace("\n", " ").strip())
    words = tuple(replace(word, text=text) for word in line.words if (text := "".join(clean(word.text).split())))
    return replace(line, words=words, text=" ".join(word.text for word in words))


def _without_running_lines(pages: Sequence[RawPage]) -> list[RawPage]:
    """Cuts page numbers, and first or last lines that stand on most pages."""
    if not any(line.right for page in pages for line in page.lines) and len(pages) == 1:
        return list(pages)
    edges = Counter(shape for page in pages for shape in {_shape(line) for line in _edges(page.lines)})
    repeated = {shape for shape, count in edges.items() if count >= 3 and count > 0.6 * len(pages) and len(shape) > 3}
    return [replace(page, lines=_without_edges(page.lines, repeated)) for page in pages]


def _edges(lines: Sequence[Line]) -> list[Line]:
    filled = [line for line in lines if line.text]
    return filled[:2] + filled[-2:]


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text)


def _without_edges(lines: tuple[Line, ...], repeated: set[str]) -> tuple[Line, ...]:
    kept = list(lines)
    for end in (0, -1):
        while kept and (not kept[end].text or _PAGE_NUMBER.fullmatch(kept[end].text) or _shape(kept[end]) in repeated):
            kept.pop(end)
    return tuple(kept)


# -------------------------------------------------------------------------------- what is joined


def _gap(previous: tuple[Line, _Margins] | None, line: Line, margins: _Margins) -> str | None:
    """What stands between the text so far and this line; None for a line without text."""
    if not line.text:
        return None
    if previous is None:
        return ""
    before, before_margins = previous
    if not before.text or not _continues(before, before_margins, line, margins):
        return "\n"
    return "" if _broken_word(before.text, line.text) else " "


def _continues(before: Line, before_margins: _Margins, line: Line, margins: _Margins) -> bool:
    if _STARTS_PARAGRAPH.match(line.text) or before.column_width != line.column_width:
        return False
    if _is_heading(line.text) or _is_heading(before.text):
        return _is_wrapped_issuer(before, margins, line)
    if not before_margins.placed and before_margins.right > LONGEST_WRAPPED_LINE:
        return False
    full = _is_full(before, before_margins, line)
    if _CLOSED.search(before.text):
        return full and not _is_indented(line, margins)
    return full or line.text[0].islower() or before.text.endswith(",")


def _is_full(before: Line, margins: _Margins, line: Line) -> bool:
    """Whether the first word of the next line had no room on this one; if it had, the writer ended the line."""
    if before.column_width:
        return before.right - before.left + line.first_width + 0.01 > before.column_width
    if margins.placed and before.right:
        return before.right + line.first_width + 0.01 > margins.right
    first_word = line.text.split(" ", 1)[0]
    return len(before.text) + 1 + len(first_word) > 0.92 * margins.right


def _is_wrapped_issuer(before: Line, margins: _Margins, line: Line) -> bool:
    """`BỘ THÔNG TIN VÀ` + `TRUYỀN THÔNG` in a letterhead is one name; `BỘ …` + `CỤC …` are two."""
    narrow = before.column_width and before.column_width == line.column_width
    shouted = line.text == line.text.upper() and before.text == before.text.upper()
    return bool(narrow and shouted and _is_full(before, margins, line) and not _ISSUER.match(line.text))


def _is_indented(line: Line, margins: _Margins) -> bool:
    return margins.placed and line.left > margins.left + _INDENT


def _is_heading(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    return letters >= 8 and " " in text and text == text.upper()


def _broken_word(before: str, line: str) -> bool:
    """`NĐ-` + `CP` and `163/2024/` + `NĐ-CP` were one word; `Thừa Thiên -` + `Huế` were three."""
    return line[:1].isalnum() and (re.search(r"\w-$|\d/$", before) is not None)


def _margins(lines: Sequence[Line]) -> _Margins:
    filled = [line for line in lines if line.text]
    rights = sorted(line.right for line in filled)
    if rights and rights[-1] > 0:
        left = min(line.left for line in filled if line.right > rights[-1] - 0.15)
        return _Margins(left, _right_margin(rights), placed=True)
    return _Margins(0.0, float(max((len(line.text) for line in filled), default=0)), placed=False)


def _right_margin(rights: Sequence[float]) -> float:
    """The furthest end that another line shares: a stamp in the corner is no margin."""
    shared = (end for before, end in pairwise(rights) if end - before < 0.04)
    return max(shared, default=rights[-1])


def _boxes(line: Line, start: int) -> list[WordBox]:
    boxes = []
    for word in line.words:
        end = start + len(word.text)
        boxes.append(WordBox(start, end, word.left, word.top, word.right, word.bottom))
        start = end + 1
    return boxes
