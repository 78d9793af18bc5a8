"""Every type of problem that the service may report has a page, in both languages."""

from collections.abc import Iterator

import httpx
import pytest

import ramp.web.app  # noqa: F401 - defines all errors there are
from ramp.errors import RampError
from ramp.web.problems import known_problems

_OF_THE_COMMAND = {"knowledge", "home", "store", "setting", "address"}


def kinds(error: type[RampError] = RampError) -> Iterator[str]:
    """The kinds of all errors below one."""
    for below in error.__subclasses__():
        yield below.kind
        yield from kinds(below)


def test_every_kind_is_explained() -> None:
    assert set(kinds()) - _OF_THE_COMMAND == set(known_problems())


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_pages(client: httpx.Client, lang: str) -> None:
    everything = client.get("/problem", params={"lang": lang}).text
    for kind, said in known_problems().items():
        assert said[lang][0] in everything
        assert client.get(f"/problem/{kind}").status_code == 200
    assert client.get("/problem/nonsense").status_code == 404


def test_a_problem_names_its_page(client: httpx.Client) -> None:
    problem = client.get("/id/nothing").json()
    assert client.get(problem["type"].removeprefix("https://w3id.org/ramp")).status_code == 200
    page = client.get("/fr/queries/nothing").text
    assert "404 Introuvable" in page
