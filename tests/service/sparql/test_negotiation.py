"""Content negotiation by itself (RFC 9110, sections 12.5.1 and 12.5.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ramp.errors import NotAcceptableError
from ramp.sparql.negotiation import HTML, RDF, RESULTS, accepts_gzip, accepts_html, choose

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/turtle;q=0.5, application/ld+json", "jsonld"),
        ("application/ld+json;q=0.5, text/turtle;q=0.5", "turtle"),
        ("text/*;q=0.3, application/rdf+xml;q=0.2", "turtle"),
        ("*/*;q=0.1, application/n-triples", "ntriples"),
        ("text/turtle;q=0, */*", "ntriples"),
        ("APPLICATION/RDF+XML", "rdfxml"),
        ("application/rdf+xml; charset=utf-8; q=0.9, text/turtle;q=0.1", "rdfxml"),
        ("application/json", "jsonld"),
        (" text/turtle ; q = 0.7 , application/trig;q=0.8", "trig"),
        ("text/turtle;q=broken, application/n-quads", "nquads"),
        ("", "turtle"),
        (None, "turtle"),
    ],
)
def test_graphs(accept: str | None, expected: str) -> None:
    assert choose(accept, RDF).name == expected


@pytest.mark.parametrize("accept", ["image/png", "text/turtle;q=0", "text", "*/png", "application/json;q=0, text/csv"])
def test_nothing_fits(accept: str) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        choose(accept, RDF)
    assert len(caught.value.extra["available"]) == len(RDF)


def test_browsers() -> None:
    assert choose(BROWSER, (*RESULTS, HTML)).name == "html"
    assert choose(BROWSER, RESULTS).media_type == "application/xml"
    assert accepts_html(BROWSER)
    assert not accepts_html("*/*")
    assert not accepts_html("application/json, text/html;q=0.5")


def test_the_word_outweighs_the_header() -> None:
    assert choose("text/turtle", RDF, "nt").name == "ntriples"
    assert choose(None, RDF, "application/rdf+xml").media_type == "application/rdf+xml"
    with pytest.raises(NotAcceptableError):
        choose("text/turtle", RDF, "docx")


@pytest.mark.parametrize(
    ("header", "expected"),
    [("gzip", True), ("br, gzip;q=0.5", True), ("*", True), ("gzip;q=0", False), ("*, gzip;q=0", False), ("br", False)],
)  # fmt: skip
def test_gzip(header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected


@given(st.text(max_size=200))
def test_any_header_is_read(header: str) -> None:
    accepts_html(header)
    accepts_gzip(header)
    try:
        assert choose(header, RDF).format in RDF
    except NotAcceptableError:
        return
