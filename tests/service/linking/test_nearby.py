"""What a wrong address is told: the nearest ones of the present version, for which the graph is read once."""

import asyncio
from pathlib import Path
from typing import Any, cast

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from ramp.engine import EmbeddedEngine, Engine, ReleaseFile
from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import RDF
from ramp.linking import nearby
from ramp.linking.nearby import Known
from ramp.settings import Settings
from ramp.web.app import create_app

BASE = "https://w3id.org/ramp/"


def test_near_ones_are_those_of_the_present_version(serve: Any) -> None:
    server, near = serve(), {}
    headers = server.token() | {"Content-Type": "text/turtle"}
    for state, method in (("before", None), ("written", "PUT"), ("removed", "DELETE")):
        if method:
            content = f"<{BASE}id/practice/Marsh-Watch> a <urn:Practice> ." if method == "PUT" else ""
            assert server.client.request(method, "/graphs/near", content=content, headers=headers).is_success
        answers = [server.client.get("/id/practice/marsh-wacht").json()["near"] for _ in range(2)]
        assert answers[0] == answers[1]
        near[state] = [one["id"] for one in answers[0]]
    assert near["written"][0] == f"{BASE}id/practice/Marsh-Watch"
    assert f"{BASE}id/practice/Marsh-Watch" not in near["before"]
    assert near["removed"] == near["before"]


def test_near_ones_elsewhere_are_sought_among_all_addresses(written: Any) -> None:
    found = written.client.get("/about", params={"iri": "https://w3id.org/ramp/ontology#Mechanizm"})
    assert found.status_code == 303  # ours, where it is
    near = written.client.get("/about", params={"iri": "https://w3id.org/rump/ontology#Mechanism"}).json()["near"]
    assert near[0]["id"] == f"{BASE}ontology#Mechanism"
    assert written.client.get("/about", params={"iri": "urn:x:Mechanism"}).json()["near"] == []


class _Counting:
    """An engine that notes what is read in its workers."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.read = engine, list[object]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def work(self, deadline: float, function: Any, *args: Any, **kwargs: Any) -> Any:
        self.read.append(function)
        return self._engine.work(deadline, function, *args, **kwargs)


def test_the_graph_is_read_once_for_all_wrong_addresses(repository: KnowledgeFolders, tmp_path: Path) -> None:
    release = tmp_path / "release.nq"
    release.write_text(f"<{BASE}id/practice/marsh> {RDF['type']} <urn:Practice> <urn:g> .\n")

    async def main() -> tuple[list[object], list[Any]]:
        chosen = Settings(home=tmp_path / "home", knowledge=repository.root, budget_seconds=0)
        engine = await EmbeddedEngine.open(chosen, ReleaseFile("r1", release))
        try:
            counting = _Counting(engine)
            transport = httpx.ASGITransport(create_app(chosen, cast(Engine, counting), repository))
            paths = ("/id/practice/mars", "/en/id/practice/marh", "/id/practice/mash.ttl", "/graph/practice/marsh")
            async with httpx.AsyncClient(transport=transport, base_url="http://ramp") as client:
                answers = [await client.get(path, headers={"Accept": "application/json"}) for path in paths]
            return counting.read, [answer.json() for answer in answers]
        finally:
            await engine.close()

    read, answers = asyncio.run(main())
    assert read.count(nearby.known) == 1
    assert [[one["id"] for one in answer["near"]] for answer in answers] == [[f"{BASE}id/practice/marsh"]] * 4


_SEGMENTS = st.sampled_from(["practice", "practise", "Practice", "state", "a", "ab", "abc", "Échelle", "x-y", "x-z"])
_PATHS = st.lists(_SEGMENTS, min_size=1, max_size=4).map("/".join)


@given(paths=st.lists(_PATHS, max_size=40, unique=True), wanted=_PATHS)
@settings(max_examples=200)
def test_near_ones_are_the_most_alike(paths: list[str], wanted: str) -> None:
    rests = sorted(paths, key=lambda path: (path.lower(), path))
    known = Known("http://e/", tuple(rest.lower() for rest in rests), tuple(rests))
    near = [iri.removeprefix("http://e/") for iri in known.near("http://e/" + wanted)]
    branch = "/".join(wanted.lower().split("/")[:2]) + "/"
    alike = {path: fuzz.ratio(wanted.lower(), path.lower()) for path in paths}
    close = sorted(
        (path for path in paths if alike[path] >= 60),
        key=lambda path: (not path.lower().startswith(branch), -alike[path], path.lower(), path),
    )
    assert near == close[:5]
