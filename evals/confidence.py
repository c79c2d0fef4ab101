"""`python -m evals.confidence`: what the confidence is worth; with `--fit`, fits it and its thresholds, on dev only.

What is to be told apart: leads that are right, from those of questions that have no answer, and of questions that could
mean several things. Without an answer are the refusable questions, and every answerable one asked once more with its
right sources taken away: that is what a question in the field without a source looks like. `--embedding-model FOLDER`
fits another embedder, which is then kept beside the shipped one under its name.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assistant.answering.answering import (
    Found,
    find,
    judge,
    knows_the_words,
    lacks_local_figure,
    unknown_code,
)
from assistant.answering.ask_back import is_a_bare_topic
from assistant.answering.compose import compose
from assistant.answering.confidence import DEFAULT, FITTED, calibration_of, clear_features, confidence_features, name_of
from assistant.answering.screen import blocked, invalid
from assistant.answering.stopwatch import Stopwatch
from assistant.answering.understand import clean, understand
from assistant.bootstrap import Assistant, build
from assistant.domain import Question, Understood
from assistant.settings import Settings
from evals.confidence_fit import ASKED, Calibrated, Example, Models, calibrate, calibration_error, careful, reliability
from evals.generate import ASKER, sources_of
from evals.questions import ASKED_ON, LabelledQuestion, load
from evals.ranking import says, source_of
from evals.sample import SAMPLE, sample_assistant
from evals.unclear import UnclearQuestion, unclear_questions
from ingest.index.base import Filter
from ingest.pipeline import add
from ingest.vietnamese import has_tones, strip_tones

TAKEN_AWAY_WEIGHT = 0.5  # some of them can be answered from a source no label names
UNCLEAR_WEIGHT = 8.0  # there are few of them


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, or fit, print what it means and write the calibration under the embedder's name."""
    parser = argparse.ArgumentParser(prog="python -m evals.confidence", description=__doc__)
    parser.add_argument("--fit", action="store_true", help="fit on the dev split and keep it")
    parser.add_argument("--embedding-model", default="", help="folder of another embedder")
    parser.add_argument("--home", type=Path, help="a home that holds the sample corpus already")
    options = parser.parse_args(arguments)
    with assistant_of(options.embedding_model, options.home) as assistant:
        name = name_of(assistant.embedder.name)
        dev, test = examples_of(assistant, "dev"), examples_of(assistant, "test")
        known = assistant.answering.calibration
    models = Models(known.weights, known.clear, known.scale)
    if options.fit:
        refusable = sum(not each.answerable for each in asked_of("dev"))
        found, default = calibrate(dev, refusable), careful(dev)
        keep(name, found, default if not options.embedding_model else None)
        print(f"{name}: sure from {found.sure_from}, answers from {found.answer_from}, asks back from {found.ask_from}")
        print(f"supported {found.weights}\nclear {found.clear}")
        print(table("dev, out of fold", dev, found.out_of_fold))
        models = Models(found.weights, found.clear, found.scale)
    else:
        print(table("dev, fitted on", dev, [models.likely(each) for each in dev]))
    print(table("test", test, [models.likely(each) for each in test]))


@contextmanager
def assistant_of(embedding_model: str, home: Path | None) -> Iterator[Assistant]:
    """The sample corpus read with the shipped embedder or with another."""
    if not embedding_model:
        with sample_assistant(home) as assistant:
            yield assistant
        return
    with TemporaryDirectory() as folder:
        assistant = build(
            Settings(home=home or Path(folder) / "home", answers_remembered=0, embedding_model=embedding_model)
        )
        try:
            add([SAMPLE], assistant.pipeline)
            yield assistant
        finally:
            assistant.close()


def asked_of(split: str) -> list[LabelledQuestion]:
    """The questions of a split; on dev each with marks also without: half of the people type so."""
    questions = load(split=split)
    return questions + ([without_marks(each) for each in questions if has_tones(each.text)] if split == "dev" else [])


def without_marks(question: LabelledQuestion) -> LabelledQuestion:
    """The same question typed without marks."""
    plain = strip_tones(question.text).lower()
    return replace(question, text=plain, history=tuple(strip_tones(each) for each in question.history))


def examples_of(assistant: Assistant, split: str) -> list[Example]:
    """Every question that comes as far as being ranked; on dev the answerable ones a second time without their sources."""
    sources = sources_of(assistant)
    labelled = [
        each for question in asked_of(split) for each in _examples(assistant, question, sources, split == "dev")
    ]
    unclear = [each for question in unclear_questions(split) for each in _unclear(assistant, question)]
    return labelled + unclear


def _examples(
    assistant: Assistant, question: LabelledQuestion, sources: Mapping[str, str], also_without: bool
) -> Iterator[Example]:
    ranked = _ranked(assistant, question.asked())
    if ranked is None:
        return
    understood, found = ranked
    yield _example(question, found, sources, "answerable" if question.answerable else "refusable")
    if question.answerable and also_without:
        left = [each for each in found.candidates if source_of(each.stored.chunk, sources) not in question.sources]
        without = judge(understood, left, assistant.answering)
        if not decided_anyway(without) and not (question.must and says(question, without.scored[0].sentence.text)):
            yield _example(question, without, sources, "taken_away")


def _unclear(assistant: Assistant, question: UnclearQuestion) -> Iterator[Example]:
    ranked = _ranked(assistant, Question(question.text, question.history, ASKED_ON))
    if ranked and question.readings and not is_a_bare_topic(ranked[0]):
        yield _of(ranked[1], question.id, "unclear", right=False, weight=UNCLEAR_WEIGHT)


def _ranked(assistant: Assistant, question: Question) -> tuple[Understood, Found] | None:
    """What is found for a question; None when confidence has no say in how it ends."""
    tools = assistant.answering
    cleaned = clean(question.text)
    if invalid(question.text, cleaned, tools.question_characters) or blocked(cleaned):
        return None
    understood = understand(replace(question, text=cleaned), tools.tables, tools.index)
    found = find(understood, Filter(ASKER.tokens, as_of=ASKED_ON), tools, Stopwatch())
    if len(found.wanted.words) <= 1 or unknown_code(understood, found, tools) or decided_anyway(found):
        return None
    return understood, found


def decided_anyway(found: Found) -> bool:
    """Whether confidence has no say: nothing found, or no figure of the place."""
    return not found.scored or lacks_local_figure(found)


def _example(question: LabelledQuestion, found: Found, sources: Mapping[str, str], kind: str) -> Example:
    lead = compose(found.wanted, found.scored)[0].scored
    right = kind == "answerable" and source_of(lead.chunk, sources) in question.sources
    holds = not question.must or says(question, lead.sentence.text)
    weight = TAKEN_AWAY_WEIGHT if kind == "taken_away" else 1.0
    return _of(found, question.id, kind, right=right and holds, weight=weight)


def _of(found: Found, name: str, kind: str, *, right: bool, weight: float) -> Example:
    features = confidence_features(found.wanted, found.scored, found.readings)
    clear = clear_features(found.wanted, found.scored, found.readings)
    return Example(name, features, clear, right, weight, kind, knows_the_words(found))


def table(name: str, examples: Sequence[Example], likely: Sequence[float]) -> str:
    """How the probabilities hold for the questions as people ask them, and what unclear ones get."""
    asked = [(p, each.right) for p, each in zip(likely, examples, strict=True) if each.kind in ASKED]
    unclear = sorted(p for p, each in zip(likely, examples, strict=True) if each.kind == "unclear")
    rows = reliability([p for p, _ in asked], [right for _, right in asked])
    lines = [f"{name}: {len(asked)} questions, calibration error {calibration_error(rows):.3f}"]
    lines += [
        f"  {row['from']:.1f}  {row['count']:4.0f}  said {row['said']:.3f}  right {row['right']:.3f}" for row in rows
    ]
    if unclear:
        lines.append(f"  {len(unclear)} unclear questions: median {np.median(unclear):.3f}, most {unclear[-1]:.3f}")
    return "\n".join(lines)


def keep(name: str, found: Calibrated, default: Calibrated | None) -> None:
    """Write the calibration of this embedder, and with the shipped one that for embedders nobody fitted."""
    known = json.loads(FITTED.read_text(encoding="utf-8"))
    known[name] = entry(found)
    if default:
        known[DEFAULT] = entry(default)
    FITTED.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def entry(found: Calibrated) -> dict[str, Any]:
    """A calibration as it is kept; read back by `calibration_of`."""
    kept: dict[str, Any] = {
        "answer_from": found.answer_from,
        "sure_from": found.sure_from,
        "ask_from": found.ask_from,
        "scale": list(found.scale),
    }
    kept |= {"weights": dict(found.weights), "clear": dict(found.clear)}
    assert calibration_of(kept).threshold == found.answer_from
    return kept


if __name__ == "__main__":
    main()
