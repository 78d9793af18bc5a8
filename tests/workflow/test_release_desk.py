"""`/desk/release`: who may make a release there, what it says, and what it says while one is being made."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from .conftest import HTML, Service, practice


@pytest.fixture(scope="module")
def own(start: Callable[..., Service]) -> Iterator[Service]:
    """A service of its own, for its releases are counted."""
    service = start()
    yield service
    service.stop()


def _releases(service: Service) -> list[str]:
    return [kept["id"] for kept in service.client().get("/releases", params={"format": "json"}).json()["releases"]]


def test_curators_alone_make_releases(own: Service) -> None:
    stranger, submitter, curator = own.client(), own.sign_in("submitter"), own.sign_in("curator")
    assert "/sign-in" in stranger.get("/en/desk/release", headers=HTML).headers["Location"]
    assert stranger.post("/desk/release", data={"csrf": ""}).status_code == 401
    assert submitter.page("/desk/release").status_code == 403
    assert submitter.post("/desk/release").status_code == 403
    assert curator.client.post("/desk/release", data={"csrf": "x"}, headers=HTML).status_code == 403
    elsewhere = {**HTML, "Sec-Fetch-Site": "cross-site"}
    assert curator.client.post("/desk/release", data={"csrf": curator.csrf}, headers=elsewhere).status_code == 403
    assert _releases(own) == []


def test_the_button_leads_to_the_release_that_it_made(own: Service) -> None:
    curator = own.sign_in("curator")
    assert 'href="/en/desk/release"' in curator.page("/desk").text
    for lang, word in (("en", "Make a release"), ("fr", "Publier une version")):
        assert word in curator.page(f"/{lang}/desk/release").text
    made = curator.post("/en/desk/release")
    (id,) = _releases(own)
    assert made.status_code == 200
    assert str(made.url).endswith(f"/en/releases/{id}")
    assert id in curator.page("/desk/release").text
    again = curator.post("/fr/desk/release")
    assert "Rien n’a été publié" in again.text
    assert _releases(own) == [id]


def test_while_one_is_being_made_that_is_said(own: Service) -> None:
    curator, token = own.sign_in("curator"), own.token("curator")
    sent = own.send(practice("A school that waits for a release"))
    curator.act(sent.id, "take")
    assert curator.act(sent.id, "accept").status_code == 200
    before, answers = _releases(own), list[int]()

    def ask() -> None:
        headers = {"Authorization": f"Bearer {token}"}
        answers.append(httpx.post(f"{own.url}/releases", headers=headers, timeout=120).status_code)

    thread = threading.Thread(target=ask)
    thread.start()
    maker = _stopped(own, thread)
    try:
        refused = curator.post("/en/desk/release")
        french = curator.post("/fr/desk/release")
        page = curator.page("/desk/release")
    finally:
        os.kill(maker, signal.SIGCONT)
        thread.join(120)
    assert (refused.status_code, french.status_code) == (409, 409)
    assert "A release is being made already" in refused.text
    assert "Une version est déjà en cours de publication" in french.text
    assert "A release is being made." in page.text
    assert answers == [201]
    assert len(_releases(own)) == len(before) + 1


def _stopped(service: Service, asking: threading.Thread) -> int:
    """The process that makes the release, halted as soon as it is there; its number."""
    while asking.is_alive():
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and _makes(entry, service):
                os.kill(int(entry.name), signal.SIGSTOP)
                return int(entry.name)
    raise AssertionError("the release was made before it could be halted")


def _makes(process: Path, service: Service) -> bool:
    try:
        words = (process / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"ramp.releases" in words and str(service.process.pid).encode() in words
