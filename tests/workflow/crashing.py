"""A service of which a publication is stopped by SIGKILL at a named point; run as a process by `test_crash.py`."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from ramp.engine import EmbeddedEngine, ReleaseFile
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.release import build_release
from ramp.settings import load_settings
from ramp.workflow import gate, receiving, reviewing
from ramp.workflow.actor import Actor
from ramp.workflow.database import Database
from ramp.workflow.judged import DEADLINE, content_hash
from ramp.workflow.publishing import Publisher
from ramp.workflow.states import Role
from ramp.workflow.tables import Account

CURATOR = Actor(Role.CURATOR, "c1")


async def run(home: Path, release_folder: Path, knowledge: Path, action: str, point: str, body: bytes) -> None:
    """`accept` or `withdraw` the one submission in `home`, and die at `point`; `resume` starts and reports."""
    folders = KnowledgeFolders.find(knowledge)
    settings = load_settings(home=home, workers=1)
    release = build_release(folders, release_folder)
    engine = await EmbeddedEngine.open(settings, ReleaseFile(release.id, release.path))
    database = Database.open(settings)

    def stop(reached: str) -> None:
        if reached == point:
            os.kill(os.getpid(), signal.SIGKILL)

    publisher = Publisher(database, engine, folders, stop)
    try:
        if action == "resume":
            done = await publisher.resume()
            with database.transaction() as session:
                submission = receiving.get(session, CURATOR, "only")
                state = {"state": submission.state, "published": submission.published,
                         "steps": [step.state for step in submission.steps]}  # fmt: skip
            graph = "https://w3id.org/ramp/graph/submission/only/1"
            exists = await engine.graph_exists(graph), await engine.graph_exists(f"{graph}/derived")
            print(json.dumps({"done": done, "graph": exists, "again": await publisher.resume(), **state}))
            return
        await prepare(database, engine, folders, body)
        if action == "withdraw":
            await Publisher(database, engine, folders).accept(CURATOR, "only", None)
            await publisher.withdraw(CURATOR, "only", None, "No longer so.")
        else:
            await publisher.accept(CURATOR, "only", None)
    finally:
        await engine.close()
        database.close()


async def prepare(database: Database, engine: EmbeddedEngine, folders: KnowledgeFolders, body: bytes) -> None:
    """One valid submission in review."""
    judged = await engine.work(DEADLINE, gate.judge, folders.root, body, "text/turtle", "", "only", "en", {}, "")
    assert judged.valid, judged.report
    delivery = receiving.Delivery(body, "text/turtle", "", content_hash(body, "text/turtle"))
    with database.transaction() as session:
        session.add(Account(id="c1", subject="token:c1", name="Curator", role="curator"))
    await database.run(receiving.receive, Actor(), "only", delivery, judged)
    await database.run(reviewing.take, CURATOR, "only", None)


if __name__ == "__main__":
    home, release_folder, knowledge = (Path(argument) for argument in sys.argv[1:4])
    asyncio.run(run(home, release_folder, knowledge, sys.argv[4], sys.argv[5], sys.stdin.buffer.read()))
