"""Reads a chunk once: its sentences with their words, figures, dates and codes; kept for the next question."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from ingest.documents import Chunk, Span
from ingest.vietnamese import document_codes, fold, sentences, strip_tones, syllables

FIGURE = re.compile(r"\d+(?:[.,]\d+)*\s?%?")
DATE = re.compile(
    r"\b\d{1,2}/\d{1,2}/\d{4}\b|\b\d{1,2}/\d{4}\b|tháng\s+\d{1,2}|năm\s+\d{4}|quý\s+[IVX\d]+", re.IGNORECASE
)
BODY = re.compile(
    r"\b(?:Bộ|Sở|Cục|Vụ|Văn phòng|UBND|Ủy ban|Uỷ ban|Chính phủ|Thủ tướng|Quốc hội|HĐND|Hội đồng|Công an|doanh nghiệp|Đoàn"
    r"|Trung tâm|Quỹ|Ban|Thứ trưởng|Bộ trưởng|Thanh tra|đơn vị|người đứng đầu)\b"
)
LONGEST_QUOTE = 700
HEADING = re.compile(r"(?:\d+|[IVX]+|[a-zđ])\s*[.)]\s")
COURTESIES = ("kính gửi", "nơi nhận", "trân trọng", "trả lời như sau", "bộ trân trọng")


@dataclass(frozen=True)
class ReadSentence:
    """One sentence of a chunk; `span` is relative to the chunk's text."""

    span: Span
    text: str
    words: frozenset[str]
    pairs: frozenset[str]
    figures: frozenset[str]
    has_date: bool
    has_body: bool
    codes: tuple[str, ...]
    skeleton: frozenset[str]  # words without figures: equal skeletons with other figures are the same statement


@dataclass(frozen=True)
class Reading:
    """A chunk as read: `words` and `pairs` (adjacent syllables) of heading and text together, and its sentences."""

    words: frozenset[str]
    pairs: frozenset[str]
    plain_words: frozenset[str]
    heading_words: frozenset[str]
    sentences: tuple[ReadSentence, ...]


def reader_of_chunks(size: int = 4096) -> Callable[[Chunk], Reading]:
    """A function that reads chunks and remembers the last `size` of them by their digest."""

    @lru_cache(maxsize=size)
    def by_content(digest: str, heading: str, text: str) -> Reading:
        return read(heading, text)

    return lambda chunk: by_content(chunk.digest, chunk.heading, chunk.text)


def read(heading: str, text: str) -> Reading:
    """Everything that ranking and composing need of a chunk."""
    read_sentences = tuple(_read_sentence(text, span) for span in sentences(text))
    heading_list = syllables(heading)
    words = frozenset(heading_list).union(*(sentence.words for sentence in read_sentences))
    pairs = frozenset(_pairs(heading_list)).union(*(sentence.pairs for sentence in read_sentences))
    plain = frozenset(strip_tones(word) for word in words)
    return Reading(words, pairs, plain, frozenset(heading_list), read_sentences)


def _read_sentence(text: str, span: Span) -> ReadSentence:
    sentence = span.of(text)
    words = syllables(sentence)
    figures = frozenset(match.group().strip() for match in FIGURE.finditer(sentence))
    return ReadSentence(
        span=span,
        text=sentence,
        words=frozenset(words),
        pairs=frozenset(_pairs(words)),
        figures=figures,
        has_date=bool(DATE.search(sentence)),
        has_body=bool(BODY.search(sentence)),
        codes=tuple(document_codes(sentence)),
        skeleton=frozenset(word for word in words if not any(character.isdigit() for character in word)),
    )


def _pairs(words: list[str]) -> list[str]:
    return [f"{left}_{right}" for left, right in pairwise(words)]


def quotable(sentence: ReadSentence) -> bool:
    """A sentence that says something by itself: not a heading, a question, a list stub or a formula of courtesy."""
    text = sentence.text.strip()
    if len(sentence.words) < 5 or len(text) > LONGEST_QUOTE or text.endswith((":", "?")):
        return False
    if HEADING.match(text) and not text.endswith((".", ";")):
        return False
    return not (text.isupper() and len(text) < 120) and not fold(text).startswith(COURTESIES)
