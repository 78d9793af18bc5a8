"""One service with three releases: as it began, after a graph was put, and after that graph was replaced."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

GRAPH = "https://w3id.org/ramp/graph/store/events"
FIRST = """
@base <https://w3id.org/ramp/id/> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<meeting/north/early> a schema:Event ; skos:prefLabel "Early"@en, "Tôt"@fr ;
    schema:startDate "1999-05"^^xsd:gYearMonth ;
    schema:endDate "1999-06-01"^^xsd:date ; schema:location [ skos:note "a room" ] .
<meeting/north/late> a schema:Event ; skos:prefLabel "Late"@en, "Tard"@fr ; schema:startDate "2015-01-02"^^xsd:date .
<meeting/north/gone> a schema:Event ; skos:prefLabel "Gone"@en ; skos:related _:shared .
<meeting/north/undated> a schema:Event ; skos:prefLabel "Undated"@en ; skos:related _:shared .
"""
SECOND = FIRST.replace('"Late"@en', '"Very late"@en').replace(
    '<meeting/north/gone> a schema:Event ; skos:prefLabel "Gone"@en ; skos:related _:shared .', ""
)


@dataclass(frozen=True, slots=True)
class Released:
    """The running service, a curator's header, and the ids of its releases, oldest first."""

    server: Any
    curator: dict[str, str]
    ids: tuple[str, ...]

    def get(self, path: str, **options: Any) -> Any:
        return self.server.client.get(path, **options)

    def put(self, text: str) -> None:
        response = self.server.client.put(
            "/graphs", params={"graph": GRAPH}, content=text, headers={**self.curator, "Content-Type": "text/turtle"}
        )
        assert response.status_code in (201, 204), response.text

    def release(self) -> Any:
        return self.server.client.post("/releases", headers=self.curator)


@pytest.fixture(scope="package")
def released(serve: Callable[..., Any]) -> Released:
    """Shared by all tests of this folder; they leave its releases as they are."""
    server = serve()
    made = Released(server, server.token(), ())
    ids = []
    for text in (None, FIRST, SECOND):
        if text:
            made.put(text)
        response = made.release()
        assert response.status_code == 201, response.text
        ids.append(response.json()["id"])
    return Released(server, made.curator, tuple(ids))
