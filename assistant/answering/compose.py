"""Composes an answer of verbatim sentences: the newest that answers leads, older figures stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.rank import Scored, is_legal_sheet
from assistant.answering.wanted import Wanted
from assistant.domain import Part

LEAD_MARGIN = 0.07
POINT_MARGIN = 0.16
MOST_POINTS = 3
MOST_OLDER = 3
MOST_OF_A_DOCUMENT = 2
SAME_STATEMENT = 0.55
AS_MUCH_OF_THE_QUESTION = 0.85
ENOUGH_OF_THE_QUESTION = 0.6
SAME_WORDS = 0.72
LONG_AGO = date.min


@dataclass(frozen=True)
class Chosen:
    """A sentence chosen for the answer and where it stands in it."""

    scored: Scored
    part: Part


def compose(question: Wanted, ranked: Sequence[Scored]) -> list[Chosen]:
    """The sentences of the answer in reading order; `ranked` is sorted best first and must not be empty."""
    if ranked[0].named:
        ranked = [each for each in ranked if each.named or each.mentions]
    lead = newest_of_the_best(ranked)
    older = older_figures(question, lead, ranked)
    points = further_points(question, lead, older, ranked)
    return [
        Chosen(lead, Part.LEAD),
        *(Chosen(each, Part.POINT) for each in points),
        *(Chosen(each, Part.OLDER) for each in older),
    ]


def newest_of_the_best(ranked: Sequence[Scored]) -> Scored:
    """Among the sentences that answer about as well as the best one, the newest."""
    best = ranked[0]
    if best.named or is_legal_sheet(best.candidate):
        return best
    rivals = [each for each in ranked if each.score >= best.score - margin_of(best, each) and rivals_with(best, each)]
    return max(rivals, key=lambda each: (each.chunk.issued or LONG_AGO, each.score))


def margin_of(best: Scored, other: Scored) -> float:
    """How much less a rival may score: more when it holds the kind of fact that is asked for and the best one does not."""
    return POINT_MARGIN if other.fit and not best.fit else LEAD_MARGIN


def rivals_with(best: Scored, other: Scored) -> bool:
    """Whether another sentence may lead instead: the same statement, or as much of the question and of its facts."""
    if other is best:
        return True
    if is_legal_sheet(other.candidate) or other.document_id == best.document_id or other.provinces - best.provinces:
        return False
    same = similarity(other.sentence.skeleton, best.sentence.skeleton) >= SAME_STATEMENT
    share = ENOUGH_OF_THE_QUESTION if other.fit and not best.fit else AS_MUCH_OF_THE_QUESTION
    as_much = other.coverage >= share * best.coverage and not (other.elsewhere and not best.elsewhere)
    return other.fit >= best.fit and (same or as_much)


def older_figures(question: Wanted, lead: Scored, ranked: Sequence[Scored]) -> list[Scored]:
    """Sentences of other dates that state the same thing with other figures, newest first."""
    if not (question.quantity or question.time):
        return []
    found: list[Scored] = []
    for each in ranked:
        if each.score < lead.score - 2 * POINT_MARGIN:
            break
        if conflicts(question, lead, each) and all(facts(question, each) != facts(question, known) for known in found):
            found.append(each)
    return sorted(found, key=lambda each: each.chunk.issued or LONG_AGO, reverse=True)[:MOST_OLDER]


def conflicts(question: Wanted, lead: Scored, other: Scored) -> bool:
    """Whether an older source states the same thing with different figures, for the same place."""
    stated = facts(question, other)
    return (
        other.document_id != lead.document_id
        and bool(stated)
        and (other.chunk.issued or LONG_AGO) < (lead.chunk.issued or LONG_AGO)
        and other.provinces == lead.provinces
        and not is_legal_sheet(other.candidate)
        and differs(question, lead, other)
    )


def differs(question: Wanted, lead: Scored, other: Scored) -> bool:
    """Whether both state the same thing otherwise: in the same words, or as much of the question in its own unit."""
    stated, leading = facts(question, other), facts(question, lead)
    if similarity(lead.sentence.skeleton, other.sentence.skeleton) >= SAME_STATEMENT:
        return stated != leading
    counted = question.units & lead.sentence.counted & other.sentence.counted
    enough = other.coverage >= ENOUGH_OF_THE_QUESTION * lead.coverage
    return bool(counted) and enough and stated.isdisjoint(leading)


def facts(question: Wanted, scored: Scored) -> frozenset[str]:
    """The figures a sentence states, or its dates when a date and no number of something is what was asked for."""
    return scored.sentence.dates if question.time and not question.units else scored.sentence.figures


def further_points(question: Wanted, lead: Scored, older: Sequence[Scored], ranked: Sequence[Scored]) -> list[Scored]:
    """What else answers: different statements, from other sources first; an outdated figure is no point of its own."""
    outdated = question.quantity or question.time
    close = [
        each
        for each in ranked
        if each.score >= lead.score - POINT_MARGIN and not (outdated and conflicts(question, lead, each))
    ]
    chosen = [lead, *older]
    for limit in (MOST_OF_A_DOCUMENT, MOST_POINTS + 1):
        for each in close:
            if len(chosen) > MOST_POINTS + len(older):
                break
            if is_new(each, chosen) and sum(known.document_id == each.document_id for known in chosen) < limit:
                chosen.append(each)
    points = chosen[1 + len(older) :]
    return sorted(points, key=lambda each: -each.score)


def is_new(scored: Scored, chosen: Sequence[Scored]) -> bool:
    """Whether it says something that is not said yet."""
    words = scored.sentence.terms.words
    return all(similarity(words, known.sentence.terms.words) < SAME_WORDS for known in chosen)


def similarity(left: frozenset[str], right: frozenset[str]) -> float:
    """Jaccard similarity of two sets of words (0..1)."""
    union = len(left | right)
    return len(left & right) / union if union else 0.0
