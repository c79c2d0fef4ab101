"""A lesson passes the same gates as a file: characters, secrecy, personal data, dates; and what differs of two."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from assistant.curation.errors import NotTeachable
from assistant.curation.nouns import Lesson
from ingest.documents import Parsed
from ingest.encodings import repaired
from ingest.guard.mask import mask
from ingest.guard.secrecy import notices, secrecy_mark
from ingest.parse.clean import clean
from ingest.tables import Tables
from ingest.vietnamese import code_mentions, fold

LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 20_000
LONGEST_BASIS = 500
MOST_WORDINGS = 40
MOST_BASES = 20
LONGEST_INTERVAL = 1_825  # days: five years
LABEL = re.compile(r"\[[^\[\]\n]{1,40}\]")
BLANK_LINES = re.compile(r"\n{3,}")
WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Cleaned:
    """A lesson as it may be stored, how many pieces of personal data were masked, and whether it is for use inside."""

    lesson: Lesson
    masked: int
    internal: bool


@dataclass(frozen=True)
class Piece:
    """A run of words that both texts have, or only one: `what` is same | gone | new."""

    what: str
    text: str


def checked(lesson: Lesson, tables: Tables, today: date) -> Cleaned:
    """The lesson as it may be stored. Raises NotTeachable."""
    written = _readable(lesson)
    _refuse_lengths(written)
    _refuse_secrets(written)
    _refuse_dates(written, today)
    _refuse_unknown(written, tables)
    internal = bool(notices(Parsed("\n".join(_texts(written)), ()))) and written.visibility.scope != "office"
    masked, count = _masked(written)
    _refuse_nothing_left(masked, count)
    basis = _distinct(_recognised(each, tables) for each in masked.basis)
    return Cleaned(replace(masked, basis=basis), count, internal)


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """What a reader must look at to see how two texts differ, word by word, in reading order."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    pieces: list[Piece] = []
    for what, start, end, first, last in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(before[start:end])))
            continue
        pieces += [Piece("gone", "".join(before[start:end]))] if end > start else []
        pieces += [Piece("new", "".join(after[first:last]))] if last > first else []
    return tuple(pieces)


def _readable(lesson: Lesson) -> Lesson:
    """In the letters that were meant, without what no eye sees; questions in one line, each once."""
    question = _one_line(lesson.question)
    wordings = _distinct((_one_line(each) for each in lesson.wordings), but=(question,))
    return replace(
        lesson,
        question=question,
        answer=_paragraphs(lesson.answer),
        wordings=wordings,
        not_for=_distinct(_one_line(each) for each in lesson.not_for),
        basis=_distinct(_one_line(each) for each in lesson.basis),
        field=lesson.field or None,
    )


def _one_line(text: str) -> str:
    return " ".join(clean(repaired(text).text).split())


def _paragraphs(text: str) -> str:
    lines = (line.strip() for line in clean(repaired(text).text).strip().split("\n"))
    return BLANK_LINES.sub("\n\n", "\n".join(lines))


def _distinct(texts: Iterable[str], but: tuple[str, ...] = ()) -> tuple[str, ...]:
    known = {fold(each) for each in but}
    kept: dict[str, str] = {}
    for text in texts:
        if text and fold(text) not in known:
            kept.setdefault(fold(text), text)
    return tuple(kept.values())


def _texts(lesson: Lesson) -> list[str]:
    return [lesson.question, *lesson.wordings, *lesson.not_for, lesson.answer, *lesson.basis]


def _refuse_lengths(lesson: Lesson) -> None:
    if not (_says_something(lesson.question) and _says_something(lesson.answer)):
        raise NotTeachable("empty")
    if max(map(len, (lesson.question, *lesson.wordings, *lesson.not_for))) > LONGEST_QUESTION:
        raise NotTeachable("too_long")
    if len(lesson.answer) > LONGEST_ANSWER or max(map(len, lesson.basis), default=0) > LONGEST_BASIS:
        raise NotTeachable("too_long")
    if max(len(lesson.wordings), len(lesson.not_for)) > MOST_WORDINGS or len(lesson.basis) > MOST_BASES:
        raise NotTeachable("too_many")


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _refuse_secrets(lesson: Lesson) -> None:
    """As a file would be held: the texts together, and each as the head of a page of its own."""
    texts = _texts(lesson)
    if any(secrecy_mark(text, "") for text in ("\n".join(texts), *texts)):
        raise NotTeachable("secret")


def _refuse_dates(lesson: Lesson, today: date) -> None:
    if lesson.until and (lesson.until <= today or (lesson.in_force and lesson.until <= lesson.in_force)):
        raise NotTeachable("dates")
    if lesson.review_days is not None and not 1 <= lesson.review_days <= LONGEST_INTERVAL:
        raise NotTeachable("review_days")


def _refuse_unknown(lesson: Lesson, tables: Tables) -> None:
    visibility = lesson.visibility
    if visibility.scope not in ("all", "units", "office"):
        raise NotTeachable("unknown_unit")
    if visibility.scope == "units" and not (visibility.units and all(map(tables.unit, visibility.units))):
        raise NotTeachable("unknown_unit")
    if lesson.field and tables.field(lesson.field) is None:
        raise NotTeachable("unknown_field")
    asked = {fold(each) for each in (lesson.question, *lesson.wordings)}
    if asked & {fold(each) for each in lesson.not_for}:
        raise NotTeachable("own_wording")


def _masked(lesson: Lesson) -> tuple[Lesson, int]:
    counts: list[int] = []

    def hidden(text: str) -> str:
        found, count = mask(Parsed(text, ()))
        counts.append(count)
        return found.text

    masked = replace(
        lesson,
        question=hidden(lesson.question),
        answer=hidden(lesson.answer),
        wordings=tuple(map(hidden, lesson.wordings)),
        not_for=tuple(map(hidden, lesson.not_for)),
        basis=tuple(map(hidden, lesson.basis)),
    )
    return masked, sum(counts)


def _refuse_nothing_left(lesson: Lesson, masked: int) -> None:
    if masked and not all(_says_something(LABEL.sub("", text)) for text in (lesson.question, lesson.answer)):
        raise NotTeachable("personal")


def _recognised(basis: str, tables: Tables) -> str:
    """A law by its full code when nothing else was typed; anything else as it was written."""
    mentions = code_mentions(basis)
    law = tables.law(mentions[0].code) if len(mentions) == 1 else None
    if law is None:
        return basis
    beside = basis[: mentions[0].span.start] + basis[mentions[0].span.end :]
    return law.code if fold(beside).strip(" .;,") in ("", "số", fold(law.type), f"{fold(law.type)} số") else basis
