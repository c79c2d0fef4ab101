"""Names of bodies, programmes and firms: a sentence may use one only if a cited passage does, short or written out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.tables import Tables
from ingest.vietnamese import fold, strip_tones, syllables

# A syllable of Vietnamese without its marks; a first word that is none is taken for a name (Viettel, Google).
SYLLABLE = re.compile(r"(?:ngh|ng|nh|kh|gh|gi|ph|qu|th|tr|ch|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?")
WORD = re.compile(r"[^\W_][^\W_&.]*(?:&[^\W_]+)*(?:\.[^\W_]+)*")
# A capital at the start of a sentence says nothing, unless the word begins the name of a body.
BODIES = frozenset(
    "bộ sở cục vụ ban ủy uỷ ubnd hđnd văn viện trung quỹ thanh công tập tổng quốc chính thủ hội đoàn mặt đảng ngân kho tòa toà "
    "viện liên hiệp chủ phó".split()
)


class Names:
    """Compares names by their pairs of syllables, abbreviations written out."""

    def __init__(self, tables: Tables) -> None:
        full = {each.short: tables.meanings(each.short) for each in tables.abbreviations}
        self._full = {short: meanings[0] for short, meanings in full.items() if len(meanings) == 1}

    def unknown(self, text: str, sources: Sequence[str]) -> bool:
        """Whether the text uses a name that none of the sources does."""
        known: set[tuple[str, str]] = set()
        for source in sources:
            known |= _all_pairs(self.written_out(source)) | _all_pairs(source)
        alone = {word for pair in known for word in pair}
        return any(not _is_known(pair, known, alone) for pair in _name_pairs(self.written_out(text)))

    def written_out(self, text: str) -> str:
        """The text with every unambiguous abbreviation in full; document codes are left alone."""
        return re.sub(r"(?<![\w/&.-])[A-ZĐ][A-ZĐa-z]*(?:[&.][A-ZĐ]+)*(?![\w/&-])", self._in_full, text)

    def _in_full(self, match: re.Match[str]) -> str:
        return self._full.get(match[0], match[0])


def _is_known(pair: tuple[str, str], known: set[tuple[str, str]], alone: set[str]) -> bool:
    return pair in known if pair[1] else pair[0] in alone


def _name_pairs(text: str) -> list[tuple[str, str]]:
    """Each capitalised word with the word after it; with nothing where the name ends there."""
    found = []
    words = list(WORD.finditer(text))
    for position, match in enumerate(words):
        word = match[0]
        if not word[0].isupper() or (position == 0 and not _opens_a_name(word)):
            continue
        following = words[position + 1] if position + 1 < len(words) else None
        joined = following is not None and text[match.end() : following.start()].strip() == ""
        if following is not None and joined and following[0][0].isupper():
            found.append((fold(word), fold(following[0])))
        elif (word.isupper() and len(word) > 1) or (position == 0 and fold(word) not in BODIES):
            found.append((_one(word), ""))
        elif position and words[position - 1][0][0].isupper():
            continue  # the end of a name that began before: its pair was compared
        else:
            found.append((fold(word), fold(following[0]) if following is not None and joined else ""))
    return found


def _opens_a_name(word: str) -> bool:
    foreign = SYLLABLE.fullmatch(strip_tones(fold(word))) is None
    return fold(word) in BODIES or word[1:2].isupper() or foreign


def _all_pairs(text: str) -> set[tuple[str, str]]:
    words = [fold(match[0]) for match in WORD.finditer(text)]
    return {*zip(words, [*words[1:], ""], strict=True)}


def _one(word: str) -> str:
    return fold(word) if "&" not in word else "".join(syllables(word))
