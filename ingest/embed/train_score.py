"""Measures the default embedder alone and BM25 on the same questions, over every passage of a benchmark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from ingest.embed.train_pairs import Passage, QuestionSet, bare_title, read_question_set, without_tones

Encode = Callable[[Sequence[str]], np.ndarray]
CHARACTERS_PER_PASSAGE = 1000
BENCHMARKS = {
    "zalo-law": ("test", "test_no100"),
    "alqac-2021": ("test",),
    "alqac-2023-2025": ("test",),
    "drill-2025": ("train",),
    "vicov19-faq": ("dev",),
    "vimed": ("test",),
}


@dataclass(frozen=True)
class Score:
    """Mean reciprocal rank within ten, and the shares of questions answered first and within ten."""

    mrr_at_10: float
    first: float
    recall_at_10: float

    def __str__(self) -> str:
        return f"MRR@10 {self.mrr_at_10:.3f}  acc@1 {self.first:.3f}  R@10 {self.recall_at_10:.3f}"


def score_all(data: Path, encode: Encode) -> Iterator[tuple[str, Score]]:
    """Every benchmark, by BM25, by the embedder, and by the embedder with questions typed without marks."""
    for name, splits in BENCHMARKS.items():
        passages = encode_passages(read_question_set(data, name, splits[0]), encode)
        for split in splits:
            asked = read_question_set(data, name, split)
            yield f"{name} {split}, BM25", rank_score(asked, bm25_similarities(asked))
            yield f"{name} {split}, embedder", score_embedder(asked, encode, passages)
            yield f"{name} {split}, embedder, toneless", score_embedder(typed_without_tones(asked), encode, passages)


@dataclass(frozen=True)
class EncodedPassages:
    """float32 (passages, dim) and the position of the article each belongs to."""

    vectors: np.ndarray
    owners: np.ndarray


def encode_passages(asked: QuestionSet, encode: Encode) -> EncodedPassages:
    texts, owners = split_passages(list(asked.passages.values()))
    return EncodedPassages(encode(texts), owners)


def score_embedder(asked: QuestionSet, encode: Encode, passages: EncodedPassages) -> Score:
    """An article is as near as its nearest passage."""
    similarities = encode(list(asked.questions.values())) @ passages.vectors.T
    return rank_score(asked, nearest_passage(similarities, passages.owners))


def nearest_passage(similarities: np.ndarray, owners: np.ndarray) -> np.ndarray:
    """(questions, passages) → (questions, articles); owners is sorted."""
    starts = np.searchsorted(owners, np.arange(owners[-1] + 1))
    nearest: np.ndarray = np.maximum.reduceat(similarities, starts, axis=1)
    return nearest


def split_passages(articles: Sequence[Passage]) -> tuple[list[str], np.ndarray]:
    """Title + up to a thousand characters each, and the position of the article each belongs to."""
    texts, owners = [], []
    for position, article in enumerate(articles):
        for part in parts(article.text):
            texts.append(f"{bare_title(article.title)}. {part}")
            owners.append(position)
    return texts, np.array(owners)


def parts(text: str) -> list[str]:
    """Runs of whole lines or words, none much longer than a passage."""
    found, start = [], 0
    while start < len(text):
        end = start + CHARACTERS_PER_PASSAGE
        if end < len(text):
            end = max(text.rfind("\n", start + 500, end), text.rfind(" ", start + 900, end)) + 1 or end
        found.append(text[start:end])
        start = end
    return found or [""]


def rank_score(asked: QuestionSet, similarities: np.ndarray) -> Score:
    position = {id: index for index, id in enumerate(asked.passages)}
    ranks = []
    for row, question in zip(similarities, asked.questions, strict=True):
        best = max(row[position[id]] for id in asked.answers[question])
        ranks.append(1 + int((row > best).sum()))
    placed = np.array(ranks)
    reciprocal = np.where(placed <= 10, 1 / placed, 0)
    return Score(float(reciprocal.mean()), float((placed == 1).mean()), float((placed <= 10).mean()))


def typed_without_tones(asked: QuestionSet) -> QuestionSet:
    questions = {id: without_tones(text) for id, text in asked.questions.items()}
    return QuestionSet(asked.passages, questions, asked.answers)


def bm25_similarities(asked: QuestionSet, k1: float = 1.2, b: float = 0.75) -> np.ndarray:
    """Okapi BM25 over syllables and their pairs, title counted three times: (questions, passages)."""
    terms: dict[str, int] = {}
    rows = [Counter(syllables_and_pairs(text)) for text in asked.questions.values()]
    for row in rows:
        for term in row:
            terms.setdefault(term, len(terms))
    lengths, places, columns, counts = [], [], [], []
    for place, article in enumerate(asked.passages.values()):
        found = syllables_and_pairs(f"{(article.title + ' . ') * 3}{article.document_name} . {article.text}")
        lengths.append(len(found))
        for term, count in Counter(term for term in found if term in terms).items():
            places.append(place)
            columns.append(terms[term])
            counts.append(count)
    shape = (len(lengths), len(terms))
    frequency = sparse.csr_array((np.array(counts, dtype=np.float32), (places, columns)), shape=shape)
    saturated = frequency.tocoo()
    norm = k1 * (1 - b + b * np.array(lengths) / np.mean(lengths))
    holding = np.bincount(saturated.col, minlength=shape[1])
    rarity = np.log(1 + (shape[0] - holding + 0.5) / (holding + 0.5))
    weights = saturated.data * (k1 + 1) / (saturated.data + norm[saturated.row]) * rarity[saturated.col]
    passages = sparse.csr_array((weights, (saturated.row, saturated.col)), shape=shape)
    questions = sparse.lil_array((len(rows), shape[1]), dtype=np.float32)
    for place, row in enumerate(rows):
        for term, count in row.items():
            questions[place, terms[term]] = count
    similarities: np.ndarray = (questions.tocsr() @ passages.T).toarray()
    return similarities


def syllables_and_pairs(text: str) -> list[str]:
    syllables = re.findall(r"\w+", text.lower())
    return syllables + [f"{first} {second}" for first, second in pairwise(syllables)]
