"""A small graph with the words that are hard to find, and its index."""

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from ramp.linking.rows import fetch
from ramp.linking.search.recipe import RECIPE
from ramp.linking.search.searching import Asked, Found, search

GRAPH = """
@base <https://w3id.org/ramp/id/> .
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> .
<organization/ecowas> a ramp:Mechanism ; skos:prefLabel "Economic Community of West African States"@en,
    "Communauté économique des États de l’Afrique de l’Ouest"@fr ; ramp:acronym "ECOWAS"@en, "CEDEAO"@fr .
<state/tr> a ramp:State ; skos:prefLabel "Türkiye"@en, "Türkiye"@fr  ; skos:altLabel "Turquie"@fr .
<scheme-theme> a skos:Concept ; skos:prefLabel "return"@en, "retour"@fr .
<practice/shelter> a ramp:Practice ; skos:prefLabel "Shelters for women"@en, "Foyers pour femmes"@fr ;
    dcterms:description "Houses for women victims of trafficking. Déjà vu elsewhere."@en ;
    ramp:ofMechanism <organization/ecowas> ; ramp:carriedOutBy <organization/ecowas> ; dcterms:spatial <state/tr> ;
    dcterms:subject <https://w3id.org/ramp/scheme/theme/return> ;
    schema:startDate "2004"^^xsd:gYear ; schema:endDate "2012"^^xsd:gYear .
<practice/charter> a ramp:Practice ; skos:prefLabel "Charter for children"@en, "Charte de l’enfant"@fr ;
    dcterms:description "<script>alert(1)</script> labour inspections"@en ; schema:startDate "2015-03-01"^^xsd:date ;
    ramp:verificationStatus <https://w3id.org/ramp/scheme/verification-status/unverified> .
<instrument/treaty> a ramp:Instrument ; skos:prefLabel "Treaty on extradition"@en, "Traité d’extradition"@fr .
<instrument/trade> a ramp:Instrument ;
    skos:prefLabel "Suppression of the slave trade"@en, "Répression de la traite"@fr .
<document/report> a ramp:Report ; skos:prefLabel "Report of the Special Rapporteur"@en, "Rapport"@fr ;
    eli:id_local "A/HRC/14/32" .
<https://w3id.org/ramp/scheme/theme/return> a skos:Concept ; skos:prefLabel "return"@en, "retour"@fr .
<practice/withdrawn> skos:prefLabel "Withdrawn women"@en .
<doubt> ramp:doubtAbout <practice/shelter> .
"""
Find = Callable[..., Found]


def build_index(graph: str, folder: Path) -> Path:
    """The index of a graph in Turtle."""
    store = ox.Store()
    store.load(graph.encode(), format=ox.RdfFormat.TURTLE)
    rows, target = folder / "rows", folder / "index"
    rows.mkdir()
    target.mkdir()
    fetch(RECIPE.rows, rows, store)
    RECIPE.build(rows, target)
    return target


@pytest.fixture(scope="session")
def find(tmp_path_factory: pytest.TempPathFactory) -> Find:
    """Searches the small graph: `find("words", kind=("practice",))`."""
    target = build_index(GRAPH, tmp_path_factory.mktemp("search"))

    def ask(text: str = "", language: str = "en", **options: object) -> Found:
        asked = {name: options.pop(name) for name in ("since", "until", "sort", "offset", "limit") if name in options}
        return search(target, Asked(text, options, language=language, **asked))  # type: ignore[arg-type]

    return ask
