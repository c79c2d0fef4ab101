"""The same question in other words: abbreviations and what they stand for, old and new names, the ministry's synonyms.

Everything comes from the editable tables (`abbreviations`, `names`, `synonyms`, `units`, `provinces`). A name that
changed counts from the day it changed: asked as of 2024, Bình Phước is not Đồng Nai. A phrase is recognised with its
marks or without any; a province or an abbreviation only where it is written as one (`tỉnh Hòa Bình`, not `hòa bình`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.table_rows import Abbreviation, Field, NameChange, Province, Synonyms, Unit
from ingest.vietnamese import fold, nfc, strip_tones

MOST = 6
MOST_OF_A_PHRASE = 3
SHORTEST_SHORT_FORM = 3  # CV, TT, QĐ stand in every code: looking for them finds anything
CHAT = "tin nhắn"
_WORD = re.compile(r"[^\W_]+(?:&[^\W_]+)*")
_APART = re.compile(r"[;:?!…\n()]|\.\s")
_NAME_BEFORE = re.compile(
    r"\b(?:tinh|thanh pho|tp\.?|cu tri|dia ban|so|ubnd|hdnd|hoi dong nhan dan|uy ban nhan dan)\s+$"
)


@dataclass(frozen=True)
class Wording:
    """What a phrase may also be called, from when on, and in which fields; `proper` must be written as a name.

    `strict` wants the question to speak of one of the fields; otherwise a question of no known field passes too.
    """

    said: tuple[str, ...]
    other: str
    since: date | None = None
    fields: frozenset[str] = frozenset()
    strict: bool = False
    proper: bool = False


@dataclass(frozen=True)
class _Words:
    """The words of a question: as typed, folded, without marks, and where they stand."""

    text: str
    folded: tuple[str, ...]
    bare: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


class Expansions:
    """Finds, in a fraction of a millisecond, which phrases of a question may be said otherwise."""

    def __init__(self, wordings: Iterable[Wording], fields: Iterable[Field] = ()) -> None:
        self._wordings: dict[str, list[Wording]] = {}
        for wording in dict.fromkeys(wordings):
            self._wordings.setdefault(_key(wording.said), []).append(wording)
        self._fields: dict[str, set[str]] = {}
        for field in fields:
            for keyword in field.keywords:
                self._fields.setdefault(_key(_folded_words(keyword)), set()).add(field.slug)
        self._longest = max((key.count(" ") + 1 for key in (*self._wordings, *self._fields)), default=0)

    def of(self, text: str, on: date) -> tuple[str, ...]:
        """`text` with one phrase after the other said otherwise, as people may say it on that day; at most MOST."""
        words = _words(nfc(text))
        found, fields = self._phrases(words)
        others = [
            f"{words.text[: words.starts[first]]}{wording.other}{words.text[words.ends[last - 1] :]}"
            for first, last in found
            for wording in self._said_here(words, first, last, on, fields)[:MOST_OF_A_PHRASE]
        ]
        return tuple(dict.fromkeys(others))[:MOST]

    def _phrases(self, words: _Words) -> tuple[list[tuple[int, int]], set[str]]:
        """Where known phrases stand, none inside another but at its end, and which fields the question speaks of."""
        found: list[tuple[int, int]] = []
        fields: set[str] = set()
        covered = 0
        for first in range(len(words.bare)):
            last = min(len(words.bare), first + self._longest)
            for end in range(last, first, -1):
                key = " ".join(words.bare[first:end])
                fields |= self._fields.get(key, set())
                if end >= covered and key in self._wordings:  # also the end of a longer phrase: dịch vụ [bưu chính]
                    found.append((first, end))
                    covered = end
        return found, fields

    def _said_here(self, words: _Words, first: int, last: int, on: date, fields: set[str]) -> list[Wording]:
        return [
            wording
            for wording in self._wordings[" ".join(words.bare[first:last])]
            if (wording.since is None or on >= wording.since)
            and _of_these_fields(wording, fields)
            and _is_typed(wording, words, first, last)
        ]


def wordings(
    abbreviations: Iterable[Abbreviation],
    names: Iterable[NameChange],
    synonyms: Iterable[Synonyms],
    units: Sequence[Unit],
    provinces: Sequence[Province],
) -> Iterator[Wording]:
    """Every pair of wordings the tables hold, the surest first."""
    for name in names:
        yield from _renamed(name.old, name.new, name.changed, frozenset(name.fields))
    yield from _of_units(units)
    yield from _of_provinces(provinces)
    for abbreviation in abbreviations:
        yield from _abbreviated(abbreviation)
    for synonym in synonyms:
        yield from _alike(synonym.wordings)


def _renamed(
    old: Sequence[str], new: Sequence[str], changed: date | None, fields: frozenset[str], proper: bool = False
) -> Iterator[Wording]:
    """Each form of the other name; the forms of one name stand for each other on any day."""
    for said in old:
        yield from (Wording(_folded_words(said), other, changed, fields, proper=proper) for other in new)
    for said in new:
        yield from (Wording(_folded_words(said), other, changed, fields, bool(fields), proper) for other in old)
    yield from _alike(old)
    yield from _alike(new)


def _alike(wordings: Sequence[str]) -> Iterator[Wording]:
    for said in wordings:
        words = _folded_words(said)
        yield from (Wording(words, other) for other in wordings if _folded_words(other) != words)


def _abbreviated(abbreviation: Abbreviation) -> Iterator[Wording]:
    """Both ways, except for the spellings of chats and, from the full form, for the shortest."""
    if CHAT in abbreviation.note:
        return
    yield Wording(_folded_words(abbreviation.short), abbreviation.full, proper=True)
    if len(abbreviation.short) >= SHORTEST_SHORT_FORM:
        yield Wording(_folded_words(abbreviation.full), abbreviation.short)


def _of_units(units: Sequence[Unit]) -> Iterator[Wording]:
    by_code: Mapping[str, Unit] = {unit.code: unit for unit in units}
    for unit in units:
        later = by_code.get(unit.successor or "")
        if later and later.name == later.ministry:  # a ministry is more than the unit it took over
            yield Wording(_folded_words(unit.name), later.name, unit.valid_to, frozenset(unit.fields))
        elif later and later.name != unit.name:
            yield from _renamed((unit.name,), (later.name,), unit.valid_to, frozenset(unit.fields))
        if len(unit.short) >= SHORTEST_SHORT_FORM:
            yield from _alike((unit.name, unit.short))


def _of_provinces(provinces: Sequence[Province]) -> Iterator[Wording]:
    for province in provinces:
        if province.successor and province.successor != province.name:
            yield from _renamed((province.name,), (province.successor,), province.valid_to, frozenset(), proper=True)


def _of_these_fields(wording: Wording, fields: set[str]) -> bool:
    return not wording.fields or bool(wording.fields & fields) or not (wording.strict or fields)


def _is_typed(wording: Wording, words: _Words, first: int, last: int) -> bool:
    """Each word with its marks or with none; a name with a capital, or after a word that announces one."""
    typed = zip(words.folded[first:last], words.bare[first:last], wording.said, strict=True)
    if any(word not in (said, bare) for word, bare, said in typed):
        return False
    if _APART.search(words.text, words.starts[first], words.ends[last - 1]):
        return False
    if not wording.proper:
        return True
    written = words.text[words.starts[first] : words.ends[last - 1]]
    announced = _NAME_BEFORE.search(strip_tones(fold(words.text[: words.starts[first]])))
    return announced is not None or all(part[:1].isupper() for part in written.split())


def _words(text: str) -> _Words:
    found = list(_WORD.finditer(text))
    folded = tuple(fold(match[0]).replace("&", "") for match in found)
    return _Words(
        text,
        folded,
        tuple(strip_tones(word) for word in folded),
        tuple(match.start() for match in found),
        tuple(match.end() for match in found),
    )


def _folded_words(phrase: str) -> tuple[str, ...]:
    return _words(nfc(phrase)).folded


def _key(words: Sequence[str]) -> str:
    return strip_tones(" ".join(words))
