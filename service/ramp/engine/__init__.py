"""The engine room: a store of immutable versions on disk, and disposable worker processes that answer from it."""

from ramp.engine.embedded import EmbeddedEngine
from ramp.engine.protocol import Answer, Change, Engine, Page, QueryRequest, ReleaseFile

__all__ = ["Answer", "Change", "EmbeddedEngine", "Engine", "Page", "QueryRequest", "ReleaseFile"]
