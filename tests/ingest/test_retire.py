"""A document out of use is stored and opened, and never found on a day from then on, however it is read again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from assistant.bootstrap import Assistant, build
from ingest import database as db
from ingest import settle as settling
from ingest.database import reading, writing
from ingest.index.base import Filter
from ingest.law.validity import refresh
from ingest.pipeline import add
from ingest.report import Outcome
from ingest.retire import retire_within, retirement_of, unretire_within
from ingest.settle import chunks_of
from tests.conftest import CORPUS, settings_of
from tests.ingest.codification import article, topic, written

SINCE = date(2026, 11, 22)
BEFORE, AFTER = SINCE - timedelta(days=1), SINCE + timedelta(days=400)
OLD_LAW = "Luật số 41/2009/QH12 Viễn thông ngày 23/11/2009 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2010"
NEW_LAW = "Luật số 24/2023/QH15 Viễn thông ngày 24/11/2023 của Quốc hội, có hiệu lực thi hành kể từ ngày 01/07/2024"
RIGHT = "Thuê bao viễn thông có quyền lựa chọn doanh nghiệp viễn thông để giao kết hợp đồng cung cấp dịch vụ viễn thông"
EVERYBODY = frozenset({"all", "office"})


@pytest.fixture
def assistant(fresh_home: Path) -> Iterator[Assistant]:
    assistant = build(settings_of(fresh_home))
    yield assistant
    assistant.close()


@pytest.fixture
def letter(assistant: Assistant) -> str:
    return next(each.id for each in assistant.index.documents() if each.source.endswith("2021-487-btttt-can-tho.pdf"))


@pytest.fixture
def law(assistant: Assistant, tmp_path: Path) -> str:
    """A page of the codification with articles of two laws, one of which is dead."""
    old = article("Điều 3.6.LQ.16. Quyền của thuê bao", f"Điều 16 {OLD_LAW}", f"1. {RIGHT} theo Luật cũ.")
    new = article("Điều 3.6.LQ.15. Quyền của thuê bao", f"Điều 15 {NEW_LAW}", f"1. {RIGHT} theo Luật mới.")
    [taken] = add([written(tmp_path, "law.html", topic(old, new))], assistant.pipeline).results
    assert taken.document_id and taken.chunks == 2
    return taken.document_id


def retire(document_id: str, assistant: Assistant) -> None:
    def beside(connection: Connection) -> None:
        assert retire_within(connection, document_id, SINCE)

    assistant.index.change([], [], beside)


def bring_back(document_id: str, assistant: Assistant) -> None:
    def beside(connection: Connection) -> None:
        assert unretire_within(connection, document_id, lambda document: chunks_of(document, assistant.tables))

    assistant.index.change([], [], beside)


def found(document_id: str, assistant: Assistant, on: date | None) -> bool:
    """Whether any sentence of the document finds it, by meaning or by words, or its number does."""
    where = Filter(EVERYBODY, as_of=on)
    document = assistant.index.document(document_id)
    assert document
    index, hits = assistant.index, list[int]()
    for line in [line for line in document.text.splitlines() if len(line) > 40][:6]:
        hits += [hit.key for hit in index.nearest(assistant.embedder.encode([line])[0], where, 20)]
        hits += [hit.key for hit in index.matching(line, where, 20)]
    named = index.find_number(document.number, where) if document.number else []
    return document_id in {
        *(each.chunk.document_id for each in index.chunks(hits).values()),
        *(each.chunk.document_id for each in named),
    }


def ends(document_id: str, assistant: Assistant) -> list[date | None]:
    query = select(db.chunks.c.until).where(db.chunks.c.document_id == document_id).order_by(db.chunks.c.position)
    with reading(assistant.engine) as connection:
        return list(connection.scalars(query))


def source_of(document_id: str, assistant: Assistant) -> Path:
    document = assistant.index.document(document_id)
    assert document
    return CORPUS / Path(document.source).name


def test_a_retired_document_is_found_until_the_day_and_never_after(assistant: Assistant, letter: str) -> None:
    assert found(letter, assistant, AFTER)
    retire(letter, assistant)
    assert found(letter, assistant, BEFORE)
    assert not found(letter, assistant, SINCE) and not found(letter, assistant, AFTER)


def test_it_still_opens_and_says_since_when_it_is_out_of_use(assistant: Assistant, letter: str) -> None:
    before = assistant.index.document(letter)
    retire(letter, assistant)
    retirement = retirement_of(assistant.engine, letter)
    assert assistant.index.document(letter) == before and retirement and retirement.since == SINCE


def test_brought_back_it_holds_as_long_as_before(assistant: Assistant, letter: str, law: str) -> None:
    for document_id in (letter, law):
        before = ends(document_id, assistant)
        retire(document_id, assistant)
        assert ends(document_id, assistant) != before
        bring_back(document_id, assistant)
        assert ends(document_id, assistant) == before and retirement_of(assistant.engine, document_id) is None
    assert found(letter, assistant, AFTER)


def test_it_is_retired_once_and_brought_back_once(assistant: Assistant, letter: str) -> None:
    retire(letter, assistant)
    with writing(assistant.engine) as connection:
        assert not retire_within(connection, letter, AFTER)
        assert not retire_within(connection, "unknown", SINCE)
        assert not unretire_within(connection, "unknown", lambda _: [])
    retirement = retirement_of(assistant.engine, letter)
    assert retirement and retirement.since == SINCE


def test_read_again_or_copied_it_stays_out_of_use(assistant: Assistant, letter: str, tmp_path: Path) -> None:
    retire(letter, assistant)
    source = source_of(letter, assistant)
    copied = tmp_path / source.name
    shutil.copy(source, copied)
    with writing(assistant.engine) as connection:  # as if an older release had read it: it is stored anew
        connection.execute(update(db.documents).where(db.documents.c.id == letter).values(title="Khác"))
        connection.execute(update(db.copies).where(db.copies.c.document_id == letter).values(digest="khác"))
    report = add([source, copied], assistant.pipeline)
    assert {each.outcome for each in report.results} & {Outcome.UPDATED, Outcome.ADDED}
    assert retirement_of(assistant.engine, letter) and not found(letter, assistant, AFTER)


def test_removed_and_taken_in_again_it_stays_out_of_use(assistant: Assistant, letter: str) -> None:
    source = source_of(letter, assistant)
    retire(letter, assistant)
    assert assistant.index.remove(letter)
    with writing(assistant.engine) as connection:
        connection.execute(db.copies.delete().where(db.copies.c.document_id == letter))
    add([source], assistant.pipeline)
    assert assistant.index.document(letter) and not found(letter, assistant, AFTER)


def test_retired_while_it_was_read_it_is_stored_as_retired(
    assistant: Assistant, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, embed = source_of(letter, assistant), settling.vectors_of
    with writing(assistant.engine) as connection:
        connection.execute(update(db.documents).where(db.documents.c.id == letter).values(title="Khác"))
        connection.execute(update(db.copies).where(db.copies.c.document_id == letter).values(digest="khác"))

    def retired_meanwhile(*known: object) -> object:
        if retirement_of(assistant.engine, letter) is None:
            retire(letter, assistant)
        return embed(*known)  # type: ignore[arg-type]

    monkeypatch.setattr(settling, "vectors_of", retired_meanwhile)
    add([source], assistant.pipeline)
    assert all(until == SINCE for until in ends(letter, assistant))


def test_the_table_of_laws_brings_no_retired_law_back(assistant: Assistant, law: str) -> None:
    retire(law, assistant)
    refresh(assistant.engine, assistant.tables)
    assert all(until and until <= SINCE for until in ends(law, assistant))


def test_a_failed_decision_retires_nothing(assistant: Assistant, letter: str) -> None:
    def beside(connection: Connection) -> None:
        retire_within(connection, letter, SINCE)
        raise RuntimeError("no decision")

    with pytest.raises(RuntimeError):
        assistant.index.change([], [], beside)
    assert retirement_of(assistant.engine, letter) is None and found(letter, assistant, AFTER)
