"""The files of `deploy/`: their syntax by the tools that read them, and their commands by running them."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import httpx
import pytest
import yaml
from bench.peers.fuseki import JAR as FUSEKI_JAR
from bench.processes import free_port
from pyoxigraph import RdfFormat, parse

from ramp.settings import Settings
from tests.conftest import REPOSITORY

from .conftest import Ramp

DEPLOY = REPOSITORY / "deploy"


def _unit() -> str:
    return (DEPLOY / "ramp.service").read_text("utf-8")


def _compose() -> dict[str, dict[str, dict[str, object]]]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8")))


def test_every_setting_that_is_named_is_one() -> None:
    for file in (*(path for path in DEPLOY.rglob("*") if path.is_file()), REPOSITORY / "docs/operating.md"):
        names = set(re.findall(r"RAMP_[A-Z_]+", file.read_text("utf-8")))
        assert {name.removeprefix("RAMP_").lower() for name in names} <= set(Settings.model_fields), file


def test_the_unit_is_read_by_systemd_without_a_complaint(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "ramp.service"
    unit.write_text(_unit().replace("/opt/ramp/bin/ramp", shutil.which("true") or "/bin/true"))
    done = subprocess.run([tool, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "ramp.service" in line] == []
    allowed = subprocess.run([tool, "syscall-filter", "@process"], capture_output=True, text=True, check=False).stdout
    assert {"prctl", "pidfd_open"} <= set(allowed.split()), "the workers shut themselves in by these"


def test_the_units_are_commands_that_there_are(ramp: Ramp) -> None:
    (start,) = re.findall(r"^ExecStart=/opt/ramp/bin/(.+)$", _unit(), re.MULTILINE)
    (image,) = re.findall(r"^CMD (\[.+\])$", (DEPLOY / "Containerfile").read_text("utf-8"), re.MULTILINE)
    services = _compose()["services"]
    assert start.split() == yaml.safe_load(image) == services["ramp"]["command"] == ["ramp", "serve"]
    for command in (services["ramp"]["command"], services["publish"]["command"]):
        assert isinstance(command, list)
        assert ramp(*command[1:], "--help").returncode == 0


Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, knowledge: Path) -> Iterator[Run]:
    """Runs a command in an environment of its own until an address answers; the status of that answer."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(command: Sequence[str], environment: Mapping[str, str], url: str) -> int:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMP_")}
        with (tmp_path / "log").open("wb") as log:
            process = subprocess.Popen(
                command, env={**kept, **environment}, stderr=log, stdout=log, start_new_session=True
            )
        running.append(process)
        end = time.monotonic() + 120
        while time.monotonic() < end and process.poll() is None:
            try:
                return httpx.get(url, timeout=30).status_code
            except httpx.HTTPError:
                threading.Event().wait(0.1)
        raise AssertionError((tmp_path / "log").read_text("utf-8", "replace"))

    yield begin
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def _here(text: str, places: Mapping[str, str]) -> str:
    """The text with the places of an installation replaced by those of this machine."""
    for place, here in places.items():
        assert place in text, place
        text = text.replace(place, here)
    return text


def test_the_unit_serves(run: Run, tmp_path: Path, knowledge: Path) -> None:
    """`ExecStart`, with the environment of the unit and of the file that it reads."""
    home, port = tmp_path / "home", free_port()
    text = _here(_unit(), {"/opt/ramp/bin": str(Path(sys.executable).parent), "/var/lib/ramp": str(home),
                           "/etc/ramp/ramp.env": str(DEPLOY / "ramp.env")})  # fmt: skip
    (start,), (file,) = re.findall(r"^ExecStart=(.+)$", text, re.M), re.findall(r"^EnvironmentFile=-(.+)$", text, re.M)
    lines = [*re.findall(r"^Environment=(.+)$", text, re.M), *Path(file).read_text("utf-8").splitlines()]
    environment = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert environment["RAMP_HOST"] == "127.0.0.1", "the proxy alone reaches it"
    environment |= {"RAMP_PORT": str(port), "RAMP_KNOWLEDGE": str(knowledge)}
    assert run(shlex.split(start), environment, f"http://127.0.0.1:{port}/health") == 200
    assert (home / "current.json").is_file()


def test_the_image_serves_and_is_healthy(run: Run, tmp_path: Path, knowledge: Path) -> None:
    """`CMD` and `HEALTHCHECK`, with the environment of the image."""
    home, port = tmp_path / "home", free_port()
    text = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", "")
    text = _here(
        text, {"/var/lib/ramp": str(home), "/opt/ramp/bin": str(Path(sys.executable).parent), "8000": str(port)}
    )
    (settings,) = re.findall(r"^ENV (.+)$", text, re.M)
    environment = dict(pair.split("=", 1) for pair in settings.split())
    environment = {**environment, "PATH": environment["PATH"].replace("$PATH", os.environ["PATH"])}
    check, start = (json.loads(line) for line in re.findall(r"CMD (\[.+\])$", text, re.M))
    environment |= {"RAMP_KNOWLEDGE": str(knowledge), "RAMP_HOST": "127.0.0.1"}
    start[0], check[0] = (str(shutil.which(name, path=environment["PATH"])) for name in (start[0], check[0]))
    assert run(start, environment, f"http://127.0.0.1:{port}/health") == 200
    assert subprocess.run(check, env=environment, check=False).returncode == 0


def test_the_image_of_fuseki_lets_in_who_has_the_password(run: Run, tmp_path: Path) -> None:
    """Its `CMD` on the jar that it installs, and its dataset."""
    jar = REPOSITORY / ".bench" / "tools" / FUSEKI_JAR
    if not jar.is_file() or shutil.which("java") is None:
        pytest.skip("Fuseki is not there (make engines-setup)")
    text, port = (DEPLOY / "fuseki/Containerfile").read_text("utf-8"), free_port()
    assert FUSEKI_JAR in text, "the version that is tested is the one that is installed"
    base, dataset = tmp_path / "fuseki", tmp_path / "fuseki.ttl"
    (base / "databases").mkdir(parents=True)
    dataset.write_text(_here((DEPLOY / "fuseki.ttl").read_text("utf-8"), {"/fuseki/databases": f"{base}/databases"}))
    (line,) = re.findall(r"^CMD (\[.+\])$", text, re.M)
    places = {
        "/opt/fuseki.jar": str(jar),
        "/opt/fuseki.ttl": str(dataset),
        "/fuseki/passwd": f"{base}/passwd",
        "3030": str(port),
    }
    environment = {"FUSEKI_BASE": str(base), "ADMIN_PASSWORD": "100%safe"}
    assert run(json.loads(_here(line, places)), environment, f"http://127.0.0.1:{port}/$/ping") == 200
    assert (base / "passwd").stat().st_mode & 0o077 == 0
    url, asked = f"http://127.0.0.1:{port}/ramp/query", {"query": "ASK { ?s ?p ?o }"}
    assert httpx.get(url, params=asked, timeout=60).status_code == 401
    assert httpx.get(url, params=asked, auth=("admin", "other"), timeout=60).status_code == 401
    answer = httpx.get(url, params=asked, auth=("admin", environment["ADMIN_PASSWORD"]), timeout=60)
    assert (answer.status_code, answer.json()["boolean"]) == (200, False)


def _tool(name: str) -> str | None:
    """A program that `make deploy-tools` puts beside Python, or that this machine has."""
    return shutil.which(name, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))


@pytest.fixture(scope="module")
def compose_reader() -> list[str]:
    """The command of Compose 2 or later, the reference reader of such files: version 1 knows an older format only."""
    for command in ([_tool("docker-compose")], [_tool("docker"), "compose"]):
        if command[0] is not None:
            words = [word for word in command if word is not None]
            done = subprocess.run([*words, "version", "--short"], capture_output=True, text=True, check=False)
            if done.returncode == 0 and int(done.stdout.strip().removeprefix("v").partition(".")[0]) >= 2:
                return words
    pytest.skip("no Compose of version 2 or later is installed (make deploy-tools)")


PASSWORDS = {"RAMP_PUBLIC_URL": "https://r.example.org", "POSTGRES_PASSWORD": "a1", "FUSEKI_PASSWORD": "b2"}


def _resolved(reader: Sequence[str], told: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """The compose file as its reader understands it, as JSON, with no setting but those told."""
    kept = {name: value for name, value in os.environ.items() if name not in PASSWORDS}
    return subprocess.run(
        [*reader, "--env-file", os.devnull, "-f", str(DEPLOY / "compose.yaml"), "config", "--format", "json"],
        env={**kept, **told}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_compose_reads_its_file(compose_reader: list[str]) -> None:
    done = _resolved(compose_reader, PASSWORDS)
    assert (done.returncode, done.stderr) == (0, "")
    services = json.loads(done.stdout)["services"]
    for name in ("ramp", "publish"):
        told = services[name]["environment"]
        assert told["RAMP_ENGINE_PASSWORD"] == services["fuseki"]["environment"]["ADMIN_PASSWORD"] == "b2"
        assert told["RAMP_DATABASE_URL"] == "postgresql+psycopg://ramp:a1@postgres/ramp"
        assert services[name]["read_only"] is True
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"] == "a1"
    assert services["fuseki"]["healthcheck"]["test"][-1].endswith("/$$/ping"), "one dollar for the shell"


@pytest.mark.parametrize("name", PASSWORDS)
def test_compose_starts_nothing_without_a_password_or_an_address(compose_reader: list[str], name: str) -> None:
    done = _resolved(compose_reader, {other: value for other, value in PASSWORDS.items() if other != name})
    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize("name", ["Containerfile", "fuseki/Containerfile"])
def test_the_linter_of_image_recipes_finds_nothing(name: str) -> None:
    """Save versions of Debian packages: its archive drops a version that is mended, so a pin would break the image."""
    linter = _tool("hadolint")
    if linter is None:
        pytest.skip("hadolint is not installed (make deploy-tools)")
    done = subprocess.run(
        [linter, "--no-color", "--ignore", "DL3008", str(DEPLOY / name)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_image_is_made_of_files_that_there_are() -> None:
    text = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", "")
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    assert {line.split()[0] for line in lines} <= known
    stages = set(re.findall(r" AS (\w+)", text))
    assert set(re.findall(r"--from=(\w+)", text)) <= stages
    for name in ("package.json", "package-lock.json", "constraints.txt"):
        assert name in text
        assert (REPOSITORY / name).is_file()
    (number,) = re.findall(r"useradd .*--uid (\d+)", text)
    assert f"\nUSER {number}\n" in text, "not root, and a number, by which an orchestrator sees so"


def test_the_compose_file_fits_together() -> None:
    compose = _compose()
    services, volumes = compose["services"], set(compose["volumes"])
    for name, service in services.items():
        build = service.get("build")
        if isinstance(build, dict):
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file(), name
    assert set(services) == {"publish", "ramp", "fuseki", "postgres"}
    for name, service in services.items():
        waits, mounts = service.get("depends_on", {}), service.get("volumes", [])
        assert isinstance(waits, dict), name
        assert isinstance(mounts, list), name
        assert set(waits) <= set(services)
        for other, condition in waits.items():
            assert condition["condition"] != "service_healthy" or "healthcheck" in services[other]
        for mount in mounts:
            source = str(mount).partition(":")[0]
            assert (DEPLOY / source).is_file() if source.startswith(".") else source in volumes
    assert services["ramp"]["ports"] == ["127.0.0.1:8000:8000"]


def test_the_dataset_of_fuseki_has_the_addresses_that_the_service_is_told() -> None:
    environment = _compose()["services"]["ramp"]["environment"]
    assert isinstance(environment, dict)
    fuseki = "http://jena.apache.org/fuseki#name"
    quads = parse(path=str(DEPLOY / "fuseki.ttl"), format=RdfFormat.TURTLE, base_iri="http://example.org/")
    names = {str(quad.object.value) for quad in quads if quad.predicate.value == fuseki}
    told = {str(environment[f"RAMP_ENGINE_{kind}_URL"]) for kind in ("QUERY", "UPDATE", "GRAPHS")}
    assert told == {f"http://fuseki:3030/ramp/{name}" for name in names - {"ramp"}}


def test_nginx_reads_its_file(tmp_path: Path) -> None:
    nginx, openssl = shutil.which("nginx") or shutil.which("/usr/sbin/nginx"), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx or openssl is not installed")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=ramp.example.org", "-days", "2",
         "-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text("utf-8").replace("/etc/letsencrypt/live/ramp.example.org", str(tmp_path))
    site = (
        site.replace(":80;", ":18080;").replace(" 80;", " 18080;").replace(":443", ":18443").replace(" 443", " 18443")
    )
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{site}\n}}\n")
    command = [nginx, "-t", "-q", "-e", str(tmp_path / "log"), "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_caddy_reads_its_file() -> None:
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert text.count("{") == text.count("}")
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("Caddy is not installed")
    command = [caddy, "adapt", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
