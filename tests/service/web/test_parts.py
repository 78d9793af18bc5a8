"""The small parts by themselves: the cache, the budget, tokens and their command, settings."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ramp.access.tokens import Tokens
from ramp.errors import BudgetError, HomeError, NotFoundError, ParameterError, SettingsError
from ramp.settings import Settings, load_settings
from ramp.web.budget import Budget
from ramp.web.cache import AnswerCache, Stored


def stored(body: bytes, snapshot: str = "s1") -> Stored:
    return Stored(snapshot, b'"t"', [(b"content-type", b"text/csv")], body, "/sparql")


def test_cache_forgets_other_versions() -> None:
    cache = AnswerCache(100_000)
    cache.put(b"k", stored(b"body"))
    assert cache.get(b"k", "s1") is not None
    cache.remember(b"GET / raw", b"k", [(b"a", b"b")])
    assert cache.repeated(b"GET / raw", "s1") == (b"HTTP/1.1 200 OK\r\na: b\r\n", b"body")
    assert cache.repeated(b"GET / raw", "s2") is None
    assert cache.get(b"k", "s1") is None
    assert cache.used == 0


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5000)), max_size=80))
def test_cache_keeps_its_size(entries: list[tuple[int, int]]) -> None:
    cache = AnswerCache(40_000)
    for key, size in entries:
        cache.put(b"%d" % key, stored(b"x" * size))
        assert 0 <= cache.used <= 40_000
    kept = [key for key in range(31) if cache.get(b"%d" % key, "s1")]
    assert cache.used == sum(len(b"%d" % key) + len(cache.get(b"%d" % key, "s1").body) + 1024 for key in kept)  # type: ignore[union-attr]


def test_cache_of_nothing() -> None:
    cache = AnswerCache(0)
    cache.put(b"k", stored(b""))
    assert cache.get(b"k", "s1") is None


def test_budget_refills_with_time() -> None:
    now = [0.0]
    budget = Budget(10, 0.5, clock=lambda: now[0])
    budget.charge("a", 12)
    with pytest.raises(BudgetError) as caught:
        budget.check("a")
    budget.check("b")
    now[0] += int(caught.value.headers["Retry-After"])
    budget.check("a")
    now[0] += 1000
    budget.charge("a", 9.9)
    budget.check("a")
    unlimited = Budget(0, 1)
    unlimited.charge("a", 1e9)
    unlimited.check("a")


def test_tokens_are_made_listed_found_and_revoked(tmp_path: Path) -> None:
    tokens, other = Tokens(tmp_path / "home"), Tokens(tmp_path / "home")
    token, secret = tokens.create("Awa Diop", "curator")
    assert other.find(secret) == token
    assert other.find(secret + "x") is None
    assert [entry.name for entry in other.known()] == ["Awa Diop"]
    assert tokens.revoke(token.id) == token
    assert other.find(secret) is None
    with pytest.raises(NotFoundError):
        tokens.revoke(token.id)
    for name, role in (("x", "king"), (" ", "admin")):
        with pytest.raises(ParameterError):
            tokens.create(name, role)


def test_tokens_made_at_once_are_all_there(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: Tokens(tmp_path).create(f"n{number}", "admin"), range(20)))
    assert len(Tokens(tmp_path).known()) == 20


def test_a_damaged_token_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").write_text("{")
    with pytest.raises(HomeError, match="cannot be read"):
        Tokens(tmp_path).known()


def test_the_token_command(tmp_path: Path) -> None:
    def ramp(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ramp", "token", *arguments, "--home", str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    made = ramp("create", "Jean Dupont", "--role", "admin")
    assert made.returncode == 0
    secret = made.stdout.strip()
    token = Tokens(tmp_path).find(secret)
    assert token is not None
    listed = ramp("list").stdout
    assert token.id in listed
    assert secret not in listed
    assert ramp("revoke", token.id).returncode == 0
    assert Tokens(tmp_path).find(secret) is None
    wrong = ramp("revoke", "nothing")
    assert wrong.returncode == 2
    assert wrong.stderr.count("\n") == 1
    assert ramp("create", "x", "--role", "king").returncode == 2


def test_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAMP_SERVICE_ALLOW", "https://a.example/sparql, https://b.example/sparql")
    monkeypatch.setenv("RAMP_DEADLINE", "2.5")
    settings = load_settings(port=9000, host=None)
    assert settings.service_allow == ("https://a.example/sparql", "https://b.example/sparql")
    assert settings.deadline == 2.5
    assert settings.port == 9000
    assert settings.host == "127.0.0.1"
    monkeypatch.setenv("RAMP_WORKERS", "0")
    with pytest.raises(SettingsError, match="RAMP_WORKERS"):
        load_settings()


def test_every_setting_says_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name
