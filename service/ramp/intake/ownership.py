"""Which statements a submission may make: only about nodes that it introduces, only with terms for records.

Nothing in RDF or SHACL keeps a file from saying that somebody else's treaty is repealed; this module does.
"""

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from rdflib import RDF, BNode, URIRef
from rdflib.term import Node

from ramp.graph.namespaces import ADMS, BASE, OWL, PREFIXES, RAMP, RDFS, SH
from ramp.intake import rules
from ramp.intake.finding import Finding, Text
from ramp.intake.position import Position
from ramp.intake.register import Register
from ramp.intake.submission import Submission, Triple, node_name

_TYPE = RDF.type

_STATUS = URIRef(ADMS["status"].value)
_FOREIGN = (SH.iri, OWL.iri, RDFS.iri)
_VOCABULARIES = (
    *(iri for iri in PREFIXES.values() if not iri.startswith(BASE)),
    "http://www.w3.org/", "https://www.w3.org/", "http://purl.org/", "https://schema.org/", "http://schema.org/",
)  # fmt: skip
_IRI = re.compile(r"[^\x00-\x20<>\"{}|\\^`\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class Ownership:
    """Tells own nodes from others'. `base`: the IRI below which the submitter's records are; None: any unknown one."""

    def __init__(self, submission: Submission, register: Register, base: str | None) -> None:
        self._submission, self._register, self._base = submission, register, base
        self._curated = base is not None and base.startswith(BASE)

    def owns(self, node: Node) -> bool:
        """Whether the submission may describe the node."""
        if isinstance(node, BNode):
            return True
        iri = str(node)
        if iri.startswith(self._submission.base):
            return True
        if self._base is not None:
            return iri.startswith(self._base)
        return not iri.startswith((BASE, *_VOCABULARIES)) and iri not in self._register.entries

    def sift(self, classes: Collection[Node]) -> tuple[list[Triple], list[Finding], int]:
        """The triples that may stand, the findings about the others, and how many subjects nothing is checked about."""
        kept: list[Triple] = []
        findings: list[Finding] = list(self._identifiers())
        foreign: dict[Node, Position] = {}
        typed: dict[Node, bool] = {}
        for triple, place in self._submission.triples.items():
            subject, predicate, value = triple
            if not self.owns(subject):
                foreign.setdefault(subject, place)
                continue
            typed.setdefault(subject, False)
            term = str(value) if predicate == _TYPE else str(predicate)
            if term.startswith(_FOREIGN):
                findings.append(rules.shapes_in_data(term, place))
                continue
            if predicate == _TYPE:
                if value in classes:
                    typed[subject] = True
                elif not (self._curated and str(value) == RAMP["Consultation"].value):
                    findings.append(rules.other_type(node_name(subject), term, place, _names(classes)))
                    continue
            if predicate == _STATUS and not self._curated:
                findings.append(rules.curator_status(place, node_name(subject)))
                continue
            kept.append(triple)
        for subject, place in foreign.items():
            entry = self._register.entries.get(str(subject))
            findings.append(rules.not_yours(node_name(subject), entry.label("en") if entry else None, place))
        missing = [subject for subject, known in typed.items() if not known]
        for subject in missing:
            place = self._submission.position(subject)
            findings.append(rules.untyped(node_name(subject), place, _names(classes)))
        return kept, findings, len(foreign) + len(missing)

    def _identifiers(self) -> Iterator[Finding]:
        seen: set[Node] = set()
        for triple, place in self._submission.triples.items():
            for term in triple:
                if isinstance(term, URIRef) and term not in seen:
                    seen.add(term)
                    if not usable(str(term)):
                        yield rules.bad_iri(str(term), place)


def usable(iri: str) -> bool:
    """Whether an IRI is http, https or urn:uuid, and holds nothing that could hide or run something."""
    if not _IRI.fullmatch(iri) or len(iri) > 2000:
        return False
    try:
        parts = urlsplit(iri)
    except ValueError:
        return False
    return (parts.scheme in ("http", "https") and bool(parts.netloc)) or iri.startswith("urn:uuid:")


def _names(classes: Collection[Node]) -> Text:
    names = sorted("ramp:" + str(kind).rpartition("#")[2] for kind in classes)
    return Text(", ".join(names), ", ".join(names))
