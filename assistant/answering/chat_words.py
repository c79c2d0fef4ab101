"""Chat spellings and abbreviations written out, where what stands beside them allows it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.language import Language
from assistant.answering.possible import is_possible, syllables_there_are
from assistant.answering.question_words import ASKED_UNMARKED
from ingest.tables import Tables
from ingest.vietnamese import fold, has_tones, strip_tones

NUMBER = "#"  # in the column `not_after`: any number
MOSTLY = 0.1
SIGNS = ".,;:?!()\"“”'…"


def written_out(words: Sequence[str], tables: Tables, texts: Language | None) -> list[str]:
    """The words with chat spellings (`ko` → không) and abbreviations (`VTCI` → viễn thông công ích) written out.

    A spelling that is a word as well stays where `texts` have it beside a neighbour, or where there are no texts to
    ask. In a question without marks what is written out has none either, so that it is searched as a whole.
    """
    bare = texts is not None and not any(has_tones(word) for word in words)
    return [_written_out(words, place, tables, texts, bare) for place in range(len(words))]


def _written_out(words: Sequence[str], place: int, tables: Tables, texts: Language | None, bare: bool) -> str:
    word = words[place]
    core = word.strip(SIGNS)
    if not core:
        return word
    before, after = _beside(words, place - 1), _beside(words, place + 1)
    if core.islower() and not _is_shortened(word, core) and (chat := tables.typed_word(fold(core))):
        stays = chat.meant == (chat.typed,) or _kind_of(before) in chat.not_after
        if stays or _is_a_word(fold(core), before, after, texts) or _is_begun(fold(core), before, texts):
            return word
        meant = _best(chat.meant, before, after, texts)
        return word.replace(core, strip_tones(meant) if bare else meant)
    meanings = () if core.islower() and is_possible(fold(core)) else tables.meanings(core)
    if core.isupper() and tables.typed_word(fold(core)) and all(each.short != core for each in tables.abbreviations):
        return word  # `BT` is no `bt`
    if len(meanings) != 1:
        return word
    return word.replace(core, strip_tones(meanings[0]) if bare else meanings[0])


def is_kept(core: str, tables: Tables) -> bool:
    """Whether a table has this word: one of another language meant as typed, or an abbreviation in small letters."""
    known = tables.typed_word(fold(core))
    if known is not None:
        return known.meant == (known.typed,)
    return bool(tables.meanings(core)) and not is_possible(fold(core))


def _beside(words: Sequence[str], place: int) -> str:
    return fold(words[place].strip(SIGNS)) if 0 <= place < len(words) else ""


def _is_a_word(core: str, before: str, after: str, texts: Language | None) -> bool:
    """A form that can be a syllable is one where the texts have it beside a neighbour."""
    if not is_possible(core):
        return False
    if texts is None or texts.seen(before, core) or texts.seen(core, after):
        return True
    return texts.asked is ASKED_UNMARKED and texts.count(core) > 0  # without marks it may be many words


def _is_shortened(word: str, core: str) -> bool:
    """One letter with a full stop (`v.v.`, `v.,`) is no chat spelling."""
    return len(core) == 1 and word.rpartition(core)[2].startswith(".")


def _kind_of(before: str) -> str:
    return NUMBER if before.isdigit() else before


def _is_begun(core: str, before: str, texts: Language | None) -> bool:
    """A single letter that begins a word which mostly follows the one before (`bảo v` → vệ)."""
    if texts is None or len(core) > 1 or not before or before in texts.asked:
        return False
    syllables = syllables_there_are()
    words = [word for near in syllables.near(core) for word in (*syllables.spellings[near], near)]
    begun = (word for word in words if word not in texts.asked)
    return any(texts.seen(before, word) > MOSTLY * (texts.count(before) + 10) for word in begun)


def _best(meanings: Sequence[str], before: str, after: str, texts: Language | None) -> str:
    """The meaning that fits the neighbours best, the first one in doubt."""
    if texts is None or len(meanings) == 1:
        return meanings[0]

    def fit(meaning: str) -> int:
        syllables = fold(meaning).split()
        return texts.seen(before, syllables[0]) + texts.seen(syllables[-1], after)

    return max(meanings, key=fit)
