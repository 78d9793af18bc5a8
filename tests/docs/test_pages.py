"""docs/pages.md names every page with its parameters, and every address in it answers."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from ramp.linking.search.fields import FACETS
from ramp.web import kinds
from ramp.web.lists import LISTS

from .conftest import Served

TEXT = (Path(__file__).parents[2] / "docs/pages.md").read_text("utf-8")
DOWNLOADS = ("/matrix.csv", "/matrix.xlsx", "/matrix.svg", "/matrix.png", "/map.csv", "/map.svg")


def _rows() -> Iterator[tuple[list[str], list[str]]]:
    """The addresses and the parameters of each row of the table."""
    for line in TEXT.splitlines():
        if line.startswith("| ") and "`/" in line:
            _, _, addresses, parameters, _ = line.split("|")
            yield re.findall(r"`([^`]+)`", addresses), re.findall(r"`([\w-]+)`", parameters)


ROWS = {address: parameters for addresses, parameters in _rows() for address in addresses}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_the_parameters_of_the_table(name: str) -> None:
    assert ROWS[f"/{name}"] == ["q", *LISTS[name].filters, "page"]


def test_pages_of_nodes_take_the_parameters_of_the_table() -> None:
    assert set(ROWS["/id/..."]) == {*kinds.parameters(), "page"}
    assert set(ROWS["/about"]) == {*kinds.parameters(), "page", "iri"}


def test_search_takes_the_parameters_of_the_table(service: Served) -> None:
    operation = httpx.get(f"{service.url}/openapi.json").json()["paths"]["/search"]["get"]
    assert set(ROWS["/search"]) == {parameter["name"] for parameter in operation["parameters"]} - {"format", "lang"}
    assert set(FACETS) <= set(ROWS["/search"])


@pytest.mark.parametrize(
    "address", [address for address in ROWS if not address.endswith("...") and address != "/about"]
)
def test_each_address_answers_in_both_languages(service: Served, address: str) -> None:
    for lang in ("en", "fr"):
        answer = httpx.get(f"{service.url}/{lang}{address}", follow_redirects=True, timeout=60)
        assert answer.status_code == 200
        assert f'<html lang="{lang}">' in answer.text


@pytest.mark.parametrize("address", re.findall(r"`(/[\w/]*\?[^`]+)`", TEXT))
def test_each_example_answers(service: Served, address: str) -> None:
    answer = httpx.get(service.url + address, follow_redirects=True, timeout=60, headers={"Accept": "*/*"})
    assert answer.status_code == 200


@pytest.mark.parametrize("address", DOWNLOADS)
def test_each_download_takes_the_day_of_its_page(service: Served, address: str) -> None:
    assert f"`{address}`" in TEXT
    answer = httpx.get(service.url + address, params={"asOf": "2010-10-05"}, timeout=60)
    assert answer.status_code == 200
