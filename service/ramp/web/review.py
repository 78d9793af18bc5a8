"""What the pages of submissions share: tables, publisher, checks in workers, notices."""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from fastapi import Request

from ramp.engine import Engine
from ramp.errors import RampError
from ramp.graph.folders import KnowledgeFolders
from ramp.settings import Settings
from ramp.web import answers, service
from ramp.workflow import receiving
from ramp.workflow.database import Database
from ramp.workflow.judged import DEADLINE, Judged
from ramp.workflow.mail import Mailer
from ramp.workflow.publishing import Publisher
from ramp.workflow.receiving import Delivery
from ramp.workflow.shown import FormField, ShownNode
from ramp.workflow.tables import now

if TYPE_CHECKING:
    from ramp.accounts.oidc import Provider


TEND_SECONDS = 60.0
"""Between two looks for old drafts and unfinished publications."""


@dataclass(slots=True)
class Review:
    """The review room of one running service. Open it with `Review.open`, `start` it in the event loop, `close` it."""

    settings: Settings
    engine: Engine
    folders: KnowledgeFolders
    database: Database
    publisher: Publisher
    provider: "Provider | None"
    mailer: Mailer
    log: logging.Logger
    tending: asyncio.Task[None] | None = None
    notices: set[asyncio.Task[None]] = field(default_factory=set)
    forms: dict[tuple[str, str], list[FormField]] = field(default_factory=dict)

    @classmethod
    def open(cls, settings: Settings, engine: Engine, folders: KnowledgeFolders, log: logging.Logger) -> "Review":
        """Raises SettingsError or HomeError where the tables cannot be used."""
        database = Database.open(settings)
        publisher = Publisher(database, engine, folders)
        provider, mailer = None, Mailer(settings, log)
        if settings.oidc_issuer:
            from ramp.accounts.oidc import Provider  # only where one is configured

            provider = Provider.of(settings)
        return cls(settings, engine, folders, database, publisher, provider, mailer, log)

    async def start(self) -> None:
        """Finish what an earlier run began. What cannot be finished is logged, and changes nothing."""
        try:
            finished = await self.publisher.resume()
        except RampError as error:
            self.log.error("publication not finished", extra={"detail": error.detail})
        else:
            if finished:
                self.log.info("publications finished", extra={"count": finished})
        self.tending = asyncio.get_running_loop().create_task(self._tend())

    async def _tend(self) -> None:
        """Again and again: old drafts go, and publications that the busy graph left half done are finished."""
        while True:
            try:
                if self.settings.draft_days:
                    before = now() - timedelta(days=self.settings.draft_days)
                    await self.database.run(receiving.forget_drafts, before)
                await self.publisher.finish()
            except RampError as error:
                self.log.error("not tended", extra={"detail": error.detail})
            except Exception:  # whatever it is this time, the next look may find it gone
                self.log.exception("not tended")
            await asyncio.sleep(TEND_SECONDS)

    async def close(self) -> None:
        """Let notices go out, then give everything back."""
        if self.tending is not None:
            self.tending.cancel()
            await asyncio.wait([self.tending])
        if self.notices:
            await asyncio.wait(self.notices, timeout=self.settings.drain_seconds)
        self.database.close()

    async def judge(
        self,
        request: Request,
        delivery: Delivery,
        submission_id: str,
        permanent: dict[str, str] | None = None,
        earlier: str = "",
    ) -> Judged:
        """The check of a delivery, in a worker; the client pays for the time. Raises RampError for the unreadable."""
        from ramp.workflow import gate  # the shapes engine is for the workers; the service only names the function

        known = service.of(request)
        client = answers.client_of(request)
        known.budget.check(client)
        begun = time.perf_counter()
        try:
            return await self.engine.work(
                DEADLINE, gate.judge, self.folders.root, delivery.data, delivery.media_type, delivery.file_name,
                submission_id, delivery.language, permanent or {}, earlier,
            )  # fmt: skip
        finally:
            known.budget.charge(client, time.perf_counter() - begun)

    async def record(self, triples: str, lang: str) -> list[ShownNode]:
        """A record in words."""
        from ramp.workflow import showing

        return await self.engine.work(DEADLINE, showing.record, self.folders.root, triples, lang)

    async def row(self, triples: str) -> dict[str, list[str]] | None:
        """The values of the form for a record, None where it cannot hold all of it."""
        from ramp.workflow import showing

        return await self.engine.work(DEADLINE, showing.row, self.folders.root, triples)

    async def form(self, lang: str) -> list[FormField]:
        """The fields of the form, kept until the graph changes."""
        key = (self.engine.snapshot, lang)
        if key not in self.forms:
            from ramp.workflow import showing

            fields = await self.engine.work(DEADLINE, showing.form, self.folders.root, lang)
            self.forms = {known: value for known, value in self.forms.items() if known[0] == key[0]} | {key: fields}
        return self.forms[key]

    def notify(self, kind: str, to: str | None, lang: str, link: str) -> None:
        """Send a notice without waiting for it."""
        if self.settings.smtp_host and to:
            task = asyncio.get_running_loop().create_task(self.mailer.send(kind, to, lang, link))
            self.notices.add(task)
            task.add_done_callback(self.notices.discard)


def of(request: Request) -> Review:
    """The review room of the service that a request came to."""
    return cast(Review, request.app.state.review)


def headers(lang: str, **more: str) -> dict[str, Any]:
    """What every answer about a submission carries: nobody keeps it, no other site learns its address."""
    return {
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "Vary": "Accept, Accept-Language, Authorization, Cookie",
        "Content-Language": lang,
        "X-Robots-Tag": "noindex",
        **more,
    }
