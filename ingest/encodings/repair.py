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
PRICE_OF_A_CHANGE = 20.0
PRICE_IN_A_KNOWN_ENCODING = 6.0
GAIN_THAT_MAKES_AN_ENCODING_KNOWN = 100.0
# One odd name that comes again and again is no evidence: so many different words must read better.
LEAST_DIFFERENT_WORDS = 2
# A run in an old font that reads better as it stands by this much was typed in Unicode.
TRUST_IN_A_FONT = 8.0

_COST_OF_A_SYMBOL = 6.0
_COST_OF_A_STRANGE_LETTER = 14.0

# What good text does not have: symbols and letters of the old encodings, and vowels that never meet.
_SUSPICIOUS = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x9f\xa1-\xaf\xb4-\xbb\xbf\xc4-\xc7\xcb\xce-\xd1\xd6\xd8\xdb\xdc\xde\xdf"
    "\xe4-\xe7\xeb\xee-\xf1\xf6\xf8\xfb\xfc\xfe\xffŒœŠšŽžŸƒˆ˜†‡‹›]"
    "|(?i:[aeyu][ùõ]|o[ùõâ]|a[áàãâêéèú]|e[âáàã]|[ôõýâê][ìò])"
)
_WORD = re.compile(r"[^\t-\r -/:-@\[-`{-~\u2000-\u200a\u3000]+")
_APART = re.compile("[\xa0\xad“”‘’«»…–—•°²³]+")
_UNIT = re.compile("[kcdm]?m[²³]")
_SYMBOL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f\xa1-\xac\xae-\xb9\xbc-\xbf×÷†‡ˆ‰‹›˜™„‚€\ufffd]")
_AS_IT_STANDS = Encoding("", lambda word: (word, 0))


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
        read = tcvn3.with_lost_letters(read) if "\xad" not in text else read
        read = read.upper() if capitals else read
    return _named(text, unicodedata.normalize("NFC", read), encoding.name)


def _cost_of(text: str) -> float:
    return sum(_cost(match[0], _AS_IT_STANDS) for match in _WORD.finditer(text) if not match[0].isascii())


# ---------------------------------------------------------------------------------------- by how it reads


def _by_reading(text: str) -> Repair:
    odd = [line for line in text.split("\n") if _SUSPICIOUS.search(line)]
    table = _Costs()
    likely = [encoding for encoding in ENCODINGS if _best_run(_words_of("\n".join(odd)), encoding, table) > 0]
    if not likely:
        return Repair(text)
    words = _words_of(text)
    path = _cheapest_path(words, likely, [PRICE_OF_A_CHANGE] * len(likely), table)
    gains = [
        sum(table.gain(word, encoding) for word, chosen in zip(words, path, strict=True) if chosen == place)
        for place, encoding in enumerate(likely, start=1)
    ]
    prices = [
        PRICE_IN_A_KNOWN_ENCODING if gain > GAIN_THAT_MAKES_AN_ENCODING_KNOWN else PRICE_OF_A_CHANGE for gain in gains
    ]
    if min(prices) < PRICE_OF_A_CHANGE:
        path = _cheapest_path(words, likely, prices, table)
    return _written(text, path, likely)


def _words_of(text: str) -> list[str]:
    """The words that are not plain ASCII: the others read the same in every encoding."""
    return [match[0] for match in _WORD.finditer(text) if not match[0].isascii()]


class _Costs:
    """What words cost, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], float] = {}

    def of(self, word: str, encoding: Encoding) -> float:
        key = (word, encoding.name, id(encoding))
        if key not in self._known:
            self._known[key] = _cost(word, encoding)
        return self._known[key]

    def gain(self, word: str, encoding: Encoding) -> float:
        return self.of(word, _AS_IT_STANDS) - self.of(word, encoding)


def _cost(word: str, encoding: Encoding) -> float:
    read, strange = encoding.read(word)
    if _UNIT.fullmatch(read):
        return 0.0
    total = strange * _COST_OF_A_STRANGE_LETTER + len(_SYMBOL.findall(read)) * _COST_OF_A_SYMBOL
    return total + sum(grammar.cost(each) for each in grammar.words(_APART.sub(" ", read)))


def _best_run(words: Sequence[str], encoding: Encoding, table: _Costs) -> float:
    """What the best run of words gains beyond the price of a change; 0 where too few different words gain."""
    best = running = 0.0
    better: set[str] = set()
    for word in words:
        gain = table.gain(word, encoding)
        better |= {word} if gain > 0 else set()
        running = max(0.0, running + gain)
        best = max(best, running)
    return best - PRICE_OF_A_CHANGE if len(better) >= LEAST_DIFFERENT_WORDS else 0.0


def _cheapest_path(
    words: Sequence[str], encodings: Sequence[Encoding], prices: Sequence[float], table: _Costs
) -> list[int]:
    """For each word the encoding to read it in (0: as it stands); going back to good text is free."""
    readings = (_AS_IT_STANDS, *encodings)
    enter = (0.0, *prices)
    totals = list(enter)
    came_from: list[list[int]] = []
    for word in words:
        cheapest = min(range(len(totals)), key=totals.__getitem__)
        step = []
        for place, price in enumerate(enter):
            stay, change = totals[place], totals[cheapest] + price
            step.append(place if stay <= change else cheapest)
        totals = [
            totals[origin] + (enter[place] if origin != place else 0.0) + table.of(word, readings[place])
            for place, origin in enumerate(step)
        ]
        came_from.append(step)
    return _traced(came_from, min(range(len(totals)), key=totals.__getitem__))


def _traced(came_from: Sequence[Sequence[int]], last: int) -> list[int]:
    path = []
    for step in reversed(came_from):
        path.append(last)
        last = step[last]
    return path[::-1]


def _written(text: str, path: Sequence[int], likely: Sequence[Encoding]) -> Repair:
    """The text with every word read as chosen; lost letters and capitals of TCVN3 are a matter of whole lines."""
    chosen = iter(path)
    lost = "\xad" not in text
    names: dict[str, None] = {}
    lines = []
    for line in text.split("\n"):
        pieces, end, old = [], 0, False
        for match in _WORD.finditer(line):
            if match[0].isascii() or not (place := next(chosen)):
                continue
            encoding = likely[place - 1]
            pieces += [line[end : match.start()], encoding.read(match[0])[0]]
            end = match.end()
            names[encoding.name] = None
            old = old or encoding.name == "TCVN3"
        read = "".join(pieces) + line[end:]
        lines.append(tcvn3.as_typed(tcvn3.with_lost_letters(read) if lost else read) if old else read)
    return Repair(unicodedata.normalize("NFC", "\n".join(lines)), tuple(names))
