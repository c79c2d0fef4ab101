"""How well old encodings and damaged letters are recognised, and that good text is left alone.

    python -m evals.encodings [--data ../shared/data]

Sentences come from the sample corpus and, where it is there, from news and law nobody counted syllables in.
"""

from __future__ import annotations

import argparse
import dataclasses
import gzip
import json
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

from evals import old_writing as write
from ingest.encodings import LOST_LETTERS_MEAN_REREAD, decode, lost_letters, repaired
from ingest.vietnamese import nfc, sentences

PROJECT = Path(__file__).resolve().parents[1]
SHARED = PROJECT.parent / "shared" / "data"
PAGE_LETTERS = 1800
_PLAIN = str.maketrans("–—‘’“”•…", "--''\"\"-.")
_LETTERS = frozenset("ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư" + "".join(map(chr, range(0x1EA0, 0x1EFA))))


@dataclass(frozen=True)
class Trip:
    """One encoding through one door: letters of all sentences, and those that came back wrong."""

    encoding: str
    door: str
    sentences: int
    letters: int
    wrong: int

    @property
    def accuracy(self) -> float:
        return 1 - self.wrong / max(1, self.letters)


@dataclass(frozen=True)
class Measured:
    """Everything measured; `false_repairs` names what good text was taken for, `lost` is recall by damage."""

    trips: tuple[Trip, ...]
    good_sentences: int
    false_repairs: tuple[str, ...]
    lost: dict[str, float]
    pages: int
    false_alarms: float
    good_megabytes_per_second: float
    old_megabytes_per_second: float
    shared_data: bool


def measure(data: Path | None = SHARED, sentences_each: int = 300, good: int = 12_000) -> Measured:
    """All numbers; without `data` the good text is the sample corpus alone."""
    present = data is not None and (data / "news" / "articles.jsonl.gz").exists()
    own = _own_sentences()
    others = [*islice(_news(data), 20_000)] if present and data else []
    written = _spread([*own, *others], sentences_each)
    good_text = _spread([*own, *others, *(islice(_law(data), good) if present and data else [])], good)
    pages = _pages(good_text)
    return Measured(
        trips=(*_trips(written), *_lossy_trips(written)),
        good_sentences=len(good_text),
        false_repairs=tuple(f"{repaired(each).what}: {each}" for each in good_text if _is_changed(each)),
        lost={name: _share(map(spoil, pages)) for name, spoil in DAMAGES.items()},
        pages=len(pages),
        false_alarms=_share(pages),
        good_megabytes_per_second=_speed("\n".join(good_text)),
        old_megabytes_per_second=_speed(write.characters(write.tcvn3("\n".join(map(_writable, written))))),
        shared_data=present,
    )


# ------------------------------------------------------------------------------------------ the text


def _own_sentences() -> list[str]:
    files = sorted(
        path for folder in ("letters", "guidance") for path in (PROJECT / "corpus" / folder).iterdir() if path.is_file()
    )
    return [each for path in files for each in _sentences(" ".join(path.read_text("utf-8").split()))]


def _news(data: Path | None) -> Iterator[str]:
    """The articles in odd places: syllables were counted in the even ones."""
    with gzip.open((data or SHARED) / "news" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for place, line in enumerate(lines):
            if place % 2:
                article = json.loads(line)
                yield from _sentences("\n".join((article["title"], article["abstract"], article["body"])))


def _law(data: Path | None) -> Iterator[str]:
    with gzip.open((data or SHARED) / "vn-law" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for place, line in enumerate(lines):
            if place % 4 == 1:
                yield from _sentences(json.loads(line)["text"])


def _sentences(text: str) -> list[str]:
    text = nfc(text)
    return [each for span in sentences(text) if 40 <= len(each := span.of(text)) <= 400]


def _spread(texts: Sequence[str], count: int) -> list[str]:
    """So many of them, from all over."""
    step = max(1, len(texts) // count)
    return list(texts[::step])[:count]


def _writable(sentence: str) -> str:
    """The sentence without what no old encoding has."""
    plain = sentence.translate(_PLAIN)
    return "".join(letter for letter in plain if letter.isascii() or letter in _LETTERS)


def _is_changed(text: str) -> bool:
    read = repaired(text)
    return bool(read.what) or read.text != unicodedata.normalize("NFC", text)


# ------------------------------------------------------------------------------------- round trips


def _trips(texts: Sequence[str]) -> Iterator[Trip]:
    plain = [_writable(each) for each in texts]
    capitals = [each.upper() for each in plain]
    small = [_without_toned_capitals(each) for each in plain]
    for name, encode in write.ENCODERS.items():
        meant = small if name == "TCVN3" else plain
        for door, read in _DOORS.items():
            yield _trip(name, door, meant, lambda each, e=encode, r=read: r(e(each)))  # type: ignore[misc]
        whole = "\n".join(meant)
        yield _trip(name, "one file", [whole], lambda each, e=encode: decode(e(each)).text)  # type: ignore[misc]
    for name, font in write.FONTS.items():
        encode, meant = write.ENCODERS[name], small if name == "TCVN3" else plain
        yield _trip(name, "font", meant, lambda each, e=encode, f=font: repaired(write.characters(e(each)), f).text)  # type: ignore[misc]
    yield _trip("TCVN3 H", "bytes", capitals, lambda each: decode(write.tcvn3(each)).text.upper())
    yield _trip("TCVN3 H", "string", capitals, lambda each: repaired(write.characters(write.tcvn3(each))).text.upper())
    yield _trip(
        "TCVN3 H", "font", capitals, lambda each: repaired(write.characters(write.tcvn3(each)), ".VnTimeH").text
    )
    yield _trip(
        "TCVN3 H, with its case", "string", capitals, lambda each: repaired(write.characters(write.tcvn3(each))).text
    )
    yield from _unicode_trips(list(texts))


def _unicode_trips(texts: Sequence[str]) -> Iterator[Trip]:
    forms: dict[str, Callable[[str], str]] = {
        "NFD": lambda each: unicodedata.normalize("NFD", each),
        "half-decomposed": write.half_decomposed,
        "mojibake Latin-1": lambda each: write.misread(each, windows=False),
        "mojibake CP1252": lambda each: write.misread(each, windows=True),
        "double mojibake Latin-1": lambda each: write.misread(each, windows=False, times=2),
        "double mojibake CP1252": lambda each: write.misread(each, windows=True, times=2),
    }
    for name, spoil in forms.items():
        yield _trip(name, "string", texts, lambda each, s=spoil: repaired(s(each)).text)  # type: ignore[misc]
        yield _trip(name, "bytes", texts, lambda each, s=spoil: decode(s(each).encode("utf-8")).text)  # type: ignore[misc]
    for name in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        yield _trip(name, "bytes", texts, lambda each, n=name: decode(each.encode(n)).text)  # type: ignore[misc]


_DOORS: dict[str, Callable[[bytes], str]] = {
    "bytes": lambda content: decode(content).text,
    "string CP1252": lambda content: repaired(write.characters(content)).text,
    "string Latin-1": lambda content: repaired(content.decode("latin-1")).text,
}


def _lossy_trips(texts: Sequence[str]) -> Iterator[Trip]:
    """What cannot come back whole: bytes that are gone leave a choice. The whole text is one document."""
    plain = [_without_toned_capitals(_writable(each)) for each in texts]
    whole = ["\n".join(plain)]
    old = write.characters(write.tcvn3(whole[0]))
    yield _trip("TCVN3, 0xAD dropped", "string", whole, lambda _: repaired(old.replace("\xad", "")).text)
    yield _trip("TCVN3, 0xAD dropped, not repaired", "string", whole, lambda each: each.replace("ư", ""))
    yield _trip("TCVN3, 0xAD as hyphen", "string", whole, lambda _: repaired(old.replace("\xad", "-")).text)
    lost = ["\n".join(texts)]
    yield _trip(
        "mojibake, bytes lost", "string", lost, lambda each: repaired(write.misread(each, True, lost=True)).text
    )


def _trip(encoding: str, door: str, meant: Sequence[str], there_and_back: Callable[[str], str]) -> Trip:
    meant = [unicodedata.normalize("NFC", each) for each in meant]
    wrong = sum(_wrong_letters(each, there_and_back(each)) for each in meant)
    return Trip(encoding, door, sum(each.count("\n") + 1 for each in meant), sum(map(_count, meant)), wrong)


def _count(text: str) -> int:
    return sum(letter.isalpha() for letter in text)


def _wrong_letters(meant: str, read: str) -> int:
    """How many letters were changed, lost or added; lines are compared with their own."""
    if meant == read:
        return 0
    pairs = list(zip(meant.split("\n"), read.split("\n"), strict=False))
    return max(1, sum(_differences(one, other) for one, other in pairs if one != other))


def _differences(meant: str, read: str) -> int:
    blocks = SequenceMatcher(None, meant, read, autojunk=False).get_opcodes()
    return sum(max(end - start, last - first) for tag, start, end, first, last in blocks if tag != "equal")


def _without_toned_capitals(text: str) -> str:
    """A capital with a tone as its small letter, which is all that TCVN3 fonts can write."""
    return "".join(letter if letter.isascii() or letter in "ĂÂÊÔƠƯĐ" else letter.lower() for letter in text)


# ------------------------------------------------------------------------------------- lost letters

_OUTSIDE_WINDOWS = frozenset(
    letter for letter in map(chr, (*range(0x102, 0x1B1), *range(0x1EA0, 0x1EFA))) if letter.isalpha()
)


def _each_as(shown: str) -> dict[int, str]:
    return {ord(letter): shown for letter in _OUTSIDE_WINDOWS}


DAMAGES: dict[str, Callable[[str], str]] = {
    "dropped": lambda page: page.translate(_each_as("")),
    "dropped, a gap left": lambda page: page.translate(_each_as(" ")),
    "replaced": lambda page: page.translate(_each_as("\ufffd")),
    "question marks": lambda page: page.translate(_each_as("?")),
    "private use": lambda page: "".join(chr(0xE000 + ord(each) % 256) if each.isalpha() else each for each in page),
    "cid": lambda page: "".join(f"(cid:{ord(each) % 999})" if each in _OUTSIDE_WINDOWS else each for each in page),
    "shifted": lambda page: "".join(chr(ord(each) + 29) if each.isalpha() else each for each in page),
    "shifted back": lambda page: "".join(chr(max(33, ord(each) - 29)) if each.isalpha() else each for each in page),
}


def _pages(texts: Sequence[str]) -> list[str]:
    joined = "\n".join(texts)
    cut = [joined[start : start + PAGE_LETTERS] for start in range(0, len(joined), PAGE_LETTERS)]
    return _spread(cut, 400)


def _share(pages: Sequence[str] | Iterator[str]) -> float:
    scores = [lost_letters(page) for page in pages]
    return sum(score > LOST_LETTERS_MEAN_REREAD for score in scores) / max(1, len(scores))


def _speed(text: str) -> float:
    """Megabytes of UTF-8 per second, the best of three."""
    size = len(text.encode("utf-8")) / 1e6
    return size / min(_seconds(text) for _ in range(3))


def _seconds(text: str) -> float:
    start = time.perf_counter()
    repaired(text)
    return time.perf_counter() - start


def main() -> None:
    """Prints every number as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED)
    measured = measure(parser.parse_args().data)
    shown = dataclasses.asdict(measured) | {
        "trips": {f"{each.encoding} / {each.door}": each.accuracy for each in measured.trips}
    }
    print(json.dumps(shown, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
