"""`ramp validate` and `ramp template`, as a person runs them."""

import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from tests.intake.conftest import record
from typer.testing import CliRunner

from ramp.cli.app import app


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, built: Callable[[Path], Path]) -> Path:
    """One home for all, so that the release is built once."""
    return built(tmp_path_factory.mktemp("validate"))


@pytest.fixture
def ramp(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RAMP_HOME", str(home))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    return lambda *arguments: CliRunner().invoke(app, list(arguments), catch_exceptions=False)


def test_a_good_file_passes_and_a_bad_one_is_explained(ramp, tmp_path: Path) -> None:
    Path("good.ttl").write_text(record())
    Path("bad.ttl").write_text(record({"ramp:reportedBy": "org:ecowass"}))
    good = ramp("validate", "good.ttl")
    assert (good.exit_code, good.stdout.strip()) == (0, "good.ttl: valid (1 practice).")
    bad = ramp("validate", "good.ttl", "bad.ttl")
    assert bad.exit_code == 1
    assert "line 16" in bad.stdout
    assert "Economic Community of West African States" in bad.stdout


def test_french_is_spoken_on_request_and_by_locale(ramp, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("bad.ttl").write_text(record({"ramp:practiceType": None}))
    assert "Il manque" in ramp("validate", "bad.ttl", "--lang", "fr").stdout
    monkeypatch.setenv("LANG", "fr_SN.UTF-8")
    assert "Il manque" in ramp("validate", "bad.ttl").stdout
    assert "Missing" in ramp("validate", "bad.ttl", "--lang", "en").stdout


@pytest.mark.parametrize(
    ("lang", "cause"),
    [
        ("en", "– “Übung”@de is not a text with the language tag en or fr."),
        ("fr", "– « Übung »@de n'est pas un texte muni de l'étiquette de langue en ou fr."),
    ],
)
def test_the_cause_of_a_compound_rule_stands_below_its_message(ramp, lang: str, cause: str) -> None:
    Path("bad.ttl").write_text(record({"dcterms:description": '"Übung"@de'}))
    said = ramp("validate", "bad.ttl", "--lang", lang).stdout.replace("\u00a0", " ")
    assert cause in " ".join(said.split())


@pytest.mark.parametrize(("name", "text"), [("x.ttl", "no turtle"), ("x.nq", ""), ("x.png", ""), ("missing.ttl", None)])
def test_what_cannot_be_read_is_one_sentence(ramp, name: str, text: str | None) -> None:
    if text is not None:
        Path(name).write_text(text)
    result = ramp("validate", name)
    assert result.exit_code == 2
    assert result.stderr.startswith("ramp: ")
    assert result.stderr.count("\n") == 1


def test_nothing_checked_is_not_valid(ramp) -> None:
    Path("x.ttl").write_text("# nothing\n")
    result = ramp("validate", "x.ttl")
    assert result.exit_code == 1
    assert "nothing in it was checked" in result.stdout


@pytest.mark.parametrize("form", ["json", "turtle", "jsonld", "csv", "sarif", "html"])
def test_every_form_of_report(ramp, form: str) -> None:
    Path("x.ttl").write_text(record())
    result = ramp("validate", "x.ttl", "--format", form)
    assert result.exit_code == 0
    assert result.stdout
    if form == "json":
        assert json.loads(result.stdout)["outcome"] == "valid"


def test_every_practice_of_the_graph_is_valid(ramp, repository) -> None:
    files = sorted(str(file) for file in (repository.data / "practices").glob("*.ttl"))
    result = ramp("validate", *files)
    assert result.exit_code == 0, result.stdout[-3000:]
    assert result.stdout.count(": valid") == len(files)


def test_control_characters_do_not_reach_the_terminal(ramp) -> None:
    Path("x.ttl").write_text(record({"ramp:degree": '"\\u001b[31mred"'}))
    assert "\x1b[31m" not in ramp("validate", "x.ttl").stdout


def test_the_template_is_filled_in_checked_and_mended(ramp) -> None:
    assert ramp("template", "--output", "new.xlsx").exit_code == 0
    book = openpyxl.load_workbook("new.xlsx")
    sheet, example = book["Practices"], book["Example"]
    for cell in example[2]:
        sheet.cell(2, cell.column, cell.value)
    sheet["C2"] = "trainning"
    book.save("new.xlsx")
    result = ramp("validate", "new.xlsx", "--annotated", "checked.xlsx")
    assert result.exit_code == 1
    assert "sheet Practices, cell C2" in result.stdout
    checked = openpyxl.load_workbook("checked.xlsx")
    assert "training" in checked["Practices"]["C2"].comment.text
    checked["Practices"]["C2"] = "training"
    checked.save("mended.xlsx")
    assert ramp("validate", "mended.xlsx").exit_code == 0
    assert ramp("validate", "mended.xlsx", "new.xlsx", "--annotated", "x.xlsx").exit_code == 2


@pytest.mark.parametrize("form", ["csv", "ttl", "jsonld"])
def test_other_templates_go_to_standard_output(ramp, form: str) -> None:
    result = ramp("template", "--format", form)
    assert result.exit_code == 0
    assert io.StringIO(result.stdout).readline()
    assert os.listdir() == []


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    ("name", "start"),
    [("new.xlsx", b"PK"), ("New.CSV", b"\xef\xbb\xbf"), ("new.ttl", b"# An example"), ("new.jsonld", b"{")],
)
def test_the_template_is_written_to_the_file_that_is_named(ramp, lang: str, name: str, start: bytes) -> None:
    assert ramp("template", name, "--lang", lang).exit_code == 0
    assert Path(name).read_bytes().startswith(start)
    assert ramp("template", "--lang", lang, "-o", f"again-{name}").exit_code == 0
    assert Path(f"again-{name}").read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "english", "french"),
    [
        (("x.pdf",), "x.pdf has the ending .pdf, of which there is no template. End the name with .xlsx, .csv, .ttl or",
         "x.pdf a l'extension .pdf, pour laquelle il n'y a pas de modèle. Terminez le nom par .xlsx, .csv, .ttl ou"),
        (("practices",), "practices has no ending", "practices n'a pas d'extension"),
        (("x.csv", "-o", "y.csv"), "Two files are named: x.csv and y.csv. Name one.",
         "Deux fichiers sont nommés : x.csv et y.csv. N'en nommez qu'un."),
    ],
)  # fmt: skip
def test_a_template_for_an_unknown_ending_is_refused_in_both_languages(
    ramp, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], english: str, french: str
) -> None:
    result = ramp("template", *arguments)
    assert (result.exit_code, os.listdir()) == (2, [])
    assert result.stderr.startswith(f"ramp: {english}")
    assert ramp("template", *arguments, "--lang", "fr").stderr.startswith(f"ramp: {french}")
    monkeypatch.setenv("LANG", "fr_SN.UTF-8")
    assert ramp("template", *arguments).stderr.startswith(f"ramp: {french}")
    assert ramp("template", "practices", "--format", "csv").exit_code == 0
