"""Two editions of the codification compared document by document: gone, new, amended, and what replaced what.

Nothing here changes the legal-basis table: a proposal is a row for a person to check (`verified` is `no`).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from ingest.errors import ReadFailure
from ingest.law.provisions import ENDS, ended_by
from ingest.parse import codified
from ingest.parse.law import Article, articles_in
from ingest.vietnamese import fold, syllables

SAME_TITLE = 0.7  # share of the words of both titles that are common
LONGEST_LINE = 400
AMENDING = re.compile(r"sửa đổi|bổ sung|bãi bỏ|đính chính", re.IGNORECASE)
BLANKS = re.compile(r"\W+")
RANKS = {
    "Hiến pháp": 0,
    "Bộ luật": 1,
    "Luật": 1,
    "Pháp lệnh": 2,
    "Nghị quyết": 2,
    "Nghị quyết liên tịch": 2,
    "Nghị định": 3,
}


class Reason(StrEnum):
    """Why one document is taken to have replaced another."""

    PROVISION = "provision"  # the new one says so
    TITLE = "title"  # same topic, same kind, alike in title


@dataclass
class Edition:
    """One edition, document by document; built by `read_edition`."""

    laws: dict[str, Law] = field(default_factory=dict)
    topics: dict[str, int] = field(default_factory=dict)  # topic → articles; 0 for an empty one


@dataclass
class Law:
    """One document of an edition: what its notes say of it, its articles by place, and what it says it ends."""

    code: str
    kind: str = ""
    title: str = ""
    issuer: str = ""
    issued: date | None = None
    in_force: date | None = None
    topics: set[str] = field(default_factory=set)
    articles: dict[str, str] = field(default_factory=dict)  # place → digest of title and provisions
    ends: dict[str, str] = field(default_factory=dict)  # code → the line that says so

    @property
    def rank(self) -> int:
        """Where it stands among laws: nothing is ended by what stands lower (a higher number)."""
        return RANKS.get(self.kind, 4 if self.code.endswith("TTg") else 5)


@dataclass(frozen=True)
class Proposal:
    """`law` is gone and `successors` stand in its place since `until`; for a person to accept."""

    law: Law
    successors: tuple[Law, ...]
    until: date | None
    reason: Reason
    said: str = ""  # the line of the first successor that ends it


@dataclass(frozen=True)
class Amended:
    """A document in both editions with other articles."""

    law: Law
    changed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """What became of the documents of the old edition, by code."""

    gone: tuple[Law, ...]
    new: tuple[Law, ...]
    amended: tuple[Amended, ...]
    proposals: tuple[Proposal, ...]


def compare(old: Edition, new: Edition) -> Comparison:
    """Both editions side by side; a document is the same when its code is."""
    gone = tuple(law for code, law in sorted(old.laws.items()) if code not in new.laws)
    fresh = {code: law for code, law in sorted(new.laws.items()) if code not in old.laws}
    both = (_amended(old.laws[code], law) for code, law in sorted(new.laws.items()) if code in old.laws)
    amended = tuple(each for each in both if each.changed or each.added or each.removed)
    return Comparison(gone, tuple(fresh.values()), amended, tuple(_proposals(gone, fresh, new.laws)))


def read_edition(folder: Path) -> Edition:
    """Every topic page under `folder`. Raises FileNotFoundError when it holds none."""
    edition = Edition()
    for file in sorted(folder.rglob("*.html")):
        content = file.read_bytes()
        if codified.is_codified(content):
            _read_topic(content, edition)
    if not edition.topics:
        raise FileNotFoundError(2, "no topic page of the codification", str(folder))
    return edition


def _read_topic(content: bytes, edition: Edition) -> None:
    try:
        parsed = codified.parse(content)
    except ReadFailure:  # the index, or a topic that is not codified yet
        return
    articles = articles_in(parsed.text)
    edition.topics[parsed.title] = len(articles)
    for article in articles:
        if article.law:
            _keep(edition.laws.setdefault(article.law, Law(article.law)), article, parsed.text, parsed.title)


def _keep(law: Law, article: Article, text: str, topic: str) -> None:
    words = article.text.of(text)
    place = article.place or article.number
    law.articles[place] = _digest(article.title, words)
    law.topics.add(topic)
    law.issued = law.issued or article.issued
    if article.in_force and (law.in_force is None or article.in_force < law.in_force):
        law.in_force = article.in_force
    if not law.kind and article.name:
        law.kind, _, rest = article.name.partition(" số ")
        law.title = rest.removeprefix(article.law or "").strip()
    law.issuer = law.issuer or article.issuer
    if ENDS.search(words):
        for code, line in ended_by(words).items():
            if code != law.code:
                law.ends.setdefault(code, line[:LONGEST_LINE])


def _digest(*parts: str) -> str:
    """Of letters and digits only: a comma that moved is no amendment."""
    return hashlib.blake2b(BLANKS.sub("", "".join(parts).lower()).encode(), digest_size=8).hexdigest()


def _amended(old: Law, new: Law) -> Amended:
    changed = tuple(place for place, digest in new.articles.items() if old.articles.get(place, digest) != digest)
    added = tuple(place for place in new.articles if place not in old.articles)
    removed = tuple(place for place in old.articles if place not in new.articles)
    return Amended(new, changed, added, removed)


def _proposals(gone: tuple[Law, ...], fresh: Mapping[str, Law], laws: Mapping[str, Law]) -> Iterator[Proposal]:
    enders: dict[str, list[Law]] = {}
    for law in laws.values():
        for code in law.ends:
            enders.setdefault(code, []).append(law)
    said = {law.code: _later(law, enders.get(law.code, [])) for law in gone}
    alike = _by_title([law for law in gone if not said[law.code]], fresh)
    for law in gone:
        successors = said[law.code] or alike.get(law.code, ())
        if successors:
            until = min((each.in_force for each in successors if each.in_force), default=None)
            reason = Reason.PROVISION if said[law.code] else Reason.TITLE
            yield Proposal(law, successors, until, reason, successors[0].ends.get(law.code, ""))


def _later(law: Law, enders: list[Law]) -> tuple[Law, ...]:
    """Those of them that may end it, its own kind before others, newest first."""
    later = [each for each in enders if each.rank <= law.rank and _came_after(law, each)]
    return tuple(sorted(later, key=lambda each: (each.kind != law.kind, -_day_number(each.issued), each.code)))


def _came_after(law: Law, other: Law) -> bool:
    return law.issued is None or other.issued is None or other.issued > law.issued


def _day_number(day: date | None) -> int:
    return day.toordinal() if day else 0


def _by_title(gone: Sequence[Law], fresh: Mapping[str, Law]) -> dict[str, tuple[Law, ...]]:
    """For each the new document of the same topic, kind and issuer whose title is most alike; each stands for one."""
    pairs = ((law, each) for law in gone for each in fresh.values() if _is_rival(law, each))
    scored = sorted(((_likeness(law.title, each.title), law.code, each.code) for law, each in pairs), reverse=True)
    found: dict[str, tuple[Law, ...]] = {}
    taken = set()
    for score, code, successor in scored:
        if score >= SAME_TITLE and code not in found and successor not in taken:
            found[code] = (fresh[successor],)
            taken.add(successor)
    return found


def _is_rival(law: Law, other: Law) -> bool:
    same_body = law.rank < 4 or law.code.rpartition("-")[2] == other.code.rpartition("-")[2]
    amends = AMENDING.search(other.title) is not None
    return (
        law.kind == other.kind
        and bool(law.topics & other.topics)
        and same_body
        and _came_after(law, other)
        and not amends
    )


def _likeness(one: str, other: str) -> float:
    """Dice coefficient of the words of two titles (0..1)."""
    words, others = Counter(syllables(fold(one))), Counter(syllables(fold(other)))
    total = sum(words.values()) + sum(others.values())
    return 2 * sum((words & others).values()) / total if total else 0.0
