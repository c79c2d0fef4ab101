"""The labelled questions of ours: what an official asks, how it must end, which sources are right."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from assistant.domain import Question

QUESTIONS = Path(str(files("evals") / "datasets" / "questions.jsonl"))
ASKED_ON = date(2026, 11, 20)  # the labels say what was right on this day
LEGAL = "legal:"


@dataclass(frozen=True)
class LabelledQuestion:
    """One question; `sources` are file stems of the sample corpus or `legal:<code>` for rows of the legal-basis table."""

    id: str
    split: str
    text: str
    history: tuple[str, ...]
    kind: str
    endings: tuple[str, ...]  # the AnswerStatus values a refusal may have; empty for what must be answered
    sources: tuple[str, ...]
    must: tuple[str, ...]  # one of them must stand in the cited quotations
    newest: bool  # the lead must come from the newest of several right sources
    province: str | None

    @property
    def answerable(self) -> bool:
        return not self.endings

    def asked(self) -> Question:
        """The question as the answer path takes it, asked on the day the labels are true for."""
        return Question(self.text, self.history, ASKED_ON)


def load(path: Path = QUESTIONS, split: str | None = None) -> list[LabelledQuestion]:
    """The questions of a split, all of them without one."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [_question(row) for row in rows if split in (None, row["split"])]


def _question(row: dict[str, object]) -> LabelledQuestion:
    expect = row["expect"]
    return LabelledQuestion(
        id=str(row["id"]),
        split=str(row["split"]),
        text=str(row["text"]),
        history=_texts(row["history"]),
        kind=str(row["kind"]),
        endings=() if expect == "answered" else _texts(expect),
        sources=_texts(row["sources"]),
        must=_texts(row["must"]),
        newest=bool(row["newest"]),
        province=str(row["province"]) if row["province"] else None,
    )


def _texts(value: object) -> tuple[str, ...]:
    assert isinstance(value, Iterable)
    return tuple(str(each) for each in value)
