"""`/validate` and the forms, as programs and browsers use them."""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator
from tests.intake.conftest import record

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TURTLE = {"Content-Type": "text/turtle"}


@pytest.fixture(scope="module")
def gate(serve: Any, repository: Any) -> Any:
    """A service on the whole graph."""
    return serve(knowledge=repository.root)


def test_a_body_is_checked_and_the_report_is_json_by_default(gate: Any) -> None:
    response = gate.client.post("/validate", content=record(), headers=TURTLE)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    report = response.json()
    assert (report["outcome"], report["records"], report["format"]) == ("valid", 1, "turtle")
    schema = gate.client.get("/check-report.schema.json").json()
    Draft202012Validator(schema).validate(report)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/turtle", "text/turtle; charset=utf-8"), ("application/ld+json", "application/ld+json"),
        ("text/csv", "text/csv; charset=utf-8"), ("application/sarif+json", "application/sarif+json"),
        ("text/html", "text/html; charset=utf-8"), ("text/html;q=0.2, text/csv;q=0.9", "text/csv; charset=utf-8"),
        ("*/*", "application/json"),
    ],
)  # fmt: skip
def test_accept_chooses_the_form(gate: Any, accept: str, kind: str) -> None:
    response = gate.client.post("/validate", content=record(), headers={**TURTLE, "Accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, kind)
    assert gate.client.post("/validate", content=record(), headers={**TURTLE, "Accept": "image/png"}).status_code == 406


def test_format_outweighs_accept(gate: Any) -> None:
    response = gate.client.post("/validate?format=csv", content=record(), headers={**TURTLE, "Accept": "text/html"})
    assert response.headers["content-type"].startswith("text/csv")


def test_a_multipart_form_may_hold_several_files(gate: Any) -> None:
    files = [
        ("file", ("a.ttl", record(), "application/octet-stream")),
        ("file", ("b.ttl", record({"ramp:practiceType": None}), "")),
    ]
    reports = gate.client.post("/validate", files=files).json()["reports"]
    assert [(report["source"], report["outcome"]) for report in reports] == [("a.ttl", "valid"), ("b.ttl", "invalid")]


def test_pasted_text_is_checked(gate: Any) -> None:
    for options in ({"data": {"text": record(), "format": "turtle"}},
                    {"files": {"text": (None, record()), "format": (None, "turtle"), "file": ("", b"")}}):  # fmt: skip
        assert gate.client.post("/validate", **options).json()["outcome"] == "valid"
    for bad in ({"text": " "}, {"text": "x", "format": "xlsx"}, {"text": "x", "url": "http://127.0.0.1:1/"}):
        assert gate.client.post("/validate", data=bad).status_code == 400


def test_the_page_speaks_both_languages_and_shows_the_report(gate: Any) -> None:
    for lang, title in (("en", "Check practice records"), ("fr", "Vérifier des fiches de pratiques")):
        page = gate.client.get(f"/{lang}/validate")
        assert title in page.text
        assert page.headers["content-language"] == lang
        files = {"file": ("a.ttl", record({"ramp:practiceType": None}), "text/turtle")}
        shown = gate.client.post(f"/validate?lang={lang}", files=files, headers={"Accept": "text/html"})
        assert ("Il manque" if lang == "fr" else "Missing") in shown.text
        assert "default-src 'self'" in shown.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("lang", "cause", "refusal"),
    [
        ("en", "“Übung”@de is not a text with the language tag en or fr.", "(&lt;!DOCTYPE ...&gt;) at line 1"),
        ("fr", "« Übung »@de n'est pas un texte muni de l'étiquette de langue en ou fr.",
         "(&lt;!DOCTYPE ...&gt;), ligne 1, qui n'est pas lue ici"),
    ],
)  # fmt: skip
def test_the_page_says_causes_and_refusals_in_its_language(gate: Any, lang: str, cause: str, refusal: str) -> None:
    def page(text: str, form: str) -> str:
        sent = gate.client.post(
            f"/{lang}/validate", data={"text": text, "format": form}, headers={"Accept": "text/html"}
        )
        said: str = sent.text.replace("\u00a0", " ").replace("&#39;", "'")
        return said

    assert f"<li><bdi>{cause}</bdi></li>" in page(record({"dcterms:description": '"Übung"@de'}), "turtle")
    assert refusal in page("<!DOCTYPE a><a/>", "rdfxml")


@pytest.mark.parametrize("form", ["xlsx", "csv", "ttl", "jsonld"])
def test_a_form_can_be_had_and_is_not_sent_twice(gate: Any, form: str) -> None:
    response = gate.client.get(f"/template.{form}")
    assert response.status_code == 200
    assert f"ramp-practices.{form}" in response.headers["content-disposition"]
    again = gate.client.get(f"/template.{form}", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert gate.client.get("/template.exe").status_code in (400, 404)
    checked = gate.client.post(
        "/validate", content=response.content, headers={"Content-Type": response.headers["content-type"]}
    )
    assert checked.json()["outcome"] == ("nothing-checked" if form in ("xlsx", "csv") else "valid")


def test_a_workbook_comes_back_with_comments(gate: Any) -> None:
    book = openpyxl.load_workbook(io.BytesIO(gate.client.get("/template.xlsx").content))
    book["Practices"]["A2"] = "Drill for the tests"
    out = io.BytesIO()
    book.save(out)
    response = gate.client.post(
        "/validate?annotated=true&lang=fr", content=out.getvalue(), headers={"Content-Type": XLSX}
    )
    assert response.headers["content-type"] == XLSX
    sheet = openpyxl.load_workbook(io.BytesIO(response.content))["Practices"]
    comments = [cell.comment.text for cell in sheet[2] if cell.comment]
    assert any("Il manque" in comment for comment in comments)
    refused = gate.client.post("/validate?annotated=true", content=record(), headers=TURTLE)
    assert refused.status_code == 400


def test_the_published_files_are_served(gate: Any, repository: Any) -> None:
    for name in ("record.schema.json", "check-report.schema.json", "context.jsonld"):
        response = gate.client.get(f"/{name}")
        assert response.json() == json.loads((repository.ontology / name).read_text())
    assert gate.client.get("/other.schema.json").status_code in (400, 404)


def test_the_publication_profile_asks_for_what_curators_add(gate: Any) -> None:
    report = gate.client.post("/validate?profile=publication", content=record(), headers=TURTLE).json()
    assert report["outcome"] == "invalid"
    assert {finding["rule"].rpartition("#")[2] for finding in report["findings"]} == {
        "PublicationPractice-titleOrigin", "ResponseClaim-status", "ResponseClaim-issued",
    }  # fmt: skip


def test_many_checks_at_once_are_all_answered(gate: Any) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: gate.client.post("/validate", content=record(), headers=TURTLE), range(24)))
    assert {answer.json()["outcome"] for answer in answers} == {"valid"}


def test_a_graph_without_shapes_for_records_says_so(server: Any) -> None:
    for response in (server.client.post("/validate", content=record(), headers=TURTLE),
                     server.client.get("/template.csv"), server.client.get("/context.jsonld")):  # fmt: skip
        assert response.status_code == 404
        assert response.json()["remedy"]
