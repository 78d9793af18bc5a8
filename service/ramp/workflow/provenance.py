"""The graphs of a submission: the record as it is published, and its history as PROV, one named graph a version.

Node of a version: `id/submission/{id}/version/{n}`; of a step: `id/submission/{id}/step/{n}`; of a person or role:
`id/agent/{account}`. Names of persons are not published, only the public name that an account has chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pyoxigraph as ox

from ramp.graph.namespaces import ADMS, DCTERMS, GRAPH, ID, PROV, RAMP, RDF, SCHEME, SKOS, XSD

STATUS = f"{SCHEME.iri}submission-status/"
_DISPUTES = ox.NamedNode(f"{SCHEME.iri}evidence-direction/disputes")
_ROLES = {
    "submitter": ("submitter", "auteur de la contribution"),
    "curator": ("RAMP curator", "responsable des données de RAMP"),
    "admin": ("RAMP curator", "responsable des données de RAMP"),
    "check": ("RAMP's automatic check", "contrôle automatique de RAMP"),
}


@dataclass(frozen=True, slots=True)
class PastStep:
    """A step as provenance tells it. `agent`: account or role; `label`: public name, empty for the role's."""

    number: int
    version: int
    action: str
    state: str
    agent: str
    label: str
    role: str
    at: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        """For the journal."""
        return asdict(self)


def graph_of(submission_id: str, version: int) -> str:
    """The named graph of a version."""
    return f"{GRAPH.iri}submission/{submission_id}/{version}"


def derived_graph_of(submission_id: str, version: int) -> str:
    """The named graph of what is derived from a version."""
    return f"{graph_of(submission_id, version)}/derived"


def version_node(submission_id: str, version: int) -> ox.NamedNode:
    """The version as an entity of PROV."""
    return ID[f"submission/{submission_id}/version/{version}"]


def published(
    triples: Iterable[ox.Triple], minted: Mapping[str, str], today: str, sent: Iterable[ox.Triple] = ()
) -> list[ox.Triple]:
    """The record under its permanent identifiers, with what publication adds. `sent`: what its author sent last.

    That is the status and the date of its claims; the pages of its evidence as sources of a practice that names none;
    whether a title is the author's own or a curator's translation, where the record does not say so itself; and the
    status `disputed` beside each claim of others that an evidence line of it disputes.
    """
    sent = list(sent)
    own = {_permanent(t.subject, minted): set[str]() for t in sent}
    for triple in sent:
        if triple.predicate == SKOS["prefLabel"] and isinstance(triple.object, ox.Literal) and triple.object.language:
            own[_permanent(triple.subject, minted)].add(triple.object.language)
    out = [
        ox.Triple(_permanent(triple.subject, minted), triple.predicate, _permanent(triple.object, minted))
        for triple in triples
        if triple.predicate != ADMS["status"]
    ]
    values: dict[tuple[Any, ox.NamedNode], list[Any]] = {}
    for triple in out:
        values.setdefault((triple.subject, triple.predicate), []).append(triple.object)
    kinds = {subject: kind for (subject, predicate), (kind, *_) in values.items() if predicate == RDF["type"]}
    claims = [node for node, kind in kinds.items() if kind == RAMP["ResponseClaim"]]
    lines = [node for node, kind in kinds.items() if kind == RAMP["EvidenceLine"]]
    for node in [node for node, kind in kinds.items() if kind == RAMP["Practice"]]:
        if not any((node, RAMP[term]) in values for term in ("titleOfficialIn", "titleTranslatedIn")):
            for label in values.get((node, SKOS["prefLabel"]), ()):
                term = "titleOfficialIn" if label.language in own.get(node, ()) else "titleTranslatedIn"
                out.append(ox.Triple(node, RAMP[term], ox.Literal(label.language or "", datatype=XSD["language"])))
    for claim in claims:
        out.append(ox.Triple(claim, ADMS["status"], ox.NamedNode(f"{STATUS}accepted")))
        if (claim, DCTERMS["issued"]) not in values:
            out.append(ox.Triple(claim, DCTERMS["issued"], ox.Literal(today, datatype=XSD["date"])))
    for line in lines:
        disputes = _DISPUTES in values.get((line, RAMP["direction"]), ())
        for claim in values.get((line, RAMP["evidenceFor"]), ()):
            if disputes and claim not in claims:
                out.append(ox.Triple(claim, ADMS["status"], ox.NamedNode(f"{STATUS}disputed")))
            for practice in values.get((claim, RAMP["claimSubject"]), ()):
                if kinds.get(practice) == RAMP["Practice"] and (practice, DCTERMS["source"]) not in values:
                    pages = values.get((line, DCTERMS["source"]), ())
                    out += [ox.Triple(practice, DCTERMS["source"], page) for page in pages]
    return list(dict.fromkeys(out))


def history(
    submission_id: str,
    version: int,
    status: str,
    steps: Iterable[PastStep],
    *,
    members: Mapping[str, str] | None = None,
    previous: int | None = None,
) -> list[ox.Triple]:
    """Who did what to this version, when and why. `members`: permanent identifiers by the submitter's own."""
    node = version_node(submission_id, version)
    out = [
        ox.Triple(node, RDF["type"], PROV["Entity"]),
        ox.Triple(node, RDF["type"], PROV["Collection"]),
        ox.Triple(node, ADMS["status"], ox.NamedNode(STATUS + status)),
    ]
    if previous is not None:
        out.append(ox.Triple(node, PROV["wasRevisionOf"], version_node(submission_id, previous)))
    for source, iri in sorted((members or {}).items()):
        member = ox.NamedNode(iri)
        out.append(ox.Triple(node, PROV["hadMember"], member))
        out.append(ox.Triple(member, PROV["wasDerivedFrom"], node))
        if "/node/" not in source:
            out.append(ox.Triple(member, PROV["alternateOf"], ox.NamedNode(source)))
    for step in steps:
        if step.version <= version:
            out += _step(submission_id, node, step, version)
    return out


def tombstone(
    submission_id: str, version: int, iris: Iterable[str], steps: Iterable[PastStep], reason: str, at: str, lang: str
) -> list[ox.Triple]:
    """What stays of a withdrawn version: its identifiers with their status, the reason, and the history."""
    out = history(submission_id, version, "withdrawn", steps)
    for iri in sorted(iris):
        node = ox.NamedNode(iri)
        out += [
            ox.Triple(node, ADMS["status"], ox.NamedNode(f"{STATUS}withdrawn")),
            ox.Triple(node, PROV["invalidatedAtTime"], _time(at)),
            ox.Triple(node, PROV["wasDerivedFrom"], version_node(submission_id, version)),
            ox.Triple(node, SKOS["editorialNote"], ox.Literal(reason, language=lang)),
        ]
    return out


def text_of(triples: Iterable[ox.Triple]) -> str:
    """The triples as sorted N-Triples, each once."""
    written = ox.serialize(dict.fromkeys(triples), format=ox.RdfFormat.N_TRIPLES) or b""
    return "".join(sorted(written.decode().splitlines(keepends=True)))


def _step(submission_id: str, node: ox.NamedNode, step: PastStep, version: int) -> list[ox.Triple]:
    activity = ID[f"submission/{submission_id}/step/{step.number}"]
    agent = ID[f"agent/{step.agent}"]
    english, french = (step.label, step.label) if step.label else _ROLES[step.role]
    out = [
        ox.Triple(activity, RDF["type"], PROV["Activity"]),
        ox.Triple(activity, PROV["endedAtTime"], _time(step.at)),
        ox.Triple(activity, PROV["wasAssociatedWith"], agent),
        ox.Triple(activity, PROV["used"], version_node(submission_id, step.version)),
        ox.Triple(activity, DCTERMS["type"], ox.NamedNode(STATUS + step.state)),
        ox.Triple(agent, RDF["type"], PROV["Agent"]),
        ox.Triple(agent, SKOS["prefLabel"], ox.Literal(english, language="en")),
        ox.Triple(agent, SKOS["prefLabel"], ox.Literal(french, language="fr")),
    ]
    if step.reason:
        out.append(ox.Triple(activity, DCTERMS["description"], ox.Literal(step.reason)))
    if step.version == version and step.action in ("receive", "amend", "edit") and step.role != "check":
        out.append(ox.Triple(node, PROV["wasGeneratedBy"], activity))
        out.append(ox.Triple(node, PROV["wasAttributedTo"], agent))
    return out


def _permanent(term: Any, minted: Mapping[str, str]) -> Any:
    return ox.NamedNode(minted[term.value]) if isinstance(term, ox.NamedNode) and term.value in minted else term


def _time(at: str) -> ox.Literal:
    return ox.Literal(datetime.fromisoformat(at).isoformat(), datatype=XSD["dateTime"])
