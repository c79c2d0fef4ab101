"""`python -m evals.duplicates`: are copies of one letter told from different letters? Labelled pairs, made on the spot.

Pairs are made from letters of the sample corpus the way copies come about: portals cut and frame a letter, law
portals add tables and notices, scanners misread, newspapers digest, people retype. Each copy goes through the
readers of the product; two copies are judged one document when `ingest.copies.clusters` says so.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from itertools import combinations
from pathlib import Path

from ingest.copies import Copy, clusters
from ingest.describe import copy_of
from ingest.documents import PageRoute, Visibility
from ingest.manifest import Hints
from ingest.parse import parse_file
from ingest.recognise import recognise
from ingest.settings import IngestSettings
from ingest.tables import Tables

SAMPLE = Path(str(files("corpus") / "files"))
LETTERS = 24
CHROME = "\nbanner icon\nCổng dịch vụ công Quốc gia\nChia sẻ\nIn trang\nTin liên quan\nBộ trả lời kiến nghị khác\n"
NOTICE = "Bạn phải đăng nhập hoặc đăng ký Thành viên để xem toàn văn. Gọi 1900 0000 để được hỗ trợ."
CONFUSED = {
    "i": "l",
    "l": "1",
    "o": "0",
    "ệ": "ê",
    "ạ": "a",
    "ế": "ê",
    "n": "u",
    "ư": "u",
    "ộ": "ô",
    "đ": "d",
    "c": "e",
}
NUMBER = re.compile(r"Số:\s*(\d+)(/[A-ZĐ]+-[A-ZĐ]+)")
DAY = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
SESSION = re.compile(r"kỳ họp thứ (\d+)")
OTHER_PROVINCES = ("Hà Giang", "Nghệ An", "Cà Mau")


@dataclass(frozen=True)
class Pair:
    """Two copies and whether they are of one letter; `name` says how they came about."""

    name: str
    one: Copy
    other: Copy
    same: bool


@dataclass(frozen=True)
class Result:
    """How many pairs were judged, and how well."""

    pairs: int
    positives: int
    precision: float
    recall: float
    mistakes: dict[str, int]
    by_kind: dict[str, int]


def measure() -> Result:
    """Judge every labelled pair."""
    pairs = list(labelled_pairs())
    found = [(pair, len(clusters([pair.one, pair.other])) == 1) for pair in pairs]
    right = sum(pair.same and judged for pair, judged in found)
    claimed = sum(judged for _, judged in found)
    positives = sum(pair.same for pair in pairs)
    return Result(
        len(pairs),
        positives,
        round(right / max(claimed, 1), 4),
        round(right / positives, 4),
        dict(Counter(pair.name for pair, judged in found if judged is not pair.same)),
        dict(Counter(pair.name for pair in pairs)),
    )


def labelled_pairs() -> Iterator[Pair]:
    """Every way of copying and every way of differing, over letters of the sample corpus."""
    settings = IngestSettings.model_construct(
        **{name: each.default for name, each in IngestSettings.model_fields.items()}
    )
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), settings, Tables.load(settings.tables_dir))
        letters = [text for text in sample_letters(settings) if NUMBER.search(text) and DAY.search(text)][:LETTERS]
        for position, text in enumerate(letters):
            yield from _copies_of_one(text, position, desk)
            yield from _different(text, position, desk)
        read = [desk.read(f"letter-{position}", text) for position, text in enumerate(letters)]
        yield from (Pair("two letters of the corpus", one, other, False) for one, other in combinations(read, 2))


def sample_letters(settings: IngestSettings) -> Iterator[str]:
    """The texts of letters that were born digital."""
    for path in sorted(SAMPLE.iterdir()):
        if re.match(r"\d{4}-", path.name) and path.suffix in (".txt", ".docx"):
            yield parse_file(path, settings).text


@dataclass
class Desk:
    """Reads a text as the product would read a file that holds it."""

    folder: Path
    settings: IngestSettings
    tables: Tables
    files: int = 0

    def read(self, name: str, text: str, ocr: bool = False, visibility: Visibility | None = None) -> Copy:
        self.files += 1
        path = self.folder / f"{self.files:05d}-{name}.txt"
        path.write_text(text, encoding="utf-8")
        parsed = parse_file(path, self.settings)
        if ocr:
            pages = tuple(replace(page, route=PageRoute.OCR, confidence=0.85) for page in parsed.pages)
            parsed = replace(parsed, pages=pages)
        hints = Hints(visibility=visibility)
        digest = hashlib.sha256(text.encode()).hexdigest()
        document = recognise(parsed, str(path), digest, self.tables, hints)
        return copy_of(document, self.files, datetime.now(UTC), hints, "")


def _copies_of_one(text: str, position: int, desk: Desk) -> Iterator[Pair]:
    dice = random.Random(position)
    whole = desk.read("goc", text)
    portal = desk.read("cong", as_portal(text))
    law_portal = desk.read("luat", as_law_portal(text))
    noise = (0.01, 0.02, 0.03)[position % 3]
    scan = desk.read("quet", misread(text, noise, dice), ocr=True)
    digest = desk.read("diem-tin", as_digest(text))
    retyped = desk.read("go-lai", retype(text))
    yield Pair("portal copy, cut and framed", whole, portal, True)
    yield Pair("law portal copy", whole, law_portal, True)
    yield Pair("portal and law portal", portal, law_portal, True)
    yield Pair(f"scan, {noise:.0%} of letters misread", whole, scan, True)
    yield Pair("portal and scan", portal, scan, True)
    yield Pair("digest", whole, digest, True)
    yield Pair("digest and law portal", law_portal, digest, True)
    yield Pair("retyped", whole, retyped, True)
    yield Pair("same bytes elsewhere", whole, desk.read("ban-sao", text), True)


def _different(text: str, position: int, desk: Desk) -> Iterator[Pair]:
    whole, portal = desk.read("goc", text), as_portal(text)
    elsewhere = to_province(text, OTHER_PROVINCES[position % len(OTHER_PROVINCES)])
    yield Pair("batch letter to another province", whole, desk.read("tinh", next_number(elsewhere)), False)
    other_portal = desk.read("tinh-cong", as_portal(elsewhere))
    yield Pair("batch letter, both from the portal", desk.read("cong", portal), other_portal, False)
    yield Pair("another session", whole, desk.read("ky", other_session(later(next_number(text)))), False)
    yield Pair("another session, portal", desk.read("cong", portal), desk.read("ky", other_session(portal)), False)
    yield Pair("answered anew a year later", whole, desk.read("nam-sau", later(next_number(text))), False)
    yield Pair("corrected and issued anew", whole, desk.read("sua", corrected(later(next_number(text)))), False)
    yield Pair("draft and letter", whole, desk.read("du-thao", as_draft(text)), False)
    yield Pair("other readers", whole, desk.read("rieng", text, visibility=Visibility("office")), False)


def as_portal(text: str) -> str:
    """Number, day and addressee lost, closing cut, the portal's frame around it."""
    text = NUMBER.sub(r"Số: \2", text, count=1)
    text = DAY.sub(r"ngày tháng \2 năm \3", text, count=1)
    text = re.sub(r"^Kính gửi:[^\n]*\n", "", text, flags=re.MULTILINE)
    return "Trang chủ\nTin tức\n" + re.split(r"\n[^\n]*Trên đây là", text)[0] + CHROME


def as_law_portal(text: str) -> str:
    """A table of metadata above, a notice in the middle."""
    number, day = NUMBER.search(text), DAY.search(text)
    assert number and day
    written = f"{day[1]}/{day[2]}/{day[3]}"
    head = f"Số hiệu: | {number[1]}{number[2]}\nNgày ban hành: | {written}\nTình trạng: | Đã biết\n\n"
    lines = text.split("\n")
    return head + "\n".join([*lines[: len(lines) // 2], NOTICE, *lines[len(lines) // 2 :]])


def misread(text: str, share: float, dice: random.Random) -> str:
    """Letters and digits lost or taken for others, as OCR does."""
    return "".join(_misread(letter, dice) if letter.isalnum() and dice.random() < share else letter for letter in text)


def _misread(letter: str, dice: random.Random) -> str:
    if letter.isdigit():
        return dice.choice("0123456789")
    return CONFUSED.get(letter, dice.choice(["", "e", "a", "r", "t"]))


def as_digest(text: str) -> str:
    """A newspaper sentence with number, day and province, then the reply; no petition."""
    number, day = NUMBER.search(text), DAY.search(text)
    who = re.search(r"cử tri (?:tỉnh|thành phố) ([^\n,]{2,25}?) (?:do|gửi)", text)
    session = re.search(r"(?:trước|sau) kỳ họp [^\n]{5,60}?khóa [XVI]+", text)
    assert number and day
    body = re.split(r"trả lời như sau\s*:?\n", text)[-1]
    body = re.split(r"\n[^\n]*Trên đây là", body)[0]
    place = f" trả lời kiến nghị của cử tri tỉnh {who[1]}" if who else ""
    when = f" {session[0]}" if session else ""
    return (
        f"Ngày {day[1]}/{day[2]}/{day[3]}, Bộ Thông tin và Truyền thông có công văn số {number[1]}{number[2]}{place}{when}, "
        f"theo đó:\n{body}\n"
    )


def retype(text: str) -> str:
    """Decomposed letters, the other placement of tones, other dashes and spaces."""
    for new, old in (("òa", "oà"), ("óa", "oá"), ("ủy", "uỷ"), ("úy", "uý"), ("ụy", "uỵ"), ("ùy", "uỳ")):
        text = text.replace(new, old)
    return unicodedata.normalize("NFD", text.replace(" - ", " – ").replace(". ", ".  "))


def next_number(text: str) -> str:
    """The letter that was registered next."""
    return NUMBER.sub(lambda match: f"Số: {int(match[1]) + 1}{match[2]}", text, count=1)


def later(text: str) -> str:
    """A year on."""
    return DAY.sub(lambda match: f"ngày {match[1]} tháng {match[2]} năm {int(match[3]) + 1}", text, count=1)


def other_session(text: str) -> str:
    """The session after."""
    return SESSION.sub(lambda match: f"kỳ họp thứ {int(match[1]) % 10 + 1}", text)


def to_province(text: str, name: str) -> str:
    """The same letter to another province."""
    found = re.search(r"Quốc hội (?:tỉnh|[Tt]hành phố) ([^\n;./]{2,25})", text)
    assert found
    return re.sub(rf"(?:tỉnh|[Tt]hành phố|TP\.) {re.escape(found[1].strip())}", f"tỉnh {name}", text)


def corrected(text: str) -> str:
    """Another figure in the reply."""
    head, marker, body = text.rpartition("trả lời như sau")
    return head + marker + re.sub(r"\b(\d{2,3})\b", lambda match: str(int(match[1]) + 7), body, count=1)


def as_draft(text: str) -> str:
    """Before it was signed."""
    text = NUMBER.sub(r"Số: \2", text, count=1)
    return "DỰ THẢO\n\n" + DAY.sub(r"ngày tháng \2 năm \3", text, count=1)


def main() -> None:
    """Print the result as JSON."""
    print(json.dumps(asdict(measure()), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
