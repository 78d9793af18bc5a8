"""Sending, amending, withdrawing: the way of a record as its sender sees it."""

import json
import re
import uuid
from collections.abc import Callable

import httpx
import pytest

from .conftest import HTML, Browser, Sent, Service, dispute, practice

ID = "https://w3id.org/ramp/id/"


def title() -> str:
    return f"Training of judges {uuid.uuid4().hex[:10]}"


def test_a_record_is_received_and_checked_at_once(service: Service) -> None:
    sent = service.send(practice(title()))
    state = service.state(sent)
    assert (state["state"], state["version"], state["report"]["outcome"]) == ("validated", 1, "valid")
    assert [(step["action"], step["state"]) for step in state["history"]] == [
        ("receive", "received"),
        ("receive", "validated"),
    ]


def test_the_same_file_is_one_submission_and_its_link_is_told_once(service: Service) -> None:
    body = practice(title())
    first, second = service.send(body), service.send(body)
    assert second.id == first.id
    assert second.body["new"] is False
    assert "key=" in first.link
    assert "key=" not in second.link
    assert "report" not in second.body


def test_two_senders_of_the_same_file_have_a_submission_each(service: Service) -> None:
    body = practice(title())
    one = service.send(body, params={"contact": "one@example.org"})
    other = service.send(body, params={"contact": "other@example.org"})
    assert one.id != other.id
    assert "key=" in other.link


def test_a_record_that_breaks_a_rule_is_kept_and_waits_to_be_mended(service: Service) -> None:
    body = practice(title()).replace(b"ramp:practiceType kind:training ;", b"")
    sent = service.send(body)
    assert sent.body["state"] == "received"
    assert any("practiceType" in (f["path"] or "") for f in sent.body["report"]["findings"])
    mended = service.client().put(sent.link, content=practice(title()), headers={"Content-Type": "text/turtle"})
    assert mended.status_code == 202
    assert (mended.json()["state"], mended.json()["version"]) == ("validated", 2)


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"", "text/turtle", 400),
        (b"<a> <b>", "text/turtle", 400),
        (b"<a> <b> <c> <d> .", "application/n-quads", 415),
        (b"x", "application/pdf", 415),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>', "application/rdf+xml", 400),
        (b'{"@context": "file:///etc/passwd"}', "application/ld+json", 400),
        (b"[" * 5000 + b"]" * 5000, "application/ld+json", 422),
        (b" " * (6 * 1024 * 1024), "text/turtle", 413),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    service: Service, body: bytes, media_type: str, status: int
) -> None:
    answer = service.client().post("/submissions", content=body, headers={"Content-Type": media_type})
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["remedy"]


def test_what_a_record_says_about_others_nodes_is_never_taken_over(service: Service) -> None:
    body = practice(title()) + b'\norg:ecowas skos:prefLabel "Captured"@en .'
    sent = service.send(body)
    assert sent.body["state"] == "received"
    assert any(f["kind"] == "own-nodes" for f in sent.body["report"]["findings"])


def test_it_is_an_inbox_of_linked_data_notifications(service: Service) -> None:
    client = service.client()
    options = client.options("/submissions")
    assert "application/ld+json" in options.headers["Accept-Post"]
    token = {"Authorization": f"Bearer {service.token('submitter')}"}
    record = {
        "@context": "https://w3id.org/ramp/context.jsonld", "type": "Practice", "title": {"en": title()},
        "description": {"en": "What was done."}, "practiceType": "training", "reportedBy": "ecowas",
        "claims": [{"type": "ResponseClaim", "recommendation": "111", "degree": "partly", "basis": "self-report",
                    "claimant": "organization/ecowas",
                    "evidence": [{"type": "EvidenceLine", "direction": "supports", "source": "https://example.org/r"}]}],
    }  # fmt: skip
    sent = service.send(json.dumps(record).encode(), "application/ld+json", headers=token)
    assert sent.body["state"] == "validated", sent.body
    inbox = client.get("/submissions", headers=token)
    assert 'rel="http://www.w3.org/ns/ldp#inbox"' in inbox.headers["Link"]
    assert f"{service.url}/submissions/{sent.id}" in inbox.json()["contains"]
    assert client.get("/submissions").json()["contains"] == []


def test_a_record_is_returned_amended_accepted_found_and_withdrawn(service: Service, curator: Browser) -> None:
    name = title()
    sent = service.send(practice(name, iri="<https://example.org/ours/1>"))
    curator.act(sent.id, "take")
    returned = curator.act(sent.id, "return", "Please add the second recommendation.")
    assert returned.status_code == 200
    assert service.state(sent)["state"] == "returned"
    assert "second recommendation" in service.client().get(sent.link, headers=HTML, follow_redirects=True).text

    amended = service.client().put(
        sent.link,
        content=practice(name, iri="<https://example.org/ours/1>", claims="111 120"),
        headers={"Content-Type": "text/turtle"},
    )
    assert amended.json()["version"] == 2
    curator.act(sent.id, "take")
    assert "120" in curator.page(f"/desk/{sent.id}").text
    accepted = curator.act(sent.id, "accept", "Complete.")
    assert accepted.status_code == 200, accepted.text

    state = service.state(sent)
    assert (state["state"], state["publishedVersion"]) == ("accepted", 2)
    iri = state["permanent"]["https://example.org/ours/1"]
    assert iri == f"{ID}practice/{name.lower().replace(' ', '-')}"
    graph = f"https://w3id.org/ramp/graph/submission/{sent.id}/2"
    assert service.ask(f'GRAPH <{graph}> {{ <{iri}> a ramp:Practice ; skos:prefLabel "{name}"@en }}')
    assert service.ask(f"<{iri}> prov:alternateOf <https://example.org/ours/1> ; ramp:ofMechanism org:ecowas")
    assert service.ask(f"<{iri}> ramp:respondsTo rec:111, rec:120")
    assert service.ask(
        f"<{iri}> prov:wasDerivedFrom ?version . ?step prov:used ?version ; prov:endedAtTime ?at ; "
        'prov:wasAssociatedWith ?who ; dcterms:type status:accepted ; dcterms:description "Complete."'
    )
    path = iri.removeprefix("https://w3id.org/ramp")
    assert name in service.client().get(path, headers=HTML, follow_redirects=True).text

    key = sent.link.partition("key=")[2]
    gone = service.client().post(
        f"/submissions/{sent.id}/withdraw", data={"key": key, "reason": "It was cancelled in the end."}
    )
    assert gone.status_code == 204, gone.text
    assert service.state(sent)["state"] == "withdrawn"
    assert not service.ask(f"<{iri}> a ramp:Practice")
    assert not service.ask(f"<{iri}> ramp:respondsTo ?any")
    answer = service.client().get(path)
    assert answer.status_code == 410
    assert "It was cancelled in the end." in answer.json()["detail"]
    assert service.ask(f"<{iri}> adms:status status:withdrawn")


def test_an_amendment_of_a_published_record_supersedes_it_and_keeps_the_identifiers(
    service: Service, curator: Browser, accepted: Callable[..., Sent]
) -> None:
    name = title()
    sent = accepted(practice(name, claims="111 120"))
    first = service.state(sent)["permanent"]
    iri = next(iri for iri in first.values() if "/practice/" in iri and "/evidence/" not in iri)
    # The sender takes the published record, changes it and sends it back under its permanent identifier.
    changed = practice(f"{name}, second round", iri=f"<{iri}>", claims="111")
    answer = service.client().put(sent.link, content=changed, headers={"Content-Type": "text/turtle"})
    assert answer.status_code == 202, answer.text
    assert answer.json()["state"] == "validated", answer.json()
    assert service.ask(f'<{iri}> skos:prefLabel "{name}"@en'), "the old version stands until the new one is accepted"
    curator.act(sent.id, "take")
    assert curator.act(sent.id, "accept").status_code == 200
    second = service.state(sent)["permanent"]
    assert second.items() >= first.items()
    assert service.ask(f'<{iri}> skos:prefLabel "{name}, second round"@en')
    assert not service.ask(f'<{iri}> skos:prefLabel "{name}"@en')
    assert not service.ask(f"<{iri}> ramp:respondsTo rec:120")
    old, new = (f"<{ID}submission/{sent.id}/version/{n}>" for n in (1, 2))
    assert service.ask(
        f"{old} adms:status status:superseded . {new} adms:status status:accepted ; prov:wasRevisionOf {old}"
    )


def test_a_rejected_amendment_leaves_the_published_version(
    service: Service, curator: Browser, accepted: Callable[..., Sent]
) -> None:
    name = title()
    sent = accepted(practice(name))
    service.client().put(sent.link, content=practice("Other title"), headers={"Content-Type": "text/turtle"})
    curator.act(sent.id, "take")
    curator.act(sent.id, "reject", "This is another practice.")
    state = service.state(sent)
    assert (state["state"], state["publishedVersion"]) == ("accepted", 1)
    assert service.ask(f'?p skos:prefLabel "{name}"@en')


def test_two_records_of_one_title_get_two_identifiers(service: Service, accepted: Callable[..., Sent]) -> None:
    name = title()
    one, other = (accepted(practice(name, text=text)) for text in ("One.", "Other."))
    practices = [
        {iri for iri in service.state(sent)["permanent"].values() if iri.startswith(f"{ID}practice/")}
        for sent in (one, other)
    ]
    assert not practices[0] & practices[1]


def test_a_claim_is_disputed_by_evidence_that_a_curator_accepts(
    service: Service, accepted: Callable[..., Sent]
) -> None:
    claim = f"{ID}claim/au-commit-campaign/107"
    assert service.ask(f"<{claim}> adms:status status:accepted")
    assert not service.ask(f"<{claim}> adms:status status:disputed")
    accepted(dispute(claim))
    assert service.ask(f"<{claim}> adms:status status:disputed, status:accepted")
    assert service.ask(f"?line ramp:evidenceFor <{claim}> ; ramp:direction direction:disputes")
    rows = service.client().get("/queries/disputed-claims", headers={"Accept": "text/csv"}).text
    assert claim in rows
    assert "https://example.org/audit" in rows
    for lang, word in (("en", "disputed"), ("fr", "contesté")):
        page = (
            service.client().get(f"/{lang}/id/claim/au-commit-campaign/107", headers=HTML, follow_redirects=True).text
        )
        assert word in page, lang
        assert "https://example.org/audit" in page, "the counter-evidence stands beside the claim"
        subject = (
            service.client().get(f"/{lang}/id/practice/au-commit-campaign", headers=HTML, follow_redirects=True).text
        )
        assert word in subject, lang
        assert "https://example.org/audit" in subject, lang


def test_withdrawn_counter_evidence_disputes_no_longer(
    service: Service, curator: Browser, accepted: Callable[..., Sent]
) -> None:
    claim = f"{ID}claim/au-commit-campaign/112"
    sent = accepted(dispute(claim))
    assert service.ask(f"<{claim}> adms:status status:disputed")
    assert curator.post(f"/desk/{sent.id}/withdraw", reason="The audit was about another campaign.").status_code == 200
    assert not service.ask(f"<{claim}> adms:status status:disputed")
    assert service.ask(f"<{claim}> adms:status status:accepted")


def test_a_claim_is_disputed_by_the_form(service: Service) -> None:
    client = service.client()
    assert 'value="https://w3id.org/ramp/id/claim/x/1"' in client.get("/submissions/dispute?claim=/id/claim/x/1").text
    bad = client.post("/submissions/dispute", data={"claim": "no such claim", "source": "javascript:x"}, headers=HTML)
    assert bad.status_code == 422
    sent = client.post(
        "/submissions/dispute",
        data={
            "claim": "/id/claim/au-commit-campaign/117", "source": f"https://example.org/{uuid.uuid4().hex}",
            "kind": "https://w3id.org/ramp/scheme/evidence-kind/evaluation", "note": "The audit found none of it.",
        },
        headers=HTML,
    )  # fmt: skip
    assert sent.status_code == 303, sent.text
    state = client.get(sent.headers["Location"], headers={"Accept": "application/json"}).json()
    assert (state["state"], state["report"]["outcome"]) == ("validated", "valid")


def test_a_draft_is_saved_and_gone_on_with_by_its_link_alone(service: Service, curator: Browser) -> None:
    client = service.client()
    saved = client.post("/submissions/new", data={"action": "save", "title.en": "Half a record"}, headers=HTML)
    assert saved.status_code == 303, saved.text
    link = httpx.URL(saved.headers["Location"])
    path, key = link.path, link.params["key"]
    for state, own in (("draft", path), ("brouillon", path.replace("/en/", "/fr/"))):
        page = client.get(own, params={"key": key}, headers=HTML)
        assert page.status_code == 200, page.text
        assert f">{state}<" in page.text
    page = client.get(f"{path}/edit", params={"key": key}, headers=HTML)
    assert 'value="Half a record"' in page.text
    assert client.get(path, headers=HTML).status_code == 404
    assert curator.page(f"/desk{path.removeprefix('/en/submissions')}").status_code == 404, "nobody else sees a draft"
    changed = {"action": "save", "title.en": "Two thirds of a record"}
    for wrong in ({}, {"key": "x" * len(key)}):
        assert client.get(f"{path}/edit", params=wrong, headers=HTML).status_code == 404
        assert client.post(f"{path}/edit", data={**changed, **wrong}, headers=HTML).status_code == 404
    again = client.post(f"{path}/edit", data={**changed, "key": key}, headers=HTML)
    assert again.status_code == 303, again.text
    page = client.get(f"{path.replace('/en/', '/fr/')}/edit", params={"key": key}, headers=HTML)
    assert 'value="Two thirds of a record"' in page.text
    sent = client.post(
        f"{path}/edit",
        data={
            "key": key, "action": "send", "title.en": title(), "description.en": "What was done.",
            "practiceType": "https://w3id.org/ramp/scheme/practice-type/training",
            "reportedBy": f"{ID}organization/ecowas",
            "recommendation": [f"{ID}recommendation/111", f"{ID}recommendation/120"],
            "degree": "https://w3id.org/ramp/scheme/degree/partly", "source": "https://example.org/report",
        },
        headers=HTML,
    )  # fmt: skip
    assert sent.status_code == 303, sent.text
    assert client.get(path.removeprefix("/en"), params={"key": key}).json()["state"] == "validated"


def test_the_form_shows_each_finding_beside_its_field_and_keeps_what_was_typed(service: Service) -> None:
    answer = service.client().post(
        "/submissions/new?lang=fr",
        data={"action": "send", "title.fr": "Formation de juges", "start": "hier", "source": "pas une adresse"},
        headers=HTML,
    )
    assert answer.status_code == 422
    assert 'value="Formation de juges"' in answer.text
    for field in ("practiceType", "start", "source"):
        assert f'id="f-{field}-wrong"' in answer.text
    assert re.search(r'id="f-start-wrong">.*?« hier »', answer.text, re.DOTALL), (
        "the sentence is French and says what it is about"
    )
