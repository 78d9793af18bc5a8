"""The schema, the columns, the rules and the register agree with each other and with the graph."""

import json
import random
import unicodedata

from jsonschema import Draft202012Validator
from rdflib import RDFS, SH, URIRef

from ramp.intake import rules
from ramp.intake.check import Checker
from ramp.intake.template import make
from tests.intake.conftest import Check


def test_every_key_of_the_record_schema_is_in_the_context(checker: Checker) -> None:
    schema, context = checker.knowledge.schema, checker.knowledge.context
    Draft202012Validator.check_schema(schema)
    for name, definition in schema["$defs"].items():
        for key in definition.get("properties", {}):
            assert key in context, (name, key)
    for column in schema["x-columns"]:
        assert column["key"] in context


def test_the_template_keeps_to_the_record_schema(checker: Checker) -> None:
    record = json.loads(make("jsonld", checker.knowledge, "en"))
    del record["@context"]
    Draft202012Validator(checker.knowledge.schema).validate(record)


def test_every_rule_of_the_gate_is_described_in_both_languages(checker: Checker) -> None:
    graph = checker.profile.graph
    described = {str(node) for node in graph.subjects(RDFS.isDefinedBy, None) if "#intake-" in str(node)}
    assert described == {rules.rule(name) for name in rules.NAMES}
    for iri in described:
        for predicate in (SH.name, SH.description):
            assert {text.language for text in graph.objects(URIRef(iri), predicate)} == {"en", "fr"}


def test_names_are_found_whatever_their_case_accents_and_language(checker: Checker) -> None:
    register = checker.knowledge.register
    for group in ("state", "organization", "practice-type", "degree"):
        for entry in register.group(group):
            for label in entry.labels.values():
                plain = "".join(c for c in unicodedata.normalize("NFKD", label.upper()) if not unicodedata.combining(c))
                assert entry.iri in register.find(plain, group), label
            assert register.find(entry.iri, group) == [entry.iri]


def test_a_misspelt_name_leads_back_to_its_node(checker: Checker) -> None:
    """Of names with one letter left out, nearly all have the node that was meant among the offers."""
    register = checker.knowledge.register
    chance = random.Random(7)
    tried = found = 0
    for group in ("state", "organization"):
        for entry in register.group(group):
            label = entry.label("fr")
            if len(label) < 6:
                continue
            at = chance.randrange(1, len(label) - 1)
            tried += 1
            found += entry in register.nearest(label[:at] + label[at + 1 :], group)
    assert found >= 0.95 * tried


def test_altered_copies_of_known_practices_are_recognised(checker: Checker, check: Check) -> None:
    """One language only, without accents, words in another order, a word more: at least 95 of 100 are recognised."""
    chance = random.Random(3)
    tried = found = 0
    for known in checker.knowledge.register.practices:
        for title in known.titles.values():
            plain = "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))
            words = title.split()
            chance.shuffle(words)
            for altered in (title, plain.upper(), " ".join(words), f"{title} project"):
                tried += 1
                candidates = checker.duplicates.of("https://example.org/x", [altered], set(known.actors), known.start)
                found += known.iri in {candidate.practice.iri for candidate in candidates}
    assert found >= 0.95 * tried
    strange = checker.duplicates.of("https://example.org/x", ["Migratory birds of the Wadden Sea"], set(), "2010")
    assert strange == []
