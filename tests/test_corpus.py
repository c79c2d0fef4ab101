"""The sample corpus: its sources are sound, its files are what the sources say."""

import csv
import datetime
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2 as pdfium
import pytest
import yaml
from docx import Document

from corpus import build, sources
from corpus.letter import page_of
from corpus.page import SAMPLE_MARK
from corpus.render import SUFFIXES

CORPUS = build.CORPUS
LETTERS = sources.letters()
GUIDANCE = sources.guidance()
COMPILED = list(sources.compiled_lists(LETTERS))
PROVINCIAL = list(sources.provincial_tables())
ONE_GUIDANCE_PER_FORMAT = {guidance.format: guidance.stem for guidance in GUIDANCE}.values()
ONE_LETTER_PER_FORMAT = {letter.format: letter.stem for letter in LETTERS}.values()
LISTS = [COMPILED[0].stem, PROVINCIAL[0].stem]
CODE = re.compile(r"\d+/\d{4}/(?:QH\d+|NĐ-CP|QĐ-TTg|TT-[A-ZĐ]+)|\d+/(?:QĐ|CT|CĐ)-[A-ZĐ][A-Za-zĐ]+")
# Words with which a text says that what it cites is not in force on the day it speaks.
SAID_OPENLY = re.compile(r"thay thế|hết hiệu lực|không còn|hiệu lực từ|ừ ngày|kết thúc|trước đây|đến hết|đến năm")


def table(name: str) -> list[dict[str, str]]:
    with (CORPUS / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


LEGAL_BASIS = {row["code"]: row for row in table("legal_basis")}


def test_there_are_enough_letters_on_enough_topics_in_every_format() -> None:
    assert len(LETTERS) >= 80
    assert len({topic for letter in LETTERS for topic in letter.topics}) >= 40
    assert {letter.format for letter in LETTERS} == {"docx", "pdf", "scan", "html", "txt"}


def test_there_is_enough_guidance_in_every_format_and_every_kind_of_visibility() -> None:
    assert len(GUIDANCE) >= 16
    assert {guidance.format for guidance in GUIDANCE} == set(SUFFIXES)
    assert {"all", "office", ("cuc-vien-thong", "cuc-vien-thong-bkhcn")} <= {
        guidance.visibility for guidance in GUIDANCE
    }


@pytest.mark.parametrize("guidance", GUIDANCE, ids=lambda guidance: guidance.stem)
def test_a_guidance_text_has_between_400_and_1200_words(guidance: sources.Guidance) -> None:
    assert 400 <= len(guidance.text.split()) <= 1200


def test_the_compiled_list_repeats_letters_under_their_own_number_and_date() -> None:
    (compiled,) = COMPILED
    by_number = {(letter.number, letter.date) for letter in LETTERS}
    assert len(compiled.entries) >= 10
    assert sum((entry.number, entry.date) in by_number for entry in compiled.entries) >= 4


def test_the_provincial_table_names_known_units_in_at_least_six_fields() -> None:
    (provincial,) = PROVINCIAL
    rows = [row for section in provincial.sections for row in section.rows]
    assert len(rows) >= 20 and len(provincial.sections) >= 6
    assert {row.unit for row in rows} <= {unit["short"] for unit in table("units")}


def test_no_two_letters_of_a_year_share_a_number() -> None:
    numbers = Counter((letter.number, letter.date.year) for letter in LETTERS)
    listed = Counter((e.number, e.date.year) for compiled in COMPILED for e in compiled.entries)
    assert [number for number, times in (numbers | listed).items() if times > 1] == []


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*.[ymc][ads][mv]*")), ids=lambda path: path.name)
def test_every_source_is_composed_unicode(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.stem)
def test_a_letter_names_what_existed_on_its_date(letter: sources.Letter) -> None:
    day = letter.date
    year, number, letterhead, *_ = letter.stem.split("-")
    assert (year, number) == (str(day.year), letter.number.split("/")[0])
    assert letterhead.upper() == letter.letterhead
    assert letter.forwarded_date < day
    assert one_valid(table("letterheads"), "code", letter.letterhead, day)
    assert one_valid(table("provinces"), "name", letter.province, day)
    assert one_valid(table("units"), "name", letter.unit, day)
    assert letter.field in {row["slug"] for row in table("fields")}
    assert letter.outcome in {"EXPLAINED", "PLANNED", "REROUTED", "DONE", "IN_PROGRESS"}
    assert letter.province in letter.delegation and letter.province in letter.subject


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.stem)
def test_a_letter_cites_law_in_force_or_says_that_it_is_not(letter: sources.Letter) -> None:
    for request in letter.requests:
        for paragraph in request.reply:
            assert silent_about(paragraph, letter.date) == []


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.stem)
def test_a_promise_is_quoted_from_the_letter_and_due_after_it(letter: sources.Letter) -> None:
    promise = source_of(letter).get("promise")
    if promise:
        assert promise["due"] >= letter.date


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.stem)
def test_figures_declared_made_up_are_figures_of_the_letter(letter: sources.Letter) -> None:
    for made_up in source_of(letter).get("illustrative", []):
        assert figures(made_up) <= figures(whole_text(letter)), made_up


def test_dates_of_the_legal_basis_are_in_order_and_successors_known() -> None:
    for code, row in LEGAL_BASIS.items():
        days = [row[column] for column in ("issued", "in_force", "until") if row[column]]
        assert all(datetime.date.fromisoformat(day) for day in days)
        assert not row["until"] or not row["in_force"] or row["in_force"] < row["until"], code
        assert {successor for successor in row["successor"].split(";") if successor} <= set(LEGAL_BASIS)


@pytest.mark.parametrize(
    ("day", "count"), [("2024-06-30", 63), ("2025-06-30", 63), ("2025-07-01", 34), ("2026-11-01", 34)]
)
def test_provinces_are_63_before_july_2025_and_34_after(day: str, count: int) -> None:
    today = datetime.date.fromisoformat(day)
    assert sum(valid(row, today) for row in table("provinces")) == count


@pytest.mark.parametrize("day", ["2024-06-01", "2026-06-01"])
def test_every_field_has_a_unit_that_answers_on_every_day(day: str) -> None:
    today = datetime.date.fromisoformat(day)
    answering = {slug for row in table("units") if valid(row, today) for slug in row["field"].split(";")}
    assert {row["slug"] for row in table("fields")} <= answering


def test_the_manifest_and_the_folder_hold_the_same_files() -> None:
    with build.MANIFEST.open(encoding="utf-8", newline="") as stream:
        listed = {row["file"] for row in csv.DictReader(stream)}
    assert listed | {build.MANIFEST.name} == {path.name for path in build.FILES.iterdir()}


def test_the_files_are_small_enough_to_travel_with_the_code() -> None:
    assert sum(path.stat().st_size for path in build.FILES.iterdir()) < 12_000_000


def test_every_text_file_begins_with_the_sample_mark() -> None:
    for letter in LETTERS:
        path = build.FILES / (letter.stem + SUFFIXES[letter.format])
        if letter.format in ("html", "txt"):
            assert SAMPLE_MARK in path.read_text(encoding="utf-8")[:1000]
        if letter.format == "docx":
            header = Document(str(path)).sections[0].first_page_header
            assert header.paragraphs[0].text == SAMPLE_MARK
        if letter.format == "pdf":
            assert page_texts(path.read_bytes())[0].startswith(SAMPLE_MARK)


def test_a_scan_has_no_text_and_stays_small() -> None:
    for letter in LETTERS:
        if letter.format == "scan":
            content = (build.FILES / f"{letter.stem}.pdf").read_bytes()
            assert "".join(page_texts(content)).strip() == ""
            assert len(content) < 250_000


def test_no_rendered_page_names_the_unit_that_answered_as_signer() -> None:
    for letter in LETTERS:
        assert not any("Cục" in line or "CỤC" in line for line in page_of(letter).footer.signature)


@pytest.mark.parametrize("stem", sorted({*ONE_GUIDANCE_PER_FORMAT, *ONE_LETTER_PER_FORMAT, *LISTS}))
def test_a_rebuild_gives_the_same_file(stem: str, tmp_path: Path) -> None:
    """Byte for byte with the libraries of corpus/built_with.json, by content with others."""
    same_libraries = json.loads(build.BUILT_WITH.read_text(encoding="utf-8")) == build.versions()
    (name,) = build.build(tmp_path, only={stem})
    rebuilt, committed = (tmp_path / name).read_bytes(), (build.FILES / name).read_bytes()
    if same_libraries:
        assert rebuilt == committed, (
            f"{name} is older than its source: run `python -m corpus.build` and commit corpus/files"
        )
    else:
        read = CONTENT[Path(name).suffix]
        assert read(rebuilt) == read(committed)


def silent_about(paragraph: str, day: datetime.date) -> list[str]:
    """Codes of texts not in force on `day` that the paragraph cites without saying so."""
    if SAID_OPENLY.search(paragraph):
        return []
    return [code for code in CODE.findall(paragraph) if code in LEGAL_BASIS and not in_force(LEGAL_BASIS[code], day)]


def in_force(row: dict[str, str], day: datetime.date) -> bool:
    start = row["in_force"] or row["issued"]
    return (not start or start <= day.isoformat()) and (not row["until"] or day.isoformat() < row["until"])


def valid(row: dict[str, str], day: datetime.date) -> bool:
    """Whether a dated row holds on a day; `valid_to` is the first day on which it no longer does."""
    start, end = row["valid_from"], row["valid_to"]
    return (not start or start <= day.isoformat()) and (not end or day.isoformat() < end)


def one_valid(rows: list[dict[str, str]], column: str, value: str, day: datetime.date) -> bool:
    return any(row[column] == value and valid(row, day) for row in rows)


def source_of(letter: sources.Letter) -> dict[str, Any]:
    return yaml.safe_load((CORPUS / "letters" / f"{letter.stem}.yaml").read_text(encoding="utf-8"))


def whole_text(letter: sources.Letter) -> str:
    return " ".join(text for request in letter.requests for text in (request.petition, *request.reply))


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,]*\d|\d", text))


def page_texts(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(content)
    return [document[number].get_textpage().get_text_bounded() for number in range(len(document))]


def word_texts(content: bytes) -> list[str]:
    document = Document(io.BytesIO(content))
    cells = [cell.text for found in document.tables for row in found.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells


def sheet_texts(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))


CONTENT: dict[str, Callable[[bytes], object]] = {
    ".pdf": page_texts, ".docx": word_texts, ".xlsx": sheet_texts, ".html": bytes, ".txt": bytes,
}  # fmt: skip
