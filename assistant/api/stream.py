"""Server-sent events of an answer; a client that leaves closes the generator at once, which records it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import anyio
import orjson
from anyio.to_thread import run_sync
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from assistant.api.shapes import answer_object, citation_object, sentence_object
from assistant.domain import Answer, Released

HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"x-accel-buffering", b"no")]


class AnswerStream(Response):
    """Sends `sentence` events and one `answer` event. The generator runs in a worker thread, step by step."""

    media_type = "text/event-stream"

    def __init__(self, events: Iterator[Released | Answer]) -> None:
        super().__init__()
        self.events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with anyio.create_task_group() as group:
                group.start_soon(self._until_gone, receive, group)
                with suppress(OSError):  # the client's connection broke while we were sending
                    await self._send_all(send)
                group.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await run_sync(close, self.events)

    async def _send_all(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        while (event := await run_sync(next, self.events, None)) is not None:
            await send({"type": "http.response.body", "body": event_bytes(event), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    @staticmethod
    async def _until_gone(receive: Receive, group: anyio.abc.TaskGroup) -> None:
        message: Message = {"type": ""}
        while message["type"] != "http.disconnect":
            message = await receive()
        group.cancel_scope.cancel()


def event_bytes(event: Released | Answer) -> bytes:
    """One server-sent event."""
    if isinstance(event, Answer):
        return b"event: answer\ndata: " + orjson.dumps(answer_object(event)) + b"\n\n"
    told = sentence_object(event.sentence) | {"citations": [citation_object(each) for each in event.citations]}
    return b"event: sentence\ndata: " + orjson.dumps(told) + b"\n\n"


def close(events: Iterator[Released | Answer]) -> None:
    """Close a generator now instead of whenever it is collected."""
    closing = getattr(events, "close", None)
    if closing:
        closing()
