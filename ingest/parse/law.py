"""Texts of law read into articles: topic pages of the codification (Bộ pháp điển) and single documents.

A topic page joins articles of many documents; a note below each title says from which one it is and since when it
holds (`ingest.parse.law_notes`). A page read by `ingest.parse.codified` has an empty line before each article and
chapter, and nothing needs to be guessed; a page that came another way (saved by Word, printed) is read by its labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from ingest.documents import Span
from ingest.parse.header import read_header
from ingest.parse.law_notes import Amendment, Note, read_note
from ingest.parse.numbering import trimmed

# One table of patterns; each is used by exactly one function below.
CODIFIED = re.compile(
    r"^[^\S\n]*Điều (?P<number>\d{1,3}(?:\.\d{1,3})*\.[A-ZĐ]{1,2}\.[\d.]*\d[a-zđ]{0,2}(?:\.\d+)*)\.*(?:[^\S\n]+(?P<title>[^\n]*))?$",
    re.MULTILINE,
)
PLAIN = re.compile(
    r"^[^\S\n]*(?:\|[^\S\n]*)?Điều (?P<number>\d{1,3}[a-zđ]?)[.:][^\S\n]+(?P<title>[^\n]*)$", re.MULTILINE
)
LABEL = re.compile(r"Điều(?: (?P<number>[\w.]*\w))?\.*(?:[^\S\n]+(?P<title>[^\n]*))?$", re.MULTILINE)
SECTIONED = re.compile(r"Đề mục \d{1,3}\.\d{1,3}\n")
HEADING = re.compile(
    r"^[^\S\n]*(?P<rank>Phần|Chương|Mục|Tiểu mục)\s+(?:thứ\s+\S+|[IVXLC\d]+[a-zđ]?)\b[.:]?[^\S\n]*(?P<title>[^\n]*)$",
    re.MULTILINE,
)
NOTE = re.compile(r"\s*\([^\n]*hiệu lực[^\n]*\)[^\S\n]*(?=\n|$)")
SHORT_NOTE = re.compile(r"\s*\((?:Điều|Khoản|Điểm|Mục|Phụ lục|Phần|Quy định)[^\n]*\d[^\n]*\)[^\S\n]*(?=\n|$)")
CROSS_REFERENCE = re.compile(r"^[^\S\n]*\(Điều này có nội dung liên quan đến[^\n]*$", re.MULTILINE)
TOPIC = re.compile(r"Đề mục\s+(?P<number>\d{1,3}\.\d{1,3})\s*\n?[^\S\n]*(?P<title>[^\n]*)", re.IGNORECASE)
TYPE_LINE = re.compile(
    r"^[^\S\n]*(?:LUẬT|BỘ LUẬT|PHÁP LỆNH|NGHỊ ĐỊNH|THÔNG TƯ(?: LIÊN TỊCH)?|NGHỊ QUYẾT|QUYẾT ĐỊNH)\b", re.MULTILINE
)
CAPITALS = re.compile(r"[^\S\n]*(?P<title>[^\n]+)\n")
SIGNED_OFF = re.compile(
    r"\.\s*/\s*\.\s*$|^[^\S\n|]*\|?[^\S\n]*Nơi nhận\s*:|^[^\S\n]*(?:TM|KT|TL)\.\s*[A-ZĐ]", re.MULTILINE
)
OWN_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}[a-zđ]?)$")
RANKS = ("Phần", "Chương", "Mục", "Tiểu mục")


@dataclass(frozen=True)
class Article:
    """One article: where it stands, its own document with name and place in it, since when it holds, what changed it."""

    number: str
    title: str
    path: tuple[str, ...]
    text: Span
    law: str | None = None
    in_force: date | None = None
    issued: date | None = None
    name: str = ""
    place: str = ""
    amended: tuple[Amendment, ...] = ()
    issuer: str = ""


@lru_cache(maxsize=1)  # recognising and splitting one document ask the same
def articles_in(text: str) -> tuple[Article, ...]:
    """Every article of a topic page or of one document, in order; `text` spans title and provisions, not notes."""
    if is_codified_text(text):
        return _told_of_their_documents(_sectioned(text))
    labels = list(CODIFIED.finditer(text)) or list(PLAIN.finditer(text))
    paths = _paths(text, labels)
    ends = [label.start() for label in labels[1:]] + [_last_end(text, labels)] * bool(labels)
    found = (_article(text, label, end, path) for label, end, path in zip(labels, ends, paths, strict=True))
    return _told_of_their_documents(found)


def is_codified_text(text: str) -> bool:
    """Whether the text is a topic page as `ingest.parse.codified` writes it."""
    return SECTIONED.match(text) is not None and "\n\nĐiều" in text


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


def _sectioned(text: str) -> Iterator[tuple[Article, Note | None]]:
    """The articles of a page of sections: each begins after an empty line with its label or a chapter's heading."""
    above: dict[str, str] = {}
    start = 0
    while start <= len(text):
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        label = LABEL.match(text, start, end)
        if label:
            yield _article(text, label, end, tuple(above.values()), sectioned=True)
        elif start:
            above = _headings(text[start:end], above)
        start = end + 2


def _headings(section: str, above: dict[str, str]) -> dict[str, str]:
    """What stands above the next articles: a heading ends those of its rank and below; its title follows it."""
    rank = RANKS[-1]
    for line in section.split("\n"):
        found = HEADING.match(line)
        if found:
            rank = found["rank"]
            above = {key: value for key, value in above.items() if RANKS.index(key) < RANKS.index(rank)}
        if not line.startswith("("):
            above[rank] = f"{above.get(rank, '')} {line}".strip()
    return above


def _article(
    text: str, label: re.Match[str], end: int, path: tuple[str, ...], sectioned: bool = False
) -> tuple[Article, Note | None]:
    note = NOTE.match(text, label.end(), end) or SHORT_NOTE.match(text, label.end(), end)
    start = note.end() if note else label.end()
    related = CROSS_REFERENCE.search(text, label.end(), end)
    chapter = None if sectioned else HEADING.search(text, label.end(), end)
    stop = min([found.start() for found in (related, chapter) if found], default=end)
    body = trimmed(text, Span(start, max(start, stop)))
    told = read_note(note[0].strip()) if note else None
    article = Article(
        number=label["number"] or "", title=" ".join((label["title"] or "").split()), path=path,
        text=body if body.start < body.end else trimmed(text, Span(*label.span())),
    )  # fmt: skip
    return article, told


def _told_of_their_documents(found: Iterator[tuple[Article, Note | None]]) -> tuple[Article, ...]:
    """Articles with what their notes say; what a note leaves out is known from the other articles of its document.

    Only the first article of a document names its title and date of issue, and `3.2.NĐ.1` in the labels
    `3.2.NĐ.1.4`, `3.2.NĐ.1.5` stands for one document.
    """
    pairs = list(found)
    laws: dict[str, str] = {}
    first: dict[str, Note] = {}
    for article, note in pairs:
        if note and note.law:
            laws.setdefault(_document_of(article), note.law)
            if note.title or note.issued:
                first.setdefault(note.law, note)
    return tuple(_told(article, note, laws.get(_document_of(article)), first) for article, note in pairs)


def _told(article: Article, note: Note | None, law: str | None, first: dict[str, Note]) -> Article:
    law = (note and note.law) or law
    if law is None:
        return article
    opening = first.get(law) or note
    own = OWN_NUMBER.search(article.number)
    return replace(
        article,
        law=law,
        in_force=note.in_force if note else None,
        issued=opening.issued if opening else None,
        issuer=opening.issuer if opening else "",
        name=_name(law, opening),
        place=(note.place if note else "") or (f"Điều {own[1]}" if own else ""),
        amended=note.amended if note else (),
    )


def _name(law: str, opening: Note | None) -> str:
    """`Luật số 49/2010/QH12 Bưu chính`."""
    if opening is None or not opening.kind or law.startswith(opening.kind):
        return law
    return f"{opening.kind} số {law} {opening.title}".strip()


def _document_of(article: Article) -> str:
    return article.number.rpartition(".")[0]


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
