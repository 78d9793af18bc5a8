"""Hostile text in the graph, in every place of every kind of node: it is only text on every page."""

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from ramp.graph.folders import KnowledgeFolders

CORPUS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\\\"><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</script><script>alert(1)</script>", "javascript:alert(1)", "{{ 7 * 7 }}", "<iframe src=data:text/html,x>",
    "</title><script>alert(1)</script>", "&lt;script&gt;", "\\u202Etxt.exe", "<!--", "]]>", "${7*7}",
)  # fmt: skip
KINDS = {
    "organization/evil": "ramp:Mechanism, org:Organization",
    "recommendation/1": "ramp:Recommendation",
    "recommendation/1/measure/1": "ramp:Measure",
    "practice/evil": "ramp:Practice",
    "practice/talk": "ramp:Practice, ramp:Consultation",
    "instrument/evil": "ramp:Instrument",
    "state/xx": "ramp:State",
    "document/evil": "ramp:Report",
    "claim/evil/1": "ramp:ResponseClaim",
    "claim/evil/1/evidence/1": "ramp:EvidenceLine",
    "search/evil": "ramp:SearchRecord",
    "finding/evil": "ramp:Finding",
    "meeting/evil/x": "schema:Event",
    "membership/evil/member/xx": "org:Membership",
    "treaty-action/evil/xx/ratification": "ramp:TreatyAction",
    "practice/evil/doubt/x": "ramp:Doubt",
}
_TEXTS = (
    "skos:prefLabel", "skos:altLabel", "ramp:acronym", "dcterms:description", "skos:editorialNote", "ramp:outcome",
    "ramp:challenge", "ramp:scope", "ramp:funder", "ramp:budget", "ramp:partnerName", "ramp:relevance", "skos:notation",
    "eli:id_local", "dcterms:identifier", "ramp:memberName", "ramp:provisionTopic", "ramp:reportReference",
)  # fmt: skip
_DATES = ("schema:startDate", "schema:endDate", "schema:foundingDate", "eli:date_document", "dcterms:date",
          "ramp:actionDate", "dcterms:issued")  # fmt: skip
_LINKS = {
    "organization/evil": "ramp:carriedOutBy ramp:reportedBy ramp:ofMechanism ramp:adoptedBy org:organization "
    "prov:wasAttributedTo ramp:searchedMechanism schema:organizer org:classification org:role ramp:degree "
    "ramp:actionKind",
    "recommendation/1": "ramp:respondsTo ramp:claimRecommendation ramp:searchedFor ramp:bearsOn dcterms:subject "
    "dcterms:audience ramp:practiceType eli:work_type",
    "practice/evil": "ramp:claimSubject ramp:doubtAbout",
    "instrument/evil": "ramp:treaty eli:cites",
    "state/xx": "ramp:actor org:member dcterms:spatial schema:containedInPlace",
    "document/evil": "dcterms:source ramp:foundIn dcterms:isPartOf",
    "recommendation/1/measure/1": "ramp:hasMeasure",
    "claim/evil/1": "ramp:evidenceFor",
}
"""Properties that link, by the node that they link to."""
_PREFIXES = """
@base <https://w3id.org/ramp/id/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix schema: <https://schema.org/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
PAGES = (
    "/", "/mechanisms", "/recommendations", "/practices", "/instruments", "/states", "/sources", "/matrix", "/map",
    "/compare?mechanism=evil", "/search?q=alert", "/search?q=%3Cscript%3E", "/queries",
    "/queries/organizations", "/queries/practices", "/graph/hostile", "/sparql?query=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D",
    "/releases",
    "/practices?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/%3Cscript%3Ealert(1)%3C/script%3E", "/id/%3Csvg%3E",
    "/about?iri=https://example.org/%22onmouseover=alert(1)", "/about?iri=javascript:alert(1)", "/submissions/new",
    "/id/practice/evil?asOf=%3Cscript%3E", *(f"/id/{node}" for node in KINDS),
)  # fmt: skip


def hostile() -> str:
    """Every kind of node with a text of the corpus in every place for a text or a date, linked to the others."""
    lines = [_PREFIXES]
    for turn, (node, kinds) in enumerate(KINDS.items()):
        text = CORPUS[turn % len(CORPUS)]
        texts = f'"{text}"@en, "{text} fr"@fr'
        said = [f"a {kinds}", *(f"{name} {texts}" for name in _TEXTS), *(f'{name} "{CORPUS[0]}"' for name in _DATES)]
        links = [(name, other) for other, names in _LINKS.items() for name in names.split()]
        said += [f"{name} <{other}>, <javascript:alert(1)>, <data:text/html,x>" for name, other in links]
        said += ["foaf:homepage <javascript:alert(1)>, <https://example.org/%22onmouseover=alert(1)>"]
        lines.append(f"<{node}> {' ; '.join(said)} .")
    lines.append("<https://example.org/%22onmouseover=alert(1)> a foaf:Document .")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def besieged(serve: Any, repository: KnowledgeFolders, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server of that graph alone, with the ontology, the rules and the questions of RAMP."""
    folder = tmp_path_factory.mktemp("hostile")
    for name in ("ontology", "shapes", "queries"):
        shutil.copytree(repository.root / name, folder / name)
    (folder / "data").mkdir()
    (folder / "data/first.ttl").write_text(f"{_PREFIXES} <practice/first> a ramp:Practice .", encoding="utf-8")
    server = serve(knowledge=folder)
    response = server.client.put(
        "/graphs/hostile", content=hostile().encode(), headers=server.token() | {"Content-Type": "text/turtle"}
    )
    assert response.status_code == 201, response.text
    return server


class Elements(HTMLParser):
    """The elements of a page as a browser would make them, with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize("path", PAGES)
def test_nothing_of_it_runs(besieged: Any, path: str) -> None:
    for lang in ("en", "fr"):
        page = besieged.client.get(f"/{lang}{path}", headers={"Accept": "text/html"})
        assert page.status_code < 500, re.sub("<[^>]*>", "", page.text)
        if not page.headers["content-type"].startswith("text/html"):
            continue
        assert "default-src 'self'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert "49" not in re.findall(r">\s*(\d+)\s*<", page.text.replace(" ", "")) or path == "/sparql"
        for tag, given in Elements(page.text).found:
            assert tag not in ("iframe", "object", "embed", "base", "img"), (tag, given)
            assert not [name for name in given if name.startswith("on") or name == "style"], (tag, given)
            if tag == "script":
                own = given.get("src", "").startswith("/static/")
                assert given.get("type") == "application/ld+json" or own, given
            for name in ("href", "src", "action", "formaction"):
                assert urlsplit(given.get(name, "")).scheme in ("", "http", "https", "mailto"), (tag, given)


def test_templates_never_switch_the_escaping_off() -> None:
    folder = Path(__file__).parents[3] / "service/ramp"
    templates = list(folder.rglob("templates/**/*.html"))
    assert len(templates) > 30
    for template in templates:
        text = template.read_text("utf-8")
        assert not re.search(r"\|\s*safe|autoescape\s+false", text), template.name
