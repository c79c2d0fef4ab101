"""`python -m evals.unclear`: are unclear questions asked back with the right choices, and clear ones not?

The set is ours: questions that could mean several things with the readings a good colleague would offer, clear ones
beside them; the halves share no topic. The labelled questions of ours that have an answer must not be asked back either.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from assistant.answering.answering import answer
from assistant.bootstrap import Assistant
from assistant.domain import Answer, AnswerStatus, Question
from evals.generate import ASKER
from evals.questions import ASKED_ON, load
from evals.sample import sample_assistant

UNCLEAR = Path(str(files("evals") / "datasets" / "unclear.jsonl"))


@dataclass(frozen=True)
class Reading:
    """One thing that may have been meant: a choice that names one of `about` offers it."""

    meant: str
    about: tuple[str, ...]


@dataclass(frozen=True)
class UnclearQuestion:
    """A question with its readings; a clear one has none."""

    id: str
    topic: str
    text: str
    history: tuple[str, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Asked:
    """How one unclear question ended; `offered` are the readings that were among the choices."""

    question: UnclearQuestion
    status: str
    choices: tuple[str, ...]
    answered: int  # of the choices, when each is sent as a question
    offered: tuple[str, ...]


@dataclass(frozen=True)
class AskedBack:
    """Shares (0..1) of one split, and what to look at."""

    split: str
    unclear: int
    asked_back: float
    right_choice: float  # asked back with a reading of ours among the choices
    readings_offered: float  # of all readings of ours
    fitting: float  # of the choices offered, those that are a reading of ours
    answered_choices: float
    clear: int
    clear_asked_back: float
    questions: int  # of the labelled set, answerable
    questions_asked_back: float
    refusable: int
    refusable_asked_back: float
    missed: tuple[str, ...]
    wrongly: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(prog="python -m evals.unclear", description=__doc__)
    parser.add_argument("--split", choices=("test", "dev"), default="test")
    parser.add_argument("--home", type=Path, help="a home that holds the sample corpus already")
    parser.add_argument("--show", action="store_true", help="print every question with its choices")
    options = parser.parse_args(arguments)
    with sample_assistant(options.home) as assistant:
        if options.show:
            for each in asked_all(assistant, unclear_questions(options.split)):
                print(
                    each.question.text, each.status, f"{len(each.offered)}/{len(each.question.readings)}", each.choices
                )
        print(json.dumps(asdict(measure(assistant, options.split)), ensure_ascii=False, indent=1))


def unclear_questions(split: str) -> list[UnclearQuestion]:
    """The unclear and the clear questions of a split."""
    rows = [json.loads(line) for line in UNCLEAR.read_text(encoding="utf-8").splitlines() if line]
    return [
        UnclearQuestion(
            row["id"],
            row["topic"],
            row["text"],
            tuple(row["history"]),
            tuple(Reading(each["meant"], tuple(each["about"])) for each in row["readings"]),
        )
        for row in rows
        if row["split"] == split
    ]


def measure(assistant: Assistant, split: str) -> AskedBack:
    """Every number of the report."""
    asked = asked_all(assistant, unclear_questions(split))
    unclear = [each for each in asked if each.question.readings]
    clear = [each for each in asked if not each.question.readings]
    labelled = load(split=split)
    again = {each.id for each in labelled if of(assistant, each.asked()).choices}
    answerable = {each.id for each in labelled if each.answerable}
    return AskedBack(
        split=split,
        unclear=len(unclear),
        asked_back=share([bool(each.choices) for each in unclear]),
        right_choice=share([bool(each.offered) for each in unclear]),
        readings_offered=share(
            [reading.meant in each.offered for each in unclear for reading in each.question.readings]
        ),
        fitting=share([fits(choice, each.question) for each in unclear for choice in each.choices]),
        answered_choices=share([at < each.answered for each in asked for at in range(len(each.choices))]),
        clear=len(clear),
        clear_asked_back=share([bool(each.choices) for each in clear]),
        questions=len(answerable),
        questions_asked_back=share([each in again for each in answerable]),
        refusable=len(labelled) - len(answerable),
        refusable_asked_back=share([each.id in again for each in labelled if not each.answerable]),
        missed=tuple(f"{each.question.text} {each.status} {each.choices}" for each in unclear if not each.offered),
        wrongly=tuple(each.question.text for each in clear if each.choices)
        + tuple(each.text for each in labelled if each.id in again),
    )


def asked_all(assistant: Assistant, questions: Sequence[UnclearQuestion]) -> list[Asked]:
    """How each ended, and every choice sent as a question of its own."""

    @cache
    def is_answered(text: str) -> bool:
        return of(assistant, Question(text, as_of=ASKED_ON)).status.answered

    found = []
    for each in questions:
        told = of(assistant, Question(each.text, each.history, ASKED_ON))
        assert bool(told.choices) <= (told.status is AnswerStatus.CLARIFICATION)
        offered = tuple(
            reading.meant for reading in each.readings if any(names(choice, reading) for choice in told.choices)
        )
        answered = sum(map(is_answered, told.choices))
        found.append(Asked(each, told.status.value, told.choices, answered, offered))
    return found


def of(assistant: Assistant, question: Question) -> Answer:
    """The whole answer."""
    *_, last = answer(question, ASKER, assistant.answering)
    assert isinstance(last, Answer)
    return last


def names(choice: str, reading: Reading) -> bool:
    """Whether a choice offers this reading."""
    return any(about.casefold() in choice.casefold() for about in reading.about)


def fits(choice: str, question: UnclearQuestion) -> bool:
    """Whether a choice is a reading of the question."""
    return any(names(choice, reading) for reading in question.readings)


def share(outcomes: Sequence[bool]) -> float:
    """The share (0..1) of these that hold; 0 of none."""
    return round(sum(outcomes) / len(outcomes), 4) if outcomes else 0.0


if __name__ == "__main__":
    main()
