"""The report as a standard `sh:ValidationReport`, with the position, the remedy and a link to the rule added to each
result.
"""

from collections.abc import Sequence

import pyoxigraph as ox

from ramp.graph.namespaces import PREFIXES, RDF, RDFS, SCHEMA, SH, SHAPE, SKOS, XSD
from ramp.intake.finding import Cause, Finding, Text
from ramp.intake.ownership import usable
from ramp.intake.report import CheckReport

_SEVERITY = {"violation": SH["Violation"], "warning": SH["Warning"], "info": SH["Info"]}
_USED = ("sh", "rs", "ramp", "skos", "dcterms", "schema", "prov", "adms", "rdfs", "xsd")


def write_turtle(reports: Sequence[CheckReport], lang: str) -> str:
    """Turtle, one report node a file."""
    del lang
    prefixes = {name: PREFIXES[name] for name in _USED}
    return _triples(reports, ox.RdfFormat.TURTLE, prefixes)


def write_jsonld(reports: Sequence[CheckReport], lang: str) -> str:
    """JSON-LD, expanded: nothing needs fetching to read it."""
    del lang
    return _triples(reports, ox.RdfFormat.JSON_LD, None)


def _triples(reports: Sequence[CheckReport], form: ox.RdfFormat, prefixes: dict[str, str] | None) -> str:
    triples: list[ox.Triple] = []
    for report in reports:
        _report(report, triples)
    return (ox.serialize(triples, format=form, prefixes=prefixes) or b"").decode("utf-8")


def _report(report: CheckReport, out: list[ox.Triple]) -> None:
    node = ox.BlankNode()
    conforms = ox.Literal(str(report.ok).lower(), datatype=XSD["boolean"])
    out.append(ox.Triple(node, RDF["type"], SH["ValidationReport"]))
    out.append(ox.Triple(node, SH["conforms"], conforms))
    if report.source:
        out.append(ox.Triple(node, RDFS["label"], ox.Literal(report.source)))
    if report.outcome == "nothing-checked":
        text = Text("Nothing in the file was checked.", "Rien dans le fichier n'a été vérifié.")
        _texts(node, RDFS["comment"], text, out)
    for finding in report.findings:
        result = ox.BlankNode()
        out.append(ox.Triple(node, SH["result"], result))
        _result(result, finding, out)


def _result(node: ox.BlankNode, finding: Finding, out: list[ox.Triple]) -> None:
    component = finding.component or SHAPE.iri + "IntakeConstraintComponent"
    focus = finding.focus or ""
    out += [
        ox.Triple(node, RDF["type"], SH["ValidationResult"]),
        ox.Triple(node, SH["resultSeverity"], _SEVERITY[finding.severity]),
        ox.Triple(node, SH["sourceShape"], ox.NamedNode(finding.rule)),
        ox.Triple(node, SH["sourceConstraintComponent"], ox.NamedNode(component)),
        ox.Triple(node, SH["focusNode"], _term(focus)),
        ox.Triple(node, RDFS["seeAlso"], ox.NamedNode(finding.help)),
    ]
    _on(node, finding, out)
    _texts(node, SH["resultMessage"], finding.message, out)
    if finding.remedy:
        _texts(node, SKOS["scopeNote"], finding.remedy, out)
    for cause in finding.causes:
        detail = ox.BlankNode()
        out.append(ox.Triple(node, SH["detail"], detail))
        _detail(detail, finding, cause, out)
    if place := finding.position.text("en"):
        out.append(ox.Triple(node, SCHEMA["position"], ox.Literal(place)))


def _detail(node: ox.BlankNode, finding: Finding, cause: Cause, out: list[ox.Triple]) -> None:
    """A result inside a result (https://www.w3.org/TR/shacl/#results-detail)."""
    out += [
        ox.Triple(node, RDF["type"], SH["ValidationResult"]),
        ox.Triple(node, SH["resultSeverity"], _SEVERITY[finding.severity]),
        ox.Triple(node, SH["sourceShape"], ox.NamedNode(cause.rule) if cause.rule else ox.BlankNode()),
        ox.Triple(node, SH["sourceConstraintComponent"], ox.NamedNode(cause.component)),
        ox.Triple(node, SH["focusNode"], _term(cause.focus)),
    ]
    _on(node, cause, out)
    _texts(node, SH["resultMessage"], cause.message, out)


def _on(node: ox.BlankNode, found: Finding | Cause, out: list[ox.Triple]) -> None:
    """Path and value of a result."""
    if found.path and found.path.startswith("^"):
        path = ox.BlankNode()
        out.append(ox.Triple(node, SH["resultPath"], path))
        out.append(ox.Triple(path, SH["inversePath"], ox.NamedNode(found.path[1:])))
    elif found.path and usable(found.path):
        out.append(ox.Triple(node, SH["resultPath"], ox.NamedNode(found.path)))
    if found.value is not None:
        out.append(ox.Triple(node, SH["value"], _term(found.value)))


def _texts(node: ox.BlankNode, predicate: ox.NamedNode, text: Text, out: list[ox.Triple]) -> None:
    for lang, sentence in zip(("en", "fr"), text, strict=True):
        out.append(ox.Triple(node, predicate, ox.Literal(sentence, language=lang)))


def _term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if text.startswith("_:") and text[2:].isalnum():
        return ox.BlankNode(text[2:])
    bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
    return ox.NamedNode(bare) if usable(bare) else ox.Literal(text)
