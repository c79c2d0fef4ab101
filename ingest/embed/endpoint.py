"""An OpenAI-compatible embedding server as an embedder."""

from __future__ import annotations

from collections.abc import Sequence

import httpx
import numpy as np

from ingest.embed.transformer import unit_rows
from ingest.errors import EmbedderUnavailable

TEXTS_PER_REQUEST = 64
SECONDS = 30.0


class EndpointEmbedder:
    """Asks POST {base_url}/embeddings. Safe to share between threads."""

    name: str
    dim: int

    def __init__(
        self, base_url: str, model: str, api_key: str = "", dim: int | None = None, seconds: float = SECONDS
    ) -> None:
        """Without dim the server is asked once. Raises EmbedderUnavailable if it does not answer."""
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(headers=headers, timeout=seconds)
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._model = model
        self.name = f"{model}@{base_url.rstrip('/')}"
        self.dim = dim or self._ask(["văn bản"]).shape[1]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """float32 (len(texts), dim), rows of length one; an empty text is all zeros and is not sent."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        filled = [place for place, text in enumerate(texts) if text.strip()]
        for start in range(0, len(filled), TEXTS_PER_REQUEST):
            places = filled[start : start + TEXTS_PER_REQUEST]
            vectors[places] = self._rows_of_known_size([texts[place] for place in places])
        return vectors

    def _rows_of_known_size(self, texts: list[str]) -> np.ndarray:
        found = self._ask(texts)
        if found.shape != (len(texts), self.dim):
            raise EmbedderUnavailable(
                f"{self._url} sent vectors of shape {found.shape} for model {self._model!r}, "
                f"expected {(len(texts), self.dim)}. Check the model's name and dimension, then rebuild the index."
            )
        return unit_rows(found)

    def _ask(self, texts: list[str]) -> np.ndarray:
        """The vectors as sent. The texts themselves never enter an error message."""
        try:
            response = self._client.post(self._url, json={"model": self._model, "input": texts})
            response.raise_for_status()
            rows = sorted(response.json()["data"], key=lambda row: row["index"])
            vectors = np.array([row["embedding"] for row in rows], dtype=np.float32)
        except httpx.TimeoutException as error:
            raise EmbedderUnavailable(f"{self._url} did not answer in time. Is the embedding server up?") from error
        except httpx.HTTPStatusError as error:
            raise EmbedderUnavailable(
                f"{self._url} answered {error.response.status_code} for model {self._model!r}. "
                "Check TROLY_EMBEDDING_MODEL and TROLY_EMBEDDING_API_KEY."
            ) from error
        except httpx.HTTPError as error:
            raise EmbedderUnavailable(f"{self._url} cannot be reached ({type(error).__name__}).") from error
        except (KeyError, TypeError, ValueError) as error:
            raise EmbedderUnavailable(
                f"{self._url} did not answer with embeddings ({type(error).__name__})."
            ) from error
        if vectors.ndim != 2 or not np.isfinite(vectors).all():
            raise EmbedderUnavailable(f"{self._url} sent vectors that are not numbers of one length.")
        return vectors
