"""Text from a model server, piece by piece, and cut into sentences; every failure is a ModelUnavailable with a reason."""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Protocol

import httpx

from assistant.errors import ModelUnavailable
from assistant.settings import Settings
from ingest.vietnamese import sentences

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Message = tuple[str, str]
LONGEST_WITHOUT_STOP = 3000
MOST_WAITING = 64
TOKENS_BEHIND_STOP = re.compile(
    r"([.?!…]+)[^\S\n]*((?:[⟦\[【]\s*(?:N\s?\d+\s*[,;]?\s*)+[⟧\]】][^\S\n]*)+)\.?(?=\s|$)", re.IGNORECASE
)
OPEN_TOKEN = re.compile(r"[⟦\[【][^⟧\]】]*[⟧\]】]?\s*")


class Speaker(Protocol):
    """Anything that answers messages with a stream of text; raises ModelUnavailable."""

    def __call__(self, messages: Sequence[Message], seconds: float) -> Iterator[str]: ...


def speaker(settings: Settings) -> Speaker:
    """A speaker for the OpenAI-compatible server of the settings.

    LangChain is imported here, at start and only with a model: the first person asking must not wait seconds for it.
    """
    model = open_model(settings)
    return lambda messages, seconds: timed(lambda: spoken(model, messages), seconds)


def open_model(settings: Settings) -> BaseChatModel:
    """The chat model, straight to the configured server: no proxy of the environment, no second try (we fall back)."""
    from langchain.chat_models import init_chat_model

    seconds = settings.llm_timeout_seconds
    client = httpx.Client(transport=DeadlineTransport(seconds), timeout=seconds, trust_env=False)
    model: BaseChatModel = init_chat_model(
        settings.llm_model,
        model_provider="openai",
        base_url=settings.llm_base_url or None,
        api_key=settings.llm_api_key.get_secret_value() or "none",
        temperature=0,
        timeout=seconds,
        max_retries=0,
        use_responses_api=False,
        stream_usage=False,
        http_client=client,
        # LangChain would send `max_completion_tokens`, which many compatible servers ignore.
        extra_body={"max_tokens": settings.llm_max_tokens},
    )
    return model


def spoken(model: BaseChatModel, messages: Sequence[Message]) -> Generator[str, None, None]:
    """The text of one reply; a stream that ends without its finish mark was cut in half. Never traced."""
    from langsmith import tracing_context

    finished = ""
    with tracing_context(enabled=False):
        for chunk in model.stream(list(messages)):
            finished = chunk.response_metadata.get("finish_reason") or finished
            yield str(chunk.content) if isinstance(chunk.content, str) else ""
    if not finished:
        raise ModelUnavailable("half_stream")
    if finished not in ("stop", "length"):
        raise ModelUnavailable("refused")


def timed(speak: Callable[[], Generator[str, None, None]], seconds: float) -> Iterator[str]:
    """The pieces of `speak`, read in a thread so that no silence outlasts `seconds` in all. Raises ModelUnavailable."""
    pieces: queue.Queue[str | BaseException | None] = queue.Queue(MOST_WAITING)
    abandoned = threading.Event()
    threading.Thread(target=_pump, args=(speak, pieces, abandoned), daemon=True, name="model-stream").start()
    deadline = time.monotonic() + seconds
    try:
        while (piece := _next(pieces, deadline)) is not None:
            if isinstance(piece, BaseException):
                raise ModelUnavailable(reason_of(piece)) from piece
            yield piece
    finally:
        abandoned.set()


def _next(pieces: queue.Queue[str | BaseException | None], deadline: float) -> str | BaseException | None:
    try:
        return pieces.get(timeout=max(deadline - time.monotonic(), 0.001))
    except queue.Empty:
        return TimeoutError()


def _pump(
    speak: Callable[[], Generator[str, None, None]],
    pieces: queue.Queue[str | BaseException | None],
    abandoned: threading.Event,
) -> None:
    """Runs in the thread; stops at the next piece once nobody listens."""
    try:
        with closing(speak()) as spoken_pieces:
            for piece in spoken_pieces:
                if not _offer(piece, pieces, abandoned):
                    return
        _offer(None, pieces, abandoned)
    except BaseException as problem:  # whatever it is, the person asking gets the quoted answer
        _offer(problem, pieces, abandoned)


def _offer(
    piece: str | BaseException | None, pieces: queue.Queue[str | BaseException | None], abandoned: threading.Event
) -> bool:
    while not abandoned.is_set():
        try:
            pieces.put(piece, timeout=0.2)
        except queue.Full:
            continue
        return True
    return False


def reason_of(problem: BaseException) -> str:
    """One word for what went wrong, kept with the answer: timeout, http_500, half_stream, connection, garbage, error."""
    if isinstance(problem, ModelUnavailable):
        return str(problem)
    status = getattr(problem, "status_code", None)
    if isinstance(status, int):
        return f"http_{status}"
    names = {each.__name__ for each in type(problem).__mro__}
    for known, reason in REASONS:
        if names & known:
            return reason
    return "error"


# Names, not classes: the OpenAI client is imported only once a model is asked.
REASONS: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"APITimeoutError", "TimeoutException", "TimeoutError"}), "timeout"),
    (frozenset({"RemoteProtocolError", "ReadError", "IncompleteRead"}), "half_stream"),
    (frozenset({"APIConnectionError", "ConnectError", "ConnectionError", "OSError"}), "connection"),
    (frozenset({"JSONDecodeError", "UnicodeDecodeError", "APIResponseValidationError", "ValueError"}), "garbage"),
)


class DeadlineTransport(httpx.HTTPTransport):
    """Ends a response that goes on for longer than `seconds`, however it dribbles, so that no thread outlives it."""

    def __init__(self, seconds: float) -> None:
        # No idle connections: a question is rare beside what an answer takes, and nothing stays open.
        super().__init__(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        self._seconds = seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = super().handle_request(request)
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _DeadlineStream(response.stream, time.monotonic() + self._seconds)
        return response


class _DeadlineStream(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            if time.monotonic() > self._deadline:
                raise httpx.ReadTimeout("the reply took too long as a whole")
            yield piece

    def close(self) -> None:
        self._stream.close()


def cut(pieces: Iterator[str]) -> Iterator[str]:
    """Whole sentences as soon as the next one has begun; citation tokens behind a full stop belong before it."""
    held = ""
    for piece in pieces:
        held = TOKENS_BEHIND_STOP.sub(r" \2\1", held + piece) if piece.strip() else held + piece
        spans = sentences(held)
        if len(spans) > 1 and not OPEN_TOKEN.fullmatch(spans[-1].of(held)):
            yield from (span.of(held) for span in spans[:-1])
            held = held[spans[-1].start :]
        if len(held) > LONGEST_WITHOUT_STOP:
            yield held
            held = ""
    yield from (span.of(held) for span in sentences(held))
