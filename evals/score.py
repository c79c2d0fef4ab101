"""Scores results against the labels; knows nothing of how they came about."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from evals.confidence_fit import calibration_error, reliability
from evals.generate import Quoted, Result
from evals.questions import LabelledQuestion
from evals.risk import Given, area, at_coverages, curve

RESAMPLES = 1000
ANSWERED = ("answered", "answered_conflict")


@dataclass(frozen=True)
class Scored:
    """One question with how it ended."""

    question: LabelledQuestion
    result: Result

    @property
    def answered(self) -> bool:
        return self.result.status in ANSWERED

    @property
    def verbatim(self) -> bool:
        """Whether every quotation equals what is stored at its offsets, byte for byte."""
        return all(each.quote and each.quote.encode() == each.stored.encode() for each in self.result.quoted)

    @property
    def lead(self) -> Quoted | None:
        return next((each for each in self.result.quoted if each.part == "lead"), None)

    @property
    def right_source(self) -> bool:
        """Whether a right source is among those cited."""
        return self.answered and any(each.source in self.question.sources for each in self.result.quoted)

    @property
    def right_lead(self) -> bool:
        """Whether the leading sentence is from a right source."""
        return self.answered and self.lead is not None and self.lead.source in self.question.sources

    @property
    def holds_fact(self) -> bool:
        """Whether what must be said stands in a quotation from a right source (any, when nothing particular must)."""
        return self.right_source and _holds(self.question, self.result.quoted)

    @property
    def lead_holds_fact(self) -> bool:
        """Whether the leading sentence itself says what must be said."""
        return self.right_lead and self.lead is not None and _holds(self.question, [self.lead])

    @property
    def newest_leads(self) -> bool:
        """Whether nothing right that is cited is newer than the lead, and the lead says what must be said."""
        if not self.lead_holds_fact or self.lead is None:
            return False
        cited = [each.issued or "" for each in self.result.quoted if each.source in self.question.sources]
        return (self.lead.issued or "") >= max(cited)

    @property
    def right_ending(self) -> bool:
        """Whether a refusal has one of the statuses it may have."""
        return self.result.status in self.question.endings


def _holds(question: LabelledQuestion, quoted: Iterable[Quoted]) -> bool:
    quotes = [each.quote for each in quoted if each.source in question.sources]
    return bool(quotes) and (not question.must or any(must in quote for must in question.must for quote in quotes))


def score(questions: Sequence[LabelledQuestion], results: Sequence[Result]) -> dict[str, Any]:
    """Every number of the report. Raises KeyError when a question has no result."""
    by_id = {result.id: result for result in results}
    rows = [Scored(question, by_id[question.id]) for question in questions]
    answerable = [row for row in rows if row.question.answerable]
    refusable = [row for row in rows if not row.question.answerable]
    answers = [row for row in rows if row.answered]
    given = [Given(row.result.confidence, not row.right_source, not row.lead_holds_fact) for row in answers]
    bins = reliability([each.confidence for each in given], [not each.wrong_lead for each in given])
    return {
        "questions": len(rows),
        "quotations": sum(len(row.result.quoted) for row in rows),
        "verbatim": share(rows, lambda row: row.verbatim),
        "answerable": rates(answerable),
        "by_kind": {
            kind: rates(_of_kind(answerable, kind)) for kind in sorted({row.question.kind for row in answerable})
        },
        "relative_to_plain": relative_to_plain(answerable),
        "newest_leads": share([row for row in answerable if row.question.newest], lambda row: row.newest_leads),
        "refusable": refusals(refusable),
        "risk_coverage": at_coverages(curve(given)),
        "risk_curve": [(round(each.coverage, 4), round(each.risk, 4)) for each in curve(given)],
        "aurc": area(curve(given)),
        "reliability": bins,
        "calibration_error": calibration_error(bins),
        "ms": {"p50": percentile(rows, 0.5), "p95": percentile(rows, 0.95)},
        "missed": [missed(row) for row in rows if not well(row)],
    }


def rates(rows: Sequence[Scored]) -> dict[str, Any]:
    """How often questions that have an answer got it."""
    return {
        "questions": len(rows),
        "answered": share(rows, lambda row: row.answered),
        "right_source": share(rows, lambda row: row.right_source),
        "right_source_95": interval([row.right_source for row in rows]),
        "fact": share(rows, lambda row: row.holds_fact),
        "fact_95": interval([row.holds_fact for row in rows]),
        "right_lead": share(rows, lambda row: row.right_lead),
        "lead_fact": share(rows, lambda row: row.lead_holds_fact),
        "answered_wrongly": share(rows, lambda row: row.answered and not row.right_source),
    }


def refusals(rows: Sequence[Scored]) -> dict[str, Any]:
    """How questions that have no answer ended."""
    return {
        "questions": len(rows),
        "answered": share(rows, lambda row: row.answered),
        "answered_95": interval([row.answered for row in rows]),
        "right_status": share(rows, lambda row: row.right_ending),
    }


def relative_to_plain(rows: Sequence[Scored]) -> dict[str, float]:
    """The facts found for questions typed without marks or with errors, as a share of those typed well."""
    plain = share(_of_kind(rows, "plain"), lambda row: row.holds_fact)
    kinds = ("toneless", "typo", "followup")
    return {
        kind: round(share(_of_kind(rows, kind), lambda row: row.holds_fact) / plain, 4) if plain else 0.0
        for kind in kinds
    }


def missed(row: Scored) -> dict[str, Any]:
    """What a person needs to see why a question went wrong."""
    cited = [f"{each.part}: {each.source}" for each in row.result.quoted]
    return {"id": row.question.id, "text": row.question.text, "status": row.result.status, "cited": cited}


def well(row: Scored) -> bool:
    """Whether nothing is to be said against how this question ended."""
    return row.verbatim and (row.holds_fact if row.question.answerable else row.right_ending)


def share(rows: Sequence[Scored], right: Callable[[Scored], bool]) -> float:
    """The share (0..1) of rows that are right; 0 of none."""
    return round(sum(map(right, rows)) / len(rows), 4) if rows else 0.0


def interval(outcomes: Sequence[bool]) -> tuple[float, float]:
    """The 95 % bootstrap interval of a share; the same on every run."""
    if not outcomes:
        return (0.0, 0.0)
    pick = random.Random(20261120)
    means = sorted(sum(pick.choices(outcomes, k=len(outcomes))) / len(outcomes) for _ in range(RESAMPLES))
    return round(means[int(0.025 * RESAMPLES)], 4), round(means[int(0.975 * RESAMPLES) - 1], 4)


def percentile(rows: Sequence[Scored], at: float) -> float:
    """Milliseconds within which this share of the questions ended."""
    times = sorted(row.result.ms for row in rows)
    if not times:
        return 0.0
    return round(median(times) if at == 0.5 else times[min(len(times) - 1, int(at * len(times)))], 1)


def _of_kind(rows: Sequence[Scored], kind: str) -> list[Scored]:
    return [row for row in rows if row.question.kind == kind]
