"""Sign-in through an OpenID provider, roles, and notices by e-mail, against servers on loopback."""

import email
import socket
import time
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller

from .conftest import HTML, Service, Start, practice
from .provider import Provider


class Inbox:
    """What a mail server received."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        del server, session
        self.mails.append(email.message_from_bytes(envelope.content))
        return "250 OK"

    def wait(self, count: int, seconds: float = 20) -> list[Message]:
        """The mails, once there are `count`."""
        end = time.monotonic() + seconds
        while len(self.mails) < count and time.monotonic() < end:
            time.sleep(0.02)
        assert len(self.mails) >= count, [mail["Subject"] for mail in self.mails]
        return self.mails


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    running = Provider()
    yield running
    running.close()


@pytest.fixture(scope="module")
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture(scope="module")
def institution(start: Start, provider: Provider, inbox: Inbox) -> Iterator[Service]:
    """A service with a provider and a mail server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    mail = Controller(inbox, hostname="127.0.0.1", port=port)
    mail.start()
    yield start(
        oidc_issuer=provider.issuer,
        oidc_client_id="ramp",
        oidc_client_secret="secret",
        oidc_name="Example Union",
        oidc_curators="chief@example.org",
        smtp_host="127.0.0.1",
        smtp_port=port,
        mail_curators="desk@example.org",
        log_level="debug",
    )
    mail.stop()


def _signed_in(service: Service) -> tuple[httpx.Client, httpx.Response]:
    client = service.client()
    assert "Example Union" in client.get("/en/sign-in", headers=HTML).text
    away = client.get("/sign-in/provider", headers=HTML)
    assert away.status_code == 303
    back = httpx.get(away.headers["Location"]).headers["Location"]
    return client, client.get(back, headers=HTML)


def test_somebody_signs_in_and_is_a_submitter(institution: Service) -> None:
    client, answer = _signed_in(institution)
    assert answer.status_code == 200
    assert 'http-equiv="refresh"' in answer.text
    account = client.get("/en/account", headers=HTML)
    assert "Fatou Ndiaye" in account.text
    assert client.get("/en/desk", headers=HTML).status_code == 403


def test_a_listed_address_signs_in_as_curator_only_if_verified(institution: Service, provider: Provider) -> None:
    chief = {"sub": "p-2", "name": "Awa Diop", "email": "chief@example.org"}
    provider.forge = {**chief, "email_verified": False}
    client, _ = _signed_in(institution)
    assert client.get("/en/desk", headers=HTML).status_code == 403
    provider.forge = chief
    client, _ = _signed_in(institution)
    assert client.get("/en/desk", headers=HTML).status_code == 200


@pytest.mark.parametrize(
    "forged", [{"nonce": "other"}, {"aud": "somebody-else"}, {"iss": "https://evil.example"}, {"exp": 1}]
)
def test_a_forged_token_is_refused(institution: Service, provider: Provider, forged: dict[str, Any]) -> None:
    provider.forge = forged
    client, answer = _signed_in(institution)
    assert answer.status_code == 502
    assert "/sign-in" in client.get("/en/account", headers=HTML).headers["Location"]


def test_an_answer_to_another_browser_is_refused(institution: Service) -> None:
    client, other = institution.client(), institution.client()
    away = client.get("/sign-in/provider", headers=HTML)
    back = httpx.get(away.headers["Location"]).headers["Location"]
    assert other.get(back, headers=HTML).status_code == 403
    other.get("/sign-in/provider", headers=HTML)
    assert other.get(back, headers=HTML).status_code == 403


@pytest.mark.parametrize("after", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_sign_in_never_leads_to_another_site(service: Service, after: str) -> None:
    client = service.client()
    answer = client.post("/sign-in", data={"token": service.token("curator"), "next": after}, headers=HTML)
    assert answer.headers["Location"].startswith("/en/desk")


def test_an_admin_gives_a_role(institution: Service) -> None:
    client, _ = _signed_in(institution)
    admin = institution.sign_in("admin", "Chief")
    page = admin.page("/accounts").text
    found = page.partition("Fatou Ndiaye")[2].partition("/accounts/")[2].partition('"')[0]
    assert institution.sign_in("curator").post(f"/accounts/{found}", role="admin").status_code == 403
    assert admin.post(f"/accounts/{found}", role="curator").status_code == 200
    assert client.get("/en/account", headers=HTML).status_code == 303, "the new role needs a new sign-in"
    client, _ = _signed_in(institution)
    assert client.get("/en/desk", headers=HTML).status_code == 200


def test_the_public_name_is_what_publication_shows(institution: Service) -> None:
    curator = institution.sign_in("curator", "Private Person")
    curator.post("/account", public_name="Secretariat of the Union")
    sent = institution.send(practice("A record with a history"))
    curator.act(sent.id, "take")
    assert curator.act(sent.id, "accept").status_code == 200
    assert institution.ask('?who a prov:Agent ; skos:prefLabel "Secretariat of the Union"@en')
    assert not institution.ask('?who skos:prefLabel ?name FILTER(CONTAINS(STR(?name), "Private Person"))')


def test_notices_go_out_and_hold_nothing_of_the_record(institution: Service, inbox: Inbox, tmp_path: Path) -> None:
    del tmp_path
    inbox.mails.clear()
    sent = institution.send(practice("Title that stays here"), params={"contact": "officer@example.org", "lang": "fr"})
    received = inbox.wait(2)
    to = {mail["To"]: mail for mail in received}
    assert set(to) == {"officer@example.org", "desk@example.org"}
    text = to["officer@example.org"].get_payload(decode=True)
    assert isinstance(text, bytes)
    assert sent.link in text.decode()
    curator = institution.sign_in("curator")
    curator.act(sent.id, "take")
    curator.act(sent.id, "return", "Reason that stays here.")
    mails = inbox.wait(3)
    assert "observations" in str(email.header.make_header(email.header.decode_header(mails[-1]["Subject"])))
    for mail in mails:
        body = mail.get_payload(decode=True)
        assert isinstance(body, bytes)
        assert "stays here" not in f"{mail['Subject']} {body.decode()}"


def test_a_mail_server_that_is_away_stops_nothing(start: Start) -> None:
    service = start(smtp_host="127.0.0.1", smtp_port=9, mail_curators="desk@example.org")
    sent = service.send(practice("Sent without a mail server"))
    assert service.state(sent)["state"] == "validated"
    service.stop()
    assert "mail not sent" in service.log.read_text("utf-8")
