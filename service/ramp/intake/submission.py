"""The one form that every kind of file is read into: triples, where each stands, and what could not be read."""

from dataclasses import dataclass, field

from rdflib import RDF, URIRef
from rdflib.term import Node

from ramp.intake.finding import Finding
from ramp.intake.position import NOWHERE, Position

_TYPE = RDF.type

Triple = tuple[Node, Node, Node]


@dataclass(slots=True)
class Submission:
    """`form` is the short name of the format, `base` what relative IRIs were completed with."""

    form: str
    base: str
    triples: dict[Triple, Position] = field(default_factory=dict)
    subjects: dict[Node, Position] = field(default_factory=dict)
    places: dict[tuple[Node, Node], Position] = field(default_factory=dict)
    """Where the first value of a subject's property stands; in a table, also where one could have been written."""
    tongues: dict[tuple[Node, Node, str], Position] = field(default_factory=dict)
    """The same where a table has a column for each language."""
    findings: list[Finding] = field(default_factory=list)
    unread: set[tuple[Node, Node]] = field(default_factory=set)
    """(subject, predicate) of values that were given but not understood: they are complained of, so not missing too."""
    table: bool = False
    """Whether a person wrote it in cells: then suggestions are labels, else IRIs."""

    def add(self, triple: Triple, position: Position) -> None:
        """The first position of a repeated triple counts; a subject is placed at its type, else where it begins."""
        if triple not in self.triples:
            self.triples[triple] = position
            self.places.setdefault(triple[:2], position)
            if triple[0] not in self.subjects or triple[1] == _TYPE:
                self.subjects[triple[0]] = position

    def position(
        self, subject: Node, predicate: Node | None = None, value: Node | None = None, lang: str = ""
    ) -> Position:
        """Where the triple stands; failing that the first with that subject and predicate; failing that the subject.

        `lang`: the language of the text that is looked for, where there is no value.
        """
        if predicate is not None:
            if value is not None and (found := self.triples.get((subject, predicate, value))) is not None:
                return found
            if (found := self.tongues.get((subject, predicate, lang))) is not None:
                return found
            if (found := self.places.get((subject, predicate))) is not None:
                return found
        return self.subjects.get(subject, NOWHERE)


def node_name(node: Node) -> str:
    """An IRI as it is, a blank node as `_:label`."""
    return str(node) if isinstance(node, URIRef) else f"_:{node}"
