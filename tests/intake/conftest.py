"""A checker on the real graph, made once, and records to send to it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.reading import read_files
from ramp.intake.check import Checker
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import Limits
from ramp.intake.readers import form_of
from ramp.intake.report import CheckReport

HEAD = """\
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix s: <https://w3id.org/ramp/scheme/> .
@prefix org: <https://w3id.org/ramp/id/organization/> .
@prefix my: <https://example.org/my/> .
"""
PRACTICE = {
    "a": "ramp:Practice",
    "skos:prefLabel": '"Drill for the tests"@en, "Exercice pour les tests"@fr',
    "dcterms:description": '"Officials of all members rehearse once a year what they would do."@en',
    "ramp:practiceType": "<https://w3id.org/ramp/scheme/practice-type/training>",
    "ramp:reportedBy": "org:ecowas",
    "ramp:carriedOutBy": "org:ecowas",
    "dcterms:spatial": "<https://w3id.org/ramp/id/state/sn>",
    "schema:startDate": '"2010-10"^^xsd:gYearMonth',
}
CLAIM = {
    "a": "ramp:ResponseClaim",
    "ramp:claimSubject": "my:p",
    "ramp:claimRecommendation": "<https://w3id.org/ramp/id/recommendation/111>",
    "ramp:degree": "<https://w3id.org/ramp/scheme/degree/partly>",
    "ramp:claimBasis": "<https://w3id.org/ramp/scheme/claim-basis/self-report>",
    "prov:wasAttributedTo": "org:ecowas",
}
EVIDENCE = {
    "a": "ramp:EvidenceLine",
    "ramp:evidenceFor": "my:c",
    "ramp:direction": "<https://w3id.org/ramp/scheme/evidence-direction/supports>",
    "ramp:evidenceKind": "<https://w3id.org/ramp/scheme/evidence-kind/report>",
    "dcterms:source": "<https://example.org/drill>",
}
Changes = dict[str, str | None]


def node(name: str, properties: dict[str, str], changes: Changes) -> str:
    """A node in Turtle, a property a line; a change of None leaves the property out."""
    merged = {**properties, **changes}
    lines = [f"  {key} {value} ;" for key, value in merged.items() if value is not None]
    return f"{name}\n" + "\n".join(lines) + "\n.\n"


def record(practice: Changes | None = None, claim: Changes | None = None, evidence: Changes | None = None) -> str:
    """A valid record with these changes."""
    return (
        HEAD
        + node("my:p", PRACTICE, practice or {})
        + node("my:c", CLAIM, claim or {})
        + node("my:e", EVIDENCE, evidence or {})
    )


Check = Callable[..., CheckReport]


@pytest.fixture(scope="session")
def checker(repository: KnowledgeFolders) -> Checker:
    """The checker on the graph as it is in the folders."""
    return Checker(Knowledge.load(repository, read_files(repository)))


@pytest.fixture(scope="session")
def check(checker: Checker) -> Check:
    """Checks a text or bytes of the kind that a file ending says."""

    def run(data: str | bytes, ending: str = ".ttl", limits: Limits | None = None, **options: Any) -> CheckReport:
        content = data.encode() if isinstance(data, str) else data
        return checker.check(content, form_of("", f"x{ending}"), source=f"x{ending}", limits=limits, **options)

    return run


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Writes a file."""

    def write(name: str, data: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write
