"""Describes the graph as a whole for those who collect data: VoID, DCAT 3 with the rules of DCAT-AP 3, and schema.org.

Words and numbers are read from the graph (`ontology/dataset.ttl`, `.../graph/release`); what depends on the address of
the service (endpoint, downloads) is added here. `about` runs in a worker, the rest makes values of its result.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Store, Triple

from ramp.engine.worker import opened
from ramp.graph.namespaces import BASE, DATASET, DCAT, DCTERMS, FOAF, GRAPH, RDF, RELEASE_GRAPH, SKOS, VOID, XSD

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_DATASET_GRAPH = GRAPH["ontology/dataset"]
_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "http://www.iana.org/assignments/media-types/"
_PROTOCOL = "http://www.w3.org/TR/sparql11-protocol/"
_THEMES = ("JUST", "INTR", "SOCI")
"""Themes of the EU authority table `data-theme`: justice, international issues, population and society."""
_TITLES = {
    "catalog": {"en": "Catalogue of RAMP", "fr": "Catalogue de RAMP"},
    "service": {"en": "SPARQL endpoint of RAMP", "fr": "Point d’accès SPARQL de RAMP"},
}


@dataclass(frozen=True, slots=True)
class Download:
    """The whole graph in one format. `name` is what `/graphs?format=` takes, `type` the entry of the EU file types."""

    name: str
    label: str
    media_type: str
    type: str


DOWNLOADS = (
    Download("turtle", "Turtle", "text/turtle", "RDF_TURTLE"),
    Download("ntriples", "N-Triples", "application/n-triples", "RDF_N_TRIPLES"),
    Download("jsonld", "JSON-LD", "application/ld+json", "JSON_LD"),
    Download("rdfxml", "RDF/XML", "application/rdf+xml", "RDF_XML"),
)


@dataclass(frozen=True, slots=True)
class About:
    """What the graph says about itself: texts by language, numbers, and every triple of its VoID description."""

    title: Mapping[str, str]
    description: Mapping[str, str]
    keywords: tuple[Literal, ...]
    publisher: str | None
    publisher_name: Mapping[str, str]
    issued: str | None
    release: str | None
    counts: Mapping[str, int]
    void: tuple[Triple, ...]


def about(path: Path) -> About:
    """Reads it from the store at `path`."""
    store = opened(path)
    publisher = next(
        (term for term in _values(store, DATASET, DCTERMS["publisher"]) if isinstance(term, NamedNode)), None
    )
    graphs = (_DATASET_GRAPH, RELEASE_GRAPH)
    quads = [quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph)]
    return About(
        title=_texts(store, DATASET, DCTERMS["title"]),
        description=_texts(store, DATASET, DCTERMS["description"]),
        keywords=tuple(term for term in _values(store, DATASET, DCAT["keyword"]) if isinstance(term, Literal)),
        publisher=publisher.value if publisher else None,
        publisher_name=_texts(store, publisher, SKOS["prefLabel"]) if publisher else {},
        issued=next(iter(_texts(store, DATASET, DCTERMS["issued"]).values()), None),
        release=next(iter(_texts(store, DATASET, DCAT["version"]).values()), None),
        counts={
            name: int(next(iter(_texts(store, DATASET, VOID[name]).values()), "0"))
            for name in ("triples", "classes", "properties", "distinctSubjects", "distinctObjects")
        },
        void=tuple(dict.fromkeys(Triple(quad.subject, quad.predicate, quad.object) for quad in quads)),
    )


def download(url: str, form: Download) -> str:
    """The address of the whole graph in one format."""
    return f"{url}/graphs?default&format={form.name}"


def void(known: About, url: str) -> list[Triple]:
    """The VoID description (https://www.w3.org/TR/void/) of the service at `url`."""
    return [
        *known.void,
        Triple(DATASET, VOID["sparqlEndpoint"], NamedNode(f"{url}/sparql")),
        Triple(DATASET, VOID["uriLookupEndpoint"], NamedNode(f"{url}/queries/find-by-label?text=")),
        Triple(DATASET, VOID["exampleResource"], NamedNode(f"{BASE}id/recommendation/111")),
        *(Triple(DATASET, VOID["dataDump"], NamedNode(download(url, form))) for form in DOWNLOADS),
        *(
            Triple(DATASET, VOID["feature"], NamedNode(f"http://www.w3.org/ns/formats/{name}"))
            for name in ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
        ),
    ]


def dcat(known: About, url: str, modified: datetime) -> list[Triple]:
    """The catalogue in DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/), as DCAT-AP 3 wants it."""
    catalog, service = NamedNode(f"{url}/catalog"), NamedNode(f"{url}/sparql")
    licence = NamedNode(LICENCE)
    day = Literal(modified.isoformat(), datatype=XSD["dateTime"])
    found = [
        Triple(catalog, RDF["type"], DCAT["Catalog"]),
        *_in_both(catalog, DCTERMS["title"], _TITLES["catalog"]),
        *_in_both(catalog, DCTERMS["description"], known.description),
        Triple(catalog, DCTERMS["license"], licence),
        Triple(catalog, DCTERMS["modified"], day),
        Triple(catalog, FOAF["homepage"], NamedNode(f"{url}/")),
        Triple(catalog, DCAT["themeTaxonomy"], NamedNode(f"{_EU}data-theme")),
        Triple(catalog, DCAT["dataset"], DATASET),
        Triple(catalog, DCAT["service"], service),
        *_languages(catalog),
        Triple(licence, RDF["type"], DCTERMS["LicenseDocument"]),
        Triple(DATASET, RDF["type"], DCAT["Dataset"]),
        *_in_both(DATASET, DCTERMS["title"], known.title),
        *_in_both(DATASET, DCTERMS["description"], known.description),
        *(Triple(DATASET, DCAT["keyword"], keyword) for keyword in known.keywords),
        *(Triple(DATASET, DCAT["theme"], NamedNode(f"{_EU}data-theme/{theme}")) for theme in _THEMES),
        Triple(DATASET, DCTERMS["accessRights"], NamedNode(f"{_EU}access-right/PUBLIC")),
        Triple(DATASET, DCTERMS["accrualPeriodicity"], NamedNode(f"{_EU}frequency/IRREG")),
        Triple(DATASET, DCTERMS["license"], licence),
        Triple(DATASET, DCTERMS["modified"], day),
        Triple(DATASET, DCTERMS["conformsTo"], NamedNode(f"{BASE}ontology")),
        Triple(NamedNode(f"{BASE}ontology"), RDF["type"], DCTERMS["Standard"]),
        Triple(DATASET, DCAT["landingPage"], NamedNode(f"{url}/")),
        Triple(NamedNode(f"{url}/"), RDF["type"], FOAF["Document"]),
        Triple(DATASET, VOID["triples"], Literal(known.counts["triples"])),
        *_languages(DATASET),
        Triple(service, RDF["type"], DCAT["DataService"]),
        *_in_both(service, DCTERMS["title"], _TITLES["service"]),
        Triple(service, DCAT["endpointURL"], service),
        Triple(service, DCAT["endpointDescription"], NamedNode(f"{url}/openapi.json")),
        Triple(service, DCAT["servesDataset"], DATASET),
        Triple(service, DCTERMS["conformsTo"], NamedNode(_PROTOCOL)),
        Triple(NamedNode(_PROTOCOL), RDF["type"], DCTERMS["Standard"]),
        Triple(service, DCTERMS["license"], licence),
        Triple(service, DCTERMS["accessRights"], NamedNode(f"{_EU}access-right/PUBLIC")),
    ]
    if known.issued:
        found.append(Triple(DATASET, DCTERMS["issued"], Literal(known.issued, datatype=XSD["date"])))
    if known.release:
        found.append(Triple(DATASET, DCAT["version"], Literal(known.release)))
        found.append(Triple(DATASET, DCTERMS["identifier"], Literal(DATASET.value)))
    if known.publisher:
        agent = NamedNode(known.publisher)
        found += [Triple(node, DCTERMS["publisher"], agent) for node in (catalog, DATASET, service)]
        found += [Triple(DATASET, DCTERMS["creator"], agent), Triple(agent, RDF["type"], FOAF["Agent"])]
        found += _in_both(agent, FOAF["name"], known.publisher_name)
    for form in DOWNLOADS:
        found += _distribution(form, url, licence, service)
    return found


def schema_org(known: About, url: str, modified: datetime, lang: str) -> dict[str, Any]:
    """The dataset as search engines read it (https://schema.org/Dataset), with texts in one language."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": DATASET.value,
        "name": known.title.get(lang, ""),
        "alternateName": ["RAMP", *(text for tag, text in known.title.items() if tag != lang)],
        "description": known.description.get(lang, ""),
        "url": f"{url}/",
        "identifier": DATASET.value,
        "version": known.release,
        "datePublished": known.issued,
        "dateModified": modified.isoformat(),
        "license": LICENCE,
        "isAccessibleForFree": True,
        "inLanguage": ["en", "fr"],
        "keywords": [keyword.value for keyword in known.keywords if keyword.language == lang],
        "creator": {"@type": "Organization", "@id": known.publisher, "name": known.publisher_name.get(lang, "RAMP")},
        "size": f"{known.counts['triples']} RDF statements",
        "distribution": [
            {
                "@type": "DataDownload",
                "name": form.label,
                "encodingFormat": form.media_type,
                "contentUrl": download(url, form),
            }
            for form in DOWNLOADS
        ],
        "includedInDataCatalog": {"@type": "DataCatalog", "name": _TITLES["catalog"][lang], "url": f"{url}/catalog"},
    }


def _distribution(form: Download, url: str, licence: NamedNode, service: NamedNode) -> list[Triple]:
    node, address = NamedNode(f"{url}/catalog#{form.name}"), NamedNode(download(url, form))
    media_type, kind = NamedNode(_IANA + quote(form.media_type)), NamedNode(f"{_EU}file-type/{form.type}")
    return [
        Triple(DATASET, DCAT["distribution"], node),
        Triple(node, RDF["type"], DCAT["Distribution"]),
        Triple(node, DCTERMS["title"], Literal(form.label, language="en")),
        Triple(node, DCAT["accessURL"], address),
        Triple(node, DCAT["downloadURL"], address),
        Triple(node, DCAT["mediaType"], media_type),
        Triple(media_type, RDF["type"], DCTERMS["MediaType"]),
        Triple(node, DCTERMS["format"], kind),
        Triple(kind, RDF["type"], DCTERMS["MediaTypeOrExtent"]),
        Triple(node, DCTERMS["license"], licence),
        Triple(node, DCAT["accessService"], service),
    ]


def _in_both(node: NamedNode, property: NamedNode, texts: Mapping[str, str]) -> list[Triple]:
    return [Triple(node, property, Literal(text, language=tag)) for tag, text in texts.items() if tag]


def _languages(node: NamedNode) -> list[Triple]:
    return [Triple(node, DCTERMS["language"], NamedNode(f"{_EU}language/{code}")) for code in ("ENG", "FRA")]


def _texts(store: Store, node: NamedNode, property: NamedNode) -> dict[str, str]:
    return {term.language or "": term.value for term in _values(store, node, property) if isinstance(term, Literal)}


def _values(store: Store, node: NamedNode, property: NamedNode) -> Sequence[object]:
    found = {quad.object for quad in store.quads_for_pattern(node, property, None)}
    return sorted(found, key=str)
