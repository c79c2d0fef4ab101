"""`python -m evals.ranking`: fits the weights that put the sentence which answers first, on the dev split only.

Listwise: over the sentences of a question's candidates, a softmax of the weighted features is to give the sentences
that say what must be said as much as possible. A ridge holds the weights near the ones set by hand, since a hundred
questions cannot speak for every feature.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.answering.answering import find
from assistant.answering.rank import FITTED, about_of, sentence_features
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.understand import understand
from assistant.bootstrap import Assistant
from evals.generate import ASKER, sources_of
from evals.questions import ASKED_ON, LEGAL, LabelledQuestion, load
from evals.sample import sample_assistant
from ingest.documents import Chunk
from ingest.index.base import Filter

BY_HAND: Mapping[str, float] = {
    "own": 0.30,
    "own_pairs": 0.20,
    "opening": 0.05,
    "chunk_words": 0.15,
    "chunk_pairs": 0.10,
    "heading": 0.05,
    "cosine": 0.10,
    "mixed": 0.15,
    "fit": 0.08,
    "fit_own": 0.10,
    "here": 0.12,
    "elsewhere": -0.20,
    "local": -0.12,
    "national": 0.04,
    "announces": -0.10,
    "named": 0.30,
    "mentions": 0.10,
    "law_row": 0.30,
    "recency": 0.05,
    "position": -0.03,
    "length": 0.0,
}
SHARPNESS = 20.0  # a lead of 0.05 means e times as likely
RIDGE = 6.0
STEPS = 1500
RATE = 0.002


@dataclass(frozen=True)
class Example:
    """The sentences of one question: features (float64, (sentences, features)) and which of them answer (bool)."""

    question: LabelledQuestion
    features: np.ndarray
    right: np.ndarray


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print what changed, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m evals.ranking", description=__doc__)
    parser.add_argument(
        "--home", type=Path, help="a home that holds the sample corpus already; a temporary one otherwise"
    )
    options = parser.parse_args(arguments)
    with sample_assistant(options.home) as assistant:
        examples = examples_of(assistant, load(split="dev"))
    weights = fit(examples)
    print(
        f"{len(examples)} questions, right sentence first: {first(examples, BY_HAND):.3f} → {first(examples, weights):.3f}"
    )
    FITTED.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


def examples_of(assistant: Assistant, questions: Sequence[LabelledQuestion]) -> list[Example]:
    """One example for each question of which a sentence found says what must be said."""
    sources = sources_of(assistant)
    examples = (
        example_of(assistant, question, sources) for question in questions if question.answerable and question.must
    )
    return [each for each in examples if each.right.any()]


def example_of(assistant: Assistant, question: LabelledQuestion, sources: Mapping[str, str]) -> Example:
    """Features of every quotable sentence found, and whether it says what must be said."""
    tools = assistant.answering
    understood = understand(question.asked(), tools.tables, tools.index)
    found = find(understood, Filter(ASKER.tokens, as_of=ASKED_ON), tools, Stopwatch())
    rows, right = [], []
    for candidate in found.candidates:
        chunk = candidate.stored.chunk
        reading = found.readings[candidate.stored.key]
        about = about_of(found.wanted, candidate, reading, tools.places.named_in)
        for position, sentence in enumerate(reading.sentences):
            if sentence.quotable:
                provinces = tools.places.named_in(sentence.text)
                features = sentence_features(found.wanted, candidate, reading, about, position, provinces)
                rows.append([features[name] for name in BY_HAND])
                right.append(source_of(chunk, sources) in question.sources and says(question, sentence.text))
    return Example(question, np.array(rows).reshape(-1, len(BY_HAND)), np.array(right, dtype=bool))


def source_of(chunk: Chunk, sources: Mapping[str, str]) -> str:
    """The label of a chunk's source."""
    source = sources.get(chunk.document_id, "")
    return f"{LEGAL}{chunk.number}" if source == LEGAL else source


def says(question: LabelledQuestion, text: str) -> bool:
    """Whether the text holds one of the strings that must be said."""
    return any(must in text for must in question.must)


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Gradient descent on the listwise loss with a ridge around the weights set by hand; the same on every run."""
    start = np.array(list(BY_HAND.values()))
    weights = start.copy()
    for _ in range(STEPS):
        slope = sum((slope_of(each, weights) for each in examples), np.zeros_like(weights)) / len(examples)
        weights -= RATE * (slope + RIDGE * (weights - start))
    return {name: round(float(weight), 4) for name, weight in zip(BY_HAND, weights, strict=True)}


def slope_of(example: Example, weights: np.ndarray) -> np.ndarray:
    """The gradient of -log(share of the softmax that the right sentences get)."""
    likely = np.exp(SHARPNESS * (example.features @ weights - (example.features @ weights).max()))
    likely /= likely.sum()
    among_right = np.where(example.right, likely, 0.0)
    among_right /= max(among_right.sum(), 1e-12)
    return np.asarray(SHARPNESS * example.features.T @ (likely - among_right))


def first(examples: Sequence[Example], weights: Mapping[str, float]) -> float:
    """The share of questions whose best sentence is right."""
    vector = np.array([weights[name] for name in BY_HAND])
    return float(np.mean([each.right[int((each.features @ vector).argmax())] for each in examples]))


if __name__ == "__main__":
    main()
