"""Which of many questions ask the same, by the product's own likeness of questions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.analytics.facts import kept_of
from assistant.analytics.gaps import Alike
from assistant.answering.same_question import likeness, thresholds, wording_of
from assistant.bootstrap import Assistant

WORTH_COMPARING = 0.5  # cosine below which two questions are never found alike


def alike_by(assistant: Assistant) -> Alike:
    """For each question the place of the first one before it that asks the same, its own when none does.

    What was found is kept for a minute: the same questions are compared again with every look at the page.
    """
    kept, answering = kept_of(assistant.engine), assistant.answering

    def first_alike(questions: Sequence[str]) -> list[int]:
        key = "alike", tuple(questions), answering.index.generation()
        return kept.get(key, list) or kept.put(key, compare(questions))

    def compare(questions: Sequence[str]) -> list[int]:
        vectors = answering.embedder.encode(list(questions))
        read = [
            wording_of(text, vector, answering.weigh, answering.places.named_in)
            for text, vector in zip(questions, vectors, strict=True)
        ]
        close, lead = np.asarray(vectors @ vectors.T) >= WORTH_COMPARING, thresholds().lead
        places: list[int] = []
        for here in range(len(read)):
            leaders = (other for other in range(here) if places[other] == other and close[here, other])
            places.append(next((each for each in leaders if likeness(read[here], read[each]) >= lead), here))
        return places

    return first_alike
