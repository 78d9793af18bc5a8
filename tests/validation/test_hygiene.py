"""Every hygiene rule finds its defect in a small faulty graph, and nothing beside it."""

import re
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from ramp.errors import KnowledgeError
from ramp.graph.folders import KnowledgeFolders
from ramp.validation.hygiene import HygieneRule, apply_rule, check_hygiene, load_hygiene, parse_rule
from ramp.validation.report import Severity
from ramp.validation.stated import Stated

HERE = Path(__file__).resolve().parent
FOLDERS = KnowledgeFolders.find(HERE.parents[1])
RULES = list(load_hygiene(FOLDERS).values())
FINDS = re.compile(r"^# finds: <(.*)>$", re.MULTILINE)

HEAD = """\
#+ title: {en: "Things", fr: "Choses"}
#+ description: {en: "Things are there.", fr: "Des choses sont là."}
#+ severity: warning
#+ message: {en: "{node} has {value}.", fr: "{node} a {value}."}
"""


def graph_of(text: str) -> Store:
    store = Store()
    store.load(text.encode(), RdfFormat.TRIG)
    return store


def absolute(node: str) -> str:
    return node if node.startswith("http") else f"https://w3id.org/ramp/id/{node}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_finds_its_defect_and_nothing_else(rule: HygieneRule) -> None:
    text = (HERE / "hygiene" / f"{rule.name}.trig").read_text(encoding="utf-8")
    results = list(apply_rule(rule, Stated(graph_of(text), FOLDERS)))
    assert {result.node for result in results} == {absolute(node) for node in FINDS.findall(text)}
    for result in results:
        assert result.rule == f"hygiene/{rule.name}"
        assert result.severity is rule.severity
        assert set(result.message) == {"en", "fr"}
        assert not any("{" in message for message in result.message.values())


def test_every_faulty_graph_belongs_to_a_rule() -> None:
    assert {file.stem for file in HERE.glob("hygiene/*")} == {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_described_in_both_languages_and_says_what_to_do(rule: HygieneRule) -> None:
    for texts in (rule.title, rule.description, rule.message):
        assert set(texts) == {"en", "fr"}
        assert texts["en"] != texts["fr"]
    assert all(text.endswith(".") for text in (*rule.description.values(), *rule.message.values()))


def test_personal_data_is_never_repeated_in_a_result() -> None:
    text = (HERE / "hygiene" / "personal-data.trig").read_text(encoding="utf-8")
    (rule,) = (rule for rule in RULES if rule.name == "personal-data")
    for result in apply_rule(rule, Stated(graph_of(text), FOLDERS)):
        assert not re.search("somebody|23 45|12AB", str(result))


def test_a_clean_graph_has_no_results(knowledge: KnowledgeFolders) -> None:
    report = check_hygiene(graph_of(""), knowledge)
    assert (report.results, report.rules, report.nodes) == ((), 0, 0)


def test_a_blank_node_is_reported_as_the_record_that_it_hangs_on() -> None:
    text = """
        @prefix time: <http://www.w3.org/2006/time#> . @prefix org: <http://www.w3.org/ns/org#> .
        @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        <https://w3id.org/ramp/graph/data/example> {
          <https://w3id.org/ramp/id/membership/a> org:memberDuring [
            time:hasBeginning [ time:inXSDgYear "2001"^^xsd:gYear ] ;
            time:hasEnd [ time:inXSDgYear "2000"^^xsd:gYear ] ] .
        }"""
    (rule,) = (rule for rule in RULES if rule.name == "date-order")
    (result,) = apply_rule(rule, Stated(graph_of(text), FOLDERS))
    assert result.node == "https://w3id.org/ramp/id/membership/a"
    assert result.graph == "https://w3id.org/ramp/graph/data/example"
    assert result.value == "2001, 2000"
    assert result.file is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD.replace("warning", "grave"), "the severity is 'grave'"),
        (HEAD.replace("#+ severity: warning\n", ""), "the key severity is missing"),
        (HEAD + "#+ remedy: none\n", "the key remedy is unknown"),
        (HEAD.replace('fr: "Choses"', 'de: "Dinge"'), "title is not there in English and French"),
        (HEAD.replace("title: {", "title: ["), "no valid YAML"),
        ("#+ only a text\n", "the '#+' lines are no mapping"),
        (HEAD + "SELECT ?node ?value WHERE { ?node ?value }", "no valid SPARQL"),
        (HEAD + "SELECT ?value WHERE { ?node ?property ?value }", "does not select ?node"),
        (HEAD + "SELECT ?node WHERE { ?node ?property ?value }", "does not select ?value"),
        (HEAD + "ASK { ?node ?property ?value }", "does not select ?node"),
    ],
)
def test_a_broken_rule_is_refused_with_a_reason_and_a_remedy(text: str, said: str) -> None:
    with pytest.raises(KnowledgeError, match=re.escape(said)) as error:
        parse_rule("shapes/hygiene/things.rq", Path("things.rq"), text)
    assert error.value.detail.startswith("shapes/hygiene/things.rq: ")
    assert error.value.remedy


def test_a_sound_rule_is_read() -> None:
    rule = parse_rule("x", Path("things.rq"), HEAD + "SELECT ?node ?value WHERE { ?node ?property ?value }")
    assert (rule.name, rule.severity, rule.title["fr"]) == ("things", Severity.WARNING, "Choses")
    store = graph_of(
        '<https://w3id.org/ramp/graph/data/x> { <http://a/> <http://b/> [] . <http://a/> <http://b/> "c" }'
    )
    values = {result.message["en"] for result in apply_rule(rule, Stated(store, FOLDERS))}
    assert "http://a/ has c." in values


def test_a_long_text_is_cut_in_a_message() -> None:
    rule = parse_rule("x", Path("things.rq"), HEAD + "SELECT ?node ?value WHERE { ?node ?property ?value }")
    store = graph_of(f'<https://w3id.org/ramp/graph/data/x> {{ <http://a/> <http://b/> "{"long " * 100}" }}')
    (result,) = apply_rule(rule, Stated(store, FOLDERS))
    assert len(result.message["en"]) < 150
    assert result.message["en"].endswith("….")


def test_what_a_query_leaves_open_is_a_dash() -> None:
    text = HEAD + "SELECT ?node ?value WHERE { ?node ?property ?any OPTIONAL { ?node <urn:value> ?value } }"
    store = graph_of('<https://w3id.org/ramp/graph/data/x> { <http://a/> <http://b/> "c" }')
    (result,) = apply_rule(parse_rule("x", Path("things.rq"), text), Stated(store, FOLDERS))
    assert (result.message["fr"], result.value) == ("http://a/ a -.", None)
