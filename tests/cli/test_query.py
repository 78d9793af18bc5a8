"""`ramp query` as a person uses it: in a process of its own, on a small graph."""

import csv
import io
import json
import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results
from tests.conftest import Ramp

from ramp.graph.folders import KnowledgeFolders

HELP = "SELECT ?m WHERE { ?m a ramp:Mechanism } ORDER BY ?m"


def refused(run: subprocess.CompletedProcess[str], *words: str) -> None:
    """One sentence on standard error, nothing on standard output, exit status 2."""
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr.startswith("ramp: ")
    assert run.stderr.count("\n") == 1
    assert "Traceback" not in run.stderr
    for word in words:
        assert word in run.stderr


def test_a_question_is_answered_with_its_default(ramp: Ramp) -> None:
    run = ramp("query", "practices")
    assert run.stderr == ""
    assert run.returncode == 0
    assert run.stdout.splitlines()[1].split("\t")[2] == "<https://w3id.org/ramp/id/practice/review>"


def test_parameters_are_given_by_name(ramp: Ramp) -> None:
    run = ramp("query", "practices", "--set", "mechanism=south", "-s", "since=2009", "--format", "csv")
    assert [row["practice"] for row in csv.DictReader(io.StringIO(run.stdout))] == [
        "https://w3id.org/ramp/id/practice/hotline"
    ]


def test_an_empty_value_means_any(ramp: Ramp) -> None:
    run = ramp("query", "practices", "--set", "mechanism=")
    assert len(run.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "form"),
    [("json", QueryResultsFormat.JSON), ("xml", QueryResultsFormat.XML), ("tsv", QueryResultsFormat.TSV)],
)
def test_rows_come_in_every_format(ramp: Ramp, name: str, form: QueryResultsFormat) -> None:
    run = ramp("query", "practices", "--format", name)
    rows = parse_query_results(run.stdout, form)
    assert [row["year"].value for row in rows] == ["2005"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("turtle", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ],
)  # fmt: skip
def test_triples_come_in_every_format(ramp: Ramp, name: str, form: RdfFormat) -> None:
    run = ramp("query", "about", "--format", name)
    assert len(list(parse(run.stdout, form))) == 4


def test_turtle_names_only_the_prefixes_that_it_uses(ramp: Ramp) -> None:
    text = ramp("query", "about").stdout
    assert "@prefix ramp:" in text
    assert "@prefix void:" not in text


@pytest.mark.parametrize(("day", "answer"), [("1975-05-28", "true\n"), ("1975-05-29", "false\n")])
def test_yes_or_no(ramp: Ramp, day: str, answer: str) -> None:
    assert ramp("query", "is-founded", "-s", f"date={day}").stdout == answer
    said = ramp("query", "is-founded", "-s", f"date={day}", "-f", "json").stdout
    assert json.loads(said)["boolean"] is (answer == "true\n")


@pytest.mark.parametrize(
    ("language", "title", "column", "other", "count"),
    [
        ("en", "Practices of a mechanism", "Yearly review", "Examen", "1 row"),
        ("fr", "Pratiques d'un mécanisme", "Examen annuel", "Yearly", "1 ligne"),
    ],
)
def test_a_table_is_for_reading(ramp: Ramp, language: str, title: str, column: str, other: str, count: str) -> None:
    text = ramp("query", "practices", "--format", "table", "--lang", language).stdout
    assert text.startswith(title)
    assert "organization/north (mechanism)" in text
    assert "practice/review" in text
    assert column in text
    assert other not in text
    assert text.endswith(f"{count}\n")
    assert "https://" not in text


def test_an_empty_table_says_so(ramp: Ramp) -> None:
    text = ramp("query", "practices", "--format", "table", "--lang", "fr", "-s", "since=2050").stdout
    assert text.endswith("0 ligne\n")


def test_wide_rows_are_shown_one_below_the_other(ramp: Ramp, tmp_path: Path) -> None:
    columns = " ".join(f"('{'x' * 30}' AS ?c{number})" for number in range(9))
    file = tmp_path / "wide.rq"
    file.write_text(f"SELECT {columns} ('' AS ?empty) (1 AS ?one) (BNODE() AS ?blank) {{}}")
    lines = ramp("query", str(file), "--format", "table").stdout.splitlines()
    assert [line.split()[0] for line in lines[:9]] == [f"c{number}" for number in range(9)]
    assert lines[-1] == "1 row"


def test_short_names_and_numbers_in_a_table(ramp: Ramp) -> None:
    text = (
        "SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c ?d) { (ramp:Mechanism 7 <http://example.org/x> UNDEF)"
        " (<https://w3id.org/ramp/scheme/theme/monitoring> 10 'x' 'y') } }"
    )
    lines = ramp("query", "-", "--format", "table", input=text).stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["a", "b", "c", "d"],
        ["ramp:Mechanism", "7", "http://example.org/x"],
        ["theme:monitoring", "10", "x", "y"],
        ["2", "rows"],
    ]
    assert lines[1].index("7") == lines[2].index("0"), "numbers stand right"


def test_text_comes_from_standard_input_and_files(ramp: Ramp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = "?m\n<https://w3id.org/ramp/id/organization/north>\n<https://w3id.org/ramp/id/organization/south>\n"
    assert ramp("query", "-", input=HELP).stdout == expected
    (tmp_path / "own.rq").write_text(HELP)
    assert ramp("query", str(tmp_path / "own.rq")).stdout == expected
    monkeypatch.chdir(tmp_path)
    assert ramp("query", "own.rq").stdout == expected


def test_a_file_of_ones_own_may_have_parameters(ramp: Ramp, knowledge: KnowledgeFolders, tmp_path: Path) -> None:
    text = (knowledge.queries / "practices.rq").read_text()
    (tmp_path / "own.rq").write_text(text)
    run = ramp("query", str(tmp_path / "own.rq"), "-s", "mechanism=south", "-f", "csv")
    assert "practice/hotline" in run.stdout
    assert "practice/hotline" in ramp("query", "-", "-s", "mechanism=south", input=text).stdout


def test_the_list_names_questions_and_parameters(ramp: Ramp) -> None:
    text = ramp("query", "--list").stdout
    assert "practices\n    Practices of a mechanism\n" in text
    assert "--set mechanism=…  Mechanism (iri, default north)" in text
    assert "--set since=…  Since (integer, default any)" in text
    assert "Pratiques d'un mécanisme" in ramp("query", "--list", "--lang", "fr").stdout
    records = json.loads(ramp("query", "--list", "--format", "json").stdout)
    assert [record["name"] for record in records] == ["about", "is-founded", "practices"]
    assert records[2]["parameters"][0]["default"] == "north"


def test_the_text_of_a_question_can_be_had_with_its_values(ramp: Ramp) -> None:
    text = ramp("query", "practices", "--show", "-s", "mechanism=south").stdout
    assert "<https://w3id.org/ramp/id/organization/south>" in text
    assert "#+" not in text
    assert "practice/hotline" in ramp("query", "-", input=text).stdout
    assert ramp("query", "-", "--show", input=HELP).stdout == HELP


def test_expected_answers_are_written(ramp: Ramp, knowledge: KnowledgeFolders) -> None:
    stored = knowledge.queries / "practices.tsv"
    before = stored.read_text()
    stored.unlink()
    run = ramp("query", "practices", "--write-expected")
    assert run.stderr == "queries/practices.tsv written\n"
    assert stored.read_text() == before
    for file in (stored, knowledge.queries / "about.nt", knowledge.queries / "is-founded.txt"):
        file.write_text("old\n")
    assert ramp("query", "--write-expected").returncode == 0
    assert stored.read_text() == before
    assert (knowledge.queries / "is-founded.txt").read_text() == "true\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["practises"], ["There is no question 'practises'", "Did you mean practices?"]),
        (["found"], ["Did you mean is-founded?"]),
        (["xyz"], ["List them with ramp query --list"]),
        ([], ["There is nothing to ask", "ramp query --list"]),
        (["nowhere/own.rq"], ["nowhere/own.rq: No such file"]),
        (["practices", "-s", "mechanism"], ["--set mechanism has no value", "NAME=VALUE"]),
        (["practices", "-s", "mecanism=x"], ["no parameter mecanism", "Did you mean mechanism?"]),
        (["practices", "-s", "since=old"], ["since: 'old' is no whole number"]),
        (["practices", "-s", "mechanism=norht"], ["the graph knows no 'norht'", "Did you mean north?"]),
        (["practices", "-f", "jsn"], ["--format jsn does not fit rows", "Did you mean json?"]),
        (["about", "-f", "csv"], ["--format csv does not fit triples", "turtle"]),
        (["is-founded", "-f", "csv"], ["--format csv does not fit yes or no", "json, xml"]),
    ],
)
def test_wrong_words_get_one_clear_sentence(ramp: Ramp, arguments: list[str], words: list[str]) -> None:
    refused(ramp("query", *arguments), *words)


def test_a_broken_query_is_told_with_its_place(ramp: Ramp) -> None:
    refused(ramp("query", "-", input="SELECT ?m\nWHERE { ?m a }"), "No valid SPARQL at line 2, column 15")


def test_plain_sparql_has_no_parameters(ramp: Ramp) -> None:
    refused(ramp("query", "-", "-s", "a=1", input="ASK {}"), "--set a: only a question")


def test_a_file_that_is_no_text_is_refused(ramp: Ramp, tmp_path: Path) -> None:
    (tmp_path / "image.png").write_bytes(b"\x89PNG\xff")
    refused(ramp("query", str(tmp_path / "image.png")), "is no text in UTF-8")


def test_a_broken_graph_is_told_with_its_place(ramp: Ramp, knowledge: KnowledgeFolders) -> None:
    (knowledge.data / "broken.ttl").write_text("a:b")
    refused(ramp("query", "practices"), "data/broken.ttl is no valid Turtle at line 1")


def test_a_home_that_cannot_be_written_is_named(ramp: Ramp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    refused(ramp("query", "practices", "--home", str(tmp_path / "file" / "home")), "cannot be written", "RAMP_HOME")


def test_a_folder_without_knowledge_is_named(ramp: Ramp, tmp_path: Path) -> None:
    refused(ramp("query", "practices", "--knowledge", str(tmp_path)), str(tmp_path), "RAMP_KNOWLEDGE")


def test_a_setting_that_cannot_be_is_named(ramp: Ramp) -> None:
    refused(ramp("query", "practices", env={"RAMP_PORT": "http"}), "RAMP_PORT")


def test_a_query_that_would_fetch_something_is_refused(ramp: Ramp) -> None:
    refused(ramp("query", "-", input="ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "SERVICE")


def test_an_update_is_refused(ramp: Ramp) -> None:
    refused(ramp("query", "-", input="CLEAR ALL"), "This is an update (CLEAR)")


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("SELECT * {" + "{" * 5000 + "}" * 5000 + "}", id="braces"),
        pytest.param("ASK { FILTER(" + "!" * 60_000 + "true) }", id="negations"),
    ],
)
def test_a_query_that_kills_its_process_is_a_clear_sentence(ramp_process: Start, text: str) -> None:
    process = ramp_process("query", "-")
    out, errors = process.communicate(text.encode(), timeout=60)
    assert process.returncode == 2
    assert out == b""
    assert errors.startswith(b"ramp: ")
    assert b"Traceback" not in errors


def test_a_reader_that_goes_away_is_no_error(ramp_process: Start) -> None:
    process = ramp_process("query", "-")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"SELECT * { ?a ?b ?c . ?d a ?f }")
    process.stdin.close()
    process.stdout.readline()
    process.stdout.close()
    process.stdin, process.stdout = None, None
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (141, b"")


def endless(ramp_process: Start) -> subprocess.Popen[bytes]:
    """A query without end, being evaluated."""
    process = ramp_process("query", "-", start_new_session=True)
    assert process.stdin is not None
    process.stdin.write(b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    process.stdin.close()
    process.stdin = None
    deadline = time.monotonic() + 60
    while not evaluators(process.pid):
        assert time.monotonic() < deadline, "no query was started"
        os.sched_yield()
    return process


def evaluators(pid: int) -> list[int]:
    """The children of a process."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_ctrl_c_ends_a_query_at_once(ramp: Ramp, ramp_process: Start) -> None:
    ramp("query", "practices")
    process = endless(ramp_process)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors


def test_ctrl_c_while_the_program_loads_or_reads_is_no_traceback(ramp_process: Start) -> None:
    process = ramp_process("query", "-")
    maps = Path(f"/proc/{process.pid}/maps")
    deadline = time.monotonic() + 60
    while "pydantic_core" not in maps.read_text():
        assert time.monotonic() < deadline, "the program does not load"
        os.sched_yield()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"Traceback" not in errors


def test_a_query_ends_with_the_command_that_asked(ramp: Ramp, ramp_process: Start) -> None:
    ramp("query", "practices")
    process = endless(ramp_process)
    (child,) = evaluators(process.pid)
    process.kill()
    process.communicate(timeout=60)
    deadline = time.monotonic() + 60
    while Path(f"/proc/{child}/stat").is_file() and not ended(child):
        assert time.monotonic() < deadline, "the query goes on without anybody to read the answer"
        os.sched_yield()


def ended(pid: int) -> bool:
    """Whether the process is only a name in the table of processes."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_on_a_terminal_the_answer_is_a_table_with_a_bar_before_it(ramp_process: Start) -> None:
    leader, follower = pty.openpty()
    process = ramp_process(
        "query", "practices", stdin=subprocess.DEVNULL, stdout=follower, stderr=follower,
        env={"TERM": "xterm", "COLUMNS": "120"},
    )  # fmt: skip
    os.close(follower)
    shown = b"".join(iter(lambda: read(leader), b""))
    os.close(leader)
    assert process.wait(timeout=60) == 0
    text = shown.decode()
    assert "Reading the graph" in text
    assert "Yearly review" in text
    assert "1 row" in text


def read(terminal: int) -> bytes:
    """The next piece that a terminal shows; nothing when its other side is closed (which Linux reports as an error)."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""
