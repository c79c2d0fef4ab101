"""Texts of law read into articles: topic pages of the codification (Bộ pháp điển) and single documents.

A topic page joins articles of many documents; a note below each title says from which one it is and
since when it holds: `(Điều 1 Luật số 49/2010/QH12 …, có hiệu lực thi hành kể từ ngày 01/01/2011)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.documents import Span
from ingest.parse.header import DAY_IN_FIGURES, day_of, read_header
from ingest.parse.questions import trimmed
from ingest.vietnamese import document_codes

# One table of patterns; each is used by exactly one function below.
CODIFIED = re.compile(
    r"^[^\S\n]*Điều (?P<number>\d{1,3}(?:\.\d{1,3})*\.[A-ZĐ]{2}\.[\d.]*\d[a-zđ]{0,2}(?:\.\d+)*)\.?(?:[^\S\n]+(?P<title>[^\n]*))?$",
    re.MULTILINE,
)
PLAIN = re.compile(
    r"^[^\S\n]*(?:\|[^\S\n]*)?Điều (?P<number>\d{1,3}[a-zđ]?)[.:][^\S\n]+(?P<title>[^\n]*)$", re.MULTILINE
)
HEADING = re.compile(
    r"^[^\S\n]*(?P<rank>Phần|Chương|Mục|Tiểu mục)\s+(?:thứ\s+\S+|[IVXLC\d]+[a-zđ]?)\b[.:]?[^\S\n]*(?P<title>[^\n]*)$",
    re.MULTILINE,
)
NOTE = re.compile(r"\s*\((?:Điều|Khoản|Điểm|Mục|Phụ lục|Phần|Quy định)[^\n]*\d[^\n]*\)[^\S\n]*(?=\n|$)")
SINCE = re.compile(rf"có hiệu lực(?: thi hành)?(?: kể)? từ ngày\s*(?P<day>{DAY_IN_FIGURES})", re.IGNORECASE)
ISSUED = re.compile(rf"ngày\s+(?P<day>{DAY_IN_FIGURES})\s+của\s+(?P<issuer>[^,()\n]+)")
CROSS_REFERENCE = re.compile(r"^[^\S\n]*\(Điều này có nội dung liên quan đến[^\n]*$", re.MULTILINE)
TOPIC = re.compile(r"Đề mục\s+(?P<number>\d{1,3}\.\d{1,3})\s*\n?[^\S\n]*(?P<title>[^\n]*)", re.IGNORECASE)
TYPE_LINE = re.compile(
    r"^[^\S\n]*(?:LUẬT|BỘ LUẬT|PHÁP LỆNH|NGHỊ ĐỊNH|THÔNG TƯ(?: LIÊN TỊCH)?|NGHỊ QUYẾT|QUYẾT ĐỊNH)\b", re.MULTILINE
)
CAPITALS = re.compile(r"[^\S\n]*(?P<title>[^\n]+)\n")
SIGNED_OFF = re.compile(
    r"\.\s*/\s*\.\s*$|^[^\S\n|]*\|?[^\S\n]*Nơi nhận\s*:|^[^\S\n]*(?:TM|KT|TL)\.\s*[A-ZĐ]", re.MULTILINE
)
RANKS = ("Phần", "Chương", "Mục", "Tiểu mục")


@dataclass(frozen=True)
class Article:
    """One article: where it stands, its own document and since when it holds."""

    number: str
    title: str
    path: tuple[str, ...]
    text: Span
    law: str | None = None
    in_force: date | None = None
    issued: date | None = None


def articles_in(text: str) -> tuple[Article, ...]:
    """Every article of a topic page or of one document, in order; `text` spans title and provisions, not notes."""
    labels = list(CODIFIED.finditer(text)) or list(PLAIN.finditer(text))
    paths = _paths(text, labels)
    ends = [label.start() for label in labels[1:]] + [_last_end(text, labels)] * bool(labels)
    known: dict[str, date | None] = {}
    return tuple(_article(text, label, end, path, known) for label, end, path in zip(labels, ends, paths, strict=True))


def is_law(text: str) -> bool:
    """Whether the text is a topic page of the codification, or a document of law with articles of its own."""
    if CODIFIED.search(text):
        return True
    articles = sum(1 for _ in PLAIN.finditer(text))
    return articles >= 3 and TYPE_LINE.search(text[:4000]) is not None


def law_number(text: str) -> str | None:
    """The document's own code; on a topic page that of its first article, the law the topic is built on."""
    first = next(iter(articles_in(text)), None)
    return first.law if first and first.law else read_header(text[: first.text.start if first else 3000]).number


def law_title(text: str) -> str:
    """The topic's name (`Bưu chính`), empty for a single document."""
    found = TOPIC.search(text[:2000])
    return " ".join(found["title"].split()) if found else ""


def _article(
    text: str, label: re.Match[str], end: int, path: tuple[str, ...], known: dict[str, date | None]
) -> Article:
    note = NOTE.match(text, label.end(), end)
    start, stop = (note.end() if note else label.end()), _provisions_end(text, label.end(), end)
    body = trimmed(text, Span(start, max(start, stop)))
    words = note[0] if note else ""
    law = next(iter(document_codes(words)), None)
    since, issued = SINCE.search(words), ISSUED.search(words)
    # Only the first article of a document names its date of issue.
    if law and issued:
        known.setdefault(law, day_of(issued["day"]))
    return Article(
        number=label["number"], title=" ".join((label["title"] or "").split()), path=path,
        text=body if body.start < body.end else trimmed(text, Span(*label.span())),
        law=law, in_force=day_of(since["day"]) if since else None, issued=known.get(law) if law else None,
    )  # fmt: skip


def _provisions_end(text: str, start: int, end: int) -> int:
    """Before the next chapter's heading and the list of related articles."""
    stops = [found.start() for pattern in (HEADING, CROSS_REFERENCE) if (found := pattern.search(text, start, end))]
    return min(stops, default=end)


def _last_end(text: str, labels: list[re.Match[str]]) -> int:
    if not labels:
        return 0
    found = SIGNED_OFF.search(text, labels[-1].end())
    return found.start() if found else len(text)


def _paths(text: str, labels: list[re.Match[str]]) -> Iterator[tuple[str, ...]]:
    """The headings above each article, outermost first."""
    headings = [(found.start(), found["rank"], _heading_title(text, found)) for found in HEADING.finditer(text)]
    above: dict[str, str] = {}
    place = 0
    for label in labels:
        while place < len(headings) and headings[place][0] < label.start():
            _, rank, title = headings[place]
            above = {key: value for key, value in above.items() if RANKS.index(key) < RANKS.index(rank)} | {rank: title}
            place += 1
        yield tuple(above.values())


def _heading_title(text: str, heading: re.Match[str]) -> str:
    """`Chương I` takes the line below it, in capitals, as its title."""
    words = " ".join(heading[0].split())
    below = CAPITALS.match(text, heading.end() + 1)
    if not heading["title"] and below and below["title"] == below["title"].upper():
        return f"{words} {' '.join(below['title'].split())}"
    return words
