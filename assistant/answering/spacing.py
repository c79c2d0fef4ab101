"""Spaces lost and spaces put in: `bưuđiện` is two words, `ti ền` is one."""

from __future__ import annotations

import itertools

from assistant.answering.language import EDGE, Language
from assistant.answering.possible import syllables_there_are
from ingest.vietnamese import fold

LONGEST = 22
MOST_WORDS = 4
SHORTEST = 3
SPLIT_COST = 8.0  # how much better one word must fit than the two that stand there
KNOWN_COST = 5.0  # more, when both could stand alone


def parted(core: str, texts: Language) -> list[str]:
    """The known words that stand in `core` without spaces and that the texts have side by side; empty when none do."""
    if not SHORTEST <= len(core) <= LONGEST or fold(core) in syllables_there_are().toned:
        return []
    found = _partings(core, EDGE, MOST_WORDS, texts)
    best = max(found, key=lambda pieces: _worth(pieces, texts), default=[])
    return best


def _partings(core: str, before: str, most: int, texts: Language) -> list[list[str]]:
    """Every way to read `core` as words that follow each other in the texts."""
    found = [[core]] if before and _is_word(fold(core), texts) and _follows(before, fold(core), texts) else []
    if most == 1:
        return found
    for spot in range(1, min(len(core), 8)):
        left = fold(core[:spot])
        if _is_word(left, texts) and (not before or _follows(before, left, texts)):
            found += [[core[:spot], *rest] for rest in _partings(core[spot:], left, most - 1, texts)]
    return found


def _is_word(word: str, texts: Language) -> bool:
    syllables = syllables_there_are()
    if word not in syllables.toned and word not in syllables.spellings:
        return False
    return word in texts.asked or texts.count(word) > 0


def _follows(before: str, word: str, texts: Language) -> bool:
    return texts.seen(before, word) > 0 or (before, word) in texts.asked_pairs


def _worth(pieces: list[str], texts: Language) -> float:
    words = [fold(piece) for piece in pieces]
    steps = itertools.pairwise(words)
    return texts.alone(words[0]) + sum(texts.after(left, right) for left, right in steps)


def put_together(before: str, left: str, right: str, after: str, texts: Language) -> str | None:
    """The one word that a space went into, when it fits far better than the two; None when they may stay."""
    whole = fold(left + right)
    syllables = syllables_there_are()
    if (whole not in syllables.toned and whole not in syllables.spellings) or len(whole) < SHORTEST:
        return None
    if not texts.count(whole) or texts.seen(left, right) or (left, right) in texts.asked_pairs:
        return None
    apart = texts.after(before, left) + texts.after(left, right) + texts.after(right, after)
    joined = texts.after(before, whole) + texts.after(whole, after)
    both_words = _is_word(left, texts) and _is_word(right, texts)
    return whole if joined - apart > (SPLIT_COST + KNOWN_COST if both_words else SPLIT_COST) else None
