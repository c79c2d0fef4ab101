"""`python -m evals.law [--data FOLDER]`: law read, dated, compared and found in past replies.

The two editions of the codification are unpacked from `codified-law` of the shared data into a temporary folder; what
needs them is left out, and said so, when they are absent. Four measures:

- counts: articles read against a count of `class='pDieu'` in the raw bytes, which shares no code with the reader;
- dates: document, first day and amending documents of 100 articles read by a person from the raw notes;
- compare: what is proposed as successor, against the rows of the legal-basis table in that period and against lines
  of the raw pages that say that a document has ended;
- changes: sentences of the sample corpus that lean on changed law, against the sources the corpus is built from.
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import re
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from assistant.bootstrap import Assistant
from evals.sample import sample_assistant
from ingest.database import reading
from ingest.law.changes import ChangeKind, changes
from ingest.law.editions import Comparison, Edition, compare, read_edition
from ingest.law.mentions import reviews
from ingest.parse import codified
from ingest.parse.law import Article, articles_in
from ingest.tables import Tables

SAMPLE = Path(str(files("evals") / "law_sample.csv"))
CORPUS = Path(str(files("corpus")))
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
EDITIONS = ("2023-12", "2026-01")
SOURCES = ("letters/*.yaml", "lists/*.yaml", "guidance/*.md")
TODAY = date(2026, 11, 22)  # the day of the questions set in the sample corpus
MARK = re.compile(rb"<p class='pDieu'>")
ENDS = re.compile(r"hết hiệu lực|thay thế|bãi bỏ")


@dataclass(frozen=True)
class Counts:
    """Topics with articles, their articles as read, and how many topics differ from the independent count."""

    topics: int
    articles: int
    differing: int


@dataclass(frozen=True)
class Dates:
    """Of the hand-checked articles, how many have the document, the first day and the amending documents right."""

    articles: int
    law: int
    in_force: int
    amended_by: int
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Compared:
    """Successors proposed. `table` counts rows of the legal-basis table that both editions can decide."""

    gone: int
    new: int
    amended: int
    proposals: int
    table: int
    table_right: int
    stated: int  # gone documents that a line of the new edition names beside "hết hiệu lực" and the like
    stated_proposed: int


@dataclass(frozen=True)
class Leaning:
    """Pairs of a law that ended and a source that names its code; `missed` and `invented` by name."""

    pairs: int
    found: int
    missed: tuple[str, ...]
    invented: tuple[str, ...]


def counts(edition: Path, only: frozenset[str] | None = None) -> Counts:
    """Articles of every topic of one edition, or of the files with these names only."""
    topics = articles = differing = 0
    for file in pages(edition):
        if only is not None and file.name not in only:
            continue
        marked = len(MARK.findall(file.read_bytes()))
        found = len(articles_of(file)) if marked else 0
        topics, articles, differing = topics + bool(marked), articles + found, differing + (found != marked)
    return Counts(topics, articles, differing)


def dates(old: Path, new: Path) -> Dates:
    """The hand-checked sample read again; an empty law is one that its note does not say."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    folders = dict(zip(EDITIONS, (old, new), strict=True))
    right = {"law": 0, "in_force": 0, "amended_by": 0}
    wrong = []
    for row in rows:
        found = said(article_named(row["article"], next(folders[row["edition"]].rglob(row["topic"]))))
        for name in right:
            same = found[name] == row[name] or (name == "law" and not row["law"])
            right[name] += same
            wrong += [] if same else [f"{row['article']} {name}: {found[name]} instead of {row[name]}"]
    return Dates(len(rows), right["law"], right["in_force"], right["amended_by"], tuple(wrong))


def said(article: Article) -> dict[str, str]:
    """An article in the columns of the sample."""
    day = article.in_force.isoformat() if article.in_force else ""
    return {"law": article.law or "", "in_force": day, "amended_by": ";".join(each.law for each in article.amended)}


def article_named(number: str, file: Path) -> Article:
    """The article of a topic page with this label."""
    return next(each for each in articles_of(file) if each.number == number)


def compared(old: Path, new: Path, tables: Tables) -> Compared:
    """Both editions compared, and what of it can be checked."""
    before, after = read_edition(old), read_edition(new)
    comparison = compare(before, after)
    proposed = {each.law.code: {law.code for law in each.successors} for each in comparison.proposals}
    known = decidable(tables, before, after)
    stated = stated_ends(comparison, new)
    return Compared(
        gone=len(comparison.gone),
        new=len(comparison.new),
        amended=len(comparison.amended),
        proposals=len(comparison.proposals),
        table=len(known),
        table_right=sum(bool(proposed.get(code, set()) & successors) for code, successors in known.items()),
        stated=len(stated),
        stated_proposed=len(stated & proposed.keys()),
    )


def decidable(tables: Tables, old: Edition, new: Edition) -> dict[str, set[str]]:
    """Rows whose law only the old edition holds and whose successor the new one holds."""
    return {
        law.code: set(law.successors)
        for law in tables.legal_bases
        if law.code in old.laws and law.code not in new.laws and set(law.successors) & new.laws.keys()
    }


def stated_ends(comparison: Comparison, new: Path) -> set[str]:
    """Codes of gone documents in a raw line of the new edition that also says that something has ended."""
    gone = {law.code for law in comparison.gone}
    found: set[str] = set()
    for file in pages(new):
        for line in re.split(r"</p>|<br\s*/?>", file.read_text("utf-8-sig")):
            if ENDS.search(line):
                words = html.unescape(re.sub(r"<[^>]+>", "", line))
                found |= gone & set(re.findall(r"\d+/\d{4}/[\w&Đ-]*\w", words))
    return found


def leaning(assistant: Assistant) -> Leaning:
    """Every source that names a law that ended is found from the law, and no other."""
    ended = [each for each in changes(assistant.tables, TODAY) if each.kind is ChangeKind.ENDED]
    with reading(assistant.engine) as connection:
        found = reviews(ended, assistant.tables, connection)
    sources = {summary.id: Path(summary.source).stem for summary in assistant.index.documents()}
    listed = {(each.change.law.code, sources[each.document_id]) for each in found}
    wanted = {(each.law.code, stem) for each in ended for stem, text in source_texts() if each.law.code in text}
    by_title = {pair for pair in listed - wanted if names_by_title(pair, assistant.tables)}
    return Leaning(
        pairs=len(wanted),
        found=len(wanted & listed),
        missed=tuple(sorted(" ".join(pair) for pair in wanted - listed)),
        invented=tuple(sorted(" ".join(pair) for pair in listed - wanted - by_title)),
    )


def names_by_title(pair: tuple[str, str], tables: Tables) -> bool:
    """Whether the source has the law's title, or its number and year, though not its whole code."""
    law, text = tables.law(pair[0]), dict(source_texts())[pair[1]]
    return law is not None and (law.title in text or law.code.rpartition("/")[0] in text)


@cache
def source_texts() -> tuple[tuple[str, str], ...]:
    """Name and text of the sources of the sample corpus on one line each; a list has the letters it names in it."""
    texts = {file.stem: one_line(file) for pattern in SOURCES for file in sorted(CORPUS.glob(pattern))}
    return tuple(
        (stem, " ".join([text, *(texts[letter] for letter in re.findall(r"- letter: (\S+)", text))]))
        for stem, text in texts.items()
    )


def one_line(file: Path) -> str:
    """A source without its line breaks and without petitions, which are no statements of the ministry."""
    kept = re.sub(r"petition: >-\n(?:\s+\S[^\n]*\n)*?(?=\s+reply:)", "", file.read_text("utf-8"))
    return " ".join(kept.split())


def pages(edition: Path) -> Iterator[Path]:
    """The topic pages of an edition."""
    return (file for file in sorted(edition.rglob("*.html")) if codified.is_codified(file.read_bytes()))


@lru_cache(maxsize=64)
def articles_of(file: Path) -> tuple[Article, ...]:
    """The articles of one topic page."""
    return articles_in(codified.parse(file.read_bytes()).text)


@contextmanager
def unpacked(data: Path | None) -> Iterator[tuple[Path, Path] | None]:
    """Both editions in temporary folders, older first; None when the shared data is absent."""
    archives = [data / "codified-law" / f"{edition}.tar.xz" for edition in EDITIONS] if data else []
    if not archives or not all(archive.is_file() for archive in archives):
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        for archive, edition in zip(archives, EDITIONS, strict=True):
            with tarfile.open(archive) as opened:
                opened.extractall(Path(folder) / edition, filter="data")
        yield Path(folder) / EDITIONS[0], Path(folder) / EDITIONS[1]


def run(data: Path | None = SHARED) -> dict[str, Any]:
    """Every measure that can be taken."""
    with sample_assistant() as assistant:
        report: dict[str, Any] = {"changes": asdict(leaning(assistant))}
        tables = assistant.tables
    with unpacked(data) as editions:
        if editions is None:
            return report | {"left_out": "counts, dates and compare: no codified-law/*.tar.xz in the folder of --data"}
        return report | {
            "counts": {folder.name: asdict(counts(folder)) for folder in editions},
            "dates": asdict(dates(*editions)),
            "compare": asdict(compared(*editions, tables)),
        }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(prog="python -m evals.law", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED, help="folder of the shared data")
    options = parser.parse_args(arguments)
    print(json.dumps(run(options.data), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
