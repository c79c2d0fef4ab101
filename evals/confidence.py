"""`python -m evals.confidence`: fits how sure an answer is and from when on it is given, on the dev split only.

What is to be told apart: answers from a right source, and answers to questions that have none. The latter are the
refusable questions, and every answerable one asked once more with its right sources taken away: that is what a
question in the field without a source looks like. Fitted by iteratively reweighted least squares with a ridge; the
threshold is the lowest one under which at most LEAST_WRONG of the refusable questions are answered.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.answering.answering import (
    Found,
    Stopwatch,
    find,
    judge,
    lacks_local_figure,
    names_the_best,
    unknown_code,
)
from assistant.answering.compose import compose
from assistant.answering.confidence import FITTED, confidence_features
from assistant.answering.screen import blocked, invalid
from assistant.answering.understand import clean, understand
from assistant.bootstrap import Assistant
from evals.generate import ASKER, sources_of
from evals.questions import ASKED_ON, LabelledQuestion, load
from evals.ranking import says, source_of
from evals.sample import sample_assistant
from ingest.index.base import Filter
from ingest.vietnamese import has_tones, strip_tones

LEAST_WRONG = 0.02
TAKEN_AWAY_WEIGHT = 0.5  # some of them can be answered from a source no label names
TAKEN_AWAY_WRONG = 0.36
RIDGE = 1.0
STEPS = 60


@dataclass(frozen=True)
class Example:
    """One found answer: its features, whether it is right, how much it counts, and whether its sources were taken away."""

    id: str
    features: Mapping[str, float]
    right: bool
    weight: float
    answerable: bool
    taken_away: bool


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print what it means, write the calibration under the embedder's name."""
    parser = argparse.ArgumentParser(prog="python -m evals.confidence", description=__doc__)
    parser.add_argument(
        "--home", type=Path, help="a home that holds the sample corpus already; a temporary one otherwise"
    )
    options = parser.parse_args(arguments)
    questions = load(split="dev")
    twins = [without_marks(question) for question in questions if has_tones(question.text)]
    with sample_assistant(options.home) as assistant:
        examples = [*examples_of(assistant, questions), *examples_of(assistant, twins)]
        name = assistant.embedder.name.split(":")[0]
    weights = fit(examples)
    refusable = sum(not question.answerable for question in [*questions, *twins])
    threshold = threshold_of(examples, weights, refusable)
    print(report(examples, weights, threshold, refusable))
    keep(name, weights, threshold)


def without_marks(question: LabelledQuestion) -> LabelledQuestion:
    """The same question typed without marks: half of the people type so."""
    plain = strip_tones(question.text).lower()
    return replace(question, text=plain, history=tuple(strip_tones(each) for each in question.history))


def examples_of(assistant: Assistant, questions: Sequence[LabelledQuestion]) -> list[Example]:
    """Every question that comes as far as being ranked, the answerable ones a second time without their sources."""
    sources = sources_of(assistant)
    return [each for question in questions for each in _examples(assistant, question, sources)]


def _examples(assistant: Assistant, question: LabelledQuestion, sources: Mapping[str, str]) -> list[Example]:
    tools = assistant.answering
    cleaned = clean(question.text)
    if invalid(question.text, cleaned, tools.question_characters) or blocked(cleaned):
        return []
    understood = understand(replace(question.asked(), text=cleaned), tools.tables, tools.index)
    found = find(understood, Filter(ASKER.tokens, as_of=ASKED_ON), tools, Stopwatch())
    if len(found.wanted.words) <= 1 or unknown_code(understood, found, tools) or decided_anyway(found):
        return []
    examples = [_example(question, found, sources, taken_away=False)]
    if question.answerable:
        left = [each for each in found.candidates if source_of(each.stored.chunk, sources) not in question.sources]
        without = judge(understood, left, tools)
        if not decided_anyway(without) and not (question.must and says(question, without.scored[0].sentence.text)):
            examples.append(_example(question, without, sources, taken_away=True))
    return examples


def decided_anyway(found: Found) -> bool:
    """Whether confidence has no say: nothing found, no figure of the place, or the very document that is named."""
    return not found.scored or lacks_local_figure(found) or names_the_best(found)


def _example(question: LabelledQuestion, found: Found, sources: Mapping[str, str], *, taken_away: bool) -> Example:
    best = found.scored[0]
    cited = compose(found.wanted, found.scored)
    right = any(source_of(each.scored.chunk, sources) in question.sources for each in cited)
    features = confidence_features(found.wanted, best, found.readings[best.candidate.stored.key])
    weight = TAKEN_AWAY_WEIGHT if taken_away else 1.0
    return Example(question.id, features, right and question.answerable, weight, question.answerable, taken_away)


def fit(examples: Sequence[Example]) -> dict[str, float]:
    """Logistic regression by IRLS; the ridge leaves the bias free. The same on every run."""
    names = list(examples[0].features)
    rows = np.array([[1.0, *(each.features[name] for name in names)] for each in examples])
    right = np.array([float(each.right) for each in examples])
    counts = np.array([each.weight for each in examples])
    ridge = np.diag([1e-6, *(RIDGE for _ in names)])
    weights = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1.0 / (1.0 + np.exp(-rows @ weights))
        spread = counts * np.maximum(likely * (1.0 - likely), 1e-6)
        slope = rows.T @ (counts * (right - likely)) - ridge @ weights
        weights = weights + np.linalg.solve((rows * spread[:, None]).T @ rows + ridge, slope)
    return {name: round(float(weight), 4) for name, weight in zip(["bias", *names], weights, strict=True)}


def sure(example: Example, weights: Mapping[str, float]) -> float:
    """The probability the model gives this answer."""
    total = weights["bias"] + sum(weights[name] * value for name, value in example.features.items())
    return float(1.0 / (1.0 + np.exp(-total)))


def threshold_of(examples: Sequence[Example], weights: Mapping[str, float], refusable: int) -> float:
    """The lowest threshold that keeps both kinds of wrong answers within their bounds."""
    wrong = sorted((sure(each, weights) for each in examples if not each.answerable), reverse=True)
    away = sorted((sure(each, weights) for each in examples if each.taken_away), reverse=True)
    allowed = int(LEAST_WRONG * refusable)
    bounds = (_just_above(wrong, allowed), _just_above(away, int(TAKEN_AWAY_WRONG * len(away))))
    return round(max(bounds), 3)


def _just_above(falling: Sequence[float], allowed: int) -> float:
    """A threshold that all but `allowed` of the values stay under."""
    return falling[allowed] + 0.002 if len(falling) > allowed else 0.5


def report(examples: Sequence[Example], weights: Mapping[str, float], threshold: float, refusable: int) -> str:
    """What the fitted threshold does on the dev split."""
    plain = [each for each in examples if not each.taken_away]
    answerable = [each for each in plain if each.answerable]
    kept = sum(sure(each, weights) >= threshold for each in answerable)
    wrong = [each for each in plain if not each.answerable and sure(each, weights) >= threshold]
    away = [each for each in examples if each.taken_away]
    away_kept = sum(sure(each, weights) >= threshold for each in away)
    return (
        f"{weights}\nthreshold {threshold}: answers {kept} of {len(answerable)} answerable questions that were ranked, "
        f"{len(wrong)} of {refusable} refusable, {away_kept} of {len(away)} whose sources were taken away."
    )


def keep(name: str, weights: Mapping[str, float], threshold: float) -> None:
    """Write the calibration for this embedder; the default follows the shipped one."""
    known = json.loads(FITTED.read_text(encoding="utf-8"))
    fitted = {**weights, "threshold": threshold}
    known |= {name: fitted, "default": fitted}
    FITTED.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
