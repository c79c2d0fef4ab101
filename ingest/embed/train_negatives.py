"""Passages that look like answers and are not: found by the half-trained model itself.

A passage is taken as wrong only where the model puts it clearly below a right one, because many questions have
right answers that nobody labelled. Passages that answer held-out questions are treated like any other: leaving them
out would spare them and flatter the score.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.embed.train_pairs import Pair, QuestionSet, without_tones
from ingest.embed.train_score import split_passages

Encode = Callable[[Sequence[str]], np.ndarray]
AT_MOST_AS_NEAR = 0.95
CANDIDATES = 30


@dataclass(frozen=True)
class Triple:
    """A question, a passage that answers it and one that does not."""

    question: str
    passage: str
    wrong: str


def question_triples(asked: QuestionSet, encode: Encode, copies: int, rng: random.Random) -> Iterator[Triple]:
    """For each right article its nearest passage, with as many wrong passages as copies."""
    texts, owners = split_passages(list(asked.passages.values()))
    positions = {id: place for place, id in enumerate(asked.passages)}
    vectors = encode(texts)
    questions = encode(list(asked.questions.values()))
    for (id, question), vector in zip(asked.questions.items(), questions, strict=True):
        near = vectors @ vector
        right = {positions[answer] for answer in asked.answers[id]}
        for article in right:
            start, end = np.searchsorted(owners, [article, article + 1])
            best = start + int(near[start:end].argmax())
            wrong = clearly_wrong(near, near[best], lambda place: owners[place] in right)
            for place in rng.sample(wrong, min(copies, len(wrong))):
                yield Triple(question, texts[best], texts[place])


def pair_triples(pairs: Sequence[Pair], encode: Encode, rng: random.Random) -> Iterator[Triple]:
    """For each pair a near passage of another pair."""
    passages = encode([pair.passage for pair in pairs])
    for start in range(0, len(pairs), 1000):
        block = pairs[start : start + 1000]
        for offset, near in enumerate(encode([pair.question for pair in block]) @ passages.T):
            itself = start + offset
            wrong = clearly_wrong(near, near[itself], lambda place: place == itself)  # noqa: B023 (used at once)
            if wrong:
                yield Triple(block[offset].question, block[offset].passage, pairs[rng.choice(wrong)].passage)


def clearly_wrong(near: np.ndarray, right: float, is_right: Callable[[int], bool]) -> list[int]:
    """The nearest places that are neither right nor about as near as what is right."""
    limit = AT_MOST_AS_NEAR * right
    below = np.where(near <= limit, near, -1)
    return [int(place) for place in np.argpartition(-below, CANDIDATES)[:CANDIDATES] if not is_right(int(place))]


def some_without_tones(triples: Sequence[Triple], share: float, rng: random.Random) -> list[Triple]:
    """The same triples, a share of the questions typed without marks."""
    return [
        Triple(without_tones(triple.question), triple.passage, triple.wrong) if rng.random() < share else triple
        for triple in triples
    ]
