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
        articles = [np.flatnonzero(owners == positions[answer]) for answer in asked.answers[id]]
        for places in articles:
            best = places[near[places].argmax()]
            wrong = clearly_wrong(near, near[best], np.concatenate(articles))
            for place in rng.sample(wrong, min(copies, len(wrong))):
                yield Triple(question, texts[best], texts[place])


def pair_triples(pairs: Sequence[Pair], encode: Encode, rng: random.Random) -> Iterator[Triple]:
    """For each pair a near passage of another pair."""
    passages = encode([pair.passage for pair in pairs])
    for start in range(0, len(pairs), 1000):
        block = pairs[start : start + 1000]
        for offset, near in enumerate(encode([pair.question for pair in block]) @ passages.T):
            itself = start + offset
            wrong = clearly_wrong(near, near[itself], np.array([itself]))
            if wrong:
                yield Triple(block[offset].question, block[offset].passage, pairs[rng.choice(wrong)].passage)


def clearly_wrong(near: np.ndarray, limit: float, right: np.ndarray) -> list[int]:
    """The nearest places that are not right and not about as near as the limit, the similarity of what is right."""
    below = np.where(near <= AT_MOST_AS_NEAR * limit, near, -1)
    below[right] = -1
    nearest = np.argpartition(-below, CANDIDATES)[:CANDIDATES]
    return [int(place) for place in nearest if below[place] > -1]


def some_without_tones(triples: Sequence[Triple], share: float, rng: random.Random) -> list[Triple]:
    """The same triples, a share of the questions typed without marks."""
    return [
        Triple(without_tones(triple.question), triple.passage, triple.wrong) if rng.random() < share else triple
        for triple in triples
    ]
