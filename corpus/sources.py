"""The sources of the corpus as data: letters, guidance, lists. Text is NFC when it leaves this file."""

import datetime
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.page import Page, blocks_of, footer_of, header_of

CORPUS = Path(__file__).parent


class SourceError(ValueError):
    """A source file lacks something or says something the builder cannot render."""


@dataclass(frozen=True)
class Request:
    petition: str
    reply: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """One reply letter, as written in corpus/letters (see corpus/FORMAT.md)."""

    stem: str
    format: str
    number: str
    date: datetime.date
    letterhead: str
    province: str
    delegation: str
    session: str
    forwarded_by: str
    forwarded_number: str
    forwarded_date: datetime.date
    topics: tuple[int, ...]
    field: str
    unit: str
    outcome: str
    subject: str
    requests: tuple[Request, ...]


@dataclass(frozen=True)
class Guidance:
    """One guidance text; `visibility` is "all", "office" or the names of the units that may read it."""

    stem: str
    title: str
    number: str
    date: datetime.date
    unit: str
    format: str
    visibility: str | tuple[str, ...]
    text: str

    def visibility_text(self) -> str:
        """The visibility in one cell: all, office, or units:A;B."""
        return self.visibility if isinstance(self.visibility, str) else "units:" + ";".join(self.visibility)

    def page(self) -> Page:
        """The guidance as a page that every renderer takes."""
        blocks = blocks_of(self.text)
        header = header_of(self.unit, self.number, self.date)
        return Page(self.stem, self.title, header, tuple(blocks), footer_of(self.unit))


@dataclass(frozen=True)
class Entry:
    """One numbered answer of a compiled list."""

    province: str
    petition: str
    number: str
    date: datetime.date
    reply: tuple[str, ...]


@dataclass(frozen=True)
class CompiledList:
    stem: str
    title: str
    date: datetime.date
    lead: str
    entries: tuple[Entry, ...]
    suffix: str = ".html"
    kind: str = "compiled_list"


@dataclass(frozen=True)
class Row:
    """One question of the provincial departments; several departments may ask the same."""

    question: str
    departments: tuple[str, ...]
    unit: str
    reply: str


@dataclass(frozen=True)
class Section:
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ProvincialTable:
    stem: str
    title: str
    date: datetime.date
    sections: tuple[Section, ...]
    suffix: str = ".xlsx"
    kind: str = "provincial_table"


def letters() -> list[Letter]:
    """Every letter, in the order of the file names."""
    return [letter_from(path) for path in sorted((CORPUS / "letters").glob("*.yaml"))]


def letter_from(path: Path) -> Letter:
    """Read one letter; raise SourceError naming the file and the key it lacks."""
    data = mapping_in(path)
    try:
        forwarded = data["forwarded"]
        return Letter(
            stem=path.stem, format=data["format"], number=data["number"], date=data["date"],
            letterhead=data["letterhead"], province=data["province"], delegation=data["delegation"],
            session=data["session"], forwarded_by=forwarded["by"], forwarded_number=forwarded["number"],
            forwarded_date=forwarded["date"], topics=tuple(data["topics"]), field=data["field"],
            unit=data["unit"], outcome=data["outcome"], subject=data["subject"],
            requests=tuple(Request(one_line(r["petition"]), paragraphs(r["reply"])) for r in data["requests"]),
        )  # fmt: skip
    except KeyError as missing:
        raise SourceError(f"{path} lacks the key {missing}. See corpus/FORMAT.md.") from missing


def guidance() -> list[Guidance]:
    """Every guidance text, in the order of the file names."""
    return [guidance_from(path) for path in sorted((CORPUS / "guidance").glob("*.md"))]


def guidance_from(path: Path) -> Guidance:
    """Read one guidance text: YAML front matter between two `---` lines, then plain Markdown."""
    _, front, text = nfc(path.read_text(encoding="utf-8")).split("---\n", 2)
    data = yaml.safe_load(front)
    allowed = data["visibility"]
    visibility = allowed if isinstance(allowed, str) else tuple(allowed["units"])
    return Guidance(
        stem=path.stem, title=data["title"], number=data["number"], date=data["date"], unit=data["unit"],
        format=data["format"], visibility=visibility, text=text,
    )  # fmt: skip


def compiled_lists(known: list[Letter]) -> Iterator[CompiledList]:
    """Yield the compiled lists; an entry with `letter:` takes number, date and text from that letter."""
    by_stem = {letter.stem: letter for letter in known}
    for path, data in lists_of_shape("compiled"):
        entries = tuple(entry_from(entry, by_stem) for entry in data["entries"])
        yield CompiledList(path.stem, data["title"], data["date"], one_line(data["lead"]), entries)


def entry_from(data: dict[str, Any], by_stem: dict[str, Letter]) -> Entry:
    """One entry of a compiled list, copied from the letter it names or written out."""
    if "letter" not in data:
        reply = paragraphs(data["reply"])
        return Entry(data["province"], one_line(data["petition"]), data["number"], data["date"], reply)
    letter = by_stem[data["letter"]]
    request = letter.requests[0]
    return Entry(letter.province, request.petition, letter.number, letter.date, request.reply)


def provincial_tables() -> Iterator[ProvincialTable]:
    """Yield the tables of questions from the provincial departments."""
    for path, data in lists_of_shape("provincial"):
        sections = tuple(Section(s["name"], tuple(map(row_from, s["rows"]))) for s in data["sections"])
        yield ProvincialTable(path.stem, data["title"], data["date"], sections)


def row_from(data: dict[str, Any]) -> Row:
    return Row(one_line(data["question"]), tuple(data["departments"]), data["unit"], one_line(data["reply"]))


def lists_of_shape(shape: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((CORPUS / "lists").glob("*.yaml")):
        data = mapping_in(path)
        if data["shape"] == shape:
            yield path, data


def mapping_in(path: Path) -> dict[str, Any]:
    data = yaml.safe_load(nfc(path.read_text(encoding="utf-8")))
    if not isinstance(data, dict):
        raise SourceError(f"{path} is not a YAML mapping. See corpus/FORMAT.md.")
    return data


def paragraphs(value: list[str]) -> tuple[str, ...]:
    return tuple(one_line(text) for text in value)


def one_line(text: str) -> str:
    return " ".join(str(text).split())


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
