"""The check: one file in, one report out, nothing kept. The steps are the modules of this room, in their order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rdflib import RDF, Literal, URIRef
from rdflib.term import Node

from ramp.graph.namespaces import BASE, DCTERMS, FOAF, RAMP, SCHEMA, SKOS
from ramp.intake import rules
from ramp.intake.duplicates import Duplicates
from ramp.intake.explain import Explainer
from ramp.intake.facts import Facts
from ramp.intake.finding import Finding, Text
from ramp.intake.knowledge import Knowledge
from ramp.intake.limits import Limits
from ramp.intake.ownership import Ownership
from ramp.intake.privacy import masked, screen
from ramp.intake.profile import SUBMITTED, Profile
from ramp.intake.readers import Form, read
from ramp.intake.report import Checked, CheckReport, reported
from ramp.intake.submission import Submission, Triple, node_name

_TYPE = RDF.type

SUBMISSION_BASE = BASE + "submission/"
"""What relative IRIs are completed with: nodes below it are the submission's own."""

_PRACTICE, _LABEL = URIRef(RAMP["Practice"].value), URIRef(SKOS["prefLabel"].value)
_START, _END = URIRef(SCHEMA["startDate"].value), URIRef(SCHEMA["endDate"].value)
_SOURCE, _PAGE = URIRef(DCTERMS["source"].value), URIRef(FOAF["Document"].value)
_SCHEME = URIRef(SKOS["inScheme"].value)
_ACTORS = (URIRef(RAMP["reportedBy"].value), URIRef(RAMP["carriedOutBy"].value))
_UP = (URIRef(RAMP["claimSubject"].value), URIRef(RAMP["evidenceFor"].value), URIRef(RAMP["participationIn"].value),
       URIRef(RAMP["doubtAbout"].value), URIRef(RAMP["searchedClaim"].value))  # fmt: skip


class Checker:
    """Checks submissions against one state of the graph; shapes and names are read once, when it is made."""

    def __init__(self, knowledge: Knowledge, profile: Profile | None = None) -> None:
        """`profile`: the shapes, where they have been read already."""
        self.knowledge = knowledge
        self.profile = profile or Profile(knowledge.folders)
        self.duplicates = Duplicates(knowledge.register)

    def check(
        self,
        data: bytes,
        form: Form,
        *,
        source: str = "",
        own_base: str | None = None,
        limits: Limits | None = None,
        profiles: Sequence[str] = SUBMITTED,
    ) -> CheckReport:
        """The report on `data`. `own_base`: IRI below which the submitter's records are; None: any that nobody has yet.

        Raises RampError where the data cannot be read at all.
        """
        limits = limits or Limits()
        base = own_base or SUBMISSION_BASE
        return self.judge(read(data, form, base, self.knowledge, limits), limits, source, own_base, profiles)

    def judge(
        self, submission: Submission, limits: Limits, source: str, own_base: str | None, profiles: Sequence[str]
    ) -> CheckReport:
        """The report on what has been read."""
        kept, findings, unmatched = Ownership(submission, self.knowledge.register, own_base).sift(self.profile.classes)
        data = Facts(self.with_context(kept))
        focus: dict[Node, list[Node]] = {}
        for subject, predicate, value in kept:
            if predicate == _TYPE:
                focus.setdefault(value, []).append(subject)
        explainer = Explainer(self.profile, self.knowledge.register, submission, data)
        raw = self.profile.run(data, focus, profiles, most=limits.faults)
        if any(count > limits.faults for count in Counter(result.shape for result in raw).values()):
            findings.append(rules.stopped(limits.faults))
        findings += submission.findings
        findings += [found for result in raw if (found := explainer.finding(result)) is not None]
        practices = focus.get(_PRACTICE, [])
        findings += self._dates(submission, data, practices)
        findings += self._personal(submission)
        findings += self._known(submission, data, practices)
        titled = _Titles(data, kept)
        return reported(
            (titled.placed(finding) for finding in findings), limits, source=source, form=submission.form,
            records=len(practices),
            checked=Checked(len(set().union(*focus.values())), self.profile.count(profiles), unmatched),
        )  # fmt: skip

    def with_context(self, triples: list[Triple]) -> Iterator[Triple]:
        """The triples, and of the graph only the types and schemes of what they refer to."""
        own = {triple[0] for triple in triples}
        seen: set[Node] = set()
        for triple in triples:
            yield triple
            value = triple[2]
            if not isinstance(value, URIRef) or triple[1] == _TYPE or value in own:
                continue
            if triple[1] == _SOURCE and not value.startswith(BASE):
                yield value, _TYPE, _PAGE
            if value not in seen:
                seen.add(value)
                entry = self.knowledge.register.entries.get(str(value))
                for kind in sorted(entry.types) if entry else ():
                    yield value, _TYPE, URIRef(kind)
                for scheme in sorted(entry.schemes) if entry else ():
                    yield value, _SCHEME, URIRef(scheme)

    @staticmethod
    def _dates(submission: Submission, data: Facts, practices: list[Node]) -> Iterator[Finding]:
        """End before start, as far as both are exact."""
        for practice in practices:
            start, end = data.first(practice, _START), data.first(practice, _END)
            if start is not None and end is not None:
                common = min(len(str(start)), len(str(end)))
                if str(end)[:common] < str(start)[:common]:
                    place = submission.position(practice, _END, end)
                    yield rules.dates_out_of_order(str(start), str(end), place, node_name(practice), str(_END))

    @staticmethod
    def _personal(submission: Submission) -> Iterator[Finding]:
        for (subject, predicate, value), place in submission.triples.items():
            if isinstance(value, Literal) or str(value).startswith(("mailto:", "tel:")):
                for pattern, what in screen(str(value)):
                    yield rules.personal_data(pattern, what, place, node_name(subject), str(predicate))

    def _known(self, submission: Submission, data: Facts, practices: list[Node]) -> Iterator[Finding]:
        for practice in practices:
            titles = [str(title) for title in data.objects(practice, _LABEL)]
            actors = {str(actor) for link in _ACTORS for actor in data.objects(practice, link)}
            start = str(data.first(practice, _START) or "")
            for candidate in self.duplicates.of(str(practice), titles, actors, start):
                known = candidate.practice
                title = Text(
                    *(known.titles.get(lang) or next(iter(known.titles.values()), "") for lang in ("en", "fr"))
                )
                place = submission.position(practice, _LABEL)
                yield rules.duplicate(known.iri, title, candidate.why, candidate.score, place, node_name(practice))


class _Titles:
    """Names the record that a finding is about: the practice that its node belongs to."""

    def __init__(self, data: Facts, triples: list[Triple]) -> None:
        self._data = data
        self._names = {node_name(triple[0]): triple[0] for triple in triples}

    def placed(self, finding: Finding) -> Finding:
        node = self._names.get(finding.focus or "")
        if node is None:
            return finding
        for _ in range(3):
            up = next((above for link in _UP for above in self._data.objects(node, link)), None)
            if up is None:
                break
            node = up
        labels = sorted(self._data.objects(node, _LABEL), key=lambda label: getattr(label, "language", "") or "")
        return _with_record(finding, str(labels[0])[:120] if labels else node_name(node))


def _with_record(finding: Finding, record: str) -> Finding:
    return replace(finding, record=masked(record))
