"""Guidance and corrections: paragraphs under their heading path; unstructured prose by a text splitter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.documents import ChunkKind, Document, Span
from ingest.parse.closing import SIGNATURE
from ingest.parse.header import BODY_WORD
from ingest.parse.numbering import paragraphs, trimmed
from ingest.split.piece import CAP, COMFORTABLE, Piece, gathered, shortened

HEADINGS = (
    re.compile(r"(?:PHẦN|Phần|CHƯƠNG|Chương)\s+(?:[IVXLC\d]+|thứ \S+)\b.{0,150}$"),
    re.compile(r"[IVXLC]{1,5}[.)]\s+\S.{1,150}$"),
    re.compile(r"(?:Bước|Mục|Câu(?: hỏi)?|Điều)\s+\d{1,3}[.:]?\s*.{0,150}$|\d{1,2}[.)]\s+\S.{1,120}$"),
    re.compile(r"\d{1,2}\.\d{1,2}[.)]?\s+\S.{1,120}$"),
)
SHORT_LINE = re.compile(r"[^\W\d_][^.;:!?\n]{2,90}\??$")
# The head of an official document, and what stands below its last sentence.
HEAD_LINE = re.compile(
    r"\W*$|CỘNG H(?:ÒA|OÀ) XÃ HỘI|[ĐÐ]ộc lập\s*-|Số\s*:|V/v|Kính gửi|VĂN BẢN MẪU|__|Trang chủ|[^\n]{2,30}, ngày [\d\s.…]*tháng"
)
FOOT = re.compile(r"\.\s*/\s*\.\s*$|^[^\S\n|]*\|?[^\S\n]*Nơi nhận\s*:", re.MULTILINE)


def prose_pieces(document: Document) -> list[Piece]:
    """The pieces of a text by its headings; where it has none and long paragraphs, by a splitter."""
    lines = list(_lines(document.text))
    if len(lines) <= 2 and any(line.end - line.start > CAP for line in lines):
        return [
            Piece(span, ChunkKind.PROSE, document.title)
            for line in lines
            for span in _unstructured(document.text, line)
        ]
    return [
        Piece(span, ChunkKind.PROSE, "\n".join([document.title, *path]))
        for path, run in _sections(document.text, lines)
        for span in gathered(document.text, run)
    ]


def _lines(text: str) -> Iterator[Span]:
    """The paragraphs between the official head and the recipients, which nobody looks for."""
    found = paragraphs(text, Span(0, _foot(text)))
    body = 0
    while body < min(len(found), 14) and _is_head(found[body].of(text)):
        body += 1
    yield from found[body:] or found


def _is_head(words: str) -> bool:
    return HEAD_LINE.match(words) is not None or (BODY_WORD.match(words) is not None and words == words.upper())


def _foot(text: str) -> int:
    marks = [found.start() for pattern in (FOOT, SIGNATURE) if (found := pattern.search(text, len(text) // 2))]
    return min(marks, default=len(text))


def _sections(text: str, lines: list[Span]) -> Iterator[tuple[tuple[str, ...], list[Span]]]:
    """Runs of paragraphs with the headings above them; a heading opens its run and is quoted with it."""
    path: dict[int, str] = {}
    run: list[Span] = []
    only_headings = True
    for place, line in enumerate(lines):
        words = line.of(text)
        following = lines[place + 1].of(text) if place + 1 < len(lines) and not _in_table(text, line) else ""
        level = _level(words, following)
        if level is not None:
            if run and not only_headings:
                yield tuple(path.values()), run
                run = []
            path = {rank: title for rank, title in path.items() if rank < level} | {level: shortened(words, 160)}
            only_headings = only_headings if run else True
        else:
            only_headings = False
        run.append(line)
    if run:
        yield tuple(path.values()), run


def _level(words: str, following: str) -> int | None:
    """How deep a heading stands; None for a paragraph."""
    if len(words) > 170 or words.endswith((".", ";", ",")):
        return None
    for level, pattern in enumerate(HEADINGS):
        if pattern.match(words) and not words.endswith(":"):
            return level
    # A short line above a long paragraph is a heading without a number.
    return (
        len(HEADINGS) if words[:1].isupper() and SHORT_LINE.match(words) and len(following) > 2 * len(words) else None
    )


def _in_table(text: str, line: Span) -> bool:
    """Whether the line is a cell: parsers set a row between blank lines, a cell to a line."""
    before, after = text.rfind("\n\n", 0, line.start + 1), text.find("\n\n", line.end - 1)
    return before >= 0 and after >= 0 and "\n" in text[before:after].strip()


def _unstructured(text: str, line: Span) -> Iterator[Span]:
    # Imported here: it takes most of a second, and hardly any text needs it.
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=COMFORTABLE, chunk_overlap=0, separators=["\n\n", "\n", ". ", "; ", " ", ""],
        keep_separator="end", strip_whitespace=False, add_start_index=True,
    )  # fmt: skip
    for part in splitter.create_documents([line.of(text)]):
        start = line.start + int(part.metadata["start_index"])
        yield trimmed(text, Span(start, start + len(part.page_content)))
