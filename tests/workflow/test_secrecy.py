"""What is not published is seen by its sender and by curators, and by nobody else, wherever they look."""

import json
import uuid

import pytest

from .conftest import HTML, Browser, Service, practice

MARK = "zzunpublished"


@pytest.fixture(scope="module")
def words(service: Service, curator: Browser) -> list[str]:
    """Words that stand in submissions of every unpublished state, and in nothing else."""
    states = {"received": [], "validated": [], "in-review": ["take"], "returned": ["take", "return"],
              "rejected": ["take", "reject"]}  # fmt: skip
    words: list[str] = []
    for state, actions in states.items():
        word = f"{MARK}{uuid.uuid4().hex[:12]}"
        words.append(word)
        body = practice(word, text=f"About {word}.")
        if state == "received":
            body = body.replace(b"ramp:practiceType kind:training ;", b"")
        sent = service.send(body, params={"contact": f"{word}@example.org"})
        for action in actions:
            curator.act(sent.id, action, f"Reason {word}.")
        assert service.state(sent)["state"] == state
        words.append(sent.id)
    draft = f"{MARK}{uuid.uuid4().hex[:12]}"
    service.client().post("/submissions/new", data={"action": "save", "title.en": draft}, headers=HTML)
    return [*words, draft]


def _routes(service: Service) -> list[str]:
    document = service.client().get("/openapi.json").json()
    return sorted(path for path, methods in document["paths"].items() if "get" in methods)


def test_no_public_route_shows_it(service: Service, words: list[str]) -> None:
    client, ids = service.client(), [word for word in words if not word.startswith(MARK)]
    everything = "SELECT ?g ?s ?p ?o WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(LCASE(STR(?o)), '" + MARK + "')) }"
    targets = [
        "/", "/submissions", "/submissions/new", "/desk", "/accounts", "/account", "/sign-in", "/graphs", "/queries",
        "/dataset", "/catalog", "/health", "/metrics", "/ontology", "/shapes", "/template.csv", "/graphs?default",
        *(path for path in _routes(service) if "{" not in path),
        *(f"/submissions/{word}" for word in ids),
        *(f"/submissions/{word}/edit" for word in ids),
        *(f"/submissions/{word}/versions/1" for word in ids),
        *(f"/desk/{word}" for word in ids),
        *(f"/desk/{word}/edit" for word in ids),
        *(f"/id/submission/{word}/version/1" for word in ids),
        *(f"/graphs/submission/{word}/1" for word in ids),
        *(f"/id/practice/{word}" for word in words),
    ]  # fmt: skip
    for path in targets:
        for accept in ("text/html", "application/json", "text/turtle", "*/*"):
            answer = client.get(path, headers={"Accept": accept})
            if answer.status_code == 307:  # to the page in the reader's language
                assert answer.headers["Location"].startswith("/en/")
                answer = client.get(answer.headers["Location"], headers={"Accept": accept})
            text = answer.text.lower()
            assert not any(word in text for word in words if word not in path), (path, accept)
            if any(word in path for word in words):
                assert answer.status_code in (303, 400, 401, 403, 404, 406), (path, answer.status_code)
                assert "/sign-in" in answer.headers.get("Location", "/sign-in")
    found = client.get("/sparql", params={"query": everything}).json()
    assert found["results"]["bindings"] == []
    for query in ("find-by-label",):
        answer = client.get(f"/queries/{query}", params={"label": MARK}, headers={"Accept": "text/csv"})
        assert MARK not in answer.text


def test_no_named_query_shows_it(service: Service, words: list[str]) -> None:
    client = service.client()
    listed = client.get("/queries", headers={"Accept": "application/json"}).json()
    names = [question["name"] for question in listed["queries" if "queries" in listed else "questions"]]
    assert names
    for name in names:
        text = client.get(f"/queries/{name}", headers={"Accept": "application/json"}).text.lower()
        assert not any(word in text for word in words), name


def test_another_sender_does_not_see_it(service: Service, words: list[str]) -> None:
    other = service.sign_in("submitter")
    wrong = {"key": "0" * 43}
    for word in (word for word in words if not word.startswith(MARK)):
        for path in (f"/submissions/{word}", f"/submissions/{word}/edit", f"/submissions/{word}/versions/1"):
            assert other.page(path).status_code == 404
            assert service.client().get(path, params=wrong).status_code == 404
        for path in ("amend", "comments", "withdraw", "edit"):
            answer = other.post(f"/submissions/{word}/{path}", text="<a> <b> <c> .", reason="x", action="send")
            assert answer.status_code == 404, path
    assert MARK not in other.page("/submissions").text


def test_logs_hold_ids_and_no_content_and_no_secret(service: Service, words: list[str]) -> None:
    probes = "/id/practice/"  # the paths that the tests above asked for
    log = "\n".join(line for line in service.log.read_text("utf-8").splitlines() if probes not in line)
    assert MARK not in log
    assert "key=" not in log


def test_secrets_are_not_kept(service: Service) -> None:
    sent = service.send(practice(f"{MARK} {uuid.uuid4().hex}"))
    key = sent.link.partition("key=")[2].encode()
    kept = b"".join(path.read_bytes() for path in service.home.glob("workflow.sqlite*"))
    assert key not in kept
    browser = service.sign_in("submitter")
    cookie = next(iter(browser.client.cookies.jar)).value or ""
    kept = b"".join(path.read_bytes() for path in service.home.glob("workflow.sqlite*"))
    assert cookie.encode() not in kept


def test_pages_of_submissions_are_kept_by_nobody(service: Service) -> None:
    sent = service.send(practice(f"{MARK} {uuid.uuid4().hex}"))
    asked = [(sent.link, "text/html"), (sent.link.replace("/submissions/", "/fr/submissions/"), "text/html")]
    for link, accept in (*asked, (sent.link, "application/json")):
        answer = service.client().get(link, headers={"Accept": accept})
        assert answer.status_code == (307 if (link, accept) == asked[0] else 200)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_session_cookie_is_for_this_site_and_no_script(service: Service) -> None:
    client = service.client()
    answer = client.post("/sign-in", data={"token": service.token("submitter")}, headers=HTML)
    cookie = answer.headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def test_a_revoked_token_ends_its_sessions(service: Service) -> None:
    from ramp.access.tokens import Tokens

    browser = service.sign_in("submitter", "To be revoked")
    tokens = Tokens(service.home)
    token = next(known for known in tokens.known() if known.name == "To be revoked")
    assert browser.page("/account").status_code == 200
    tokens.revoke(token.id)
    assert browser.page("/account").status_code == 303


def test_a_submitters_token_does_not_write_the_graph(service: Service) -> None:
    headers = {"Authorization": f"Bearer {service.token('submitter')}"}
    update = service.client().post(
        "/sparql/update", content="CLEAR ALL", headers={**headers, "Content-Type": "application/sparql-update"}
    )
    assert update.status_code == 403
    assert json.loads(update.text)["remedy"]
