"""What a measurement of retrieval depended on."""

from __future__ import annotations

from typing import Any

from assistant.answering.retrieve import MOST_FETCHED
from assistant.settings import Settings
from evals.generate import commit, digest
from evals.own import NAME as OWN
from evals.questions import QUESTIONS
from evals.retrieval import CHUNKS_DEEP, MISTYPED_SHARE, SEED
from evals.sample import SAMPLE
from ingest.embed import load_embedder


def made_here(corpora: dict[str, str]) -> dict[str, Any]:
    """`made_with` by the settings in effect; our own questions and corpus among the digests."""
    settings = Settings()
    embedder = load_embedder(settings.embedding_model, settings.embedding_api_key.get_secret_value())
    own = digest([QUESTIONS, *sorted(SAMPLE.iterdir())])
    return made_with(settings, embedder.name, corpora | {OWN: own})


def made_with(settings: Settings, embedder: str, corpora: dict[str, str]) -> dict[str, Any]:
    """Commit, embedder, settings, digests of the indexed corpora by set, and how questions were asked and mistyped."""
    return {
        "commit": commit(),
        "embedder": embedder,
        "settings": {
            "candidates": settings.candidates,
            "dense_weight": settings.dense_weight,
            "chunks_read": MOST_FETCHED,
            "chunks_deep": CHUNKS_DEEP,
            "mistyped_share": MISTYPED_SHARE,
            "seed": SEED,
        },
        "corpora": corpora,
    }
