"""A local OpenAI-compatible chat server that behaves, or misbehaves on purpose, by script."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Reply:
    """What the server does with one request: streams `pieces`, or fails in one of the ways below."""

    pieces: Sequence[str] = ()
    finish: str | None = "stop"  # None: the stream ends without a finish mark
    status: int = 200
    gap: float = 0.0  # seconds before each piece
    raw: bytes | None = None  # sent instead of server-sent events
    hang_up: bool = False  # the connection is cut in the middle of a chunk
    silent: float = 0.0  # seconds of nothing before anything is sent
    pings: float = 0.0  # seconds of comment lines that carry no text


def said(text: str, size: int = 7) -> Reply:
    """A well-behaved reply streamed in small pieces."""
    return Reply([text[start : start + size] for start in range(0, len(text), size)])


@dataclass
class FakeModel:
    """`with FakeModel(reply) as model:` serves `reply` at `model.url` and keeps every request body."""

    reply: Reply
    requests: list[dict[str, Any]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, where: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def heard(self) -> str:
        """All the text of the last request."""
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])


def handler_of(model: FakeModel) -> Callable[..., BaseHTTPRequestHandler]:
    """A request handler that plays the model's script."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            model.requests.append(json.loads(body))
            self.close_connection = True
            with contextlib.suppress(OSError):  # the client may leave
                self._play(model.reply)

        def _play(self, reply: Reply) -> None:
            model.over.wait(reply.silent)
            if reply.status != 200:
                self._whole(reply.status, json.dumps({"error": {"message": "lỗi", "type": "server"}}).encode())
                return
            if reply.raw is not None:
                self._whole(200, reply.raw)
                return
            self._head(200, "text/event-stream")
            self._ping(reply.pings)
            for piece in reply.pieces:
                if model.over.wait(reply.gap):
                    return
                self._event(piece, None)
            if reply.hang_up:
                self.wfile.write(b"ffff\r\ndata: {")
                return
            if reply.finish:
                self._event("", reply.finish)
                self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

        def _ping(self, seconds: float) -> None:
            end = time.monotonic() + seconds
            while time.monotonic() < end and not model.over.wait(0.05):
                self._chunk(b": ping\n\n")

        def _event(self, text: str, finish: str | None) -> None:
            delta = {"role": "assistant", "content": text} if finish is None else {}
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            event = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "fake", "choices": [choice]}
            self._chunk(f"data: {json.dumps(event)}\n\n".encode())

        def _chunk(self, data: bytes) -> None:
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def _whole(self, status: int, data: bytes) -> None:
            self._head(status, "application/json", len(data))
            self.wfile.write(data)

        def _head(self, status: int, media_type: str, length: int | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            if length is None:
                self.send_header("Transfer-Encoding", "chunked")
            else:
                self.send_header("Content-Length", str(length))
            self.end_headers()

    return Handler
