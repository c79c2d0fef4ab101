"""Is the server alive, is it ready, how much does it do."""

from __future__ import annotations

import tempfile
from collections.abc import Callable

import structlog
from fastapi import APIRouter, Request
from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from assistant import wording
from assistant.bootstrap import Assistant
from assistant.domain import Role
from assistant.errors import NotAllowed, NotSignedIn
from assistant.web.who import access_of, address_of, assistant_of, signed_in
from ingest.database import reading

router = APIRouter(include_in_schema=False)
log = structlog.get_logger("troly.health")
LOOPBACK = ("127.0.0.1", "::1")


@router.get("/healthz")
async def alive() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """Everything an answer needs is there; 503 with the reasons when not."""
    reasons = await run_in_threadpool(missing, assistant_of(request))
    if reasons:
        return JSONResponse({"status": "not_ready", "reasons": reasons}, 503)
    return JSONResponse({"status": "ready"})


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """For Prometheus on this machine, and for administrators."""
    await require_operator(request)
    generation = await run_in_threadpool(assistant_of(request).index.generation)
    shown = request.app.state.measures.exposition(access_of(request).live.count(), generation)
    return Response(shown, media_type="text/plain; version=0.0.4; charset=utf-8")


async def require_operator(request: Request) -> None:
    """Raises NotAllowed unless this machine itself or an administrator asks; a proxy is not this machine."""
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if address_of(request) in LOOPBACK and not forwarded:
        return
    try:
        reader = await signed_in(request)
    except NotSignedIn as unknown:
        raise NotAllowed("metrics") from unknown
    if reader.role is not Role.ADMINISTRATOR:
        raise NotAllowed("metrics")


def missing(assistant: Assistant) -> list[str]:
    """What is not ready, in Vietnamese."""
    checks: dict[str, Callable[[Assistant], object]] = {
        "database": database_answers,
        "index": lambda ready: ready.index.generation(),
        "embedder": lambda ready: ready.embedder.encode(["sẵn sàng"]),
        "disk": disk_takes_writes,
    }
    return [wording.NOT_READY[name] for name, check in checks.items() if not passes(name, check, assistant)]


def passes(name: str, check: Callable[[Assistant], object], assistant: Assistant) -> bool:
    """Whether the check went through; why not is for the log."""
    try:
        check(assistant)
    except Exception as error:
        log.warning("not_ready", part=name, error=type(error).__name__)
        return False
    return True


def database_answers(assistant: Assistant) -> None:
    """Raises when the database does not."""
    with reading(assistant.engine) as connection:
        connection.execute(text("SELECT 1"))


def disk_takes_writes(assistant: Assistant) -> None:
    """Raises when nothing can be written to the folder of state."""
    with tempfile.TemporaryFile(dir=assistant.settings.home) as file:
        file.write(b"0" * 4096)
        file.flush()
