"""What many tests share: a small graph in a folder of its own, the real one, and the command as a person runs it."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from ramp.access.tokens import Tokens
from ramp.graph.folders import KnowledgeFolders

REPOSITORY = Path(__file__).resolve().parent.parent

SMALL_GRAPH = {
    "ontology/ramp.ttl": """
        @prefix ramp: <https://w3id.org/ramp/ontology#> .
        @prefix owl: <http://www.w3.org/2002/07/owl#> .
        ramp:Mechanism a owl:Class .
        """,
    "ontology/schemes/theme.ttl": """
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix theme: <https://w3id.org/ramp/scheme/theme/> .
        theme:monitoring a skos:Concept ; skos:prefLabel "monitoring"@en, "suivi"@fr .
        """,
    "ontology/derivations/of-mechanism.rq": """
        # A practice is of the mechanism that carried it out.
        PREFIX ramp: <https://w3id.org/ramp/ontology#>
        CONSTRUCT { ?practice ramp:ofMechanism ?mechanism }
        WHERE { ?practice ramp:carriedOutBy ?mechanism . ?mechanism a ramp:Mechanism }
        """,
    "ontology/mappings/organizations.sssom.tsv": "\n".join(
        (
            "#mapping_set_id: https://w3id.org/ramp/mappings/organizations",
            '#mapping_set_title: "Organisations"',
            "#license: https://creativecommons.org/licenses/by/4.0/",
            "#curie_map:",
            "#  ramp: https://w3id.org/ramp/",
            "#  schema: https://schema.org/",
            "#  semapv: https://w3id.org/semapv/vocab/",
            "#  wikidata: http://www.wikidata.org/entity/",
            "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence",
            "ramp:id/organization/north\tschema:sameAs\twikidata:Q1\tsemapv:ManualMappingCuration\t0.95",
            "",
        )
    ),
    "data/organizations.ttl": """
        @base <https://w3id.org/ramp/id/> .
        @prefix ramp: <https://w3id.org/ramp/ontology#> .
        @prefix schema: <https://schema.org/> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <organization/north> a ramp:Mechanism ; skos:prefLabel "North"@en, "Nord"@fr ;
            schema:foundingDate "1975-05-28"^^xsd:date .
        <organization/south> a ramp:Mechanism ; skos:prefLabel "South"@en, "Sud"@fr ;
            schema:foundingDate "1999"^^xsd:gYear .
        """,
    "data/practices.ttl": """
        @base <https://w3id.org/ramp/id/> .
        @prefix dcterms: <http://purl.org/dc/terms/> .
        @prefix ramp: <https://w3id.org/ramp/ontology#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <practice/review> a ramp:Practice ; skos:prefLabel "Yearly review"@en, "Examen annuel"@fr ;
            ramp:carriedOutBy <organization/north> ;
            dcterms:temporal [ a dcterms:PeriodOfTime ; ramp:year 2005 ] .
        <practice/hotline> a ramp:Practice ; skos:prefLabel "Hotline"@en, "Permanence téléphonique"@fr ;
            ramp:carriedOutBy <organization/south> ;
            dcterms:temporal [ a dcterms:PeriodOfTime ; ramp:year 2009 ] .
        """,
    "shapes/must.ttl": "@prefix sh: <http://www.w3.org/ns/shacl#> . <https://w3id.org/ramp/shapes#A> a sh:NodeShape .",
    "shapes/examples/pass/a.ttl": "<https://w3id.org/ramp/id/example/a> a <https://w3id.org/ramp/ontology#Mechanism> .",
    "queries/practices.rq": """\
#+ title: {en: "Practices of a mechanism", fr: "Pratiques d'un mécanisme"}
#+ description: {en: "What a mechanism did.", fr: "Ce qu'un mécanisme a fait."}
#+ keywords: [practices]
#+ parameters:
#+   mechanism: {type: iri, base: id/organization/, default: north, label: {en: "Mechanism", fr: "Mécanisme"}}
#+   since: {type: integer, min: 1900, max: 2100, label: {en: "Since", fr: "Depuis"}}
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX ramp: <https://w3id.org/ramp/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?mechanism ?since ?practice ?labelEn ?labelFr ?year WHERE {
  ?practice ramp:ofMechanism ?mechanism ; skos:prefLabel ?labelEn, ?labelFr ; dcterms:temporal/ramp:year ?year .
  FILTER(LANG(?labelEn) = "en" && LANG(?labelFr) = "fr")
  FILTER(COALESCE(?year >= ?since, true))
}
ORDER BY ?mechanism ?practice
""",
    "queries/practices.tsv": "?mechanism\t?since\t?practice\t?labelEn\t?labelFr\t?year\n"
    "<https://w3id.org/ramp/id/organization/north>\t\t<https://w3id.org/ramp/id/practice/review>\t"
    '"Yearly review"@en\t"Examen annuel"@fr\t2005\n',
    "queries/is-founded.rq": """\
#+ title: {en: "Was a mechanism founded on a date?", fr: "Un mécanisme a-t-il été fondé à une date ?"}
#+ description: {en: "Yes or no.", fr: "Oui ou non."}
#+ parameters:
#+   date: {type: date, default: 1975-05-28, label: {en: "Date", fr: "Date"}}
PREFIX schema: <https://schema.org/>
ASK { ?mechanism schema:foundingDate ?date }
""",
    "queries/is-founded.txt": "true\n",
    "queries/about.rq": """\
#+ title: {en: "Everything about a mechanism", fr: "Tout sur un mécanisme"}
#+ description: {en: "All its triples.", fr: "Tous ses triplets."}
#+ parameters:
#+   mechanism: {type: iri, base: id/organization/, default: south, label: {en: "Mechanism", fr: "Mécanisme"}}
CONSTRUCT { ?mechanism ?property ?value } WHERE { ?mechanism ?property ?value }
""",
    "queries/about.nt": """\
<https://w3id.org/ramp/id/organization/south> <http://www.w3.org/2004/02/skos/core#prefLabel> "South"@en .
<https://w3id.org/ramp/id/organization/south> <http://www.w3.org/2004/02/skos/core#prefLabel> "Sud"@fr .
<https://w3id.org/ramp/id/organization/south> <https://schema.org/foundingDate> "1999"^^<http://www.w3.org/2001/XMLSchema#gYear> .
<https://w3id.org/ramp/id/organization/south> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/ramp/ontology#Mechanism> .
""",  # noqa: E501 - one triple a line
}


def write_files(root: Path, files: dict[str, str]) -> None:
    """Writes the files below `root`, folders and all."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def knowledge(tmp_path: Path) -> KnowledgeFolders:
    """A small graph of two mechanisms and two practices, in a folder that the test may change."""
    root = tmp_path / "knowledge"
    write_files(root, SMALL_GRAPH)
    return KnowledgeFolders.find(root)


@pytest.fixture(scope="session")
def repository() -> KnowledgeFolders:
    """The real knowledge folders."""
    return KnowledgeFolders.find(REPOSITORY)


Ramp = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ramp_environment(tmp_path: Path, knowledge: KnowledgeFolders) -> dict[str, str]:
    """An environment in which `ramp` serves the small graph from a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}
    return {**kept, "RAMP_HOME": str(tmp_path / "home"), "RAMP_KNOWLEDGE": str(knowledge.root), "LC_ALL": "C.UTF-8"}


@pytest.fixture
def ramp(ramp_environment: dict[str, str]) -> Ramp:
    """Runs the command in a process of its own, on the small graph; keyword `env` adds to its environment."""

    def run(*arguments: str, env: dict[str, str] | None = None, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ramp", *arguments],
            env=ramp_environment | (env or {}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            **options,  # type: ignore[call-overload]
        )

    return run


@dataclass(slots=True)
class Server:
    """A running `ramp serve`: its address, its process, its folders, and a client for it."""

    url: str
    process: subprocess.Popen[str]
    environment: dict[str, str]
    log: Path
    client: httpx.Client

    @property
    def home(self) -> Path:
        """Its RAMP_HOME."""
        return Path(self.environment["RAMP_HOME"])

    def token(self, role: str = "curator") -> dict[str, str]:
        """The header with a new token."""
        _, secret = Tokens(self.home).create("test", role)
        return {"Authorization": f"Bearer {secret}"}

    def select(self, query: str, **options: Any) -> list[dict[str, str]]:
        """The rows of a SELECT, values as strings."""
        response = self.client.get("/sparql", params={"query": query}, **options)
        assert response.status_code == 200, response.text
        return [{name: term["value"] for name, term in row.items()} for row in response.json()["results"]["bindings"]]

    def stop(self) -> int:
        """Ask it to stop, as a supervisor would; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


Serve = Callable[..., "Server"]


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts `ramp serve` on the small graph, on a free port; keywords are settings (`deadline=1`)."""
    running: list[Server] = []

    def start(files: dict[str, str] | None = None, **settings: object) -> Server:
        folder = tmp_path_factory.mktemp("server")
        write_files(folder / "knowledge", {**SMALL_GRAPH, **(files or {})})
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}
        environment = {
            **kept,
            "RAMP_HOME": str(folder / "home"),
            "RAMP_KNOWLEDGE": str(folder / "knowledge"),
            "RAMP_PORT": "0",
            "RAMP_BUDGET_SECONDS": "0",
            **{f"RAMP_{name.upper()}": str(value) for name, value in settings.items()},
        }
        log = folder / "log"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "ramp", "serve"], env=environment, stderr=file, text=True, start_new_session=True
            )
        url = _address(process, log)
        running.append(Server(url, process, environment, log, httpx.Client(base_url=url, timeout=60)))
        return running[-1]

    yield start
    for server in running:
        server.client.close()
        if server.process.poll() is None:
            server.process.kill()
            server.process.wait()


@pytest.fixture(scope="session")
def server(serve: Serve) -> Server:
    """One server for all tests that leave its graph as it was."""
    return serve()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    """The address that the server says it listens on, within a minute."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = re.search(r"at (http://\S+?)/ ", log.read_text())
        if found:
            return found[1]
        if process.poll() is not None:
            break
        select.select([], [], [], 0.02)
    process.kill()
    raise AssertionError(f"the server did not start:\n{log.read_text()}")
