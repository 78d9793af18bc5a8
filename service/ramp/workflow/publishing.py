"""Acceptance and withdrawal: tables and graph change together or not at all.

    1. one transaction: identifiers, and a row in the journal with the graphs as they shall be (pending)
    2. the graph: those graphs are put, in one new version of the store
    3. the graph: what the derivation rules say about the new nodes
    4. one transaction: the submission's state and the step; the row is done

2 and 3 may be repeated without harm. Whatever is pending at the next start is taken up again at 2, so that a service
killed at any point ends with both or neither. A graph that the store refuses fails the row, and nothing has changed.
What the tables call published and a new store does not have is put back from the journal.
"""

import asyncio
import secrets
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from ramp.engine import Change, Engine, QueryRequest, worker
from ramp.engine.patience import patiently
from ramp.errors import ConflictError, RampError, in_french
from ramp.graph.folders import KnowledgeFolders
from ramp.workflow import journal, provenance
from ramp.workflow.actor import Actor
from ramp.workflow.database import Database
from ramp.workflow.judged import DEADLINE
from ramp.workflow.minting import mint
from ramp.workflow.tables import Publication, now


class Hook(Protocol):
    """Called between the steps of a publication, by tests that stop the service there."""

    def __call__(self, point: str) -> None: ...


def _nothing(point: str) -> None:
    del point


class Publisher:
    """Publishes for one service; one publication at a time, also among services that share the tables."""

    def __init__(self, database: Database, engine: Engine, folders: KnowledgeFolders, hook: Hook = _nothing) -> None:
        self._database, self._engine, self._folders, self._hook = database, engine, folders, hook
        self._one = asyncio.Lock()

    async def accept(self, actor: Actor, submission_id: str, revision: int | None, reason: str = "") -> None:
        """Publish the current version. Raises ConflictError where it may not be published, and says why."""
        async with self._one, self._database.turn():
            await self._unfinished()
            triples, sent, known = await self._database.run(journal.ready, actor, submission_id, revision)
            minted = await self._mint(triples, submission_id, known)
            record = provenance.published(triples, minted, now().date().isoformat(), sent)
            await self._judge(record)
            row = await self._database.run(
                journal.write_acceptance, actor, submission_id, revision, reason, minted, record
            )
            self._hook("journalled")
            await self._carry_out(row)

    async def withdraw(self, actor: Actor, submission_id: str, revision: int | None, reason: str) -> None:
        """Take the submission back; what was published is gone from the graph, its identifiers and the reason stay."""
        async with self._one, self._database.turn():
            await self._unfinished()
            row = await self._database.run(journal.write_withdrawal, actor, submission_id, revision, reason)
            self._hook("journalled")
            if row is not None:
                await self._carry_out(row)

    async def resume(self) -> int:
        """Finish what an earlier run left pending, and put back graphs that a new store has lost; return how many.

        After a new release of the graph, what its rules derive from the records is derived anew.
        """
        async with self._one, self._database.turn():
            finished = await self._unfinished()
            there = set(await patiently(lambda: self._engine.work(DEADLINE, worker.graph_names)))
            marker = self._engine.spool.with_name("derived-for")
            known = await asyncio.to_thread(_text_of, marker) == self._engine.release
            standing: dict[str, str | None] = {}
            restored = 0
            for submission_id, names in (await self._database.run(journal.expected)).items():
                if names <= there and known:
                    continue
                graphs = await self._database.run(journal.graphs_of, submission_id)
                standing |= graphs
                if not names <= there:
                    await self._put(graphs)
                    restored += 1
            if standing:
                await self._derive(standing)
            if not known:
                await asyncio.to_thread(marker.write_text, self._engine.release, "utf-8")
            return finished + restored

    async def finish(self) -> int:
        """Carry out what is pending, because the graph was too busy for the last part of it; return how many."""
        async with self._one, self._database.turn():
            return await self._unfinished()

    async def _unfinished(self) -> int:
        """Carry out what is pending: left by a killed run, or by one for whose last part the graph was too busy."""
        pending = await self._database.run(journal.pending)
        for row in pending:
            await self._carry_out(row)
        return len(pending)

    async def _mint(self, triples: list[ox.Triple], submission_id: str, known: dict[str, str]) -> dict[str, str]:
        taken: set[str] = set()
        while True:
            minted = mint(triples, submission_id, known, taken)
            fresh = [iri for source, iri in minted.items() if source not in known]
            found = await self._database.run(journal.taken, fresh) | await self._in_graph(fresh)
            if not found - taken:
                return minted
            taken |= found

    async def _in_graph(self, iris: list[str]) -> set[str]:
        if not iris:
            return set()
        values = " ".join(str(ox.NamedNode(iri)) for iri in iris)
        text = f"SELECT DISTINCT ?s WHERE {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"
        answer = await patiently(lambda: self._engine.query(QueryRequest(text, results="csv")))
        return set(_whole(answer.body).decode().split()[1:])

    async def _judge(self, record: list[ox.Triple]) -> None:
        from ramp.workflow import gate  # the shapes engine is for the workers; this only names the function

        found = await patiently(
            lambda: self._engine.work(DEADLINE, gate.unpublishable, self._folders.root, provenance.text_of(record))
        )
        if found:
            raise ConflictError(
                f"The record cannot be published as it is: {len(found)} of the rules for published records are broken",
                remedy="Edit the record, or return it: "
                + " ".join(dict.fromkeys(f["message"].get("en", "") for f in found)),
                extra={
                    "findings": found,
                    **in_french(
                        "La fiche ne peut pas être publiée telle quelle : nombre de règles des fiches publiées non "
                        f"respectées : {len(found)}",
                        "Modifiez la fiche, ou renvoyez-la : "
                        + " ".join(dict.fromkeys(f["message"].get("fr", "") for f in found)),
                    ),
                },
            )

    async def _carry_out(self, row: Publication) -> None:
        try:
            await self._put(row.graphs)
        except RampError:  # the graph is as it was
            await self._database.run(journal.mark_failed, row.id)
            raise
        self._hook("graph")
        await self._derive(row.graphs)  # an error here leaves the row pending: it is carried out again
        self._hook("derived")
        await self._database.run(journal.finish, row.id)
        self._hook("finished")

    async def _put(self, graphs: Mapping[str, str | None]) -> None:
        files: list[Path] = []
        changes: list[Change] = []
        try:
            for name, text in sorted(graphs.items()):
                if text is None:
                    changes.append(Change("delete", graph=name))
                    continue
                file = self._engine.spool / f"publication-{secrets.token_hex(8)}"
                await asyncio.to_thread(file.write_text, text, "utf-8")
                files.append(file)
                changes.append(Change("put", graph=name, data=file, rdf="ntriples"))
            await patiently(lambda: self._engine.change(changes))
        finally:
            for file in files:
                file.unlink(missing_ok=True)

    async def _derive(self, graphs: Mapping[str, str | None]) -> None:
        """What the rules of `ontology/derivations` say about nodes of the graphs, each in one beside its graph."""
        owner: dict[object, str] = {}
        for name, text in graphs.items():
            if text is not None:
                parsed = ox.parse(text, format=ox.RdfFormat.N_TRIPLES)
                owner |= {quad.subject: f"{name}/derived" for quad in parsed if quad.predicate == _TYPE}
        derived: dict[str, list[ox.Triple]] = {}
        for rule in sorted((self._folders.ontology / "derivations").glob("*.rq")):
            request = QueryRequest(rule.read_text("utf-8"), rdf="ntriples")
            answer = await patiently(partial(self._engine.query, request, deadline=DEADLINE))
            for quad in ox.parse(_whole(answer.body), format=ox.RdfFormat.N_TRIPLES):
                if quad.subject in owner:
                    triple = ox.Triple(quad.subject, quad.predicate, quad.object)
                    derived.setdefault(owner[quad.subject], []).append(triple)
        there = set(await patiently(lambda: self._engine.work(DEADLINE, worker.graph_names)))
        wanted: dict[str, str | None] = {name: provenance.text_of(found) for name, found in derived.items()}
        wanted |= {name: None for name in set(owner.values()) & there if name not in derived}
        if wanted:
            await self._put(wanted)


_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def _text_of(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""


def _whole(body: bytes | Path) -> bytes:
    if isinstance(body, bytes):
        return body
    try:
        return body.read_bytes()
    finally:
        body.unlink(missing_ok=True)
