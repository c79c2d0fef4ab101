"""The rendered sample letters against the data they were made from: the share that is read right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from corpus import sources
from corpus.build import FILES
from corpus.letter import web_copy
from corpus.render import SUFFIXES
from ingest.documents import ChunkKind, Document
from ingest.parse import parse_file
from ingest.parse.session import session_in
from ingest.recognise import Hints, recognise
from ingest.settings import IngestSettings
from ingest.split import split
from ingest.tables import Tables

FLOOR = 0.97


@dataclass(frozen=True)
class Sample:
    letter: sources.Letter
    document: Document


@pytest.fixture(scope="module")
def tables() -> Tables:
    return Tables.load(IngestSettings().tables_dir)


@pytest.fixture(scope="module")
def samples(tables: Tables) -> list[Sample]:
    found = list(_read(IngestSettings(), tables))
    if not found:
        pytest.skip("corpus/files is empty: run python -m corpus.build")
    return found


def _read(settings: IngestSettings, tables: Tables) -> Iterator[Sample]:
    for letter in sources.letters():
        path = FILES / (letter.stem + SUFFIXES[letter.format])
        # Scans need OCR, seconds a page: the tests of the OCR route read them.
        if letter.format != "scan" and path.exists():
            yield Sample(letter, recognise(parse_file(path, settings), str(path), "0", tables, Hints()))


def _number(sample: Sample) -> str | None:
    """What the file itself still shows: the portal lost some numbers."""
    blank = sample.letter.format == "html" and web_copy(sample.letter).number.startswith("Số: /")
    return None if blank else sample.letter.number


def _plain(text: str) -> str:
    return " ".join(text.split()).strip('“”" ')


def test_number_date_province_session_and_questions_are_read_right(samples: list[Sample], tables: Tables) -> None:
    right: Counter[str] = Counter()
    for sample in samples:
        letter, document = sample.letter, sample.document
        number = _number(sample)
        right["kind"] += document.kind == "reply"
        right["number"] += document.number == number
        right["date"] += document.issued == (letter.date if number else None)
        province = tables.province(letter.province)
        right["province"] += province is not None and document.province == province.name
        right["session"] += document.session == session_in(letter.session)
        right["questions"] += len(document.requests) == len(letter.requests)
        right["issuer"] += bool(document.issuer and document.issuer.startswith("Bộ "))
    shares = {name: count / len(samples) for name, count in right.items()}
    assert min(shares.values()) >= FLOOR, shares


def test_petitions_and_replies_are_the_ones_that_were_written(samples: list[Sample]) -> None:
    whole = matching = 0
    for sample in samples:
        for written, found in zip(sample.letter.requests, sample.document.requests, strict=False):
            whole += 1
            text = sample.document.text
            petition = _plain(found.petition.of(text)) if found.petition else ""
            reply = _plain(found.reply.of(text))
            matching += petition == _plain(written.petition) and reply == _plain(" ".join(written.reply))
    assert matching / whole >= FLOOR, f"{matching} of {whole}"


def test_every_chunk_is_verbatim_and_no_longer_than_the_cap(samples: list[Sample]) -> None:
    for sample in samples:
        for chunk in split(sample.document):
            assert chunk.text == sample.document.text[chunk.start : chunk.end]
            assert chunk.kind is ChunkKind.PETITION or len(chunk.text) <= 1800
            assert "Nơi nhận" not in chunk.text and "CỘNG HÒA" not in chunk.text


def test_the_compiled_list_is_read_entry_by_entry(tables: Tables) -> None:
    for listed in sources.compiled_lists(sources.letters()):
        path = FILES / (listed.stem + listed.suffix)
        document = recognise(parse_file(path, IngestSettings()), str(path), "0", tables, Hints())
        assert (document.kind, document.issued) == ("compiled_list", listed.date)
        found = [(each.number, each.issued, each.province) for each in document.requests]
        assert found == [(entry.number, entry.date, entry.province) for entry in listed.entries]


def test_the_table_of_departments_is_read_row_by_row(tables: Tables) -> None:
    for table in sources.provincial_tables():
        path = FILES / (table.stem + table.suffix)
        document = recognise(parse_file(path, IngestSettings()), str(path), "0", tables, Hints())
        rows = [row for section in table.sections for row in section.rows]
        assert document.kind == "provincial_table" and len(document.requests) == len(rows)
        assert all(each.unit in {unit.code for unit in tables.units} for each in document.requests)
        replies = [_plain(each.reply.of(document.text)) for each in document.requests]
        assert replies == [_plain(row.reply) for row in rows]


def test_guidance_about_letters_is_not_taken_for_a_letter(tables: Tables) -> None:
    suffixes = {guidance.stem: SUFFIXES[guidance.format] for guidance in sources.guidance()}
    for guidance in sources.guidance():
        path = FILES / (guidance.stem + suffixes[guidance.stem])
        document = recognise(parse_file(path, IngestSettings()), str(path), "0", tables, Hints())
        assert (document.kind, document.number) == ("guidance", guidance.number or None), path.name
        assert split(document), path.name
