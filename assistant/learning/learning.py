"""The order of passages learned from decisions: fitted in the background, promoted only when no golden set falls.

twenty new decisions → families and their candidates → fitted on four fifths of the families, measured on the golden
questions of the fifth, five times → the whole weights, or half or a quarter of them → promoted or refused, and told

Raw votes are never read here: they put a source on its owner's queue (`review`), where a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection

from assistant import wording_learning as wording
from assistant.answering.rerank import Reranker, reranker
from assistant.answering.rerank_features import NAMES
from assistant.answering.taught import taught_within
from assistant.bootstrap import Assistant
from assistant.curation.errors import NotTeachable
from assistant.curation.nouns import Decision, DecisionKind, Golden, Person
from assistant.curation.rights import GUARDIANS, office_unit
from assistant.domain import Reader
from assistant.errors import NotAllowed
from assistant.learning.fit import Preferred, fit
from assistant.learning.preferences import (
    EVERYTHING,
    FOUND_BY_ALL,
    Candidates,
    Probe,
    Said,
    candidates,
    families,
    petitions_of,
    preferred,
    probe,
    said_within,
    worded,
)
from assistant.records.decisions import Entry, decision_of, write_within
from assistant.records.golden import goldens_of
from assistant.records.learned import (
    Learned,
    add_within,
    current_of,
    decided_since,
    epoch_within,
    newest_fitting,
    next_epoch_within,
)
from assistant.records.tasks import MACHINE
from assistant.working_days import local_day
from ingest.database import reading, writing
from ingest.index.base import Filter

Weights = Mapping[str, float]

FRESH = 20  # new decisions since the last fitting
FOLDS = 5
FEWEST_GOLDENS = 10  # that ordinary search can answer; fewer say nothing
PARTS = (1.0, 0.5, 0.25)  # of the weights: the most that harms no unit
DEEP = 10
SAME = 1e-9
NOTHING: Weights = {}


@dataclass(frozen=True)
class Verdict:
    """Which weights are used from now on, when they are others, and why; `measured` are means of MRR@10."""

    weights: Weights
    promoted: bool
    measured: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Material:
    """What is learned from and what it is measured on."""

    decided: tuple[Preferred, ...]
    probes: tuple[Probe, ...]
    decisions: int


def maybe_refit(assistant: Assistant, at: datetime) -> Learned | None:
    """Fit anew when enough was decided since the last time; None when not, or when there is no order to learn."""
    if _order(assistant) is None:
        return None
    with reading(assistant.engine) as connection:
        fresh, _ = decided_since(connection, _read_until(connection))
    return refit(assistant, at) if fresh >= FRESH else None


def refit(assistant: Assistant, at: datetime) -> Learned | None:
    """Fit, measure, promote or refuse, and write it down with its numbers. None when there is no order to learn, or
    learning began anew meanwhile."""
    order = _order(assistant)
    if order is None:
        return None
    with reading(assistant.engine) as connection:
        epoch, read_until = epoch_within(connection), decided_since(connection, 0)[1]
        said = said_within(connection, epoch)
    found = gathered(said, goldens_of(assistant.engine, None), assistant, order, local_day(at))
    current = current_of(assistant.engine)
    verdict = judge(found.decided, found.probes, current.weights if current else NOTHING)
    measured = verdict.measured | {"read_until": read_until}
    fitted = Learned(epoch, at, dict(verdict.weights), found.decisions, measured, verdict.promoted, verdict.promoted)
    return _keep(fitted, assistant)


def judge(decided: Sequence[Preferred], probes: Sequence[Probe], current: Weights) -> Verdict:
    """Whether what is learned from these decisions may be used, by golden questions it was not learned from."""
    fair = [each for each in probes if not each.expected.isdisjoint(each.documents)]
    whole = fit(decided)
    about = {"families": len({each.family for each in decided if each.pairs}), "goldens": len(fair)}
    if len(fair) < FEWEST_GOLDENS:
        return _refused("few_goldens", about, fair, current)
    if not whole:
        return _refused("few_units", about, fair, current)
    held = _held_out(decided)
    shipped = np.array([reciprocal(each, NOTHING) for each in fair])
    best = (shipped, "no_gain")
    for part in PARTS:
        after = np.array([reciprocal(each, scaled(held[each.family % FOLDS], part)) for each in fair])
        final, kept = scaled(whole, part), np.array([reciprocal(each, scaled(whole, part)) for each in fair])
        before_now = np.array([reciprocal(each, current) for each in fair])
        harm = _harm(fair, shipped, after) or _harm(fair, shipped, kept) or _falls(before_now, kept)
        if harm is None:
            return Verdict(final, True, about | _numbers(fair, shipped, after) | {"reason": "gain", "part": part})
        best = (after, harm) if part == PARTS[0] else best
    return _refused(best[1], about | _numbers(fair, shipped, best[0]), fair, current)


def reset(by: Reader, reason: str, assistant: Assistant, at: datetime) -> Decision:
    """Begin a new epoch: what was learned and what earlier decisions do to the order counts no more; history stays.

    Raises NotAllowed for all but the office, NotTeachable("reason") without one.
    """
    if by.role not in GUARDIANS:
        raise NotAllowed("to begin learning anew")
    if not reason.strip():
        raise NotTeachable("reason")
    made: list[int] = []

    def beside(connection: Connection) -> None:
        taught_within(connection)
        epoch = next_epoch_within(connection)
        person = Person(by.account_id, by.display_name)
        unit = office_unit(assistant.tables, local_day(at))
        number = write_within(
            connection, Entry(at, DecisionKind.LEARNING_RESET, person, unit, reason.strip(), "", gate={"epoch": epoch})
        )
        add_within(connection, Learned(epoch, at, {}, 0, {"reason": "reset", "read_until": number}, True, True))
        made.append(number)

    assistant.index.change([], [], beside)
    return decision_of(assistant.engine, made[-1])


def gathered(
    said: Sequence[Said], goldens: Sequence[Golden], assistant: Assistant, order: Reranker, on: date
) -> Material:
    """Decisions by families of questions, and golden questions, with the candidates the product finds for them today."""
    tools = assistant.answering
    questions = [*(each.question for each in said), *(each.question for each in goldens)]
    read = {question: worded(question, tools, on) for question in dict.fromkeys(questions)}
    numbers = dict(zip(read, families([wording for _, wording in read.values()]), strict=True))
    with reading(assistant.engine) as connection:
        petitions = petitions_of(connection, sorted({id for each in said for id in each.better | each.worse}))

    def found(question: str, tokens: frozenset[str]) -> Candidates:
        understood, wording = read[question]
        return candidates(understood, wording.vector, Filter(tokens, FOUND_BY_ALL, on), tools, order)

    by_family: dict[int, list[Said]] = {}
    for each in said:
        by_family.setdefault(numbers[each.question], []).append(each)
    decided = (
        preferred(family, some, found(some[-1].question, EVERYTHING), petitions) for family, some in by_family.items()
    )
    probes = (
        probe(numbers[each.question], each, found(each.question, frozenset({"all", each.as_reader})))
        for each in goldens
    )
    return Material(tuple(decided), tuple(probes), len(said))


def reciprocal(asked: Probe, weights: Weights) -> float:
    """1 over the rank of the first right document in this order, 0 when it is not among ten."""
    scores = asked.shipped + asked.rows @ _vector(weights) if weights else asked.shipped
    seen: dict[str, None] = {}
    for place in np.argsort(-scores, kind="stable").tolist():
        seen.setdefault(asked.documents[place])
        if asked.documents[place] in asked.expected:
            return 1 / len(seen) if len(seen) <= DEEP else 0.0
    return 0.0


def scaled(weights: Weights, part: float) -> Weights:
    """A part of the weights."""
    return {name: round(part * weight, 6) for name, weight in weights.items()}


def _order(assistant: Assistant) -> Reranker | None:
    return reranker(assistant.index, assistant.embedder) if assistant.settings.rerank else None


def _read_until(connection: Connection) -> int:
    """The newest decision that the last fitting of this epoch knew."""
    last = newest_fitting(connection, epoch_within(connection))
    return int(last.measured.get("read_until", 0)) if last else 0


def _held_out(decided: Sequence[Preferred]) -> list[Weights]:
    """For every fold the weights learned from the families of the others."""
    return [fit([each for each in decided if each.family % FOLDS != fold]) for fold in range(FOLDS)]


def _harm(asked: Sequence[Probe], before: np.ndarray, after: np.ndarray) -> str | None:
    """Why this order may not be used: all together do not gain, or one unit falls."""
    if float(after.mean()) <= float(before.mean()) + SAME:
        return "falls" if float(after.mean()) < float(before.mean()) - SAME else "no_gain"
    units = np.array([each.unit for each in asked])
    fallen = [unit for unit in sorted(set(units.tolist())) if _falls(before[units == unit], after[units == unit])]
    return f"unit_falls:{fallen[0]}" if fallen else None


def _falls(before: np.ndarray, after: np.ndarray) -> str | None:
    return "falls" if float(after.mean()) < float(before.mean()) - SAME else None


def _numbers(asked: Sequence[Probe], before: np.ndarray, after: np.ndarray) -> dict[str, Any]:
    units = np.array([each.unit for each in asked])
    of_unit = {
        unit: [round(float(before[units == unit].mean()), 4), round(float(after[units == unit].mean()), 4)]
        for unit in sorted(set(units.tolist()))
    }
    return {"before": round(float(before.mean()), 4), "after": round(float(after.mean()), 4), "units": of_unit}


def _refused(reason: str, measured: dict[str, Any], asked: Sequence[Probe], current: Weights) -> Verdict:
    """What is in use stays, unless it has become worse than the order as it was shipped: then that is used again."""
    measured = measured | {"reason": reason}
    if not current or not asked:
        return Verdict(NOTHING, False, measured)
    shipped = np.array([reciprocal(each, NOTHING) for each in asked])
    now = np.array([reciprocal(each, current) for each in asked])
    if not _falls(shipped, now):
        return Verdict(NOTHING, False, measured)
    return Verdict(NOTHING, True, measured | _numbers(asked, now, shipped) | {"reason": "taken_back"})


def _vector(weights: Weights) -> np.ndarray:
    return np.array([weights.get(name, 0.0) for name in NAMES], dtype=np.float32)


def _keep(fitted: Learned, assistant: Assistant) -> Learned | None:
    """Write the fitting and its line in the ledger; the order changes in the same moment, or not at all."""
    kept: list[Learned] = []

    def beside(connection: Connection) -> None:
        if epoch_within(connection) != fitted.epoch:
            return
        number = add_within(connection, fitted)
        write_within(connection, _entry(fitted, number, assistant))
        if fitted.promoted:
            taught_within(connection)
        kept.append(Learned(**{**vars(fitted), "id": number}))

    if fitted.promoted:
        assistant.index.change([], [], beside)
    else:
        with writing(assistant.engine) as connection:
            beside(connection)
    return kept[-1] if kept else None


def _entry(fitted: Learned, number: int, assistant: Assistant) -> Entry:
    kind = DecisionKind.LEARNING_PROMOTED if fitted.promoted else DecisionKind.LEARNING_REFUSED
    unit = office_unit(assistant.tables, local_day(fitted.made))
    gate = {**fitted.measured, "learned": number}
    return Entry(fitted.made, kind, MACHINE, unit, wording.verdict(fitted.measured), "", gate=gate)
