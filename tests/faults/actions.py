"""What `killing.py` kills: submission, publication, a new version of the store, migration, backup and restore.

`run` does it and tells what a client would be told; `wrong` opens the home as the next start does and returns what does
not fit with that.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from sqlalchemy import func, select

from ramp.engine import Answer, Change, QueryRequest, ReleaseFile, worker
from ramp.engine.versions import Versions
from ramp.errors import HomeError
from ramp.graph.folders import KnowledgeFolders
from ramp.operations.backup import back_up
from ramp.operations.restore import restore
from ramp.settings import Settings, load_settings
from ramp.workflow import journal, provenance, receiving, reviewing
from ramp.workflow.actor import Actor
from ramp.workflow.database import Database, newest_form
from ramp.workflow.judged import Judged
from ramp.workflow.publishing import Publisher
from ramp.workflow.receiving import Delivery
from ramp.workflow.states import Role
from ramp.workflow.tables import Account, Step, Submission, Version

Tell = Callable[[str], object]
CURATOR = Actor(Role.CURATOR, "c1")
_EX = "https://w3id.org/ramp/id/practice/"


@dataclass(frozen=True, slots=True)
class Action:
    """See the module."""

    prepare: Callable[[Path], object]
    run: Callable[[Path, int, Tell], object]
    wrong: Callable[[Path, int, Sequence[str]], list[str]]


class Bare:
    """The engine without its worker processes: the same versions on disk, written and read by the same functions."""

    release = "0" * 16

    def __init__(self, versions: Versions) -> None:
        self._versions, self.spool = versions, versions.spool

    async def query(self, request: QueryRequest, *, deadline: float | None = None) -> Answer:
        """As `EmbeddedEngine.query`."""
        version = self._versions.require()
        path = self._versions.path(version)
        return worker.run_query(str(path), version.snapshot, request, str(self.spool / "answer"), 10**8, 10**8)

    async def work(self, deadline: float, function: Callable[..., Any], *arguments: Any) -> Any:
        """As `EmbeddedEngine.work`."""
        return function(self._versions.path(self._versions.require()), *arguments)

    async def change(self, changes: Sequence[Change]) -> str:
        """As `EmbeddedEngine.change`."""
        before, target = self._versions.require(), self._versions.next_target()
        worker.run_changes(self._versions.path(before), target, tuple(changes))
        after = self._versions.commit_write(target)
        self._versions.remove(before)
        return after.snapshot


def settings(home: Path) -> Settings:
    """The settings of the home."""
    return load_settings(home=home / "home")


def release(home: Path, number: int) -> ReleaseFile:
    """One of two small releases."""
    kind = number % 2
    path = home / f"release-{kind}.nq"
    if not path.exists():
        graph = "<https://w3id.org/ramp/graph/data/all>"
        path.write_text("".join(f'<{_EX}{kind}-{n}> <urn:p> "{n}" {graph} .\n' for n in range(20 + kind)))
    return ReleaseFile(f"{kind}" * 16, path)


def _judged(title: str) -> Judged:
    return Judged("practice", f'<{_EX}{title}> <urn:p> "{title}" .\n', {}, True, 0, title, 1)


def receive(database: Database, name: str) -> None:
    body = name.encode()
    with database.transaction() as session:
        receiving.receive(session, Actor(), name, Delivery(body, "text/turtle", "", name), _judged(name))


def _nothing(home: Path) -> None:
    (home / "home").mkdir(parents=True, exist_ok=True)


def _submit(home: Path, number: int, tell: Tell) -> None:
    with closing(Database.open(settings(home))) as database:
        for part in range(3):
            receive(database, f"s{number}-{part}")
            tell(f"s{number}-{part}")


def lost_submissions(home: Path, number: int, told: Sequence[str]) -> list[str]:
    with closing(Database.open(settings(home))) as database, database.transaction() as session:
        there = set(session.scalars(select(Submission.id)))
        whole = set(session.scalars(select(Version.submission_id)))
        counted = select(Step.submission_id, func.count()).group_by(Step.submission_id)
        steps = {row[0]: row[1] for row in session.execute(counted)}
    wrong = [f"{name} was acknowledged and is lost" for name in told if name not in there]
    wrong += [f"{name} has no version" for name in there - whole]
    return wrong + [f"{name} has {steps.get(name)} steps" for name in there if steps.get(name) != 2]


def _migrate(home: Path, number: int, tell: Tell) -> None:
    Database.open(load_settings(home=home / f"home-{number}")).close()
    tell(f"home-{number}")


def _not_migrated(home: Path, number: int, told: Sequence[str]) -> list[str]:
    with closing(Database.open(load_settings(home=home / f"home-{number}"))) as database:
        receive(database, "first")
        with database.transaction() as session:
            form = session.connection().exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
            count = session.scalar(select(func.count()).select_from(Submission))
    return [] if (form, count) == (newest_form(), 1) else [f"form {form}, {count} submissions"]


def _snapshot(home: Path, number: int, tell: Tell) -> None:
    with closing(Versions(settings(home).home)) as versions:
        tell(f"release {versions.install(release(home, number)).release[0]}")
        before, target = versions.require(), versions.next_target()
        text = f"INSERT DATA {{ GRAPH <urn:written> {{ <urn:n> <urn:round> {number} }} }}"
        worker.run_changes(versions.path(before), target, (Change("update", text=text),))
        versions.commit_write(target)
        tell(f"written {number}")
        versions.remove(before)


def _bad_snapshot(home: Path, number: int, told: Sequence[str]) -> list[str]:
    with closing(Versions(settings(home).home)) as versions:
        folders = [path.name for path in versions.folder.iterdir()]
        if versions.current is None:
            return [f"there is no version after {told}"] if told else []
        store = ox.Store.read_only(str(versions.path(versions.current)))
    wrong = [] if folders == [versions.current.name] else [f"leftovers: {folders}"]
    kind = int(versions.current.release[0])
    found = sum(
        1 for _ in store.quads_for_pattern(None, None, None, ox.NamedNode("https://w3id.org/ramp/graph/data/all"))
    )
    if found != 20 + kind:
        wrong.append(f"release {kind} has {found} quads")
    written = [quad.object for quad in store.quads_for_pattern(None, None, None, ox.NamedNode("urn:written"))]
    rounds = {value.value for value in written if isinstance(value, ox.Literal)}
    return wrong + [f"{line} is lost" for line in told if line.startswith("written ") and line[8:] not in rounds]


def _knowledge(home: Path) -> KnowledgeFolders:
    for folder in ("ontology/derivations", "data"):
        (home / "knowledge" / folder).mkdir(parents=True, exist_ok=True)
    rule = home / "knowledge/ontology/derivations/rule.rq"
    rule.write_text("CONSTRUCT { ?s <urn:derived> ?o } WHERE { ?s <urn:p> ?o ; a <urn:Practice> }")
    return KnowledgeFolders(home / "knowledge")


def prepare_publication(home: Path) -> None:
    _knowledge(home)
    with closing(Versions(settings(home).home)) as versions:
        versions.install(ReleaseFile(Bare.release, release(home, 0).path))
    with closing(Database.open(settings(home))) as database, database.transaction() as session:
        session.add(Account(id="c1", subject="token:c1", name="Curator", role="curator"))


def publish(home: Path, number: int, tell: Tell) -> None:
    name = f"p{number}"
    with closing(Versions(settings(home).home)) as versions, closing(Database.open(settings(home))) as database:
        receive(database, name)
        node = ox.NamedNode(f"{_EX}{name}")
        kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        record = [
            ox.Triple(node, kind, ox.NamedNode("urn:Practice")),
            ox.Triple(node, ox.NamedNode("urn:p"), ox.Literal(name)),
        ]
        with database.transaction() as session:
            reviewing.take(session, CURATOR, name, None)
        with database.transaction() as session:
            journal.write_acceptance(session, CURATOR, name, None, "", {f"urn:sent:{name}": node.value}, record)
        tell(f"decided {name}")
        asyncio.run(Publisher(database, Bare(versions), _knowledge(home)).resume())  # type: ignore[arg-type]
        tell(f"published {name}")


def half_published(home: Path, number: int, told: Sequence[str]) -> list[str]:
    with closing(Versions(settings(home).home)) as versions, closing(Database.open(settings(home))) as database:
        publisher = Publisher(database, Bare(versions), _knowledge(home))  # type: ignore[arg-type]
        asyncio.run(publisher.resume())
        wrong = ["something is left to do"] if asyncio.run(publisher.resume()) else []
        with database.transaction() as session:
            states = {name: (state, published) for name, state, published in session.execute(
                select(Submission.id, Submission.state, Submission.published))}  # fmt: skip
            steps = list(session.scalars(select(Step.submission_id).where(Step.state == "accepted")))
        there = set(worker.graph_names(versions.path(versions.require())))
    decided = {line.partition(" ")[2] for line in told}
    wrong += [
        f"{name} was decided and is {states.get(name)}" for name in decided if states.get(name) != ("accepted", 1)
    ]
    for name, (state, _) in states.items():
        graph, count = provenance.graph_of(name, 1), steps.count(name)
        whole = state == "accepted"
        if (graph in there, f"{graph}/derived" in there, count) != (whole, whole, int(whole)):
            wrong.append(f"{name}: {state}, in graph {graph in there}, {count} steps")
    return wrong


def prepare_saving(home: Path) -> None:
    with closing(Versions(settings(home).home)) as versions:
        versions.install(release(home, 0))
    with closing(Database.open(settings(home))) as database:
        receive(database, "kept")
    back_up(settings(home), home / "good.tar")


def _save(home: Path, number: int, tell: Tell) -> None:
    back_up(settings(home), home / f"{number}.tar")
    tell(f"saved {number}")
    restore(load_settings(home=home / "second"), home / "good.tar", force=True)
    tell(f"restored {number}")


def _badly_saved(home: Path, number: int, told: Sequence[str]) -> list[str]:
    wrong, saved = [], home / f"{number}.tar"
    if f"saved {number}" in told and not saved.exists():
        wrong.append("an acknowledged backup is not there")
    if saved.exists():
        try:
            restore(load_settings(home=home / f"from-{number}"), saved)
        except HomeError as error:
            wrong.append(error.sentence())
    second = home / "second"
    if any(line.startswith("restored ") for line in told) or (second / "restore.json").exists():
        from ramp.operations.upgrade import ready

        ready(load_settings(home=second))
        with closing(Versions(second)) as versions, closing(Database.open(load_settings(home=second))) as database:
            if versions.current is None or versions.current.release != "0" * 16:
                wrong.append(f"the restored version is {versions.current}")
            with database.transaction() as session:
                if list(session.scalars(select(Submission.id))) != ["kept"]:
                    wrong.append("the restored tables are others")
        left = [path.name for path in second.glob(".restore-*")]
        if left and (second / "restore.json").exists():
            wrong.append(f"left: {left}")
    return wrong


ACTIONS = {
    "submission": Action(_nothing, _submit, lost_submissions),
    "migration": Action(_nothing, _migrate, _not_migrated),
    "snapshot": Action(_nothing, _snapshot, _bad_snapshot),
    "publication": Action(prepare_publication, publish, half_published),
    "saving": Action(prepare_saving, _save, _badly_saved),
}
"""By the name that `killing.py` is called with."""
