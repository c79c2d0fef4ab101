"""The web server: routes, layers around them, and the watch over live connections."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.staticfiles import StaticFiles

from assistant import wording
from assistant.access import Access
from assistant.answering.answering import answer
from assistant.api import ask, documents, feedback, health, law, overview, search, tasks, teaching
from assistant.api.measures import Measures
from assistant.bootstrap import Assistant, build
from assistant.domain import Question
from assistant.limits import QuestionLimit
from assistant.pages.image import close_drawer
from assistant.reading_room import Openings, ReadingRoom
from assistant.records.accounts import operator
from assistant.settings import Settings
from assistant.tasks.keeper import Keeper
from assistant.web import account as account_pages
from assistant.web import bulk as bulk_pages
from assistant.web import desk as desk_pages
from assistant.web import documents as document_pages
from assistant.web import knowledge as knowledge_pages
from assistant.web import ledger as ledger_pages
from assistant.web import my_questions
from assistant.web import notices as notice_pages
from assistant.web import overview as overview_pages
from assistant.web import sign_in as sign_in_pages
from assistant.web import stand_ins as stand_in_pages
from assistant.web.layers import BodyLimit, ChatGuard, SameOrigin, SecurityHeaders
from assistant.web.problems import CatchAll, handle_problems
from assistant.web.render import STATIC

log = structlog.get_logger("troly.server")
WATCH_SECONDS = 1.0
WARMING_QUESTION = "Thời hạn trả lời kiến nghị cử tri là bao nhiêu ngày?"
ROUTERS = (
    health.router,
    sign_in_pages.router,
    account_pages.router,
    document_pages.router,
    stand_in_pages.router,
    desk_pages.router,
    bulk_pages.router,  # before /tri-thuc/{item_id}
    knowledge_pages.router,
    ledger_pages.router,
    overview_pages.router,
    my_questions.router,
    notice_pages.router,
    ask.router,
    search.router,
    documents.router,
    law.router,
    overview.router,
    feedback.router,
    tasks.router,
    teaching.router,
)


def serve(settings: Settings) -> None:
    """Serve until stopped: one process, because live connections and the chat are its own."""
    assistant = build(settings)
    try:
        uvicorn.run(
            create_app(assistant), host=settings.host, port=settings.port, log_level="warning", server_header=False
        )
    finally:
        assistant.close()


def create_app(assistant: Assistant, chat: bool = True) -> FastAPI:
    """The whole application; `chat=False` leaves the chat out, for tests that do not need it."""
    app = FastAPI(
        title=wording.PRODUCT,
        description=wording.AI_NOTICE,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.assistant = assistant
    app.state.access = Access(assistant.engine, assistant.settings)
    app.state.reading_room = ReadingRoom(assistant, Openings())
    app.state.limit = QuestionLimit(assistant.settings.questions_per_minute)
    app.state.measures = Measures()
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    handle_problems(app)
    add_layers(app, assistant.settings)
    if chat:
        from assistant.chat import mount_chat

        mount_chat(app, assistant)
    return app


def add_layers(app: FastAPI, settings: Settings) -> None:
    """From the innermost to the outermost."""
    app.add_middleware(ChatGuard, access=app.state.access)
    app.add_middleware(SameOrigin, settings=settings)
    app.add_middleware(BodyLimit)
    app.add_middleware(CatchAll)
    app.add_middleware(SecurityHeaders, settings=settings)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """The first asker waits no longer than the second; sessions ended by other processes lose their connections."""
    await run_in_threadpool(warm, app.state.assistant)
    calm_collector()
    watching = asyncio.create_task(watch(app.state.access))
    keeper = Keeper(app.state.assistant)
    keeper.start()
    try:
        yield
    finally:
        watching.cancel()
        await run_in_threadpool(keeper.stop)
        with suppress(asyncio.CancelledError):
            await watching
        await run_in_threadpool(close_drawer)


def warm(assistant: Assistant) -> None:
    """Answer once for nobody, unrecorded, so that everything read on first use is read now."""
    try:
        for _event in answer(Question(WARMING_QUESTION), operator(), assistant.answering):
            pass
    except Exception as error:
        log.warning("warming_failed", error=type(error).__name__)


def calm_collector() -> None:
    """What was built at start is never looked at again by the garbage collector, and it runs less often.

    Measured on 100,000 chunks: collecting cost a quarter of the time of an answer to a question not asked before.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


async def watch(access: Access) -> None:
    """Once a second, for ever; a database that fails now may answer the next time."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            await run_in_threadpool(access.watch_once)
        except Exception as error:
            log.warning("watch_failed", error=type(error).__name__)
