"""Text in an old encoding is read as it was meant; good text is returned as it is.

Each word that is not plain ASCII has a cost as it stands and a cost in each encoding. The cheapest way through
the text, where changing the encoding costs too, decides word by word: so good paragraphs beside old ones stay,
and single foreign names never change, because no one word outweighs the price of a change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from ingest.encodings import fonts, grammar, mojibake, tcvn3, viqr
from ingest.encodings.tables import ENCODINGS, Encoding

# What reading a run of words in another encoding must gain; less where the document has shown that it uses it.
PRICE_OF_A_CHANGE = 9.0
PRICE_IN_A_KNOWN_ENCODING = 4.0
GAIN_THAT_MAKES_AN_ENCODING_KNOWN = 100.0
# Encodings change between lines; within a line, in or out, it costs this more.
PRICE_WITHIN_A_LINE = 8.0
# One odd name that comes again and again is no evidence: so many different words must read better.
LEAST_DIFFERENT_WORDS = 2
# A run in an old font that reads better as it stands by this much was typed in Unicode.
TRUST_IN_A_FONT = 8.0

_COST_OF_A_SYMBOL = 6.0
_COST_OF_A_BULLET = 4.0
_COST_OF_A_LONE_SYMBOL = 9.0
_COST_OF_A_CONTROL = 14.0
_COST_OF_A_STRANGE_LETTER = 40.0

# What good text does not have: symbols and letters of the old encodings, and vowels that never meet.
_SUSPICIOUS = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x9f\xa1-\xaf\xb4-\xbb\xbf\xc4-\xc7\xcb\xce-\xd1\xd6\xd8\xdb\xdc\xde\xdf"
    "\xe4-\xe7\xeb\xee-\xf1\xf6\xf8\xfb\xfc\xfe\xffŒœŠšŽžŸƒˆ˜†‡‹›]"
    "|(?i:[aeyu][ùõ]|o[ùõâ]|a[áàãâêéèú]|e[âáàã]|[ôõýâê][ìò])|[a-z][À-ÖØ-Þ]"
)
_WORD = re.compile(r"[^\t-\r -/:-@\[-`{-~\u2000-\u200a\u3000]+")
_APART = re.compile("[\xa0\xad“”‘’«»…–—•°²³½¼¾]+")
_LONE_QUOTE = frozenset("‘’“”")
_BULLETS = frozenset("·§©®")
# What technical text is full of: m², µg, Ø21.
_UNIT = re.compile("[kcdmµ]?m[²³]|[µμ][gmslLAVFW]|[Øø]\\d*")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f]")
_SYMBOL = re.compile("[\xa1-\xac\xae-\xb9\xbc-\xbf×÷†‡ˆ‰‹›˜™„‚€\ufffd]")
_AS_IT_STANDS = Encoding("", lambda word: (word, 0))
_READINGS = (_AS_IT_STANDS, *ENCODINGS)


class Repair(NamedTuple):
    """The text as it was meant, NFC; `what` names the encodings and damages it was repaired from."""

    text: str
    what: tuple[str, ...] = ()


def repaired(text: str, font: str | None = None) -> Repair:
    """The text in NFC, read anew where it is in an old encoding: by the name of its font, else by how it reads.

    Give a whole document at once, line by line: the number and order of the lines never change. Give it before
    anything removes invisible characters (the soft hyphen is a letter of TCVN3). Runs of one font go together.
    """
    text = unicodedata.normalize("NFC", text)
    encoding = fonts.encoding_of(font) if font else None
    if encoding and font:
        return _by_font(text, encoding, fonts.writes_capitals(font))
    if text.isascii():
        return _named(text, viqr.read(text), "VIQR")
    if not _SUSPICIOUS.search(text):
        return Repair(text)
    unmangled = mojibake.read(text)
    by_reading = _by_reading(unmangled)
    name = (mojibake.NAME,) if unmangled != text else ()
    return Repair(by_reading.text, tuple(dict.fromkeys((*name, *by_reading.what))))


def _named(text: str, read: str, name: str) -> Repair:
    return Repair(read, (name,) if read != text else ())


def _by_font(text: str, encoding: Encoding, capitals: bool) -> Repair:
    """Unicode text in an old font (a careless paste) is known by letters the encoding lacks, or reads far better."""
    read, strange = encoding.read(text)
    if strange or _cost_of(text) + TRUST_IN_A_FONT < _cost_of(read):
        return repaired(text)
    if encoding.name == "TCVN3":
        read = read if "\xad" in text else "\n".join(tcvn3.with_lost_letters(read.split("\n")))
        read = read.upper() if capitals else read
    return _named(text, unicodedata.normalize("NFC", read), encoding.name)


def _cost_of(text: str) -> float:
    return sum(_cost(match[0], _AS_IT_STANDS) for match in _WORD.finditer(text) if not _is_plain(match[0]))


# ---------------------------------------------------------------------------------------- by how it reads


def _by_reading(text: str) -> Repair:
    """Encodings are taken up one after another, as long as another reads a run of words better."""
    odd = "\n".join(line for line in text.split("\n") if _SUSPICIOUS.search(line))
    suspects = [word for word, _ in _words_of(odd)]
    chosen = _best_encoding(suspects, [0] * len(suspects), _table(odd))
    if chosen is None:
        return Repair(text)
    table = _table(text)
    words = _words_of(text)
    taken: tuple[int, ...] = ()
    path: list[int] = []
    while chosen is not None and chosen not in taken:
        taken = (*taken, chosen)
        path = _path(words, taken, table)
        chosen = _best_encoding([word for word, _ in words], path, table)
    return _written(text, path)


def _path(words: Sequence[tuple[str, bool]], places: Sequence[int], table: dict[str, list[float]]) -> list[int]:
    """For each word the encoding to read it in; an encoding that has shown itself is cheaper the second time."""
    path = _cheapest_path(words, [(0, 0.0), *((place, PRICE_OF_A_CHANGE) for place in places)], table)
    gains = dict.fromkeys(places, 0.0)
    for (word, _), place in zip(words, path, strict=True):
        if place:
            gains[place] += table[word][0] - table[word][place]
    if max(gains.values()) < GAIN_THAT_MAKES_AN_ENCODING_KNOWN:
        return path
    prices = [
        (place, PRICE_IN_A_KNOWN_ENCODING if gain >= GAIN_THAT_MAKES_AN_ENCODING_KNOWN else PRICE_OF_A_CHANGE)
        for place, gain in gains.items()
    ]
    return _cheapest_path(words, [(0, 0.0), *prices], table)


def _words_of(text: str) -> list[tuple[str, bool]]:
    """The words that are not plain ASCII, with whether they are the first of their line.

    The plain ones read the same in every encoding.
    """
    return [
        (word, place == 0)
        for line in text.split("\n")
        for place, word in enumerate(match[0] for match in _WORD.finditer(line) if not _is_plain(match[0]))
    ]


def _is_plain(word: str) -> bool:
    """Control characters are capitals of VISCII."""
    return word.isascii() and word.isprintable()


def _table(text: str) -> dict[str, list[float]]:
    """Each word that is not plain with its cost as it stands and in each encoding."""
    words = {match for match in _WORD.findall(text) if not _is_plain(match)}
    return {word: [_cost(word, reading) for reading in _READINGS] for word in words}


def _cost(word: str, encoding: Encoding) -> float:
    read, strange = encoding.read(word)
    if _UNIT.fullmatch(read):
        return 0.0
    if read in _LONE_QUOTE:
        return _COST_OF_A_SYMBOL
    if len(read) == 1 and _SYMBOL.match(read):
        return _COST_OF_A_BULLET if read in _BULLETS else _COST_OF_A_LONE_SYMBOL
    total = strange * _COST_OF_A_STRANGE_LETTER + len(_CONTROL.findall(read)) * _COST_OF_A_CONTROL
    total += len(_SYMBOL.findall(read)) * _COST_OF_A_SYMBOL
    return total + sum(grammar.cost(each) for each in grammar.words(_APART.sub(" ", read)))


def _best_encoding(words: Sequence[str], path: Sequence[int], table: dict[str, list[float]]) -> int | None:
    """The place of the encoding in which a run of words gains most over how it is read; None if not its price."""
    costs = [(table[word], place, word) for word, place in zip(words, path, strict=True)]
    gains = {
        place: _best_run([(cost[now] - cost[place], word) for cost, now, word in costs])
        for place in range(1, len(_READINGS))
    }
    best = max(gains, key=gains.__getitem__)
    return best if gains[best] > PRICE_OF_A_CHANGE else None


def _best_run(gains: Sequence[tuple[float, str]]) -> float:
    """What the best run of words gains; 0 where too few different words (single letters are none) gain."""
    best = running = 0.0
    for gain, _ in gains:
        running += gain
        if running < 0.0:
            running = 0.0
        elif running > best:
            best = running
    return best if len({word for gain, word in gains if gain > 0 and len(word) > 1}) >= LEAST_DIFFERENT_WORDS else 0.0


def _cheapest_path(
    words: Sequence[tuple[str, bool]], readings: Sequence[tuple[int, float]], table: dict[str, list[float]]
) -> list[int]:
    """For each word the place of the encoding it is read in (0: as it stands), of those given with their prices."""
    places = [place for place, _ in readings]
    enter = [price for _, price in readings]
    totals = list(enter)
    came_from: list[list[int]] = []
    for word, is_first in words:
        costs = table[word]
        least = min(totals)
        cheapest = totals.index(least)
        change = least if is_first else least + PRICE_WITHIN_A_LINE
        step = []
        for state, price in enumerate(enter):
            if totals[state] <= change + price:
                step.append(state)
                totals[state] += costs[places[state]]
            else:
                step.append(cheapest)
                totals[state] = change + price + costs[places[state]]
        came_from.append(step)
    return [places[state] for state in _traced(came_from, totals.index(min(totals)))]


def _traced(came_from: Sequence[Sequence[int]], last: int) -> list[int]:
    path = []
    for step in reversed(came_from):
        path.append(last)
        last = step[last]
    return path[::-1]


def _written(text: str, path: Sequence[int]) -> Repair:
    """The text with every word read as chosen; lost letters and capitals of TCVN3 are a matter of whole lines."""
    chosen = iter(path)
    names: dict[str, None] = {}
    lines = []
    old: list[int] = []
    for number, line in enumerate(text.split("\n")):
        pieces, end = [], 0
        for match in _WORD.finditer(line):
            if _is_plain(match[0]) or not (place := next(chosen)):
                continue
            encoding = _READINGS[place]
            pieces += [line[end : match.start()], encoding.read(match[0])[0]]
            end = match.end()
            names[encoding.name] = None
            old += [number] if encoding.name == "TCVN3" and number not in old[-1:] else []
        lines.append("".join(pieces) + line[end:])
    restored = [lines[number] for number in old]
    restored = restored if "\xad" in text else tcvn3.with_lost_letters(restored)
    for number, line in zip(old, restored, strict=True):
        lines[number] = tcvn3.as_typed(line)
    return Repair(unicodedata.normalize("NFC", "\n".join(lines)), tuple(names))
