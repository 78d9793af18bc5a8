"""Nothing that the researched facts say is missing from the graph.

The facts (YAML, kept beside the checkout) were the first source of ``data/``. Every scalar in them must be found in
the graph as a literal, as a page address, as the end of an IRI or as a concept; the few that the model holds in
another form are named in ``HELD_OTHERWISE``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT.parent / "shared" / "facts"
ID = "https://w3id.org/ramp/id/"
FILES = (
    "organizations",
    "instruments",
    "practices",
    "ratifications",
    "states",
    "crosswalk",
    "reports",
    "findings",
    "recommendations",
)

#: keys whose values stand in the graph in another form, with that form
HELD_OTHERWISE = {
    "scheme": "the prefix of the object of a mapping",
    "scope": "practices: text; findings: concept",
    "kind": "the class or the concept scheme of the node",
    "entity_kind": "the subject of the mapping",
    "relation": "the predicate of the mapping",
    "ref": "the node of the concept note",
    "shared_with": "the label of the output",
    "by": "dcterms:creator of the output",
    "name_kind": "ramp:titleOfficialIn, ramp:titleTranslatedIn",
    "title_fr_kind": "ramp:titleOfficialIn, ramp:titleTranslatedIn",
    "name_fr_kind": "ramp:titleOfficialIn, ramp:titleTranslatedIn",
    "label_kind": "ramp:titleTranslatedIn, or the comment of the mapping",
    "un_region": "the broader concept of the region",
    "invited_to_dakar_2010": "ramp:Participation with status invited",
    "seat": "schema:location of the participation",
    "series": "a concept, or the agency of the identifier",
    "letter": "eli:number of the section, in brackets",
    "section_en": "the label",
    "iri": "a CURIE in the mapping table",
}

#: ids that the graph gives another form
RENAMED = {"dakar-2010": "dakar-consultation-2010", "place-washington": "washington-d-c"}

#: the graph holds no e-mail address
REWORDED = {"atip@oas.org page": "the page that gives its e-mail address"}

pytestmark = pytest.mark.skipif(
    not FACTS.is_dir(), reason="the researched facts are not beside this checkout (../shared/facts)"
)


def slug(text: str) -> str:
    """The IRI form of a name: ASCII, lower case, hyphens."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text).strip("-")


def scalars(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every leaf of a YAML document with the keys that lead to it (list positions left out)."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from scalars(value, (*path, str(key)))
    elif isinstance(node, list):
        for value in node:
            yield from scalars(value, path)
    elif node is not None and not isinstance(node, bool):
        yield path, str(node)


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    return {name: yaml.safe_load((FACTS / f"{name}.yaml").read_text(encoding="utf-8")) for name in FILES}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    store = ox.Store()
    for path in [*(ROOT / "data").rglob("*.ttl"), *(ROOT / "ontology").rglob("*.ttl")]:
        store.load(path=str(path), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(path.as_uri()))
    return store


@pytest.fixture(scope="module")
def known(store: ox.Store) -> set[str]:
    """Everything that can hold a scalar: literals, addresses, the ends of IRIs, the cells of the mapping tables."""
    found: set[str] = set()
    for quad in store:
        for term in (quad.subject, quad.object):
            if isinstance(term, ox.Literal):
                found.add(" ".join(term.value.split()))
            elif isinstance(term, ox.NamedNode):
                found.add(term.value)
                found.add(term.value.rstrip("/").rsplit("/", 1)[-1])
    for table in (ROOT / "ontology" / "mappings").glob("*.tsv"):
        for line in table.read_text(encoding="utf-8").splitlines():
            for cell in line.split("\t"):
                found.add(cell)
                found.add(cell.rsplit(":", 1)[-1].rstrip("/"))
                found.update(part.strip() for part in re.split(r"\||\. |: ", cell))
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_scalar_of_the_facts_is_in_the_graph(name: str, facts: dict[str, Any], known: set[str]) -> None:
    lost = []
    for path, value in scalars(facts[name]):
        key = path[-1]
        text = " ".join(value.split())
        if key in HELD_OTHERWISE or (name in {"states", "crosswalk"} and path[0] == "notes"):
            continue
        text = RENAMED.get(text, text)
        for found, put in REWORDED.items():
            text = text.replace(found, put)
        forms = {text, text.lower(), slug(text), text.rstrip("."), text.removeprefix("place-")}
        in_address = path == ("mappings", "id") and any(text in cell for cell in known if "://" in cell)
        if not forms & known and not in_address:
            lost.append(("/".join(path), text[:90]))
    assert not lost, lost


@pytest.mark.parametrize(
    ("facts_file", "key", "kind", "claim_key"),
    [
        ("practices", "practices", "practice", "implements_paragraphs"),
        ("instruments", "instruments", "instrument", "addresses_paragraphs"),
    ],
)
def test_claims_are_those_of_the_facts(
    facts: dict[str, Any], store: ox.Store, facts_file: str, key: str, kind: str, claim_key: str
) -> None:
    expected = {(record["id"], str(n)) for record in facts[facts_file][key] for n in record.get(claim_key, [])}
    rows = store.query(
        "PREFIX ramp: <https://w3id.org/ramp/ontology#> SELECT ?s ?r"
        " WHERE { ?c a ramp:ResponseClaim ; ramp:claimSubject ?s ; ramp:claimRecommendation ?r }",
        use_default_graph_as_union=True,
    )
    prefix = f"{ID}{kind}/"
    found = {(s.value.removeprefix(prefix), r.value.rsplit("/", 1)[-1]) for s, r in rows if s.value.startswith(prefix)}
    assert expected <= found


@pytest.mark.parametrize(
    ("kind", "records"),
    [
        ("ramp:Instrument", ("instruments", "instruments")),
        ("ramp:Practice", ("practices", "practices")),
        ("ramp:TreatyAction", ("ratifications", "ratifications")),
        ("ramp:State", ("states", "states")),
        ("ramp:Report", ("reports", "reports")),
        ("ramp:Finding", ("findings", "findings")),
        ("ramp:Recommendation", ("recommendations", "recommendations")),
    ],
)
def test_no_record_is_missing(facts: dict[str, Any], store: ox.Store, kind: str, records: tuple[str, str]) -> None:
    (row,) = store.query(
        f"PREFIX ramp: <https://w3id.org/ramp/ontology#> SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s a {kind} }}",
        use_default_graph_as_union=True,
    )
    assert int(row["n"].value) >= len(facts[records[0]][records[1]])
