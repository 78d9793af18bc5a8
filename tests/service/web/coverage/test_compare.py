"""Mechanisms side by side say what the questions about each of them say."""

import csv
import io
import re

import pytest

from ...conftest import Server


def question(server: Server, name: str, **values: str) -> list[dict[str, str]]:
    answer = server.client.get(f"/queries/{name}", params={"format": "csv", "limit": "10000", **values})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text)))


def page(server: Server, *mechanisms: str, lang: str = "en", **values: str) -> str:
    pairs = [("mechanism", name) for name in mechanisms] + list(values.items())
    answer = server.client.get(f"/{lang}/compare", params=pairs)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize("day", ["2005-06-30", "2010-10-05", "2020-01-01"])
def test_ratification_is_as_the_questions_have_it(matrix: Server, day: str) -> None:
    names = ("ecowas", "asean")
    text = page(matrix, *names, asOf=day)
    start = text.index("Protocol to Prevent, Suppress")
    cells = re.findall(r"<td>(.*?)</td>", text[start : text.index("</tr>", start)], re.S)
    for name, cell in zip(names, cells, strict=True):
        found = re.match(r"(\d+) of (\d+) members", cell)
        assert found, cell
        parties, members = int(found[1]), int(found[2])
        missing = {row["state"] for row in question(matrix, "members-not-party", mechanism=name, date=day)}
        assert members - parties == len(missing)
        without = re.search(r"(\d+) without a known act", cell)
        told = {
            row["state"]
            for row in question(matrix, "members-not-party", mechanism=name, date=day)
            if row["standing"] in ("no-act-known", "became-party-later")
        }
        assert (int(without[1]) if without else 0) == len(told)


def test_practices_by_kind_are_as_the_question_has_them(matrix: Server) -> None:
    text = page(matrix, "ecowas", "sadc")
    table = text[text.index('aria-labelledby="practices"') :]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', table, re.S)
    for place, name in enumerate(("ecowas", "sadc")):
        told = {row["type"]: int(row["practices"]) for row in question(
            matrix, "practices-by-mechanism-and-type", mechanism=name)}  # fmt: skip
        found = {}
        for head, cells in rows:
            cell = re.findall(r"<td>(.*?)</td>", cells, re.S)[place]
            iri = re.search(r'title="([^"]+)"', head)
            number = re.search(r"<summary>(\d+)</summary>", cell)
            if iri and number:
                found[iri[1]] = int(number[1])
        assert found == told


def test_texts_of_a_mechanism_are_all_listed(matrix: Server) -> None:
    text = page(matrix, "asean", "council-of-europe", lang="fr")
    for name in ("asean", "council-of-europe"):
        for row in question(matrix, "instruments-of-mechanism", mechanism=name):
            assert f'title="{row["instrument"]}"' in text


def test_a_day_leaves_out_what_came_later(matrix: Server) -> None:
    assert "ASEAN Convention Against Trafficking" in page(matrix, "asean", "sadc")
    assert "ASEAN Convention Against Trafficking" not in page(matrix, "asean", "sadc", asOf="2010")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_without_two_mechanisms_there_is_a_form(matrix: Server, lang: str) -> None:
    assert page(matrix, lang=lang).count('type="checkbox"') == 20
    assert 'class="warning"' in page(matrix, "ecowas", lang=lang)
    assert page(matrix, "ecowas", "ecowas", lang=lang).count("<table") == 0


def test_five_or_unknown_mechanisms_are_refused_with_a_way_out(matrix: Server) -> None:
    many = [("mechanism", name) for name in ("ecowas", "asean", "sadc", "osce", "igad")]
    answer = matrix.client.get("/fr/compare", params=many)
    assert answer.status_code == 400
    assert "côte à côte" in answer.text
    answer = matrix.client.get("/en/compare", params=[("mechanism", "ecowaz"), ("mechanism", "asean")])
    assert answer.status_code == 400
    assert "ecowas" in answer.text
