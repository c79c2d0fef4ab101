"""Which of the questions that wait asks the same in other words, by the classifier that also lets corrections lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.answering import Answering
from assistant.answering.same_question import likeness, thresholds, wording_of
from ingest.vietnamese import strip_tones, syllables

MOST_READ = 20  # waiting questions with most words in common; only these are embedded


def same_among(answering: Answering) -> Callable[[str, Sequence[str]], int | None]:
    """A function that gives the place of the known question that is most surely the same, None when none surely is."""

    def found(asked: str, known: Sequence[str]) -> int | None:
        near = with_common_words(asked, known)
        if not near:
            return None
        texts = [asked, *(known[place] for place in near)]
        vectors = answering.embedder.encode(texts)
        read = [
            wording_of(text, vector, answering.weigh, answering.places.named_in)
            for text, vector in zip(texts, vectors, strict=True)
        ]
        score, place = max((likeness(read[0], each), -place) for each, place in zip(read[1:], near, strict=True))
        return -place if score >= thresholds().lead else None

    return found


def with_common_words(asked: str, known: Sequence[str]) -> list[int]:
    """The places of the known questions that share most of their words with this one, most first."""
    said = words(asked)
    shared = ((len(said & words(each)) / max(len(said | words(each)), 1), -place) for place, each in enumerate(known))
    return [-place for share, place in sorted(shared, reverse=True)[:MOST_READ] if share > 0]


def words(text: str) -> frozenset[str]:
    """The words of the text without marks."""
    return frozenset(strip_tones(word) for word in syllables(text))
