"""From words with places to lines in reading order: the two columns of a letter's head do not interleave."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.vietnamese import fold

# A gap this wide (fraction of the page's width, about a centimetre) separates columns, not words.
COLUMN_GAP = 0.045
LONGEST_RUN = 30
LONGEST_HEAD = 10
_SIDE_BY_SIDE = re.compile("cộng hoà xã hội|độc lập ?- ?tự do|nơi nhận|^số ?:", re.MULTILINE)


@dataclass(frozen=True)
class Word:
    """A word and where it stands on its page, as fractions of width and height from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """One line as printed. Without places `right` is 0; `words` are kept only where boxes are wanted (OCR).

    `column_width` is that of the line's column, for lines of a two-column head (they may be centred).
    """

    text: str
    left: float = 0.0
    right: float = 0.0
    first_width: float = 0.0
    column_width: float = 0.0
    words: tuple[Word, ...] = ()


def lines_in_reading_order(rows: Sequence[Sequence[Word]], keep_words: bool) -> list[Line]:
    """Lines of one page from rows of words as the reader gave them; letterheads and signatures column by column."""
    segmented = [_segments(row) for row in _merged_rows(rows) if row]
    ordered: list[Line] = []
    position = 0
    while position < len(segmented):
        run = _two_column_run(segmented[position : position + LONGEST_RUN])
        if run:
            ordered += _read_run(run, keep_words)
        else:
            ordered.append(_line(_joined(segmented[position]), keep_words))
        position += max(1, len(run))
    return _with_head(ordered)


def _merged_rows(rows: Sequence[Sequence[Word]]) -> list[list[Word]]:
    """Joins neighbours that stand side by side at one height into one row, sorted from left to right."""
    merged: list[list[Word]] = []
    for row in rows:
        if not row:
            continue
        if merged and _side_by_side(merged[-1], row):
            merged[-1] = sorted([*merged[-1], *row], key=lambda word: word.left)
        else:
            merged.append(list(row))
    return merged


def _side_by_side(one: Sequence[Word], other: Sequence[Word]) -> bool:
    top, bottom = max(_top(one), _top(other)), min(_bottom(one), _bottom(other))
    lower = min(_bottom(one) - _top(one), _bottom(other) - _top(other))
    apart = other[0].left > one[-1].right or one[0].left > other[-1].right
    return apart and bottom - top > 0.6 * lower


def _top(words: Sequence[Word]) -> float:
    return min(word.top for word in words)


def _bottom(words: Sequence[Word]) -> float:
    return max(word.bottom for word in words)


def _segments(row: Sequence[Word]) -> list[list[Word]]:
    segments = [[row[0]]]
    for word in row[1:]:
        if word.left - segments[-1][-1].right > COLUMN_GAP:
            segments.append([word])
        else:
            segments[-1].append(word)
    return segments


def _two_column_run(rows: Sequence[list[list[Word]]]) -> Sequence[list[list[Word]]]:
    """The rows from here on that share one gutter; empty when the first is not in two columns."""
    if len(rows[0]) != 2 or rows[0][1][0].left < 0.3:
        return []
    left_edge, right_edge = rows[0][0][-1].right, rows[0][1][0].left
    length = 0
    for row in rows:
        starts = [segment[0].left for segment in row if segment[0].left >= left_edge - 0.02]
        ends = [segment[-1].right for segment in row if segment[0].left < left_edge - 0.02]
        gutter = (max([left_edge, *ends]), min([right_edge, *starts]))
        if gutter[1] - gutter[0] < COLUMN_GAP / 2 or len(row) > 2:
            break
        left_edge, right_edge = gutter
        length += 1
    return rows[:length]


def _read_run(run: Sequence[list[list[Word]]], keep_words: bool) -> list[Line]:
    """Left column, then right, for heads and signatures; a table stays row by row."""
    text = "\n".join(" ".join(word.text for word in segment) for row in run for segment in row)
    if not _SIDE_BY_SIDE.search(fold(text)):
        return [_line(_joined(row), keep_words) for row in run]
    gutter = min(row[1][0].left for row in run if len(row) == 2) - 0.001
    segments = [segment for row in run for segment in row]
    left = [segment for segment in segments if segment[0].left < gutter]
    right = [segment for segment in segments if segment[0].left >= gutter]
    return [*_column(left, keep_words), *_column(right, keep_words)]


def _column(segments: Sequence[Sequence[Word]], keep_words: bool) -> list[Line]:
    return _as_column([_line(segment, keep_words) for segment in segments])


def _as_column(lines: Sequence[Line]) -> list[Line]:
    width = max((line.right - line.left for line in lines), default=0.0)
    return [replace(line, column_width=width) for line in lines]


def _with_head(lines: list[Line]) -> list[Line]:
    """Marks the left column of a letterhead that the file itself gave in the right order, cell after cell."""
    heads = (at for at, line in enumerate(lines[:LONGEST_HEAD]) if line.left > 0.3 and "CỘNG H" in line.text)
    end = next(heads, 0)
    start = end
    while start and lines[start - 1].right <= 0.6 and not lines[start - 1].column_width:
        start -= 1
    return [*lines[:start], *_as_column(lines[start:end]), *lines[end:]]


def _joined(segments: Sequence[Sequence[Word]]) -> Sequence[Word]:
    return [word for segment in segments for word in segment]


def _line(words: Sequence[Word], keep_words: bool) -> Line:
    return Line(
        text=" ".join(word.text for word in words),
        left=words[0].left,
        right=words[-1].right,
        first_width=words[0].right - words[0].left,
        words=tuple(words) if keep_words else (),
    )
