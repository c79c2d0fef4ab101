"""GET /api/law/changes: past replies that lean on law that ended or was amended."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.api.bodies import REFUSALS, SignedIn
from assistant.api.shapes import Json, iso
from assistant.bootstrap import Assistant
from assistant.domain import Reader
from assistant.library import readable
from assistant.web.who import assistant_of
from ingest.database import reading
from ingest.law.changes import changes
from ingest.law.mentions import Review, reviews

router = APIRouter(prefix="/api/law", tags=["Tài liệu"])


@router.get(
    "/changes",
    summary="Các trả lời cũ viện dẫn văn bản đã hết hiệu lực hoặc đã được sửa đổi",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Từng câu cần rà soát", "content": {"application/json": {}}}},
)
async def law_changes(
    request: Request,
    reader: SignedIn,
    law: Annotated[str, Query(max_length=200, description="Số ký hiệu hoặc tên văn bản; để trống: tất cả.")] = "",
    since: Annotated[date | None, Query(description="Chỉ các thay đổi từ ngày này.")] = None,
) -> Response:
    """Only sentences of documents this account may read."""
    told = await run_in_threadpool(changes_object, law, since, reader, assistant_of(request))
    return Response(orjson.dumps(told), media_type="application/json")


def changes_object(law: str, since: date | None, reader: Reader, assistant: Assistant) -> Json:
    """The sentences to review; `known` is False for a law that the legal-basis table does not hold."""
    known, found = to_review(law, since, reader, assistant)
    return {"law": law.strip() or None, "known": known, "reviews": [review_object(each) for each in found]}


def to_review(law: str, since: date | None, reader: Reader, assistant: Assistant) -> tuple[bool, list[Review]]:
    """Whether the table knows the law (any, when it is empty), and the sentences that lean on what changed."""
    wanted = law.strip() or None
    found = changes(assistant.tables, date.today(), wanted, since)
    with reading(assistant.engine) as connection:
        sentences = reviews(found, assistant.tables, connection, readable(reader))
    return wanted is None or bool(assistant.tables.laws(wanted)), sentences


def review_object(review: Review) -> Json:
    """One sentence; `start:end` are offsets in the text of the document."""
    change = review.change
    return {
        "law": change.law.code,
        "title": change.law.title,
        "change": change.kind.value,
        "since": iso(change.day),
        "by": list(change.by),
        "document_id": review.document_id,
        "document": review.title,
        "kind": review.kind.value,
        "number": review.number,
        "date": iso(review.issued),
        "province": review.province,
        "page": review.page,
        "sentence": review.sentence,
        "start": review.start,
        "end": review.end,
        "says_so": review.knows,
        "link": f"/tai-lieu/{review.document_id}?trang={review.page}&trich={review.start}-{review.end}",
    }
