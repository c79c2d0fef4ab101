"""What a person was told about tasks, newest first; what is shown counts as seen."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant import wording_tasks
from assistant.domain import Reader
from assistant.records.notices import latest_of, seen
from assistant.records.tables import now
from assistant.web.documents import PageReader
from assistant.web.render import page
from assistant.web.who import assistant_of

router = APIRouter(prefix="/thong-bao", include_in_schema=False)
MOST = 100


@router.get("")
async def show_notices(request: Request, reader: PageReader) -> Response:
    """The newest notices of this person."""
    return await run_in_threadpool(notices_page, request, reader)


def notices_page(request: Request, reader: Reader) -> Response:
    """Drawn before they are marked, so that what is new stands out once."""
    engine = assistant_of(request).engine
    found = latest_of(engine, reader.account_id, MOST)
    rendered = page(request, "notices.html", reader=reader, notices=found, words=wording_tasks.NOTICES)
    seen(engine, reader.account_id, now(), [each.id for each in found if each.seen is None])
    return rendered
