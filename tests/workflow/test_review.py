"""The curators' desk: who may do what, the screen for personal data, two curators on one record, editing."""

import re
import uuid
from collections.abc import Callable

import pytest

from .conftest import HTML, Browser, Sent, Service, practice


def title() -> str:
    return f"Regional hotline {uuid.uuid4().hex[:10]}"


def test_nobody_but_curators_sees_the_desk(service: Service) -> None:
    sent = service.send(practice(title()))
    stranger, submitter = service.client(), service.sign_in("submitter")
    assert "/sign-in" in stranger.get("/en/desk", headers=HTML).headers["Location"]
    for path in ("/desk", f"/desk/{sent.id}", f"/desk/{sent.id}/edit"):
        assert submitter.page(path).status_code == 403
    for action in ("take", "return", "reject", "accept", "clear", "release", "withdraw", "edit"):
        refused = submitter.post(f"/desk/{sent.id}/{action}", reason="x", revision="1")
        assert refused.status_code == 403, action
        assert stranger.post(f"/desk/{sent.id}/{action}", data={"reason": "x"}).status_code == 401
    assert service.state(sent)["state"] == "validated"


def test_two_curators_do_not_overwrite_each_other(service: Service, curator: Browser) -> None:
    other = service.sign_in("curator", "Jean Dupont")
    sent = service.send(practice(title()))
    curator.act(sent.id, "take")
    seen = curator.revision(sent.id)
    assert other.revision(sent.id) == seen
    assert curator.act(sent.id, "return", "The dates are missing.", revision=seen).status_code == 200
    late = other.act(sent.id, "accept", "It is complete.", revision=seen)
    assert late.status_code == 409
    assert "It is complete." in late.text, "what the second wanted"
    assert "The dates are missing." in late.text, "what the first has done"
    assert service.state(sent)["state"] == "returned"


def test_an_amendment_during_the_review_stops_the_decision_on_the_older_version(
    service: Service, curator: Browser
) -> None:
    sent = service.send(practice(title()))
    curator.act(sent.id, "take")
    seen = curator.revision(sent.id)
    service.client().put(sent.link, content=practice(title()), headers={"Content-Type": "text/turtle"})
    assert curator.act(sent.id, "accept", revision=seen).status_code == 409


def test_if_match_protects_an_amendment(service: Service) -> None:
    sent = service.send(practice(title()))
    headers = {"Content-Type": "text/turtle"}
    first = service.client().put(sent.link, content=practice(title()), headers={**headers, "If-Match": '"1"'})
    assert first.status_code == 202
    late = service.client().put(sent.link, content=practice(title()), headers={**headers, "If-Match": '"1"'})
    assert late.status_code == 409
    assert late.json()["yours"] == 1


def test_personal_data_block_publication_until_a_curator_has_decided(service: Service, curator: Browser) -> None:
    name = title()
    secret = "awa.victim@example.org"
    sent = service.send(practice(name, text=f"Ask {secret} for more."))
    assert secret not in str(sent.body["report"]), "the report never repeats what was found"
    curator.act(sent.id, "take")
    page = curator.page(f"/desk/{sent.id}")
    assert 'id="personal"' in page.text
    refused = curator.act(sent.id, "accept")
    assert refused.status_code == 409
    assert not service.ask(f'?p skos:prefLabel "{name}"@en')
    assert curator.act(sent.id, "clear", "The office's own address.").status_code == 200
    assert curator.act(sent.id, "accept").status_code == 200
    assert service.ask(f'?p skos:prefLabel "{name}"@en')
    assert "The office's own address." not in service.client().get(sent.link).text, "that reason is for curators"
    assert secret not in service.log.read_text("utf-8")


def test_a_decision_needs_a_reason_and_the_right_state(service: Service, curator: Browser) -> None:
    sent = service.send(practice(title()))
    assert curator.act(sent.id, "accept").status_code == 409, "not yet in review"
    curator.act(sent.id, "take")
    for action in ("return", "reject"):
        assert curator.act(sent.id, action, "  ").status_code == 409
    assert curator.act(sent.id, "release").status_code == 200
    assert service.state(sent)["state"] == "validated"


def test_a_record_in_one_language_is_completed_by_the_curator_in_the_form(service: Service, curator: Browser) -> None:
    name = title()
    body = practice(name).replace(f', "{name} (fr)"@fr'.encode(), b"")
    sent = service.send(body)
    assert sent.body["state"] == "validated"
    curator.act(sent.id, "take")
    refused = curator.act(sent.id, "accept")
    assert refused.status_code == 409, "published records have titles in both languages"
    form = curator.page(f"/desk/{sent.id}/edit").text
    assert f'value="{name}"' in form
    values = _filled(form)
    values["title.fr"] = ["Permanence téléphonique régionale"]
    answer = curator.client.post(
        f"/desk/{sent.id}/edit",
        data={**values, "csrf": curator.csrf, "revision": curator.revision(sent.id), "reason": "French title added."},
        headers=HTML,
        follow_redirects=True,
    )
    assert answer.status_code == 200, answer.text
    assert "Permanence téléphonique régionale" in answer.text
    assert curator.act(sent.id, "accept").status_code == 200
    assert service.ask(f'?p skos:prefLabel "{name}"@en, "Permanence téléphonique régionale"@fr')
    history = service.state(sent)["history"]
    assert ("edit", "French title added.") in [(step["action"], step["reason"]) for step in history]
    assert service.state(sent)["version"] == 2
    for lang in ("en", "fr"):
        desk = curator.page(f"/{lang}/desk/{sent.id}").text
        assert "French title added." in desk, "the history says why"
        changes = re.search(r'<div class="change">.*', desk, re.DOTALL)
        assert changes, "what the edit changed stands beside the record"
        assert "Permanence téléphonique régionale" in changes[0]


def test_the_queue_is_filtered(service: Service, curator: Browser) -> None:
    name = title()
    flagged = service.send(practice(name, text="Write to somebody@example.org"))
    plain = service.send(practice(title()))
    assert flagged.id in curator.page("/desk", params={"flagged": "yes"}).text
    assert plain.id not in curator.page("/desk", params={"flagged": "yes"}).text
    assert flagged.id in curator.page("/desk", params={"text": name.split()[-1]}).text
    assert plain.id not in curator.page("/desk", params={"text": name.split()[-1]}).text
    assert plain.id not in curator.page("/desk", params={"state": "withdrawn"}).text


def test_a_possible_duplicate_is_shown(service: Service, curator: Browser, accepted: Callable[..., Sent]) -> None:
    name = title()
    accepted(practice(name))
    twin = service.send(practice(name, text="Told by another office."))
    page = curator.page(f"/desk/{twin.id}").text
    assert 'id="duplicates"' in page


def test_comments_go_both_ways_and_internal_ones_do_not(service: Service, curator: Browser) -> None:
    sent = service.send(practice(title()))
    curator.post(f"/submissions/{sent.id}/comments", text="Which year was it?")
    curator.post(f"/submissions/{sent.id}/comments", text="Ask the other office first.", internal="yes")
    key = sent.link.partition("key=")[2]
    client = service.client()
    said = client.post(f"/submissions/{sent.id}/comments", data={"key": key, "text": "It was 2010. <b>Sure</b>"})
    assert said.status_code == 201
    theirs = client.get(sent.link, headers=HTML, follow_redirects=True).text
    assert "Which year was it?" in theirs
    assert "Ask the other office first." not in theirs
    assert "It was 2010. &lt;b&gt;Sure&lt;/b&gt;" in curator.page(f"/desk/{sent.id}").text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_reason_stands_at_the_top_of_a_returned_submission(service: Service, curator: Browser, lang: str) -> None:
    sent = service.send(practice(title()))
    curator.act(sent.id, "take")
    curator.act(sent.id, "return", "Say <i>when</i> it began.")
    page = service.client().get(sent.link, headers={**HTML, "Accept-Language": lang}, follow_redirects=True).text
    before_the_comments = page.partition('id="comments"')[0]
    assert "Say &lt;i&gt;when&lt;/i&gt; it began." in before_the_comments


def test_only_what_is_served_is_a_link(service: Service) -> None:
    """The nodes of a submission have addresses of their own, which answer nobody before publication."""
    sent = service.send(practice(title()))
    page = service.client().get(sent.link, headers=HTML, follow_redirects=True).text
    links = re.findall(r'<dd>.*?href="([^"]+)"', page)
    assert any(link.startswith("/id/") for link in links)
    assert any(link.startswith("/scheme/") for link in links)
    assert not [link for link in links if "w3id.org" in link or "/node/" in link]


@pytest.mark.parametrize("path", ["/account", "/submissions/new", "/sign-out", "/desk/x/take"])
def test_a_form_without_its_token_is_refused(service: Service, path: str) -> None:
    browser = service.sign_in("curator")
    answer = browser.client.post(path, data={"public_name": "x", "action": "save"}, headers=HTML)
    assert answer.status_code == 403
    other_site = browser.client.post(
        path, data={"csrf": browser.csrf}, headers={**HTML, "Sec-Fetch-Site": "cross-site"}
    )
    assert other_site.status_code == 403


def _filled(form: str) -> dict[str, list[str]]:
    """The values of a form as a browser would send them back."""
    values: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input id="f-[^"]+" name="([^"]+)" value="([^"]*)"', form):
        values[name] = [value]
    for name, inner in re.findall(r'<select id="f-[^"]+" name="([^"]+)".*?>(.*?)</select>', form, re.S):
        values[name] = re.findall(r'<option value="([^"]+)" selected', inner)
    for name, text in re.findall(r'<textarea id="f-[^"]+" name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        values[name] = [text]
    return values
