"""What many tests share: a small graph in a folder of its own, the real one, and the command as a person runs it."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from typer.testing import CliRunner

from ramp.cli.app import app
from ramp.cli.graph import ready_release
from ramp.graph.folders import KnowledgeFolders
from ramp.settings import load_settings


def pytest_configure() -> None:
    """A shell that runs the tests in the background has them ignore Ctrl-C, and with them what they start."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.register_profile("ramp", deadline=None)  # what a busy machine takes says nothing about the code
    settings.load_profile("ramp")


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


@pytest.fixture(scope="session")
def built(repository: KnowledgeFolders, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """Puts a home with the release of the real graph into a folder. It is built once, also for tests side by side."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    home = shared / "built"
    with (shared / "built.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready_release(load_settings(home=home, knowledge=repository.root), repository)

    def copy(folder: Path) -> Path:
        return Path(shutil.copytree(home, folder / "home"))

    return copy


Ramp = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ramp_environment(tmp_path: Path, knowledge: KnowledgeFolders) -> dict[str, str]:
    """The settings with which `ramp` answers from the small graph, in a home of its own."""
    return {"RAMP_HOME": str(tmp_path / "home"), "RAMP_KNOWLEDGE": str(knowledge.root), "LC_ALL": "C.UTF-8"}


@pytest.fixture
def ramp(ramp_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Ramp:
    """Runs the command on the small graph within this process; `env` adds settings, `input` is what it reads."""
    for name in [name for name in os.environ if name.startswith("RAMP_")]:
        monkeypatch.delenv(name)

    def run(
        *arguments: str, env: dict[str, str] | None = None, input: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        result = CliRunner().invoke(app, list(arguments), input=input, env=ramp_environment | (env or {}))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return subprocess.CompletedProcess(arguments, result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def ramp_process(ramp_environment: dict[str, str]) -> Callable[..., subprocess.Popen[bytes]]:
    """Starts the command on the small graph in a process of its own, as a person does; keywords as for Popen."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}

    def start(*arguments: str, env: dict[str, str] | None = None, **options: Any) -> subprocess.Popen[bytes]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(
            [sys.executable, "-m", "ramp", *arguments], env=kept | ramp_environment | (env or {}), **(pipes | options)
        )

    return start
