"""Personal data are masked before anything is indexed; pages, cells and word boxes move with the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.documents import Page, Parsed, Row, Span, WordBox
from ingest.guard.finding import Finding
from ingest.guard.personal import personal_data

ROUNDS = 4


def mask(parsed: Parsed) -> tuple[Parsed, int]:
    """The document with personal data replaced by labels ([SĐT], [CCCD], [HỌ TÊN] …), and how many there were."""
    count = 0
    # A label is shorter than what it hides: words that decide about a number come nearer, so we look again.
    for _ in range(ROUNDS):
        found = personal_data(parsed.text)
        if not found:
            break
        parsed, count = _masked(parsed, found), count + len(found)
    return parsed, count


def _masked(parsed: Parsed, found: Sequence[Finding]) -> Parsed:
    shift = _Shift.of(found)
    return replace(
        parsed,
        text=_replaced(parsed.text, found),
        pages=tuple(_page(page, shift) for page in parsed.pages),
        rows=tuple(_row(row, shift) for row in parsed.rows),
        links=tuple(replace(link, span=_span(link.span, shift)) for link in parsed.links),
    )


@dataclass(frozen=True)
class _Shift:
    """Old offsets to new ones; an offset inside a masked piece goes to the label's edge."""

    findings: Sequence[Finding]
    starts: Sequence[int]
    moved: Sequence[int]

    @staticmethod
    def of(findings: Sequence[Finding]) -> _Shift:
        moved = [0]
        for finding in findings:
            moved.append(moved[-1] + len(finding.label) - (finding.span.end - finding.span.start))
        return _Shift(findings, [finding.span.start for finding in findings], moved)

    def start(self, offset: int) -> int:
        return self._edge(offset, at_end=False)

    def end(self, offset: int) -> int:
        return self._edge(offset, at_end=True)

    def _edge(self, offset: int, at_end: bool) -> int:
        passed = bisect_right(self.starts, offset)
        if passed:
            last = self.findings[passed - 1]
            label_start = last.span.start + self.moved[passed - 1]
            if offset == last.span.start:
                return label_start
            if offset < last.span.end:
                return label_start + (len(last.label) if at_end else 0)
        return offset + self.moved[passed]


def _replaced(text: str, found: Sequence[Finding]) -> str:
    parts, done = [], 0
    for finding in found:
        parts += [text[done : finding.span.start], finding.label]
        done = finding.span.end
    return "".join([*parts, text[done:]])


def _page(page: Page, shift: _Shift) -> Page:
    boxes = tuple(_box(box, shift) for box in page.boxes)
    # Both edges as ends: a number broken over two pages belongs to the first.
    return replace(page, start=shift.end(page.start), end=shift.end(page.end), boxes=boxes)


def _box(box: WordBox, shift: _Shift) -> WordBox:
    return replace(box, start=shift.start(box.start), end=shift.end(box.end))


def _row(row: Row, shift: _Shift) -> Row:
    return replace(row, cells=tuple(replace(cell, span=_span(cell.span, shift)) for cell in row.cells))


def _span(span: Span, shift: _Shift) -> Span:
    return Span(shift.start(span.start), shift.end(span.end))
