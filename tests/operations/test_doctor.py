"""The doctor: a sound installation has nothing to mend; whatever is broken is named with the way to mend it."""

import json
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from ramp.operations import doctor_settings
from ramp.operations.doctor import Finding, examine
from ramp.settings import load_settings

from .conftest import Ramp


def _found(home: Path, **settings: Any) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in examine(load_settings(home=home, port=settings.pop("port", 0), **settings)):
        found.setdefault(finding.check, []).append(finding)
        assert finding.remedy or finding.level == "ok", finding
    return found


def test_a_sound_installation_has_nothing_to_mend(ramp: Ramp, used: Path) -> None:
    done = ramp("doctor", "--json", home=used)
    assert done.returncode == 0, done.stdout
    found = json.loads(done.stdout)
    assert {finding["check"] for finding in found} >= {"home", "version", "room", "graph", "tables", "workers", "clock"}
    assert not [finding for finding in found if finding["level"] == "error"]
    told = ramp("doctor", home=used)
    assert "tables: The tables open and have the newest form" in told.stdout


def test_what_is_broken_is_named(ramp: Ramp, used: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(used, home)
    for file in (home / "versions").rglob("CURRENT"):
        file.write_text("nonsense")
    (home / "workflow.sqlite").write_bytes(b"no database" * 100)
    (home / "tokens.json").write_text("{")
    os.utime(home / "home.json", (4e9, 4e9))
    (home / ".backup-999999999-left").mkdir()
    found = _found(home, knowledge=tmp_path)
    for check in ("graph", "tables", "tokens", "clock", "knowledge"):
        assert found[check][0].level == "error", found[check]
    assert found["leftovers"][0].level == "warning"
    assert ramp("doctor", home=home).returncode == 1


def test_a_home_that_was_never_used_is_no_fault(tmp_path: Path) -> None:
    found = _found(tmp_path / "none")
    assert {finding.level for check in ("home", "graph", "tables") for finding in found[check]} == {"warning"}


def test_a_taken_port_is_a_fault_unless_it_is_ours(used: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = _found(used, port=taken.getsockname()[1])
    assert found["address"][0].level == "error"


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"engine_update_url": "http://e/update"}, "RAMP_ENGINE_QUERY_URL"),
        ({"engine_query_url": "http://e/query"}, "RAMP_ENGINE_UPDATE_URL"),
        ({"engine_user": "u"}, "RAMP_ENGINE_PASSWORD"),
        ({"oidc_issuer": "https://o"}, "RAMP_OIDC_CLIENT_ID"),
        ({"mail_curators": ("a@b",)}, "RAMP_SMTP_HOST"),
        ({"smtp_user": "u"}, "RAMP_SMTP_PASSWORD"),
        ({"page_size": 20, "page_size_max": 10}, "RAMP_PAGE_SIZE_MAX"),
        ({"result_bytes": 2000}, "RAMP_RESULT_BYTES"),
        ({"trusted_proxies": "*", "host": "0.0.0.0"}, "RAMP_TRUSTED_PROXIES"),
        ({"host": "0.0.0.0"}, "RAMP_PUBLIC_URL"),
        ({"public_url": "ramp.example.org"}, "RAMP_PUBLIC_URL"),
        ({"public_url": "http://r.org", "cookie_secure": True}, "RAMP_COOKIE_SECURE"),
    ],
)
def test_settings_that_contradict_each_other(settings: dict[str, Any], word: str) -> None:
    found = list(doctor_settings.contradictions(load_settings(**settings)))
    assert any(word in finding.text and finding.level != "ok" for finding in found), found


def test_a_misspelt_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAMP_PROT", "8000")
    assert any("RAMP_PROT" in finding.text for finding in doctor_settings.contradictions(load_settings()))


def test_a_server_that_is_away_is_a_fault(used: Path) -> None:
    found = _found(used, engine_query_url="http://127.0.0.1:9/query", engine_update_url="http://127.0.0.1:9/update")
    assert found["engine"][0].level == "error"
