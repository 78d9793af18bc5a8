"""What `/metrics` tells (Prometheus), in a registry of its own, so that two services in one process do not mix."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest

from ramp.engine import Engine

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The figures of one service."""

    def __init__(self, engine: Engine) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "ramp_requests",
            "Responses by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "ramp_request_seconds",
            "Time to the whole response, by route.",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.refusals = Counter(
            "ramp_refusals", "Errors by kind (the end of the problem type).", ("kind",), registry=self.registry
        )
        self.cache_hits = Counter("ramp_cache_hits", "Responses from the cache.", registry=self.registry)
        self.cache_misses = Counter(
            "ramp_cache_misses", "Cacheable requests that the cache did not hold.", registry=self.registry
        )
        self.processing = Counter(
            "ramp_processing_seconds", "Seconds that workers spent on queries.", registry=self.registry
        )
        workers = Gauge("ramp_workers", "Worker processes.", registry=self.registry)
        workers.set_function(lambda: engine.size)
        for name, text, value in (
            ("ramp_workers_busy", "Workers at work now.", lambda: engine.figures.running),
            ("ramp_queue", "Requests that wait for a worker now.", lambda: engine.figures.waiting),
            (
                "ramp_worker_kills",
                "Workers ended by a deadline or a client that went away.",
                lambda: engine.figures.kills,
            ),
            ("ramp_worker_deaths", "Workers that died by themselves.", lambda: engine.figures.deaths),
        ):
            Gauge(name, text, registry=self.registry).set_function(value)
        self._release = Info("ramp_release", "The release and the snapshot that are served.", registry=self.registry)
        self._engine = engine

    def text(self) -> bytes:
        """All figures in the Prometheus text format."""
        self._release.info({"release": self._engine.release, "snapshot": self._engine.snapshot})
        return generate_latest(self.registry)
