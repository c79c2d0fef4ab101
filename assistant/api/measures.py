"""What operations counts, for Prometheus. One registry per application, so that tests do not share it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Measures:
    """Counts answers by status, how long they took, and live connections."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter("troly_answers", "Answers by status", ["status"], registry=self.registry)
        self._seconds = Histogram("troly_answer_seconds", "Time to answer", registry=self.registry, buckets=BUCKETS)
        self._live = Gauge("troly_live_connections", "Open websockets", registry=self.registry)
        self._generation = Gauge("troly_index_generation", "Generation of the index", registry=self.registry)

    def answered(self, status: str, seconds: float) -> None:
        """Count one answer."""
        self._answers.labels(status).inc()
        self._seconds.observe(seconds)

    def exposition(self, live: int, generation: int) -> bytes:
        """The text Prometheus reads."""
        self._live.set(live)
        self._generation.set(generation)
        return generate_latest(self.registry)
