"""Makes the application of settings, engine and knowledge folders; nothing here is global."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from ramp import __version__
from ramp.access.tokens import Tokens
from ramp.engine import Engine
from ramp.errors import RampError
from ramp.graph.folders import KnowledgeFolders
from ramp.linking.indexes import Follower
from ramp.linking.reconcile.storing import RECIPE as NAMES
from ramp.linking.search.recipe import RECIPE as TEXTS
from ramp.questions import load_questions
from ramp.settings import Settings
from ramp.sparql.guard import Limits
from ramp.web import (
    accounts,
    answers,
    catalog,
    cite,
    desk,
    dispute,
    elsewhere,
    errors,
    feeds,
    graphs,
    health,
    kinds,
    lists,
    named_graphs,
    nodes,
    problems,
    queries,
    reconcile,
    reconcile_preview,
    release_desk,
    release_files,
    releases,
    sameas,
    search,
    sitemap,
    sources,
    sparql,
    start,
    submission_form,
    submissions,
    terms,
    update,
    validate,
)
from ramp.web.asking import page_questions
from ramp.web.budget import Budget
from ramp.web.cache import AnswerCache
from ramp.web.coverage import routes as coverage
from ramp.web.coverage.remembered import Memory
from ramp.web.derived import Derived
from ramp.web.jobs import Jobs
from ramp.web.kept import Kept
from ramp.web.logs import logger
from ramp.web.map import outlines
from ramp.web.map import routes as world
from ramp.web.metrics import Metrics
from ramp.web.openapi import PROBLEMS, Api
from ramp.web.read_ahead import ReadAhead
from ramp.web.releases import Room
from ramp.web.review import Review
from ramp.web.service import Service
from ramp.web.shell import Shell
from ramp.web.wording import environments

_DESCRIPTION = """The knowledge graph of regional mechanisms against trafficking in persons.

Ask any question in SPARQL at `/sparql`, or one of the prepared questions at `/queries`. Every error is an RFC 9457
problem with the reason and the remedy. Every answer is whole; its ETag says which version of the graph it is from."""


def create_app(settings: Settings, engine: Engine, folders: KnowledgeFolders) -> Shell:
    """The service over an opened engine, as an ASGI application."""
    service = Service(
        settings=settings,
        engine=engine,
        folders=folders,
        questions=load_questions(folders),
        tokens=Tokens(settings.home),
        limits=Limits(
            query_bytes=settings.query_bytes,
            query_depth=settings.query_depth,
            query_patterns=settings.query_patterns,
            query_items=settings.query_items,
            query_operators=settings.query_operators,
            service_allow=settings.service_allow,
        ),
        budget=Budget(settings.budget_seconds, settings.budget_refill),
        cache=AnswerCache(settings.cache_bytes),
        rows=Kept(settings.cache_bytes // 2),
        shown=Kept(settings.cache_bytes // 8),
        derived=Derived(),
        coverage=Memory(),
        outlines=outlines.load(),
        metrics=Metrics(engine),
        jobs=Jobs(engine),
        templates=environments(),
        log=logger(settings),
    )
    app = Api(
        title="RAMP",
        version=__version__,
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0 (code), CC BY 4.0 (data)"},
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_alive,
    )
    app.state.service = service
    page_questions()  # read now: what is wrong with them stops the start, not a reader
    kinds.kinds()
    app.state.review = Review.open(settings, engine, folders, service.log)
    app.state.releases = Room.open(settings, engine, folders, service.log)
    turn = asyncio.Lock()  # the indexes are read for one after the other, so that a worker is left to the readers
    app.state.names = Follower(engine, settings.home, NAMES, service.log, turn=turn)
    app.state.search = Follower(engine, settings.home, TEXTS, service.log, turn=turn)
    app.state.ahead = ReadAhead(app, engine, service.templates, service.coverage.pages, service.log)
    errors.install(app)
    app.add_exception_handler(answers.ClientGoneError, _client_gone)
    for router in (
        coverage.router,
        world.router,
        sparql.router,
        update.router,
        graphs.router,
        queries.routes(service.questions),
        validate.router,
        health.router,
        start.router,
        dispute.router,
        submission_form.router,
        submissions.router,
        release_desk.router,
        desk.router,
        accounts.router,
        catalog.router,
        cite.router,
        lists.router,
        sources.router,
        sitemap.router,
        terms.router,
        named_graphs.router,
        nodes.router,
        elsewhere.router,
        problems.router,
        reconcile.router,
        reconcile_preview.router,
        releases.router,
        release_files.router,
        feeds.router,
        sameas.router,
        search.router,
    ):
        app.include_router(router, responses=PROBLEMS)
    app.mount("/static", StaticFiles(directory=Path(str(files("ramp.web").joinpath("static")))), name="static")
    return Shell(app, service, _queries(app))


def _queries(app: FastAPI) -> ASGIApp:
    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        scope.update({"app": app, "ramp.route": "/sparql"})
        request = Request(scope, receive, send)
        try:
            response = await sparql.answer(request)
        except RampError as error:
            response = errors.respond(request, error)
        except answers.ClientGoneError:
            response = Response(status_code=answers.CLIENT_GONE)
        except Exception as error:
            response = await errors.unforeseen(request, error)
        await response(scope, receive, send)

    return respond


@asynccontextmanager
async def _alive(app: FastAPI) -> AsyncIterator[None]:
    """While the service runs: what an earlier run began is finished first."""
    review: Review = app.state.review
    names: Follower = app.state.names
    texts: Follower = app.state.search
    kept: Room = app.state.releases
    ahead: ReadAhead = app.state.ahead
    settings: Settings = app.state.service.settings
    await review.start()
    await kept.start()
    await names.start()
    await texts.start()
    if settings.read_ahead:
        await ahead.start()
    yield
    await ahead.close()
    await texts.close()
    await names.close()
    await kept.close()
    await review.close()


async def _client_gone(request: Request, error: Exception) -> Response:
    """Nobody reads this; the status is for the log and the metrics."""
    return Response(status_code=answers.CLIENT_GONE)
