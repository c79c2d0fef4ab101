"""The list of documents and the page viewer."""

from __future__ import annotations

from datetime import date
from pathlib import PurePath
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from assistant import library, wording_taught
from assistant.bootstrap import Assistant
from assistant.domain import Reader
from assistant.library import Wanted
from assistant.originals import is_closed
from assistant.pages import quote_on_page
from assistant.pages.image import page_of
from assistant.reading_room import ReadingRoom, file_name, span_of, validity_of
from assistant.web.render import page
from assistant.web.who import address_of, assistant_of, session_of
from ingest.documents import Document, DocumentKind, Span
from ingest.origins import origins_of

router = APIRouter(prefix="/tai-lieu", include_in_schema=False)


async def reader_of_page(request: Request) -> Reader:
    """Who reads this page. Raises NotSignedIn."""
    return (await session_of(request)).reader


PageReader = Annotated[Reader, Depends(reader_of_page)]
Asked = Annotated[str, Query(max_length=300)]


def room_of(request: Request) -> ReadingRoom:
    """Where this server opens documents."""
    found = request.app.state.reading_room
    assert isinstance(found, ReadingRoom)
    return found


@router.get("")
async def show_list(
    request: Request,
    reader: PageReader,
    q: Asked = "",
    loai: Asked = "",
    don_vi: Asked = "",
    linh_vuc: Asked = "",
    trang: int = 1,
) -> Response:
    """Documents the reader may open, with search box and filters."""
    kind = DocumentKind(loai) if loai in list(DocumentKind) else None
    wanted = Wanted(q, kind, don_vi, linh_vuc, trang)
    return await run_in_threadpool(list_page, request, reader, wanted, assistant_of(request))


@router.get("/{document_id}")
async def show_document(
    request: Request, reader: PageReader, document_id: str, trang: int | None = None, trich: Asked = ""
) -> Response:
    """One page of a document with the quotation marked."""
    return await run_in_threadpool(document_page, request, reader, document_id, trang, trich)


@router.get("/{document_id}/goc")
async def take_original(request: Request, reader: PageReader, document_id: str) -> Response:
    """The original file, to be saved, never shown by the browser as a page of ours."""
    return await run_in_threadpool(original, request, reader, document_id)


def list_page(request: Request, reader: Reader, wanted: Wanted, assistant: Assistant) -> Response:
    """The list as a page."""
    listing = library.list_documents(wanted, reader, assistant.engine, assistant.index)
    asked = {
        "q": wanted.text,
        "loai": wanted.kind.value if wanted.kind else "",
        "don_vi": wanted.unit,
        "linh_vuc": wanted.field,
    }
    return page(
        request,
        "documents.html",
        reader=reader,
        listing=listing,
        asked=asked,
        link=lambda number: "/tai-lieu?" + urlencode({**asked, "trang": number}),
        kinds={kind.value: kind for kind in DocumentKind},
        units=named(library.choices("unit", reader, assistant.engine), assistant),
        fields=named(library.choices("field", reader, assistant.engine), assistant),
        name_of=lambda code: name_of(code, assistant),
    )


def document_page(
    request: Request, reader: Reader, document_id: str, number: int | None, written_quote: str
) -> Response:
    """The viewer. Raises NotFound for a document the reader may not know of, and for a page there is none of."""
    room, assistant = room_of(request), assistant_of(request)
    document = room.open(document_id, reader, address_of(request))
    quote = span_of(written_quote, document)
    number = number if number is not None else (document.page_at(quote.start) if quote else 1)
    shown = page_of(document, number)
    here = quote_on_page(quote, shown)
    text = document.text[shown.start : shown.end]
    return page(
        request,
        "document.html",
        reader=reader,
        document=document,
        shown=shown,
        text=text,
        quote=quote,
        here=here,
        words=quote.of(document.text) if quote else "",
        lost=bool(written_quote) and quote is None,
        marked=parts(document, shown.start, shown.end, here),
        validity=validity_of(document, date.today()),
        closed=is_closed(document, assistant.engine),
        out_of_use=room.out_of_use(document, reader),
        taught_wording=wording_taught,
        origins=[(PurePath(each.source).name, each) for each in origins_of(document.id, assistant.engine)],
        law_notes=room.law_notes(quote.of(document.text) if quote else text),
        link=lambda page_number: viewer_link(document.id, page_number, quote),
        picture=picture_link(document.id, number, quote),
        unit=name_of(document.unit, assistant),
        field=name_of(document.field, assistant),
    )


def original(request: Request, reader: Reader, document_id: str) -> Response:
    """The original as a download. Raises NotFound, OriginalClosed."""
    room = room_of(request)
    document = room.open(document_id, reader, address_of(request))
    path = room.original(document, reader, address_of(request))
    return FileResponse(path, media_type="application/octet-stream", filename=file_name(document))


def parts(document: Document, start: int, end: int, quote: Span | None) -> tuple[str, str, str]:
    """The page's text before, within and after the quotation."""
    text = document.text
    if quote is None:
        return text[start:end], "", ""
    return text[start : quote.start], quote.of(text), text[quote.end : end]


def viewer_link(document_id: str, number: int, quote: Span | None) -> str:
    """The address of one page with its quotation."""
    return f"/tai-lieu/{document_id}?trang={number}" + (f"&trich={quote.start}-{quote.end}" if quote else "")


def picture_link(document_id: str, number: int, quote: Span | None) -> str:
    """The address of the page's picture."""
    return f"/api/documents/{document_id}/pages/{number}.png" + (f"?quote={quote.start}-{quote.end}" if quote else "")


def named(codes: list[str], assistant: Assistant) -> list[tuple[str, str]]:
    """Codes with the names people know, by name."""
    return sorted(((code, name_of(code, assistant)) for code in codes), key=lambda pair: pair[1])


def name_of(code: str | None, assistant: Assistant) -> str:
    """The name of a unit or field; itself when the tables do not know it."""
    if not code:
        return ""
    known = assistant.tables.unit(code) or assistant.tables.field(code)
    return known.name if known else code
