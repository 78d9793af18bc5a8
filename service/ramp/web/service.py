"""Everything that the routes share, made once by `create_app` and handed to them."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from fastapi import Request
from jinja2 import Environment

from ramp.access.tokens import Tokens
from ramp.engine import Answer, Engine
from ramp.graph.folders import KnowledgeFolders
from ramp.questions import Question
from ramp.settings import Settings
from ramp.sparql.guard import Limits
from ramp.web.budget import Budget
from ramp.web.cache import AnswerCache
from ramp.web.coverage.remembered import Memory
from ramp.web.derived import Derived
from ramp.web.jobs import Jobs
from ramp.web.kept import Kept, Row
from ramp.web.language import Language
from ramp.web.map.outlines import Outlines
from ramp.web.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Service:
    """One running service."""

    settings: Settings
    engine: Engine
    folders: KnowledgeFolders
    questions: dict[str, Question]
    tokens: Tokens
    limits: Limits
    budget: Budget
    cache: AnswerCache
    rows: Kept[tuple[Row, ...]]
    shown: Kept[Answer]
    derived: Derived
    coverage: Memory
    outlines: Outlines
    metrics: Metrics
    jobs: Jobs
    templates: Mapping[Language, Environment]
    log: logging.Logger

    def url(self, request: Request) -> str:
        """The address of this service as its clients see it, without a slash at the end."""
        return (self.settings.public_url or str(request.base_url)).rstrip("/")


def of(request: Request) -> Service:
    """The service that a request came to."""
    return cast(Service, request.app.state.service)
