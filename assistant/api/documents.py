"""Documents and pictures of their pages."""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from assistant import library
from assistant.api.bodies import REFUSALS, SignedIn
from assistant.api.shapes import document_object, line_object, origin_object
from assistant.domain import Reader
from assistant.library import Wanted
from assistant.pages import page_image
from assistant.pages.image import page_of
from assistant.reading_room import span_of, span_of_words
from assistant.web.documents import room_of
from assistant.web.who import address_of, assistant_of
from ingest.documents import DocumentKind
from ingest.origins import origins_of

router = APIRouter(prefix="/api/documents", tags=["Tài liệu"])
DocumentId = Annotated[str, Path(max_length=64, description="`document_id` của trích dẫn hoặc danh sách.")]
Filtered = Annotated[str, Query(max_length=300)]


@router.get(
    "",
    summary="Danh sách tài liệu",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Một trang danh sách", "content": {"application/json": {}}}},
)
async def list_documents(
    request: Request,
    reader: SignedIn,
    q: Filtered = "",
    kind: DocumentKind | None = None,
    unit: Filtered = "",
    field: Filtered = "",
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
    per_page: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """Only documents this account may read."""
    wanted = Wanted(q, kind, unit, field, page)
    assistant = assistant_of(request)
    listing = await run_in_threadpool(
        library.list_documents, wanted, reader, assistant.engine, assistant.index, per_page
    )
    told = {
        "total": listing.total,
        "page": listing.page,
        "last_page": listing.last_page,
        "documents": [line_object(line) for line in listing.lines],
    }
    return Response(orjson.dumps(told), media_type="application/json")


@router.get(
    "/{document_id}",
    summary="Một tài liệu với toàn văn và các trang",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Tài liệu", "content": {"application/json": {}}}},
)
async def show_document(request: Request, reader: SignedIn, document_id: DocumentId) -> Response:
    """`text[start:end]` of a citation is its quotation."""
    document = await run_in_threadpool(room_of(request).open, document_id, reader, address_of(request))
    origins = await run_in_threadpool(origins_of, document.id, assistant_of(request).engine)
    told = document_object(document, [origin_object(each) for each in origins])
    return Response(orjson.dumps(told), media_type="application/json")


@router.get(
    "/{document_id}/pages/{number}.png",
    summary="Ảnh một trang, đoạn trích được tô vàng",
    response_class=Response,
    responses=REFUSALS | {200: {"description": "Ảnh PNG", "content": {"image/png": {}}}},
)
async def show_page(
    request: Request,
    reader: SignedIn,
    document_id: DocumentId,
    number: Annotated[int, Path(ge=1, le=1_000_000)],
    quote: Annotated[str, Query(max_length=20_000, description="`start-end`, hoặc nguyên văn đoạn trích.")] = "",
) -> Response:
    """A quotation that no longer stands in the document is not marked; the page is shown all the same."""
    png = await run_in_threadpool(picture, request, reader, document_id, number, quote)
    return Response(png, media_type="image/png")


def picture(request: Request, reader: Reader, document_id: str, number: int, quote: str) -> bytes:
    """The page as PNG. Raises NotFound, PageNotFound."""
    document = room_of(request).open(document_id, reader, address_of(request))
    page = page_of(document, number)
    span = span_of(quote, document) or span_of_words(quote, document, page.start) or span_of_words(quote, document)
    return page_image(document, number, span, assistant_of(request).settings.home)
