"""The check of what was sent, for the tables: runs in a worker process, returns plain values.

The check itself is the one of `ramp.intake`; what is added is what a submission has and a file has not: identifiers
that it got earlier, and an earlier version.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from ramp.graph.folders import KnowledgeFolders
from ramp.graph.namespaces import ID, RAMP, SKOS
from ramp.intake import worker
from ramp.intake.limits import Limits
from ramp.intake.ownership import Ownership
from ramp.intake.readers import form_of, read
from ramp.intake.render.json_report import as_dict
from ramp.intake.submission import Submission, Triple
from ramp.validation.report import Severity
from ramp.validation.running import validate
from ramp.validation.shapes import Shapes, load_shapes
from ramp.validation.stated import rdflib_term
from ramp.workflow.judged import Judged, base_of
from ramp.workflow.naming import named
from ramp.workflow.provenance import text_of

_LABEL = URIRef(SKOS["prefLabel"].value)
_PRACTICE = URIRef(RAMP["Practice"].value)


class _Held:
    """The one process-wide place of a worker for the shapes of published data."""

    root: Path | None = None
    shapes: Shapes | None = None

    @classmethod
    def ready(cls, root: Path) -> Shapes:
        if cls.shapes is None or cls.root != root:
            cls.shapes, cls.root = load_shapes(KnowledgeFolders.find(root)), root
        return cls.shapes


def judge(
    path: Path,
    root: Path,
    data: bytes,
    media_type: str,
    file_name: str,
    submission_id: str,
    lang: str,
    permanent: Mapping[str, str],
    earlier: str = "",
) -> Judged:
    """Read and check `data`. `permanent`: identifiers given to this submission earlier, to the submitter's own;
    `earlier`: triples of the version before.

    Raises RampError where the data cannot be read at all.
    """
    checker = worker.checker_for(path, root)
    limits, base = Limits(), base_of(submission_id)
    form = form_of(media_type, file_name)
    submission = _renamed(read(data, form, base, checker.knowledge, limits), permanent)
    report = checker.judge(submission, limits, file_name, None, ("record", "recommended"))
    kept, _, _ = Ownership(submission, checker.knowledge.register, None).sift(checker.profile.classes)
    triples = named(kept, base, _read(earlier))
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    practices = [s for s, p, o in triples if p == RDF.type and o == _PRACTICE]
    titles = [str(title) for node in practices for title in _in_language(graph, node, lang)]
    return Judged(
        form=form.name,
        triples=text_of(_ox(triple) for triple in triples),
        report=as_dict(report),
        valid=report.ok,
        personal=sum(1 for finding in report.findings if finding.kind == "personal-data"),
        title=(titles or _about(triples) or [""])[0][:300],
        records=len(practices),
    )


def unpublishable(path: Path, root: Path, triples: str) -> list[dict[str, Any]]:
    """What the shapes of published data (violations only) find in a record as it would stand in the graph."""
    checker = worker.checker_for(path, root)
    whole = _read(triples)
    own = {subject for subject, predicate, _ in whole if predicate == RDF.type}
    record = [triple for triple in whole if triple[0] in own]
    data = Graph()
    for triple in (*record, *checker.with_context(record)):
        data.add(triple)
    found = validate(data, _Held.ready(root))
    return [
        {"rule": result.rule, "node": result.node, "path": result.path, "message": dict(result.message)}
        for result in found.results
        if result.severity is Severity.VIOLATION and URIRef(result.node) in own
    ]


def _renamed(submission: Submission, permanent: Mapping[str, str]) -> Submission:
    """Permanent identifiers stand for the submitter's own, so that published records can be amended."""
    if not permanent:
        return submission
    table: dict[Node, Node] = {URIRef(iri): URIRef(source) for iri, source in permanent.items()}
    renamed = Submission(submission.form, submission.base, findings=submission.findings, table=submission.table)
    for (subject, predicate, value), place in submission.triples.items():
        renamed.add((table.get(subject, subject), predicate, table.get(value, value)), place)
    for (subject, predicate), place in submission.places.items():
        renamed.places.setdefault((table.get(subject, subject), predicate), place)
    renamed.unread = {(table.get(subject, subject), predicate) for subject, predicate in submission.unread}
    return renamed


def _read(triples: str) -> list[Triple]:
    """N-Triples as terms of rdflib, in their order."""
    parsed = ox.parse(triples.encode(), format=ox.RdfFormat.N_TRIPLES)
    return [(rdflib_term(q.subject), rdflib_term(q.predicate), rdflib_term(q.object)) for q in parsed]


def _about(triples: list[Triple]) -> list[str]:
    """What a submission without a practice is called by: the claim that its evidence bears on."""
    evidence_for = URIRef(RAMP["evidenceFor"].value)
    return sorted(str(value).removeprefix(ID.iri) for _, predicate, value in triples if predicate == evidence_for)


def _in_language(graph: Graph, node: Node, lang: str) -> list[Node]:
    labels = sorted(graph.objects(node, _LABEL), key=lambda label: getattr(label, "language", "") != lang)
    return labels[:1]


def _ox(triple: Triple) -> ox.Triple:
    subject, predicate, value = triple
    return ox.Triple(ox.NamedNode(str(subject)), ox.NamedNode(str(predicate)), _term(value))


def _term(value: Node) -> ox.NamedNode | ox.Literal:
    if isinstance(value, Literal):
        if value.language:
            return ox.Literal(str(value), language=value.language)
        return (
            ox.Literal(str(value), datatype=ox.NamedNode(str(value.datatype)))
            if value.datatype
            else ox.Literal(str(value))
        )
    return ox.NamedNode(str(value))
