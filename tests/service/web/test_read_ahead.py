"""Pages that read the whole graph are read once for each version, before a reader comes; what was made is kept."""

import asyncio
import logging
import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from ramp.web.coverage.facts import Facts, Recommendation, Section
from ramp.web.coverage.remembered import Memory
from ramp.web.derived import Derived
from ramp.web.read_ahead import PAGES, WRONG, ReadAhead

MECHANISMS = "/en/mechanisms"
NEXT = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/ramp/id/organization/east> a <https://w3id.org/ramp/ontology#Mechanism> ;
    skos:prefLabel "East"@en, "Est"@fr ."""


def _processed(server) -> float:
    found = re.search(r"^ramp_processing_seconds_total (\S+)$", server.client.get("/metrics").text, re.MULTILINE)
    assert found
    return float(found[1])


def _settled(server, eventually) -> float:
    """The processing seconds, once they have stopped growing."""
    seen: list[float] = []

    def still() -> bool:
        seen.append(_processed(server))
        return len(seen) > 60 and seen[-60] == seen[-1] > 0

    assert eventually(still, 60)
    return seen[-1]


def test_pages_are_read_before_a_reader_comes_and_again_for_another_version(serve, eventually) -> None:
    server = serve(read_ahead="true")
    before = _settled(server, eventually)
    for path in (MECHANISMS, "/fr/mechanisms", "/en/sources", "/en/ontology"):
        assert server.client.get(path, headers={"Cookie": "a=b"}).status_code == 200
    assert _processed(server) == before
    written = server.client.post(
        "/graphs", params={"graph": "https://w3id.org/ramp/graph/east"}, content=NEXT,
        headers={**server.token(), "Content-Type": "text/turtle"},
    )  # fmt: skip
    assert written.is_success, written.text
    assert eventually(lambda: _processed(server) > before, 60)
    assert "organization/east" in server.client.get(MECHANISMS).text


def test_without_it_nothing_is_read_until_a_reader_comes(server) -> None:
    # the names and texts of nodes are indexed in any case, which is no work for a reader
    assert server.environment["RAMP_READ_AHEAD"] == "false"
    before = _processed(server)
    assert server.client.get("/en/instruments", headers={"Cookie": "a=b"}).status_code == 200
    assert _processed(server) > before


def _maker(value: object, calls: list[object]) -> Callable[[], object]:
    async def make() -> object:
        calls.append(value)
        if isinstance(value, Exception):
            raise value
        return value

    return make


def test_what_is_made_of_a_version_is_made_once_and_forgotten_with_another() -> None:
    async def steps() -> None:
        derived, calls = Derived(), []
        assert await derived.get("v1", "key", _maker(1, calls)) == 1
        assert await derived.get("v1", "key", _maker(2, calls)) == 1
        assert await derived.get("v2", "key", _maker(3, calls)) == 3
        assert await derived.get("v1", "key", _maker(4, calls)) == 4
        assert calls == [1, 3, 4]

    asyncio.run(steps())


def test_what_could_not_be_made_is_made_again() -> None:
    async def steps() -> None:
        derived, calls = Derived(), []
        with pytest.raises(ValueError, match="busy"):
            await derived.get("v1", "key", _maker(ValueError("busy"), calls))
        assert await derived.get("v1", "key", _maker(2, calls)) == 2

    asyncio.run(steps())


def test_no_more_is_kept_than_there_is_room_for() -> None:
    async def steps() -> None:
        derived, calls = Derived(most=1), []
        for value in (1, 2, 3):
            await derived.get("v1", value, _maker(value, calls))
            await derived.get("v1", value, _maker(value, calls))
        assert calls == [1, 2, 2, 3, 3]

    asyncio.run(steps())


def test_one_language_of_a_recommendation_reads_what_both_show(serve, repository) -> None:
    server = serve(knowledge=repository.root)
    assert server.client.get("/en/id/recommendation/107", headers={"Cookie": "a=b"}).status_code == 200
    before = _processed(server)
    assert server.client.get("/fr/id/recommendation/107", headers={"Cookie": "a=b"}).status_code == 200
    assert _processed(server) == before


def test_the_pages_of_the_recommendations_come_after_those_that_are_always_there() -> None:
    section = Section("urn:section", "(a)", {})
    rows = {name: Recommendation(name, name, {}, section, frozenset()) for name in ("107", "108")}
    memory, seen = Memory(), []

    async def steps() -> None:
        done = asyncio.Event()

        async def app(scope, receive, send) -> None:
            seen.append(scope["ramp.language"] + scope["path"])
            if scope["path"] == "/matrix":
                memory.keep("v1", Facts({}, rows, {}, {}, {}, {}))
            if scope["path"] == "/id/recommendation/108":
                done.set()

        ahead = ReadAhead(app, SimpleNamespace(snapshot="v1"), {}, memory.pages, logging.getLogger("test"))
        await ahead.start()
        await asyncio.wait_for(done.wait(), 60)
        await ahead.close()

    asyncio.run(steps())
    assert seen[: 2 * len(PAGES)] == [f"{lang}{path}" for path in PAGES for lang in ("en", "fr")]
    assert seen[2 * len(PAGES) :] == [f"en{WRONG}", "en/id/recommendation/107", "en/id/recommendation/108"]
    assert not memory.pages("v2")


def test_the_wrong_address_that_is_read_is_one(server) -> None:
    answer = server.client.get(WRONG, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert "near" in answer.json()
