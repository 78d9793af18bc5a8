"""Every rule that a report can name has its place on the page of the rules, with words in both languages."""

from pathlib import Path

from pyoxigraph import Store
from rdflib import SH, URIRef

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import SHAPE
from ramp.intake import rules
from ramp.intake.check import Checker
from ramp.intake.profile import PROFILES
from ramp.linking import rules as page


def test_every_rule_of_a_report_is_on_the_page(checker: Checker, repository: KnowledgeFolders, tmp_path: Path) -> None:
    named = {rules.rule(name) for name in rules.NAMES}
    for names in PROFILES.values():
        for name in names:
            named.add(SHAPE.iri + name)
            inner = checker.profile.graph.objects(URIRef(SHAPE.iri + name), SH.property)
            named.update(str(shape) for shape in inner)
    Store(tmp_path / "store").flush()
    book = page.rules(tmp_path / "store", repository.root)
    assert book
    intents = book.intents
    listed = [rule for intent in intents for set_ in intent.sets for rule in set_.rules]
    anchors = {rule.iri for rule in listed} | {set_.iri for intent in intents for set_ in intent.sets}
    assert named <= anchors
    iris = [rule.iri for rule in listed]
    assert len(iris) == len(set(iris)), "an anchor stands once on the page"
    gate = [rule for rule in listed if rule.iri in named]
    assert all({"en", "fr"} <= set(rule.message or rule.title) for rule in gate)
