"""A real `ramp serve` on the real graph, with what people do to submissions on it: send, sign in, take, decide."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from ramp.access.tokens import Tokens

REPOSITORY = Path(__file__).resolve().parents[2]
HTML = {"Accept": "text/html"}
PREFIXES = """\
@prefix ramp: <https://w3id.org/ramp/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix org: <https://w3id.org/ramp/id/organization/> .
@prefix rec: <https://w3id.org/ramp/id/recommendation/> .
@prefix scheme: <https://w3id.org/ramp/scheme/> .
@prefix kind: <https://w3id.org/ramp/scheme/practice-type/> .
@prefix degree: <https://w3id.org/ramp/scheme/degree/> .
@prefix basis: <https://w3id.org/ramp/scheme/claim-basis/> .
@prefix direction: <https://w3id.org/ramp/scheme/evidence-direction/> .
@prefix evidence: <https://w3id.org/ramp/scheme/evidence-kind/> .
"""


def practice(
    title: str, *, french: str | None = None, iri: str = "_:practice", text: str = "What was done.", claims: str = "111"
) -> bytes:
    """A valid record in Turtle, with one claim for each number."""
    numbers = claims.split()
    titles = f'"{title}"@en' + (f', "{french}"@fr' if french is not None else f', "{title} (fr)"@fr')
    parts = [
        PREFIXES,
        f"""{iri} a ramp:Practice ; skos:prefLabel {titles} ; ramp:practiceType kind:training ;
        ramp:reportedBy org:ecowas ; ramp:carriedOutBy org:ecowas ;
        dcterms:description "{text}"@en .""",
    ]
    for number in numbers:
        parts.append(
            f"""_:claim{number} a ramp:ResponseClaim ; ramp:claimSubject {iri} ; ramp:claimRecommendation rec:{number} ;
            ramp:degree degree:partly ; ramp:claimBasis basis:self-report ; prov:wasAttributedTo org:ecowas ."""
        )
    about = ", ".join(f"_:claim{number}" for number in numbers)
    parts.append(
        f"""_:line a ramp:EvidenceLine ; ramp:evidenceFor {about} ; ramp:direction direction:supports ;
        ramp:evidenceKind evidence:report ; dcterms:source <https://example.org/report> ."""
    )
    return "\n".join(parts).encode()


def dispute(claim: str) -> bytes:
    """Evidence against a claim that is in the graph."""
    return f"""{PREFIXES}
    _:line a ramp:EvidenceLine ; ramp:evidenceFor <{claim}> ; ramp:direction direction:disputes ;
    ramp:evidenceKind evidence:report ; dcterms:source <https://example.org/audit> .""".encode()


@dataclass(slots=True)
class Browser:
    """A browser that is signed in: cookies, and the token that its forms carry."""

    client: httpx.Client
    csrf: str

    def page(self, path: str, **options: Any) -> httpx.Response:
        """A page, in English unless the path says otherwise."""
        return self.client.get(path if path.startswith(("/en/", "/fr/")) else f"/en{path}", headers=HTML, **options)

    def post(self, path: str, **values: str) -> httpx.Response:
        """Send a form; the answer is the page that follows, or what was refused."""
        data = {"csrf": self.csrf, **values}
        return self.client.post(path, data=data, headers=HTML, follow_redirects=True)

    def revision(self, submission: str) -> str:
        """The revision that the desk shows for a submission."""
        found = re.search(r'name="revision" value="(\d+)"', self.page(f"/desk/{submission}").text)
        assert found
        return found[1]

    def act(self, submission: str, action: str, reason: str = "Because.", **values: str) -> httpx.Response:
        """A step at the desk, with the present revision."""
        if "revision" not in values:
            values["revision"] = self.revision(submission)
        return self.post(f"/desk/{submission}/{action}", reason=reason, **values)


@dataclass(slots=True)
class Sent:
    """A submission that was sent: its id and its private link."""

    id: str
    link: str
    body: dict[str, Any]


@dataclass(slots=True)
class Service:
    """A running service."""

    url: str
    process: subprocess.Popen[str]
    environment: dict[str, str]
    log: Path
    clients: list[httpx.Client] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return Path(self.environment["RAMP_HOME"])

    def client(self) -> httpx.Client:
        """A client without cookies."""
        client = httpx.Client(base_url=self.url, timeout=60, verify=False)
        self.clients.append(client)
        return client

    def token(self, role: str, name: str = "Test") -> str:
        """The secret of a new token."""
        return Tokens(self.home).create(name, role)[1]

    def sign_in(self, role: str, name: str = "Test") -> Browser:
        """A browser of somebody with this role."""
        client = self.client()
        answer = client.post("/sign-in", data={"token": self.token(role, name)}, headers=HTML)
        assert answer.status_code == 303, answer.text
        found = re.search(r'name="csrf" value="([^"]+)"', client.get("/en/account", headers=HTML).text)
        assert found
        return Browser(client, found[1])

    def send(self, body: bytes, media_type: str = "text/turtle", **options: Any) -> Sent:
        """Send a record as a program without an account does."""
        headers = {"Content-Type": media_type, **options.pop("headers", {})}
        answer = self.client().post("/submissions", content=body, headers=headers, **options)
        assert answer.status_code == 202, answer.text
        return Sent(answer.json()["id"], answer.headers["Location"].removeprefix(self.url), answer.json())

    def state(self, sent: Sent) -> dict[str, Any]:
        """What the private link shows."""
        answer = self.client().get(sent.link)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def ask(self, pattern: str) -> bool:
        """Whether the graph holds the pattern."""
        prefixes = PREFIXES.replace("@prefix", "PREFIX").replace("> .", ">")
        prefixes += (
            "PREFIX adms: <http://www.w3.org/ns/adms#> PREFIX status: <https://w3id.org/ramp/scheme/submission-status/>"
        )
        answer = self.client().get("/sparql", params={"query": f"{prefixes} ASK {{ {pattern} }}"})
        assert answer.status_code == 200, answer.text
        return bool(answer.json()["boolean"])

    def stop(self) -> None:
        """Stop as a supervisor would."""
        for client in self.clients:
            client.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


Start = Callable[..., Service]


@pytest.fixture(scope="session")
def start(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Starts a service on the real graph; `home` to use one again, other keywords are settings."""
    running: list[Service] = []

    def begin(home: Path | None = None, **settings: object) -> Service:
        if home is None:
            folder = tmp_path_factory.mktemp("review")
            home = folder / "home" if "knowledge" in settings else request.getfixturevalue("built")(folder)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}
        environment = {
            **kept,
            "RAMP_HOME": str(home),
            "RAMP_KNOWLEDGE": str(settings.pop("knowledge", REPOSITORY)),
            "RAMP_PORT": "0",
            "RAMP_BUDGET_SECONDS": "0",
            "RAMP_RELEASES": "on-demand",
            "RAMP_READ_AHEAD": "false",
            "RAMP_WORKERS": "2",
            "RAMP_QUEUE_SECONDS": "60",  # after a publication the indexes are made anew, by the same workers
            **{f"RAMP_{name.upper()}": str(value) for name, value in settings.items()},
        }
        log = home.parent / f"log-{len(running)}"
        with log.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "ramp", "serve"], env=environment, stderr=file, text=True, start_new_session=True
            )
        running.append(Service(address(process, log), process, environment, log))
        return running[-1]

    yield begin
    for service in running:
        service.stop()


@pytest.fixture(scope="session")
def service(start: Start) -> Service:
    """One service for all tests that leave others' submissions alone."""
    return start()


@pytest.fixture(scope="session")
def curator(service: Service) -> Browser:
    """A curator at the desk of `service`."""
    return service.sign_in("curator", "Awa Diop")


def address(process: "subprocess.Popen[str]", log: Path, seconds: float = 90) -> str:
    """Where the process serves, once it says so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = re.search(r"at (http://\S+?)/ after", log.read_text("utf-8"))
        if found:
            return found[1]
        if process.poll() is not None:
            break
        select.select([], [], [], 0.05)
    raise AssertionError(f"the service did not start:\n{log.read_text('utf-8')}")


@pytest.fixture(scope="session")
def accepted(service: Service, curator: Browser) -> Callable[..., Sent]:
    """Sends a record and has it accepted."""

    def publish(body: bytes) -> Sent:
        sent = service.send(body)
        assert sent.body["state"] == "validated", sent.body
        assert curator.act(sent.id, "take").status_code == 200
        answer = curator.act(sent.id, "accept")
        assert answer.status_code == 200, answer.text
        return sent

    return publish
