"""The answer of a unit as it was written, and what stands beside it: it leads, it is not ranked.

The first sentence leads, what follows are points, a paragraph each. Other sources follow only where they answer by
themselves, and what states the same thing otherwise stands beside it, whoever said it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.compose import (
    MOST_OLDER,
    MOST_POINTS,
    Chosen,
    compose,
    differs,
    facts,
    is_new,
    older_figures,
)
from assistant.answering.rank import Scored, rank
from assistant.answering.reading import Reading, ReadSentence
from assistant.answering.retrieve import Candidate
from assistant.answering.taught_search import Match
from assistant.answering.wanted import Wanted
from assistant.domain import Part
from ingest.documents import Chunk, Span
from ingest.index.base import StoredChunk
from ingest.vietnamese import fold, syllables

MOST_OF_AN_ANSWER = 8  # quotations


@dataclass(frozen=True)
class Reader:
    """What reading the chunks of an answer needs."""

    read: Callable[[Chunk], Reading]
    provinces_in: Callable[[str], frozenset[str]]


def compose_taught(
    question: Wanted, leading: Sequence[Match], others: Sequence[Scored], reader: Reader
) -> list[Chosen]:
    """What the first correction says, the answers of others beside it, then further points of `others` (sorted)."""
    first = leading[0]
    own = statements(first, reader)
    said = best_said(question, first, reader) or own[0]
    beside = [*answers_of_others(leading, reader), *stated_otherwise(question, said, others)]
    points = [*own[1:MOST_OF_AN_ANSWER], *same_units(leading, own, reader)]
    room = MOST_POINTS - len(points)
    further = [each for each in quoted(question, others) if is_new(each, [*own, *beside])] if room > 0 else []
    return [
        Chosen(own[0], Part.LEAD),
        *(Chosen(each, Part.POINT) for each in (*points, *further[: max(room, 0)])),
        *(Chosen(each, Part.OLDER) for each in beside[:MOST_OLDER]),
    ]


def statements(match: Match, reader: Reader) -> list[Scored]:
    """The answer in reading order: its first sentence, then paragraph by paragraph."""
    found = [each for stored in match.replies for each in _paragraphs(stored, reader.read(stored.chunk), match)]
    first, rest = _parted(found[0], match, reader)
    return [first, *([rest] if rest else []), *found[1:]]


def _paragraphs(stored: StoredChunk, reading: Reading, match: Match) -> Iterator[Scored]:
    text, start = stored.chunk.text, 0
    for line in text.split("\n"):
        if line.strip():
            opening = start + len(line) - len(line.lstrip())
            yield _stated(stored, Span(opening, start + len(line.rstrip())), match)
        start += len(line) + 1


def _parted(paragraph: Scored, match: Match, reader: Reader) -> tuple[Scored, Scored | None]:
    """The first sentence of the first paragraph, and the rest of it."""
    stored, whole = paragraph.candidate.stored, paragraph.sentence.span
    sentences = [each.span for each in reader.read(stored.chunk).sentences]
    end = next((each.end for each in sentences if whole.start < each.end < whole.end), whole.end)
    text = stored.chunk.text
    start = end + len(text[end : whole.end]) - len(text[end : whole.end].lstrip())
    if not any(letter.isalnum() for letter in text[start : whole.end]):
        return paragraph, None
    return _stated(stored, Span(whole.start, end), match), _stated(stored, Span(start, whole.end), match)


def _stated(stored: StoredChunk, span: Span, match: Match) -> Scored:
    text = span.of(stored.chunk.text)
    candidate = Candidate(stored, match.likeness, match.likeness, 1.0)
    sentence = ReadSentence(span, text, tuple(syllables(text)), False)
    return Scored(candidate, sentence, match.likeness, 1.0, 1.0, False, False, 0.0, frozenset())


def best_said(question: Wanted, match: Match, reader: Reader) -> Scored | None:
    """The sentence of the answer that states what is asked for: with it other sources are compared."""
    candidates = [Candidate(stored, match.likeness, match.likeness, 1.0) for stored in match.replies]
    scored, _ = rank(question, candidates, reader.read, reader.provinces_in)
    return scored[0] if scored else None


def answers_of_others(leading: Sequence[Match], reader: Reader) -> list[Scored]:
    """What other units answer to the same question, where that is not the same."""
    first = leading[0]
    others = [each for each in leading[1:] if each.correction.unit != first.correction.unit]
    return [statements(each, reader)[0] for each in others if _text(each) != _text(first)]


def same_units(leading: Sequence[Match], own: Sequence[Scored], reader: Reader) -> list[Scored]:
    """What the same unit answers in another correction for the same question, if it says something else."""
    first = leading[0]
    others = [each for each in leading[1:] if each.correction.unit == first.correction.unit]
    found = [statements(each, reader)[0] for each in others]
    return [each for each in found if is_new(each, own)][:1]


def _text(match: Match) -> str:
    return fold(" ".join(stored.chunk.text for stored in match.replies))


def stated_otherwise(question: Wanted, said: Scored, others: Sequence[Scored]) -> list[Scored]:
    """Sources that state the same thing with other figures: the older ones as beside any answer, and newer ones."""
    if not (question.quantity or question.time):
        return []
    dated = replace(said, score=others[0].score) if others else said
    older = older_figures(question, dated, others)
    issued = said.chunk.issued
    newer = [
        each
        for each in others
        if issued and each.chunk.issued and each.chunk.issued >= issued
        if facts(question, each) and each.provinces == said.provinces and differs(question, said, each)
    ]
    return [*newer[:1], *older]


def quoted(question: Wanted, others: Sequence[Scored]) -> list[Scored]:
    """What would be quoted if nothing had been taught, older figures left out."""
    return [each.scored for each in compose(question, others) if each.part is not Part.OLDER] if others else []
