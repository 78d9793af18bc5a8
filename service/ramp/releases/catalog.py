"""Kept releases in DCAT 3: versions of the dataset, their files with checksums, and notes of what changed (ADMS)."""

from collections.abc import Sequence
from pathlib import PurePath

from pyoxigraph import Literal, NamedNode, Triple

from ramp.graph.namespaces import ADMS, BASE, DATASET, DCAT, DCTERMS, RDF, SPDX, VOID, XSD
from ramp.linking.catalog import LICENCE
from ramp.releases.shelf import Kept
from ramp.releases.stream import release_iri

MEDIA_TYPES = {
    ".nq": "application/n-quads",
    ".trig": "application/trig",
    ".jsonld": "application/ld+json",
    ".zip": "application/zip",
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    "": "text/plain",
}
_IANA = "http://www.iana.org/assignments/media-types/"
_NOTES = {
    "en": "{added} nodes added, {changed} changed, {withdrawn} withdrawn.",
    "fr": "{added} nœuds ajoutés, {changed} modifiés, {withdrawn} retirés.",
}
_SERVICE = {"en": "SPARQL endpoint of release {id}", "fr": "Point d’accès SPARQL de la version publiée {id}"}


def media_type(name: str) -> str:
    """The media type of a file of a release, by its suffix."""
    return MEDIA_TYPES[PurePath(name).suffix]


def notes(kept: Kept, lang: str) -> str:
    """What changed, in one sentence."""
    return _NOTES[lang].format(**kept.counts)


def describe(releases: Sequence[Kept], url: str) -> list[Triple]:
    """The releases as versions of the dataset, as the service at `url` offers them."""
    found = [Triple(DATASET, RDF["type"], DCAT["Dataset"])]
    for kept in releases:
        found += _release(kept, url)
    return found


def _release(kept: Kept, url: str) -> list[Triple]:
    node, page, service = release_iri(kept), f"{url}/releases/{kept.id}", NamedNode(f"{url}/releases/{kept.id}/sparql")
    found = [
        Triple(DATASET, DCAT["hasVersion"], node),
        Triple(node, RDF["type"], DCAT["Dataset"]),
        Triple(node, DCAT["isVersionOf"], DATASET),
        Triple(node, DCAT["version"], Literal(kept.id)),
        Triple(node, DCTERMS["title"], Literal(f"RAMP, release {kept.id}", language="en")),
        Triple(node, DCTERMS["title"], Literal(f"RAMP, version publiée {kept.id}", language="fr")),
        Triple(node, DCTERMS["issued"], Literal(kept.created, datatype=XSD["dateTime"])),
        Triple(node, DCTERMS["license"], NamedNode(LICENCE)),
        Triple(node, DCAT["landingPage"], NamedNode(page)),
        Triple(node, VOID["triples"], Literal(kept.triples)),
        *(
            Triple(node, property, Literal(notes(kept, lang), language=lang))
            for property in (ADMS["versionNotes"], DCTERMS["description"])
            for lang in _NOTES
        ),
        *_checksum(node, kept.checksum, "checksum"),
    ]
    if kept.previous:
        found.append(Triple(node, DCAT["previousVersion"], NamedNode(f"{BASE}release/{kept.previous}")))
    if not kept.complete:
        return found
    found += [
        Triple(service, RDF["type"], DCAT["DataService"]),
        *(
            Triple(service, DCTERMS["title"], Literal(_SERVICE[lang].format(id=kept.id), language=lang))
            for lang in _SERVICE
        ),
        Triple(service, DCAT["endpointURL"], service),
        Triple(service, DCAT["servesDataset"], node),
    ]
    for file in kept.files:
        part, address = NamedNode(f"{node.value}#{file['name']}"), NamedNode(f"{page}/{file['name']}")
        found += [
            Triple(node, DCAT["distribution"], part),
            Triple(part, RDF["type"], DCAT["Distribution"]),
            Triple(part, DCTERMS["title"], Literal(file["name"])),
            Triple(part, DCAT["accessURL"], NamedNode(page)),
            Triple(part, DCAT["downloadURL"], address),
            Triple(part, DCAT["mediaType"], NamedNode(_IANA + media_type(file["name"]))),
            Triple(part, DCAT["byteSize"], Literal(str(file["bytes"]), datatype=XSD["nonNegativeInteger"])),
            Triple(part, DCTERMS["license"], NamedNode(LICENCE)),
            *_checksum(part, file["sha256"], f"{file['name']}-sha256"),
        ]
    return found


def _checksum(node: NamedNode, value: str, name: str) -> list[Triple]:
    mark = NamedNode(f"{node.value.partition('#')[0]}#{name}")
    return [
        Triple(node, SPDX["checksum"], mark),
        Triple(mark, RDF["type"], SPDX["Checksum"]),
        Triple(mark, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"]),
        Triple(mark, SPDX["checksumValue"], Literal(value, datatype=XSD["hexBinary"])),
    ]
