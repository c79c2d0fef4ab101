"""Composes an answer of verbatim sentences: the newest that answers leads, older figures stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.rank import Scored, Wanted
from assistant.domain import Part

LEAD_MARGIN = 0.07
POINT_MARGIN = 0.16
MOST_POINTS = 3
MOST_OLDER = 2
SAME_STATEMENT = 0.55
SAME_WORDS = 0.72
LONG_AGO = date.min


@dataclass(frozen=True)
class Chosen:
    """A sentence chosen for the answer and where it stands in it."""

    scored: Scored
    part: Part


def compose(question: Wanted, scored: Sequence[Scored]) -> list[Chosen]:
    """The sentences of the answer in reading order; `scored` must not be empty."""
    ranked = sorted(scored, key=lambda each: -each.score)
    lead = newest_of_the_best(ranked)
    older = older_figures(question, lead, ranked)
    points = further_points(lead, older, ranked)
    return [
        Chosen(lead, Part.LEAD),
        *(Chosen(each, Part.POINT) for each in points),
        *(Chosen(each, Part.OLDER) for each in older),
    ]


def newest_of_the_best(ranked: Sequence[Scored]) -> Scored:
    """Among sentences that say the same as the best one nearly as well, the newest."""
    best = ranked[0]
    rivals = [
        each
        for each in ranked
        if each.score >= best.score - LEAD_MARGIN
        and similarity(each.sentence.skeleton, best.sentence.skeleton) >= SAME_STATEMENT
        and not each.provinces - best.provinces
    ]
    return max(rivals, key=lambda each: (each.chunk.issued or LONG_AGO, each.score))


def older_figures(question: Wanted, lead: Scored, ranked: Sequence[Scored]) -> list[Scored]:
    """Sentences of other dates that state the same thing with other figures, newest first."""
    if not (question.quantity or question.time) or not lead.sentence.figures:
        return []
    found: list[Scored] = []
    for each in ranked:
        if each.score < lead.score - 2 * POINT_MARGIN or not conflicts(lead, each):
            continue
        if all(each.sentence.figures != known.sentence.figures for known in found):
            found.append(each)
    return sorted(found, key=lambda each: each.chunk.issued or LONG_AGO, reverse=True)[:MOST_OLDER]


def conflicts(lead: Scored, other: Scored) -> bool:
    """Whether both state the same thing with different figures at different dates, for the same place."""
    return (
        other.chunk.document_id != lead.chunk.document_id
        and bool(other.sentence.figures)
        and other.sentence.figures != lead.sentence.figures
        and (other.chunk.issued or LONG_AGO) != (lead.chunk.issued or LONG_AGO)
        and other.provinces == lead.provinces
        and similarity(lead.sentence.skeleton, other.sentence.skeleton) >= SAME_STATEMENT
    )


def further_points(lead: Scored, older: Sequence[Scored], ranked: Sequence[Scored]) -> list[Scored]:
    """What else answers: different statements, newest first among equals, no near-copies for other provinces."""
    chosen = [lead, *older]
    points: list[Scored] = []
    for each in ranked:
        if len(points) == MOST_POINTS or each.score < lead.score - POINT_MARGIN:
            break
        if all(similarity(each.sentence.words, known.sentence.words) < SAME_WORDS for known in chosen):
            chosen.append(each)
            points.append(each)
    return points


def similarity(left: frozenset[str], right: frozenset[str]) -> float:
    """Jaccard similarity of two sets of words (0..1)."""
    union = len(left | right)
    return len(left & right) / union if union else 0.0
