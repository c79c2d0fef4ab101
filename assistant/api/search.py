"""GET /api/search: passages, without an answer made of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import orjson
from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant.answering.search import search
from assistant.api.bodies import REFUSALS, SignedIn
from assistant.api.shapes import hit_object
from assistant.web.who import assistant_of
from ingest.documents import DocumentKind

router = APIRouter(prefix="/api", tags=["Tài liệu"])
Asked = Annotated[str, Query(min_length=1, max_length=4_000, description="Nội dung cần tìm.", examples=["tắt sóng 2G"])]


@router.get(
    "/search",
    summary="Tìm các đoạn liên quan, kèm điểm",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Các đoạn, gần nhất trước", "content": {"application/json": {}}}},
)
async def search_passages(
    request: Request,
    reader: SignedIn,
    q: Asked,
    k: Annotated[int, Query(ge=1, le=100, description="Số đoạn.")] = 10,
    as_of: Annotated[date | None, Query(description="Chỉ lấy văn bản còn hiệu lực tại ngày này.")] = None,
    kind: Annotated[DocumentKind | None, Query(description="Loại tài liệu.")] = None,
) -> Response:
    """Only passages of documents this account may read."""
    kinds = frozenset({kind}) if kind else None
    tools = assistant_of(request).answering
    hits = await run_in_threadpool(search, q, reader, tools, k, as_of, kinds)
    told = {"query": q, "hits": [hit_object(hit) for hit in hits]}
    return Response(orjson.dumps(told), media_type="application/json")
