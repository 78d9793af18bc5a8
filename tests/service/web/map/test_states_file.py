"""`/map/states.svg`: the map that the query page fills."""

import re


def test_each_state_is_a_link_to_its_page_in_the_language_of_the_path(serve) -> None:
    server = serve()
    put = server.client.post(
        "/graphs", params={"graph": "https://w3id.org/ramp/graph/states"}, content=STATES,
        headers={**server.token(), "Content-Type": "text/turtle"},
    )  # fmt: skip
    assert put.is_success, put.text
    for lang, name in (("en", "Ghana the State"), ("fr", "Ghana, l’État")):
        answer = server.client.get(f"/{lang}/map/states.svg")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "image/svg+xml"
        area = re.search(rf'<a href="/{lang}/id/state/gh".*?</a>', answer.text)
        assert area
        assert 'class="plain"' in area[0]
        assert f"<title>{name}</title>" in area[0]
        again = server.client.get(f"/{lang}/map/states.svg", headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304


STATES = """@prefix ramp: <https://w3id.org/ramp/ontology#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/ramp/id/state/gh> a ramp:State ; skos:notation "288"^^ramp:m49 ;
    skos:prefLabel "Ghana the State"@en, "Ghana, l’État"@fr ."""
