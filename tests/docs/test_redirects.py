"""`docs/w3id/.htaccess`, read as Apache's mod_rewrite reads it: every IRI leads to the service, by 303."""

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from ramp.graph.folders import KnowledgeFolders

FILE = Path(__file__).resolve().parents[2] / "docs" / "w3id" / ".htaccess"
TYPES = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass(frozen=True)
class Rule:
    """One RewriteRule with the condition before it."""

    pattern: str
    target: str
    flags: tuple[str, ...]
    accept: str | None


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    """The rules of the file, in order; nothing else stands in it."""
    found, accept = [], None
    for line in FILE.read_text().splitlines():
        if not line or line.startswith("#") or line in ("Options +FollowSymLinks", "RewriteEngine on"):
            continue
        directive, *parts = line.split()
        if directive == "RewriteCond":
            variable, accept = line.removeprefix("RewriteCond ").split(" ", 1)
            assert variable == "%{HTTP_ACCEPT}"
            continue
        assert directive == "RewriteRule", line
        pattern, target, flags = parts
        found.append(Rule(pattern, target, tuple(flags.strip("[]").split(",")), accept))
        accept = None
    return found


def redirect(rules: list[Rule], path: str, accept: str) -> str:
    """Where a request is sent; the path is without the first slash, as in a folder's file."""
    environment: dict[str, str] = {}
    for rule in rules:
        match = re.search(rule.pattern, path)
        if not match or (rule.accept and not re.search(rule.accept, accept)):
            continue
        for flag in rule.flags:
            if flag.startswith("E="):
                name, _, value = flag[2:].partition(":")
                environment[name] = value
        if rule.target != "-":
            assert rule.flags == ("R=303", "NE", "L")
            target = rule.target.replace("%{ENV:SERVICE}", environment["SERVICE"])
            for number, part in enumerate(match.groups(""), 1):
                target = target.replace(f"${number}", part)
            return target
    raise AssertionError(f"nothing answers {path}")


def test_the_service_is_named_once() -> None:
    assert len(re.findall(r"https://(?!w3id|github)[\w.-]+", FILE.read_text())) == 1


@pytest.mark.parametrize(
    "path", ["id/practice/x", "scheme/theme", "ontology", "shapes", "graph/data/states", "dataset"]
)
def test_one_format_leads_to_its_document(rules: list[Rule], path: str) -> None:
    for suffix, media_type in TYPES.items():
        for accept in (media_type, f"{media_type};q=0.9", f"{media_type}; charset=utf-8"):
            assert redirect(rules, path, accept).endswith(f".org/{path}.{suffix}")
        assert redirect(rules, f"{path}.{suffix}", BROWSER).endswith(f".org/{path}.{suffix}")


def test_lists_are_left_to_the_service(rules: list[Rule]) -> None:
    for accept in ("", "*/*", BROWSER, "text/turtle, application/ld+json;q=0.5", "image/png"):
        for path in ("id/practice/x", "ontology", "query/practices", ""):
            assert redirect(rules, path, accept).endswith(f".org/{path}")
    assert redirect(rules, "context.jsonld", "application/ld+json").endswith("/context.jsonld")
    assert redirect(rules, "query/practices", "text/html").endswith("/query/practices")


def test_every_version_has_a_rule(rules: list[Rule], repository: KnowledgeFolders) -> None:
    quads = list(ox.parse(path=str(repository.ontology / "ramp.ttl")))
    versions = [
        quad.object.value.rpartition("/")[2]
        for quad in quads
        if quad.predicate.value in (f"http://www.w3.org/2002/07/owl#{name}" for name in ("versionIRI", "priorVersion"))
    ]
    versions += [file.stem for file in (repository.ontology / "versions").glob("*.nt")]
    assert versions
    for version in versions:
        (own,) = [rule for rule in rules if rule.pattern.startswith(f"^ontology/{re.escape(version)}(")]
        assert redirect([rules[0], own], f"ontology/{version}.ttl", BROWSER).endswith(f"/ontology/{version}.ttl")
        assert redirect(rules, f"ontology/{version}", "text/turtle").endswith(f"/ontology/{version}")


def test_every_iri_of_the_files_is_redirected(rules: list[Rule], repository: KnowledgeFolders) -> None:
    base = "https://w3id.org/ramp/"
    for file in repository.turtle_files()[::7]:
        for quad in ox.parse(path=str(file)):
            for term in (quad.subject, quad.object):
                if isinstance(term, ox.NamedNode) and term.value.startswith(base):
                    path = term.value.removeprefix(base).partition("#")[0]
                    assert redirect(rules, path, "text/turtle").startswith("https://ramp.example.org/")
