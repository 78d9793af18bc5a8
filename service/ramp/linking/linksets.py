"""The links to one place elsewhere as data: VoID linksets, one for each relation, and a mapping set in SSSOM TSV.

Source: https://www.w3.org/TR/void/#linkset; https://mapping-commons.github.io/sssom/spec-formats-tsv/
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from ramp.graph.namespaces import BASE, DATASET, DCTERMS, PREFIXES, RDF, SEMAPV, SKOS, VOID, XSD
from ramp.linking.catalog import LICENCE
from ramp.linking.sameas import IDENTITY, Link, compact

_HEADINGS: Final = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification", "confidence",
)  # fmt: skip


def slug(host: str) -> str:
    """The name of a place in addresses: `wikidata-org` for `wikidata.org`."""
    return host.replace(".", "-").replace(":", "-")


def by_place(links: Iterable[Link]) -> Mapping[str, list[Link]]:
    """The links by the name of the place that they lead to, places in the order of the alphabet."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.host:
            found[slug(link.host)].append(link)
    return dict(sorted(found.items()))


def describe(name: str, links: Sequence[Link], url: str) -> list[Triple]:
    """What the linksets to one place are, by VoID; `url` is the service."""
    here = f"{url}/linksets/{name}"
    whole, target = NamedNode(here), NamedNode(f"{here}#target")
    made = [
        Triple(whole, RDF["type"], VOID["Dataset"]),
        Triple(whole, DCTERMS["title"], Literal(f"Links from RAMP to {links[0].host}", language="en")),
        Triple(whole, DCTERMS["title"], Literal(f"Liens de RAMP vers {links[0].host}", language="fr")),
        Triple(whole, DCTERMS["license"], NamedNode(LICENCE)),
        Triple(whole, VOID["triples"], _number(len(links))),
        Triple(target, RDF["type"], VOID["Dataset"]),
        Triple(target, VOID["uriSpace"], Literal(space(links))),
    ]
    for relation, count in sorted(Counter(link.handed_on for link in links).items()):
        part = NamedNode(f"{here}#{compact(relation).replace(':', '-')}")
        made += [
            Triple(whole, VOID["subset"], part),
            Triple(part, RDF["type"], VOID["Linkset"]),
            Triple(part, VOID["subjectsTarget"], DATASET),
            Triple(part, VOID["objectsTarget"], target),
            Triple(part, VOID["linkPredicate"], NamedNode(relation)),
            Triple(part, VOID["triples"], _number(count)),
        ]
    return made


def content(links: Iterable[Link]) -> list[Triple]:
    """The links themselves; identity only where it has been reviewed."""
    return [link.triple() for link in links]


def space(links: Sequence[Link]) -> str:
    """What all targets begin with, up to a slash or a number sign."""
    first, last = min(link.target for link in links), max(link.target for link in links)
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    prefix = "".join(letter for letter, _ in alike)
    return prefix[: max(prefix.rfind("/"), prefix.rfind("#"), prefix.rfind("=")) + 1]


def sssom(name: str, links: Sequence[Link], url: str) -> str:
    """The links as a mapping set in SSSOM TSV, relations as they are handed on."""
    used = {
        prefix: PREFIXES[prefix] for link in links if (prefix := compact(link.handed_on).partition(":")[0]) in PREFIXES
    }
    curies = {"ramp": BASE, "skos": SKOS.iri, "semapv": SEMAPV.iri} | used
    lines = [
        f"#mapping_set_id: {url}/linksets/{name}",
        f'#mapping_set_title: "Links from RAMP to {links[0].host}"',
        f"#license: {LICENCE}",
        "#curie_map:",
        *(f"#  {prefix}: {iri}" for prefix, iri in sorted(curies.items())),
        '#comment: "An identity that no person has reviewed is given as skos:closeMatch."',
        "\t".join(_HEADINGS),
    ]
    lines += [
        "\t".join(
            (
                f"ramp:{link.node.removeprefix(BASE)}",
                _plain(link.name),
                compact(link.handed_on),
                link.target,
                _plain(link.target_name),
                compact(link.justification),
                "" if link.confidence is None else f"{link.confidence:g}",
            )
        )
        for link in links
    ]
    return "\n".join(lines) + "\n"


def figures(links: Sequence[Link]) -> dict[str, int]:
    """How many links there are, how many of them are reviewed identity, how many an identity nobody reviewed."""
    return {
        "all": len(links),
        "identity": sum(link.identity for link in links),
        "unreviewed": sum(link.relation in IDENTITY and not link.reviewed for link in links),
    }


def _plain(text: str) -> str:
    return " ".join(text.split())


def _number(count: int) -> Literal:
    return Literal(str(count), datatype=XSD["integer"])
