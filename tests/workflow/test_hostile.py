"""The hostile files of the check, sent as submissions: nothing of them is stored where it could do harm."""

import uuid

import pytest

from ramp.web.language import words
from tests.service.attack.test_submissions import JUDGED, REFUSED, UNREADABLE

from .conftest import HTML, REPOSITORY, Browser, Service, practice


def _rows(service: Service) -> int:
    import sqlite3

    with sqlite3.connect(service.home / "workflow.sqlite") as connection:
        count: int = connection.execute("SELECT COUNT(*) FROM submission").fetchone()[0]
    connection.close()
    return count


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_must_not_be_read_is_refused_and_not_kept(service: Service, name: str) -> None:
    body, media_type = UNREADABLE[name]
    before = _rows(service)
    data = body.encode() if isinstance(body, str) else body
    answer = service.client().post("/submissions", content=data, headers={"Content-Type": media_type})
    assert answer.status_code in REFUSED, answer.text[:300]
    assert answer.json()["remedy"]
    assert _rows(service) == before
    assert service.process.poll() is None
    assert service.client().get("/health").status_code == 200


@pytest.mark.parametrize("name", JUDGED)
def test_what_may_not_stand_waits_for_its_author_and_reaches_no_graph(service: Service, name: str) -> None:
    body, media_type, kind = JUDGED[name]
    body = body.replace("{sink}", "http://127.0.0.1:9/")
    sent = service.send(body.encode(), media_type, params={"contact": f"{uuid.uuid4().hex}@example.org"})
    assert sent.body["state"] == "received"
    if kind:
        assert kind in {finding["kind"] for finding in sent.body["report"]["findings"]}
    assert not service.ask(f"GRAPH <https://w3id.org/ramp/graph/submission/{sent.id}/1> {{ ?s ?p ?o }}")
    assert service.client().get(sent.link, headers=HTML, follow_redirects=True).status_code == 200


def test_a_record_that_is_not_valid_cannot_be_taken(service: Service, curator: Browser) -> None:
    body, media_type, _ = JUDGED["T18 another's instrument"]
    sent = service.send(body.encode(), media_type, params={"contact": f"{uuid.uuid4().hex}@example.org"})
    for action in ("take", "accept"):
        assert curator.post(f"/desk/{sent.id}/{action}", reason="x").status_code == 409
    instrument = "<https://w3id.org/ramp/id/instrument/palermo-protocol>"
    assert not service.ask(f'{instrument} ramp:outcome "repealed"@en')


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "\u202eevil"]
)
def test_what_a_record_says_runs_on_no_page(service: Service, curator: Browser, text: str) -> None:
    title = f"{text} {uuid.uuid4().hex[:8]}".replace('"', "'")
    sent = service.send(practice(title))
    curator.act(sent.id, "take")
    for page in (
        service.client().get(sent.link, headers=HTML, follow_redirects=True),
        curator.page(f"/desk/{sent.id}"),
        curator.page(f"/desk/{sent.id}/edit"),
        curator.page("/desk"),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy


def test_the_file_that_was_sent_is_handed_out_as_a_download_only(service: Service) -> None:
    sent = service.send(practice(f"<b>{uuid.uuid4().hex}</b>"))
    path, _, key = sent.link.partition("?key=")
    answer = service.client().get(f"{path}/versions/1", params={"key": key})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"].startswith("text/turtle")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_example_of_the_guide_is_accepted_as_it_stands(service: Service) -> None:
    guide = (REPOSITORY / "docs/submitting.md").read_text("utf-8")
    example = guide.partition("```turtle\n")[2].partition("```")[0]
    assert service.send(example.encode()).body["state"] == "validated"


def test_the_guides_name_every_state_in_their_language() -> None:
    guide = (REPOSITORY / "docs/submitting.md").read_text("utf-8")
    english, _, french = guide.partition("# Signaler une pratique\n\nVous")
    for lang, text in (("en", english), ("fr", french)):
        for name, word in words(lang).items():
            if name.startswith("state_") and name != "state_superseded":
                assert f"| {word.replace('’', chr(39))} |" in text.replace("’", "'"), (lang, word)
