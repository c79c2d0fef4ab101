"""Reads a chunk once: its sentences with their words, figures, dates and codes; kept for the next question."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ingest.documents import Chunk, Span
from ingest.vietnamese import document_codes, fold, sentences, strip_tones, syllables

DATE = re.compile(
    r"\b\d{1,2}/\d{1,2}/\d{4}\b|\b\d{1,2}/\d{4}\b|tháng\s+\d{1,2}|năm\s+\d{4}|quý\s+[IVX\d]+(?:/\d{4})?", re.IGNORECASE
)
BODY = re.compile(
    r"\b(?:Bộ|Sở|Cục|Vụ|Văn phòng|UBND|Ủy ban|Uỷ ban|Chính phủ|Thủ tướng|Quốc hội|HĐND|Hội đồng|Công an|[Dd]oanh nghiệp"
    r"|Đoàn|Trung tâm|Quỹ|Ban|Thứ trưởng|Bộ trưởng|Thanh tra|đơn vị|[Nn]gười đứng đầu)\b"
)
REASON = re.compile(r"\b(?:nhằm|do|vì|bởi)\b", re.IGNORECASE)
CAUSE = re.compile(r"\bnguyên nhân|\blý do", re.IGNORECASE)
LOCAL = re.compile(r"^(?:Thứ \w+, )?(?:Riêng |Về [^.]{0,40})?(?:[Tt]ại|[Ởở]|[Tt]rên) (?:địa )?(?:tỉnh|bàn|thành phố)")
NUMBERING = re.compile(r"(?:[-•+–]|\d{1,2}\s?[.)]|[a-zđ]\))\s+(?=\S)")
HEADING = re.compile(r"(?:\d+|[IVX]+|[a-zđ])\s*[.)]\s")
COURTESIES = ("kính gửi", "nơi nhận", "trân trọng", "trả lời như sau", "bộ trân trọng", "ngày đăng:")
ANNOUNCES = re.compile(r"(?:như sau|sau đây)\s*[.:]?$")
LETTERHEAD = re.compile(r"(?:^|\| ?)số: ?\d*/")
NATIONAL = re.compile(r"cả nước|toàn quốc|Việt Nam\b")
LONGEST_QUOTE = 700
OPENING = 12
COUNTING_WORDS = {"hai", "ba", "bốn", "sáu", "bảy", "tám", "chín", "mười"}
MULTIPLES = {"nghìn", "ngàn", "triệu", "tỷ", "tỉ"}
NOT_COUNTED_AFTER = {"năm", "tháng", "ngày", "điều", "khoản", "quý", "số", "lần", "thứ", "giờ", "kỳ", "khóa", "mục"}

bare = lru_cache(maxsize=65_536)(strip_tones)


@dataclass(frozen=True)
class Terms:
    """The words of a text, and all of them in one line (`" a b c "`), as written and without tone marks.

    Two words are adjacent when `" a b "` stands in the line: looking is cheaper than a set of all pairs.
    """

    words: frozenset[str]
    line: str
    plain_words: frozenset[str]
    plain_line: str

    @staticmethod
    def of(words: Sequence[str]) -> Terms:
        plain = [*map(bare, words)]
        periods = [period for word in words if "/" in word for period in _periods(word)]
        return Terms(
            frozenset([*words, *periods]),
            f" {' '.join(words)} ",
            frozenset([*plain, *periods]),
            f" {' '.join(plain)} ",
        )


def _periods(word: str) -> list[str]:
    """The month and the year a date lies in: `8/9/2024` is in 9/2024 and in 2024."""
    day, _, month = word.partition("/")
    year = word[-4:]
    if not day.isdigit() or not year.isdigit() or "/" not in word[-6:-4] + word[-5]:
        return []
    return [month, year] if month.count("/") == 1 and month[0].isdigit() else [year]


@dataclass(frozen=True)
class ReadSentence:
    """One sentence of a chunk; `span` is relative to the chunk's text. What few questions need is read when asked."""

    span: Span
    text: str
    spoken: tuple[str, ...]
    numbered: bool

    @cached_property
    def terms(self) -> Terms:
        return Terms.of(self.spoken)

    @cached_property
    def quotable(self) -> bool:
        return says_something(self.text, self.spoken, self.numbered)

    @cached_property
    def opening(self) -> Terms:
        """What it opens with is mostly what it is about."""
        return Terms.of(self.spoken[:OPENING])

    @cached_property
    def figures(self) -> frozenset[str]:
        """The quantities it states: numbers that are no date, no article and no document code."""
        before = ("", *self.spoken)
        return frozenset(
            word.rstrip("%")
            for last, word in zip(before, self.spoken, strict=False)
            if word[0].isdigit() and not word[-1].isalpha() and "/" not in word and last not in NOT_COUNTED_AFTER
        )

    @cached_property
    def counted(self) -> frozenset[str]:
        """What its numbers count, without tone marks: `266 thôn` → thon, `2,9 tỷ đồng` → dong, `75 %` → %."""
        units = {"%"} if "%" in self.text else set()
        counting = False
        for word in self.spoken:
            if word in COUNTING_WORDS or (word[0].isdigit() and "/" not in word):
                counting = True
            elif counting and word not in MULTIPLES:
                units.add(bare(word))
                counting = False
        return frozenset(units)

    @cached_property
    def dates(self) -> frozenset[str]:
        """The dates it names, whole or partial, as written."""
        return frozenset(DATE.findall(self.text))

    @cached_property
    def has_body(self) -> bool:
        return BODY.search(self.text) is not None

    @cached_property
    def reason(self) -> float:
        """How far (0..1) it gives a reason."""
        return 1.0 if CAUSE.search(self.text) else 0.6 * (REASON.search(self.text) is not None)

    @cached_property
    def announces(self) -> bool:
        """Whether it only says that an answer follows."""
        return ANNOUNCES.search(self.text) is not None

    @cached_property
    def is_national(self) -> bool:
        return NATIONAL.search(self.text) is not None

    @cached_property
    def is_local(self) -> bool:
        """Whether it opens by naming a place it is about."""
        return LOCAL.match(self.text) is not None

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(document_codes(self.text)) if "/" in self.text or "-NQ" in self.text else ()

    @cached_property
    def skeleton(self) -> frozenset[str]:
        """Its words without figures: equal skeletons with other figures are the same statement."""
        return frozenset(word for word in self.terms.words if not word[0].isdigit())


@dataclass(frozen=True)
class Reading:
    """A chunk as read: the terms of heading and text together, those of the heading alone, and its sentences."""

    terms: Terms
    heading: Terms
    sentences: tuple[ReadSentence, ...]


def reader_of_chunks(size: int = 8192) -> Callable[[Chunk], Reading]:
    """A function that reads chunks and remembers the last `size` of them by what they say."""

    @lru_cache(maxsize=size)
    def by_content(heading: str, text: str) -> Reading:
        return read(heading, text)

    return lambda chunk: by_content(chunk.heading, chunk.text)


def read(heading: str, text: str) -> Reading:
    """Everything that ranking and composing need of a chunk."""
    read_sentences = tuple(_read_sentence(text, span) for span in sentences(text))
    spoken = syllables(heading)
    everything = [*spoken, *(word for sentence in read_sentences for word in ("", *sentence.spoken))]
    return Reading(Terms.of(everything), Terms.of(spoken), read_sentences)


def _read_sentence(text: str, span: Span) -> ReadSentence:
    numbering = NUMBERING.match(text, span.start, span.end)
    stated = Span(numbering.end() if numbering else span.start, span.end)
    sentence = stated.of(text)
    return ReadSentence(stated, sentence, tuple(syllables(sentence)), HEADING.match(text, span.start) is not None)


def says_something(text: str, words: Sequence[str], numbered: bool) -> bool:
    """Whether a sentence stands by itself: no heading, question, list stub, letterhead or formula of courtesy."""
    text = text.strip()
    if len(set(words)) < 5 or len(text) > LONGEST_QUOTE or text.endswith((":", "?")):
        return False
    if numbered and not text.endswith((".", ";")):
        return False
    if (text.isupper() and len(text) < 120) or ANNOUNCES.search(text):
        return False
    folded = fold(text)
    return not folded.startswith(COURTESIES) and not LETTERHEAD.search(folded)
