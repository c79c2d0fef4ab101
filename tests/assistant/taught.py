"""Knowledge as if a unit had taught it: the rows of a decision, written in the transaction of the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, insert

from assistant.answering.answering import answer
from assistant.answering.taught import taught_within
from assistant.bootstrap import Assistant
from assistant.curation.document import document_id, put_of
from assistant.curation.nouns import Correction, CorrectionStatus, EffectKind, Lesson, Person
from assistant.domain import Answer, Question, Reader, Role
from assistant.records.teaching import correction_versions, corrections, decisions, effects, verifications

TAUGHT_AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
TELECOM, TRANSFORMATION, SPECTRUM = "cuc-vien-thong-bkhcn", "cuc-chuyen-doi-so-bkhcn", "cuc-tan-so-bkhcn"
HEAD = Person(7, "Nguyễn Văn A")
STAFF = Reader(1, "canbo", "Cán bộ", Role.STAFF, TELECOM)
OTHER_STAFF = Reader(2, "dongnghiep", "Đồng nghiệp", Role.STAFF, TRANSFORMATION)
OFFICE = Reader(3, "vanphong", "Văn phòng", Role.OFFICE)


@dataclass(frozen=True)
class Said:
    """What teaching takes beside the lesson."""

    id: str = "00000000000000a1"
    unit: str = TELECOM
    at: datetime = TAUGHT_AT
    review_on: date | None = None


def teach(assistant: Assistant, lesson: Lesson, said: Said = Said()) -> str:
    """A correction that lives; returns the id of its document."""
    correction = Correction(
        *(said.id, document_id(said.id), said.unit, CorrectionStatus.LIVE, 1),
        *(lesson, HEAD, said.at, said.review_on, "desk"),
    )
    put = put_of(correction, assistant.pipeline)
    assistant.index.change([put], [], lambda connection: _write(connection, correction))
    return put.document.id


def _write(connection: Connection, correction: Correction) -> None:
    lesson, at = correction.lesson, correction.taught_at
    connection.execute(
        insert(corrections).values(
            id=correction.id,
            document_id=correction.document_id,
            unit=correction.unit,
            status="live",
            version=1,
            live_version=1,
            created=at,
            corrects=[],
            updated=at,
        )
    )
    connection.execute(
        insert(correction_versions).values(
            correction_id=correction.id,
            version=1,
            question=lesson.question,
            wordings=list(lesson.wordings),
            not_for=list(lesson.not_for),
            answer=lesson.answer,
            basis=list(lesson.basis),
            in_force=lesson.in_force,
            until=lesson.until,
            scope=lesson.visibility.scope,
            units=sorted(lesson.visibility.units),
            taught_by_id=HEAD.account_id,
            taught_by=HEAD.name,
            taught_at=at,
            origin="desk",
        )
    )
    if correction.review_on:
        _verify(connection, correction.document_id, correction.unit, correction.review_on)
    taught_within(connection)


def verify(assistant: Assistant, document_id: str, review_on: date) -> None:
    """A document that a unit vouches for until its review."""

    def beside(connection: Connection) -> None:
        _verify(connection, document_id, TELECOM, review_on)
        taught_within(connection)

    assistant.index.change([], [], beside)


def _verify(connection: Connection, document_id: str, unit: str, review_on: date) -> None:
    connection.execute(
        insert(verifications).values(
            document_id=document_id,
            unit=unit,
            account_id=HEAD.account_id,
            account_name=HEAD.name,
            at=TAUGHT_AT,
            review_on=review_on,
        )
    )


def affect(assistant: Assistant, kind: EffectKind, question: str, chunk_ids: Sequence[str]) -> None:
    """Passages blocked or preferred for questions like this one."""

    def beside(connection: Connection) -> None:
        decision = connection.execute(
            insert(decisions).values(
                at=TAUGHT_AT,
                kind="passage_blocked",
                account_id=HEAD.account_id,
                account_name=HEAD.name,
                unit=TELECOM,
                reason="",
                question=question,
                chunk_ids=list(chunk_ids),
                gate={},
            )
        )
        [number] = decision.inserted_primary_key or (0,)
        for chunk_id in chunk_ids:
            connection.execute(
                insert(effects).values(
                    decision_id=number,
                    kind=kind.value,
                    question=question,
                    chunk_id=chunk_id,
                    document_id=chunk_id.split(":")[0],
                    epoch=0,
                    live=True,
                )
            )
        taught_within(connection)

    assistant.index.change([], [], beside)


def hear(assistant: Assistant, text: str, reader: Reader = STAFF, as_of: date | None = None) -> Answer:
    """The answer of the answer path, nothing recorded."""
    *_, last = answer(Question(text, as_of=as_of), reader, assistant.answering)
    assert isinstance(last, Answer)
    return last


def led_by(answered: Answer) -> str | None:
    """The document of the citation that leads."""
    return answered.citations[0].document_id if answered.citations else None


def cited(answered: Answer) -> set[str]:
    """The documents that are cited."""
    return {each.document_id for each in answered.citations}
