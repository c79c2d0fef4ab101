"""An optional second opinion on the best candidates: a sentence-transformers CrossEncoder folder, read when one is set.

It sees question and passage together, which costs a model's run per candidate, so only the best are shown to it, and
only as many as fit into the time. torch is imported only here, and only when asked for; nothing is fetched from outside.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import numpy as np
import structlog

from assistant.answering.rerank import NOTHING_LEARNED
from assistant.answering.retrieve import Rerank
from assistant.errors import CrossEncoderUnavailable
from ingest.embed.transformer import stay_offline
from ingest.index.base import Index
from ingest.pipeline import embedded_text

log = structlog.get_logger("troly.answering")

MOST = 20  # candidates that are read
AT_ONCE = 4  # read together; the time is looked at between two such batches
SECONDS = 0.4
WEIGHT = 0.5  # of the cross-encoder's score; the rest is that of the order before
HEADS = ("ForSequenceClassification", "ForCausalLM")
ANOTHER = "Set TROLY_CROSS_ENCODER to the folder of one, or leave it empty."

Score = Callable[[Sequence[tuple[str, str]]], np.ndarray]
"""Pairs of question and passage → how well each passage answers (float32, 0..1)."""


@dataclass(frozen=True)
class CrossEncoded:
    """A reranker: `before` (None: the mix as it stands), then `score` for the best of its order.

    Questions are read one after the other by one thread; a question waits at most `seconds` for its turn and its scores.
    """

    index: Index
    score: Score
    before: Rerank | None
    seconds: float = SECONDS
    weight: float = WEIGHT
    _reading: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "cross-encoder"), repr=False)
    _told: Event = field(default_factory=Event, repr=False)

    def __call__(
        self, text: str, vector: np.ndarray, mixed: Mapping[int, float], learned: Mapping[str, float] = NOTHING_LEARNED
    ) -> dict[int, float]:
        """Key → score: the scores of the order before, those of the best MOST dealt out anew by what was read.

        So the scores of a question stay what confidence was fitted on. What was not read in time keeps its place.
        """
        scores = self.before(text, vector, mixed, learned) if self.before else dict(mixed)
        best = sorted(scores, key=lambda key: -scores[key])[:MOST]
        stored = self.index.chunks(best)
        there = [key for key in best if key in stored]
        found = self._read([(text, embedded_text(stored[key].chunk)) for key in there])
        first = there[: len(found)]
        opinion = {
            key: self.weight * read + (1 - self.weight) * scores[key] for key, read in zip(first, found, strict=True)
        }
        anew = sorted(first, key=lambda key: -opinion[key])
        return scores | dict(zip(anew, [scores[key] for key in first], strict=True))

    def _read(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The scores of the first of `pairs`, as many as came in time."""
        found: list[float] = []
        stop = Event()

        def read() -> None:
            for start in range(0, len(pairs), AT_ONCE):
                scores = self.score(pairs[start : start + AT_ONCE]).tolist()
                if stop.is_set():
                    return
                found.extend(scores)

        reading = self._reading.submit(read)
        wait([reading], self.seconds)
        stop.set()
        in_time = list(found[: len(pairs)])
        reading.cancel()
        error = reading.exception() if reading.done() and not reading.cancelled() else None
        if error or len(in_time) < len(pairs):
            self._tell(len(in_time), len(pairs), error)
        return in_time

    def _tell(self, read: int, of: int, error: BaseException | None) -> None:
        if self._told.is_set():
            return
        self._told.set()
        reason = type(error).__name__ if error else "time"
        log.warning("cross_encoder_incomplete", read=read, of=of, seconds=self.seconds, reason=reason)


def cross_encoded(folder: str, before: Rerank | None, index: Index) -> Rerank | None:
    """`before` with the cross-encoder of `folder` behind it; `before` itself when no folder is set.

    Raises CrossEncoderUnavailable.
    """
    return CrossEncoded(index, load(Path(folder)), before) if folder else before


def load(folder: Path) -> Score:
    """What scores pairs with the model of a folder. Raises CrossEncoderUnavailable when it cannot be used."""
    _refuse_other_models(folder)
    stay_offline()
    try:
        from sentence_transformers import CrossEncoder
    except ImportError as error:
        raise CrossEncoderUnavailable(
            f"Reading {folder} needs sentence-transformers and torch ({error}). "
            "Install the extra `st`, or leave TROLY_CROSS_ENCODER empty."
        ) from error

    def score(pairs: Sequence[tuple[str, str]]) -> np.ndarray:
        found = model.predict(list(pairs), batch_size=AT_ONCE, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    try:
        model = CrossEncoder(str(folder), device="cpu", local_files_only=True).float()
        tried = score([("a", "b")])
    except Exception as error:  # the library raises many kinds for a damaged folder
        raise CrossEncoderUnavailable(f"The cross-encoder {folder} cannot be read: {error}. Copy it again.") from error
    if tried.shape != (1,) or not np.isfinite(tried).all():
        raise CrossEncoderUnavailable(
            f"{folder} says {tried.tolist()} of a pair, but a cross-encoder for search says one number. {ANOTHER}"
        )
    if type(model.activation_fn).__name__ == "Identity":
        return lambda pairs: logistic(score(pairs))
    return score


def _refuse_other_models(folder: Path) -> None:
    """An encoder without a head for pairs would be given one of random numbers by the library, and said to be fine."""
    try:
        kinds = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("architectures") or [""]
    except (OSError, ValueError, AttributeError) as error:
        raise CrossEncoderUnavailable(
            f"{folder} is not the folder of a cross-encoder: its config.json cannot be read ({error}). {ANOTHER}"
        ) from error
    if not kinds[0].endswith(HEADS):
        raise CrossEncoderUnavailable(f"{folder} holds {kinds[0] or 'no model'}, which scores no pairs. {ANOTHER}")


def logistic(scores: np.ndarray) -> np.ndarray:
    """Any numbers as shares (0..1) in the same order."""
    found: np.ndarray = 1 / (1 + np.exp(-scores.clip(-30, 30)))
    return found
