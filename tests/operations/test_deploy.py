"""The files of `deploy/`: their syntax by the tools that read them, and their commands by running them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
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
    for file in (*DEPLOY.iterdir(), REPOSITORY / "docs/operating.md"):
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
    assert "\nUSER ramp\n" in text, "it does not run as root"


def test_the_compose_file_fits_together() -> None:
    compose = _compose()
    services, volumes = compose["services"], set(compose["volumes"])
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
