"""Permanent identifiers for the nodes of an accepted submission, in the patterns of `docs/model.md`.

An identifier that a node was given once stays its own in every later version, and is given to nobody else.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping

import pyoxigraph as ox

from ramp.graph.namespaces import ID, RAMP, RDF, SKOS

_LONGEST = 60


def mint(
    triples: Collection[ox.Triple], submission_id: str, known: Mapping[str, str], taken: Collection[str]
) -> dict[str, str]:
    """Identifiers by the submitter's own: those in `known`, and new ones that are neither in it nor in `taken`."""
    return _Mint(triples, submission_id, known, taken).all()


def slug(text: str) -> str:
    """`Formation des juges à Saly` as `formation-des-juges-a-saly`, cut at a word."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(words) > _LONGEST:
        words = words[: _LONGEST + 1].rpartition("-")[0] or words[:_LONGEST]
    return words or "record"


class _Mint:
    def __init__(
        self, triples: Collection[ox.Triple], submission_id: str, known: Mapping[str, str], taken: Collection[str]
    ) -> None:
        self._id, self._known = submission_id, dict(known)
        self._taken = {*taken, *self._known.values()}
        self._facts: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
        for triple in triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                facts = self._facts.setdefault(triple.subject.value, {})
                facts.setdefault(triple.predicate.value, []).append(triple.object)

    def all(self) -> dict[str, str]:
        order = {RAMP["Practice"].value: 0, RAMP["ResponseClaim"].value: 1}
        nodes = sorted(self._facts, key=lambda node: order.get(self._kind(node), 2))
        for node in nodes:
            if node not in self._known:
                self._known[node] = self._free(self._wanted(node, self._kind(node)))
                self._taken.add(self._known[node])
        return {node: iri for node, iri in self._known.items() if node in self._facts}

    def _wanted(self, node: str, kind: str) -> str:
        if kind == RAMP["Practice"].value:
            labels = [label for label in self._values(node, SKOS["prefLabel"]) if isinstance(label, ox.Literal)]
            labels.sort(key=lambda label: label.language != "en")
            return f"practice/{slug(labels[0].value if labels else self._id)}"
        if kind == RAMP["ResponseClaim"].value:
            subject, about = self._first(node, RAMP["claimSubject"]), self._first(node, RAMP["claimRecommendation"])
            return f"claim/{_last(subject)}/{_last(about)}" + (
                "" if subject in self._known.values() else f"-{self._id}"
            )
        if kind == RAMP["EvidenceLine"].value:
            claim = self._first(node, RAMP["evidenceFor"], permanent=False)
            subject = self._first(claim, RAMP["claimSubject"]) if claim in self._facts else ""
            own = subject if subject in self._known.values() else ""
            return f"{own.removeprefix(ID.iri)}/evidence/1" if own else f"evidence/{self._id}/1"
        if kind == RAMP["Participation"].value:
            whole, part = self._first(node, RAMP["participationIn"]), self._first(node, RAMP["participant"])
            return f"{whole.removeprefix(ID.iri)}/participation/{_last(part)}"
        if kind == RAMP["Doubt"].value:
            about = self._first(node, RAMP["doubtAbout"]).removeprefix(ID.iri)
            field = self._first(node, RAMP["doubtfulProperty"])
            return f"{about}/doubt/{re.split('[#/]', field)[-1] or 'record'}"
        if kind == RAMP["SearchRecord"].value:
            return f"search/{self._id}-1"
        return f"submission/{self._id}/node/1"

    def _free(self, wanted: str) -> str:
        """The identifier, with the next number where it has one or is taken."""
        iri, numbered = ID.iri + wanted, re.fullmatch(r"(.*[/-])1", wanted)
        count = 1
        while iri in self._taken:
            count += 1
            iri = f"{ID.iri}{numbered[1]}{count}" if numbered else f"{ID.iri}{wanted}-{count}"
        return iri

    def _kind(self, node: str) -> str:
        kinds = [kind.value for kind in self._values(node, RDF["type"]) if isinstance(kind, ox.NamedNode)]
        return kinds[0] if kinds else ""

    def _values(self, node: str, term: ox.NamedNode) -> list[ox.NamedNode | ox.Literal]:
        return self._facts.get(node, {}).get(term.value, [])

    def _first(self, node: str, term: ox.NamedNode, *, permanent: bool = True) -> str:
        values = [value.value for value in self._values(node, term)]
        first = min(values) if values else ""
        return self._known.get(first, first) if permanent else first


def _last(iri: str) -> str:
    """The part of an identifier that tells it from its neighbours, in small letters."""
    return slug(iri.rstrip("/").rpartition("/")[2]) if iri else "record"
