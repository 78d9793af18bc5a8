"""The change feeds: LDES for machines, Atom for readers."""

from typing import Any
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

TREE, LDES, FEED = "https://w3id.org/tree#", "https://w3id.org/ldes#", "https://w3id.org/ramp/feed#"
ATOM = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}
FORMATS = {
    "text/turtle": RdfFormat.TURTLE, "application/n-quads": RdfFormat.N_QUADS, "application/trig": RdfFormat.TRIG,
    "application/ld+json": RdfFormat.JSON_LD,
}  # fmt: skip


def _load(released: Any, path: str, media_type: str = "application/n-quads") -> Store:
    response = released.get(path, headers={"Accept": media_type})
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"].startswith(media_type)
    store = Store()
    store.load(response.content, format=FORMATS[media_type], base_iri=f"{released.server.url}{path}")
    return store


def _values(store: Store, property: str, subject: NamedNode | None = None) -> list[Any]:
    return [quad.object for quad in store.quads_for_pattern(subject, NamedNode(property), None)]


def _pages(released: Any, query: str = "") -> list[Store]:
    root = _load(released, f"/feed/ldes{query}")
    addresses = sorted({node.value for node in _values(root, f"{TREE}node")})
    return [_load(released, address.removeprefix(released.server.url)) for address in addresses]


def _members(released: Any, query: str = "") -> list[tuple[int, str, str]]:
    found = []
    for page in _pages(released, query):
        for member in _values(page, f"{TREE}member"):
            (position,), (kind,), (node,) = (
                _values(page, FEED + name, member) for name in ("position", "kind", "versionOf")
            )
            found.append((int(position.value), kind.value.rpartition("#")[2], node.value.rpartition("/")[2]))
    return sorted(found)


def test_the_entry_page_says_what_the_stream_is(released: Any) -> None:
    root = _load(released, "/feed/ldes", "text/turtle")
    (stream,) = [quad.subject for quad in root.quads_for_pattern(None, NamedNode(f"{TREE}view"), None)]
    assert _values(root, f"{LDES}timestampPath", stream) == [NamedNode(f"{FEED}published")]
    assert _values(root, f"{LDES}versionOfPath", stream) == [NamedNode(f"{FEED}versionOf")]
    assert _values(root, f"{TREE}shape", stream)
    assert len(_values(root, f"{TREE}relation")) == len(set(_values(root, f"{TREE}relation")))


def test_members_come_in_the_order_of_time_and_none_is_missing(released: Any) -> None:
    members = _members(released)
    assert [position for position, _, _ in members] == list(range(len(members)))
    assert [(kind, node) for _, kind, node in members if node in ("gone", "late")] == [
        ("Create", "gone"), ("Create", "late"), ("Delete", "gone"), ("Update", "late"),
    ]  # fmt: skip


def test_each_release_ends_with_its_checksum(released: Any) -> None:
    marks = [mark.value for page in _pages(released) for mark in _values(page, f"{FEED}checksum")]
    assert sorted(mark[:16] for mark in marks) == sorted(released.ids)


@pytest.mark.parametrize("media_type", list(FORMATS))
def test_every_format_says_the_same(released: Any, media_type: str) -> None:
    assert len(_load(released, "/feed/ldes/0", media_type)) == len(_load(released, "/feed/ldes/0"))


def test_members_fit_the_shape(released: Any) -> None:
    import pyshacl
    import rdflib

    root = rdflib.Graph().parse(data=released.get("/feed/ldes").text, format="turtle")
    shape = next(root.objects(predicate=rdflib.URIRef(f"{TREE}shape")))
    data = rdflib.Graph().parse(data=released.get("/feed/ldes/0").text, format="turtle")
    for member in data.objects(predicate=rdflib.URIRef(f"{TREE}member")):
        root.add((shape, rdflib.SH.targetNode, member))
    conforms, _, text = pyshacl.validate(data, shacl_graph=root)
    assert conforms, text


def test_the_growing_page_is_asked_for_again(released: Any) -> None:
    page = released.get("/feed/ldes/0")
    assert page.headers["Cache-Control"] == "no-cache"
    assert "Accept" in page.headers["Vary"]
    assert released.get("/feed/ldes/0", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("as_of", "shown"),
    [("1998", {"undated"}), ("1999", {"early", "undated"}), ("1999-06-01", {"undated"}), ("2015", {"late", "undated"})],
)
def test_as_of_leaves_out_what_was_not_there(released: Any, as_of: str, shown: set[str]) -> None:
    names = {"early", "late", "undated"}
    assert {node for _, _, node in _members(released, f"?asOf={as_of}")} & names == shown
    feed = ElementTree.fromstring(released.get("/feed/atom", params={"asOf": as_of, "lang": "en"}).content)
    titles = {(title.text or "").rpartition(": ")[2].lower() for title in feed.iterfind("a:entry/a:title", ATOM)}
    assert {title.removeprefix("very ") for title in titles} & names == shown


def test_atom(released: Any) -> None:
    response = released.get("/feed/atom", params={"lang": "fr"})
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(response.content)
    for name in ("id", "title", "updated", "author/a:name"):
        assert feed.find(f"a:{name}", ATOM) is not None
    titles = [title.text for title in feed.iterfind("a:entry/a:title", ATOM)]
    assert "Retrait : Gone" in titles
    assert "Modification : Tard" in titles
    ids = [entry.text for entry in feed.iterfind("a:entry/a:id", ATOM)]
    assert len(set(ids)) == len(ids)
    updated = [moment.text or "" for moment in feed.iterfind("a:entry/a:updated", ATOM)]
    assert updated == sorted(updated, reverse=True)
    (kept,) = [
        entry
        for entry in feed.iterfind("a:entry", ATOM)
        if entry.findtext("a:title", "", ATOM) == "Modification : Tard"
    ]
    assert "Late (en) → Very late (en)" in kept.findtext("a:summary", "", ATOM)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/feed/ldes/1000", 404),
        ("/feed/ldes/-1", 404),
        ("/feed/ldes/00", 404),
        ("/feed/ldes/99999999999999999999", 404),
        ("/feed/atom/0", 404),
        ("/feed/ldes?asOf=yesterday", 400),
        ("/feed/ldes?asOf=2010-13", 400),
        ("/feed/ldes?asOf=2010-02-31", 400),
        ("/feed/atom?asOf=0000", 400),
        ("/feed/atom?asOf=2010&asOf=2011", 400),
        ("/feed/atom?page=2", 400),
        ("/feed/ldes?format=rdfxml", 406),
    ],
)
def test_bad_requests(released: Any, path: str, status: int) -> None:
    response = released.get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["remedy"]


def test_drafts_are_not_in_the_feed(released: Any) -> None:
    record = b"""@prefix ramp: <https://w3id.org/ramp/ontology#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        _:p a ramp:Practice ; skos:prefLabel "Unpublished secret"@en ."""
    released.server.client.post(
        "/submissions", content=record, headers={**released.server.token("submitter"), "Content-Type": "text/turtle"}
    )
    assert released.release().status_code == 200
    assert all(
        "Unpublished secret" not in str(term) for page in _pages(released) for term in [q.object for q in page]
        if isinstance(term, Literal)
    )  # fmt: skip
